//! Which lists and answers are believed, and what follows from them: each rule with what keeps it and what breaks it.

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

use aws_lc_rs::signature::EcdsaKeyPair;
use catseal_asn1::{DigestAlgorithm, Oid, Tag, Writer, oids};
use catseal_catalog::CatalogView;
use catseal_trust::{
    CatalogTrust, Error, Evidence, Policy, Revocation, RevocationMode, RevocationState, Status, Verifier,
};
use common::*;
use lists::*;
use std::collections::HashMap;

/// Serial number of the signer.
const SIGNER: u32 = 7;
const LIST_SIGNING: u8 = 0x02;

/// A root, an authority (serial number 5) and a signer.
fn pki() -> Pki {
    Pki::with(
        Spec::ca("Test CA", "Test Root").serial(5),
        Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]).serial(SIGNER),
    )
}

fn evidence(crls: &[Vec<u8>], responses: &[Vec<u8>]) -> Evidence {
    let mut evidence = Evidence::new();
    crls.iter().for_each(|crl| assert_eq!(evidence.add_crls(crl, "a.crl"), Ok(1)));
    responses.iter().for_each(|response| evidence.add_ocsp(response, "a.ocsp").unwrap());
    evidence
}

fn judge_in(mode: RevocationMode, pki: &Pki, catalog: &[u8], evidence: &Evidence) -> CatalogTrust {
    let store = pki.store();
    let revocation = Revocation { mode, evidence: Some(evidence), source: None };
    let verifier = Verifier::new(&store).with_revocation(revocation);
    verifier.judge(&CatalogView::parse(catalog).unwrap(), now(), Policy::Signature, false)
}

/// The status in the hard mode, with a list of the root that says that the authority is good, and these.
fn hard(pki: &Pki, crls: &[Vec<u8>], responses: &[Vec<u8>]) -> Status {
    let evidence = evidence(&[crls, &[root_list(pki)]].concat(), responses);
    judge_in(RevocationMode::Hard, pki, &pki.signed(), &evidence).signature.status
}

fn list() -> List {
    List::of("Test CA")
}

fn revoked() -> Revoked {
    Revoked::new(SIGNER, "2026-01-01T00:00:00Z")
}

#[test]
fn a_signer_is_good_by_a_list_of_his_authority_and_revoked_by_one_that_lists_him() {
    let pki = pki();
    assert_eq!(hard(&pki, &[list().make(&pki.ca_key)], &[]), Status::Valid);
    assert_eq!(hard(&pki, &[list().revoking(revoked()).make(&pki.ca_key)], &[]), Status::Revoked);
    let other = Revoked::new(SIGNER + 1, "2026-01-01T00:00:00Z");
    assert_eq!(hard(&pki, &[list().revoking(other).make(&pki.ca_key)], &[]), Status::Valid);
}

#[test]
fn without_evidence_soft_passes_quietly_hard_refuses_and_off_says_that_nobody_asked() {
    let pki = pki();
    let judge = |mode| judge_in(mode, &pki, &pki.signed(), &Evidence::new());
    let said = "whether a certificate was revoked".to_owned();
    for mode in [RevocationMode::Off, RevocationMode::Soft] {
        let trust = judge(mode);
        assert_eq!(trust.signature.status, Status::Valid);
        assert_eq!(trust.findings, []);
        assert!(trust.not_checked.contains(&said));
    }
    assert_eq!(judge(RevocationMode::Hard).signature.status, Status::RevocationUnknown);
    let good = evidence(&[list().make(&pki.ca_key), root_list(&pki)], &[]);
    let trust = judge_in(RevocationMode::Soft, &pki, &pki.signed(), &good);
    assert!(!trust.not_checked.contains(&said), "now it was");
}

