//! `build`: from the INFs of a package to its catalogs, as Inf2Cat makes them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use catseal_catalog::Version;
use catseal_finding::{Finding, Severity, codes};
use catseal_inf::os::{self, OsTarget};
use catseal_inf::{CodePage, Driver, Section};
use jiff::Timestamp;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::cdf::guard_others;
use crate::check::Signability;
use crate::error::Error;
use crate::files::{self, HashedFile};
use crate::inputs::{PackageInf, open_copied_infs, open_infs};
use crate::package::{DriverPackage, fold};
use crate::packed::{self, Wanted};
use crate::progress::Progress;

mod assemble;
mod extra;
mod groups;
mod pages;

pub(crate) use assemble::{finish, kind_of, member_of};
pub use extra::{BadAttribute, ExtraAttributes};
pub(crate) use groups::is_device;
pub use pages::PageHashing;
pub(crate) use pages::page_hashes;

use assemble::assemble;
use groups::{Group, group, hardware_ids};

/// Which form a catalog takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CatalogVersion {
    /// Version 2 when every target is Windows 8 or newer, else version 1: Inf2Cat's rule.
    #[default]
    Auto,
    /// Version 1: SHA-1.
    V1,
    /// Version 2: SHA-256, with a SHA-1 companion for each member.
    V2,
}

/// Where the 16 octets of the list identifier come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Identifier {
    /// Random, as Microsoft's tools do.
    #[default]
    Random,
    /// Derived from all else in the catalog: the same input gives the same bytes.
    Derived,
    /// These octets, in the order of the file.
    Given([u8; 16]),
}

/// What to build, and how.
#[derive(Debug, Clone)]
pub struct BuildRequest {
    /// The folder of the driver package.
    pub package: PathBuf,
    /// The operating systems; `None` takes them from the INFs' decorations.
    pub targets: Option<Vec<&'static OsTarget>>,
    /// The code page of INFs that are in ANSI.
    pub codepage: CodePage,
    /// Version of the catalog.
    pub version: CatalogVersion,
    /// The list identifier.
    pub identifier: Identifier,
    /// The time that goes into the catalog.
    pub time: Timestamp,
    /// How Inf2Cat's signability test is made; `None` leaves it out.
    pub signability: Option<Signability>,
    /// Where the catalogs go; `None` is beside the INF that names each.
    pub output_dir: Option<PathBuf>,
    /// Write the catalogs under their names with ASCII letters in lower case, as Inf2Cat does; one that is there already keeps its name.
    pub lower_case: bool,
    /// The file to write, when exactly one catalog is made; wins over `output_dir`.
    pub output: Option<PathBuf>,
    /// Do everything but write.
    pub dry_run: bool,
    /// Of which images the page hashes go into the catalogs. Images for which `[SignatureAttributes]` asks for `PETrust`
    /// or `DRMLevel` have them in any case.
    pub page_hashes: PageHashing,
    /// Attributes to put into every catalog besides.
    pub extra: ExtraAttributes,
}

/// What `build` and `seal` answer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BuildReport {
    /// `catseal.build/1` or `catseal.seal/1`.
    pub schema: &'static str,
    /// The catalogs made, in the order of their names; none when a finding is an error. One that INFs in several folders name is
    /// there once for each.
    pub catalogs: Vec<BuiltCatalog>,
    /// Every submitted file: the INFs and what they install, in the order of their names; what lies inside others comes last.
    pub inputs: Vec<InputFile>,
    /// The operating systems catalogued for, as Inf2Cat's codes.
    pub targets: Vec<&'static str>,
    /// Whether the targets were taken from the INFs, because none were asked for.
    pub targets_derived: bool,
    /// What is wrong with the package, or worth saying.
    pub findings: Vec<Finding>,
    /// How the new signatures were verified; only of `seal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verification: Option<crate::verify::VerifyReport>,
    /// The certificate authority to install on test machines, if one was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test_ca: Option<String>,
    /// Whether anything was written.
    pub written: bool,
}

