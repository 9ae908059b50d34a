//! `check`: is a package fit to be catalogued, signed and published?

use std::path::PathBuf;

use catseal_finding::{Finding, Severity};
use catseal_inf::os::OsTarget;
use catseal_signability::{self as signability, RuleSet, RuleSets};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;

use crate::build::{Survey, survey};
use crate::error::Error;
use crate::progress::Progress;

mod baseline;
mod facts;
mod settings;
mod stale;

pub use baseline::Baseline;
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
}

/// What to check.
#[derive(Debug, Clone)]
pub struct CheckRequest {
    /// Folders of driver packages.
    pub packages: Vec<PathBuf>,
    /// The operating systems; `None` takes them from the INFs of each package.
    pub targets: Option<Vec<&'static OsTarget>>,
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
    /// As asked.
    pub path: String,
    /// The operating systems checked for, as Inf2Cat's codes.
    pub targets: Vec<&'static str>,
    /// Whether they were taken from the INFs, because none were asked for.
    pub targets_derived: bool,
    /// How many files it has.
    pub files: usize,
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

/// Checks packages, and writes nothing.
///
/// # Errors
/// When a package or its `catseal.toml` cannot be read, or a package has no INF.
pub fn check(request: &CheckRequest, progress: &dyn Progress) -> Result<CheckReport, Error> {
    let rules = RuleSet::ALL.into_iter().filter(|set| request.sets.has(*set)).map(RuleSet::as_str).collect();
    let mut report = CheckReport {
        schema: "catseal.check/1",
        packages: Vec::new(),
        rules,
        findings: Vec::new(),
        suppressed: Vec::new(),
        known: 0,
    };
    let mut baseline = request.baseline.clone();
    for path in &request.packages {
        let settings = Settings::of(path)?;
        let survey = survey(path, request.targets.as_deref())?;
        let mut findings = request.signability.test(&survey, request.sets, progress)?;
        let found = stale::catalogs(&survey)?.into_iter().chain(survey.findings.iter().cloned());
        findings.extend(found.filter_map(|finding| level(finding, request.sets)));
        let (mut findings, mut suppressed) = settings.part(findings);
        for finding in findings.iter_mut().chain(suppressed.iter_mut().map(|suppressed| &mut suppressed.finding)) {
            let below = finding.path.as_deref().map_or_else(|| path.clone(), |below| path.join(below));
            finding.path = Some(below.display().to_string());
        }
        if let Some(baseline) = &mut baseline {
            let before = findings.len();
            findings.retain(|finding| !baseline.take(finding));
            report.known = report.known.saturating_add(before.saturating_sub(findings.len()));
        }
        report.packages.push(CheckedPackage {
            path: path.display().to_string(),
            targets: survey.targets.iter().map(|target| target.code).collect(),
            targets_derived: survey.targets_derived,
            files: survey.package.files.len(),
        });
        report.findings.extend(findings);
        report.suppressed.extend(suppressed);
    }
    Ok(report)
}

/// The level that a finding has by the rules asked for. What is no rule of theirs stays what it is: the package cannot be
/// read as its INF says.
fn level(finding: Finding, sets: RuleSets) -> Option<Finding> {
    let Some(rule) = signability::rule(finding.code) else { return Some(finding) };
    let level = rule.level(sets)?.min(finding.severity);
    Some(finding.severity(level))
}

impl Signability {
    /// Everything that the rules find, but what concerns the places of files: that the survey knows.
    fn test(&self, survey: &Survey, sets: RuleSets, progress: &dyn Progress) -> Result<Vec<Finding>, Error> {
        let infs = survey.infs.iter().zip(&survey.drivers);
        let infs = infs.map(|(inf, driver)| signability::Inf {
            path: inf.name.clone(),
            document: inf.document.clone(),
            driver: driver.clone(),
        });
        let files = facts::of(&survey.package, progress);
        let package = signability::Package { infs: infs.collect(), files };
        let options = signability::Options {
            targets: survey.targets.clone(),
            sets,
            now: self.now,
            zone: self.zone.clone(),
            compat: self.compat,
        };
        Ok(signability::check(&package, &options))
    }

    /// Inf2Cat's test, for a package of which a catalog is to be made: without what its `catseal.toml` takes out.
    pub(crate) fn test_for_build(&self, survey: &Survey) -> Result<Vec<Finding>, Error> {
        let settings = Settings::of(&survey.package.root)?;
        let findings = self.test(survey, RuleSets::EMPTY.with(RuleSet::Inf2Cat), &crate::progress::Silent)?;
        Ok(settings.leave_out(findings))
    }
}

/// The name of the file in which a package says what is left out of its check.
pub(crate) const SETTINGS_NAME: &str = "catseal.toml";
