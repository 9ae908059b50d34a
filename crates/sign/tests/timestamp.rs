//! A time stamp is put in, replaced and taken off without touching anything else.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod support;

use catseal_asn1::{Cursor, DigestAlgorithm, Mode, Tag, Writer, oids};
use catseal_sign::{Error, SignOptions, set_timestamp, sign, signers, testcert, unsign};
use support::{empty_catalog, signed_samples};

fn token(text: &str) -> Vec<u8> {
    Writer::encode(|w| w.sequence(|w| w.octet_string(text.as_bytes())))
}

fn signed() -> Vec<u8> {
    let test = testcert::generate("Driver team", "2026-11-22T12:00:00Z".parse().unwrap(), 30).unwrap();
    let options = SignOptions { digest: DigestAlgorithm::Sha384, ..SignOptions::default() };
    sign(&empty_catalog(), &test.to_identity().unwrap(), &options).unwrap()
}

/// The fields of SignedData, and those of its first signer, each whole.
fn fields(catalog: &[u8]) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let all = |mut cursor: Cursor<'_>| {
        let mut fields = Vec::new();
        while !cursor.is_empty() {
            fields.push(cursor.any("field").unwrap().raw.to_vec());
        }
        fields
    };
    let mut outer = Cursor::new(catalog, Mode::Strict).enter(Tag::SEQUENCE, "").unwrap();
    outer.any("type").unwrap();
    let data = all(outer.enter(Tag::context(0), "").unwrap().enter(Tag::SEQUENCE, "").unwrap());
    let mut infos = Cursor::new(data.last().unwrap(), Mode::Strict).enter(Tag::SET, "").unwrap();
    let first = all(infos.enter(Tag::SEQUENCE, "").unwrap());
    (data, first)
}

#[test]
fn a_time_stamp_changes_the_unsigned_attributes_and_nothing_else() {
    let mut catalogs = signed_samples();
    catalogs.push(("own".to_owned(), signed()));
    for (name, catalog) in catalogs {
        let bare = set_timestamp(&catalog, 0, None).unwrap();
        let stamped = set_timestamp(&bare, 0, Some(&token("one"))).unwrap();
        let (data, info) = fields(&catalog);
        let (stamped_data, stamped_info) = fields(&stamped);
        assert_eq!(data.split_last().unwrap().1, stamped_data.split_last().unwrap().1, "{name}");
        let (unsigned, others): (Vec<_>, Vec<_>) = stamped_info.into_iter().partition(|field| field[0] == 0xa1);
        assert_eq!(unsigned.len(), 1, "{name}");
        let kept: Vec<_> = info.into_iter().filter(|field| field[0] != 0xa1).collect();
        assert!(kept == others, "{name}");
        assert!(signers(&stamped).unwrap()[0].is_stamped && !signers(&bare).unwrap()[0].is_stamped, "{name}");
    }
}

#[test]
fn a_time_stamp_that_was_taken_off_leaves_no_trace() {
    let catalog = signed();
    let stamped = set_timestamp(&catalog, 0, Some(&token("one"))).unwrap();
    assert_ne!(stamped, catalog);
    assert!(set_timestamp(&stamped, 0, None).unwrap() == catalog);
    assert!(set_timestamp(&stamped, 0, Some(&token("one"))).unwrap() == stamped);
    assert!(unsign(&stamped).unwrap() == empty_catalog());
}

#[test]
fn a_new_time_stamp_takes_the_place_of_those_of_every_kind_and_of_no_other_attribute() {
    let attribute = |oid, value: &[u8]| {
        Writer::encode(|w| {
            w.sequence(|w| {
                w.oid(oid);
                w.set_of(vec![value.to_vec()]);
            });
        })
    };
    let catalog = signed();
    let (data, info) = fields(&catalog);
    let old = ["legacy", "cms", "authenticode", "kept"].map(token);
    let kinds =
        [&oids::COUNTER_SIGNATURE, &oids::TIME_STAMP_TOKEN, &oids::MS_RFC3161_TOKEN, &oids::SPC_NESTED_SIGNATURE];
    let attributes = kinds.iter().zip(&old).map(|(oid, value)| attribute(oid, value)).collect();
    let signer = Writer::encode(|w| {
        w.sequence(|w| {
            info.iter().for_each(|field| w.raw(field));
            w.set_of_tagged(Tag::context(1), attributes);
        });
    });
    let catalog = Writer::encode(|w| {
        w.sequence(|w| {
            w.oid(&oids::SIGNED_DATA);
            w.constructed(Tag::context(0), |w| {
                w.sequence(|w| {
                    data.split_last().unwrap().1.iter().for_each(|field| w.raw(field));
                    w.set_of(vec![signer]);
                });
            });
        });
    });
    let stamped = set_timestamp(&catalog, 0, Some(&token("new"))).unwrap();
    let attributes = fields(&stamped).1.last().unwrap().to_vec();
    let wanted =
        vec![attribute(&oids::MS_RFC3161_TOKEN, &token("new")), attribute(&oids::SPC_NESTED_SIGNATURE, &old[3])];
    assert_eq!(attributes, Writer::encode(|w| w.set_of_tagged(Tag::context(1), wanted)));
}

#[test]
fn a_signer_is_known_by_its_signature_and_digest() {
    let catalog = signed();
    let found = signers(&catalog).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].digest, Some(DigestAlgorithm::Sha384));
    assert_eq!(found[0].signature.len(), 256);
    assert_eq!(signers(&empty_catalog()).unwrap(), []);
}

#[test]
fn without_a_signature_there_is_nothing_to_stamp() {
    assert_eq!(set_timestamp(&empty_catalog(), 0, Some(&token("one"))), Err(Error::NoSignature));
    assert_eq!(set_timestamp(&signed(), 1, Some(&token("one"))), Err(Error::NoSignature));
}

#[test]
fn a_catalog_cut_off_anywhere_is_an_error() {
    let catalog = signed();
    for len in 0..catalog.len() {
        assert!(set_timestamp(&catalog[..len], 0, None).is_err(), "{len}");
    }
}
