//! What an attacker may try with certificates and signatures, and what comes of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests that is how to fail"
)]

mod common;

use catseal_asn1::{Cursor, DigestAlgorithm, Mode, Oid, Tag, Writer, oids};
use catseal_catalog::{CatalogBuilder, MemberKind, MemberSpec, Version};
use catseal_trust::{Class, Policy, Status, Verdict};
use common::*;

#[test]
fn an_honest_signature_is_valid_and_trusted() {
    let pki = Pki::new();
    let trust = judge(&pki.signed(), &pki.store());
    assert_eq!(trust.signature.status, Status::Valid, "{:?}", trust.signature.reasons);
    assert!(trust.signature.valid && trust.signature.trusted);
    assert_eq!(trust.signature.class, Class::Test);
    assert_eq!(trust.signatures[0].chain.len(), 3);
    assert_eq!(trust.signatures[0].chain[2].anchor.as_deref(), Some("test.pem"));
    assert_eq!(trust.verdict(Policy::Signature), Some(Verdict::Pass));
    assert_eq!(trust.verdict(Policy::Driver), Some(Verdict::Fail));
    assert_eq!(trust.verdict(Policy::Kernel), Some(Verdict::Fail));
    assert_eq!(trust.findings, []);
}

#[test]
fn the_order_of_certificates_means_nothing() {
    let pki = Pki::new();
    let noise = Spec::ca("Other", "Other").make(&pki.root_key, &pki.root_key);
    let signer = pki.signer().over_catalog();
    for bag in [[&pki.ca, &noise, &pki.leaf], [&noise, &pki.leaf, &pki.ca]] {
        let catalog = assemble(&signer, &bag.map(Vec::as_slice));
        assert_eq!(judge(&catalog, &pki.store()).signature.status, Status::Valid);
    }
}

#[test]
fn a_second_certificate_of_the_same_issuer_and_number_does_not_hide_the_signers() {
    let pki = Pki::new();
    let thief = new_key();
    let twin = Spec::leaf("Twin", "Test CA", &[oids::CODE_SIGNING]).make(&thief, &thief);
    for bag in [[&twin, &pki.leaf, &pki.ca], [&pki.leaf, &twin, &pki.ca]] {
        let trust = judge(&assemble(&pki.signer().over_catalog(), &bag.map(Vec::as_slice)), &pki.store());
        assert_eq!(trust.signature.status, Status::Valid);
        assert_eq!(trust.signatures[0].signer.as_ref().unwrap().name, "Test Signer");
    }
}

#[test]
fn an_authority_that_is_trusted_by_itself_ends_the_path_but_hides_no_root_above() {
    let pki = Pki::new();
    for anchors in [vec![pki.ca.as_slice()], vec![&pki.ca, &pki.root], vec![&pki.root, &pki.ca]] {
        assert_eq!(judge(&pki.signed(), &store(&anchors)).signature.status, Status::Valid);
    }
    // The authority is expired, which is forgiven to an anchor alone.
    let ca = Spec::ca("Test CA", "Test Root").valid("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z");
    let pki = Pki::with(ca, Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]));
    assert_eq!(judge(&pki.signed(), &store(&[&pki.ca])).signature.status, Status::Valid);
    assert_eq!(judge(&pki.signed(), &store(&[&pki.root])).signature.status, Status::Expired);
}

#[test]
fn a_root_in_the_catalog_is_no_anchor() {
    let pki = Pki::new();
    let catalog = assemble(&pki.signer().over_catalog(), &[&pki.leaf, &pki.ca, &pki.root]);
    let trust = judge(&catalog, &store(&[]));
    assert_eq!(trust.signature.status, Status::RootUntrusted);
    assert!(trust.signature.valid && !trust.signature.trusted);
    assert_eq!(trust.signature.class, Class::Test);
}

#[test]
fn a_root_of_the_same_name_but_another_key_is_no_anchor() {
    let (pki, other) = (Pki::new(), Pki::new());
    let trust = judge(&pki.signed(), &other.store());
    assert_eq!(trust.signature.status, Status::ChainIncomplete);
    let with_root = assemble(&pki.signer().over_catalog(), &[&pki.leaf, &pki.ca, &pki.root]);
    assert_eq!(judge(&with_root, &other.store()).signature.status, Status::RootUntrusted);
}

