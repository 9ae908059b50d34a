//! A cabinet for the hardware dashboard: each folder of it is a driver package.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use catseal_finding::Finding;
use catseal_inf::os;
use catseal_media::{Cabinet, Format};
use catseal_signability::{Submission, SubmittedFile, check_submission};
use tempfile::TempDir;

use crate::build::Survey;
use crate::error::Error;
use crate::files;
use crate::package::{DriverPackage, PackageFile, fold, has_extension};

/// The header of a cabinet, with the reserve in which signing notes where the signature is.
const HEADER_LEN: usize = 60;
const RESERVE_PRESENT: u16 = 4;
const SIGNATURE_RESERVE_LEN: u16 = 20;
const SIGNATURE_MARKER: u32 = 0x0010_0000;

/// A cabinet whose packages lie unpacked in a temporary folder, which lasts as long as this value. The names in the cabinet
/// name nothing on this machine: on disk its files are numbered.
pub(super) struct Unpacked {
    /// The packages, called as their folders in the cabinet.
    pub(super) packages: Vec<(String, DriverPackage)>,
    submission: Submission,
    path: PathBuf,
    /// What the unpacked files are called in the cabinet.
    names: HashMap<PathBuf, String>,
    _folder: TempDir,
}

impl Unpacked {
    /// Unpacks the cabinet at `path`; `None` when that is none.
    ///
    /// # Errors
    /// When the file cannot be read, is a damaged cabinet or one that unpacks to more than any has, or when the temporary folder
    /// cannot be written.
    pub(super) fn open(path: &Path) -> Result<Option<Self>, Error> {
        if path.is_dir() {
            return Ok(None);
        }
        let read_error = |source| Error::Read { path: path.to_owned(), source };
        let packed_error = |source| Error::Packed { path: path.to_owned(), source };
        let mut file = files::open(path)?;
        let mut head = Vec::new();
        (&mut file).take(HEADER_LEN as u64).read_to_end(&mut head).map_err(read_error)?;
        if Format::of(&head) != Some(Format::Cabinet) {
            return Ok(None);
        }
        file.rewind().map_err(read_error)?;
        let mut cabinet = Cabinet::open(file).map_err(packed_error)?;
        let names: Vec<String> = cabinet.entries().iter().map(|entry| entry.name.clone()).collect();

        // What lies in no folder with an INF belongs to no package, and is not needed.
        let mut folders: BTreeMap<String, Folder> = BTreeMap::new();
        for (index, name) in names.iter().enumerate() {
            let Some((folder, rest)) = name.split_once('/').filter(|_| is_below(name)) else { continue };
            let known =
                folders.entry(fold(folder)).or_insert_with(|| Folder { name: folder.to_owned(), files: Vec::new() });
            known.files.push((index, rest.to_owned()));
        }
        folders
            .retain(|_, folder| folder.files.iter().any(|(_, name)| !name.contains('/') && has_extension(name, "inf")));

        let folder = tempfile::tempdir().map_err(|source| Error::Write { path: std::env::temp_dir(), source })?;
        let place = |index: usize| folder.path().join(index.to_string());
        let wanted: Vec<usize> = folders.values().flat_map(|folder| &folder.files).map(|(index, _)| *index).collect();
        unpack(&mut cabinet, &wanted, &place, path)?;
        let packages = folders.into_values().map(|folder| {
            let mut files: Vec<PackageFile> =
                folder.files.into_iter().map(|(index, name)| PackageFile { path: place(index), name }).collect();
            files.sort_by(|one, other| one.name.cmp(&other.name));
            let root = path.join(&folder.name);
            let mut package = DriverPackage::of(&root, files);
            package.unpacked = true;
            (folder.name, package)
        });
        let packages = packages.collect();
        let submitted = names.iter().map(|name| SubmittedFile { path: name.clone(), archs: Vec::new() });
        let submission = Submission { files: submitted.collect(), signed: Some(is_signed(&head)) };
        let names = names.into_iter().enumerate().map(|(index, name)| (place(index), name)).collect();
        Ok(Some(Self { packages, submission, path: path.to_owned(), names, _folder: folder }))
    }

