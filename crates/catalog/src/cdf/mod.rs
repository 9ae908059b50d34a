//! Catalog definition files (`.cdf`): what MakeCat makes catalogs from.
//!
//! ```text
//! [CatalogHeader]
//! Name=x.cat
//! CatalogVersion=2
//! HashAlgorithms=SHA256
//! CATATTR1=0x10010001:OSAttr:2:10.0
//!
//! [CatalogFiles]
//! <HASH>x.sys=.\x.sys
//! <HASH>x.sysATTR1=0x10010001:File:x.sys
//! ```
//!
//! * [`parse`] reads one into a [`Document`]. What is wrong with it is said as findings with line numbers; what
//!   MakeCat passes over without a word is warned about.
//! * [`Document::builder`] makes a [`CatalogBuilder`](crate::CatalogBuilder) of it and the digests of the files. A
//!   document only names paths: reading them is for the caller.
//! * [`emit`] writes a [`Document`]; [`Document::from_catalog`] makes one of a catalog.
//!
//! Sources: Microsoft's pages "MakeCat" and "Using MakeCat", the error names of the public `mscat.h`, and two
//! definition files with the catalogs that MakeCat made of them. Where these leave open what MakeCat does:
//!
//! | question | here |
//! |---|---|
//! | comments | `#` (seen) and `;`; a warning where one has a `=` in `[CatalogFiles]` |
//! | case of sections and keys | does not count; nor does that of `<HASH>`: Microsoft's own examples have `<hash>` |
//! | blanks | cut off around keys, names and paths; an attribute's value reaches up to the line end |
//! | order of the catalog's attributes | that of their numbers |
//! | `ALTSIPID` | the GUIDs of flat files, PE images and cabinets; others are refused |
//! | a type with an OID name, or unauthenticated | stored as any other, its type with it, and a warning: no catalog shows how |
//! | a type that replaces another attribute | refused: MakeCat's documentation does not have it |
//! | `PageHashes` and a tag other than `<HASH>` | no page hashes: the documentation speaks of `<HASH>` files |
//! | anything given twice | refused |

mod attribute;
mod base64;
mod decode;
mod document;
mod emit;
mod error;
mod files;
mod from_catalog;
mod header;
mod parse;
mod problems;

pub use document::{Document, File, Tag};
pub use emit::emit;
pub use error::Error;
pub use parse::parse;

/// Octets of a definition file: 64 MiB.
pub const MAX_SIZE: usize = 64 * 1024 * 1024;
/// Lines of a definition file: five for each member that a catalog may have.
pub const MAX_LINES: usize = 5 * crate::MAX_MEMBERS;

/// Cuts off blanks and tabs; other white space may be part of a name.
fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

#[cfg(test)]
mod tests;
