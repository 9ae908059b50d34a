//! Keys, certificates and chains find each other; what is wrong with them is said.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod support;

use catseal_finding::{Finding, Severity};
use catseal_sign::{Error, Identity, KeyFile, SignOptions, certificates, sign, testcert};
use support::{Bench, empty_catalog};

/// `root`, `middle` and `leaf`, each `.pem` with a `.key`, each signed by the one before; `other` stands alone.
fn bench_with_chain() -> Option<Bench> {
    let bench = Bench::with(&["openssl"])?;
    bench.write("ca", "basicConstraints=critical,CA:TRUE\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n");
    bench.write("leaf", "extendedKeyUsage=codeSigning\nkeyUsage=digitalSignature\nauthorityKeyIdentifier=keyid\n");
    for name in ["root", "other"] {
        bench.must(&format!(
            "openssl req -x509 -newkey rsa:2048 -noenc -keyout {name}.key -subj /CN={name} -out {name}.pem"
        ));
    }
    for (name, issuer, extensions) in [("middle", "root", "ca"), ("leaf", "middle", "leaf")] {
        bench.must(&format!(
            "openssl req -new -newkey rsa:2048 -noenc -keyout {name}.key -subj /CN={name} -out {name}.csr"
        ));
        let sign = format!("openssl x509 -req -CA {issuer}.pem -CAkey {issuer}.key -extfile {extensions}");
        bench.must(&format!("{sign} -in {name}.csr -out {name}.pem"));
    }
    Some(bench)
}

fn identity(bench: &Bench, key: &str, names: &[&str]) -> Result<Identity, Error> {
    let key = KeyFile::parse(&bench.read(&format!("{key}.key")), None).unwrap().key.unwrap();
    Identity::new(key, names.iter().map(|name| der(bench, name)).collect())
}

fn der(bench: &Bench, name: &str) -> Vec<u8> {
    certificates(&bench.read(&format!("{name}.pem"))).unwrap().remove(0)
}

/// Findings but for those about time: certificates of OpenSSL are from today, and a test has no clock.
fn timeless_findings(identity: &Identity) -> Vec<Finding> {
    let findings = identity.findings(jiff::Timestamp::UNIX_EPOCH);
    findings.into_iter().filter(|finding| finding.code != "CS3005").collect()
}

fn codes(identity: &Identity, at: &str) -> Vec<&'static str> {
    identity.findings(at.parse().unwrap()).iter().map(|finding| finding.code).collect()
}

#[test]
fn the_chain_is_ordered_upwards_without_root_duplicates_and_strangers() {
    let Some(bench) = bench_with_chain() else { return };
    let identity = identity(&bench, "leaf", &["root", "other", "middle", "leaf", "middle", "leaf"]).unwrap();
    assert_eq!(identity.leaf(), der(&bench, "leaf"));
    assert_eq!(identity.chain().collect::<Vec<_>>(), [der(&bench, "middle")]);
    assert_eq!(identity.anchor(), der(&bench, "root"));
    assert_eq!(identity.subject(), "CN=leaf");
    let findings = timeless_findings(&identity);
    assert!(findings.iter().any(|finding| finding.message.contains("CN=other")), "{findings:?}");

    let signed = sign(&empty_catalog(), &identity, &SignOptions::default()).unwrap();
    let carries = |name: &str| {
        let der = der(&bench, name);
        signed.windows(der.len()).filter(|window| *window == der).count()
    };
    assert_eq!(["leaf", "middle", "root", "other"].map(carries), [1, 1, 0, 0]);
}

#[test]
fn without_a_root_the_topmost_certificate_is_the_anchor() {
    let Some(bench) = bench_with_chain() else { return };
    assert_eq!(identity(&bench, "leaf", &["leaf", "middle"]).unwrap().anchor(), der(&bench, "middle"));
    let alone = identity(&bench, "leaf", &["leaf"]).unwrap();
    assert_eq!(alone.anchor(), der(&bench, "leaf"));
    assert!(codes(&alone, "2026-11-23T00:00:00Z").contains(&"CS3009"));
    let root = identity(&bench, "root", &["root"]).unwrap();
    assert_eq!((root.leaf(), root.anchor()), (&der(&bench, "root")[..], &der(&bench, "root")[..]));
}

