//! What INFs say of a catalog: that it is theirs, and which files they install with it.

use std::collections::HashSet;
use std::path::Path;

use catseal_inf::os;

use super::context::{Context, KnownInf};
use crate::inputs::PackageInf;
use crate::package::{base_name, fold};

/// A file that an INF installs.
pub(crate) struct Claim {
    /// Relative to the package.
    pub(crate) name: String,
    /// As a message names the place in the INF.
    pub(crate) place: String,
    pub(crate) inf: String,
    pub(crate) line: u32,
    /// The names it gets where it is installed, folded: Inf2Cat writes these into catalogs.
    pub(crate) installed_as: Vec<String>,
    /// The cabinet that it may come in, relative to the package.
    pub(crate) cabinet: Option<String>,
    /// Whether the INF installs it on a system that the catalog says it is for. Only such a file has to be there.
    pub(crate) needed: bool,
}

/// The INFs that belong to the catalog at `path`: those that name it, and those that it covers while none of the
/// catalogs that they name is there.
pub(crate) fn infs_of<'c>(context: &'c Context, path: &Path) -> impl Iterator<Item = &'c KnownInf> {
    context.infs.iter().filter(move |known| {
        let named = known.driver.catalogs();
        let names = |path: &Path| named.iter().any(|catalog| names_catalog(context, &known.inf, &catalog.name, path));
        names(path) || context.covers(path, known.inf.index) && !context.catalogs.iter().any(|catalog| names(catalog))
    })
}

/// The files that an INF installs with the catalog that it calls `name`, relative to the package.
pub(super) fn files_with<'c>(known: &'c KnownInf, name: &'c str) -> impl Iterator<Item = String> + 'c {
    let KnownInf { inf, driver } = known;
    let with = move |target: &usize| {
        let catalog = os::all().get(*target).and_then(|target| driver.catalog_file(target.arch));
        catalog.is_some_and(|catalog| catalog.name == name)
    };
    let files = driver.files.iter().filter(move |source| source.targets.iter().any(with));
    files.map(|source| inf.in_package(&source.path))
}

/// The files that the INFs of the catalog at `path` install with it, the INFs themselves included.
///
/// `os_names` are the targets in the catalog's attribute `OS`; when none is known, the catalog is taken to be for all.
pub(crate) fn claims_on(context: &Context, path: &Path, os_names: &[String]) -> Vec<Claim> {
    let named: HashSet<&str> =
        os_names.iter().flat_map(|name| os::by_catalog_name(name)).map(|target| target.code).collect();
    let mut claims = Vec::new();
    for KnownInf { inf, driver } in infs_of(context, path) {
        claims.push(Claim {
            name: inf.name.clone(),
            place: inf.name.clone(),
            inf: inf.name.clone(),
            line: driver.version.line,
            installed_as: Vec::new(),
            cabinet: None,
            needed: true,
        });
        let named_so = driver.catalogs().iter().any(|catalog| names_catalog(context, inf, &catalog.name, path));
        // For each target: whether its architecture's catalog is this one, and whether the catalog is for it.
        let served: Vec<(bool, bool)> = os::all()
            .iter()
            .map(|target| {
                let catalog = driver.catalog_file(target.arch);
                let own = !named_so || catalog.is_some_and(|catalog| names_catalog(context, inf, &catalog.name, path));
                (own, own && (named.is_empty() || named.contains(target.code)))
            })
            .collect();
        let any = |targets: &[usize], of: fn(&(bool, bool)) -> bool| {
            targets.iter().filter_map(|&target| served.get(target)).any(of)
        };
        for source in driver.files.iter().filter(|source| any(&source.targets, |(own, _)| *own)) {
            claims.push(Claim {
                name: inf.in_package(&source.path),
                place: format!("{} line {}", inf.name, source.line),
                inf: inf.name.clone(),
                line: source.line,
                installed_as: source.destinations.iter().map(|place| fold(&place.name)).collect(),
                cabinet: source.cabinet.as_deref().map(|cabinet| inf.in_package(cabinet)),
                needed: any(&source.targets, |(_, needed)| *needed),
            });
        }
    }
    claims
}

/// Whether the INF means the catalog at `path` by `name`: the same file name, beside the INF. Of catalogs that were
/// named one by one, the places say nothing.
pub(super) fn names_catalog(context: &Context, inf: &PackageInf, name: &str, path: &Path) -> bool {
    let file_name = path.file_name().map(|name| fold(&name.to_string_lossy())).unwrap_or_default();
    if file_name != fold(base_name(&name.replace('\\', "/"))) {
        return false;
    }
    let inf_folder = context.package.get(inf.index).and_then(|file| file.path.parent());
    context.catalogs_given || path.parent() == inf_folder
}
