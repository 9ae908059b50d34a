//! The INFs of a package, parsed and walked.

use std::collections::HashSet;

use catseal_finding::{Finding, codes};
use catseal_inf::os::OsTarget;
use catseal_inf::{CopiedInf, Document, Driver, ParseOptions};
use rayon::prelude::*;

use crate::error::Error;
use crate::files::{self, INF_LIMIT};
use crate::package::{DriverPackage, PackageFile, order_in_folder};

/// One INF of a package.
pub(crate) struct PackageInf {
    /// Which file of the package it is.
    pub(crate) index: usize,
    pub(crate) name: String,
    pub(crate) document: Document,
}

impl PackageInf {
    pub(crate) fn open(index: usize, file: &PackageFile) -> Result<Self, Error> {
        let bytes = files::read(&file.path, "an INF", INF_LIMIT)?;
        let document = Document::parse(&bytes, &ParseOptions::default())
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
        match PackageInf::open(index, file) {
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
            match PackageInf::open(index, file) {
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
