//! One catalog against one package.

use std::collections::{BTreeMap, HashMap, HashSet};

use catseal_asn1::DigestAlgorithm;
use catseal_catalog::CatalogView;
use catseal_finding::{Finding, Severity, codes};
use catseal_trust::{Policy, Verdict as PolicyOutcome, Verifier};
use jiff::Timestamp;

use super::claims::{Claim, claims_on, infs_of};
use super::context::{Context, KnownInf};
use super::coverage::KnownCatalog;
use super::paths::Paths;
use super::report::{CatalogReport, FileReport, FileStatus, MissingFile, NearMissReport};
use crate::error::Error;
use crate::files::{self, CATALOG_LIMIT};
use crate::membership::{Hit, MemberIndex};
use crate::package::{PackageFile, base_name, fold};

/// How signatures are judged.
pub(crate) struct Judge<'j> {
    pub(crate) verifier: &'j Verifier<'j>,
    pub(crate) at: Timestamp,
    pub(crate) policy: Policy,
    pub(crate) strict: bool,
}

/// What evaluating one catalog gives.
pub(crate) struct Evaluation {
    pub(crate) report: CatalogReport,
    pub(crate) findings: Vec<Finding>,
    pub(crate) not_checked: Vec<String>,
}

/// Reads a catalog, and judges it and the files of the package.
pub(crate) fn evaluate(catalog: &KnownCatalog, context: &Context, judge: &Judge<'_>) -> Result<Evaluation, Error> {
    let bytes = files::read(&catalog.path, "a catalog", CATALOG_LIMIT)?;
    evaluate_bytes(catalog, &bytes, context, judge)
}

/// As [`evaluate`], with the bytes of the catalog at hand.
pub(crate) fn evaluate_bytes(
    catalog: &KnownCatalog,
    bytes: &[u8],
    context: &Context,
    judge: &Judge<'_>,
) -> Result<Evaluation, Error> {
    let path = &catalog.path;
    let catalog_error = |source| Error::Catalog { path: path.to_owned(), source };
    let view = CatalogView::parse(bytes).map_err(catalog_error)?;
    let members = MemberIndex::new(&view).map_err(catalog_error)?;
    let display = path.display().to_string();
    let (os, hardware_ids) = targets_and_ids(&view).map_err(catalog_error)?;
    let claims = claims_on(context, catalog);

    let mut findings: Vec<Finding> = view.findings();
    let trust = judge.verifier.judge(&view, judge.at, judge.policy, judge.strict);
    findings.extend(trust.findings.iter().cloned());
    findings.extend(policy_finding(&display, judge, &trust));
    for finding in &mut findings {
        finding.path.get_or_insert_with(|| display.clone());
    }

    let mut matching = Matching::new(catalog, context, &members, &claims);
    let files = matching.files();
    findings.extend(matching.take_findings(&display));
    let (missing, missing_unnamed) = matching.missing();
    findings.extend(matching.take_findings(&display));
    let packed_files = matching.packed_files;
    if missing_unnamed > 0 {
        let message = format!("{display}: {missing_unnamed} members without a name match no file here");
        findings.push(codes::membership::UNNAMED_MEMBERS.finding(message).at(display.clone()));
    }

    let driver_version = infs_of(context, catalog)
        .filter_map(|known| known.driver.version.driver_ver.as_ref().map(|version| version.text.clone()))
        .collect();
    let report = CatalogReport {
        path: display,
        sha256: files::sha256(bytes),
        version: view.version().number(),
        signature: trust.signature,
        policies: trust.policies,
        windows: trust.windows,
        signatures: trust.signatures,
        files,
        missing,
        missing_unnamed,
        os,
        hardware_ids,
        driver_version,
        expires: trust.signer_expires,
    };
    let mut not_checked = trust.not_checked;
    let collisions = context.colliding.is_none() || context.package.files.is_empty();
    not_checked.extend(
        (collisions && members.strongest() == DigestAlgorithm::Sha1)
            .then(|| "collisions of SHA-1 made on purpose, among the members".to_owned()),
    );
    not_checked.extend(
        packed_files.then(|| "files in cabinets or under compressed names that the catalog has as they are".to_owned()),
    );
    Ok(Evaluation { report, findings, not_checked })
}

