//! `verify`: does a trusted signature cover unchanged files?

mod claims;
pub(crate) mod context;
pub(crate) mod coverage;
pub(crate) mod evaluate;
mod paths;
mod report;

use std::path::PathBuf;

use catseal_finding::{Finding, Severity, codes};
use catseal_inf::CodePage;
use catseal_trust::{Generation, Policy, TrustStore, Verifier};
use jiff::Timestamp;
use rayon::prelude::*;

pub use report::{CatalogReport, FileReport, FileStatus, MissingFile, NearMissReport, Verdict, VerifyReport};

use crate::error::Error;
use crate::package::{DriverPackage, PackageFile};
use crate::progress::Progress;
use crate::revocation::{LoadedRevocation, RevocationOptions};
use context::Context;
use evaluate::{Evaluation, Judge, evaluate};

/// What to verify, and against what.
#[derive(Debug)]
pub struct VerifyRequest {
    /// A package's folder, a catalog, or (with `catalogs`) a file.
    pub target: PathBuf,
    /// Files to check, by themselves or within the folder `target`; empty for all.
    pub files: Vec<PathBuf>,
    /// Catalogs to check against, in place of those in the package.
    pub catalogs: Vec<PathBuf>,
    /// The code page of INFs that are in ANSI.
    pub codepage: CodePage,
    /// The policy that decides about signatures.
    pub policy: Policy,
    /// The trust anchors.
    pub store: TrustStore,
    /// The generations of Windows that are asked about; empty for all, with the policy `kernel` judged by those that a catalog
    /// says it is for.
    pub windows: Vec<Generation>,
    /// The time at which certificates must be valid, where no trusted time stamp says another.
    pub at: Timestamp,
    /// Whether warnings are errors.
    pub strict: bool,
    /// How to find out whether certificates were revoked.
    pub revocation: RevocationOptions,
}

/// Verifies a package, a catalog, or files against catalogs.
///
/// # Errors
/// When the target or a catalog cannot be read, or a catalog is none, or a file changes meanwhile. Files of a package
/// that cannot be read are findings, so that the rest is still judged.
pub fn verify(request: &VerifyRequest, progress: &dyn Progress) -> Result<VerifyReport, Error> {
    let mut context = prepare(request, progress)?;
    context.look_for_collisions(progress)?;
    let revocation = LoadedRevocation::load(&request.revocation, request.policy)?;
    let verifier =
        Verifier::new(&request.store).for_windows(&request.windows).with_revocation(revocation.as_revocation());
    let judge = Judge { verifier: &verifier, at: request.at, policy: request.policy, strict: request.strict };
    let results: Vec<_> = context
        .catalogs
        .par_iter()
        .map(|catalog| (catalog.path.clone(), evaluate(catalog, &context, &judge)))
        .collect();
    let mut evaluations = Vec::new();
    for (path, result) in results {
        match result {
            Ok(evaluation) => evaluations.push(evaluation),
            // A catalog that was found, and not named: the rest of the package is judged all the same.
            Err(error @ (Error::Catalog { .. } | Error::TooLarge { .. })) if !context.catalogs_given => {
                let path = path.display().to_string();
                context.findings.push(codes::audit::CATALOG_MALFORMED.finding(error.to_string()).at(path));
            }
            Err(Error::Catalog { path, source }) if path == request.target && is_another_file(&source) => {
                return Err(Error::NoCatalogToVerify { path, source });
            }
            Err(error) => return Err(error),
        }
    }
    Ok(conclude(context, evaluations, request.policy, request.strict))
}

/// Whether a file is no catalog at all, so that it was probably not meant as one.
const fn is_another_file(error: &catseal_catalog::Error) -> bool {
    matches!(error, catseal_catalog::Error::OtherFile(_) | catseal_catalog::Error::NotACatalog { .. })
}

fn prepare(request: &VerifyRequest, progress: &dyn Progress) -> Result<Context, Error> {
    let metadata =
        std::fs::metadata(&request.target).map_err(|source| Error::Read { path: request.target.clone(), source })?;
    let context = if metadata.is_dir() && request.files.is_empty() {
        let context = Context::folder(&request.target, request.codepage, &request.catalogs, progress)?;
        if context.package.files.is_empty() || context.catalogs.is_empty() && context.infs.is_empty() {
            return Err(Error::NothingToVerify { path: request.target.clone() });
        }
        context
    } else {
        // A file is one of the package first, whatever lies in the current folder.
        let within = |file: &PathBuf| {
            let joined = request.target.join(file);
            if metadata.is_dir() && joined.exists() { joined } else { file.clone() }
        };
        let mut files: Vec<PathBuf> = request.files.iter().map(within).collect();
        let mut catalogs = request.catalogs.clone();
        if metadata.is_dir() {
            if catalogs.is_empty() {
                let package = DriverPackage::open(&request.target)?;
                catalogs = package
                    .files
                    .iter()
                    .filter(|file| file.has_extension("cat"))
                    .map(|file| file.path.clone())
                    .collect();
            }
        } else if catalogs.is_empty() {
            catalogs.push(request.target.clone());
        } else {
            files.insert(0, request.target.clone());
        }
        let listed = files
            .into_iter()
            .map(|path| PackageFile { name: path.display().to_string().replace('\\', "/"), path })
            .collect();
        Context::files(listed, catalogs, progress)?
    };
    Ok(context)
}

/// What an answer says that did not go by signatures.
pub(crate) const SIGNATURES_NOT_CHECKED: &str = "signatures: the policy 'none' judges membership alone";

pub(crate) fn conclude(context: Context, evaluations: Vec<Evaluation>, policy: Policy, strict: bool) -> VerifyReport {
    let mut report = VerifyReport {
        schema: "catseal.verify/1",
        verdict: Verdict::Fail,
        catalogs: Vec::new(),
        findings: Vec::new(),
        not_checked: Vec::new(),
    };
    if context.explicit && context.package.files.is_empty() {
        report.not_checked.push("files: none were named, so only the catalog itself was judged".to_owned());
    }
    if policy == Policy::None {
        report.not_checked.push(SIGNATURES_NOT_CHECKED.to_owned());
    }
    report.findings.extend(context.findings);
    for evaluation in evaluations {
        report.catalogs.push(evaluation.report);
        report.findings.extend(evaluation.findings);
        for item in evaluation.not_checked {
            if !report.not_checked.contains(&item) {
                report.not_checked.push(item);
            }
        }
    }
    if strict {
        be_strict(&mut report.findings);
    }
    report.verdict = Verdict::of(&report.findings);
    report
}

/// Makes every warning an error.
pub(crate) fn be_strict(findings: &mut [Finding]) {
    for finding in findings.iter_mut().filter(|finding| finding.severity == Severity::Warning) {
        finding.severity = Severity::Error;
    }
}
