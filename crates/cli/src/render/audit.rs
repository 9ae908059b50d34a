use std::io::{self, Write};

use catseal::{AuditEntry, AuditSummary, Verdict, escape};

use super::{count, verdict};
use crate::args::Global;

/// One catalog on a line; with more words, as `verify` shows it.
pub(crate) fn entry(out: &mut dyn Write, entry: &AuditEntry, global: &Global) -> io::Result<()> {
    let good = matches!(entry, AuditEntry::Judged { verdict: Verdict::Pass, .. });
    if global.quiet {
        return Ok(());
    }
    match entry {
        AuditEntry::Malformed { path, .. } => writeln!(out, "{}  malformed  {}", verdict(good), escape(path)),
        AuditEntry::Judged { report, .. } => {
            let signature = &report.signature;
            writeln!(out, "{}  {}, {}  {}", verdict(good), signature.status, signature.class, escape(&report.path))?;
            if global.verbose {
                super::verify::catalog(out, report, global)?;
            }
            Ok(())
        }
    }
}

/// What the audit comes to.
pub(crate) fn summary(out: &mut dyn Write, summary: &AuditSummary) -> io::Result<()> {
    let list = |counts: &std::collections::BTreeMap<String, usize>| {
        let parts: Vec<_> = counts.iter().map(|(name, number)| format!("{number} {name}")).collect();
        if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
    };
    writeln!(out)?;
    writeln!(
        out,
        "{} in {}: {} pass, {} fail",
        count(summary.catalogs, "catalog", "catalogs"),
        count(summary.packages, "place", "places"),
        summary.pass,
        summary.fail
    )?;
    writeln!(out, "  signatures  {}", list(&summary.by_status))?;
    writeln!(out, "  signers     {}", list(&summary.by_class))?;
    writeln!(out, "  files       {}, {} missing", list(&summary.files), summary.missing)?;
    writeln!(out, "  findings    {}", list(&summary.findings))?;
    super::not_checked(out, summary.not_checked.iter())
}
