//! Where a key's password comes from; never from the command line, which other users can see.

use std::io::IsTerminal as _;

use catseal::Zeroizing;

use crate::args::KeyArgs;
use crate::context::usage;
use crate::error::CliError;

/// The password named by the options, if one was.
pub(crate) fn given(args: &KeyArgs) -> Result<Option<Zeroizing<Vec<u8>>>, CliError> {
    if let Some(name) = &args.password_env {
        return match std::env::var_os(name) {
            Some(password) => Ok(Some(Zeroizing::new(password.into_encoded_bytes()))),
            None => usage(format!("--password-env: there is no environment variable '{name}'")),
        };
    }
    let Some(path) = &args.password_file else { return Ok(None) };
    let mut bytes = catseal::read_secret(path)?;
    for ending in [b'\n', b'\r'] {
        if bytes.last() == Some(&ending) {
            bytes.pop();
        }
    }
    Ok(Some(bytes))
}

/// Does `work` with the password that the options name; asks at the terminal if it turns out that one is needed.
pub(crate) fn with_password<T>(
    args: &KeyArgs,
    mut work: impl FnMut(Option<Zeroizing<Vec<u8>>>) -> Result<T, catseal::Error>,
) -> Result<T, CliError> {
    let password = given(args)?;
    let asked_for = password.is_some();
    match work(password) {
        Err(error) if error.needs_password() && !asked_for && std::io::stdin().is_terminal() => {
            let typed =
                rpassword::prompt_password(format!("Password of {}: ", args.key.as_deref().unwrap_or("the key")))?;
            Ok(work(Some(Zeroizing::new(typed.into_bytes())))?)
        }
        other => Ok(other?),
    }
}
