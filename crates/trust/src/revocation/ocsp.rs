//! Answers of OCSP responders (RFC 6960), and the question.

use super::crl::{Entry, Extension, INVALIDITY_DATE, REASON_CODE, extensions};
use super::reason::RevocationReason;
use crate::certificate::Certificate;
use crate::key::{PublicKey, Scheme};
use catseal_asn1::{Cursor, DigestAlgorithm, Error, Mode, Oid, Tag, Tlv, Writer, oids};
use catseal_catalog::AlgorithmView;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

const ENUMERATED: Tag = Tag(0x0a);
const BASIC_RESPONSE: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.1.1");
const NONCE: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.1.2");
const ARCHIVE_CUTOFF: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.1.6");

/// Certificates that one answer speaks of, and certificates that come with it, beyond this are hostile.
const MAX_ANSWERS: usize = 1024;
const MAX_CERTIFICATES: usize = 16;

/// What a responder says of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Good,
    Revoked(Entry),
    Unknown,
}

/// A certificate as OCSP names it (RFC 6960, 4.1.1).
#[derive(Debug, Clone)]
struct CertId {
    /// `None` when the algorithm is not known here.
    algorithm: Option<DigestAlgorithm>,
    issuer_name: Vec<u8>,
    issuer_key: Vec<u8>,
    serial: Vec<u8>,
}

/// What is said of one certificate.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    id: CertId,
    pub(crate) said: Said,
    pub(crate) this_update: Timestamp,
    pub(crate) next_update: Option<Timestamp>,
    /// For certificates that ended after this, the responder still knows whether they were revoked.
    pub(crate) archive_cutoff: Option<Timestamp>,
    /// Why it must not be used, if something in it is not understood.
    pub(crate) defect: Option<String>,
}

impl Answer {
    /// Whether it is about `certificate`, whose issuer has the key `spki` (a SubjectPublicKeyInfo).
    pub(crate) fn is_about(&self, certificate: &Certificate, spki: &[u8]) -> bool {
        let Some(algorithm) = self.id.algorithm else { return false };
        self.id.serial == certificate.serial()
            && self.id.issuer_name == algorithm.digest(certificate.issuer())
            && key_bits(spki).is_some_and(|bits| self.id.issuer_key == algorithm.digest(bits))
    }
}

/// A signed answer.
#[derive(Debug)]
pub(crate) struct OcspResponse {
    sha256: [u8; 32],
    tbs: Vec<u8>,
    scheme: Option<Scheme>,
    signature: Vec<u8>,
    pub(crate) produced_at: Timestamp,
    pub(crate) answers: Vec<Answer>,
    /// That came with it: of a responder to which the authority delegated.
    pub(crate) certificates: Vec<Arc<Certificate>>,
}

impl OcspResponse {
    /// Reads `der`, a whole answer and nothing behind it. An answer of a responder that has none (`tryLater` and the
    /// like) is an error.
    pub(crate) fn parse(der: &[u8]) -> Result<Self, Error> {
        let mut outer = Cursor::new(der, Mode::Strict);
        let mut response = outer.enter(Tag::SEQUENCE, "OCSP response")?;
        outer.finish("OCSP response")?;
        let status = response.expect(ENUMERATED, "status of the OCSP response")?;
        if status.value != [0] {
            return Err(status.invalid(match status.value {
                [1] => "the responder says: malformed request",
                [2] => "the responder says: internal error",
                [3] => "the responder says: try later",
                [5] => "the responder says: the request must be signed",
                [6] => "the responder says: unauthorized",
                _ => "not a status that is known",
            }));
        }
        let mut explicit = response.enter(Tag::context(0), "OCSP response")?;
        response.finish("OCSP response")?;
        let mut bytes = explicit.enter(Tag::SEQUENCE, "OCSP response")?;
        let kind = bytes.expect(Tag::OID, "kind of the OCSP response")?;
        if kind.oid()? != BASIC_RESPONSE {
            return Err(kind.invalid("not a basic response"));
        }
        let basic = bytes.expect(Tag::OCTET_STRING, "basic OCSP response")?;
        bytes.finish("OCSP response")?;

        let mut outer = Cursor::at(basic.value, basic.value_offset(), Mode::Strict);
        let mut basic = outer.enter(Tag::SEQUENCE, "basic OCSP response")?;
        outer.finish("basic OCSP response")?;
        let tbs = basic.expect(Tag::SEQUENCE, "contents of the OCSP response")?;
        let algorithm = basic.expect(Tag::SEQUENCE, "signature algorithm of the OCSP response")?;
        let signature = basic.expect(Tag::BIT_STRING, "signature of the OCSP response")?.bit_string()?;
        let mut certificates = Vec::new();
        if let Some(explicit) = basic.optional(Tag::context(0), "certificates of the OCSP response")? {
            let mut list = explicit.cursor(Mode::Strict).enter(Tag::SEQUENCE, "certificates of the OCSP response")?;
            while !list.is_empty() && certificates.len() < MAX_CERTIFICATES {
                let certificate = list.any("certificate of the OCSP response")?;
                certificates.extend(Certificate::parse(certificate.raw).ok().map(Arc::new));
            }
        }
        basic.finish("basic OCSP response")?;
        let (produced_at, answers) = contents(&tbs)?;
        Ok(Self {
            sha256: Sha256::digest(der).into(),
            tbs: tbs.raw.to_vec(),
            scheme: AlgorithmView::parse(algorithm).ok().and_then(|view| Scheme::of_certificate(&view)),
            signature: signature.to_vec(),
            produced_at,
            answers,
            certificates,
        })
    }

