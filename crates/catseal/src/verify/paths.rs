//! Members that name files by their paths: those of catalogs that were made of a folder.

use std::collections::{HashMap, HashSet};

use super::context::Context;
use super::coverage::{KnownCatalog, beside};
use crate::membership::MemberIndex;
use crate::package::fold;

/// Which members stand for the files at which paths. Such a path starts from the folder of the package or of the catalog.
pub(super) struct Paths {
    by_file: HashMap<usize, Vec<usize>>,
    present: HashSet<usize>,
}

impl Paths {
    /// `None` when no file is at a path that the catalog has: then nobody knows where its paths begin. Nor does anybody of files
    /// that were named one by one.
    pub(super) fn new(catalog: &KnownCatalog, context: &Context, members: &MemberIndex) -> Option<Self> {
        let by_path = if context.explicit { HashMap::new() } else { members.by_path() };
        if by_path.is_empty() {
            return None;
        }
        let mut paths = Self { by_file: HashMap::new(), present: HashSet::new() };
        for (index, file) in context.package.files.iter().enumerate() {
            let names = [Some(fold(&file.name)), beside(&catalog.path, file)];
            let meant: HashSet<usize> =
                names.iter().flatten().filter_map(|name| by_path.get(name)).flatten().copied().collect();
            if !meant.is_empty() {
                paths.present.extend(&meant);
                paths.by_file.insert(index, meant.into_iter().collect());
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