    /// Notes for which architectures the INFs of a package are.
    pub(super) fn note(&mut self, package: &str, survey: &Survey) {
        for inf in &survey.infs {
            let name = format!("{}/{}", fold(package), fold(&inf.name));
            let mut archs: Vec<_> = os::derive(&inf.document).iter().map(|target| target.arch).collect();
            archs.sort_unstable();
            archs.dedup();
            let files = self.submission.files.iter_mut();
            files.filter(|file| fold(&file.path) == name).for_each(|file| file.archs.clone_from(&archs));
        }
    }

    /// What the dashboard will not take about the layout; paths are those in the cabinet, parted by `/`.
    pub(super) fn layout(&self) -> Vec<Finding> {
        let mut findings = check_submission(&self.submission);
        for finding in &mut findings {
            let path = finding.path.take().map(|path| path.replace('\\', "/"));
            // A name that leads elsewhere is in the message.
            finding.path = path.filter(|path| is_below(path));
        }
        findings
    }

    /// The error with the name that a file has in the cabinet, in place of where it was unpacked to.
    pub(super) fn placed(&self, error: Error) -> Error {
        let inside = |path: PathBuf| match self.names.get(&path) {
            Some(name) => self.path.join(name),
            None => path,
        };
        match error {
            Error::Read { path, source } => Error::Read { path: inside(path), source },
            Error::TooLarge { path, what, limit } => Error::TooLarge { path: inside(path), what, limit },
            Error::Inf { path, source } => Error::Inf { path: inside(path), source },
            Error::Settings { path, reason } => Error::Settings { path: inside(path), reason },
            other => other,
        }
    }
}

/// A folder in the root of the cabinet.
struct Folder {
    name: String,
    /// The files below it: their numbers in the cabinet, and their names in the folder.
    files: Vec<(usize, String)>,
}

/// Whether a name leads to a place below the folder that it starts from.
fn is_below(name: &str) -> bool {
    !name.contains(':') && name.split('/').all(|part| !["", ".", ".."].contains(&part))
}

/// Whether the header notes a signature.
fn is_signed(head: &[u8]) -> bool {
    let u16_at = |at: usize| Some(u16::from_le_bytes(head.get(at..at + 2)?.try_into().ok()?));
    let u32_at = |at: usize| Some(u32::from_le_bytes(head.get(at..at + 4)?.try_into().ok()?));
    u16_at(30).is_some_and(|flags| flags & RESERVE_PRESENT != 0)
        && u16_at(36) == Some(SIGNATURE_RESERVE_LEN)
        && u32_at(40) == Some(SIGNATURE_MARKER)
        && u32_at(48).is_some_and(|len| len > 0)
}

/// Unpacks the files with these numbers, each to its place.
fn unpack(
    cabinet: &mut Cabinet<File>,
    wanted: &[usize],
    place: &dyn Fn(usize) -> PathBuf,
    path: &Path,
) -> Result<(), Error> {
    let write_error = |source| Error::Write { path: std::env::temp_dir(), source };
    for &index in wanted {
        // Of an empty file nothing is handed on.
        fs::write(place(index), b"").map_err(write_error)?;
    }
    let mut open: Option<(usize, File)> = None;
    let mut failed = None;
    let mut write = |index: usize, piece: &[u8]| -> std::io::Result<()> {
        if open.as_ref().is_none_or(|(current, _)| *current != index) {
            open = Some((index, File::options().append(true).open(place(index))?));
        }
        open.as_mut().map_or(Ok(()), |(_, file)| file.write_all(piece))
    };
    let unpacked = cabinet.unpack(wanted, &mut |index, piece| {
        if failed.is_none() {
            failed = write(index, piece).err();
        }
    });
    unpacked.map_err(|source| Error::Packed { path: path.to_owned(), source })?;
    failed.map_or(Ok(()), |source| Err(write_error(source)))
}

#[cfg(test)]
mod tests {
    use super::is_below;

    #[test]
    fn a_name_that_leads_elsewhere_is_no_file_of_a_package() {
        assert!(is_below("a/b.inf") && is_below("a/..b/c"));
        for name in ["../a", "a/../../b", "/a", "a//b", "C:/a", "a/b:c", "a/./b", ""] {
            assert!(!is_below(name), "{name}");
        }
    }
}
