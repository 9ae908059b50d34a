//! The real catalogs, against the table that another program made of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests that is how to fail"
)]

mod shared;

use catseal_asn1::{DigestAlgorithm, Tag, oids};
use catseal_catalog::{
    CatalogView, Error, Member, MemberKind, NotCatalog, SignedDataView, SignerId, SignerInfoView, TagForm,
};
use shared::{corpus, manifest, nested, taken_apart};
use std::collections::BTreeMap;

/// `a:1,b:2` in any order.
fn counts(text: &str) -> BTreeMap<String, usize> {
    let pairs = text.split(',').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.rsplit_once(':').map(|(key, n)| (key.to_owned(), n.parse().unwrap())).unwrap()).collect()
}

fn tally(keys: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    keys.fold(BTreeMap::new(), |mut tally, key| {
        *tally.entry(key).or_default() += 1;
        tally
    })
}

#[test]
fn every_catalog_says_what_the_table_says() {
    let Some(corpus) = corpus() else { return };
    let mut catalogs = 0;
    for row in manifest(&corpus) {
        if row.get("kind") == "ctl" {
            continue;
        }
        catalogs += 1;
        let path = row.get("path");
        let bytes = std::fs::read(corpus.join(path)).unwrap();
        if !row.get("parse_error").is_empty() {
            assert_eq!(CatalogView::parse(&bytes).unwrap_err(), Error::OtherFile(NotCatalog::Text), "{path}");
            continue;
        }
        let view = CatalogView::parse(&bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        let members: Vec<_> = view.members().collect::<Result<_, _>>().unwrap();
        assert_eq!(members.len(), view.member_count());
        assert_eq!(format!("v{}", view.version().number()), row.get("ctl"), "{path}");
        assert_eq!(members.len().to_string(), row.get("members"), "{path}");
        let data: Vec<_> = members.iter().map(|member| member.indirect_data().unwrap()).collect();

        let algorithms = members.iter().zip(&data).map(|(member, data)| match data {
            Some(data) => data.algorithm.unwrap().to_string(),
            None => format!("tagonly-{}", member.tag().len() * 8),
        });
        assert_eq!(tally(algorithms), counts(row.get("digest_algs")), "{path}");

        let forms = members.iter().map(|member| match member.tag_form() {
            TagForm::HexUtf16 => "hexutf16+nul".to_owned(),
            TagForm::Raw20 => "raw20".to_owned(),
            TagForm::Raw32 => "raw32".to_owned(),
            TagForm::Text(_) => "utf16text".to_owned(),
            TagForm::Other => "other".to_owned(),
        });
        assert_eq!(tally(forms), counts(row.get("tag_forms")), "{path}");

        let kinds = data.iter().map(|data| {
            data.map_or("None", |data| match data.kind {
                MemberKind::Pe => "pe",
                MemberKind::Flat => "cab/link",
                MemberKind::Cab => "link",
                MemberKind::Other => "other",
            })
        });
        let kinds = tally(kinds.map(str::to_owned));
        if !row.get("spc_types").is_empty() {
            assert_eq!(kinds, counts(row.get("spc_types")), "{path}");
        }

        let hashes = data.iter().flatten().filter_map(|data| match data.page_hashes {
            Some(hashes) if hashes.algorithm == DigestAlgorithm::Sha1 => Some("v1"),
            Some(_) => Some("v2"),
            None => data.cab_enhanced_hash.map(|_| "?"),
        });
        assert_eq!(tally(hashes.map(str::to_owned)), counts(row.get("page_hashes")), "{path}");

        let attributes: Vec<_> = view.attributes().collect::<Result<_, _>>().unwrap();
        let os = attributes.iter().find(|attribute| attribute.name == "OS").map(|os| os.text().unwrap());
        // The table cuts it off.
        assert_eq!(os.unwrap_or_default().chars().take(160).collect::<String>(), row.get("os"), "{path}");
        assert_eq!(attribute_names(&attributes), row.get("ctl_ext"), "{path}");

        let (_, date) = catseal_asn1::encode_time(view.this_update());
        assert_eq!(date, row.get("ctl_date"), "{path}");
        assert_eq!(nested(view.signed_data()).to_string(), row.get("nested"), "{path}");
        assert_eq!(view.is_signed(), row.get("signer_cn") != "UNSIGNED", "{path}");
        assert!(row.get("encoding_flags").is_empty());
    }
    assert_eq!(catalogs, 197);
}

/// Names in order, hardware ids put together: `OS,HWID#x3`.
fn attribute_names(attributes: &[catseal_catalog::NameValue<'_>]) -> String {
    let ids = attributes.iter().filter(|attribute| attribute.name.starts_with("HWID")).count();
    let mut names: Vec<String> = Vec::new();
    for attribute in attributes {
        let name = match (attribute.name.starts_with("HWID"), ids) {
            (true, 1) => "HWID#".to_owned(),
            (true, _) => format!("HWID#x{ids}"),
            (false, _) => attribute.name.clone(),
        };
        if names.last() != Some(&name) {
            names.push(name);
        }
    }
    names.join(",")
}

#[test]
fn a_trust_list_of_another_use_is_told_by_its_use() {
    let Some(corpus) = corpus() else { return };
    let rows: Vec<_> = manifest(&corpus).into_iter().filter(|row| row.get("kind") == "ctl").collect();
    assert_eq!(rows.len(), 15);
    for row in rows {
        let bytes = std::fs::read(corpus.join(row.get("path"))).unwrap();
        let error = CatalogView::parse(&bytes).unwrap_err();
        assert_eq!(error.to_string(), "this is a certificate trust list for root list signer, not a catalog");
    }
}

/// The sizes of cabinets by their enhanced hash; no cabinet in the corpus is larger than this.
fn cab_sizes() -> std::collections::HashMap<Vec<u8>, u32> {
    (0..70_000_u32).map(|size| (DigestAlgorithm::Sha256.digest(&size.to_le_bytes()), size)).collect()
}

#[test]
fn every_list_is_built_again_octet_for_octet() {
    let Some(corpus) = corpus() else { return };
    let sizes = cab_sizes();
    let cab_size = |member: &Member<'_>| sizes.get(member.indirect_data().unwrap()?.cab_enhanced_hash?).copied();
    let mut same = 0;
    for row in manifest(&corpus) {
        if row.get("kind") == "ctl" || !row.get("parse_error").is_empty() {
            continue;
        }
        let bytes = std::fs::read(corpus.join(row.get("path"))).unwrap();
        let view = CatalogView::parse(&bytes).unwrap();
        let built = taken_apart(&view, cab_size).unwrap_or_else(|reason| panic!("{}: {reason}", row.get("path")));
        let built = built.build().unwrap();
        let again = CatalogView::parse(&built).unwrap();
        assert!(again.ctl().raw == view.ctl().raw, "{}", row.get("path"));
        if !view.is_signed() {
            assert!(built == bytes, "{}", row.get("path"));
        }
        same += 1;
    }
    assert_eq!(same, 196);
}

#[test]
fn real_catalogs_have_no_findings_but_that_tags_occur_twice() {
    let Some(corpus) = corpus() else { return };
    let mut with_duplicates = 0;
    for row in manifest(&corpus) {
        let bytes = std::fs::read(corpus.join(row.get("path"))).unwrap();
        let Ok(view) = CatalogView::parse(&bytes) else { continue };
        let findings = view.findings();
        for finding in &findings {
            assert_eq!(finding.code, "CS1105", "{}: {}", row.get("path"), finding.message);
        }
        with_duplicates += usize::from(!findings.is_empty());
    }
    assert_eq!(with_duplicates, 3);
}

#[test]
fn time_stamps_of_both_kinds_are_read() {
    let Some(corpus) = corpus() else { return };
    for row in manifest(&corpus) {
        if row.get("kind") == "ctl" {
            continue;
        }
        let bytes = std::fs::read(corpus.join(row.get("path"))).unwrap();
        let Ok(view) = CatalogView::parse(&bytes) else { continue };
        let mut kind = "none";
        for signer in &view.signed_data().signer_infos {
            assert!(matches!(signer.sid, SignerId::IssuerAndSerial { .. }));
            assert!(!signer.signed_attribute_list().unwrap().is_empty());
            for attribute in signer.unsigned_attribute_list().unwrap() {
                match attribute.oid {
                    oids::MS_RFC3161_TOKEN => {
                        let token = SignedDataView::parse_tlv(attribute.values[0]).unwrap();
                        assert_eq!((token.version, token.content_type), (3, oids::TST_INFO));
                        assert_eq!(token.content.unwrap().tag, Tag::OCTET_STRING);
                        assert_eq!(token.signer_infos.len(), 1);
                        kind = "RFC3161";
                    }
                    oids::COUNTER_SIGNATURE => {
                        assert_eq!(SignerInfoView::parse(attribute.values[0]).unwrap().version, 1);
                        kind = "legacy";
                    }
                    _ => {}
                }
            }
        }
        assert_eq!(kind, row.get("timestamp"), "{}", row.get("path"));
    }
}
