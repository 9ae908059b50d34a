//! What an INF installs on any computer, whatever was asked for: the rules of InfVerif are about the whole INF.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use catseal_inf::{Arch, Decoration, Document, Entry, Part, Section};

/// Units of work of one outline, about one for each octet that is expanded or looked up: far more than real INFs ask for.
const MAX_WORK: usize = 16 << 20;

/// The install sections of an INF, by way of `[Manufacturer]`, `[DefaultInstall]`, `[ClassInstall32]`, `[InterfaceInstall32]`.
pub(crate) struct Outline<'d> {
    document: &'d Document,
    /// Install sections, and those that belong to them, by the line where they begin.
    installs: BTreeMap<u32, Install<'d>>,
    /// Sets of them that one computer may install.
    pub(crate) systems: Vec<System>,
    work_left: Cell<usize>,
}

/// A section whose directives are carried out.
pub(crate) struct Install<'d> {
    pub(crate) section: &'d Section,
    directives: Vec<Directive<'d>>,
}

/// An entry of an install section.
#[derive(Clone)]
pub(crate) struct Directive<'d> {
    /// In lower case.
    key: String,
    pub(crate) section: &'d Section,
    pub(crate) entry: &'d Entry,
}

/// The install sections for one decoration.
pub(crate) struct System {
    /// Whether no other decoration goes before it on the newest Windows.
    pub(crate) latest: bool,
    /// Keys of [`Outline::installs`].
    installs: BTreeSet<u32>,
}

impl<'d> Outline<'d> {
    pub(crate) fn read(document: &'d Document) -> Self {
        let mut outline =
            Self { document, installs: BTreeMap::new(), systems: Vec::new(), work_left: Cell::new(MAX_WORK) };
        let mut starts: BTreeMap<(Option<Arch>, String), Start<'d>> = BTreeMap::new();
        outline.models(&mut starts);
        outline.defaults(&mut starts);
        for ((arch, _), start) in starts {
            let installs = outline.follow(start.roots, arch.unwrap_or(Arch::X86));
            outline.systems.push(System { latest: start.latest, installs });
        }
        // Classes and interfaces come with all of them.
        let interfaces: Vec<String> = document.section("InterfaceInstall32").map_or_else(Vec::new, |section| {
            section.entries().iter().map(|entry| outline.expand(entry.field(0)).into_owned()).collect()
        });
        for arch in Arch::ALL {
            let names = interfaces.iter().map(String::as_str).chain(["ClassInstall32"]);
            let roots = names.filter_map(|name| outline.search(name, arch)).collect();
            outline.follow(roots, arch);
        }
        outline
    }

    /// Whether there was more to do than any real INF asks for, so that something may have been left out.
    pub(crate) fn is_incomplete(&self) -> bool {
        self.work_left.get() == 0
    }

