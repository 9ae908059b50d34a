//! Keys behind a password: encrypted PKCS#8, traditional PEM, PFX.

use crate::{Error, SigningKey};
use aws_lc_rs::cipher::{AES_128, AES_192, AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use catseal_asn1::{Cursor, DigestAlgorithm, Mode, Oid, Tag, Writer, oids};
use p12_keystore::{Pkcs12Archive, error::Error as P12Error};
use pkcs8::pkcs5::pbes2::Kdf;
use pkcs8::{EncryptedPrivateKeyInfoRef, pkcs5};
use zeroize::{Zeroize as _, Zeroizing};

const PBES2: Oid = Oid::new_unwrap("1.2.840.113549.1.5.13");
const PBE_SHA1_3DES: Oid = Oid::new_unwrap("1.2.840.113549.1.12.1.3");
const PBE_SHA1_RC2_40: Oid = Oid::new_unwrap("1.2.840.113549.1.12.1.6");
const PKCS8_SHROUDED_KEY_BAG: Oid = Oid::new_unwrap("1.2.840.113549.1.12.10.1.2");

/// Some ten times what is used today; more would only keep the machine busy.
const MAX_ITERATIONS: u32 = 10_000_000;
/// Memory that scrypt may take, in octets.
const MAX_SCRYPT_MEMORY: u64 = 1 << 30;
const MAX_SCRYPT_PARALLELIZATION: u16 = 16;

const ENCRYPT_ANEW: &str = "encrypt it anew with `openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW`";
const EXPORT_ANEW: &str = "export it anew with AES, or with `openssl pkcs12 -export`";

/// Opens an `EncryptedPrivateKeyInfo` (RFC 5958, 3).
pub(crate) fn pkcs8(der: &[u8], password: Option<&[u8]>) -> Result<SigningKey, Error> {
    let password = password.ok_or(Error::PasswordNeeded)?;
    let scheme = encryption_scheme(der).map_err(|error| Error::malformed("encrypted private key", error))?;
    match scheme {
        PBES2 => pbes2(der, password),
        PBE_SHA1_3DES | PBE_SHA1_RC2_40 => {
            let (keys, _) = open_pfx(&pfx_around(der), password)?;
            keys.into_iter().next().ok_or(Error::NoKey)
        }
        other => Err(Error::unsupported(format!("the encryption {other} of the private key"), ENCRYPT_ANEW)),
    }
}

fn encryption_scheme(der: &[u8]) -> Result<Oid, catseal_asn1::Error> {
    let mut info = Cursor::new(der, Mode::Strict).enter(Tag::SEQUENCE, "EncryptedPrivateKeyInfo")?;
    info.enter(Tag::SEQUENCE, "encryptionAlgorithm")?.expect(Tag::OID, "algorithm")?.oid()
}

fn pbes2(der: &[u8], password: &[u8]) -> Result<SigningKey, Error> {
    let unsupported = |what: String| Error::unsupported(what, ENCRYPT_ANEW);
    let info = EncryptedPrivateKeyInfoRef::try_from(der)
        .map_err(|error| unsupported(format!("the encryption of the private key ({error})")))?;
    let modest = info.encryption_algorithm.pbes2().is_some_and(|parameters| match &parameters.kdf {
        Kdf::Pbkdf2(pbkdf2) => pbkdf2.iteration_count <= MAX_ITERATIONS,
        Kdf::Scrypt(scrypt) => {
            let memory = scrypt.cost_parameter.checked_mul(u64::from(scrypt.block_size) * 128);
            memory.is_some_and(|memory| memory <= MAX_SCRYPT_MEMORY)
                && scrypt.parallelization <= MAX_SCRYPT_PARALLELIZATION
        }
        _ => false,
    });
    if !modest {
        return Err(unsupported("the key derivation of the private key, or its cost,".to_owned()));
    }
    match info.decrypt(password) {
        Ok(plain) => opened(SigningKey::from_pkcs8(plain.as_bytes())),
        Err(pkcs8::Error::EncryptedPrivateKey(
            error @ (pkcs5::Error::UnsupportedAlgorithm { .. } | pkcs5::Error::AlgorithmParametersInvalid { .. }),
        )) => Err(unsupported(format!("the encryption of the private key ({error})"))),
        Err(_) => Err(Error::WrongPassword),
    }
}

/// One decryption in 256 with a wrong password has right padding by chance: then what comes out is no key.
fn opened(key: Result<SigningKey, Error>) -> Result<SigningKey, Error> {
    key.map_err(|error| if matches!(error, Error::Malformed { .. }) { Error::WrongPassword } else { error })
}

/// The smallest PFX around an `EncryptedPrivateKeyInfo`, without MAC.
///
/// The schemes of PKCS#12 are known to the reader of PFX alone.
fn pfx_around(encrypted: &[u8]) -> Vec<u8> {
    let data = |w: &mut Writer, contents: &[u8]| {
        w.sequence(|w| {
            w.oid(&oids::DATA);
            w.constructed(Tag::context(0), |w| w.octet_string(contents));
        });
    };
    let safe_contents = Writer::encode(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(&PKCS8_SHROUDED_KEY_BAG);
                w.constructed(Tag::context(0), |w| w.raw(encrypted));
            });
        });
    });
    let authenticated_safe = Writer::encode(|w| w.sequence(|w| data(w, &safe_contents)));
    Writer::encode(|w| {
        w.sequence(|w| {
            w.integer(3);
            data(w, &authenticated_safe);
        });
    })
}

