//! `build --tree`: from a folder to the catalog of all files in it, as New-FileCatalog makes it.

use std::path::{Path, PathBuf};

use catseal_catalog::{Attribute, CatalogBuilder, MemberSpec, Version};
use catseal_finding::{Finding, Severity, codes};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use jiff::Timestamp;
use rayon::prelude::*;

use crate::build::{
    BuildReport, CatalogVersion, ExtraAttributes, Identifier, InputFile, PlannedCatalog, finish, is_device, member_of,
    write_all,
};
use crate::error::Error;
use crate::files::{self, HashedFile};
use crate::package::{DriverPackage, Listing, PackageFile, fold, order_in_folder};
use crate::progress::Progress;

/// Which files of a folder its catalog is to leave out.
///
/// A pattern has `*`, `?`, `[…]`, `{…,…}`, and `**` for any number of folders; case does not count. Without a slash it
/// stands for files and folders of that name wherever they are, with one for a path from the folder given. Of a folder
/// that is left out, all is.
#[derive(Debug, Clone, Default)]
pub struct Excludes {
    names: GlobSet,
    paths: GlobSet,
}

/// A pattern that is none.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadPattern(#[from] globset::Error);

impl Excludes {
    /// Takes patterns as typed; their folders may be parted by either slash.
    ///
    /// # Errors
    /// [`BadPattern`] when one cannot be read, which it names.
    pub fn new<P: AsRef<str>>(patterns: &[P]) -> Result<Self, BadPattern> {
        let (mut names, mut paths) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        for pattern in patterns {
            let pattern = pattern.as_ref().replace('\\', "/");
            let trimmed = pattern.trim_end_matches('/');
            let glob = |text| GlobBuilder::new(text).case_insensitive(true).literal_separator(true).build();
            match trimmed.strip_prefix("./").or_else(|| trimmed.strip_prefix('/')) {
                Some(path) => paths.add(glob(path)?),
                None if trimmed.contains('/') => paths.add(glob(trimmed)?),
                None => names.add(glob(trimmed)?),
            };
        }
        Ok(Self { names: names.build()?, paths: paths.build()? })
    }

    /// Whether a file or folder (relative, parted by `/`) is left out, by itself or with a folder above it.
    fn matches(&self, name: &str) -> bool {
        let ends = name.match_indices('/').map(|(end, _)| end).chain([name.len()]);
        let mut above = ends.filter_map(|end| name.get(..end));
        above.any(|path| self.paths.is_match(path)) || name.split('/').any(|part| self.names.is_match(part))
    }
}

/// What to make a catalog of, and how.
#[derive(Debug, Clone)]
pub struct TreeRequest {
    /// The folder.
    pub tree: PathBuf,
    /// The catalog to write. It may lie in the folder, and is never a member of itself.
    pub output: PathBuf,
    /// What to leave out.
    pub excludes: Excludes,
    /// Attributes to put into the catalog besides.
    pub extra: ExtraAttributes,
    /// Version of the catalog; `Auto` is 2.
    pub version: CatalogVersion,
    /// The list identifier.
    pub identifier: Identifier,
    /// The time that goes into the catalog.
    pub time: Timestamp,
    /// Do everything but write.
    pub dry_run: bool,
}

/// Builds the catalog of all files below a folder, unsigned, and writes it.
///
/// Each file is a member whose attribute `FilePath` is its path in the folder, parted by backslashes. Empty files, which
/// have nothing to hash, are attributes `FilePath` of the catalog itself. The order is that in which New-FileCatalog goes
/// through a folder: its files before those of the folders in it.
///
/// Links to folders, devices, the folders of version control and names that Windows cannot have are errors, unless they
/// are left out: a catalog "of all files" must not pass over one in silence. With an error the report says so, and
/// nothing is written.
///
/// # Errors
/// When the folder or a file cannot be read, a file changes meanwhile, or the catalog cannot be written or would take
/// the place of a file that goes into it.
pub fn build_tree(request: &TreeRequest, progress: &dyn Progress) -> Result<BuildReport, Error> {
    let tree = Tree::list(request)?;
    let mut findings = tree.findings();
    let hashed = tree.hash(progress)?;
    if hashed.iter().all(|hashed| hashed.digests.size == 0) {
        findings.push(no_members(&request.tree));
    }
    let pairs = || tree.0.files.par_iter().zip(&hashed);
    files::guard_hashed(&request.output, tree.files().map(|file| file.path.as_path()).zip(&hashed))?;
    let good = findings.iter().all(|finding| finding.severity < Severity::Error);
    let assemble = || good.then(|| tree.assemble(request, &hashed)).transpose();
    let find_changed = || pairs().find_first(|(file, hashed)| !hashed.state.still_holds(&file.path));
    let (catalog, changed) = rayon::join(assemble, find_changed);
    let catalog = catalog?;
    if let Some((file, _)) = changed {
        return Err(Error::Changed { path: file.path.clone() });
    }
    let written = good && !request.dry_run;
    if let (Some(catalog), true) = (&catalog, written) {
        write_all(std::slice::from_ref(catalog))?;
    }
    let input = |(file, hashed): (&PackageFile, &HashedFile)| InputFile::new(file.name.clone(), &file.path, hashed);
    let inputs = pairs().map(input).collect();
    Ok(BuildReport::of_definition(inputs, catalog.as_ref(), findings, written))
}