fn policy_finding(display: &str, judge: &Judge<'_>, trust: &catseal_trust::CatalogTrust) -> Option<Finding> {
    if judge.policy == Policy::None {
        return None;
    }
    let outcome = trust.policies.iter().find(|judged| judged.policy == judge.policy);
    if outcome.is_some_and(|judged| judged.verdict == PolicyOutcome::Pass) {
        return None;
    }
    let reason = match outcome {
        Some(judged) => judged.reason.clone(),
        None => trust.signature.reasons.join("; "),
    };
    let message =
        format!("{display}: does not pass the policy '{}' ({}: {reason})", judge.policy, trust.signature.status);
    Some(codes::membership::POLICY_NOT_MET.finding(message))
}

/// The attribute `OS`, taken apart, and the attributes `HWIDn` in the order of their numbers.
pub(crate) fn targets_and_ids(view: &CatalogView<'_>) -> Result<(Vec<String>, Vec<String>), catseal_catalog::Error> {
    let mut os = Vec::new();
    let mut ids = Vec::new();
    for attribute in view.attributes() {
        let attribute = attribute?;
        if attribute.name == "OS" {
            os.extend(attribute.display().split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned));
        } else if let Some(number) = attribute.name.strip_prefix("HWID").and_then(|number| number.parse::<u32>().ok()) {
            ids.push((number, attribute.display()));
        }
    }
    ids.sort_by_key(|(number, _)| *number);
    Ok((os, ids.into_iter().map(|(_, id)| id).collect()))
}

/// The files of a package held against the members of a catalog.
struct Matching<'m> {
    catalog: &'m KnownCatalog,
    context: &'m Context,
    members: &'m MemberIndex,
    claims: &'m [Claim],
    claimed: HashMap<usize, &'m Claim>,
    /// The names that INFs install a file under, folded.
    installed_as: HashMap<usize, Vec<&'m str>>,
    /// The same, by the digest (its slot) that the file has.
    installed: HashSet<(usize, &'m str)>,
    /// For each digest (by its slot) that files have: the files, at least one.
    matched: HashMap<usize, Vec<usize>>,
    /// Folded names of members whose content several files have.
    crowded: HashMap<String, Vec<usize>>,
    /// For each digest (by its slot) that a file has under the name of another one: the first such file.
    strays: HashMap<usize, usize>,
    /// Which members mean which files by their paths; none where names say nothing about folders.
    paths: Option<Paths>,
    /// Whether a member has no file, so that a changed file may be the one it is for.
    free: bool,
    findings: Vec<Finding>,
    /// Whether a file comes packed, so that it was not compared.
    packed_files: bool,
}

impl<'m> Matching<'m> {
    fn new(catalog: &'m KnownCatalog, context: &'m Context, members: &'m MemberIndex, claims: &'m [Claim]) -> Self {
        let mut claimed = HashMap::new();
        let mut installed_as: HashMap<usize, Vec<&str>> = HashMap::new();
        for claim in claims {
            let Some(index) = claim.index else { continue };
            if claim.needed {
                claimed.entry(index).or_insert(claim);
            }
            // Inf2Cat lists files for other systems, too.
            installed_as.entry(index).or_default().extend(claim.installed_as.iter().map(String::as_str));
        }
        let mut matched: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut installed = HashSet::new();
        for (&index, hashed) in &context.hashed {
            if let Some(hit) = members.find(&hashed.digests.member) {
                matched.entry(hit.slot).or_default().push(index);
                installed.extend(installed_as.get(&index).into_iter().flatten().map(|name| (hit.slot, *name)));
            }
        }
        let mut crowded = HashMap::new();
        for member in &members.members {
            let files = member.slot.and_then(|slot| matched.get(&slot)).filter(|files| files.len() > 1);
            if let (Some(name), Some(files)) = (&member.name, files) {
                crowded.entry(fold(name)).or_insert_with(|| files.clone());
            }
        }
        let free = members.primary().any(|(_, member)| member.slot.is_none_or(|slot| !matched.contains_key(&slot)));
        let paths = Paths::new(catalog, context, members);
        Self {
            catalog,
            context,
            members,
            claims,
            claimed,
            installed_as,
            installed,
            matched,
            crowded,
            strays: HashMap::new(),
            paths,
            free,
            findings: Vec::new(),
            packed_files: false,
        }
    }

