//! Which counts of several: paths to a root, time stamps, signatures. In whatever order they stand.

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
use catseal_asn1::{DigestAlgorithm, oids};
use catseal_catalog::CatalogView;
use catseal_trust::{
    CatalogTrust, Evidence, Policy, Revocation, RevocationMode, Status, TrustStore, Verdict, Verifier,
};
use common::*;
use lists::*;

/// Serial numbers of the certificates for the key of the authority, by the root that made each.
const BY_ONE: u32 = 11;
const BY_OTHER: u32 = 12;

/// All orders of a few things.
fn orders<T: Clone>(things: &[T]) -> Vec<Vec<T>> {
    if things.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for place in 0..things.len() {
        let mut rest = things.to_vec();
        let first = rest.remove(place);
        all.extend(orders(&rest).into_iter().map(|rest| [vec![first.clone()], rest].concat()));
    }
    all
}

/// An authority that two roots certified, and a signer below it.
struct Crossed {
    one_key: EcdsaKeyPair,
    one: Vec<u8>,
    other_key: EcdsaKeyPair,
    other: Vec<u8>,
    ca_key: EcdsaKeyPair,
    by_one: Vec<u8>,
    by_other: Vec<u8>,
    leaf_key: EcdsaKeyPair,
    leaf: Vec<u8>,
}

impl Crossed {
    /// A signer with this usage.
    fn new(usage: catseal_asn1::Oid) -> Self {
        let (one_key, other_key, ca_key, leaf_key) = (new_key(), new_key(), new_key(), new_key());
        let one = Spec::ca("One", "One").make(&one_key, &one_key);
        let other = Spec::ca("Other", "Other").make(&other_key, &other_key);
        let by_one = Spec::ca("Test CA", "One").serial(BY_ONE).make(&ca_key, &one_key);
        let by_other = Spec::ca("Test CA", "Other").serial(BY_OTHER).make(&ca_key, &other_key);
        let leaf = Spec::leaf("Leaf", "Test CA", &[usage]).make(&leaf_key, &ca_key);
        Self { one_key, one, other_key, other, ca_key, by_one, by_other, leaf_key, leaf }
    }

    /// The verdicts for each order of these certificates, roots and lists, with more certificates and roots behind them.
    fn statuses(
        &self,
        info: &[u8],
        more: &[Vec<u8>],
        more_roots: &[&[u8]],
        lists: &[Vec<u8>],
        mode: RevocationMode,
    ) -> Vec<CatalogTrust> {
        let mut verdicts = Vec::new();
        for mut certificates in orders(&[self.leaf.as_slice(), &self.by_one, &self.by_other]) {
            certificates.extend(more.iter().map(Vec::as_slice));
            let catalog = assemble(info, &certificates);
            for roots in orders(&[self.one.as_slice(), &self.other]) {
                for lists in orders(lists) {
                    verdicts.push(judge_with(&catalog, &store(&[&roots, more_roots].concat()), &lists, mode));
                }
            }
        }
        verdicts
    }

    /// A list of each root, with what it says of the certificate that it made.
    fn lists(&self, of_one: Option<Revoked>, of_other: Option<Revoked>) -> Vec<Vec<u8>> {
        let list = |name, entry: Option<Revoked>, key| {
            let mut list = List::of(name);
            list.revoked.extend(entry);
            list.make(key)
        };
        vec![list("One", of_one, &self.one_key), list("Other", of_other, &self.other_key)]
    }
}

fn judge_with(catalog: &[u8], store: &TrustStore, lists: &[Vec<u8>], mode: RevocationMode) -> CatalogTrust {
    let mut evidence = Evidence::new();
    lists.iter().for_each(|list| assert_eq!(evidence.add_crls(list, "a.crl"), Ok(1)));
    let revocation = Revocation { mode, evidence: Some(&evidence), source: None };
    let verifier = Verifier::new(store).with_revocation(revocation);
    verifier.judge(&CatalogView::parse(catalog).unwrap(), now(), Policy::Signature, false)
}

fn revoked(serial: u32, reason: Option<u8>) -> Option<Revoked> {
    let entry = Revoked::new(serial, "2026-01-01T00:00:00Z");
    Some(reason.into_iter().fold(entry, Revoked::because))
}

