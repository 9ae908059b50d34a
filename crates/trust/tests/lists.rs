//! Trust lists: who may sign them, and what they do to trust.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests that is how to fail"
)]

mod common;

use catseal_asn1::{DigestAlgorithm, Oid, Tag, Writer, oids, pem};
use catseal_trust::{Error, Policy, Status, TrustList, TrustStore, Verifier, is_trust_list};
use common::*;
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The Microsoft lists of the corpus, oldest first; empty without a corpus.
fn published() -> Vec<PathBuf> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let Ok(entries) = std::fs::read_dir(shared.join("corpus/ctl")) else {
        println!("skipped: {} is not there", shared.display());
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.push(shared.join("roots/authroot.stl"));
    paths
}

/// What names the subject, and its properties.
type ListEntry = (Vec<u8>, Vec<(Oid, Vec<u8>)>);

/// The contents of a list; each entry with its properties.
fn contents(usage: &Oid, algorithm: &Oid, entries: &[ListEntry]) -> Vec<u8> {
    Writer::encode(|w| {
        w.sequence(|w| {
            w.sequence(|w| w.oid(usage));
            w.time(time("2026-01-01T00:00:00Z"));
            w.algorithm(algorithm);
            w.sequence(|w| {
                for (subject, properties) in entries {
                    w.sequence(|w| {
                        w.octet_string(subject);
                        w.constructed(Tag::SET, |w| {
                            for (oid, value) in properties {
                                w.sequence(|w| {
                                    w.oid(oid);
                                    w.constructed(Tag::SET, |w| w.octet_string(value));
                                });
                            }
                        });
                    });
                }
            });
        });
    })
}

fn pack(contents: &[u8], certificates: &[&[u8]], signers: &[Vec<u8>]) -> Vec<u8> {
    let encap = Writer::encode(|w| {
        w.sequence(|w| {
            w.oid(&oids::CTL);
            w.constructed(Tag::context(0), |w| w.raw(contents));
        });
    });
    content_info(&encap, 1, certificates, signers)
}

/// A list signed by the leaf of `pki`.
fn signed(pki: &Pki, usage: &Oid, algorithm: &Oid, subjects: &[Vec<u8>]) -> Vec<u8> {
    let entries: Vec<_> = subjects.iter().map(|subject| (subject.clone(), Vec::new())).collect();
    let contents = contents(usage, algorithm, &entries);
    let value = catseal_asn1::Cursor::new(&contents, catseal_asn1::Mode::Strict).any("list").unwrap().value;
    pack(&contents, &[&pki.leaf, &pki.ca], &[pki.signer().over(&oids::CTL, value)])
}

/// Somebody who signs lists of distrusted certificates.
fn publisher(usages: &[Oid]) -> Pki {
    Pki::with(Spec::ca("Test CA", "Test Root"), Spec::leaf("Lists", "Test CA", usages))
}

fn problem(error: Error) -> String {
    match error {
        Error::TrustList { problem, .. } => problem,
        other => panic!("{other}"),
    }
}

/// What is signed of a certificate, and its SubjectPublicKeyInfo.
fn parts(certificate: &[u8]) -> (Vec<u8>, Vec<u8>) {
    use catseal_asn1::{Cursor, Mode};
    let mut outer = Cursor::new(certificate, Mode::Strict).enter(Tag::SEQUENCE, "c").unwrap();
    let tbs = outer.any("t").unwrap();
    let mut fields = tbs.cursor(Mode::Strict);
    for what in ["version", "serial", "algorithm", "issuer", "validity", "subject"] {
        fields.any(what).unwrap();
    }
    (tbs.raw.to_vec(), fields.any("key").unwrap().raw.to_vec())
}

