use std::borrow::Cow;
use std::collections::HashMap;

use crate::document::fold;
use crate::reader::Reader;

/// `[DestinationDirs]`: where lists of files go.
#[derive(Debug)]
pub struct DestinationDirs<'d>(HashMap<String, DestinationDir<'d>>);

/// A line of `[DestinationDirs]`.
#[derive(Debug)]
pub struct DestinationDir<'d> {
    /// The list, or `DefaultDestDir`, as written.
    pub list: &'d str,
    /// The line, counted from 1.
    pub line: u32,
    /// The identifier of the directory, tokens expanded.
    pub dirid: Cow<'d, str>,
    /// The folder below it, tokens expanded; empty for the directory itself.
    pub subdir: Cow<'d, str>,
}

impl<'d> DestinationDirs<'d> {
    /// Of two lines for one list the first counts, as with SetupAPI.
    pub(crate) fn read(reader: &Reader<'d>) -> Self {
        let mut by_list = HashMap::new();
        for entry in reader.lines("DestinationDirs") {
            if let Some(list) = entry.key().filter(|_| entry.has_explicit_key()) {
                let (dirid, subdir) = (reader.expand(entry.field(0)), reader.expand(entry.field(1)));
                let dir = DestinationDir { list, line: entry.line(), dirid, subdir };
                by_list.entry(fold(&reader.expand(list))).or_insert(dir);
            }
        }
        Self(by_list)
    }

    /// Where the files of `list` go, or with `None` those of `CopyFiles = @file`: there, or else to `DefaultDestDir`.
    #[must_use]
    pub fn of(&self, list: Option<&str>) -> Option<&DestinationDir<'d>> {
        list.and_then(|list| self.0.get(&fold(list))).or_else(|| self.0.get("defaultdestdir"))
    }
}
