//! Real catalogs, judged by Microsoft's roots, against verdicts that were reached independently.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests that is how to fail"
)]

use catseal_catalog::CatalogView;
use catseal_trust::{CatalogTrust, Class, Policy, Status, TimeSource, TrustStore, Verifier};
use std::path::{Path, PathBuf};

fn shared(what: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(what);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is not there", path.display());
    None
}

/// Each line of `crypto.tsv` with what is judged of its catalog.
fn judge_all(verifier: &Verifier, check: impl Fn(&str, &[&str], CatalogTrust)) -> usize {
    let Some(corpus) = shared("corpus") else { return 0 };
    let table = std::fs::read_to_string(corpus.join("crypto.tsv")).unwrap();
    let mut count = 0;
    for line in table.lines().skip(1) {
        let columns: Vec<_> = line.split('\t').collect();
        let bytes = std::fs::read(corpus.join(columns[0])).unwrap();
        let Ok(catalog) = CatalogView::parse(&bytes) else { continue };
        let at = "2026-11-22T00:00:00Z".parse().unwrap();
        check(columns[0], &columns, verifier.judge(&catalog, at, Policy::Signature, false));
        count += 1;
    }
    count
}

#[test]
fn every_signature_and_counter_signature_of_the_corpus_is_as_valid_as_found_independently() {
    let store = TrustStore::microsoft();
    let verifier = Verifier::new(&store);
    let count = judge_all(&verifier, |path, columns, trust| {
        let expected = columns[1] == "ok" && columns[2] == "digestinfo";
        assert_eq!(trust.signature.valid, expected, "{path}: {:?}", trust.signature.reasons);
        assert_eq!(trust.signature.status == Status::Unsigned, columns[1] == "unsigned", "{path}");
        let legacy = columns[3].split(';').filter(|stamp| !stamp.is_empty()).count();
        let stamps = trust.signatures.iter().flat_map(|signature| &signature.timestamps);
        let found: Vec<_> = stamps.filter(|stamp| stamp.kind == TimeSource::Legacy).collect();
        assert!(found.len() >= legacy.min(1), "{path}");
        for stamp in found {
            assert!(stamp.valid, "{path}: {:?}", stamp.reason);
        }
    });
    println!("{count} catalogs");
}

#[test]
fn every_token_of_the_corpus_is_valid_and_most_authorities_are_trusted() {
    let store = TrustStore::microsoft();
    let verifier = Verifier::new(&store);
    judge_all(&verifier, |path, _, trust| {
        for signature in &trust.signatures {
            for stamp in signature.timestamps.iter().filter(|stamp| stamp.kind == TimeSource::Rfc3161) {
                assert!(stamp.valid && stamp.trusted, "{path}: {:?}", stamp.reason);
            }
        }
    });
}

#[test]
fn microsofts_signatures_hold_and_self_signed_ones_are_never_trusted() {
    let store = TrustStore::microsoft();
    let verifier = Verifier::new(&store);
    judge_all(&verifier, |path, _, trust| {
        let signature = &trust.signature;
        match signature.class {
            Class::Whql | Class::Attested | Class::Inbox => {
                let chain = &trust.signatures[0].chain;
                let root = chain.last().unwrap();
                assert_eq!(root.anchor.as_deref(), Some("microsoft"), "{path}");
                assert!(root.subject.contains("Microsoft Root"), "{path}: {}", root.subject);
                assert!(
                    signature.trusted || signature.signing_time.is_none() || signature.status == Status::Expired,
                    "{path}: {:?}",
                    signature.reasons
                );
            }
            Class::SelfSigned | Class::Test | Class::Unknown => assert!(!signature.trusted, "{path}"),
            _ => {}
        }
    });
}

#[test]
fn whql_signatures_pass_the_driver_policy_and_commercial_ones_do_not() {
    let store = TrustStore::microsoft();
    let verifier = Verifier::new(&store);
    let Some(corpus) = shared("corpus") else { return };
    let at = "2026-11-22T00:00:00Z".parse().unwrap();
    let verdict = |path: &str| {
        let bytes = std::fs::read(corpus.join(path)).unwrap();
        let trust = verifier.judge(&CatalogView::parse(&bytes).unwrap(), at, Policy::Driver, false);
        (trust.signature.class, trust.signature.trusted)
    };
    assert_eq!(verdict("cats/mullvadvpn-app-binaries-wintun-d6906488.cat"), (Class::Whql, true));
    assert!(!verdict("cats/Arduino-arduino-4dc53888.cat").1);
}

#[test]
fn strictly_no_signature_with_sha1_is_accepted() {
    let store = TrustStore::microsoft();
    let verifier = Verifier::new(&store);
    let Some(corpus) = shared("corpus") else { return };
    judge_all(&verifier, |path, _, lenient| {
        let bytes = std::fs::read(corpus.join(path)).unwrap();
        let at = "2026-11-22T00:00:00Z".parse().unwrap();
        let strict = verifier.judge(&CatalogView::parse(&bytes).unwrap(), at, Policy::Signature, true);
        let legacy = lenient.findings.iter().any(|finding| finding.code == "CS4015");
        if strict.signature.trusted {
            let mut all = strict.signatures.iter().flat_map(|outer| std::iter::once(outer).chain(&outer.nested));
            let is_strong = all.any(|s| s.status == Status::Valid && s.digest_algorithm != "sha1");
            assert!(lenient.signature.trusted && is_strong, "{path}");
        } else if lenient.signature.trusted {
            // Or the time stamp does not count strictly, so that the signer's certificate has expired.
            let stamps = strict.signatures.iter().flat_map(|signature| &signature.timestamps);
            let loose = stamps.filter_map(|stamp| stamp.reason.as_ref()).any(|reason| reason.contains("strictly"));
            let weak = legacy && strict.signature.status == Status::WeakAlgorithm;
            assert!(weak || loose && strict.signature.status == Status::Expired, "{path}: {:?}", strict.signature);
        }
    });
}

#[test]
fn without_roots_nothing_is_trusted_but_classes_stay() {
    let (store, microsoft) = (TrustStore::empty(), TrustStore::microsoft());
    let (verifier, other) = (Verifier::new(&store), Verifier::new(&microsoft));
    let Some(corpus) = shared("corpus") else { return };
    judge_all(&verifier, |path, _, trust| {
        assert!(!trust.signature.trusted, "{path}");
        let bytes = std::fs::read(corpus.join(path)).unwrap();
        let at = "2026-11-22T00:00:00Z".parse().unwrap();
        let trusting = other.judge(&CatalogView::parse(&bytes).unwrap(), at, Policy::Signature, false);
        assert_eq!(trust.signatures.first().map(|s| s.class), trusting.signatures.first().map(|s| s.class), "{path}");
    });
}
