use std::cmp::Ordering;
use std::collections::HashMap;

use catseal_finding::codes::inf::WALK_INCOMPLETE;
use catseal_finding::{Finding, Severity};

use crate::facts::Facts;
use crate::package::{Inf, Options, Package};
use crate::rule::rule;
use crate::rules;

/// Findings that are kept of one code.
const MAX_PER_CODE: usize = 1000;

/// What a check sees, and where it reports.
pub(crate) struct Context<'p> {
    pub(crate) package: &'p Package,
    pub(crate) options: &'p Options,
    pub(crate) facts: &'p Facts<'p>,
    findings: Vec<Finding>,
    counts: HashMap<&'static str, usize>,
}

impl Context<'_> {
    /// Reports a breach of a rule, unless nobody asked for it. The level is that of the sets asked for; a finding that was
    /// made milder or harsher than its code usually is stays so.
    pub(crate) fn report(&mut self, finding: Finding) {
        let Some(rule) = rule(finding.code) else { return };
        let Some(level) = rule.level(self.options.sets) else { return };
        let count = self.counts.entry(finding.code).or_default();
        *count += 1;
        if *count > MAX_PER_CODE {
            return;
        }
        let severity = match finding.severity.cmp(&rule.code.severity) {
            Ordering::Less => finding.severity.min(level),
            Ordering::Equal => level,
            Ordering::Greater => finding.severity.max(level),
        };
        self.findings.push(finding.severity(severity));
    }

    /// Reports a breach in an INF; `line` is counted from 1.
    pub(crate) fn report_in(&mut self, inf: &Inf, line: u32, finding: Finding) {
        self.report(finding.at(inf.path.clone()).line(line));
    }

    fn finish(self) -> Vec<Finding> {
        let mut findings = self.findings;
        let dropped = self.counts.into_iter().filter(|&(_, count)| count > MAX_PER_CODE);
        findings.extend(dropped.map(|(code, count)| {
            let message = format!("{code} was found {count} times; only the first {MAX_PER_CODE} are shown");
            WALK_INCOMPLETE.finding(message).severity(Severity::Note)
        }));
        findings.sort_by(|a, b| (&a.path, a.line, a.code, &a.message).cmp(&(&b.path, b.line, b.code, &b.message)));
        findings.dedup();
        findings
    }
}

/// Everything that the rules asked for find wrong with `package`, by file and line, each once.
///
/// What the walk of an INF found ([`catseal_inf::Driver::findings`], [`catseal_inf::Document::findings`]) is part of it.
#[must_use]
pub fn check(package: &Package, options: &Options) -> Vec<Finding> {
    let facts = Facts::of(package, options);
    let mut context = Context { package, options, facts: &facts, findings: Vec::new(), counts: HashMap::new() };
    for inf in &package.infs {
        for finding in inf.document.findings().iter().chain(&inf.driver.findings) {
            context.report(finding.clone().at(inf.path.clone()));
        }
        for check in rules::OF_AN_INF {
            check(&mut context, inf);
        }
    }
    for check in rules::OF_THE_PACKAGE {
        check(&mut context);
    }
    context.finish()
}
