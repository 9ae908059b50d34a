//! A package made ready: its files hashed once, its INFs read once, whatever the number of catalogs.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use catseal_inf::{Driver, os};
use rayon::prelude::*;

use catseal_finding::{Finding, codes};

use super::coverage::KnownCatalog;
use crate::build::Plan;
use crate::error::Error;
use crate::files::{self, CATALOG_LIMIT, HashedFile};
use crate::inputs::{PackageInf, inf_indices};
use crate::package::{DriverPackage, PackageFile, base_name, fold};
use crate::progress::{Progress, Silent};

/// What is compared with catalogs.
pub(crate) struct Context {
    pub(crate) package: DriverPackage,
    pub(crate) hashed: BTreeMap<usize, HashedFile>,
    pub(crate) infs: Vec<KnownInf>,
    pub(crate) catalogs: Vec<KnownCatalog>,
    /// Files that the command line named one by one: others may be missing, these may not be unlisted.
    pub(crate) explicit: bool,
    /// Whether the catalogs were named, so that their places say nothing about the INFs they belong to.
    pub(crate) catalogs_given: bool,
    /// Files that some catalog has a member for.
    pub(crate) covered: HashSet<usize>,
    /// Files that no catalog has a member for, and no INF needs.
    pub(super) unlisted: HashSet<usize>,
    /// The folded names of the files, by their last parts.
    pub(super) present: HashMap<String, Vec<String>>,
    /// About the package, not about one catalog.
    pub(crate) findings: Vec<Finding>,
    pub(super) unreadable: BTreeMap<usize, String>,
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
        let catalogs = if given { catalogs.to_vec() } else { package.catalogs() };
        let mut context = Self::of(package, false, given);
        context.hash(progress)?;
        context.read_infs();
        context.look_up_coverage(catalogs);
        Ok(context)
    }

    /// Files that were named one by one.
    pub(crate) fn files(
        files: Vec<PackageFile>,
        catalogs: Vec<PathBuf>,
        progress: &dyn Progress,
    ) -> Result<Self, Error> {
        let mut context = Self::of(DriverPackage::of(Path::new(""), files), true, true);
        context.hash(progress)?;
        context.read_infs();
        context.look_up_coverage(catalogs);
        Ok(context)
    }

    /// A catalog without files.
    pub(crate) fn catalog_alone(path: &Path) -> Result<Self, Error> {
        Self::files(Vec::new(), vec![path.to_owned()], &Silent)
    }

    /// What a plan for building has read already: its files and digests, without reading them again, and its catalogs,
    /// which are not on disk yet.
    pub(crate) fn planned(plan: &Plan) -> Self {
        let files = plan.hashed.keys().filter_map(|&index| plan.package.get(index).cloned()).collect();
        let mut context = Self::of(DriverPackage::of(&plan.package.root, files), false, true);
        context.hashed = plan.hashed.values().cloned().enumerate().collect();
        context.read_infs();
        let catalogs =
            plan.catalogs.iter().map(|catalog| KnownCatalog::new(&context, catalog.path.clone(), &catalog.bytes));
        let catalogs = catalogs.collect();
        context.cover(catalogs);
        context
    }

    fn of(package: DriverPackage, explicit: bool, catalogs_given: bool) -> Self {
        let mut present: HashMap<String, Vec<String>> = HashMap::new();
        for file in &package.files {
            let folded = fold(&file.name);
            present.entry(base_name(&folded).to_owned()).or_default().push(folded);
        }
        Self {
            package,
            hashed: BTreeMap::new(),
            infs: Vec::new(),
            catalogs: Vec::new(),
            explicit,
            catalogs_given,
            covered: HashSet::new(),
            unlisted: HashSet::new(),
            present,
            findings: Vec::new(),
            unreadable: BTreeMap::new(),
        }
    }

    fn hash(&mut self, progress: &dyn Progress) -> Result<(), Error> {
        let all: Vec<usize> = (0..self.package.files.len()).collect();
        for (index, result) in self.package.hash(&all, progress) {
            match result {
                Ok(hashed) => {
                    self.hashed.insert(index, hashed);
                }
                // A file that changes under our hands is no verdict about a file: the command fails. So it does when a
                // file that was asked about by name cannot be read.
                Err(error @ Error::Changed { .. }) => return Err(error),
                Err(error) if self.explicit => return Err(error),
                Err(error) => {
                    self.unreadable.insert(index, error.to_string());
                }
            }
        }
        Ok(())
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
                    let finding = codes::membership::INF_UNREADABLE.finding(error.to_string());
                    self.findings.push(finding.at(file.name.clone()));
                }
            }
        }
    }

    /// Looks which files the catalogs cover. Those that cannot be read are passed over here: whoever evaluates them
    /// reports them.
    fn look_up_coverage(&mut self, catalogs: Vec<PathBuf>) {
        let context = &*self;
        let catalogs = catalogs
            .into_par_iter()
            .map(|path| match files::read(&path, "a catalog", CATALOG_LIMIT) {
                Ok(bytes) => KnownCatalog::new(context, path, &bytes),
                Err(_) => KnownCatalog::unknown(path),
            })
            .collect();
        self.cover(catalogs);
        self.report();
    }

    pub(crate) fn unreadable(&self, index: usize) -> bool {
        self.unreadable.contains_key(&index)
    }

    /// Whether the list of a catalog is the place to say that nobody covers a file: it lies beside the catalog or below.
    pub(super) fn lists_as_unlisted(&self, catalog: &KnownCatalog, file: usize) -> bool {
        let beside = |file: &PackageFile| catalog.path.parent().is_some_and(|folder| file.path.starts_with(folder));
        self.unlisted.contains(&file) && (self.catalogs_given || self.package.get(file).is_some_and(beside))
    }
}
