use crate::certificate::Certificate;
use crate::disallowed::Disallowed;
use crate::error::Error;
use crate::graph::Graph;
use crate::programme::{self, Programme, Root};
use crate::stl::TrustList;
use catseal_asn1::{Cursor, DigestAlgorithm, Mode, Tag, hex, oids, pem};
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;

/// The list of uses for which not to trust a certificate.
const REJECTED: Tag = Tag::context(0);

/// Certificates in one bundle beyond this are refused.
const MAX_CERTIFICATES: usize = 10_000;

/// The anchors of trust: Microsoft's root programme, what the user gave, both, or nothing.
///
/// Nothing else is ever an anchor; a root that comes with a catalog is just another certificate.
#[derive(Debug, Clone, Default)]
pub struct TrustStore {
    pub(crate) microsoft: bool,
    /// A list of the user's that takes the place of the embedded programme.
    pub(crate) programme: Option<Programme>,
    pub(crate) user: Vec<UserAnchor>,
    pub(crate) disallowed: Disallowed,
}

/// What came of a root list that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListedRoots {
    /// When the list was published, says the list.
    pub published: Timestamp,
    /// How many roots the list names.
    pub named: usize,
    /// How many of them are trusted now: those for code or time stamps of which there is a certificate.
    pub trusted: usize,
}

/// A certificate the user trusts, whatever it is.
#[derive(Debug, Clone)]
pub(crate) struct UserAnchor {
    pub(crate) certificate: Arc<Certificate>,
    pub(crate) origin: String,
    /// Whether it is trusted for time stamps alone.
    pub(crate) for_stamps: bool,
}

impl TrustStore {
    /// A store that trusts nothing.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// The roots of Microsoft's programme that are for code or time stamps, Microsoft's own included, with the
    /// usages and dates that the programme sets each of them.
    ///
    /// They are part of the program; nothing is read or fetched.
    #[must_use]
    pub fn microsoft() -> Self {
        Self { microsoft: true, ..Self::default() }
    }

    /// Adds the anchors in `bytes`: a PEM bundle (other blocks and text between them are passed over) or one
    /// certificate in DER. `origin` names the source in errors and reports.
    ///
    /// OpenSSL's `TRUSTED CERTIFICATE` is taken when it says nothing about the uses to trust it for.
    ///
    /// These anchors are the user's: no conditions of Microsoft's programme apply to them. Gives how many there were.
    ///
    /// # Errors
    /// When there is no certificate in `bytes`, or one that cannot be read or has conditions. Then none is added.
    pub fn add(&mut self, bytes: &[u8], origin: &str) -> Result<usize, Error> {
        self.add_user(bytes, origin, false)
    }

    /// As [`add`](Self::add), but to trust the anchors for time stamps alone: who signs code under one of them is not
    /// trusted for that.
    ///
    /// # Errors
    /// As with [`add`](Self::add).
    pub fn add_for_timestamps(&mut self, bytes: &[u8], origin: &str) -> Result<usize, Error> {
        self.add_user(bytes, origin, true)
    }

    fn add_user(&mut self, bytes: &[u8], origin: &str, for_stamps: bool) -> Result<usize, Error> {
        let encoded = certificates(bytes, origin)?;
        let certificates = parse_all(&encoded, origin)?;
        let count = certificates.len();
        let anchor = |certificate| UserAnchor { certificate, origin: origin.to_owned(), for_stamps };
        self.user.extend(certificates.into_iter().map(anchor));
        Ok(count)
    }

    /// Adds the roots that a list in the form of Microsoft's `authroot.stl` names, on the conditions that it sets each,
    /// in place of the embedded programme. `origin` names the list in errors.
    ///
    /// The list has only digests. Certificates come from the embedded programme, and from `bundles`: name and octets of
    /// files as [`add`](Self::add) takes them. A bundle that has a certificate which the list names serves the list alone:
    /// what else is in it, such as a root that the list dropped, is not trusted. Any other is added as the user's own.
    ///
    /// The signature must be Microsoft's: for root lists, under one of Microsoft's own roots, at the date of the list.
    ///
    /// # Errors
    /// When the list cannot be read, is not signed so, or has a condition that is not understood; when a bundle cannot
    /// be read. Then nothing is added.
    pub fn add_list(&mut self, list: &[u8], origin: &str, bundles: &[(String, Vec<u8>)]) -> Result<ListedRoots, Error> {
        let list = TrustList::parse(list, origin)?;
        list.check(&Graph::new(&Self::microsoft()), origin)?;
        let listed = listed_roots(&list, origin)?;
        let embedded = programme::roots().iter().filter_map(|root| root.certificate.clone());
        let by_sha1 = |certificate: &Arc<Certificate>| DigestAlgorithm::Sha1.digest(certificate.der());
        let mut known: HashMap<_, _> = embedded.map(|certificate| (by_sha1(&certificate), certificate)).collect();
        let mut own = Vec::new();
        for (origin, bytes) in bundles {
            let bundle = parse_all(&certificates(bytes, origin)?, origin)?;
            if bundle.iter().any(|certificate| listed.iter().any(|(sha1, _)| *sha1 == by_sha1(certificate))) {
                known.extend(bundle.into_iter().map(|certificate| (by_sha1(&certificate), certificate)));
            } else {
                let anchor = |certificate| UserAnchor { certificate, origin: origin.clone(), for_stamps: false };
                own.extend(bundle.into_iter().map(anchor));
            }
        }
        let named = list.entries.len();
        let roots: Vec<_> = listed
            .into_iter()
            .filter_map(|(sha1, conditions)| Some(Root::of_programme(Arc::clone(known.get(sha1)?), conditions)))
            .collect();
        let trusted = roots.len();
        let roots = roots.into_iter().chain(programme::code_verification_root()).collect();
        self.microsoft = true;
        self.user.extend(own);
        self.programme = Some(Programme { published: list.this_update, roots });
        Ok(ListedRoots { published: list.this_update, named, trusted })
    }

