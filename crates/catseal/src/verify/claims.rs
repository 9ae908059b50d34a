//! What INFs say of a catalog: that it is theirs, and which files they install with it.

use std::collections::HashSet;

use catseal_inf::{CatalogFile, os};

use super::context::{Context, KnownInf};
use super::coverage::KnownCatalog;
use crate::package::{DriverPackage, base_name, fold};

/// A file that an INF installs.
pub(crate) struct Claim {
    /// The file in the package, if it is there.
    pub(crate) index: Option<usize>,
    /// Relative to the package.
    pub(crate) name: String,
    /// As a message names the place in the INF.
    pub(crate) place: String,
    pub(crate) inf: String,
    pub(crate) line: u32,
    /// The names it gets where it is installed, folded: Inf2Cat writes these into catalogs.
    pub(crate) installed_as: Vec<String>,
    /// Whether the INF installs it on a system that the catalog says it is for. Only such a file has to be there.
    pub(crate) needed: bool,
}

/// The INFs that belong to a catalog.
pub(crate) fn infs_of<'c>(context: &'c Context, catalog: &'c KnownCatalog) -> impl Iterator<Item = &'c KnownInf> {
    catalog.infs.iter().filter_map(|&position| context.infs.get(position))
}

/// The files of the package that an INF installs with the catalog that it calls `name`.
pub(super) fn files_with<'c>(
    package: &'c DriverPackage,
    known: &'c KnownInf,
    name: &'c str,
) -> impl Iterator<Item = usize> + 'c {
    let KnownInf { inf, driver } = known;
    let with = move |target: &usize| {
        let catalog = os::all().get(*target).and_then(|target| driver.catalog_file(target.arch));
        catalog.is_some_and(|catalog| catalog.name == name)
    };
    let files = driver.files.iter().filter(move |source| source.targets.iter().any(with));
    files.filter_map(|source| package.source(inf, source))
}

/// The files that the INFs of a catalog install with it, the INFs themselves included.
///
/// When the catalog names no targets in its attribute `OS`, or one that is not known, it is taken to be for all: what is not
/// known must not make the demands fewer.
pub(crate) fn claims_on(context: &Context, catalog: &KnownCatalog) -> Vec<Claim> {
    let known: Vec<_> = catalog.os.iter().map(|name| os::by_catalog_name(name)).collect();
    let for_all = known.iter().any(Vec::is_empty);
    let named: HashSet<&str> = known.into_iter().flatten().filter(|_| !for_all).map(|target| target.code).collect();
    let own_name = catalog.path.file_name().map(|name| fold(&name.to_string_lossy())).unwrap_or_default();
    let is_own = |file: &CatalogFile| fold(base_name(&file.name.replace('\\', "/"))) == own_name;
    let mut claims = Vec::new();
    for KnownInf { inf, driver } in infs_of(context, catalog) {
        claims.push(Claim {
            index: Some(inf.index),
            name: inf.name.clone(),
            place: inf.name.clone(),
            inf: inf.name.clone(),
            line: driver.version.line,
            installed_as: Vec::new(),
            needed: true,
        });
        // An INF that names other catalogs, and whose catalog this is all the same, installs all its files with it.
        let named_so = driver.catalogs().into_iter().any(is_own);
        // For each target: whether its architecture's catalog is this one, and whether the catalog is for it.
        let served: Vec<(bool, bool)> = os::all()
            .iter()
            .map(|target| {
                let own = !named_so || driver.catalog_file(target.arch).is_some_and(is_own);
                (own, own && (named.is_empty() || named.contains(target.code)))
            })
            .collect();
        let any = |targets: &[usize], of: fn(&(bool, bool)) -> bool| {
            targets.iter().filter_map(|&target| served.get(target)).any(of)
        };
        for source in driver.files.iter().filter(|source| any(&source.targets, |(own, _)| *own)) {
            claims.push(Claim {
                index: context.package.source(inf, source),
                name: inf.in_package(&source.path),
                place: format!("{} line {}", inf.name, source.line),
                inf: inf.name.clone(),
                line: source.line,
                installed_as: source.destinations.iter().map(|place| fold(&place.name.replace('\\', "/"))).collect(),
                needed: any(&source.targets, |(_, needed)| *needed),
            });
        }
    }
    claims
}
