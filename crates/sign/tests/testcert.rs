//! Test certificates are what test machines need, in the eyes of OpenSSL.
#![allow(clippy::unwrap_used, reason = "a test stops at what goes wrong")]

mod support;

use catseal_sign::{Error, KeyAlgorithm, KeyFile, certificates, testcert};
use support::Bench;

#[test]
fn openssl_sees_the_right_extensions_and_chain() {
    let Some(bench) = Bench::with(&["openssl"]) else { return };
    let test = testcert::generate("Driver team ☂", "2026-11-22T12:00:00Z".parse().unwrap(), 30).unwrap();
    bench.write("ca.pem", test.ca_certificate_pem());
    bench.write("cert.pem", test.certificate_pem());
    bench.write("key.pem", test.key_pem().as_bytes());

    // 2026-11-23T00:00:00Z
    bench.must("openssl verify -attime 1795392000 -purpose any -x509_strict -CAfile ca.pem cert.pem");
    let text = bench.must("openssl x509 -in cert.pem -noout -text -nameopt utf8");
    for part in [
        "Subject: CN=Driver team ☂",
        "Issuer: CN=Driver team ☂ Test CA",
        "X509v3 Key Usage: critical\n                Digital Signature\n",
        "X509v3 Extended Key Usage: \n                Code Signing\n",
        "X509v3 Subject Key Identifier",
        "X509v3 Authority Key Identifier",
        "CA:FALSE",
        "Signature Algorithm: sha256WithRSAEncryption",
        "Public-Key: (2048 bit)",
        "Not Before: Nov 22 12:00:00 2026 GMT",
        "Not After : Dec 22 12:00:00 2026 GMT",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let text = bench.must("openssl x509 -in ca.pem -noout -text -nameopt utf8");
    for part in ["X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0", "Certificate Sign"] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let public = bench.must("openssl pkey -in key.pem -pubout");
    assert_eq!(bench.must("openssl x509 -in cert.pem -noout -pubkey"), public);
    assert_ne!(
        bench.must("openssl x509 -in ca.pem -noout -pubkey"),
        public,
        "the key of the authority is not given out"
    );
}

#[test]
fn the_pem_forms_read_back() {
    let test = testcert::generate("Team", "2026-11-22T12:00:00Z".parse().unwrap(), 1).unwrap();
    let key = KeyFile::parse(test.key_pem().as_bytes(), None).unwrap().key.unwrap();
    assert_eq!(key.algorithm(), KeyAlgorithm::Rsa { bits: 2048 });
    assert_eq!(certificates(test.certificate_pem().as_bytes()).unwrap(), std::slice::from_ref(&test.certificate));
    assert_eq!(certificates(test.ca_certificate_pem().as_bytes()).unwrap(), std::slice::from_ref(&test.ca_certificate));
    assert_eq!(test.to_identity().unwrap().anchor(), test.ca_certificate);
}

#[test]
fn subjects_and_times_that_no_certificate_can_have_are_refused() {
    let now = "2026-11-22T12:00:00Z".parse().unwrap();
    for (subject, not_before, days) in [
        ("", now, 1),
        (" ", now, 1),
        ("a\nb", now, 1),
        ("57 characters are one more than what leaves room for a CA", now, 1),
        ("Team", "1969-12-31T23:59:59Z".parse().unwrap(), 1),
        ("Team", now, u32::MAX),
    ] {
        let error = testcert::generate(subject, not_before, days).unwrap_err();
        assert!(matches!(error, Error::TestCertificate(_)), "{subject}: {error}");
    }
}
