/// Why a file could not be read as an INF at all.
///
/// Whatever is merely wrong in a readable INF is a [`Finding`](catseal_finding::Finding).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file is longer than [`limits::MAX_BYTES`](crate::limits::MAX_BYTES).
    #[error("the file has {size} bytes, more than the {limit} an INF may have here")]
    TooLarge {
        /// Size of the file in bytes.
        size: usize,
        /// The most that is read.
        limit: usize,
    },
    /// The file is binary, or has no `[Version]` section.
    #[error("not an INF: {reason}")]
    NotAnInf {
        /// What was looked for and not found.
        reason: &'static str,
    },
    /// Text that belongs to no section (`ERROR_EXPECTED_SECTION_NAME`, 0xE0000000).
    #[error("line {line}: text before the first [section]")]
    ExpectedSectionName {
        /// The line, counted from 1.
        line: u32,
    },
    /// A section header without `]` (`ERROR_BAD_SECTION_NAME_LINE`, 0xE0000001).
    #[error("line {line}: the section name has no closing ']'")]
    BadSectionNameLine {
        /// The line, counted from 1.
        line: u32,
    },
    /// A section name of more than 255 characters (`ERROR_SECTION_NAME_TOO_LONG`, 0xE0000002).
    #[error("line {line}: the section name has more than 255 characters")]
    SectionNameTooLong {
        /// The line, counted from 1.
        line: u32,
    },
    /// More sections, lines or fields than any real INF has; see [`limits`](crate::limits).
    #[error("line {line}: more than {limit} {what}; no real INF is that large")]
    TooMany {
        /// The line at which the limit was passed, counted from 1.
        line: u32,
        /// `sections`, `lines` or `fields`.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
}
