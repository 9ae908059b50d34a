//! Where files go: `[DestinationDirs]` and the driver store.

use std::collections::{HashMap, HashSet};

use catseal_finding::codes::infverif::{
    DESTINATION_CONFLICT, DESTINATION_PATH_INVALID, DESTINATION_WITHOUT_DIRID, DIRID_INVALID, DIRID_NOT_ALLOWED,
    DIRID_UNKNOWN, DIRID_USER_DEFINED, DRIVER_STORE_DIRECTIVE, DRIVER_STORE_FOLDER, DRIVER_STORE_RENAME,
    DRIVER_STORE_SECURITY, NOT_IN_DRIVER_STORE,
};
use catseal_inf::{DestinationDir, DestinationDirs, Entry, Section, fold};

use crate::anatomy::Anatomy;
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    DESTINATION_WITHOUT_DIRID: InfVerif Error, Whql Error;
    DIRID_INVALID: InfVerif Error, Whql Error;
    DIRID_UNKNOWN: InfVerif Error, Whql Error;
    DIRID_USER_DEFINED: InfVerif Error, Whql Error;
    DESTINATION_PATH_INVALID: InfVerif Error, Whql Error;
    DESTINATION_CONFLICT: InfVerif Error, Whql Error;
    DRIVER_STORE_RENAME: InfVerif Error, Whql Error;
    DRIVER_STORE_FOLDER: InfVerif Error, Whql Error;
    DRIVER_STORE_SECURITY: InfVerif Error, Whql Error;
    DRIVER_STORE_DIRECTIVE: InfVerif Error, Whql Error;
    NOT_IN_DRIVER_STORE: Windows Error;
    DIRID_NOT_ALLOWED: Whql Error, Windows Error;
}

const DRIVER_STORE: i64 = 13;

/// What a dirid is ("Using Dirids", and `Setupapi.h` for those that the page leaves out).
enum Dirid {
    /// One of Windows.
    System(i64),
    /// In the range of Windows, but not defined.
    Unknown,
    /// Defined by a program.
    User,
    /// No number.
    Invalid,
}

impl Dirid {
    fn of(text: &str) -> Self {
        let number = match text.trim() {
            "-1" => Some(-1),
            text => super::number(text).map(i64::from),
        };
        match number {
            None => Self::Invalid,
            Some(known @ (-1..=1 | 10..=13 | 17 | 18 | 20 | 21 | 23..=25 | 30 | 50..=55 | 65535 | 66000..=66004)) => {
                Self::System(known)
            }
            // Shell folders: 0x4000 and a CSIDL, of which the highest is 0x3d.
            Some(folder @ 0x4000..=0x403d) => Self::System(folder),
            Some(other) if other < 32768 => Self::Unknown,
            Some(_) => Self::User,
        }
    }
}

/// What may be a destination for a WHQL signature besides the driver store ("InfVerif /h", requirements of April 2024).
const EXCEPTIONS: [i64; 17] =
    [10, 11, 12, 23, 51, 52, 55, 16422, 16425, 16426, 16427, 16428, 66000, 66001, 66002, 66003, 66004];

pub(crate) fn check(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let places = &anatomy.destinations().dirs;
    used_places(context, inf, anatomy, places);
    latest_places(context, inf, anatomy, places);
    conflicts(context, inf, anatomy, places);
    driver_store_files(context, inf, anatomy);
    driver_store_lists(context, inf, anatomy, places);
}

/// The lists of files that a directive names; `None` for a single file (`@file`).
fn lists<'d>(anatomy: &Anatomy<'d>, entry: &'d Entry) -> impl Iterator<Item = Option<&'d Section>> {
    anatomy.values(entry).filter_map(|value| match value.starts_with('@') {
        true => Some(None),
        false => anatomy.section(&value).map(Some),
    })
}

