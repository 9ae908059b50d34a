//! Keys, and the signature around an untouched catalog.
//!
//! * [`KeyFile`] reads private keys and certificates from whatever file they come in: PEM, DER,
//!   PKCS#8 (plain and encrypted), PKCS#1, SEC 1, PFX. [`certificates`] reads certificates alone.
//! * [`Identity`] is a key with the certificates that speak for it; [`Identity::findings`] says what
//!   Windows will think of it.
//! * [`sign`] puts a signature around a catalog, [`unsign`] takes it away. The octets of the
//!   certificate trust list inside are copied, never encoded anew.
//! * [`TimestampQuery`] asks a time stamp server (RFC 3161) and reads its answer; [`set_timestamp`] puts the token into a
//!   catalog. Who signed the token is for others to judge, before it is used.
//! * [`testcert`] makes a test authority and a code signing certificate.
//!
//! Nothing here reads files, asks the network or looks at the clock: bytes and times come in, bytes go out.
//! Randomness comes from the system (serial numbers, test keys, ECDSA); a signature by an RSA key
//! depends on its input alone.
//!
//! ```
//! use catseal_sign::{SignOptions, sign, testcert, unsign};
//!
//! let identity = testcert::generate("Driver team", "2026-11-22T12:00:00Z".parse()?, 30)?.to_identity()?;
//! # let catalog = catseal_asn1::Writer::encode(|w| w.sequence(|w| {
//! #     w.oid(&catseal_asn1::oids::SIGNED_DATA);
//! #     w.constructed(catseal_asn1::Tag::context(0), |w| w.sequence(|w| {
//! #         w.integer(1);
//! #         w.set_of(Vec::new());
//! #         w.sequence(|w| {
//! #             w.oid(&catseal_asn1::oids::CTL);
//! #             w.constructed(catseal_asn1::Tag::context(0), |w| w.sequence(|w| {
//! #                 w.sequence(|w| w.oid(&catseal_asn1::oids::CATALOG_LIST));
//! #             }));
//! #         });
//! #         w.set_of(Vec::new());
//! #     }));
//! # }));
//! let signed = sign(&catalog, &identity, &SignOptions::default())?;
//! assert_eq!(unsign(&signed)?, catalog);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod certificate;
mod encrypted;
mod error;
mod frame;
mod identity;
mod key;
mod keyfile;
mod signature;
pub mod testcert;
mod timestamp;
mod timestamp_attribute;

pub use error::Error;
pub use identity::Identity;
pub use key::{KeyAlgorithm, SigningKey};
pub use keyfile::{KeyFile, certificates};
pub use signature::{SignOptions, sign, unsign};
pub use timestamp::{Rejection, TimestampError, TimestampQuery};
pub use timestamp_attribute::{CatalogSigner, set_timestamp, signers};