#[test]
fn a_chain_through_a_distrusted_certificate_fails_whatever_vouches_for_it() {
    let (pki, lists) = (Pki::new(), publisher(&[oids::DISALLOWED_LIST]));
    for certificate in [&pki.leaf, &pki.ca, &pki.root] {
        let (tbs, key) = parts(certificate);
        for (algorithm, subject) in [
            (oids::SHA1, DigestAlgorithm::Sha1.digest(certificate)),
            (oids::SHA256, DigestAlgorithm::Sha256.digest(certificate)),
            (oids::DISALLOWED_HASH, DigestAlgorithm::Sha256.digest(&tbs)),
            (oids::DISALLOWED_HASH, DigestAlgorithm::Md5.digest(&key)),
        ] {
            let list = signed(&lists, &oids::DISALLOWED_LIST, &algorithm, &[vec![7; subject.len()], subject]);
            for policy in [Policy::Signature, Policy::Pinned] {
                let mut store = store(&[&pki.root, &lists.root]);
                assert!(judge_as(&pki.signed(), &store, policy).signature.trusted);
                assert_eq!(store.disallow(&list, "list"), Ok(2));
                let trust = judge_as(&pki.signed(), &store, policy);
                assert_eq!(trust.signature.status, Status::Revoked);
                assert!(trust.signature.valid && !trust.signature.trusted);
                assert_eq!(trust.findings[0].code, "CS4040");
                assert!(
                    trust
                        .not_checked
                        .iter()
                        .any(|item| item.contains("distrusted certificates after the one of 2026-01-01"))
                );
            }
        }
    }
}

#[test]
fn certificates_and_thumbprints_are_distrusted_without_a_list() {
    let (pki, other) = (Pki::new(), Pki::new());
    let hex = |algorithm: DigestAlgorithm| catseal_asn1::hex(&algorithm.digest(&pki.ca)).into_bytes();
    let encoded = pem::encode("CERTIFICATE", &pki.ca).as_bytes().to_vec();
    for source in [pki.ca.clone(), encoded, hex(DigestAlgorithm::Sha1), hex(DigestAlgorithm::Sha256)] {
        let mut store = pki.store();
        assert_eq!(store.disallow(&source, "x"), Ok(1));
        assert_eq!(judge(&pki.signed(), &store).signature.status, Status::Revoked);
        assert!(judge_as(&other.signed(), &common::store(&[&other.root]), Policy::Pinned).signature.trusted);
    }
    assert!(matches!(TrustStore::empty().disallow(b"hello", "x"), Err(Error::Thumbprint { line: 1, .. })));
    assert!(matches!(TrustStore::empty().disallow(&[0xff, 0xfe], "x"), Err(Error::NotCertificates { .. })));
}

#[test]
fn a_list_of_distrusted_certificates_must_be_signed_for_that_under_a_trusted_root() {
    let subjects = [vec![1; 20]];
    let try_with = |usages: &[Oid], usage: &Oid, trusting: bool| {
        let lists = publisher(usages);
        let mut store = if trusting { lists.store() } else { TrustStore::microsoft() };
        store.disallow(&signed(&lists, usage, &oids::SHA1, &subjects), "list")
    };
    assert_eq!(try_with(&[oids::DISALLOWED_LIST], &oids::DISALLOWED_LIST, true), Ok(1));
    assert_eq!(try_with(&[oids::REVOKED_LIST_SIGNER], &oids::DISALLOWED_LIST, true), Ok(1));
    for (usages, usage, trusting, expected) in [
        (&[oids::CODE_SIGNING], &oids::DISALLOWED_LIST, true, "is not for"),
        (&[oids::ROOT_LIST_SIGNER], &oids::DISALLOWED_LIST, true, "is not for"),
        (&[oids::DISALLOWED_LIST], &oids::DISALLOWED_LIST, false, "is not there"),
        (&[oids::CTL_SIGNING], &oids::CODE_SIGNING, true, "not a list of distrusted certificates"),
        (&[oids::ROOT_LIST_SIGNER], &oids::ROOT_LIST_SIGNER, true, "Microsoft signs its lists"),
    ] {
        let found = problem(try_with(usages, usage, trusting).unwrap_err());
        assert!(found.contains(expected), "{found}");
    }
    let unsigned = pack(&contents(&oids::DISALLOWED_LIST, &oids::SHA1, &[(vec![1; 20], Vec::new())]), &[], &[]);
    assert!(is_trust_list(&unsigned));
    assert_eq!(problem(TrustStore::empty().disallow(&unsigned, "list").unwrap_err()), "it is not signed");
}

