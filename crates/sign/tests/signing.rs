//! What is signed reads back as Windows writes it, verifies elsewhere, and comes apart again.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod support;

use catseal_asn1::{Cursor, DigestAlgorithm, Mode, Tag, Tlv, oids};
use catseal_sign::{Error, Identity, KeyFile, SignOptions, certificates, sign, testcert, unsign};
use cms::{content_info::ContentInfo, signed_data::SignedData};
use der::{Decode as _, Encode as _};
use std::sync::LazyLock;
use support::{Bench, empty_catalog, signed_data, signed_samples, unsigned_samples};

static TEST: LazyLock<testcert::TestCertificate> =
    LazyLock::new(|| testcert::generate("Driver team", "2026-11-22T12:00:00Z".parse().unwrap(), 30).unwrap());

fn identity() -> Identity {
    TEST.to_identity().unwrap()
}

fn unsigned_catalogs() -> Vec<(String, Vec<u8>)> {
    let mut catalogs = unsigned_samples();
    catalogs.push(("empty".to_owned(), empty_catalog()));
    catalogs
}

/// Where encapContentInfo stands, read apart from the code under test.
fn encap_content_info(catalog: &[u8]) -> Tlv<'_> {
    let mut content_info = Cursor::new(catalog, Mode::Strict).enter(Tag::SEQUENCE, "ContentInfo").unwrap();
    content_info.any("type").unwrap();
    let mut signed_data = content_info.enter(Tag::context(0), "[0]").unwrap().enter(Tag::SEQUENCE, "").unwrap();
    signed_data.any("version").unwrap();
    signed_data.any("digests").unwrap();
    signed_data.any("content").unwrap()
}

/// The value octets of the CTL.
fn hashed(catalog: &[u8]) -> &[u8] {
    let mut encap = encap_content_info(catalog).cursor(Mode::Strict);
    encap.any("type").unwrap();
    encap.enter(Tag::context(0), "[0]").unwrap().any("CTL").unwrap().value
}

fn read_back(catalog: &[u8]) -> SignedData {
    ContentInfo::from_der(catalog).unwrap().content.decode_as().unwrap()
}

#[test]
fn signing_and_unsigning_gives_the_very_bytes_back() {
    for (name, catalog) in unsigned_catalogs() {
        let signed = sign(&catalog, &identity(), &SignOptions::default()).unwrap();
        assert_ne!(signed, catalog);
        assert!(unsign(&signed).unwrap() == catalog, "{name}");
        assert!(unsign(&catalog).unwrap() == catalog, "{name}");
    }
}

#[test]
fn the_trust_list_is_copied_octet_for_octet() {
    for (name, catalog) in unsigned_catalogs().into_iter().chain(signed_samples()) {
        let options = SignOptions { replace: true, ..SignOptions::default() };
        let signed = sign(&catalog, &identity(), &options).unwrap();
        assert!(encap_content_info(&signed).raw == encap_content_info(&catalog).raw, "{name}");
    }
}

#[test]
fn a_signed_catalog_loses_its_signature_and_nothing_else() {
    for (name, catalog) in signed_samples() {
        let unsigned = unsign(&catalog).unwrap();
        let read = read_back(&unsigned);
        assert!(read.signer_infos.0.is_empty() && read.digest_algorithms.is_empty(), "{name}");
        assert!(read.certificates.is_none() && read.crls.is_none(), "{name}");
        assert!(encap_content_info(&unsigned).raw == encap_content_info(&catalog).raw, "{name}");
        assert!(sign(&unsigned, &identity(), &SignOptions::default()).is_ok(), "{name}");
    }
}

#[test]
fn the_same_rsa_key_and_input_give_the_same_bytes() {
    let catalog = empty_catalog();
    let first = sign(&catalog, &identity(), &SignOptions::default()).unwrap();
    assert_eq!(first, sign(&catalog, &identity(), &SignOptions::default()).unwrap());
}

#[test]
fn a_signature_is_replaced_only_when_asked_to() {
    let catalog = empty_catalog();
    let signed = sign(&catalog, &identity(), &SignOptions::default()).unwrap();
    assert_eq!(sign(&signed, &identity(), &SignOptions::default()).unwrap_err(), Error::AlreadySigned);
    let options = SignOptions { replace: true, ..SignOptions::default() };
    assert_eq!(sign(&signed, &identity(), &options).unwrap(), signed);
}

