/// Why trust anchors could not be read.
///
/// What is wrong with a *catalog* is never an error of this crate but part of the [`CatalogTrust`](crate::CatalogTrust).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Neither PEM nor a DER certificate.
    #[error("{origin}: neither a PEM bundle nor a DER certificate")]
    NotCertificates {
        /// Where the octets came from, as the caller named it.
        origin: String,
    },
    /// PEM without a certificate in it.
    #[error("{origin}: the PEM bundle holds no certificate")]
    NoCertificate {
        /// Where the octets came from, as the caller named it.
        origin: String,
    },
    /// A PEM block whose contents are not Base64, or that does not end.
    #[error("{origin}: the PEM block at line {line} is malformed")]
    Pem {
        /// Where the octets came from, as the caller named it.
        origin: String,
        /// The line on which the block begins, counted from 1.
        line: usize,
    },
    /// A `TRUSTED CERTIFICATE` of OpenSSL that is not to be trusted for everything.
    #[error(
        "{origin}: the certificate at line {line} has OpenSSL's conditions of trust, which are not supported; to trust it \
         for catalogs, give it as a plain CERTIFICATE (`openssl x509 -in FILE -out ROOT.pem`)"
    )]
    Restricted {
        /// Where the octets came from, as the caller named it.
        origin: String,
        /// The line on which the block begins, counted from 1.
        line: usize,
    },
    /// A certificate that cannot be read.
    #[error("{origin}: certificate {number}: {source}")]
    Certificate {
        /// Where the octets came from, as the caller named it.
        origin: String,
        /// Which certificate, counted from 1.
        number: usize,
        /// What is wrong with it.
        source: catseal_asn1::Error,
    },
    /// A trust list that cannot be used.
    #[error("{origin}: the trust list cannot be used: {problem}")]
    TrustList {
        /// Where the octets came from, as the caller named it.
        origin: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A line that is no thumbprint.
    #[error(
        "{origin}: line {line} is no thumbprint of a certificate; write the SHA-1 or SHA-256 in hexadecimal, one a line"
    )]
    Thumbprint {
        /// Where the octets came from, as the caller named it.
        origin: String,
        /// Which line, counted from 1.
        line: usize,
    },
    /// A revocation list that cannot be read.
    #[error("{origin}: no revocation list that can be read: {source}")]
    Crl {
        /// Where the octets came from, as the caller named it.
        origin: String,
        /// What is wrong with it.
        source: catseal_asn1::Error,
    },
    /// PEM without a revocation list in it.
    #[error("{origin}: the PEM file holds no revocation list (X509 CRL)")]
    NoCrl {
        /// Where the octets came from, as the caller named it.
        origin: String,
    },
    /// An OCSP response that cannot be read, or in which the responder says that it has no answer.
    #[error("{origin}: no OCSP response that can be used: {source}")]
    Ocsp {
        /// Where the octets came from, as the caller named it.
        origin: String,
        /// What is wrong with it.
        source: catseal_asn1::Error,
    },
    /// PEM without an OCSP response in it.
    #[error("{origin}: the PEM file holds no OCSP response (OCSP RESPONSE)")]
    NoOcsp {
        /// Where the octets came from, as the caller named it.
        origin: String,
    },
}
