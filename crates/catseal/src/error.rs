use std::io;
use std::path::PathBuf;

/// Why a job could not be done. What is wrong with the *content* of readable inputs is a
/// [`Finding`](crate::Finding) in the report instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file is larger than any file of its sort may be.
    #[error("{} is larger than {limit} bytes, the limit for {what}", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// What it was to be read as.
        what: &'static str,
        /// The limit in bytes.
        limit: u64,
    },
    /// What lies in a cabinet or a compressed file cannot be had.
    #[error("{}: {source}", path.display())]
    Packed {
        /// The cabinet or compressed file.
        path: PathBuf,
        /// What is wrong with it.
        source: catseal_media::Error,
    },
    /// A file changed while it was read, so that its digest stands for no state of it.
    #[error("{} changed while it was being hashed; close the program that writes to it and try again", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// A file is no catalog.
    #[error("{}: {source}", path.display())]
    Catalog {
        /// The file.
        path: PathBuf,
        /// What it is instead, or where it is malformed.
        source: catseal_catalog::Error,
    },
    /// A file is no INF.
    #[error("{}: {source}", path.display())]
    Inf {
        /// The file.
        path: PathBuf,
        /// What it is instead, or where it is malformed.
        source: catseal_inf::Error,
    },
    /// A file is no catalog definition file, or a catalog cannot be written as one.
    #[error("{}: {source}", path.display())]
    Cdf {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: catseal_catalog::cdf::Error,
    },
    /// A folder that was to be a driver package has no INF in it.
    #[error("{}: no INF in this folder; name the folder that holds the package's .inf file", path.display())]
    NoInf {
        /// The folder.
        path: PathBuf,
    },
    /// A file stands where a driver package should, which is a folder.
    #[error("{}: this is {what}, and a driver package is a folder; {instead}", path.display())]
    NoFolder {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
        /// What to give in its place.
        instead: &'static str,
    },
    /// What was to be verified is a file, and no catalog.
    #[error(
        "{}: {source}; name the folder of a package or a catalog, or with --catalog the one to look this file up in",
        path.display()
    )]
    NoCatalogToVerify {
        /// The file.
        path: PathBuf,
        /// What it is instead of a catalog.
        source: catseal_catalog::Error,
    },
    /// A folder that was to be verified has neither a catalog nor an INF in it.
    #[error("{}: neither a catalog nor an INF in this folder, so there is nothing to verify", path.display())]
    NothingToVerify {
        /// The folder.
        path: PathBuf,
    },
    /// The `catseal.toml` of a package, or another file that steers a check, cannot be used.
    #[error("{}: {reason}", path.display())]
    Settings {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A key, certificate or password does not serve.
    #[error("{}: {source}", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// Why it does not serve.
        source: catseal_sign::Error,
    },
    /// A catalog cannot be signed as asked.
    #[error("{}: {source}", path.display())]
    Sign {
        /// The catalog.
        path: PathBuf,
        /// Why not.
        source: catseal_sign::Error,
    },
    /// A file for `--roots` or `--disallowed`, or a trust list, does not serve.
    #[error("{source}")]
    Roots {
        /// The file.
        path: PathBuf,
        /// Why it does not serve.
        source: catseal_trust::Error,
    },
    /// A folder for `--roots` has nothing that could be certificates.
    #[error("{}: no file in this folder is called .pem, .crt, .cer, .der or .stl", path.display())]
    NoRoots {
        /// The folder.
        path: PathBuf,
    },
    /// Two lists of roots were given.
    #[error("{} and {} are both lists of roots; only one can stand in for the roots built in", first.display(), second.display())]
    TwoRootLists {
        /// The one that came first.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// A file for `--crl` or `--ocsp` does not serve.
    #[error("{source}")]
    Revocation {
        /// The file.
        path: PathBuf,
        /// Why it does not serve.
        source: catseal_trust::Error,
    },
    /// The catalog could not be written as bytes.
    #[error("cannot make the catalog {name}: {source}")]
    Build {
        /// The name of the catalog.
        name: String,
        /// Why not.
        source: catseal_catalog::Error,
    },
    /// A file that was there would have been overwritten, and is none that this command makes anew.
    #[error("{} is there already, and is not written over; move it away or choose another place", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A file or folder could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// What was to be written.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// What was made did not pass verification, and was not written.
    #[error("{}: what was just made does not verify ({reason}); nothing was written", path.display())]
    SelfCheck {
        /// The file that was to be written.
        path: PathBuf,
        /// What the verification said.
        reason: String,
    },
    /// What is to be written would take the place of an input.
    #[error("{} is an input of this command and is not written over; choose another name for the output", path.display())]
    OutputIsInput {
        /// The output.
        path: PathBuf,
    },
    /// The address of a time stamp server is not one that can be asked.
    #[error("time stamp server {number}: {reason}; write its address as http://timestamp.example.com")]
    ServerAddress {
        /// Which one, in the order given, from 1.
        number: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// No server gave a time stamp that is good.
    #[error("{}: no time stamp, and nothing was written; {}", path.display(), told(tried))]
    NoTimestamp {
        /// The catalog.
        path: PathBuf,
        /// The servers, in the order given.
        tried: Vec<ServerFailure>,
    },
    /// Every signature has a time stamp, and replacing it was not asked for.
    #[error("{}: has a time stamp already; use --replace to put a new one in its place", path.display())]
    Stamped {
        /// The catalog.
        path: PathBuf,
    },
    /// A signature for which a time stamp would be of no use.
    #[error("{}: not time stamped, and nothing was written: {reason}", path.display())]
    NotStampable {
        /// The catalog.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Two catalogs would be written to the same place.
    #[error("two catalogs would be written to {}; name them in separate commands, or leave them where they are", path.display())]
    SameOutput {
        /// The place.
        path: PathBuf,
    },
    /// There is no catalog and no INF below the paths to audit.
    #[error("no catalog and no INF below the paths given, so there is nothing to audit")]
    NothingToAudit,
    /// A file was named that goes into no catalog.
    #[error(
        "an attribute is wanted for '{name}', which goes into no catalog; write its path in the package, or its name"
    )]
    NoSuchMember {
        /// The file, as it was named.
        name: String,
    },
    /// Two attributes of one name were given to a file.
    #[error("the attribute '{name}' is wanted twice for '{file}', by two of its names; give it once")]
    AttributeTwice {
        /// The path of the file in the package.
        file: String,
        /// The attribute.
        name: String,
    },
    /// One output file was named, and several catalogs are made.
    #[error("{} is one file, but {count} catalogs are made; use --output-dir", path.display())]
    OneOutput {
        /// The file that was named.
        path: PathBuf,
        /// How many catalogs there are.
        count: usize,
    },
    /// The operating system gave no random numbers.
    #[error("the operating system gave no random numbers: {0}")]
    Random(getrandom::Error),
    /// The worker threads could not be started.
    #[error("cannot start {jobs} worker threads: {source}")]
    Threads {
        /// How many were asked for.
        jobs: usize,
        /// Why not.
        source: rayon::ThreadPoolBuildError,
    },
}