    /// The member among those of a file's content that has its name.
    fn named(&self, index: usize, file: &PackageFile, hit: &Hit<'_>) -> Option<usize> {
        let slot = |member: usize| self.members.members.get(member).and_then(|member| member.slot);
        let installed_as = self.installed_as.get(&index).map(Vec::as_slice).unwrap_or_default();
        let folded = fold(&file.name);
        let names = |member: usize| {
            // By its path it was looked for before; of a file that was named by itself the path may begin anywhere.
            let any_place = self.paths.is_none()
                || self.context.explicit && !self.has_place(index)
                || self.members.members.get(member).is_some_and(|member| !member.is_path);
            any_place && self.members.names(member, &folded)
                || installed_as.iter().any(|name| self.members.names(member, name))
        };
        // However many files have the same content.
        let mut here = self.paths.iter().flat_map(|paths| paths.at(index)).copied();
        here.find(|&member| slot(member) == Some(hit.slot))
            .or_else(|| hit.members.iter().copied().find(|&member| names(member)))
    }

    /// The members that a file may be meant by which has the content of none: those of its name, but for those by whose path
    /// another file is there.
    fn meant(&self, index: usize, file: &PackageFile) -> Vec<usize> {
        let mut named = self.members.named(file);
        if let Some(paths) = &self.paths {
            named.retain(|member| !paths.has(*member) || paths.at(index).contains(member));
        }
        named
    }

    /// The first of the files that have a member's content.
    fn file_of(&self, member: usize) -> Option<usize> {
        let slot = self.members.members.get(member)?.slot?;
        self.matched.get(&slot)?.first().copied()
    }

    fn take_findings(&mut self, catalog: &str) -> Vec<Finding> {
        let mut findings = std::mem::take(&mut self.findings);
        for finding in &mut findings {
            finding.message = format!("{} (catalog {catalog})", finding.message);
        }
        findings
    }

    fn files(&mut self) -> Vec<FileReport> {
        let context = self.context;
        (0..context.package.files.len())
            .filter_map(|index| context.package.get(index).and_then(|file| self.file(index, file)))
            .collect()
    }

