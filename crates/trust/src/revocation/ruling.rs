//! What a revocation means for a signature of a given time.

use super::{Found, Inquiry, RevocationDetail, RevocationMode, RevocationReason, RevocationState};
use crate::certificate::Certificate;
use crate::path::Problem;
use crate::programme::day;
use crate::verdict::Status;
use catseal_asn1::hex;
use jiff::Timestamp;
use std::sync::Arc;

/// What is known of a chain, and what follows.
#[derive(Debug, Default)]
pub(crate) struct Ruling {
    pub(crate) details: Vec<RevocationDetail>,
    pub(crate) problems: Vec<Problem>,
    /// The certificates of which nothing is known, and why.
    pub(crate) unknown: Vec<String>,
    /// Whether that is worth a warning: somebody gave evidence, so that it was to be expected that something is known.
    pub(crate) warns: bool,
    /// Revocations that a time stamp makes harmless, in words.
    pub(crate) harmless: Vec<String>,
    /// The certificates whose keys somebody else may have, by a revocation that counts, and what it says.
    pub(crate) lost: Vec<(Arc<Certificate>, String)>,
}

impl Ruling {
    /// Whether nothing is known of any certificate.
    pub(crate) fn knows_nothing(&self) -> bool {
        self.unknown.len() == self.details.len()
    }
}

/// Whose chain is ruled on, and since when it proved to be there.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Dated {
    /// That of a signature, with the time of a trusted time stamp.
    Signature(Option<Timestamp>),
    /// That of a time stamp, with the time that it gives itself.
    Stamp(Timestamp),
}

/// Rules on a chain. A signature that a trusted time stamp dates before the revocation holds, and before the time since
/// which the key is not to be trusted, if the authority gives one; without a time stamp none does.
///
/// A time stamp is dated by nobody but its authority: with its key compromised, or revoked for a reason that is not given,
/// that says nothing (RFC 3161, 4).
pub(crate) fn rule(chain: &[(Arc<Certificate>, Arc<Found>)], dated: Dated, inquiry: &Inquiry<'_>) -> Ruling {
    let (stamped, is_stamp) = match dated {
        Dated::Signature(stamped) => (stamped, false),
        Dated::Stamp(time) => (Some(time), true),
    };
    let mut ruling = Ruling::default();
    for (certificate, found) in chain {
        let name = certificate.short_name();
        let is_lost = found.entry.is_some_and(|entry| entry.reason.is_none_or(RevocationReason::is_compromise));
        let before = found
            .entry
            .is_some_and(|entry| !(is_stamp && is_lost) && stamped.is_some_and(|stamped| stamped < entry.since()));
        match (&found.entry, found.state) {
            (Some(entry), _) => {
                let reason = entry.reason.map_or("no reason given", RevocationReason::as_str);
                let mut text = format!("'{name}' was revoked on {} ({reason}", day(entry.revoked_at));
                if let Some(since) = entry.invalid_since {
                    text.push_str(&format!(", not to be trusted since {}", day(since)));
                }
                text.push(')');
                if let Some(by) = &found.by {
                    text.push_str(&format!(", says {}", by.origin));
                }
                if before {
                    ruling.harmless.push(text);
                } else {
                    let text = match stamped {
                        Some(time) => format!("{text}; the time stamp is of {}", day(time)),
                        None => format!("{text}; no trusted time stamp proves that the signature is older"),
                    };
                    if is_lost {
                        ruling.lost.push((Arc::clone(certificate), text.clone()));
                    }
                    ruling.problems.push(Problem::new(Status::Revoked, text));
                }
            }
            (None, RevocationState::Unknown) => {
                let why = found.why.as_deref().unwrap_or("no list or answer that is about it is there");
                let text = format!("whether '{name}' was revoked is not known: {why}");
                if inquiry.revocation.mode == RevocationMode::Hard || inquiry.is_overdrawn() {
                    ruling.problems.push(Problem::new(Status::RevocationUnknown, text.clone()));
                }
                ruling.unknown.push(text);
            }
            (None, _) => {}
        }
        ruling.details.push(detail(certificate, found, before, inquiry.at));
    }
    let revocation = &inquiry.revocation;
    ruling.warns = revocation.mode == RevocationMode::Soft && revocation.has_evidence() && !ruling.unknown.is_empty();
    ruling
}

fn detail(certificate: &Certificate, found: &Found, signed_before: bool, at: Timestamp) -> RevocationDetail {
    let by = found.by.as_ref();
    let entry = found.entry.as_ref();
    let reason = entry.and_then(|entry| entry.reason).map(|reason| reason.as_str().to_owned());
    RevocationDetail {
        certificate: crate::name::display(certificate.subject()),
        sha256: hex(certificate.sha256()),
        state: found.state,
        source: by.map(|by| by.origin.to_string()),
        this_update: by.map(|by| by.this_update),
        next_update: by.and_then(|by| by.next_update),
        age_days: by.map(|by| at.duration_since(by.this_update).as_hours() / 24),
        revoked_at: entry.map(|entry| entry.revoked_at),
        invalid_since: entry.and_then(|entry| entry.invalid_since),
        reason: reason.or_else(|| found.why.clone()),
        signed_before,
    }
}