#[test]
fn microsofts_name_on_a_root_does_not_make_it_microsofts() {
    let (root_key, leaf_key) = (new_key(), new_key());
    let ms = "Microsoft Root Certificate Authority 2010";
    let root = Spec::ca(ms, ms).make(&root_key, &root_key);
    let usages = [oids::CODE_SIGNING, oids::WHQL_CRYPTO, oids::NT5_CRYPTO];
    let leaf = Spec::leaf("Microsoft Windows Hardware Compatibility Publisher", ms, &usages).make(&leaf_key, &root_key);
    let catalog = assemble(&SignerBuilder::new(&leaf, &leaf_key).over_catalog(), &[&leaf, &root]);
    let mut anchors = catseal_trust::TrustStore::microsoft();
    anchors.add(&root, "mine").unwrap();
    let trust = judge_as(&catalog, &anchors, Policy::Driver);
    assert_eq!(trust.signature.class, Class::Test);
    assert_eq!(trust.verdict(Policy::Driver), Some(Verdict::Fail));
    assert_eq!(trust.verdict(Policy::Signature), Some(Verdict::Pass));
}

#[test]
fn an_issuer_must_be_a_certification_authority() {
    let usages = [oids::CODE_SIGNING];
    let without = Spec::leaf("Test CA", "Test Root", &usages);
    let denied =
        Spec::leaf("Test CA", "Test Root", &usages).extension(BASIC_CONSTRAINTS, true, basic_constraints(false, None));
    for ca in [without, denied] {
        let pki = Pki::with(ca, Spec::leaf("Test Signer", "Test CA", &usages));
        let trust = judge(&pki.signed(), &pki.store());
        assert_eq!(trust.signature.status, Status::UsageNotAllowed, "{:?}", trust.signature.reasons);
        assert_eq!(trust.signature.class, Class::Unknown);
    }
}

#[test]
fn an_issuer_must_be_of_version_3_unless_it_is_an_anchor() {
    for (version, status) in [(0, Status::UsageNotAllowed), (1, Status::UsageNotAllowed), (2, Status::Valid)] {
        let ca = Spec { version, ..Spec::ca("Test CA", "Test Root") };
        let pki = Pki::with(ca, Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]));
        let trust = judge(&pki.signed(), &pki.store());
        assert_eq!(trust.signature.status, status, "{version}: {:?}", trust.signature.reasons);
        assert_eq!(judge(&pki.signed(), &store(&[&pki.ca])).signature.status, Status::Valid);
    }
}

#[test]
fn octets_that_trail_in_a_certificate_make_it_none() {
    let pki = Pki::new();
    let inside = Cursor::new(&pki.leaf, Mode::Strict).enter(Tag::SEQUENCE, "certificate").unwrap().remaining();
    let longer = Writer::encode(|w| {
        w.sequence(|w| {
            w.raw(inside);
            w.null();
        });
    });
    let trust = judge(&assemble(&pki.signer().over_catalog(), &[&longer, &pki.ca]), &pki.store());
    assert_eq!(trust.signature.status, Status::SignerCertMissing);
}

#[test]
fn a_policy_that_an_authority_requires_is_asked_for() {
    let required = Writer::encode(|w| w.sequence(|w| w.primitive(Tag::context_primitive(0), &[0])));
    let policy = |number: &str| {
        Writer::encode(|w| w.sequence(|w| w.sequence(|w| w.oid(&format!("1.2.3.{number}").parse().unwrap()))))
    };
    for (own, status) in
        [(Some("1"), Status::Valid), (Some("2"), Status::UsageNotAllowed), (None, Status::UsageNotAllowed)]
    {
        let ca = Spec::ca("Test CA", "Test Root").extension(CERTIFICATE_POLICIES, true, policy("1"));
        let ca = ca.extension(POLICY_CONSTRAINTS, true, required.clone());
        let mut leaf = Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]);
        if let Some(own) = own {
            leaf = leaf.extension(CERTIFICATE_POLICIES, false, policy(own));
        }
        let pki = Pki::with(ca, leaf);
        let trust = judge(&pki.signed(), &pki.store());
        assert_eq!(trust.signature.status, status, "{own:?}: {:?}", trust.signature.reasons);
    }
}

