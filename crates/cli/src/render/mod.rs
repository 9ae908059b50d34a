//! Reports as text for people. All text that comes from inputs is escaped.

pub(crate) mod audit;
pub(crate) mod build;
pub(crate) mod cdf;
pub(crate) mod check;
pub(crate) mod inf2cat;
pub(crate) mod sarif;
pub(crate) mod show;
pub(crate) mod sign;
pub(crate) mod verify;
pub(crate) mod windows;

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use catseal::{DigestReport, ExplainReport, Finding, Severity, TestCertReport, escape};

use crate::args::Global;

pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const DOUBTFUL: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();

/// A word in a style.
pub(crate) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// `pass` or `fail`, coloured.
pub(crate) fn verdict(good: bool) -> String {
    if good { styled(GOOD, "pass") } else { styled(BAD, "fail") }
}

/// `1 file`, `2 files`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Findings, the worst first: a line each, and what to do about it. Quiet leaves out what is no error; notes are
/// for those who ask for more.
pub(crate) fn findings(out: &mut dyn Write, findings: &[Finding], global: &Global) -> io::Result<()> {
    let least = match (global.quiet, global.verbose) {
        (true, _) => Severity::Error,
        (_, true) => Severity::Note,
        _ => Severity::Warning,
    };
    let mut shown: Vec<&Finding> = findings.iter().filter(|finding| finding.severity >= least).collect();
    shown.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    for finding in shown {
        let style = match finding.severity {
            Severity::Error => BAD,
            Severity::Warning => DOUBTFUL,
            Severity::Note => FAINT,
        };
        let severity = styled(style, finding.severity.as_str());
        let also = match finding.equivalents.as_slice() {
            [] => String::new(),
            equivalents => format!(" ({})", equivalents.join(", ")),
        };
        writeln!(out, "{severity}[{}]: {}{also}", finding.code, escape(&finding.message))?;
        let place = match (&finding.path, finding.line) {
            (Some(path), Some(line)) => format!("{path}:{line}"),
            (Some(path), None) => path.clone(),
            _ => String::new(),
        };
        // Most messages name the file themselves.
        if !place.is_empty() && !finding.path.as_ref().is_some_and(|path| finding.message.contains(path.as_str())) {
            writeln!(out, "  in:   {}", escape(&place))?;
        }
        writeln!(out, "  help: {}", escape(&finding.help))?;
    }
    Ok(())
}

/// What a verdict does not speak of, on a line.
pub(crate) fn not_checked<'i>(out: &mut dyn Write, items: impl Iterator<Item = &'i String>) -> io::Result<()> {
    let items: Vec<String> = items.map(|item| escape(item)).collect();
    if items.is_empty() { Ok(()) } else { writeln!(out, "not checked: {}", items.join("; ")) }
}

pub(crate) fn test_ca(out: &mut dyn Write, path: &str) -> io::Result<()> {
    writeln!(out, "test root  {}: install it on test machines; its key is gone", escape(path))
}

pub(crate) fn digest(out: &mut dyn Write, report: &DigestReport) -> io::Result<()> {
    for file in &report.files {
        writeln!(out, "{}: {}, {} bytes", escape(&file.path), file.kind, file.size)?;
        let rows = [
            ("sha1", &file.sha1),
            ("sha256", &file.sha256),
            ("flat sha1", &file.flat_sha1),
            ("flat sha256", &file.flat_sha256),
        ];
        for (name, digest) in rows {
            writeln!(out, "  {name:<12} {digest}")?;
        }
        if let Some(pages) = &file.page_hashes {
            for page in pages {
                writeln!(out, "  page {:#010x}  {}", page.offset, page.sha256)?;
            }
        }
        if let Some(reason) = &file.page_hashes_absent {
            writeln!(out, "  page hashes  none: {}", escape(reason))?;
        }
    }
    Ok(())
}

pub(crate) fn testcert(out: &mut dyn Write, report: &TestCertReport) -> io::Result<()> {
    writeln!(out, "authority    {}", escape(&report.ca))?;
    writeln!(out, "certificate  {} for \"{}\"", escape(&report.certificate), escape(&report.subject))?;
    writeln!(out, "key          {} (keep it to yourself)", escape(&report.key))?;
    writeln!(out, "\nOn the test machine, as administrator:")?;
    for command in &report.commands {
        writeln!(out, "  {command}")?;
    }
    writeln!(out, "\nHere:")?;
    writeln!(
        out,
        "  catseal seal PACKAGE --os LIST --key {} --cert {} --cert {}",
        escape(&report.key),
        escape(&report.certificate),
        escape(&report.ca)
    )
}

pub(crate) fn explain(out: &mut dyn Write, report: &ExplainReport, list: bool) -> io::Result<()> {
    for (index, page) in report.codes.iter().enumerate() {
        if list {
            writeln!(out, "{}  {:<8} {}", page.code, page.severity.as_str(), page.title)?;
            continue;
        }
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{} ({}): {}\n", page.code, page.severity, page.title)?;
        writeln!(out, "{}\n", page.explanation)?;
        writeln!(out, "What to do: {}", page.help)?;
        if !page.equivalents.is_empty() {
            writeln!(out, "Elsewhere: {}", page.equivalents.join(", "))?;
        }
    }
    Ok(())
}