/// That submitted files are not what they were when the catalogs were made: which.
fn inputs_changed(inputs: &[InputFile]) -> impl Iterator<Item = Finding> {
    inputs.iter().filter(|input| !input.unchanged).map(|input| {
        let message = format!("{}: changed after it was hashed", input.path);
        codes::membership::INPUT_CHANGED.finding(message).at(input.path.clone())
    })
}

impl BuildReport {
    /// The report of a build that knows no operating systems: from a definition file, or from a folder.
    pub(crate) fn of_definition(
        inputs: Vec<InputFile>,
        catalog: Option<&PlannedCatalog>,
        mut findings: Vec<Finding>,
        written: bool,
    ) -> Self {
        findings.extend(inputs_changed(&inputs));
        Self {
            schema: "catseal.build/1",
            catalogs: catalog.into_iter().map(BuiltCatalog::from).collect(),
            inputs,
            targets: Vec::new(),
            targets_derived: false,
            findings,
            verification: None,
            test_ca: None,
            written,
        }
    }

    /// Whether no finding is an error.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity < Severity::Error)
            && self.verification.as_ref().is_none_or(crate::verify::VerifyReport::is_good)
    }
}

/// A catalog that was made.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BuiltCatalog {
    /// Where it was written, or would have been.
    pub path: String,
    /// Of the whole file.
    pub sha256: String,
    /// 1 or 2.
    pub version: u8,
    /// Members, companions included.
    pub members: usize,
    /// The list identifier, in hexadecimal, in the order of the file.
    pub identifier: String,
}

/// A submitted file.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct InputFile {
    /// Relative to the package, parted by `/`.
    pub path: String,
    /// In bytes.
    pub size: u64,
    /// Of the whole file, as on disk.
    pub sha256: String,
    /// Whether it is, at the end, byte for byte what it was at the beginning.
    pub unchanged: bool,
}

impl From<&PlannedCatalog> for BuiltCatalog {
    fn from(catalog: &PlannedCatalog) -> Self {
        Self {
            path: catalog.path.display().to_string(),
            sha256: files::sha256(&catalog.bytes),
            version: catalog.version.number(),
            members: catalog.members,
            identifier: files::hex(&catalog.identifier),
        }
    }
}

impl InputFile {
    /// What is known of a submitted file, and whether it still is what it was when it was hashed.
    pub(crate) fn new(name: String, path: &Path, hashed: &HashedFile) -> Self {
        Self {
            path: name,
            size: hashed.digests.size,
            sha256: files::hex(&hashed.digests.flat.sha256),
            unchanged: hashed.state.still_holds(path),
        }
    }
}

/// A catalog in memory, and where it belongs.
#[derive(Clone)]
pub(crate) struct PlannedCatalog {
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
    pub(crate) version: Version,
    pub(crate) identifier: [u8; 16],
    pub(crate) members: usize,
}

/// Everything up to the unsigned catalogs in memory: nothing was written yet.
pub(crate) struct Plan {
    pub(crate) package: DriverPackage,
    pub(crate) hashed: BTreeMap<usize, HashedFile>,
    pub(crate) catalogs: Vec<PlannedCatalog>,
    pub(crate) targets: Vec<&'static OsTarget>,
    pub(crate) targets_derived: bool,
    pub(crate) findings: Vec<Finding>,
}

impl Plan {
    pub(crate) fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    pub(crate) fn report(self, schema: &'static str, written: bool) -> BuildReport {
        let inputs: Vec<InputFile> = self
            .hashed
            .par_iter()
            .filter_map(|(&index, hashed)| {
                let file = self.package.get(index)?;
                Some(InputFile::new(file.name.clone(), &file.path, hashed))
            })
            .collect();
        let mut findings = self.findings;
        findings.extend(inputs_changed(&inputs));
        BuildReport {
            schema,
            catalogs: self.catalogs.iter().map(BuiltCatalog::from).collect(),
            inputs,
            targets: self.targets.iter().map(|target| target.code).collect(),
            targets_derived: self.targets_derived,
            findings,
            verification: None,
            test_ca: None,
            written,
        }
    }
}

