//! `[Manufacturer]`, the models sections, and `[DefaultInstall]`.

use std::collections::{BTreeMap, BTreeSet, HashSet, btree_map};

use catseal_finding::codes;

use super::Context;
use crate::arch::Arch;
use crate::decoration::{Decoration, Undecorated, choose};
use crate::document::{Section, fold};
use crate::driver::HardwareId;
use crate::limits;
use crate::os::OsTarget;
use crate::reader::Manufacturer;

/// What can be chosen.
pub(crate) struct Models {
    manufacturers: Vec<Alternatives>,
    default_install: Alternatives,
    default_uninstall: Alternatives,
    /// By index of the section.
    sections: BTreeMap<usize, ModelsSection>,
    manufacturer_line: Option<u32>,
}

/// Sections of which a computer chooses one.
#[derive(Default)]
struct Alternatives {
    decorations: Vec<Decoration>,
    /// Index of the section for each decoration; `None` when there is no such section.
    sections: Vec<Option<usize>>,
}

/// A section with models.
struct ModelsSection {
    /// Names of install sections, each once, with the line of the first.
    installs: Vec<(String, u32)>,
    devices: bool,
}

/// What one target chooses.
pub(crate) struct Choice {
    /// Whether it installs anything.
    pub(crate) serves: bool,
    /// Indices of models sections, ascending.
    pub(crate) models: Vec<usize>,
    /// Indices of `[DefaultInstall]` and `[DefaultUninstall]` sections.
    pub(crate) defaults: Vec<usize>,
}

impl Models {
    pub(crate) fn read(context: &mut Context<'_>) -> Self {
        let mut sections = BTreeMap::new();
        let mut manufacturers = Vec::new();
        for Manufacturer { entry, models } in context.reader.manufacturers() {
            let line = entry.line();
            entry.fields().iter().for_each(|name| context.check_name(name, line));
            if models.is_empty() {
                continue;
            }
            let mut alternatives = Alternatives::default();
            for models in models {
                let Some(decoration) = models.decoration else {
                    report_decoration(context, &models.suffix, line);
                    continue;
                };
                // With others to choose from, there need not be one without decoration.
                if models.section.is_none() && (!models.suffix.is_empty() || alternatives.decorations.is_empty()) {
                    let name = &models.name;
                    let message =
                        format!("line {line}: [Manufacturer] names the models section [{name}], which is not there");
                    context.report(codes::inf::SECTION_MISSING.finding(message), Some(line));
                }
                alternatives.add(decoration, models.section.map(|section| section.index));
                if let Some(section) = models.section
                    && let btree_map::Entry::Vacant(vacant) = sections.entry(section.index)
                {
                    vacant.insert(ModelsSection::read(context, section));
                }
            }
            manufacturers.push(alternatives);
        }
        let document = context.reader.document();
        Self {
            manufacturers,
            default_install: Alternatives::of(document.decorations_of("DefaultInstall")),
            default_uninstall: Alternatives::of(
                document.decorations_of("DefaultUninstall").filter(|(section, _)| is_processed(section)),
            ),
            sections,
            manufacturer_line: document.section("Manufacturer").map(|section| section.line()),
        }
    }

    /// Whether there is a `[Manufacturer]` section.
    pub(crate) fn has_manufacturer(&self) -> bool {
        self.manufacturer_line.is_some()
    }

    pub(crate) fn manufacturer_line(&self) -> Option<u32> {
        self.manufacturer_line
    }

    /// Whether the INF has neither models nor `[DefaultInstall]` for any computer: it installs a class or interfaces.
    pub(crate) fn is_empty(&self) -> bool {
        self.manufacturers.is_empty() && self.default_install.decorations.is_empty()
    }

    /// Whether any section is for `arch`, whatever the version.
    pub(crate) fn declares(&self, arch: Arch) -> bool {
        self.manufacturers
            .iter()
            .chain([&self.default_install])
            .any(|alternatives| alternatives.decorations.iter().any(|decoration| decoration.arch == Some(arch)))
    }

    pub(crate) fn choose(&self, context: &mut Context<'_>, target: &OsTarget) -> Choice {
        let mut models = BTreeSet::new();
        for alternatives in &self.manufacturers {
            if !context.spend(4 * (1 + alternatives.decorations.len())) {
                break;
            }
            models.extend(alternatives.choose(target, Undecorated::X86Only));
        }
        let mut defaults: Vec<usize> = self.default_install.choose(target, Undecorated::Any).collect();
        let devices = models.iter().filter_map(|index| self.sections.get(index)).any(|section| section.devices);
        let serves = devices || !defaults.is_empty();
        defaults.extend(self.default_uninstall.choose(target, Undecorated::Any));
        Choice { serves, models: models.into_iter().collect(), defaults }
    }