#[test]
fn soft_refuses_what_was_revoked_and_warns_once_where_the_evidence_says_nothing() {
    let pki = pki();
    let judge = |crls: &[Vec<u8>]| judge_in(RevocationMode::Soft, &pki, &pki.signed(), &evidence(crls, &[]));
    let trust = judge(&[list().revoking(revoked()).make(&pki.ca_key)]);
    assert_eq!(trust.signature.status, Status::Revoked);
    assert_eq!(trust.policies[0].verdict, catseal_trust::Verdict::Fail);
    let trust = judge(&[List::of("Somebody").make(&pki.ca_key)]);
    assert_eq!(trust.signature.status, Status::Valid);
    let codes: Vec<_> = trust.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["CS4021"]);
    let off = judge_in(
        RevocationMode::Off,
        &pki,
        &pki.signed(),
        &evidence(&[list().revoking(revoked()).make(&pki.ca_key)], &[]),
    );
    assert_eq!(off.signature.status, Status::Valid);
}

#[test]
fn the_authority_itself_is_asked_about_too_and_the_root_is_not() {
    let pki = pki();
    let good = list().make(&pki.ca_key);
    let against_ca = List::of("Test Root").revoking(Revoked::new(5, "2026-01-01T00:00:00Z")).make(&pki.root_key);
    let judge =
        |crls: &[Vec<u8>]| judge_in(RevocationMode::Hard, &pki, &pki.signed(), &evidence(crls, &[])).signature.status;
    assert_eq!(judge(&[good.clone(), against_ca]), Status::Revoked);
    assert_eq!(judge(std::slice::from_ref(&good)), Status::RevocationUnknown, "nothing about the authority");
    let trust = judge_in(RevocationMode::Hard, &pki, &pki.signed(), &evidence(&[good, root_list(&pki)], &[]));
    assert_eq!(trust.signatures[0].revocation.len(), 2);
}

#[test]
fn a_list_counts_only_when_the_authority_signed_it() {
    let pki = pki();
    assert_eq!(hard(&pki, &[list().make(&new_key())], &[]), Status::RevocationUnknown);
    assert_eq!(hard(&pki, &[list().revoking(revoked()).make(&new_key())], &[]), Status::RevocationUnknown);
    // The signer must not speak for himself.
    assert_eq!(hard(&pki, &[list().make(&pki.leaf_key)], &[]), Status::RevocationUnknown);
}

#[test]
fn an_authority_whose_key_usage_leaves_out_lists_must_not_sign_them() {
    let with_usage = |bits: u8| {
        let usage = Writer::encode(|w| w.primitive(Tag::BIT_STRING, &[1, bits]));
        let ca = Spec::ca("Test CA", "Test Root").serial(5).extension(KEY_USAGE, true, usage);
        Pki::with(ca, Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]))
    };
    // keyCertSign is bit 5, cRLSign bit 6.
    let (both, certificates_alone) = (with_usage(0x04 | LIST_SIGNING), with_usage(0x04));
    assert_eq!(hard(&both, &[list().make(&both.ca_key)], &[]), Status::Valid);
    let list = list().make(&certificates_alone.ca_key);
    assert_eq!(hard(&certificates_alone, &[list], &[]), Status::RevocationUnknown);
}

#[test]
fn a_list_that_ran_out_still_revokes_but_proves_nobody_good() {
    let pki = pki();
    let old = || list().updates("2026-04-01T00:00:00Z", Some("2026-04-08T00:00:00Z"));
    assert_eq!(hard(&pki, &[old().make(&pki.ca_key)], &[]), Status::RevocationUnknown);
    assert_eq!(hard(&pki, &[old().revoking(revoked()).make(&pki.ca_key)], &[]), Status::Revoked);
    let endless = list().updates("2026-05-25T00:00:00Z", None);
    assert_eq!(hard(&pki, &[endless.make(&pki.ca_key)], &[]), Status::RevocationUnknown);
}

