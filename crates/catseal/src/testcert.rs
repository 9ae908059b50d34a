//! `testcert`: a certificate authority and a code-signing certificate for test machines.

use std::path::PathBuf;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::Error;
use crate::files;
use crate::key::generate_test_certificate;

/// What test certificate to make.
#[derive(Debug, Clone)]
pub struct TestCertRequest {
    /// The folder for the three files; made if it is not there.
    pub output_dir: PathBuf,
    /// Common name of the signer.
    pub subject: String,
    /// How many days it is valid.
    pub days: u32,
    /// The time from which it is valid.
    pub now: Timestamp,
}

/// What `testcert` answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TestCertReport {
    /// `catseal.testcert/1`.
    pub schema: &'static str,
    /// The certificate of the authority, to install on test machines; PEM.
    pub ca: String,
    /// The certificate of the signer; PEM.
    pub certificate: String,
    /// The private key of the signer, readable by its owner alone; PEM.
    pub key: String,
    /// Common name of the signer.
    pub subject: String,
    /// Commands for the test machine, as administrator.
    pub commands: Vec<String>,
}

/// Makes a test certificate authority, a code-signing certificate of it and its key, and writes them. The
/// authority's own key is thrown away.
///
/// # Errors
/// When the certificate cannot be made as asked, a file of one of the names is there already, or one cannot be written.
pub fn testcert(request: &TestCertRequest) -> Result<TestCertReport, Error> {
    let folder = &request.output_dir;
    let certificate = generate_test_certificate(&request.subject, request.now, request.days)
        .map_err(|source| Error::Key { path: PathBuf::from("test certificate"), source })?;
    files::make_folder(folder)?;
    let key_pem = certificate.key_pem();
    let (ca_pem, certificate_pem) = (certificate.ca_certificate_pem(), certificate.certificate_pem());
    let parts = [
        ("test-ca.cer", ca_pem.as_str(), 0o644),
        ("test-cert.pem", certificate_pem.as_str(), 0o644),
        ("test-key.pem", key_pem.as_str(), 0o600),
    ];
    for (name, ..) in &parts {
        let path = folder.join(name);
        if path.exists() {
            return Err(Error::Exists { path });
        }
    }
    let staged = parts
        .iter()
        .map(|(name, text, mode)| files::stage(&folder.join(name), text.as_bytes(), *mode))
        .collect::<Result<Vec<_>, _>>()?;
    staged.into_iter().try_for_each(files::OutputFile::commit_new)?;
    let path = |name: &str| folder.join(name).display().to_string();
    Ok(TestCertReport {
        schema: "catseal.testcert/1",
        ca: path("test-ca.cer"),
        certificate: path("test-cert.pem"),
        key: path("test-key.pem"),
        subject: request.subject.clone(),
        commands: test_machine_commands("test-ca.cer", "test-cert.pem"),
    })
}

/// What to run on a test machine, as administrator, so that it takes packages signed by a test authority.
fn test_machine_commands(ca: &str, certificate: &str) -> Vec<String> {
    vec![
        format!("certutil -addstore Root {ca}"),
        format!("certutil -addstore TrustedPublisher {certificate}"),
        "bcdedit /set testsigning on".to_owned(),
    ]
}
