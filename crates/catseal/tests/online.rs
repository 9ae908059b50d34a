//! When the network is asked.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use catseal::{
    Policy, RevocationMode, RevocationOptions, RootSource, Silent, Transport, VerifyRequest, load_roots, verify,
};
use catseal_transport::{Request, Response, TransportError};

/// Refuses everything, and counts what it was asked for.
struct Counting(Arc<AtomicUsize>);

impl Transport for Counting {
    fn send(&self, _: &Request<'_>) -> Result<Response, TransportError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Err(TransportError::Failed("nobody is there".to_owned()))
    }
}

#[test]
fn where_nothing_is_asked_of_signatures_the_network_is_not_asked_either() {
    // Its certificates name addresses of lists.
    let catalog = "../../../shared/corpus/cats/Arduino-arduino-4dc53888.cat";
    let catalog = Path::new(env!("CARGO_MANIFEST_DIR")).join(catalog);
    if !catalog.exists() {
        println!("skipped: corpus absent");
        return;
    }
    let asked = |policy| {
        let (count, folder) = (Arc::new(AtomicUsize::new(0)), tempfile::tempdir().unwrap());
        let cache = folder.path().join("cache");
        let request = VerifyRequest {
            target: catalog.clone(),
            files: Vec::new(),
            catalogs: Vec::new(),
            policy,
            windows: Vec::new(),
            store: load_roots(&[RootSource::Microsoft]).unwrap(),
            at: "2026-11-22T00:00:00Z".parse().unwrap(),
            strict: false,
            revocation: RevocationOptions {
                mode: RevocationMode::Hard,
                cache: Some(cache.clone()),
                transport: Some(Box::new(Counting(Arc::clone(&count)))),
                ..RevocationOptions::default()
            },
        };
        verify(&request, &Silent).unwrap();
        (count.load(Ordering::Relaxed) > 0, cache.exists())
    };
    assert_eq!(asked(Policy::Signature), (true, true));
    assert_eq!(asked(Policy::None), (false, false));
}
