//! What is no catalog, or one that was tampered with.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests that is how to fail"
)]

mod shared;

use catseal_asn1::{Cursor, Mode, Tag, Writer, oids};
use catseal_catalog::{
    Attribute, CatalogBuilder, CatalogView, Error, MAX_ATTRIBUTES, MAX_EXTENSIONS, MAX_MEMBERS, MemberKind, MemberSpec,
    SignedDataView, Version, flags, guid_shaped,
};
use proptest::prelude::*;
use shared::{decode_everything, samples};

fn small(version: Version) -> Vec<u8> {
    let mut builder = CatalogBuilder::new(version, guid_shaped([0; 16]), "2026-01-02T03:04:05Z".parse().unwrap());
    builder.attribute(Attribute::text("OS", "7X64")).attribute(Attribute::text("HWID1", r"usb\vid_0000"));
    for (n, kind) in [(1, MemberKind::Pe), (2, MemberKind::Cab), (3, MemberKind::Flat)] {
        let mut member = MemberSpec::new(kind, [n; 20], [n + 10; 32]);
        member.attributes = vec![Attribute::text("OSAttr", "2:6.1"), Attribute::text("File", "x.sys")];
        match kind {
            MemberKind::Pe if version == Version::V1 => member.page_hashes = Some(vec![0; 2 * 24]),
            MemberKind::Pe => member.page_hashes = Some(vec![0; 2 * 36]),
            MemberKind::Cab => member.cab_size = Some(77),
            _ => {}
        }
        builder.member(&member);
    }
    builder.build().unwrap()
}

/// `original` with one part exchanged for another of the same length.
fn replaced(original: &[u8], part: &[u8], by: &[u8]) -> Vec<u8> {
    let at = original.windows(part.len()).position(|window| window == part).expect("the part is there");
    [&original[..at], by, &original[at + part.len()..]].concat()
}

fn codes(bytes: &[u8]) -> Vec<&'static str> {
    CatalogView::parse(bytes).unwrap().findings().iter().map(|finding| finding.code).collect()
}

/// `ContentInfo` over the given `encapContentInfo`.
fn signed_data(encap: impl FnOnce(&mut Writer)) -> Vec<u8> {
    Writer::encode(|w| {
        w.sequence(|w| {
            w.oid(&oids::SIGNED_DATA);
            w.constructed(Tag::context(0), |w| {
                w.sequence(|w| {
                    w.integer(1);
                    w.set_of(vec![]);
                    w.sequence(encap);
                    w.set_of(vec![]);
                });
            });
        });
    })
}

/// A catalog whose list holds what `fields` writes.
fn list(fields: impl FnOnce(&mut Writer)) -> Vec<u8> {
    signed_data(|w| {
        w.oid(&oids::CTL);
        w.constructed(Tag::context(0), |w| w.sequence(fields));
    })
}

#[test]
fn other_files_are_told_as_what_they_are() {
    let data = signed_data(|w| w.oid(&oids::DATA));
    let detached = signed_data(|w| w.oid(&oids::CTL));
    let enveloped = Writer::encode(|w| w.sequence(|w| w.oid(&oids::DATA)));
    let certificate = Writer::encode(|w| w.sequence(|w| w.sequence(|w| w.integer(2))));
    for (bytes, message) in [
        (&b""[..], "the file is empty, not a catalog"),
        (b"[Version]\r\nSignature", "this is text, not a catalog"),
        (b"MZ\x90\0\x03", "this is a program or driver (MZ), not a catalog"),
        (b"PK\x03\x04\x14\0", "this is a ZIP archive, not a catalog"),
        (&data, "this is PKCS#7 signed data of type data, not a catalog"),
        (&detached, "this is a signature over a trust list that is not in the file, not a catalog"),
        (&enveloped, "this is PKCS#7 of type data, not signed data, so not a catalog"),
        (
            &certificate,
            "not a catalog: at offset 2 PKCS#7 has an object identifier, here is SEQUENCE (a certificate or key, perhaps)",
        ),
    ] {
        assert_eq!(CatalogView::parse(bytes).unwrap_err().to_string(), message);
    }
}