    /// `None` for what has no place in the list: a catalog of the package, unless it is itself a member.
    fn file(&mut self, index: usize, file: &PackageFile) -> Option<FileReport> {
        let mut report = FileReport {
            path: file.name.clone(),
            status: FileStatus::Unreadable,
            kind: None,
            algorithm: None,
            digest: None,
            tag: None,
            near_miss: None,
        };
        if self.context.unreadable(index) {
            return Some(report);
        }
        let digests = &self.context.hashed.get(&index)?.digests;
        report.kind = Some(digests.kind.as_str());
        if let Some(hit) = self.members.find(&digests.member) {
            report.algorithm = Some(hit.algorithm.as_str());
            report.digest = Some(match hit.algorithm {
                DigestAlgorithm::Sha1 => files::hex(&digests.member.sha1),
                _ => files::hex(&digests.member.sha256),
            });
            if hit.algorithm == DigestAlgorithm::Sha1
                && self.context.colliding.as_ref().is_some_and(|colliding| colliding.contains(&index))
            {
                let message = format!("{}: was made to have the SHA-1 of another content", file.name);
                self.findings.push(codes::membership::SHA1_COLLISION.finding(message).at(file.name.clone()));
            }
            let named = self.named(index, file, &hit);
            // In the place of a file of a folder catalog there is another one of it.
            let misplaced = self.has_place(index) && named.is_none();
            report.status = if misplaced { FileStatus::Changed } else { FileStatus::Match };
            let shown = named.or_else(|| hit.members.first().copied());
            let tag = shown.and_then(|member| self.members.members.get(member)).map(|member| member.tag.clone());
            let names = self.members.hit_names(&hit);
            if let (None, Some(name), Some(tag)) = (named, names.first(), &tag) {
                self.strays.entry(hit.slot).or_insert(index);
                report.near_miss = Some(NearMissReport {
                    change: "renamed".to_owned(),
                    member: Some((*name).to_owned()),
                    tag: tag.clone(),
                });
                let content = format!("{}: has the content of '{}'", file.name, names.join("', '"));
                let finding = if misplaced {
                    let message = format!("{content}, and not the one that the catalog has for this path");
                    codes::membership::FILE_CHANGED.finding(message)
                } else {
                    codes::membership::RENAMED.finding(content)
                };
                self.findings.push(finding.at(file.name.clone()));
            }
            report.tag = tag.filter(|_| !misplaced);
            return Some(report);
        }
        let empty = self.context.listed_empty(self.members, &self.catalog.place, index);
        if empty.is_some() && digests.size == 0 {
            report.status = FileStatus::Match;
            return Some(report);
        }
        if let Some(claim) = self.claimed.get(&index).filter(|claim| self.lies_in_member(index, claim)) {
            let message = format!(
                "{}: the catalog has the file that it lies in, and not what is inside; {} installs it",
                file.name, claim.place
            );
            self.findings.push(codes::membership::PACKED_FILE.finding(message).at(file.name.clone()));
            self.packed_files = true;
            return None;
        }
        let sha1_only = self.members.only_companion(digests);
        // A file that another catalog vouches for, such as the build for another architecture, is not meant by this one.
        let covered = self.context.covered.contains(&index);
        let named = if covered { Vec::new() } else { self.meant(index, file) };
        let claim = self.claimed.get(&index).copied();
        let filled = empty.is_some() && !covered;
        if claim.is_none() && named.is_empty() && !sha1_only && !filled {
            if !self.context.lists_as_unlisted(self.catalog, index)
                || file.has_extension("cat") && !self.context.explicit
            {
                return None;
            }
            report.status = FileStatus::Unlisted;
        } else {
            report.status = FileStatus::Changed;
        }
        let algorithm = self.members.strongest();
        report.algorithm = Some(algorithm.as_str());
        report.digest = Some(match algorithm {
            DigestAlgorithm::Sha1 => files::hex(&digests.member.sha1),
            _ => files::hex(&digests.member.sha256),
        });
        if filled && claim.is_none() && named.is_empty() && !sha1_only {
            let message = format!("{}: is an empty file by the catalog, and is not empty", file.name);
            self.findings.push(codes::membership::FILE_CHANGED.finding(message).at(file.name.clone()));
            return Some(report);
        }
        report.near_miss = self.near_miss(index, file);
        if report.status == FileStatus::Changed {
            self.report_changed(index, file, claim, sha1_only, report.near_miss.as_ref());
        }
        Some(report)
    }

    /// What would make the file match: small changes to its content, or being the build for another architecture.
    fn near_miss(&self, index: usize, file: &PackageFile) -> Option<NearMissReport> {
        let near_misses = if self.free { self.context.near_misses(index, file) } else { &[] };
        for near_miss in near_misses {
            if let Some(hit) = self.members.find(&near_miss.digest) {
                let member = hit.members.first().and_then(|&member| self.members.members.get(member))?;
                let changes: Vec<&str> = near_miss.kinds.iter().map(|kind| kind.as_str()).collect();
                return Some(NearMissReport {
                    change: changes.join("+"),
                    member: self.members.hit_names(&hit).first().map(|&name| name.to_owned()),
                    tag: member.tag.clone(),
                });
            }
        }
        // All members of its name are those of builds for other machines.
        let machine = |index: usize| self.context.hashed.get(&index)?.digests.pe.as_ref().map(|pe| pe.machine);
        let own = machine(index)?;
        let named = self.members.named(file);
        let other = |member: &usize| self.file_of(*member).and_then(machine).is_some_and(|machine| machine != own);
        let member =
            named.first().filter(|_| named.iter().all(other)).and_then(|&member| self.members.members.get(member))?;
        Some(NearMissReport {
            change: "other-architecture".to_owned(),
            member: member.name.clone(),
            tag: member.tag.clone(),
        })
    }

