use crate::dsa::DsaKey;
use aws_lc_rs::digest as aws_digest;
use aws_lc_rs::signature::{self as aws, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey};
use catseal_asn1::{DigestAlgorithm, Mode, Oid, Tag, Tlv, Writer, oids};
use catseal_catalog::AlgorithmView;
use rsa::{BoxedUint, Pkcs1v15Sign, Pss, RsaPublicKey};

/// RSA moduli outside this range are not computed with: below there is no assurance, above no honest use.
const RSA_BITS: std::ops::RangeInclusive<usize> = 1024..=16384;
/// Likewise exponents of more octets: every one costs time, and honest ones have three.
const MAX_EXPONENT: usize = 4;

/// A public key (RFC 3279, RFC 5480).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PublicKey {
    /// Modulus and exponent, big endian, without leading zeros.
    Rsa {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
    /// Curve and point (SEC 1, 2.3.3).
    Ec {
        curve: Curve,
        point: Vec<u8>,
    },
    Dsa(Box<DsaKey>),
    /// A key of another kind, or a malformed one.
    Unsupported,
}

/// The curves of RFC 5480 that are in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Curve {
    P256,
    P384,
    P521,
}

/// How a signature is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// RSA with the padding of PKCS#1 v1.5 (RFC 8017, 8.2).
    Pkcs1(DigestAlgorithm),
    /// RSA with PSS (RFC 8017, 8.1); MGF1 uses the same digest.
    Pss { digest: DigestAlgorithm, salt_len: usize },
    /// ECDSA; the curve is that of the key.
    Ecdsa(DigestAlgorithm),
    /// DSA (FIPS 186-4).
    Dsa(DigestAlgorithm),
}

/// How much assurance an algorithm gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// SHA-2 with RSA of 2048 bits and more, or with the curves above.
    Strong,
    /// SHA-1, or RSA of 1024 to 2047 bits.
    Legacy,
    /// MD5 and older, RSA below 1024 bits, exponent 1.
    Broken,
}

/// Why a signature was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Key and scheme do not go together, or are not known here.
    Unsupported,
    /// It was computed, and is wrong.
    Wrong,
}

/// Why an algorithm identifier gives no [`Scheme`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SchemeError {
    /// Not known here.
    Unsupported,
    /// It contradicts itself or the digest algorithm beside it.
    Mismatch,
}

impl Scheme {
    /// The scheme that a certificate names.
    pub(crate) fn of_certificate(algorithm: &AlgorithmView<'_>) -> Option<Self> {
        if algorithm.oid == oids::RSASSA_PSS {
            return pss_parameters(algorithm.parameters.as_ref()?);
        }
        combined(&algorithm.oid)
    }

    /// The scheme of a `SignerInfo`, whose digest algorithm stands beside the signature algorithm.
    pub(crate) fn of_signer(algorithm: &AlgorithmView<'_>, digest: DigestAlgorithm) -> Result<Self, SchemeError> {
        match algorithm.oid {
            oids::RSA_ENCRYPTION => Ok(Self::Pkcs1(digest)),
            oids::EC_PUBLIC_KEY => Ok(Self::Ecdsa(digest)),
            oids::RSASSA_PSS => match algorithm.parameters.as_ref().and_then(pss_parameters) {
                Some(scheme) if scheme.digest() == digest => Ok(scheme),
                Some(_) => Err(SchemeError::Mismatch),
                None => Err(SchemeError::Unsupported),
            },
            oid => match combined(&oid) {
                Some(scheme) if scheme.digest() == digest => Ok(scheme),
                Some(_) => Err(SchemeError::Mismatch),
                None => Err(SchemeError::Unsupported),
            },
        }
    }

    pub(crate) const fn digest(&self) -> DigestAlgorithm {
        match self {
            Self::Pkcs1(digest) | Self::Pss { digest, .. } | Self::Ecdsa(digest) | Self::Dsa(digest) => *digest,
        }
    }

    /// Its name in reports.
    pub(crate) const fn as_str(&self) -> &'static str {
        match self {
            Self::Pkcs1(_) => "rsa",
            Self::Pss { .. } => "rsa-pss",
            Self::Ecdsa(_) => "ecdsa",
            Self::Dsa(_) => "dsa",
        }
    }
}

