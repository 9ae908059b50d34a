//! `check`: is a package fit to be catalogued, signed and published?

use std::path::{Path, PathBuf};

use catseal_finding::{Finding, Severity, codes};
use catseal_inf::CodePage;
use catseal_inf::os::OsTarget;
use catseal_signability::{self as signability, AllowList, RuleSet, RuleSets};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;

use crate::build::{Survey, survey_of};
use crate::error::{Error, Exit};
use crate::files;
use crate::package::DriverPackage;
use crate::packed::Inside;
use crate::progress::Progress;

mod baseline;
mod cabinet;
mod facts;
mod settings;
mod stale;

pub use baseline::Baseline;
use cabinet::Unpacked;
use settings::Settings;

/// The present, and what is excepted, of a signability test.
#[derive(Debug, Clone)]
pub struct Signability {
    /// The time that counts as the present.
    pub now: Timestamp,
    /// The time zone in which `DriverVer` must not be in the future.
    pub zone: TimeZone,
    /// Take the names of protected files as misspelled in Microsoft's list.
    pub compat: bool,
    /// The protected files that vendors may install, beside what is found out about them.
    pub allow: AllowList,
}

/// What to check.
#[derive(Debug, Clone)]
pub struct CheckRequest {
    /// Folders of driver packages, and cabinets in which they go to the hardware dashboard.
    pub packages: Vec<PathBuf>,
    /// The operating systems; `None` takes them from the INFs of each package.
    pub targets: Option<Vec<&'static OsTarget>>,
    /// The code page of INFs that are in ANSI.
    pub codepage: CodePage,
    /// Whose rules.
    pub sets: RuleSets,
    /// The present, and what is excepted.
    pub signability: Signability,
    /// What was known before: it is counted, and not told again.
    pub baseline: Option<Baseline>,
}

/// What `check` answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CheckReport {
    /// `catseal.check/1`.
    pub schema: &'static str,
    /// What was checked, in the order asked.
    pub packages: Vec<CheckedPackage>,
    /// What could not be checked, in the order asked: it cannot be read, or is no package. The findings say nothing of it.
    pub unreadable: Vec<Unreadable>,
    /// Whose rules were asked for.
    pub rules: Vec<&'static str>,
    /// What is wrong with the packages, or worth saying; paths begin with that of the package.
    pub findings: Vec<Finding>,
    /// What would be among the findings if the package did not say why it is not, in its `catseal.toml`.
    pub suppressed: Vec<Suppressed>,
    /// How many findings the baseline has already.
    pub known: usize,
}

/// A package that was checked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CheckedPackage {
    /// As asked; of a package in a cabinet, that of the cabinet and its folder in it.
    pub path: String,
    /// The operating systems checked for, as Inf2Cat's codes.
    pub targets: Vec<&'static str>,
    /// Whether they were taken from the INFs, because none were asked for.
    pub targets_derived: bool,
    /// How many files it has.
    pub files: usize,
}

/// A package that could not be checked, or a cabinet of packages.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Unreadable {
    /// As asked; of a package in a cabinet, that of the cabinet and its folder in it.
    pub path: String,
    /// Why not, with the name of the file that is to blame.
    pub error: String,
}

/// A finding that the package itself takes out, and why.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Suppressed {
    /// The reason that `catseal.toml` gives.
    pub reason: String,
    /// What was found.
    pub finding: Finding,
}

impl CheckReport {
    /// Whether no finding is an error.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity < Severity::Error)
    }
}

