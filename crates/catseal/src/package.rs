//! A driver package: a folder with its files, INFs and catalogs.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use catseal_finding::Finding;
use catseal_inf::CodePage;
use rayon::prelude::*;

use crate::error::Error;
use crate::files::{self, HashedFile};
use crate::packed::{Inside, Packed, SourceKey};
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

pub(crate) use catseal_inf::fold;

/// Where a name comes in a folder of Windows, which lists names by their capital letters, UTF-16 unit by unit: `a_b` comes after `ab`.
pub(crate) fn order_in_folder(name: &str) -> Vec<u16> {
    if name.is_ascii() {
        return name.bytes().map(|byte| byte.to_ascii_uppercase().into()).collect();
    }
    fold(name).to_ascii_uppercase().encode_utf16().collect()
}

/// The last part of a name parted by `/`.
pub(crate) fn base_name(name: &str) -> &str {
    name.rsplit_once('/').map_or(name, |(_, base)| base)
}

pub(crate) fn has_extension(name: &str, extension: &str) -> bool {
    base_name(name).rsplit_once('.').is_some_and(|(_, found)| found.eq_ignore_ascii_case(extension))
}

/// How much of what is no file of a package is told one by one.
const MAX_SKIPPED: usize = 1000;

/// A folder with its files, in the order of their names.
#[derive(Debug, Clone)]
pub(crate) struct DriverPackage {
    pub(crate) root: PathBuf,
    pub(crate) files: Vec<PackageFile>,
    /// What lies in the folder and is no file of the package, each with the reason; relative, parted by `/`.
    pub(crate) skipped: Vec<(String, &'static str)>,
    /// In which its INFs are read, if they are in none of the forms that say so themselves.
    codepage: CodePage,
    /// Whether the files were unpacked just now, so that their times say nothing.
    pub(crate) unpacked: bool,
    by_name: HashMap<String, usize>,
    /// The files that are not found under their own names, because another one is.
    collided: BTreeSet<usize>,
    /// The files that lie inside others, by their indices.
    packed: BTreeMap<usize, Packed>,
    /// Which of them INFs mean.
    sources: BTreeMap<SourceKey, usize>,
    rivals: BTreeSet<(usize, usize)>,
    /// The cabinets and compressed files that were looked into for what INFs mean.
    opened: BTreeSet<usize>,
}

impl DriverPackage {
    /// The package of all files below `root`, as [`Listing::read`] finds them.
    pub(crate) fn open(root: &Path) -> Result<Self, Error> {
        let Listing { files, skipped } = Listing::read(root)?;
        Ok(Self { skipped, ..Self::of(root, files) })
    }

    /// The code page of its INFs.
    pub(crate) const fn codepage(&self) -> CodePage {
        self.codepage
    }

    /// The same package with its INFs in another code page.
    pub(crate) fn with_codepage(mut self, codepage: CodePage) -> Self {
        self.codepage = codepage;
        self
    }

    /// A package of the given files.
    pub(crate) fn of(root: &Path, files: Vec<PackageFile>) -> Self {
        let mut by_name = HashMap::with_capacity(files.len());
        let replaced = files.iter().enumerate().filter_map(|(index, file)| by_name.insert(fold(&file.name), index));
        let collided = replaced.collect();
        Self {
            root: root.to_owned(),
            files,
            skipped: Vec::new(),
            codepage: CodePage::default(),
            unpacked: false,
            by_name,
            collided,
            packed: BTreeMap::new(),
            sources: BTreeMap::new(),
            rivals: BTreeSet::new(),
            opened: BTreeSet::new(),
        }
    }

    /// The files with these indices, ascending, as a package of their own; what is packed needs the files that it lies in.
    pub(crate) fn subset(&self, indices: &[usize]) -> Self {
        let place = |index: &usize| indices.binary_search(index).ok();
        let files = indices.iter().filter_map(|&index| self.files.get(index).cloned()).collect();
        let mut subset = Self { codepage: self.codepage, ..Self::of(&self.root, files) };
        let names = self.by_name.iter().filter_map(|(name, index)| Some((name.clone(), place(index)?)));
        subset.by_name.extend(names);
        let packed = self.packed.iter().filter_map(|(index, packed)| {
            let container = place(&packed.container)?;
            Some((place(index)?, Packed { container, inside: packed.inside.clone() }))
        });
        subset.packed = packed.collect();
        let sources = self.sources.iter();
        subset.sources = sources.filter_map(|(key, index)| Some((key.clone(), place(index)?))).collect();
        let rivals = self.rivals.iter();
        subset.rivals = rivals.filter_map(|(one, other)| Some((place(one)?, place(other)?))).collect();
        subset
    }

