use crate::{Error, SigningKey, encrypted};
use catseal_asn1::{Cursor, Mode, Tag, oids, pem};

/// More certificates than any chain has; keeps the search for the chain short.
const MAX_CERTIFICATES: usize = 256;

/// What a file of keys and certificates holds.
#[derive(Debug)]
pub struct KeyFile {
    /// The private key, if there is one.
    pub key: Option<SigningKey>,
    /// The certificates, in DER, in file order.
    pub certificates: Vec<Vec<u8>>,
}

impl KeyFile {
    /// Reads a private key and certificates; the kind of file is told by its content.
    ///
    /// Taken are PEM (any mix of keys and certificates) and DER of: PKCS#8, also encrypted (PBES2 with AES or triple
    /// DES, PBKDF2 or scrypt; PKCS#12 schemes with triple DES or RC2-40), PKCS#1, SEC 1, X.509, PKCS#7; PFX (PKCS#12).
    /// Of traditionally encrypted PEM (`DEK-Info`) those with AES.
    ///
    /// The password is the octets typed, UTF-8 for a PFX. Without one, a PFX with an empty password is opened.
    ///
    /// What is decrypted is wiped from memory after use, but for the copies that the decoder of PFX and of the PKCS#12
    /// schemes makes. `bytes` and `password` stay the caller's.
    ///
    /// # Errors
    /// [`Error::PasswordNeeded`], [`Error::WrongPassword`], [`Error::NoKey`] when there is neither key nor certificate,
    /// [`Error::Unsupported`] with a hint for forms not taken, [`Error::Malformed`] with the place.
    pub fn parse(bytes: &[u8], password: Option<&[u8]>) -> Result<Self, Error> {
        let mut found = Found::default();
        if pem::is_pem(bytes) {
            for block in pem::blocks(bytes).map_err(|error| Error::malformed("PEM", error))? {
                found.take_pem(&block, password)?;
            }
        } else {
            found.take_der(bytes, password)?;
        }
        if found.key.is_none() && found.certificates.is_empty() {
            return Err(Error::NoKey);
        }
        Ok(Self { key: found.key, certificates: found.certificates })
    }
}

/// Reads certificates: a PEM bundle, one certificate in DER, or PKCS#7 (`.p7b`) in PEM or DER.
///
/// Gives each certificate in DER, in file order; private keys are skipped.
///
/// # Errors
/// [`Error::NoCertificate`] when there is none, [`Error::Unsupported`] for a PFX, [`Error::Malformed`] with the place.
pub fn certificates(bytes: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
    let mut found = Found::default();
    if pem::is_pem(bytes) {
        for block in pem::blocks(bytes).map_err(|error| Error::malformed("PEM", error))? {
            found.take_pem_certificates(&block)?;
        }
    } else {
        match Form::of(bytes)? {
            Form::Certificate | Form::Pkcs7 => found.take_der(bytes, None)?,
            Form::Pfx => {
                return Err(Error::unsupported("a PFX file of certificates", "give the PFX as the key"));
            }
            Form::EncryptedPkcs8 | Form::Pkcs1 | Form::Pkcs8 | Form::Sec1 => {}
        }
    }
    if found.certificates.is_empty() { Err(Error::NoCertificate) } else { Ok(found.certificates) }
}

#[derive(Default)]
struct Found {
    key: Option<SigningKey>,
    certificates: Vec<Vec<u8>>,
}

impl Found {
    fn take_pem(&mut self, block: &pem::Block, password: Option<&[u8]>) -> Result<(), Error> {
        match block.label.as_str() {
            "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" => match &block.dek_info {
                Some(dek_info) => self.take_key(encrypted::traditional(dek_info, &block.der, password, plain_key)?),
                None => self.take_key(plain_key(&block.der)?),
            },
            "ENCRYPTED PRIVATE KEY" => self.take_key(encrypted::pkcs8(&block.der, password)?),
            "OPENSSH PRIVATE KEY" => {
                Err(Error::unsupported("an OpenSSH private key", "convert it with `ssh-keygen -p -m PKCS8 -f FILE`"))
            }
            _ => self.take_pem_certificates(block),
        }
    }

    /// Takes a block of certificates; other blocks (parameters, public keys, revocation lists) are skipped.
    fn take_pem_certificates(&mut self, block: &pem::Block) -> Result<(), Error> {
        match block.certificate().map_err(|error| Error::malformed("PEM", error))? {
            // What OpenSSL says behind it about trust is nothing to a signer.
            Some(block) => self.take_certificate(block.certificate),
            None if matches!(block.label.as_str(), "PKCS7" | "CMS") => self.take_pkcs7(&block.der),
            None => Ok(()),
        }
    }

    fn take_der(&mut self, bytes: &[u8], password: Option<&[u8]>) -> Result<(), Error> {
        match Form::of(bytes)? {
            Form::Certificate => self.take_certificate(bytes),
            Form::Pkcs7 => self.take_pkcs7(bytes),
            Form::EncryptedPkcs8 => self.take_key(encrypted::pkcs8(bytes, password)?),
            Form::Pkcs1 | Form::Pkcs8 | Form::Sec1 => self.take_key(plain_key(bytes)?),
            Form::Pfx => {
                let (keys, certificates) = encrypted::pfx(bytes, password)?;
                keys.into_iter().try_for_each(|key| self.take_key(key))?;
                certificates.iter().try_for_each(|certificate| self.take_certificate(certificate))
            }
        }
    }

