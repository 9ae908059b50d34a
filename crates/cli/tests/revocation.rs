//! Revocation lists and OCSP responses, made by openssl, on the command line.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use common::{Ran, TIME, catseal, finish, list, package, partner, run, text};
use serde_json::Value;
use tempfile::TempDir;

#[track_caller]
fn openssl<A: Into<OsString>>(args: impl IntoIterator<Item = A>) -> Ran {
    finish(Command::new("openssl").args(args.into_iter().map(Into::into))).good()
}

/// An authority of openssl with its register, and a package that its signer sealed.
struct Scene {
    folder: TempDir,
    package: TempDir,
}

impl Scene {
    fn new() -> Self {
        let scene = Self { folder: tempfile::tempdir().unwrap(), package: package("ferret64") };
        let path = |name: &str| scene.path(name);
        for key in ["ca.key", "signer.key"] {
            openssl(args!["genpkey", "-out", path(key), "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]);
        }
        openssl(args![
            "req",
            "-x509",
            "-new",
            "-key",
            path("ca.key"),
            "-subj",
            "/CN=Partner authority",
            "-days",
            "30",
            "-out",
            path("ca.pem"),
            "-addext",
            "keyUsage=critical,keyCertSign,cRLSign"
        ]);
        openssl(args![
            "req",
            "-new",
            "-key",
            path("signer.key"),
            "-subj",
            "/CN=Partner signer",
            "-out",
            path("signer.csr")
        ]);
        fs::write(path("extensions"), "keyUsage=critical,digitalSignature\nextendedKeyUsage=codeSigning\n").unwrap();
        openssl(args![
            "x509",
            "-req",
            "-in",
            path("signer.csr"),
            "-CA",
            path("ca.pem"),
            "-CAkey",
            path("ca.key"),
            "-set_serial",
            "0x1234",
            "-days",
            "30",
            "-extfile",
            path("extensions"),
            "-out",
            path("signer.pem")
        ]);
        let config = format!(
            "[ca]\ndefault_ca=d\n[d]\ndatabase={0}/index.txt\ncertificate={0}/ca.pem\nprivate_key={0}/ca.key\n\
             default_md=sha256\ncrlnumber={0}/crlnumber\ndefault_crl_days=7\n",
            scene.folder.path().display()
        );
        fs::write(path("ca.cnf"), config).unwrap();
        let seal = args![
            "seal",
            scene.package.path(),
            "--time",
            TIME,
            "--key",
            path("signer.key"),
            "--cert",
            path("signer.pem"),
            "--cert",
            path("ca.pem")
        ];
        run(seal).good();
        scene
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A list and a response in which the signer stands as `entry` says, in the form of openssl's register.
    fn issue(&self, entry: &str) {
        fs::write(self.path("index.txt"), format!("{entry}\t1234\tunknown\t/CN=Partner signer\n")).unwrap();
        fs::write(self.path("index.txt.attr"), "").unwrap();
        fs::write(self.path("crlnumber"), "01\n").unwrap();
        openssl(args!["ca", "-config", self.path("ca.cnf"), "-gencrl", "-out", self.path("ca.crl")]);
        openssl(args![
            "ocsp",
            "-index",
            self.path("index.txt"),
            "-CA",
            self.path("ca.pem"),
            "-rsigner",
            self.path("ca.pem"),
            "-rkey",
            self.path("ca.key"),
            "-issuer",
            self.path("ca.pem"),
            "-cert",
            self.path("signer.pem"),
            "-ndays",
            "7",
            "-respout",
            self.path("answer.der"),
            "-noverify"
        ]);
    }

    /// Verifies the package with these options; the exit status and the report.
    fn verify(&self, mode: &str, options: &[(&str, &str)]) -> (i32, Value) {
        let mut args = args![
            "verify",
            self.package.path(),
            "--policy",
            "pinned",
            "--roots",
            self.path("ca.pem"),
            "--revocation",
            mode,
            "--format",
            "json"
        ]
        .to_vec();
        for (option, name) in options {
            args.extend(args![*option, self.path(name)]);
        }
        let ran = run(args);
        (ran.status, serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran}")))
    }
}

fn status(report: &Value) -> &str {
    text(&list(report, "catalogs")[0]["signature"], "status")
}

fn detail(report: &Value) -> &Value {
    &list(report, "catalogs")[0]["signatures"][0]["revocation"][0]
}

const GOOD: &str = "V\t401231235959Z\t";
const REVOKED: &str = "R\t401231235959Z\t250101000000Z,keyCompromise";
/// The options that give the list, or the response.
const EITHER: [(&str, &str); 2] = [("--crl", "ca.crl"), ("--ocsp", "answer.der")];

#[test]
fn what_openssl_says_of_a_signer_is_believed_in_every_mode() {
    if !partner("openssl") {
        return;
    }
    let scene = Scene::new();
    scene.issue(GOOD);
    for evidence in EITHER {
        let (exit, report) = scene.verify("hard", &[evidence]);
        assert_eq!((exit, status(&report)), (0, "valid"), "{report}");
        assert_eq!(text(detail(&report), "state"), "good");
        assert!(text(detail(&report), "source").ends_with(evidence.1));
        assert!(!report["not_checked"].to_string().contains("revoked"));
    }
    let (exit, report) = scene.verify("hard", &[]);
    assert_eq!((exit, status(&report)), (1, "revocation-unknown"));
    let (exit, report) = scene.verify("soft", &[]);
    assert_eq!((exit, status(&report)), (0, "valid"));
    assert!(report["not_checked"].to_string().contains("revoked"));
    assert!(list(&report, "findings").iter().all(|finding| !text(finding, "code").starts_with("CS40")));

    scene.issue(REVOKED);
    for evidence in EITHER {
        for mode in ["soft", "hard"] {
            let (exit, report) = scene.verify(mode, &[evidence]);
            assert_eq!((exit, status(&report)), (1, "revoked"), "{report}");
            assert_eq!(text(detail(&report), "revoked_at"), "2025-01-01T00:00:00Z");
            assert_eq!(text(detail(&report), "reason"), "keyCompromise");
        }
        let (exit, report) = scene.verify("off", &[evidence]);
        assert_eq!((exit, status(&report)), (0, "valid"));
    }
}

#[test]
fn the_text_says_what_decided_and_an_unreadable_file_is_an_input_error() {
    if !partner("openssl") {
        return;
    }
    let scene = Scene::new();
    scene.issue(GOOD);
    let verify = |crl: PathBuf| {
        run(args!["verify", scene.package.path(), "--policy", "pinned", "--roots", scene.path("ca.pem"), "--crl", crl])
    };
    let ran = verify(scene.path("ca.crl")).good();
    assert!(ran.stdout.contains("revocation good: CN=Partner signer ("), "{ran}");
    assert!(ran.stdout.contains("0 days old)"), "{ran}");
    for wrong in ["ca.pem", "signer.key", "absent"] {
        verify(scene.path(wrong)).exits(3);
    }
}

#[test]
fn a_folder_that_keeps_what_was_fetched_is_read_offline_without_being_made() {
    if !partner("openssl") {
        return;
    }
    let scene = Scene::new();
    let (exit, report) = scene.verify("soft", &[("--cache-dir", "cache")]);
    assert_eq!((exit, status(&report)), (0, "valid"));
    assert!(!scene.path("cache").exists());
}

#[test]
fn only_a_folder_that_was_named_has_to_be_there_for_what_is_kept() {
    if !partner("openssl") {
        return;
    }
    let scene = Scene::new();
    let nowhere = scene.path("ca.pem").join("folder");
    let verify = |options: &[OsString]| {
        let mut command = catseal();
        command.env("XDG_CACHE_HOME", &nowhere).env("LOCALAPPDATA", &nowhere);
        command.args(args!["verify", scene.package.path(), "--policy", "pinned", "--roots", scene.path("ca.pem")]);
        finish(command.arg("--online").args(options))
    };
    verify(&[]).good();
    verify(&args!["--cache-dir", nowhere.clone()]).exits(4);
}
