use crate::Error;
use aws_lc_rs::digest::Digest;
use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::signature::{
    self as lc, EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair as _, RsaKeyPair, UnparsedPublicKey, VerificationAlgorithm,
};
use aws_lc_rs::{digest as lc_digest, rand};
use catseal_asn1::{Cursor, DigestAlgorithm, Mode, Oid, Tag, Writer, oids};

/// What kind of key it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// RSA, with the size of the modulus.
    Rsa {
        /// Bits of the modulus.
        bits: usize,
    },
    /// ECDSA on NIST P-256.
    P256,
    /// ECDSA on NIST P-384.
    P384,
    /// ECDSA on NIST P-521.
    P521,
}

impl KeyAlgorithm {
    /// The algorithm that a `SubjectPublicKeyInfo` names for it.
    pub(crate) const fn oid(self) -> Oid {
        match self {
            Self::Rsa { .. } => oids::RSA_ENCRYPTION,
            Self::P256 | Self::P384 | Self::P521 => oids::EC_PUBLIC_KEY,
        }
    }
}

impl std::fmt::Display for KeyAlgorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rsa { bits } => write!(f, "RSA {bits}"),
            Self::P256 => f.write_str("P-256"),
            Self::P384 => f.write_str("P-384"),
            Self::P521 => f.write_str("P-521"),
        }
    }
}

/// A private key in memory: RSA of 2048 to 8192 bits, or an elliptic curve key on P-256, P-384 or P-521.
///
/// The key lies in memory of the cryptographic library, which wipes it when the value is dropped.
pub struct SigningKey {
    pair: Pair,
    spki: Vec<u8>,
}

enum Pair {
    Rsa { pair: RsaKeyPair, bits: usize },
    Ec { pair: EcdsaKeyPair, curve: Curve },
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey").field("algorithm", &self.algorithm()).finish_non_exhaustive()
    }
}

const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;
const OTHER_KEY: &str = "use an RSA key of 2048 to 8192 bits or an elliptic curve key on P-256, P-384 or P-521";

