//! `digest`: what a file's digests are.

use std::path::PathBuf;

use catseal_digest::{Algorithm, FileKind, page_hashes};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::Error;
use crate::files::{self, hex};
use crate::progress::Progress;

/// What `digest` answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DigestReport {
    /// `catseal.digest/1`.
    pub schema: &'static str,
    /// The files, as they were named.
    pub files: Vec<FileDigests>,
}

/// The digests of one file, in hexadecimal.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FileDigests {
    /// As it was named.
    pub path: String,
    /// In bytes.
    pub size: u64,
    /// `pe`, `cab` or `flat`, told by content.
    pub kind: &'static str,
    /// SHA-1 of the kind: what a version 1 catalog has as the member's tag.
    pub sha1: String,
    /// SHA-256 of the kind: what a version 2 catalog has as the member's tag.
    pub sha256: String,
    /// SHA-1 of the whole file.
    pub flat_sha1: String,
    /// SHA-256 of the whole file.
    pub flat_sha256: String,
    /// The page hashes of a PE image, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_hashes: Option<Vec<PageHashReport>>,
    /// Why there are no page hashes, if they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_hashes_absent: Option<String>,
}

/// The digest of one page of an image.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PageHashReport {
    /// Where the page starts in the file, in bytes; in the last entry, where the last section ends.
    pub offset: u32,
    /// SHA-256 of the page; zeros in the last entry.
    pub sha256: String,
}

/// The largest image whose page hashes are made: they need it as a whole.
const PAGE_HASH_LIMIT: u64 = 1 << 30;

/// Makes the digests of files, each read once; with `pages`, the page hashes of images as well, which takes a second read.
///
/// # Errors
/// When a file cannot be read or changes meanwhile.
pub fn digest(paths: &[PathBuf], pages: bool, progress: &dyn Progress) -> Result<DigestReport, Error> {
    progress.start(paths.len());
    let files = paths
        .par_iter()
        .map(|path| {
            let hashed = files::hash(path)?;
            let digests = &hashed.digests;
            let mut report = FileDigests {
                path: path.display().to_string(),
                size: digests.size,
                kind: digests.kind.as_str(),
                sha1: hex(&digests.member.sha1),
                sha256: hex(&digests.member.sha256),
                flat_sha1: hex(&digests.flat.sha1),
                flat_sha256: hex(&digests.flat.sha256),
                page_hashes: None,
                page_hashes_absent: None,
            };
            if pages && digests.kind == FileKind::Pe {
                let image = files::read(path, "an image with page hashes", PAGE_HASH_LIMIT)?;
                if !hashed.state.still_holds(path) {
                    return Err(Error::Changed { path: path.clone() });
                }
                match page_hashes(&image, Algorithm::Sha256) {
                    Ok(hashes) => {
                        let entry = |page: catseal_digest::PageHash<'_>| PageHashReport {
                            offset: page.offset,
                            sha256: hex(page.digest),
                        };
                        report.page_hashes = Some(hashes.entries().map(entry).collect());
                    }
                    Err(error) => report.page_hashes_absent = Some(error.to_string()),
                }
            }
            progress.step();
            Ok(report)
        })
        .collect::<Result<_, _>>()?;
    progress.finish();
    Ok(DigestReport { schema: "catseal.digest/1", files })
}
