//! The INFs of a package, parsed and walked.

use std::collections::HashSet;
use std::path::Path;

use catseal_catalog::CatalogView;
use catseal_finding::{Finding, codes};
use catseal_inf::os::OsTarget;
use catseal_inf::{CodePage, CopiedInf, Document, Driver, ParseOptions};
use catseal_media::Format;
use rayon::prelude::*;

use crate::error::Error;
use crate::files::{self, CATALOG_LIMIT, INF_LIMIT};
use crate::package::{DriverPackage, PackageFile, order_in_folder};

/// One INF of a package.
pub(crate) struct PackageInf {
    /// Which file of the package it is.
    pub(crate) index: usize,
    pub(crate) name: String,
    pub(crate) document: Document,
}

impl PackageInf {
    pub(crate) fn open(index: usize, file: &PackageFile, codepage: CodePage) -> Result<Self, Error> {
        let bytes = files::read(&file.path, "an INF", INF_LIMIT)?;
        let document = Document::parse(&bytes, &ParseOptions { codepage, ..ParseOptions::default() })
            .map_err(|source| Error::Inf { path: file.path.clone(), source })?;
        Ok(Self { index, name: file.name.clone(), document })
    }

    pub(crate) fn walk(&self, targets: &[&OsTarget]) -> Driver {
        Driver::walk(&self.document, targets)
    }

    /// The folder in the package that it lies in, parted by `/`; empty for the package itself.
    pub(crate) fn folder(&self) -> &str {
        self.name.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// A name in the INF, which is relative to the INF's folder, made relative to the package.
    pub(crate) fn in_package(&self, relative: &str) -> String {
        let mut parts: Vec<&str> = self.folder().split('/').filter(|part| !part.is_empty()).collect();
        for part in relative.split(['/', '\\']) {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        parts.join("/")
    }

    /// That an INF which this one brings along is not there.
    pub(crate) fn copied_inf_missing(&self, copied: &CopiedInf) -> Finding {
        let message =
            format!("{} line {}: CopyINF names '{}', which is not there", self.name, copied.line, copied.path);
        codes::membership::COPIED_INF_MISSING.finding(message).at(self.name.clone()).line(copied.line)
    }

    /// Findings about this INF say so.
    pub(crate) fn place(&self, finding: Finding) -> Finding {
        if finding.path.is_some() { finding } else { finding.at(self.name.clone()) }
    }
}

impl DriverPackage {
    /// The package that was asked for: a folder. Of a file it is said what that is, and what to name in its place.
    pub(crate) fn at(root: &Path) -> Result<Self, Error> {
        // What cannot be looked at is told of by the listing.
        if std::fs::metadata(root).is_ok_and(|metadata| metadata.is_file()) {
            Err(no_folder(root)?)
        } else {
            Self::open(root)
        }
    }
}

/// That a file stands where a package should.
fn no_folder(root: &Path) -> Result<Error, Error> {
    let head = files::read_head(root, Format::HEAD_LEN)?;
    let is_inf = || root.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("inf"));
    let (what, instead) = match Format::of(&head) {
        Some(Format::Cabinet) => (
            "a cabinet",
            "unpack it and name the folder (of cabinets for the hardware dashboard, only `check` takes the file)",
        ),
        _ if is_inf() => ("an INF by its name", "name the folder that it lies in"),
        // A SEQUENCE.
        _ if head.first() == Some(&0x30)
            && CatalogView::parse(&files::read(root, "a catalog", CATALOG_LIMIT)?).is_ok() =>
        {
            ("a catalog", "name the folder with the .inf file; `verify` and `show` take catalogs")
        }
        _ => ("a file", "name the folder with the .inf file"),
    };
    Ok(Error::NoFolder { path: root.to_owned(), what, instead })
}

/// The names of all files of a package, relative to its folder, parted by `/`, in the order in which they are looked at.
///
/// # Errors
/// When the folder cannot be read.
pub fn package_files(root: &Path) -> Result<Vec<String>, Error> {
    Ok(DriverPackage::open(root)?.files.into_iter().map(|file| file.name).collect())
}

/// The indices of all INFs: those in the package's own folder, or all below it; in the order in which Windows lists them, since
/// Inf2Cat numbers hardware ids that way.
pub(crate) fn inf_indices(package: &DriverPackage, subfolders: bool) -> Vec<usize> {
    let wanted = |file: &PackageFile| file.has_extension("inf") && (subfolders || file.folder().is_empty());
    let infs = package.files.iter().enumerate().filter(|(_, file)| wanted(file));
    let mut infs: Vec<_> = infs.map(|(index, file)| (order_in_folder(&file.name), index)).collect();
    infs.sort_unstable();
    infs.into_iter().map(|(_, index)| index).collect()
}

/// Opens the INFs in the package's own folder. A file called `.inf` that is none, such as an autorun.inf, is told of and passed
/// over while there are others.
pub(crate) fn open_infs(package: &DriverPackage) -> Result<(Vec<PackageInf>, Vec<Finding>), Error> {
    let mut infs = Vec::new();
    let mut findings = Vec::new();
    let mut first = None;
    for index in inf_indices(package, false) {
        let Some(file) = package.get(index) else { continue };
        match PackageInf::open(index, file, package.codepage()) {
            Ok(inf) => infs.push(inf),
            Err(error) if error.is_no_inf() => {
                findings.push(codes::membership::INF_UNREADABLE.finding(error.to_string()).at(file.name.clone()));
                first.get_or_insert(error);
            }
            Err(error) => return Err(error),
        }
    }
    match first {
        Some(error) if infs.is_empty() => Err(error),
        None if infs.is_empty() => Err(Error::NoInf { path: package.root.clone() }),
        _ => Ok((infs, findings)),
    }
}

/// Opens the INFs in folders of the package that those given bring along with `CopyINF`, and those that these bring along. Each is
/// a package of its own. Gives them, and what each of all the INFs installs on `targets`.
pub(crate) fn open_copied_infs(
    package: &DriverPackage,
    infs: &[PackageInf],
    findings: &mut Vec<Finding>,
    targets: &[&OsTarget],
) -> Result<(Vec<PackageInf>, Vec<Driver>), Error> {
    let mut known: HashSet<usize> = inf_indices(package, false).into_iter().collect();
    let mut copied: Vec<PackageInf> = Vec::new();
    let mut drivers: Vec<Driver> = infs.par_iter().map(|inf| inf.walk(targets)).collect();
    let mut seen = 0;
    while let Some(driver) = drivers.get(seen) {
        let Some(inf) = infs.iter().chain(&copied).nth(seen) else { break };
        let named = driver.copied_infs.iter().filter_map(|copied| package.find(&inf.in_package(&copied.path)));
        let new: Vec<usize> = named.filter(|index| known.insert(*index)).collect();
        seen += 1;
        for index in new {
            let Some(file) = package.get(index) else { continue };
            match PackageInf::open(index, file, package.codepage()) {
                Ok(inf) => {
                    drivers.push(inf.walk(targets));
                    copied.push(inf);
                }
                Err(error) if error.is_no_inf() => {
                    findings.push(codes::membership::INF_UNREADABLE.finding(error.to_string()).at(file.name.clone()));
                }
                Err(error) => return Err(error),
            }
        }
    }
    Ok((copied, drivers))
}
