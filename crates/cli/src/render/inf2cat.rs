//! A build in the frame and the words of Inf2Cat, for scripts that look for them.
//!
//! Frame and words are those that published logs show. What Inf2Cat has no words for is said in our own, with our code.

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{MAIN_SEPARATOR, Path};

use catseal::{BuildReport, Error, Finding, Severity, Subject, escape};

pub(crate) const HELP: &str = "\
Check a driver package and make its catalogs, with the switches of Inf2Cat

Usage: inf2cat /driver:DIR /os:LIST [switches]

  /driver:DIR, /drv:DIR  Folder of the driver package: the one that holds the .inf file
  /os:LIST               Operating systems, parted by commas; `catseal build --os list` prints them all
  /nocat                 Test the package, and make no catalog
  /verbose, /v           Say more
  /uselocaltime          Compare the date of DriverVer with today in the local time zone, in place of UTC
  /pageHashes[:FILES]    Put the hashes of their pages into the catalogs: of all PE images, or of those named, parted by commas
  /drm[:FILES]           Does nothing, and says so: use [SignatureAttributes] in the INF
  /pe[:FILES]            Does nothing, and says so: use [SignatureAttributes] in the INF
  /?                     Print this

  --output-dir DIR       Folder for the catalogs; default: the package. Inf2Cat has no such option

Switches begin with / or -, in any case, and have no blank after the colon.

Exit status: 0 the package passed, 254 (-2) it did not, 2 the command line is wrong, 3 an input cannot be read or is malformed,
4 the outside world failed.
";

/// Said about `/drm`.
pub(crate) const DRM_LEFT_OUT: &str = "/drm is deprecated and was not carried out; write DRMLevel into [SignatureAttributes] of the INF for the files that need it.";
/// Said about `/pe`.
pub(crate) const PE_LEFT_OUT: &str = "/pe is deprecated and was not carried out; write PETrust into [SignatureAttributes] of the INF for the files that need it.";

/// Inf2Cat's progress. How many dots it prints varies; here it is the same number every time.
const DOTS: &str = ".........................";

/// The codes of files called `.inf` that Inf2Cat does not take for one: two encodings, and what is no INF.
const NOT_TAKEN: [&str; 3] = ["CS2003", "CS2004", "CS5011"];

const NO_INF: &str = "No installation INF found in the root path of the driver.";

/// What is to be shown.
pub(crate) struct Page<'r> {
    pub(crate) report: &'r BuildReport,
    /// The package's folder, as it was named.
    pub(crate) package: &'r Path,
    /// The files in it, if they are to be told.
    pub(crate) files: &'r [String],
    /// The name of the package's folder, without those above it.
    pub(crate) folder: &'r str,
    pub(crate) verbose: bool,
    /// Warnings about the switches.
    pub(crate) remarks: &'r [&'static str],
}

impl Page<'_> {
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let report = self.report;
        if self.verbose {
            for name in self.files {
                let (below, file) = name.rsplit_once('/').unwrap_or(("", name));
                let folder = below.split('/').fold(self.package.to_owned(), |folder, part| folder.join(part));
                // With the separator at its end, as Inf2Cat shows it.
                let folder = folder.join("");
                writeln!(
                    out,
                    "Processing directory ({}) file ({})",
                    escape(&folder.display().to_string()),
                    escape(&file.to_lowercase())
                )?;
            }
            for note in self.lines(Severity::Note) {
                writeln!(out, "Note: {note}")?;
            }
        }
        let mut warnings = self.lines(Severity::Warning);
        warnings.extend(self.remarks.iter().map(|remark| (*remark).to_owned()));
        frame(out, report.is_good(), &self.lines(Severity::Error), &warnings)?;
        if report.written {
            writeln!(out, "\nCatalog generation complete.")?;
            for catalog in &report.catalogs {
                writeln!(out, "{}", escape(&full_path(&catalog.path)))?;
            }
        }
        Ok(())
    }

    /// What is said of the findings of this severity, each once.
    fn lines(&self, severity: Severity) -> Vec<String> {
        let mut known = HashSet::new();
        let findings = self.report.findings.iter().filter(|finding| finding.severity == severity);
        let lines = findings.map(|finding| {
            let line = line(finding, self.folder);
            let is_reason = severity == Severity::Error && NOT_TAKEN.contains(&finding.code);
            escape(&if is_reason && self.takes_no_inf() { format!("{NO_INF} {line}") } else { line })
        });
        lines.filter(|line| known.insert(line.clone())).collect()
    }

    /// Whether Inf2Cat takes none of the INFs for one, though catseal could read some.
    fn takes_no_inf(&self) -> bool {
        let findings = &self.report.findings;
        let is_not_taken = |path: &str| {
            let mut about = findings.iter().filter(|finding| finding.path.as_deref() == Some(path));
            about.any(|finding| NOT_TAKEN.contains(&finding.code))
        };
        let inputs = self.report.inputs.iter().map(|input| input.path.as_str());
        let mut paths = inputs.chain(findings.iter().filter_map(|finding| finding.path.as_deref()));
        let is_inf = |path: &str| Path::new(path).extension().is_some_and(|end| end.eq_ignore_ascii_case("inf"));
        !paths.any(|path| is_inf(path) && !path.contains('/') && !is_not_taken(path))
    }
}

