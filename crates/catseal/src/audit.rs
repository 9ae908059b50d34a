//! `audit`: every catalog of a release tree, with its signature and its files.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use catseal_finding::{Finding, Severity, codes};
use catseal_inf::CodePage;
use catseal_trust::{Generation, Policy, Status, TrustStore, Verifier};
use jiff::Timestamp;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::Error;
use crate::package::has_extension;
use crate::progress::{Progress, Silent};
use crate::revocation::{LoadedRevocation, RevocationOptions};
use crate::verify::context::Context;
use crate::verify::coverage::KnownCatalog;
use crate::verify::evaluate::{Evaluation, Judge, evaluate};
use crate::verify::{CatalogReport, FileStatus, SIGNATURES_NOT_CHECKED, Verdict, be_strict};

/// What to audit, and against what.
#[derive(Debug)]
pub struct AuditRequest {
    /// Folders and single catalogs.
    pub paths: Vec<PathBuf>,
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

/// Takes what an audit finds, as it is found: nothing of it is kept, so that memory does not grow with the tree.
pub trait AuditSink {
    /// One catalog was judged.
    ///
    /// # Errors
    /// When it could not be written; the audit stops.
    fn catalog(&mut self, entry: &AuditEntry) -> io::Result<()>;

    /// Findings, about the catalog that follows or about a package.
    ///
    /// # Errors
    /// When they could not be written; the audit stops.
    fn findings(&mut self, findings: &[Finding]) -> io::Result<()>;
}

/// A catalog in an audit.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "the large one is the common one")]
pub enum AuditEntry {
    /// One that could be read.
    Judged {
        /// `fail` when a finding about it is an error.
        verdict: Verdict,
        /// As in `verify`.
        #[serde(flatten)]
        report: CatalogReport,
    },
    /// One that could not be read, or is no catalog.
    Malformed {
        /// Always `fail`.
        verdict: Verdict,
        /// Where it is.
        path: String,
        /// Why it could not be judged.
        error: String,
    },
}

/// What an audit comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AuditSummary {
    /// Folders that hold a driver package, and catalogs named one by one.
    pub packages: usize,
    /// Catalogs.
    pub catalogs: usize,
    /// Catalogs without an error.
    pub pass: usize,
    /// Catalogs with an error, malformed ones included.
    pub fail: usize,
    /// Files that are no readable catalog.
    pub malformed: usize,
    /// Catalogs by the status of their signature.
    pub by_status: BTreeMap<String, usize>,
    /// Signed catalogs by the class of their signer.
    pub by_class: BTreeMap<String, usize>,
    /// Files by how they stand to a catalog, summed over catalogs.
    pub files: BTreeMap<String, usize>,
    /// Files that are not there, summed over catalogs.
    pub missing: usize,
    /// Findings by severity.
    pub findings: BTreeMap<String, usize>,
    /// What these verdicts do not speak of.
    #[serde(skip)]
    #[schemars(skip)]
    pub not_checked: BTreeSet<String>,
}

impl AuditSummary {
    /// Whether nothing of this severity or a worse one was found.
    #[must_use]
    pub fn is_good(&self, fail_on: Severity) -> bool {
        let worst = [Severity::Error, Severity::Warning, Severity::Note];
        worst
            .iter()
            .filter(|severity| **severity >= fail_on)
            .all(|severity| !self.findings.contains_key(severity.as_str()))
    }

    fn count_findings(&mut self, findings: &[Finding]) {
        for finding in findings {
            *self.findings.entry(finding.severity.as_str().to_owned()).or_default() += 1;
        }
    }

    fn count_entry(&mut self, entry: &AuditEntry) {
        self.catalogs += 1;
        let (verdict, report) = match entry {
            AuditEntry::Judged { verdict, report } => (verdict, Some(report)),
            AuditEntry::Malformed { verdict, .. } => (verdict, None),
        };
        match verdict {
            Verdict::Pass => self.pass += 1,
            Verdict::Fail => self.fail += 1,
        }
        let Some(report) = report else {
            self.malformed += 1;
            return;
        };
        *self.by_status.entry(report.signature.status.to_string()).or_default() += 1;
        if report.signature.status != Status::Unsigned {
            *self.by_class.entry(report.signature.class.to_string()).or_default() += 1;
        }
        for file in &report.files {
            *self.files.entry(file.status.as_str().to_owned()).or_default() += 1;
        }
        self.missing += report.missing.len();
    }
}