/// Builds the catalogs of a package, unsigned, and writes them.
///
/// When the package has errors, the report says so and nothing is written.
///
/// # Errors
/// When the package cannot be read, has no INF, or changes meanwhile, or when a catalog cannot be written.
pub fn build(request: &BuildRequest, progress: &dyn Progress) -> Result<BuildReport, Error> {
    let plan = plan(request, progress)?;
    let write = !plan.has_errors() && !request.dry_run;
    if write {
        write_all(&plan.catalogs)?;
    }
    Ok(plan.report("catseal.build/1", write))
}

/// Writes the catalogs: all are staged before the first is put in its place.
pub(crate) fn write_all(catalogs: &[PlannedCatalog]) -> Result<(), Error> {
    stage_all(catalogs)?.into_iter().try_for_each(files::OutputFile::commit)
}

/// Writes the catalogs under temporary names beside their places.
pub(crate) fn stage_all(catalogs: &[PlannedCatalog]) -> Result<Vec<files::OutputFile>, Error> {
    for folder in catalogs.iter().filter_map(|catalog| catalog.path.parent()).collect::<HashSet<_>>() {
        files::make_folder(folder)?;
    }
    catalogs.iter().map(|catalog| files::stage(&catalog.path, &catalog.bytes, 0o644)).collect()
}

/// A package whose INFs were read and walked, with the files that go into each catalog; none was hashed yet.
pub(crate) struct Survey {
    pub(crate) package: DriverPackage,
    pub(crate) infs: Vec<PackageInf>,
    /// What each INF installs.
    pub(crate) drivers: Vec<Driver>,
    /// Which of the targets each INF is for: all, unless they were taken from the INFs.
    pub(crate) own_targets: Vec<Vec<usize>>,
    pub(crate) targets: Vec<&'static OsTarget>,
    pub(crate) targets_derived: bool,
    groups: Vec<Group>,
    /// What was found when the files that the INFs name were looked for in the package. What is wrong with the INFs
    /// themselves, documents and drivers tell.
    pub(crate) findings: Vec<Finding>,
}

impl Survey {
    /// What is wrong with the INFs, by themselves.
    fn inf_findings(&self) -> Vec<Finding> {
        let told = self.infs.iter().zip(&self.drivers);
        let told = told.flat_map(|(inf, driver)| {
            let own = inf.document.findings().iter().chain(&driver.findings);
            own.map(|finding| inf.place(finding.clone()))
        });
        told.collect()
    }
}

