use std::io::{self, Write};

use catseal::{CheckReport, Severity, escape};

use super::{FAINT, count, findings, styled};
use crate::args::Global;

/// What is wrong, and how much of it there is.
pub(crate) fn report(out: &mut dyn Write, report: &CheckReport, global: &Global) -> io::Result<()> {
    findings(out, &report.findings, global)?;
    if global.verbose {
        for suppressed in &report.suppressed {
            let (finding, word) = (&suppressed.finding, styled(FAINT, "suppressed"));
            writeln!(out, "{word}[{}]: {}", finding.code, escape(&finding.message))?;
            writeln!(out, "  because: {}", escape(&suppressed.reason))?;
        }
    }
    if global.quiet {
        return Ok(());
    }
    for package in &report.packages {
        let origin = if package.targets_derived { " (taken from the INF)" } else { "" };
        let files = count(package.files, "file", "files");
        writeln!(out, "checked    {}: {files}, for {}{origin}", escape(&package.path), package.targets.join(","))?;
    }
    let of = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let mut counts = vec![
        count(of(Severity::Error), "error", "errors"),
        count(of(Severity::Warning), "warning", "warnings"),
        count(of(Severity::Note), "note", "notes"),
    ];
    if !report.suppressed.is_empty() {
        counts.push(format!("{} suppressed by catseal.toml", report.suppressed.len()));
    }
    if report.known > 0 {
        counts.push(format!("{} known before", report.known));
    }
    if !report.unreadable.is_empty() {
        counts.push(format!("{} not checked", count(report.unreadable.len(), "package", "packages")));
    }
    writeln!(out, "rules      {}: {}", report.rules.join(","), counts.join(", "))
}
