//! Page hashes of images.

use std::collections::BTreeMap;
use std::path::Path;

use catseal_catalog::Version;
use catseal_digest::{Algorithm, FileKind};
use catseal_finding::{Finding, codes};
use rayon::prelude::*;

use super::Plan;
use super::groups::{Group, GroupFile};
use crate::error::Error;
use crate::files::{self, HashedFile};
use crate::package::{DriverPackage, PackageFile, fold};

/// The largest image whose page hashes are made: they need it as a whole.
const PAGE_HASH_LIMIT: u64 = 1 << 30;
const IMAGE: &str = "an image with page hashes";

/// Of which images a catalog has the page hashes, besides those for which the INF demands them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PageHashing {
    /// Of none.
    #[default]
    None,
    /// Of every PE image.
    All,
    /// Of the images with these names: relative to the package, or without folders; case does not count.
    Files(Vec<String>),
}

impl PageHashing {
    /// Whether `name` stands for a file of the package.
    fn means(name: &str, file: &PackageFile, wanted: &GroupFile) -> bool {
        let name = fold(&name.trim().replace('\\', "/"));
        let names = [Some(file.name.as_str()), Some(file.base_name()), wanted.installed_as.as_deref()];
        names.into_iter().flatten().any(|known| fold(known) == name)
    }

    /// Whether a file is asked for, by its name or with all others.
    fn wants(&self, file: &PackageFile, wanted: &GroupFile) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Files(names) => names.iter().any(|name| Self::means(name, file, wanted)),
        }
    }

    /// The names that stand for none of `members`.
    pub(super) fn unknown<'g>(
        &self,
        members: impl Iterator<Item = (&'g usize, &'g GroupFile)>,
        package: &DriverPackage,
    ) -> Vec<Finding> {
        let Self::Files(names) = self else { return Vec::new() };
        let members: Vec<_> = members.filter_map(|(&index, wanted)| Some((package.get(index)?, wanted))).collect();
        let unknown = names.iter().filter(|name| !members.iter().any(|(file, wanted)| Self::means(name, file, wanted)));
        unknown.map(|name| problem(format!("page hashes of '{name}' are wanted, which goes into no catalog"))).collect()
    }
}

fn problem(message: String) -> Finding {
    codes::inf::PAGE_HASHES_IMPOSSIBLE
        .finding(message)
        .help("Leave the file out of those whose page hashes are wanted.")
}

/// The page hashes for the catalog of `group`, by the index of the file. For those that cannot be made, the plan gets a
/// finding.
pub(super) fn make(
    asked: &PageHashing,
    plan: &mut Plan,
    group: &Group,
    version: Version,
) -> Result<BTreeMap<usize, Vec<u8>>, Error> {
    let algorithm = match version {
        Version::V1 => Algorithm::Sha1,
        Version::V2 => Algorithm::Sha256,
    };
    let mut images = Vec::new();
    for (&index, wanted) in &group.files {
        let (Some(file), Some(hashed)) = (plan.package.get(index), plan.hashed.get(&index)) else { continue };
        let by_inf = wanted.pe_trusted || wanted.drm_level.is_some();
        if hashed.digests.kind == FileKind::Pe {
            if by_inf || asked.wants(file, wanted) {
                images.push((index, file, hashed));
            }
        } else if matches!(asked, PageHashing::Files(_)) && asked.wants(file, wanted) {
            let message = format!("{}: page hashes are wanted, and it is no PE image", file.name);
            plan.findings.push(problem(message).at(file.name.clone()));
        }
    }
    let made: Vec<_> = images
        .into_par_iter()
        .map(|(index, file, hashed)| {
            let made = match plan.package.packed(index) {
                Some(packed) => {
                    let image = files::read_packed(&file.path, &packed.inside, IMAGE, PAGE_HASH_LIMIT)?;
                    page_hashes_of(&file.path, &image, hashed, algorithm)?
                }
                None => page_hashes(&file.path, hashed, algorithm)?,
            };
            Ok((index, file.name.clone(), made))
        })
        .collect::<Result<_, Error>>()?;
    let mut pages = BTreeMap::new();
    for (index, name, result) in made {
        match result {
            Ok(blob) => drop(pages.insert(index, blob)),
            Err(error) => {
                let message = format!("{name}: its page hashes cannot be made: {error}");
                plan.findings.push(problem(message).at(name));
            }
        }
    }
    Ok(pages)
}

/// The page hashes of an image that was hashed already, as they stand in a catalog, or why it has none.
pub(crate) fn page_hashes(
    path: &Path,
    hashed: &HashedFile,
    algorithm: Algorithm,
) -> Result<Result<Vec<u8>, catseal_digest::Error>, Error> {
    let image = files::read(path, IMAGE, PAGE_HASH_LIMIT)?;
    page_hashes_of(path, &image, hashed, algorithm)
}

/// The page hashes of an image that was read from the file at `path`.
fn page_hashes_of(
    path: &Path,
    image: &[u8],
    hashed: &HashedFile,
    algorithm: Algorithm,
) -> Result<Result<Vec<u8>, catseal_digest::Error>, Error> {
    if !hashed.state.still_holds(path) {
        return Err(Error::Changed { path: path.to_owned() });
    }
    Ok(catseal_digest::page_hashes(image, algorithm).map(catseal_digest::PageHashes::into_bytes))
}