    /// `text` with its tokens expanded.
    pub(crate) fn expand<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !text.contains('%') || !self.spend(text.len()) {
            return Cow::Borrowed(text);
        }
        let expanded = self.document.expand(text);
        self.spend(expanded.len());
        Cow::Owned(expanded)
    }

    /// Takes `amount` from the work that is left; false when there is not as much.
    pub(crate) fn spend(&self, amount: usize) -> bool {
        let left = self.work_left.get().saturating_sub(amount);
        self.work_left.set(left);
        left > 0
    }

    /// The install sections in the order of the INF.
    pub(crate) fn installs(&self) -> impl Iterator<Item = &Install<'d>> {
        self.installs.values()
    }

    /// All directives of that name, given in lower case, in the order of the sections.
    pub(crate) fn directives<'o>(&'o self, key: &'static str) -> impl Iterator<Item = &'o Directive<'d>> {
        self.installs().flat_map(move |install| install.named(key))
    }

    /// The directives of that name that `system` carries out.
    pub(crate) fn of<'o>(&'o self, system: &'o System, key: &'static str) -> impl Iterator<Item = &'o Directive<'d>> {
        system.installs.iter().filter_map(|line| self.installs.get(line)).flat_map(move |install| install.named(key))
    }

    /// The values of a directive, tokens expanded, empty ones left out; none any more when the work is done.
    pub(crate) fn values<'o>(&'o self, directive: &'o Directive<'d>) -> impl Iterator<Item = Cow<'d, str>> + 'o {
        let fields = directive.entry.fields().iter().take_while(|field| self.spend(8 + field.len()));
        fields.map(|field| self.expand(field)).filter(|value| !value.is_empty())
    }

    /// `base.nt<arch>`, `base.nt` or `base`: the first that is there.
    fn search(&self, base: &str, arch: Arch) -> Option<&'d Section> {
        if base.is_empty() || !self.spend(3 * (base.len() + 8)) {
            return None;
        }
        [format!("{base}.nt{arch}"), format!("{base}.nt"), base.to_owned()]
            .iter()
            .find_map(|name| self.document.section(name))
    }

    /// The models that `[Manufacturer]` names, and their install sections.
    fn models(&self, starts: &mut BTreeMap<(Option<Arch>, String), Start<'d>>) {
        for entry in self.document.section("Manufacturer").map_or(&[][..], |section| section.entries()) {
            let base = self.expand(entry.field(0));
            let mut decorations = vec![(Decoration::default(), String::new())];
            decorations.extend(entry.fields().iter().skip(1).filter_map(|text| {
                let text = self.expand(text);
                Decoration::parse(&text).map(|decoration| (decoration, text.to_ascii_lowercase()))
            }));
            let newest = newest(decorations.iter().map(|(decoration, _)| decoration));
            for (decoration, text) in decorations {
                let name = if text.is_empty() { base.to_string() } else { format!("{base}.{text}") };
                let Some(models) = self.document.section(&name).filter(|_| self.spend(1 + name.len())) else {
                    continue;
                };
                let latest = newest.get(&arch_of(&decoration)) == Some(&rank(&decoration));
                let arch = arch_of(&decoration);
                let start = starts.entry((decoration.arch, text)).or_insert_with(Start::new);
                start.latest |= latest;
                for model in models.entries() {
                    start.roots.extend(self.search(&self.expand(model.field(0)), arch));
                }
            }
        }
    }

    /// `[DefaultInstall]` in all decorations.
    fn defaults(&self, starts: &mut BTreeMap<(Option<Arch>, String), Start<'d>>) {
        let defaults = default_sections(self.document, "DefaultInstall");
        let newest = newest(defaults.iter().map(|(_, decoration)| decoration));
        for (section, decoration) in defaults {
            let latest = newest.get(&arch_of(&decoration)) == Some(&rank(&decoration));
            let start = starts.entry((decoration.arch, section.name().to_ascii_lowercase())).or_insert_with(Start::new);
            start.latest |= latest;
            start.roots.push(section);
        }
    }

    /// Follows install sections: subsections, `Needs` in the same INF, `AddInterface`. Gives the lines of all.
    fn follow(&mut self, roots: Vec<&'d Section>, arch: Arch) -> BTreeSet<u32> {
        let mut seen = BTreeSet::new();
        let mut queue: VecDeque<&'d Section> = VecDeque::new();
        for root in roots {
            if !seen.insert(root.line()) {
                continue;
            }
            queue.push_back(root);
            for (suffix, _) in Part::SUFFIXES {
                let name = format!("{}.{suffix}", root.name());
                let subsection = self.document.section(&name).filter(|_| self.spend(name.len()));
                queue.extend(subsection.filter(|section| seen.insert(section.line())));
            }
        }
        while let Some(section) = queue.pop_front() {
            if !self.spend(1) {
                break;
            }
            if !self.installs.contains_key(&section.line()) {
                let install = Install::read(self, section);
                self.installs.insert(section.line(), install);
            }
            let Some(install) = self.installs.get(&section.line()) else { continue };
            for directive in install.named("needs") {
                let needed = self.values(directive).filter_map(|name| self.document.section(&name));
                queue.extend(needed.filter(|section| seen.insert(section.line())));
            }
            for directive in install.named("addinterface") {
                let interface = self.search(&self.expand(directive.entry.field(2)), arch);
                queue.extend(interface.filter(|section| seen.insert(section.line())));
            }
        }
        seen
    }
}

impl<'d> Install<'d> {
    fn read(outline: &Outline<'d>, section: &'d Section) -> Self {
        let directives = section.entries().iter().filter(|entry| entry.has_explicit_key()).map(|entry| {
            let key = outline.expand(entry.key().unwrap_or_default()).to_ascii_lowercase();
            Directive { key, section, entry }
        });
        let mut directives: Vec<Directive<'d>> = directives.collect();
        // A stable sort: those of one name stay in their order.
        directives.sort_by(|a, b| a.key.cmp(&b.key));
        Self { section, directives }
    }

    /// The directives of that name, given in lower case.
    pub(crate) fn named<'o>(&'o self, key: &'static str) -> impl Iterator<Item = &'o Directive<'d>> {
        let from = self.directives.partition_point(|directive| directive.key.as_str() < key);
        self.directives.iter().skip(from).take_while(move |directive| directive.key == key)
    }
}

/// Where the installation of one system begins.
struct Start<'d> {
    latest: bool,
    roots: Vec<&'d Section>,
}

impl Start<'_> {
    fn new() -> Self {
        Self { latest: false, roots: Vec::new() }
    }
}

