//! What each section of an INF is for, told by who refers to it.
//!
//! A name says nothing: `[sample.AddReg]` may list files. So the anatomy starts where Windows starts (the models of
//! `[Manufacturer]`, `[DefaultInstall]`, `[ClassInstall32]`, `[InterfaceInstall32]`), follows the install sections
//! ([`Reader::follow`]), and from there the directives to the sections that these name. All models are followed, whatever the
//! targets asked for.
//!
//! Every section is visited once for each place it takes, and all that is read is bounded by the [`Reader`], so that a hostile
//! INF costs time in proportion to its size.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use catseal_inf::{Arch, Decoration, Entry, Install, Part, Reader, Section, Seen, fold};

mod destinations;
mod directives;
mod mentions;
mod place;
mod systems;

pub(crate) use destinations::{Destinations, place_of};
pub(crate) use directives::{Target, permitted};
pub(crate) use place::{Place, Root};
use systems::System;

/// A version of Windows: major, minor, build; zeros for any.
pub(crate) type Floor = (u32, u32, u32);

/// The anatomy of an INF.
pub(crate) struct Anatomy<'d> {
    pub(crate) reader: &'d Reader<'d>,
    /// The models sections that `[Manufacturer]` names and the INF has, each once.
    pub(crate) models: Vec<Models<'d>>,
    /// Sections that are carried out, each once for every place it takes.
    pub(crate) visits: Vec<Visit<'d>>,
    /// References from the sections in `visits` to others, in the order of the visits.
    pub(crate) uses: Vec<Use<'d>>,
    /// The install sections in the order of the INF, without those of `[DefaultUninstall]`.
    pub(crate) installs: Vec<&'d Section>,
    destinations: OnceCell<Destinations<'d>>,
    systems: OnceCell<Vec<System<'d>>>,
}

/// A models section, with the decoration by which it is chosen.
pub(crate) struct Models<'d> {
    pub(crate) section: &'d Section,
    pub(crate) decoration: Decoration,
}

/// A section that is carried out.
#[derive(Clone, Copy)]
pub(crate) struct Visit<'d> {
    pub(crate) section: &'d Section,
    pub(crate) place: Place,
    pub(crate) root: Root,
    /// The oldest Windows on which it is.
    pub(crate) floor: Floor,
}

/// A line of an install section.
#[derive(Clone, Copy)]
pub(crate) struct Directive<'d> {
    pub(crate) section: &'d Section,
    pub(crate) entry: &'d Entry,
}

/// A reference from one section to another.
pub(crate) struct Use<'d> {
    /// The name referred to, tokens expanded; never empty.
    pub(crate) name: String,
    /// The section of that name, if the INF has it.
    pub(crate) section: Option<&'d Section>,
    /// The directive, as documented (`AddReg`).
    pub(crate) directive: &'static str,
    pub(crate) target: Target,
    /// The line with the directive.
    pub(crate) entry: &'d Entry,
    /// The section it stands in.
    pub(crate) by: Visit<'d>,
}

impl<'d> Anatomy<'d> {
    pub(crate) fn new(reader: &'d Reader<'d>) -> Self {
        let models = models(reader);
        let (visits, uses) = walk(reader, starts(reader, &models));
        let installs =
            visits.iter().filter(|visit| matches!(visit.place, Place::Install(_)) && visit.root != Root::Uninstall);
        let installs: BTreeMap<u32, &Section> = installs.map(|visit| (visit.section.line(), visit.section)).collect();
        let installs = installs.into_values().collect();
        Self { reader, models, visits, uses, installs, destinations: OnceCell::new(), systems: OnceCell::new() }
    }

