use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::files::{self, OutputFile};

/// Catalogs that are made anew from others, all of them before the first is written.
#[derive(Debug)]
pub(crate) struct Rewrite<'r> {
    output_dir: Option<&'r Path>,
    files: Vec<(PathBuf, Vec<u8>)>,
}

impl<'r> Rewrite<'r> {
    /// They go into `output_dir`, or else where they are.
    pub(crate) const fn new(output_dir: Option<&'r Path>) -> Self {
        Self { output_dir, files: Vec::new() }
    }

    /// Where the catalog made from the one at `path` goes; no other may go there.
    pub(crate) fn target(&self, path: &Path) -> Result<PathBuf, Error> {
        let target = match (self.output_dir, path.file_name()) {
            (Some(folder), Some(name)) => folder.join(name),
            _ => path.to_owned(),
        };
        if self.files.iter().any(|(other, _)| *other == target) {
            return Err(Error::SameOutput { path: target });
        }
        Ok(target)
    }

    /// Adds a catalog for its target.
    pub(crate) fn add(&mut self, target: PathBuf, bytes: Vec<u8>) {
        self.files.push((target, bytes));
    }

    /// Writes all of them under temporary names.
    pub(crate) fn stage(&self) -> Result<Vec<OutputFile>, Error> {
        if let Some(folder) = self.output_dir {
            files::make_folder(folder)?;
        }
        self.files.iter().map(|(path, bytes)| files::stage(path, bytes, 0o644)).collect()
    }
}
