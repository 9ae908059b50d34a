//! The package against itself: what its files say, and what its INFs say of them.

use std::collections::{HashMap, HashSet};

use catseal_finding::Severity;
use catseal_finding::codes::membership::NAME_COLLISION;
use catseal_finding::codes::package::{
    COPIED_AND_REMOVED, EMPTY_FILE, FILE_LISTED_NOT_COPIED, FILE_NOT_MENTIONED, LINE_ENDINGS, NAME_NOT_FOR_WINDOWS,
    NEWER_THAN_DRIVER_VER, PRIVATE_KEY_IN_PACKAGE,
};
use catseal_inf::fold;

use super::catalog::unread_inf;
use crate::context::Context;
use crate::facts::extension;

pub(crate) mod images;

super::rules! {
    FILE_NOT_MENTIONED: Package Warning;
    FILE_LISTED_NOT_COPIED: Package Note;
    NEWER_THAN_DRIVER_VER: Package Note;
    LINE_ENDINGS: Package Note;
    EMPTY_FILE: Package Warning;
    PRIVATE_KEY_IN_PACKAGE: Package Error;
    COPIED_AND_REMOVED: Package Warning;
    NAME_NOT_FOR_WINDOWS: Package Error;
    NAME_COLLISION: Package Error;
}

/// Files that no INF installs.
pub(crate) fn not_copied(context: &mut Context<'_>) {
    let (package, facts) = (context.package, context.facts);
    // What an INF that was not read installs is not known.
    if package.infs.is_empty() || package.files.iter().any(|file| unread_inf(context, file)) {
        return;
    }
    let tags: HashSet<String> = package.infs.iter().flat_map(disk_tags).collect();
    let copied = facts.installs.iter().flat_map(|installed| &installed.copied_anywhere);
    let stems: HashSet<&str> = copied.filter_map(|path| path.get(..path.char_indices().last()?.0)).collect();
    for file in &package.files {
        let kind = extension(&file.path);
        if ["inf", "cat", "pdb"].contains(&kind.as_str()) {
            continue;
        }
        // What INFs mean from there, they install.
        if file.packed.as_ref().is_some_and(|packed| !packed.sources.is_empty()) {
            continue;
        }
        let path = fold(&file.path);
        if tags.contains(crate::facts::base_name(&path)) {
            continue;
        }
        // `sample.sy_` is `sample.sys`, compressed.
        let compressed = path.strip_suffix('_').is_some_and(|stem| stems.contains(stem));
        if compressed || facts.installs.iter().any(|installed| installed.copied_anywhere.contains(&path)) {
            continue;
        }
        let listed = facts.installs.iter().find_map(|installed| Some((installed.inf, installed.listed(file)?)));
        if let Some((inf, line)) = listed {
            let message = format!(
                "[SourceDisksFiles] lists {}, which no CopyFiles installs on any version of Windows",
                file.path
            );
            context.report_in(inf, line, FILE_LISTED_NOT_COPIED.finding(message));
        } else {
            let program = file.image.is_some() || ["sys", "dll", "exe"].contains(&kind.as_str());
            let severity = if program { Severity::Warning } else { Severity::Note };
            let message = format!("no INF of the package installs {}", file.path);
            context.report(FILE_NOT_MENTIONED.finding(message).severity(severity).at(file.path.clone()));
        }
    }
}

/// The names, folded, of the files by which Windows tells that a disk is there.
fn disk_tags(inf: &crate::package::Inf) -> Vec<String> {
    let tables = inf.document.sections().filter(|section| fold(section.name()).starts_with("sourcedisksnames"));
    let fields = tables.flat_map(|table| table.entries()).flat_map(|entry| [entry.field(1), entry.field(5)]);
    fields.filter(|field| !field.is_empty()).map(|field| fold(&inf.document.expand(field))).collect()
}

/// The date should be that of the newest file. Of an INF and all that it installs, the newest is told.
pub(crate) fn newer_than_driver_ver(context: &mut Context<'_>) {
    let facts = context.facts;
    for installed in &facts.installs {
        let Some(version) = &installed.inf.driver.version.driver_ver else { continue };
        let sources = installed.driver.files.iter().filter_map(|file| facts.file(installed.inf, file));
        let newest = sources.filter_map(|file| Some((file.modified?, file))).max_by_key(|(modified, _)| *modified);
        let Some((modified, file)) = newest else { continue };
        let date = context.options.zone.to_datetime(modified).date();
        if date > version.date {
            let message = format!("{} is of {date}, and DriverVer of {}", file.path, version.date);
            context.report_in(installed.inf, version.line, NEWER_THAN_DRIVER_VER.finding(message));
        }
    }
}