#[test]
fn a_list_made_after_the_time_that_is_judged_revokes_only_for_what_was_then() {
    let pki = pki();
    let later = |entry: Option<Revoked>| {
        let mut list = list().updates("2026-07-01T00:00:00Z", Some("2026-08-01T00:00:00Z"));
        list.revoked.extend(entry);
        list.make(&pki.ca_key)
    };
    assert_eq!(hard(&pki, &[later(None)], &[]), Status::RevocationUnknown);
    assert_eq!(hard(&pki, &[later(Some(revoked()))], &[]), Status::Revoked);
    let afterwards = Revoked::new(SIGNER, "2026-06-15T00:00:00Z");
    assert_eq!(hard(&pki, &[later(Some(afterwards))], &[]), Status::RevocationUnknown);
}

#[test]
fn a_newer_list_takes_a_hold_back_but_no_other_revocation() {
    let pki = pki();
    let older = |reason| {
        let list = list().updates("2026-05-20T00:00:00Z", Some("2026-06-03T00:00:00Z"));
        list.revoking(revoked().because(reason)).make(&pki.ca_key)
    };
    let newer = list().make(&pki.ca_key);
    assert_eq!(hard(&pki, &[older(HOLD), newer.clone()], &[]), Status::Valid);
    assert_eq!(hard(&pki, &[older(HOLD)], &[]), Status::Revoked);
    assert_eq!(hard(&pki, &[older(KEY_COMPROMISE), newer], &[]), Status::Revoked);
}

#[test]
fn an_extension_that_is_not_understood_makes_a_list_unusable_where_it_is_critical() {
    let pki = pki();
    let oid = Oid::new_unwrap("1.2.3.4");
    let of_list = |critical| list().extension(oid, critical, vec![5, 0]).make(&pki.ca_key);
    assert_eq!(hard(&pki, &[of_list(false)], &[]), Status::Valid);
    assert_eq!(hard(&pki, &[of_list(true)], &[]), Status::RevocationUnknown);
    let of_entry = |critical| {
        let mut other = Revoked::new(SIGNER + 1, "2026-01-01T00:00:00Z");
        other.extensions.push((oid, critical, vec![5, 0]));
        list().revoking(other).make(&pki.ca_key)
    };
    assert_eq!(hard(&pki, &[of_entry(false)], &[]), Status::Valid);
    assert_eq!(hard(&pki, &[of_entry(true)], &[]), Status::RevocationUnknown);
}

#[test]
fn a_list_for_others_says_nothing() {
    let pki = pki();
    let scope = |tag: u8| {
        let value = Writer::encode(|w| w.sequence(|w| w.primitive(Tag::context_primitive(tag), &[0xff])));
        list().extension(ISSUING_DISTRIBUTION_POINT, true, value).make(&pki.ca_key)
    };
    assert_eq!(hard(&pki, &[scope(1)], &[]), Status::Valid, "for users");
    assert_eq!(hard(&pki, &[scope(2)], &[]), Status::RevocationUnknown, "for authorities");
    assert_eq!(hard(&pki, &[scope(5)], &[]), Status::RevocationUnknown, "for attribute certificates");
}

#[test]
fn a_delta_is_no_whole_list() {
    let pki = pki();
    let base = || list().extension(CRL_NUMBER, false, number(10));
    let delta = |entry: Option<Revoked>, of: u32| {
        let mut list = list().updates("2026-05-28T00:00:00Z", Some("2026-06-08T00:00:00Z"));
        list.revoked.extend(entry);
        list.extension(CRL_NUMBER, false, number(12)).extension(DELTA_CRL_INDICATOR, true, number(of)).make(&pki.ca_key)
    };
    let base = base().make(&pki.ca_key);
    assert_eq!(hard(&pki, &[delta(None, 10)], &[]), Status::RevocationUnknown);
    assert_eq!(hard(&pki, &[base.clone(), delta(None, 10)], &[]), Status::Valid);
    assert_eq!(hard(&pki, &[base.clone(), delta(Some(revoked()), 10)], &[]), Status::Revoked);
    // One that starts from a later list does not follow this one.
    assert_eq!(hard(&pki, &[base, delta(Some(revoked()), 11)], &[]), Status::Valid);
}

