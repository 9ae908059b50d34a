//! Which files go into which catalog.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use catseal_finding::{Finding, Severity, Subject, codes};
use catseal_inf::os::OsTarget;
use catseal_inf::{Driver, SignatureWish, SourceFile};

use crate::inputs::PackageInf;
use crate::package::{DriverPackage, base_name, fold};
use crate::packed::Inside;

/// A catalog that INFs name, and what goes into it.
pub(crate) struct Group {
    /// As the first INF spells it.
    pub(super) name: String,
    /// The folders of the INFs that name it, in the package, parted by `/`: beside each of them it has to lie.
    pub(super) folders: BTreeSet<String>,
    /// The files by their index in the package.
    pub(super) files: BTreeMap<usize, GroupFile>,
    pub(super) targets: BTreeSet<usize>,
}

impl Group {
    /// Where it belongs: relative to the package, parted by `/`.
    pub(super) fn places(&self) -> impl Iterator<Item = String> {
        let place =
            |folder: &String| if folder.is_empty() { self.name.clone() } else { format!("{folder}/{}", self.name) };
        self.folders.iter().map(place)
    }
}

/// A file that goes into a catalog.
#[derive(Default)]
pub(super) struct GroupFile {
    /// The targets (by index) it is for.
    pub(super) targets: BTreeSet<usize>,
    /// The name it is installed under, where that differs from its own: Inf2Cat writes that one into the catalog.
    pub(super) installed_as: Option<String>,
    /// Whether an INF asks that it be trusted in the protected environment for media.
    pub(super) pe_trusted: bool,
    /// The level of digital rights management that an INF asks for.
    pub(super) drm_level: Option<String>,
}

/// Sorts the INFs, and the files that they install, by the catalogs that the INFs name.
pub(super) fn group(
    package: &DriverPackage,
    infs: &[PackageInf],
    (drivers, own_targets): (&[Driver], &[Vec<usize>]),
    everywhere: &[Driver],
    targets: &[&OsTarget],
    findings: &mut Vec<Finding>,
) -> Vec<Group> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for ((inf, driver), own) in infs.iter().zip(drivers).zip(own_targets) {
        let mut refused = HashSet::new();
        for &target_index in own {
            let Some(target) = targets.get(target_index) else { continue };
            let Some(catalog) = driver.catalog_file(target.arch) else { continue };
            if !is_catalog_name(&catalog.name) {
                if refused.insert(catalog.name.clone()) {
                    let message = format!(
                        "{} line {}: CatalogFile is '{}', which is not the name of a .cat file beside the INF",
                        inf.name, catalog.line, catalog.name
                    );
                    findings.push(
                        codes::membership::BAD_CATALOG_NAME.finding(message).at(inf.name.clone()).line(catalog.line),
                    );
                }
                continue;
            }
            let group = groups.entry(fold(&catalog.name)).or_insert_with(|| Group {
                name: catalog.name.clone(),
                folders: BTreeSet::new(),
                files: BTreeMap::new(),
                targets: BTreeSet::new(),
            });
            group.targets.insert(target_index);
            group.folders.insert(inf.folder().to_owned());
            group.files.entry(inf.index).or_default().targets.insert(target_index);
            for source in driver.files.iter().filter(|source| source.targets.contains(&target_index)) {
                if let Some(index) = package.source(inf, source) {
                    let file = group.files.entry(index).or_default();
                    file.targets.insert(target_index);
                    note_wishes(file, source, driver);
                    if file.installed_as.is_none() {
                        file.installed_as = source.destinations.first().map(|place| place.name.clone());
                    }
                }
            }
        }
        for source in &driver.files {
            if let Some(index) = package.source(inf, source) {
                findings.extend(source_compressed(package, inf, source, index));
            } else {
                // To look for similar names takes its time; a few are enough to see what went wrong.
                let hints = findings.len() < HINTS;
                findings.push(source_missing(package, inf, source, hints));
            }
        }
        report_wishes(inf, driver, findings);
    }
    let groups: Vec<Group> = groups.into_values().collect();
    report_left_out(package, infs, (drivers, everywhere), &groups, findings);
    for group in &groups {
        // The catalog would take the place of a file that it vouches for.
        let is_member = |index: usize| groups.iter().any(|group| group.files.contains_key(&index));
        let packed = |place: &str| package.packed_sources().find(|(source, _)| source.path == fold(place));
        let there = |place: &str| package.find(place).or_else(|| packed(place).map(|(_, index)| index));
        if group.places().any(|place| there(&place).is_some_and(is_member)) {
            let message = format!("CatalogFile is '{}', which is one of the files that the INF installs", group.name);
            findings.push(codes::membership::BAD_CATALOG_NAME.finding(message));
        }
    }
    for (one, other) in package.collisions() {
        let message = format!("{} and {} are one file to Windows", one.name, other.name);
        findings.push(codes::membership::NAME_COLLISION.finding(message).at(one.name.clone()));
    }
    groups
}

