//! What is wrong with the signatures of a catalog, as findings.

use crate::graph::Path;
use crate::path::{Problem, Purpose};
use crate::revocation::Ruling;
use crate::signature::{Signature, each};
use crate::timestamp::Loose;
use crate::verdict::Status;
use catseal_finding::{CodeInfo, Finding, codes::trust};

pub(crate) fn unsigned() -> Finding {
    trust::UNSIGNED.finding("the catalog is not signed")
}

/// Findings on all signatures, of which `best` counts for `purpose`; `problems` is what is wrong with that one.
pub(crate) fn of(
    signatures: &[Signature<'_>],
    best: &Signature<'_>,
    purpose: Purpose,
    path: Option<&Path<'_>>,
    problems: &[Problem],
    revocation: &Ruling,
) -> Vec<Finding> {
    let mut findings: Vec<_> = problems.iter().map(|problem| code(problem).finding(&problem.text)).collect();
    findings.extend(revocation.harmless.iter().map(|text| trust::REVOKED_LATER.finding(text)));
    if revocation.warns {
        findings.push(trust::REVOCATION_NOT_FOUND_OUT.finding(revocation.unknown.join("; ")));
    }
    for signature in each(signatures) {
        let is_best = std::ptr::eq(signature, best);
        if !is_best && !signature.is_valid() {
            let text = "the catalog has a further signature, which is not valid";
            findings.push(trust::FURTHER_SIGNATURE_INVALID.finding(text));
        } else if !is_best {
            let revoked = signature.problems(purpose).1.into_iter().find(|problem| problem.status == Status::Revoked);
            findings.extend(revoked.map(|problem| {
                let text = format!("a further signature of the catalog does not count: {}", problem.text);
                trust::FURTHER_SIGNATURE_REVOKED.finding(text)
            }));
        }
        if signature.is_unsorted() {
            let text = "the signed attributes do not stand in the order in which they were signed";
            findings.push(trust::ATTRIBUTES_UNSORTED.finding(text));
        }
        for unread in &signature.unread {
            findings.push(unread.code.finding(format!("not judged: {}", unread.what)));
        }
        if is_best {
            findings.extend(on_timestamps(signature));
        }
    }
    if let Some(legacy) = best.legacy(path).filter(|_| problems.iter().all(|p| p.status != Status::WeakAlgorithm)) {
        findings.push(trust::LEGACY_ALGORITHM.finding(format!("the catalog's signature rests on {legacy}")));
    }
    findings
}

fn on_timestamps(signature: &Signature<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for stamp in &signature.stamps {
        let reason = stamp.detail.reason.as_deref().unwrap_or_default();
        if stamp.wrong && signature.time().is_some() {
            findings.push(trust::FURTHER_TIMESTAMP_INVALID.finding(reason));
        } else if !stamp.wrong && !stamp.detail.trusted {
            let authority = stamp.detail.authority.as_deref().unwrap_or_default();
            let text = format!("the time stamp by {authority} is not trusted and does not count: {reason}");
            findings.push(trust::TIMESTAMP_UNTRUSTED.finding(text));
        }
        match stamp.loose.as_ref().filter(|_| stamp.detail.trusted) {
            Some(Loose::OtherUsages(text)) => findings.push(trust::TIMESTAMP_AUTHORITY_LOOSE.finding(text)),
            Some(Loose::NotCritical(text)) => findings.push(trust::TIMESTAMP_USAGE_NOT_CRITICAL.finding(text)),
            None => {}
        }
        if stamp.bare {
            let text = "the time stamp is signed without saying with which digest, as older authorities did";
            findings.push(trust::TIMESTAMP_WITHOUT_DIGEST_INFO.finding(text));
        }
    }
    findings
}

fn code(problem: &Problem) -> &'static CodeInfo {
    if let Some(code) = problem.code {
        return code;
    }
    match problem.status {
        Status::Valid | Status::Unsigned => &trust::UNSIGNED,
        Status::Malformed => &trust::SIGNATURE_MALFORMED,
        Status::ContentDigestMismatch => &trust::CONTENT_DIGEST_MISMATCH,
        Status::SignatureInvalid => &trust::SIGNATURE_INVALID,
        Status::SignerCertMissing => &trust::SIGNER_CERT_MISSING,
        Status::AlgorithmUnsupported => &trust::ALGORITHM_UNSUPPORTED,
        Status::ChainIncomplete => &trust::CHAIN_INCOMPLETE,
        Status::RootUntrusted => &trust::ROOT_UNTRUSTED,
        Status::Expired => &trust::EXPIRED,
        Status::TimestampInvalid => &trust::TIMESTAMP_INVALID,
        Status::Revoked => &trust::REVOKED,
        Status::RevocationUnknown => &trust::REVOCATION_UNKNOWN,
        Status::UsageNotAllowed => &trust::USAGE_NOT_ALLOWED,
        Status::WeakAlgorithm => &trust::WEAK_ALGORITHM,
    }
}