    pub(crate) fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// With what the answer was signed; `None` when that is not known here.
    pub(crate) const fn scheme(&self) -> Option<&Scheme> {
        self.scheme.as_ref()
    }

    /// Whether `key` signed this answer.
    pub(crate) fn is_signed_by(&self, key: &PublicKey) -> bool {
        self.scheme.as_ref().is_some_and(|scheme| key.verify(scheme, &self.tbs, &self.signature).is_ok())
    }
}

/// ResponseData (RFC 6960, 4.2.1): when it was made, and the answers.
fn contents(tbs: &Tlv<'_>) -> Result<(Timestamp, Vec<Answer>), Error> {
    let mut fields = tbs.cursor(Mode::Strict);
    if let Some(explicit) = fields.optional(Tag::context(0), "version")? {
        let version = explicit.cursor(Mode::Strict).expect(Tag::INTEGER, "version")?;
        if version.integer_u32()? != 0 {
            return Err(version.invalid("not version 1"));
        }
    }
    // By name or by key; who signed is told by the signature.
    fields.any("name of the responder")?;
    let produced_at = fields.expect(Tag::GENERALIZED_TIME, "time of the OCSP response")?.time()?;
    let mut list = fields.enter(Tag::SEQUENCE, "answers")?;
    let extensions_of_all = fields.optional(Tag::context(1), "extensions of the OCSP response")?;
    fields.finish("contents of the OCSP response")?;
    let mut common = None;
    if let Some(explicit) = extensions_of_all {
        // A nonce binds an answer to the question of somebody else.
        read_extensions(&explicit, |extension| extension.oid == NONCE, &mut common)?;
    }
    let mut answers = Vec::new();
    while !list.is_empty() {
        let tlv = list.expect(Tag::SEQUENCE, "answer")?;
        if answers.len() >= MAX_ANSWERS {
            return Err(tlv.invalid("too many answers"));
        }
        let mut answer = answer(&tlv)?;
        answer.defect = answer.defect.or_else(|| common.clone());
        answers.push(answer);
    }
    Ok((produced_at, answers))
}

