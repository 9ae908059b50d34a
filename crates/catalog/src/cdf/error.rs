/// Why something is not read as a catalog definition file, or a document cannot be written as one.
///
/// What is merely wrong in a readable one is a [`Finding`](catseal_finding::Finding).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// More than [`MAX_SIZE`](super::MAX_SIZE) octets.
    #[error("the file has {size} octets, more than the {limit} that are read as a catalog definition")]
    TooLarge {
        /// How many octets there are.
        size: usize,
        /// The limit.
        limit: usize,
    },
    /// More than [`MAX_LINES`](super::MAX_LINES) lines.
    #[error("the file has more than {limit} lines; no catalog has that many members")]
    TooManyLines {
        /// The limit.
        limit: usize,
    },
    /// Octets that are no text, or not that of the encoding that the file claims.
    #[error("line {line}: not a catalog definition file: {reason}")]
    NotText {
        /// The line, counted from 1.
        line: u32,
        /// What was found.
        reason: &'static str,
    },
    /// No `[CatalogHeader]` (`CRYPTCAT_E_CDF_TAGNOTFOUND`).
    #[error("not a catalog definition file: it has no [CatalogHeader] section")]
    NoHeader,
    /// `[CatalogHeader]` without a `Name` (`CRYPTCAT_E_CDF_TAGNOTFOUND`).
    #[error("line {line}: [CatalogHeader] has no Name, so the catalog would have none; add a line such as Name=x.cat")]
    NoName {
        /// The line of the section, counted from 1.
        line: u32,
    },
    /// A document holds something for which a definition file has no words.
    #[error("{what} cannot be written into a catalog definition file: {reason}")]
    NotSayable {
        /// What it is, like `attribute 'File' of <HASH>x.sys`.
        what: String,
        /// Why not.
        reason: &'static str,
    },
}