#[test]
fn a_list_that_could_not_be_applied_in_full_is_not_taken_at_all() {
    let lists = publisher(&[oids::DISALLOWED_LIST]);
    for (algorithm, subject, expected) in [
        (oids::SHA1, vec![1; 19], "another length"),
        (oids::SHA256, vec![1; 20], "another length"),
        (oids::DISALLOWED_HASH, vec![], "another length"),
        (oids::MD5, vec![1; 16], "not known"),
    ] {
        let list = signed(&lists, &oids::DISALLOWED_LIST, &algorithm, &[vec![2; 20], subject]);
        let mut store = lists.store();
        let found = problem(store.disallow(&list, "list").unwrap_err());
        assert!(found.contains(expected), "{found}");
        assert!(judge_as(&lists.signed(), &store, Policy::None).findings.is_empty());
    }
}

#[test]
fn nobody_but_microsoft_makes_a_list_of_roots() {
    let lists = publisher(&[oids::ROOT_LIST_SIGNER]);
    let list = signed(&lists, &oids::ROOT_LIST_SIGNER, &oids::SHA1, &[DigestAlgorithm::Sha1.digest(&lists.root)]);
    let mut store = lists.store();
    let bundle = ("root.pem".to_owned(), lists.root.clone());
    let error = store.add_list(&list, "list", &[bundle]).unwrap_err();
    assert!(problem(error).contains("its signature does not hold"));
    assert_eq!(store.len(), 1);
}

#[test]
fn a_condition_that_cannot_be_read_is_not_passed_over() {
    let property = |number: &str| Oid::new(&format!("1.3.6.1.4.1.311.10.11.{number}")).unwrap();
    let usages = Writer::encode(|w| w.sequence(|w| w.oid(&oids::CODE_SIGNING)));
    let good = (property("9"), usages.clone());
    let read = |properties: Vec<(Oid, Vec<u8>)>| {
        let list = pack(&contents(&oids::ROOT_LIST_SIGNER, &oids::SHA1, &[(vec![1; 20], properties)]), &[], &[]);
        TrustList::parse(&list, "list").unwrap().entries[0].conditions()
    };
    assert_eq!(read(vec![good.clone()]).unwrap(), ["for code signing"]);
    let disabled = (property("104"), vec![0x00, 0x80, 0xc8, 0x2b, 0x68, 0x86, 0xd7, 0x01]);
    let name = (property("11"), vec![b'A', 0, 0, 0]);
    let words = read(vec![name, disabled.clone(), (property("122"), usages.clone())]).unwrap();
    assert_eq!(words, ["disabled from 2021-08-01 for code signing"]);
    for properties in [
        vec![good.clone(), good],
        vec![(property("104"), vec![1, 2, 3])],
        vec![(property("9"), [usages.as_slice(), &[0]].concat())],
        vec![(property("126"), vec![0xff; 8])],
        vec![disabled.clone(), disabled],
    ] {
        assert!(read(properties.clone()).is_err(), "{properties:?}");
    }
}

#[test]
fn every_published_list_holds_and_none_does_with_an_octet_changed() {
    let verifier = Verifier::new(&TrustStore::microsoft());
    for path in published() {
        let octets = std::fs::read(&path).unwrap();
        let list = TrustList::parse(&octets, "list").unwrap();
        let signatures = verifier.judge_list(&list);
        assert_eq!(signatures.len(), 1, "{}", path.display());
        // The signer's authority was certified with MD5 until 2009: such a list could be anybody's.
        let expected =
            if list.this_update < time("2009-01-01T00:00:00Z") { Status::WeakAlgorithm } else { Status::Valid };
        assert_eq!(signatures[0].status, expected, "{}: {:?}", path.display(), signatures[0].reasons);
        let taken = TrustStore::empty().add_list(&octets, "list", &[]);
        assert_eq!(taken.is_ok(), expected == Status::Valid, "{}", path.display());
        assert!(list.entries.len() > 90 && list.entries.iter().all(|entry| entry.friendly_name().is_some()));
        assert!(list.entries.iter().all(|entry| entry.conditions().is_ok()), "{}", path.display());
        for place in [octets.len() / 4, octets.len() / 2] {
            let mut changed = octets.clone();
            changed[place] ^= 1;
            assert!(TrustStore::empty().add_list(&changed, "list", &[]).is_err(), "{} {place}", path.display());
        }
    }
}