#[test]
fn a_list_without_any_optional_part_is_read() {
    let bytes = list(|w| {
        w.sequence(|w| w.oid(&oids::CATALOG_LIST));
        w.time("2026-01-02T03:04:05Z".parse().unwrap());
        w.sequence(|w| w.oid(&oids::CATALOG_LIST_MEMBER));
    });
    let view = CatalogView::parse(&bytes).unwrap();
    assert_eq!((view.identifier(), view.member_count(), view.members().count()), (&[][..], 0, 0));
    assert_eq!(codes(&bytes), ["CS1108"]);
}

#[test]
fn a_list_with_every_optional_part_is_read() {
    let bytes = list(|w| {
        w.integer(0);
        w.sequence(|w| w.oid(&oids::CATALOG_LIST));
        w.octet_string(b"any length");
        w.integer(77);
        w.time("2026-01-02T03:04:05Z".parse().unwrap());
        w.time("2056-01-02T03:04:05Z".parse().unwrap());
        w.algorithm(&oids::CATALOG_LIST_MEMBER2);
        w.sequence(|_| {});
        w.constructed(Tag::context(0), |w| {
            w.sequence(|w| {
                w.sequence(|w| {
                    w.oid(&oids::CTL_SIGNING);
                    w.primitive(Tag::BOOLEAN, &[0xff]);
                    w.octet_string(b"?");
                });
            });
        });
    });
    let view = CatalogView::parse(&bytes).unwrap();
    assert_eq!(view.identifier(), b"any length");
    assert_eq!(view.next_update().unwrap().to_string(), "2056-01-02T03:04:05Z");
    assert_eq!(view.version(), Version::V2);
    let extension = view.extensions().next().unwrap().unwrap();
    assert_eq!((extension.oid, extension.critical, extension.value.value), (oids::CTL_SIGNING, true, &b"?"[..]));
    assert_eq!(view.attributes().count(), 0);
    assert_eq!(codes(&bytes), ["CS1113", "CS1108"]);
}

#[test]
fn extensions_are_limited_where_they_are_read_and_where_they_are_written() {
    let with = |count: usize| {
        list(|w| {
            w.sequence(|w| w.oid(&oids::CATALOG_LIST));
            w.time("2026-01-02T03:04:05Z".parse().unwrap());
            w.algorithm(&oids::CATALOG_LIST_MEMBER2);
            w.constructed(Tag::context(0), |w| w.sequence(|w| (0..count).for_each(|_| w.null())));
        })
    };
    assert!(CatalogView::parse(&with(MAX_EXTENSIONS)).is_ok());
    let refused = Error::TooManyExtensions { limit: MAX_EXTENSIONS };
    assert_eq!(CatalogView::parse(&with(MAX_EXTENSIONS + 1)).unwrap_err(), refused);

    let mut builder = CatalogBuilder::new(Version::V2, [0; 16], "2026-01-02T03:04:05Z".parse().unwrap());
    for _ in 0..MAX_EXTENSIONS {
        builder.attribute(Attribute::text("OS", "7X64"));
    }
    assert!(CatalogView::parse(&builder.build().unwrap()).is_ok());
    assert_eq!(builder.attribute(Attribute::text("OS", "7X64")).build().unwrap_err(), refused);
}

/// A catalog signed by nobody in particular with SHA-256: `version` and the algorithms named up front are given.
fn with_signer(version: u32, algorithms: &[catseal_asn1::Oid]) -> Vec<u8> {
    let unsigned = small(Version::V2);
    let encap = CatalogView::parse(&unsigned).unwrap().signed_data().encap_content_info.raw.to_vec();
    Writer::encode(|w| {
        w.sequence(|w| {
            w.oid(&oids::SIGNED_DATA);
            w.constructed(Tag::context(0), |w| {
                w.sequence(|w| {
                    w.integer(version);
                    w.set_of(algorithms.iter().map(|oid| Writer::encode(|w| w.algorithm(oid))).collect());
                    w.raw(&encap);
                    w.constructed(Tag::SET, |w| {
                        w.sequence(|w| {
                            w.integer(1);
                            w.sequence(|w| {
                                w.sequence(|_| {});
                                w.integer(1);
                            });
                            w.algorithm(&oids::SHA256);
                            w.algorithm(&oids::RSA_ENCRYPTION);
                            w.octet_string(b"signature");
                        });
                    });
                });
            });
        })
    })
}