impl SigningKey {
    /// Reads a PKCS#8 `PrivateKeyInfo` in DER (RFC 5958), not encrypted.
    ///
    /// # Errors
    /// [`Error::Malformed`] when it is none; [`Error::Unsupported`] for other algorithms, curves and sizes.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, Error> {
        let malformed = |error: catseal_asn1::Error| Error::malformed("private key (PKCS#8)", error);
        let (algorithm, parameters, key) = pkcs8_parts(der).map_err(malformed)?;
        match algorithm {
            oids::RSA_ENCRYPTION => Self::from_pkcs1(key),
            oids::EC_PUBLIC_KEY => {
                let curve = parameters.map(|oid| Curve::named(&oid)).transpose()?;
                let read = |curve: Curve| EcdsaKeyPair::from_pkcs8(curve.signing(), der).ok().map(|pair| (pair, curve));
                Self::on_curve("private key (PKCS#8)", curve, read)
            }
            other => Err(Error::unsupported(format!("a private key for {}", oids::describe(&other)), OTHER_KEY)),
        }
    }

    /// Reads an `RSAPrivateKey` in DER (PKCS#1, RFC 8017 A.1.2).
    ///
    /// # Errors
    /// [`Error::Malformed`] when it is none; [`Error::Unsupported`] for other sizes.
    pub fn from_pkcs1(der: &[u8]) -> Result<Self, Error> {
        const WHAT: &str = "private key (RSA)";
        let bits = modulus_bits(der).map_err(|error| Error::malformed(WHAT, error))?;
        if !RSA_BITS.contains(&bits) {
            return Err(Error::unsupported(format!("an RSA key of {bits} bits"), OTHER_KEY));
        }
        let pair = RsaKeyPair::from_der(der).map_err(|error| Error::malformed(WHAT, error))?;
        let spki = pair.public_key().as_der().map_err(|_| Error::malformed(WHAT, "it has no public key"))?;
        Ok(Self { spki: spki.as_ref().to_vec(), pair: Pair::Rsa { pair, bits } })
    }

    /// Reads an `ECPrivateKey` in DER (SEC 1, RFC 5915).
    ///
    /// # Errors
    /// [`Error::Malformed`] when it is none; [`Error::Unsupported`] for other curves.
    pub fn from_sec1(der: &[u8]) -> Result<Self, Error> {
        const WHAT: &str = "private key (elliptic curve)";
        let curve = sec1_curve(der).map_err(|error| Error::malformed(WHAT, error))?;
        let curve = curve.map(|oid| Curve::named(&oid)).transpose()?;
        let read =
            |curve: Curve| EcdsaKeyPair::from_private_key_der(curve.signing(), der).ok().map(|pair| (pair, curve));
        Self::on_curve(WHAT, curve, read)
    }

    /// `curve` is what the file names; parameters can also be spelled out or left away, then each curve is tried.
    fn on_curve(
        what: &'static str,
        curve: Option<Curve>,
        read: impl Fn(Curve) -> Option<(EcdsaKeyPair, Curve)>,
    ) -> Result<Self, Error> {
        let (pair, curve) = match curve {
            Some(curve) => read(curve),
            None => Curve::ALL.into_iter().find_map(read),
        }
        .ok_or_else(|| Error::malformed(what, "not a valid key on P-256, P-384 or P-521"))?;
        let spki = pair.public_key().as_der().map_err(|_| Error::malformed(what, "it has no public key"))?;
        Ok(Self { spki: spki.as_ref().to_vec(), pair: Pair::Ec { pair, curve } })
    }

    /// What kind of key it is.
    #[must_use]
    pub const fn algorithm(&self) -> KeyAlgorithm {
        match self.pair {
            Pair::Rsa { bits, .. } => KeyAlgorithm::Rsa { bits },
            Pair::Ec { curve, .. } => curve.algorithm(),
        }
    }

    /// The public key as `SubjectPublicKeyInfo` in DER (RFC 5280, 4.1.2.7).
    #[must_use]
    pub fn public_key(&self) -> &[u8] {
        &self.spki
    }

    /// What the BIT STRING of a `SubjectPublicKeyInfo` of this key holds: `RSAPublicKey`, or the uncompressed point.
    pub(crate) fn public_key_octets(&self) -> &[u8] {
        match &self.pair {
            Pair::Rsa { pair, .. } => pair.public_key().as_ref(),
            Pair::Ec { pair, .. } => pair.public_key().as_ref(),
        }
    }

    /// The AlgorithmIdentifier that a SignerInfo carries for signatures of this key.
    ///
    /// RSA is named `rsaEncryption` as in every catalog of Microsoft's, ECDSA together with the digest (RFC 5754, 3.3).
    pub(crate) fn write_signature_algorithm(&self, w: &mut Writer, digest: DigestAlgorithm) -> Result<(), Error> {
        match self.pair {
            Pair::Rsa { .. } => w.algorithm(&oids::RSA_ENCRYPTION),
            Pair::Ec { .. } => {
                let oid = match digest {
                    DigestAlgorithm::Sha256 => oids::ECDSA_WITH_SHA256,
                    DigestAlgorithm::Sha384 => oids::ECDSA_WITH_SHA384,
                    DigestAlgorithm::Sha512 => oids::ECDSA_WITH_SHA512,
                    DigestAlgorithm::Md5 | DigestAlgorithm::Sha1 => return Err(weak_digest(digest)),
                };
                w.sequence(|w| w.oid(&oid));
            }
        }
        Ok(())
    }

    /// The signature over `message`: PKCS#1 v1.5, or `Ecdsa-Sig-Value` in DER.
    pub(crate) fn sign(&self, message: &[u8], digest: DigestAlgorithm) -> Result<Vec<u8>, Error> {
        let failed = |_| Error::Signing("the key made no signature");
        match &self.pair {
            Pair::Rsa { pair, .. } => {
                let encoding = match digest {
                    DigestAlgorithm::Sha256 => &lc::RSA_PKCS1_SHA256,
                    DigestAlgorithm::Sha384 => &lc::RSA_PKCS1_SHA384,
                    DigestAlgorithm::Sha512 => &lc::RSA_PKCS1_SHA512,
                    DigestAlgorithm::Md5 | DigestAlgorithm::Sha1 => return Err(weak_digest(digest)),
                };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(encoding, &rand::SystemRandom::new(), message, &mut signature).map_err(failed)?;
                Ok(signature)
            }
            Pair::Ec { pair, curve } => {
                let digest = curve.fit(&digest.digest(message)).map_err(failed)?;
                Ok(pair.sign_digest(&digest).map_err(failed)?.as_ref().to_vec())
            }
        }
    }

    /// Whether `signature` over `message` is, for a key of this kind, confirmed by `public_key` (BIT STRING contents).
    pub(crate) fn confirms(
        &self,
        public_key: &[u8],
        message: &[u8],
        digest: DigestAlgorithm,
        signature: &[u8],
    ) -> Result<bool, Error> {
        use DigestAlgorithm::{Sha256, Sha384, Sha512};
        let algorithm: &'static dyn VerificationAlgorithm = match (self.algorithm(), digest) {
            (KeyAlgorithm::Rsa { .. }, Sha256) => &lc::RSA_PKCS1_2048_8192_SHA256,
            (KeyAlgorithm::Rsa { .. }, Sha384) => &lc::RSA_PKCS1_2048_8192_SHA384,
            (KeyAlgorithm::Rsa { .. }, Sha512) => &lc::RSA_PKCS1_2048_8192_SHA512,
            (KeyAlgorithm::P256, Sha256) => &lc::ECDSA_P256_SHA256_ASN1,
            (KeyAlgorithm::P256, Sha384) => &lc::ECDSA_P256_SHA384_ASN1,
            (KeyAlgorithm::P256, Sha512) => &lc::ECDSA_P256_SHA512_ASN1,
            (KeyAlgorithm::P384, Sha256) => &lc::ECDSA_P384_SHA256_ASN1,
            (KeyAlgorithm::P384, Sha384) => &lc::ECDSA_P384_SHA384_ASN1,
            (KeyAlgorithm::P384, Sha512) => &lc::ECDSA_P384_SHA512_ASN1,
            (KeyAlgorithm::P521, Sha256) => &lc::ECDSA_P521_SHA256_ASN1,
            (KeyAlgorithm::P521, Sha384) => &lc::ECDSA_P521_SHA384_ASN1,
            (KeyAlgorithm::P521, Sha512) => &lc::ECDSA_P521_SHA512_ASN1,
            (_, DigestAlgorithm::Md5 | DigestAlgorithm::Sha1) => return Err(weak_digest(digest)),
        };
        Ok(UnparsedPublicKey::new(algorithm, public_key).verify(message, signature).is_ok())
    }
}

