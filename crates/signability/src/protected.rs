//! Which files Windows protects: names, by generation of Windows.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::LazyLock;

use catseal_inf::os::OsTarget;
use catseal_inf::{compressed_name, fold};

/// The names with their generations; the file says what its columns mean.
static DATA: &str = include_str!("../data/protected.txt");

/// A group of Windows versions that have one list of protected files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Generation {
    /// Windows 2000.
    Windows2000,
    /// Windows XP and Windows Server 2003.
    Xp,
    /// Windows Vista and Windows Server 2008.
    Vista,
    /// Windows 7 and Windows Server 2008 R2.
    Seven,
    /// Windows 8 and Windows Server 2012.
    Eight,
    /// Windows 8.1 and Windows Server 2012 R2: the group `Next` of Microsoft's list.
    EightOne,
    /// Windows 10 and all later ones.
    Ten,
}

impl Generation {
    /// All of them, oldest first.
    pub(crate) const ALL: [Self; 7] =
        [Self::Windows2000, Self::Xp, Self::Vista, Self::Seven, Self::Eight, Self::EightOne, Self::Ten];

    /// That of a target.
    pub(crate) fn of(target: &OsTarget) -> Self {
        match target.version {
            (0..=4, _) | (5, 0) => Self::Windows2000,
            (5, _) => Self::Xp,
            (6, 0) => Self::Vista,
            (6, 1) => Self::Seven,
            (6, 2) => Self::Eight,
            (6, _) => Self::EightOne,
            _ => Self::Ten,
        }
    }

    /// The name in an allow list: `2000`, `XP`, `Vista`, `7`, `8`, `8.1`, `10`.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Windows2000 => "2000",
            Self::Xp => "XP",
            Self::Vista => "Vista",
            Self::Seven => "7",
            Self::Eight => "8",
            Self::EightOne => "8.1",
            Self::Ten => "10",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for Generation {
    /// The name in a message, servers included.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Windows2000 => "Windows 2000",
            Self::Xp => "Windows XP/2003",
            Self::Vista => "Windows Vista/2008",
            Self::Seven => "Windows 7/2008 R2",
            Self::Eight => "Windows 8/2012",
            Self::EightOne => "Windows 8.1/2012 R2",
            Self::Ten => "Windows 10 and later",
        })
    }
}

/// Some generations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Generations(u8);

impl Generations {
    pub(crate) const ALL: Self = Self(0x7f);

    pub(crate) fn has(self, generation: Generation) -> bool {
        self.0 & generation.bit() != 0
    }

    pub(crate) fn add(&mut self, generation: Generation) {
        self.0 |= generation.bit();
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Generation> {
        Generation::ALL.into_iter().filter(move |&generation| self.has(generation))
    }
}

/// In the first three groups of Microsoft's list all names whose stem ends in t are misspelled.
const MISSPELLED: u8 = 0b111;

static CORRECTED: LazyLock<HashMap<String, u8>> = LazyLock::new(|| table(false));
static SHIPPED: LazyLock<HashMap<String, u8>> = LazyLock::new(|| table(true));

/// The generations that protect a file of this name (folded, without folders). With `shipped` as Microsoft's list spells it.
pub(crate) fn generations(name: &str, shipped: bool) -> Generations {
    let table = if shipped { &SHIPPED } else { &CORRECTED };
    Generations(table.get(name).copied().unwrap_or(0))
}

/// The names, folded, that a file of this name (folded, without folders) has when it is there unpacked: its own, and for `disk.sy_`
/// those of protected files that are so called when they are compressed.
pub(crate) fn unpacked_names(name: &str) -> Vec<&str> {
    let compressed = COMPRESSED.get(name).map(Vec::as_slice).unwrap_or_default();
    std::iter::once(name).chain(compressed.iter().map(String::as_str)).collect()
}

/// Whether some generation protects a file of this name, in either spelling, or of one that it is when it is unpacked. Folders may
/// stand before it, and dots and blanks behind it.
pub(crate) fn is_protected_anywhere(name: &str) -> bool {
    let last = name.rsplit(['\\', '/']).next().unwrap_or_default();
    let folded = fold(last);
    let known = |name: &str| CORRECTED.contains_key(name) || SHIPPED.contains_key(name);
    known(folded.trim_end_matches(['.', ' '])) || unpacked_names(&folded).into_iter().any(known)
}

/// The names of both spellings, by what they are when compressed.
static COMPRESSED: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let names: BTreeSet<&String> = CORRECTED.keys().chain(SHIPPED.keys()).collect();
    let mut compressed: HashMap<String, Vec<String>> = HashMap::new();
    for name in names {
        compressed.entry(compressed_name(name)).or_default().push(name.clone());
    }
    compressed
});