/// The one answer that all orders give.
#[track_caller]
fn agreed(verdicts: &[CatalogTrust]) -> &CatalogTrust {
    let first = &verdicts[0];
    for verdict in verdicts {
        assert_eq!(verdict.signature, first.signature);
        assert_eq!(verdict.findings, first.findings);
        assert_eq!(verdict.signatures[0].chain, first.signatures[0].chain);
    }
    first
}

#[test]
fn a_path_around_a_revoked_certificate_counts_unless_its_key_was_lost() {
    let crossed = Crossed::new(oids::CODE_SIGNING);
    let info = SignerBuilder::new(&crossed.leaf, &crossed.leaf_key).over_catalog();
    for (reason, expected) in [
        (Some(CESSATION), Status::Valid),
        (Some(HOLD), Status::Valid),
        (Some(KEY_COMPROMISE), Status::Revoked),
        // No reason given: it may be that.
        (None, Status::Revoked),
    ] {
        for lists in [crossed.lists(revoked(BY_ONE, reason), None), crossed.lists(None, revoked(BY_OTHER, reason))] {
            let verdicts = crossed.statuses(&info, &[], &[], &lists, RevocationMode::Soft);
            let agreed = agreed(&verdicts);
            assert_eq!(agreed.signature.status, expected, "{reason:?}: {:?}", agreed.signature.reasons);
            assert_eq!(agreed.signature.reasons.is_empty(), expected == Status::Valid);
        }
    }
    let both = crossed.lists(revoked(BY_ONE, Some(CESSATION)), revoked(BY_OTHER, Some(CESSATION)));
    let verdicts = crossed.statuses(&info, &[], &[], &both, RevocationMode::Soft);
    assert_eq!(agreed(&verdicts).signature.status, Status::Revoked);
}

#[test]
fn a_lost_key_ends_only_the_paths_over_it() {
    // The second root certified the first one's authority by way of a bridge, whose key was lost.
    let crossed = Crossed::new(oids::CODE_SIGNING);
    let (bridge_key, ca_key) = (new_key(), new_key());
    let by_one = Spec::ca("Test CA", "One").serial(BY_ONE).make(&ca_key, &crossed.one_key);
    let by_other = Spec::ca("Test CA", "Bridge").serial(BY_OTHER).make(&ca_key, &bridge_key);
    let bridge = Spec::ca("Bridge", "Other").serial(20).make(&bridge_key, &crossed.other_key);
    let leaf = Spec::leaf("Leaf", "Test CA", &[oids::CODE_SIGNING]).make(&crossed.leaf_key, &ca_key);
    let crossed = Crossed { ca_key, by_one, by_other, leaf, ..crossed };
    let info = SignerBuilder::new(&crossed.leaf, &crossed.leaf_key).over_catalog();
    let lists = crossed.lists(None, revoked(20, Some(KEY_COMPROMISE)));
    let verdicts = crossed.statuses(&info, &[bridge], &[], &lists, RevocationMode::Soft);
    let agreed = agreed(&verdicts);
    assert_eq!(agreed.signature.status, Status::Valid, "{:?}", agreed.signature.reasons);
}

#[test]
fn an_anchor_is_trusted_whatever_others_say_of_its_key() {
    let crossed = Crossed::new(oids::CODE_SIGNING);
    // The second root certified the first one, too.
    let by_other = Spec::ca("One", "Other").serial(BY_OTHER).make(&crossed.one_key, &crossed.other_key);
    let crossed = Crossed { by_other, ..crossed };
    let info = SignerBuilder::new(&crossed.leaf, &crossed.leaf_key).over_catalog();
    let lists = crossed.lists(None, revoked(BY_OTHER, Some(KEY_COMPROMISE)));
    let verdicts = crossed.statuses(&info, &[], &[], &lists, RevocationMode::Soft);
    assert_eq!(agreed(&verdicts).signature.status, Status::Valid);
    let catalog = assemble(&info, &[&crossed.leaf, &crossed.by_one, &crossed.by_other]);
    let without = judge_with(&catalog, &store(&[&crossed.other]), &lists, RevocationMode::Soft);
    assert_eq!(without.signature.status, Status::Revoked);
}

