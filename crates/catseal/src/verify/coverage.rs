//! Which catalog covers which files, which INFs belong to which catalog, and what falls in between.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use catseal_asn1::DigestAlgorithm;
use catseal_catalog::CatalogView;
use catseal_finding::{Severity, codes};
use catseal_inf::CatalogFile;

use super::claims::{claims_on, files_with};
use super::context::{Context, KnownInf};
use super::evaluate::targets_and_ids;
use super::paths::Place;
use crate::membership::MemberIndex;
use crate::package::{base_name, fold};
use crate::packed::rival_differs;

/// What to do about a catalog that lies in the package, and that `--catalog` left out.
const GIVE_IT_TOO: &str = "Give it with `--catalog`, too, or leave `--catalog` out: then those of the package count.";

/// What is known of a catalog before it is evaluated.
pub(crate) struct KnownCatalog {
    pub(crate) path: PathBuf,
    /// Where it lies, if it names files by their paths; else nobody asks.
    pub(super) place: Place,
    /// The targets in its attribute `OS`.
    pub(super) os: Vec<String>,
    /// The files it has members for.
    pub(super) covered: HashSet<usize>,
    /// Those of them that it has by their SHA-1 alone.
    pub(super) by_sha1: HashSet<usize>,
    /// The INFs (by index in the context) that belong to it: those that name it, and those that it covers while none
    /// of the catalogs that they name is there.
    pub(super) infs: Vec<usize>,
}

impl KnownCatalog {
    /// Looks the hashed files up in a catalog; one that is malformed covers nothing.
    pub(super) fn new(context: &Context, path: PathBuf, bytes: &[u8]) -> Self {
        let read = || {
            let view = CatalogView::parse(bytes).ok()?;
            Some((MemberIndex::new(&view).ok()?, targets_and_ids(&view).ok()?))
        };
        let Some((members, (os, _))) = read() else { return Self::unknown(path) };
        let has_paths = !members.empty.is_empty() || members.paths().next().is_some();
        let place = if has_paths { Place::of(&path, &context.package.root) } else { Place::Elsewhere };
        let covers = |index: usize, hashed: &crate::files::HashedFile| {
            members.find(&hashed.digests.member).is_some()
                || hashed.digests.size == 0 && context.listed_empty(&members, &place, index).is_some()
        };
        let hashed = context.hashed.iter();
        let covered = hashed.filter(|&(&index, hashed)| covers(index, hashed)).map(|(&index, _)| index).collect();
        let by_sha1 = context.hashed.iter().filter(|(_, hashed)| {
            members.find(&hashed.digests.member).is_some_and(|hit| hit.algorithm == DigestAlgorithm::Sha1)
        });
        let by_sha1 = by_sha1.map(|(&index, _)| index).collect();
        Self { path, place, os, covered, by_sha1, infs: Vec::new() }
    }

    /// A catalog that cannot be read.
    pub(super) fn unknown(path: PathBuf) -> Self {
        let (covered, by_sha1) = (HashSet::new(), HashSet::new());
        Self { path, place: Place::Elsewhere, os: Vec::new(), covered, by_sha1, infs: Vec::new() }
    }
}

/// A catalog as an INF names it: a file name beside the INF. Of catalogs that were named one by one, the places say nothing.
type CatalogKey = (Option<PathBuf>, String);

impl Context {
    /// Takes the catalogs in, and finds out which INFs belong to which of them.
    pub(super) fn cover(&mut self, catalogs: Vec<KnownCatalog>) {
        self.covered = catalogs.iter().flat_map(|catalog| &catalog.covered).copied().collect();
        self.catalogs = catalogs;
        let index = self.catalog_index();
        let mut infs_of: HashMap<usize, Vec<usize>> = HashMap::new();
        for (position, known) in self.infs.iter().enumerate() {
            let mut own: Vec<usize> =
                self.named_by(&index, known).into_iter().filter_map(|(_, catalog)| catalog).collect();
            if own.is_empty() {
                let covering =
                    self.catalogs.iter().enumerate().filter(|(_, catalog)| catalog.covered.contains(&known.inf.index));
                own.extend(covering.map(|(catalog, _)| catalog));
            }
            own.iter().for_each(|catalog| infs_of.entry(*catalog).or_default().push(position));
        }
        for (position, catalog) in self.catalogs.iter_mut().enumerate() {
            catalog.infs = infs_of.remove(&position).unwrap_or_default();
        }
    }