/// Checks packages, and writes nothing but what cabinets have to a temporary folder of its own.
///
/// A package that cannot be read or has no INF, and a cabinet that is damaged, do not keep the others from being checked
/// ([`CheckReport::unreadable`]).
///
/// # Errors
/// When the temporary folder cannot be written.
pub fn check(request: &CheckRequest, progress: &dyn Progress) -> Result<CheckReport, Error> {
    let rules = RuleSet::ALL.into_iter().filter(|set| request.sets.has(*set)).map(RuleSet::as_str).collect();
    let mut report = CheckReport {
        schema: "catseal.check/1",
        packages: Vec::new(),
        unreadable: Vec::new(),
        rules,
        findings: Vec::new(),
        suppressed: Vec::new(),
        known: 0,
    };
    let mut baseline = request.baseline.clone();
    for path in &request.packages {
        match Unpacked::open(path) {
            Ok(None) => match survey_and_judge(request, DriverPackage::at(path), progress) {
                Ok((survey, judged)) => report.add(path, &survey, judged, &mut baseline),
                Err(error) => report.note_unreadable(path, error)?,
            },
            Ok(Some(cabinet)) => check_cabinet(request, path, cabinet, &mut report, &mut baseline, progress)?,
            Err(error) => report.note_unreadable(path, error)?,
        }
    }
    Ok(report)
}

/// Checks the packages of a cabinet, and its layout.
fn check_cabinet(
    request: &CheckRequest,
    path: &Path,
    mut cabinet: Unpacked,
    report: &mut CheckReport,
    baseline: &mut Option<Baseline>,
    progress: &dyn Progress,
) -> Result<(), Error> {
    for (name, package) in std::mem::take(&mut cabinet.packages) {
        let inside = path.join(&name);
        match survey_and_judge(request, Ok(package), progress) {
            Ok((survey, judged)) => {
                cabinet.note(&name, &survey);
                report.add(&inside, &survey, judged, baseline);
            }
            Err(error) => report.note_unreadable(&inside, cabinet.placed(error))?,
        }
    }
    // Nobody but the dashboard asks for such a cabinet, so its layout matters by whatever rules the packages are judged.
    let sets = request.sets.with(RuleSet::Whql);
    let layout = cabinet.layout().into_iter().filter_map(|finding| level(finding, sets)).collect();
    report.tell(path, (layout, Vec::new()), baseline);
    Ok(())
}

/// What is told of a package, and what is not; paths are relative to it.
type Judged = (Vec<Finding>, Vec<Suppressed>);

fn survey_and_judge(
    request: &CheckRequest,
    package: Result<DriverPackage, Error>,
    progress: &dyn Progress,
) -> Result<(Survey, Judged), Error> {
    let survey = survey_of(package?.with_codepage(request.codepage), request.targets.as_deref())?;
    let judged = judge(request, &survey, progress)?;
    Ok((survey, judged))
}

fn judge(request: &CheckRequest, survey: &Survey, progress: &dyn Progress) -> Result<Judged, Error> {
    let settings = Settings::of(&survey.package)?;
    let (mut findings, not_unpacked) = request.signability.test(survey, request.sets, progress);
    let found = stale::catalogs(survey)?
        .into_iter()
        .chain(not_unpacked)
        .chain(packed_badly(survey))
        .chain(survey.findings.iter().cloned());
    findings.extend(found.filter_map(|finding| level(finding, request.sets)));
    Ok(settings.part(findings))
}

/// Files that an INF installs and that lie in something that cannot be looked into.
fn packed_badly(survey: &Survey) -> impl Iterator<Item = Finding> {
    let package = &survey.package;
    package.files.iter().enumerate().filter_map(|(index, file)| {
        let packed = package.packed(index)?;
        let container = &package.get(packed.container)?.name;
        let Inside::Unknown(reason) = &packed.inside else { return None };
        let message = format!("{} cannot be unpacked from {container}: {reason}", file.base_name());
        Some(codes::inf::SOURCE_PACKED_BADLY.finding(message).at(container.clone()))
    })
}

impl CheckReport {
    /// Notes why a package or cabinet could not be checked. What is not its fault stops the check.
    fn note_unreadable(&mut self, path: &Path, error: Error) -> Result<(), Error> {
        if error.exit() == Exit::World {
            return Err(error);
        }
        self.unreadable.push(Unreadable { path: path.display().to_string(), error: error.to_string() });
        Ok(())
    }