/// The entries of `[DestinationDirs]` that any `CopyFiles` comes by.
fn used_places(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>, places: &DestinationDirs<'_>) {
    let mut seen = HashSet::new();
    for directive in anatomy.directives(&anatomy.installs, "CopyFiles") {
        for list in lists(anatomy, directive.entry) {
            let Some(place) = places.of(list.map(Section::name)).filter(|place| seen.insert(place.line)) else {
                continue;
            };
            let (name, dirid) = (place.list, &place.dirid);
            let finding = if dirid.is_empty() {
                DESTINATION_WITHOUT_DIRID.finding(format!("[DestinationDirs] gives no directory for {name}"))
            } else {
                let (code, what) = match Dirid::of(dirid) {
                    Dirid::Invalid => (&DIRID_INVALID, "which is no number of a directory"),
                    Dirid::Unknown => (&DIRID_UNKNOWN, "which Windows does not define"),
                    Dirid::User => (&DIRID_USER_DEFINED, "which only a program can define"),
                    Dirid::System(_) => {
                        subdir(context, inf, place);
                        continue;
                    }
                };
                code.finding(format!("[DestinationDirs] sends {name} to {dirid}, {what}"))
            };
            context.report_in(inf, place.line, finding);
        }
    }
}

/// The folder must lie below the directory, but for -1, which means that it is an absolute path.
fn subdir(context: &mut Context<'_>, inf: &Inf, place: &DestinationDir<'_>) {
    let absolute = matches!(place.dirid.as_ref(), "-1" | "65535");
    let leaves = place.subdir.split(['\\', '/']).any(|part| part == ".." || part.contains(':'));
    if leaves && !absolute {
        let (name, subdir) = (place.list, &place.subdir);
        let message = format!(
            "[DestinationDirs] sends {name} to '{subdir}' below the directory {}, which leads out of it",
            place.dirid
        );
        context.report_in(inf, place.line, DESTINATION_PATH_INVALID.finding(message));
    }
}

/// What the newest Windows would copy elsewhere than to the driver store. InfVerif applies the rules of each version of
/// Windows to the models that are for it; those of older versions allowed more.
fn latest_places(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>, places: &DestinationDirs<'_>) {
    let mut seen = HashSet::new();
    for system in anatomy.systems().iter().filter(|system| system.latest) {
        for directive in anatomy.directives(&system.installs(anatomy.reader), "CopyFiles") {
            for list in lists(anatomy, directive.entry) {
                let Some(place) = places.of(list.map(Section::name)).filter(|place| seen.insert(place.line)) else {
                    continue;
                };
                let Dirid::System(dirid) = Dirid::of(&place.dirid) else { continue };
                let name = place.list;
                let finding = if dirid == DRIVER_STORE {
                    continue;
                } else if EXCEPTIONS.contains(&dirid) {
                    let message = format!("[DestinationDirs] sends {name} to {dirid}, not to the driver store (13)");
                    NOT_IN_DRIVER_STORE.finding(message)
                } else {
                    let message = format!("[DestinationDirs] sends {name} to {dirid}, which is no longer allowed");
                    DIRID_NOT_ALLOWED.finding(message)
                };
                context.report_in(inf, place.line, finding);
            }
        }
    }
}

/// Of one line of a list: destination and source name, as Windows compares them.
fn names(anatomy: &Anatomy<'_>, entry: &Entry) -> (String, String) {
    let destination = fold(&anatomy.expand(entry.field(0)));
    let source = anatomy.expand(entry.field(1));
    let source = if source.is_empty() { destination.clone() } else { fold(&source) };
    (destination, source)
}

