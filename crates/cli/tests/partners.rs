//! What catseal signs, others accept; what others sign, catseal accepts.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use catseal_catalog::CatalogView;
use common::{Ran, TIME, TestCert, finish, list, package, partner, run, snapshot, text};
use tempfile::TempDir;

#[track_caller]
fn openssl<A: Into<OsString>>(args: impl IntoIterator<Item = A>) -> Ran {
    finish(Command::new("openssl").args(args.into_iter().map(Into::into))).good()
}

#[track_caller]
fn osslsigncode<A: Into<OsString>>(args: impl IntoIterator<Item = A>) -> Ran {
    finish(Command::new("osslsigncode").args(args.into_iter().map(Into::into)))
}

/// A key, its code-signing certificate and the authority above it, all made by openssl.
struct Chain {
    folder: TempDir,
}

impl Chain {
    /// `algorithm` is what `openssl genpkey` calls the key: its options, parted by spaces.
    fn new(algorithm: &str) -> Self {
        let chain = Self { folder: tempfile::tempdir().unwrap() };
        let extensions = chain.path("extensions");
        let usages = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=codeSigning\n\
                      subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n";
        fs::write(&extensions, usages).unwrap();
        for key in ["ca.key", "signer.key"] {
            let mut args = args!["genpkey", "-out", chain.path(key)].to_vec();
            args.extend(algorithm.split(' ').map(OsString::from));
            openssl(args);
        }
        openssl(args![
            "req",
            "-x509",
            "-new",
            "-key",
            chain.path("ca.key"),
            "-subj",
            "/CN=Partner authority",
            "-days",
            "30",
            "-out",
            chain.path("ca.pem"),
            "-addext",
            "keyUsage=critical,keyCertSign,cRLSign"
        ]);
        openssl(args![
            "req",
            "-new",
            "-key",
            chain.path("signer.key"),
            "-subj",
            "/CN=Partner signer/O=Ferret",
            "-out",
            chain.path("signer.csr")
        ]);
        openssl(args![
            "x509",
            "-req",
            "-in",
            chain.path("signer.csr"),
            "-CA",
            chain.path("ca.pem"),
            "-CAkey",
            chain.path("ca.key"),
            "-set_serial",
            "0x1234",
            "-days",
            "30",
            "-extfile",
            extensions,
            "-out",
            chain.path("signer.pem")
        ]);
        chain
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn seal_options(&self) -> Vec<OsString> {
        args!["--key", self.path("signer.key"), "--cert", self.path("signer.pem"), "--cert", self.path("ca.pem")]
            .to_vec()
    }
}

const RSA: &str = "-algorithm RSA -pkeyopt rsa_keygen_bits:2048";
const EC: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
const EC384: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-384";

/// osslsigncode and openssl on a package that was sealed: the signature, every member, and the encoding.
fn accepted_by_partners(folder: &Path, catalog: &str, members: &[&str], ca: &Path) {
    let catalog = folder.join(catalog);
    openssl(args!["asn1parse", "-inform", "DER", "-in", catalog.clone(), "-noout"]);
    openssl(args!["pkcs7", "-inform", "DER", "-in", catalog.clone(), "-print_certs", "-noout"]);
    let verified = osslsigncode(args!["verify", "-CAfile", ca, "-in", catalog.clone()]).good();
    assert!(verified.stdout.contains("Signature verification: ok"), "{verified}");
    for member in members {
        let covered =
            osslsigncode(args!["verify", "-CAfile", ca, "-catalog", catalog.clone(), "-in", folder.join(member)])
                .good();
        assert!(covered.stdout.contains("Signature verification: ok"), "{covered}");
    }
}

#[test]
fn osslsigncode_accepts_what_seal_makes_with_keys_of_openssl() {
    if !partner("openssl") || !partner("osslsigncode") {
        return;
    }
    for algorithm in [RSA, EC, EC384] {
        let chain = Chain::new(algorithm);
        for digest in ["sha256", "sha384", "sha512"] {
            let package = package("ferret64");
            finish(
                common::catseal()
                    .args(args!["seal", package.path(), "--time", TIME, "--digest", digest])
                    .args(chain.seal_options()),
            )
            .good();
            accepted_by_partners(package.path(), "ferret.cat", &["ferret.sys", "ferretui.dll"], &chain.path("ca.pem"));
        }
    }
}

#[test]
fn osslsigncode_accepts_what_seal_makes_with_a_test_certificate() {
    if !partner("openssl") || !partner("osslsigncode") {
        return;
    }
    let certificate = TestCert::new();
    let package = package("lynx-multi");
    certificate.seal(package.path()).good();
    let members = ["x86/lynx.sys", "amd64/lynx.sys", "amd64/win10/lynxflt.sys", "arm64/lynx.sys", "x86/lynxctl.dll"];
    accepted_by_partners(package.path(), "Lynx-Multi.cat", &members, &certificate.ca());
}

#[test]
fn osslsigncode_refuses_what_seal_made_when_a_byte_of_it_or_of_a_member_changes() {
    if !partner("openssl") || !partner("osslsigncode") {
        return;
    }
    // Were its verdict `ok` whatever it is shown, the tests above would prove nothing.
    let certificate = TestCert::new();
    let package = package("ferret64");
    certificate.seal(package.path()).good();
    let (catalog, member) = (package.path().join("ferret.cat"), package.path().join("ferret.sys"));
    let verify = || {
        osslsigncode(args!["verify", "-CAfile", certificate.ca(), "-catalog", catalog.clone(), "-in", member.clone()])
    };
    verify().good();
    let mut image = fs::read(&member).unwrap();
    *image.last_mut().unwrap() ^= 1;
    fs::write(&member, &image).unwrap();
    assert_ne!(verify().status, 0);
    *image.last_mut().unwrap() ^= 1;
    fs::write(&member, &image).unwrap();
    verify().good();
    let mut bytes = fs::read(&catalog).unwrap();
    let ctl = CatalogView::parse(&bytes).unwrap().ctl();
    let last = ctl.offset + ctl.raw.len() - 1;
    bytes[last] ^= 1;
    fs::write(&catalog, bytes).unwrap();
    assert_ne!(verify().status, 0);
}

#[test]
fn catseal_verifies_what_osslsigncode_signed() {
    if !partner("openssl") || !partner("osslsigncode") {
        return;
    }
    for algorithm in [RSA, EC] {
        let chain = Chain::new(algorithm);
        let package = package("ferret64");
        run(args!["build", package.path(), "--time", TIME]).good();
        let catalog = package.path().join("ferret.cat");
        let unsigned = fs::read(&catalog).unwrap();
        let signed = chain.path("signed.cat");
        osslsigncode(args![
            "sign",
            "-h",
            "sha256",
            "-certs",
            chain.path("signer.pem"),
            "-key",
            chain.path("signer.key"),
            "-in",
            catalog.clone(),
            "-out",
            signed.clone()
        ])
        .good();
        fs::copy(&signed, &catalog).unwrap();
        let verify =
            |roots: &Path| common::json(args!["verify", package.path(), "--policy", "pinned", "--roots", roots]);
        let report = verify(&chain.path("ca.pem"));
        assert_eq!(text(&report, "verdict"), "pass", "{report:#}");
        assert_eq!(list(&report["catalogs"][0], "files").len(), 3);
        assert_eq!(report["catalogs"][0]["signature"]["status"], "valid");
        // Another authority of the same name does not do.
        assert_eq!(text(&verify(&Chain::new(algorithm).path("ca.pem")), "verdict"), "fail");

        let signed = fs::read(&catalog).unwrap();
        let (before, after) = (CatalogView::parse(&unsigned).unwrap(), CatalogView::parse(&signed).unwrap());
        assert_eq!(before.ctl().raw, after.ctl().raw);
    }
}

#[test]
fn a_catalog_signed_by_catseal_differs_from_the_unsigned_one_only_outside_the_list() {
    let certificate = TestCert::new();
    for name in ["ferret64", "lynx-multi", "stoat-extension", "vole-legacy"] {
        let package = package(name);
        let report = common::json(args!["build", package.path(), "--time", TIME]);
        let path = PathBuf::from(text(&report["catalogs"][0], "path"));
        let unsigned = fs::read(&path).unwrap();
        finish(common::catseal().args(args!["sign", &path]).args(certificate.options())).good();
        let signed = fs::read(&path).unwrap();
        assert_ne!(unsigned, signed);
        let (before, after) = (CatalogView::parse(&unsigned).unwrap(), CatalogView::parse(&signed).unwrap());
        assert!(!before.is_signed() && after.is_signed());
        assert_eq!(before.ctl().raw, after.ctl().raw, "{name}");
        // The catalog alone was touched.
        let mut files = snapshot(package.path());
        files.retain(|path, _| path.extension().is_none_or(|extension| extension != "cat"));
        for (path, state) in files {
            assert_eq!(state.bytes, fs::read(common::testdata("packages").join(name).join(&path)).unwrap());
        }
    }
}
