use crate::certificate::Certificate;
use crate::error::Error;
use crate::programme;
use der::pem;
use std::sync::Arc;

/// Certificates in one bundle beyond this are refused.
const MAX_CERTIFICATES: usize = 10_000;

/// The anchors of trust: Microsoft's root programme, what the user gave, both, or nothing.
///
/// Nothing else is ever an anchor; a root that comes with a catalog is just another certificate.
#[derive(Debug, Default)]
pub struct TrustStore {
    pub(crate) microsoft: bool,
    pub(crate) user: Vec<UserAnchor>,
}

/// A certificate the user trusts, whatever it is.
#[derive(Debug)]
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
    /// These anchors are the user's: no conditions of Microsoft's programme apply to them. Gives how many there were.
    ///
    /// # Errors
    /// When there is no certificate in `bytes`, or one that cannot be read. Then none is added.
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
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| text.contains("-----BEGIN ")) else {
        return Err(Error::NotCertificates { origin: origin.to_owned() });
    };
    let mut certificates = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(BEGIN) {
        let block = rest.get(start..).unwrap_or_default();
        let malformed = || {
            let consumed = text.len().saturating_sub(block.len());
            let line = text.as_bytes().iter().take(consumed).filter(|&&octet| octet == b'\n').count().saturating_add(1);
            Error::Pem { origin: origin.to_owned(), line }
        };
        let end = block.find(END).ok_or_else(malformed)?.saturating_add(END.len());
        let (block, behind) = block.split_at_checked(end).ok_or_else(malformed)?;
        if certificates.len() >= MAX_CERTIFICATES {
            return Err(malformed());
        }
        certificates.push(decode(block.get(BEGIN.len()..block.len().saturating_sub(END.len()))).ok_or_else(malformed)?);
        rest = behind;
    }
    if certificates.is_empty() {
        return Err(Error::NoCertificate { origin: origin.to_owned() });
    }
    Ok(certificates)
}

/// The octets of a block. Line widths other than 64 are common in bundles made by hand, and harmless: the text is put
/// into the one width that the decoder takes.
fn decode(base64: Option<&str>) -> Option<Vec<u8>> {
    let packed: Vec<u8> = base64?.bytes().filter(|octet| !octet.is_ascii_whitespace()).collect();
    let mut block = b"-----BEGIN CERTIFICATE-----\n".to_vec();
    for line in packed.chunks(64) {
        block.extend_from_slice(line);
        block.push(b'\n');
    }
    block.extend_from_slice(b"-----END CERTIFICATE-----\n");
    pem::decode_vec(&block).ok().map(|(_, der)| der)
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
}
