//! Files of Windows that a package must not replace.
//!
//! Microsoft's list is one of bare names, one group for each generation of Windows; Inf2Cat compares by them alone, and speaks of
//! an error where an INF copies the file and of a warning where it does not. How bad it is to copy one to which folder is not
//! documented. Here it is an error where the file could take the place of Windows' own, and a warning elsewhere.

use std::collections::HashMap;

use catseal_finding::codes::inf::WALK_INCOMPLETE;
use catseal_finding::codes::signability::{
    PROTECTED_FILE_ALLOWED, PROTECTED_FILE_DELETED, PROTECTED_FILE_PRESENT, PROTECTED_FILE_RENAMED,
    PROTECTED_FILE_REPLACED, PROTECTED_NAME_ELSEWHERE, PROTECTED_SOURCE_NAME,
};
use catseal_finding::{CodeInfo, Finding, Severity, Subject};
use catseal_inf::{Destination, Driver, Removal, SourceFile, fold};

use crate::context::Context;
use crate::facts::{Installed, Translated, base_name};
use crate::image::FileVersion;
use crate::package::Inf;
use crate::protected::{Generation, Generations, generations, unpacked_names};

super::rules! {
    PROTECTED_FILE_REPLACED: Inf2Cat Error, Whql Error;
    PROTECTED_NAME_ELSEWHERE: Inf2Cat Warning;
    PROTECTED_FILE_PRESENT: Inf2Cat Warning;
    PROTECTED_FILE_DELETED: Inf2Cat Error, Whql Error;
    PROTECTED_FILE_RENAMED: Inf2Cat Error, Whql Error;
    PROTECTED_SOURCE_NAME: Inf2Cat Error;
    PROTECTED_FILE_ALLOWED: Inf2Cat Note, Whql Note;
}

/// Files that an INF copies, and those that are merely there.
pub(crate) fn copied_and_present(context: &mut Context<'_>) {
    let (facts, shipped) = (context.facts, context.options.compat);
    let mut copied: HashMap<String, Generations> = HashMap::new();
    for installed in &facts.installs {
        if installed.more_translated {
            let message = "the INF has other names in more languages than were looked at";
            context.report(WALK_INCOMPLETE.finding(message).at(installed.inf.path.clone()));
        }
        let sections = sections_by_line(installed.inf);
        for reading in readings(installed) {
            for file in reading.files {
                let targets = of_targets(context, &file.targets);
                let found = facts.file(installed.inf, file);
                if let Some(found) = found {
                    let container = found.packed.as_ref().map(|packed| &packed.container);
                    for path in std::iter::once(&found.path).chain(container) {
                        let known = copied.entry(fold(path)).or_default();
                        targets.iter().for_each(|generation| known.add(generation));
                    }
                }
                let version = found.and_then(|found| found.image.as_ref()?.version.as_ref());
                for destination in &file.destinations {
                    let section = sections.get(&destination.line).copied().unwrap_or(&file.section);
                    copied_to(context, &reading, (file, section), destination, targets, version);
                }
            }
        }
    }
    let asked = of_targets(context, &(0..context.options.targets.len()).collect::<Vec<_>>());
    for file in &context.package.files {
        let copied = copied.get(&fold(&file.path)).copied().unwrap_or_default();
        let name = fold(base_name(&file.path));
        let own = unpacked_names(&name).into_iter().map(|name| generations(name, shipped));
        for generation in own.fold(Generations::default(), Generations::or).and(asked).without(copied).iter() {
            let message =
                format!("{} has the name of a file that {generation} protects, and no INF copies it", file.path);
            let (windows, source) = (generation.to_string(), file.path.clone());
            let subject = Subject::Protected { windows, source, destination: None };
            context.report(PROTECTED_FILE_PRESENT.finding(message).at(file.path.clone()).about(subject));
        }
    }
}

/// A file that an INF copies to a place, under the name that it gets there and the one that it has in the package.
fn copied_to(
    context: &mut Context<'_>,
    reading: &Reading<'_>,
    (file, section): (&SourceFile, &str),
    destination: &Destination,
    targets: Generations,
    version: Option<&FileVersion>,
) {
    let shipped = context.options.compat;
    let place = place(destination);
    let in_windows = is_in_windows(destination);
    let subject = |generation: Generation| Subject::Protected {
        windows: generation.to_string(),
        source: file.path.clone(),
        destination: Some(place.clone()),
    };
    let name = name_in_windows(&destination.name);
    let by_name = generations(&name, shipped).and(targets);
    for generation in by_name.iter() {
        let code = if in_windows { &PROTECTED_FILE_REPLACED } else { &PROTECTED_NAME_ELSEWHERE };
        let message =
            format!("[{section}] copies {} to {place}, and {generation} protects its own file of that name", file.path);
        let finding = code.finding(message).about(subject(generation));
        report(context, reading, destination.line, &name, generation, version, finding);
    }
    let base = fold(base_name(&file.path));
    for source in unpacked_names(&base) {
        for generation in generations(source, shipped).and(targets).without(by_name).iter() {
            let message =
                format!("[{section}] copies {} to {place}, and {generation} protects its own file {source}", file.path);
            let severity = if in_windows { Severity::Error } else { Severity::Warning };
            let finding = PROTECTED_SOURCE_NAME.finding(message).severity(severity).about(subject(generation));
            report(context, reading, destination.line, source, generation, version, finding);
        }
    }
}

