use crate::certificate::Certificate;
use crate::error::Error;
use crate::programme;
use catseal_asn1::{Cursor, Mode, Tag, pem};
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
    pub(crate) user: Vec<UserAnchor>,
}

/// A certificate the user trusts, whatever it is.
#[derive(Debug, Clone)]
pub(crate) struct UserAnchor {
    pub(crate) certificate: Arc<Certificate>,
    pub(crate) origin: String,
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
        Self { microsoft: true, user: Vec::new() }
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
        let owned = || origin.to_owned();
        let encoded =
            if bytes.first() == Some(&0x30) { vec![bytes.to_vec()] } else { pem_certificates(bytes, origin)? };
        let anchors = encoded
            .iter()
            .zip(1..)
            .map(|(der, number)| match Certificate::parse(der) {
                Ok(certificate) => Ok(UserAnchor { certificate: Arc::new(certificate), origin: owned() }),
                Err(source) => Err(Error::Certificate { origin: owned(), number, source }),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let count = anchors.len();
        self.user.extend(anchors);
        Ok(count)
    }

    /// How many anchors there are.
    #[must_use]
    pub fn len(&self) -> usize {
        let programme = if self.microsoft { programme::roots().len() } else { 0 };
        programme.saturating_add(self.user.len())
    }

    /// Whether there is no anchor.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
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
