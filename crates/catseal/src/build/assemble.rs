//! Catalogs in memory.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use catseal_catalog::{Attribute, CatalogBuilder, MemberKind, MemberSpec, Version, flags, guid_shaped};
use catseal_digest::{Digests, FileKind};
use catseal_inf::os::OsTarget;
use rayon::prelude::*;

use super::groups::{Group, GroupFile};
use super::{BuildRequest, CatalogVersion, Identifier, Plan, PlannedCatalog, pages};
use crate::error::Error;

/// The catalog of a group, once for each place where it belongs.
pub(super) fn assemble(
    request: &BuildRequest,
    plan: &mut Plan,
    group: &Group,
    hardware_ids: &[String],
) -> Result<Vec<PlannedCatalog>, Error> {
    let targets: Vec<&OsTarget> = chosen(&plan.targets, &group.targets);
    let version = match request.version {
        CatalogVersion::V1 => Version::V1,
        CatalogVersion::V2 => Version::V2,
        CatalogVersion::Auto if targets.iter().all(|target| target.version >= (6, 2)) => Version::V2,
        CatalogVersion::Auto => Version::V1,
    };
    let pages = pages::make(&request.page_hashes, plan, group, version)?;
    let mut builder = CatalogBuilder::new(version, [0; 16], request.time);
    if group.files.values().any(|file| file.pe_trusted) {
        let flags = flags::DATA_ASCII | flags::NAME_ASCII;
        builder.attribute(Attribute { flags, ..Attribute::text("PE", "TRUSTED") });
    }
    let names: Vec<&str> = targets.iter().map(|target| target.catalog_name).collect();
    builder.attribute(Attribute::text("OS", &names.join(",")));
    for (number, id) in hardware_ids.iter().enumerate().rev() {
        builder.attribute(Attribute::text(format!("HWID{}", number + 1), id));
    }
    let files: Vec<_> = group.files.iter().collect();
    let encoded = |(index, wanted): (&usize, &GroupFile)| {
        let (file, hashed) = (plan.package.get(*index)?, plan.hashed.get(index)?);
        let name = wanted.installed_as.as_deref().unwrap_or(file.base_name());
        let mut member = member_of(&hashed.digests);
        member.attributes.push(Attribute::text("File", &name.to_lowercase()));
        member.attributes.push(Attribute::text("OSAttr", &os_attr(&chosen(&plan.targets, &wanted.targets))));
        if wanted.pe_trusted {
            member.attributes.push(Attribute::text("PETrusted", "1"));
        }
        if let Some(level) = &wanted.drm_level {
            member.attributes.push(Attribute::text("DRMLevel", level));
        }
        member.page_hashes = pages.get(index).cloned();
        Some(member.encode(version))
    };
    let encoded: Vec<_> = files.into_par_iter().filter_map(encoded).collect();
    let members = encoded.len().saturating_mul(if version == Version::V1 { 1 } else { 2 });
    for member in encoded {
        builder.encoded(member);
    }
    let build_error = |source| Error::Build { name: group.name.clone(), source };
    let (identifier, bytes) = finish(&mut builder, request.identifier, build_error)?;
    let path = |place: String| match (&request.output, &request.output_dir) {
        (Some(output), _) => output.clone(),
        (_, Some(folder)) => folder.join(place),
        _ => existing_or_named(plan, &place),
    };
    let catalog = |path| PlannedCatalog { path, bytes: bytes.clone(), version, identifier, members };
    let named = |place: String| if request.lower_case { in_lower_case(&place) } else { place };
    Ok(group.places().map(named).map(path).map(catalog).collect())
}

/// A file with these digests as a member, without attributes.
pub(crate) fn member_of(digests: &Digests) -> MemberSpec {
    let member = MemberSpec::new(kind_of(digests.kind), digests.member.sha1, digests.member.sha256);
    MemberSpec { cab_size: digests.cab.map(|cab| cab.cab_size), ..member }
}

/// As what a catalog has a file.
pub(crate) const fn kind_of(kind: FileKind) -> MemberKind {
    match kind {
        FileKind::Pe => MemberKind::Pe,
        FileKind::Cab => MemberKind::Cab,
        FileKind::Flat => MemberKind::Flat,
    }
}

/// The path with its last part in lower case.
fn in_lower_case(place: &str) -> String {
    let (folder, name) = place.split_at(place.rfind('/').map_or(0, |slash| slash.saturating_add(1)));
    folder.to_owned() + &name.to_ascii_lowercase()
}

/// The catalog beside the INF: one that is there under another spelling is the one to replace.
fn existing_or_named(plan: &Plan, name: &str) -> PathBuf {
    let existing = plan.package.find(name).and_then(|index| plan.package.get(index));
    existing.map_or_else(|| Path::new(&plan.package.root).join(name), |file| file.path.clone())
}

fn chosen<'t>(targets: &[&'t OsTarget], indices: &BTreeSet<usize>) -> Vec<&'t OsTarget> {
    targets.iter().enumerate().filter(|(index, _)| indices.contains(index)).map(|(_, target)| *target).collect()
}

/// The versions of Windows that a file is for: ascending, each once (`2:6.1,2:10.0`).
fn os_attr(targets: &[&OsTarget]) -> String {
    let mut attributes: Vec<(WindowsVersion, &str)> = targets
        .iter()
        .flat_map(|target| target.os_attr.iter().map(|attribute| (WindowsVersion::of(attribute), *attribute)))
        .collect();
    attributes.sort();
    attributes.dedup();
    attributes.iter().map(|(_, text)| *text).collect::<Vec<_>>().join(",")
}

/// Platform, major and minor version as numbers: `2:10.0` comes after `2:6.3`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct WindowsVersion(Vec<u32>);

impl WindowsVersion {
    fn of(attribute: &str) -> Self {
        Self(attribute.split([':', '.']).map(|part| part.parse().unwrap_or_default()).collect())
    }
}

/// The catalog that is complete but for its list identifier, which comes first.
pub(crate) fn finish(
    builder: &mut CatalogBuilder,
    identifier: Identifier,
    build_error: impl Fn(catseal_catalog::Error) -> Error,
) -> Result<([u8; 16], Vec<u8>), Error> {
    let identifier = match identifier {
        Identifier::Given(identifier) => identifier,
        Identifier::Random => {
            let mut octets = [0; 16];
            getrandom::fill(&mut octets).map_err(Error::Random)?;
            guid_shaped(octets)
        }
        Identifier::Derived => {
            let mut derived = [0; 16];
            // All else is fixed by now: the digest of the catalog with a blank identifier identifies it.
            let derive = |blank: &[u8]| {
                let digest = <sha2::Sha256 as sha2::Digest>::digest(blank);
                derived = guid_shaped(digest.first_chunk().copied().unwrap_or_default());
                derived
            };
            let bytes = builder.build_derived(derive).map_err(build_error)?;
            return Ok((derived, bytes));
        }
    };
    Ok((identifier, builder.identifier(identifier).build().map_err(build_error)?))
}
