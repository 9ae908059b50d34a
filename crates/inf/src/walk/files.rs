//! Lists of files, and the files they name.

use std::collections::{HashMap, HashSet};

use catseal_finding::{Severity, Subject, codes};

use super::install::Reached;
use super::media::{Location, Lookup, Media, outside};
use super::{Context, TargetSet, indices};
use crate::arch::Arch;
use crate::destinations::{DestinationDir, DestinationDirs};
use crate::document::fold;
use crate::driver::{Destination, Removal, SourceFile};

/// What a file that is deleted or renamed costs: its place in memory. INFs have a few of them, if any.
const REMOVAL_WORK: usize = 1000;

/// A file that is installed, with its targets still as a set.
struct Found {
    file: SourceFile,
    targets: TargetSet,
}

impl Found {
    /// The file, with its targets as indices: `positions` has the bit of each target of the walk.
    fn finish(self, positions: &[Option<u32>]) -> SourceFile {
        SourceFile { targets: indices(self.targets, positions), ..self.file }
    }
}

/// One reference to a file, as `CopyFiles` gives it.
struct Reference<'a> {
    source: &'a str,
    destination: Destination,
    section: &'a str,
    line: u32,
    arch: Arch,
    targets: TargetSet,
    needed: bool,
}

/// The files of the package, found one list after the other.
pub(super) struct Collector<'d> {
    layout_file: bool,
    dirs: DestinationDirs<'d>,
    found: Vec<Found>,
    by_path: HashMap<(String, Option<String>), usize>,
    /// Files by how they were found: a list is gone through once for each architecture, mostly with the same result.
    by_lookup: HashMap<Lookup, usize>,
    /// Destinations of files, but for the first few of each.
    more_destinations: HashSet<(usize, Destination)>,
}

impl<'d> Collector<'d> {
    pub(super) fn new(context: &Context<'d>, layout_file: bool) -> Self {
        Self {
            layout_file,
            dirs: context.reader.destination_dirs(),
            found: Vec::new(),
            by_path: HashMap::new(),
            by_lookup: HashMap::new(),
            more_destinations: HashSet::new(),
        }
    }

    /// Adds the files of all lists in `reached`, which the targets need or not.
    pub(super) fn collect(&mut self, context: &mut Context<'_>, media: &Media, reached: &Reached, needed: bool) {
        for (&(arch, list), &targets) in &reached.lists {
            let Some(section) = context.reader.document().section_at(list) else { continue };
            let (dirid, subdir) = destination(context, &self.dirs, Some(section.name()), section.line());
            for entry in section.entries() {
                let line = entry.line();
                if !context.spend(1 + dirid.len() + subdir.len()) {
                    break;
                }
                let name = context.expand_name(entry.field(0), line);
                let renamed_from = context.expand_name(entry.field(1), line);
                if name.is_empty() {
                    continue;
                }
                let source = if renamed_from.is_empty() { name.clone() } else { renamed_from };
                let destination = Destination { dirid: dirid.clone(), subdir: subdir.clone(), name, line };
                let section = section.name();
                self.add(
                    context,
                    media,
                    Reference { source: &source, destination, section, line, arch, targets, needed },
                );
            }
        }
        for direct in &reached.direct {
            if !context.spend(1 + direct.name.len()) || direct.name.is_empty() {
                continue;
            }
            let (dirid, subdir) = destination(context, &self.dirs, None, direct.line);
            let destination = Destination { dirid, subdir, name: direct.name.clone(), line: direct.line };
            let (source, section) = (direct.name.as_str(), direct.section.as_str());
            let (line, arch, targets) = (direct.line, direct.arch, direct.targets);
            self.add(context, media, Reference { source, destination, section, line, arch, targets, needed });
        }
    }

    /// What the lists of `DelFiles` and `RenFiles` name, in the order of their lines.
    pub(super) fn removals(
        &self,
        context: &mut Context<'_>,
        reached: &Reached,
        positions: &[Option<u32>],
    ) -> Vec<Removal> {
        let mut removals = Vec::new();
        for (&(list, renames), &targets) in &reached.removals {
            let Some(section) = context.reader.document().section_at(list) else { continue };
            let (dirid, subdir) = self.dirs.of(Some(section.name())).map(place).unwrap_or_default();
            for entry in section.entries() {
                if !context.spend(REMOVAL_WORK + dirid.len() + subdir.len()) {
                    return removals;
                }
                let first = context.expand(entry.field(0));
                let second = context.expand(entry.field(1));
                // `RenFiles` names the new name first, then the old one.
                let (name, renamed_to) = if renames { (second, Some(first)) } else { (first, None) };
                if name.is_empty() {
                    continue;
                }
                let line = entry.line();
                removals.push(Removal {
                    file: Destination { dirid: dirid.clone(), subdir: subdir.clone(), name, line },
                    renamed_to,
                    section: section.name().to_owned(),
                    line,
                    targets: indices(targets, positions),
                });
            }
        }
        removals.sort_by_key(|removal| removal.line);
        removals
    }