    /// Adds what must not be trusted, whoever vouches for it: a list in the form of Microsoft's `disallowedcert.stl`,
    /// certificates (PEM or DER), or a text of thumbprints, SHA-1 or SHA-256, one a line. `origin` names the source in
    /// errors. Gives how many certificates are named.
    ///
    /// A trust list must be signed for that purpose, under one of Microsoft's own roots or an anchor that was added to
    /// this store before, at the date of the list.
    ///
    /// # Errors
    /// When it is none of these, cannot be read, or the signature does not hold. Then nothing is added.
    pub fn disallow(&mut self, bytes: &[u8], origin: &str) -> Result<usize, Error> {
        if is_trust_list(bytes) {
            let list = TrustList::parse(bytes, origin)?;
            let mut judges = Self::microsoft();
            judges.user.clone_from(&self.user);
            judges.disallowed.clone_from(&self.disallowed);
            list.check(&Graph::new(&judges), origin)?;
            return self.disallowed.add_list(&list, origin);
        }
        // No certificate is a text: its length takes octets of 0x80 and above. A text may begin with the octet of a SEQUENCE, 0.
        let text = std::str::from_utf8(bytes).ok().filter(|_| !pem::is_pem(bytes));
        let Some(text) = text else {
            let all = parse_all(&certificates(bytes, origin)?, origin)?;
            all.iter().for_each(|certificate| self.disallowed.add_certificate(certificate));
            return Ok(all.len());
        };
        self.disallowed.add_text(text, origin)
    }

    /// How many anchors there are.
    #[must_use]
    pub fn len(&self) -> usize {
        let programme = match &self.programme {
            Some(programme) => programme.roots.len(),
            None if self.microsoft => programme::roots().len(),
            None => 0,
        };
        programme.saturating_add(self.user.len())
    }

    /// Whether there is no anchor.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Whether these octets are a PKCS#7 message: a trust list has that form, and a certificate begins otherwise.
#[must_use]
pub fn is_trust_list(bytes: &[u8]) -> bool {
    let fields = Cursor::new(bytes, Mode::Tolerant).enter(Tag::SEQUENCE, "ContentInfo");
    let oid = fields.and_then(|mut fields| fields.expect(Tag::OID, "content type")?.oid());
    oid == Ok(oids::SIGNED_DATA)
}

type Listed<'a> = Vec<(&'a [u8], programme::Conditions)>;

/// The roots of a root list that are for code or time stamps: the SHA-1 of each, and its conditions.
pub(crate) fn listed_roots<'a>(list: &TrustList<'a>, origin: &str) -> Result<Listed<'a>, Error> {
    let wrong = |problem: String| Error::TrustList { origin: origin.to_owned(), problem };
    if !list.usages.contains(&oids::ROOT_LIST_SIGNER) {
        let names: Vec<_> = list.usages.iter().map(oids::describe).collect();
        return Err(wrong(format!("it is not a list of roots, but for {}", names.join(", "))));
    }
    if list.subject_algorithm != oids::SHA1 {
        let name = oids::describe(&list.subject_algorithm);
        return Err(wrong(format!("it names roots in a way that is not known ({name})")));
    }
    let mut roots = Vec::new();
    for entry in &list.entries {
        let unreadable = |error| wrong(format!("entry {}: {error}", hex(entry.subject)));
        let conditions = entry.read_conditions().map_err(unreadable)?;
        let for_us = [oids::CODE_SIGNING, oids::TIME_STAMPING];
        if conditions.usages.as_ref().is_none_or(|usages| for_us.iter().any(|usage| usages.contains(usage))) {
            roots.push((entry.subject, conditions));
        }
    }
    Ok(roots)
}

