//! `sign`: a signature around an untouched catalog.

use std::path::{Path, PathBuf};

use catseal_asn1::DigestAlgorithm;
use catseal_catalog::CatalogView;
use catseal_finding::{Finding, Severity};
use catseal_sign::{Identity, SignOptions};
use catseal_trust::{Policy, TrustStore, Verdict, Verifier};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::Error;
use crate::files;
use crate::key::{KeyRequest, LoadedKey};
use crate::rewrite::Rewrite;
use crate::stamper::{NewTimestamp, Stamper};

/// The digest that a signature is made over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignatureDigest {
    /// SHA-256.
    #[default]
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl From<SignatureDigest> for DigestAlgorithm {
    fn from(digest: SignatureDigest) -> Self {
        match digest {
            SignatureDigest::Sha256 => Self::Sha256,
            SignatureDigest::Sha384 => Self::Sha384,
            SignatureDigest::Sha512 => Self::Sha512,
        }
    }
}

/// What a signature says besides who made it.
#[derive(Debug, Clone, Default)]
pub struct SignatureText {
    /// The digest algorithm.
    pub digest: SignatureDigest,
    /// Program name shown by Windows.
    pub description: Option<String>,
    /// Address shown by Windows.
    pub url: Option<String>,
}

impl SignatureText {
    pub(crate) fn options(&self, replace: bool) -> SignOptions {
        SignOptions {
            digest: self.digest.into(),
            description: self.description.clone(),
            url: self.url.clone(),
            replace,
        }
    }
}

/// Which catalogs to sign, and with what.
#[derive(Debug, Clone)]
pub struct SignRequest {
    /// The catalogs; each is replaced by its signed self.
    pub catalogs: Vec<PathBuf>,
    /// The key.
    pub key: KeyRequest,
    /// Digest, description, address.
    pub text: SignatureText,
    /// Whether a signature that is there may be replaced.
    pub replace: bool,
    /// Where the signed catalogs go; `None` is where they are.
    pub output_dir: Option<PathBuf>,
    /// The time at which the certificate ought to be valid.
    pub now: Timestamp,
}

/// What `sign` answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SignReport {
    /// `catseal.sign/1`.
    pub schema: &'static str,
    /// The catalogs, as they were named.
    pub catalogs: Vec<SignedCatalog>,
    /// About the key, or the catalogs.
    pub findings: Vec<Finding>,
    /// The certificate authority to install on test machines, if one was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test_ca: Option<String>,
}

impl SignReport {
    /// Whether no finding is an error.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity < Severity::Error)
    }
}

/// A catalog that was signed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SignedCatalog {
    /// Where it was written.
    pub path: String,
    /// Of the whole file, signed.
    pub sha256: String,
    /// Subject of the signer's certificate.
    pub signer: String,
    /// The time stamps that the signature got; none unless they were asked for.
    pub timestamps: Vec<NewTimestamp>,
}

/// Signs catalogs, and has the signatures time stamped if there is a `stamper`: all are signed, stamped and verified before the first
/// is written.
///
/// # Errors
/// When the key does not serve, a catalog is none or signed already, no server gives a good time stamp, or a catalog cannot be written.
pub fn sign(request: &SignRequest, stamper: Option<&Stamper<'_>>) -> Result<SignReport, Error> {
    let key = request.key.load(request.now)?;
    let findings = key.findings(stamper.is_some());
    let mut report = SignReport { schema: "catseal.sign/1", catalogs: Vec::new(), findings, test_ca: None };
    if !report.is_good() {
        return Ok(report);
    }
    let mut rewrite = Rewrite::new(request.output_dir.as_deref());
    for path in &request.catalogs {
        let bytes = files::read_catalog(path)?;
        let options = request.text.options(request.replace);
        let target = rewrite.target(path)?;
        request.key.guard(&target)?;
        let signed = sign_checked(&target, &bytes, &key.identity, &options, request.now)?;
        let (bytes, timestamps) = stamp_checked(&target, signed, &key.identity, stamper)?;
        report.catalogs.push(SignedCatalog {
            path: target.display().to_string(),
            sha256: files::sha256(&bytes),
            signer: key.identity.subject(),
            timestamps,
        });
        rewrite.add(target, bytes);
    }
    let staged = rewrite.stage()?;
    let test_ca = stage_test_ca(&key, request.output_dir.as_deref())?;
    staged.into_iter().try_for_each(files::OutputFile::commit)?;
    report.test_ca = commit_test_ca(test_ca)?;
    Ok(report)
}

