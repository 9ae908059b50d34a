//! `[SourceDisksFiles]` and `[SourceDisksNames]`: where in the package a file lies.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use catseal_finding::{Finding, codes};

use super::Context;
use crate::arch::Arch;
use crate::document::fold;
use crate::driver::ListedFile;
use crate::limits;

/// The tables: the one for each architecture, and under `None` the one for all.
pub(super) struct Media(BTreeMap<Option<Arch>, Tables>);

/// `[SourceDisksFiles]` and `[SourceDisksNames]` of an architecture, or of all.
struct Tables {
    files: Vec<Listed>,
    /// Index into `files` by folded name.
    by_name: HashMap<String, usize>,
    disks: HashMap<String, Disk>,
}

/// What decides where a file lies: the line that lists it, and the tables by which its disk is called.
pub(super) type Lookup = (u32, Option<Arch>);

/// A line of `[SourceDisksFiles]`.
pub(super) struct Listed {
    name: String,
    disk: String,
    /// As disks are looked up.
    disk_id: String,
    subdir: String,
    pub(super) line: u32,
}

/// A line of `[SourceDisksNames]`.
struct Disk {
    path: String,
    cabinet: Option<String>,
}

/// Where a file lies.
pub(super) enum Location {
    /// Path in the package, and that of the cabinet it may be in.
    At { path: String, cabinet: Option<String> },
    /// The number of the disk is not defined.
    NoDisk,
    /// The path leaves the package.
    Outside,
    /// The path is longer than Windows allows.
    TooLong,
}

impl Media {
    pub(super) fn read(context: &mut Context<'_>, archs: &BTreeSet<Arch>) -> Self {
        let mut media = BTreeMap::new();
        for arch in archs.iter().copied().map(Some).chain([None]) {
            let mut files = Vec::new();
            let mut by_name = HashMap::new();
            read_table(context, "SourceDisksFiles", arch, |context, key, entry| {
                let name = context.expand_name(key, entry.line());
                let Entry::Vacant(place) = by_name.entry(fold(&name)) else { return };
                place.insert(files.len());
                let disk = context.expand(entry.field(0));
                files.push(Listed {
                    name,
                    disk_id: disk_id(&disk),
                    disk,
                    subdir: context.expand_name(entry.field(1), entry.line()),
                    line: entry.line(),
                });
            });
            let mut disks = HashMap::new();
            read_table(context, "SourceDisksNames", arch, |context, key, entry| {
                let id = disk_id(&context.expand(key));
                let path = context.expand_name(entry.field(3), entry.line());
                let tag = context.expand(entry.field(1));
                let in_cabinet = flags(&context.expand(entry.field(4))) & CABINET_FLAG != 0;
                let is_cabinet =
                    tag.len() > 4 && tag.get(tag.len() - 4..).is_some_and(|end| end.eq_ignore_ascii_case(".cab"));
                let cabinet = (is_cabinet || in_cabinet && !tag.is_empty())
                    .then(|| join(&[&path, &tag]))
                    .flatten()
                    .filter(|path| path.encode_utf16().count() <= limits::MAX_PATH);
                disks.entry(id).or_insert(Disk { path, cabinet });
            });
            media.insert(arch, Tables { files, by_name, disks });
        }
        Self(media)
    }

    /// The line that lists `name` for `arch`: in the table of the architecture, else in that for all.
    pub(super) fn find(&self, name: &str, arch: Arch) -> Option<&Listed> {
        let folded = fold(name);
        [Some(arch), None].iter().find_map(|table| {
            let tables = self.0.get(table)?;
            tables.files.get(*tables.by_name.get(&folded)?)
        })
    }

    /// The disk of a listed file: looked up by itself, first in the table of the architecture. With the table that has it.
    fn disk(&self, listed: &Listed, arch: Option<Arch>) -> Option<(Option<Arch>, &Disk)> {
        let tables = if arch.is_some() { &[arch, None][..] } else { &[None] };
        tables.iter().find_map(|&table| Some((table, self.0.get(&table)?.disks.get(&listed.disk_id)?)))
    }

