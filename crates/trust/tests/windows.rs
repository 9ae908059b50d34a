//! Which generations of Windows take a catalog.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests that is how to fail"
)]

mod common;

use catseal_asn1::{Tag, Writer, oids};
use catseal_catalog::CatalogView;
use catseal_trust::{CatalogTrust, Class, Generation, Policy, Status, TrustStore, Verdict, Verifier};
use common::*;
use std::collections::BTreeMap;
use std::path::Path;

fn verdict(trust: &CatalogTrust, name: &str) -> (Verdict, String) {
    let generation: Generation = name.parse().unwrap();
    let row = trust.windows.iter().find(|row| row.generation == generation).unwrap();
    (row.verdict, row.reason.clone())
}

/// What is judged of every catalog of the corpus that has one signature at most, by its path; empty without a corpus.
fn corpus(store: &TrustStore) -> BTreeMap<String, (u8, bool, CatalogTrust)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let Ok(table) = std::fs::read_to_string(root.join("crypto.tsv")) else {
        println!("skipped: {} is not there", root.display());
        return BTreeMap::new();
    };
    let verifier = Verifier::new(store);
    let mut judged = BTreeMap::new();
    for path in table.lines().skip(1).filter_map(|line| line.split('\t').next()) {
        let bytes = std::fs::read(root.join(path)).unwrap();
        let Ok(catalog) = CatalogView::parse(&bytes) else { continue };
        let at = time("2026-11-22T00:00:00Z");
        let for_ten = catalog.members().filter_map(Result::ok).any(|member| {
            let mut attributes = member.attributes().filter_map(Result::ok);
            attributes.any(|one| one.name == "OSAttr" && one.display().split(',').any(|os| os.trim() == "2:10.0"))
        });
        let trust = verifier.judge(&catalog, at, Policy::Kernel, false);
        // Of several signatures the best counts, so that the class of one does not tell.
        if trust.signatures.iter().any(|signature| !signature.nested.is_empty()) {
            continue;
        }
        judged.insert(path.to_owned(), (catalog.version().number(), for_ten, trust));
    }
    judged
}

#[test]
fn a_test_signature_is_for_test_mode_on_every_windows_and_an_unsigned_catalog_for_none() {
    let pki = Pki::new();
    let trust = judge_as(&pki.signed(), &pki.store(), Policy::Kernel);
    assert_eq!(trust.windows.len(), Generation::all().count());
    // A catalog of version 2 is for none of the old ones, whoever signed it. This one has no OSAttr.
    for row in trust.windows.iter().filter(|row| row.generation > Generation::Seven) {
        assert_eq!(row.verdict, Verdict::Fail);
        assert!(row.reason.contains("test mode"), "{}", row.reason);
    }
    assert!(verdict(&trust, "7").1.contains("version 2"));
    assert_eq!(trust.verdict(Policy::Kernel), Some(Verdict::Fail));
    let trust = judge_as(&unsigned(), &pki.store(), Policy::Kernel);
    assert!(trust.windows.iter().all(|row| row.verdict == Verdict::Fail && row.reason == "the catalog is not signed"));
    assert!(judge_as(&pki.signed(), &pki.store(), Policy::None).windows.is_empty());
}

#[test]
fn the_hardware_programme_is_taken_where_the_catalog_says_and_by_servers_only_with_lab_tests() {
    let mut seen = BTreeMap::new();
    for (path, (version, for_ten, trust)) in corpus(&TrustStore::microsoft()) {
        let (class, trusted) = (trust.signature.class, trust.signature.trusted);
        *seen.entry(class.as_str()).or_insert(0) += 1;
        let hardware = matches!(class, Class::Whql | Class::Attested);
        for row in &trust.windows {
            let is_ten = row.generation >= Generation::TenFirst;
            let is_server = row.generation >= Generation::Server2016;
            let context = format!("{path} {}: {}", row.generation, row.reason);
            match class {
                _ if is_ten && row.verdict == Verdict::Pass => assert!(for_ten || !hardware, "{context}"),
                Class::Attested if is_server => assert_eq!(row.verdict, Verdict::Fail, "{context}"),
                _ if hardware && trusted && is_ten && for_ten => assert_eq!(row.verdict, Verdict::Pass, "{context}"),
                _ => {}
            }
            match class {
                Class::Whql | Class::Attested | Class::Inbox => {}
                _ => assert_ne!(row.verdict, Verdict::Pass, "{context}"),
            }
            if version == 2 && row.generation < Generation::Eight {
                assert_eq!(row.verdict, Verdict::Fail, "{context}");
            }
            if trust.signature.status == Status::Unsigned || !trust.signature.valid {
                assert_eq!(row.verdict, Verdict::Fail, "{context}");
            }
        }
    }
    println!("{seen:?}");
}

