//! A package made ready: its files hashed once, its INFs read once, whatever the number of catalogs.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use catseal_catalog::CatalogView;
use catseal_finding::{Finding, Severity, codes};
use catseal_inf::os;
use catseal_inf::{CatalogFile, Driver};
use rayon::prelude::*;

use super::claims::{claims_on, files_with, names_catalog};
use crate::build::Plan;
use crate::error::Error;
use crate::files::{self, CATALOG_LIMIT, HashedFile};
use crate::inputs::{PackageInf, inf_indices};
use crate::membership::MemberIndex;
use crate::package::{DriverPackage, PackageFile};
use crate::progress::Progress;

/// What is compared with catalogs.
pub(crate) struct Context {
    pub(crate) package: DriverPackage,
    pub(crate) hashed: BTreeMap<usize, HashedFile>,
    pub(crate) infs: Vec<KnownInf>,
    pub(crate) catalogs: Vec<PathBuf>,
    /// Files that the command line named one by one: others may be missing, these may not be unlisted.
    pub(crate) explicit: bool,
    /// Whether the catalogs were named, so that their places say nothing about the INFs they belong to.
    pub(super) catalogs_given: bool,
    /// Files that some catalog has a member for.
    pub(crate) covered: HashSet<usize>,
    /// Files that no catalog has a member for and no INF installs.
    unlisted: HashSet<usize>,
    /// Those covered by each catalog, in the order of `catalogs`.
    covered_by: Vec<HashSet<usize>>,
    /// About the package, not about one catalog.
    pub(crate) findings: Vec<Finding>,
    unreadable: HashMap<usize, String>,
}

/// An INF of the package, and all that it installs on any system.
pub(crate) struct KnownInf {
    pub(crate) inf: PackageInf,
    /// Walked for [`os::all`]: targets of its files are indices into that.
    pub(crate) driver: Driver,
}

impl Context {
    /// A whole folder. Its catalogs are those given, or else all below it.
    pub(crate) fn folder(root: &Path, catalogs: &[PathBuf], progress: &dyn Progress) -> Result<Self, Error> {
        let package = DriverPackage::open(root)?;
        let given = !catalogs.is_empty();
        let catalogs = if catalogs.is_empty() {
            package.files.iter().filter(|file| file.has_extension("cat")).map(|file| file.path.clone()).collect()
        } else {
            catalogs.to_vec()
        };
        let mut context = Self::prepare(package, catalogs, false, progress)?;
        context.catalogs_given = given;
        Ok(context)
    }

    /// A catalog without files.
    pub(crate) fn catalog_alone(path: &Path) -> Result<Self, Error> {
        let root = path.parent().unwrap_or(Path::new("."));
        Self::prepare(DriverPackage::of(root, Vec::new()), vec![path.to_owned()], true, &crate::progress::Silent)
    }

    /// What a plan for building has read already: its files and digests, without reading them again.
    pub(crate) fn planned(plan: &Plan, catalogs: Vec<PathBuf>) -> Self {
        let files = plan.hashed.keys().filter_map(|&index| plan.package.get(index).cloned()).collect();
        let hashed = plan.hashed.values().cloned().enumerate().collect();
        let mut context = Self::of(DriverPackage::of(&plan.package.root, files), catalogs, false);
        context.catalogs_given = true;
        context.hashed = hashed;
        context.read_infs();
        context
    }

    fn of(package: DriverPackage, catalogs: Vec<PathBuf>, explicit: bool) -> Self {
        Self {
            package,
            hashed: BTreeMap::new(),
            infs: Vec::new(),
            catalogs,
            explicit,
            catalogs_given: explicit,
            covered: HashSet::new(),
            covered_by: Vec::new(),
            unlisted: HashSet::new(),
            findings: Vec::new(),
            unreadable: HashMap::new(),
        }
    }

    /// Hashes the files and reads the INFs of a package.
    pub(crate) fn prepare(
        package: DriverPackage,
        catalogs: Vec<PathBuf>,
        explicit: bool,
        progress: &dyn Progress,
    ) -> Result<Self, Error> {
        let mut context = Self::of(package, catalogs, explicit);
        let all: Vec<usize> = (0..context.package.files.len()).collect();
        for (index, result) in context.package.hash(&all, progress) {
            match result {
                Ok(hashed) => {
                    context.hashed.insert(index, hashed);
                }
                // A file that changes under our hands is no verdict about a file: the command fails.
                Err(error @ Error::Changed { .. }) => return Err(error),
                Err(error) => {
                    context.unreadable.insert(index, error.to_string());
                }
            }
        }
        context.read_infs();
        Ok(context)
    }

    fn read_infs(&mut self) {
        for index in inf_indices(&self.package, true) {
            let Some(file) = self.package.get(index) else { continue };
            if self.unreadable.contains_key(&index) {
                continue;
            }
            match PackageInf::open(index, file) {
                Ok(inf) => {
                    let driver = inf.walk(&os::all().iter().collect::<Vec<_>>());
                    self.infs.push(KnownInf { inf, driver });
                }
                Err(error) => {
                    self.findings
                        .push(codes::membership::INF_UNREADABLE.finding(error.to_string()).at(file.name.clone()));
                }
            }
        }
    }

