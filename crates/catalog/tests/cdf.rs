//! A catalog turned into a definition file makes the same catalog again.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

use catseal_catalog::cdf::{Document, File, emit, parse};
use catseal_catalog::{Attribute, CatalogBuilder, CatalogView, MemberKind, MemberSpec, Version, flags, guid_shaped};
use std::convert::Infallible;

fn builder(version: Version) -> CatalogBuilder {
    CatalogBuilder::new(version, guid_shaped([7; 16]), "2026-01-02T03:04:05Z".parse().unwrap())
}

fn spec(kind: MemberKind, seed: u8, attributes: Vec<Attribute>) -> MemberSpec {
    MemberSpec { attributes, ..MemberSpec::new(kind, [seed; 20], [seed; 32]) }
}

fn attribute(flags: u32, name: &str, value: &str) -> Attribute {
    Attribute { flags, ..Attribute::text(name, value) }
}

/// The definition of a catalog, written and read.
fn definition(catalog: &[u8]) -> (Document, Vec<String>) {
    let made = Document::from_catalog(&CatalogView::parse(catalog).unwrap(), "x.cat").unwrap();
    let text = emit(&made).unwrap();
    let read = parse(text.as_bytes()).unwrap();
    assert!(!read.has_errors(), "{text}\n{:?} {:?}", read.findings, read.file_findings);
    (read, made.findings.into_iter().map(|finding| finding.message).collect())
}

/// The catalog that a definition makes of files with the digests of `specs`, told by their paths.
fn rebuilt(document: &Document, specs: &[(&str, &MemberSpec)]) -> Vec<u8> {
    let member = |file: &File| {
        let (_, spec) = specs.iter().find(|(path, _)| *path == file.path).unwrap_or_else(|| panic!("{file:?}"));
        Ok::<_, Infallible>(Some(MemberSpec { attributes: Vec::new(), tag: None, ..(*spec).clone() }))
    };
    let time = "2026-01-02T03:04:05Z".parse().unwrap();
    document.builder(guid_shaped([7; 16]), time, member).unwrap().build().unwrap()
}

#[test]
fn version_2_with_attributes_kept_from_companions_comes_back() {
    let mut pe = spec(
        MemberKind::Pe,
        3,
        vec![
            Attribute::text("File", "x.sys"),
            attribute(flags::USUAL | flags::NO_AUTO_COMPAT, "Hint", "amd64\\x.sys"),
            Attribute::binary("Blob", flags::AUTHENTICATED | flags::DATA_BASE64 | flags::NAME_ASCII, vec![1, 0, 255]),
        ],
    );
    pe.page_hashes = Some(vec![9; 36]);
    let mut cab = spec(MemberKind::Cab, 2, vec![Attribute::text("FilePath", "en-US\\data.cab")]);
    cab.cab_size = Some(1234);
    let flat =
        spec(MemberKind::Flat, 1, vec![attribute(0x0001_0001, "File", "x.inf"), Attribute::text("OSAttr", "2:10.0")]);
    let mut catalog = builder(Version::V2);
    catalog.attribute(Attribute::text("OS", "_v100_X64")).attribute(Attribute::text("HWID1", "usb\\vid_1"));
    catalog.member(&pe).member(&cab).member(&flat);
    let bytes = catalog.build().unwrap();

    let (document, findings) = definition(&bytes);
    assert_eq!(findings, Vec::<String>::new());
    assert!(document.page_hashes);
    let files = [("x.sys", &pe), ("en-US\\data.cab", &cab), ("x.inf", &flat)];
    assert_eq!(rebuilt(&document, &files), bytes);
}

#[test]
fn version_1_with_text_tags_comes_back() {
    let mut named = spec(MemberKind::Flat, 1, vec![Attribute::text("File", "a.txt")]);
    named.tag = Some("A Tag".to_owned());
    let hashed = spec(MemberKind::Pe, 2, vec![Attribute::text("File", "b.exe")]);
    let bytes = builder(Version::V1).member(&named).member(&hashed).build().unwrap();

    let (document, findings) = definition(&bytes);
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!(rebuilt(&document, &[("a.txt", &named), ("b.exe", &hashed)]), bytes);
}

