//! What each section of an INF is for, told by who refers to it.
//!
//! A name says nothing: `[sample.AddReg]` may list files. So the anatomy starts where Windows starts (the models of
//! `[Manufacturer]`, `[DefaultInstall]`, `[ClassInstall32]`, `[InterfaceInstall32]`) and follows the directives from section
//! to section. All models are followed, whatever the targets asked for.
//!
//! Every section is visited once for each place it takes, and all expansions together are bounded by [`WORK`], so that a hostile
//! INF costs time in proportion to its size.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::collections::{HashMap, HashSet, VecDeque};

use catseal_inf::{Arch, Decoration, Document, Entry, Section, fold};

mod destinations;
mod directives;
mod mentions;
mod place;

pub(crate) use destinations::{Destinations, place_of};
pub(crate) use directives::{Target, permitted};
pub(crate) use place::{Place, Root};

/// How many octets of text are expanded at most: far more than any real INF has.
const WORK: usize = 32 << 20;

/// A version of Windows: major, minor, build; zeros for any.
pub(crate) type Floor = (u32, u32, u32);

/// The anatomy of an INF.
pub(crate) struct Anatomy<'d> {
    pub(crate) document: &'d Document,
    /// The models sections that `[Manufacturer]` names and the INF has, each once.
    pub(crate) models: Vec<Models<'d>>,
    /// Sections that are carried out, each once for every place it takes.
    pub(crate) visits: Vec<Visit<'d>>,
    /// References from the sections in `visits` to others, in the order of the visits.
    pub(crate) uses: Vec<Use<'d>>,
    destinations: OnceCell<Destinations>,
    work: Cell<usize>,
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
    pub(crate) fn new(document: &'d Document) -> Self {
        let mut anatomy = Self {
            document,
            models: Vec::new(),
            visits: Vec::new(),
            uses: Vec::new(),
            destinations: OnceCell::new(),
            work: Cell::new(WORK),
        };
        anatomy.read_models();
        let roots = anatomy.roots();
        anatomy.walk(roots);
        anatomy
    }

    /// `text` with its tokens expanded, as long as there is work left.
    pub(crate) fn expand<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !text.contains('%') || self.exhausted() {
            return Cow::Borrowed(text);
        }
        let expanded = self.document.expand(text);
        self.work.set(self.work.get().saturating_sub(text.len() + expanded.len()));
        Cow::Owned(expanded)
    }

    /// The field at `index` of an entry, tokens expanded; empty when there are fewer.
    pub(crate) fn field<'t>(&self, entry: &'t Entry, index: usize) -> Cow<'t, str> {
        self.expand(entry.field(index))
    }

    /// Takes `amount` from the work that is left; false when there is none.
    pub(crate) fn spend(&self, amount: usize) -> bool {
        self.work.set(self.work.get().saturating_sub(amount));
        !self.exhausted()
    }

    /// Whether the INF was too large to be looked at to its end.
    pub(crate) fn exhausted(&self) -> bool {
        self.work.get() == 0
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

    /// The uses by a directive.
    pub(crate) fn uses_of(&self, directive: &'static str) -> impl Iterator<Item = &Use<'d>> {
        self.uses.iter().filter(move |used| used.directive == directive)
    }

    /// The sections that take `place`, each once.
    pub(crate) fn visits_at(&self, place: Place) -> impl Iterator<Item = &Visit<'d>> {
        let mut seen = HashSet::new();
        self.visits.iter().filter(move |visit| visit.place == place && seen.insert(visit.section.line()))
    }

    /// The install section that Windows takes for a model: `base.nt<arch>`, `base.nt` or `base`, the first that is there.
    pub(crate) fn choose(&self, base: &str, arch: Arch) -> Option<&'d Section> {
        let document = self.document;
        document
            .section(&format!("{base}.nt{arch}"))
            .or_else(|| document.section(&format!("{base}.nt")))
            .or_else(|| document.section(base))
    }

    /// Whether another INF may have the sections that `section` refers to.
    pub(crate) fn includes(&self, section: &Section) -> bool {
        self.entry(section, "Include").is_some()
    }

    /// Where `CopyFiles` brings files; see [`Destinations`].
    pub(crate) fn destinations(&self) -> &Destinations {
        self.destinations.get_or_init(|| Destinations::read(self))
    }

    /// The class of the INF, folded; empty without one.
    pub(crate) fn class(&self) -> String {
        let version = self.document.section("Version");
        version
            .and_then(|version| self.entry(version, "Class"))
            .map_or_else(String::new, |entry| fold(&self.field(entry, 0)))
    }

    /// Sections that nothing refers to.
    pub(crate) fn unused(&self) -> Vec<&'d Section> {
        mentions::unused(self)
    }

    fn read_models(&mut self) {
        let Some(manufacturer) = self.document.section("Manufacturer") else { return };
        let mut seen = HashSet::new();
        for entry in manufacturer.entries() {
            let base = self.field(entry, 0).into_owned();
            if base.is_empty() {
                continue;
            }
            for text in entry.fields().iter().skip(1) {
                let text = self.expand(text);
                let Some(decoration) = Decoration::parse(&text) else { continue };
                let section = self.document.section(&format!("{base}.{text}"));
                if let Some(section) = section.filter(|section| seen.insert(section.line())) {
                    self.models.push(Models { section, decoration });
                }
            }
            if let Some(section) = self.document.section(&base).filter(|section| seen.insert(section.line())) {
                self.models.push(Models { section, decoration: Decoration::default() });
            }
        }
    }

    /// Where Windows begins. The oldest Windows comes first, so that the first visit of a section tells its floor.
    fn roots(&self) -> Vec<Visit<'d>> {
        let mut roots = Vec::new();
        for models in &self.models {
            let floor = models.floor();
            let mut known = HashSet::new();
            for entry in models.section.entries() {
                let base = self.field(entry, 0);
                if !self.spend(1 + base.len()) {
                    break;
                }
                if base.is_empty() || !known.insert(fold(&base)) {
                    continue;
                }
                let sections = models.archs().iter().filter_map(|&arch| self.choose(&base, arch));
                let visits = sections.map(|section| Visit { section, place: Place::Main, root: Root::Device, floor });
                roots.extend(visits);
            }
        }
        for section in self.document.sections() {
            for (name, root) in [
                ("DefaultInstall", Root::Default),
                ("DefaultUninstall", Root::Uninstall),
                ("ClassInstall32", Root::Class),
            ] {
                if let Some(decoration) = decoration_after(section.name(), name) {
                    roots.push(Visit { section, place: Place::Main, root, floor: floor(&decoration) });
                }
            }
        }
        let interfaces = self.document.section("InterfaceInstall32");
        for entry in interfaces.map_or(&[][..], Section::entries) {
            let name = self.field(entry, 0);
            for section in self.variants(&name) {
                roots.push(Visit { section, place: Place::Interface, root: Root::Interface, floor: (0, 0, 0) });
            }
        }
        roots.sort_by_key(|visit| visit.floor);
        roots
    }

    /// A section and its decorated forms: `name`, `name.nt`, `name.nt<arch>`.
    fn variants(&self, name: &str) -> Vec<&'d Section> {
        let names = Arch::ALL.iter().map(|arch| format!("{name}.nt{arch}"));
        let names = names.chain([format!("{name}.nt"), name.to_owned()]);
        if name.is_empty() || !self.spend(name.len()) {
            return Vec::new();
        }
        names.filter_map(|name| self.document.section(&name)).collect()
    }

    fn walk(&mut self, roots: Vec<Visit<'d>>) {
        let mut seen: HashSet<(u32, Place, Root)> = HashSet::new();
        let mut subsections: HashMap<u32, Vec<(&'d Section, Place)>> = HashMap::new();
        let mut queue: VecDeque<Visit<'d>> = VecDeque::new();
        for root in roots {
            queue.push_back(root);
            if root.place == Place::Main {
                let parts = subsections.entry(root.section.line()).or_insert_with(|| {
                    let name = root.section.name();
                    let parts = Place::PARTS.iter().filter_map(|&(suffix, place)| {
                        Some((self.document.section(&format!("{name}.{suffix}"))?, place))
                    });
                    parts.collect()
                });
                queue.extend(parts.iter().map(|&(section, place)| Visit { section, place, ..root }));
            }
            // Each root with all it leads to, before the next, which is for a later Windows.
            while let Some(visit) = queue.pop_front() {
                if seen.insert((visit.section.line(), visit.place, visit.root)) {
                    self.visits.push(visit);
                    self.read_uses(visit, &mut queue);
                }
            }
        }
    }

    fn read_uses(&mut self, visit: Visit<'d>, queue: &mut VecDeque<Visit<'d>>) {
        for entry in visit.section.entries() {
            let Some(key) = entry.key().filter(|_| entry.has_explicit_key()) else { continue };
            if !self.spend(1) {
                break;
            }
            let key = self.expand(key).into_owned();
            for directive in directives::named(&key) {
                for text in directive.names(entry) {
                    let name = self.expand(text).trim().to_owned();
                    if name.is_empty() || name.starts_with('@') || !self.spend(name.len()) {
                        continue;
                    }
                    let mut section = self.document.section(&name);
                    let by = visit;
                    let target = directive.target;
                    match target {
                        Target::Same => queue.extend(section.map(|section| Visit { section, ..visit })),
                        Target::Section(Place::Interface) => {
                            let sections = self.variants(&name);
                            section = section.or(sections.first().copied());
                            let place = Place::Interface;
                            queue.extend(sections.into_iter().map(|section| Visit { section, place, ..visit }));
                        }
                        Target::Section(place) => {
                            queue.extend(section.map(|section| Visit { section, place, ..visit }))
                        }
                        Target::List => {}
                    }
                    self.uses.push(Use { name, section, directive: directive.name, target, entry, by });
                }
            }
        }
    }
}

impl Models<'_> {
    /// The architectures it serves. Before Windows Server 2003 SP1 a section without one served all.
    pub(crate) fn archs(&self) -> &'static [Arch] {
        match self.decoration.arch {
            Some(Arch::X86) => &[Arch::X86],
            Some(Arch::Amd64) => &[Arch::Amd64],
            Some(Arch::Ia64) => &[Arch::Ia64],
            Some(Arch::Arm) => &[Arch::Arm],
            Some(Arch::Arm64) => &[Arch::Arm64],
            None => &[Arch::X86, Arch::Amd64, Arch::Ia64],
        }
    }

    /// The oldest Windows it serves.
    pub(crate) fn floor(&self) -> Floor {
        floor(&self.decoration)
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

/// The decoration of a section that is called `name`, `name.NT...`; `None` for other sections.
fn decoration_after(section: &str, name: &str) -> Option<Decoration> {
    let (head, rest) = section.split_at_checked(name.len())?;
    match (head.eq_ignore_ascii_case(name), rest.strip_prefix('.')) {
        (true, None) if rest.is_empty() => Some(Decoration::default()),
        (true, Some(rest)) => Decoration::parse(rest),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