/// SingleResponse (RFC 6960, 4.2.1).
fn answer(tlv: &Tlv<'_>) -> Result<Answer, Error> {
    let mut fields = tlv.cursor(Mode::Strict);
    let mut id = fields.enter(Tag::SEQUENCE, "certificate identifier")?;
    let algorithm = AlgorithmView::parse(id.expect(Tag::SEQUENCE, "digest algorithm")?);
    let id = CertId {
        algorithm: algorithm.ok().and_then(|algorithm| DigestAlgorithm::from_oid(&algorithm.oid)),
        issuer_name: id.expect(Tag::OCTET_STRING, "digest of the issuer's name")?.value.to_vec(),
        issuer_key: id.expect(Tag::OCTET_STRING, "digest of the issuer's key")?.value.to_vec(),
        serial: id.expect(Tag::INTEGER, "serial number")?.value.to_vec(),
    };
    let status = fields.any("status of the certificate")?;
    let mut entry = None;
    let mut said = match status.tag {
        tag if tag == Tag::context_primitive(0) => Said::Good,
        tag if tag == Tag::context_primitive(2) => Said::Unknown,
        tag if tag == Tag::context(1) => {
            let mut revoked = status.cursor(Mode::Strict);
            let revoked_at = revoked.expect(Tag::GENERALIZED_TIME, "time of revocation")?.time()?;
            let reason = match revoked.optional(Tag::context(0), "reason")? {
                Some(explicit) => Some(RevocationReason::parse(&explicit.cursor(Mode::Strict).any("reason")?)?),
                None => None,
            };
            revoked.finish("status of the certificate")?;
            let read = Entry { revoked_at, reason, invalid_since: None };
            entry = Some(read);
            Said::Revoked(read)
        }
        _ => return Err(status.invalid("neither good nor revoked nor unknown")),
    };
    let this_update = fields.expect(Tag::GENERALIZED_TIME, "time of the answer")?.time()?;
    let next_update = match fields.optional(Tag::context(0), "time of the next answer")? {
        Some(explicit) => {
            Some(explicit.cursor(Mode::Strict).expect(Tag::GENERALIZED_TIME, "time of the next answer")?.time()?)
        }
        None => None,
    };
    let (mut archive_cutoff, mut defect) = (None, None);
    if let Some(explicit) = fields.optional(Tag::context(1), "extensions of the answer")? {
        let take = |extension: &Extension<'_>| {
            let time = || Cursor::new(extension.value, Mode::Strict).any("time").and_then(|time| time.time()).ok();
            match extension.oid {
                ARCHIVE_CUTOFF => archive_cutoff = time(),
                INVALIDITY_DATE => {
                    if let Some(entry) = &mut entry {
                        entry.invalid_since = time();
                    }
                }
                // The status itself says it already.
                REASON_CODE => {}
                _ => return false,
            }
            true
        };
        read_extensions(&explicit, take, &mut defect)?;
    }
    fields.finish("answer")?;
    if let Some(entry) = entry {
        said = Said::Revoked(entry);
    }
    Ok(Answer { id, said, this_update, next_update, archive_cutoff, defect })
}

/// Has `take` look at every extension; one that it does not know must not be critical.
fn read_extensions(
    explicit: &Tlv<'_>,
    mut take: impl FnMut(&Extension<'_>) -> bool,
    defect: &mut Option<String>,
) -> Result<(), Error> {
    let list = explicit.cursor(Mode::Strict).expect(Tag::SEQUENCE, "extensions")?;
    for extension in extensions(&list) {
        let extension = extension?;
        if !take(&extension) && extension.critical {
            let oid = extension.oid;
            defect.get_or_insert_with(|| format!("it has a critical extension that is not understood ({oid})"));
        }
    }
    Ok(())
}

/// The bits of a key without tag, length and unused bits, as OCSP digests them.
fn key_bits(spki: &[u8]) -> Option<&[u8]> {
    let mut fields = Cursor::new(spki, Mode::Strict).enter(Tag::SEQUENCE, "key").ok()?;
    fields.any("algorithm").ok()?;
    fields.expect(Tag::BIT_STRING, "key").ok()?.bit_string().ok()
}

/// The question for `certificate`, whose issuer has the key `spki`: with SHA-1, which all responders know, and without a
/// nonce, so that a responder may give an answer it has made already (RFC 5019). `None` when the key is malformed.
pub(crate) fn question(certificate: &Certificate, spki: &[u8]) -> Option<Vec<u8>> {
    let bits = key_bits(spki)?;
    Some(Writer::encode(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.sequence(|w| {
                    w.sequence(|w| {
                        w.sequence(|w| {
                            w.algorithm(&oids::SHA1);
                            w.octet_string(&DigestAlgorithm::Sha1.digest(certificate.issuer()));
                            w.octet_string(&DigestAlgorithm::Sha1.digest(bits));
                            w.primitive(Tag::INTEGER, certificate.serial());
                        });
                    });
                });
            });
        });
    }))
}
