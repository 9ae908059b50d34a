use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashSet;
use std::rc::Rc;

use crate::arch::Arch;
use crate::document::Section;
use crate::reader::Reader;

/// What an install section is to the one at which the way to it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// `[DDInstall]` itself, or what stands in its place: `[DefaultInstall]`, `[ClassInstall32]`.
    Main,
    /// `.Services`: the services of the device.
    Services,
    /// `.HW`: values of the hardware key.
    Hw,
    /// `.Interfaces`: the interfaces of the device.
    Interfaces,
    /// `.CoInstallers`: programs that take part in the installation.
    CoInstallers,
    /// `.Components`: software components.
    Components,
    /// `.Software`: software that is installed with the device.
    Software,
    /// `.Wdf`: the framework of the driver.
    Wdf,
    /// `.Filters`: filter drivers.
    Filters,
    /// `.Events`: providers of events.
    Events,
    /// `.COM`: COM servers.
    Com,
    /// `.FactDef`: settings from the factory.
    FactDef,
    /// `.LogConfigOverride`: logical configurations.
    LogConfigOverride,
    /// `.WMI`: WMI classes.
    Wmi,
    /// An interface: that of `AddInterface`, or a class of `[InterfaceInstall32]`.
    Interface,
}

impl Part {
    /// What follows the name of an install section, after a dot, to make the section of a part.
    ///
    /// Source: the pages on INF DDInstall sections in the documentation of the Windows Driver Kit.
    pub const SUFFIXES: [(&str, Self); 13] = [
        ("Services", Self::Services),
        ("HW", Self::Hw),
        ("Interfaces", Self::Interfaces),
        ("CoInstallers", Self::CoInstallers),
        ("Components", Self::Components),
        ("Software", Self::Software),
        ("Wdf", Self::Wdf),
        ("Filters", Self::Filters),
        ("Events", Self::Events),
        ("COM", Self::Com),
        ("FactDef", Self::FactDef),
        ("LogConfigOverride", Self::LogConfigOverride),
        ("WMI", Self::Wmi),
    ];

    /// The suffix of the part; `None` where there is none.
    #[must_use]
    pub fn suffix(self) -> Option<&'static str> {
        Self::SUFFIXES.iter().find(|(_, part)| *part == self).map(|&(suffix, _)| suffix)
    }
}

/// An install section that is carried out.
#[derive(Debug, Clone, Copy)]
pub struct Install<'d> {
    /// The section.
    pub section: &'d Section,
    /// What it is.
    pub part: Part,
}

/// The lines and parts of the sections that [`Reader::follow`] has come by.
pub type Seen = HashSet<(u32, Part)>;

/// What a step from section to section costs, besides the names.
const STEP: usize = 16;

/// Where an install section leads.
#[derive(Debug)]
pub(crate) struct Links<'d> {
    parts: OnceCell<Vec<Install<'d>>>,
    needs: Vec<&'d Section>,
    /// Names of the sections of interfaces, to which decorations are added.
    interfaces: Vec<Cow<'d, str>>,
}

impl<'d> Links<'d> {
    pub(crate) fn read(reader: &Reader<'d>, section: &'d Section) -> Self {
        let mut links = Self { parts: OnceCell::new(), needs: Vec::new(), interfaces: Vec::new() };
        let mut known = HashSet::new();
        for entry in section.entries().iter().take_while(|_| reader.spend(1)) {
            let Some(key) = entry.key().filter(|_| entry.has_explicit_key()) else { continue };
            let key = reader.expand(key);
            if key.eq_ignore_ascii_case("Needs") {
                let needed = entry.fields().iter().filter_map(|name| reader.section(&reader.expand(name)));
                links.needs.extend(needed.filter(|needed| known.insert(needed.line())));
            } else if key.eq_ignore_ascii_case("AddInterface") {
                links.interfaces.push(reader.expand(entry.field(2)));
            }
        }
        links
    }

    /// The parts of an install section; an interface has none.
    fn parts(&self, reader: &Reader<'d>, Install { section, part }: Install<'d>) -> &[Install<'d>] {
        if part != Part::Main {
            return &[];
        }
        self.parts.get_or_init(|| {
            let parts = Part::SUFFIXES.iter().filter_map(|&(suffix, part)| {
                let section = reader.section(&format!("{}.{suffix}", section.name()))?;
                Some(Install { section, part })
            });
            parts.collect()
        })
    }
}

impl<'d> Reader<'d> {
    /// What is carried out on `arch` where Windows begins with `roots`: for each of them, the section itself, those of the
    /// parts of a [`Part::Main`], and what these lead to by `Needs` and `AddInterface`.
    ///
    /// Nothing that is in `seen` comes again; what comes is added to it. Sections of other INFs, brought in by `Include`, are
    /// not looked for.
    pub fn follow(
        &self,
        roots: impl IntoIterator<Item = Install<'d>>,
        arch: Arch,
        seen: &mut Seen,
    ) -> Vec<Install<'d>> {
        let mut found: Vec<Install<'d>> = Vec::new();
        let mut next = 0;
        for root in roots {
            let links = self.links(root.section);
            let all = std::iter::once(&root).chain(links.parts(self, root));
            found.extend(all.filter(|install| seen.insert((install.section.line(), install.part))));
            while let Some(&Install { section, part }) = found.get(next) {
                next += 1;
                let links = self.links(section);
                if !self.spend(STEP * (1 + links.needs.len() + links.interfaces.len())) {
                    return found;
                }
                let needs = links.needs.iter().map(|&section| Install { section, part });
                let interfaces = links.interfaces.iter().filter_map(|name| self.decorated(name, arch));
                let interfaces = interfaces.map(|section| Install { section, part: Part::Interface });
                found.extend(needs.chain(interfaces).filter(|link| seen.insert((link.section.line(), link.part))));
            }
        }
        found
    }

    fn links(&self, section: &'d Section) -> Rc<Links<'d>> {
        if let Some(links) = self.links.borrow().get(&section.line()) {
            return Rc::clone(links);
        }
        let links = Rc::new(Links::read(self, section));
        self.links.borrow_mut().insert(section.line(), Rc::clone(&links));
        links
    }
}
