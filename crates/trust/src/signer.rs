//! The mathematics of one `SignerInfo`: digest, attributes, certificate, signature.

use crate::certificate::Certificate;
use crate::collision::{Digested, collides};
use crate::graph::Budget;
use crate::key::{Refusal, Scheme, SchemeError};
use crate::path::Problem;
use crate::verdict::Status;
use catseal_asn1::{DeviationKind, DigestAlgorithm, Oid, Tag, Tlv, deviations, oids};
use catseal_catalog::{AttributeView, SignerId, SignerInfoView};
use jiff::Timestamp;
use std::sync::Arc;

/// Elements that are not DER, beyond which a signature is not looked at.
const MAX_DEVIATIONS: usize = 1024;

/// What a `SignerInfo` must be over.
pub(crate) struct Expected<'e> {
    /// The value that the contentType attribute must have.
    pub(crate) content_type: Oid,
    /// The digest of the content with an algorithm.
    pub(crate) digest: &'e dyn Fn(DigestAlgorithm) -> Digested,
    /// Whether RSA may be over the bare digest, as in legacy time stamps.
    pub(crate) bare_digest: bool,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    pub(crate) certificate: Option<Arc<Certificate>>,
    pub(crate) digest: Option<DigestAlgorithm>,
    pub(crate) scheme: Option<Scheme>,
    pub(crate) problems: Vec<Problem>,
    /// The signingTime attribute.
    pub(crate) signing_time: Option<Timestamp>,
    /// The signature covers the attributes in DER order, though they stand in another.
    pub(crate) resorted: bool,
    /// The signature was over the bare digest.
    pub(crate) bare: bool,
}

impl Checked {
    fn problem(&mut self, status: Status, text: impl Into<String>) {
        self.problems.push(Problem::new(status, text));
    }

    pub(crate) fn is_valid(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Checks `info`, whose certificate must be in `bag`, wherever there.
pub(crate) fn check(
    info: &SignerInfoView<'_>,
    bag: &[Arc<Certificate>],
    expected: &Expected<'_>,
    budget: &Budget,
) -> Checked {
    let candidates: Vec<_> = bag.iter().filter(|certificate| is_named(&info.sid, certificate)).collect();
    let mut checked = Checked { certificate: candidates.first().map(|first| Arc::clone(first)), ..Checked::default() };
    if has_indefinite_lengths(info.raw.raw) {
        checked.problem(Status::Malformed, "the signer information has indefinite lengths");
    }
    checked.digest = DigestAlgorithm::from_oid(&info.digest_algorithm);
    let Some(digest) = checked.digest else {
        let name = oids::describe(&info.digest_algorithm);
        checked.problem(Status::AlgorithmUnsupported, format!("the digest algorithm {name} is not supported"));
        return checked;
    };
    let Some(signed) = info.signed_attributes else {
        checked.problem(Status::Malformed, "there are no signed attributes");
        return checked;
    };
    check_attributes(info, digest, expected, &mut checked);
    if checked.certificate.is_none() {
        checked.problem(Status::SignerCertMissing, "the signer's certificate is not there");
    }
    match Scheme::of_signer(&info.signature_algorithm, digest) {
        Ok(scheme) => checked.scheme = Some(scheme),
        Err(SchemeError::Unsupported) => {
            let name = oids::describe(&info.signature_algorithm.oid);
            checked.problem(Status::AlgorithmUnsupported, format!("the signature algorithm {name} is not supported"));
        }
        Err(SchemeError::Mismatch) => {
            checked.problem(Status::SignatureInvalid, "signature algorithm and digest algorithm contradict each other");
        }
    }
    if let Some(scheme) = checked.scheme {
        check_signature(info, &candidates, &scheme, signed, expected, budget, &mut checked);
    }
    checked
}

/// Indefinite lengths are BER; what is signed is DER (RFC 5652, 5.4; RFC 2315, 9.3).
pub(crate) fn has_indefinite_lengths(encoded: &[u8]) -> bool {
    match deviations(encoded, MAX_DEVIATIONS) {
        Ok(found) => found.len() >= MAX_DEVIATIONS || found.iter().any(|d| d.kind == DeviationKind::IndefiniteLength),
        Err(_) => true,
    }
}

/// Whether `sid` names this certificate, by the very octets.
fn is_named(sid: &SignerId<'_>, certificate: &Certificate) -> bool {
    match sid {
        SignerId::IssuerAndSerial { issuer, serial } => {
            certificate.issuer() == *issuer && certificate.serial() == *serial
        }
        SignerId::SubjectKeyId(id) => certificate.extensions.subject_key_id.as_deref() == Some(*id),
    }
}

fn check_attributes(
    info: &SignerInfoView<'_>,
    digest: DigestAlgorithm,
    expected: &Expected<'_>,
    checked: &mut Checked,
) {
    let attributes = match info.signed_attribute_list() {
        Ok(attributes) => attributes,
        Err(error) => {
            checked.problem(Status::Malformed, format!("the signed attributes are malformed: {error}"));
            return;
        }
    };
    for (index, attribute) in attributes.iter().enumerate() {
        if attributes.iter().skip(index.saturating_add(1)).any(|other| other.oid == attribute.oid) {
            let name = oids::describe(&attribute.oid);
            checked.problem(Status::Malformed, format!("the signed attribute {name} is there twice"));
        }
    }
    match single(&attributes, &oids::CONTENT_TYPE).map(|value| value.and_then(|value| value.oid().ok())) {
        Some(Some(oid)) if oid == expected.content_type => {}
        Some(Some(oid)) => {
            let (found, wanted) = (oids::describe(&oid), oids::describe(&expected.content_type));
            checked.problem(Status::Malformed, format!("the signature is over {found}, not over {wanted}"));
        }
        _ => checked.problem(Status::Malformed, "the signed attributes do not hold exactly one content type"),
    }
    match single(&attributes, &oids::MESSAGE_DIGEST).map(|value| value.and_then(|value| value.octet_string().ok())) {
        Some(Some(found)) if found.len() != digest.len() => {
            checked.problem(Status::Malformed, "the message digest has another length than its algorithm gives");
        }
        Some(Some(found)) => {
            let content = (expected.digest)(digest);
            if found != content.octets {
                checked.problem(Status::ContentDigestMismatch, "the signature vouches for another content");
            } else if content.collides {
                checked.problems.push(Problem::collision("the content that is signed"));
            }
        }
        _ => checked.problem(Status::Malformed, "the signed attributes do not hold exactly one message digest"),
    }
    match single(&attributes, &oids::SIGNING_TIME) {
        Some(Some(value)) if value.time().is_ok() => checked.signing_time = value.time().ok(),
        None => {}
        Some(_) => checked.problem(Status::Malformed, "the signing time is malformed"),
    }
}

/// The one value of an attribute; `None` when there is no such attribute, `Some(None)` when it has not one value.
pub(crate) fn single<'a>(attributes: &[AttributeView<'a>], oid: &Oid) -> Option<Option<Tlv<'a>>> {
    let attribute = attributes.iter().find(|attribute| attribute.oid == *oid)?;
    match attribute.values.as_slice() {
        [value] => Some(Some(*value)),
        _ => Some(None),
    }
}

