//! Which time counts: with time stamps of both kinds, good ones and forged ones.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests that is how to fail"
)]

mod common;

use aws_lc_rs::signature::EcdsaKeyPair;
use catseal_asn1::{Cursor, Mode, Oid, Tag, oids};
use catseal_catalog::CatalogView;
use catseal_trust::{CatalogTrust, Policy, Status, TimeSource, TrustStore, Verifier};
use common::*;

type Stamper = fn(&[u8], jiff::Timestamp, &[u8], &EcdsaKeyPair) -> Vec<u8>;
const STAMPERS: [(TimeSource, Stamper); 2] = [(TimeSource::Legacy, counter_signature), (TimeSource::Rfc3161, token)];

/// A signer whose certificate ended before [`now`], and an authority for time stamps.
struct Scene {
    pki: Pki,
    authority_key: EcdsaKeyPair,
    authority: Vec<u8>,
}

impl Scene {
    fn new() -> Self {
        Self::with(&[oids::CODE_SIGNING], &[oids::TIME_STAMPING])
    }

    fn with(signer_usages: &[Oid], authority_usages: &[Oid]) -> Self {
        let leaf = Spec::leaf("Test Signer", "Test CA", signer_usages);
        Self::of(leaf.valid("2020-01-01T00:00:00Z", "2024-01-01T00:00:00Z"), authority_usages)
    }

    /// With a signer that has not expired.
    fn current() -> Self {
        Self::of(Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]), &[oids::TIME_STAMPING])
    }

    fn of(leaf: Spec, authority_usages: &[Oid]) -> Self {
        let pki = Pki::with(Spec::ca("Test CA", "Test Root"), leaf);
        let authority_key = new_key();
        let spec = Spec::leaf("Stamps", "Test Root", authority_usages).serial(9);
        let authority = spec.make(&authority_key, &pki.root_key);
        Self { pki, authority_key, authority }
    }

    /// ECDSA signatures differ each time: the stamp must be made for the one that is used.
    fn judge_stamped(&self, at: &str, stamper: Stamper, store: &TrustStore) -> CatalogTrust {
        let info = self.pki.signer().over_catalog();
        let stamp = stamper(&signature_of(&info), time(at), &self.authority, &self.authority_key);
        self.judge_with(info, stamp, store)
    }

    fn judge_with(&self, info: Vec<u8>, stamp: Vec<u8>, store: &TrustStore) -> CatalogTrust {
        let info = with_unsigned_attribute(&info, &stamp);
        judge(&assemble(&info, &[&self.pki.leaf, &self.pki.ca, &self.authority]), store)
    }
}

#[test]
fn without_a_time_stamp_an_expired_signer_is_expired() {
    let scene = Scene::new();
    let trust = judge(&scene.pki.signed(), &scene.pki.store());
    assert_eq!(trust.signature.status, Status::Expired);
    assert_eq!(trust.signer_expires, Some(time("2024-01-01T00:00:00Z")));
}

#[test]
fn a_trusted_time_stamp_outlives_the_signers_certificate() {
    let scene = Scene::new();
    for (kind, stamper) in STAMPERS {
        let trust = scene.judge_stamped("2022-03-04T05:06:07Z", stamper, &scene.pki.store());
        assert_eq!(trust.signature.status, Status::Valid, "{kind}: {:?}", trust.signature.reasons);
        assert_eq!(trust.signature.signing_time, Some(time("2022-03-04T05:06:07Z")));
        assert_eq!(trust.signature.time_source, Some(kind));
        assert_eq!(trust.signer_expires, None);
    }
}

#[test]
fn a_time_stamp_from_when_the_certificate_had_expired_does_not_help() {
    let scene = Scene::new();
    for (_, stamper) in STAMPERS {
        let trust = scene.judge_stamped("2025-01-01T00:00:00Z", stamper, &scene.pki.store());
        assert_eq!(trust.signature.status, Status::Expired);
    }
}

#[test]
fn a_time_stamp_of_another_signature_is_wrong() {
    let scene = Scene::new();
    for (_, stamper) in STAMPERS {
        let other = signature_of(&scene.pki.signer().over_catalog());
        let stamp = stamper(&other, time("2022-01-01T00:00:00Z"), &scene.authority, &scene.authority_key);
        let trust = scene.judge_with(scene.pki.signer().over_catalog(), stamp, &scene.pki.store());
        assert_eq!(trust.signature.status, Status::Expired);
        let stamp = &trust.signatures[0].timestamps[0];
        assert!(!stamp.valid && !stamp.trusted);
        assert!(stamp.reason.as_ref().unwrap().contains("another signature"), "{:?}", stamp.reason);
    }
}

