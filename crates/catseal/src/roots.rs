//! Where trust comes from, and what is distrusted: files to a store.

use std::path::{Path, PathBuf};

use catseal_trust::{TrustStore, is_trust_list};

use crate::error::Error;
use crate::files::{self, KEY_LIMIT};
use crate::package::has_extension;

/// Where trust anchors come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RootSource {
    /// Those that Windows trusts, built in.
    Microsoft,
    /// A file, told by its content: certificates (PEM, one or many, or DER), or a list of roots in the form of Microsoft's
    /// `authroot.stl`. Or a folder, of which all files called `.pem`, `.crt`, `.cer`, `.der` or `.stl` are taken.
    File(PathBuf),
}

/// The endings of the files of a folder that are taken.
const EXTENSIONS: [&str; 5] = ["pem", "crt", "cer", "der", "stl"];

/// Puts a store together; without sources it is empty and trusts nobody.
///
/// A list of roots takes the place of the roots built in. Certificates are the user's own anchors, trusted for everything;
/// but beside a list, those of a file that has any certificate of the list serve the list alone
/// ([`TrustStore::add_list`]).
///
/// # Errors
/// When a file cannot be read or has no certificate, a folder has no such file, a list is not signed by Microsoft, or there
/// are two lists.
pub fn load_roots(sources: &[RootSource]) -> Result<TrustStore, Error> {
    let mut store =
        if sources.contains(&RootSource::Microsoft) { TrustStore::microsoft() } else { TrustStore::empty() };
    let mut list: Option<(PathBuf, Vec<u8>)> = None;
    let mut bundles = Vec::new();
    for source in sources {
        let RootSource::File(path) = source else { continue };
        for path in files_of(path)? {
            let bytes = files::read_any(&path, "certificates", KEY_LIMIT)?;
            if !is_trust_list(&bytes) {
                bundles.push((path, bytes));
            } else if let Some((first, _)) = &list {
                return Err(Error::TwoRootLists { first: first.clone(), second: path });
            } else {
                list = Some((path, bytes));
            }
        }
    }
    match list {
        Some((path, list)) => {
            let named: Vec<_> = bundles.into_iter().map(|(path, bytes)| (path.display().to_string(), bytes)).collect();
            let added = store.add_list(&list, &path.display().to_string(), &named);
            added.map_err(|source| Error::Roots { path, source })?;
        }
        None => {
            for (path, bytes) in bundles {
                let added = store.add(&bytes, &path.display().to_string());
                added.map_err(|source| Error::Roots { path, source })?;
            }
        }
    }
    Ok(store)
}

/// Adds anchors to trust for time stamps alone: files with certificates (PEM, one or many, or DER), or folders of such, as
/// [`RootSource::File`].
///
/// # Errors
/// When a file cannot be read or has no certificate, or a folder has no such file.
pub fn load_timestamp_roots(store: &mut TrustStore, paths: &[PathBuf]) -> Result<(), Error> {
    for path in paths {
        for path in files_of(path)? {
            let bytes = files::read_any(&path, "certificates", KEY_LIMIT)?;
            let added = store.add_for_timestamps(&bytes, &path.display().to_string());
            added.map_err(|source| Error::Roots { path, source })?;
        }
    }
    Ok(())
}

/// Adds what must not be trusted, whoever vouches for it: files as [`TrustStore::disallow`] takes them. A list may be signed
/// under an anchor of the store, so that comes first.
///
/// # Errors
/// When a file cannot be read or is none of these, or the signature of a list does not hold.
pub fn load_disallowed(store: &mut TrustStore, paths: &[PathBuf]) -> Result<(), Error> {
    for path in paths {
        let bytes = files::read_any(path, "distrusted certificates", KEY_LIMIT)?;
        let added = store.disallow(&bytes, &path.display().to_string());
        added.map_err(|source| Error::Roots { path: path.clone(), source })?;
    }
    Ok(())
}

/// A file itself; of a folder, those in it that are taken, in the order of their names.
fn files_of(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let read_error = |source| Error::Read { path: path.to_owned(), source };
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(read_error)? {
        let entry = entry.map_err(read_error)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if EXTENSIONS.iter().any(|extension| has_extension(&name, extension)) && entry.path().is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    if files.is_empty() { Err(Error::NoRoots { path: path.to_owned() }) } else { Ok(files) }
}
