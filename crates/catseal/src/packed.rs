//! Files of a package that come packed: in a cabinet that the INF names, or under a compressed name (`x.sy_` for `x.sys`).
//!
//! Each becomes a file of the package, called after the file that it lies in (`disk1.cab/x.sys`), and is found by what the INF says
//! of it: the path, and the cabinet. `[SourceDisksNames]` may have another cabinet for each architecture, and the same name then
//! stands for another file in each of them, as `x86\\x.sys` and `amd64\\x.sys` do. Windows looks for a file by its own name first ("INF SourceDisksNames section"), so one that lies there
//! unpacked is the one that counts. That the compressed name comes before the cabinet is a choice of ours, and so is that a cabinet
//! in the folder that the INF names comes before one beside the INF: Windows looks in both. So whatever else could be meant is put
//! into the package, too, as a rival ([`DriverPackage::rivals`]), and compared.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{Read as _, Seek as _};

use catseal_finding::{Finding, Severity, codes};
use catseal_inf::{SourceFile, compressed_name};
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
    /// The names in the package: of the file, and of the cabinets that it may be in.
    name: String,
    cabinets: Vec<String>,
}

/// What an INF says of a file: its path, and that of the cabinet that it may be in; relative to the package, folded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SourceKey {
    pub(crate) path: String,
    pub(crate) cabinet: Option<String>,
}

impl Wanted {
    pub(crate) fn new(inf: &PackageInf, source: &SourceFile) -> Self {
        let cabinets = source.cabinet.iter().flat_map(|cabinet| [cabinet, base_name(cabinet)]);
        Self { name: inf.in_package(&source.path), cabinets: cabinets.map(|cabinet| inf.in_package(cabinet)).collect() }
    }

    fn key(&self) -> SourceKey {
        SourceKey { path: fold(&self.name), cabinet: self.cabinets.first().map(|cabinet| fold(cabinet)) }
    }
}

impl DriverPackage {
    /// The file of the package that an INF means: the one that lies there, else a packed one.
    pub(crate) fn source(&self, inf: &PackageInf, source: &SourceFile) -> Option<usize> {
        let wanted = Wanted::new(inf, source);
        self.loose(&wanted.name).or_else(|| self.packed_source(&wanted.key()))
    }

    /// The file that lies under this name, not in another file.
    fn loose(&self, name: &str) -> Option<usize> {
        self.find(name).filter(|index| self.packed(*index).is_none())
    }
}

/// What is known of the files that others may lie in, each looked into once.
#[derive(Default)]
struct Containers(HashMap<usize, Result<Format, String>>, HashMap<usize, Names>);

/// The names of the files in a cabinet: in its order, and folded.
#[derive(Default)]
struct Names(Vec<String>, HashMap<String, Vec<usize>>);

impl Names {
    fn new(names: Vec<String>) -> Self {
        let mut folded: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, name) in names.iter().enumerate() {
            folded.entry(fold(name)).or_default().push(index);
        }
        Self(names, folded)
    }

    /// The file that an INF means: by its bare name, or by the end of its path. Which comes first is not known.
    fn find(&self, wanted: &str) -> Option<Inside> {
        let wanted = fold(wanted);
        let starts = wanted.match_indices('/').map(|(end, _)| end + 1).chain([0]);
        let found = starts.filter_map(|start| self.1.get(wanted.get(start..)?)).flatten();
        match found.collect::<Vec<_>>().as_slice() {
            [] => None,
            [only] => Some(Inside::Cabinet(**only)),
            several => Some(Inside::Unknown(format!("the cabinet has {} files that may be meant", several.len()))),
        }
    }
}

impl Containers {
    /// What a cabinet calls one of its files.
    fn name(&self, container: usize, index: usize) -> Option<&str> {
        self.1.get(&container)?.0.get(index).map(String::as_str)
    }