#[test]
fn an_issuer_is_found_by_what_its_name_says_but_its_key_decides() {
    let leaf = Spec::leaf("Test Signer", " TEST  ca", &[oids::CODE_SIGNING]);
    let (pki, thief) = (Pki::with(Spec::ca("Test CA", "TEST root"), leaf), Pki::new());
    assert_eq!(judge(&pki.signed(), &pki.store()).signature.status, Status::Valid);
    assert_eq!(judge(&pki.signed(), &thief.store()).signature.status, Status::ChainIncomplete);
    let with_root = assemble(&pki.signer().over_catalog(), &[&pki.leaf, &pki.ca, &pki.root]);
    assert_eq!(judge(&with_root, &thief.store()).signature.status, Status::RootUntrusted);
}

#[test]
fn a_time_stamp_over_a_collision_of_sha1_is_wrong() {
    let pki = Pki::new();
    let key = new_key();
    let authority = Spec::leaf("Stamps", "Test Root", &[oids::TIME_STAMPING]).serial(9).make(&key, &pki.root_key);
    let at = time("2025-01-01T00:00:00Z");
    for (octets, valid) in [(shattered(), false), (vec![1; 320], true)] {
        let mut signer = pki.signer();
        signer.forged = Some(octets.clone());
        let signer = signer.unsigned(token_with(DigestAlgorithm::Sha1, &octets, at, &authority, &key));
        let trust = judge(&assemble(&signer.over_catalog(), &[&pki.leaf, &pki.ca, &authority]), &pki.store());
        let stamp = &trust.signatures[0].timestamps[0];
        assert_eq!((stamp.valid, stamp.trusted), (valid, valid), "{:?}", stamp.reason);
        assert_eq!(stamp.reason.as_ref().is_some_and(|reason| reason.contains("SHA-1 of something else")), !valid);
    }
}

#[test]
fn a_key_usage_without_signing_certificates_forbids_it() {
    let digital_signature = vec![3, 2, 7, 0x80];
    let ca = Spec::ca("Test CA", "Test Root").extension(KEY_USAGE, true, digital_signature);
    let pki = Pki::with(ca, Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]));
    assert_eq!(judge(&pki.signed(), &pki.store()).signature.status, Status::UsageNotAllowed);
}

#[test]
fn a_path_length_is_kept() {
    let pki = Pki::new();
    let root = Spec::ca("Test Root", "Test Root").extension(BASIC_CONSTRAINTS, true, basic_constraints(true, Some(0)));
    let root = root.make(&pki.root_key, &pki.root_key);
    assert_eq!(judge(&pki.signed(), &store(&[&root])).signature.status, Status::UsageNotAllowed);
}

#[test]
fn a_critical_extension_that_is_not_understood_ends_the_path() {
    for critical in [true, false] {
        let leaf = Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]);
        let leaf = leaf.extension(Oid::new_unwrap("1.2.3.4"), critical, vec![5, 0]);
        let pki = Pki::with(Spec::ca("Test CA", "Test Root"), leaf);
        let expected = if critical { Status::UsageNotAllowed } else { Status::Valid };
        assert_eq!(judge(&pki.signed(), &pki.store()).signature.status, expected);
    }
}

#[test]
fn name_constraints_bind_those_below() {
    let constraint = |name: &[u8]| {
        Writer::encode(|w| {
            w.sequence(|w| {
                w.constructed(Tag::context(0), |w| w.sequence(|w| w.constructed(Tag::context(4), |w| w.raw(name))));
            });
        })
    };
    for (permitted, expected) in [("Test Signer", Status::Valid), ("Somebody", Status::UsageNotAllowed)] {
        let ca = Spec::ca("Test CA", "Test Root").extension(NAME_CONSTRAINTS, true, constraint(&name(permitted)));
        let pki = Pki::with(ca, Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]));
        assert_eq!(judge(&pki.signed(), &pki.store()).signature.status, expected);
    }
}

#[test]
fn a_malformed_name_constraint_permits_nothing() {
    let with = |base: &[u8]| {
        let list = Writer::encode(|w| {
            w.sequence(|w| {
                w.constructed(Tag::context(0), |w| w.sequence(|w| w.constructed(Tag::context(4), |w| w.raw(base))));
            });
        });
        let ca = Spec::ca("Test CA", "Test Root").extension(NAME_CONSTRAINTS, true, list);
        let pki = Pki::with(ca, Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]));
        judge(&pki.signed(), &pki.store()).signature.status
    };
    // A Name without parts permits all names; nothing at all, or a Name with something malformed in it, is none.
    assert_eq!(with(&[0x30, 0]), Status::Valid);
    for malformed in [&[][..], &[5, 0], &[0x30, 2, 0x31, 0], &[0x30, 2, 5, 0]] {
        assert_eq!(with(malformed), Status::UsageNotAllowed, "{malformed:02x?}");
    }
}

