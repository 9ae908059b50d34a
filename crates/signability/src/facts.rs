use std::collections::{HashMap, HashSet};

use catseal_inf::{Driver, fold, os};

use crate::package::{File, Inf, Options, Package};

/// What several checks need to know, found out once.
pub(crate) struct Facts<'p> {
    /// The INFs, in the order of the package.
    pub(crate) installs: Vec<Installed<'p>>,
    files: HashMap<String, &'p File>,
}

/// An INF and what Windows does with it.
pub(crate) struct Installed<'p> {
    pub(crate) inf: &'p Inf,
    /// The walk for the targets asked for, as Windows chooses. What Inf2Cat adds ([`Inf::driver`]) says nothing of what is
    /// installed where.
    pub(crate) driver: Driver,
    /// Paths (folded, relative to the package) of all files that any Windows would install by it, or Inf2Cat lists.
    pub(crate) copied_anywhere: HashSet<String>,
    /// Paths (folded, relative to the package) of all files in its `[SourceDisksFiles]`, with the line.
    pub(crate) listed_anywhere: HashMap<String, u32>,
}

impl<'p> Facts<'p> {
    pub(crate) fn of(package: &'p Package, options: &Options) -> Self {
        let installs = package.infs.iter().map(|inf| Installed::of(inf, options)).collect();
        let files = package.files.iter().map(|file| (fold(&file.path), file)).collect();
        Self { installs, files }
    }

    /// The file at `path`, relative to the folder of `inf`.
    pub(crate) fn file(&self, inf: &Inf, path: &str) -> Option<&'p File> {
        self.files.get(&in_package(inf, path)).copied()
    }
}

impl<'p> Installed<'p> {
    fn of(inf: &'p Inf, options: &Options) -> Self {
        let everything = Driver::walk(&inf.document, &os::all().iter().collect::<Vec<_>>());
        let own: Vec<_> = inf.targets.iter().filter_map(|&target| options.targets.get(target).copied()).collect();
        let mut driver = Driver::walk(&inf.document, &own);
        driver.renumber_targets(&inf.targets);
        let files = everything.files.iter().chain(&inf.driver.files);
        let copied = files.flat_map(|file| [Some(&file.path), file.cabinet.as_ref()].into_iter().flatten());
        let copied_anywhere = copied.map(|path| in_package(inf, path)).collect();
        let listed = everything.listed_files.iter();
        let listed = listed.filter_map(|file| Some((in_package(inf, file.path.as_ref()?), file.line)));
        Self { inf, driver, copied_anywhere, listed_anywhere: listed.collect() }
    }
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