#[test]
fn a_frame_that_contradicts_its_signer_is_a_finding() {
    assert_eq!(codes(&with_signer(1, &[oids::SHA256])), [""; 0]);
    assert_eq!(codes(&with_signer(1, &[oids::SHA1, oids::SHA256])), [""; 0]);
    for (bytes, part) in [
        (with_signer(3, &[oids::SHA256]), "version 3"),
        (with_signer(1, &[]), "does not name sha256"),
        (with_signer(1, &[oids::SHA1]), "does not name sha256"),
    ] {
        let findings = CatalogView::parse(&bytes).unwrap().findings();
        let [finding] = findings.as_slice() else { panic!("{findings:?}") };
        assert_eq!(finding.severity, catseal_finding::Severity::Warning);
        assert!(finding.message.contains(part), "{}", finding.message);
    }
}

#[test]
fn a_list_of_unknown_version_is_refused() {
    let bytes = list(|w| {
        w.sequence(|w| w.oid(&oids::CATALOG_LIST));
        w.time("2026-01-02T03:04:05Z".parse().unwrap());
        w.algorithm(&oids::SHA256);
    });
    assert!(matches!(CatalogView::parse(&bytes), Err(Error::UnknownVersion { oid: oids::SHA256, .. })));
}

#[test]
fn zero_octets_behind_the_end_are_a_finding_and_others_an_error() {
    let bytes = small(Version::V2);
    let end = bytes.len();
    let mut padded = [&bytes[..], &[0; 500]].concat();
    assert_eq!(codes(&padded), ["CS1101"]);
    padded.push(1);
    assert_eq!(CatalogView::parse(&padded).unwrap_err(), Error::Trailing { offset: end, count: 501 });
}

#[test]
fn a_file_cut_off_anywhere_is_an_error() {
    let own = [small(Version::V1), small(Version::V2)].map(|bytes| ("own".to_owned(), bytes));
    for (name, bytes) in own.into_iter().chain(samples().unwrap_or_default()) {
        for len in 0..bytes.len() {
            let error = CatalogView::parse(&bytes[..len]).expect_err(&name);
            assert!(matches!(error, Error::Empty | Error::CutOff { .. }), "{name} at {len}: {error}");
        }
    }
}

#[test]
fn a_whole_catalog_has_no_findings() {
    assert_eq!(codes(&small(Version::V1)), [""; 0]);
    assert_eq!(codes(&small(Version::V2)), [""; 0]);
}

#[test]
fn what_contradicts_itself_is_found() {
    let v1 = small(Version::V1);
    let v2 = small(Version::V2);
    let octets = |n: u8, len: usize| vec![n; len];
    let digest = |n, len: u8| [vec![0x05, 0x00, 0x04, len], octets(n, usize::from(len))].concat();
    let tag = |n, len: u8| [vec![0x04, len], octets(n, usize::from(len)), vec![0x31]].concat();
    let digits = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let sha256 = oids::SHA256.as_bytes();
    let indirect = oids::SPC_INDIRECT_DATA.as_bytes();
    let mut other = sha256.to_vec();
    *other.last_mut().unwrap() = 2;
    let mut opaque = indirect.to_vec();
    *opaque.last_mut().unwrap() = 99;

    for (what, bytes, expected) in [
        ("digest", replaced(&v2, &digest(13, 32), &digest(9, 32)), vec!["CS1103"]),
        ("algorithm", replaced(&v2, sha256, &other), vec!["CS1104"]),
        ("duplicate", replaced(&v2, &tag(3, 20), &tag(2, 20)), vec!["CS1105"]),
        ("order", replaced(&v2, &tag(1, 20), &tag(99, 20)), vec!["CS1102"]),
        ("no indirect data", replaced(&v2, indirect, &opaque), vec!["CS1109"]),
        ("lower case", replaced(&v1, &digits("0303\0"), &digits("030a\0")), vec!["CS1111", "CS1103"]),
        ("page hashes", replaced(&v2, &[0x04, 72, 0, 0], &[0x05, 72, 0, 0]), vec!["CS1107"]),
        ("text", replaced(&v2, b"x\0.\0s\0y\0s\0\0\0", b"x\0.\0s\0\0\0s\0\0\0"), vec!["CS1112"]),
    ] {
        assert_eq!(codes(&bytes), expected, "{what}");
    }
}