/// Says which files of the package the INFs install on systems that were not asked for, so that no catalog covers them:
/// `verify` will say so, too.
fn report_left_out(
    package: &DriverPackage,
    infs: &[PackageInf],
    (drivers, everywhere): (&[Driver], &[Driver]),
    groups: &[Group],
    findings: &mut Vec<Finding>,
) {
    let mut told: BTreeSet<usize> = groups.iter().flat_map(|group| group.files.keys().copied()).collect();
    // An INF that names no catalog for a system that was asked for is told of.
    for (inf, driver) in infs.iter().zip(drivers) {
        let asked = driver.files.iter().filter(|source| !source.targets.is_empty());
        told.extend(asked.filter_map(|source| package.source(inf, source)));
    }
    for (inf, driver) in infs.iter().zip(everywhere) {
        for source in &driver.files {
            let Some(index) = package.source(inf, source) else { continue };
            if told.insert(index) {
                let message = format!(
                    "{}: goes into no catalog; {} line {} installs it on systems that were not asked for",
                    inf.in_package(&source.path),
                    inf.name,
                    source.line
                );
                findings.push(codes::membership::FILE_UNLISTED.finding(message).at(inf.in_package(&source.path)));
            }
        }
    }
}

/// Whether `[SignatureAttributes]` means this file.
fn is_meant(named: &str, source: &SourceFile) -> bool {
    fold(base_name(&named.replace('\\', "/"))) == fold(base_name(&source.name.replace('\\', "/")))
}

fn note_wishes(file: &mut GroupFile, source: &SourceFile, driver: &Driver) {
    for attribute in driver.signature_attributes.iter().filter(|attribute| is_meant(&attribute.file, source)) {
        match &attribute.wish {
            SignatureWish::PeTrust => file.pe_trusted = true,
            SignatureWish::DrmLevel(level) => file.drm_level = Some(level.clone()),
            _ => {}
        }
    }
}

/// Says what of `[SignatureAttributes]` goes into no catalog.
fn report_wishes(inf: &PackageInf, driver: &Driver, findings: &mut Vec<Finding>) {
    for attribute in &driver.signature_attributes {
        let (file, line) = (&attribute.file, attribute.line);
        let finding = if let SignatureWish::Other(wish) = &attribute.wish {
            let message = format!(
                "{} line {line}: '{wish}' is asked for '{file}'; what a catalog says then is not known, and this one says nothing",
                inf.name
            );
            let help = "Submit the package to Microsoft's dashboard if it needs this signature.";
            codes::inf::SIGNATURE_ATTRIBUTE_UNKNOWN.finding(message).severity(Severity::Warning).help(help)
        } else if !driver.files.iter().any(|source| is_meant(file, source)) {
            let message = format!(
                "{} line {line}: [SignatureAttributes] names '{file}', which is not installed on the systems asked for",
                inf.name
            );
            let help = "Correct the name, or remove the line.";
            codes::inf::SOURCE_NOT_LISTED.finding(message).severity(Severity::Warning).help(help)
        } else {
            continue;
        };
        findings.push(finding.at(inf.name.clone()).line(line));
    }
}

