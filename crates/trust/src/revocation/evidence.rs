use super::crl::Crl;
use super::ocsp::OcspResponse;
use crate::certificate::Certificate;
use crate::error::Error;
use catseal_asn1::pem;
use std::sync::Arc;

/// What the user gave: revocation lists and OCSP responses.
///
/// Nothing in it is believed for being there: each is used for a certificate only when the authority of that certificate,
/// or somebody to whom the authority delegated, has signed it.
#[derive(Debug, Default)]
pub struct Evidence {
    pub(crate) crls: Vec<Item<Crl>>,
    pub(crate) responses: Vec<Item<OcspResponse>>,
    /// That came with the lists: of issuers of lists that issue no certificates.
    pub(crate) certificates: Vec<Arc<Certificate>>,
}

/// A document, and where it came from.
#[derive(Debug)]
pub(crate) struct Item<T> {
    pub(crate) document: Arc<T>,
    pub(crate) origin: Arc<str>,
}

impl<T> Item<T> {
    pub(crate) fn new(document: T, origin: &str) -> Self {
        Self { document: Arc::new(document), origin: origin.into() }
    }
}

impl<T> Clone for Item<T> {
    fn clone(&self) -> Self {
        Self { document: Arc::clone(&self.document), origin: Arc::clone(&self.origin) }
    }
}

impl Evidence {
    /// No evidence.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.crls.is_empty() && self.responses.is_empty()
    }

    /// Adds the revocation lists (RFC 5280) in `bytes`: one in DER, or those in the `X509 CRL` blocks of a PEM file. The
    /// file may also hold certificates (of issuers of indirect lists); they are used to find who signed a list, and are
    /// trusted for nothing. `origin` names the source in errors and reports. Gives how many lists there were.
    ///
    /// # Errors
    /// When there is no list in `bytes`, or one that cannot be read. Then none is added.
    pub fn add_crls(&mut self, bytes: &[u8], origin: &str) -> Result<usize, Error> {
        let owned = || origin.to_owned();
        let parse = |der: &[u8]| {
            let list = Crl::parse(der).map_err(|source| Error::Crl { origin: owned(), source })?;
            Ok::<_, Error>(Item::new(list, origin))
        };
        if !pem::is_pem(bytes) {
            self.crls.push(parse(bytes)?);
            return Ok(1);
        }
        let (mut crls, mut certificates) = (Vec::new(), Vec::new());
        for block in pem::blocks(bytes).map_err(|error| Error::Pem { origin: owned(), line: error.line })? {
            if block.label == "X509 CRL" {
                crls.push(parse(&block.der)?);
            } else if let Ok(Some(found)) = block.certificate() {
                certificates.extend(Certificate::parse(found.certificate).ok().map(Arc::new));
            }
        }
        if crls.is_empty() {
            return Err(Error::NoCrl { origin: owned() });
        }
        let count = crls.len();
        self.crls.extend(crls);
        self.certificates.extend(certificates);
        Ok(count)
    }

    /// Adds the OCSP response (RFC 6960) in `bytes`, in DER as a responder sends it, or in a PEM block. `origin` names the
    /// source in errors and reports.
    ///
    /// # Errors
    /// When `bytes` are none, or the responder says in it that it has no answer.
    pub fn add_ocsp(&mut self, bytes: &[u8], origin: &str) -> Result<(), Error> {
        let owned = || origin.to_owned();
        let parse = |der: &[u8]| {
            let response = OcspResponse::parse(der).map_err(|source| Error::Ocsp { origin: owned(), source })?;
            Ok::<_, Error>(Item::new(response, origin))
        };
        if !pem::is_pem(bytes) {
            self.responses.push(parse(bytes)?);
            return Ok(());
        }
        let blocks = pem::blocks(bytes).map_err(|error| Error::Pem { origin: owned(), line: error.line })?;
        match blocks.iter().find(|block| block.label == "OCSP RESPONSE") {
            Some(block) => self.responses.push(parse(&block.der)?),
            None => return Err(Error::NoOcsp { origin: owned() }),
        }
        Ok(())
    }
}
