//! What is to be known of the files of a package before it is judged.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read as _;

use catseal_finding::{Finding, codes};
use catseal_media::Cabinet;
use catseal_signability as signability;
use jiff::Timestamp;
use rayon::prelude::*;

use super::SETTINGS_NAME;
use crate::error::Error;
use crate::files;
use crate::package::{DriverPackage, PackageFile};
use crate::packed::{self, Inside, SourceKey};
use crate::progress::Progress;

/// The largest image that is looked into; of a cabinet, the most that is kept of images at the same time.
const IMAGE_LIMIT: u64 = 256 << 20;

/// All files of the package, but the one that steers the check, and with those that lie inside others; and what cannot be
/// unpacked.
pub(super) fn of(package: &DriverPackage, progress: &dyn Progress) -> (Vec<signability::File>, Vec<Finding>) {
    let files = package.files.iter().enumerate();
    let files = files.filter(|(index, file)| file.name != SETTINGS_NAME && package.packed(*index).is_none());
    let files: Vec<_> = files.map(|(_, file)| file).collect();
    progress.start(files.len());
    let mut facts: Vec<signability::File> = files
        .into_par_iter()
        .map(|file| {
            let mut facts = facts(file);
            facts.modified = facts.modified.filter(|_| !package.unpacked);
            progress.step();
            facts
        })
        .collect();
    progress.finish();
    let inside: Vec<_> = containers(package)
        .into_par_iter()
        .filter_map(|(index, container)| Some(container.look(package.get(index)?)))
        .collect();
    let mut findings = Vec::new();
    for (packed, finding) in inside {
        facts.extend(packed);
        findings.extend(finding);
    }
    (facts, findings)
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
        packed: None,
    }
}

fn image(file: &PackageFile, opened: &mut File) -> Option<signability::Image> {
    let mut magic = [0; 2];
    opened.read_exact(&mut magic).ok()?;
    if magic != MAGIC {
        return None;
    }
    let bytes = files::read(&file.path, "an image", IMAGE_LIMIT).ok()?;
    signability::Image::read(&bytes)
}

/// How an image begins.
const MAGIC: [u8; 2] = *b"MZ";

/// A file of the package that others lie in.
#[derive(Default)]
struct Container<'p> {
    /// What INFs mean that lies in it, by its place.
    meant: BTreeMap<usize, Meant<'p>>,
    /// What lies in it and could be meant, too, by what counts instead. It is compared, and not judged.
    rivals: BTreeSet<usize>,
    /// Whether it is a file that was compressed, and no cabinet.
    is_compressed: bool,
}

/// A packed file that INFs mean.
struct Meant<'p> {
    file: &'p PackageFile,
    /// What they call it.
    sources: Vec<&'p SourceKey>,
}

/// The place of all of a file that was compressed.
const WHOLE: usize = 0;

/// The cabinets and compressed files that were looked into, by their index in the package.
fn containers(package: &DriverPackage) -> BTreeMap<usize, Container<'_>> {
    let mut containers: BTreeMap<usize, Container<'_>> =
        package.opened().map(|container| (container, Container::default())).collect();
    for (source, index) in package.packed_sources() {
        let (Some(packed), Some(file)) = (package.packed(index), package.get(index)) else { continue };
        let container = containers.entry(packed.container).or_default();
        container.is_compressed |= packed.inside == Inside::Compressed;
        if let Some(place) = place(&packed.inside) {
            let meant = container.meant.entry(place).or_insert_with(|| Meant { file, sources: Vec::new() });
            meant.sources.push(source);
        }
    }
    for packed in package.rivals().filter_map(|(_, rival)| package.packed(rival)) {
        let container = containers.entry(packed.container).or_default();
        if let Some(place) = place(&packed.inside).filter(|place| !container.meant.contains_key(place)) {
            container.rivals.insert(place);
        }
    }
    containers
}

const fn place(inside: &Inside) -> Option<usize> {
    match inside {
        Inside::Cabinet(place) => Some(*place),
        Inside::Compressed => Some(WHOLE),
        Inside::Unknown(_) => None,
    }
}