/// Files that an INF deletes or renames.
pub(crate) fn deleted_and_renamed(context: &mut Context<'_>) {
    let (facts, shipped) = (context.facts, context.options.compat);
    for reading in facts.installs.iter().flat_map(readings) {
        for removal in reading.removals.iter().filter(|removal| is_in_windows(&removal.file)) {
            let targets = of_targets(context, &removal.targets);
            let what = place(&removal.file);
            let mut report_all = |name: &str, code: &'static CodeInfo, message: &dyn Fn(Generation) -> String| {
                let name = name_in_windows(name);
                for generation in generations(&name, shipped).and(targets).iter() {
                    let finding = code.finding(message(generation));
                    report(context, &reading, removal.line, &name, generation, None, finding);
                }
            };
            let section = &removal.section;
            match &removal.renamed_to {
                None => report_all(&removal.file.name, &PROTECTED_FILE_DELETED, &|generation| {
                    format!("[{section}] deletes {what}, which {generation} protects")
                }),
                Some(new) => {
                    report_all(&removal.file.name, &PROTECTED_FILE_RENAMED, &|generation| {
                        format!("[{section}] renames {what}, which {generation} protects")
                    });
                    report_all(new, &PROTECTED_FILE_RENAMED, &|generation| {
                        format!(
                            "[{section}] renames {what} to {new}, and {generation} protects its own file of that name"
                        )
                    });
                }
            }
        }
    }
}

/// An INF as a machine of some language reads it.
struct Reading<'p> {
    inf: &'p Inf,
    files: &'p [SourceFile],
    removals: &'p [Removal],
    /// The section of strings that makes names other ones than those that the INF is looked at with.
    language: Option<&'p str>,
    one_of_several: bool,
}

/// An INF as it is looked at, and as it reads where it has other names.
fn readings<'p>(installed: &'p Installed<'p>) -> impl Iterator<Item = Reading<'p>> {
    let one_of_several = !installed.translated.is_empty();
    let (inf, Driver { files, removals, .. }) = (installed.inf, &installed.driver);
    let own = Reading { inf, files, removals, language: None, one_of_several };
    let others = installed.translated.iter().map(move |other| {
        let Translated { section, files, removals } = other;
        Reading { inf, files, removals, language: Some(section), one_of_several }
    });
    std::iter::once(own).chain(others)
}

/// The names of the sections by the lines of their entries.
fn sections_by_line(inf: &Inf) -> HashMap<u32, &str> {
    let sections = inf.document.sections();
    sections.flat_map(|section| section.entries().iter().map(|entry| (entry.line(), section.name()))).collect()
}

/// The generations of the targets at these indices.
fn of_targets(context: &Context<'_>, indices: &[usize]) -> Generations {
    let mut generations = Generations::default();
    for target in indices.iter().filter_map(|&index| context.options.targets.get(index)) {
        generations.add(Generation::of(target));
    }
    generations
}

/// Reports a finding about the protected file `name`, unless its vendor may do that.
fn report(
    context: &mut Context<'_>,
    reading: &Reading<'_>,
    line: u32,
    name: &str,
    generation: Generation,
    version: Option<&FileVersion>,
    mut finding: Finding,
) {
    let inf = reading.inf;
    // What is so in every language is told once.
    if reading.one_of_several && !context.is_news(inf, line, &finding.message) {
        return;
    }
    if let Some(language) = reading.language {
        finding.message = format!("{}, where {language} gives the names", finding.message);
    }
    let provider = inf.driver.version.provider.as_ref().map_or("", |provider| provider.text.as_str());
    if let Some(row) = context.options.allow.allows(name, provider, generation) {
        let message =
            format!("{name} is protected by {generation}, and line {row} of the allow list lets {provider} have it");
        context.report_in(inf, line, PROTECTED_FILE_ALLOWED.finding(message));
        return;
    }
    let Some(version) = version.filter(|version| is_of_vendor(version, provider)) else {
        context.report_in(inf, line, finding);
        return;
    };
    let severity = finding.severity.min(Severity::Warning);
    context.report_in(inf, line, finding.severity(severity));
    let [major, minor, build, revision] = version.version;
    let message = format!(
        "{name} is protected by {generation}, but it is {}'s own: its version resource names {} and version {major}.{minor}.{build}.{revision}",
        provider, version.company
    );
    context.report_in(inf, line, PROTECTED_FILE_ALLOWED.finding(message));
}

