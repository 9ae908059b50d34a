use crate::not_catalog::NotCatalog;
use catseal_asn1::{Oid, Tag, oids};

/// Why something is not read as a catalog, or cannot be made into one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is not a single octet.
    #[error("the file is empty, not a catalog")]
    Empty,
    /// More than [`MAX_SIZE`](crate::MAX_SIZE) octets.
    #[error("the file has {size} octets, more than the {limit} that are read as a catalog")]
    TooLarge {
        /// How many octets there are.
        size: usize,
        /// The limit.
        limit: usize,
    },
    /// A file of another kind.
    #[error("this is {0}, not a catalog")]
    OtherFile(NotCatalog),
    /// ASN.1, but not the `ContentInfo` of PKCS#7.
    #[error(
        "not a catalog: at offset {offset} PKCS#7 has an object identifier, here is {found} (a certificate or key, perhaps)"
    )]
    NotPkcs7 {
        /// Where the content type should be, in octets from the start of the input.
        offset: usize,
        /// What is there.
        found: Tag,
    },
    /// PKCS#7 or CMS, but not signed data.
    #[error("this is PKCS#7 of type {}, not signed data, so not a catalog", oids::describe(oid))]
    NotSignedData {
        /// Its content type.
        oid: Oid,
    },
    /// Signed data, but not over a trust list.
    #[error("this is {what}, not a catalog")]
    NotACatalog {
        /// What it is, like `PKCS#7 signed data of type data`.
        what: String,
    },
    /// A certificate trust list of another use.
    #[error("this is a certificate trust list for {usage}, not a catalog")]
    TrustList {
        /// What its subject usage says it is for: names of object identifiers, parted by commas.
        usage: String,
    },
    /// A catalog of a kind that is not known.
    #[error(
        "subject algorithm at offset {offset}: {}, which is neither version 1 nor version 2 of a catalog",
        oids::describe(oid)
    )]
    UnknownVersion {
        /// Where it stands, in octets from the start of the input.
        offset: usize,
        /// The object identifier that stands for neither version.
        oid: Oid,
    },
    /// The file ends before its outermost element does.
    #[error("the file was cut off after {size} octets ({missing} octets missing at least); fetch it again")]
    CutOff {
        /// How many octets there are.
        size: usize,
        /// How many are missing at least.
        missing: usize,
    },
    /// Something other than zero octets follows.
    #[error("{count} octets follow the end of the catalog at offset {offset}, and not all of them are zero")]
    Trailing {
        /// Where they begin, in octets from the start of the input.
        offset: usize,
        /// How many follow.
        count: usize,
    },
    /// More members than [`MAX_MEMBERS`](crate::MAX_MEMBERS).
    #[error("the catalog has more than {limit} members")]
    TooManyMembers {
        /// The limit.
        limit: usize,
    },
    /// More extensions than [`MAX_EXTENSIONS`](crate::MAX_EXTENSIONS).
    #[error("the catalog has more than {limit} extensions (attributes of its own)")]
    TooManyExtensions {
        /// The limit.
        limit: usize,
    },
    /// The encoding is malformed.
    #[error(transparent)]
    Encoding(#[from] catseal_asn1::Error),
    /// The builder was given something that no catalog can say.
    #[error("member {index}: {problem}")]
    Member {
        /// Which member, counted from 0 in the order given.
        index: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
}