    /// Puts a file in that lies inside another one, where it is called `inside`, and that an INF may mean by `source`. Of several
    /// the first counts, and before all of them the one that lies there unpacked (`loose`); the others are its rivals.
    pub(crate) fn add_packed(&mut self, source: SourceKey, loose: Option<usize>, inside: &str, packed: Packed) {
        let Some(container) = self.files.get(packed.container) else { return };
        let inside = format!("{}/{inside}", container.name);
        let path = container.path.clone();
        let known = self.by_name.get(&fold(&inside)).copied();
        let index = known.filter(|index| self.packed.get(index) == Some(&packed)).unwrap_or(self.files.len());
        if index == self.files.len() {
            if *self.by_name.entry(fold(&inside)).or_insert(index) != index {
                self.collided.insert(index);
            }
            self.files.push(PackageFile { path, name: inside });
            self.packed.insert(index, packed);
        }
        let counts = loose.unwrap_or_else(|| *self.sources.entry(source).or_insert(index));
        if counts != index {
            self.rivals.insert((counts, index));
        }
    }

    /// The packed file that an INF means.
    pub(crate) fn packed_source(&self, source: &SourceKey) -> Option<usize> {
        self.sources.get(source).copied()
    }

    /// What INFs mean that lies packed, with the indices of the files.
    pub(crate) fn packed_sources(&self) -> impl Iterator<Item = (&SourceKey, usize)> {
        self.sources.iter().map(|(source, index)| (source, *index))
    }

    /// Notes that a file of the package was looked into.
    pub(crate) fn note_opened(&mut self, container: usize) {
        self.opened.insert(container);
    }

    /// The cabinets and compressed files that were looked into for what INFs mean, whether or not it was there.
    pub(crate) fn opened(&self) -> impl Iterator<Item = usize> {
        self.opened.iter().copied()
    }

    /// Where a file lies, if that is inside another one.
    pub(crate) fn packed(&self, index: usize) -> Option<&Packed> {
        self.packed.get(&index)
    }

    /// Packed files that have the name of another one by an INF: that one, which counts, and the packed one.
    pub(crate) fn rivals(&self) -> impl Iterator<Item = (usize, usize)> {
        self.rivals.iter().copied()
    }

    /// The files that others lie in.
    pub(crate) fn containers(&self) -> impl Iterator<Item = usize> {
        self.packed.values().map(|packed| packed.container)
    }

    /// What is said of each thing in the folder that is no file of the package. After [`MAX_SKIPPED`] of them the last says only
    /// that there are more.
    pub(crate) fn skipped_findings(&self, say: impl Fn(&str, &str) -> Finding) -> Vec<Finding> {
        let mut told: Vec<Finding> =
            self.skipped.iter().take(MAX_SKIPPED).map(|(name, reason)| say(name, reason)).collect();
        let more = self.skipped.len().saturating_sub(told.len());
        if let (Some(last), 1..) = (told.last(), more) {
            let message = format!("{more} more of this kind are left out here");
            told.push(Finding { message, path: None, ..last.clone() });
        }
        told
    }

    /// The catalogs of the package, told by their names.
    pub(crate) fn catalogs(&self) -> Vec<PathBuf> {
        self.files.iter().filter(|file| file.has_extension("cat")).map(|file| file.path.clone()).collect()
    }

    /// Pairs of files whose names differ in case only. On Windows there can be only one of them, and
    /// which one of the two gets there is chance.
    pub(crate) fn collisions(&self) -> impl Iterator<Item = (&PackageFile, &PackageFile)> {
        self.collided.iter().filter_map(|&index| {
            let file = self.get(index)?;
            let kept = self.find(&file.name).filter(|&kept| kept != index)?;
            Some((file, self.get(kept)?))
        })
    }

    /// The file of this name (parted by `/`), whatever the case of its letters: Windows does not tell them apart.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(&fold(name)).copied()
    }

    pub(crate) fn get(&self, index: usize) -> Option<&PackageFile> {
        self.files.get(index)
    }

    /// The existing file whose name is nearest to one that was not found: the same name in another
    /// folder, else one that differs in a few letters.
    pub(crate) fn nearest(&self, name: &str) -> Option<&PackageFile> {
        let wanted = fold(name);
        let wanted_base = base_name(&wanted);
        let distance = |file: &PackageFile| {
            let candidate = fold(&file.name);
            if base_name(&candidate) == wanted_base {
                0
            } else {
                strsim::damerau_levenshtein(base_name(&candidate), wanted_base)
            }
        };
        let limit = wanted_base.chars().count().div_ceil(3).min(4);
        // A catalog is called as its driver is, and is not what is looked for.
        let catalog = wanted.ends_with(".cat");
        self.files
            .iter()
            .filter(|file| catalog || !file.has_extension("cat"))
            .map(|file| (distance(file), file))
            .filter(|(d, _)| *d <= limit)
            .min_by_key(|(d, _)| *d)
            .map(|(_, file)| file)
    }

