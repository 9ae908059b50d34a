use std::io::{self, Write as _};

use catseal::Exit;

/// Why a command ended without an answer.
#[derive(Debug)]
pub(crate) enum CliError {
    /// A job could not be done.
    Job(catseal::Error),
    /// The command line is wrong in a way that only shows now.
    Usage(String),
    /// The answer could not be written.
    Output(io::Error),
}

impl From<catseal::Error> for CliError {
    fn from(error: catseal::Error) -> Self {
        Self::Job(error)
    }
}

impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl CliError {
    /// Says the error in one line on standard error, and gives the exit status.
    pub(crate) fn report(self) -> Exit {
        let (message, exit) = match self {
            Self::Job(error) => (error.to_string(), error.exit()),
            Self::Usage(message) => (message, Exit::Usage),
            Self::Output(error) => (format!("cannot write the answer: {error}"), Exit::World),
        };
        tell(&message);
        exit
    }
}

/// Says an error in one line on standard error.
pub(crate) fn tell(message: &str) {
    // Nothing is left to do when standard error is closed.
    let _ = writeln!(anstream::stderr(), "catseal: error: {}", catseal::escape(message));
}