    /// `text` with its tokens expanded, as long as there is work left.
    pub(crate) fn expand<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.reader.expand(text)
    }

    /// The field at `index` of an entry, tokens expanded; empty when there are fewer.
    pub(crate) fn field<'t>(&self, entry: &'t Entry, index: usize) -> Cow<'t, str> {
        self.expand(entry.field(index))
    }

    /// The section of that name.
    pub(crate) fn section(&self, name: &str) -> Option<&'d Section> {
        self.reader.section(name)
    }

    /// Takes `amount` from the work that is left; false when there is none.
    pub(crate) fn spend(&self, amount: usize) -> bool {
        self.reader.spend(amount)
    }

    /// The entries of `section` whose key is `name`, in any case.
    pub(crate) fn entries<'s>(&self, section: &'s Section, name: &str) -> impl Iterator<Item = &'s Entry> {
        section.entries().iter().take_while(|_| self.spend(1)).filter(move |entry| {
            entry.has_explicit_key() && entry.key().is_some_and(|key| self.expand(key).eq_ignore_ascii_case(name))
        })
    }

    /// The first entry of `section` whose key is `name`, in any case.
    pub(crate) fn entry<'s>(&self, section: &'s Section, name: &str) -> Option<&'s Entry> {
        self.entries(section, name).next()
    }

    /// The directives of that name in `installs`.
    pub(crate) fn directives(
        &self,
        installs: &[&'d Section],
        name: &'static str,
    ) -> impl Iterator<Item = Directive<'d>> {
        installs.iter().flat_map(move |section| self.entries(section, name).map(|entry| Directive { section, entry }))
    }

    /// The values of a directive, tokens expanded, empty ones left out.
    pub(crate) fn values(&self, entry: &'d Entry) -> impl Iterator<Item = Cow<'d, str>> {
        let fields = entry.fields().iter().take_while(|field| self.spend(8 + field.len()));
        fields.map(|field| self.expand(field)).filter(|value| !value.is_empty())
    }

    /// The uses by a directive.
    pub(crate) fn uses_of(&self, directive: &'static str) -> impl Iterator<Item = &Use<'d>> {
        self.uses.iter().filter(move |used| used.directive == directive)
    }

    /// The sections that take `place`, each once.
    pub(crate) fn visits_at(&self, place: Place) -> impl Iterator<Item = &Visit<'d>> {
        let mut seen = HashSet::new();
        self.visits.iter().filter(move |visit| visit.place == place && seen.insert(visit.section.line()))
    }

    /// Whether another INF may have the sections that `section` refers to.
    pub(crate) fn includes(&self, section: &Section) -> bool {
        self.entry(section, "Include").is_some()
    }

    /// Where `CopyFiles` brings files; see [`Destinations`].
    pub(crate) fn destinations(&self) -> &Destinations<'d> {
        self.destinations.get_or_init(|| Destinations::read(self))
    }

    /// What different computers install; see [`System`].
    pub(crate) fn systems(&self) -> &[System<'d>] {
        self.systems.get_or_init(|| System::all(self.reader))
    }

    /// The class of the INF, folded; empty without one.
    pub(crate) fn class(&self) -> String {
        let version = self.section("Version");
        version
            .and_then(|version| self.entry(version, "Class"))
            .map_or_else(String::new, |entry| fold(&self.field(entry, 0)))
    }

    /// Sections that nothing refers to.
    pub(crate) fn unused(&self) -> Vec<&'d Section> {
        mentions::unused(self)
    }
}

fn models<'d>(reader: &'d Reader<'d>) -> Vec<Models<'d>> {
    let mut seen = HashSet::new();
    let named = reader.manufacturers().flat_map(|manufacturer| manufacturer.models);
    let named = named.filter_map(|models| Some(Models { section: models.section?, decoration: models.decoration? }));
    named.filter(|models| seen.insert(models.section.line())).collect()
}

/// Where Windows begins.
struct Start<'d> {
    install: Install<'d>,
    arch: Arch,
    root: Root,
    floor: Floor,
}

