//! Signatures, chains, policies, time and trust stores: who vouches for a catalog.
//!
//! * [`TrustStore`] holds the anchors: Microsoft's root programme (embedded, or a [`TrustList`]), the user's own, or none;
//!   and what must not be trusted, whoever vouches for it.
//! * [`Verifier`] judges any number of catalogs by one store and gives a [`CatalogTrust`] for each.
//! * [`Policy`] says what is asked of a signature.
//!
//! # What is decided how
//! The signature is checked over the very octets of the file. Every certificate comes from the catalog or the store and
//! is found by name and key, never by its place; a chain is searched depth first, every link is verified, and only a
//! certificate of the store ends it. A trusted time stamp gives the time at which the chain must hold; without one that
//! is the time given by the caller. The mathematics ([`SignatureVerdict::valid`]) and the trust
//! ([`SignatureVerdict::trusted`]) are told apart, for signatures and for time stamps alike.
//!
//! Which [`Generation`]s of Windows take a catalog is told apart from that: [`CatalogTrust::windows`].
//!
//! # What is not decided
//! Which single drivers Windows allows or blocks by lists of its own. Every report says so in
//! [`CatalogTrust::not_checked`].

mod certificate;
mod choice;
mod collision;
mod compile;
mod disallowed;
mod dsa;
mod error;
mod findings;
mod graph;
mod kernel;
mod key;
mod name;
mod name_constraints;
mod opus;
mod path;
#[cfg(test)]
mod pkits;
mod policies;
mod policy;
mod programme;
mod revocation;
mod signature;
mod signer;
mod stl;
mod store;
mod targets;
mod timestamp;
mod verdict;
mod verifier;

pub use catseal_asn1::escape;
pub use compile::compile_programme;
pub use error::Error;
pub use kernel::{Generation, UnknownGeneration, WindowsVerdict};
pub use policy::{Policy, PolicyVerdict, UnknownPolicy, Verdict};
pub use revocation::{
    Evidence, Revocation, RevocationDetail, RevocationMode, RevocationReason, RevocationState, Source, Wanted,
};
pub use stl::{TrustList, TrustListEntry, TrustListProperty};
pub use store::{ListedRoots, TrustStore, is_trust_list};
pub use verdict::{
    CatalogTrust, CertSummary, Class, SignatureDetail, SignatureVerdict, SignerName, Status, TimeSource,
    TimestampDetail,
};
pub use verifier::Verifier;