/// How many packages are held in memory at the same time, for each worker.
const PACKAGES_PER_WORKER: usize = 2;
/// How many reports of catalogs are held in memory at the same time, for each worker.
const CATALOGS_PER_WORKER: usize = 8;

/// Something to audit together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    /// A folder with a driver package: its own catalogs and INFs, and those below it.
    Package(PathBuf),
    /// A catalog that was named by itself.
    Catalog(PathBuf),
}

/// Audits everything below the paths: packages in parallel, reported in the order of their names.
///
/// What cannot be read or is malformed is reported and does not stop the audit.
///
/// # Errors
/// When one of the paths themselves cannot be read, or the sink fails ([`Error::Write`]).
pub fn audit(request: &AuditRequest, sink: &mut dyn AuditSink, progress: &dyn Progress) -> Result<AuditSummary, Error> {
    let (units, unreadable) = units(&request.paths)?;
    let revocation = LoadedRevocation::load(&request.revocation, request.policy)?;
    let verifier =
        Verifier::new(&request.store).for_windows(&request.windows).with_revocation(revocation.as_revocation());
    let judge = Judge { verifier: &verifier, at: request.at, policy: request.policy, strict: request.strict };
    let mut summary = AuditSummary { packages: units.len(), ..AuditSummary::default() };
    let workers = rayon::current_num_threads().max(1);
    progress.start(units.len());
    if request.policy == Policy::None {
        summary.not_checked.insert(SIGNATURES_NOT_CHECKED.to_owned());
    }
    if units.iter().any(|unit| matches!(unit, Unit::Catalog(_))) {
        summary.not_checked.insert(FILES_NOT_CHECKED.to_owned());
    }
    emit_findings(sink, &mut summary, request.strict, unreadable)?;
    for units in units.chunks(workers.saturating_mul(PACKAGES_PER_WORKER)) {
        let contexts: Vec<Result<Context, Error>> = units.par_iter().map(|unit| open(unit, request.codepage)).collect();
        let work: Vec<(usize, &Context, &KnownCatalog)> = contexts
            .iter()
            .enumerate()
            .filter_map(|(unit, context)| Some((unit, context.as_ref().ok()?)))
            .flat_map(|(unit, context)| context.catalogs.iter().map(move |catalog| (unit, context, catalog)))
            .collect();
        // What is said of a package comes before what is said of its catalogs.
        let mut told = 0_usize;
        for work in work.chunks(workers.saturating_mul(CATALOGS_PER_WORKER)) {
            let results: Vec<_> =
                work.par_iter().map(|(_, context, catalog)| evaluate(catalog, context, &judge)).collect();
            for ((unit, _, catalog), result) in work.iter().zip(results) {
                tell_units(sink, &mut summary, request.strict, units, &contexts, &mut told, unit.saturating_add(1))?;
                emit(sink, &mut summary, request.strict, &catalog.path, result)?;
            }
        }
        tell_units(sink, &mut summary, request.strict, units, &contexts, &mut told, units.len())?;
        units.iter().for_each(|_| progress.step());
    }
    progress.finish();
    Ok(summary)
}

/// What an audit says when a catalog was named and not its folder.
const FILES_NOT_CHECKED: &str =
    "files of catalogs that were named one by one: name their folders to have the files looked up";

fn open(unit: &Unit, codepage: CodePage) -> Result<Context, Error> {
    match unit {
        Unit::Package(root) => Context::folder(root, codepage, &[], &Silent),
        Unit::Catalog(path) => Context::catalog_alone(path),
    }
}

/// Reports what is said of packages as a whole, from the first one that was not told yet up to `end`.
fn tell_units(
    sink: &mut dyn AuditSink,
    summary: &mut AuditSummary,
    strict: bool,
    units: &[Unit],
    contexts: &[Result<Context, Error>],
    told: &mut usize,
    end: usize,
) -> Result<(), Error> {
    for (unit, context) in units.iter().zip(contexts).take(end).skip(*told) {
        let (Unit::Package(path) | Unit::Catalog(path)) = unit;
        let path = path.display().to_string();
        let findings = match context {
            Ok(context) => context.findings.iter().cloned().map(|finding| in_folder(finding, &path)).collect(),
            Err(error) => vec![codes::membership::FILE_UNREADABLE.finding(error.to_string()).at(path)],
        };
        emit_findings(sink, summary, strict, findings)?;
    }
    *told = end.max(*told);
    Ok(())
}

