use crate::tag::Tag;

/// Why an element could not be read: what it was, where it starts, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} at offset {offset}: {kind}")]
pub struct Error {
    /// What was being read, in the words of the specification.
    pub what: &'static str,
    /// Offset of the element in the input, in octets from 0.
    pub offset: usize,
    /// What is wrong with it.
    pub kind: ErrorKind,
}

/// What is wrong with an element.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input ends before the element does.
    #[error("the input ends too early ({missing} octets missing at least)")]
    Truncated {
        /// How many octets are missing at least.
        missing: usize,
    },
    /// Another element stands here.
    #[error("expected {expected}, found {found}")]
    UnexpectedTag {
        /// What the format wants here.
        expected: Tag,
        /// What is there.
        found: Tag,
    },
    /// Nothing stands here.
    #[error("expected {expected}, found nothing")]
    Missing {
        /// What the format wants here.
        expected: Tag,
    },
    /// A tag number above 30.
    #[error("a tag of more than one octet, which no part of this format uses")]
    LongFormTag,
    /// A length of more octets than any input can have.
    #[error("a length of {octets} octets")]
    LengthTooLong {
        /// How many octets the length claims to have.
        octets: u8,
    },
    /// A length not in its shortest form, where only DER is taken.
    #[error("the length is not in its shortest form")]
    NonMinimalLength,
    /// A length that is given by an end marker, where only DER is taken.
    #[error("the length is indefinite")]
    IndefiniteLength,
    /// Something stands behind the last element.
    #[error("{count} octets follow that do not belong there")]
    Trailing {
        /// How many octets follow.
        count: usize,
    },
    /// Elements inside elements beyond the limit.
    #[error("more than {limit} elements inside each other")]
    TooDeep {
        /// The limit.
        limit: u8,
    },
    /// More elements than the limit.
    #[error("more than {limit} elements")]
    TooMany {
        /// The limit.
        limit: usize,
    },
    /// The contents do not fit the type.
    #[error("{0}")]
    Invalid(&'static str),
}