    /// Adds a package and what was found in it.
    fn add(&mut self, path: &Path, survey: &Survey, judged: Judged, baseline: &mut Option<Baseline>) {
        let package = &survey.package;
        self.packages.push(CheckedPackage {
            path: path.display().to_string(),
            targets: survey.targets.iter().map(|target| target.code).collect(),
            targets_derived: survey.targets_derived,
            files: (0..package.files.len()).filter(|index| package.packed(*index).is_none()).count(),
        });
        self.tell(path, judged, baseline);
    }

    /// Adds findings, with `path` before their own paths, unless they were known.
    fn tell(&mut self, path: &Path, (mut findings, mut suppressed): Judged, baseline: &mut Option<Baseline>) {
        for finding in findings.iter_mut().chain(suppressed.iter_mut().map(|suppressed| &mut suppressed.finding)) {
            let below = finding.path.as_deref().map_or_else(|| path.to_owned(), |below| path.join(below));
            finding.path = Some(below.display().to_string());
        }
        if let Some(baseline) = baseline {
            let before = findings.len();
            findings.retain(|finding| !baseline.take(finding));
            self.known = self.known.saturating_add(before.saturating_sub(findings.len()));
        }
        self.findings.extend(findings);
        self.suppressed.extend(suppressed);
    }
}

/// The finding with its level by the rules asked for. What is no rule of theirs stays what it is: the package is not as its
/// INF says.
fn level(finding: Finding, sets: RuleSets) -> Option<Finding> {
    match signability::rule(finding.code) {
        Some(rule) => rule.judge(finding, sets),
        None => Some(finding),
    }
}

impl Signability {
    /// Everything that the rules find, but what concerns the places of files: that the survey knows. And what could not be unpacked
    /// for it.
    fn test(&self, survey: &Survey, sets: RuleSets, progress: &dyn Progress) -> (Vec<Finding>, Vec<Finding>) {
        let infs = survey.infs.iter().zip(&survey.drivers).zip(&survey.own_targets);
        let infs = infs.map(|((inf, driver), targets)| signability::Inf {
            path: inf.name.clone(),
            document: inf.document.clone(),
            driver: driver.clone(),
            targets: targets.clone(),
        });
        let (files, not_unpacked) = facts::of(&survey.package, progress);
        let package = signability::Package { infs: infs.collect(), files };
        let options = signability::Options {
            targets: survey.targets.clone(),
            sets,
            now: self.now,
            zone: self.zone.clone(),
            compat: self.compat,
            allow: self.allow.clone(),
        };
        (signability::check(&package, &options), not_unpacked)
    }

    /// Inf2Cat's test, for a package of which a catalog is to be made: without what its `catseal.toml` takes out.
    pub(crate) fn test_for_build(&self, survey: &Survey) -> Result<Vec<Finding>, Error> {
        let settings = Settings::of(&survey.package)?;
        // What cannot be unpacked cannot be hashed either, and is told then.
        let (findings, _) = self.test(survey, RuleSets::EMPTY.with(RuleSet::Inf2Cat), &crate::progress::Silent);
        Ok(settings.leave_out(findings))
    }
}

/// The name of the file in which a package says what is left out of its check.
pub(crate) const SETTINGS_NAME: &str = "catseal.toml";

/// The largest allow list that is read.
const ALLOW_LIMIT: u64 = 1 << 20;

/// Reads a list of protected files that vendors may install.
///
/// # Errors
/// When the file cannot be read, or a line of it is no row of such a list.
pub fn read_allow_list(path: &Path) -> Result<AllowList, Error> {
    let bytes = files::read_any(path, "an allow list", ALLOW_LIMIT)?;
    let bad = |reason: String| Error::Settings { path: path.to_owned(), reason };
    let text = String::from_utf8(bytes).map_err(|_| bad("not in UTF-8".to_owned()))?;
    AllowList::parse(&text).map_err(|error| bad(error.to_string()))
}