#[test]
fn a_hundred_thousand_findings_of_a_kind_are_counted_not_listed() {
    let bytes = list(|w| {
        w.sequence(|w| w.oid(&oids::CATALOG_LIST));
        w.time("2026-01-02T03:04:05Z".parse().unwrap());
        w.algorithm(&oids::CATALOG_LIST_MEMBER2);
        w.sequence(|w| {
            for _ in 0..100_000 {
                w.sequence(|w| {
                    w.octet_string(b"tag");
                    w.set_of(vec![]);
                });
            }
        });
    });
    let findings = CatalogView::parse(&bytes).unwrap().findings();
    assert!(findings.len() < 50);
    assert!(findings.iter().any(|finding| finding.message.starts_with("99990 more of the same")), "{findings:?}");
}

#[test]
fn more_than_the_limits_is_refused() {
    let members = |count: usize| {
        list(|w| {
            w.sequence(|w| w.oid(&oids::CATALOG_LIST));
            w.time("2026-01-02T03:04:05Z".parse().unwrap());
            w.algorithm(&oids::CATALOG_LIST_MEMBER2);
            w.sequence(|w| w.raw(&[0x30, 0].repeat(count)));
        })
    };
    assert_eq!(CatalogView::parse(&members(MAX_MEMBERS)).unwrap().member_count(), MAX_MEMBERS);
    let limit = MAX_MEMBERS;
    assert_eq!(CatalogView::parse(&members(limit + 1)).unwrap_err(), Error::TooManyMembers { limit });

    let certificates = Writer::encode(|w| {
        w.sequence(|w| {
            w.oid(&oids::SIGNED_DATA);
            w.constructed(Tag::context(0), |w| {
                w.sequence(|w| {
                    w.integer(1);
                    w.set_of(vec![]);
                    w.sequence(|w| w.oid(&oids::DATA));
                    w.constructed(Tag::context(0), |w| (0..257).for_each(|_| w.sequence(|_| {})));
                    w.set_of(vec![]);
                });
            });
        });
    });
    let error = SignedDataView::parse(&certificates, 1000).unwrap_err();
    assert!(error.to_string().starts_with("certificate at offset 1"), "{error}");
    assert!(error.to_string().ends_with("more than 256 elements"), "{error}");
}

#[test]
fn a_member_with_too_many_attributes_is_neither_read_nor_built() {
    let mut builder = CatalogBuilder::new(Version::V2, [0; 16], "2026-01-02T03:04:05Z".parse().unwrap());
    let mut member = MemberSpec::new(MemberKind::Flat, [1; 20], [2; 32]);
    member.attributes = (2..MAX_ATTRIBUTES).map(|n| Attribute::text(n.to_string(), "")).collect();
    let full = builder.clone().member(&member.clone()).build().unwrap();
    assert_eq!(codes(&full), [""; 0]);
    member.attributes.push(Attribute::text("one more", ""));
    assert!(matches!(builder.member(&member).build(), Err(Error::Member { index: 0, .. })));
}

#[test]
fn what_no_catalog_can_say_is_not_built() {
    let mut unknown = MemberSpec::new(MemberKind::Other, [1; 20], [2; 32]);
    let mut half = MemberSpec::new(MemberKind::Pe, [1; 20], [2; 32]);
    half.page_hashes = Some(vec![0; 24]);
    let mut flat = MemberSpec::new(MemberKind::Flat, [1; 20], [2; 32]);
    flat.page_hashes = Some(vec![0; 36]);
    let mut sized = MemberSpec::new(MemberKind::Pe, [1; 20], [2; 32]);
    sized.cab_size = Some(1);
    unknown.tag = None;
    let mut tagged = MemberSpec::new(MemberKind::Pe, [1; 20], [2; 32]);
    tagged.tag = Some("x".to_owned());
    for member in [unknown, half, flat, sized, tagged] {
        let mut builder = CatalogBuilder::new(Version::V2, [0; 16], "2026-01-02T03:04:05Z".parse().unwrap());
        assert!(matches!(builder.member(&member).build(), Err(Error::Member { index: 0, .. })));
    }
}

