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
use crate::files::{self, CATALOG_LIMIT};
use crate::key::{KeyRequest, LoadedKey};

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
}

/// Signs catalogs: all are signed and verified before the first is written.
///
/// # Errors
/// When the key does not serve, a catalog is none or signed already, or one cannot be written.
pub fn sign(request: &SignRequest) -> Result<SignReport, Error> {
    let key = request.key.load(request.now)?;
    let mut report =
        SignReport { schema: "catseal.sign/1", catalogs: Vec::new(), findings: key.findings.clone(), test_ca: None };
    if !report.is_good() {
        return Ok(report);
    }
    let mut signed: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for path in &request.catalogs {
        let bytes = files::read(path, "a catalog", CATALOG_LIMIT)?;
        let options = request.text.options(request.replace);
        let target = match (&request.output_dir, path.file_name()) {
            (Some(folder), Some(name)) => folder.join(name),
            _ => path.clone(),
        };
        request.key.guard(&target)?;
        if signed.iter().any(|(other, _)| *other == target) {
            return Err(Error::SameOutput { path: target });
        }
        let bytes = sign_checked(&target, &bytes, &key.identity, &options, request.now)?;
        report.catalogs.push(SignedCatalog {
            path: target.display().to_string(),
            sha256: files::sha256(&bytes),
            signer: key.identity.subject(),
        });
        signed.push((target, bytes));
    }
    if let Some(folder) = &request.output_dir {
        files::make_folder(folder)?;
    }
    let staged = signed.iter().map(|(path, bytes)| files::stage(path, bytes, 0o644)).collect::<Result<Vec<_>, _>>()?;
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
    // Says what is no catalog better than the signer does, who looks at the outer frame only.
    CatalogView::parse(catalog).map_err(|source| Error::Catalog { path: path.to_owned(), source })?;
    let signed = catseal_sign::sign(catalog, identity, options)
        .map_err(|source| Error::Sign { path: path.to_owned(), source })?;
    let refused = |reason: String| Error::SelfCheck { path: path.to_owned(), reason };
    let view = CatalogView::parse(&signed).map_err(|error| refused(error.to_string()))?;
    let store = anchor_store(identity).map_err(|error| refused(error.to_string()))?;
    let judged = Verifier::new(&store).judge(&view, now, Policy::Pinned, false);
    match judged.policies.iter().find(|judged| judged.policy == Policy::Pinned) {
        Some(judged) if judged.verdict == Verdict::Pass => Ok(signed),
        Some(judged) => Err(refused(judged.reason.clone())),
        None => Err(refused(judged.signature.reasons.join("; "))),
    }
}

/// A store whose only anchor is the topmost certificate that the signature has.
pub(crate) fn anchor_store(identity: &Identity) -> Result<TrustStore, catseal_trust::Error> {
    let mut store = TrustStore::empty();
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
