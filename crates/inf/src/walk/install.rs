//! Install sections: from those that models name to the lists of files they copy.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use catseal_finding::{Severity, codes};

use super::models::{Choice, Models};
use super::{Context, Starts, TargetSet, indices, media};
use crate::arch::Arch;
use crate::document::{Document, Section, fold};
use crate::driver::{CopiedInf, InstallSection};

/// What may follow the name of an install section, after a dot, to make a section that belongs to it.
///
/// Source: the pages on INF DDInstall sections in the documentation of the Windows Driver Kit.
pub const SUBSECTIONS: &[&str] = &[
    "CoInstallers",
    "Services",
    "HW",
    "Interfaces",
    "Components",
    "Software",
    "Wdf",
    "Filters",
    "Events",
    "COM",
    "FactDef",
    "LogConfigOverride",
    "WMI",
];

/// What the install sections copy.
pub(super) struct Reached {
    /// Lists of files, by architecture and index of the section.
    pub(super) lists: BTreeMap<(Arch, usize), TargetSet>,
    /// Files that `CopyFiles = @file` names.
    pub(super) direct: Vec<DirectFile>,
    pub(super) copied_infs: Vec<CopiedInf>,
    /// Lists of `DelFiles`, and with `true` of `RenFiles`, by index of the section.
    pub(super) removals: BTreeMap<(usize, bool), TargetSet>,
    /// The install sections by index.
    sections: BTreeMap<usize, TargetSet>,
}

impl Reached {
    /// The install sections; `positions` has the bit of each target of the walk.
    pub(super) fn install_sections(&self, document: &Document, positions: &[Option<u32>]) -> Vec<InstallSection> {
        let sections = self.sections.iter().filter_map(|(&index, &targets)| {
            let name = document.section_at(index)?.name().to_owned();
            Some(InstallSection { name, targets: indices(targets, positions) })
        });
        sections.collect()
    }
}

/// A file of `CopyFiles = @file`.
pub(super) struct DirectFile {
    pub(super) name: String,
    pub(super) section: String,
    pub(super) line: u32,
    pub(super) arch: Arch,
    pub(super) targets: TargetSet,
}

/// `base.nt<arch>`, `base.nt` or `base`: the first that is there.
pub(super) fn search(context: &mut Context<'_>, base: &str, arch: Arch) -> Option<usize> {
    [format!("{base}.nt{arch}"), format!("{base}.nt"), base.to_owned()]
        .iter()
        .find_map(|name| context.section(name))
        .map(|(index, _)| index)
}

/// The sections at which `choice` begins, ascending.
pub(super) fn roots(context: &mut Context<'_>, models: &Models, choice: &Choice, arch: Arch) -> Vec<usize> {
    let mut roots: BTreeSet<usize> = choice.defaults.iter().copied().collect();
    for &section in &choice.models {
        for (name, line) in models.installs(section) {
            if !context.spend(name.len()) {
                break;
            }
            match search(context, name, arch) {
                Some(index) => {
                    roots.insert(index);
                }
                None => {
                    let message =
                        format!("line {line}: a model is installed by the section [{name}], which is not there");
                    context.report(codes::inf::SECTION_MISSING.finding(message).severity(Severity::Error), Some(*line));
                }
            }
        }
    }
    // A class or an interface is installed together with a device; by itself only if that is all the INF does.
    if choice.serves || models.is_empty() {
        roots.extend(search(context, "ClassInstall32", arch));
        let interfaces = context.section("InterfaceInstall32").map(|(_, section)| section);
        for entry in interfaces.map_or(&[][..], |section| section.entries()) {
            if !context.spend(1) {
                break;
            }
            let name = context.expand_name(entry.field(0), entry.line());
            roots.extend(search(context, &name, arch));
        }
    }
    roots.into_iter().collect()
}

/// A section that is installed: what it refers to.
#[derive(Default)]
struct Install {
    /// Names of file lists, or `@` and a file, with the line.
    copies: Vec<(String, u32)>,
    /// Names of sections in `Needs`, with the line.
    needs: Vec<(String, u32)>,
    /// Names of sections in `AddInterface`.
    interfaces: Vec<String>,
    copied_infs: Vec<(String, u32)>,
    /// Names of the lists of `DelFiles`, and with `true` of `RenFiles`.
    removals: Vec<(String, bool)>,
    /// Whether other INFs may have the sections that this one has not.
    includes: bool,
}

impl Install {
    fn read(context: &mut Context<'_>, index: usize) -> Self {
        let mut install = Self::default();
        let document = context.document;
        for entry in document.section_at(index).map_or(&[][..], |section| section.entries()) {
            let Some(key) = entry.key().filter(|_| entry.has_explicit_key()) else { continue };
            let key = context.expand(key);
            let line = entry.line();
            let names = |context: &mut Context<'_>| -> Vec<(String, u32)> {
                let fields = entry.fields().iter().map(|field| (context.expand_name(field, line), line));
                fields.filter(|(name, _)| !name.is_empty()).collect()
            };
            if key.eq_ignore_ascii_case("CopyFiles") {
                install.copies.extend(names(context));
            } else if key.eq_ignore_ascii_case("Needs") {
                install.needs.extend(names(context));
            } else if key.eq_ignore_ascii_case("CopyINF") {
                install.copied_infs.extend(names(context));
            } else if key.eq_ignore_ascii_case("DelFiles") || key.eq_ignore_ascii_case("RenFiles") {
                let renames = key.eq_ignore_ascii_case("RenFiles");
                install.removals.extend(entry.fields().iter().map(|list| (context.expand(list), renames)));
            } else if key.eq_ignore_ascii_case("AddInterface") {
                install.interfaces.push(context.expand_name(entry.field(2), line));
            } else if key.eq_ignore_ascii_case("Include") {
                install.includes = true;
            }
        }
        install
    }
}

