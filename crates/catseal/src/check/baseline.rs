//! What was known before: an earlier report of `check`.

use std::collections::HashMap;
use std::path::Path;

use catseal_finding::Finding;
use serde::Deserialize;

use crate::error::Error;
use crate::files;

/// The largest report that is read.
const LIMIT: u64 = 256 << 20;

/// The findings of an earlier report. Each stands for one finding of now: the same code, file and words; lines may
/// have moved.
#[derive(Debug, Clone)]
pub struct Baseline {
    known: HashMap<Key, usize>,
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
        let mut known = HashMap::new();
        for earlier in report.findings {
            let key = (earlier.code, earlier.path, without_lines(&earlier.message));
            let count: &mut usize = known.entry(key).or_default();
            *count = count.saturating_add(1);
        }
        Ok(Self { known })
    }

    /// Whether the finding was known; each that was counts once.
    pub(super) fn take(&mut self, finding: &Finding) -> bool {
        let key = (finding.code.to_owned(), finding.path.clone(), without_lines(&finding.message));
        match self.known.get_mut(&key) {
            Some(count) if *count > 0 => {
                *count = count.saturating_sub(1);
                true
            }
            _ => false,
        }
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
    use super::*;

    #[test]
    fn a_line_that_moved_makes_no_other_message() {
        assert_eq!(without_lines("x.inf line 12: [A] is gone (by line 7)"), "x.inf line : [A] is gone (by line )");
    }
}