/// Findings about a package name files relative to it; in an audit of many the folder has to be said.
fn in_folder(mut finding: Finding, root: &str) -> Finding {
    finding.path = finding.path.map(|path| format!("{root}/{path}"));
    finding
}

fn emit(
    sink: &mut dyn AuditSink,
    summary: &mut AuditSummary,
    strict: bool,
    path: &Path,
    result: Result<Evaluation, Error>,
) -> Result<(), Error> {
    let entry = match result {
        Ok(Evaluation { report, mut findings, not_checked }) => {
            summary.not_checked.extend(not_checked);
            if strict {
                be_strict(&mut findings);
            }
            let unreadable = report.files.iter().any(|file| file.status == FileStatus::Unreadable);
            let verdict = if unreadable { Verdict::Fail } else { Verdict::of(&findings) };
            emit_findings(sink, summary, strict, findings)?;
            AuditEntry::Judged { verdict, report }
        }
        Err(error) => {
            let path = path.display().to_string();
            let finding = codes::audit::CATALOG_MALFORMED.finding(error.to_string()).at(path.clone());
            emit_findings(sink, summary, strict, vec![finding])?;
            AuditEntry::Malformed { verdict: Verdict::Fail, path, error: error.to_string() }
        }
    };
    summary.count_entry(&entry);
    sink.catalog(&entry).map_err(sink_error)
}

fn emit_findings(
    sink: &mut dyn AuditSink,
    summary: &mut AuditSummary,
    strict: bool,
    mut findings: Vec<Finding>,
) -> Result<(), Error> {
    if strict {
        be_strict(&mut findings);
    }
    summary.count_findings(&findings);
    sink.findings(&findings).map_err(sink_error)
}

fn sink_error(source: io::Error) -> Error {
    Error::Write { path: PathBuf::from("the report"), source }
}

/// The packages and catalogs below the paths, each once, in the order of their names.
///
/// A package is a folder that itself holds a catalog or an INF, and is not inside another such folder.
fn units(paths: &[PathBuf]) -> Result<(Vec<Unit>, Vec<Finding>), Error> {
    let mut unreadable = Vec::new();
    let mut packages: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    let mut catalogs: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    for path in paths {
        let read_error = |source| Error::Read { path: path.clone(), source };
        let canonical = std::fs::canonicalize(path).map_err(read_error)?;
        if !std::fs::metadata(path).map_err(read_error)?.is_dir() {
            catalogs.entry(canonical).or_insert_with(|| path.clone());
            continue;
        }
        let mut walk = walkdir::WalkDir::new(path).follow_root_links(true).sort_by_file_name().into_iter();
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                // One folder that cannot be listed must not keep the rest from being audited.
                Err(error) if error.depth() > 0 => {
                    unreadable.push(codes::membership::FILE_UNREADABLE.finding(error.to_string()));
                    continue;
                }
                Err(error) => {
                    let source = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
                    return Err(Error::Read { path: path.clone(), source });
                }
            };
            if entry.file_type().is_dir() && holds_package(entry.path()) {
                // Links are not followed on the way down, so that the rest of the way is the same for both.
                let below = entry.path().strip_prefix(path).unwrap_or(Path::new(""));
                packages.entry(canonical.join(below)).or_insert_with(|| entry.path().to_owned());
                walk.skip_current_dir();
            }
        }
    }
    let inside = |path: &Path| path.ancestors().skip(1).any(|folder| packages.contains_key(folder));
    let mut units: Vec<Unit> =
        packages.iter().filter(|(path, _)| !inside(path)).map(|(_, path)| Unit::Package(path.clone())).collect();
    units.extend(catalogs.iter().filter(|(path, _)| !inside(path)).map(|(_, path)| Unit::Catalog(path.clone())));
    units.sort();
    if units.is_empty() && unreadable.is_empty() { Err(Error::NothingToAudit) } else { Ok((units, unreadable)) }
}

fn holds_package(folder: &Path) -> bool {
    // What cannot be listed is reported by the walk itself.
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.filter_map(Result::ok).any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        (has_extension(&name, "cat") || has_extension(&name, "inf"))
            && entry.file_type().is_ok_and(|kind| !kind.is_dir())
    })
}