/// Different files for one place, within the models of one decoration: only there all of them may come to one computer.
fn conflicts(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>, places: &DestinationDirs<'_>) {
    let mut reported = HashSet::new();
    for system in anatomy.systems() {
        let mut sources: HashMap<(String, String), String> = HashMap::new();
        let mut seen = HashSet::new();
        for directive in anatomy.directives(&system.installs(anatomy.reader), "CopyFiles") {
            for list in lists(anatomy, directive.entry).flatten().filter(|list| seen.insert(list.line())) {
                let Some(place) = places.of(Some(list.name())) else { continue };
                let folder = fold(&format!("{}\\{}", place.dirid, place.subdir.trim_matches('\\')));
                if !anatomy.spend(list.entries().len() * (1 + folder.len())) {
                    return;
                }
                for entry in list.entries() {
                    let (destination, source) = names(anatomy, entry);
                    if destination.is_empty() {
                        continue;
                    }
                    let known = sources.entry((folder.clone(), destination)).or_insert_with(|| source.clone());
                    if *known != source && reported.insert(entry.line()) {
                        let message = format!(
                            "[{}] copies {source} to {}, where {known} is copied, too",
                            list.name(),
                            entry.field(0)
                        );
                        context.report_in(inf, entry.line(), DESTINATION_CONFLICT.finding(message));
                    }
                }
            }
        }
    }
}

/// Files that stay in the driver store must keep name and folder.
fn driver_store_files(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let tables = inf.document.sections().filter(|section| {
        let head = section.name().split('.').next().unwrap_or_default();
        head.eq_ignore_ascii_case("SourceDisksFiles")
    });
    let listed: HashMap<u32, &Entry> = tables.flat_map(Section::entries).map(|entry| (entry.line(), entry)).collect();
    for file in inf.driver.files.iter().filter(|file| file.needed) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let below = listed.get(&file.listed_line).map(|entry| anatomy.expand(entry.field(1))).unwrap_or_default();
        for destination in file.destinations.iter().filter(|place| place.dirid.trim() == "13") {
            if fold(&destination.name) != fold(&file.name) {
                let message =
                    format!("[{}] copies {} to the driver store as {}", file.section, file.name, destination.name);
                context.report_in(inf, file.line, DRIVER_STORE_RENAME.finding(message));
            }
            // The documentation compares the folder of [SourceDisksFiles] alone. One that has the path of the disk, too, is where the
            // file lies in the package, and so in the driver store: no reason to complain.
            let there = path(&destination.subdir);
            if there != path(&below) && there != path(folder) {
                let (from, to) = (shown(&below), shown(&destination.subdir));
                let message = format!("{} lies in {from} and is copied to {to} of the driver store", file.name);
                context.report_in(inf, file.line, DRIVER_STORE_FOLDER.finding(message));
            }
        }
    }
}

/// The parts of a path, as Windows compares them.
fn path(text: &str) -> Vec<String> {
    text.split(['\\', '/']).filter(|part| !part.is_empty() && *part != ".").map(fold).collect()
}

fn shown(folder: &str) -> String {
    if path(folder).is_empty() { "the root".to_owned() } else { format!("the folder '{folder}'") }
}

/// Lists for the driver store that ask for what is not done there.
fn driver_store_lists(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>, places: &DestinationDirs<'_>) {
    let in_store = |list: &Section| {
        places.of(Some(list.name())).is_some_and(|place| matches!(Dirid::of(&place.dirid), Dirid::System(DRIVER_STORE)))
    };
    let mut seen = HashSet::new();
    for directive in anatomy.directives(&anatomy.installs, "CopyFiles") {
        for list in lists(anatomy, directive.entry).flatten().filter(|list| seen.insert(list.line()) && in_store(list))
        {
            if let Some(security) = inf.document.section(&format!("{}.Security", list.name())) {
                let message = format!("[{}] is for files that stay in the driver store", security.name());
                context.report_in(inf, security.line(), DRIVER_STORE_SECURITY.finding(message));
            }
        }
    }
    for name in ["DelFiles", "RenFiles"] {
        for directive in anatomy.directives(&anatomy.installs, name) {
            for list in lists(anatomy, directive.entry).flatten().filter(|list| in_store(list)) {
                let (section, list) = (directive.section.name(), list.name());
                let message = format!("{name} in [{section}] names [{list}], whose files are in the driver store (13)");
                context.report_in(inf, directive.entry.line(), DRIVER_STORE_DIRECTIVE.finding(message));
            }
        }
    }
}
