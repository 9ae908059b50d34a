//! Members that name files by their paths: those of catalogs that were made of a folder.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::context::Context;
use super::coverage::KnownCatalog;
use crate::membership::MemberIndex;
use crate::package::{fold, slashed};

/// Which members stand for the files at which paths. Such a path starts from the folder of the package or of the catalog.
pub(super) struct Paths {
    by_file: HashMap<usize, Vec<usize>>,
    present: HashSet<usize>,
}

impl Paths {
    /// `None` when no file is at a path that the catalog has: then nobody knows where its paths begin. Nor does anybody of files
    /// that were named one by one.
    pub(super) fn new(catalog: &KnownCatalog, context: &Context, members: &MemberIndex) -> Option<Self> {
        if context.explicit {
            return None;
        }
        let (package, folder) = (&context.package, catalog.path.parent()?);
        // The folder of the catalog below that of the package, or the other way round.
        let within = |inner: &Path, outer: &Path| inner.strip_prefix(outer).ok().map(|path| fold(&slashed(path)) + "/");
        let below = within(folder, &package.root).filter(|below| below != "/");
        let above = within(&package.root, folder).filter(|above| above != "/");
        let mut paths = Self { by_file: HashMap::new(), present: HashSet::new() };
        for (member, path) in members.paths() {
            let beside = below.as_ref().map(|below| format!("{below}{path}"));
            let inside = above.as_ref().and_then(|above| path.strip_prefix(above.as_str()));
            let names = [Some(path.as_str()), beside.as_deref(), inside];
            let files: HashSet<usize> = names.into_iter().flatten().filter_map(|name| package.find(name)).collect();
            for file in files {
                paths.present.insert(member);
                paths.by_file.entry(file).or_default().push(member);
            }
        }
        (!paths.by_file.is_empty()).then_some(paths)
    }

    /// The members for the file at the place of this one.
    pub(super) fn at(&self, file: usize) -> &[usize] {
        self.by_file.get(&file).map_or(&[], Vec::as_slice)
    }

    /// Whether there is a file at the path of a member.
    pub(super) fn has(&self, member: usize) -> bool {
        self.present.contains(&member)
    }
}