    /// Looks which files any of the catalogs covers, and reports what no catalog can answer for:
    /// unreadable files, files nobody covers, INFs whose catalog is absent. Catalogs that cannot be read
    /// are passed over here: whoever evaluates them reports them.
    pub(crate) fn look_up_coverage(&mut self) {
        self.covered_by = self
            .catalogs
            .par_iter()
            .map(|path| {
                let Ok(bytes) = files::read(path, "a catalog", CATALOG_LIMIT) else { return HashSet::new() };
                let Ok(view) = CatalogView::parse(&bytes) else { return HashSet::new() };
                let Ok(members) = MemberIndex::new(&view) else { return HashSet::new() };
                self.hashed
                    .iter()
                    .filter(|(_, hashed)| members.find(&hashed.digests.member).is_some())
                    .map(|(&index, _)| index)
                    .collect()
            })
            .collect();
        self.covered = self.covered_by.iter().flatten().copied().collect();
        self.report_unreadable();
        self.report_left_out();
        self.report_absent_catalogs();
        self.report_unlisted();
    }

    fn report_unreadable(&mut self) {
        let mut unreadable: Vec<_> = self.unreadable.iter().collect();
        unreadable.sort();
        for (&index, message) in unreadable {
            let name = self.package.get(index).map(|file| file.name.clone()).unwrap_or_default();
            self.findings.push(codes::membership::FILE_UNREADABLE.finding(message.clone()).at(name));
        }
    }

    fn report_left_out(&mut self) {
        for (name, reason) in &self.package.skipped {
            let message = format!("{name}: was not looked at, because {reason}");
            self.findings.push(codes::membership::NOT_LOOKED_AT.finding(message).at(name.clone()));
        }
        for (one, other) in self.package.collisions() {
            let message = format!("{} and {} are one file to Windows", one.name, other.name);
            self.findings.push(codes::membership::NAME_COLLISION.finding(message).at(one.name.clone()));
        }
    }

    fn report_absent_catalogs(&mut self) {
        if self.explicit {
            return;
        }
        let mut findings = Vec::new();
        for known in &self.infs {
            let KnownInf { inf, driver } = known;
            let named = driver.catalogs();
            let (present, absent): (Vec<&CatalogFile>, Vec<&CatalogFile>) = named
                .iter()
                .copied()
                .partition(|catalog| self.catalogs.iter().any(|path| names_catalog(self, inf, &catalog.name, path)));
            let covered = self.covered.contains(&inf.index);
            for catalog in absent {
                // One catalog for each architecture: a release may leave out those of some, but not their files' only one.
                let needless = covered
                    && !present.is_empty()
                    && files_with(known, &catalog.name)
                        .filter_map(|name| self.package.find(&name))
                        .all(|index| self.covered.contains(&index));
                if needless {
                    continue;
                }
                let but = if covered { ", and Windows looks for no other" } else { "" };
                let message = format!(
                    "{} line {}: names the catalog '{}', which is not there{but}",
                    inf.name, catalog.line, catalog.name
                );
                let finding = codes::membership::CATALOG_ABSENT.finding(message);
                findings.push(finding.at(inf.name.clone()).line(catalog.line));
            }
            for copied in
                driver.copied_infs.iter().filter(|copied| self.package.find(&inf.in_package(&copied.path)).is_none())
            {
                findings.push(inf.copied_inf_missing(copied));
            }
            if named.is_empty() && !covered {
                let message = format!("{}: no catalog covers this INF, and it names none", inf.name);
                findings.push(codes::membership::INF_UNSIGNED.finding(message).at(inf.name.clone()));
            }
        }
        if self.catalogs.is_empty() && findings.iter().all(|finding| finding.severity < Severity::Error) {
            let message =
                format!("{}: no catalog in this package, so nobody vouches for it", self.package.root.display());
            findings.push(codes::membership::CATALOG_ABSENT.finding(message));
        }
        self.findings.extend(findings);
    }

    fn report_unlisted(&mut self) {
        let claimed: HashSet<usize> = self
            .catalogs
            .iter()
            .flat_map(|path| claims_on(self, path, &[]))
            .filter_map(|claim| self.package.find(&claim.name))
            .collect();
        let mut findings = Vec::new();
        let infs: HashSet<usize> = self.infs.iter().map(|known| known.inf.index).collect();
        let told = |index: &usize| {
            self.covered.contains(index) || claimed.contains(index) || !self.explicit && infs.contains(index)
        };
        self.unlisted = self.hashed.keys().copied().filter(|index| !told(index)).collect();
        let mut unlisted: Vec<usize> = self.unlisted.iter().copied().collect();
        unlisted.sort_unstable();
        for index in &unlisted {
            let Some(file) = self.package.get(*index) else { continue };
            if self.explicit {
                let message = format!("{}: no member of the catalogs has its digest", file.name);
                findings.push(codes::membership::NOT_IN_CATALOG.finding(message).at(file.name.clone()));
            } else if !file.has_extension("cat") {
                let message = format!("{}: no catalog covers it", file.name);
                findings.push(codes::membership::FILE_UNLISTED.finding(message).at(file.name.clone()));
            }
        }
        self.findings.extend(findings);
    }

    pub(crate) fn unreadable(&self, index: usize) -> bool {
        self.unreadable.contains_key(&index)
    }

    /// Whether the list of the catalog at `path` is the place to say that nobody covers a file: it lies beside the catalog
    /// or below.
    pub(super) fn lists_as_unlisted(&self, path: &Path, file: usize) -> bool {
        let beside = |file: &PackageFile| path.parent().is_some_and(|folder| file.path.starts_with(folder));
        self.unlisted.contains(&file) && (self.catalogs_given || self.package.get(file).is_some_and(beside))
    }

    /// Whether the catalog at `path` has a member for a file.
    pub(super) fn covers(&self, path: &Path, file: usize) -> bool {
        let position = self.catalogs.iter().position(|catalog| catalog == path);
        position.and_then(|position| self.covered_by.get(position)).is_some_and(|covered| covered.contains(&file))
    }
}