#[test]
fn a_list_within_the_catalog_is_used() {
    let pki = pki();
    let judge = |list: Vec<u8>| {
        let catalog = assemble_with_crls(&pki.signer().over_catalog(), &[&pki.leaf, &pki.ca], &[list]);
        judge_in(RevocationMode::Soft, &pki, &catalog, &Evidence::new())
    };
    assert_eq!(judge(list().revoking(revoked()).make(&pki.ca_key)).signature.status, Status::Revoked);
    let trust = judge(list().make(&pki.ca_key));
    assert_eq!(trust.signature.status, Status::Valid);
    assert_eq!(trust.signatures[0].revocation[0].state, RevocationState::Good);
    assert_eq!(trust.signatures[0].revocation[0].source.as_deref(), Some("the catalog"));
}

#[test]
fn an_answer_of_the_authority_counts_whatever_digest_names_the_certificate() {
    let pki = pki();
    for digest in [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256] {
        let answer = |revoked| {
            let answer = Answer { digest, revoked, ..Answer::about(SIGNER) };
            answer.make("Test CA", &pki.ca_key, &pki.ca_key)
        };
        assert_eq!(hard(&pki, &[], &[answer(None)]), Status::Valid);
        assert_eq!(hard(&pki, &[], &[answer(Some(revoked()))]), Status::Revoked);
    }
    let other = Answer::about(SIGNER + 1).make("Test CA", &pki.ca_key, &pki.ca_key);
    assert_eq!(hard(&pki, &[], &[other]), Status::RevocationUnknown);
    let other_key = Answer::about(SIGNER).make("Test CA", &pki.root_key, &pki.ca_key);
    assert_eq!(hard(&pki, &[], &[other_key]), Status::RevocationUnknown);
    let unknown = Answer { unknown: true, ..Answer::about(SIGNER) }.make("Test CA", &pki.ca_key, &pki.ca_key);
    assert_eq!(hard(&pki, &[], &[unknown]), Status::RevocationUnknown);
}

#[test]
fn a_responder_needs_a_certificate_of_the_authority_for_that_very_purpose() {
    let pki = pki();
    let no_check = Oid::new_unwrap("1.3.6.1.5.5.7.48.1.5");
    let ocsp_signing = Oid::new_unwrap("1.3.6.1.5.5.7.3.9");
    let key = new_key();
    let status = |spec: Spec, issuer_key: &EcdsaKeyPair| {
        let certificate = spec.serial(30).make(&key, issuer_key);
        let answer = Answer { certificates: vec![certificate], ..Answer::about(SIGNER) };
        hard(&pki, &[], &[answer.make("Test CA", &pki.ca_key, &key)])
    };
    let spec = |usage| Spec::leaf("Responder", "Test CA", &[usage]).extension(no_check, false, vec![5, 0]);
    assert_eq!(status(spec(ocsp_signing), &pki.ca_key), Status::Valid);
    assert_eq!(status(spec(oids::CODE_SIGNING), &pki.ca_key), Status::RevocationUnknown);
    assert_eq!(status(spec(ocsp_signing), &pki.root_key), Status::RevocationUnknown, "issued by somebody else");
    let ended = spec(ocsp_signing).valid("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z");
    assert_eq!(status(ended, &pki.ca_key), Status::RevocationUnknown);
    // Of a responder who may be revoked it has to be known that he was not.
    let to_be_checked = Spec::leaf("Responder", "Test CA", &[ocsp_signing]);
    assert_eq!(status(to_be_checked, &pki.ca_key), Status::RevocationUnknown);
}

#[test]
fn an_answer_that_ran_out_proves_nobody_good() {
    let pki = pki();
    let answer = |this: &str, next: Option<&str>| {
        let answer = Answer { this_update: time(this), next_update: next.map(time), ..Answer::about(SIGNER) };
        hard(&pki, &[], &[answer.make("Test CA", &pki.ca_key, &pki.ca_key)])
    };
    assert_eq!(answer("2026-05-01T00:00:00Z", Some("2026-05-02T00:00:00Z")), Status::RevocationUnknown);
    assert_eq!(answer("2026-06-02T00:00:00Z", Some("2026-06-03T00:00:00Z")), Status::RevocationUnknown);
    assert_eq!(answer("2026-05-31T12:00:00Z", None), Status::Valid);
    assert_eq!(answer("2026-05-30T12:00:00Z", None), Status::RevocationUnknown);
}