    /// As [`Choice::serves`], where no computer with the target's system has a later build than `last_build`.
    pub(crate) fn serves_up_to(&self, context: &mut Context<'_>, target: &OsTarget, last_build: u32) -> bool {
        let devices = |index: usize| self.sections.get(&index).is_some_and(|section| section.devices);
        let work = |alternatives: &Alternatives| 4 * (1 + alternatives.decorations.len());
        self.manufacturers.iter().take_while(|alternatives| context.spend(work(alternatives))).any(|alternatives| {
            alternatives.up_to(target, last_build).choose(target, Undecorated::X86Only).any(devices)
        }) || self.default_install.up_to(target, last_build).choose(target, Undecorated::Any).next().is_some()
    }

    /// The install sections that a models section names, with the line of the first model that does.
    pub(crate) fn installs(&self, models_section: usize) -> &[(String, u32)] {
        self.sections.get(&models_section).map_or(&[], |section| &section.installs)
    }

    /// All models sections that `[Manufacturer]` names.
    pub(crate) fn all(&self) -> BTreeSet<usize> {
        self.sections.keys().copied().collect()
    }

    /// The sections for all architectures in `chosen`, and those that are for the same computers as one of them.
    pub(crate) fn generic(&self, chosen: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut generic = BTreeSet::new();
        for alternatives in &self.manufacturers {
            let sections = || alternatives.decorations.iter().zip(&alternatives.sections);
            let taken: Vec<&Decoration> = sections()
                .filter(|(decoration, section)| {
                    decoration.arch.is_none() && section.is_some_and(|section| chosen.contains(&section))
                })
                .map(|(decoration, _)| decoration)
                .collect();
            generic.extend(sections().filter(|(decoration, _)| taken.contains(decoration)).filter_map(|(_, s)| *s));
        }
        generic
    }

    /// The ids of the models in `chosen`, in the order of the INF.
    pub(crate) fn hardware_ids(&self, context: &mut Context<'_>, chosen: &BTreeSet<usize>) -> Vec<HardwareId> {
        let document = context.reader.document();
        let mut entries: Vec<_> = chosen
            .iter()
            .filter_map(|&index| document.section_at(index))
            .flat_map(|section| section.entries())
            .collect();
        entries.sort_by_key(|entry| entry.line());
        let mut known = HashSet::new();
        let mut ids = Vec::new();
        for entry in entries {
            let line = entry.line();
            if !context.spend(1) {
                break;
            }
            for text in entry.fields().iter().skip(1) {
                let id = context.expand(text);
                if id.is_empty() {
                    continue;
                }
                if id.encode_utf16().count() > limits::MAX_HARDWARE_ID {
                    let message =
                        format!("line {line}: a hardware id has more than {} characters", limits::MAX_HARDWARE_ID);
                    context.report(codes::inf::NAME_TOO_LONG.finding(message), Some(line));
                } else if known.insert(fold(&id)) {
                    ids.push(HardwareId { id, line });
                }
            }
        }
        ids
    }
}

impl Alternatives {
    fn add(&mut self, decoration: Decoration, section: Option<usize>) {
        self.decorations.push(decoration);
        self.sections.push(section);
    }

    fn of<'d>(sections: impl Iterator<Item = (&'d Section, Decoration)>) -> Self {
        let mut alternatives = Self::default();
        sections.for_each(|(section, decoration)| alternatives.add(decoration, Some(section.index)));
        alternatives
    }

    /// Those that builds of the target's system up to this one choose from.
    fn up_to(&self, target: &OsTarget, last_build: u32) -> Self {
        let version = (u32::from(target.version.0), u32::from(target.version.1));
        let mut alternatives = Self::default();
        for (&decoration, &section) in self.decorations.iter().zip(&self.sections) {
            // As Windows does, the build is looked at for the very version alone.
            if decoration.version != version || decoration.build <= last_build {
                alternatives.add(decoration, section);
            }
        }
        alternatives
    }

    fn choose(&self, target: &OsTarget, undecorated: Undecorated) -> impl Iterator<Item = usize> {
        choose(&self.decorations, target, undecorated)
            .into_iter()
            .filter_map(|index| self.sections.get(index).copied().flatten())
    }
}

impl ModelsSection {
    fn read<'d>(context: &mut Context<'d>, section: &'d Section) -> Self {
        section.entries().iter().for_each(|entry| context.check_name(entry.field(0), entry.line()));
        let installs = context.reader.installs(section);
        let installs = installs.map(|(name, entry)| (name.into_owned(), entry.line())).collect();
        Self { installs, devices: !section.entries().is_empty() }
    }
}

/// `[DefaultUninstall]` is for those who ask for it.
fn is_processed(section: &Section) -> bool {
    let mut entries = section.entries().iter();
    entries.any(|entry| {
        entry.key().is_some_and(|key| key.eq_ignore_ascii_case("LegacyUninstall")) && entry.field(0) == "1"
    })
}

fn report_decoration(context: &mut Context<'_>, text: &str, line: u32) {
    let message = format!("line {line}: '{text}' in [Manufacturer] is no operating system decoration");
    let finding = codes::inf::TARGET_OS_INVALID.finding(message);
    let finding = if text.to_ascii_uppercase().contains("$ARCH$") {
        finding.help("Run stampinf, which puts the architecture in the place of $ARCH$.")
    } else {
        finding
    };
    context.report(finding, Some(line));
}
