//! The two smallest catalogs of Microsoft's tools, octet for octet as documented: a flat file in version 1,
//! a PE image in version 2.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests that is how to fail"
)]

mod shared;

use catseal_catalog::{
    Attribute, CatalogBuilder, CatalogView, MemberInfo, MemberKind, MemberSpec, TagDigest, TagForm, Version, flags,
};
use shared::{corpus, samples, taken_apart};

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<_> = text.bytes().filter(|digit| !digit.is_ascii_whitespace()).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[track_caller]
fn assert_at(bytes: &[u8], offset: usize, expected: &[u8]) {
    assert_eq!(&bytes[offset..offset + expected.len()], expected, "at {offset:#x}");
}

const IDENTIFIER: [u8; 16] = [7, 1, 2, 3, 4, 5, 6, 0x46, 0xb1, 9, 10, 11, 12, 13, 14, 15];

#[test]
fn version_1_with_a_flat_file() {
    let mut builder = CatalogBuilder::new(Version::V1, IDENTIFIER, "2025-08-27T15:32:10Z".parse().unwrap());
    builder.member(&MemberSpec::new(MemberKind::Flat, [0x3d; 20], [0; 32]));
    let bytes = builder.build().unwrap();

    assert_eq!(bytes.len(), 382);
    assert_at(&bytes, 0x00, &hex("3082017a 0609 2a864886f70d010702"));
    assert_at(&bytes, 0x0f, &hex("a082016b 30820167 0201 01 3100"));
    assert_at(&bytes, 0x1c, &hex("3082015c 0609 2b0601040182370a01"));
    assert_at(&bytes, 0x2b, &hex("a082014d 30820149"));
    assert_at(&bytes, 0x33, &hex("300c 060a 2b060104018237 0c0101"));
    assert_at(&bytes, 0x41, &[&[0x04, 0x10], &IDENTIFIER[..]].concat());
    assert_at(&bytes, 0x53, b"\x17\x0d250827153210Z");
    assert_at(&bytes, 0x62, &hex("300e 060a 2b060104018237 0c0102 0500"));
    assert_at(&bytes, 0x72, &hex("30820106 30820102 0452"));
    assert_at(&bytes, 0x7c, &utf16(&format!("{}\0", "3D".repeat(20)), u16::to_le_bytes));
    assert_at(&bytes, 0xce, &hex("3181ab"));
    assert_at(&bytes, 0xd1, &hex("3045 060a 2b060104018237 020104 3137 3035"));
    assert_at(&bytes, 0xe3, &hex("3010 060a 2b060104018237 020119 a202 8000"));
    assert_at(&bytes, 0xf5, &hex("3021 3009 0605 2b0e03021a 0500 0414 3d3d"));
    assert_at(&bytes, 0x118, &hex("3062 060a 2b060104018237 0c0202 3154 3052 1e4c"));
    assert_at(&bytes, 0x12c, &utf16("{DE351A42-8E59-11D0-8C47-00C04FC295EE}", u16::to_be_bytes));
    assert_at(&bytes, 0x178, &hex("0202 0200 3100"));

    let view = CatalogView::parse(&bytes).unwrap();
    assert!(!view.is_signed());
    assert_eq!((view.version(), view.identifier()), (Version::V1, &IDENTIFIER[..]));
    assert_eq!(view.this_update().to_string(), "2025-08-27T15:32:10Z");
    assert_eq!((view.next_update(), view.ctl().offset, view.ctl().value_offset()), (None, 0x2f, 0x33));
    let member = view.members().next().unwrap().unwrap();
    assert_eq!((member.tag_form(), member.kind()), (TagForm::HexUtf16, MemberKind::Flat));
    assert_eq!(member.tag_digest(), Some(TagDigest::Sha1([0x3d; 20])));
    let MemberInfo::V1 { cert_version: 512, .. } = member.info().unwrap().unwrap() else { panic!() };
    assert!(!member.is_companion());
    assert_eq!(view.findings(), []);
}

#[test]
fn version_2_with_a_pe_image() {
    let mut builder = CatalogBuilder::new(Version::V2, IDENTIFIER, "2025-08-27T15:32:10Z".parse().unwrap());
    builder.member(&MemberSpec::new(MemberKind::Pe, [0xd2; 20], [0x7b; 32]));
    let bytes = builder.build().unwrap();

    assert_eq!(bytes.len(), 315);
    assert_at(&bytes, 0x62, &hex("300e 060a 2b060104018237 0c0103 0500"));
    assert_at(&bytes, 0x72, &hex("3081c4 308195 0420 7b7b"));
    assert_at(&bytes, 0x9a, &hex("3171 3010 060a 2b060104018237 0c0203 3102 8000"));
    assert_at(&bytes, 0xae, &hex("305d 060a 2b060104018237 020104 314f 304d"));
    assert_at(&bytes, 0xc0, &hex("3018 060a 2b060104018237 02010f 300a 0302 05a0 a004 a202 8000"));
    assert_at(&bytes, 0xda, &hex("3031 300d 0609 608648016503040201 0500 0420 7b7b"));
    assert_at(&bytes, 0x10d, &hex("302a 0414 d2d2"));
    assert_at(&bytes, 0x125, &hex("3112 3010 060a 2b060104018237 0c0203 3102 8000 3100"));

    let view = CatalogView::parse(&bytes).unwrap();
    let members: Vec<_> = view.members().collect::<Result<_, _>>().unwrap();
    assert_eq!(members.len(), 2);
    assert_eq!((members[0].tag_form(), members[1].tag_form()), (TagForm::Raw32, TagForm::Raw20));
    assert_eq!((members[0].is_companion(), members[1].is_companion()), (false, true));
    assert_eq!((members[0].kind(), members[1].kind()), (MemberKind::Pe, MemberKind::Pe));
    assert_eq!(view.findings(), []);
}