#[test]
fn a_list_that_revokes_outweighs_an_answer_that_does_not() {
    let pki = pki();
    let good = Answer::about(SIGNER).make("Test CA", &pki.ca_key, &pki.ca_key);
    let against = list().revoking(revoked().because(KEY_COMPROMISE)).make(&pki.ca_key);
    assert_eq!(hard(&pki, &[against], std::slice::from_ref(&good)), Status::Revoked);
    assert_eq!(hard(&pki, &[], &[good]), Status::Valid);
}

#[test]
fn an_expired_certificate_is_good_only_by_a_list_that_keeps_such() {
    let leaf = Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]);
    let pki = Pki::with(
        Spec::ca("Test CA", "Test Root").serial(5),
        leaf.valid("2020-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
    );
    let judge = |list: List| {
        let evidence = evidence(&[list.make(&pki.ca_key)], &[]);
        let trust = judge_in(RevocationMode::Soft, &pki, &pki.signed(), &evidence);
        trust.signatures[0].revocation[0].state
    };
    assert_eq!(judge(list()), RevocationState::Unknown);
    let keeps = |since: &str| list().extension(EXPIRED_CERTS_ON_CRL, false, generalized(time(since)));
    assert_eq!(judge(keeps("2020-01-01T00:00:00Z")), RevocationState::Good);
    assert_eq!(judge(keeps("2025-01-01T00:00:00Z")), RevocationState::Unknown);
}

#[test]
fn a_time_stamp_of_a_revoked_authority_counts_only_where_its_key_was_never_lost() {
    let leaf = Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]);
    let pki = Pki::with(
        Spec::ca("Test CA", "Test Root").serial(5),
        leaf.valid("2020-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
    );
    let key = new_key();
    let authority = Spec::leaf("Stamps", "Test Root", &[oids::TIME_STAMPING]).serial(9).make(&key, &pki.root_key);
    let info = pki.signer().over_catalog();
    let stamp = token(&signature_of(&info), time("2023-01-01T00:00:00Z"), &authority, &key);
    let catalog = assemble(&with_unsigned_attribute(&info, &stamp), &[&pki.leaf, &pki.ca, &authority]);
    let judge = |entry: Option<Revoked>| {
        let mut list = List::of("Test Root");
        list.revoked.extend(entry);
        let evidence = evidence(&[list.make(&pki.root_key)], &[]);
        judge_in(RevocationMode::Soft, &pki, &catalog, &evidence).signature.status
    };
    let revoked = |at: &str| Revoked::new(9, at);
    assert_eq!(judge(None), Status::Valid);
    // Without the stamp the signer's certificate has expired.
    assert_eq!(judge(Some(revoked("2025-01-01T00:00:00Z").because(KEY_COMPROMISE))), Status::Expired);
    assert_eq!(judge(Some(revoked("2025-01-01T00:00:00Z"))), Status::Expired, "no reason given: RFC 3161, 4");
    assert_eq!(judge(Some(revoked("2025-01-01T00:00:00Z").because(CESSATION))), Status::Valid);
    assert_eq!(judge(Some(revoked("2022-01-01T00:00:00Z").because(CESSATION))), Status::Expired);
}