/// What is said of a folder without INF.
pub(crate) fn no_inf(out: &mut dyn Write, error: &Error) -> io::Result<()> {
    frame(out, false, &[format!("{NO_INF} {}", escape(&error.to_string()))], &[])
}

fn frame(out: &mut dyn Write, passed: bool, errors: &[String], warnings: &[String]) -> io::Result<()> {
    writeln!(out, "{DOTS}\nSignability test {}.", if passed { "complete" } else { "failed" })?;
    for (title, lines) in [("Errors", errors), ("Warnings", warnings)] {
        writeln!(out, "\n{title}:")?;
        if lines.is_empty() {
            writeln!(out, "None")?;
        }
        for line in lines {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// A finding in a line.
fn line(finding: &Finding, folder: &str) -> String {
    let place = finding.path.as_deref().map_or_else(|| folder.to_owned(), |path| shown(folder, path));
    let number = finding.equivalents.iter().map(String::as_str).find(|number| number.starts_with("22.9."));
    let told = number.map_or_else(String::new, |number| format!("{number}: "));
    if let Some(words) = words(finding, number, &place) {
        return format!("{told}{words}");
    }
    let known = finding.path.as_ref().is_none_or(|path| finding.message.contains(path.as_str()));
    let place = if known { String::new() } else { format!("{place}: ") };
    format!("{told}{place}{} [{}]", finding.message, finding.code)
}

/// Inf2Cat's own words; `None` when it is not known to have any. `place` is the INF.
fn words(finding: &Finding, number: Option<&str>, place: &str) -> Option<String> {
    // What is only a note is nothing that Inf2Cat speaks of.
    if finding.severity == Severity::Note {
        return None;
    }
    Some(match (number, &finding.subject) {
        (Some("22.9.1"), Some(Subject::Copied { file, section })) => format!(
            "{} in [{}] of {place} is missing or cannot be decompressed from source media. Check that the paths in \
             SourceDisksNames, SouceDisksFiles and CopyFiles lead to this file.",
            file.to_lowercase(),
            section.to_lowercase()
        ),
        (Some("22.9.4"), Some(Subject::Architecture(arch))) => {
            let arch = arch.to_ascii_uppercase();
            format!(
                "Missing {arch} CatalogFile entry (CatalogFile.nt{arch}, CatalogFile.nt, CatalogFile) from [Version] section in {place}."
            )
        }
        (Some("22.9.6"), _) => format!("DriverVer missing or in incorrect format in {place}."),
        (Some("22.9.7"), Some(Subject::EarliestDay { year, month, day })) => format!(
            "DriverVer set to incorrect date (must be postdated to {month}/{day}/{year} for newest OS) in {place}."
        ),
        (Some("22.9.7"), _) => {
            format!("DriverVer set to a date in the future (postdated DriverVer not allowed) in {place}.")
        }
        (Some("22.9.8"), Some(Subject::Protected { windows, source, destination })) => {
            let source = backslashed(&source.to_lowercase());
            match destination {
                Some(destination) => format!(
                    "Possible {windows} file redistribution violation (\\{source} --> {}).",
                    destination.to_lowercase()
                ),
                None => format!(
                    "Possible {windows} file redistribution violation (\\{source}). No INF copies the file, this is a warning only."
                ),
            }
        }
        (Some("22.9.10"), Some(Subject::Copied { file, section })) => format!(
            "{} in [{}] is missing from [SourceDisksFiles] section in {place}; ok if file source is provided via LayoutFile in \
             [Version].",
            file.to_lowercase(),
            section.to_lowercase()
        ),
        (None, Some(Subject::Architecture(arch))) => {
            let inf = place.rsplit('\\').next().unwrap_or(place);
            format!("{inf} does not have NT{} decorated model sections.", arch.to_ascii_uppercase())
        }
        _ => return None,
    })
}

/// A file of the package as Inf2Cat shows it: `Folder\x.inf`, the file in lower case, the folder as it is called.
fn shown(folder: &str, path: &str) -> String {
    format!("{folder}\\{}", backslashed(path).to_lowercase())
}

fn backslashed(path: &str) -> String {
    path.replace('/', "\\")
}

/// The whole path of a catalog that was written.
fn full_path(catalog: &str) -> String {
    let whole = std::path::absolute(catalog).map_or_else(|_| catalog.to_owned(), |whole| whole.display().to_string());
    // A file that was there before keeps the name it has, which some systems tell from the one in lower case.
    match whole.rsplit_once(MAIN_SEPARATOR) {
        Some((folder, name)) => {
            let lower = format!("{folder}{MAIN_SEPARATOR}{}", name.to_lowercase());
            if Path::new(&lower).exists() { lower } else { whole }
        }
        None => whole,
    }
}
