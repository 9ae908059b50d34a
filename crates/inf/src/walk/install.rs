//! Install sections: from those that models name to the lists of files they copy.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use catseal_finding::{Severity, codes};

use super::models::{Choice, Models};
use super::{Context, Starts, TargetSet, indices, media};
use crate::arch::Arch;
use crate::document::{Document, Section, fold};
use crate::driver::{CopiedInf, InstallSection};
use crate::follow::{Install, Part, Seen};

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

/// The sections at which `choice` begins, ascending.
pub(super) fn roots(context: &mut Context<'_>, models: &Models, choice: &Choice, arch: Arch) -> Vec<usize> {
    let mut roots: BTreeSet<usize> = choice.defaults.iter().copied().collect();
    for &section in &choice.models {
        for (name, line) in models.installs(section) {
            if !context.spend(name.len()) {
                break;
            }
            match context.reader.decorated(name, arch) {
                Some(section) => {
                    roots.insert(section.index);
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
        for entry in context.reader.lines("InterfaceInstall32") {
            context.check_name(entry.field(0), entry.line());
        }
        let class = context.reader.decorated("ClassInstall32", arch);
        roots.extend(class.into_iter().chain(context.reader.interface_classes(arch)).map(|section| section.index));
    }
    roots.into_iter().collect()
}

/// A section that is installed: what it brings.
#[derive(Default)]
struct Directives {
    /// Names of file lists, or `@` and a file, with the line.
    copies: Vec<(String, u32)>,
    copied_infs: Vec<(String, u32)>,
    /// Names of the lists of `DelFiles`, and with `true` of `RenFiles`.
    removals: Vec<(String, bool)>,
    /// Whether other INFs may have the sections that this one has not ("INF DDInstall Section": `Include`).
    includes: bool,
}

impl Directives {
    fn read(context: &mut Context<'_>, section: &Section) -> Self {
        let mut directives = Self::default();
        let mut needs = Vec::new();
        for entry in section.entries() {
            let Some(key) = entry.key().filter(|_| entry.has_explicit_key()) else { continue };
            let key = context.expand(key);
            let line = entry.line();
            let names = |context: &mut Context<'_>| -> Vec<(String, u32)> {
                let fields = entry.fields().iter().map(|field| (context.expand_name(field, line), line));
                fields.filter(|(name, _)| !name.is_empty()).collect()
            };
            if key.eq_ignore_ascii_case("CopyFiles") {
                directives.copies.extend(names(context));
            } else if key.eq_ignore_ascii_case("Needs") {
                needs.extend(names(context));
            } else if key.eq_ignore_ascii_case("CopyINF") {
                directives.copied_infs.extend(names(context));
            } else if key.eq_ignore_ascii_case("DelFiles") || key.eq_ignore_ascii_case("RenFiles") {
                let renames = key.eq_ignore_ascii_case("RenFiles");
                directives.removals.extend(entry.fields().iter().map(|list| (context.expand(list), renames)));
            } else if key.eq_ignore_ascii_case("AddInterface") {
                context.check_name(entry.field(2), line);
            } else if key.eq_ignore_ascii_case("Include") {
                directives.includes = true;
            }
        }
        // `Needs` is for the sections of included INFs, first of all.
        for (name, line) in needs.iter().filter(|_| !directives.includes) {
            if context.section(name).is_none() {
                report_missing(context, "Needs", name, *line);
            }
        }
        directives
    }
}

/// Follows the install sections from `starts`, and collects what they bring.
pub(super) fn follow(context: &mut Context<'_>, starts: &Starts) -> Reached {
    let mut visited: BTreeMap<(Arch, usize), (&Section, TargetSet)> = BTreeMap::new();
    for ((arch, roots), targets) in starts {
        let roots = roots.iter().filter_map(|&root| context.reader.document().section_at(root));
        let roots = roots.map(|section| Install { section, part: Part::Main });
        for Install { section, .. } in context.reader.follow(roots, *arch, &mut Seen::new()) {
            visited.entry((*arch, section.index)).or_insert((section, 0)).1 |= targets;
        }
    }
    collect(context, &visited)
}

fn collect(context: &mut Context<'_>, visited: &BTreeMap<(Arch, usize), (&Section, TargetSet)>) -> Reached {
    let mut reached = Reached {
        lists: BTreeMap::new(),
        direct: Vec::new(),
        copied_infs: Vec::new(),
        removals: BTreeMap::new(),
        sections: BTreeMap::new(),
    };
    let mut known_infs = HashSet::new();
    let mut read: HashMap<usize, Directives> = HashMap::new();
    for (&(arch, index), &(section, targets)) in visited {
        let install = read.entry(index).or_insert_with(|| Directives::read(context, section));
        *reached.sections.entry(index).or_default() |= targets;
        for (name, renames) in &install.removals {
            if let Some(list) = context.section(name) {
                *reached.removals.entry((list.index, *renames)).or_default() |= targets;
            }
        }
        for (name, line) in &install.copies {
            if !context.spend(1 + name.len()) {
                return reached;
            }
            if let Some(file) = name.strip_prefix('@') {
                let (name, section) = (file.trim().to_owned(), section.name().to_owned());
                reached.direct.push(DirectFile { name, section, line: *line, arch, targets });
            } else if let Some(list) = context.section(name) {
                *reached.lists.entry((arch, list.index)).or_default() |= targets;
            } else if !install.includes {
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

/// A warning only: Inf2Cat has made catalogs for INFs whose `CopyFiles` names sections that are nowhere.
fn report_missing(context: &mut Context<'_>, directive: &str, name: &str, line: u32) {
    let message = format!("line {line}: {directive} names the section [{name}], which is not there");
    context.report(codes::inf::SECTION_MISSING.finding(message), Some(line));
}
