//! TLV cursor over hostile bytes, DER writer, and the OIDs by name.
//!
//! * [`Cursor`] walks BER/DER without copying. It never panics and never looks past the slice it was
//!   given; [`Mode::Strict`] takes DER lengths only, [`Mode::Tolerant`] also takes the two BER forms
//!   met in the wild. [`deviations`] lists where an encoding is not DER.
//! * [`Writer`] writes DER, including the order that SET OF demands.
//! * [`oids`] has the object identifiers of catalogs, signatures and certificates, and their names.
//! * [`DigestAlgorithm`] is the one list of digest algorithms, with OIDs and names.
//! * [`pem`] finds DER in text; [`hex`] and [`escape`] make octets and hostile text fit to be shown.
//!
//! Everything that is hashed or signed is a slice of what was read ([`Tlv::raw`], [`Tlv::value`]);
//! nothing here re-encodes.
//!
//! ```
//! use catseal_asn1::{Cursor, Mode, Tag, Writer, oids};
//!
//! let mut writer = Writer::new();
//! writer.sequence(|w| {
//!     w.oid(&oids::SHA256);
//!     w.null();
//! });
//! let bytes = writer.finish();
//!
//! let mut cursor = Cursor::new(&bytes, Mode::Strict);
//! let mut sequence = cursor.enter(Tag::SEQUENCE, "AlgorithmIdentifier")?;
//! assert_eq!(sequence.expect(Tag::OID, "algorithm")?.oid()?, oids::SHA256);
//! sequence.expect(Tag::NULL, "parameters")?;
//! sequence.finish("AlgorithmIdentifier")?;
//! cursor.finish("input")?;
//! # Ok::<(), catseal_asn1::Error>(())
//! ```

mod algorithm;
mod cursor;
mod deviation;
mod error;
mod escape;
mod hex;
pub mod oids;
pub mod pem;
mod tag;
mod text;
mod time;
mod tlv;
mod writer;

pub use algorithm::DigestAlgorithm;
pub use const_oid::ObjectIdentifier as Oid;
pub use cursor::{Cursor, MAX_DEPTH, Mode};
pub use deviation::{Deviation, DeviationKind, deviations};
pub use error::{Error, ErrorKind};
pub use escape::escape;
pub use hex::hex;
pub use tag::Tag;
pub use text::{utf16be, utf16le};
pub use time::{encode_time, parse_generalized_time, parse_utc_time};
pub use tlv::Tlv;
pub use writer::{Nested, Writer};