#[test]
fn an_authority_restricts_usages_below_it() {
    let list = Writer::encode(|w| w.sequence(|w| w.oid(&oids::TIME_STAMPING)));
    let ca = Spec::ca("Test CA", "Test Root").extension(EXTENDED_KEY_USAGE, false, list);
    let pki = Pki::with(ca, Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]));
    assert_eq!(judge(&pki.signed(), &pki.store()).signature.status, Status::UsageNotAllowed);
}

#[test]
fn a_signer_must_be_for_code() {
    let pki = Pki::with(Spec::ca("Test CA", "Test Root"), Spec::leaf("Test Signer", "Test CA", &[oids::TIME_STAMPING]));
    assert_eq!(judge(&pki.signed(), &pki.store()).signature.status, Status::UsageNotAllowed);
}

#[test]
fn a_self_signed_signer_is_never_trusted_unless_pinned() {
    let key = new_key();
    let certificate = Spec::leaf("Me", "Me", &[oids::CODE_SIGNING]).make(&key, &key);
    let catalog = assemble(&SignerBuilder::new(&certificate, &key).over_catalog(), &[&certificate]);
    let trust = judge(&catalog, &catseal_trust::TrustStore::microsoft());
    assert_eq!((trust.signature.status, trust.signature.class), (Status::RootUntrusted, Class::SelfSigned));
    let trust = judge_as(&catalog, &store(&[&certificate]), Policy::Pinned);
    assert_eq!((trust.signature.status, trust.signature.class), (Status::Valid, Class::SelfSigned));
    assert_eq!(trust.verdict(Policy::Pinned), Some(Verdict::Pass));
}

#[test]
fn a_signer_that_is_trusted_by_itself_may_have_the_key_usage_of_test_certificates() {
    // keyEncipherment and dataEncipherment: so the driver kit makes them.
    let usage = Writer::encode(|w| w.primitive(Tag::BIT_STRING, &[4, 0x30]));
    let key = new_key();
    let spec = || Spec::leaf("Me", "Me", &[oids::CODE_SIGNING]).extension(KEY_USAGE, false, usage.clone());
    let certificate = spec().make(&key, &key);
    let catalog = assemble(&SignerBuilder::new(&certificate, &key).over_catalog(), &[&certificate]);
    for policy in [Policy::Pinned, Policy::Signature] {
        assert_eq!(judge_as(&catalog, &store(&[&certificate]), policy).signature.status, Status::Valid);
    }
    assert!(!judge(&catalog, &catseal_trust::TrustStore::microsoft()).signature.trusted);
    // Nobody gave this one: an authority vouches for it, and for what it is.
    let leaf = Spec { issuer: "Test CA".to_owned(), ..spec() };
    let pki = Pki::with(Spec::ca("Test CA", "Test Root"), leaf);
    for policy in [Policy::Pinned, Policy::Signature] {
        assert_eq!(judge_as(&pki.signed(), &pki.store(), policy).signature.status, Status::UsageNotAllowed);
    }
}

#[test]
fn pinned_is_about_the_roots_given_only() {
    let (pki, other) = (Pki::new(), Pki::new());
    assert!(judge_as(&pki.signed(), &pki.store(), Policy::Pinned).signature.trusted);
    assert!(!judge_as(&pki.signed(), &other.store(), Policy::Pinned).signature.trusted);
}