    /// What is in a file of the package, for a file that may be in it: none when it is not.
    fn look(&mut self, package: &DriverPackage, container: usize, compressed: bool, name: &str) -> Option<Inside> {
        if !self.0.contains_key(&container) {
            let seen = package.get(container).map(|file| open(&file.path));
            let seen = match seen? {
                Ok((format, names)) => {
                    self.1.insert(container, Names::new(names));
                    Ok(format)
                }
                Err(error) => Err(error),
            };
            self.0.insert(container, seen);
        }
        let none = Names::default();
        let names = self.1.get(&container).unwrap_or(&none);
        Some(match (self.0.get(&container)?, compressed) {
            (Err(error), _) => Inside::Unknown(error.clone()),
            (Ok(Format::Szdd), true) => Inside::Compressed,
            (Ok(Format::Cabinet), true) if names.0.len() == 1 => Inside::Cabinet(0),
            (Ok(Format::Cabinet), true) => {
                Inside::Unknown(format!("a cabinet of {} files, where there should be one", names.0.len()))
            }
            (Ok(Format::Cabinet), false) => return names.find(name),
            (Ok(_), _) => Inside::Unknown("it is no cabinet".to_owned()),
        })
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

/// Puts the wanted files that come packed into the package. Gives the index of the first new one: they are the last. The other
/// files of the cabinets that they lie in are not looked at.
pub(crate) fn attach(package: &mut DriverPackage, wanted: impl IntoIterator<Item = Wanted>) -> usize {
    let first = package.files.len();
    let mut containers = Containers::default();
    let mut taken: HashSet<(usize, usize)> = HashSet::new();
    for wanted in wanted {
        let (loose, name) = (package.loose(&wanted.name), &wanted.name);
        let cabinets = wanted.cabinets.iter().map(|cabinet| (cabinet.clone(), false));
        for (candidate, compressed) in std::iter::once((compressed_name(name), true)).chain(cabinets) {
            let container = package.loose(&candidate).filter(|container| Some(*container) != loose);
            let Some(container) = container else { continue };
            package.note_opened(container);
            let Some(inside) = containers.look(package, container, compressed, name) else { continue };
            // The unpacked file counts: what may be something else altogether is no rival to it.
            if loose.is_some() && matches!(inside, Inside::Unknown(_)) {
                continue;
            }
            let known = match inside {
                Inside::Cabinet(index) => {
                    taken.insert((container, index));
                    containers.name(container, index).filter(|_| !compressed)
                }
                _ => None,
            };
            let shown = known.unwrap_or(base_name(name)).to_owned();
            package.add_packed(wanted.key(), loose, &shown, Packed { container, inside });
        }
    }
    let mut used: Vec<usize> = package.containers().collect();
    used.sort_unstable();
    used.dedup();
    for container in used {
        let (Some(names), Some(file)) = (containers.1.get(&container), package.get(container)) else { continue };
        let others = names.0.iter().enumerate().filter(|(index, _)| !taken.contains(&(container, *index)));
        let others = others.map(|(_, name)| (format!("{}/{name}", file.name), "no INF installs it from there"));
        let others: Vec<_> = others.collect();
        package.skipped.extend(others);
    }
    first
}

/// That a packed file is another one than that of the same name which counts.
pub(crate) fn rival_differs(package: &DriverPackage, counts: usize, rival: usize) -> Option<Finding> {
    let (one, other) = (&package.get(counts)?.name, &package.get(rival)?.name);
    let (severity, why) = if package.packed(counts).is_some() {
        (Severity::Error, "and which of them Windows takes is not known")
    } else {
        (Severity::Warning, "and Windows takes the unpacked one")
    };
    let message = format!("{one} and {other}: are one file by the INF, they differ, {why}");
    Some(codes::membership::NAME_COLLISION.finding(message).severity(severity).at(other.clone()))
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
    fn a_file_is_found_in_a_cabinet_by_its_name_or_its_path_and_never_by_chance() {
        let names = ["X.SYS", "i386/y.sys", "amd64/y.sys", "z", "z", "w", "sub/w"].map(str::to_owned).to_vec();
        let names = Names::new(names);
        assert_eq!(names.find("disk/x.sys"), Some(Inside::Cabinet(0)));
        assert_eq!(names.find("disk/amd64/y.sys"), Some(Inside::Cabinet(2)));
        assert_eq!(names.find("y.sys"), None);
        assert!(matches!(names.find("z"), Some(Inside::Unknown(_))));
        assert!(matches!(names.find("sub/w"), Some(Inside::Unknown(_))));
    }
}