/// Algorithms whose one identifier names padding or curve family and digest.
fn combined(oid: &Oid) -> Option<Scheme> {
    Some(match *oid {
        oids::MD5_WITH_RSA => Scheme::Pkcs1(DigestAlgorithm::Md5),
        oids::SHA1_WITH_RSA | oids::OIW_SHA1_WITH_RSA => Scheme::Pkcs1(DigestAlgorithm::Sha1),
        oids::SHA256_WITH_RSA => Scheme::Pkcs1(DigestAlgorithm::Sha256),
        oids::SHA384_WITH_RSA => Scheme::Pkcs1(DigestAlgorithm::Sha384),
        oids::SHA512_WITH_RSA => Scheme::Pkcs1(DigestAlgorithm::Sha512),
        oids::ECDSA_WITH_SHA1 => Scheme::Ecdsa(DigestAlgorithm::Sha1),
        oids::ECDSA_WITH_SHA256 => Scheme::Ecdsa(DigestAlgorithm::Sha256),
        oids::ECDSA_WITH_SHA384 => Scheme::Ecdsa(DigestAlgorithm::Sha384),
        oids::ECDSA_WITH_SHA512 => Scheme::Ecdsa(DigestAlgorithm::Sha512),
        oids::DSA_WITH_SHA1 => Scheme::Dsa(DigestAlgorithm::Sha1),
        oids::DSA_WITH_SHA256 => Scheme::Dsa(DigestAlgorithm::Sha256),
        _ => return None,
    })
}

/// RSASSA-PSS-params (RFC 4055, 3.1). Digest and mask digest must be the same, the trailer field 1.
fn pss_parameters(parameters: &Tlv<'_>) -> Option<Scheme> {
    if parameters.tag != Tag::SEQUENCE {
        return None;
    }
    let mut fields = parameters.cursor(Mode::Strict);
    let mut explicit = |number| fields.optional(Tag::context(number), "PSS parameter").ok();
    let inside = |tlv: Tlv<'_>| -> Option<(Oid, Option<Oid>)> {
        let mut algorithm = tlv.cursor(Mode::Strict).enter(Tag::SEQUENCE, "PSS algorithm").ok()?;
        let oid = algorithm.expect(Tag::OID, "PSS algorithm").ok()?.oid().ok()?;
        let inner = match algorithm.optional(Tag::SEQUENCE, "digest of the mask").ok()? {
            Some(inner) => Some(inner.cursor(Mode::Strict).expect(Tag::OID, "digest of the mask").ok()?.oid().ok()?),
            None => None,
        };
        Some((oid, inner))
    };
    let number = |tlv: Tlv<'_>| {
        tlv.cursor(Mode::Strict).expect(Tag::INTEGER, "PSS parameter").and_then(|n| n.integer_u32()).ok()
    };
    let digest = match explicit(0)? {
        Some(tlv) => inside(tlv)?.0,
        None => oids::SHA1,
    };
    let mask_digest = match explicit(1)? {
        Some(tlv) => match inside(tlv)? {
            (oids::MGF1, Some(mask_digest)) => mask_digest,
            _ => return None,
        },
        None => oids::SHA1,
    };
    let salt_len = match explicit(2)? {
        Some(tlv) => number(tlv)?,
        None => 20,
    };
    let trailer = match explicit(3)? {
        Some(tlv) => number(tlv)?,
        None => 1,
    };
    fields.finish("PSS parameters").ok()?;
    if digest != mask_digest || trailer != 1 || salt_len > 2048 {
        return None;
    }
    Some(Scheme::Pss { digest: DigestAlgorithm::from_oid(&digest)?, salt_len: usize::try_from(salt_len).ok()? })
}

impl PublicKey {
    /// The key in a SubjectPublicKeyInfo; one that is not understood is [`PublicKey::Unsupported`], since programme
    /// roots with keys of new kinds exist and are no reason to refuse the others.
    pub(crate) fn parse(spki: &Tlv<'_>) -> Self {
        Self::try_parse(spki).unwrap_or(Self::Unsupported)
    }

