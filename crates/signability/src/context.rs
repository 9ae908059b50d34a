use std::collections::{HashMap, HashSet};

use catseal_finding::{CodeInfo, Finding, Severity, codes};

use catseal_inf::Reader;

use crate::anatomy::Anatomy;
use crate::facts::Facts;
use crate::package::{Inf, Options, Package};
use crate::rule::rule;
use crate::rules;

/// How many findings of one code are kept from one INF or package.
const MAX_FINDINGS: usize = 1000;

/// What a check sees, and where it reports.
pub(crate) struct Context<'p> {
    pub(crate) package: &'p Package,
    pub(crate) options: &'p Options,
    pub(crate) facts: &'p Facts<'p>,
    findings: Vec<Finding>,
    counts: HashMap<&'static str, usize>,
    told: HashSet<(String, u32, String)>,
}

impl Context<'_> {
    /// Reports a breach of a rule, unless nobody asked for it.
    pub(crate) fn report(&mut self, finding: Finding) {
        let Some(finding) = rule(finding.code).and_then(|rule| rule.judge(finding, self.options.sets)) else { return };
        let count = self.counts.entry(finding.code).or_default();
        *count += 1;
        if *count <= MAX_FINDINGS {
            self.findings.push(finding);
        } else if *count == MAX_FINDINGS + 1 {
            let message = format!("there are more than {MAX_FINDINGS} findings of this kind; the rest is left out");
            self.findings.push(Finding { message, line: None, ..finding }.severity(Severity::Note));
        }
    }

    /// Whether this is the first time that a message about a line of an INF comes up: with its texts in one language, and then in
    /// others.
    pub(crate) fn is_news(&mut self, inf: &Inf, line: u32, message: &str) -> bool {
        self.told.insert((inf.path.clone(), line, message.to_owned()))
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
    let facts = Facts::of(package, options);
    let mut context =
        Context { package, options, facts: &facts, findings: Vec::new(), counts: HashMap::new(), told: HashSet::new() };
    for inf in &package.infs {
        for finding in inf.document.findings().iter().chain(&inf.driver.findings) {
            context.report(finding.clone().at(inf.path.clone()));
        }
        for check in rules::OF_AN_INF {
            check(&mut context, inf);
        }
        let reader = Reader::new(&inf.document);
        let anatomy = Anatomy::new(&reader);
        let before = context.findings.len();
        for check in rules::OF_THE_ANATOMY {
            check(&mut context, inf, &anatomy);
        }
        if reader.is_exhausted() {
            // What seems to be missing may only not have been looked at.
            context.findings.truncate(before);
            let message = "the INF is too large to be checked to its end";
            context.report(codes::inf::WALK_INCOMPLETE.finding(message).at(inf.path.clone()));
        }
        context.counts.clear();
    }
    for check in rules::OF_THE_PACKAGE {
        check(&mut context);
    }
    let mut findings = context.findings;
    findings.sort_by(|a, b| (&a.path, a.line, a.code, &a.message).cmp(&(&b.path, b.line, b.code, &b.message)));
    findings.dedup();
    told_once(findings)
}

/// Pairs of rules that may be about one and the same line of an INF: the first is not told where the second is, unless it is the
/// worse of the two.
const TOLD_BY: [(&CodeInfo, &CodeInfo); 6] = [
    (&codes::install::REG_NOT_FOR_WHQL, &codes::install::REG_SYSTEM_KEY),
    (&codes::install::REG_NOT_RELATIVE, &codes::install::REG_SYSTEM_KEY),
    (&codes::install::REG_NOT_RELATIVE, &codes::install::REG_NOT_FOR_WHQL),
    (&codes::install::REG_NOT_RELATIVE, &codes::install::REG_NOT_ISOLATED),
    (&codes::install::FILTERS_BY_REGISTRY_IN_EXTENSION, &codes::install::FILTERS_BY_REGISTRY),
    (&codes::install::LEGACY_DIRECTIVE, &codes::publication::REGISTER_DLLS),
];

/// What is wrong once is told once; `findings` are in the order of their places.
fn told_once(findings: Vec<Finding>) -> Vec<Finding> {
    let mut worst: HashMap<(&Option<String>, Option<u32>, &str), Severity> = HashMap::new();
    for finding in &findings {
        let level = worst.entry((&finding.path, finding.line, finding.code)).or_insert(finding.severity);
        *level = finding.severity.max(*level);
    }
    let told = |finding: &Finding| {
        let mut others = TOLD_BY.iter().filter(|(code, _)| code.id == finding.code && finding.line.is_some());
        others.any(|(_, other)| {
            worst.get(&(&finding.path, finding.line, other.id)).is_some_and(|level| *level >= finding.severity)
        })
    };
    let told: Vec<bool> = findings.iter().map(told).collect();
    findings.into_iter().zip(told).filter(|(_, told)| !told).map(|(finding, _)| finding).collect()
}