/// A hint only: lines that end in different ways, within an INF or between INFs.
pub(crate) fn line_endings(context: &mut Context<'_>) {
    let infs = &context.package.infs;
    let sibling = infs.iter().find(|inf| inf.document.line_endings().lf == 0 && inf.document.line_endings().crlf > 0);
    for inf in infs {
        let endings = inf.document.line_endings();
        let message = match (endings.lf, endings.crlf, sibling) {
            (0, _, _) => continue,
            (lf, 0, Some(sibling)) => {
                format!(
                    "its {lf} lines end in a line feed alone, while those of {} have carriage returns",
                    sibling.path
                )
            }
            (_, 0, None) => continue,
            (lf, crlf, _) => {
                format!("{lf} of its lines end in a line feed alone, and {crlf} have carriage returns, too")
            }
        };
        context.report(LINE_ENDINGS.finding(message).at(inf.path.clone()));
    }
}

/// Files without content.
pub(crate) fn empty_files(context: &mut Context<'_>) {
    let facts = context.facts;
    for installed in &facts.installs {
        for source in &installed.driver.files {
            if facts.file(installed.inf, source).is_some_and(|file| file.size == 0) {
                let message = format!("[{}] installs {}, which is empty", source.section, source.path);
                context.report_in(installed.inf, source.line, EMPTY_FILE.finding(message));
            }
        }
    }
}

/// Files that keep private keys by their names: PKCS#12, Authenticode's own form, and strong names.
pub(crate) fn private_keys(context: &mut Context<'_>) {
    let package = context.package;
    for file in
        package.files.iter().filter(|file| ["pfx", "p12", "pvk", "snk"].contains(&extension(&file.path).as_str()))
    {
        let message = format!("{} is the kind of file that keeps a private key", file.path);
        context.report(PRIVATE_KEY_IN_PACKAGE.finding(message).at(file.path.clone()));
    }
}

/// A file is copied or taken away, not both.
pub(crate) fn copied_and_removed(context: &mut Context<'_>) {
    let facts = context.facts;
    for installed in &facts.installs {
        let place = |file: &catseal_inf::Destination| {
            (fold(file.dirid.trim()), fold(file.subdir.trim_matches('\\')), fold(&file.name))
        };
        let mut copied = HashMap::new();
        for source in &installed.driver.files {
            copied.extend(source.destinations.iter().map(|destination| (place(destination), source)));
        }
        for removal in &installed.driver.removals {
            let Some(source) = copied.get(&place(&removal.file)) else { continue };
            // On different versions of Windows it may well be both.
            if !removal.targets.iter().any(|target| source.targets.contains(target)) {
                continue;
            }
            let done = if removal.renamed_to.is_some() { "renames" } else { "deletes" };
            let name = &removal.file.name;
            let message =
                format!("[{}] {done} {name}, which [{}] copies to the same folder", removal.section, source.section);
            context.report_in(installed.inf, removal.line, COPIED_AND_REMOVED.finding(message));
        }
    }
}

/// Names of devices, in lower case. Source: "Naming Files, Paths, and Namespaces" (Win32).
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Names that Windows does not allow, and names that are one to it.
pub(crate) fn names(context: &mut Context<'_>) {
    let package = context.package;
    let mut known: HashMap<String, &str> = HashMap::new();
    for file in &package.files {
        if let Some(part) = file.path.split('/').find(|part| !is_name_for_windows(part)) {
            let message = format!("'{}' is no name for a file or folder on Windows", part.escape_default());
            context.report(NAME_NOT_FOR_WINDOWS.finding(message).at(file.path.clone()));
        }
        match known.entry(fold(&file.path)) {
            std::collections::hash_map::Entry::Occupied(other) => {
                let message = format!("{} and {} are one file to Windows", other.get(), file.path);
                context.report(NAME_COLLISION.finding(message).at(file.path.clone()));
            }
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(&file.path);
            }
        }
    }
}

fn is_name_for_windows(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    !name.is_empty()
        && !name.ends_with([' ', '.'])
        && !name.contains(|c: char| c.is_ascii_control() || "<>:\"\\|?*".contains(c))
        && !DEVICES.contains(&fold(stem).as_str())
}
