//! Who signed a list or an answer, and whether he may.

use super::RevocationState;
use super::crl::Crl;
use super::inquiry::{Inquiry, Subject, below_anchor};
use super::ocsp::OcspResponse;
use crate::certificate::Certificate;
use crate::graph::{End, Path};
use crate::key::{PublicKey, Scheme, Strength};
use crate::name::same;
use crate::path::{digest_strength, structure_of_authority};
use catseal_asn1::Oid;
use std::sync::Arc;

const OCSP_SIGNING: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.3.9");
/// How many certificates are asked about for another one: the signer of a list, and the signer of a list about that one.
const MAX_DEPTH: u8 = 2;

/// What a document is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// To say that a certificate was revoked. That its own signer was not is not known.
    AgainstOnly,
    /// For everything.
    Full,
}

impl Inquiry<'_> {
    /// Whether a list may speak of the certificate (RFC 5280, 6.3.3 f and g).
    pub(super) fn standing_of_crl(&self, subject: &Subject<'_>, crl: &Crl) -> Result<Standing, String> {
        if let Some(defect) = &crl.defect {
            return Err(format!("not usable: {defect}"));
        }
        check_scheme(crl.scheme())?;
        let signed_by = |key: &PublicKey, spki: &[u8]| self.signed(crl.sha256(), spki, || crl.is_signed_by(key));
        if same(crl.issuer(), subject.certificate.issuer()) && signed_by(subject.key, subject.spki) {
            return if subject.issuer.is_none_or(|issuer| may_sign_lists(issuer)) {
                Ok(Standing::Full)
            } else {
                Err("its signer must not sign lists, by its key usage".to_owned())
            };
        }
        let End::Anchor(anchor) = subject.path.end else { return Err("the chain ends nowhere".to_owned()) };
        if same(&anchor.root.subject, crl.issuer()) && signed_by(&anchor.root.key, &anchor.root.spki) {
            let allowed = anchor.root.certificate.as_ref().is_none_or(|root| may_sign_lists(root));
            return if allowed { Ok(Standing::Full) } else { Err("the root must not sign lists".to_owned()) };
        }
        let above = subject.path.certificates.iter().skip(subject.index.saturating_add(1));
        let given = self.revocation.evidence.map_or(&[][..], |evidence| &evidence.certificates);
        let candidates = above.clone().chain(given).chain(subject.bag);
        let mut why = "not signed by the issuer of the certificate".to_owned();
        for signer in candidates.filter(|signer| same(signer.subject(), crl.issuer())) {
            if signer.sha256() == subject.certificate.sha256() || !may_sign_lists(signer) {
                continue;
            }
            if !self.budget.check() {
                return Err("the catalog asks for more signature checks than are made".to_owned());
            }
            if !signed_by(&signer.key, signer.spki()) {
                continue;
            }
            if above.clone().any(|known| known.sha256() == signer.sha256()) {
                return Ok(Standing::Full);
            }
            match self.standing_of_signer(subject, signer) {
                Some(standing) => return Ok(standing),
                None => "its signer has no valid chain to the same root".clone_into(&mut why),
            }
        }
        Err(why)
    }

    /// Whether somebody who is not in the path may sign lists: by a chain of his own to the same anchor.
    fn standing_of_signer(&self, subject: &Subject<'_>, signer: &Arc<Certificate>) -> Option<Standing> {
        if subject.depth >= MAX_DEPTH {
            return None;
        }
        let given = self.revocation.evidence.map_or(&[][..], |evidence| &evidence.certificates);
        let bag: Vec<_> = subject.bag.iter().chain(&subject.path.certificates).chain(given).cloned().collect();
        let paths = self.graph.paths(signer, &bag, &self.budget);
        let holds = |path: &&Path<'_>| {
            let same = matches!((path.end, subject.path.end), (End::Anchor(a), End::Anchor(b)) if std::ptr::eq(a, b));
            let mut judged = path.certificates.iter().take(path.judged());
            same && path.disallowed.is_none()
                && structure_of_authority(path)
                && judged.all(|certificate| certificate.is_valid_at(self.at))
        };
        paths.iter().filter(holds).filter_map(|path| self.standing_of_path(subject, path, &bag)).max()
    }

    /// By whether the certificates of a path were revoked; those that are in the path that is judged are asked about there.
    fn standing_of_path(&self, subject: &Subject<'_>, path: &Path<'_>, bag: &[Arc<Certificate>]) -> Option<Standing> {
        let above = subject.path.certificates.get(subject.index.saturating_add(1)..).unwrap_or_default();
        let mut standing = Standing::Full;
        for index in 0..below_anchor(path) {
            let certificate = path.certificates.get(index)?;
            if above.iter().any(|known| known.sha256() == certificate.sha256()) {
                continue;
            }
            if certificate.sha256() == subject.certificate.sha256() {
                return None;
            }
            let other = Subject::new(path, index, bag, subject.depth.saturating_add(1))?;
            match self.state(&other).state {
                RevocationState::Good => {}
                RevocationState::Unknown => standing = Standing::AgainstOnly,
                RevocationState::Revoked => return None,
            }
        }
        Some(standing)
    }

    /// Whether an answer may speak of the certificate: signed by its issuer, or by somebody whom the issuer certified for
    /// that (RFC 6960, 4.2.2.2).
    pub(super) fn standing_of_response(
        &self,
        subject: &Subject<'_>,
        response: &OcspResponse,
    ) -> Result<Standing, String> {
        check_scheme(response.scheme())?;
        let signed_by =
            |key: &PublicKey, spki: &[u8]| self.signed(response.sha256(), spki, || response.is_signed_by(key));
        if signed_by(subject.key, subject.spki) {
            return Ok(Standing::Full);
        }
        let mut why = "signed neither by the issuer of the certificate nor by a responder of his".to_owned();
        for responder in &response.certificates {
            let delegated = responder.issuer() == subject.certificate.issuer()
                && responder.sha256() != subject.certificate.sha256()
                && responder.asserts(&OCSP_SIGNING)
                && !self.graph.distrusts(responder)
                && responder.extensions.defect.is_none()
                && responder.extensions.key_usage.as_ref().is_none_or(|usage| usage.digital_signature());
            if !delegated || !signed_by(&responder.key, responder.spki()) {
                continue;
            }
            if !self.signed(responder.sha256(), subject.spki, || responder.is_signed_by(subject.key)) {
                continue;
            }
            if !responder.is_valid_at(response.produced_at) {
                "the certificate of the responder was not valid when it answered".clone_into(&mut why);
                continue;
            }
            // Later on the responder's certificate may have ended: then the answer is history.
            let now = if responder.is_valid_at(self.at) { Standing::Full } else { Standing::AgainstOnly };
            if responder.extensions.ocsp_no_check {
                return Ok(now);
            }
            if subject.depth >= MAX_DEPTH {
                return Ok(Standing::AgainstOnly);
            }
            let mut certificates = vec![Arc::clone(responder)];
            certificates.extend(subject.path.certificates.iter().skip(subject.index.saturating_add(1)).cloned());
            let path = Path::new(&certificates, subject.path.end);
            let Some(other) = Subject::new(&path, 0, subject.bag, subject.depth.saturating_add(1)) else { continue };
            match self.state(&other).state {
                RevocationState::Good => return Ok(now),
                RevocationState::Unknown => return Ok(Standing::AgainstOnly),
                RevocationState::Revoked => "the certificate of the responder was revoked".clone_into(&mut why),
            }
        }
        Err(why)
    }
}

fn check_scheme(scheme: Option<&Scheme>) -> Result<(), String> {
    match scheme {
        None => Err("signed with an algorithm that is not supported".to_owned()),
        Some(scheme) if digest_strength(scheme.digest()) == Strength::Broken => {
            Err(format!("signed with {}, which gives no assurance", scheme.digest()))
        }
        Some(_) => Ok(()),
    }
}

/// `cRLSign`, where the key usage says anything (RFC 5280, 6.3.3 f).
fn may_sign_lists(certificate: &Certificate) -> bool {
    certificate.extensions.key_usage.as_ref().is_none_or(|usage| usage.crl_sign())
}