#[test]
fn a_time_stamp_from_the_future_does_not_count_and_is_wrong() {
    let scene = Scene::current();
    for (_, stamper) in STAMPERS {
        let trust = scene.judge_stamped("2026-07-01T00:00:00Z", stamper, &scene.pki.store());
        assert_eq!(trust.signature.status, Status::TimestampInvalid);
        assert_eq!(trust.signature.signing_time, None);
    }
}

#[test]
fn an_authority_that_nobody_trusts_gives_no_time() {
    let scene = Scene::new();
    let rogue_key = new_key();
    let rogue = Spec::leaf("Stamps", "Stamps", &[oids::TIME_STAMPING]).make(&rogue_key, &rogue_key);
    let scene = Scene { pki: scene.pki, authority_key: rogue_key, authority: rogue };
    for (_, stamper) in STAMPERS {
        let trust = scene.judge_stamped("2022-01-01T00:00:00Z", stamper, &scene.pki.store());
        assert_eq!(trust.signature.status, Status::Expired);
        let stamp = &trust.signatures[0].timestamps[0];
        assert!(stamp.valid && !stamp.trusted);
        assert_eq!(trust.signer_expires, Some(time("2024-01-01T00:00:00Z")));
        assert!(trust.findings.iter().any(|finding| finding.code == "CS4016"));
    }
}

#[test]
fn a_code_signer_is_no_authority_for_time() {
    let scene = Scene::with(&[oids::CODE_SIGNING], &[oids::CODE_SIGNING]);
    for (_, stamper) in STAMPERS {
        let trust = scene.judge_stamped("2022-01-01T00:00:00Z", stamper, &scene.pki.store());
        assert_eq!(trust.signature.status, Status::Expired);
        assert!(!trust.signatures[0].timestamps[0].trusted);
    }
}

#[test]
fn with_the_lifetime_usage_a_time_stamp_does_not_outlive_the_certificate() {
    let scene = Scene::with(&[oids::CODE_SIGNING, oids::LIFETIME_SIGNING], &[oids::TIME_STAMPING]);
    for (_, stamper) in STAMPERS {
        let trust = scene.judge_stamped("2022-01-01T00:00:00Z", stamper, &scene.pki.store());
        assert_eq!(trust.signature.status, Status::Expired);
        assert_eq!(trust.signature.signing_time, Some(time("2022-01-01T00:00:00Z")));
        assert_eq!(trust.signer_expires, Some(time("2024-01-01T00:00:00Z")));
    }
}

#[test]
fn the_clock_of_an_authority_may_be_five_minutes_ahead_and_no_more() {
    let scene = Scene::current();
    for (_, stamper) in STAMPERS {
        // The time that is judged is 00:00:00.
        let trust = scene.judge_stamped("2026-06-01T00:05:00Z", stamper, &scene.pki.store());
        assert_eq!(trust.signature.status, Status::Valid, "{:?}", trust.signature.reasons);
        let trust = scene.judge_stamped("2026-06-01T00:05:01Z", stamper, &scene.pki.store());
        assert_eq!(trust.signature.status, Status::TimestampInvalid);
        assert!(trust.signature.reasons[0].contains("after the time that is judged"), "{:?}", trust.signature.reasons);
    }
}

#[test]
fn a_time_stamp_older_than_the_signers_certificate_does_not_help() {
    let scene = Scene::new();
    for (_, stamper) in STAMPERS {
        let trust = scene.judge_stamped("2019-12-31T00:00:00Z", stamper, &scene.pki.store());
        assert!(!trust.signature.trusted, "{:?}", trust.signature);
    }
}