/// Reads the INFs of a package. `targets` are those asked for; `None` takes them from the INFs.
pub(crate) fn survey_of(package: DriverPackage, targets: Option<&[&'static OsTarget]>) -> Result<Survey, Error> {
    // Inf2Cat, too, looks for INFs in the package's own folder; those in folders below count when one of these brings them along.
    let opened = open_infs(&package)?;
    survey_infs(package, opened, targets)
}

/// As [`survey_of`], for INFs that are open already, with what was found wrong by that.
fn survey_infs(
    mut package: DriverPackage,
    (mut infs, mut findings): (Vec<PackageInf>, Vec<Finding>),
    targets: Option<&[&'static OsTarget]>,
) -> Result<Survey, Error> {
    let targets_derived = targets.is_none();
    let wanted = |infs: &[PackageInf]| match targets {
        Some(targets) => (targets.to_vec(), vec![(0..targets.len()).collect(); infs.len()]),
        None => derive_targets(infs),
    };
    let walk = |infs: &[PackageInf], targets: &[&'static OsTarget], own: &[Vec<usize>]| -> Vec<Driver> {
        infs.par_iter().zip(own).map(|(inf, own)| walk_for_own(inf, targets, own)).collect()
    };
    let all_targets: Vec<&OsTarget> = os::all().iter().collect();
    let (mut targets, mut own) = wanted(&infs);
    let (copied, mut drivers) =
        rayon::join(|| open_copied_infs(&package, &infs, &mut findings, &all_targets), || walk(&infs, &targets, &own));
    let (copied, everywhere) = copied?;
    if !copied.is_empty() {
        infs.extend(copied);
        // The others may be for more systems.
        (targets, own) = wanted(&infs);
        drivers = walk(&infs, &targets, &own);
    }
    if targets.is_empty() {
        findings.extend(infs.iter().map(for_no_system));
    }
    let sources = infs.iter().zip(&drivers).chain(infs.iter().zip(&everywhere));
    packed::attach(
        &mut package,
        sources.flat_map(|(inf, driver)| driver.files.iter().map(|source| Wanted::new(inf, source))),
    );

    for (inf, driver) in infs.iter().zip(&drivers) {
        let absent = driver.copied_infs.iter().filter(|copied| package.find(&inf.in_package(&copied.path)).is_none());
        findings.extend(absent.map(|copied| inf.copied_inf_missing(copied)));
    }
    let groups = group(&package, &infs, (&drivers, &own), &everywhere, &targets, &mut findings);
    Ok(Survey { package, infs, drivers, own_targets: own, targets, targets_derived, groups, findings })
}

/// A package that was judged, with the digests of all that goes into its catalogs.
struct Judged {
    survey: Survey,
    hashed: BTreeMap<usize, HashedFile>,
    /// All that was found, what the survey tells included.
    findings: Vec<Finding>,
}

/// Reads, judges and hashes the package.
fn judge(request: &BuildRequest, progress: &dyn Progress) -> Result<Judged, Error> {
    let package = DriverPackage::at(&request.package)?.with_codepage(request.codepage);
    let opened = open_infs(&package)?;
    // One worker follows the INFs and judges them, while the others hash what they list: that is what most of them install.
    let listed = listed(&package, &opened.0);
    let subset = package.subset(&listed);
    let follow = || {
        let survey = survey_infs(package, opened, request.targets.as_deref())?;
        let findings = match &request.signability {
            Some(signability) => signability.test_for_build(&survey)?,
            None => survey.inf_findings(),
        };
        Ok::<_, Error>((survey, findings))
    };
    let everything: Vec<usize> = (0..listed.len()).collect();
    let (followed, early) = rayon::join(follow, || subset.hash(&everything, progress));
    let (mut survey, mut findings) = followed?;
    let groups = &survey.groups;
    let count = groups.iter().map(|group| group.folders.len()).sum();
    if let (Some(path), 2..) = (&request.output, count) {
        return Err(Error::OneOutput { path: path.clone(), count });
    }

    let mut indices: BTreeSet<usize> = groups.iter().flat_map(|group| group.files.keys().copied()).collect();
    let rivals: Vec<(usize, usize)> = survey.package.rivals().filter(|(counts, _)| indices.contains(counts)).collect();
    indices.extend(rivals.iter().map(|(_, rival)| *rival));
    let containers: Vec<usize> =
        indices.iter().filter_map(|&index| survey.package.packed(index)).map(|packed| packed.container).collect();
    indices.extend(containers);
    // A file that could not be hashed may not be needed; if it is, it is tried again.
    let early = early.into_iter().filter_map(|(place, result)| Some((*listed.get(place)?, result.ok()?)));
    let mut hashed: BTreeMap<usize, HashedFile> = early.filter(|(index, _)| indices.contains(index)).collect();
    let rest: Vec<usize> = indices.into_iter().filter(|index| !hashed.contains_key(index)).collect();
    findings.append(&mut survey.findings);
    let package = &survey.package;
    for (index, result) in package.hash(&rest, progress) {
        match result {
            Ok(result) => drop(hashed.insert(index, result)),
            Err(error @ Error::Packed { .. }) => {
                let name = package.get(index).map_or("", |file| file.name.as_str());
                let message = format!("{name}: cannot be unpacked: {error}");
                findings.push(codes::inf::SOURCE_PACKED_BADLY.finding(message).at(name));
            }
            Err(error) => return Err(error),
        }
    }

    let flat = |index: &usize| hashed.get(index).map(|hashed| &hashed.digests.flat);
    let differ =
        |(counts, rival): &&(usize, usize)| flat(counts).zip(flat(rival)).is_some_and(|(one, other)| one != other);
    findings
        .extend(rivals.iter().filter(differ).filter_map(|&(one, other)| packed::rival_differs(package, one, other)));
    Ok(Judged { survey, hashed, findings })
}

/// Reads and judges the package, and makes its catalogs in memory.
pub(crate) fn plan(request: &BuildRequest, progress: &dyn Progress) -> Result<Plan, Error> {
    let Judged { survey, hashed, findings } = judge(request, progress)?;
    let Survey { package, infs, drivers, targets, targets_derived, groups, .. } = survey;
    let mut plan = Plan { package, hashed, catalogs: Vec::new(), targets_derived, targets, findings };
    if !plan.has_errors() {
        for group in &groups {
            let hardware_ids = hardware_ids(group, &infs, &drivers);
            let catalogs = assemble(request, &mut plan, group, &hardware_ids)?;
            plan.catalogs.extend(catalogs);
        }
        let members = groups.iter().flat_map(|group| &group.files);
        let names = members.clone().filter_map(|(index, wanted)| {
            Some((plan.package.get(*index)?.name.as_str(), wanted.installed_as.as_deref()))
        });
        request.extra.check(names)?;
        let unknown = request.page_hashes.unknown(members, &plan.package);
        plan.findings.extend(unknown);
        if plan.has_errors() {
            plan.catalogs.clear();
            return Ok(plan);
        }
        guard_outputs(&plan)?;
        let is_changed = |(index, hashed): &(&usize, &HashedFile)| {
            plan.package.get(**index).is_some_and(|file| !hashed.state.still_holds(&file.path))
        };
        if let Some((index, _)) = plan.hashed.par_iter().find_any(is_changed) {
            let path = plan.package.get(*index).map(|file| file.path.clone()).unwrap_or_default();
            return Err(Error::Changed { path });
        }
    }
    Ok(plan)
}

/// The files that the INFs list in a `[SourceDisksFiles]`, by their names alone.
fn listed(package: &DriverPackage, infs: &[PackageInf]) -> Vec<usize> {
    let sections = infs.iter().flat_map(|inf| inf.document.sections());
    let tables = sections.filter(|section| fold(section.name()).starts_with("sourcedisksfiles"));
    let names: HashSet<String> =
        tables.flat_map(|table| table.entries()).filter_map(|entry| entry.key()).map(fold).collect();
    let files = package.files.iter().enumerate();
    files.filter(|(_, file)| names.contains(&fold(file.base_name()))).map(|(index, _)| index).collect()
}

/// Checks that no catalog will take the place of a submitted file, or of anything else but a catalog.
fn guard_outputs(plan: &Plan) -> Result<(), Error> {
    let inputs = || {
        let inputs = plan.hashed.iter().filter_map(|(&index, hashed)| Some((plan.package.get(index)?, hashed)));
        inputs.map(|(file, hashed)| (file.path.as_path(), hashed))
    };
    for catalog in &plan.catalogs {
        files::guard_hashed(&catalog.path, inputs())?;
        // A name that differs from an input's in case only makes a file that Windows cannot tell from it.
        let folder = catalog.path.parent().and_then(|folder| std::fs::canonicalize(folder).ok());
        let twin = plan.hashed.keys().filter_map(|&index| plan.package.get(index)).any(|file| {
            let same_name = |name: Option<&std::ffi::OsStr>| name.map(|name| fold(&name.to_string_lossy()));
            same_name(file.path.file_name()) == same_name(catalog.path.file_name())
                && file.path.parent().and_then(|folder| std::fs::canonicalize(folder).ok()) == folder
        });
        if twin {
            return Err(Error::OutputIsInput { path: catalog.path.clone() });
        }
        guard_others(&catalog.path)?;
    }
    Ok(())
}

/// That no targets can be taken from an INF, so that there is no catalog to make.
fn for_no_system(inf: &PackageInf) -> Finding {
    let message =
        format!("{}: has no models and no [DefaultInstall] that any version of Windows would choose", inf.name);
    let manufacturer = inf.document.section("Manufacturer").map(Section::line);
    let finding = codes::inf::NO_MODELS.finding(message).at(inf.name.clone());
    let finding = finding.help("Add what is missing, or name the operating systems with --os.");
    match manufacturer {
        Some(line) => finding.line(line),
        None => finding,
    }
}

/// What an INF installs on those of the targets that it is for.
fn walk_for_own(inf: &PackageInf, targets: &[&'static OsTarget], own: &[usize]) -> Driver {
    let list: Vec<_> = own.iter().filter_map(|&target| targets.get(target).copied()).collect();
    let mut driver = Driver::walk_as_inf2cat(&inf.document, &list);
    driver.renumber_targets(own);
    driver
}

/// The targets that the INFs are meant for, and which of them each is: nobody asked an INF for those of another one.
fn derive_targets(infs: &[PackageInf]) -> (Vec<&'static OsTarget>, Vec<Vec<usize>>) {
    let derived: Vec<Vec<&OsTarget>> = infs.iter().map(|inf| os::derive(&inf.document)).collect();
    let targets: Vec<&OsTarget> =
        os::all().iter().filter(|target| derived.iter().any(|own| own.contains(target))).collect();
    let numbers =
        |own: &Vec<&OsTarget>| (0..).zip(&targets).filter(|(_, target)| own.contains(target)).map(|(n, _)| n).collect();
    // One that is for none at all is tried for those of the others, to be told what is wrong with it.
    let all = || (0..targets.len()).collect();
    let own = derived.iter().map(numbers).map(|own: Vec<usize>| if own.is_empty() { all() } else { own }).collect();
    (targets, own)
}

/// Checks that the submitted files are what they were: hashed once more, and in the same state.
pub(crate) fn check_unchanged(plan: &Plan, progress: &dyn Progress) -> Result<(), Error> {
    let indices: Vec<usize> = plan.hashed.keys().copied().collect();
    for (index, result) in plan.package.hash(&indices, progress) {
        let after = result?;
        let before = plan.hashed.get(&index);
        if before.is_none_or(|before| before.state != after.state || before.digests.flat != after.digests.flat) {
            let path = plan.package.get(index).map(|file| file.path.clone()).unwrap_or_default();
            return Err(Error::Changed { path });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_whose_files_changed_in_the_end_is_no_good_one() {
        let report = |unchanged| {
            let input = InputFile { path: "x.sys".to_owned(), size: 1, sha256: String::new(), unchanged };
            BuildReport::of_definition(vec![input], None, Vec::new(), true)
        };
        assert!(report(true).is_good());
        let changed = report(false);
        assert!(!changed.is_good());
        let told: Vec<_> = changed.findings.iter().map(|finding| (finding.code, finding.path.as_deref())).collect();
        assert_eq!(told, [("CS5021", Some("x.sys"))]);
    }

    #[test]
    fn a_state_ends_with_any_write() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.sys");
        std::fs::write(&path, b"one").unwrap();
        let hashed = files::hash(&path).unwrap();
        assert!(InputFile::new("x.sys".to_owned(), &path, &hashed).unchanged);
        std::fs::write(&path, b"longer").unwrap();
        assert!(!InputFile::new("x.sys".to_owned(), &path, &hashed).unchanged);
    }
}
