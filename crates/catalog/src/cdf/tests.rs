use super::*;
use crate::builder::Attribute;
use crate::member::MemberKind;
use crate::name_value::flags;
use crate::view::Version;
use catseal_finding::Finding;

const HEADER: &str = "[CatalogHeader]\r\nName=x.cat\r\nCatalogVersion=2\r\nHashAlgorithms=SHA256\r\n[CatalogFiles]\r\n";

fn read(text: &str) -> Document {
    parse(text.as_bytes()).unwrap()
}

/// The document of a version 2 header and these lines.
fn files(lines: &str) -> Document {
    read(&format!("{HEADER}{lines}\r\n"))
}

fn told(findings: &[Finding]) -> Vec<(&str, Option<u32>)> {
    findings.iter().map(|finding| (finding.code, finding.line)).collect()
}

#[test]
fn a_whole_definition_is_read() {
    let document = read(
        "# made by hand\r\n[CatalogHeader]\r\nName=x.cat\r\nResultDir=..\\out\r\nPublicVersion=0x0000001\r\nCatalogVersion=2\r\n\
         HashAlgorithms=SHA256\r\nPageHashes=true\r\nEncodingType=0x00010001\r\nCATATTR1=0x11010001:OSAttr:2:6.0\r\n\r\n\
         [CatalogFiles]\r\n<HASH>pe=..\\in\\x.exe\r\n<HASH>peATTR1=0x11010001:File:x.exe\r\n<HASH>peATTR2=0x10020001:Blob:AAH/\r\n\
         <HASH>peALTSIPID={de351a42-8e59-11d0-8c47-00c04fc295ee}\r\n",
    );
    assert_eq!(document.findings, []);
    assert_eq!(document.file_findings, []);
    assert_eq!((document.name.as_str(), document.result_dir.as_deref()), ("x.cat", Some("..\\out")));
    assert!(document.page_hashes && document.version == Version::V2);
    assert_eq!(document.attributes, [Attribute { flags: 0x1101_0001, ..Attribute::text("OSAttr", "2:6.0") }]);
    let [file] = document.files.as_slice() else { panic!("{:?}", document.files) };
    assert_eq!((&file.tag, file.path.as_str(), file.line), (&Tag::Hash("pe".to_owned()), "..\\in\\x.exe", 13));
    assert_eq!(file.kind, Some(MemberKind::Flat));
    assert_eq!(
        file.attributes,
        [
            Attribute { flags: 0x1101_0001, ..Attribute::text("File", "x.exe") },
            Attribute::binary("Blob", 0x1002_0001, vec![0, 1, 0xff])
        ]
    );
    assert!(!document.wants_page_hashes(file), "a file hashed flat has no pages");
}

#[test]
fn version_1_is_what_nothing_said_means() {
    let document = read("[CatalogHeader]\nName=x.cat\n[CatalogFiles]\nsome tag=x.txt\n");
    assert!(!document.has_errors());
    assert_eq!(document.version, Version::V1);
    assert_eq!(document.files[0].tag, Tag::Text("some tag".to_owned()));
}

#[test]
fn settings_that_cannot_be_followed_are_errors_with_their_lines() {
    for (lines, line) in [
        ("CatalogVersion=3", 3),
        ("CatalogVersion=2", 3),
        ("HashAlgorithms=SHA256", 3),
        ("CatalogVersion=2\nHashAlgorithms=SHA1", 4),
        ("CatalogVersion=1\nHashAlgorithms=SHA256", 4),
        ("CatalogVersion=2\nHashAlgorithms=SHA256,MD5", 4),
        ("PageHashes=yes", 3),
    ] {
        let document = read(&format!("[CatalogHeader]\nName=x.cat\n{lines}\n[CatalogFiles]\n<HASH>a=a\n"));
        assert_eq!(told(&document.findings), [("CS1207", Some(line))], "{lines}");
    }
    let document = read("[CatalogHeader]\nName=folder\\\n[CatalogFiles]\n<HASH>a=a\n");
    assert_eq!(told(&document.findings), [("CS1207", Some(2))]);
}

#[test]
fn settings_left_blank_take_their_defaults() {
    let document = read(
        "[CatalogHeader]\nName=x.cat\nResultDir=\nPublicVersion=1.0\nCatalogVersion = \nHashAlgorithms=\nPageHashes=\nEncodingType=\n\
         [CatalogFiles]\n<HASH>a=a\n",
    );
    assert_eq!(document.findings, []);
    assert_eq!((document.version, document.page_hashes, document.result_dir), (Version::V1, false, None));
}

