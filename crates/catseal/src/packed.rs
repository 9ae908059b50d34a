//! Files of a package that come packed: in a cabinet that the INF names, or under a compressed name (`x.sy_` for `x.sys`).
//!
//! Each becomes a file of the package, called after the file that it lies in (`disk1.cab/x.sys`), and is found under the name that
//! it has by the INF. Windows looks for a file by its own name first ("INF SourceDisksNames section"), so one that lies there
//! unpacked is the one that counts. That the compressed name comes before the cabinet is a choice of ours.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Seek as _};

use catseal_inf::SourceFile;
use catseal_media::{Cabinet, Error as MediaError, Format};

use crate::error::Error;
use crate::files;
use crate::inputs::PackageInf;
use crate::package::{DriverPackage, base_name, fold};

/// Where a packed file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Packed {
    /// The file that it lies in, by its index in the package.
    pub(crate) container: usize,
    pub(crate) inside: Inside,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Inside {
    /// The file with this index in a cabinet.
    Cabinet(usize),
    /// All of a file that was compressed.
    Compressed,
    /// The file that it should lie in cannot be looked into.
    Unknown(String),
}

/// A file that an INF installs, as far as it matters here.
pub(crate) struct Wanted {
    /// The names in the package: of the file, and of the cabinet that it may be in.
    name: String,
    cabinet: Option<String>,
}

impl Wanted {
    pub(crate) fn new(inf: &PackageInf, source: &SourceFile) -> Self {
        let cabinet = source.cabinet.as_deref().map(|cabinet| inf.in_package(cabinet));
        Self { name: inf.in_package(&source.path), cabinet }
    }
}

/// The name under which a file lies on a medium when it is compressed: an underscore in the place of the third letter of its
/// ending, or behind a shorter one.
pub(crate) fn compressed_name(name: &str) -> String {
    let (folder, base) = name.rsplit_once('/').map_or(("", name), |(folder, base)| (folder, base));
    let base = match base.rsplit_once('.') {
        None => format!("{base}._"),
        Some((stem, ending)) => format!("{stem}.{}_", ending.chars().take(2).collect::<String>()),
    };
    if folder.is_empty() { base } else { format!("{folder}/{base}") }
}

/// What is known of the files that others may lie in, each looked into once.
#[derive(Default)]
struct Containers(HashMap<usize, Result<Format, String>>, HashMap<usize, Vec<String>>);

impl Containers {
    /// What a cabinet calls one of its files.
    fn name(&self, container: usize, index: usize) -> Option<&str> {
        self.1.get(&container)?.get(index).map(String::as_str)
    }

    /// What is in a file of the package, for a file that may be in it: none when it is not.
    fn look(&mut self, package: &DriverPackage, container: usize, compressed: bool, name: &str) -> Option<Inside> {
        if !self.0.contains_key(&container) {
            let seen = package.get(container).map(|file| open(&file.path));
            let seen = match seen? {
                Ok((format, names)) => {
                    self.1.insert(container, names);
                    Ok(format)
                }
                Err(error) => Err(error),
            };
            self.0.insert(container, seen);
        }
        let names = self.1.get(&container).map(Vec::as_slice).unwrap_or_default();
        Some(match (self.0.get(&container)?, compressed) {
            (Err(error), _) => Inside::Unknown(error.clone()),
            (Ok(Format::Szdd), true) => Inside::Compressed,
            (Ok(Format::Cabinet), true) if names.len() == 1 => Inside::Cabinet(0),
            (Ok(Format::Cabinet), true) => {
                Inside::Unknown(format!("a cabinet of {} files, where there should be one", names.len()))
            }
            (Ok(Format::Cabinet), false) => return in_cabinet(names, name),
            (Ok(_), _) => Inside::Unknown("it is no cabinet".to_owned()),
        })
    }
}

/// The file of a cabinet that an INF means: the one of its bare name, or else of its path.
fn in_cabinet(names: &[String], wanted: &str) -> Option<Inside> {
    let (wanted, bare) = (fold(wanted), fold(base_name(wanted)));
    let of = |name: &str| -> Vec<usize> {
        names.iter().enumerate().filter(|(_, known)| fold(known) == name).map(|(index, _)| index).collect()
    };
    let ends = wanted.match_indices('/').map(|(end, _)| end + 1).chain([0]);
    let paths = ends.filter_map(|start| wanted.get(start..));
    let mut found = std::iter::once(bare.as_str()).chain(paths).map(of);
    match found.find(|found| !found.is_empty())?.as_slice() {
        [only] => Some(Inside::Cabinet(*only)),
        several => Some(Inside::Unknown(format!("the cabinet has {} files of that name", several.len()))),
    }
}