    fn try_parse(spki: &Tlv<'_>) -> Option<Self> {
        let mut fields = spki.cursor(Mode::Strict);
        let algorithm = AlgorithmView::parse(fields.expect(Tag::SEQUENCE, "key algorithm").ok()?).ok()?;
        let bits = fields.expect(Tag::BIT_STRING, "key").ok()?.bit_string().ok()?;
        match algorithm.oid {
            oids::RSA_ENCRYPTION => {
                let mut outer = catseal_asn1::Cursor::new(bits, Mode::Strict);
                let mut numbers = outer.enter(Tag::SEQUENCE, "RSA key").ok()?;
                outer.finish("RSA key").ok()?;
                let mut number = |what| {
                    let octets = numbers.expect(Tag::INTEGER, what).ok()?.integer().ok()?;
                    octets.first().is_some_and(|&first| first < 0x80).then_some(())?;
                    Some(octets.strip_prefix(&[0]).unwrap_or(octets).to_vec())
                };
                let (modulus, exponent) = (number("modulus")?, number("exponent")?);
                numbers.finish("RSA key").ok()?;
                Some(Self::Rsa { modulus, exponent })
            }
            oids::EC_PUBLIC_KEY => {
                let curve = match algorithm.parameters?.oid().ok()? {
                    oids::P256 => Curve::P256,
                    oids::P384 => Curve::P384,
                    oids::P521 => Curve::P521,
                    _ => return None,
                };
                Some(Self::Ec { curve, point: bits.to_vec() })
            }
            oids::DSA => Some(Self::Dsa(Box::new(DsaKey::parse(&algorithm.parameters?, bits).ok()?))),
            _ => None,
        }
    }

    pub(crate) fn strength(&self) -> Strength {
        match self {
            Self::Rsa { modulus, exponent } => match (bit_len(modulus), exponent.as_slice()) {
                (..=1023, _) | (_, [] | [1]) => Strength::Broken,
                (..=2047, _) => Strength::Legacy,
                _ => Strength::Strong,
            },
            Self::Dsa(key) if key.bits() < 2048 => Strength::Legacy,
            Self::Dsa(_) => Strength::Strong,
            Self::Ec { .. } => Strength::Strong,
            // Nothing verifies with such a key, so nothing depends on it.
            Self::Unsupported => Strength::Strong,
        }
    }

    /// What it is, in words: `RSA of 1024 bits`.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Rsa { modulus, .. } => format!("RSA of {} bits", bit_len(modulus)),
            Self::Ec { curve, .. } => format!("ECDSA on {curve:?}"),
            Self::Dsa(key) => format!("DSA of {} bits", key.bits()),
            Self::Unsupported => "a key of an unknown kind".to_owned(),
        }
    }

    /// Checks a signature over `message`.
    pub(crate) fn verify(&self, scheme: &Scheme, message: &[u8], signature: &[u8]) -> Result<(), Refusal> {
        match (self, scheme) {
            (Self::Rsa { modulus, exponent }, Scheme::Pkcs1(digest)) => {
                verify_pkcs1(modulus, exponent, *digest, message, signature)
            }
            (Self::Rsa { modulus, exponent }, Scheme::Pss { digest, salt_len }) => {
                let key = rsa_key(modulus, exponent)?;
                let hashed = digest.digest(message);
                match digest {
                    DigestAlgorithm::Md5 => return Err(Refusal::Unsupported),
                    DigestAlgorithm::Sha1 => {
                        key.verify(Pss::<sha1::Sha1>::new_with_salt(*salt_len), &hashed, signature)
                    }
                    DigestAlgorithm::Sha256 => {
                        key.verify(Pss::<sha2::Sha256>::new_with_salt(*salt_len), &hashed, signature)
                    }
                    DigestAlgorithm::Sha384 => {
                        key.verify(Pss::<sha2::Sha384>::new_with_salt(*salt_len), &hashed, signature)
                    }
                    DigestAlgorithm::Sha512 => {
                        key.verify(Pss::<sha2::Sha512>::new_with_salt(*salt_len), &hashed, signature)
                    }
                }
                .map_err(|_| Refusal::Wrong)
            }
            (Self::Ec { curve, point }, Scheme::Ecdsa(digest)) => {
                verify_ecdsa(*curve, point, *digest, message, signature)
            }
            (Self::Dsa(key), Scheme::Dsa(digest)) => key.verify(*digest, message, signature),
            _ => Err(Refusal::Unsupported),
        }
    }

    /// Checks a signature of PKCS#1 v1.5 that holds the bare digest, without the DigestInfo that says which.
    ///
    /// VeriSign's and Symantec's legacy time stamps are like that; nothing else may be.
    pub(crate) fn verify_bare(&self, digest: DigestAlgorithm, message: &[u8], signature: &[u8]) -> Result<(), Refusal> {
        let Self::Rsa { modulus, exponent } = self else { return Err(Refusal::Unsupported) };
        rsa_key(modulus, exponent)?
            .verify(Pkcs1v15Sign::new_unprefixed(), &digest.digest(message), signature)
            .map_err(|_| Refusal::Wrong)
    }
}

