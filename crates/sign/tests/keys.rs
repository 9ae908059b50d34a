//! Keys in every form that OpenSSL writes are read, and wrong passwords are told.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at what goes wrong")]

mod support;

use catseal_sign::{Error, Identity, KeyAlgorithm, KeyFile, certificates};
use support::Bench;

const PASSWORD: &[u8] = "pä55 ☂".as_bytes();

/// A key `key.pem` (PKCS#8) with a certificate `cert.pem`, and the password in the file `pw`.
fn bench_with_key(algorithm: &str) -> Option<Bench> {
    let bench = Bench::with(&["openssl"])?;
    bench.write("pw", PASSWORD);
    bench.must(&format!("openssl genpkey {algorithm} -out key.pem"));
    bench.must("openssl req -x509 -new -key key.pem -subj /CN=Team -days 30 -out cert.pem");
    Some(bench)
}

const RSA: &str = "-algorithm RSA -pkeyopt rsa_keygen_bits:2048";
const P256: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";

/// The file holds the private key of `cert.pem`: only then they make an identity.
fn assert_is_the_key(bench: &Bench, file: &str, password: Option<&[u8]>) {
    let read = KeyFile::parse(&bench.read(file), password).unwrap_or_else(|error| panic!("{file}: {error}"));
    let certificate = certificates(&bench.read("cert.pem")).unwrap();
    Identity::new(read.key.unwrap(), certificate).unwrap_or_else(|error| panic!("{file}: {error}"));
}

fn assert_needs_its_password(bench: &Bench, file: &str) {
    assert_is_the_key(bench, file, Some(PASSWORD));
    let bytes = bench.read(file);
    assert_eq!(KeyFile::parse(&bytes, None).unwrap_err(), Error::PasswordNeeded, "{file}");
    for wrong in ["", "wrong", "pä55 ☂ ", "PÄ55 ☂"] {
        assert_eq!(
            KeyFile::parse(&bytes, Some(wrong.as_bytes())).unwrap_err(),
            Error::WrongPassword,
            "{file}: {wrong:?}"
        );
    }
}

#[test]
fn plain_keys_are_read_in_every_form() {
    for algorithm in [
        RSA,
        "-algorithm RSA -pkeyopt rsa_keygen_bits:3072",
        P256,
        "-algorithm EC -pkeyopt ec_paramgen_curve:P-384",
        "-algorithm EC -pkeyopt ec_paramgen_curve:P-521",
        "-algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
    ] {
        let Some(bench) = bench_with_key(algorithm) else { return };
        assert_is_the_key(&bench, "key.pem", None);
        bench.must("openssl pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out key.p8");
        assert_is_the_key(&bench, "key.p8", None);
        bench.must("openssl pkey -in key.pem -traditional -out old.pem");
        assert!(!bench.read("old.pem").starts_with(b"-----BEGIN PRIVATE"));
        assert_is_the_key(&bench, "old.pem", None);
        bench.must("openssl pkey -in key.pem -traditional -outform DER -out old.der");
        assert_is_the_key(&bench, "old.der", None);
    }
}

#[test]
fn an_elliptic_curve_key_with_its_parameters_in_front_is_read() {
    let Some(bench) = Bench::with(&["openssl"]) else { return };
    bench.must("openssl ecparam -name secp384r1 -genkey -out key.pem");
    bench.must("openssl req -x509 -new -key key.pem -subj /CN=Team -days 30 -out cert.pem");
    assert!(bench.read("key.pem").starts_with(b"-----BEGIN EC PARAMETERS"));
    assert_is_the_key(&bench, "key.pem", None);
    let key = KeyFile::parse(&bench.read("key.pem"), None).unwrap().key.unwrap();
    assert_eq!(key.algorithm(), KeyAlgorithm::P384);
}

