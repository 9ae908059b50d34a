use std::collections::{BTreeSet, HashMap, HashSet};

use catseal_inf::os::OsTarget;
use catseal_inf::{Document, Driver, Removal, SourceFile, fold, os, tokens};

use crate::package::{File, Inf, Options, Package};
use crate::protected::is_protected_anywhere;

/// What several checks need to know, found out once.
pub(crate) struct Facts<'p> {
    /// The INFs, in the order of the package.
    pub(crate) installs: Vec<Installed<'p>>,
    /// Those that lie there unpacked, by folded path.
    files: HashMap<String, &'p File>,
    /// The packed ones that INFs mean, by folded path and cabinet.
    packed: HashMap<(String, Option<String>), &'p File>,
}

/// An INF and what Windows does with it.
pub(crate) struct Installed<'p> {
    pub(crate) inf: &'p Inf,
    /// The walk for the targets asked for, as Windows chooses. What Inf2Cat adds ([`Inf::driver`]) says nothing of what is
    /// installed where.
    pub(crate) driver: Driver,
    /// What comes out of the walk on machines of other languages where names are other ones.
    pub(crate) translated: Vec<Translated>,
    /// Whether there are more such languages, or files, than were looked at.
    pub(crate) more_translated: bool,
    /// Paths (folded, relative to the package) of all files that any Windows would install by it, or Inf2Cat lists.
    pub(crate) copied_anywhere: HashSet<String>,
    /// Paths (folded, relative to the package) of all files in its `[SourceDisksFiles]`, with the line.
    pub(crate) listed_anywhere: HashMap<String, u32>,
}

/// What an INF does by another section of strings than the one that it is looked at with: as far as names of protected files come up.
pub(crate) struct Translated {
    /// `[Strings.0407]`.
    pub(crate) section: String,
    pub(crate) files: Vec<SourceFile>,
    pub(crate) removals: Vec<Removal>,
}

impl Translated {
    /// `own` are the targets that the INF is for, `numbers` their places among those asked for.
    fn of(section: String, document: &Document, own: &[&OsTarget], numbers: &[usize]) -> Self {
        let mut driver = Driver::walk(document, own);
        driver.renumber_targets(numbers);
        let Driver { mut files, mut removals, .. } = driver;
        files.retain(|file| {
            let installed_as = file.destinations.iter().map(|place| place.name.as_str());
            std::iter::once(file.path.as_str()).chain(installed_as).any(is_protected_anywhere)
        });
        removals.retain(|removal| {
            std::iter::once(&removal.file.name).chain(&removal.renamed_to).any(|name| is_protected_anywhere(name))
        });
        files.shrink_to_fit();
        removals.shrink_to_fit();
        Self { section, files, removals }
    }

    fn len(&self) -> usize {
        self.files.len().saturating_add(self.removals.len())
    }
}

impl<'p> Facts<'p> {
    pub(crate) fn of(package: &'p Package, options: &Options) -> Self {
        let installs = package.infs.iter().map(|inf| Installed::of(inf, options)).collect();
        let loose = package.files.iter().filter(|file| file.packed.is_none());
        let files = loose.map(|file| (fold(&file.path), file)).collect();
        let packed = package.files.iter().filter_map(|file| Some((file, file.packed.as_ref()?)));
        let packed = packed.flat_map(|(file, packed)| packed.sources.iter().map(move |source| (source, file)));
        let key = |(path, cabinet): &(String, Option<String>)| (fold(path), cabinet.as_deref().map(fold));
        let packed = packed.map(|(source, file)| (key(source), file)).collect();
        Self { installs, files, packed }
    }

    /// The file that `inf` installs by `source`: the one that lies there, else a packed one.
    pub(crate) fn file(&self, inf: &Inf, source: &SourceFile) -> Option<&'p File> {
        let path = in_package(inf, &source.path);
        let loose = self.files.get(&path).copied();
        let cabinet = source.cabinet.as_deref().map(|cabinet| in_package(inf, cabinet));
        loose.or_else(|| self.packed.get(&(path, cabinet)).copied())
    }
}