#[test]
fn every_flipped_octet_of_list_attributes_and_signature_is_noticed() {
    let pki = Pki::new();
    let catalog = pki.signed();
    let view = catseal_catalog::CatalogView::parse(&catalog).unwrap();
    let info = &view.signed_data().signer_infos[0];
    let attributes = info.signed_attributes.unwrap();
    let ctl = view.ctl();
    let signature = info.raw.offset + info.raw.raw.len() - info.signature.len();
    let regions = [
        ctl.value_offset()..ctl.offset + ctl.raw.len(),
        attributes.value_offset()..attributes.offset + attributes.raw.len(),
        signature..info.raw.offset + info.raw.raw.len(),
    ];
    for offset in regions.into_iter().flatten() {
        let mut changed = catalog.clone();
        changed[offset] ^= 1;
        let Ok(view) = catseal_catalog::CatalogView::parse(&changed) else { continue };
        let trust = catseal_trust::Verifier::new(&pki.store()).judge(&view, now(), Policy::Signature, false);
        assert!(!trust.signature.valid && !trust.signature.trusted, "offset {offset}: {:?}", trust.signature);
    }
}

#[test]
fn a_signed_attribute_that_is_there_twice_is_malformed() {
    let pki = Pki::new();
    let second = attribute(&oids::CONTENT_TYPE, &[Writer::encode(|w| w.oid(&oids::DATA))]);
    let catalog = assemble(&pki.signer().extra(second).over_catalog(), &[&pki.leaf, &pki.ca]);
    let trust = judge(&catalog, &pki.store());
    assert_eq!(trust.signature.status, Status::Malformed);
    assert!(!trust.signature.valid);
}

#[test]
fn a_signature_over_another_content_type_is_not_one_over_a_catalog() {
    let pki = Pki::new();
    let unsigned = unsigned();
    let ctl = catseal_catalog::CatalogView::parse(&unsigned).unwrap().ctl().value.to_vec();
    let catalog = assemble(&pki.signer().over(&oids::DATA, &ctl), &[&pki.leaf, &pki.ca]);
    assert_eq!(judge(&catalog, &pki.store()).signature.status, Status::Malformed);
}

#[test]
fn a_signature_taken_from_another_catalog_is_a_content_mismatch() {
    let pki = Pki::new();
    let catalog = assemble(&pki.signer().over(&oids::CTL, b"another list"), &[&pki.leaf, &pki.ca]);
    let trust = judge(&catalog, &pki.store());
    assert_eq!(trust.signature.status, Status::ContentDigestMismatch);
    assert_eq!(trust.findings[0].code, "CS4003");
}

#[test]
fn attributes_in_another_order_than_signed_are_accepted_and_reported() {
    let pki = Pki::new();
    let mut signer = pki.signer();
    signer.reversed = true;
    let trust = judge(&assemble(&signer.over_catalog(), &[&pki.leaf, &pki.ca]), &pki.store());
    assert_eq!(trust.signature.status, Status::Valid);
    assert_eq!(trust.findings[0].code, "CS4018");
}

#[test]
fn a_missing_signer_certificate_is_said_to_be_missing() {
    let pki = Pki::new();
    let catalog = assemble(&pki.signer().over_catalog(), &[&pki.ca]);
    let trust = judge(&catalog, &pki.store());
    assert_eq!(trust.signature.status, Status::SignerCertMissing);
    assert!(!trust.signature.valid);
}

#[test]
fn names_that_deceive_the_eye_are_made_harmless() {
    let evil = "Good\u{202e}\nevil, O=Microsoft";
    let pki = Pki::with(Spec::ca("Test CA", "Test Root"), Spec::leaf(evil, "Test CA", &[oids::CODE_SIGNING]));
    let trust = judge(&pki.signed(), &pki.store());
    let signer = trust.signatures[0].signer.as_ref().unwrap();
    assert_eq!(signer.subject, "CN=Good\\u{202e}\\u{a}evil\\, O=Microsoft");
    let json = serde_json::to_string(&trust).unwrap();
    assert!(!json.contains('\u{202e}') && !json.contains("\\n"));
}

#[test]
fn a_nested_signature_vouches_only_for_the_list_that_carries_it() {
    let pki = Pki::new();
    let unsigned = unsigned();
    let ctl = catseal_catalog::CatalogView::parse(&unsigned).unwrap().ctl();
    for (content, status) in [(ctl.raw, Status::Valid), (ctl.value, Status::ContentDigestMismatch)] {
        let inner = nested_without_content(&pki.signer().over(&oids::DATA, content), &[&pki.leaf, &pki.ca]);
        let outer = pki.signer().unsigned(attribute(&oids::SPC_NESTED_SIGNATURE, &[inner])).over_catalog();
        let trust = judge(&assemble(&outer, &[&pki.leaf, &pki.ca]), &pki.store());
        assert_eq!(trust.signatures[0].nested[0].status, status);
        assert_eq!(trust.signature.status, Status::Valid);
    }
}