#[test]
fn the_public_key_is_the_one_openssl_sees() {
    for algorithm in [RSA, P256] {
        let Some(bench) = bench_with_key(algorithm) else { return };
        bench.must("openssl pkey -in key.pem -pubout -outform DER -out public.der");
        let key = KeyFile::parse(&bench.read("key.pem"), None).unwrap().key.unwrap();
        assert_eq!(key.public_key(), bench.read("public.der"));
    }
}

#[test]
fn encrypted_pkcs8_opens_with_its_password_only() {
    for algorithm in [RSA, P256] {
        let Some(bench) = bench_with_key(algorithm) else { return };
        for scheme in [
            "-v2 aes-256-cbc",
            "-v2 aes-128-cbc -v2prf hmacWithSHA512",
            "-v2 aes-256-cbc -v2prf hmacWithSHA1",
            "-v2 des3",
            "-scrypt",
            "-v1 PBE-SHA1-3DES",
        ] {
            for form in ["PEM", "DER"] {
                bench.must(&format!(
                    "openssl pkcs8 -topk8 {scheme} -in key.pem -passout file:pw -outform {form} -out encrypted"
                ));
                assert_needs_its_password(&bench, "encrypted");
            }
        }
    }
}

#[test]
fn a_wrong_password_that_meets_right_padding_by_chance_is_told_all_the_same() {
    let Some(bench) = bench_with_key(P256) else { return };
    bench.must("openssl pkcs8 -topk8 -v2 aes-256-cbc -iter 1 -in key.pem -passout file:pw -out key.p8");
    bench.must("openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -iter 1 -in key.pem -passout file:pw -out key.v1");
    bench.must("openssl pkey -in key.pem -traditional -aes-128-cbc -passout file:pw -out key.old");
    bench.must("openssl pkcs12 -export -inkey key.pem -in cert.pem -passout file:pw -iter 1 -nomac -out key.pfx");
    for file in ["key.p8", "key.v1", "key.old", "key.pfx"] {
        let bytes = bench.read(file);
        for wrong in 0..1500 {
            let error = KeyFile::parse(&bytes, Some(wrong.to_string().as_bytes())).unwrap_err();
            assert_eq!(error, Error::WrongPassword, "{file}: {wrong}");
        }
    }
}

#[test]
fn traditionally_encrypted_pem_opens_with_its_password_only() {
    for algorithm in [RSA, P256] {
        let Some(bench) = bench_with_key(algorithm) else { return };
        for cipher in ["aes-128-cbc", "aes-192-cbc", "aes-256-cbc"] {
            bench.must(&format!("openssl pkey -in key.pem -traditional -{cipher} -passout file:pw -out encrypted"));
            assert!(String::from_utf8(bench.read("encrypted")).unwrap().contains("DEK-Info"));
            assert_needs_its_password(&bench, "encrypted");
        }
        bench.must("openssl pkey -in key.pem -traditional -des3 -passout file:pw -out encrypted");
        let error = KeyFile::parse(&bench.read("encrypted"), Some(PASSWORD)).unwrap_err();
        assert!(error.to_string().contains("openssl pkcs8 -topk8"), "{error}");
    }
}

#[test]
fn a_pfx_gives_key_and_certificates() {
    for algorithm in [RSA, P256] {
        let Some(bench) = bench_with_key(algorithm) else { return };
        bench.must("openssl req -x509 -newkey rsa:2048 -noenc -keyout ca.key -subj /CN=CA -days 30 -out ca.pem");
        let given = [certificates(&bench.read("cert.pem")).unwrap(), certificates(&bench.read("ca.pem")).unwrap()];
        for options in ["", "-legacy", "-keypbe AES-128-CBC -certpbe AES-256-CBC -macalg sha512", "-nomac"] {
            let command = "openssl pkcs12 -export -inkey key.pem -in cert.pem -certfile ca.pem -passout file:pw";
            let (success, said) = bench.run(&format!("{command} {options} -out key.pfx"));
            if !success && options == "-legacy" {
                println!("skipped: this OpenSSL has no legacy provider: {said}");
                continue;
            }
            assert!(success, "{said}");
            assert_needs_its_password(&bench, "key.pfx");
            let read = KeyFile::parse(&bench.read("key.pfx"), Some(PASSWORD)).unwrap();
            assert_eq!(read.certificates, given.concat(), "{options}");
        }
    }
}

