//! Reports in the frame of Inf2Cat, with its sentences where they are known: scripts search for them.

use std::io::{self, Write};
use std::path::Path;

use catseal::{BuildReport, Finding, Severity, escape};

/// What Inf2Cat says when there is nothing for it to do.
pub(crate) const NO_INF: &str = "No installation INF found in the root path of the driver.";

const HELP: &str = "\
Checks a driver package and makes its catalogs, as Inf2Cat does.

  /driver:DIR, /drv:DIR  folder of the driver package
  /os:LIST               operating systems, parted by commas; `catseal build --os list` prints them
  /nocat                 only check
  /uselocaltime          compare DriverVer with the date here, not with that in UTC
  /pageHashes[:FILES]    put the page hashes of all images, or of those named, into the catalogs
  /verbose, /v           name the files
  /drm, /pe              are taken and have no effect: use [SignatureAttributes] in the INF
  --output-dir DIR       folder for the catalogs, in place of the package

Switches have any case and begin with / or -. Exit status: 0 signable, 254 (Inf2Cat's -2) not signable,
2 the command line is wrong, 3 an input cannot be read, 4 the outside world failed.
";

pub(crate) fn help(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(HELP.as_bytes())
}

/// What the frame needs beside the report.
pub(crate) struct Frame<'f> {
    pub(crate) folder: &'f Path,
    /// Switches without effect.
    pub(crate) ignored: &'f [String],
    pub(crate) verbose: bool,
}

impl Frame<'_> {
    pub(crate) fn report(&self, out: &mut dyn Write, report: &BuildReport) -> io::Result<()> {
        if self.verbose {
            let folder = absolute(self.folder);
            for input in &report.inputs {
                writeln!(out, "Processing directory ({}) file ({})", escape(&folder), escape(&input.path))?;
            }
        }
        writeln!(out, "{}", ".".repeat(report.inputs.len().max(1)))?;
        let of = |severity| report.findings.iter().filter(move |finding| finding.severity == severity);
        let errors = of(Severity::Error).map(|finding| self.line(finding)).collect();
        let warnings = of(Severity::Warning).map(|finding| self.line(finding)).collect();
        self.frame(out, report.is_good(), errors, warnings)?;
        if report.written {
            writeln!(out, "\nCatalog generation complete.")?;
            for catalog in &report.catalogs {
                writeln!(out, "{}", escape(&absolute(Path::new(&catalog.path))))?;
            }
        }
        Ok(())
    }

    /// That there is no report.
    pub(crate) fn failure(&self, out: &mut dyn Write, error: &str) -> io::Result<()> {
        self.frame(out, false, vec![error.to_owned()], Vec::new())
    }

    fn frame(&self, out: &mut dyn Write, good: bool, errors: Vec<String>, mut warnings: Vec<String>) -> io::Result<()> {
        let ignored = |switch| format!("{switch} has no effect; use [SignatureAttributes] in the INF");
        warnings.extend(self.ignored.iter().map(ignored));
        writeln!(out, "Signability test {}.", if good { "complete" } else { "failed" })?;
        for (title, lines) in [("Errors", errors), ("Warnings", warnings)] {
            writeln!(out, "\n{title}:")?;
            if lines.is_empty() {
                writeln!(out, "None")?;
            }
            lines.iter().try_for_each(|line| writeln!(out, "{}", escape(line)))?;
        }
        Ok(())
    }

    /// A finding in one line: number and sentence of Inf2Cat, then ours.
    fn line(&self, finding: &Finding) -> String {
        let own = match self.sentence(finding) {
            Some(sentence) => format!("{sentence} ({}) [{}]", finding.message, finding.code),
            None => format!("{} [{}]", finding.message, finding.code),
        };
        match finding.equivalents.iter().find(|number| number.starts_with("22.9.")) {
            Some(number) => format!("{number}: {own}"),
            None => own,
        }
    }

    /// What Inf2Cat says in such a case, if that is known.
    fn sentence(&self, finding: &Finding) -> Option<String> {
        let inf = self.inf(finding)?;
        match finding.code {
            "CS2009" => Some(format!("DriverVer missing or in incorrect format in {inf}.")),
            "CS2013" => {
                Some(format!("DriverVer set to a date in the future (postdated DriverVer not allowed) in {inf}."))
            }
            "CS2101" => {
                let (section, file) = copied(&finding.message)?;
                Some(format!("{file} in [{section}] of {inf} is missing or cannot be decompressed from source media."))
            }
            "CS2102" => {
                let (section, file) = copied(&finding.message)?;
                Some(format!(
                    "{file} in [{section}] of {inf} is missing from [SourceDisksFiles] section in {inf}; ok if file \
                     source is provided via LayoutFile in [Version]."
                ))
            }
            "CS2104" => {
                let arch = architecture(&finding.message)?;
                Some(format!(
                    "Missing {arch} CatalogFile entry (CatalogFile.nt{arch}, CatalogFile.nt, CatalogFile) from [Version] \
                     section in {inf}."
                ))
            }
            "CS2105" => {
                let arch = architecture(&finding.message)?;
                Some(format!("{inf} does not have NT{arch} decorated model sections."))
            }
            _ => None,
        }
    }

    /// The INF that a finding is about as Inf2Cat shows it: below the last part of the folder, in lower case.
    fn inf(&self, finding: &Finding) -> Option<String> {
        let folder = absolute(self.folder);
        let last = folder.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = finding.path.as_ref()?.replace('/', "\\");
        Some(format!("{last}\\{name}").to_lowercase())
    }
}

/// The section and the file, in lower case, of a message such as `… [section] copies 'file', which is …`.
fn copied(message: &str) -> Option<(String, String)> {
    let (before, after) = message.split_once("] copies ")?;
    let (_, section) = before.rsplit_once('[')?;
    let (file, _) = after.split_once(", which is")?;
    Some((section.to_lowercase(), file.trim_matches('\'').to_lowercase()))
}

/// The architecture that a message names, as Inf2Cat writes it.
fn architecture(message: &str) -> Option<String> {
    const KNOWN: [&str; 5] = ["AMD64", "ARM64", "IA64", "X86", "ARM"];
    let upper = message.to_uppercase();
    let words =
        || upper.split(|c: char| !c.is_ascii_alphanumeric()).map(|word| word.strip_prefix("NT").unwrap_or(word));
    words().find(|word| KNOWN.contains(word)).map(str::to_owned)
}

fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}