fn no_members(tree: &Path) -> Finding {
    let message = format!("{}: no file with content is left to go into the catalog", tree.display());
    let help = "Name the folder that holds the files, and leave out fewer of them.";
    codes::catalog::NO_MEMBERS.finding(message).severity(Severity::Error).help(help)
}

/// The files that go into the catalog, in the order in which they do.
struct Tree(DriverPackage);

impl Tree {
    fn list(request: &TreeRequest) -> Result<Self, Error> {
        let read_error = |source| Error::Read { path: request.tree.clone(), source };
        if !std::fs::metadata(&request.tree).map_err(read_error)?.is_dir() {
            return Err(read_error(std::io::ErrorKind::NotADirectory.into()));
        }
        let all = Listing::read(&request.tree)?;
        let output = Place::of(&request.output);
        let wanted = |file: &PackageFile| !request.excludes.matches(&file.name) && !output.is(&file.path);
        let mut kept: Vec<PackageFile> = all.files.into_iter().filter(wanted).collect();
        kept.sort_by_cached_key(|file| SortKey::of(&file.name));
        // One that Windows cannot tell from the catalog would be overwritten by it there.
        if kept.iter().any(|file| output.is_twin_of(&file.path)) {
            return Err(Error::OutputIsInput { path: request.output.clone() });
        }
        crate::cdf::guard_others(&request.output)?;
        let mut tree = DriverPackage::of(&request.tree, kept);
        tree.skipped = all.skipped.into_iter().filter(|(name, _)| !request.excludes.matches(name)).collect();
        Ok(Self(tree))
    }

    fn files(&self) -> impl Iterator<Item = &PackageFile> {
        self.0.files.iter()
    }

    /// What keeps the catalog from being one of all files.
    fn findings(&self) -> Vec<Finding> {
        let not_taken = |name: &str, reason: &str| {
            let message = format!("{name}: cannot go into the catalog, because {reason}");
            let help = "Leave it out with --exclude, or put a plain file of a plain name in its place.";
            codes::membership::NOT_LOOKED_AT.finding(message).severity(Severity::Error).help(help).at(name)
        };
        let skipped = self.0.skipped_findings(not_taken);
        let unnamable = self.files().filter(|file| !is_windows_name(file, &self.0.root));
        let unnamable = unnamable.map(|file| not_taken(&file.name, "Windows cannot have a file of that name"));
        let collisions = self.0.collisions().map(|(one, other)| {
            let message = format!("{} and {} are one file to Windows", one.name, other.name);
            codes::membership::NAME_COLLISION.finding(message).at(one.name.clone())
        });
        skipped.into_iter().chain(unnamable).chain(collisions).collect()
    }

    fn hash(&self, progress: &dyn Progress) -> Result<Vec<HashedFile>, Error> {
        let all: Vec<usize> = (0..self.0.files.len()).collect();
        self.0.hash(&all, progress).into_iter().map(|(_, hashed)| hashed).collect()
    }

