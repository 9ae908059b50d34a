use catseal_finding::{Finding, Severity};

/// Findings of one sort that are kept. A file with more has said enough.
const LIMIT: usize = 1000;

/// Findings, bounded: errors and others are counted apart, so that no error is lost behind warnings.
#[derive(Debug, Default)]
pub(super) struct Problems {
    list: Vec<Finding>,
    errors: usize,
    others: usize,
}

impl Problems {
    pub(super) fn push(&mut self, finding: Finding) {
        let count = if finding.severity == Severity::Error { &mut self.errors } else { &mut self.others };
        if *count < LIMIT {
            *count += 1;
            self.list.push(finding);
        }
    }

    /// In the order of the lines.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        self.list.sort_by_key(|finding| finding.line);
        self.list
    }
}