#[test]
fn of_two_paths_the_one_that_is_known_to_be_good_counts() {
    let crossed = Crossed::new(oids::CODE_SIGNING);
    let info = SignerBuilder::new(&crossed.leaf, &crossed.leaf_key).over_catalog();
    let of_signer = List::of("Test CA").make(&crossed.ca_key);
    for (name, key) in [("One", &crossed.one_key), ("Other", &crossed.other_key)] {
        let lists = [List::of(name).make(key), of_signer.clone()];
        for mode in [RevocationMode::Soft, RevocationMode::Hard] {
            let verdicts = crossed.statuses(&info, &[], &[], &lists, mode);
            let agreed = agreed(&verdicts);
            assert_eq!((agreed.signature.status, codes(agreed)), (Status::Valid, vec![]));
        }
    }
}

#[test]
fn the_authority_of_a_time_stamp_may_have_a_path_around_a_revoked_certificate_too() {
    let crossed = Crossed::new(oids::TIME_STAMPING);
    let leaf = Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]);
    let pki = Pki::with(
        Spec::ca("Signers", "Test Root").serial(5),
        Spec { issuer: "Signers".to_owned(), ..leaf }.valid("2020-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
    );
    let info = pki.signer().over_catalog();
    let at = time("2023-01-01T00:00:00Z");
    for stamper in [token, counter_signature] {
        let stamp = stamper(&signature_of(&info), at, &crossed.leaf, &crossed.leaf_key);
        let info = with_unsigned_attribute(&info, &stamp);
        let more = [pki.leaf.clone(), pki.ca.clone()];
        for (lists, expected) in [
            (crossed.lists(None, None), Status::Valid),
            // Revoked before the time stamp was made.
            (crossed.lists(revoked_early(BY_ONE, CESSATION), None), Status::Valid),
            (crossed.lists(None, revoked_early(BY_OTHER, CESSATION)), Status::Valid),
            (crossed.lists(revoked_early(BY_ONE, KEY_COMPROMISE), None), Status::Expired),
            (crossed.lists(None, revoked_early(BY_OTHER, KEY_COMPROMISE)), Status::Expired),
        ] {
            let verdicts = crossed.statuses(&info, &more, &[&pki.root], &lists, RevocationMode::Soft);
            let agreed = agreed(&verdicts);
            assert_eq!(agreed.signature.status, expected, "{:?}", agreed.signatures[0].timestamps);
        }
    }
}

fn revoked_early(serial: u32, reason: u8) -> Option<Revoked> {
    Some(Revoked::new(serial, "2022-01-01T00:00:00Z").because(reason))
}

#[test]
fn of_documents_of_one_time_the_one_that_revokes_counts() {
    let pki =
        Pki::with(Spec::ca("Test CA", "Test Root").serial(5), Spec::leaf("Leaf", "Test CA", &[oids::CODE_SIGNING]));
    let hold = Revoked::new(7, "2026-01-01T00:00:00Z").because(HOLD);
    let lists = [List::of("Test CA").make(&pki.ca_key), List::of("Test CA").revoking(hold.clone()).make(&pki.ca_key)];
    for lists in orders(&lists) {
        let trust = judge_with(&pki.signed(), &pki.store(), &lists, RevocationMode::Soft);
        assert_eq!(trust.signature.status, Status::Revoked);
    }
    let answer = |revoked| Answer { revoked, ..Answer::about(7) }.make("Test CA", &pki.ca_key, &pki.ca_key);
    for answers in orders(&[answer(None), answer(Some(hold))]) {
        let mut evidence = Evidence::new();
        answers.iter().for_each(|answer| evidence.add_ocsp(answer, "a.ocsp").unwrap());
        let (store, catalog) = (pki.store(), pki.signed());
        let revocation = Revocation { mode: RevocationMode::Soft, evidence: Some(&evidence), source: None };
        let verifier = Verifier::new(&store).with_revocation(revocation);
        let trust = verifier.judge(&CatalogView::parse(&catalog).unwrap(), now(), Policy::Signature, false);
        assert_eq!(trust.signature.status, Status::Revoked);
    }
}

/// A signer, and authorities for time stamps of which the second has a certificate of the same root.
struct Stamped {
    pki: Pki,
    authorities: [(EcdsaKeyPair, Vec<u8>); 2],
}

