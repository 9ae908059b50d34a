//! What certificates point at, brought by the caller: lists, answers, and certificates of issuers.

use super::crl::Crl;
use super::ocsp::OcspResponse;
use super::scope::uri;
use crate::certificate::Certificate;
use catseal_asn1::{Cursor, Mode, Oid, Tag};
use catseal_catalog::SignedDataView;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

const OCSP: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.1");
const CA_ISSUERS: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.2");

/// Addresses of one kind in one certificate that are tried.
const MAX_ADDRESSES: usize = 4;
/// Certificates of one answer that are taken.
const MAX_CERTIFICATES: usize = 16;
/// Documents that are remembered, lest they be fetched and read again for the next catalog.
const MAX_DOCUMENTS: usize = 4096;
/// Signatures of documents that are remembered: some 10 MB at most.
const MAX_SIGNATURES: usize = 1 << 16;

/// Something that a certificate points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Wanted<'w> {
    /// A revocation list, in DER.
    Crl {
        /// Where it is: an `http` address out of a certificate, that is, out of hostile input.
        url: &'w str,
    },
    /// The answer of an OCSP responder, in DER.
    Ocsp {
        /// Where the responder is.
        url: &'w str,
        /// What to send it: an `OCSPRequest` in DER.
        request: &'w [u8],
    },
    /// The certificate of an issuer, in DER, or a `SignedData` that holds it.
    Issuer {
        /// Where it is.
        url: &'w str,
    },
}

impl<'w> Wanted<'w> {
    /// Where it is.
    #[must_use]
    pub const fn url(&self) -> &'w str {
        match self {
            Self::Crl { url } | Self::Ocsp { url, .. } | Self::Issuer { url } => url,
        }
    }

    /// A name for it to be kept under, beside others of its kind: lower-case hexadecimal of a SHA-256, over the address, and behind that, for OCSP, a
    /// zero octet and the request.
    #[must_use]
    pub fn key(&self) -> String {
        let mut digest = Sha256::new();
        digest.update(self.url());
        if let Self::Ocsp { request, .. } = self {
            digest.update([0]);
            digest.update(request);
        }
        catseal_asn1::hex(&digest.finalize())
    }
}

/// The kinds of [`Wanted`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Crl,
    Ocsp,
    Issuer,
}

/// What tells one document from another: of one address, a list and a certificate may be wanted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Identity(Kind, String);

impl Wanted<'_> {
    pub(crate) fn identity(&self) -> Identity {
        let kind = match self {
            Self::Crl { .. } => Kind::Crl,
            Self::Ocsp { .. } => Kind::Ocsp,
            Self::Issuer { .. } => Kind::Issuer,
        };
        Identity(kind, self.key())
    }
}

