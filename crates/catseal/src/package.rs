//! A driver package: a folder with its files, INFs and catalogs.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::error::Error;
use crate::files::{self, HashedFile};
use crate::progress::Progress;

/// One file of a package.
#[derive(Debug, Clone)]
pub(crate) struct PackageFile {
    /// Relative to the package, parted by `/`.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
}

impl PackageFile {
    /// The name without folders.
    pub(crate) fn base_name(&self) -> &str {
        base_name(&self.name)
    }

    pub(crate) fn has_extension(&self, extension: &str) -> bool {
        has_extension(&self.name, extension)
    }

    /// The folder within the package, parted by `/`; empty for the package itself.
    pub(crate) fn folder(&self) -> &str {
        self.name.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// The last part of a name parted by `/`.
pub(crate) fn base_name(name: &str) -> &str {
    name.rsplit_once('/').map_or(name, |(_, base)| base)
}

pub(crate) fn has_extension(name: &str, extension: &str) -> bool {
    base_name(name).rsplit_once('.').is_some_and(|(_, found)| found.eq_ignore_ascii_case(extension))
}

/// A folder with its files, in the order of their names.
#[derive(Debug, Clone)]
pub(crate) struct DriverPackage {
    pub(crate) root: PathBuf,
    pub(crate) files: Vec<PackageFile>,
    by_name: HashMap<String, usize>,
}

impl DriverPackage {
    /// Lists all files below `root`. Links to folders are not followed; the folders that version
    /// control keeps (`.git`, `.svn`, `.hg`) are no part of a package.
    pub(crate) fn open(root: &Path) -> Result<Self, Error> {
        let mut listed = Vec::new();
        let walk = walkdir::WalkDir::new(root).follow_root_links(true).sort_by_file_name();
        for entry in walk.into_iter().filter_entry(|entry| entry.depth() == 0 || !is_version_control(entry)) {
            let entry = entry
                .map_err(|error| Error::Read { path: error.path().unwrap_or(root).to_owned(), source: error.into() })?;
            let is_file = entry.file_type().is_file() || (entry.path_is_symlink() && entry.path().is_file());
            if is_file {
                let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
                listed.push(PackageFile { name: slashed(relative), path: entry.into_path() });
            }
        }
        Ok(Self::of(root, listed))
    }

    /// A package of the given files.
    pub(crate) fn of(root: &Path, files: Vec<PackageFile>) -> Self {
        let by_name = files.iter().enumerate().map(|(index, file)| (file.name.to_lowercase(), index)).collect();
        Self { root: root.to_owned(), files, by_name }
    }

    /// The file of this name (parted by `/`), whatever the case of its letters: Windows does not tell them apart.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(&name.to_lowercase()).copied()
    }

    pub(crate) fn get(&self, index: usize) -> Option<&PackageFile> {
        self.files.get(index)
    }

    /// The existing file whose name is nearest to one that was not found: the same name in another
    /// folder, else one that differs in a few letters.
    pub(crate) fn nearest(&self, name: &str) -> Option<&PackageFile> {
        let wanted = name.to_lowercase();
        let wanted_base = base_name(&wanted);
        let distance = |file: &PackageFile| {
            let candidate = file.name.to_lowercase();
            if base_name(&candidate) == wanted_base {
                0
            } else {
                strsim::damerau_levenshtein(base_name(&candidate), wanted_base)
            }
        };
        let limit = wanted_base.chars().count().div_ceil(3).min(4);
        self.files
            .iter()
            .map(|file| (distance(file), file))
            .filter(|(d, _)| *d <= limit)
            .min_by_key(|(d, _)| *d)
            .map(|(_, file)| file)
    }

    /// Hashes the files with these indices, in parallel, each read once.
    pub(crate) fn hash(&self, indices: &[usize], progress: &dyn Progress) -> Vec<(usize, Result<HashedFile, Error>)> {
        progress.start(indices.len());
        let hashed = indices
            .par_iter()
            .filter_map(|&index| self.get(index).map(|file| (index, file)))
            .map(|(index, file)| {
                let result = files::hash(&file.path);
                progress.step();
                (index, result)
            })
            .collect();
        progress.finish();
        hashed
    }
}

fn is_version_control(entry: &walkdir::DirEntry) -> bool {
    entry.file_type().is_dir() && matches!(entry.file_name().to_str(), Some(".git" | ".svn" | ".hg"))
}

/// A relative path with its parts joined by `/`, on every system.
pub(crate) fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(names: &[&str]) -> DriverPackage {
        let files =
            names.iter().map(|name| PackageFile { name: (*name).to_owned(), path: PathBuf::from(name) }).collect();
        DriverPackage::of(Path::new("."), files)
    }

    #[test]
    fn a_file_is_found_whatever_the_case() {
        assert_eq!(package(&["AMD64/Driver.SYS"]).find("amd64/driver.sys"), Some(0));
        assert_eq!(package(&["driver.sys"]).find("amd64/driver.sys"), None);
    }

    #[test]
    fn the_nearest_name_is_the_same_one_elsewhere_then_a_similar_one_then_none() {
        let package = package(&["readme.txt", "x64/driver.sys", "drivr.sys"]);
        assert_eq!(package.nearest("amd64/driver.sys").unwrap().name, "x64/driver.sys");
        assert_eq!(package.nearest("drivrr.sys").unwrap().name, "drivr.sys");
        assert!(package.nearest("firmware.bin").is_none());
    }
}