fn table(shipped: bool) -> HashMap<String, u8> {
    let mut table: HashMap<String, u8> = HashMap::new();
    for (mask, mark, name) in rows() {
        match (shipped, mark) {
            (true, "?") => {}
            (true, "t") => {
                *table.entry(misspelled(name)).or_default() |= mask & MISSPELLED;
                *table.entry(name.to_owned()).or_default() |= mask & !MISSPELLED;
            }
            _ => *table.entry(name.to_owned()).or_default() |= mask,
        }
    }
    table
}

/// Generations, mark and name.
fn rows() -> impl Iterator<Item = (u8, &'static str, &'static str)> {
    DATA.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (mask, rest) = line.split_once(' ')?;
        let (mark, name) = rest.split_once(' ')?;
        Some((u8::from_str_radix(mask, 16).ok()?, mark, name))
    })
}

/// `fastfal.sys` for `fastfat.sys`.
fn misspelled(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) => match stem.strip_suffix('t') {
            Some(stem) => format!("{stem}l.{extension}"),
            None => name.to_owned(),
        },
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, shipped: bool) -> Vec<&'static str> {
        generations(name, shipped).iter().map(Generation::as_str).collect()
    }

    #[test]
    fn every_line_of_the_data_is_read_and_the_names_are_sorted_and_unique() {
        let lines = DATA.lines().filter(|line| !line.starts_with('#')).count();
        let names: Vec<_> = rows().map(|(_, _, name)| name).collect();
        assert_eq!((names.len(), lines), (3120, 3120));
        assert!(names.is_sorted_by(|a, b| a < b));
        assert!(rows().all(|(mask, mark, name)| {
            mask != 0 && mask < 0x80 && ["-", "t", "l", "?"].contains(&mark) && name == catseal_inf::fold(name)
        }));
    }

    #[test]
    fn the_groups_have_as_many_names_as_in_the_source() {
        let count = |generation: Generation| CORRECTED.values().filter(|mask| *mask & generation.bit() != 0).count();
        // 2313, 2800, 2800, 212, 198, 198, 198 of Microsoft's list, plus the ten names that are there in two spellings; the
        // list has one entry that is no file name in the first three.
        assert_eq!(Generation::ALL.map(count), [2322, 2809, 2809, 212, 198, 198, 198]);
    }

    #[test]
    fn a_name_is_protected_by_the_groups_that_have_it() {
        assert_eq!(named("d3d8.dll", false), ["XP", "Vista"]);
        assert_eq!(named("disk.sys", false).len(), 7);
        assert_eq!(named("pscr.sys", false), ["2000"]);
        assert!(named("sample.sys", false).is_empty());
    }

    #[test]
    fn the_spelling_of_the_shipped_list_is_kept_apart() {
        assert_eq!(named("fastfat.sys", false), ["2000", "XP", "Vista"]);
        assert!(named("fastfal.sys", false).is_empty());
        assert_eq!(named("fastfal.sys", true), ["2000", "XP", "Vista"]);
        assert!(named("fastfat.sys", true).is_empty());
        // The later groups are spelled well.
        assert_eq!(named("4mmdat.sys", true), ["7", "8", "8.1", "10"]);
        assert_eq!(named("4mmdal.sys", true), ["2000", "XP", "Vista"]);
        // What could not be settled counts in both spellings, but the shipped list has one.
        assert!(!named("winspl.dll", false).is_empty() && !named("winspt.dll", false).is_empty());
        assert!(!named("winspl.dll", true).is_empty() && named("winspt.dll", true).is_empty());
    }

    #[test]
    fn a_target_belongs_to_one_generation() {
        let of = |code| Generation::of(catseal_inf::os::lookup(code).unwrap()).as_str();
        let codes =
            ["2000", "XP_X64", "Server2003_X86", "Server2008_X64", "Server2008R2_X64", "8_ARM", "6_3_X86", "10_CO_X64"];
        assert_eq!(codes.map(of), ["2000", "XP", "XP", "Vista", "7", "8", "8.1", "10"]);
    }
}