#[test]
fn the_frame_is_that_of_microsofts_catalogs() {
    let identity = identity();
    let signed = sign(&empty_catalog(), &identity, &SignOptions::default()).unwrap();
    let read = read_back(&signed);
    assert_eq!(
        read.to_der().unwrap(),
        encap_content_info_parent(&signed),
        "another implementation writes the same DER"
    );
    assert_eq!(read.version, cms::content_info::CmsVersion::V1);
    assert_eq!(read.digest_algorithms.len(), 1);
    // The test root is left out.
    assert_eq!(read.certificates.unwrap().0.len(), 1);
    assert_eq!(read.signer_infos.0.len(), 1);

    let signer = &read.signer_infos.0.as_slice()[0];
    assert_eq!(signer.version, cms::content_info::CmsVersion::V1);
    assert_eq!(signer.digest_alg.oid, oids::SHA256);
    assert!(signer.digest_alg.parameters.as_ref().unwrap().is_null());
    assert_eq!(signer.signature_algorithm.oid, oids::RSA_ENCRYPTION);
    assert!(signer.signature_algorithm.parameters.as_ref().unwrap().is_null());
    assert!(signer.unsigned_attrs.is_none());

    let attributes: Vec<_> = signer
        .signed_attrs
        .as_ref()
        .unwrap()
        .iter()
        .map(|attribute| (attribute.oid, attribute.values.iter().map(|v| v.to_der().unwrap()).collect::<Vec<_>>()))
        .collect();
    let digest = [&[4, 32][..], &DigestAlgorithm::Sha256.digest(hashed(&signed))].concat();
    let expected = [
        (oids::SPC_SP_OPUS_INFO, vec![vec![0x30, 0]]),
        (oids::CONTENT_TYPE, vec![b"\x06\x09\x2b\x06\x01\x04\x01\x82\x37\x0a\x01".to_vec()]),
        (oids::SPC_STATEMENT_TYPE, vec![b"\x30\x0c\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x15".to_vec()]),
        (oids::MESSAGE_DIGEST, vec![digest]),
    ];
    assert_eq!(attributes, expected);
}

fn encap_content_info_parent(catalog: &[u8]) -> &[u8] {
    let mut content_info = Cursor::new(catalog, Mode::Strict).enter(Tag::SEQUENCE, "ContentInfo").unwrap();
    content_info.any("type").unwrap();
    content_info.any("[0]").unwrap().value
}

#[test]
fn description_and_url_are_written_as_windows_reads_them() {
    let description = Some("Tö\u{1f600}".to_owned());
    let options = SignOptions { description, url: Some("https://example.com/a".to_owned()), ..SignOptions::default() };
    let signed = sign(&empty_catalog(), &identity(), &options).unwrap();
    let expected = [
        &[0x30, 0x25, 0xa0, 0x0a, 0x80, 0x08, 0, b'T', 0, 0xf6, 0xd8, 0x3d, 0xde, 0x00, 0xa1, 0x17, 0x80, 0x15][..],
        b"https://example.com/a",
    ]
    .concat();
    let read = read_back(&signed);
    let attributes = read.signer_infos.0.as_slice()[0].signed_attrs.clone().unwrap();
    let opus = attributes.iter().find(|attribute| attribute.oid == oids::SPC_SP_OPUS_INFO).unwrap();
    assert_eq!(opus.values.as_slice()[0].to_der().unwrap(), expected);

    let options = SignOptions { url: Some("https://exämple.com".to_owned()), ..SignOptions::default() };
    let error = sign(&empty_catalog(), &identity(), &options).unwrap_err();
    assert!(matches!(error, Error::Unsupported { .. }), "{error}");
}

#[test]
fn weak_digests_are_refused() {
    for digest in [DigestAlgorithm::Md5, DigestAlgorithm::Sha1] {
        let error = sign(&empty_catalog(), &identity(), &SignOptions { digest, ..SignOptions::default() }).unwrap_err();
        assert!(matches!(error, Error::Unsupported { .. }), "{error}");
    }
}

