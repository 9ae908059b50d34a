//! What was known before: an earlier report of `check`.

use std::collections::HashMap;
use std::path::Path;

use catseal_finding::{Finding, Severity};
use serde::Deserialize;

use crate::error::Error;
use crate::files;

/// The largest report that is read.
const LIMIT: u64 = 256 << 20;

/// The findings of an earlier report. Each stands for one finding of now: the same code, file and words; lines may
/// have moved. One that has become worse is news.
#[derive(Debug, Clone)]
pub struct Baseline {
    /// The severities under which each was told.
    known: HashMap<Key, Vec<Severity>>,
}

/// Code, path, and message without its numbers of lines.
type Key = (String, Option<String>, String);

#[derive(Deserialize)]
struct Report {
    schema: String,
    findings: Vec<Earlier>,
}

#[derive(Deserialize)]
struct Earlier {
    code: String,
    severity: String,
    path: Option<String>,
    message: String,
}

impl Baseline {
    /// Reads a report as `check --format json` writes it.
    ///
    /// # Errors
    /// When the file cannot be read, or is no report of `check`.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bytes = files::read_any(path, "a report", LIMIT)?;
        let bad = |reason: String| Error::Settings { path: path.to_owned(), reason };
        let what = "expected a report of `catseal check --format json`";
        let report: Report = serde_json::from_slice(&bytes).map_err(|error| bad(format!("{what}: {error}")))?;
        if !report.schema.starts_with("catseal.check/") {
            return Err(bad(format!("{what}, but this is {:?}", report.schema)));
        }
        let mut known: HashMap<Key, Vec<Severity>> = HashMap::new();
        for earlier in report.findings {
            let severities = [Severity::Note, Severity::Warning, Severity::Error];
            let severity = severities.into_iter().find(|severity| severity.to_string() == earlier.severity);
            let severity = severity.ok_or_else(|| bad(format!("{what}: unknown severity {:?}", earlier.severity)))?;
            let key = (earlier.code, earlier.path, without_lines(&earlier.message));
            known.entry(key).or_default().push(severity);
        }
        Ok(Self { known })
    }

    /// Whether the finding was known; each that was counts once.
    pub(super) fn take(&mut self, finding: &Finding) -> bool {
        let key = (finding.code.to_owned(), finding.path.clone(), without_lines(&finding.message));
        let Some(known) = self.known.get_mut(&key) else { return false };
        let found = known.iter().position(|severity| *severity >= finding.severity);
        found.map(|index| known.swap_remove(index)).is_some()
    }
}

/// `text` with the number after each `line ` left out.
fn without_lines(text: &str) -> String {
    let mut parts = text.split("line ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("line ");
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    out
}

#[cfg(test)]
mod tests {
    use catseal_finding::codes::signability::PROTECTED_FILE_REPLACED;

    use super::*;

    #[test]
    fn what_was_a_warning_does_not_hide_an_error() {
        let report = |severity| {
            let file = tempfile::NamedTempFile::new().unwrap();
            let finding = format!(r#"{{"code":"CS2201","severity":"{severity}","path":"a.inf","message":"it is so"}}"#);
            std::fs::write(file.path(), format!(r#"{{"schema":"catseal.check/1","findings":[{finding}]}}"#)).unwrap();
            Baseline::read(file.path())
        };
        let now = |severity| PROTECTED_FILE_REPLACED.finding("it is so").at("a.inf").severity(severity);
        assert!(!report("warning").unwrap().take(&now(Severity::Error)));
        assert!(report("error").unwrap().take(&now(Severity::Warning)));
        let mut known = report("error").unwrap();
        assert!(known.take(&now(Severity::Error)) && !known.take(&now(Severity::Error)));
        assert!(report("grave").is_err());
    }

    #[test]
    fn a_line_that_moved_makes_no_other_message() {
        assert_eq!(without_lines("x.inf line 12: [A] is gone (by line 7)"), "x.inf line : [A] is gone (by line )");
    }
}
