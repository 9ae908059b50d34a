use std::path::{Path, PathBuf};

use catseal_finding::{Finding, codes};
use catseal_sign::{Identity, KeyFile, testcert};
use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::files::{self, KEY_LIMIT};

/// Where the key comes from that signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// A file: PEM, DER or PFX, told by its content.
    File(PathBuf),
    /// A fresh test certificate, whose key is thrown away afterwards.
    Test,
}

/// A key, the certificates that go with it, and the password that opens it.
#[derive(Clone)]
pub struct KeyRequest {
    /// The key.
    pub source: KeySource,
    /// Files with certificates: the signer's, if the key's file has it not, and those above it.
    pub certificates: Vec<PathBuf>,
    /// The password of the key's file.
    pub password: Option<Zeroizing<Vec<u8>>>,
}

impl std::fmt::Debug for KeyRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyRequest")
            .field("source", &self.source)
            .field("certificates", &self.certificates)
            .field("password", &self.password.as_ref().map(|_| "(hidden)"))
            .finish()
    }
}

/// A key that is ready to sign.
pub(crate) struct LoadedKey {
    pub(crate) identity: Identity,
    /// In PEM, when the key is a fresh test key.
    pub(crate) test_ca: Option<String>,
    findings: Vec<Finding>,
}

impl LoadedKey {
    /// What Windows will find wrong with signatures by this key, which will or will not be time stamped.
    pub(crate) fn findings(&self, time_stamped: bool) -> Vec<Finding> {
        let code = codes::sign::NO_TIME_STAMP.id;
        self.findings.iter().filter(|finding| !(time_stamped && finding.code == code)).cloned().collect()
    }
}

/// How far a test certificate is dated back, so that machines whose clocks are a little slow take it.
const BACKDATE: SignedDuration = SignedDuration::from_hours(1);
/// How long a certificate made by `--key test` is valid, in days.
const TEST_DAYS: u32 = 30;

impl KeyRequest {
    /// Checks that an output takes the place neither of the key nor of a certificate.
    pub(crate) fn guard(&self, output: &Path) -> Result<(), Error> {
        let key = match &self.source {
            KeySource::File(path) => Some(path),
            KeySource::Test => None,
        };
        files::guard_inputs(output, key.into_iter().chain(&self.certificates).map(PathBuf::as_path))
    }

    /// Loads the key; `now` is the time at which the certificate ought to be valid.
    pub(crate) fn load(&self, now: Timestamp) -> Result<LoadedKey, Error> {
        match &self.source {
            KeySource::File(path) => self.load_file(path, now),
            KeySource::Test => {
                let key_error = |source| Error::Key { path: PathBuf::from("test"), source };
                let certificate = generate_test_certificate(TEST_SUBJECT, now, TEST_DAYS).map_err(key_error)?;
                let identity = certificate.to_identity().map_err(key_error)?;
                Ok(LoadedKey {
                    findings: identity.findings(now),
                    test_ca: Some(certificate.ca_certificate_pem()),
                    identity,
                })
            }
        }
    }

    fn load_file(&self, path: &Path, now: Timestamp) -> Result<LoadedKey, Error> {
        let key_error = |path: &Path, source| Error::Key { path: path.to_owned(), source };
        let bytes = Zeroizing::new(files::read_any(path, "a key", KEY_LIMIT)?);
        let file = KeyFile::parse(&bytes, self.password.as_ref().map(|password| password.as_slice()))
            .map_err(|source| key_error(path, source))?;
        let key = file.key.ok_or_else(|| key_error(path, catseal_sign::Error::NoKey))?;
        let mut certificates = file.certificates;
        for path in &self.certificates {
            let bytes = files::read_any(path, "certificates", KEY_LIMIT)?;
            certificates.extend(catseal_sign::certificates(&bytes).map_err(|source| key_error(path, source))?);
        }
        let identity = Identity::new(key, certificates).map_err(|source| key_error(path, source))?;
        Ok(LoadedKey { findings: identity.findings(now), test_ca: None, identity })
    }
}

/// The subject of certificates made by `--key test`.
const TEST_SUBJECT: &str = "catseal test signing";

/// A test certificate authority and a certificate of it, valid for `days` from about `now`.
pub(crate) fn generate_test_certificate(
    subject: &str,
    now: Timestamp,
    days: u32,
) -> Result<testcert::TestCertificate, catseal_sign::Error> {
    let not_before = now.checked_sub(BACKDATE).unwrap_or(now);
    testcert::generate(subject, not_before, days)
}

/// Reads a file that holds a secret, such as a password.
///
/// # Errors
/// When the file cannot be read.
pub fn read_secret(path: &Path) -> Result<Zeroizing<Vec<u8>>, Error> {
    files::read_any(path, "a password", KEY_LIMIT).map(Zeroizing::new)
}