    /// Hashes the files with these indices, in parallel, each read once.
    pub(crate) fn hash(&self, indices: &[usize], progress: &dyn Progress) -> Vec<(usize, Result<HashedFile, Error>)> {
        progress.start(indices.len());
        let mut hashed: Vec<_> = indices
            .par_iter()
            .filter(|index| !self.packed.contains_key(index))
            .filter_map(|&index| self.get(index).map(|file| (index, file)))
            .map(|(index, file)| {
                let result = files::hash(&file.path);
                progress.step();
                (index, result)
            })
            .collect();
        // What lies in one file is read from it at once.
        let mut by_container: BTreeMap<usize, Vec<(usize, &Inside)>> = BTreeMap::new();
        for &index in indices {
            if let Some(packed) = self.packed.get(&index) {
                by_container.entry(packed.container).or_default().push((index, &packed.inside));
            }
        }
        hashed.par_extend(by_container.into_par_iter().flat_map_iter(|(container, wanted)| {
            let results = match self.get(container) {
                Some(file) => files::hash_packed(&file.path, &wanted),
                None => Vec::new(),
            };
            results.iter().for_each(|_| progress.step());
            results
        }));
        progress.finish();
        hashed
    }
}

/// What lies below a folder.
pub(crate) struct Listing {
    /// In the order of their names.
    pub(crate) files: Vec<PackageFile>,
    /// What is no file of a package, each with the reason; relative, parted by `/`.
    pub(crate) skipped: Vec<(String, &'static str)>,
}

impl Listing {
    /// Lists all files below `root`. Links to folders are not followed; the folders that version
    /// control keeps (`.git`, `.svn`, `.hg`) are no part of a package. Links to files are: what they
    /// lead to is what gets installed.
    pub(crate) fn read(root: &Path) -> Result<Self, Error> {
        let (mut files, mut skipped) = (Vec::new(), Vec::new());
        let mut folders = vec![(root.to_owned(), String::new())];
        while let Some((folder, above)) = folders.pop() {
            let read_error = |source| Error::Read { path: folder.clone(), source };
            for entry in std::fs::read_dir(&folder).map_err(read_error)? {
                let entry = entry.map_err(read_error)?;
                let (path, kind) = (entry.path(), entry.file_type().map_err(read_error)?);
                let base = entry.file_name();
                let name = above.clone() + &base.to_string_lossy();
                // A link that leads nowhere stays in the list: reading it fails, and that is said.
                let target = kind.is_symlink().then(|| std::fs::metadata(&path).ok()).flatten();
                if kind.is_dir() && matches!(base.to_str(), Some(".git" | ".svn" | ".hg")) {
                    skipped.push((name, "it belongs to version control"));
                } else if kind.is_dir() {
                    folders.push((path, name + "/"));
                } else if target.as_ref().is_some_and(std::fs::Metadata::is_dir) {
                    skipped.push((name, "it is a link to a folder"));
                } else if kind.is_file() || kind.is_symlink() && target.is_none_or(|target| target.is_file()) {
                    files.push(PackageFile { name, path });
                } else {
                    skipped.push((name, "it is neither a file nor a folder"));
                }
            }
        }
        files.sort_unstable_by(|one, other| by_parts(&one.name, &other.name).then_with(|| one.path.cmp(&other.path)));
        skipped.sort_unstable_by(|(one, _), (other, _)| by_parts(one, other));
        Ok(Self { files, skipped })
    }
}

/// The order of names parted by `/`: part by part.
fn by_parts(one: &str, other: &str) -> Ordering {
    let least_slash = |byte| if byte == b'/' { 0 } else { byte };
    one.bytes().map(least_slash).cmp(other.bytes().map(least_slash))
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
    fn letters_that_only_look_alike_are_other_letters() {
        let package = package(&["driver\u{212a}.sys", "driverK.sys"]);
        assert_eq!(package.find("driverk.sys"), Some(1));
        assert_eq!(package.collisions().count(), 0);
    }

    #[test]
    fn names_that_differ_in_case_only_collide() {
        let package = package(&["a.sys", "A.SYS", "b.sys"]);
        assert_eq!(package.collisions().map(|(one, _)| one.name.as_str()).collect::<Vec<_>>(), ["a.sys"]);
    }

    #[test]
    fn the_nearest_name_is_the_same_one_elsewhere_then_a_similar_one_then_none() {
        let package = package(&["readme.txt", "x64/driver.sys", "drivr.sys"]);
        assert_eq!(package.nearest("amd64/driver.sys").unwrap().name, "x64/driver.sys");
        assert_eq!(package.nearest("drivr1.sys").unwrap().name, "drivr.sys");
        assert!(package.nearest("firmware.bin").is_none());
    }

    #[test]
    fn a_catalog_is_near_to_nothing_but_a_catalog() {
        let package = package(&["driver.cat"]);
        assert!(package.nearest("driver.sys").is_none());
        assert_eq!(package.nearest("Drivers.CAT").unwrap().name, "driver.cat");
    }
}