/// Where Windows begins on each architecture. The oldest Windows comes first, so that the first visit of a section tells its
/// floor; for one Windows first the devices, then all else in the order of the INF.
fn starts<'d>(reader: &'d Reader<'d>, models: &[Models<'d>]) -> Vec<Start<'d>> {
    let mut starts = Vec::new();
    let mut add = |section, part, arch, root, floor| {
        starts.push(Start { install: Install { section, part }, arch, root, floor });
    };
    for models in models {
        let arch = models.decoration.models_arch();
        for section in reader.install_sections(models.section, arch) {
            add(section, Part::Main, arch, Root::Device, floor(&models.decoration));
        }
    }
    for (name, root) in [("DefaultInstall", Root::Default), ("DefaultUninstall", Root::Uninstall)] {
        for (section, decoration) in reader.document().decorations_of(name) {
            for arch in Arch::ALL.into_iter().filter(|arch| decoration.arch.is_none_or(|own| own == *arch)) {
                add(section, Part::Main, arch, root, floor(&decoration));
            }
        }
    }
    for arch in Arch::ALL {
        if let Some(section) = reader.decorated("ClassInstall32", arch) {
            add(section, Part::Main, arch, Root::Class, (0, 0, 0));
        }
        for section in reader.interface_classes(arch) {
            add(section, Part::Interface, arch, Root::Interface, (0, 0, 0));
        }
    }
    starts.sort_by_key(|start| (start.floor, (start.root != Root::Device).then(|| start.install.section.line())));
    starts
}

/// All that is carried out from `starts` on, and what it refers to.
fn walk<'d>(reader: &'d Reader<'d>, starts: Vec<Start<'d>>) -> (Vec<Visit<'d>>, Vec<Use<'d>>) {
    let (mut visits, mut uses) = (Vec::new(), Vec::new());
    let mut followed: HashMap<(Arch, Root), Seen> = HashMap::new();
    let mut seen: HashSet<(u32, Place, Root)> = HashSet::new();
    // Each start with all it leads to, before the next, which is for a later Windows.
    for Start { install, arch, root, floor } in starts {
        let installs = reader.follow([install], arch, followed.entry((arch, root)).or_default());
        let visit = |Install { section, part }| Visit { section, place: Place::Install(part), root, floor };
        let mut queue: VecDeque<Visit<'d>> = installs.into_iter().map(visit).collect();
        while let Some(visit) = queue.pop_front() {
            if seen.insert((visit.section.line(), visit.place, root)) {
                visits.push(visit);
                let read = uses.len();
                read_uses(reader, visit, &mut uses);
                let used = uses.iter().skip(read);
                queue.extend(
                    used.filter_map(|used| Some(Visit { section: used.section?, place: used.leads_to()?, ..visit })),
                );
            }
        }
    }
    (visits, uses)
}

fn read_uses<'d>(reader: &'d Reader<'d>, by: Visit<'d>, uses: &mut Vec<Use<'d>>) {
    for entry in by.section.entries() {
        let Some(key) = entry.key().filter(|_| entry.has_explicit_key()) else { continue };
        if !reader.spend(1) {
            break;
        }
        for directive in directives::named(&reader.expand(key)) {
            for text in directive.names(entry) {
                let name = reader.expand(text).trim().to_owned();
                if name.is_empty() || name.starts_with('@') || !reader.spend(name.len()) {
                    continue;
                }
                let target = directive.target;
                let mut section = reader.section(&name);
                if target == Target::Section(Place::Install(Part::Interface)) {
                    section = section.or_else(|| Arch::ALL.iter().find_map(|&arch| reader.decorated(&name, arch)));
                }
                uses.push(Use { name, section, directive: directive.name, target, entry, by });
            }
        }
    }
}

impl Use<'_> {
    /// The place of the section where it is carried out; `None` for a list, and for install sections, which were followed
    /// already.
    fn leads_to(&self) -> Option<Place> {
        let place = match self.target {
            Target::List => None,
            Target::Same => Some(self.by.place),
            Target::Section(place) => Some(place),
        };
        place.filter(|place| !matches!(place, Place::Install(_)))
    }
}

/// The oldest Windows that a decoration lets in. Windows for ARM64 begins with version 1709 as far as drivers go.
fn floor(decoration: &Decoration) -> Floor {
    let (major, minor) = decoration.version;
    let first = match decoration.arch {
        Some(Arch::Arm64) => (10, 0, 16299),
        Some(Arch::Arm) => (6, 2, 0),
        _ => (0, 0, 0),
    };
    (major, minor, decoration.build).max(first)
}

#[cfg(test)]
mod tests;