#[test]
fn a_key_without_its_certificate_is_refused_with_the_names_of_those_given() {
    let Some(bench) = bench_with_chain() else { return };
    let error = identity(&bench, "leaf", &["middle", "other"]).unwrap_err();
    assert_eq!(error, Error::KeyMismatch { subjects: "CN=middle; CN=other".to_owned() });
    assert_eq!(identity(&bench, "leaf", &[]).unwrap_err(), Error::NoCertificate);
    let key = KeyFile::parse(&bench.read("leaf.key"), None).unwrap().key.unwrap();
    let error = Identity::new(key, vec![der(&bench, "leaf"), b"\x30\x00".to_vec()]).unwrap_err();
    assert!(matches!(error, Error::Certificate { number: 2, .. }), "{error}");
}

#[test]
fn of_several_certificates_of_a_key_the_issued_one_that_is_valid_longest_signs() {
    let Some(bench) = bench_with_chain() else { return };
    bench.must("openssl x509 -in leaf.csr -req -signkey leaf.key -days 99 -out self.pem");
    bench.must(
        "openssl x509 -req -in leaf.csr -CA middle.pem -CAkey middle.key -days 60 -extfile leaf -out renewed.pem",
    );
    for names in [["self", "leaf", "renewed"], ["renewed", "leaf", "self"]] {
        assert_eq!(identity(&bench, "leaf", &names).unwrap().leaf(), der(&bench, "renewed"));
    }
}

#[test]
fn a_certificate_in_its_time_and_for_its_purpose_has_notes_only() {
    let test = testcert::generate("Team", "2026-11-22T12:00:00Z".parse().unwrap(), 30).unwrap();
    let identity = test.to_identity().unwrap();
    assert_eq!(codes(&identity, "2026-11-22T12:00:00Z"), ["CS3011", "CS3012"]);
    assert_eq!(codes(&identity, "2026-12-22T12:00:00Z"), ["CS3011", "CS3012"]);
    let findings = identity.findings("2026-11-22T12:00:00Z".parse().unwrap());
    assert!(findings.iter().all(|finding| finding.severity == Severity::Note), "{findings:?}");
    let end = "without a time stamp the signature ends with CN=Team on 2026-12-22T12:00:00Z";
    assert!(findings[1].message.contains(end), "{findings:?}");
    assert_eq!(codes(&identity, "2026-11-22T11:59:59Z"), ["CS3005", "CS3011", "CS3012"]);
    assert_eq!(codes(&identity, "2026-12-22T12:00:01Z"), ["CS3004", "CS3011", "CS3012"]);
}

#[test]
fn certificates_for_other_purposes_are_found() {
    let Some(bench) = Bench::with(&["openssl"]) else { return };
    let found = |algorithm: &str, extensions: &str| {
        bench.must(&format!("openssl genpkey {algorithm} -out a.key"));
        bench.must(&format!("openssl req -x509 -new -key a.key -subj /CN=a -days 30 {extensions} -out a.pem"));
        timeless_findings(&identity(&bench, "a", &["a"]).unwrap())
            .iter()
            .map(|finding| finding.code)
            .collect::<Vec<_>>()
    };
    let rsa = "-algorithm RSA -pkeyopt rsa_keygen_bits:2048";
    assert_eq!(found(rsa, ""), ["CS3002", "CS3011", "CS3012"]);
    assert_eq!(found(rsa, "-addext extendedKeyUsage=serverAuth"), ["CS3001", "CS3011", "CS3012"]);
    assert_eq!(found(rsa, "-addext extendedKeyUsage=serverAuth,codeSigning"), ["CS3011", "CS3012"]);
    let usages = "-addext extendedKeyUsage=codeSigning,1.3.6.1.4.1.311.10.3.13 -addext keyUsage=keyCertSign";
    assert_eq!(found(rsa, usages), ["CS3003", "CS3007", "CS3011", "CS3012"]);
    let curve = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
    assert_eq!(found(curve, "-addext extendedKeyUsage=codeSigning"), ["CS3008", "CS3011", "CS3012"]);
}

#[test]
fn a_chain_with_sha1_or_a_short_key_is_weak() {
    let Some(bench) = bench_with_chain() else { return };
    bench.must("openssl req -new -newkey rsa:1024 -noenc -keyout middle.key -subj /CN=middle -out middle.csr");
    bench.must("openssl x509 -req -sha1 -in middle.csr -CA root.pem -CAkey root.key -extfile ca -out middle.pem");
    bench.must("openssl x509 -req -in leaf.csr -CA middle.pem -CAkey middle.key -extfile leaf -out leaf.pem");
    let identity = identity(&bench, "leaf", &["leaf", "middle", "root"]).unwrap();
    let weak: Vec<_> = timeless_findings(&identity).into_iter().filter(|f| f.code == "CS3006").collect();
    assert_eq!(weak.len(), 2, "{weak:?}");
    assert!(weak[0].message.contains("sha1With") && weak[1].message.contains("1024 bits"), "{weak:?}");
}
