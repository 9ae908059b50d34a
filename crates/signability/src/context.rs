use catseal_finding::Finding;

use crate::package::{Inf, Options, Package};
use crate::rule::rule;
use crate::rules;

/// What a check sees, and where it reports.
pub(crate) struct Context<'p> {
    pub(crate) package: &'p Package,
    pub(crate) options: &'p Options,
    findings: Vec<Finding>,
}

impl Context<'_> {
    /// Reports a breach of a rule, unless nobody asked for it. The level is that of the sets asked for; a finding that was
    /// made milder than its code usually is stays so.
    pub(crate) fn report(&mut self, finding: Finding) {
        if let Some(level) = rule(finding.code).and_then(|rule| rule.level(self.options.sets)) {
            let severity = finding.severity.min(level);
            self.findings.push(finding.severity(severity));
        }
    }

    /// Reports a breach in an INF; `line` is counted from 1.
    pub(crate) fn report_in(&mut self, inf: &Inf, line: u32, finding: Finding) {
        self.report(finding.at(inf.path.clone()).line(line));
    }
}

/// Everything that the rules asked for find wrong with `package`, by file and line, each once.
///
/// What the walk of an INF found ([`catseal_inf::Driver::findings`], [`catseal_inf::Document::findings`]) is part of it.
#[must_use]
pub fn check(package: &Package, options: &Options) -> Vec<Finding> {
    let mut context = Context { package, options, findings: Vec::new() };
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
    let mut findings = context.findings;
    findings.sort_by(|a, b| (&a.path, a.line, a.code, &a.message).cmp(&(&b.path, b.line, b.code, &b.message)));
    findings.dedup();
    findings
}