fn weak_digest(digest: DigestAlgorithm) -> Error {
    Error::unsupported(format!("signing with {digest}"), "use sha256, sha384 or sha512")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Curve {
    P256,
    P384,
    P521,
}

impl Curve {
    const ALL: [Self; 3] = [Self::P256, Self::P384, Self::P521];

    fn named(oid: &Oid) -> Result<Self, Error> {
        match *oid {
            oids::P256 => Ok(Self::P256),
            oids::P384 => Ok(Self::P384),
            oids::P521 => Ok(Self::P521),
            other => Err(Error::unsupported(format!("a key on the elliptic curve {other}"), OTHER_KEY)),
        }
    }

    const fn algorithm(self) -> KeyAlgorithm {
        match self {
            Self::P256 => KeyAlgorithm::P256,
            Self::P384 => KeyAlgorithm::P384,
            Self::P521 => KeyAlgorithm::P521,
        }
    }

    const fn signing(self) -> &'static EcdsaSigningAlgorithm {
        match self {
            Self::P256 => &lc::ECDSA_P256_SHA256_ASN1_SIGNING,
            Self::P384 => &lc::ECDSA_P384_SHA384_ASN1_SIGNING,
            Self::P521 => &lc::ECDSA_P521_SHA512_ASN1_SIGNING,
        }
    }

    /// The digest in the length of the curve's own digest algorithm, which is the only one that the library signs.
    ///
    /// ECDSA takes a digest as a number of at most as many bits as the curve has (FIPS 186-5, 6.4.1):
    /// the leftmost octets of a longer one, and a shorter one unchanged by zeros in front.
    fn fit(self, digest: &[u8]) -> Result<Digest, aws_lc_rs::error::Unspecified> {
        let algorithm = match self {
            Self::P256 => &lc_digest::SHA256,
            Self::P384 => &lc_digest::SHA384,
            Self::P521 => &lc_digest::SHA512,
        };
        let len = algorithm.output_len();
        let kept = digest.get(..len).unwrap_or(digest);
        let mut fitted = vec![0; len.saturating_sub(kept.len())];
        fitted.extend_from_slice(kept);
        Digest::import_less_safe(&fitted, algorithm)
    }
}

/// Algorithm, named curve (of an elliptic curve key that names one) and the key's own octets.
fn pkcs8_parts(der: &[u8]) -> Result<(Oid, Option<Oid>, &[u8]), catseal_asn1::Error> {
    let mut info = Cursor::new(der, Mode::Strict).enter(Tag::SEQUENCE, "PrivateKeyInfo")?;
    info.expect(Tag::INTEGER, "version")?;
    let mut algorithm = info.enter(Tag::SEQUENCE, "privateKeyAlgorithm")?;
    let oid = algorithm.expect(Tag::OID, "algorithm")?.oid()?;
    let curve = algorithm.optional(Tag::OID, "namedCurve")?.map(|tlv| tlv.oid()).transpose()?;
    let key = info.expect(Tag::OCTET_STRING, "privateKey")?.octet_string()?;
    Ok((oid, curve, key))
}

fn modulus_bits(der: &[u8]) -> Result<usize, catseal_asn1::Error> {
    let mut key = Cursor::new(der, Mode::Strict).enter(Tag::SEQUENCE, "RSAPrivateKey")?;
    key.expect(Tag::INTEGER, "version")?;
    let modulus = key.expect(Tag::INTEGER, "modulus")?.integer()?;
    Ok(bit_len(modulus))
}

/// How many bits a non-negative number has (big endian).
pub(crate) fn bit_len(number: &[u8]) -> usize {
    let skip = number.iter().take_while(|&&octet| octet == 0).count();
    let digits = number.get(skip..).unwrap_or_default();
    let spare = digits.first().map_or(0, |first| first.leading_zeros());
    digits.len().saturating_mul(8).saturating_sub(usize::try_from(spare).unwrap_or_default())
}

fn sec1_curve(der: &[u8]) -> Result<Option<Oid>, catseal_asn1::Error> {
    let mut key = Cursor::new(der, Mode::Strict).enter(Tag::SEQUENCE, "ECPrivateKey")?;
    key.expect(Tag::INTEGER, "version")?;
    key.expect(Tag::OCTET_STRING, "privateKey")?;
    let Some(parameters) = key.optional(Tag::context(0), "parameters")? else { return Ok(None) };
    key.inside_of(&parameters)?.optional(Tag::OID, "namedCurve")?.map(|tlv| tlv.oid()).transpose()
}