/// Whether `CatalogFile` names a file that Windows can have beside the INF, and that ends in `.cat`.
fn is_catalog_name(name: &str) -> bool {
    crate::package::has_extension(name, "cat")
        && name.len() > ".cat".len()
        && !is_device(name)
        && !name.chars().any(|c| c.is_control() || "<>:\"/\\|?*".contains(c))
}

/// Whether Windows takes a name for that of a device, whatever its ending ("Naming Files, Paths, and Namespaces").
pub(crate) fn is_device(name: &str) -> bool {
    const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |device: &str| {
        stem.strip_prefix(device)
            .is_some_and(|number| number.len() == 1 && number.bytes().all(|digit| digit.is_ascii_digit()))
    };
    DEVICES.contains(&stem.as_str()) || numbered("COM") || numbered("LPT")
}

/// How many findings there are before missing files are told without the nearest name that is there.
const HINTS: usize = 50;

fn source_missing(package: &DriverPackage, inf: &PackageInf, source: &SourceFile, hints: bool) -> Finding {
    let looked_for = inf.in_package(&source.path);
    let subject = Subject::Copied { file: source.name.clone(), section: source.section.clone() };
    if !source.needed {
        let message = format!(
            "{} line {}: [{}] copies '{}', and for an architecture that was not asked for, that would be '{looked_for}', which is \
             not there; Inf2Cat would want to list it, and stop",
            inf.name, source.line, source.section, source.name
        );
        let finding = codes::inf::SOURCE_FILE_MISSING.finding(message).severity(Severity::Warning).about(subject);
        return finding.at(inf.name.clone()).line(source.line);
    }
    // It may lie beside the INF, too.
    let cabinet_there = |cabinet: &str| {
        let places = [cabinet, base_name(cabinet)].map(|cabinet| inf.in_package(cabinet));
        places.iter().any(|cabinet| package.find(cabinet).is_some())
    };
    let nor = match source.cabinet.as_deref() {
        None => String::new(),
        Some(cabinet) if cabinet_there(cabinet) => format!(", nor in the cabinet '{}'", inf.in_package(cabinet)),
        Some(cabinet) => format!(", and its cabinet '{}' is not there", inf.in_package(cabinet)),
    };
    let nearest = hints.then(|| package.nearest(&looked_for)).flatten();
    let hint = nearest.map_or(String::new(), |file| format!("; the nearest there is '{}'", file.name));
    let message = format!(
        "{} line {}: [{}] copies '{}', which is not at '{looked_for}'{nor} (source by line {}){hint}",
        inf.name, source.line, source.section, source.name, source.listed_line
    );
    codes::inf::SOURCE_FILE_MISSING.finding(message).at(inf.name.clone()).line(source.line).about(subject)
}

/// That a file is there under its compressed name only.
fn source_compressed(package: &DriverPackage, inf: &PackageInf, source: &SourceFile, index: usize) -> Option<Finding> {
    let packed = package.packed(index)?;
    let container = package.get(packed.container)?;
    // In the folder that the INF names, or beside the INF.
    let mut cabinets = source.cabinet.iter().flat_map(|cabinet| [cabinet, base_name(cabinet)]);
    if cabinets.any(|cabinet| fold(&inf.in_package(cabinet)) == fold(&container.name))
        || matches!(packed.inside, Inside::Unknown(_))
    {
        return None;
    }
    let message = format!(
        "{} line {}: [{}] copies '{}', which is there as '{}'; the catalog has what is inside",
        inf.name, source.line, source.section, source.name, container.name
    );
    Some(codes::inf::SOURCE_COMPRESSED.finding(message).at(inf.name.clone()).line(source.line))
}

/// The hardware ids of all INFs in the folders that a catalog is for, each once, lower case: Inf2Cat writes them all into each
/// catalog it makes there.
pub(super) fn hardware_ids(group: &Group, infs: &[PackageInf], drivers: &[Driver]) -> Vec<String> {
    let mut seen = HashSet::new();
    let own = infs.iter().zip(drivers).filter(|(inf, _)| group.folders.contains(inf.folder()));
    own.flat_map(|(_, driver)| &driver.hardware_ids)
        .map(|hardware_id| hardware_id.id.to_lowercase())
        .filter(|id| seen.insert(id.clone()))
        .collect()
}
