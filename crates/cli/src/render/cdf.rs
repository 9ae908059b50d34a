use std::io::{self, Write};
use std::path::Path;

use catseal::{BuildReport, CdfOutline, Severity, escape};

use crate::args::Global;

/// What is in a definition, as MakeCat tells it when asked to be verbose.
pub(crate) fn outline(out: &mut dyn Write, cdf: &Path, outline: &CdfOutline) -> io::Result<()> {
    writeln!(out, "opened: {}", escape(&cdf.display().to_string()))?;
    let attributes = |out: &mut dyn Write, names: &[String]| {
        names.iter().try_for_each(|name| writeln!(out, "attribute: {}", escape(name)))
    };
    attributes(out, &outline.attributes)?;
    outline.files.iter().try_for_each(|file| {
        writeln!(out, "processing: {}", escape(&file.tag))?;
        attributes(out, &file.attributes)
    })
}

/// What `build --cdf` did, in the frame of MakeCat: what is wrong, and `Succeeded` or `Failed` in the last line.
pub(crate) fn makecat(out: &mut dyn Write, report: &BuildReport, global: &Global) -> io::Result<()> {
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