impl Stamped {
    fn new(ends: &str) -> Self {
        let leaf = Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]).valid("2020-01-01T00:00:00Z", ends);
        let pki = Pki::with(Spec::ca("Test CA", "Test Root").serial(5), leaf);
        let authorities = [8, 9].map(|serial| {
            let key = new_key();
            let spec = Spec::leaf("Stamps", "Test Root", &[]).serial(serial);
            let usage = catseal_asn1::Writer::encode(|w| w.sequence(|w| w.oid(&oids::TIME_STAMPING)));
            let certificate = spec.extension(EXTENDED_KEY_USAGE, true, usage).make(&key, &pki.root_key);
            (key, certificate)
        });
        Self { pki, authorities }
    }

    /// Judged with these time stamps, each with the digest of the signature in it.
    fn judge(&self, stamps: &[(DigestAlgorithm, &str)], strict: bool) -> CatalogTrust {
        let info = self.pki.signer().over_catalog();
        let signature = signature_of(&info);
        let tokens = stamps.iter().zip(&self.authorities);
        let tokens =
            tokens.map(|((digest, at), (key, authority))| token_with(*digest, &signature, time(at), authority, key));
        let info = with_unsigned_attributes(&info, &tokens.collect::<Vec<_>>());
        let catalog = assemble(&info, &[&self.pki.leaf, &self.pki.ca]);
        let view = CatalogView::parse(&catalog).unwrap();
        Verifier::new(&self.pki.store()).judge(&view, now(), Policy::Signature, strict)
    }
}

fn codes(trust: &CatalogTrust) -> Vec<&str> {
    trust.findings.iter().map(|finding| finding.code).collect()
}

const WEAK: DigestAlgorithm = DigestAlgorithm::Sha1;
const STRONG: DigestAlgorithm = DigestAlgorithm::Sha256;

#[test]
fn a_time_stamp_that_rests_on_sha1_is_told_of_and_strictly_refused() {
    // Whether or not the signature would hold without it.
    for ends in ["2024-01-01T00:00:00Z", "2030-01-01T00:00:00Z"] {
        let scene = Stamped::new(ends);
        let judge = |digest, strict| scene.judge(&[(digest, "2023-01-01T00:00:00Z")], strict);
        let lenient = judge(WEAK, false);
        assert_eq!(lenient.signature.status, Status::Valid);
        assert_eq!(codes(&lenient), ["CS4015"]);
        assert!(lenient.findings[0].message.contains("time stamp"), "{:?}", lenient.findings);
        let strict = judge(WEAK, true);
        assert_eq!(strict.signature.status, Status::WeakAlgorithm, "{:?}", strict.signature.reasons);
        assert_eq!(strict.verdict(Policy::Signature), Some(Verdict::Fail));
        assert_eq!(codes(&strict), ["CS4014"]);
        let strong = judge(STRONG, true);
        assert_eq!((strong.signature.status, codes(&strong)), (Status::Valid, vec![]));
    }
}

#[test]
fn of_several_time_stamps_a_strong_one_counts_where_the_signature_holds_by_it() {
    let scene = Stamped::new("2024-01-01T00:00:00Z");
    let (early, late, too_late) = ("2022-01-01T00:00:00Z", "2023-01-01T00:00:00Z", "2025-01-01T00:00:00Z");
    for stamps in orders(&[(WEAK, early), (STRONG, late)]) {
        for strict in [false, true] {
            let trust = scene.judge(&stamps, strict);
            assert_eq!(trust.signature.status, Status::Valid, "{:?}", trust.signature.reasons);
            assert_eq!(trust.signature.signing_time, Some(time(late)));
            assert_eq!(codes(&trust), Vec::<&str>::new());
        }
    }
    for stamps in orders(&[(WEAK, early), (STRONG, too_late)]) {
        let trust = scene.judge(&stamps, false);
        assert_eq!((trust.signature.status, trust.signature.signing_time), (Status::Valid, Some(time(early))));
        assert_eq!(codes(&trust), ["CS4015"]);
        assert!(!scene.judge(&stamps, true).signature.trusted);
    }
    for stamps in orders(&[(STRONG, early), (STRONG, late)]) {
        assert_eq!(scene.judge(&stamps, true).signature.signing_time, Some(time(early)));
    }
    // One from before the certificate was valid does not spoil the other.
    for stamps in orders(&[(STRONG, "2019-01-01T00:00:00Z"), (STRONG, late)]) {
        let trust = scene.judge(&stamps, true);
        assert_eq!((trust.signature.status, trust.signature.signing_time), (Status::Valid, Some(time(late))));
    }
}

