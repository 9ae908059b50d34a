//! What somebody may try so that a revocation is not found, or so that the wrong people say that there is none.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests that is how to fail"
)]

mod common;
#[path = "common/revocation.rs"]
mod lists;

use catseal_asn1::{Cursor, Mode, Oid, Tag, Writer, oids, pem};
use catseal_catalog::CatalogView;
use catseal_trust::{CatalogTrust, Evidence, Policy, Revocation, RevocationMode, Status, TrustStore, Verifier};
use common::*;
use lists::*;
use std::collections::HashMap;

const SIGNER: u32 = 7;
const LIST_AT: &str = "http://crl.example/ca.crl";
const CA_ISSUERS: &str = "1.3.6.1.5.5.7.48.2";

fn pki() -> Pki {
    let leaf = Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]).serial(SIGNER);
    let leaf = leaf.extension(CDP, false, distribution_point(LIST_AT));
    Pki::with(Spec::ca("Test CA", "Test Root").serial(5), leaf)
}

/// What the network has: the list of the authority, which revokes the signer.
fn world(pki: &Pki) -> World {
    let list = List::of("Test CA").revoking(Revoked::new(SIGNER, "2026-01-01T00:00:00Z"));
    World { online: HashMap::from([(LIST_AT.to_owned(), list.make(&pki.ca_key))]), ..World::default() }
}

fn judge_softly(pki: &Pki, catalog: &[u8], world: &World) -> CatalogTrust {
    let store = pki.store();
    let revocation = Revocation { mode: RevocationMode::Soft, evidence: None, source: Some(world) };
    let verifier = Verifier::new(&store).with_revocation(revocation);
    verifier.judge(&CatalogView::parse(catalog).unwrap(), now(), Policy::Signature, false)
}