/// A decoration without architecture is for x86.
fn arch_of(decoration: &Decoration) -> Arch {
    decoration.arch.unwrap_or(Arch::X86)
}

/// What Windows compares first: version and build.
fn rank(decoration: &Decoration) -> ((u32, u32), u32) {
    (decoration.version, decoration.build)
}

/// The highest rank for each architecture.
fn newest<'a>(decorations: impl Iterator<Item = &'a Decoration>) -> HashMap<Arch, ((u32, u32), u32)> {
    let mut newest = HashMap::new();
    for decoration in decorations {
        let highest = newest.entry(arch_of(decoration)).or_insert_with(|| rank(decoration));
        *highest = rank(decoration).max(*highest);
    }
    newest
}

/// The sections `name` and `name.NT...`, without those that belong to them, such as `name.NTamd64.Services`.
pub(crate) fn default_sections<'d>(document: &'d Document, name: &str) -> Vec<(&'d Section, Decoration)> {
    let sections = document.sections().filter_map(|section| {
        let (head, rest) = section.name().split_at_checked(name.len())?;
        if !head.eq_ignore_ascii_case(name) {
            return None;
        }
        let decoration = match rest.strip_prefix('.') {
            Some(decoration) => Decoration::parse(decoration)?,
            None if rest.is_empty() => Decoration::default(),
            None => return None,
        };
        Some((section, decoration))
    });
    sections.collect()
}

#[cfg(test)]
mod tests {
    use catseal_inf::ParseOptions;

    use super::*;

    fn parse(text: &str) -> Document {
        Document::parse(format!("[Version]\nSignature=\"$Windows NT$\"\n{text}").as_bytes(), &ParseOptions::default())
            .unwrap()
    }

    #[test]
    fn sections_are_install_sections_by_what_names_them_and_whatever_their_decoration() {
        let document = parse(
            "[Manufacturer]\nM = Models, NTamd64, NTarm64.10.0...22000\n\
             [Models.NTamd64]\nD = A, X\n[Models.NTarm64.10.0...22000]\nD = B, X\n\
             [A.NTamd64]\nNeeds = More\n[A.NT]\n[A.NTamd64.Interfaces]\nAddInterface = {1},,I\n[I.NT]\n[More]\n\
             [B.NTarm64]\nCOPYfiles = F, @x\n[F]\n[C]\n[DefaultInstall.NTamd64]\n[DefaultInstall.Services]\n[ClassInstall32]",
        );
        let outline = Outline::read(&document);
        let names: Vec<&str> = outline.installs().map(|install| install.section.name()).collect();
        let expected = [
            "A.NTamd64",
            "A.NTamd64.Interfaces",
            "I.NT",
            "More",
            "B.NTarm64",
            "DefaultInstall.NTamd64",
            "ClassInstall32",
        ];
        assert_eq!(names, expected);
        let copied: Vec<_> = outline.directives("copyfiles").flat_map(|directive| outline.values(directive)).collect();
        assert_eq!(copied, ["F", "@x"]);
        assert!(!outline.is_incomplete());
    }

    #[test]
    fn the_newest_decoration_of_an_architecture_is_for_the_newest_windows() {
        let document = parse(
            "[Manufacturer]\nM = Models, NTamd64, NTamd64.6.1, NTamd64.10.0...16299, NTx86\n[Models.NTamd64]\nD = A, X\n\
             [Models.NTamd64.6.1]\nD = B, X\n[Models.NTamd64.10.0...16299]\nD = C, X\n[Models.NTx86]\nD = D, X\n[A]\n[B]\n[C]\n[D]",
        );
        let outline = Outline::read(&document);
        let latest = outline.systems.iter().filter(|system| system.latest).flat_map(|system| &system.installs);
        let names: Vec<&str> =
            latest.filter_map(|line| outline.installs.get(line)).map(|install| install.section.name()).collect();
        assert_eq!(names.len(), 2);
        assert!(names.contains(&"C") && names.contains(&"D"));
    }

    #[test]
    fn an_inf_whose_decorations_multiply_its_models_is_read_to_the_limit_of_work_and_says_so() {
        let decorations: String = (0..3000).map(|build| format!(", NTamd64.10.0...{build}")).collect();
        let needs = "x,".repeat(2000);
        let mut text = format!("[Manufacturer]\nM = Models{decorations}\n[x]\n[A]\n");
        for _ in 0..20 {
            text.push_str(&format!("Needs = {needs}\n"));
        }
        for build in 0..3000 {
            text.push_str(&format!("[Models.NTamd64.10.0...{build}]\nD = A, X\n"));
        }
        let document = parse(&text);
        let outline = Outline::read(&document);
        assert!(outline.is_incomplete());
    }
}