/// Looks among the certificates named for the one whose key made the signature: names and numbers are whatever their
/// makers wrote, and somebody may have put a second certificate of the same name into the catalog.
fn check_signature(
    info: &SignerInfoView<'_>,
    candidates: &[&Arc<Certificate>],
    scheme: &Scheme,
    signed: Tlv<'_>,
    expected: &Expected<'_>,
    budget: &Budget,
    checked: &mut Checked,
) {
    // The very octets of the file under the tag of a SET (RFC 5652, 5.4).
    let mut message = signed.raw.to_vec();
    if let Some(tag) = message.first_mut() {
        *tag = Tag::SET.0;
    }
    if collides(scheme.digest(), &message) {
        checked.problems.push(Problem::collision("what the signer signed"));
    }
    let sorted = sorted(info).filter(|sorted| *sorted != message);
    let mut refusals = Vec::new();
    for certificate in candidates {
        if !budget.check() {
            checked.problem(Status::SignatureInvalid, "too many signatures in one catalog; this one was not computed");
            return;
        }
        let key = &certificate.key;
        let Err(refusal) = key.verify(scheme, &message, info.signature) else {
            checked.certificate = Some(Arc::clone(certificate));
            return;
        };
        let bare = matches!(scheme, Scheme::Pkcs1(digest)
            if expected.bare_digest && key.verify_bare(*digest, &message, info.signature).is_ok());
        let resorted = sorted.as_ref().is_some_and(|sorted| key.verify(scheme, sorted, info.signature).is_ok());
        if bare || resorted {
            (checked.bare, checked.resorted) = (bare, resorted);
            checked.certificate = Some(Arc::clone(certificate));
            return;
        }
        refusals.push((refusal, key.describe()));
    }
    match refusals.first() {
        Some((Refusal::Wrong, _)) => {
            checked.problem(Status::SignatureInvalid, "the signature was not made with the signer's key");
        }
        Some((Refusal::Unsupported, key)) => {
            let text = format!("a signature with {} by {key} is not supported", scheme.as_str());
            checked.problem(Status::AlgorithmUnsupported, text);
        }
        None => {}
    }
}

/// The signed attributes as a SET in DER order: some signers digest that, but write another order.
fn sorted(info: &SignerInfoView<'_>) -> Option<Vec<u8>> {
    let attributes = info.signed_attribute_list().ok()?;
    let attributes = attributes.iter().map(|attribute| attribute.raw.raw.to_vec()).collect();
    Some(catseal_asn1::Writer::encode(|w| w.set_of(attributes)))
}