#[test]
fn what_is_no_catalog_is_told_as_what_it_is() {
    let told = |bytes: &[u8]| sign(bytes, &identity(), &SignOptions::default()).unwrap_err().to_string();
    let data = signed_data(&oids::DATA, &oids::CATALOG_LIST);
    assert_eq!(told(&data), "not a catalog: PKCS#7 signed data with content of type data");
    let roots = signed_data(&oids::CTL, &oids::ROOT_LIST_SIGNER);
    assert_eq!(told(&roots), "not a catalog: a certificate trust list for root list signer");
    for bytes in [&b""[..], b"[Version]", b"MZ", b"\x30\x80\x06\x00\x00\x00", &[&empty_catalog()[..], b"\0"].concat()] {
        let told = told(bytes);
        assert!(told.starts_with("not a catalog that can be signed: ContentInfo at offset"), "{told}");
    }
}

#[test]
fn a_catalog_cut_off_anywhere_is_refused() {
    let identity = identity();
    let signed = sign(&empty_catalog(), &identity, &SignOptions::default()).unwrap();
    for len in 0..signed.len() {
        assert!(unsign(&signed[..len]).is_err(), "{len}");
    }
    let catalog = empty_catalog();
    for index in 0..catalog.len() {
        let mut changed = catalog.clone();
        changed[index] ^= 0x81;
        if let Ok(signed) = sign(&changed, &identity, &SignOptions::default()) {
            assert_eq!(encap_content_info(&signed).raw, encap_content_info(&changed).raw);
        }
    }
}

/// Certificate authority `ca.pem`, and `key.pem` with `cert.pem` for code signing, made by OpenSSL.
fn bench_with_identity(programs: &[&str], key: &str) -> Option<(Bench, Identity)> {
    let bench = Bench::with(programs)?;
    bench.must("openssl req -x509 -newkey rsa:2048 -noenc -keyout ca.key -subj /CN=CA -days 30 -out ca.pem");
    bench.must(&format!("openssl genpkey {key} -out key.pem"));
    bench.must("openssl req -new -key key.pem -subj /O=Ünits/CN=Team -utf8 -out request.pem");
    bench.write("ext", "extendedKeyUsage=codeSigning\nkeyUsage=critical,digitalSignature\nbasicConstraints=CA:FALSE\n");
    bench.must("openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -days 30 -extfile ext -out cert.pem");
    let key = KeyFile::parse(&bench.read("key.pem"), None).unwrap().key.unwrap();
    let both = [bench.read("ca.pem"), bench.read("cert.pem")].concat();
    let identity = Identity::new(key, certificates(&both).unwrap()).unwrap();
    Some((bench, identity))
}

const KEYS: [&str; 4] = [
    "-algorithm RSA -pkeyopt rsa_keygen_bits:3072",
    "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
    "-algorithm EC -pkeyopt ec_paramgen_curve:P-384",
    "-algorithm EC -pkeyopt ec_paramgen_curve:P-521",
];

#[test]
fn osslsigncode_verifies_every_kind_of_key_with_every_digest() {
    for key in KEYS {
        let Some((bench, identity)) = bench_with_identity(&["openssl", "osslsigncode"], key) else { return };
        for digest in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512] {
            for (name, catalog) in unsigned_samples() {
                let options = SignOptions { digest, description: Some("Ü".to_owned()), ..SignOptions::default() };
                bench.write("signed.cat", sign(&catalog, &identity, &options).unwrap());
                let said = bench.must("osslsigncode verify -CAfile ca.pem -in signed.cat");
                assert!(said.contains("Signature verification: ok"), "{key} {digest} {name}\n{said}");
                bench.must("openssl asn1parse -inform DER -in signed.cat");
            }
        }
    }
}

#[test]
fn openssl_verifies_every_kind_of_key_with_every_digest() {
    for key in KEYS {
        let Some((bench, identity)) = bench_with_identity(&["openssl"], key) else { return };
        let catalog = empty_catalog();
        bench.write("content", hashed(&catalog));
        for digest in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512] {
            let signed = sign(&catalog, &identity, &SignOptions { digest, ..SignOptions::default() }).unwrap();
            bench.write("signed.cat", &signed);
            let verify =
                "openssl smime -verify -binary -inform DER -purpose any -CAfile ca.pem -content content -out out";
            bench.must(&format!("{verify} -in signed.cat"));
            // The signature covers the signed attributes: the last octet of the signature is the last of the file.
            let mut changed = signed;
            *changed.last_mut().unwrap() ^= 1;
            bench.write("changed.cat", changed);
            let (success, said) = bench.run(&format!("{verify} -in changed.cat"));
            assert!(!success, "{said}");
        }
    }
}