#[test]
fn a_damaged_pfx_is_not_taken_for_a_wrong_password() {
    let Some(bench) = bench_with_key(P256) else { return };
    for options in ["", "-nomac"] {
        let command = "openssl pkcs12 -export -inkey key.pem -in cert.pem -passout file:pw -out key.pfx";
        bench.must(&format!("{command} {options}"));
        let pfx = bench.read("key.pfx");
        let indefinite = [&[0x30, 0x80], &pfx[4..], &[0, 0]].concat();
        let error = KeyFile::parse(&indefinite, Some(PASSWORD)).unwrap_err();
        assert!(matches!(error, Error::Malformed { what: "PFX", .. }), "{error}");
        // Tag of the octets that hold the safes: SEQUENCE, version, SEQUENCE, type, [0].
        let mut changed = pfx.clone();
        assert_eq!(changed.get(26), Some(&4));
        changed[26] = 5;
        let error = KeyFile::parse(&changed, Some(PASSWORD)).unwrap_err();
        assert!(matches!(error, Error::Malformed { what: "PFX", .. }), "{options}: {error}");
    }
}

#[test]
fn key_stores_of_java_are_read_as_pfx_and_named_as_jks() {
    let Some(bench) = Bench::with(&["openssl", "keytool"]) else { return };
    let generate = "keytool -genkeypair -alias a -keyalg RSA -keysize 2048 -dname CN=Team -storepass changeit";
    bench.must(&format!("{generate} -storetype PKCS12 -keystore key.p12"));
    bench.must("openssl pkcs12 -in key.p12 -passin pass:changeit -nokeys -out cert.pem");
    assert_is_the_key(&bench, "key.p12", Some(b"changeit"));
    assert_eq!(KeyFile::parse(&bench.read("key.p12"), Some(b"changed")).unwrap_err(), Error::WrongPassword);
    bench.must(&format!("{generate} -keypass changeit -storetype JKS -keystore key.jks"));
    let error = KeyFile::parse(&bench.read("key.jks"), Some(b"changeit")).unwrap_err();
    assert!(error.to_string().contains("keytool -importkeystore"), "{error}");
}

#[test]
fn a_pfx_with_an_empty_password_opens_without_one() {
    let Some(bench) = bench_with_key(RSA) else { return };
    bench.must("openssl pkcs12 -export -inkey key.pem -in cert.pem -passout pass: -out key.pfx");
    assert_is_the_key(&bench, "key.pfx", None);
    assert_is_the_key(&bench, "key.pfx", Some(b""));
    assert_eq!(KeyFile::parse(&bench.read("key.pfx"), Some(b"x")).unwrap_err(), Error::WrongPassword);
}

#[test]
fn key_and_certificates_in_one_pem_file_are_read_in_order() {
    let Some(bench) = bench_with_key(RSA) else { return };
    bench.must("openssl req -x509 -newkey rsa:2048 -noenc -keyout ca.key -subj /CN=CA -days 30 -out ca.pem");
    bench.must("openssl pkcs12 -export -inkey key.pem -in cert.pem -certfile ca.pem -passout pass: -out key.pfx");
    bench.must("openssl pkcs12 -in key.pfx -passin pass: -noenc -out all.pem");
    assert!(String::from_utf8(bench.read("all.pem")).unwrap().contains("Bag Attributes"));
    let read = KeyFile::parse(&bench.read("all.pem"), None).unwrap();
    assert!(read.key.is_some());
    let both = [bench.read("cert.pem"), bench.read("ca.pem")].concat();
    assert_eq!(read.certificates, certificates(&both).unwrap());
    assert_eq!(read.certificates.len(), 2);
}

