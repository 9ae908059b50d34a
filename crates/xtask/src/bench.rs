//! `cargo xtask bench`: builds and runs `crates/bench`, with all optimizations.

use std::io;
use std::process::Command;

/// Runs the benchmark on the catalogs in `folder`, or those that it finds itself. False if it failed.
///
/// # Errors
/// When cargo cannot be started.
pub(crate) fn run(folder: Option<&str>) -> io::Result<bool> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--release", "--package", "catseal-bench", "--"]).args(folder);
    Ok(command.status()?.success())
}