/// The form of a file, and the names of the files in a cabinet; or why it cannot be looked into.
fn open(path: &std::path::Path) -> Result<(Format, Vec<String>), String> {
    let mut file = files::open(path).map_err(|error| error.to_string())?;
    let read = |file: &mut File| {
        let mut head = Vec::new();
        (&mut *file).take(Format::HEAD_LEN as u64).read_to_end(&mut head)?;
        let format = Format::of(&head).ok_or(MediaError::Unknown)?;
        file.rewind()?;
        Ok(format)
    };
    match read(&mut file).map_err(|error: MediaError| error.to_string())? {
        Format::Cabinet => {
            let cabinet = Cabinet::open(file).map_err(|error| error.to_string())?;
            Ok((Format::Cabinet, cabinet.entries().iter().map(|entry| entry.name.clone()).collect()))
        }
        format => Ok((format, Vec::new())),
    }
}

/// Puts the wanted files that come packed into the package. Gives the index of the first new one: they are the last.
pub(crate) fn attach(package: &mut DriverPackage, wanted: impl IntoIterator<Item = Wanted>) -> usize {
    let first = package.files.len();
    let mut containers = Containers::default();
    for Wanted { name, cabinet } in wanted {
        if package.find(&name).is_some() {
            continue;
        }
        let candidates = [(Some(compressed_name(&name)), true), (cabinet, false)];
        let found = candidates.into_iter().find_map(|(candidate, compressed)| {
            let container = package.find(&candidate?).filter(|container| *container < first)?;
            let inside = containers.look(package, container, compressed, &name)?;
            Some((Packed { container, inside }, compressed))
        });
        if let Some((packed, compressed)) = found {
            let inside = match packed.inside {
                Inside::Cabinet(index) if !compressed => containers.name(packed.container, index),
                _ => None,
            };
            let inside = inside.unwrap_or(base_name(&name)).to_owned();
            package.add_packed(&name, &inside, packed);
        }
    }
    first
}

/// Unpacks files that lie in the file at `path`, and gives each piece of them with its place in `wanted` to `sink`.
pub(crate) fn unpack(
    path: &std::path::Path,
    file: File,
    wanted: &[&Inside],
    sink: &mut dyn FnMut(usize, &[u8]),
) -> Result<(), Error> {
    let packed_error = |source| Error::Packed { path: path.to_owned(), source };
    let compressed = wanted.iter().enumerate().filter(|(_, inside)| ***inside == Inside::Compressed);
    if let Some((place, _)) = compressed.into_iter().next() {
        return catseal_media::expand(file, &mut |piece| sink(place, piece)).map(drop).map_err(packed_error);
    }
    let mut places: HashMap<usize, usize> = HashMap::new();
    for (place, inside) in wanted.iter().enumerate() {
        if let Inside::Cabinet(index) = inside {
            places.insert(*index, place);
        }
    }
    let indices: Vec<usize> = places.keys().copied().collect();
    let mut cabinet = Cabinet::open(file).map_err(packed_error)?;
    let mut hand_on = |index, piece: &[u8]| {
        if let Some(place) = places.get(&index) {
            sink(*place, piece);
        }
    };
    cabinet.unpack(&indices, &mut hand_on).map_err(packed_error)
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

    #[test]
    fn a_file_is_found_in_a_cabinet_by_its_name_or_its_path_and_never_by_chance() {
        let names: Vec<String> = ["X.SYS", "i386/y.sys", "amd64/y.sys", "z", "z"].map(str::to_owned).to_vec();
        assert_eq!(in_cabinet(&names, "disk/x.sys"), Some(Inside::Cabinet(0)));
        assert_eq!(in_cabinet(&names, "disk/amd64/y.sys"), Some(Inside::Cabinet(2)));
        assert_eq!(in_cabinet(&names, "y.sys"), None);
        assert!(matches!(in_cabinet(&names, "z"), Some(Inside::Unknown(_))));
    }
}