/// Opens a PFX (RFC 7292): its private keys, and its certificates in DER.
pub(crate) fn pfx(bytes: &[u8], password: Option<&[u8]>) -> Result<(Vec<SigningKey>, Vec<Vec<u8>>), Error> {
    match password {
        Some(password) => open_pfx(bytes, password),
        None => open_pfx(bytes, b"").map_err(|error| match error {
            Error::WrongPassword => Error::PasswordNeeded,
            other => other,
        }),
    }
}

fn open_pfx(bytes: &[u8], password: &[u8]) -> Result<(Vec<SigningKey>, Vec<Vec<u8>>), Error> {
    let password = std::str::from_utf8(password)
        .ok()
        .filter(|password| password.chars().all(|c| u32::from(c) <= 0xffff))
        .ok_or_else(|| Error::unsupported("this password", "PFX takes UTF-8 of the basic multilingual plane only"))?;
    let has_mac = has_mac(bytes).map_err(|error| Error::malformed("PFX", error))?;
    let archive = Pkcs12Archive::from_pkcs12(bytes, password).map_err(|error| pfx_error(error, has_mac))?;
    let keys = archive.keys.iter().map(|bag| SigningKey::from_pkcs8(bag.key.as_der())).collect::<Result<_, _>>()?;
    let certificates = archive.certs.iter().map(|bag| bag.cert.as_der().to_vec()).collect();
    Ok((keys, certificates))
}

/// Whether a PFX, whose frame must be DER, has a MAC.
///
/// A MAC tells a wrong password from a damaged file. Without one, what is malformed behind an intact frame was
/// decrypted with a wrong password.
fn has_mac(bytes: &[u8]) -> Result<bool, catseal_asn1::Error> {
    let mut pfx = Cursor::new(bytes, Mode::Strict).enter(Tag::SEQUENCE, "PFX")?;
    pfx.expect(Tag::INTEGER, "version")?;
    let mut auth_safe = pfx.enter(Tag::SEQUENCE, "authSafe")?;
    let content_type = auth_safe.expect(Tag::OID, "contentType")?.oid()?;
    let mut content = auth_safe.enter(Tag::context(0), "content")?;
    if content_type == oids::DATA {
        let content = content.expect(Tag::OCTET_STRING, "content")?;
        let mut safes = content.cursor(Mode::Strict).enter(Tag::SEQUENCE, "AuthenticatedSafe")?;
        while !safes.is_empty() {
            safes.expect(Tag::SEQUENCE, "safe")?;
        }
    }
    Ok(pfx.optional(Tag::SEQUENCE, "macData")?.is_some())
}

fn pfx_error(error: P12Error, has_mac: bool) -> Error {
    match error {
        P12Error::MacError(_) => Error::WrongPassword,
        P12Error::UnsupportedContentType
        | P12Error::UnsupportedCertificateType
        | P12Error::UnsupportedEncryptionScheme
        | P12Error::UnsupportedMacAlgorithm
        | P12Error::InvalidParameters
        | P12Error::InvalidVersion => Error::unsupported(format!("this PFX ({error})"), EXPORT_ANEW),
        P12Error::Pkcs5Error(ref text) if *text != pkcs5::Error::DecryptFailed.to_string() => {
            Error::unsupported(format!("this PFX ({error})"), EXPORT_ANEW)
        }
        _ if !has_mac => Error::WrongPassword,
        other => Error::malformed("PFX", other),
    }
}

/// Opens a traditionally encrypted PEM block: `dek_info` is `CIPHER,IV` with the IV in hex, and `read` reads
/// the key inside.
///
/// The key of the cipher is MD5 over the password and the first eight octets of the IV, repeated until long enough
/// (OpenSSL, EVP_BytesToKey with one round).
pub(crate) fn traditional(
    dek_info: &str,
    encrypted: &[u8],
    password: Option<&[u8]>,
    read: impl FnOnce(&[u8]) -> Result<SigningKey, Error>,
) -> Result<SigningKey, Error> {
    let malformed = || Error::malformed("encrypted PEM", "DEK-Info is not CIPHER,IV");
    let (cipher, iv) = dek_info.split_once(',').ok_or_else(malformed)?;
    let (algorithm, key_len) = match cipher.trim() {
        "AES-128-CBC" => (&AES_128, 16),
        "AES-192-CBC" => (&AES_192, 24),
        "AES-256-CBC" => (&AES_256, 32),
        other => return Err(Error::unsupported(format!("PEM encryption with {other}"), ENCRYPT_ANEW)),
    };
    let iv: [u8; 16] = hex(iv.trim()).and_then(|iv| iv.try_into().ok()).ok_or_else(malformed)?;
    let password = password.ok_or(Error::PasswordNeeded)?;

    let salt = iv.get(..8).unwrap_or_default();
    let mut key = Zeroizing::new(Vec::new());
    let mut block = Zeroizing::new(Vec::new());
    while key.len() < key_len {
        block.extend_from_slice(password);
        block.extend_from_slice(salt);
        let digest = DigestAlgorithm::Md5.digest(&block);
        block.zeroize();
        block.extend_from_slice(&digest);
        key.extend_from_slice(&digest);
    }
    key.truncate(key_len);

    let wrong = |_| Error::WrongPassword;
    let key = UnboundCipherKey::new(algorithm, &key).and_then(PaddedBlockDecryptingKey::cbc_pkcs7).map_err(wrong)?;
    let mut buffer = Zeroizing::new(encrypted.to_vec());
    let context = DecryptionContext::Iv128(FixedLength::from(iv));
    let plain = key.decrypt(&mut buffer, context).map_err(wrong)?;
    opened(read(plain))
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = text.chars().map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs.map(|pair| pair.iter().try_fold(0_u8, |octet, &digit| Some(octet << 4 | u8::try_from(digit).ok()?))).collect()
}