#[test]
fn a_list_takes_the_place_of_the_roots_built_in_and_a_file_beside_it_serves_it() {
    let lists = published();
    // The first two are signed with MD5.
    let (Some(oldest), Some(newest)) = (lists.get(2), lists.last()) else { return };
    let read = |path: &Path| std::fs::read(path).unwrap();
    let bundle = ("cacert.pem".to_owned(), read(&newest.with_file_name("cacert.pem")));

    let mut store = TrustStore::empty();
    let listed = store.add_list(&read(newest), "list", &[]).unwrap();
    assert_eq!(listed.named, 555);
    assert_eq!(store.len(), TrustStore::microsoft().len());
    assert_eq!(store.add_list(&read(newest), "list", std::slice::from_ref(&bundle)).unwrap(), listed);

    // What the old list does not name is not trusted, though the bundle has it.
    let mut old = TrustStore::empty();
    let listed = old.add_list(&read(oldest), "list", std::slice::from_ref(&bundle)).unwrap();
    assert!(listed.trusted < listed.named && listed.published < time("2010-01-01T00:00:00Z"), "{listed:?}");
    assert_eq!(old.len(), listed.trusted + 1);
    let said = judge(&Pki::new().signed(), &old).not_checked.join("; ");
    assert!(said.contains("of 2009-") && said.contains("older than the one built in"), "{said}");
    let said = judge(&Pki::new().signed(), &store).not_checked.join("; ");
    assert!(!said.contains("older"), "{said}");

    // A file that has nothing of the list is the user's own.
    let pki = Pki::new();
    let own = ("own.pem".to_owned(), pki.root.clone());
    let mut store = TrustStore::empty();
    store.add_list(&read(newest), "list", &[bundle, own]).unwrap();
    assert!(judge_as(&pki.signed(), &store, Policy::Pinned).signature.trusted);
}

/// A list that is taken, and the store that takes it.
static SCENE: LazyLock<(Vec<u8>, Pki)> = LazyLock::new(|| {
    let lists = publisher(&[oids::DISALLOWED_LIST]);
    let subjects = [DigestAlgorithm::Sha1.digest(b"one"), DigestAlgorithm::Sha1.digest(b"two")];
    (signed(&lists, &oids::DISALLOWED_LIST, &oids::SHA1, &subjects), lists)
});

proptest! {
    #[test]
    fn damaged_lists_are_judged_without_panic_and_none_is_taken_that_was_not_signed(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let (list, lists) = &*SCENE;
        let mut damaged = list.clone();
        for (place, octet) in changes {
            let place = place.index(damaged.len());
            damaged[place] = octet;
        }
        let mut store = lists.store();
        prop_assert!(TrustStore::empty().add_list(&damaged, "list", &[]).is_err());
        let taken = store.disallow(&damaged, "list").is_ok();
        if let Ok(read) = TrustList::parse(&damaged, "list") {
            let subjects = |list: &TrustList<'_>| -> Vec<Vec<u8>> {
                list.entries.iter().map(|entry| entry.subject.to_vec()).collect()
            };
            let original = TrustList::parse(list, "list").unwrap();
            prop_assert!(!taken || subjects(&read) == subjects(&original));
            for entry in &read.entries {
                let _ = (entry.friendly_name(), entry.sha256(), entry.conditions());
            }
        }
    }
}
