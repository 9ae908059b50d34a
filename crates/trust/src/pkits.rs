//! The path validation of this crate against NIST's suite (PKITS), read in place.

use crate::certificate::Certificate;
use crate::graph::{Budget, Graph};
use crate::path::{Purpose, Times, best};
use crate::store::TrustStore;
use std::path::Path;
use std::sync::Arc;

/// Lines whose outcome hangs on what is not done here, with the reason: nothing but what is named in `features`.
fn is_unsupported(features: &str) -> bool {
    const UNSUPPORTED: &[&str] = &[
        "policy-constraints", // explicit policies are never required
        "policy-inhibit-any",
        "policy-map",
        "dsa",       // not used for code since 2000
        "name-fold", // names are compared by their octets, as Windows does
        "nc-uri",    // refused where critical
    ];
    features.split(';').any(|feature| UNSUPPORTED.contains(&feature))
}

#[test]
fn paths_are_judged_as_nist_expects() {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/pkits");
    let Ok(cases) = std::fs::read_to_string(suite.join("cases.tsv")) else {
        println!("skipped: {} is not there", suite.display());
        return;
    };
    let read = |name: &str| std::fs::read(suite.join("certs").join(name)).unwrap();
    let mut store = TrustStore::empty();
    store.add(&read("TrustAnchorRootCertificate.crt"), "PKITS").unwrap();
    let graph = Graph::new(&store);
    let at = "2012-01-01T00:00:00Z".parse().unwrap();
    let (mut judged, mut unsupported, mut different) = (0, 0, Vec::new());
    for line in cases.lines().skip(1) {
        let columns: Vec<_> = line.split('\t').collect();
        let [id, name, path, .., expected, _, features, _] = columns.as_slice() else { panic!("{line}") };
        // A requirement of explicit policies from outside, too, is not supported.
        if is_unsupported(features) || columns[5] == "yes" || columns[4] != "2.5.29.32.0" {
            unsupported += 1;
            continue;
        }
        let encoded: Vec<_> = path.split(';').map(read).collect();
        let certificates: Option<Vec<_>> =
            encoded.iter().map(|der| Certificate::parse(der).ok().map(Arc::new)).collect();
        let valid = certificates.is_some_and(|certificates| {
            let signer = certificates.last().unwrap();
            let paths = graph.paths(signer, &certificates, &Budget::for_catalog());
            let times = Times { valid_at: at, stamped: None };
            best(&paths, Purpose::Pinned, times).is_some_and(|(_, problems)| problems.is_empty())
        });
        judged += 1;
        if valid != (*expected == "valid") {
            different.push(format!("{id} {name}: expected {expected}"));
        }
    }
    println!("{judged} judged, {unsupported} unsupported");
    assert!(different.is_empty(), "{different:#?}");
    assert!(judged > 120, "{judged}");
}