/// What came of asking a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerFailure {
    /// Its address.
    pub url: String,
    /// Why it gave no time stamp, or why that was no good; of several tries, the last.
    pub reason: String,
}

fn told(tried: &[ServerFailure]) -> String {
    tried.iter().map(|failure| format!("{}: {}", failure.url, failure.reason)).collect::<Vec<_>>().join("; ")
}

/// How a command ends: the exit statuses of the command line's contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// The answer is good.
    Good = 0,
    /// The answer is bad.
    Bad = 1,
    /// The command line is wrong.
    Usage = 2,
    /// An input cannot be read or is malformed.
    Input = 3,
    /// The outside world failed.
    World = 4,
}

impl Error {
    /// Whether a file is called an INF and is something else.
    pub(crate) const fn is_no_inf(&self) -> bool {
        matches!(self, Self::Inf { source: catseal_inf::Error::NotAnInf { .. }, .. })
    }

    /// Whether what should be a package has no file that is an INF.
    #[must_use]
    pub const fn is_without_inf(&self) -> bool {
        matches!(self, Self::NoInf { .. } | Self::NoFolder { .. }) || self.is_no_inf()
    }

    /// Whether a key is encrypted and no password was given.
    #[must_use]
    pub const fn needs_password(&self) -> bool {
        matches!(self, Self::Key { source: catseal_sign::Error::PasswordNeeded, .. })
    }

    /// The exit status for a command that ends with this error.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match self {
            Self::Read { .. }
            | Self::TooLarge { .. }
            | Self::Changed { .. }
            | Self::Packed { .. }
            | Self::Catalog { .. }
            | Self::Inf { .. }
            | Self::Cdf { .. }
            | Self::NoInf { .. }
            | Self::NoFolder { .. }
            | Self::NoCatalogToVerify { .. }
            | Self::NothingToVerify { .. }
            | Self::NothingToAudit
            | Self::Settings { .. }
            | Self::Key { .. }
            | Self::Roots { .. }
            | Self::NoRoots { .. }
            | Self::TwoRootLists { .. }
            | Self::Revocation { .. }
            | Self::Build { .. } => Exit::Input,
            Self::Sign { source, .. } => match source {
                catseal_sign::Error::AlreadySigned | catseal_sign::Error::NoSignature => Exit::Bad,
                _ => Exit::Input,
            },
            Self::SelfCheck { .. } | Self::Stamped { .. } | Self::NotStampable { .. } => Exit::Bad,
            Self::OneOutput { .. }
            | Self::NoSuchMember { .. }
            | Self::AttributeTwice { .. }
            | Self::OutputIsInput { .. }
            | Self::Exists { .. }
            | Self::SameOutput { .. }
            | Self::ServerAddress { .. } => Exit::Usage,
            Self::NoTimestamp { .. } | Self::Write { .. } | Self::Random(_) | Self::Threads { .. } => Exit::World,
        }
    }
}