/// How many bits a number has that is written without leading zeros.
pub(crate) fn bit_len(modulus: &[u8]) -> usize {
    let leading = modulus.first().map_or(0, |first| first.leading_zeros());
    (modulus.len() * 8).saturating_sub(usize::try_from(leading).unwrap_or_default())
}

/// Whether a key is one to compute with: neither too weak nor made to cost time.
fn is_sane(modulus: &[u8], exponent: &[u8]) -> bool {
    let is_odd = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 1);
    RSA_BITS.contains(&bit_len(modulus))
        && is_odd(modulus)
        && is_odd(exponent)
        && exponent != [1]
        && exponent.len() <= MAX_EXPONENT
}

fn rsa_key(modulus: &[u8], exponent: &[u8]) -> Result<RsaPublicKey, Refusal> {
    if !is_sane(modulus, exponent) {
        return Err(Refusal::Unsupported);
    }
    let number = |octets: &[u8]| {
        let bits = u32::try_from(octets.len() * 8).map_err(|_| Refusal::Unsupported)?;
        BoxedUint::from_be_slice(octets, bits).map_err(|_| Refusal::Unsupported)
    };
    RsaPublicKey::new_with_size_limits(number(modulus)?, number(exponent)?, RSA_BITS).map_err(|_| Refusal::Unsupported)
}

fn verify_pkcs1(
    modulus: &[u8],
    exponent: &[u8],
    digest: DigestAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Refusal> {
    if !is_sane(modulus, exponent) {
        return Err(Refusal::Unsupported);
    }
    let fast: Option<&RsaParameters> = match digest {
        DigestAlgorithm::Md5 => None,
        DigestAlgorithm::Sha1 => Some(&aws::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY),
        DigestAlgorithm::Sha256 => Some(&aws::RSA_PKCS1_2048_8192_SHA256),
        DigestAlgorithm::Sha384 => Some(&aws::RSA_PKCS1_2048_8192_SHA384),
        DigestAlgorithm::Sha512 => Some(&aws::RSA_PKCS1_2048_8192_SHA512),
    };
    let components = RsaPublicKeyComponents { n: modulus, e: exponent };
    if fast.is_some_and(|parameters| components.verify(parameters, message, signature).is_ok()) {
        return Ok(());
    }
    // Small keys, MD5, and DigestInfo without the NULL (RFC 8017, appendix A.2.4, note 1).
    let key = rsa_key(modulus, exponent)?;
    let hashed = digest.digest(message);
    let accepts = |null| {
        let padding = Pkcs1v15Sign { hash_len: Some(hashed.len()), prefix: digest_info_prefix(digest, null).into() };
        key.verify(padding, &hashed, signature).is_ok()
    };
    if accepts(true) || accepts(false) { Ok(()) } else { Err(Refusal::Wrong) }
}

/// The octets of a DigestInfo (RFC 8017, 9.2) in front of the digest.
fn digest_info_prefix(digest: DigestAlgorithm, null: bool) -> Vec<u8> {
    let mut info = Writer::encode(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(&digest.oid());
                if null {
                    w.null();
                }
            });
            w.octet_string(&vec![0; digest.len()]);
        });
    });
    info.truncate(info.len().saturating_sub(digest.len()));
    info
}

