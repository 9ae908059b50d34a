//! The command `catseal`: arguments, progress, rendering. What it does is in the crate `catseal`.

mod args;
mod commands;
mod context;
mod error;
mod output;
mod password;
mod progress;
mod render;

use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = args::Cli::from_command_line();
    let status = commands::run(cli).unwrap_or_else(|error| error.report() as u8);
    ExitCode::from(status)
}
