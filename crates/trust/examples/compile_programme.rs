//! Makes the embedded list of roots anew:
//! `cargo run -p catseal-trust --example compile_programme -- authroot.stl cacert.pem crates/trust/data/programme.der`

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [list, certificates, output] = arguments.as_slice() else {
        eprintln!("usage: compile_programme AUTHROOT.STL CACERT.PEM OUTPUT");
        return ExitCode::from(2);
    };
    let result = std::fs::read(list)
        .and_then(|list| Ok((list, std::fs::read(certificates)?)))
        .map_err(|error| error.to_string())
        .and_then(|(list, certificates)| {
            catseal_trust::compile_programme(&list, &certificates).map_err(|error| error.to_string())
        })
        .and_then(|compiled| std::fs::write(output, compiled).map_err(|error| error.to_string()));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
