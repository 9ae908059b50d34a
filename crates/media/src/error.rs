use std::io;

/// Why what is inside cannot be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The reader failed.
    #[error("cannot be read: {0}")]
    Read(#[from] io::Error),
    /// The bytes begin like none of the forms that are known.
    #[error("is neither a cabinet nor compressed with COMPRESS.EXE")]
    Unknown,
    /// The file ends before what it announces.
    #[error("ends in the middle of {what}")]
    Truncated {
        /// What was being read.
        what: &'static str,
    },
    /// The file breaks its own form.
    #[error("is damaged: {what}")]
    Malformed {
        /// What is wrong.
        what: &'static str,
    },
    /// A compression that is not undone here.
    #[error("is compressed with {what}, which is not supported")]
    Unsupported {
        /// The name of the compression.
        what: &'static str,
    },
    /// A file goes on in another cabinet of a set.
    #[error("is one of a set of cabinets, and a file goes on in another of them")]
    Spanned,
    /// Unpacking would make more than any driver package has: a bomb.
    #[error("would unpack to more than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
}