    fn report_changed(
        &mut self,
        index: usize,
        file: &PackageFile,
        claim: Option<&Claim>,
        sha1_only: bool,
        near_miss: Option<&NearMissReport>,
    ) {
        let hint = near_miss.map_or(String::new(), |near| match near.change.as_str() {
            "other-architecture" => "; the member of that name is the build for another architecture".to_owned(),
            change => format!("; it would match after this change: {change}"),
        });
        let finding = if sha1_only {
            codes::membership::SHA1_ONLY.finding(format!("{}: only its SHA-1 is in the catalog", file.name))
        } else if claim.is_some_and(|claim| claim.name == claim.inf) {
            codes::membership::INF_NOT_COVERED
                .finding(format!("{}: names this catalog, and is not the INF that the catalog covers{hint}", file.name))
        } else {
            let place = claim.map_or(String::new(), |claim| format!("; {} installs it", claim.place));
            codes::membership::FILE_CHANGED
                .finding(format!("{}: no member of the catalog has its digest{hint}{place}", file.name))
        };
        let severity = self.severity_of_change(index, file, claim, sha1_only);
        let help = near_miss.and_then(|near| near_miss_help(&near.change));
        let finding = finding.at(file.name.clone()).severity(severity);
        self.findings.push(match help {
            Some(help) => finding.help(help),
            None => finding,
        });
    }

    /// Whether the catalog was made of a folder and has a member for the place of this file.
    fn has_place(&self, index: usize) -> bool {
        self.paths.as_ref().is_some_and(|paths| !paths.at(index).is_empty())
    }

    fn severity_of_change(&self, index: usize, file: &PackageFile, claim: Option<&Claim>, sha1_only: bool) -> Severity {
        // An INF decides what is installed: one that is not what its name was signed for is never harmless.
        let installed = claim.is_some()
            || self.claims.is_empty()
            || sha1_only
            || self.context.explicit
            // Who signs a folder vouches for all that is in it, whatever an INF there installs.
            || self.has_place(index)
            || file.has_extension("inf")
            || !infs_of(self.context, self.catalog).all(KnownInf::is_understood);
        // What no INF installs does no harm by being another file.
        if installed { Severity::Error } else { Severity::Warning }
    }