    /// The path under which a catalog lists this file as an empty one. It starts from the folder of the package or of the
    /// catalog; of files that were named one by one, nobody knows where theirs begins.
    pub(super) fn listed_empty<'i>(&self, members: &'i MemberIndex, place: &Place, index: usize) -> Option<&'i str> {
        if members.empty.is_empty() {
            return None;
        }
        let file = self.package.get(index)?;
        let folded = fold(&file.name);
        let ends = folded.match_indices('/').filter(|_| self.explicit).map(|(end, _)| end + 1);
        let beside = place.to_catalog(&folded);
        let mut names = [0].into_iter().chain(ends).filter_map(|start| folded.get(start..)).chain(beside.as_deref());
        names.find_map(|name| members.empty.get(name)).map(String::as_str)
    }

    fn key(&self, folder: Option<&Path>, name: &str) -> CatalogKey {
        let folder = if self.catalogs_given { None } else { folder.map(Path::to_owned) };
        (folder, fold(base_name(&name.replace('\\', "/"))))
    }

    fn catalog_index(&self) -> HashMap<CatalogKey, usize> {
        let named = |catalog: &KnownCatalog| catalog.path.file_name().map(|name| name.to_string_lossy().into_owned());
        let catalogs = self.catalogs.iter().enumerate();
        catalogs
            .filter_map(|(position, catalog)| Some((self.key(catalog.path.parent(), &named(catalog)?), position)))
            .collect()
    }

    /// The catalogs that an INF names, each with the one that it means, if that is there.
    fn named_by<'k>(
        &self,
        index: &HashMap<CatalogKey, usize>,
        known: &'k KnownInf,
    ) -> Vec<(&'k CatalogFile, Option<usize>)> {
        let folder = self.package.get(known.inf.index).and_then(|file| file.path.parent());
        let means = |catalog: &CatalogFile| index.get(&self.key(folder, &catalog.name)).copied();
        known.driver.catalogs().into_iter().map(|catalog| (catalog, means(catalog))).collect()
    }

    /// Reports what no catalog answers for by itself: unreadable files, files nobody covers, INFs whose catalog is absent.
    pub(super) fn report(&mut self) {
        self.report_unreadable();
        self.report_left_out();
        if !self.explicit {
            self.report_infs();
        }
        self.report_unlisted();
    }

    fn report_unreadable(&mut self) {
        for (&index, message) in &self.unreadable {
            let name = self.package.get(index).map(|file| file.name.clone()).unwrap_or_default();
            self.findings.push(codes::membership::FILE_UNREADABLE.finding(message.clone()).at(name));
        }
    }

    fn report_left_out(&mut self) {
        let told = |name: &str, reason: &str| {
            let message = format!("{name}: was not looked at, because {reason}");
            codes::membership::NOT_LOOKED_AT.finding(message).at(name)
        };
        self.findings.extend(self.package.skipped_findings(told));
        for (one, other) in self.package.collisions() {
            let message = format!("{} and {} are one file to Windows", one.name, other.name);
            self.findings.push(codes::membership::NAME_COLLISION.finding(message).at(one.name.clone()));
        }
        // One that a catalog has does no harm, whichever Windows takes; of one that cannot be read it is said already.
        let harmless = |rival: &usize| self.covered.contains(rival) || self.unreadable.contains_key(rival);
        let rivals = self.package.rivals().filter(|(_, rival)| !harmless(rival));
        self.findings.extend(rivals.filter_map(|(counts, rival)| rival_differs(&self.package, counts, rival)));
    }

    fn report_infs(&mut self) {
        let index = self.catalog_index();
        let mut findings = Vec::new();
        for known in &self.infs {
            let KnownInf { inf, driver } = known;
            let named = self.named_by(&index, known);
            let covered = self.covered.contains(&inf.index);
            let some_present = named.iter().any(|(_, catalog)| catalog.is_some());
            for (catalog, _) in named.iter().filter(|(_, present)| present.is_none()) {
                let files = || files_with(&self.package, known, &catalog.name);
                // One catalog for each architecture: a release may leave out those of some, but then also their files.
                let needless = covered && some_present && files().all(|index| self.covered.contains(&index));
                if needless || covered && self.catalogs_given {
                    continue;
                }
                let place = format!("{} line {}: names the catalog '{}'", inf.name, catalog.line, catalog.name);
                // One that lies there and was not asked about is not absent; the INF is uncovered all the same.
                let finding = if self.catalogs_given && self.package.find(&inf.in_package(&catalog.name)).is_some() {
                    let message = format!("{place}, which is not among the catalogs given");
                    codes::membership::CATALOG_ABSENT.finding(message).help(GIVE_IT_TOO)
                } else {
                    let but = if covered { ", and Windows looks for no other" } else { "" };
                    codes::membership::CATALOG_ABSENT.finding(format!("{place}, which is not there{but}"))
                };
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
        let mut needed = HashSet::new();
        let mut elsewhere: HashMap<usize, String> = HashMap::new();
        for claim in self.catalogs.iter().flat_map(|catalog| claims_on(self, catalog)) {
            let Some(index) = claim.index else { continue };
            if claim.needed {
                needed.insert(index);
            } else {
                elsewhere.entry(index).or_insert(claim.place);
            }
        }
        let infs: HashSet<usize> = self.infs.iter().map(|known| known.inf.index).collect();
        let containers: HashSet<usize> = self.package.containers().collect();
        let told = |index: &usize| {
            self.covered.contains(index)
                || needed.contains(index)
                || containers.contains(index)
                || !self.explicit && infs.contains(index)
        };
        self.unlisted = self.hashed.keys().copied().filter(|index| !told(index)).collect();
        for index in self.hashed.keys().filter(|index| self.unlisted.contains(index)) {
            let Some(file) = self.package.get(*index) else { continue };
            let finding = if self.explicit {
                let message = format!("{}: no member of the catalogs has its digest", file.name);
                codes::membership::NOT_IN_CATALOG.finding(message)
            } else if let Some(place) = elsewhere.get(index) {
                let message = format!(
                    "{}: no catalog covers it; {place} installs it on systems that no catalog here is for",
                    file.name
                );
                codes::membership::FILE_UNLISTED.finding(message)
            } else if file.has_extension("cat") {
                continue;
            } else {
                codes::membership::FILE_UNLISTED.finding(format!("{}: no catalog covers it", file.name))
            };
            self.findings.push(finding.at(file.name.clone()));
        }
    }
}