/// A catalog of version 2 whose members `edit` may change.
fn edited(edit: impl FnOnce(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let bytes = small(Version::V2);
    let view = CatalogView::parse(&bytes).unwrap();
    let mut members = view.members().map(|member| member.unwrap().raw().raw.to_vec()).collect();
    edit(&mut members);
    list(|w| {
        w.sequence(|w| w.oid(&oids::CATALOG_LIST));
        w.time("2026-01-02T03:04:05Z".parse().unwrap());
        w.algorithm(&oids::CATALOG_LIST_MEMBER2);
        w.sequence(|w| members.iter().for_each(|member| w.raw(member)));
    })
}

/// A member with this tag and these attributes, in this order.
fn member(tag: &[u8], attributes: &[&[u8]]) -> Vec<u8> {
    Writer::encode(|w| {
        w.sequence(|w| {
            w.octet_string(tag);
            w.constructed(Tag::SET, |w| attributes.iter().for_each(|attribute| w.raw(attribute)));
        });
    })
}

#[test]
fn members_that_are_not_as_they_should_be_are_found() {
    let info = |choice: u8| {
        Writer::encode(|w| {
            w.sequence(|w| {
                w.oid(&oids::CAT_MEMBERINFO2);
                w.constructed(Tag::SET, |w| w.primitive(Tag::context_primitive(choice), &[]));
            });
        })
    };
    let opaque = |contents: &[u8]| {
        Writer::encode(|w| {
            w.sequence(|w| {
                w.oid(&oids::CTL_SIGNING);
                w.constructed(Tag::SET, |w| w.constructed(Tag::SEQUENCE, |w| w.raw(contents)));
            });
        })
    };
    let flat = |digest: u8| {
        Writer::encode(|w| {
            w.sequence(|w| {
                w.oid(&oids::SPC_INDIRECT_DATA);
                w.constructed(Tag::SET, |w| {
                    w.sequence(|w| {
                        w.sequence(|w| {
                            w.oid(&oids::SPC_CAB_DATA);
                            w.raw(&[0xa2, 2, 0x80, 0]);
                        });
                        w.sequence(|w| {
                            w.algorithm(&oids::SHA256);
                            w.octet_string(&[digest; 32]);
                        });
                    });
                });
            });
        })
    };
    let file = |name: &str| {
        Writer::encode(|w| {
            w.sequence(|w| {
                w.oid(&oids::CAT_NAMEVALUE);
                w.constructed(Tag::SET, |w| {
                    w.sequence(|w| {
                        w.bmp_string("File");
                        w.integer(flags::USUAL);
                        w.octet_string(&[name.as_bytes(), &[0, 0, 0]].concat());
                    });
                });
            });
        })
    };
    let tag = [200; 32];
    let companion = member(&[201; 20], &[&info(2)]);
    let strong = |attributes: &[&[u8]]| {
        let members = [member(&tag, attributes), companion.clone()];
        edited(|all| all.extend(members))
    };
    for (what, bytes, expected) in [
        ("whole", strong(&[&info(2), &flat(200)]), vec![]),
        ("unknown attribute", strong(&[&info(2), &opaque(&[5, 0]), &flat(200)]), vec![]),
        ("malformed unknown attribute", strong(&[&info(2), &opaque(&[5, 9]), &flat(200)]), vec!["CS1004"]),
        ("order of the set", strong(&[&flat(200), &info(2)]), vec!["CS1003"]),
        ("kind", strong(&[&info(0), &flat(200)]), vec!["CS1110"]),
        ("no information", strong(&[&flat(200)]), vec!["CS1109"]),
        ("two digests", strong(&[&info(2), &flat(200), &flat(201)]), vec!["CS1107"]),
        ("two kinds", strong(&[&info(2), &info(2), &flat(200)]), vec!["CS1107"]),
        ("two names", strong(&[&info(2), &file("a"), &file("b"), &flat(200)]), vec!["CS1114"]),
        ("one name twice", strong(&[&info(2), &file("a"), &file("a"), &flat(200)]), vec![]),
        ("no companion", edited(|all| all.push(member(&tag, &[&info(2), &flat(200)]))), vec!["CS1106"]),
        ("no member", edited(|all| all.push(vec![0x04, 0])), vec!["CS1107"]),
    ] {
        assert_eq!(codes(&bytes), expected, "{what}");
    }
}

#[test]
fn lengths_that_are_not_der_are_read_and_found() {
    let reframed = |frame: fn(u8, &[u8]) -> Vec<u8>| {
        edited(|all| {
            let contents = Cursor::new(&all[0], Mode::Strict).any("member").unwrap().value.to_vec();
            all[0] = frame(contents.len().try_into().unwrap(), &contents);
        })
    };
    let longer = reframed(|len, contents| [&[0x30, 0x82, 0, len], contents].concat());
    let indefinite = reframed(|_, contents| [&[0x30, 0x80], contents, &[0, 0]].concat());
    for (bytes, expected) in [(longer, "CS1001"), (indefinite, "CS1002")] {
        assert_eq!(codes(&bytes), [expected]);
        let view = CatalogView::parse(&bytes).unwrap();
        assert_eq!(view.members().filter(|member| member.as_ref().unwrap().file_name().is_some()).count(), 6);
    }
}

#[test]
fn an_identifier_is_a_guid_of_version_4_and_keeps_its_other_bits() {
    let shaped = guid_shaped([0xff; 16]);
    assert_eq!((shaped[7], shaped[8]), (0x4f, 0xbf));
    assert_eq!(guid_shaped([0; 16])[6..10], [0, 0x40, 0x80, 0]);
    assert_eq!(guid_shaped(shaped), shaped);
}

proptest! {
    #[test]
    fn changed_octets_never_panic(
        version in prop_oneof![Just(Version::V1), Just(Version::V2)],
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = small(version);
        for (index, octet) in changes {
            let at = index.index(bytes.len());
            bytes[at] = octet;
        }
        decode_everything(&bytes);
    }

    #[test]
    fn any_octets_inside_the_list_never_panic(octets in prop::collection::vec(any::<u8>(), 0..200)) {
        decode_everything(&list(|w| w.raw(&octets)));
        decode_everything(&octets);
    }

    #[test]
    fn what_is_built_is_read_again(
        digests in prop::collection::btree_map(any::<[u8; 20]>(), any::<[u8; 32]>(), 0..20),
        name in "\\PC{1,20}",
        value in "[^\0]{0,40}",
        version in prop_oneof![Just(Version::V1), Just(Version::V2)],
    ) {
        let mut builder = CatalogBuilder::new(version, [5; 16], "2026-01-02T03:04:05Z".parse().unwrap());
        builder.attribute(Attribute::text(name.clone(), &value));
        for (sha1, sha256) in &digests {
            let mut member = MemberSpec::new(MemberKind::Pe, *sha1, *sha256);
            member.attributes.push(Attribute::text(name.clone(), &value));
            builder.member(&member);
        }
        let bytes = builder.build().unwrap();
        let view = CatalogView::parse(&bytes).unwrap();
        let files: Vec<_> = view.members().map(Result::unwrap).filter(|member| !member.is_companion()).collect();
        prop_assert_eq!(files.len(), digests.len());
        for member in files {
            let attribute = member.attributes().next().unwrap().unwrap();
            prop_assert_eq!(attribute.text(), Some(value.clone()));
            prop_assert_eq!(attribute.name, name.clone());
        }
        prop_assert!(view.findings().iter().all(|finding| finding.code == "CS1108"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn changed_samples_never_panic(
        sample in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        static SAMPLES: std::sync::LazyLock<Vec<(String, Vec<u8>)>> =
            std::sync::LazyLock::new(|| samples().unwrap_or_default());
        if !SAMPLES.is_empty() {
            let mut bytes = SAMPLES[sample.index(SAMPLES.len())].1.clone();
            for (index, octet) in changes {
                let at = index.index(bytes.len());
                bytes[at] = octet;
            }
            decode_everything(&bytes);
        }
    }
}
