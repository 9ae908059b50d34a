//! What a file's digest is: flat, PE, CAB, page hashes; one pass, many digests.
//!
//! A catalog does not list files, it lists digests. Which bytes of a file are digested depends on
//! what the file is, told by its content and never by its name:
//!
//! | kind | digested |
//! |---|---|
//! | [`FileKind::Pe`] | all but the checksum, the security directory entry and the certificate table; zeros up to a multiple of 8 when there is no certificate table |
//! | [`FileKind::Cab`] | all but the reserved bytes 4..8; of a signed cabinet also not bytes 34..56 and the signature |
//! | [`FileKind::Flat`] | everything |
//!
//! Scripts and MSI packages are flat: Windows chooses among these three only when it looks a file
//! up in a catalog. An embedded signature in such a file is therefore part of its digest.
//!
//! [`digest`] reads a stream once, in constant memory, and gives the flat digest and that of the
//! kind, each as SHA-1 and SHA-256; [`Hasher`] is the same for callers with a loop of their own.
//!
//! ```
//! use catseal_digest::{FileKind, digest};
//!
//! let inf = b"[Version]\r\nSignature=\"$Windows NT$\"\r\n";
//! let digests = digest(&mut inf.as_slice())?;
//! assert_eq!(digests.kind, FileKind::Flat);
//! assert_eq!(digests.member, digests.flat);
//! # Ok::<(), catseal_digest::Error>(())
//! ```
//!
//! [`page_hashes`] makes the digests per page of an image that some catalogs carry.
//! [`CheckedHasher`] tells whether a file was made to have the SHA-1 of another one.
//! [`near_misses`] answers why a file did not match: it names the small changes (newlines, byte order
//! mark, signature) together with the digest the file would have had.
//!
//! The rules come from the "Windows Authenticode Portable Executable Signature Format" document and
//! the PE and cabinet format specifications, checked against catalogs made by Microsoft's tools.
//! Files that break the format never make an error here: they get the digest that leaves the fewest
//! bytes out, as said at [`FileKind`] and [`SignatureArea`].

mod cab;
mod checked;
mod digests;
mod error;
mod hasher;
mod le;
mod member;
mod near_miss;
mod page_hashes;
mod pair;
mod pe;
mod sink;
mod text;

pub use checked::{CheckedHasher, CheckedSha1};
pub use digests::{CabInfo, Digests, FileKind, PeInfo, SignatureArea};
pub use error::Error;
pub use hasher::{Hasher, digest, digest_in};
pub use near_miss::{NearMiss, NearMissKind, TEXT_LIMIT, near_misses};
pub use page_hashes::{PageHash, PageHashes, page_hashes};
pub use pair::{Algorithm, DigestPair};