impl<'p> Installed<'p> {
    fn of(inf: &'p Inf, options: &Options) -> Self {
        let everything = Driver::walk(&inf.document, &os::all().iter().collect::<Vec<_>>());
        let own: Vec<_> = inf.targets.iter().filter_map(|&target| options.targets.get(target).copied()).collect();
        let mut driver = Driver::walk(&inf.document, &own);
        driver.renumber_targets(&inf.targets);
        let named = tokens_of_names(&inf.document);
        let (mut translated, mut room, mut more_translated) = (Vec::new(), MAX_TRANSLATED, false);
        for (section, document) in inf.document.in_other_languages(&named) {
            if translated.len() == MAX_LANGUAGES || room == 0 {
                more_translated = true;
                break;
            }
            let one = Translated::of(section, &document, &own, &inf.targets);
            room = room.saturating_sub(one.len());
            translated.push(one);
        }
        let files = everything.files.iter().chain(&inf.driver.files);
        let copied = files.flat_map(|file| [Some(&file.path), file.cabinet.as_ref()].into_iter().flatten());
        let copied_anywhere = copied.map(|path| in_package(inf, path)).collect();
        let listed = everything.listed_files.iter();
        let listed = listed.filter_map(|file| Some((in_package(inf, file.path.as_ref()?), file.line)));
        Self { inf, driver, translated, more_translated, copied_anywhere, listed_anywhere: listed.collect() }
    }
}

impl Installed<'_> {
    /// The line of `[SourceDisksFiles]` that lists a file of the package; one in a cabinet by its bare name.
    pub(crate) fn listed(&self, file: &File) -> Option<u32> {
        let path = fold(&file.path);
        let Some(packed) = &file.packed else { return self.listed_anywhere.get(&path).copied() };
        let from_there = self.copied_anywhere.contains(&fold(&packed.container));
        let mut listed = self.listed_anywhere.iter().filter(|_| from_there);
        listed.find(|(listed, _)| base_name(listed) == base_name(&path)).map(|(_, line)| *line)
    }
}

/// How many languages are walked in which an INF has other names. No INF is known that has one.
const MAX_LANGUAGES: usize = 16;
/// How many protected files are kept of these walks, before no more are done.
const MAX_TRANSLATED: usize = 100_000;

/// The tokens, folded, in names of files, folders and sections on the way to the files that an INF installs. There may be a few more,
/// but none of those in the texts that differ in every language: descriptions of devices and disks, and what goes into the registry.
fn tokens_of_names(document: &Document) -> Vec<String> {
    let mut found = BTreeSet::new();
    for section in document.sections() {
        let name = fold(section.name());
        let is = |start: &str| name.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        if is("strings") || is("version") {
            continue;
        }
        for entry in section.entries() {
            let key = entry.key().filter(|_| entry.has_explicit_key());
            let first = entry.field(0);
            let mut take = |text: &str| found.extend(tokens(text).map(fold));
            match key {
                Some(key) if is("sourcedisksfiles") || is("destinationdirs") => {
                    take(key);
                    entry.fields().iter().for_each(|field| take(field));
                }
                Some(_) if is("sourcedisksnames") => [1, 3].into_iter().for_each(|field| take(entry.field(field))),
                Some(key) if ["copyfiles", "delfiles", "renfiles", "needs"].contains(&fold(key).as_str()) => {
                    entry.fields().iter().for_each(|field| take(field));
                }
                // A manufacturer with its models, a model with its section.
                Some(key) if key.contains('%') => take(first),
                Some(_) => {}
                None if ["hkr", "hklm", "hkcr", "hkcu", "hku"].contains(&fold(first).as_str()) => {}
                None => [0, 1].into_iter().for_each(|field| take(entry.field(field))),
            }
        }
    }
    found.into_iter().collect()
}

/// `path`, relative to the folder of `inf`, as a folded path in the package.
fn in_package(inf: &Inf, path: &str) -> String {
    match inf.path.rsplit_once('/') {
        Some((folder, _)) => fold(&format!("{folder}/{path}")),
        None => fold(path),
    }
}

/// The last part of a path parted by `/`.
pub(crate) fn base_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// What follows the last dot of the name, in lower case; empty for none.
pub(crate) fn extension(path: &str) -> String {
    base_name(path).rsplit_once('.').map_or_else(String::new, |(_, extension)| fold(extension))
}