#[test]
fn what_makecat_passes_over_is_warned_about() {
    let document = read(
        "Stray=1\n[CatalogHeader]\nName=x.cat\nHashAlgorithm=SHA256\nnonsense\nEncodingType=PKCS_7_ASN_ENCODING\n[Hash]\n\
         HashAlgorithms=SHA256\nCatalogVersion=2\n[CatalogFiles]\n# x=y\n; z\n<HASH>a=a",
    );
    assert_eq!(
        told(&document.findings),
        [
            ("CS1203", Some(1)),
            ("CS1204", Some(4)),
            ("CS1205", Some(5)),
            ("CS1204", Some(6)),
            ("CS1203", Some(7)),
            ("CS1202", Some(13))
        ]
    );
    assert_eq!(told(&document.file_findings), [("CS1218", Some(11))]);
    assert!(!document.has_errors());
    assert_eq!(document.version, Version::V1, "settings in a section of another name have no effect");
    assert_eq!(document.files.len(), 1, "the last line is read for all that");
}

#[test]
fn what_is_given_twice_is_refused() {
    let document =
        read("[CatalogHeader]\nName=x.cat\nname=y.cat\n[CatalogFiles]\n<HASH>a=a\n[catalogfiles]\n<HASH>b=b\n");
    assert_eq!(told(&document.findings), [("CS1206", Some(3)), ("CS1206", Some(6))]);

    let document =
        files("<HASH>a=a\n<HASH>A=b\n<HASH>c=c\n<HASH>cATTR1=0x10010001:A:1\n<HASH>cATTR1=0x10010001:A:2\n<HASH>d=d");
    assert_eq!(told(&document.file_findings), [("CS1206", Some(7)), ("CS1217", Some(10)), ("CS1206", Some(10))]);
    let left: Vec<_> = document.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(left, ["d"], "neither of two files under one tag is taken");
}

#[test]
fn an_entry_without_a_path_or_sign_is_an_error() {
    let document = files("<HASH>a.inf\n<HASH>b=\n<HASH>c= \t");
    assert_eq!(told(&document.file_findings), [("CS1205", Some(6)), ("CS1214", Some(7)), ("CS1214", Some(8))]);
    assert!(document.has_errors() && document.files.is_empty());
}

#[test]
fn attributes_that_are_not_understood_are_refused() {
    for (attribute, code) in [
        ("", "CS1208"),
        ("0x10010001", "CS1208"),
        ("0x10010001:File", "CS1208"),
        ("0x10010001::x", "CS1208"),
        ("10010001:File:x", "CS1208"),
        ("0x:File:x", "CS1208"),
        ("0x+10010001:File:x", "CS1208"),
        ("0x110010001:File:x", "CS1208"),
        ("0x10000001:File:x", "CS1208"),
        ("0x10030001:File:x", "CS1208"),
        ("0x10010000:File:x", "CS1208"),
        ("0x10010003:1.2.3:x", "CS1208"),
        ("0x30010001:File:x", "CS1208"),
        ("0x10010101:File:x", "CS1208"),
        ("0x10020001:File:!", "CS1208"),
        ("0x10010002:File:x", "CS1208"),
        ("0x10050001:File:x", "CS1209"),
    ] {
        let document = files(&format!("<HASH>a=a\n<HASH>aATTR1={attribute}\n<HASH>b=b"));
        assert_eq!(told(&document.file_findings), [(code, Some(7))], "{attribute}");
        assert_eq!(document.files.len(), 1, "a file with such an attribute is not taken: {attribute}");
    }
}

#[test]
fn a_value_reaches_to_the_line_end() {
    let document = files("<HASH>a=a\n<HASH>aATTR1= 0x00010001 : Note : a=b:c \r\n<HASH>aATTR2=0x10010001:Empty:");
    assert!(!document.has_errors(), "{:?}", document.file_findings);
    let [note, empty] = document.files[0].attributes.as_slice() else { panic!() };
    assert_eq!(*note, Attribute { flags: 0x0001_0001, ..Attribute::text("Note", " a=b:c ") });
    assert_eq!(*empty, Attribute::text("Empty", ""));
}

#[test]
fn a_tag_that_ends_like_an_attribute_is_told_by_the_others() {
    let document = files("<HASH>aATTR1=one\n<HASH>aATTR1ATTR1=0x10010001:File:one\n<HASH>MYALTSIPID=two");
    assert!(!document.has_errors(), "{:?}", document.file_findings);
    let paths: Vec<_> = document.files.iter().map(|file| (file.path.as_str(), file.attributes.len())).collect();
    assert_eq!(paths, [("one", 1), ("two", 0)]);
}

#[test]
fn an_attribute_of_no_file_is_an_error() {
    let document = files(
        "<HASH>a=a\nbATTR1=0x10010001:File:b\naATTR1=0x10010001:File:a\n<HASH>bALTSIPID={DE351A42-8E59-11D0-8C47-00C04FC295EE}",
    );
    assert_eq!(told(&document.file_findings), [("CS1211", Some(7)), ("CS1211", Some(8)), ("CS1211", Some(9))]);
}

