//! What is to be known of the files of a package before it is judged.

use std::fs::File;
use std::io::Read as _;

use catseal_signability as signability;
use jiff::Timestamp;
use rayon::prelude::*;

use super::SETTINGS_NAME;
use crate::files;
use crate::package::{DriverPackage, PackageFile};
use crate::progress::Progress;

/// The largest image that is looked into.
const IMAGE_LIMIT: u64 = 256 << 20;

/// All files of the package, but the one that steers the check, and but those that lie inside others.
pub(super) fn of(package: &DriverPackage, progress: &dyn Progress) -> Vec<signability::File> {
    let files = package.files.iter().enumerate();
    let files = files.filter(|(index, file)| file.name != SETTINGS_NAME && package.packed(*index).is_none());
    let files: Vec<_> = files.map(|(_, file)| file).collect();
    progress.start(files.len());
    let facts = files
        .into_par_iter()
        .map(|file| {
            let mut facts = facts(file);
            facts.modified = facts.modified.filter(|_| !package.unpacked);
            progress.step();
            facts
        })
        .collect();
    progress.finish();
    facts
}

/// Of a file that cannot be read nothing is known but its name: whoever hashes it will say so.
fn facts(file: &PackageFile) -> signability::File {
    let mut opened = File::open(&file.path).ok();
    let metadata = match &opened {
        Some(opened) => opened.metadata().ok(),
        None => std::fs::metadata(&file.path).ok(),
    };
    let modified = metadata.as_ref().and_then(|metadata| Timestamp::try_from(metadata.modified().ok()?).ok());
    signability::File {
        path: file.name.clone(),
        size: metadata.map_or(0, |metadata| metadata.len()),
        modified,
        image: opened.as_mut().and_then(|opened| image(file, opened)),
    }
}

fn image(file: &PackageFile, opened: &mut File) -> Option<signability::Image> {
    let mut magic = [0; 2];
    opened.read_exact(&mut magic).ok()?;
    if magic != *b"MZ" {
        return None;
    }
    let bytes = files::read(&file.path, "an image", IMAGE_LIMIT).ok()?;
    signability::Image::read(&bytes)
}