    /// The files, in the order of the lines that name them.
    pub(super) fn finish(mut self, positions: &[Option<u32>]) -> Vec<SourceFile> {
        self.found.sort_by(|a, b| (a.file.line, &a.file.path).cmp(&(b.file.line, &b.file.path)));
        self.found.into_iter().map(|found| found.finish(positions)).collect()
    }

    fn add(&mut self, context: &mut Context<'_>, media: &Media, reference: Reference<'_>) {
        let Reference { source, destination, section, line, arch, targets, needed } = reference;
        let Some(listed) = media.find(source, arch) else {
            let finding = codes::inf::SOURCE_NOT_LISTED.finding(format!(
                "line {line}: [{section}] copies {source}, which is in neither [SourceDisksFiles.{arch}] nor [SourceDisksFiles]"
            ));
            let severity = if self.layout_file { Severity::Warning } else { Severity::Error };
            let subject = Subject::Copied { file: source.to_owned(), section: section.to_owned() };
            context.report(finding.severity(severity).about(subject), Some(line));
            return;
        };
        let lookup = media.lookup(listed, arch);
        if let Some(&index) = lookup.as_ref().and_then(|lookup| self.by_lookup.get(lookup)) {
            self.add_known(index, destination, section, targets, needed);
            return;
        }
        let (path, cabinet) = match media.locate(listed, Some(arch)) {
            Location::At { path, cabinet } => (path, cabinet),
            Location::NoDisk => {
                let finding = codes::inf::DISK_UNDEFINED.finding(format!(
                    "line {}: {source} is on disk '{}', which is in neither [SourceDisksNames.{arch}] nor [SourceDisksNames]",
                    listed.line,
                    listed.disk()
                ));
                context.report(finding, Some(listed.line));
                return;
            }
            Location::Outside => {
                context.report(outside(source, listed.line), Some(listed.line));
                return;
            }
            Location::TooLong => {
                let message = format!("line {}: the path of a file is longer than Windows allows", listed.line);
                context.report(codes::inf::NAME_TOO_LONG.finding(message), Some(listed.line));
                return;
            }
        };
        // Two cabinets are two files, whatever these are called.
        let place = (fold(&path), cabinet.as_deref().map(fold));
        let index = *self.by_path.entry(place).or_insert(self.found.len());
        if let Some(lookup) = lookup {
            self.by_lookup.insert(lookup, index);
        }
        if index < self.found.len() {
            self.add_known(index, destination, section, targets, needed);
            return;
        }
        self.found.push(Found {
            file: SourceFile {
                name: source.to_owned(),
                path,
                section: section.to_owned(),
                line,
                listed_line: listed.line,
                destinations: vec![destination],
                targets: Vec::new(),
                cabinet,
                needed,
            },
            targets,
        });
    }

    /// Adds what another reference says of a file: `destination` has its line.
    fn add_known(&mut self, index: usize, destination: Destination, section: &str, targets: TargetSet, needed: bool) {
        let Some(known) = self.found.get_mut(index) else { return };
        known.targets |= targets;
        known.file.needed |= needed;
        // The first line that names a file is the one to show.
        if destination.line < known.file.line {
            known.file.line = destination.line;
            section.clone_into(&mut known.file.section);
        }
        let destinations = &mut known.file.destinations;
        let first = destinations.get(..destinations.len().min(FEW_DESTINATIONS)).unwrap_or_default();
        let new = !first.iter().any(|known| is_same_place(known, &destination))
            && (destinations.len() < FEW_DESTINATIONS
                || self.more_destinations.insert((index, place_alone(&destination))));
        if new {
            destinations.push(destination);
        }
    }
}

/// How many destinations of a file are compared one by one.
const FEW_DESTINATIONS: usize = 4;

fn is_same_place(one: &Destination, other: &Destination) -> bool {
    (&one.name, &one.dirid, &one.subdir) == (&other.name, &other.dirid, &other.subdir)
}

/// The place without the line: a place that two lines name is one.
fn place_alone(destination: &Destination) -> Destination {
    Destination { line: 0, ..destination.clone() }
}

/// Where the files of `list` go, or those of `CopyFiles = @file`.
fn destination(
    context: &mut Context<'_>,
    dirs: &DestinationDirs<'_>,
    list: Option<&str>,
    line: u32,
) -> (String, String) {
    let dir = dirs.of(list);
    if dir.is_none() {
        let what = list.map_or_else(|| "a file".to_owned(), |list| format!("the list [{list}]"));
        let message = format!("line {line}: {what} has no destination in [DestinationDirs]");
        context.report(codes::inf::DESTINATION_MISSING.finding(message), Some(line));
    }
    dir.map(place).unwrap_or_default()
}

/// Directory identifier and subdirectory.
fn place(dir: &DestinationDir<'_>) -> (String, String) {
    (dir.dirid.clone().into_owned(), dir.subdir.clone().into_owned())
}
