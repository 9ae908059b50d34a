//! What hostile catalogs may cost: loops, multitudes, depth. Counted, not timed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests that is how to fail"
)]

mod common;

use catseal_asn1::{Writer, oids};
use catseal_catalog::CatalogView;
use catseal_trust::{Policy, Status, Verifier};
use common::*;

#[test]
fn loops_of_issuers_end() {
    let (a_key, b_key, leaf_key) = (new_key(), new_key(), new_key());
    let a = Spec::ca("A", "B").make(&a_key, &b_key);
    let b = Spec::ca("B", "A").make(&b_key, &a_key);
    let leaf = Spec::leaf("Test Signer", "A", &[oids::CODE_SIGNING]).make(&leaf_key, &a_key);
    let catalog = assemble(&SignerBuilder::new(&leaf, &leaf_key).over_catalog(), &[&leaf, &a, &b]);
    assert_eq!(judge(&catalog, &store(&[])).signature.status, Status::ChainIncomplete);
}

#[test]
fn a_multitude_of_issuers_of_one_name_costs_a_bounded_number_of_checks() {
    let pki = Pki::new();
    let fakes: Vec<_> = (0..200)
        .map(|serial| {
            let key = new_key();
            Spec::ca("Test CA", "Test CA").serial(serial).make(&key, &key)
        })
        .collect();
    let mut bag: Vec<&[u8]> = fakes.iter().map(Vec::as_slice).collect();
    bag.push(&pki.leaf);
    let catalog = assemble(&pki.signer().over_catalog(), &bag);
    let store = pki.store();
    let verifier = catseal_trust::Verifier::new(&store);
    let view = catseal_catalog::CatalogView::parse(&catalog).unwrap();
    let judge = || verifier.judge(&view, now(), Policy::Signature, false);
    let trust = judge();
    assert_eq!(trust.signature.status, Status::ChainIncomplete);
    assert!(trust.signature.reasons.iter().any(|reason| reason.contains("more signature checks")));
    // What was computed for the first time round must not change the verdict, on whatever thread.
    let again = std::thread::scope(|scope| scope.spawn(judge).join().unwrap());
    assert_eq!(again, trust);
}

#[test]
fn self_signed_twins_that_vouch_for_each_other_cost_a_bounded_number_of_checks() {
    // All of one name and one key: each of them issued each other one, and itself.
    let (key, leaf_key) = (new_key(), new_key());
    let twins: Vec<_> = (0..100).map(|serial| Spec::ca("Twin", "Twin").serial(serial).make(&key, &key)).collect();
    let leaf = Spec::leaf("Test Signer", "Twin", &[oids::CODE_SIGNING]).make(&leaf_key, &key);
    let mut bag: Vec<&[u8]> = twins.iter().map(Vec::as_slice).collect();
    bag.push(&leaf);
    let catalog = assemble(&SignerBuilder::new(&leaf, &leaf_key).over_catalog(), &bag);
    let store = store(&[]);
    let verifier = Verifier::new(&store);
    let trust = verifier.judge(&CatalogView::parse(&catalog).unwrap(), now(), Policy::Signature, false);
    assert!(trust.signature.valid && !trust.signature.trusted);
    assert!(verifier.links_computed() <= 64, "{}", verifier.links_computed());
}

#[test]
fn signatures_that_share_a_chain_cost_its_links_once() {
    let pki = Pki::new();
    let store = pki.store();
    let verifier = Verifier::new(&store);
    // With links that counted for each signature, forty would ask for more checks than are made.
    for count in [10, 40] {
        let signers: Vec<_> = (0..count).map(|_| pki.signer().over_catalog()).collect();
        let catalog = assemble_all(&signers, &[&pki.leaf, &pki.ca]);
        let trust = verifier.judge(&CatalogView::parse(&catalog).unwrap(), now(), Policy::Signature, false);
        assert_eq!(trust.signatures.len(), count);
        for signature in &trust.signatures {
            assert_eq!(signature.status, Status::Valid, "{:?}", signature.reasons);
        }
        // From signer to authority, and from there to the root; for all catalogs together.
        assert_eq!(verifier.links_computed(), 2);
    }
}

