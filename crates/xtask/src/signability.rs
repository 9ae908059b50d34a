//! `cargo xtask signability`: what `check` finds in packages that Inf2Cat made catalogs for.
//!
//! Each package is laid out as for `parity`, with its own INFs alone, and checked for its own systems, at the time of its catalog.
//! Inf2Cat took it: an error by the rules of Inf2Cat is a false alarm.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use catseal::{AllowList, CheckRequest, Finding, RuleSet, RuleSets, Severity, Signability, Silent};
use jiff::tz::TimeZone;

use crate::parity::{Laid, packages};

/// The table in `docs/signability.md` stands between these lines.
const MARKERS: [&str; 2] = ["<!-- begin: cargo xtask signability -->\n", "<!-- end: cargo xtask signability -->\n"];

/// What was found in all packages.
#[derive(Default)]
struct Found {
    packages: usize,
    left_out: BTreeMap<&'static str, usize>,
    /// By code and set.
    codes: BTreeMap<&'static str, BTreeMap<&'static str, Cell>>,
    /// Errors of Inf2Cat's set: catalog and finding.
    refused: Vec<(String, Finding)>,
}

/// What was found of one code by one set.
struct Cell {
    /// The worst.
    level: Severity,
    findings: usize,
    packages: BTreeSet<String>,
}

/// Checks every package of the corpus and prints the table; `write` puts it into the documentation, too. False if there is an
/// error of Inf2Cat's set.
///
/// # Errors
/// When the corpus cannot be read, or the documentation cannot be written.
pub(crate) fn run(corpus: &Path, write: bool, all: bool) -> io::Result<bool> {
    let mut found = Found::default();
    for path in packages(corpus)? {
        match Laid::out(corpus, &path)? {
            Ok(laid) => check(&path, &laid, &mut found, all)?,
            Err(reason) => *found.left_out.entry(reason).or_default() += 1,
        }
    }
    let table = found.table();
    println!("{table}");
    if write {
        let path = crate::docs::folder().join("signability.md");
        fs::write(&path, between(&fs::read_to_string(&path)?, &table)?)?;
    }
    for (path, finding) in &found.refused {
        println!("{path}: {} {}", finding.code, finding.message);
    }
    Ok(found.refused.is_empty())
}

fn check(path: &str, laid: &Laid, found: &mut Found, all: bool) -> io::Result<()> {
    found.packages += 1;
    for set in RuleSet::ALL {
        let request = CheckRequest {
            packages: vec![laid.package.clone()],
            targets: Some(laid.targets.clone()),
            codepage: catseal::AnsiCodePage::default(),
            sets: RuleSets::EMPTY.with(set),
            signability: Signability {
                now: laid.time,
                zone: TimeZone::UTC,
                compat: false,
                allow: AllowList::default(),
            },
            baseline: None,
        };
        let report = catseal::check(&request, &Silent).map_err(|error| io::Error::other(format!("{path}: {error}")))?;
        if let Some(unreadable) = report.unreadable.first() {
            return Err(io::Error::other(format!("{path}: {}", unreadable.error)));
        }
        for finding in report.findings {
            let of_code = found.codes.entry(finding.code).or_default();
            let cell = of_code.entry(set.as_str()).or_insert_with(|| Cell {
                level: finding.severity,
                findings: 0,
                packages: BTreeSet::new(),
            });
            cell.level = finding.severity.max(cell.level);
            cell.findings += 1;
            cell.packages.insert(path.to_owned());
            if all {
                println!("{set}\t{path}\t{}\t{}\t{}", finding.code, finding.severity, finding.message);
            }
            if set == RuleSet::Inf2Cat && finding.severity == Severity::Error {
                found.refused.push((path.to_owned(), finding));
            }
        }
    }
    Ok(())
}

impl Found {
    fn table(&self) -> String {
        let mut text = format!("Packages checked: {}.", self.packages);
        for (reason, count) in &self.left_out {
            let _ = write!(text, " Not checked, {reason}: {count}.");
        }
        text += "\n\n| code | what it says |";
        RuleSet::ALL.iter().for_each(|set| text += &format!(" {set} |"));
        text += "\n|---|---|";
        RuleSet::ALL.iter().for_each(|_| text += "---|");
        text += "\n";
        for (code, sets) in &self.codes {
            let page = catseal::explain(Some(code)).codes;
            let title = page.first().map_or("", |page| page.title).replace('|', r"\|");
            let _ = write!(text, "| {code} | {title} |");
            for set in RuleSet::ALL {
                let cell = sets.get(set.as_str()).map_or_else(String::new, |cell| {
                    format!("{} {} in {}", cell.level, cell.findings, cell.packages.len())
                });
                let _ = write!(text, " {cell} |");
            }
            text += "\n";
        }
        text
    }
}

/// `document` with `table` between its markers.
fn between(document: &str, table: &str) -> io::Result<String> {
    let [begin, end] = MARKERS;
    let parts = document.split_once(begin).and_then(|(head, rest)| Some((head, rest.split_once(end)?.1)));
    let (head, tail) = parts.ok_or_else(|| io::Error::other("docs/signability.md has no markers for the table"))?;
    Ok(format!("{head}{begin}\n{table}\n{end}{tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_takes_the_place_of_the_one_before() {
        let [begin, end] = MARKERS;
        let document = format!("a\n{begin}old\n{end}b\n");
        assert_eq!(between(&document, "new").unwrap(), format!("a\n{begin}\nnew\n{end}b\n"));
        assert!(between("a", "new").is_err());
    }

    #[test]
    fn what_inf2cat_took_is_not_refused_by_its_rules() {
        let corpus = crate::test::corpus();
        if corpus.is_dir() {
            assert!(run(&corpus, false, false).unwrap());
        } else {
            println!("skipped: no corpus in {}", corpus.display());
        }
    }
}
