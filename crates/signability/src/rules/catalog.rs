//! Where INFs and catalogs lie.

use catseal_finding::codes::package::CATALOG_NOT_NAMED;
use catseal_finding::codes::signability::NO_INF_IN_ROOT;
use catseal_inf::fold;

use crate::context::Context;
use crate::facts::{base_name, extension};
use crate::package::File;

super::rules! {
    NO_INF_IN_ROOT: Inf2Cat Error;
    CATALOG_NOT_NAMED: Package Warning;
}

/// Inf2Cat looks for INFs in the folder itself.
pub(crate) fn no_inf_in_root(context: &mut Context<'_>) {
    let package = context.package;
    // One that cannot be read is reported as such, and not as absent.
    if package.files.iter().any(|file| !file.path.contains('/') && extension(&file.path) == "inf") {
        return;
    }
    let Some(first) = package.infs.iter().find(|inf| inf.path.contains('/')) else { return };
    let message = format!("there is no INF in the folder itself; the nearest is {}", first.path);
    context.report(NO_INF_IN_ROOT.finding(message));
}

/// A catalog lies beside an INF that names it.
pub(crate) fn catalog_not_named(context: &mut Context<'_>) {
    let package = context.package;
    if package.infs.is_empty() || package.files.iter().any(|file| unread_inf(context, file)) {
        return;
    }
    let folder = |path: &str| path.rsplit_once('/').map_or_else(String::new, |(folder, _)| fold(folder));
    let named: std::collections::HashSet<(String, String)> = package
        .infs
        .iter()
        .flat_map(|inf| inf.driver.catalogs().into_iter().map(|catalog| (folder(&inf.path), fold(&catalog.name))))
        .collect();
    for file in package.files.iter().filter(|file| file.packed.is_none()) {
        let place = (folder(&file.path), fold(base_name(&file.path)));
        if extension(&file.path) == "cat" && !named.contains(&place) {
            let message = format!("no INF beside {} names it as its catalog", file.path);
            context.report(CATALOG_NOT_NAMED.finding(message).at(file.path.clone()));
        }
    }
}

/// Whether the file is called an INF and is none that was read.
pub(crate) fn unread_inf(context: &Context<'_>, file: &File) -> bool {
    let path = &file.path;
    file.packed.is_none()
        && extension(path) == "inf"
        && !context.package.infs.iter().any(|inf| fold(&inf.path) == fold(path))
}