/// Follows the install sections from `starts`: subsections, `Needs`, `AddInterface`.
pub(super) fn follow(context: &mut Context<'_>, starts: &Starts) -> Reached {
    let mut installs: HashMap<usize, Install> = HashMap::new();
    let mut visited: BTreeMap<(Arch, usize), TargetSet> = BTreeMap::new();
    for ((arch, roots), targets) in starts {
        let mut seen: HashSet<usize> = HashSet::new();
        let mut queue: VecDeque<usize> = VecDeque::new();
        for &root in roots {
            enter(context, root, &mut seen, &mut queue);
        }
        while let Some(index) = queue.pop_front() {
            *visited.entry((*arch, index)).or_default() |= targets;
            let install = installs.entry(index).or_insert_with(|| Install::read(context, index));
            if !context.spend(1 + install.needs.len() + install.interfaces.len()) {
                break;
            }
            for (name, line) in &install.needs {
                match context.section(name) {
                    Some((needed, _)) => {
                        if seen.insert(needed) {
                            queue.push_back(needed);
                        }
                    }
                    // `Needs` is for the sections of included INFs, first of all.
                    None if install.includes => {}
                    None => report_missing(context, "Needs", name, *line),
                }
            }
            for name in install.interfaces.iter().filter(|name| !name.is_empty()) {
                queue.extend(search(context, name, *arch).filter(|&section| seen.insert(section)));
            }
        }
    }
    collect(context, &visited, &installs)
}

/// Queues an install section and what belongs to it.
fn enter(context: &mut Context<'_>, root: usize, seen: &mut HashSet<usize>, queue: &mut VecDeque<usize>) {
    let name = context.document.section_at(root).map_or("", |section| section.name());
    let subsections = SUBSECTIONS.iter().filter_map(|suffix| context.section(&format!("{name}.{suffix}")));
    let all = std::iter::once(root).chain(subsections.map(|(index, _)| index));
    queue.extend(all.filter(|&index| seen.insert(index)));
}

fn collect(
    context: &mut Context<'_>,
    visited: &BTreeMap<(Arch, usize), TargetSet>,
    installs: &HashMap<usize, Install>,
) -> Reached {
    let mut reached = Reached {
        lists: BTreeMap::new(),
        direct: Vec::new(),
        copied_infs: Vec::new(),
        removals: BTreeMap::new(),
        sections: BTreeMap::new(),
    };
    let mut known_infs = HashSet::new();
    for (&(arch, index), &targets) in visited {
        let Some(install) = installs.get(&index) else { continue };
        *reached.sections.entry(index).or_default() |= targets;
        for (name, renames) in &install.removals {
            if let Some((list, _)) = context.section(name) {
                *reached.removals.entry((list, *renames)).or_default() |= targets;
            }
        }
        let section = context.document.section_at(index);
        let includes = section.is_some_and(|section| includes(context.document, section));
        let section = section.map_or("", |section| section.name());
        for (name, line) in &install.copies {
            if !context.spend(1 + name.len()) {
                return reached;
            }
            if let Some(file) = name.strip_prefix('@') {
                let (name, section) = (file.trim().to_owned(), section.to_owned());
                reached.direct.push(DirectFile { name, section, line: *line, arch, targets });
            } else if let Some((list, _)) = context.section(name) {
                *reached.lists.entry((arch, list)).or_default() |= targets;
            } else if !includes {
                report_missing(context, "CopyFiles", name, *line);
            }
        }
        for (name, line) in &install.copied_infs {
            let Some(path) = media::join(&[name]) else {
                context.report(media::outside(name, *line), Some(*line));
                continue;
            };
            if known_infs.insert(fold(&path)) {
                reached.copied_infs.push(CopiedInf { path, line: *line });
            }
        }
    }
    reached.copied_infs.sort_by_key(|inf| inf.line);
    reached
}

/// Whether an install section includes other INFs, which may have the sections that it names ("INF DDInstall Section": `Include`).
fn includes(document: &Document, section: &Section) -> bool {
    let mut keys = section.entries().iter().filter_map(|entry| entry.key());
    keys.any(|key| document.expand(key).trim().eq_ignore_ascii_case("Include"))
}

/// A warning only: Inf2Cat has made catalogs for INFs whose `CopyFiles` names sections that are nowhere.
fn report_missing(context: &mut Context<'_>, directive: &str, name: &str, line: u32) {
    let message = format!("line {line}: {directive} names the section [{name}], which is not there");
    context.report(codes::inf::SECTION_MISSING.finding(message), Some(line));
}
