//! Members that name files by their paths: those of catalogs that were made of a folder.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::context::Context;
use super::coverage::KnownCatalog;
use crate::membership::MemberIndex;
use crate::package::{fold, slashed};

/// Where the folder of a catalog is, seen from that of the package: however the two were named, a link to one included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// At this folded path below it, with a slash behind; empty for the same folder.
    Below(String),
    /// Above it: this folded path, with a slash behind, leads back.
    Above(String),
    Elsewhere,
}

impl Place {
    pub(super) fn of(catalog: &Path, package: &Path) -> Self {
        // The folder of a path without folders is the current one.
        let real =
            |folder: &Path| std::fs::canonicalize(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
        let Some(folder) = catalog.parent() else { return Self::Elsewhere };
        match (real(folder), real(package)) {
            (Ok(folder), Ok(package)) => Self::between(&folder, &package),
            // One that is not there yet, or no longer: then the names are all there is.
            _ => Self::between(folder, package),
        }
    }

    fn between(folder: &Path, package: &Path) -> Self {
        let within = |inner: &Path, outer: &Path| inner.strip_prefix(outer).ok().map(|path| fold(&slashed(path)) + "/");
        match (within(folder, package), within(package, folder)) {
            (Some(below), _) => Self::Below(if below == "/" { String::new() } else { below }),
            (_, Some(above)) => Self::Above(above),
            (None, None) => Self::Elsewhere,
        }
    }

    /// The path in the package of what is at this folded path from the folder of the catalog.
    fn to_package(&self, path: &str) -> Option<String> {
        match self {
            Self::Below(below) => Some(format!("{below}{path}")),
            Self::Above(above) => path.strip_prefix(above.as_str()).map(str::to_owned),
            Self::Elsewhere => None,
        }
    }

    /// The path from the folder of the catalog of what is at this folded path in the package.
    pub(super) fn to_catalog(&self, name: &str) -> Option<String> {
        match self {
            Self::Below(below) => name.strip_prefix(below.as_str()).map(str::to_owned),
            Self::Above(above) => Some(format!("{above}{name}")),
            Self::Elsewhere => None,
        }
    }
}

/// Which members stand for the files at which paths. Such a path starts from the folder of the package or of the catalog.
pub(super) struct Paths {
    by_file: HashMap<usize, Vec<usize>>,
    present: HashSet<usize>,
}

impl Paths {
    /// `None` when no file is at a path that the catalog has: then nobody knows where its paths begin. Those of files that were
    /// named one by one are taken from the folder of the catalog alone.
    pub(super) fn new(catalog: &KnownCatalog, context: &Context, members: &MemberIndex) -> Option<Self> {
        let mut paths = Self { by_file: HashMap::new(), present: HashSet::new() };
        if context.explicit {
            paths.add_named(catalog, context, members);
            return (!paths.by_file.is_empty()).then_some(paths);
        }
        for (member, path) in members.paths() {
            let from_catalog = catalog.place.to_package(&path);
            let names = [Some(path.as_str()), from_catalog.as_deref()];
            let files: HashSet<usize> =
                names.into_iter().flatten().filter_map(|name| context.package.find(name)).collect();
            for file in files {
                paths.present.insert(member);
                paths.by_file.entry(file).or_default().push(member);
            }
        }
        (!paths.by_file.is_empty()).then_some(paths)
    }

    fn add_named(&mut self, catalog: &KnownCatalog, context: &Context, members: &MemberIndex) {
        let mut by_path: HashMap<String, Vec<usize>> = HashMap::new();
        for (member, path) in members.paths() {
            by_path.entry(path).or_default().push(member);
        }
        if by_path.is_empty() {
            return;
        }
        for (index, file) in context.package.files.iter().enumerate() {
            // Of a link the place counts, and not what it leads to.
            let (Some(name), Some(folder)) = (file.path.file_name(), file.path.parent()) else { continue };
            let place = Place::of(&catalog.path, folder);
            let Some(name) = place.to_catalog(&fold(&name.to_string_lossy())) else { continue };
            if let Some(members) = by_path.get(&name) {
                self.present.extend(members);
                self.by_file.insert(index, members.clone());
            }
        }
    }

    /// The members for the file at the place of this one.
    pub(super) fn at(&self, file: usize) -> &[usize] {
        self.by_file.get(&file).map_or(&[], Vec::as_slice)
    }

    /// Whether there is a file at the path of a member.
    pub(super) fn has(&self, member: usize) -> bool {
        self.present.contains(&member)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_from_the_catalog_to_the_package_and_back() {
        let place = |folder: &str, package: &str| Place::between(Path::new(folder), Path::new(package));
        for (folder, package, from_catalog, in_package) in
            [("/r/P", "/r/P", "a/x", "a/x"), ("/r/P/Sub", "/r/P", "a/x", "sub/a/x"), ("/r", "/r/P", "p/a/x", "a/x")]
        {
            let place = place(folder, package);
            assert_eq!(place.to_package(from_catalog).as_deref(), Some(in_package), "{folder}");
            assert_eq!(place.to_catalog(in_package).as_deref(), Some(from_catalog), "{folder}");
        }
        assert_eq!(place("/r", "/r/p").to_package("pa/x"), None);
        assert_eq!(place("/r/s", "/r/p"), Place::Elsewhere);
    }
}