#[test]
fn a_nested_signature_over_the_list_of_another_catalog_is_a_content_mismatch() {
    let pki = Pki::new();
    let mut builder = CatalogBuilder::new(Version::V2, [8; 16], time("2026-01-01T00:00:00Z"));
    builder.member(&MemberSpec::new(MemberKind::Flat, [3; 20], [4; 32]));
    let other = builder.build().unwrap();
    for (catalog, status) in [(unsigned(), Status::Valid), (other, Status::ContentDigestMismatch)] {
        let ctl = catseal_catalog::CatalogView::parse(&catalog).unwrap().ctl().value.to_vec();
        let inner = pki.signer().over(&oids::CTL, &ctl);
        let trust = judge_nested(&pki, &[nested_with_content(&catalog, &inner, &[&pki.leaf, &pki.ca])]);
        assert_eq!(trust.signatures[0].nested[0].status, status);
        // Nor does the very signature of another catalog help: it digests that one's list.
        let taken = judge_nested(&pki, &[nested_with_content(&unsigned(), &inner, &[&pki.leaf, &pki.ca])]);
        assert_eq!(taken.signatures[0].nested[0].status, status);
    }
}

#[test]
fn a_good_nested_signature_does_not_save_a_broken_outer_one() {
    let (pki, thief) = (Pki::new(), Pki::new());
    let unsigned = unsigned();
    let ctl = catseal_catalog::CatalogView::parse(&unsigned).unwrap().ctl();
    let inner = nested_without_content(&pki.signer().over(&oids::DATA, ctl.raw), &[&pki.leaf, &pki.ca]);
    let outer = SignerBuilder::new(&pki.leaf, &thief.leaf_key)
        .unsigned(attribute(&oids::SPC_NESTED_SIGNATURE, &[inner]))
        .over_catalog();
    let trust = judge(&assemble(&outer, &[&pki.leaf, &pki.ca]), &pki.store());
    assert_eq!(trust.signature.status, Status::SignatureInvalid);
    assert!(!trust.signature.valid && !trust.signature.trusted);
}

#[test]
fn of_two_signers_the_better_counts_and_the_other_is_reported() {
    let (pki, thief) = (Pki::new(), Pki::new());
    let bad = SignerBuilder::new(&pki.leaf, &thief.leaf_key).over_catalog();
    let catalog = assemble_all(&[bad, pki.signer().over_catalog()], &[&pki.leaf, &pki.ca]);
    let trust = judge(&catalog, &pki.store());
    assert_eq!(trust.signature.status, Status::Valid);
    assert_eq!(trust.signatures[0].status, Status::SignatureInvalid);
    assert_eq!(trust.findings[0].code, "CS4019");
}

#[test]
fn the_verdict_names_the_signer_that_it_is_on() {
    let (pki, stranger) = (Pki::new(), Pki::new());
    let other = Spec::leaf("Stranger", "Test CA", &[oids::CODE_SIGNING]).serial(8);
    let other = other.make(&stranger.leaf_key, &stranger.ca_key);
    let untrusted = SignerBuilder::new(&other, &stranger.leaf_key).over_catalog();
    let trusted = pki.signer().over_catalog();
    for (signers, place) in [([untrusted.clone(), trusted.clone()], 1), ([trusted, untrusted], 0)] {
        let trust = judge(&assemble_all(&signers, &[&pki.leaf, &pki.ca, &other]), &pki.store());
        assert_eq!(trust.signature.status, Status::Valid);
        assert_eq!(trust.signature.signer.as_ref().unwrap().name, "Test Signer");
        assert_eq!(trust.signature.signer, trust.signatures[place].signer);
    }
    assert_eq!(judge(&unsigned(), &pki.store()).signature.signer, None);
}

/// What is judged of a catalog whose signer carries these values as nested signatures.
fn judge_nested(pki: &Pki, values: &[Vec<u8>]) -> catseal_trust::CatalogTrust {
    let outer = pki.signer().unsigned(attribute(&oids::SPC_NESTED_SIGNATURE, values)).over_catalog();
    judge(&assemble(&outer, &[&pki.leaf, &pki.ca]), &pki.store())
}