    fn assemble(&self, request: &TreeRequest, hashed: &[HashedFile]) -> Result<PlannedCatalog, Error> {
        let version = match request.version {
            CatalogVersion::V1 => Version::V1,
            CatalogVersion::Auto | CatalogVersion::V2 => Version::V2,
        };
        let encoded = |(file, hashed): (&PackageFile, &HashedFile)| {
            let path = Attribute::text("FilePath", &file.name.replace('/', "\\"));
            if hashed.digests.size == 0 {
                return Err(path);
            }
            let attributes = std::iter::once(path).chain(request.extra.of_file(&file.name, None)).collect();
            Ok(MemberSpec { attributes, ..member_of(&hashed.digests) }.encode(version))
        };
        let encoded: Vec<_> = self.0.files.par_iter().zip(hashed).map(encoded).collect();
        let mut builder = CatalogBuilder::new(version, [0; 16], request.time);
        let mut members = 0_usize;
        for encoded in encoded {
            match encoded {
                Ok(member) => {
                    builder.encoded(member);
                    members += if version == Version::V1 { 1 } else { 2 };
                }
                Err(empty) => {
                    builder.attribute(empty);
                }
            }
        }
        for attribute in request.extra.of_catalog() {
            builder.attribute(attribute);
        }
        let with_content = self.files().zip(hashed).filter(|(_, hashed)| hashed.digests.size > 0);
        request.extra.check(with_content.map(|(file, _)| (file.name.as_str(), None)))?;
        let build_error = |source| Error::Build { name: request.output.display().to_string(), source };
        let (identifier, bytes) = finish(&mut builder, request.identifier, build_error)?;
        Ok(PlannedCatalog { path: request.output.clone(), bytes, version, identifier, members })
    }
}

/// Whether a path in the folder can be one on Windows, letter by letter.
fn is_windows_name(file: &PackageFile, root: &Path) -> bool {
    let is_text = file.path.strip_prefix(root).is_ok_and(|path| path.to_str().is_some());
    let plain = |part: &str| {
        !part.ends_with(['.', ' '])
            && !is_device(part)
            && !part.chars().any(|c| c.is_control() || "<>:\"\\|?*".contains(c))
    };
    is_text && file.name.split('/').all(plain)
}

/// The order of the files: those of a folder before those of the folders in it, each as Windows lists them.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct SortKey {
    depth: usize,
    /// With the least of all characters in place of the slashes, so that folders are compared part by part.
    name: Vec<u16>,
}

impl SortKey {
    fn of(name: &str) -> Self {
        Self { depth: name.matches('/').count(), name: order_in_folder(&name.replace('/', "\0")) }
    }
}

/// Where a file is: the folder as the system knows it, and the name there.
struct Place {
    folder: Option<PathBuf>,
    name: String,
    folded: String,
}

impl Place {
    fn of(path: &Path) -> Self {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Self { folder: std::fs::canonicalize(folder).ok(), folded: fold(&name), name }
    }

    fn is(&self, path: &Path) -> bool {
        // Resolving a folder takes its time: most names differ.
        path.file_name().is_some_and(|name| name.to_string_lossy() == self.name.as_str())
            && self.folder.is_some()
            && Self::of(path).folder == self.folder
    }

    /// Whether a path differs from this one in case only.
    fn is_twin_of(&self, path: &Path) -> bool {
        path.file_name().is_some_and(|name| fold(&name.to_string_lossy()) == self.folded)
            && self.folder.is_some()
            && Self::of(path).folder == self.folder
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_without_slash_is_a_name_anywhere_and_one_with_slash_a_path_from_the_top() {
        let excludes = Excludes::new(&["*.pdb", ".git", r"docs\*.txt", "/top.md", "deep/**/x"]).unwrap();
        for name in
            ["a.pdb", "x64/A.PDB", ".git/config", "sub/.git/a/b", "Docs/a.txt", "top.md", "deep/1/2/x", "deep/x"]
        {
            assert!(excludes.matches(name), "{name}");
        }
        for name in ["a.pdb.txt", "docs/sub/a.txt", "sub/docs/a.txt", "sub/top.md", "git", "x"] {
            assert!(!excludes.matches(name), "{name}");
        }
        assert!(Excludes::new(&["["]).unwrap_err().to_string().contains('['));
    }

    #[test]
    fn a_name_is_one_that_windows_can_have() {
        let named = |name: &str| {
            let file = PackageFile { name: name.to_owned(), path: Path::new("root").join(name) };
            is_windows_name(&file, Path::new("root"))
        };
        for name in ["a.txt", "é/ü b.txt", ".hidden", "a..b", "auxiliary.c", "com10", "com", "x.aux"] {
            assert!(named(name), "{name}");
        }
        for name in ["a:b", "a\\b", "a?", "dir./a", "a ", "a\nb", "aux.c", "Con/a", "lpt1", "sub/NUL.tar.gz"] {
            assert!(!named(name), "{name:?}");
        }
    }
}