fn verify_ecdsa(
    curve: Curve,
    point: &[u8],
    digest: DigestAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Refusal> {
    use DigestAlgorithm::{Md5, Sha1, Sha256, Sha384, Sha512};
    let algorithm: &'static dyn aws::VerificationAlgorithm = match (curve, digest) {
        (Curve::P256, Sha1) => &aws::ECDSA_P256_SHA1_ASN1,
        (Curve::P256, Sha256) => &aws::ECDSA_P256_SHA256_ASN1,
        (Curve::P256, Sha384) => &aws::ECDSA_P256_SHA384_ASN1,
        (Curve::P256, Sha512) => &aws::ECDSA_P256_SHA512_ASN1,
        (Curve::P384, Sha1) => return verify_ecdsa_p384_sha1(point, message, signature),
        (Curve::P384, Sha256) => &aws::ECDSA_P384_SHA256_ASN1,
        (Curve::P384, Sha384) => &aws::ECDSA_P384_SHA384_ASN1,
        (Curve::P384, Sha512) => &aws::ECDSA_P384_SHA512_ASN1,
        (Curve::P521, Sha1) => &aws::ECDSA_P521_SHA1_ASN1,
        (Curve::P521, Sha256) => &aws::ECDSA_P521_SHA256_ASN1,
        (Curve::P521, Sha384) => &aws::ECDSA_P521_SHA384_ASN1,
        (Curve::P521, Sha512) => &aws::ECDSA_P521_SHA512_ASN1,
        (_, Md5) => return Err(Refusal::Unsupported),
    };
    UnparsedPublicKey::new(algorithm, point).verify(message, signature).map_err(|_| Refusal::Wrong)
}