#[test]
fn cross_signed_hangs_on_a_root_that_only_its_user_can_give_and_is_over_since_2026() {
    let catalogs = corpus(&TrustStore::microsoft());
    let mut store = TrustStore::microsoft();
    store.add(&code_verification_certificate(), "mcvr.cer").unwrap();
    let with_root = corpus(&store);
    let mut decided = 0;
    for (path, (_, _, trust)) in
        catalogs.iter().filter(|(_, (_, _, trust))| trust.signature.class == Class::CrossSigned)
    {
        let given = &with_root[path].2;
        assert_eq!(given.signature.class, Class::CrossSigned, "{path}");
        for (row, other) in trust.windows.iter().zip(&given.windows) {
            let context = format!("{path} {}: {} / {}", row.generation, row.reason, other.reason);
            if matches!(row.generation, Generation::Eleven | Generation::Server2025) {
                assert_eq!((row.verdict, other.verdict), (Verdict::Fail, Verdict::Fail), "{context}");
            }
            if row.verdict == Verdict::Unknown && row.reason.contains("--roots") {
                decided += 1;
                // A catalog may still not say for which Windows it is, or need more of an old one.
                assert!(!other.reason.contains("--roots"), "{context}");
                assert_ne!(other.verdict, Verdict::Fail, "{context}");
            }
        }
    }
    println!("{decided} rows");
    assert!(catalogs.is_empty() || decided > 0);
}

/// A certificate with the name and the key of the root; what is its own signature proves nothing and is not looked at.
fn code_verification_certificate() -> Vec<u8> {
    let algorithm = Writer::encode(|w| w.algorithm(&oids::SHA1_WITH_RSA));
    let tbs = Writer::encode(|w| {
        w.sequence(|w| {
            w.integer(1);
            w.raw(&algorithm);
            w.raw(catseal_roots::CODE_VERIFICATION_NAME);
            w.sequence(|w| {
                w.time(time("2005-11-01T00:00:00Z"));
                w.time(time("2025-11-01T00:00:00Z"));
            });
            w.raw(catseal_roots::CODE_VERIFICATION_NAME);
            w.raw(catseal_roots::CODE_VERIFICATION_KEY);
        });
    });
    Writer::encode(|w| {
        w.sequence(|w| {
            w.raw(&tbs);
            w.raw(&algorithm);
            w.primitive(Tag::BIT_STRING, &[0; 257]);
        });
    })
}

#[test]
fn the_kernel_policy_is_about_the_generations_that_were_asked_for() {
    let Some((path, _)) = corpus(&TrustStore::microsoft()).into_iter().find(|(_, (_, for_ten, trust))| {
        *for_ten && trust.signature.class == Class::Attested && trust.signature.trusted
    }) else {
        return;
    };
    let bytes = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus").join(path)).unwrap();
    let catalog = CatalogView::parse(&bytes).unwrap();
    let judge = |names: &[&str]| {
        let generations: Vec<Generation> = names.iter().map(|name| name.parse().unwrap()).collect();
        let verifier = Verifier::new(&TrustStore::microsoft()).for_windows(&generations);
        verifier.judge(&catalog, time("2026-11-22T00:00:00Z"), Policy::Kernel, false)
    };
    for (names, expected) in [
        (&["10", "11"][..], Verdict::Pass),
        (&["10", "server-2022"], Verdict::Fail),
        (&["server-2025"], Verdict::Fail),
        (&["8.1"], Verdict::Fail),
    ] {
        let trust = judge(names);
        assert_eq!(trust.verdict(Policy::Kernel), Some(expected), "{names:?}: {:?}", trust.policies);
        assert_eq!(trust.windows.len(), names.len());
    }
}

#[test]
fn a_signature_that_the_kernel_does_not_take_is_not_trusted_under_its_policy() {
    let pki = Pki::new();
    assert!(judge_as(&pki.signed(), &pki.store(), Policy::Signature).signature.trusted);
    let trust = judge_as(&pki.signed(), &pki.store(), Policy::Kernel);
    assert_eq!((trust.signature.status, trust.signature.trusted), (Status::Valid, false));
}

#[test]
fn of_several_signatures_the_kernel_policy_tells_the_one_by_which_it_takes_the_catalog() {
    let path = "packages/usbipd-win-Drivers_VBoxUSB@2fe2800e/VBoxUSB.cat";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus").join(path);
    let Ok(bytes) = std::fs::read(&path) else {
        println!("skipped: {} is not there", path.display());
        return;
    };
    let verifier = Verifier::new(&TrustStore::microsoft());
    let catalog = CatalogView::parse(&bytes).unwrap();
    let trust = verifier.judge(&catalog, time("2026-11-22T00:00:00Z"), Policy::Kernel, false);
    assert_eq!(trust.verdict(Policy::Kernel), Some(Verdict::Pass));
    assert_eq!(trust.signatures[0].class, Class::CrossSigned);
    assert_eq!((trust.signature.class, trust.signature.trusted), (Class::Attested, true));
    let (verdict, reason) = verdict(&trust, "server-2022");
    assert!(verdict == Verdict::Fail && reason.contains("attested"), "{reason}");
}
