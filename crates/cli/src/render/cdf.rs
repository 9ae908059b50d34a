use std::io::{self, Write};

use catseal::{BuildReport, Severity, escape};

use crate::args::Global;

/// What `build --cdf` did, in the frame of MakeCat: what is wrong, and `Succeeded` or `Failed` in the last line.
pub(crate) fn makecat(out: &mut dyn Write, report: &BuildReport, global: &Global) -> io::Result<()> {
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