    /// Lookups that are the same give the same location.
    pub(super) fn lookup(&self, listed: &Listed, arch: Arch) -> Option<Lookup> {
        self.disk(listed, Some(arch)).map(|(table, _)| (listed.line, table))
    }

    /// Where a listed file lies.
    pub(super) fn locate(&self, listed: &Listed, arch: Option<Arch>) -> Location {
        let Some((_, disk)) = self.disk(listed, arch) else { return Location::NoDisk };
        match join(&[&disk.path, &listed.subdir, &listed.name]) {
            None => Location::Outside,
            Some(path) if path.encode_utf16().count() > limits::MAX_PATH => Location::TooLong,
            Some(path) => Location::At { path, cabinet: disk.cabinet.clone() },
        }
    }

    /// All that is listed, by line; a line that means several paths for the architectures gives each of them.
    pub(super) fn listed(&self, archs: &BTreeSet<Arch>) -> Vec<ListedFile> {
        let mut all = Vec::new();
        for (&table, Tables { files, .. }) in &self.0 {
            for listed in files {
                let wanted: Vec<Option<Arch>> = match table {
                    Some(arch) => vec![Some(arch)],
                    None if archs.is_empty() => vec![None],
                    None => archs.iter().copied().map(Some).collect(),
                };
                let paths: BTreeSet<Option<String>> = wanted
                    .into_iter()
                    .map(|arch| match self.locate(listed, arch) {
                        Location::At { path, .. } => Some(path),
                        _ => None,
                    })
                    .collect();
                let any = paths.iter().any(Option::is_some);
                all.extend(paths.into_iter().filter(|path| path.is_some() || !any).map(|path| ListedFile {
                    name: listed.name.clone(),
                    path,
                    arch: table,
                    line: listed.line,
                }));
            }
        }
        all.sort_by(|a, b| (a.line, &a.path).cmp(&(b.line, &b.path)));
        all
    }
}

impl Listed {
    pub(super) fn disk(&self) -> &str {
        &self.disk
    }
}

/// Flag of a disk whose files lie in the cabinet that the tag names.
const CABINET_FLAG: u32 = 0x10;

fn flags(text: &str) -> u32 {
    let text = text.trim();
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => u32::from_str_radix(digits, 16).unwrap_or(0),
        None => text.parse().unwrap_or(0),
    }
}

fn read_table(
    context: &mut Context<'_>,
    name: &str,
    arch: Option<Arch>,
    mut each: impl FnMut(&mut Context<'_>, &str, &crate::document::Entry),
) {
    let name = arch.map_or_else(|| name.to_owned(), |arch| format!("{name}.{arch}"));
    for entry in context.reader.lines(&name) {
        if let Some(key) = entry.key().filter(|key| !key.is_empty() && entry.has_explicit_key()) {
            each(context, key, entry);
        }
    }
}

/// The form under which disk numbers are compared: `1`, `01` and `0x1` are one, and an empty number is zero.
fn disk_id(text: &str) -> String {
    let text = text.trim();
    let number = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None if text.is_empty() => Some(0),
        None => text.parse::<u32>().ok(),
    };
    number.map_or_else(|| fold(text), |number| number.to_string())
}

/// The path of `parts` one below the other, relative to the folder of the INF, separated by `/`.
///
/// A leading backslash means the folder of the INF, too. `None` when the path leaves it, or names nothing.
pub(super) fn join(parts: &[&str]) -> Option<String> {
    let mut components: Vec<&str> = Vec::new();
    for component in parts.iter().flat_map(|part| part.split(['\\', '/'])) {
        match component {
            "" | "." => {}
            ".." => {
                components.pop()?;
            }
            drive if drive.contains(':') => return None,
            name => components.push(name),
        }
    }
    (!components.is_empty()).then(|| components.join("/"))
}

pub(super) fn outside(name: &str, line: u32) -> Finding {
    codes::inf::PATH_OUTSIDE_PACKAGE
        .finding(format!("line {line}: the path of '{name}' leads out of the folder of the INF"))
}
