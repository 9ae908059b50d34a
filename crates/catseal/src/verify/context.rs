//! A package made ready: its files hashed once, its INFs read once, whatever the number of catalogs.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use catseal_digest::NearMiss;
use catseal_inf::{Driver, os};
use rayon::prelude::*;

use catseal_finding::{Finding, Severity, codes};

use super::coverage::KnownCatalog;
use crate::build::Plan;
use crate::error::Error;
use crate::files::{self, CATALOG_LIMIT, HashedFile};
use crate::inputs::{PackageInf, inf_indices};
use crate::package::{DriverPackage, PackageFile, base_name, fold};
use crate::packed::{self, Wanted};
use crate::progress::{Progress, Silent};

/// The largest file that is read as a whole to look for near misses.
const NEAR_MISS_LIMIT: u64 = 64 << 20;

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
    /// Of the files that a catalog has by their SHA-1 alone, those that were made to have the SHA-1 of another one; `None` when
    /// nobody looked.
    pub(super) colliding: Option<HashSet<usize>>,
    /// What each file would match after a small change: looked for once, when a catalog asks.
    near_misses: Vec<OnceLock<Vec<NearMiss>>>,
}

/// An INF of the package, and all that it installs on any system.
pub(crate) struct KnownInf {
    pub(crate) inf: PackageInf,
    /// Walked for [`os::all`]: targets of its files are indices into that.
    pub(crate) driver: Driver,
}

impl KnownInf {
    /// Whether the walk found all that the INF installs. If not, a file that it does not claim may be installed all the same.
    pub(super) fn is_understood(&self) -> bool {
        // Where a file is copied from another medium, or has another name in another language, no member is claimed for it.
        let unclaimed = [codes::inf::SOURCE_NOT_LISTED.id, codes::inf::LANGUAGES_DISAGREE.id];
        self.driver.findings.iter().all(|finding| {
            is_about_targets(finding) || finding.severity < Severity::Error && !unclaimed.contains(&finding.code)
        })
    }
}

/// Whether a finding of a walk for all systems says only that the INF is not for some of them.
fn is_about_targets(finding: &Finding) -> bool {
    let codes = [codes::inf::NO_MODELS.id, codes::inf::NOTHING_FOR_TARGET.id, codes::inf::CATALOG_FILE_MISSING.id];
    codes.contains(&finding.code)
}

/// What the walk of an INF says to somebody who verifies: that the INF is faulty is its maker's business, and the signer
/// vouched for it as it is; that it could not be walked to its end is not.
fn walk_findings(inf: &PackageInf, driver: &Driver) -> Vec<Finding> {
    let told = driver.findings.iter().filter(|finding| !is_about_targets(finding)).cloned();
    told.map(|finding| {
        let severity = if finding.code == codes::inf::WALK_INCOMPLETE.id {
            Severity::Error
        } else {
            finding.severity.min(Severity::Warning)
        };
        inf.place(finding.severity(severity))
    })
    .collect()
}

impl Context {
    /// A whole folder. Its catalogs are those given, or else all below it.
    pub(crate) fn folder(root: &Path, catalogs: &[PathBuf], progress: &dyn Progress) -> Result<Self, Error> {
        let package = DriverPackage::open(root)?;
        let given = !catalogs.is_empty();
        let catalogs = if given { catalogs.to_vec() } else { package.catalogs() };
        let mut context = Self::of(package, false, given);
        context.hash_from(0, progress)?;
        context.read_infs();
        context.look_into_packed_files(progress)?;
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
        context.hash_from(0, progress)?;
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
        let indices: Vec<usize> = plan.hashed.keys().copied().collect();
        let mut context = Self::of(plan.package.subset(&indices), false, true);
        context.hashed = plan.hashed.values().cloned().enumerate().collect();
        context.read_infs();
        let catalogs =
            plan.catalogs.iter().map(|catalog| KnownCatalog::new(&context, catalog.path.clone(), &catalog.bytes));
        let catalogs = catalogs.collect();
        context.cover(catalogs);
        context
    }

    fn of(package: DriverPackage, explicit: bool, catalogs_given: bool) -> Self {
        let mut context = Self {
            package,
            near_misses: Vec::new(),
            hashed: BTreeMap::new(),
            infs: Vec::new(),
            catalogs: Vec::new(),
            explicit,
            catalogs_given,
            covered: HashSet::new(),
            unlisted: HashSet::new(),
            present: HashMap::new(),
            findings: Vec::new(),
            unreadable: BTreeMap::new(),
            colliding: None,
        };
        context.take_in_from(0);
        context
    }