impl Container<'_> {
    /// What lies in `file`, which is the container, and a finding when that cannot be unpacked though an INF installs some of it.
    fn look(&self, file: &PackageFile) -> (Vec<signability::File>, Option<Finding>) {
        // That it cannot be looked into at all is known already.
        let Ok(entries) = self.entries(file) else { return (Vec::new(), None) };
        let all: Vec<usize> = (0..entries.len()).filter(|place| !self.rivals.contains(place)).collect();
        let meant: Vec<usize> = self.meant.keys().copied().collect();
        // One that nobody needs may be damaged, or go on in another cabinet.
        let images = self.unpack(file, &entries, &all).or_else(|_| self.unpack(file, &entries, &meant));
        let (mut images, failed) = match images {
            Ok(images) => (images, None),
            Err(error) => (Images::default(), Some(error)),
        };
        let facts = all.iter().filter_map(|place| {
            let (name, size) = entries.get(*place)?;
            let meant = self.meant.get(place);
            let sources = meant.into_iter().flat_map(|meant| &meant.sources);
            Some(signability::File {
                // As the package calls it, where an INF means it.
                path: meant.map_or_else(|| format!("{}/{name}", file.name), |meant| meant.file.name.clone()),
                size: images.sizes.get(place).copied().unwrap_or(*size),
                modified: None,
                image: images.images.remove(place),
                packed: Some(signability::Packed {
                    container: file.name.clone(),
                    sources: sources.map(|source| (source.path.clone(), source.cabinet.clone())).collect(),
                }),
            })
        });
        let facts = facts.collect();
        let finding = failed.zip(self.meant.values().next()).map(|(error, meant)| {
            let message = format!("{} cannot be unpacked: {error}", meant.file.name);
            codes::inf::SOURCE_PACKED_BADLY.finding(message).at(file.name.clone())
        });
        (facts, finding)
    }

    /// Names and sizes of what lies in it, by place. The size of a compressed file is not known yet: it gets the one that it has
    /// packed.
    fn entries(&self, file: &PackageFile) -> Result<Vec<(String, u64)>, Error> {
        if self.is_compressed {
            let packed_len = std::fs::metadata(&file.path).map_or(0, |metadata| metadata.len());
            let known = self.meant.get(&WHOLE).map(|meant| (meant.file.base_name().to_owned(), packed_len));
            return Ok(known.into_iter().collect());
        }
        let packed_error = |source| Error::Packed { path: file.path.clone(), source };
        let cabinet = Cabinet::open(files::open(&file.path)?).map_err(packed_error)?;
        Ok(cabinet.entries().iter().map(|entry| (entry.name.clone(), u64::from(entry.size))).collect())
    }

    /// Unpacks the files at these places, and reads the images among them.
    fn unpack(&self, file: &PackageFile, entries: &[(String, u64)], places: &[usize]) -> Result<Images, Error> {
        let inside = |place: &usize| if self.is_compressed { Inside::Compressed } else { Inside::Cabinet(*place) };
        let wanted: Vec<Inside> = places.iter().map(inside).collect();
        let mut images = Images::default();
        images.sizes.extend(places.iter().map(|place| (*place, 0)));
        packed::unpack(&file.path, files::open(&file.path)?, &wanted.iter().collect::<Vec<_>>(), &mut |at, piece| {
            if let Some(&place) = places.get(at) {
                let end = entries.get(place).map(|(_, size)| *size).filter(|_| !self.is_compressed);
                images.take(place, piece, end);
            }
        })?;
        if self.is_compressed {
            images.finish(WHOLE);
        }
        Ok(images)
    }
}

/// Images as they come out of a cabinet, piece by piece; the pieces of several files may be mixed.
#[derive(Default)]
struct Images {
    sizes: BTreeMap<usize, u64>,
    images: BTreeMap<usize, signability::Image>,
    /// What has come of files that may be images.
    open: BTreeMap<usize, Vec<u8>>,
    kept: u64,
}

impl Images {
    /// Takes a piece of the file at `place`; `end` is its size, if that is known.
    fn take(&mut self, place: usize, piece: &[u8], end: Option<u64>) {
        let size = self.sizes.entry(place).or_default();
        if *size == 0 {
            self.open.insert(place, Vec::new());
        }
        *size = size.saturating_add(piece.len() as u64);
        let is_whole = Some(*size) == end;
        let Some(bytes) = self.open.get_mut(&place) else { return };
        bytes.extend_from_slice(piece);
        self.kept = self.kept.saturating_add(piece.len() as u64);
        let is_image = bytes.iter().zip(&MAGIC).all(|(found, wanted)| found == wanted);
        if !is_image || self.kept > IMAGE_LIMIT {
            self.close(place);
        } else if is_whole {
            self.finish(place);
        }
    }

    fn close(&mut self, place: usize) -> Option<Vec<u8>> {
        let bytes = self.open.remove(&place)?;
        self.kept = self.kept.saturating_sub(bytes.len() as u64);
        Some(bytes)
    }

    fn finish(&mut self, place: usize) {
        if let Some(image) = self.close(place).and_then(|bytes| signability::Image::read(&bytes)) {
            self.images.insert(place, image);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_image_is_not_kept_and_a_beginning_that_comes_in_two_pieces_is_one() {
        let mut images = Images::default();
        images.take(0, b"text", Some(8));
        images.take(1, b"M", Some(8));
        images.take(0, b"MZ", Some(8));
        images.take(1, b"Z", Some(8));
        assert_eq!((images.open.keys().collect::<Vec<_>>(), images.kept), (vec![&1], 2));
        images.take(1, &[0; 6], Some(8));
        assert_eq!((images.open.len(), images.kept, images.sizes[&0], images.sizes[&1]), (0, 0, 6, 8));
    }

    #[test]
    fn no_more_is_kept_than_the_limit() {
        let mut images = Images { kept: IMAGE_LIMIT - 3, ..Images::default() };
        images.take(0, b"MZ", None);
        assert_eq!(images.open.len(), 1);
        images.take(0, b"..", None);
        assert_eq!((images.open.len(), images.kept), (0, IMAGE_LIMIT - 3));
    }
}