/// Whether it is said, in a finding of this code and among what was not checked, that something was passed over.
fn says_passed_over(trust: &catseal_trust::CatalogTrust, code: &str, what: &str) -> bool {
    trust.findings.iter().any(|finding| finding.code == code && finding.message.contains(what))
        && trust.not_checked.iter().any(|item| item.contains(what))
}

#[test]
fn nested_signatures_that_are_not_judged_are_said_to_be_there() {
    let pki = Pki::new();
    let unsigned = unsigned();
    let ctl = catseal_catalog::CatalogView::parse(&unsigned).unwrap().ctl();
    let nested =
        |signer: SignerBuilder<'_>| nested_without_content(&signer.over(&oids::DATA, ctl.raw), &[&pki.leaf, &pki.ca]);
    let good = nested(pki.signer());
    assert_eq!(judge_nested(&pki, std::slice::from_ref(&good)).findings, []);

    let malformed = Writer::encode(|w| w.sequence(|w| w.null()));
    let trust = judge_nested(&pki, &[malformed, good.clone()]);
    assert_eq!((trust.signature.status, trust.signatures[0].nested.len()), (Status::Valid, 1));
    assert!(says_passed_over(&trust, "CS4019", "which is malformed"), "{:?}", trust.findings);

    // ECDSA makes each of them another one.
    let many: Vec<_> = (0..17).map(|_| nested(pki.signer())).collect();
    assert!(!says_passed_over(&judge_nested(&pki, &many[..16]), "CS4019", "beyond the first 16"));
    let trust = judge_nested(&pki, &many);
    assert_eq!(trust.signatures[0].nested.len(), 16);
    assert!(says_passed_over(&trust, "CS4019", "beyond the first 16"), "{:?}", trust.findings);

    let deeper = nested(pki.signer().unsigned(attribute(&oids::SPC_NESTED_SIGNATURE, &[good])));
    assert!(says_passed_over(&judge_nested(&pki, &[deeper]), "CS4019", "nested in a nested"));
    let empty = Writer::encode(|w| {
        w.sequence(|w| {
            w.oid(&oids::SIGNED_DATA);
            w.constructed(Tag::context(0), |w| {
                w.sequence(|w| {
                    w.integer(1);
                    w.set_of(Vec::new());
                    w.sequence(|w| w.oid(&oids::DATA));
                    w.set_of(Vec::new());
                });
            });
        });
    });
    assert!(says_passed_over(&judge_nested(&pki, &[empty]), "CS4019", "no signer"));
}

#[test]
fn time_stamps_that_are_not_judged_are_said_to_be_there() {
    let pki = Pki::new();
    for (count, said) in [(16, false), (17, true)] {
        let values: Vec<_> = (0..count).map(|n| Writer::encode(|w| w.integer(n))).collect();
        let outer = pki.signer().unsigned(attribute(&oids::COUNTER_SIGNATURE, &values)).over_catalog();
        let trust = judge(&assemble(&outer, &[&pki.leaf, &pki.ca]), &pki.store());
        assert_eq!(trust.signatures[0].timestamps.len(), 16);
        assert_eq!(says_passed_over(&trust, "CS4020", "time stamps beyond the first 16"), said);
    }
}

#[test]
fn an_unsigned_catalog_is_unsigned_and_nothing_else() {
    let trust = judge(&unsigned(), &store(&[]));
    assert_eq!(trust.signature.status, Status::Unsigned);
    assert_eq!(trust.verdict(Policy::Signature), Some(Verdict::Fail));
    assert_eq!(trust.findings[0].code, "CS4001");
    let trust = judge_as(&unsigned(), &store(&[]), Policy::None);
    assert!(trust.findings.is_empty() && trust.policies.is_empty());
}

#[test]
fn the_tests_that_are_documented_are_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let document = std::fs::read_to_string(root.join("docs/trust.md")).unwrap();
    let rows: Vec<_> = document.lines().filter(|line| line.starts_with('|') && line.contains(".rs`: ")).collect();
    assert!(rows.len() > 20, "{}", rows.len());
    for row in rows {
        let quoted: Vec<_> = row.split('`').skip(1).step_by(2).collect();
        let (file, tests) = quoted.split_first().unwrap();
        let file = std::fs::read_to_string(root.join(file)).unwrap();
        for test in tests {
            assert!(file.contains(&format!("fn {test}(")), "{row}");
        }
    }
}