#[test]
fn with_the_lifetime_usage_the_whole_chain_must_be_valid_now() {
    for (usages, expected) in [
        (&[oids::CODE_SIGNING][..], Status::Valid),
        (&[oids::CODE_SIGNING, oids::LIFETIME_SIGNING][..], Status::Expired),
    ] {
        let ca = Spec::ca("Test CA", "Test Root").valid("2020-01-01T00:00:00Z", "2023-01-01T00:00:00Z");
        let pki = Pki::with(ca, Spec::leaf("Test Signer", "Test CA", usages));
        let authority_key = new_key();
        let authority = Spec::leaf("Stamps", "Test Root", &[oids::TIME_STAMPING]).make(&authority_key, &pki.root_key);
        let scene = Scene { pki, authority_key, authority };
        for (_, stamper) in STAMPERS {
            let trust = scene.judge_stamped("2022-01-01T00:00:00Z", stamper, &scene.pki.store());
            assert_eq!(trust.signature.status, expected, "{:?}", trust.signature.reasons);
        }
    }
}

#[test]
fn strictly_the_authority_of_a_token_must_be_for_time_stamps_alone() {
    let list =
        |usages: &[Oid]| catseal_asn1::Writer::encode(|w| w.sequence(|w| usages.iter().for_each(|usage| w.oid(usage))));
    let both = [oids::TIME_STAMPING, oids::CODE_SIGNING];
    for (usages, critical, loose) in [
        (&both[..1], true, None),
        (&both[..1], false, Some("CS4042")),
        (&both[..], true, Some("CS4041")),
        (&both[..], false, Some("CS4041")),
    ] {
        let pki = Scene::new().pki;
        let authority_key = new_key();
        let spec = Spec::leaf("Stamps", "Test Root", &[]).extension(EXTENDED_KEY_USAGE, critical, list(usages));
        let scene = Scene { authority: spec.make(&authority_key, &pki.root_key), pki, authority_key };
        for (kind, stamper) in STAMPERS {
            // The rule is one of RFC 3161: counter-signatures are older.
            let loose = loose.filter(|_| kind == TimeSource::Rfc3161);
            let info = scene.pki.signer().over_catalog();
            let at = time("2022-01-01T00:00:00Z");
            let stamp = stamper(&signature_of(&info), at, &scene.authority, &scene.authority_key);
            let info = with_unsigned_attribute(&info, &stamp);
            let catalog = assemble(&info, &[&scene.pki.leaf, &scene.pki.ca, &scene.authority]);
            let view = CatalogView::parse(&catalog).unwrap();
            let judge = |strict| Verifier::new(&scene.pki.store()).judge(&view, now(), Policy::Signature, strict);
            let (lenient, strict) = (judge(false), judge(true));
            assert_eq!(lenient.signature.status, Status::Valid, "{:?}", lenient.signature.reasons);
            assert_eq!(lenient.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), Vec::from_iter(loose));
            // That the extension is not critical is no more than a note: Microsoft's own authorities are like that.
            let expected = if loose == Some("CS4041") { Status::Expired } else { Status::Valid };
            assert_eq!(strict.signature.status, expected, "{kind} {critical}: {:?}", strict.signature.reasons);
        }
    }
}

#[test]
fn a_token_where_windows_does_not_look_gives_no_time_and_does_no_harm() {
    // A time stamp of the signature, or of another one, in the attribute that RFC 3161 names.
    let judge_moved = |scene: &Scene, wrong: bool| {
        let info = scene.pki.signer().over_catalog();
        let signature = if wrong { b"another".to_vec() } else { signature_of(&info) };
        let stamp = token(&signature, time("2022-01-01T00:00:00Z"), &scene.authority, &scene.authority_key);
        let mut fields = Cursor::new(&stamp, Mode::Strict).enter(Tag::SEQUENCE, "attribute").unwrap();
        fields.any("type").unwrap();
        let token = fields.enter(Tag::SET, "values").unwrap().any("token").unwrap().raw.to_vec();
        let info = with_unsigned_attribute(&info, &attribute(&oids::TIME_STAMP_TOKEN, &[token]));
        judge(&assemble(&info, &[&scene.pki.leaf, &scene.pki.ca]), &scene.pki.store())
    };
    let trust = judge_moved(&Scene::new(), false);
    assert_eq!((trust.signature.status, trust.signature.signing_time), (Status::Expired, None));
    assert!(trust.findings.iter().any(|finding| finding.code == "CS4016"), "{:?}", trust.findings);
    let stamp = &trust.signatures[0].timestamps[0];
    assert!(stamp.valid && !stamp.trusted);
    // A wrong one there does not spoil what holds without it.
    let scene = Scene { pki: Pki::new(), ..Scene::new() };
    let trust = judge_moved(&scene, true);
    assert_eq!(trust.signature.status, Status::Valid, "{:?}", trust.signature.reasons);
}
