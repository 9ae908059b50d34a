//! Time stamps over real HTTP, from a server on this machine; and catalogs without signatures.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;
#[path = "../../catseal/tests/tsa/mod.rs"]
mod tsa;

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use catseal_catalog::CatalogView;
use common::{Ran, TIME, TestCert, catseal, finish, json, list, package, partner, run, snapshot, text};
use tsa::Tsa;

const EC: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
const RSA: &str = "-algorithm RSA -pkeyopt rsa_keygen_bits:2048";

/// A server that lasts as long as the test program: what `answer` makes of a request's body is sent as it is. Gives its address.
fn serve(answer: impl Fn(&[u8]) -> Vec<u8> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/tsa", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut reader = BufReader::new(stream.unwrap());
            let mut length = 0;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                if line.trim().is_empty() {
                    break;
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            // The other side may have had enough.
            let _ = reader.get_mut().write_all(&answer(&body));
        }
    });
    url
}

fn http(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

/// What a server makes of the body of a request.
type Answer = fn(&[u8]) -> Vec<u8>;

/// The address of a server of this authority.
fn server(tsa: Tsa) -> String {
    serve(move |query| http("200 OK\r\nContent-Type: application/timestamp-reply", &tsa.reply(query)))
}

/// Runs `catseal` without a proxy.
#[track_caller]
fn direct(args: impl IntoIterator<Item = OsString>) -> Ran {
    let mut command = catseal();
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    finish(command.args(args))
}

/// A package with an unsigned catalog in it.
fn built() -> (tempfile::TempDir, std::path::PathBuf) {
    let package = package("ferret64");
    run(args!["build", package.path(), "--time", TIME, "--id", "derived"]).good();
    let catalog = package.path().join("ferret.cat");
    (package, catalog)
}

fn with(first: &[OsString], more: Vec<OsString>) -> Vec<OsString> {
    [first, &more].concat()
}

#[test]
fn a_signature_is_stamped_as_it_is_made_and_others_accept_the_stamp() {
    for algorithm in [RSA, EC] {
        let Some(tsa) = Tsa::new(algorithm) else { return };
        let test = TestCert::new();
        let roots = test.path("stamp-root.pem");
        fs::copy(tsa.root(), &roots).unwrap();
        let (_package, catalog) = built();
        let url = server(tsa);
        let stamps = args!["--timestamp-url", &url, "--timestamp-roots", &roots];
        let ran = direct(with(&with(&args!["sign", &catalog], test.options()), stamps.to_vec())).good();
        assert!(ran.stdout.contains("stamped ") && ran.stdout.contains("CN=Stamp_Authority"), "{ran}");
        assert!(!ran.stdout.contains("CS3012"), "{ran}");

        let answer = json(args!["verify", &catalog, "--roots", test.ca(), "--roots", &roots]);
        let signature = &list(&answer, "catalogs")[0]["signature"];
        assert_eq!((text(signature, "status"), text(signature, "time_source")), ("valid", "rfc3161"));
        // Without the root of the authority, the stamp does not count; and long after its end, neither does the signature.
        let later = args!["verify", &catalog, "--roots", test.ca(), "--at", "2099-01-01"];
        run(later.clone()).exits(1);
        run(with(&later, args!["--roots", &roots].to_vec())).good();

        openssl_accepts(&catalog, &roots);
        if partner("osslsigncode") {
            let args = args!["verify", "-in", &catalog, "-CAfile", test.ca(), "-TSA-CAfile", &roots];
            let ran = finish(Command::new("osslsigncode").args(args)).good();
            assert!(ran.stdout.contains("Timestamp Server Signature verification: ok"), "{ran}");
        }
    }
}

#[test]
fn roots_for_time_stamps_are_trusted_for_nothing_else() {
    let Some(tsa) = Tsa::new(EC) else { return };
    let test = TestCert::new();
    let roots = test.path("stamp-root.pem");
    fs::copy(tsa.root(), &roots).unwrap();
    let (package, catalog) = built();
    let stamps = args!["--timestamp-url", server(tsa), "--timestamp-roots", &roots];
    direct(with(&with(&args!["sign", &catalog], test.options()), stamps.to_vec())).good();
    // Long after the end of the signer's certificate, only the time stamp makes the signature hold.
    for command in ["verify", "audit"] {
        let later = args![command, package.path(), "--roots", test.ca(), "--at", "2099-01-01"];
        run(later.clone()).exits(1);
        run(with(&later, args!["--timestamp-roots", &roots].to_vec())).good();
    }
    // The other way round: who signs under such a root is not trusted for that.
    let verify = args!["verify", &catalog, "--format", "json"];
    for policy in ["signature", "pinned"] {
        let args = args!["--policy", policy, "--roots", &roots, "--timestamp-roots", test.ca()];
        let report = run(with(&verify, args.to_vec())).exits(1).json();
        assert_eq!(text(&list(&report, "catalogs")[0]["signature"], "status"), "root-untrusted", "{report}");
        let both = args!["--policy", policy, "--roots", test.ca(), "--timestamp-roots", test.ca()];
        run(with(&verify, both.to_vec())).good();
    }
    let line = run(args!["verify", &catalog, "--policy", "pinned", "--timestamp-roots", test.ca()]).refuses(2);
    assert!(line.contains("--roots FILE"), "{line}");
    run(args!["verify", &catalog, "--timestamp-roots", &catalog]).refuses(3);
}

#[test]
fn strictly_a_time_stamp_with_a_weak_key_is_refused() {
    let weak = "-algorithm RSA -pkeyopt rsa_keygen_bits:1024";
    for (algorithm, legacy) in [(RSA, false), (weak, true)] {
        let Some(tsa) = Tsa::new(algorithm) else { return };
        let test = TestCert::new();
        let roots = test.path("stamp-root.pem");
        fs::copy(tsa.root(), &roots).unwrap();
        let (_package, catalog) = built();
        let stamps = args!["--timestamp-url", server(tsa), "--timestamp-roots", &roots];
        direct(with(&with(&args!["sign", &catalog], test.options()), stamps.to_vec())).good();
        let verify = args!["verify", &catalog, "--roots", test.ca(), "--timestamp-roots", &roots, "--format", "json"];
        let has = |report: &serde_json::Value, code: &str| {
            list(report, "findings").iter().any(|finding| finding["code"] == code)
        };
        let lenient = run(verify.to_vec()).good().json();
        assert_eq!(has(&lenient, "CS4015"), legacy, "{lenient}");
        let ran = run(with(&verify, args!["--strict"].to_vec()));
        let strict = ran.exits(i32::from(legacy)).json();
        let status = text(&list(&strict, "catalogs")[0]["signature"], "status");
        assert_eq!(status, if legacy { "weak-algorithm" } else { "valid" }, "{strict}");
        assert_eq!(has(&strict, "CS4014"), legacy, "{strict}");
    }
}

/// Has openssl judge the token, over the signature that it is for.
#[track_caller]
fn openssl_accepts(catalog: &Path, roots: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs::read(catalog).unwrap();
    let view = CatalogView::parse(&bytes).unwrap();
    let signer = &view.signed_data().signer_infos[0];
    let attributes = signer.unsigned_attribute_list().unwrap();
    let (data, token) = (folder.path().join("signature"), folder.path().join("token"));
    fs::write(&data, signer.signature).unwrap();
    fs::write(&token, attributes[0].values[0].raw).unwrap();
    let args = args!["ts", "-verify", "-data", &data, "-in", &token, "-token_in", "-CAfile", roots];
    finish(Command::new("openssl").args(args)).good();
}

#[test]
fn a_signed_catalog_is_stamped_later_and_only_its_unsigned_attributes_change() {
    let Some(tsa) = Tsa::new(EC) else { return };
    let test = TestCert::new();
    let roots = test.path("stamp-root.pem");
    fs::copy(tsa.root(), &roots).unwrap();
    let url = server(tsa);
    let (_package, catalog) = built();
    let unsigned = fs::read(&catalog).unwrap();
    run(with(&args!["sign", &catalog], test.options())).good();
    let signed = fs::read(&catalog).unwrap();

    let stamp = args!["timestamp", &catalog, "--timestamp-url", &url, "--timestamp-roots", &roots];
    let answer = direct(with(&stamp, args!["--format", "json"].to_vec())).good().json();
    assert_eq!(text(&answer, "schema"), "catseal.timestamp/1");
    let entry = &list(&answer, "catalogs")[0];
    assert_eq!(text(&list(entry, "timestamps")[0], "url"), url);
    let stamped = fs::read(&catalog).unwrap();
    let (before, after) = (CatalogView::parse(&signed).unwrap(), CatalogView::parse(&stamped).unwrap());
    assert_eq!(before.ctl().raw, after.ctl().raw);
    let (before, after) = (before.signed_data(), after.signed_data());
    let certificates = [before, after].map(|data| data.certificates.iter().map(|tlv| tlv.raw).collect::<Vec<_>>());
    assert_eq!(certificates[0], certificates[1]);
    let (one, other) = (&before.signer_infos[0], &after.signer_infos[0]);
    assert_eq!(
        (one.signature, one.signed_attributes.map(|set| set.raw)),
        (other.signature, other.signed_attributes.map(|set| set.raw))
    );
    assert!(one.unsigned_attributes.is_none() && other.unsigned_attributes.is_some());

    let error = direct(stamp.clone()).refuses(1);
    assert!(error.contains("--replace"), "{error}");
    direct(with(&stamp, args!["--replace"].to_vec())).good();

    let answer = json(args!["unsign", &catalog]);
    assert_eq!((text(&answer, "schema"), &list(&answer, "catalogs")[0]["signatures"]), ("catseal.unsign/1", &1.into()));
    assert!(fs::read(&catalog).unwrap() == unsigned);
}

#[test]
fn a_package_is_sealed_with_a_stamp_or_not_at_all() {
    let Some(tsa) = Tsa::new(EC) else { return };
    let test = TestCert::new();
    let roots = test.path("stamp-root.pem");
    fs::copy(tsa.root(), &roots).unwrap();
    let package = package("ferret64");
    let before = snapshot(package.path());
    let moved = serve(|_| http("301 Moved\r\nLocation: http://127.0.0.1:1/", b""));
    let seal = with(&args!["seal", package.path(), "--time", TIME], test.options());
    let error = direct(with(&seal, args!["--timestamp-url", &moved].to_vec())).refuses(4);
    assert!(error.contains(&moved) && error.contains("redirects are not followed"), "{error}");
    assert_eq!(snapshot(package.path()), before);

    let stamps = args!["--timestamp-url", &moved, "--timestamp-url", server(tsa), "--timestamp-roots", &roots];
    let ran = direct(with(&seal, stamps.to_vec())).good();
    assert!(ran.stdout.contains("stamped ") && ran.stdout.contains("CN=Stamp_Authority"), "{ran}");
    let verify = args!["verify", package.path(), "--policy", "pinned", "--roots", test.ca(), "--roots", &roots];
    run(with(&verify, args!["--at", "2099-01-01"].to_vec())).good();
}

#[test]
fn a_bad_server_leaves_the_catalog_as_it_was() {
    let test = TestCert::new();
    let (package, catalog) = built();
    run(with(&args!["sign", &catalog], test.options())).good();
    let before = snapshot(package.path());
    let cases: [(Answer, &str); 4] = [
        (|_| http("200 OK", b"garbage"), "malformed"),
        (|_| http("200 OK", &vec![0x30; 10 << 20]), "longer than 1048576 bytes"),
        (|_| http("404 Not Found", b""), "HTTP status 404"),
        // Rejection, with badAlg.
        (|_| http("200 OK", &[0x30, 9, 0x30, 7, 2, 1, 2, 3, 2, 7, 0x80]), "badAlg"),
    ];
    for (answer, wanted) in cases {
        let url = serve(answer);
        let error = direct(args!["timestamp", &catalog, "--timestamp-url", &url]).refuses(4);
        assert!(error.contains(&url) && error.contains(wanted), "{error}");
        assert_eq!(snapshot(package.path()), before);
    }
}

#[test]
fn what_cannot_be_asked_is_a_wrong_command_line() {
    let (_package, catalog) = built();
    let cases = [
        args!["timestamp", &catalog].to_vec(),
        args!["timestamp", &catalog, "--timestamp-url", "tsa.example"].to_vec(),
        args!["timestamp", &catalog, "--timestamp-url", "http://user:secret@tsa.example/"].to_vec(),
        args!["timestamp", &catalog, "--timestamp-roots", &catalog].to_vec(),
        args!["sign", &catalog, "--key", "test", "--timestamp-url", "file:///etc/passwd"].to_vec(),
        args!["unsign", &catalog, &catalog].to_vec(),
        args!["unsign", &catalog, &catalog, "-o", "one.cat"].to_vec(),
    ];
    for case in cases {
        let ran = direct(case).exits(2);
        assert!(!ran.stderr.contains("secret"), "{ran}");
    }
    let error = run(args!["timestamp", &catalog, "--timestamp-url", "http://127.0.0.1:1/"]).refuses(1);
    assert!(error.contains("sign it first"), "{error}");
}

#[test]
fn a_catalog_is_unsigned_to_where_it_is_asked_for() {
    let test = TestCert::new();
    let (package, catalog) = built();
    let unsigned = fs::read(&catalog).unwrap();
    run(with(&args!["sign", &catalog], test.options())).good();
    let signed = fs::read(&catalog).unwrap();
    let (other, folder) = (package.path().join("other.cat"), package.path().join("folder"));
    run(args!["unsign", &catalog, "-o", &other]).good();
    run(args!["unsign", &catalog, "--output-dir", &folder]).good();
    assert!(fs::read(&other).unwrap() == unsigned && fs::read(folder.join("ferret.cat")).unwrap() == unsigned);
    assert!(fs::read(&catalog).unwrap() == signed);
    let ran = run(args!["unsign", &catalog]).good();
    assert!(ran.stdout.contains("had 1 signature"), "{ran}");
    let ran = run(args!["unsign", &catalog]).good();
    assert!(ran.stdout.contains("was not signed"), "{ran}");
    assert!(fs::read(&catalog).unwrap() == unsigned);
    run(args!["unsign", package.path().join("ferret.inf")]).refuses(3);
}