/// Whether a file comes from the provider itself and is another than the one that came with Windows.
///
/// Windows allows a vendor a higher version of its own driver. Which version Windows has is not known here; but the drivers that
/// come with it are built and numbered with it, so a file with a number of its own is not Windows' copy.
fn is_of_vendor(version: &FileVersion, provider: &str) -> bool {
    let numbered_like_windows =
        matches!(version.version, [5, 0..=2, ..] | [6, 0..=3, ..] | [10, 0, ..] | [4, 0, ..] | [0, 0, 0, 0]);
    let (company, provider) = (words(&version.company), words(provider));
    let known = company.len().min(provider.len());
    let same = known > 0 && company.iter().zip(&provider).all(|(a, b)| a == b);
    same && !numbered_like_windows && !is_microsoft(&version.company)
}

/// Whether this is the name of Microsoft.
pub(crate) fn is_microsoft(company: &str) -> bool {
    words(company).first().is_some_and(|first| first == "microsoft")
}

/// The words of a company's name, without those for its legal form.
fn words(name: &str) -> Vec<String> {
    const FORMS: [&str; 14] = [
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "co",
        "company",
        "ltd",
        "limited",
        "llc",
        "gmbh",
        "ag",
        "sa",
        "kg",
        "the",
    ];
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    words.filter(|word| !FORMS.contains(&word.as_str())).take(16).collect()
}

/// The name, folded, by which Windows keeps a file that is copied as `name`: without the folders that may stand before it, and
/// without the dots and blanks at its end, which Windows drops (Microsoft, "Naming Files, Paths, and Namespaces").
fn name_in_windows(name: &str) -> String {
    let last = name.rsplit(['\\', '/']).next().unwrap_or_default();
    fold(last.trim_end_matches(['.', ' ']))
}

/// Whether a place is in a folder that is Windows' own, or may be. Source: the table of dirids in Microsoft's page "Using Dirids",
/// and the shell folders that are the same (16404 fonts, 16420 Windows, 16421 system). An absolute path (-1) may lead into one,
/// and so does a path that leaves its folder by `..`, or goes down from the root of the disk (24).
fn is_in_windows(place: &Destination) -> bool {
    const ROOT: i64 = 24;
    let dirid = place.dirid.trim();
    let number = match dirid.strip_prefix("0x").or_else(|| dirid.strip_prefix("0X")) {
        Some(digits) => i64::from_str_radix(digits, 16).ok(),
        None => dirid.parse().ok(),
    };
    let folders = || [&place.subdir, &place.name].into_iter().flat_map(|path| path.split(['\\', '/'])).map(str::trim);
    let first = || folders().find(|folder| !["", "."].contains(folder)).unwrap_or_default();
    match number {
        Some(
            -1
            | 10..=12
            | 17
            | 18
            | 20
            | 21
            | 23
            | 25
            | 30
            | 50..=52
            | 54
            | 55
            | 16404
            | 16420
            | 16421
            | 16425
            | 65535
            | 66000..=66004,
        ) => true,
        Some(ROOT) if ["windows", "winnt"].iter().any(|windows| first().eq_ignore_ascii_case(windows)) => true,
        Some(_) => folders().any(|folder| folder == ".."),
        None => false,
    }
}

/// `%12%\sub\name`.
fn place(destination: &Destination) -> String {
    let Destination { dirid, subdir, name, .. } = destination;
    match (dirid.is_empty(), subdir.is_empty()) {
        (true, _) => name.clone(),
        (false, true) => format!("%{dirid}%\\{name}"),
        (false, false) => format!("%{dirid}%\\{subdir}\\{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_of_its_vendor_by_company_and_by_a_version_that_is_not_numbered_like_windows() {
        let of = |company: &str, version, provider| {
            is_of_vendor(&FileVersion { company: company.to_owned(), version, ..FileVersion::default() }, provider)
        };
        assert!(of("SCM Microsystems, Inc.", [7, 1, 0, 0], "SCM Microsystems"));
        assert!(!of("SCM Microsystems, Inc.", [5, 1, 2600, 0], "SCM Microsystems"));
        assert!(!of("SCM Microsystems, Inc.", [7, 1, 0, 0], "Somebody"));
        assert!(!of("Microsoft Corporation", [7, 1, 0, 0], "Microsoft"));
        assert!(!of("", [7, 1, 0, 0], "Inc."));
    }

    #[test]
    fn a_name_is_the_one_that_windows_keeps() {
        for name in ["disk.sys", "DISK.SYS", "drivers\\disk.sys", "..\\drivers/Disk.sys", "disk.sys.", "disk.sys . "] {
            assert_eq!(name_in_windows(name), "disk.sys", "{name}");
        }
        assert_eq!(name_in_windows("drivers\\"), "");
    }
}