#[test]
fn of_a_revocation_after_the_time_stamp_the_report_still_tells() {
    let pki = pki();
    let key = new_key();
    let authority = Spec::leaf("Stamps", "Test Root", &[oids::TIME_STAMPING]).serial(9).make(&key, &pki.root_key);
    let info = pki.signer().over_catalog();
    let stamp = token(&signature_of(&info), time("2025-01-01T00:00:00Z"), &authority, &key);
    let catalog = assemble(&with_unsigned_attribute(&info, &stamp), &[&pki.leaf, &pki.ca, &authority]);
    let list = list().revoking(revoked()).make(&pki.ca_key);
    let trust = judge_in(RevocationMode::Soft, &pki, &catalog, &evidence(&[list, root_list(&pki)], &[]));
    assert_eq!(trust.signature.status, Status::Valid);
    assert!(trust.findings.iter().any(|finding| finding.code == "CS4022"));
    let detail = &trust.signatures[0].revocation[0];
    assert_eq!((detail.state, detail.signed_before), (RevocationState::Revoked, true));
    assert_eq!(detail.revoked_at, Some(time("2026-01-01T00:00:00Z")));
    assert_eq!(detail.age_days, Some(7));
}

#[test]
fn what_is_no_list_or_no_answer_is_an_error_that_says_so() {
    let mut evidence = Evidence::new();
    assert!(matches!(evidence.add_crls(b"hello", "x"), Err(Error::Crl { .. })));
    let pem = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assert!(matches!(evidence.add_crls(pem, "x"), Err(Error::NoCrl { .. })));
    assert!(matches!(evidence.add_ocsp(b"", "x"), Err(Error::Ocsp { .. })));
    let later = Answer { status: 3, ..Answer::about(1) }.make("Test CA", &new_key(), &new_key());
    assert!(evidence.add_ocsp(&later, "x").unwrap_err().to_string().contains("try later"));
    assert!(evidence.is_empty());
}

#[test]
fn a_list_of_a_hundred_thousand_entries_is_searched_and_not_read_through() {
    let pki = pki();
    let mut long = list();
    long.revoked = (1000..101_000).map(|serial| Revoked::new(serial * 7, "2026-01-01T00:00:00Z")).collect();
    assert_eq!(hard(&pki, &[long.make(&pki.ca_key)], &[]), Status::Valid);
    long.revoked.push(revoked());
    assert_eq!(hard(&pki, &[long.make(&pki.ca_key)], &[]), Status::Revoked);
}

#[test]
fn no_octet_of_a_list_or_an_answer_can_be_another_one() {
    let pki = pki();
    let changed = |document: &[u8]| {
        let places = 0..document.len();
        let changed = |place: usize| {
            let mut changed = document.to_vec();
            changed[place] ^= 1;
            changed
        };
        places.map(changed).collect::<Vec<_>>()
    };
    for crl in changed(&list().make(&pki.ca_key)) {
        let mut evidence = evidence(&[root_list(&pki)], &[]);
        evidence.add_crls(&crl, "changed").ok();
        let trust = judge_in(RevocationMode::Hard, &pki, &pki.signed(), &evidence);
        assert_eq!(trust.signature.status, Status::RevocationUnknown, "{crl:02x?}");
    }
    for answer in changed(&Answer::about(SIGNER).make("Test CA", &pki.ca_key, &pki.ca_key)) {
        let mut evidence = evidence(&[root_list(&pki)], &[]);
        evidence.add_ocsp(&answer, "changed").ok();
        let trust = judge_in(RevocationMode::Hard, &pki, &pki.signed(), &evidence);
        assert_eq!(trust.signature.status, Status::RevocationUnknown, "{answer:02x?}");
    }
}

fn judge_online(pki: &Pki, catalog: &[u8], world: &World) -> CatalogTrust {
    let store = pki.store();
    let evidence = evidence(&[root_list(pki)], &[]);
    let revocation = Revocation { mode: RevocationMode::Hard, evidence: Some(&evidence), source: Some(world) };
    let verifier = Verifier::new(&store).with_revocation(revocation);
    verifier.judge(&CatalogView::parse(catalog).unwrap(), now(), Policy::Signature, false)
}

fn pki_with(extension: Oid, value: Vec<u8>) -> Pki {
    let leaf = Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]).serial(SIGNER);
    Pki::with(Spec::ca("Test CA", "Test Root").serial(5), leaf.extension(extension, false, value))
}

