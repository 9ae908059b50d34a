//! A package made ready: its files hashed once, its INFs read once, whatever the number of catalogs.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use catseal_catalog::CatalogView;
use catseal_finding::{Finding, codes};
use catseal_inf::os::{self, OsTarget};
use rayon::prelude::*;

use crate::build::Plan;
use crate::error::Error;
use crate::files::{self, CATALOG_LIMIT, HashedFile};
use crate::inputs::{PackageInf, inf_indices};
use crate::membership::MemberIndex;
use crate::package::{DriverPackage, base_name};
use crate::progress::Progress;

/// What is compared with catalogs.
pub(crate) struct Context {
    pub(crate) package: DriverPackage,
    pub(crate) hashed: BTreeMap<usize, HashedFile>,
    pub(crate) infs: Vec<PackageInf>,
    pub(crate) catalogs: Vec<PathBuf>,
    /// Files that the command line named one by one: others may be missing, these may not be unlisted.
    pub(crate) explicit: bool,
    /// Whether the catalogs were named, so that their places say nothing about the INFs they belong to.
    catalogs_given: bool,
    /// Files that some catalog has a member for.
    pub(crate) covered: HashSet<usize>,
    /// About the package, not about one catalog.
    pub(crate) findings: Vec<Finding>,
    unreadable: HashMap<usize, String>,
}

/// A file that an INF installs.
pub(crate) struct Claim {
    /// Relative to the package.
    pub(crate) name: String,
    /// As a message names the place in the INF.
    pub(crate) place: String,
    pub(crate) inf: String,
    pub(crate) line: u32,
    /// The names it gets where it is installed, in lower case: Inf2Cat writes these into catalogs.
    pub(crate) installed_as: Vec<String>,
    /// Whether it comes inside a cabinet or compressed, so that its absence says nothing.
    pub(crate) packed: bool,
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
                Ok(inf) => self.infs.push(inf),
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
        let covered: Vec<HashSet<usize>> = self
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
        self.covered = covered.into_iter().flatten().collect();
        self.report_unreadable();
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

    fn report_absent_catalogs(&mut self) {
        if self.explicit {
            return;
        }
        let mut findings = Vec::new();
        for inf in self.infs.iter().filter(|inf| !self.covered.contains(&inf.index)) {
            let driver = inf.walk(&[]);
            for catalog in driver.catalogs() {
                if self.catalogs.iter().any(|path| names_catalog(inf, &catalog.name, path, self)) {
                    continue;
                }
                let message = format!(
                    "{} line {}: names the catalog '{}', which is not there",
                    inf.name, catalog.line, catalog.name
                );
                findings
                    .push(codes::membership::CATALOG_ABSENT.finding(message).at(inf.name.clone()).line(catalog.line));
            }
        }
        self.findings.extend(findings);
    }

    fn report_unlisted(&mut self) {
        let claimed: HashSet<usize> = self
            .catalogs
            .iter()
            .flat_map(|path| self.claims_on(path, &[]))
            .filter_map(|claim| self.package.find(&claim.name))
            .collect();
        let mut findings = Vec::new();
        for index in self.hashed.keys().filter(|index| !self.covered.contains(index) && !claimed.contains(index)) {
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

    /// The INFs that name the catalog at `path`.
    pub(crate) fn infs_of(&self, path: &Path) -> impl Iterator<Item = &PackageInf> {
        self.infs.iter().filter(move |inf| {
            inf.walk(&[]).catalogs().iter().any(|catalog| names_catalog(inf, &catalog.name, path, self))
        })
    }

    /// The files that the INFs naming the catalog at `path` install for the targets of the catalog (all when
    /// `os_names` has none that is known), the INFs themselves included.
    pub(crate) fn claims_on(&self, path: &Path, os_names: &[String]) -> Vec<Claim> {
        let mut targets: Vec<&'static OsTarget> = os_names.iter().flat_map(|name| os::by_catalog_name(name)).collect();
        if targets.is_empty() {
            targets = os::all().iter().collect();
        }
        let mut claims = Vec::new();
        for inf in self.infs_of(path) {
            let driver = inf.walk(&targets);
            claims.push(Claim {
                name: inf.name.clone(),
                place: inf.name.clone(),
                inf: inf.name.clone(),
                line: driver.version.line,
                installed_as: Vec::new(),
                packed: false,
            });
            let served: Vec<usize> = targets
                .iter()
                .enumerate()
                .filter(|(_, target)| {
                    driver
                        .catalog_file(target.arch)
                        .is_some_and(|catalog| names_catalog(inf, &catalog.name, path, self))
                })
                .map(|(index, _)| index)
                .collect();
            for source in
                driver.files.iter().filter(|source| source.targets.iter().any(|target| served.contains(target)))
            {
                claims.push(Claim {
                    name: inf.in_package(&source.path),
                    place: format!("{} line {}", inf.name, source.line),
                    inf: inf.name.clone(),
                    line: source.line,
                    installed_as: source.destinations.iter().map(|place| place.name.to_lowercase()).collect(),
                    packed: source.cabinet.is_some() || source.name.ends_with('_'),
                });
            }
        }
        claims
    }
}

/// Whether the INF means the catalog at `path` by `name`: the same file name, beside the INF. Of catalogs that were
/// named one by one, the places say nothing.
fn names_catalog(inf: &PackageInf, name: &str, path: &Path, context: &Context) -> bool {
    let file_name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    if file_name != base_name(&name.replace('\\', "/")).to_lowercase() {
        return false;
    }
    let inf_folder = context.package.get(inf.index).and_then(|file| file.path.parent());
    context.catalogs_given || path.parent() == inf_folder
}
