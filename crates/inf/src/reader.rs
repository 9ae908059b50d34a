use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::arch::Arch;
use crate::decoration::Decoration;
use crate::destinations::DestinationDirs;
use crate::document::{Document, Entry, Section, fold};
use crate::follow::Links;
use crate::limits;

/// Which sections of a document Windows looks for, found within a bound on the work.
///
/// Names lead to sections that name others, and tokens stand for long texts, so that a small INF may ask for more work than
/// anybody waits for. Whoever follows it takes each step from [`limits::MAX_WORK`]; when that is used up, no section is found
/// any more and no token expanded.
#[derive(Debug)]
pub struct Reader<'d> {
    document: &'d Document,
    work_left: Cell<usize>,
    /// By line of the section.
    pub(crate) links: RefCell<HashMap<u32, Rc<Links<'d>>>>,
}

/// A line of `[Manufacturer]`.
#[derive(Debug)]
pub struct Manufacturer<'d> {
    /// The line.
    pub entry: &'d Entry,
    /// What a computer may choose from: the decorated sections in the order of the line, then the one without decoration.
    /// Empty when the line names none.
    pub models: Vec<NamedModels<'d>>,
}

/// A models section, as a line of `[Manufacturer]` names it.
#[derive(Debug)]
pub struct NamedModels<'d> {
    /// Its name, tokens expanded.
    pub name: String,
    /// What follows the base and a dot; empty for the section without decoration.
    pub suffix: Cow<'d, str>,
    /// What that means; `None` when it is no decoration, so that no computer chooses the section.
    pub decoration: Option<Decoration>,
    /// The section, if there is one.
    pub section: Option<&'d Section>,
}

impl<'d> Reader<'d> {
    /// A reader with all its work before it.
    #[must_use]
    pub fn new(document: &'d Document) -> Self {
        Self { document, work_left: Cell::new(limits::MAX_WORK), links: RefCell::default() }
    }

    /// What is read.
    #[must_use]
    pub fn document(&self) -> &'d Document {
        self.document
    }

    /// Takes `amount` (octets of text, lines visited) from the work that is left; false when that is used up.
    pub fn spend(&self, amount: usize) -> bool {
        self.work_left.set(self.work_left.get().saturating_sub(amount));
        !self.is_exhausted()
    }

    /// Whether the work is used up: what was not found then, may be there.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.work_left.get() == 0
    }

    /// `text` with its tokens expanded, as [`Document::expand`] does.
    pub fn expand<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !text.contains('%') || !self.spend(text.len()) {
            return Cow::Borrowed(text);
        }
        let expanded = self.document.expand(text);
        self.spend(expanded.len());
        Cow::Owned(expanded)
    }

    /// The section of that name, in any case.
    pub fn section(&self, name: &str) -> Option<&'d Section> {
        if self.spend(1 + name.len()) { self.document.section(name) } else { None }
    }

    /// The entries of the section `name`; none without one.
    pub fn lines(&self, name: &str) -> impl Iterator<Item = &'d Entry> {
        let entries = self.section(name).map_or(&[][..], Section::entries);
        entries.iter().take_while(|_| self.spend(1))
    }

    /// The lines of `[Manufacturer]`.
    pub fn manufacturers(&self) -> impl Iterator<Item = Manufacturer<'d>> {
        self.lines("Manufacturer").map(|entry| {
            let base = self.expand(entry.field(0));
            let suffixes = entry.fields().iter().skip(1).map(|suffix| self.expand(suffix));
            let suffixes = suffixes.filter(|suffix| !suffix.is_empty()).chain([Cow::Borrowed("")]);
            let models = suffixes.take_while(|_| !base.is_empty() && self.spend(1)).map(|suffix| {
                let (name, decoration) = match suffix.as_ref() {
                    "" => (base.clone().into_owned(), Some(Decoration::default())),
                    suffix => (format!("{base}.{suffix}"), Decoration::parse(suffix)),
                };
                NamedModels { section: self.section(&name), name, suffix, decoration }
            });
            Manufacturer { entry, models: models.collect() }
        })
    }

    /// The install sections that the models of a section name, tokens expanded: each once, with its first line.
    pub fn installs(&self, models: &'d Section) -> impl Iterator<Item = (Cow<'d, str>, &'d Entry)> {
        let mut known = HashSet::new();
        let named = models.entries().iter().map(|entry| (self.expand(entry.field(0)), entry));
        let named = named.take_while(|(name, _)| self.spend(1 + name.len()));
        named.filter(move |(name, _)| !name.is_empty() && known.insert(fold(name)))
    }

    /// The section that Windows takes where `base` is named: `base.nt<arch>`, `base.nt` or `base`, the first that is there.
    ///
    /// Source: the pages on the INF sections DDInstall, ClassInstall32 and InterfaceInstall32 in the documentation of the
    /// Windows Driver Kit.
    pub fn decorated(&self, base: &str, arch: Arch) -> Option<&'d Section> {
        if base.is_empty() {
            return None;
        }
        self.section(&format!("{base}.nt{arch}"))
            .or_else(|| self.section(&format!("{base}.nt")))
            .or_else(|| self.section(base))
    }

    /// The sections that Windows takes on `arch` for the models of a section; one may come again.
    pub fn install_sections(&self, models: &'d Section, arch: Arch) -> impl Iterator<Item = &'d Section> {
        self.installs(models).filter_map(move |(base, _)| self.decorated(&base, arch))
    }

    /// Where lists of files go.
    #[must_use]
    pub fn destination_dirs(&self) -> DestinationDirs<'d> {
        DestinationDirs::read(self)
    }

    /// What Windows takes on `arch` for each class of `[InterfaceInstall32]`.
    pub fn interface_classes(&self, arch: Arch) -> impl Iterator<Item = &'d Section> {
        self.lines("InterfaceInstall32").filter_map(move |entry| self.decorated(&self.expand(entry.field(0)), arch))
    }
}