#[test]
fn certificates_come_from_pem_der_and_pkcs7() {
    let Some(bench) = bench_with_key(P256) else { return };
    let expected = certificates(&bench.read("cert.pem")).unwrap();
    bench.must("openssl x509 -in cert.pem -outform DER -out cert.der");
    assert_eq!(expected, [bench.read("cert.der")]);
    assert_eq!(certificates(&bench.read("cert.der")).unwrap(), expected);
    bench.must("openssl x509 -in cert.pem -trustout -addtrust codeSigning -out trusted.pem");
    assert_eq!(certificates(&bench.read("trusted.pem")).unwrap(), expected);
    for form in ["PEM", "DER"] {
        bench.must(&format!("openssl crl2pkcs7 -nocrl -certfile cert.pem -outform {form} -out certs.p7b"));
        assert_eq!(certificates(&bench.read("certs.p7b")).unwrap(), expected);
    }
    assert_eq!(certificates(&bench.read("key.pem")).unwrap_err(), Error::NoCertificate);
}

#[test]
fn keys_that_cannot_sign_catalogs_are_named_with_a_way_out() {
    let Some(bench) = Bench::with(&["openssl"]) else { return };
    for (algorithm, named) in [
        ("-algorithm RSA -pkeyopt rsa_keygen_bits:1024", "an RSA key of 1024 bits"),
        ("-algorithm ED25519", "1.3.101.112"),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", "the elliptic curve 1.3.132.0.10"),
    ] {
        bench.must(&format!("openssl genpkey {algorithm} -out key.pem"));
        let error = KeyFile::parse(&bench.read("key.pem"), None).unwrap_err().to_string();
        assert!(error.contains(named) && error.contains("use an RSA key of 2048"), "{error}");
    }
}

#[test]
fn other_key_files_are_named_with_a_way_out() {
    for (bytes, way_out) in [
        (&b"\xfe\xed\xfe\xed\0\0\0\x02"[..], "keytool"),
        (b"\x1e\xf1\xb5\xb0\0\0\0\0", "PVK"),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\nAA==\n-----END OPENSSH PRIVATE KEY-----\n", "ssh-keygen"),
    ] {
        let error = KeyFile::parse(bytes, None).unwrap_err();
        assert!(matches!(error, Error::Unsupported { .. }) && error.to_string().contains(way_out), "{error}");
    }
    for bytes in [&b""[..], b"hello", b"MZ\x90\0", b"\x30\x80\0\0"] {
        assert!(matches!(KeyFile::parse(bytes, None), Err(Error::Malformed { .. })), "{bytes:?}");
    }
    let public = b"-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n";
    assert_eq!(KeyFile::parse(public, None).unwrap_err(), Error::NoKey);
}

#[test]
fn files_cut_off_or_changed_anywhere_are_refused_or_read_without_panic() {
    let Some(bench) = bench_with_key(P256) else { return };
    bench.must("openssl pkcs8 -topk8 -v2 aes-256-cbc -iter 1 -in key.pem -passout file:pw -outform DER -out key.p8");
    bench.must("openssl pkcs12 -export -inkey key.pem -in cert.pem -passout file:pw -iter 1 -out key.pfx");
    for file in ["key.p8", "key.pfx"] {
        let bytes = bench.read(file);
        for len in 0..bytes.len() {
            assert!(KeyFile::parse(&bytes[..len], Some(PASSWORD)).is_err(), "{file} cut off at {len}");
        }
        // Iteration counts and scrypt costs are kept: a flipped bit there is only slow.
        for index in (0..bytes.len()).step_by(7) {
            let mut changed = bytes.clone();
            changed[index] ^= 0x80;
            let _ = KeyFile::parse(&changed, Some(PASSWORD));
        }
    }
}