#[test]
fn a_file_listed_twice_stays_listed_twice() {
    let file = spec(MemberKind::Flat, 1, vec![Attribute::text("File", "a.txt")]);
    let bytes = builder(Version::V2).member(&file).member(&file).build().unwrap();
    let (document, findings) = definition(&bytes);
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!(rebuilt(&document, &[("a.txt", &file)]), bytes);
}

#[test]
fn what_a_definition_cannot_say_is_told() {
    let named = |name: &str| vec![Attribute::text("File", name)];
    let mut obsolete = spec(MemberKind::Flat, 4, named("old.txt"));
    obsolete.obsolete_link = true;
    let mut tag = spec(MemberKind::Flat, 9, named("tag.txt"));
    tag.tag = Some("a=b".to_owned());
    let with = |mut attributes: Vec<Attribute>| {
        attributes.push(Attribute::text("File", "a.txt"));
        spec(MemberKind::Flat, 5, attributes)
    };
    for (specs, words) in [
        (vec![spec(MemberKind::Flat, 1, vec![])], "has no name"),
        (vec![spec(MemberKind::Flat, 1, named("..\\up.txt"))], "is not a path below the current folder"),
        (vec![spec(MemberKind::Flat, 1, named("C:\\x\\abs.txt"))], "is not a path below the current folder"),
        (
            vec![spec(MemberKind::Flat, 1, named("a.txt")), spec(MemberKind::Flat, 2, named("A.TXT"))],
            "several different files",
        ),
        (vec![obsolete], "<<<Obsolete>>>"),
        (vec![tag], "its file is left out"),
        (vec![with(vec![Attribute::text("Two", "lines\r\n[CatalogFiles]")])], "'Two' of 'a.txt' is left out"),
        (vec![with(vec![Attribute::text("Co:lon", "x")])], "'Co:lon' of 'a.txt' is left out"),
        (vec![with(vec![attribute(0x1001_0002, "1.2.3.4", "x")])], "'1.2.3.4' of 'a.txt' is left out"),
        (vec![with(vec![attribute(0x2001_0001, "Un", "x")])], "'Un' of 'a.txt' is left out"),
    ] {
        let mut catalog = builder(Version::V1);
        for spec in specs {
            catalog.member(&spec);
        }
        let made = Document::from_catalog(&CatalogView::parse(&catalog.build().unwrap()).unwrap(), "x.cat").unwrap();
        let messages: Vec<_> = made.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert!(matches!(messages.as_slice(), [message] if message.contains(words)), "{words}: {messages:?}");
        assert_eq!(made.findings[0].code, "CS1219");
        assert!(emit(&made).is_ok(), "{words}");
    }
}

#[test]
fn an_attribute_that_only_some_companions_have_is_told() {
    let shared = spec(MemberKind::Flat, 1, vec![Attribute::text("File", "a"), Attribute::text("Os", "1")]);
    let own = attribute(flags::USUAL | flags::NO_AUTO_COMPAT, "Os", "1");
    let kept = spec(MemberKind::Flat, 2, vec![Attribute::text("File", "b"), own]);
    let bytes = builder(Version::V2).member(&shared).member(&kept).build().unwrap();
    let (_, findings) = definition(&bytes);
    assert!(matches!(findings.as_slice(), [message] if message.contains("not all companions")), "{findings:?}");
}

#[test]
fn one_name_for_many_files_is_no_trouble() {
    let mut catalog = builder(Version::V1);
    for number in 0..20_000_u32 {
        let mut digest = [0; 20];
        digest[..4].copy_from_slice(&number.to_be_bytes());
        let file = MemberSpec::new(MemberKind::Flat, digest, [0; 32]);
        catalog.member(&MemberSpec { attributes: vec![Attribute::text("File", "same.txt")], ..file });
    }
    let (document, findings) = definition(&catalog.build().unwrap());
    assert_eq!(document.files.len(), 20_000);
    assert!((1..2000).contains(&findings.len()), "{}", findings.len());
}