/// The certificates of a file: a PEM bundle, or one in DER.
fn certificates(bytes: &[u8], origin: &str) -> Result<Vec<Vec<u8>>, Error> {
    if bytes.first() == Some(&0x30) { Ok(vec![bytes.to_vec()]) } else { pem_certificates(bytes, origin) }
}

fn parse_all(encoded: &[Vec<u8>], origin: &str) -> Result<Vec<Arc<Certificate>>, Error> {
    let parse = |(der, number): (&Vec<u8>, usize)| match Certificate::parse(der) {
        Ok(certificate) => Ok(Arc::new(certificate)),
        Err(source) => Err(Error::Certificate { origin: origin.to_owned(), number, source }),
    };
    encoded.iter().zip(1..).map(parse).collect()
}

/// The certificates of a PEM bundle (RFC 7468), each in DER.
pub(crate) fn pem_certificates(bytes: &[u8], origin: &str) -> Result<Vec<Vec<u8>>, Error> {
    let owned = || origin.to_owned();
    if !pem::is_pem(bytes) {
        return Err(Error::NotCertificates { origin: owned() });
    }
    let mut certificates = Vec::new();
    for block in pem::blocks(bytes).map_err(|error| Error::Pem { origin: owned(), line: error.line })? {
        let malformed = || Error::Pem { origin: owned(), line: block.line };
        let Some(found) = block.certificate().map_err(|_| malformed())? else { continue };
        if is_restricted(found.settings) {
            return Err(Error::Restricted { origin: owned(), line: block.line });
        }
        if certificates.len() >= MAX_CERTIFICATES {
            return Err(malformed());
        }
        certificates.push(found.certificate.to_vec());
    }
    if certificates.is_empty() {
        return Err(Error::NoCertificate { origin: owned() });
    }
    Ok(certificates)
}

/// Whether the settings behind OpenSSL's `TRUSTED CERTIFICATE` say for which uses to trust or not to trust it
/// (`X509_CERT_AUX`: `SEQUENCE { trust SEQUENCE OF OID OPTIONAL, reject [0] SEQUENCE OF OID OPTIONAL, alias, ... }`).
/// Bundles of that kind list distrusted roots, too. What is malformed counts as such.
fn is_restricted(settings: &[u8]) -> bool {
    if settings.is_empty() {
        return false;
    }
    let mut outer = Cursor::new(settings, Mode::Tolerant);
    match outer.enter(Tag::SEQUENCE, "trust settings") {
        Ok(fields) => !outer.is_empty() || matches!(fields.peek(), Some(Tag::SEQUENCE) | Some(REJECTED)),
        Err(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_no_certificate_is_told_apart() {
        let mut store = TrustStore::empty();
        assert!(matches!(store.add(b"hello", "x"), Err(Error::NotCertificates { .. })));
        let key = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        assert!(matches!(store.add(key, "x"), Err(Error::NoCertificate { .. })));
        let cut = b"\n\n-----BEGIN CERTIFICATE-----\nAAAA\n";
        assert!(matches!(store.add(cut, "x"), Err(Error::Pem { line: 3, .. })));
        assert!(matches!(store.add(&[0x30, 0], "x"), Err(Error::Certificate { number: 1, .. })));
        assert!(store.is_empty());
    }

    /// A certificate of the programme, in DER.
    fn certificate() -> Vec<u8> {
        programme::roots().iter().find_map(|root| root.certificate.as_ref()).unwrap().der().to_vec()
    }

    #[test]
    fn whatever_is_written_around_a_certificate_it_is_read() {
        let pem = pem::encode("CERTIFICATE", &certificate());
        for before in [&b""[..], b"\xef\xbb\xbf", b"Bag Attributes\n    friendlyName: B\xe4cker\n", b"\r\n"] {
            let bundle = [before, pem.as_bytes()].concat();
            assert_eq!(TrustStore::empty().add(&bundle, "x"), Ok(1), "{before:?}");
        }
    }

    #[test]
    fn trust_settings_of_openssl_are_not_passed_over() {
        let server = [6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 1];
        let trusted = [&[0x30, 12, 0x30, 10][..], &server].concat();
        let rejected = [&[0x30, 12, 0xa0, 10][..], &server].concat();
        for (settings, restricted) in [
            (&b""[..], false),
            (&[0x30, 0], false),
            (&[0x30, 3, 0x0c, 1, b'a'], false),
            (&trusted, true),
            (&rejected, true),
            (&[0x30, 9], true),
            (&[0x04, 0], true),
            (&[0x30, 0, 0x30, 0], true),
        ] {
            let bundle = pem::encode("TRUSTED CERTIFICATE", &[&certificate(), settings].concat());
            let added = TrustStore::empty().add(bundle.as_bytes(), "x");
            assert_eq!(added, if restricted { Err(Error::Restricted { origin: "x".into(), line: 1 }) } else { Ok(1) });
        }
    }
}
