//! `seal`: check, build, sign and verify, all or nothing.

use catseal_finding::codes;
use catseal_trust::{Policy, Verifier};
use jiff::Timestamp;

use crate::build::{self, BuildReport, BuildRequest, Plan};
use crate::error::Error;
use crate::files;
use crate::key::{KeyRequest, LoadedKey};
use crate::progress::Progress;
use crate::sign::{SignatureText, anchor_store, commit_test_ca, sign_checked, stage_test_ca, stamp_checked};
use crate::stamper::Stamper;
use crate::verify::context::Context;
use crate::verify::evaluate::{Judge, evaluate_bytes};
use crate::verify::{VerifyReport, conclude};

/// What to seal, and with what.
#[derive(Debug, Clone)]
pub struct SealRequest {
    /// What to build.
    pub build: BuildRequest,
    /// The key to sign with.
    pub key: KeyRequest,
    /// Digest, description, address.
    pub text: SignatureText,
    /// The time at which the certificate must be valid.
    pub now: Timestamp,
}

/// Builds the catalogs of a package, signs them, has them time stamped if there is a `stamper`, verifies the very bytes that will be written against the package and
/// the chain of the signing certificate (policy `pinned`), and only then writes them.
///
/// Before and after writing every submitted file is hashed once more and compared with what it was. When the package or the
/// verification has errors, the report says so and nothing is written.
///
/// # Errors
/// When the package or the key cannot be read, the package changes meanwhile, no server gives a good time stamp, or a catalog cannot be
/// written.
pub fn seal(
    request: &SealRequest,
    stamper: Option<&Stamper<'_>>,
    progress: &dyn Progress,
) -> Result<BuildReport, Error> {
    let key = request.key.load(request.now)?;
    let mut plan = build::plan(&request.build, progress)?;
    plan.findings.extend(key.findings(stamper.is_some()));
    if plan.has_errors() {
        return Ok(plan.report(SCHEMA, false));
    }
    for catalog in &mut plan.catalogs {
        request.key.guard(&catalog.path)?;
        let options = request.text.options(false);
        catalog.bytes = sign_checked(&catalog.path, &catalog.bytes, &key.identity, &options, request.now)?;
    }
    // Only when all are signed: no server is asked in vain.
    for catalog in &mut plan.catalogs {
        let signed = std::mem::take(&mut catalog.bytes);
        (catalog.bytes, _) = stamp_checked(&catalog.path, signed, &key.identity, stamper)?;
    }
    let now = stamper.map_or(request.now, Stamper::now);
    let verification = verify_plan(&plan, &key, stamper, now)?;
    if !verification.is_good() {
        let mut report = plan.report(SCHEMA, false);
        report.verification = Some(verification);
        return Ok(report);
    }
    build::check_unchanged(&plan, progress)?;
    let write = !request.build.dry_run;
    let mut test_ca = None;
    let mut changed = None;
    if write {
        for folder in plan.catalogs.iter().filter_map(|catalog| catalog.path.parent()) {
            files::make_folder(folder)?;
        }
        let staged = build::stage_all(&plan.catalogs)?;
        // The authority first: without its certificate nobody could verify what comes next.
        test_ca = commit_test_ca(stage_test_ca(&key, request.build.output_dir.as_deref())?)?;
        staged.into_iter().try_for_each(files::OutputFile::commit)?;
        changed = build::check_unchanged(&plan, progress).err();
    }
    let mut report = plan.report(SCHEMA, write);
    report.verification = Some(verification);
    report.test_ca = test_ca;
    if let Some(error) = changed.filter(|_| report.inputs.iter().all(|input| input.unchanged)) {
        report.findings.push(codes::membership::INPUT_CHANGED.finding(error.to_string()));
    }
    Ok(report)
}

const SCHEMA: &str = "catseal.seal/1";

/// Verifies the signed catalogs in memory against the files of the package, as `verify --policy pinned` will.
fn verify_plan(
    plan: &Plan,
    key: &LoadedKey,
    stamper: Option<&Stamper<'_>>,
    now: Timestamp,
) -> Result<VerifyReport, Error> {
    let store = anchor_store(&key.identity, stamper)
        .map_err(|source| Error::Roots { path: plan.package.root.clone(), source })?;
    let verifier = Verifier::new(&store);
    let judge = Judge { verifier: &verifier, at: now, policy: Policy::Pinned, strict: false };
    let context = Context::planned(plan);
    let evaluations = context
        .catalogs
        .iter()
        .zip(&plan.catalogs)
        .map(|(known, catalog)| evaluate_bytes(known, &catalog.bytes, &context, &judge))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(conclude(context, evaluations, Policy::Pinned, false))
}