#[test]
fn a_further_signature_that_was_revoked_is_told_of_and_changes_nothing() {
    let (pki, revoked) = (Pki::with(Spec::ca("Test CA", "Test Root").serial(5), leaf()), pki_of_another());
    let list = List::of("Other CA").revoking(Revoked::new(77, "2026-01-01T00:00:00Z")).make(&revoked.ca_key);
    let store = store(&[&pki.root, &revoked.root]);
    let unsigned = unsigned();
    let ctl = CatalogView::parse(&unsigned).unwrap().ctl().raw.to_vec();
    let bag: Vec<&[u8]> = vec![&pki.leaf, &pki.ca, &revoked.leaf, &revoked.ca];
    let nested = |inner: &Pki, outer: &Pki| {
        let inner = nested_without_content(&inner.signer().over(&oids::DATA, &ctl), &[&inner.leaf, &inner.ca]);
        let info = outer.signer().unsigned(attribute(&oids::SPC_NESTED_SIGNATURE, &[inner])).over_catalog();
        assemble(&info, &[&outer.leaf, &outer.ca])
    };
    let second = assemble_all(&[pki.signer().over_catalog(), revoked.signer().over_catalog()], &bag);
    let first = assemble_all(&[revoked.signer().over_catalog(), pki.signer().over_catalog()], &bag);
    for catalog in [second, first, nested(&revoked, &pki), nested(&pki, &revoked)] {
        let trust = judge_with(&catalog, &store, &[], RevocationMode::Soft);
        assert_eq!((trust.signature.status, codes(&trust)), (Status::Valid, vec![]));
        let trust = judge_with(&catalog, &store, std::slice::from_ref(&list), RevocationMode::Soft);
        assert_eq!(trust.signature.status, Status::Valid, "{:?}", trust.signature.reasons);
        assert_eq!(trust.signature.signer.as_ref().unwrap().name, "Test Signer");
        let told: Vec<_> = trust.findings.iter().filter(|finding| finding.code == "CS4023").collect();
        assert_eq!(told.len(), 1, "{:?}", trust.findings);
        assert!(told[0].message.contains("'Other Signer' was revoked on 2026-01-01"), "{}", told[0].message);
        assert_eq!(trust.verdict(Policy::Signature), Some(Verdict::Pass));
    }
    // Nor is anybody asked where nothing is asked of signatures.
    let catalog = nested(&revoked, &pki);
    let world = World::default();
    let revocation = Revocation { mode: RevocationMode::Hard, evidence: None, source: Some(&world) };
    let verifier = Verifier::new(&store).with_revocation(revocation);
    let judge = |policy| verifier.judge(&CatalogView::parse(&catalog).unwrap(), now(), policy, false);
    assert_eq!(judge(Policy::None).findings, []);
    assert!(world.asked.lock().unwrap().is_empty());
    assert!(judge(Policy::None).not_checked.contains(&"whether a certificate was revoked".to_owned()));
    judge(Policy::Signature);
    assert!(!world.asked.lock().unwrap().is_empty(), "the test asks for nothing otherwise");
}

fn leaf() -> Spec {
    let access = info_access("1.3.6.1.5.5.7.48.1", "http://ocsp.example/");
    Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]).extension(AIA, false, access)
}

fn pki_of_another() -> Pki {
    let (root_key, ca_key, leaf_key) = (new_key(), new_key(), new_key());
    let root = Spec::ca("Other Root", "Other Root").make(&root_key, &root_key);
    let ca = Spec::ca("Other CA", "Other Root").make(&ca_key, &root_key);
    let leaf = Spec::leaf("Other Signer", "Other CA", &[oids::CODE_SIGNING]).serial(77).make(&leaf_key, &ca_key);
    Pki { root_key, root, ca_key, ca, leaf_key, leaf }
}