    /// Makes room for the files of the package from this index on.
    fn take_in_from(&mut self, first: usize) {
        for file in self.package.files.iter().skip(first) {
            let folded = fold(&file.name);
            self.present.entry(base_name(&folded).to_owned()).or_default().push(folded);
            self.near_misses.push(OnceLock::new());
        }
    }

    /// Takes in the files that the INFs install and that come in cabinets or compressed.
    fn look_into_packed_files(&mut self, progress: &dyn Progress) -> Result<(), Error> {
        let wanted = self
            .infs
            .iter()
            .flat_map(|KnownInf { inf, driver }| driver.files.iter().map(|source| Wanted::new(inf, source)));
        let first = packed::attach(&mut self.package, wanted);
        if first < self.package.files.len() {
            self.take_in_from(first);
            self.hash_from(first, progress)?;
        }
        Ok(())
    }

    fn hash_from(&mut self, first: usize, progress: &dyn Progress) -> Result<(), Error> {
        let indices: Vec<usize> = (first..self.package.files.len()).collect();
        for (index, result) in self.package.hash(&indices, progress) {
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
                    self.findings.extend(walk_findings(&inf, &driver));
                    self.infs.push(KnownInf { inf, driver });
                }
                Err(error) => {
                    let finding = codes::membership::INF_UNREADABLE.finding(error.to_string()).at(file.name.clone());
                    // Many a file called .inf is none of a driver, such as autorun.inf; one that is, but cannot be read
                    // to its end, may install anything.
                    self.findings.push(if error.is_no_inf() { finding } else { finding.severity(Severity::Error) });
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

    /// Looks for files that were made to have the SHA-1 of another one, where a catalog has them by that alone. They are read
    /// once more: to look so is slower than to hash, and most catalogs have SHA-256.
    ///
    /// # Errors
    /// When a file cannot be read any more, or is not what it was.
    pub(crate) fn look_for_collisions(&mut self, progress: &dyn Progress) -> Result<(), Error> {
        let indices: BTreeSet<usize> = self.catalogs.iter().flat_map(|catalog| &catalog.by_sha1).copied().collect();
        if !indices.is_empty() {
            progress.start(indices.len());
        }
        let look = |index: usize| {
            let (Some(file), Some(hashed)) = (self.package.get(index), self.hashed.get(&index)) else {
                return Ok(None);
            };
            let inside = self.package.packed(index).map(|packed| &packed.inside);
            let collides = files::collides(&file.path, inside, hashed)?;
            progress.step();
            Ok(collides.then_some(index))
        };
        let colliding: Result<Vec<Option<usize>>, Error> = indices.par_iter().map(|&index| look(index)).collect();
        self.colliding = Some(colliding?.into_iter().flatten().collect());
        if !indices.is_empty() {
            progress.finish();
        }
        Ok(())
    }

    pub(crate) fn unreadable(&self, index: usize) -> bool {
        self.unreadable.contains_key(&index)
    }

    /// What a file would match after a small change. Nothing for one that is too large to be read as a whole: a driver
    /// may well be, an INF is not. Nothing, too, for one that lies in another file: nobody edits it there.
    pub(super) fn near_misses(&self, index: usize, file: &PackageFile) -> &[NearMiss] {
        if self.package.packed(index).is_some() {
            return &[];
        }
        let look = || {
            let bytes = files::read(&file.path, "a file to compare", NEAR_MISS_LIMIT);
            bytes.map(|bytes| catseal_digest::near_misses(&bytes)).unwrap_or_default()
        };
        self.near_misses.get(index).map_or(&[], |cell| cell.get_or_init(look))
    }

    /// Whether the list of a catalog is the place to say that nobody covers a file: it lies beside the catalog or below.
    pub(super) fn lists_as_unlisted(&self, catalog: &KnownCatalog, file: usize) -> bool {
        let beside = |file: &PackageFile| catalog.path.parent().is_some_and(|folder| file.path.starts_with(folder));
        self.unlisted.contains(&file) && (self.catalogs_given || self.package.get(file).is_some_and(beside))
    }
}