/// Signs one catalog in memory, and has the very bytes verified before they are given back.
pub(crate) fn sign_checked(
    path: &Path,
    catalog: &[u8],
    identity: &Identity,
    options: &SignOptions,
    now: Timestamp,
) -> Result<Vec<u8>, Error> {
    let signed = catseal_sign::sign(catalog, identity, options)
        .map_err(|source| Error::Sign { path: path.to_owned(), source })?;
    check(path, &signed, identity, None, now)?;
    Ok(signed)
}

/// Has the signatures of a catalog time stamped, if there is a stamper, and verifies the very bytes.
pub(crate) fn stamp_checked(
    path: &Path,
    signed: Vec<u8>,
    identity: &Identity,
    stamper: Option<&Stamper<'_>>,
) -> Result<(Vec<u8>, Vec<NewTimestamp>), Error> {
    let Some(stamper) = stamper else { return Ok((signed, Vec::new())) };
    let (stamped, timestamps) = stamper.stamp(path, &signed, false)?;
    check(path, &stamped, identity, Some(stamper), stamper.now())?;
    Ok((stamped, timestamps))
}

/// Verifies a signed catalog against the chain of its signer.
fn check(
    path: &Path,
    signed: &[u8],
    identity: &Identity,
    stamper: Option<&Stamper<'_>>,
    now: Timestamp,
) -> Result<(), Error> {
    let refused = |reason: String| Error::SelfCheck { path: path.to_owned(), reason };
    let view = CatalogView::parse(signed).map_err(|error| refused(error.to_string()))?;
    let store = anchor_store(identity, stamper).map_err(|error| refused(error.to_string()))?;
    let judged = Verifier::new(&store).judge(&view, now, Policy::Pinned, false);
    match judged.policies.iter().find(|judged| judged.policy == Policy::Pinned) {
        Some(judged) if judged.verdict == Verdict::Pass => Ok(()),
        Some(judged) => Err(refused(judged.reason.clone())),
        None => Err(refused(judged.signature.reasons.join("; "))),
    }
}

/// A store with the topmost certificate that the signature has, and with the anchors of time stamp authorities if the signature gets a
/// time stamp.
pub(crate) fn anchor_store(
    identity: &Identity,
    stamper: Option<&Stamper<'_>>,
) -> Result<TrustStore, catseal_trust::Error> {
    let mut store = stamper.map(|stamper| stamper.store().clone()).unwrap_or_default();
    store.add(identity.anchor(), "the signing certificate's own chain")?;
    Ok(store)
}

/// Stages the certificate of a fresh test authority: without it nobody could verify what was signed. It goes to
/// the output folder or else to the current one, not among the files of a package, and takes nobody's place.
pub(crate) fn stage_test_ca(
    key: &LoadedKey,
    folder: Option<&Path>,
) -> Result<Option<(PathBuf, files::OutputFile)>, Error> {
    let Some(pem) = &key.test_ca else { return Ok(None) };
    let folder = folder.unwrap_or(Path::new(""));
    let mut path = folder.join("catseal-test-ca.cer");
    if path.exists() {
        let digest = files::sha256(key.identity.anchor());
        path = folder.join(format!("catseal-test-ca-{}.cer", digest.get(..16).unwrap_or_default()));
    }
    let staged = files::stage(&path, pem.as_bytes(), 0o644)?;
    Ok(Some((path, staged)))
}

/// Puts the certificate of the test authority in its place, and says where that is.
pub(crate) fn commit_test_ca(staged: Option<(PathBuf, files::OutputFile)>) -> Result<Option<String>, Error> {
    let Some((path, staged)) = staged else { return Ok(None) };
    staged.commit_new()?;
    Ok(Some(path.display().to_string()))
}