#[test]
fn a_list_is_fetched_from_where_the_certificate_says_unless_a_stored_one_is_in_force() {
    let url = "http://crl.example/ca.crl";
    let pki = pki_with(CDP, distribution_point(url));
    let world = World {
        online: HashMap::from([(url.to_owned(), list().revoking(revoked()).make(&pki.ca_key))]),
        ..World::default()
    };
    let trust = judge_online(&pki, &pki.signed(), &world);
    assert_eq!(trust.signature.status, Status::Revoked);
    assert_eq!(trust.signatures[0].revocation[0].source.as_deref(), Some(url));
    assert_eq!(*world.asked.lock().unwrap(), [url]);

    let old = list().updates("2026-04-01T00:00:00Z", Some("2026-04-08T00:00:00Z")).make(&pki.ca_key);
    for (stored, asked) in [(list().make(&pki.ca_key), 0), (old, 1)] {
        let world = World {
            stored: HashMap::from([(url.to_owned(), stored)]),
            online: HashMap::from([(url.to_owned(), list().make(&pki.ca_key))]),
            ..World::default()
        };
        assert_eq!(judge_online(&pki, &pki.signed(), &world).signature.status, Status::Valid);
        assert_eq!(world.asked.lock().unwrap().len(), asked);
    }
    let nobody = judge_online(&pki, &pki.signed(), &World::default());
    assert_eq!(nobody.signature.status, Status::RevocationUnknown);
    assert!(nobody.signature.reasons[0].contains("no such host"), "{:?}", nobody.signature.reasons);
}

#[test]
fn only_addresses_of_http_are_asked() {
    for url in ["ldap://crl.example/ca", "file:///etc/passwd", "https://crl.example/ca.crl"] {
        let pki = pki_with(CDP, distribution_point(url));
        let world = World::default();
        judge_online(&pki, &pki.signed(), &world);
        assert_eq!(world.asked.lock().unwrap().len(), 0, "{url}");
    }
}

#[test]
fn a_responder_is_asked_where_the_certificate_names_one() {
    let url = "http://ocsp.example/";
    let pki = pki_with(AIA, info_access("1.3.6.1.5.5.7.48.1", url));
    let answer = Answer::about(SIGNER).make("Test CA", &pki.ca_key, &pki.ca_key);
    let world = World { online: HashMap::from([(url.to_owned(), answer)]), ..World::default() };
    assert_eq!(judge_online(&pki, &pki.signed(), &world).signature.status, Status::Valid);
    let forged = Answer::about(SIGNER).make("Test CA", &pki.ca_key, &new_key());
    let world = World { online: HashMap::from([(url.to_owned(), forged)]), ..World::default() };
    assert_eq!(judge_online(&pki, &pki.signed(), &world).signature.status, Status::RevocationUnknown);
}

#[test]
fn an_issuer_that_the_catalog_lacks_is_fetched_and_verified() {
    let url = "http://aia.example/ca.cer";
    let pki = pki_with(AIA, info_access("1.3.6.1.5.5.7.48.2", url));
    let catalog = assemble(&pki.signer().over_catalog(), &[&pki.leaf]);
    let judge = |certificate: Option<Vec<u8>>| {
        let online = certificate.map(|certificate| (url.to_owned(), certificate)).into_iter().collect();
        let world = World { online, ..World::default() };
        let store = pki.store();
        let revocation = Revocation { mode: RevocationMode::Off, evidence: None, source: Some(&world) };
        let verifier = Verifier::new(&store).with_revocation(revocation);
        let view = CatalogView::parse(&catalog).unwrap();
        verifier.judge(&view, now(), Policy::Signature, false).signature.status
    };
    assert_eq!(judge(Some(pki.ca.clone())), Status::Valid);
    assert_eq!(judge(None), Status::ChainIncomplete);
    let forged = Spec::ca("Test CA", "Test Root").make(&new_key(), &new_key());
    assert_eq!(judge(Some(forged)), Status::ChainIncomplete);
}