/// ECDSA takes a digest shorter than the order as a number (FIPS 186-5, 6.4.2), so that leading zeros change nothing:
/// SHA-1 is given as a digest of 256 bits, since the library has no P-384 with SHA-1.
fn verify_ecdsa_p384_sha1(point: &[u8], message: &[u8], signature: &[u8]) -> Result<(), Refusal> {
    let mut padded = vec![0; 12];
    padded.extend(DigestAlgorithm::Sha1.digest(message));
    let digest =
        aws_digest::Digest::import_less_safe(&padded, &aws_digest::SHA256).map_err(|_| Refusal::Unsupported)?;
    UnparsedPublicKey::new(&aws::ECDSA_P384_SHA256_ASN1, point)
        .verify_digest(&digest, signature)
        .map_err(|_| Refusal::Wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::rsa::{KeyPair, KeySize};
    use aws_lc_rs::signature::{EcdsaKeyPair, KeyPair as _};
    use rsa::pkcs8::DecodePrivateKey as _;

    const MESSAGE: &[u8] = b"the message";

    fn rsa_pair() -> (KeyPair, PublicKey) {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let public = pair.public_key();
        let number = |octets: &[u8]| octets.iter().copied().skip_while(|&octet| octet == 0).collect();
        let modulus = number(public.modulus().big_endian_without_leading_zero());
        let exponent = number(public.exponent().big_endian_without_leading_zero());
        (pair, PublicKey::Rsa { modulus, exponent })
    }

    fn private(pair: &KeyPair) -> rsa::RsaPrivateKey {
        use aws_lc_rs::encoding::AsDer as _;
        rsa::RsaPrivateKey::from_pkcs8_der(pair.as_der().unwrap().as_ref()).unwrap()
    }

    #[test]
    fn pss_is_verified_with_its_own_salt_length_and_no_other() {
        let (pair, key) = rsa_pair();
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&aws::RSA_PSS_SHA256, &SystemRandom::new(), MESSAGE, &mut signature).unwrap();
        let scheme = |salt_len| Scheme::Pss { digest: DigestAlgorithm::Sha256, salt_len };
        assert_eq!(key.verify(&scheme(32), MESSAGE, &signature), Ok(()));
        assert_eq!(key.verify(&scheme(20), MESSAGE, &signature), Err(Refusal::Wrong));
        assert_eq!(key.verify(&scheme(32), b"another", &signature), Err(Refusal::Wrong));
        assert_eq!(key.verify(&Scheme::Pkcs1(DigestAlgorithm::Sha256), MESSAGE, &signature), Err(Refusal::Wrong));
    }

    #[test]
    fn a_digest_info_with_or_without_null_is_accepted_but_a_bare_digest_only_where_asked_for() {
        let (pair, key) = rsa_pair();
        for digest in [DigestAlgorithm::Md5, DigestAlgorithm::Sha1, DigestAlgorithm::Sha256] {
            let hashed = digest.digest(MESSAGE);
            let sign = |padding| private(&pair).sign(padding, &hashed).unwrap();
            for null in [true, false] {
                let prefix = digest_info_prefix(digest, null).into();
                let signature = sign(Pkcs1v15Sign { hash_len: Some(digest.len()), prefix });
                assert_eq!(key.verify(&Scheme::Pkcs1(digest), MESSAGE, &signature), Ok(()));
                assert_eq!(key.verify_bare(digest, MESSAGE, &signature), Err(Refusal::Wrong));
            }
            let bare = sign(Pkcs1v15Sign::new_unprefixed());
            assert_eq!(key.verify(&Scheme::Pkcs1(digest), MESSAGE, &bare), Err(Refusal::Wrong));
            assert_eq!(key.verify_bare(digest, MESSAGE, &bare), Ok(()));
            assert_eq!(key.verify_bare(digest, b"another", &bare), Err(Refusal::Wrong));
        }
    }

    #[test]
    fn ecdsa_is_verified_on_each_curve_with_each_digest() {
        use DigestAlgorithm::{Sha256, Sha384, Sha512};
        let cases = [
            (Curve::P256, Sha256, &aws::ECDSA_P256_SHA256_ASN1_SIGNING),
            (Curve::P384, Sha384, &aws::ECDSA_P384_SHA384_ASN1_SIGNING),
            (Curve::P521, Sha512, &aws::ECDSA_P521_SHA512_ASN1_SIGNING),
            (Curve::P521, Sha256, &aws::ECDSA_P521_SHA256_ASN1_SIGNING),
        ];
        for (curve, digest, signing) in cases {
            let pair = EcdsaKeyPair::generate(signing).unwrap();
            let key = PublicKey::Ec { curve, point: pair.public_key().as_ref().to_vec() };
            let signature = pair.sign(&SystemRandom::new(), MESSAGE).unwrap();
            assert_eq!(key.verify(&Scheme::Ecdsa(digest), MESSAGE, signature.as_ref()), Ok(()));
            assert_eq!(key.verify(&Scheme::Ecdsa(digest), b"another", signature.as_ref()), Err(Refusal::Wrong));
        }
    }

    #[test]
    fn keys_are_as_strong_as_they_are_long() {
        let rsa = |octets, exponent: u8| PublicKey::Rsa { modulus: vec![0xff; octets], exponent: vec![exponent] };
        assert_eq!(rsa(256, 3).strength(), Strength::Strong);
        assert_eq!(rsa(128, 3).strength(), Strength::Legacy);
        assert_eq!(rsa(127, 3).strength(), Strength::Broken);
        assert_eq!(rsa(256, 1).strength(), Strength::Broken);
    }

    #[test]
    fn a_hostile_key_is_refused_not_computed_with() {
        for (modulus, exponent) in [
            (vec![], vec![3]),
            (vec![0xff; 127], vec![3]),
            (vec![0xff; 4096], vec![3]),
            (vec![0xfe; 256], vec![3]),
            (vec![0xff; 256], vec![]),
            (vec![0xff; 256], vec![1]),
            (vec![0xff; 256], vec![4]),
            (vec![0xff; 256], vec![1; 5]),
            (vec![0xff; 256], vec![1; 100]),
            (vec![0xff; 256], vec![1; 256]),
        ] {
            let key = PublicKey::Rsa { modulus, exponent };
            let (digest, salt_len) = (DigestAlgorithm::Sha256, 32);
            for scheme in [Scheme::Pkcs1(digest), Scheme::Pss { digest, salt_len }] {
                assert_eq!(key.verify(&scheme, MESSAGE, &[0; 256]), Err(Refusal::Unsupported));
            }
            assert_eq!(key.verify_bare(digest, MESSAGE, &[0; 256]), Err(Refusal::Unsupported));
        }
    }
}