/// A catalog with time stamps by authorities of whom only these addresses of their issuers are known.
fn with_stamps(pki: &Pki, addresses: &[Vec<String>]) -> Vec<u8> {
    let bare = pki.signer().over_catalog();
    let (mut signer, mut certificates) = (pki.signer(), vec![pki.leaf.clone(), pki.ca.clone()]);
    let mut infos = Vec::new();
    for (number, addresses) in (1..).zip(addresses) {
        let key = new_key();
        let entries: Vec<_> = addresses.iter().map(|url| access(CA_ISSUERS, url)).collect();
        let access = Writer::encode(|w| w.sequence(|w| entries.iter().for_each(|entry| w.raw(entry))));
        let authority = Spec::leaf("Stamps", "Nobody", &[oids::TIME_STAMPING]).serial(number);
        let authority = authority.extension(AIA, false, access).make(&key, &new_key());
        let stamp = SignerBuilder::new(&authority, &key)
            .extra(attribute(&oids::SIGNING_TIME, &[Writer::encode(|w| w.time(time("2025-01-01T00:00:00Z")))]))
            .over(&oids::DATA, &signature_of(&bare));
        infos.push(stamp);
        certificates.push(authority);
    }
    signer.unsigned.push(attribute(&oids::COUNTER_SIGNATURE, &infos));
    let stamped = with_unsigned_attribute(&bare, &signer.unsigned[0]);
    assemble(&stamped, &certificates.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

#[test]
fn an_address_that_was_asked_for_an_issuer_is_still_asked_for_a_list() {
    let pki = pki();
    assert_eq!(judge_softly(&pki, &pki.signed(), &world(&pki)).signature.status, Status::Revoked);
    let catalog = with_stamps(&pki, &[vec![LIST_AT.to_owned()]]);
    let trust = judge_softly(&pki, &catalog, &world(&pki));
    assert!(trust.signatures[0].timestamps[0].valid);
    assert_eq!(trust.signature.status, Status::Revoked, "{:?}", trust.signature.reasons);
}

#[test]
fn a_catalog_that_names_more_addresses_than_are_asked_does_not_pass_for_that() {
    let pki = pki();
    let addresses = (0..16).map(|stamp| (0..4).map(|place| format!("http://{stamp}.example/{place}")).collect());
    let catalog = with_stamps(&pki, &addresses.collect::<Vec<_>>());
    let world = world(&pki);
    let trust = judge_softly(&pki, &catalog, &world);
    assert!(matches!(trust.signature.status, Status::Revoked | Status::RevocationUnknown), "{:?}", trust.signature);
    assert!(world.asked.lock().unwrap().len() <= 32);
    assert_eq!(trust.policies[0].verdict, catseal_trust::Verdict::Fail);
}

#[test]
fn an_authority_that_cannot_be_reached_is_a_warning_and_no_more() {
    let pki = pki();
    let trust = judge_softly(&pki, &with_stamps(&pki, &[vec!["http://a.example/".to_owned()]]), &World::default());
    assert_eq!(trust.signature.status, Status::Valid);
    assert!(trust.findings.iter().any(|finding| finding.code == "CS4021"));
}

/// The status in the hard mode when one certificate is distrusted.
fn status_without(pki: &Pki, distrusted: Option<&[u8]>, evidence: &Evidence) -> Status {
    let mut store = pki.store();
    if let Some(distrusted) = distrusted {
        assert_eq!(store.disallow(distrusted, "stolen.cer"), Ok(1));
    }
    let revocation = Revocation { mode: RevocationMode::Hard, evidence: Some(evidence), source: None };
    let verifier = Verifier::new(&store).with_revocation(revocation);
    let catalog = pki.signed();
    verifier.judge(&CatalogView::parse(&catalog).unwrap(), now(), Policy::Signature, false).signature.status
}

#[test]
fn a_distrusted_responder_vouches_for_nobody() {
    let pki = pki();
    let (key, other_key) = (new_key(), new_key());
    let responder = |key| {
        let responder = Spec::leaf("Responder", "Test CA", &[Oid::new_unwrap("1.3.6.1.5.5.7.3.9")]).serial(9);
        let no_check = Oid::new_unwrap("1.3.6.1.5.5.7.48.1.5");
        responder.extension(no_check, false, vec![5, 0]).make(key, &pki.ca_key)
    };
    let (certificate, other) = (responder(&key), responder(&other_key));
    let mut answer = Answer::about(SIGNER);
    answer.certificates.push(certificate.clone());
    let mut evidence = Evidence::new();
    evidence.add_ocsp(&answer.make("Test CA", &pki.ca_key, &key), "a.ocsp").unwrap();
    evidence.add_crls(&root_list(&pki), "root.crl").unwrap();
    assert_eq!(status_without(&pki, None, &evidence), Status::Valid);
    assert_eq!(status_without(&pki, Some(&other), &evidence), Status::Valid);
    assert_eq!(status_without(&pki, Some(&certificate), &evidence), Status::RevocationUnknown);
}

#[test]
fn a_distrusted_signer_of_lists_vouches_for_nobody() {
    let pki = pki();
    let key = new_key();
    // The authority's second certificate, with a key for its lists.
    let certificate = Spec::ca("Test CA", "Test Root").serial(6).make(&key, &pki.root_key);
    let list = List::of("Test CA").make(&key);
    let bundle = format!("{}{}", *pem::encode("X509 CRL", &list), *pem::encode("CERTIFICATE", &certificate));
    let mut evidence = Evidence::new();
    evidence.add_crls(bundle.as_bytes(), "a.pem").unwrap();
    evidence.add_crls(&root_list(&pki), "root.crl").unwrap();
    assert_eq!(status_without(&pki, None, &evidence), Status::Valid);
    assert_eq!(status_without(&pki, Some(&certificate), &evidence), Status::RevocationUnknown);
}

/// The order of the curve P-256 (SEC 2, 2.4.2).
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
    0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// The certificate with the other signature that ECDSA gives for free: of (r, s), also (r, n - s) holds.
fn resigned(certificate: &[u8]) -> Vec<u8> {
    let mut fields = Cursor::new(certificate, Mode::Strict).enter(Tag::SEQUENCE, "certificate").unwrap();
    let (tbs, algorithm) = (fields.any("tbs").unwrap().raw, fields.any("algorithm").unwrap().raw);
    let signature = fields.any("signature").unwrap().bit_string().unwrap();
    let mut numbers = Cursor::new(signature, Mode::Strict).enter(Tag::SEQUENCE, "signature").unwrap();
    let (r, s) = (numbers.any("r").unwrap().raw, numbers.any("s").unwrap().value);
    let s: Vec<u8> = s.iter().copied().skip_while(|&octet| octet == 0).collect();
    let mut other = [0; 33];
    let mut borrow = 0;
    for place in 0..32 {
        let digit = s.len().checked_sub(place + 1).map_or(0, |index| i32::from(s[index]));
        let difference = i32::from(ORDER[31 - place]) - digit - borrow;
        borrow = i32::from(difference < 0);
        other[32 - place] = u8::try_from(difference.rem_euclid(256)).unwrap();
    }
    let start = other.windows(2).position(|pair| pair[0] != 0 || pair[1] >= 0x80).unwrap();
    let signature = Writer::encode(|w| {
        w.sequence(|w| {
            w.raw(r);
            w.primitive(Tag::INTEGER, &other[start..]);
        });
    });
    Writer::encode(|w| {
        w.sequence(|w| {
            w.raw(tbs);
            w.raw(algorithm);
            w.primitive(Tag::BIT_STRING, &[&[0], signature.as_slice()].concat());
        });
    })
}

#[test]
fn a_distrusted_certificate_stays_so_under_another_form_of_its_signature() {
    let pki = Pki::new();
    for (place, certificate) in [&pki.leaf, &pki.ca].into_iter().enumerate() {
        let other = resigned(certificate);
        assert_ne!(other, *certificate);
        let bag = if place == 0 { [&other, &pki.ca] } else { [&pki.leaf, &other] };
        let catalog = assemble(&pki.signer().over_catalog(), &bag.map(Vec::as_slice));
        assert_eq!(judge(&catalog, &pki.store()).signature.status, Status::Valid);
        let mut store = pki.store();
        store.disallow(certificate, "stolen.cer").unwrap();
        assert_eq!(judge(&catalog, &store).signature.status, Status::Revoked);
    }
}

#[test]
fn a_text_of_thumbprints_may_begin_with_any_digit() {
    for first in "0123456789abcdef".chars() {
        let text = format!("{first}{}\n", "1".repeat(39));
        assert_eq!(TrustStore::empty().disallow(text.as_bytes(), "list.txt"), Ok(1), "{first}");
    }
}