#[test]
fn attributes_stand_in_a_set_in_members_and_in_an_octet_string_in_the_catalog() {
    let mut builder = CatalogBuilder::new(Version::V1, IDENTIFIER, "2025-08-27T15:32:10Z".parse().unwrap());
    let mut member = MemberSpec::new(MemberKind::Flat, [1; 20], [0; 32]);
    member.attributes.push(Attribute::text("File", "w"));
    builder.member(&member).attribute(Attribute::text("HWID1", "u"));
    let bytes = builder.build().unwrap();

    let count = |part: &[u8]| bytes.windows(part.len()).filter(|&window| window == part).count();
    let name_value = "1e08 00460069006c0065 0204 10010001 0404 77000000";
    assert_eq!(count(&hex(&format!("3026 060a 2b060104018237 0c0201 3118 3016 {name_value}"))), 1);
    let name_value = "1e0a 00480057004900440031 0204 10010001 0404 75000000";
    assert_eq!(count(&hex(&format!("a02a 3028 3026 060a 2b060104018237 0c0201 0418 3016 {name_value}"))), 0);
    assert_eq!(count(&hex(&format!("a02c 302a 3028 060a 2b060104018237 0c0201 041a 3018 {name_value}"))), 1);
}

#[test]
fn what_is_not_for_the_companion_is_not_in_it_and_the_flag_is_not_written() {
    let mut builder = CatalogBuilder::new(Version::V2, IDENTIFIER, "2025-08-27T15:32:10Z".parse().unwrap());
    let mut member = MemberSpec::new(MemberKind::Flat, [1; 20], [2; 32]);
    member.attributes.push(Attribute::text("File", "a.inf"));
    let mut hint = Attribute::text("Hint", "b");
    hint.flags |= flags::NO_AUTO_COMPAT;
    member.attributes.push(hint);
    builder.member(&member);
    let bytes = builder.build().unwrap();

    let view = CatalogView::parse(&bytes).unwrap();
    let names: Vec<Vec<_>> = view
        .members()
        .map(|member| member.unwrap().attributes().map(|a| a.unwrap()).map(|a| (a.name, a.flags)).collect())
        .collect();
    let file = ("File".to_owned(), flags::USUAL);
    assert_eq!(names, [vec![file.clone()], vec![("Hint".to_owned(), flags::USUAL), file]]);
}

#[test]
fn the_samples_are_built_again_octet_for_octet() {
    let Some(samples) = samples() else { return };
    let mut unsigned = 0;
    for (name, bytes) in samples {
        let view = CatalogView::parse(&bytes).unwrap();
        // The cabinet in sample 02 has 120 octets.
        let built = taken_apart(&view, |_| Some(120)).unwrap().build().unwrap();
        assert!(CatalogView::parse(&built).unwrap().ctl().raw == view.ctl().raw, "{name}");
        if !view.is_signed() {
            unsigned += 1;
            assert!(built == bytes, "{name}");
        }
    }
    assert_eq!(unsigned, 4);
}

#[test]
fn what_makecat_made_is_built_again_octet_for_octet() {
    let Some(golden) = corpus().map(|corpus| corpus.join("golden")) else { return };
    let cabinet = std::fs::read(golden.join("makecat-v2/files/unsigned.ex_")).unwrap();
    let size = u32::from_le_bytes(cabinet[8..12].try_into().unwrap());
    for path in ["makecat-v2-minimal/cat/wineyes.cat", "makecat-v2/files/unsigned.cat"] {
        let bytes = std::fs::read(golden.join(path)).unwrap();
        let built = taken_apart(&CatalogView::parse(&bytes).unwrap(), |_| Some(size)).unwrap().build().unwrap();
        assert!(built == bytes, "{path}");
    }
}

#[test]
fn a_nested_signature_without_content_is_read() {
    let Some(samples) = samples() else { return };
    let (_, bytes) = &samples[8];
    let view = CatalogView::parse(bytes).unwrap();
    assert_eq!(shared::nested(view.signed_data()), 1);
    let attributes = view.signed_data().signer_infos[0].unsigned_attribute_list().unwrap();
    let nested = attributes.iter().find(|a| a.oid == catseal_asn1::oids::SPC_NESTED_SIGNATURE).unwrap();
    let [value] = nested.values[..] else { panic!() };
    let nested = catseal_catalog::SignedDataView::parse(value.raw, value.offset).unwrap();
    assert_eq!((nested.content_type, nested.content), (catseal_asn1::oids::DATA, None));
    assert_eq!(nested.raw.raw, &bytes[value.offset..value.offset + value.raw.len()]);
}