#[test]
fn attributes_take_the_order_of_their_numbers() {
    let document = read(
        "[CatalogHeader]\nName=x.cat\nCATATTR3=0x10010001:C:\nCATATTR1=0x10010001:A:\n[CatalogFiles]\n<HASH>a=a\n\
         <HASH>aATTR2=0x10010001:B:\n<HASH>aATTR1=0x10010001:A:\n",
    );
    let names =
        |attributes: &[Attribute]| attributes.iter().map(|attribute| attribute.name.clone()).collect::<String>();
    assert_eq!(names(&document.attributes), "AC");
    assert_eq!(names(&document.files[0].attributes), "AB");
    assert_eq!(told(&document.findings), [("CS1217", Some(3))]);
    assert_eq!(told(&document.file_findings), [("CS1217", Some(7))]);
}

#[test]
fn a_subject_interface_package_that_is_not_known_is_refused() {
    for (guid, code) in [
        ("{9BA61D3F-E73A-11D0-8CD2-00C04FC295EE}", "CS1209"),
        ("{9BA61D3F-E73A-11D0-8CD2-00C04FC295E}", "CS1210"),
        ("flat", "CS1210"),
        ("", "CS1210"),
    ] {
        let document = files(&format!("<HASH>a=a\n<HASH>aALTSIPID={guid}"));
        assert_eq!(told(&document.file_findings), [(code, Some(7))], "{guid}");
        assert!(document.files.is_empty());
    }
    for (guid, kind) in [
        ("{C689AAB8-8E78-11D0-8C47-00C04FC295EE}", MemberKind::Pe),
        ("c689aaba-8e78-11d0-8c47-00c04fc295ee", MemberKind::Cab),
    ] {
        assert_eq!(files(&format!("<HASH>a=a\n<HASH>aAltSipId={guid}")).files[0].kind, Some(kind), "{guid}");
    }
}

#[test]
fn tags_that_could_be_meant_otherwise_are_refused() {
    let document = files("=b\nt\u{e4}g=c");
    assert_eq!(told(&document.file_findings), [("CS1216", Some(6)), ("CS1216", Some(7))]);
}

#[test]
fn the_prefix_of_a_tag_may_be_written_in_small_letters() {
    let document = files("<hash>a=a\n<HASH>aATTR1=0x10010001:File:a\n<Hash>b=b");
    assert_eq!((told(&document.findings), told(&document.file_findings)), (vec![], vec![]));
    let tags: Vec<_> = document.files.iter().map(|file| file.tag.clone()).collect();
    assert_eq!(tags, [Tag::Hash("a".to_owned()), Tag::Hash("b".to_owned())]);
    assert_eq!(document.files[0].attributes.len(), 1);
    // Both stand for the digest of the file, so they are the same tag.
    assert_eq!(told(&files("<hash>a=a\n<HASH>A=b").file_findings), [("CS1206", Some(7))]);
}

#[test]
fn attributes_of_which_no_catalog_is_known_are_taken_with_a_warning() {
    for (attribute, flags) in [("0x10010002:1.2.3.4:x", 0x1001_0002), ("0x20010001:1.2.3.4:x", 0x2001_0001)] {
        let document = files(&format!("<HASH>a=a\n<HASH>aATTR1={attribute}"));
        assert_eq!(told(&document.file_findings), [("CS1209", Some(7))]);
        assert!(!document.has_errors());
        let expected = Attribute { flags, ..Attribute::text("1.2.3.4", "x") };
        assert_eq!(document.files[0].attributes, [expected]);
        assert_eq!(
            parse(emit(&document).unwrap().as_bytes()).unwrap().files[0].attributes,
            document.files[0].attributes
        );
    }
}

#[test]
fn a_definition_without_files_is_an_error() {
    assert_eq!(told(&read("[CatalogHeader]\nName=x.cat\n").findings), [("CS1212", None)]);
    assert_eq!(told(&read("[CatalogHeader]\nName=x.cat\n[CatalogFiles]\n").findings), [("CS1212", Some(3))]);
}

#[test]
fn the_same_text_is_read_in_every_encoding() {
    let text = "[CatalogHeader]\r\nName=\u{e4}.cat\r\n[CatalogFiles]\r\n<HASH>a=a\r\n";
    let utf16 = |mark: &[u8], octets: fn(u16) -> [u8; 2]| {
        [mark, &text.encode_utf16().flat_map(octets).collect::<Vec<_>>()].concat()
    };
    let cases = [
        (utf16(b"\xff\xfe", u16::to_le_bytes), vec![]),
        (utf16(b"\xfe\xff", u16::to_be_bytes), vec![("CS1201", Some(1))]),
        ([b"\xef\xbb\xbf", text.as_bytes()].concat(), vec![("CS1201", Some(1))]),
        (text.as_bytes().to_vec(), vec![("CS1201", Some(2))]),
        (
            text.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect(),
            vec![("CS1201", Some(2))],
        ),
    ];
    for (bytes, findings) in cases {
        let document = parse(&bytes).unwrap();
        assert_eq!(document.name, "\u{e4}.cat");
        assert_eq!(told(&document.findings), findings);
    }
}