    /// Members without a file, by name, and files that INFs need and that are not there.
    fn missing(&mut self) -> (Vec<MissingFile>, usize) {
        let mut missing: BTreeMap<String, MissingFile> = BTreeMap::new();
        let mut unnamed = 0_usize;
        if self.context.explicit || self.context.package.files.is_empty() && self.context.infs.is_empty() {
            return (Vec::new(), 0);
        }
        for (position, member) in self.members.primary() {
            let Some(name) = &member.name else {
                unnamed += usize::from(self.file_of(position).is_none());
                continue;
            };
            let folded = fold(name);
            let same_base = self.context.present.get(base_name(&folded)).map(Vec::as_slice).unwrap_or_default();
            let present = match &self.paths {
                Some(paths) if member.is_path => paths.has(position),
                _ => {
                    same_base.iter().any(|file| self.members.names(position, file))
                        || member.slot.is_some_and(|slot| self.installed.contains(&(slot, folded.as_str())))
                }
            };
            if present {
                if self.file_of(position).is_none() {
                    self.report_stand_in(name);
                }
                continue;
            }
            let entry = missing.entry(folded).or_insert_with(|| MissingFile::new(name));
            entry.tag.get_or_insert_with(|| member.tag.clone());
            entry.tags.push(member.tag.clone());
            let stray = member.slot.and_then(|slot| self.context.package.get(*self.strays.get(&slot)?));
            if let Some(file) = stray {
                entry.present_as = Some(file.name.clone());
            }
        }
        let files = 0..self.context.package.files.len();
        let there: HashSet<&str> =
            files.filter_map(|index| self.context.listed_empty(self.members, &self.catalog.place, index)).collect();
        for (folded, name) in self.members.empty.iter().filter(|(_, name)| !there.contains(name.as_str())) {
            missing.entry(folded.clone()).or_insert_with(|| MissingFile::new(name));
        }
        for claim in self.claims.iter().filter(|claim| claim.needed) {
            if claim.index.is_some() {
                continue;
            }
            // To look for similar names takes its time; a few are enough to see what went wrong.
            let nearest = (missing.len() < HINTS).then(|| self.context.package.nearest(&claim.name)).flatten();
            let hint = nearest.map_or(String::new(), |file| format!("; the nearest there is '{}'", file.name));
            let message = format!("{}: installs '{}', which is not there{hint}", claim.place, claim.name);
            self.findings.push(codes::membership::FILE_MISSING.finding(message).at(claim.inf.clone()).line(claim.line));
            // The member may have the name the file is installed under.
            let bare = fold(base_name(&claim.name));
            let known =
                std::iter::once(&bare).chain(&claim.installed_as).find(|name| missing.contains_key(*name)).cloned();
            missing.entry(known.unwrap_or(bare)).or_insert_with(|| MissingFile::new(&claim.name)).needed = true;
        }
        for entry in missing.values().filter(|entry| !entry.needed && entry.present_as.is_none()) {
            let message = format!("{}: a member of the catalog, and not here", entry.name);
            self.findings.push(codes::membership::MEMBER_WITHOUT_FILE.finding(message));
        }
        (missing.into_values().collect(), unnamed)
    }
}

impl Matching<'_> {
    /// That a member of this name has no file, while two files have the content of another one of the same name: one build
    /// stands where the one for another architecture belongs.
    fn report_stand_in(&mut self, name: &str) {
        // Once for each name.
        let Some(files) = self.crowded.remove(&fold(name)) else { return };
        let names: Vec<&str> =
            files.iter().filter_map(|&file| Some(self.context.package.get(file)?.name.as_str())).collect();
        let message = format!(
            "{}: are the same, and no file has the content of another member called '{name}'",
            names.join(", ")
        );
        let finding = codes::membership::STAND_IN.finding(message);
        self.findings.push(match names.first() {
            Some(first) => finding.at(*first),
            None => finding,
        });
    }

    /// Whether a file lies in one that the catalog has as a member as it is, and has no member of its name: nothing was slipped in
    /// then. Where it has one, any other member could stand in under the packed name.
    fn lies_in_member(&self, index: usize, claim: &Claim) -> bool {
        let bare = fold(base_name(&claim.name));
        if std::iter::once(&bare).chain(&claim.installed_as).any(|name| !self.members.called(name).is_empty()) {
            return false;
        }
        let container = self.context.package.packed(index).map(|packed| packed.container);
        let hashed = container.and_then(|container| self.context.hashed.get(&container));
        hashed.is_some_and(|hashed| self.members.find(&hashed.digests.member).is_some())
    }
}

/// How many missing files are told with the nearest name that is there.
const HINTS: usize = 20;

fn near_miss_help(change: &str) -> Option<&'static str> {
    if change.split('+').any(|change| change == "crlf" || change == "lf") {
        return Some(
            "Line ends were converted, probably by version control: get the file as it was released, and keep it so \
             (`*.inf -text` in .gitattributes).",
        );
    }
    match change {
        "bom" | "final-newline" => {
            Some("An editor changed the file's first or last bytes: get the file as it was released.")
        }
        "signature-removed" => {
            Some("The catalog was made before the file was signed: make the catalog after signing the files.")
        }
        "other-architecture" => {
            Some("Take the catalog of this architecture's build, or the file that the catalog is for.")
        }
        _ => None,
    }
}
