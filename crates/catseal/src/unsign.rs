//! `unsign`: catalogs as they were before they were signed.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Serialize;

use crate::error::Error;
use crate::files::{self, OutputFile};
use crate::rewrite::Rewrite;

/// Which catalogs to take the signatures off.
#[derive(Debug, Clone)]
pub struct UnsignRequest {
    /// The catalogs; each is replaced by its unsigned self.
    pub catalogs: Vec<PathBuf>,
    /// Where the unsigned catalogs go; `None` is where they are.
    pub output_dir: Option<PathBuf>,
    /// Where the unsigned catalog goes, if there is one alone.
    pub output: Option<PathBuf>,
}

/// What `unsign` answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UnsignReport {
    /// `catseal.unsign/1`.
    pub schema: &'static str,
    /// The catalogs, in the order in which they were named.
    pub catalogs: Vec<UnsignedCatalog>,
}

/// A catalog without signatures.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UnsignedCatalog {
    /// Where it was written.
    pub path: String,
    /// Of the whole file, unsigned.
    pub sha256: String,
    /// How many signatures it had, without those nested in others.
    pub signatures: usize,
}

/// Takes signatures off catalogs, with their certificates and time stamps. What `sign` signed comes back byte for byte.
///
/// # Errors
/// When a catalog is none, or cannot be written; when one output is named for several.
pub fn unsign(request: &UnsignRequest) -> Result<UnsignReport, Error> {
    if let (Some(path), count @ 2..) = (&request.output, request.catalogs.len()) {
        return Err(Error::OneOutput { path: path.clone(), count });
    }
    let mut rewrite = Rewrite::new(request.output_dir.as_deref());
    let mut catalogs = Vec::new();
    for path in &request.catalogs {
        let sign_error = |source| Error::Sign { path: path.clone(), source };
        let bytes = files::read_catalog(path)?;
        let target = match &request.output {
            Some(output) => output.clone(),
            None => rewrite.target(path)?,
        };
        let signatures = catseal_sign::signers(&bytes).map_err(sign_error)?.len();
        let unsigned = catseal_sign::unsign(&bytes).map_err(sign_error)?;
        catalogs.push(UnsignedCatalog {
            path: target.display().to_string(),
            sha256: files::sha256(&unsigned),
            signatures,
        });
        rewrite.add(target, unsigned);
    }
    rewrite.stage()?.into_iter().try_for_each(OutputFile::commit)?;
    Ok(UnsignReport { schema: "catseal.unsign/1", catalogs })
}
