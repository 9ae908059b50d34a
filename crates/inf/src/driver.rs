use catseal_finding::Finding;

use crate::arch::Arch;
use crate::signature::SignatureAttribute;
use crate::version::Version;

/// What an INF says about its package: the identity, the devices and the files.
///
/// Made by [`Driver::walk`] or [`Driver::walk_as_inf2cat`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Driver {
    /// The `[Version]` section.
    pub version: Version,
    /// Hardware and compatible ids of the models that the targets choose, in the order of the INF, each once
    /// (letter case does not count).
    pub hardware_ids: Vec<HardwareId>,
    /// The files that the INF installs from its package, in the order of their `CopyFiles` lines. With the INF
    /// itself they are what its catalog must hold.
    pub files: Vec<SourceFile>,
    /// Every line of the `[SourceDisksFiles]` tables that the targets may read, whether or not it is installed.
    pub listed_files: Vec<ListedFile>,
    /// The files that `DelFiles` and `RenFiles` delete or rename on the target, in the order of their lines.
    pub removals: Vec<Removal>,
    /// The install sections that the targets come by, and the sections that belong to these (`.Services`, `.HW`, ...), in the
    /// order of the INF.
    pub install_sections: Vec<InstallSection>,
    /// Other INFs that `CopyINF` brings; each is a package of its own.
    pub copied_infs: Vec<CopiedInf>,
    /// What `[SignatureAttributes]` asks for, in the order of its lines.
    pub signature_attributes: Vec<SignatureAttribute>,
    /// What is wrong, in the order of the lines.
    pub findings: Vec<Finding>,
}

impl Driver {
    /// The catalog that vouches for the package on `arch`: the first of `CatalogFile.nt<arch>`,
    /// `CatalogFile.nt` and `CatalogFile` that is there and not empty.
    #[must_use]
    pub fn catalog_file(&self, arch: Arch) -> Option<&CatalogFile> {
        self.version.catalog_file(arch)
    }

    /// Numbers the targets anew: the n-th of the list that was walked for becomes the one with the n-th of these numbers, which
    /// must be ascending. For a list that was taken from a longer one.
    pub fn renumber_targets(&mut self, numbers: &[usize]) {
        let renumber = |targets: &mut Vec<usize>| {
            *targets = targets.iter().filter_map(|&target| numbers.get(target).copied()).collect();
        };
        self.files.iter_mut().for_each(|file| renumber(&mut file.targets));
        self.removals.iter_mut().for_each(|removal| renumber(&mut removal.targets));
        self.install_sections.iter_mut().for_each(|section| renumber(&mut section.targets));
    }

    /// The distinct names of catalogs, in the order of the INF (letter case does not count).
    #[must_use]
    pub fn catalogs(&self) -> Vec<&CatalogFile> {
        self.version.catalogs()
    }
}

/// A catalog named in `[Version]`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CatalogFile {
    /// The file name, as written, tokens expanded. It lies beside the INF.
    pub name: String,
    /// What follows `CatalogFile.` in the key, lower-case (`nt`, `ntamd64`); empty for `CatalogFile` itself.
    pub decoration: String,
    /// The line, counted from 1.
    pub line: u32,
}

/// A hardware or compatible id.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HardwareId {
    /// The id as written, tokens expanded.
    pub id: String,
    /// The line of its first appearance, counted from 1.
    pub line: u32,
}

/// A file of the package that the INF installs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceFile {
    /// The source name, as written, tokens expanded.
    pub name: String,
    /// Where it lies, relative to the folder of the INF, parts separated by `/`: path of the disk, subdirectory,
    /// name. Never empty, never absolute, without `.` and `..`.
    pub path: String,
    /// The section whose `CopyFiles` brought it: the file list, or the install section for `@file`.
    pub section: String,
    /// The line that names it there, counted from 1.
    pub line: u32,
    /// Its line in `[SourceDisksFiles]`, counted from 1.
    pub listed_line: u32,
    /// Where it is copied to.
    pub destinations: Vec<Destination>,
    /// The targets that install it: indices into the list given to the walk, ascending.
    pub targets: Vec<usize>,
    /// The cabinet that may hold it, relative to the folder of the INF, when the disk names one: a tag ending
    /// in `.cab`, or any tag with flag 0x10.
    pub cabinet: Option<String>,
    /// Whether one of the targets needs it: always, but for what [`Driver::walk_as_inf2cat`] adds.
    pub needed: bool,
}

/// Where a file is copied to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Destination {
    /// The directory identifier as written (`12`, `13`, `16425`); empty when the INF gives none.
    pub dirid: String,
    /// The directory below it, as written, tokens expanded; empty for none.
    pub subdir: String,
    /// The name of the file there.
    pub name: String,
    /// The line that sends it there, counted from 1: that of the list, or that of `CopyFiles` for `@file`.
    pub line: u32,
}

/// A file that `DelFiles` or `RenFiles` names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Removal {
    /// The file on the target, under the name that it has before.
    pub file: Destination,
    /// The name that it gets, tokens expanded; `None` when it is deleted.
    pub renamed_to: Option<String>,
    /// The list that names it.
    pub section: String,
    /// The line, counted from 1.
    pub line: u32,
    /// The targets it is done on: indices into the list given to the walk, ascending.
    pub targets: Vec<usize>,
}

/// A section that installs something.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InstallSection {
    /// Its name as the INF first writes it; [`Document::section`](crate::Document::section) finds it.
    pub name: String,
    /// The targets it is for: indices into the list given to the walk, ascending.
    pub targets: Vec<usize>,
}

/// A line of `[SourceDisksFiles]`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListedFile {
    /// The name, tokens expanded.
    pub name: String,
    /// Where it lies, as in [`SourceFile::path`]; `None` when the disk is not defined or the path leaves the package.
    pub path: Option<String>,
    /// The architecture of the table; `None` for `[SourceDisksFiles]` itself.
    pub arch: Option<Arch>,
    /// The line, counted from 1.
    pub line: u32,
}

/// An INF that `CopyINF` names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CopiedInf {
    /// Where it lies, relative to the folder of the INF, parts separated by `/`.
    pub path: String,
    /// The line, counted from 1.
    pub line: u32,
}

/// The name under which a file lies on a medium when it is compressed (COMPRESS.EXE `-r`, makecab): an underscore in the place of the
/// third letter of its ending, or behind a shorter one. Folders are parted by `/`.
#[must_use]
pub fn compressed_name(name: &str) -> String {
    let (folder, base) = name.rsplit_once('/').map_or(("", name), |(folder, base)| (folder, base));
    let base = match base.rsplit_once('.') {
        None => format!("{base}._"),
        Some((stem, ending)) => format!("{stem}.{}_", ending.chars().take(2).collect::<String>()),
    };
    if folder.is_empty() { base } else { format!("{folder}/{base}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compressed_name_ends_in_an_underscore() {
        for (name, compressed) in
            [("x.sys", "x.sy_"), ("a/b.c", "a/b.c_"), ("a.b/x", "a.b/x._"), ("x.html", "x.ht_"), ("x.", "x._")]
        {
            assert_eq!(compressed_name(name), compressed);
        }
    }
}