/// Brings what certificates point at. The caller has the network and the disk; what comes is checked here.
pub trait Source: Sync {
    /// What was kept of an earlier time, however old.
    fn stored(&self, wanted: &Wanted<'_>) -> Option<Vec<u8>>;

    /// Fetches it now. Asked only where what is stored does not decide.
    ///
    /// # Errors
    /// Why it is not there, as the end of a sentence that names the address.
    fn fetch(&self, wanted: &Wanted<'_>) -> Result<Vec<u8>, String>;
}

/// Whether to take what was kept, or to fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Via {
    Store,
    Network,
}

#[derive(Debug, Clone)]
pub(crate) enum Document {
    Crl(Arc<Crl>),
    Ocsp(Arc<OcspResponse>),
    Certificates(Vec<Arc<Certificate>>),
}

type Slot = Arc<OnceLock<Result<Document, String>>>;

/// SHA-256 of a document and of a key, and whether the key signed it.
type Signatures = HashMap<([u8; 32], [u8; 32]), bool>;

/// What was brought in this run, read once.
#[derive(Debug, Default)]
pub(crate) struct Archive {
    documents: Mutex<HashMap<(Via, Identity), Slot>>,
    signatures: Mutex<Signatures>,
}

impl Archive {
    /// Brings a document; whoever wants the same at the same time waits for it.
    pub(crate) fn get(&self, source: &dyn Source, wanted: &Wanted<'_>, via: Via) -> Result<Document, String> {
        let bring = || {
            let bytes = match via {
                Via::Store => source.stored(wanted).ok_or_else(|| "not stored".to_owned())?,
                Via::Network => source.fetch(wanted)?,
            };
            read(wanted, &bytes)
        };
        let slot = {
            let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
            let key = (via, wanted.identity());
            if documents.len() >= MAX_DOCUMENTS && !documents.contains_key(&key) {
                Slot::default()
            } else {
                Arc::clone(documents.entry(key).or_default())
            }
        };
        slot.get_or_init(bring).clone()
    }
}

impl Archive {
    /// Whether a document (of this SHA-256) was signed with a key (a SubjectPublicKeyInfo), computed once.
    pub(crate) fn signed(&self, document: &[u8; 32], spki: &[u8], verify: impl FnOnce() -> bool) -> bool {
        let pair = (*document, Sha256::digest(spki).into());
        let known = self.signatures.lock().unwrap_or_else(PoisonError::into_inner).get(&pair).copied();
        known.unwrap_or_else(|| {
            let holds = verify();
            let mut signatures = self.signatures.lock().unwrap_or_else(PoisonError::into_inner);
            if signatures.len() < MAX_SIGNATURES {
                signatures.insert(pair, holds);
            }
            holds
        })
    }
}

fn read(wanted: &Wanted<'_>, bytes: &[u8]) -> Result<Document, String> {
    let malformed = |error: catseal_asn1::Error| format!("what is there is malformed: {error}");
    match wanted {
        Wanted::Crl { .. } => Crl::parse(bytes).map(Arc::new).map(Document::Crl).map_err(malformed),
        Wanted::Ocsp { .. } => OcspResponse::parse(bytes).map(Arc::new).map(Document::Ocsp).map_err(malformed),
        Wanted::Issuer { .. } => {
            if let Ok(data) = SignedDataView::parse(bytes, 0) {
                let certificates = data.certificates.iter().take(MAX_CERTIFICATES);
                let certificates = certificates.filter_map(|tlv| Certificate::parse(tlv.raw).ok());
                return Ok(Document::Certificates(certificates.map(Arc::new).collect()));
            }
            let certificate = Certificate::parse(bytes).map_err(malformed)?;
            Ok(Document::Certificates(vec![Arc::new(certificate)]))
        }
    }
}

/// The addresses that are tried, of those that a certificate names: `http` alone, as they are meant to be, since what
/// they lead to is signed.
pub(crate) fn usable(addresses: impl IntoIterator<Item = String>) -> impl Iterator<Item = String> {
    let is_http = |url: &String| url.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://"));
    addresses.into_iter().filter(is_http).take(MAX_ADDRESSES)
}

/// The addresses of responders.
pub(crate) fn responders(certificate: &Certificate) -> Vec<String> {
    info_access(certificate, &OCSP)
}

/// The addresses of the issuer's certificate.
pub(crate) fn issuers(certificate: &Certificate) -> Vec<String> {
    info_access(certificate, &CA_ISSUERS)
}

/// Addresses in authorityInfoAccess (RFC 5280, 4.2.2.1); what is malformed is left out.
fn info_access(certificate: &Certificate, method: &Oid) -> Vec<String> {
    let Some(extension) = certificate.extensions.info_access.as_deref() else { return Vec::new() };
    let Ok(mut list) = Cursor::new(extension, Mode::Strict).enter(Tag::SEQUENCE, "access to the authority") else {
        return Vec::new();
    };
    let entries = std::iter::from_fn(|| list.expect(Tag::SEQUENCE, "access to the authority").ok());
    let entries = entries.take(64).filter_map(|entry| {
        let mut fields = entry.cursor(Mode::Strict);
        let oid = fields.expect(Tag::OID, "access method").ok()?.oid().ok()?;
        let location = fields.any("location").ok()?;
        (oid == *method).then(|| uri(location.raw)).flatten()
    });
    entries.collect()
}
