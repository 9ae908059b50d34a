//! `catseal.toml`: what a package says about its own check.

use catseal_finding::{CodeInfo, Finding, Severity, codes, lookup};
use globset::{GlobBuilder, GlobMatcher};
use serde::Deserialize;

use super::{SETTINGS_NAME, Suppressed};
use crate::error::Error;
use crate::files;
use crate::package::DriverPackage;

/// The largest file that is read.
const LIMIT: u64 = 1 << 20;

/// The codes of the rules that judge a package whose INF was followed to its end.
const OF_JUDGEMENT: std::ops::Range<&str> = "CS2200".."CS3000";

/// Codes before those whose errors a package may except, too: the catalog is right all the same.
const EXCEPTABLE: [&CodeInfo; 7] = [
    &codes::inf::ENCODING_UTF8_MARKED,
    &codes::inf::ENCODING_UTF8_UNMARKED,
    &codes::inf::ENCODING_MALFORMED,
    &codes::inf::DRIVER_VER_FORM,
    &codes::inf::DRIVER_VER_IN_FUTURE,
    &codes::inf::SECTION_MISSING,
    &codes::inf::DESTINATION_MISSING,
];

/// The file as written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Text {
    #[serde(default)]
    suppress: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: String,
    path: Option<String>,
    reason: String,
}

/// What is taken out of a check, and why.
pub(super) struct Settings {
    rules: Vec<Suppression>,
}

struct Suppression {
    code: String,
    path: Option<GlobMatcher>,
    reason: String,
}

impl Suppression {
    fn is_about(&self, finding: &Finding) -> bool {
        let there = |glob: &GlobMatcher| finding.path.as_deref().is_some_and(|path| glob.is_match(path));
        self.code == finding.code && self.path.as_ref().is_none_or(there)
    }
}

/// What is wrong with the file, and in which line; the library's own text draws a picture over several lines.
fn one_line(text: &str, error: &toml::de::Error) -> String {
    let message = error.message().lines().collect::<Vec<_>>().join("; ");
    let before = error.span().and_then(|span| text.get(..span.start));
    before.map_or_else(|| message.clone(), |before| format!("line {}: {message}", before.matches('\n').count() + 1))
}

/// Whether a package may except a finding. Not one that says that the INF cannot be followed, that a file is not there or that the
/// catalog cannot be named: by not looking at it the catalog does not become right.
fn can_be_left_out(finding: &Finding) -> bool {
    finding.severity < Severity::Error
        || OF_JUDGEMENT.contains(&finding.code)
        || EXCEPTABLE.iter().any(|code| code.id == finding.code)
}

/// What became of an entry.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Unused,
    Used,
    /// It is about a finding that cannot be left out.
    Refused,
}

impl Settings {
    /// Those of a package; none when it has no such file.
    ///
    /// # Errors
    /// When the file cannot be read, is no TOML, has an unknown key or code, or a suppression without reason.
    pub(super) fn of(package: &DriverPackage) -> Result<Self, Error> {
        let Some(file) = package.files.iter().find(|file| file.name == SETTINGS_NAME) else {
            return Ok(Self { rules: Vec::new() });
        };
        let bad = |reason: String| Error::Settings { path: file.path.clone(), reason };
        let bytes = files::read(&file.path, "the settings of a check", LIMIT)?;
        let text = String::from_utf8(bytes).map_err(|_| bad("not in UTF-8".to_owned()))?;
        let text: Text = toml::from_str(&text).map_err(|error| bad(one_line(&text, &error)))?;
        let rule = |entry: Entry| {
            let known = lookup(&entry.code).into_iter().find(|info| info.id.eq_ignore_ascii_case(&entry.code));
            let code = known.ok_or_else(|| format!("unknown code {:?}; `catseal explain` lists all", entry.code))?;
            if entry.reason.trim().is_empty() {
                return Err(format!("the suppression of {} has no reason", code.id));
            }
            let glob = |glob: String| {
                let built = GlobBuilder::new(&glob).literal_separator(true).case_insensitive(true).build();
                built.map(|glob| glob.compile_matcher()).map_err(|error| format!("{glob:?}: {}", error.kind()))
            };
            let path = entry.path.map(glob).transpose()?;
            Ok(Suppression { code: code.id.to_owned(), path, reason: entry.reason })
        };
        let rules = text.suppress.into_iter().map(rule).collect::<Result<_, String>>().map_err(bad)?;
        Ok(Self { rules })
    }

    /// Parts what is told from what is suppressed. A suppression that nothing was found for is told of, and so is one of what
    /// cannot be left out.
    pub(super) fn part(&self, findings: Vec<Finding>) -> (Vec<Finding>, Vec<Suppressed>) {
        let mut uses = vec![Use::Unused; self.rules.len()];
        let (mut told, mut suppressed) = (Vec::new(), Vec::new());
        for finding in findings {
            let rule = self.rules.iter().zip(&mut uses).find(|(rule, _)| rule.is_about(&finding));
            match rule {
                Some((rule, used)) if can_be_left_out(&finding) => {
                    if *used == Use::Unused {
                        *used = Use::Used;
                    }
                    suppressed.push(Suppressed { reason: rule.reason.clone(), finding });
                }
                Some((_, used)) => {
                    *used = Use::Refused;
                    told.push(finding);
                }
                None => told.push(finding),
            }
        }
        told.extend(self.rules.iter().zip(&uses).filter_map(|(rule, used)| {
            let code = &rule.code;
            let finding = match used {
                Use::Used => return None,
                Use::Unused => codes::package::SUPPRESSION_UNUSED
                    .finding(format!("{SETTINGS_NAME} suppresses {code}, which was not found")),
                Use::Refused => codes::package::SUPPRESSION_REFUSED.finding(format!(
                    "{SETTINGS_NAME} suppresses {code}, which stays an error: the package would be no more right without it"
                )),
            };
            Some(finding.at(SETTINGS_NAME))
        }));
        (told, suppressed)
    }

    /// What is told.
    pub(super) fn leave_out(&self, mut findings: Vec<Finding>) -> Vec<Finding> {
        let left_out =
            |finding: &Finding| can_be_left_out(finding) && self.rules.iter().any(|rule| rule.is_about(finding));
        findings.retain(|finding| !left_out(finding));
        findings
    }
}