#[test]
fn what_is_no_text_is_told_with_its_line() {
    let line = |bytes: &[u8]| match parse(bytes) {
        Err(Error::NotText { line, .. }) => line,
        other => panic!("{other:?}"),
    };
    assert_eq!(line(b"[CatalogHeader]\nName=\0\n"), 2);
    assert_eq!(line(b"[CatalogHeader]\rName=x.cat\r"), 1);
    assert_eq!(line(b"[CatalogHeader]\nName=x\x1b[0m.cat\n"), 2);
    assert_eq!(line(b"\xef\xbb\xbf[CatalogHeader]\n\xff\n"), 2);
    assert_eq!(line(b"\xff\xfe\x00\xd8"), 1);
    assert_eq!(line(b"\xff\xfe[\0\n\0x"), 2);
}

#[test]
fn what_is_no_definition_is_an_error() {
    assert_eq!(parse(b""), Err(Error::NoHeader));
    assert_eq!(parse(b"[Version]\nSignature=\"$Windows NT$\"\n"), Err(Error::NoHeader));
    assert_eq!(parse(b"\n[CatalogHeader]\nResultDir=x\nName= \n"), Err(Error::NoName { line: 2 }));
    assert!(matches!(parse(&vec![b'\n'; MAX_LINES + 1]), Err(Error::TooManyLines { .. })));
    assert!(matches!(parse(&vec![b' '; MAX_SIZE + 1]), Err(Error::TooLarge { .. })));
}

#[test]
fn no_number_of_warnings_hides_an_error() {
    let lines = "# a=b\n".repeat(5000);
    let document = files(&format!("{lines}<HASH>a\n<HASH>b=b"));
    assert!(document.has_errors());
    assert!(document.file_findings.len() < 2000);
}

#[test]
fn what_is_written_reads_the_same() {
    let mut document = Document::new("out\\x.cat", Version::V2);
    document.result_dir = Some("..\\\u{fc}ber".to_owned());
    document.page_hashes = true;
    document.attributes.push(Attribute::text("OSAttr", "2:10.0"));
    document.attributes.push(Attribute::binary(
        "Blob",
        flags::AUTHENTICATED | flags::DATA_BASE64 | flags::NAME_ASCII,
        vec![0; 5],
    ));
    document.files.push(File {
        tag: Tag::Hash("a b".to_owned()),
        path: "a=b.sys".to_owned(),
        kind: Some(MemberKind::Cab),
        attributes: vec![Attribute {
            flags: flags::USUAL | flags::NO_AUTO_COMPAT,
            ..Attribute::text("File", " a\t:b ")
        }],
        line: 0,
    });
    let text = emit(&document).unwrap();
    let mut read = parse(text.as_bytes()).unwrap();
    assert_eq!(told(&read.findings), [("CS1201", Some(1))], "that it is UTF-8");
    read.findings.clear();
    read.files.iter_mut().for_each(|file| file.line = 0);
    assert_eq!(read, document);
}

#[test]
fn what_no_line_can_hold_is_not_written() {
    let sayable = || {
        let mut document = Document::new("x.cat", Version::V1);
        let tag = Tag::Hash("a".to_owned());
        document.files.push(File { tag, path: "a".to_owned(), kind: None, attributes: Vec::new(), line: 0 });
        document
    };
    assert!(emit(&sayable()).is_ok());
    let broken: [fn(&mut Document); 10] = [
        |document| document.name.clear(),
        |document| document.name = "x\n[CatalogFiles]".to_owned(),
        |document| document.files[0].path = " a".to_owned(),
        |document| document.files[0].tag = Tag::Text("a=b".to_owned()),
        |document| document.files[0].tag = Tag::Text("#a".to_owned()),
        |document| document.files[0].tag = Tag::Text("<HASH>a".to_owned()),
        |document| document.files[0].tag = Tag::Hash("aATTR1".to_owned()),
        |document| document.files.push(document.files[0].clone()),
        |document| document.attributes.push(Attribute::text("a:b", "")),
        |document| document.attributes.push(Attribute::text("a", "b\r\nCATATTR2=0x10010001:c:d")),
    ];
    for (index, broken) in broken.iter().enumerate() {
        let mut document = sayable();
        broken(&mut document);
        assert!(matches!(emit(&document), Err(Error::NotSayable { .. })), "{index}");
    }
}