    fn take_key(&mut self, key: SigningKey) -> Result<(), Error> {
        if self.key.is_some() {
            return Err(Error::unsupported(
                "a file with several private keys",
                "put the one to use in a file of its own",
            ));
        }
        self.key = Some(key);
        Ok(())
    }

    fn take_certificate(&mut self, der: &[u8]) -> Result<(), Error> {
        if self.certificates.len() >= MAX_CERTIFICATES {
            return Err(Error::malformed("certificates", format!("more than {MAX_CERTIFICATES} in one file")));
        }
        self.certificates.push(der.to_vec());
        Ok(())
    }

    /// Takes the certificates of PKCS#7 signed data (RFC 2315, 9.1); other choices than X.509 are skipped.
    fn take_pkcs7(&mut self, der: &[u8]) -> Result<(), Error> {
        let malformed = |error| Error::malformed("PKCS#7 of certificates", error);
        for certificate in pkcs7_certificates(der).map_err(malformed)? {
            self.take_certificate(certificate)?;
        }
        Ok(())
    }
}

fn pkcs7_certificates(der: &[u8]) -> Result<Vec<&[u8]>, catseal_asn1::Error> {
    let mut content_info = Cursor::new(der, Mode::Tolerant).enter(Tag::SEQUENCE, "ContentInfo")?;
    let content_type = content_info.expect(Tag::OID, "contentType")?;
    if content_type.oid()? != oids::SIGNED_DATA {
        return Err(content_type.invalid("not signed data"));
    }
    let mut signed_data = content_info.enter(Tag::context(0), "content")?.enter(Tag::SEQUENCE, "SignedData")?;
    signed_data.expect(Tag::INTEGER, "version")?;
    signed_data.expect(Tag::SET, "digestAlgorithms")?;
    signed_data.expect(Tag::SEQUENCE, "encapContentInfo")?;
    let mut found = Vec::new();
    if let Some(certificates) = signed_data.optional(Tag::context(0), "certificates")? {
        let mut set = signed_data.inside_of(&certificates)?;
        while !set.is_empty() {
            let certificate = set.any("certificate")?;
            if certificate.tag == Tag::SEQUENCE {
                found.push(certificate.raw);
            }
        }
    }
    Ok(found)
}

/// A private key in DER, not encrypted, in any of its forms.
fn plain_key(der: &[u8]) -> Result<SigningKey, Error> {
    match Form::of(der)? {
        Form::Pkcs1 => SigningKey::from_pkcs1(der),
        Form::Sec1 => SigningKey::from_sec1(der),
        _ => SigningKey::from_pkcs8(der),
    }
}

/// What a DER file is, told by its first two elements.
#[derive(Clone, Copy)]
enum Form {
    Certificate,
    EncryptedPkcs8,
    Pfx,
    Pkcs1,
    Pkcs7,
    Pkcs8,
    Sec1,
}

impl Form {
    fn of(bytes: &[u8]) -> Result<Self, Error> {
        match bytes {
            [0xfe, 0xed, 0xfe, 0xed, ..] | [0xce, 0xce, 0xce, 0xce, ..] => {
                return Err(Error::unsupported(
                    "a Java key store",
                    "convert it with `keytool -importkeystore -deststoretype pkcs12`",
                ));
            }
            [0x1e, 0xf1, 0xb5, 0xb0, ..] => {
                return Err(Error::unsupported(
                    "a PVK file",
                    "convert it with `openssl rsa -inform PVK -in FILE -out KEY.pem`",
                ));
            }
            _ => {}
        }
        let malformed = |error| Error::malformed("neither PEM nor a DER key, certificate or PFX", error);
        let mut outer = Cursor::new(bytes, Mode::Tolerant);
        let mut inside = outer.enter(Tag::SEQUENCE, "file").map_err(malformed)?;
        outer.finish("file").map_err(malformed)?;
        let first = inside.any("first element").map_err(malformed)?;
        Ok(match (first.tag, inside.peek()) {
            (Tag::INTEGER, Some(Tag::SEQUENCE)) if first.value == [3] => Self::Pfx,
            (Tag::INTEGER, Some(Tag::SEQUENCE)) => Self::Pkcs8,
            (Tag::INTEGER, Some(Tag::INTEGER)) => Self::Pkcs1,
            (Tag::INTEGER, Some(Tag::OCTET_STRING)) => Self::Sec1,
            (Tag::SEQUENCE, Some(Tag::OCTET_STRING)) => Self::EncryptedPkcs8,
            (Tag::SEQUENCE, Some(Tag::SEQUENCE)) => Self::Certificate,
            (Tag::OID, Some(_)) => Self::Pkcs7,
            _ => return Err(malformed(first.invalid("no key, certificate or PFX starts like this"))),
        })
    }
}
