use catseal_inf::os::OsTarget;
use catseal_inf::{Document, Driver};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::allow::AllowList;
use crate::image::Image;
use crate::sets::RuleSets;

/// What is checked: a folder with its INFs and files.
#[derive(Debug, Clone)]
pub struct Package {
    /// The INFs that were parsed, in the order of their names.
    pub infs: Vec<Inf>,
    /// Every file, INFs and catalogs included, in the order of their names.
    pub files: Vec<File>,
}

/// An INF.
#[derive(Debug, Clone)]
pub struct Inf {
    /// Its name, relative to the package, parted by `/`.
    pub path: String,
    /// Its text.
    pub document: Document,
    /// What it installs on the targets that it is for, as Inf2Cat walks it.
    pub driver: Driver,
    /// Which of [`Options::targets`] it is for, ascending: all, when they were asked for.
    pub targets: Vec<usize>,
}

/// A file, and what was found out about it.
#[derive(Debug, Clone)]
pub struct File {
    /// Its name, relative to the package, parted by `/`.
    pub path: String,
    /// In octets.
    pub size: u64,
    /// When it was last changed, as the file system says.
    pub modified: Option<Timestamp>,
    /// What its headers say, when it is an executable image.
    pub image: Option<Image>,
    /// Where it lies, when that is inside another file of the package: a cabinet, or one that was compressed.
    pub packed: Option<Packed>,
}

/// Where a packed file lies, and what INFs mean by it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Packed {
    /// The file that it lies in, relative to the package, parted by `/`.
    pub container: String,
    /// What INFs call it: the path of the source as if it lay there unpacked, and the cabinet that [`catseal_inf::SourceFile`] has
    /// for it; both relative to the package, parted by `/`. Empty for what no INF installs from there.
    pub sources: Vec<(String, Option<String>)>,
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Options {
    /// The operating systems.
    pub targets: Vec<&'static OsTarget>,
    /// Whose rules.
    pub sets: RuleSets,
    /// The time that counts as the present.
    pub now: Timestamp,
    /// The time zone in which `DriverVer` must not be in the future: UTC, or with `--local-time` that of the machine.
    pub zone: TimeZone,
    /// Names of protected files as misspelled in Microsoft's own list, to agree with Inf2Cat to the letter.
    pub compat: bool,
    /// Protected files that vendors may install.
    pub allow: AllowList,
}
