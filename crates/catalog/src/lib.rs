//! The catalog file: zero-copy view, builder, writer.
//!
//! A catalog (`.cat`) is PKCS#7 signed data over a certificate trust list whose subjects are digests of
//! files. Version 1 has one member a file, tagged by its SHA-1 in hexadecimal text; version 2 has two,
//! one tagged by the SHA-256 and a companion tagged by the SHA-1, both in raw octets.
//!
//! * [`CatalogView`] reads one without copying: `parse` walks the frame once, [`Member`]s and
//!   [`NameValue`]s are decoded when asked for. What is something else is told as what it is ([`Error`]).
//! * [`CatalogView::findings`] says what is wrong with the form. Signatures and files are judged elsewhere.
//! * [`SignedDataView`] reads the PKCS#7 around it, nested signatures and RFC 3161 tokens included.
//! * [`CatalogBuilder`] makes an unsigned catalog, octet for octet as Microsoft's tools do.
//! * [`cdf`] reads and writes the definition files that MakeCat makes catalogs from.
//!
//! Everything is hostile: lengths, counts and texts are checked against the `MAX_…` limits, and nothing
//! here reads files, the clock or the network.
//!
//! ```
//! use catseal_catalog::{Attribute, CatalogBuilder, CatalogView, MemberKind, MemberSpec, Version, guid_shaped};
//!
//! let mut driver = MemberSpec::new(MemberKind::Pe, [0x11; 20], [0x22; 32]);
//! driver.attributes.push(Attribute::text("File", "x.sys"));
//! let mut builder = CatalogBuilder::new(Version::V2, guid_shaped([7; 16]), "2026-01-02T03:04:05Z".parse()?);
//! builder.attribute(Attribute::text("OS", "_v100_X64")).member(&driver);
//! let bytes = builder.build()?;
//!
//! let catalog = CatalogView::parse(&bytes)?;
//! assert_eq!(catalog.version(), Version::V2);
//! for member in catalog.members() {
//!     let member = member?;
//!     assert_eq!(member.file_name().as_deref(), Some("x.sys"));
//!     assert_eq!(member.kind(), MemberKind::Pe);
//! }
//! assert!(catalog.findings().is_empty() && !catalog.is_signed());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod attribute;
mod builder;
pub mod cdf;
mod encode;
mod error;
mod findings;
mod indirect_data;
mod limits;
mod member;
mod name_value;
mod not_catalog;
mod signed_data;
mod signer_info;
mod tag;
mod text;
mod view;

pub use attribute::AttributeView;
pub use builder::{Attribute, CatalogBuilder, EncodedMember, MemberSpec, guid_shaped};
pub use error::Error;
pub use indirect_data::{IndirectData, PageHashes};
pub use limits::{MAX_ATTRIBUTES, MAX_CERTIFICATES, MAX_EXTENSIONS, MAX_MEMBERS, MAX_SIGNERS, MAX_SIZE};
pub use member::{Member, MemberInfo, MemberKind, Members};
pub use name_value::{Extension, NameValue, flags};
pub use not_catalog::NotCatalog;
pub use signed_data::SignedDataView;
pub use signer_info::{AlgorithmView, SignerId, SignerInfoView};
pub use tag::{TagDigest, TagForm};
pub use view::{CatalogView, Version};
