use std::io::{self, Write};

use catseal::{CdfReport, Severity, escape};

use super::{count, findings};
use crate::args::Global;

/// What `build --cdf` did, step by step.
pub(crate) fn report(out: &mut dyn Write, report: &CdfReport, global: &Global) -> io::Result<()> {
    findings(out, &report.findings, global)?;
    if !report.is_good() {
        return writeln!(out, "nothing was written");
    }
    if global.quiet {
        return Ok(());
    }
    writeln!(out, "checked    {}: no errors", count(report.inputs.len(), "file", "files"))?;
    for catalog in &report.catalogs {
        let members = count(catalog.members, "member", "members");
        writeln!(out, "built      {}: version {}, {members}", escape(&catalog.path), catalog.version)?;
    }
    let unchanged = report.inputs.iter().all(|input| input.unchanged);
    let each = if unchanged { "every listed file is" } else { "NOT every listed file is" };
    writeln!(out, "unchanged  {each} byte for byte what it was:")?;
    let width = report.inputs.iter().map(|input| input.path.chars().count()).max().unwrap_or_default();
    for input in &report.inputs {
        let note = if input.unchanged { "" } else { "  CHANGED" };
        let name = escape(&input.path);
        writeln!(out, "           {name:<width$}  {:>9} bytes  sha256 {}{note}", input.size, input.sha256)?;
    }
    for catalog in &report.catalogs {
        let done = if report.written { "wrote      " } else { "not written (dry run)  " };
        writeln!(out, "{done}{}", escape(&catalog.path))?;
    }
    Ok(())
}

/// The same in the frame of MakeCat: what is wrong, and `Succeeded` or `Failed` in the last line.
pub(crate) fn makecat(out: &mut dyn Write, report: &CdfReport, global: &Global) -> io::Result<()> {
    if global.verbose {
        for input in &report.inputs {
            writeln!(out, "processing: {}", escape(&input.path))?;
        }
    }
    for finding in &report.findings {
        let word = match finding.severity {
            Severity::Error => "Failed",
            Severity::Warning => "Warning",
            Severity::Note if global.verbose => "Note",
            Severity::Note => continue,
        };
        let path = finding.path.as_deref().map_or_else(String::new, |path| format!("{}: ", escape(path)));
        writeln!(out, "{word}: {path}{} [{}]", escape(&finding.message), finding.code)?;
    }
    writeln!(out, "\n{}", if report.is_good() { "Succeeded" } else { "Failed" })
}
