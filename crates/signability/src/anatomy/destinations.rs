//! Where files are copied to.

use std::collections::HashSet;

use catseal_inf::{DestinationDirs, fold};

use super::{Anatomy, Use};

/// The files that `CopyFiles` brings.
pub(crate) struct Destinations<'d> {
    /// Where lists of files go.
    pub(crate) dirs: DestinationDirs<'d>,
    /// Paths of copied files, as [`place_of`] gives them.
    files: HashSet<String>,
    /// Their names alone, folded.
    names: HashSet<String>,
    /// Whether other files may be copied, by lists that are not in this INF.
    pub(crate) open: bool,
}

impl<'d> Destinations<'d> {
    pub(super) fn read(anatomy: &Anatomy<'d>) -> Self {
        let dirs = anatomy.reader.destination_dirs();
        let mut destinations = Self { dirs, files: HashSet::new(), names: HashSet::new(), open: false };
        let version = anatomy.section("Version");
        destinations.open = version.is_some_and(|version| anatomy.entry(version, "LayoutFile").is_some());
        let mut known = HashSet::new();
        for used in anatomy.uses_of("CopyFiles") {
            let Some(section) = used.section else {
                destinations.open = true;
                continue;
            };
            if !known.insert(section.line()) {
                continue;
            }
            let (dirid, subdir) = destinations.place(Some(section.name()));
            for entry in section.entries() {
                let name = anatomy.field(entry, 0);
                if !name.is_empty() && anatomy.spend(name.len()) {
                    destinations.add(&dirid, &subdir, &name);
                }
            }
        }
        let (dirid, subdir) = destinations.place(None);
        let mut known = HashSet::new();
        for visit in anatomy.visits.iter().filter(|visit| known.insert(visit.section.line())) {
            for name in anatomy.entries(visit.section, "CopyFiles").flat_map(|entry| entry.fields()) {
                if let Some(name) = anatomy.expand(name).trim().strip_prefix('@').filter(|_| anatomy.spend(name.len()))
                {
                    destinations.add(&dirid, &subdir, name);
                }
            }
        }
        destinations
    }

    fn add(&mut self, dirid: &str, subdir: &str, name: &str) {
        self.files.insert(place_of(dirid, &format!("{subdir}\\{name}")));
        self.names.insert(fold(name));
    }

    /// Directory identifier and subdirectory of a list, or of files without one.
    fn place(&self, list: Option<&str>) -> (String, String) {
        let place = self.dirs.of(list).map(|dir| (dir.dirid.clone().into_owned(), dir.subdir.clone().into_owned()));
        place.unwrap_or_default()
    }

    /// The directory identifier of the list that `used` names; empty for none.
    pub(crate) fn dirid(&self, used: &Use<'_>) -> &str {
        self.dirs.of(Some(&used.name)).map_or("", |dir| &dir.dirid)
    }

    /// Whether a file is copied to `place`, as [`place_of`] gives it.
    pub(crate) fn has(&self, place: &str) -> bool {
        self.files.contains(place)
    }

    /// Whether a file of that name, folded, is copied anywhere.
    pub(crate) fn has_file(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

/// A path in the form in which paths are compared: the directories below that of Windows have one name each, whichever
/// identifier leads there.
pub(crate) fn place_of(dirid: &str, path: &str) -> String {
    let directory = match dirid.trim() {
        "10" | "16420" => "windows",
        "11" | "16421" => "windows\\system32",
        "12" => "windows\\system32\\drivers",
        "17" => "windows\\inf",
        "18" => "windows\\help",
        "20" | "16404" => "windows\\fonts",
        "50" => "windows\\system",
        "51" => "windows\\system32\\spool",
        "52" => "windows\\system32\\spool\\drivers",
        "16425" => "windows\\syswow64",
        other => other,
    };
    let parts = directory.split('\\').chain(path.split(['\\', '/']));
    let parts: Vec<String> = parts.map(str::trim).filter(|part| !part.is_empty()).map(fold).collect();
    parts.join("\\")
}