#[test]
fn a_path_is_at_most_eight_certificates_long() {
    for (authorities, status) in [(6, Status::Valid), (7, Status::ChainIncomplete)] {
        let (root_key, leaf_key) = (new_key(), new_key());
        let root = Spec::ca("CA 0", "CA 0").make(&root_key, &root_key);
        let (mut bag, mut above) = (Vec::new(), root_key);
        for number in 1..=authorities {
            let key = new_key();
            let spec = Spec::ca(&format!("CA {number}"), &format!("CA {}", number - 1));
            bag.push(spec.make(&key, &above));
            above = key;
        }
        let leaf = Spec::leaf("Test Signer", &format!("CA {authorities}"), &[oids::CODE_SIGNING]);
        bag.push(leaf.make(&leaf_key, &above));
        let signer = SignerBuilder::new(bag.last().unwrap(), &leaf_key).over_catalog();
        let catalog = assemble(&signer, &bag.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let trust = judge(&catalog, &store(&[&root]));
        assert_eq!(trust.signature.status, status, "{:?}", trust.signature.reasons);
    }
}

#[test]
fn ten_thousand_certificates_are_not_even_read() {
    let pki = Pki::new();
    let bag = |count: u32| {
        let mut bag = vec![pki.leaf.clone(), pki.ca.clone()];
        // Different, as a SET demands, and as small as an element can be that is read as one.
        bag.extend((2..count).map(|n| Writer::encode(|w| w.sequence(|w| w.integer(n)))));
        bag
    };
    let parse = |count| {
        let bag = bag(count);
        let bag: Vec<_> = bag.iter().map(Vec::as_slice).collect();
        let catalog = assemble(&pki.signer().over_catalog(), &bag);
        CatalogView::parse(&catalog).map(|_| judge(&catalog, &pki.store()).signature.status)
    };
    assert_eq!(parse(256).unwrap(), Status::Valid);
    for count in [257, 10_000] {
        let error = parse(count).unwrap_err().to_string();
        assert!(error.contains("256"), "{error}");
    }
}

#[test]
fn elements_nested_a_hundred_thousand_deep_are_no_trouble() {
    // From the inside out, so that the test itself does not go as deep.
    let mut deep = Vec::new();
    for _ in 0..100_000 {
        let len = u32::try_from(deep.len()).unwrap().to_be_bytes();
        // In reverse: contents, length, tag.
        deep.extend(len.iter().rev());
        deep.extend([0x84, 0x30]);
    }
    deep.reverse();
    let pki = Pki::new();
    let unsigned = pki.signer().unsigned(attribute(&oids::COUNTER_SIGNATURE, std::slice::from_ref(&deep)));
    let trust = judge(&assemble(&unsigned.over_catalog(), &[&pki.leaf, &pki.ca]), &pki.store());
    assert_eq!(trust.signature.status, Status::Malformed);
    for (in_signer, in_authority, oid, status) in [
        (true, false, BASIC_CONSTRAINTS, Status::UsageNotAllowed),
        (true, false, CERTIFICATE_POLICIES, Status::UsageNotAllowed),
        // What is constrained below the signer, and names that nobody constrains, are not looked into.
        (true, false, NAME_CONSTRAINTS, Status::Valid),
        (true, false, SUBJECT_ALT_NAME, Status::Valid),
        (false, true, NAME_CONSTRAINTS, Status::UsageNotAllowed),
    ] {
        let mut leaf = Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]);
        let mut ca = Spec::ca("Test CA", "Test Root");
        if in_signer {
            leaf = leaf.extension(oid, false, deep.clone());
        }
        if in_authority {
            ca = ca.extension(oid, true, deep.clone());
        }
        let pki = Pki::with(ca, leaf);
        assert_eq!(judge(&pki.signed(), &pki.store()).signature.status, status, "{oid} {in_signer}");
    }
}
