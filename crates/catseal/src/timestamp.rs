//! `timestamp`: time stamps for catalogs that are signed already.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Serialize;

use crate::error::Error;
use crate::files::{self, OutputFile};
use crate::rewrite::Rewrite;
use crate::stamper::{NewTimestamp, Stamper};

/// Which catalogs to time stamp.
#[derive(Debug, Clone)]
pub struct TimestampRequest {
    /// The catalogs; each is replaced by its stamped self.
    pub catalogs: Vec<PathBuf>,
    /// Whether time stamps that are there may be replaced.
    pub replace: bool,
    /// Where the stamped catalogs go; `None` is where they are.
    pub output_dir: Option<PathBuf>,
}

/// What `timestamp` answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TimestampReport {
    /// `catseal.timestamp/1`.
    pub schema: &'static str,
    /// The catalogs, in the order in which they were named.
    pub catalogs: Vec<StampedCatalog>,
}

/// A catalog that was time stamped.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StampedCatalog {
    /// Where it was written.
    pub path: String,
    /// Of the whole file, stamped.
    pub sha256: String,
    /// The new time stamps, one for each signature that got one.
    pub timestamps: Vec<NewTimestamp>,
}

/// Time stamps catalogs: all are stamped, and the stamps verified, before the first is written.
///
/// Nothing in a catalog changes but the unsigned attributes of its signatures.
///
/// # Errors
/// When a catalog is none, is not signed, has a time stamp already, or has a signature that is not valid; when no server gives a good
/// time stamp; when a catalog cannot be written.
pub fn timestamp(request: &TimestampRequest, stamper: &Stamper<'_>) -> Result<TimestampReport, Error> {
    let mut rewrite = Rewrite::new(request.output_dir.as_deref());
    let mut catalogs = Vec::new();
    for path in &request.catalogs {
        let bytes = files::read_catalog(path)?;
        let target = rewrite.target(path)?;
        let (bytes, timestamps) = stamper.stamp(path, &bytes, request.replace)?;
        catalogs.push(StampedCatalog { path: target.display().to_string(), sha256: files::sha256(&bytes), timestamps });
        rewrite.add(target, bytes);
    }
    rewrite.stage()?.into_iter().try_for_each(OutputFile::commit)?;
    Ok(TimestampReport { schema: "catseal.timestamp/1", catalogs })
}
