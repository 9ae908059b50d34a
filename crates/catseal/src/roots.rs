use std::path::PathBuf;

use catseal_trust::TrustStore;

use crate::error::Error;
use crate::files::{self, KEY_LIMIT};

/// Where trust anchors come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RootSource {
    /// Those that Windows trusts, built in.
    Microsoft,
    /// Certificates in a file: PEM, one or many, or DER.
    File(PathBuf),
}

/// Puts a store together; without sources it is empty and trusts nobody.
///
/// # Errors
/// When a file cannot be read or has no certificate.
pub fn load_roots(sources: &[RootSource]) -> Result<TrustStore, Error> {
    let mut store =
        if sources.contains(&RootSource::Microsoft) { TrustStore::microsoft() } else { TrustStore::empty() };
    for source in sources {
        let RootSource::File(path) = source else { continue };
        let bytes = files::read_any(path, "certificates", KEY_LIMIT)?;
        store.add(&bytes, &path.display().to_string()).map_err(|source| Error::Roots { path: path.clone(), source })?;
    }
    Ok(store)
}
