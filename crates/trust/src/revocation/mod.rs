//! Revocation: lists (RFC 5280, 5 and 6.3) and OCSP (RFC 6960), and what a time stamp saves.
//!
//! * [`Evidence`] is what the user gave, [`Source`] brings what certificates point at; both are hostile input.
//! * An [`Inquiry`] asks about the certificates of one catalog. It takes a document for what its signer may say, and only
//!   one that is in force for "good"; one that ran out still serves to say "revoked".
//! * [`rule()`] says what a revocation means for a signature of a given time.

mod crl;
mod evidence;
mod inquiry;
mod ocsp;
#[cfg(test)]
mod pkits;
mod reason;
mod ruling;
mod scope;
mod signer;
mod source;

pub use evidence::Evidence;
pub(crate) use inquiry::{Found, Inquiry};
pub use reason::RevocationReason;
pub(crate) use ruling::{Dated, Ruling, rule};
pub(crate) use source::Archive;
pub use source::{Source, Wanted};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// How much it counts whether certificates were revoked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum RevocationMode {
    /// Nobody asks.
    #[default]
    Off,
    /// What was revoked is refused; what is not known is a warning.
    Soft,
    /// What is not known is refused, too.
    Hard,
}

/// How to find out whether certificates were revoked.
#[derive(Clone, Copy, Default)]
pub struct Revocation<'r> {
    /// How much it counts.
    pub mode: RevocationMode,
    /// What the user gave.
    pub evidence: Option<&'r Evidence>,
    /// Brings what certificates point at; also, whatever the mode, the certificates of issuers that a catalog lacks.
    pub source: Option<&'r dyn Source>,
}

impl Revocation<'_> {
    /// Whether there is anything to learn from, besides what the catalogs bring along.
    #[must_use]
    pub(crate) fn has_evidence(&self) -> bool {
        self.source.is_some() || self.evidence.is_some_and(|evidence| !evidence.is_empty())
    }
}

impl std::fmt::Debug for Revocation<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Revocation").field("mode", &self.mode).field("evidence", &self.evidence).finish_non_exhaustive()
    }
}

/// Whether a certificate was revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RevocationState {
    /// Its authority says that it was not.
    Good,
    /// Its authority says that it was.
    Revoked,
    /// Nothing that is in force says either.
    Unknown,
}

impl RevocationState {
    /// Its name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Revoked => "revoked",
            Self::Unknown => "unknown",
        }
    }
}

impl std::fmt::Display for RevocationState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether one certificate of a chain was revoked, and what says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RevocationDetail {
    /// The subject of the certificate, escaped.
    pub certificate: String,
    /// SHA-256 of the certificate, lower-case hex.
    pub sha256: String,
    /// What is known.
    pub state: RevocationState,
    /// The file or address of the list or answer that decided; `the catalog` for a list in it. `null` when nothing did.
    pub source: Option<String>,
    /// When that was made.
    #[schemars(with = "Option<String>")]
    pub this_update: Option<Timestamp>,
    /// Until when it is in force.
    #[schemars(with = "Option<String>")]
    pub next_update: Option<Timestamp>,
    /// How many whole days before the time that is judged it was made.
    pub age_days: Option<i64>,
    /// When the certificate was revoked.
    #[schemars(with = "Option<String>")]
    pub revoked_at: Option<Timestamp>,
    /// Since when its key is not to be trusted, where the authority says so.
    #[schemars(with = "Option<String>")]
    pub invalid_since: Option<Timestamp>,
    /// Why it was revoked, by the names of RFC 5280, such as `keyCompromise`; of an unknown state, why nothing is known.
    pub reason: Option<String>,
    /// That it was revoked, but a trusted time stamp proves that the signature is older.
    pub signed_before: bool,
}
