/// Why a key, a certificate or a catalog could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The catalog carries a signature, and replacing it was not asked for.
    #[error("the catalog is signed already; use --replace to put the new signature in place of that one")]
    AlreadySigned,
    /// The outer frame of a catalog is not DER, or not that of a catalog.
    #[error("not a catalog that can be signed: {0}")]
    Catalog(#[from] catseal_asn1::Error),
    /// A certificate is malformed.
    #[error("certificate {number}: {source}")]
    Certificate {
        /// Which one, in the order given, from 1.
        number: usize,
        /// What is wrong, and where in the certificate.
        source: catseal_asn1::Error,
    },
    /// No certificate has the public key of the private key.
    #[error("the private key belongs to none of the certificates given ({subjects})")]
    KeyMismatch {
        /// The subjects of the certificates, separated by semicolons.
        subjects: String,
    },
    /// A file of keys or certificates is malformed.
    #[error("{what}: {reason}")]
    Malformed {
        /// What was being read.
        what: &'static str,
        /// What is wrong with it, and where.
        reason: String,
    },
    /// No certificate was found.
    #[error("no certificate found; the certificate of the signer is needed to sign")]
    NoCertificate,
    /// No private key was found.
    #[error("no private key found")]
    NoKey,
    /// The catalog is not signed, or has fewer signatures than the number asked for.
    #[error("the catalog has no signature that could be time stamped; sign it first")]
    NoSignature,
    /// PKCS#7 that holds something else than a catalog.
    #[error("not a catalog: {what}")]
    NotACatalog {
        /// What it is.
        what: String,
    },
    /// The key is encrypted and no password was given.
    #[error("the private key is encrypted; a password is needed")]
    PasswordNeeded,
    /// The key did not make a signature, or made one that the certificate's public key does not confirm.
    #[error("signing failed: {0}")]
    Signing(&'static str),
    /// The test certificate that was asked for cannot be made.
    #[error("test certificate: {0}")]
    TestCertificate(String),
    /// Something well-formed that is not taken here.
    #[error("{what} is not supported; {hint}")]
    Unsupported {
        /// What it is.
        what: String,
        /// What to do about it.
        hint: &'static str,
    },
    /// The password does not open the key.
    #[error("wrong password")]
    WrongPassword,
}

impl Error {
    pub(crate) fn malformed(what: &'static str, reason: impl std::fmt::Display) -> Self {
        Self::Malformed { what, reason: reason.to_string() }
    }

    pub(crate) fn unsupported(what: impl Into<String>, hint: &'static str) -> Self {
        Self::Unsupported { what: what.into(), hint }
    }
}
