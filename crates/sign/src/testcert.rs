//! A test authority and a code signing certificate, for test machines.
//!
//! The key of the authority is thrown away as soon as it has signed the one certificate: nothing else can ever
//! be signed in its name, so trusting it trusts that one signer only.

use crate::{Error, Identity, SigningKey};
use catseal_asn1::pem::encode;
use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_RSA_SHA256, RsaKeySize, SerialNumber, date_time_ymd,
};
use std::time::Duration;
use zeroize::Zeroizing;

/// A test authority, a certificate that it issued, and the private key of that certificate.
pub struct TestCertificate {
    /// The self-signed certificate of the authority, in DER: what a test machine is made to trust.
    pub ca_certificate: Vec<u8>,
    /// The code signing certificate, in DER.
    pub certificate: Vec<u8>,
    /// Its private key (RSA 2048), PKCS#8 in DER.
    pub key_pkcs8: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for TestCertificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestCertificate").field("certificate", &self.certificate_pem()).finish_non_exhaustive()
    }
}

impl TestCertificate {
    /// The certificate of the authority as PEM.
    #[must_use]
    pub fn ca_certificate_pem(&self) -> String {
        encode("CERTIFICATE", &self.ca_certificate).as_str().to_owned()
    }

    /// The code signing certificate as PEM.
    #[must_use]
    pub fn certificate_pem(&self) -> String {
        encode("CERTIFICATE", &self.certificate).as_str().to_owned()
    }

    /// The private key as PEM (PKCS#8, not encrypted).
    #[must_use]
    pub fn key_pem(&self) -> Zeroizing<String> {
        encode("PRIVATE KEY", &self.key_pkcs8)
    }

    /// The identity to sign with.
    ///
    /// # Errors
    /// None for what [`generate`] made; as [`SigningKey::from_pkcs8`] and [`Identity::new`] if the fields were changed.
    pub fn to_identity(&self) -> Result<Identity, Error> {
        let key = SigningKey::from_pkcs8(&self.key_pkcs8)?;
        Identity::new(key, vec![self.certificate.clone(), self.ca_certificate.clone()])
    }
}

/// Makes a test authority `<subject> Test CA` and a code signing certificate `<subject>`, both valid from
/// `not_before` (whole seconds) for `days` days.
///
/// Keys are RSA 2048 and signatures SHA-256, which every Windows that takes SHA-2 at all takes.
///
/// # Errors
/// [`Error::TestCertificate`] when the subject does not fit a common name (RFC 5280: 64 characters), when the times
/// are outside 1970 to 9999, or when the system gives no randomness.
pub fn generate(subject: &str, not_before: Timestamp, days: u32) -> Result<TestCertificate, Error> {
    let ca_name = format!("{subject} Test CA");
    if subject.trim().is_empty() || ca_name.chars().count() > MAX_COMMON_NAME || subject.chars().any(char::is_control) {
        let most = MAX_COMMON_NAME - " Test CA".len();
        return Err(Error::TestCertificate(format!(
            "the subject must have 1 to {most} characters, none of them control"
        )));
    }
    let validity = Validity::new(not_before, days)?;

    let ca_key = new_key()?;
    let mut ca = parameters(&ca_name, &validity)?;
    ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let ca_certificate = ca.self_signed(&*ca_key).map_err(failed)?;

    let key = new_key()?;
    let mut leaf = parameters(subject, &validity)?;
    leaf.is_ca = IsCa::ExplicitNoCa;
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.use_authority_key_identifier_extension = true;
    let certificate = leaf.signed_by(&*key, &Issuer::new(ca, &*ca_key)).map_err(failed)?;

    Ok(TestCertificate {
        ca_certificate: ca_certificate.der().to_vec(),
        certificate: certificate.der().to_vec(),
        key_pkcs8: Zeroizing::new(key.serialize_der()),
    })
}

/// Upper bound of a common name (RFC 5280, appendix A.1, ub-common-name).
const MAX_COMMON_NAME: usize = 64;

/// Seconds since 1970.
struct Validity {
    not_before: Duration,
    not_after: Duration,
}

impl Validity {
    fn new(not_before: Timestamp, days: u32) -> Result<Self, Error> {
        let seconds = |time: Timestamp| u64::try_from(time.as_second()).ok().map(Duration::from_secs);
        let not_after = not_before.checked_add(SignedDuration::from_hours(i64::from(days).saturating_mul(24))).ok();
        match (seconds(not_before), not_after.and_then(seconds)) {
            (Some(not_before), Some(not_after)) => Ok(Self { not_before, not_after }),
            _ => Err(Error::TestCertificate("the validity must lie between the years 1970 and 9999".to_owned())),
        }
    }
}

fn parameters(common_name: &str, validity: &Validity) -> Result<CertificateParams, Error> {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = rcgen::DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, common_name);
    parameters.not_before = date_time_ymd(1970, 1, 1) + validity.not_before;
    parameters.not_after = date_time_ymd(1970, 1, 1) + validity.not_after;
    parameters.serial_number = Some(serial_number()?);
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::CodeSigning];
    Ok(parameters)
}

/// 126 random bits; the first octet makes it positive and gives every serial number the same length.
fn serial_number() -> Result<SerialNumber, Error> {
    let mut octets = [0_u8; 16];
    aws_lc_rs::rand::fill(&mut octets).map_err(|_| Error::TestCertificate("no randomness".to_owned()))?;
    if let Some(first) = octets.first_mut() {
        *first = (*first & 0x3f) | 0x40;
    }
    Ok(SerialNumber::from_slice(&octets))
}

fn new_key() -> Result<Zeroizing<KeyPair>, Error> {
    KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).map(Zeroizing::new).map_err(failed)
}

fn failed(error: rcgen::Error) -> Error {
    Error::TestCertificate(error.to_string())
}
