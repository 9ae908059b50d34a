//! Bad input: each with its exit status, one clear line on standard error, and nothing written.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use catseal_testkit::cabinet::stored;
use common::{Ran, TIME, TestCert, catseal, errors, finish, package, partner, run, snapshot, testdata};
use tempfile::TempDir;

/// Runs the command, and checks that in `folder` nothing was written, moved or touched.
#[track_caller]
fn without_a_trace<A: Into<OsString>>(folder: &Path, args: impl IntoIterator<Item = A>) -> Ran {
    let before = snapshot(folder);
    let ran = finish(catseal().args(args.into_iter().map(Into::into)));
    assert!(before == snapshot(folder), "something was written in {}:\n{ran}", folder.display());
    ran
}

fn file(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// The commands that read a catalog.
fn reading_catalogs(path: &Path, certificate: &TestCert) -> Vec<Vec<OsString>> {
    let sign = args!["sign", path, "--key", certificate.key(), "--cert", certificate.certificate()];
    vec![
        args!["show", path].to_vec(),
        args!["verify", path].to_vec(),
        args!["verify", path, "--policy", "none"].to_vec(),
        args!["verify", testdata("pe/pe32.exe"), "--catalog", path].to_vec(),
        sign.to_vec(),
    ]
}

#[test]
fn what_is_no_catalog_is_refused_by_every_command_that_reads_one() {
    let certificate = TestCert::new();
    let folder = tempfile::tempdir().unwrap();
    let catalogs = testdata("catalogs");
    let cases = [
        ("empty-file", "is empty"),
        ("text-file", "text, not a catalog"),
        ("pe-image", "program"),
        ("zip-archive", "ZIP"),
        ("pem", "PEM"),
        ("pkcs7-data", "not signed"),
        ("pkcs7-of-data", "signed data of type data"),
        ("truncated-in-members", "848"),
        ("huge-length", "cut off"),
    ];
    for (name, word) in cases {
        let path = file(&folder, &format!("{name}.cat"), &fs::read(catalogs.join(format!("{name}.cat"))).unwrap());
        for command in reading_catalogs(&path, &certificate) {
            let line = without_a_trace(folder.path(), command).refuses(3);
            assert!(line.contains(path.to_str().unwrap()) && line.contains(word), "{line}");
        }
    }
}

#[test]
fn a_trust_list_is_shown_and_is_no_catalog_to_any_other_command() {
    let certificate = TestCert::new();
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "trust-list.cat", &fs::read(testdata("catalogs").join("trust-list.cat")).unwrap());
    let mut refused = 0;
    for command in reading_catalogs(&path, &certificate) {
        if command.first().is_some_and(|name| name == "show") {
            continue;
        }
        let line = without_a_trace(folder.path(), command).refuses(3);
        assert!(line.contains("trust list"), "{line}");
        refused += 1;
    }
    assert!(refused > 2, "{refused}");
    let report = run(args!["show", &path, "--format", "json"]).good().json();
    assert_eq!(common::text(&report, "schema"), "catseal.show-trust-list/1");
}

#[test]
fn a_catalog_cut_off_anywhere_is_refused() {
    let certificate = TestCert::new();
    let package = common::tiny_package();
    certificate.seal(package.path()).good();
    let catalog = fs::read(package.path().join("tiny.cat")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for length in 0..catalog.len() {
        assert!(catseal_catalog::CatalogView::parse(&catalog[..length]).is_err(), "cut after {length}");
    }
    // The jobs, in this process: every length as well.
    let path = folder.path().join("cut.cat");
    let store = catseal::load_roots(&[]).unwrap();
    for length in 0..catalog.len() {
        fs::write(&path, &catalog[..length]).unwrap();
        let error = catseal::show(&path, &store, TIME.parse().unwrap()).unwrap_err();
        assert_eq!(error.exit(), catseal::Exit::Input, "cut after {length}: {error}");
    }
    // The command: some.
    for length in (0..catalog.len()).step_by(97).chain([1, 2, 3, 4, catalog.len() - 1]) {
        fs::write(&path, &catalog[..length]).unwrap();
        for command in reading_catalogs(&path, &certificate) {
            without_a_trace(folder.path(), command).refuses(3);
        }
    }
}

#[test]
fn every_catalog_of_the_test_data_is_read_or_refused_as_recorded() {
    let mut outcomes = [0, 0];
    for line in fs::read_to_string(testdata("catalogs/expected.tsv")).unwrap().lines().skip(1) {
        let [name, outcome, members, detail] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        // That is shown, as what it is.
        if name == "trust-list.cat" {
            continue;
        }
        let path = testdata("catalogs").join(name);
        let ran = run(args!["show", &path, "--format", "json", "--at", TIME]);
        // A member or attribute that cannot be decoded cannot be shown: the catalog is malformed.
        let undecodable = outcome == "finding" && detail == "CS1107";
        if outcome == "error" || undecodable {
            outcomes[0] += 1;
            let error = ran.refuses(3);
            assert!(error.contains(name) && (undecodable || error.contains(detail)), "{name}: {error}");
            continue;
        }
        outcomes[1] += 1;
        let report = ran.good().json();
        assert_eq!(common::list(&report, "members").len().to_string(), members, "{name}");
        let codes: Vec<&str> =
            common::list(&report, "findings").iter().map(|finding| common::text(finding, "code")).collect();
        assert!(detail == "-" || detail.split(',').all(|code| codes.contains(&code)), "{name}: {codes:?}");
        assert!(outcome == "finding" || codes.iter().all(|code| !code.starts_with("CS1")), "{name}: {codes:?}");
        // And as text, without a panic.
        run(args!["show", &path, "--verbose", "--at", TIME]).good();
    }
    assert!(outcomes.iter().all(|&count| count > 20), "{outcomes:?}");
}

#[test]
fn every_file_of_the_test_data_has_the_recorded_digests() {
    let mut count = 0;
    let images =
        common::table(&testdata("pe/expected.tsv")).into_iter().map(|row| ("pe".into(), row["# file"].clone(), row));
    let files = common::table(&testdata("packages/expected.tsv"))
        .into_iter()
        .map(|row| (format!("packages/{}", row["# package"]), row["file"].clone(), row));
    for (folder, name, row) in images.chain(files) {
        let report = common::json(args!["digest", testdata(&folder).join(&name), "--page-hashes"]);
        let found = &common::list(&report, "files")[0];
        for column in ["kind", "sha1", "sha256"] {
            assert_eq!(found[column], row[column], "{folder}/{name} {column}");
        }
        count += 1;
    }
    assert!(count > 40, "{count}");
}

#[test]
fn a_folder_without_an_inf_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    file(&folder, "driver.sys", b"MZ");
    for command in ["build", "seal"] {
        let mut args = args![command, folder.path()].to_vec();
        args.extend((command == "seal").then(|| args!["--key", "test"]).into_iter().flatten());
        let line = without_a_trace(folder.path(), args).refuses(3);
        assert!(line.contains("no INF"), "{line}");
    }
    let line = without_a_trace(folder.path(), args!["verify", folder.path()]).refuses(3);
    assert!(line.contains("neither a catalog nor an INF"), "{line}");
}

/// Takes a line out of, or puts another in place of it, in an INF that is ASCII.
fn edit_inf(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from));
    fs::write(path, text.replace(from, to)).unwrap();
}

/// `build` and `seal`, which have to say no in their report, with exit status 1.
#[track_caller]
fn not_fit(package: &TempDir, words: &[&str]) {
    let seal = args!["seal", package.path(), "--key", "test"];
    for mut args in [args!["build", package.path()].to_vec(), seal.to_vec()] {
        let ran = without_a_trace(package.path(), args.clone()).exits(1);
        assert!(ran.stdout.contains("nothing was written") && ran.stderr.is_empty(), "{ran}");
        args.extend(args!["--format", "json"]);
        let report = without_a_trace(package.path(), args).exits(1).json();
        assert_eq!(report["written"], false);
        assert_eq!(common::list(&report, "catalogs").len(), 0);
        let errors = errors(&report);
        assert!(errors.iter().any(|error| words.iter().all(|word| error.contains(word))), "{words:?}: {errors:?}");
    }
}

#[test]
fn an_inf_without_a_catalog_file_is_not_fit() {
    let package = common::tiny_package();
    edit_inf(&package.path().join("tiny.inf"), "CatalogFile=tiny.cat\n", "");
    not_fit(&package, &["[Version]", "CatalogFile"]);
    // To a person as well, it is said of which INF.
    let ran = run(args!["build", package.path()]).exits(1);
    assert!(ran.stdout.contains("tiny.inf"), "{ran}");
}

#[test]
fn an_inf_whose_catalog_file_is_no_catalog_name_is_not_fit() {
    for name in ["..\\tiny.cat", "tiny.txt", ".cat", "a/tiny.cat"] {
        let package = common::tiny_package();
        edit_inf(&package.path().join("tiny.inf"), "CatalogFile=tiny.cat\n", &format!("CatalogFile={name}\n"));
        not_fit(&package, &["tiny.inf line 6", name.trim_start_matches("..\\").trim_start_matches("a/")]);
    }
}

#[test]
fn a_missing_source_file_is_named_with_its_line_the_place_and_what_is_nearest() {
    let package = common::tiny_package();
    fs::rename(package.path().join("tiny.sys"), package.path().join("tyni.sys")).unwrap();
    // Line 15 copies it; it is looked for beside the INF.
    not_fit(
        &package,
        &["tiny.inf line 15", "[All]", "'tiny.sys'", "not at 'tiny.sys'", "the nearest there is 'tyni.sys'"],
    );
}

#[test]
fn of_a_missing_source_file_it_is_said_that_its_cabinet_is_missing() {
    let package = common::tiny_package();
    fs::remove_file(package.path().join("tiny.sys")).unwrap();
    edit_inf(&package.path().join("tiny.inf"), "1=%M%", "1=%M%,other.cab");
    not_fit(&package, &["'tiny.sys'", "and its cabinet 'other.cab' is not there"]);
}

#[test]
fn where_a_folder_is_wanted_a_file_is_said_to_be_one() {
    let package = common::tiny_package();
    let inf = package.path().join("tiny.inf");
    for words in
        [args!["build", &inf].to_vec(), args!["check", &inf].to_vec(), args!["seal", &inf, "--key", "test"].to_vec()]
    {
        let line = run(words).refuses(3);
        assert!(line.trim_end().ends_with("a driver package is a folder; name the folder that it lies in"), "{line}");
    }
}

#[test]
fn an_answer_that_cannot_be_written_names_the_file_and_the_reason() {
    let package = common::tiny_package();
    let answer = package.path().join("nothing/answer.json");
    let line = run(args!["check", package.path(), "--format", "json", "--output", &answer]).refuses(4);
    assert_eq!(line.trim_end(), format!("catseal: error: cannot write {}: its folder is not there", answer.display()));
}

#[test]
fn a_missing_source_file_in_another_folder_is_found_as_nearest() {
    let package = package("lynx-multi");
    fs::rename(package.path().join("common/lynxdata.cab"), package.path().join("lynxdata.cab")).unwrap();
    not_fit(&package, &["lynx.inf line ", "'common/lynxdata.cab'", "the nearest there is 'lynxdata.cab'"]);
}

#[test]
fn a_wrong_command_line_is_said_in_a_line_with_what_may_have_been_meant() {
    let package = package("stoat-extension");
    let path = package.path();
    let cases: &[(&[&str], &[&str])] = &[
        (&["--os", "10_X46"], &["'10_X46'", "10_X64"]),
        (&["--os", "10_X64,Server2O16_X64"], &["'Server2O16_X64'", "SERVER2016_X64"]),
        (&["--os", ""], &["--os"]),
        (&["--time", "yesterday"], &["--time", "'yesterday'", "2026-01-31T12:00:00Z"]),
        (&["--time", "2026-02-30"], &["--time", "'2026-02-30'"]),
        (&["--id", "0123"], &["--id", "'0123'"]),
    ];
    for (options, words) in cases {
        let args = args!["build", path].into_iter().chain(options.iter().map(OsString::from));
        let line = without_a_trace(path, args).refuses(2);
        assert!(words.iter().all(|word| line.to_lowercase().contains(&word.to_lowercase())), "{options:?}: {line}");
    }
    let line = without_a_trace(path, args!["verify", path, "--policy", "pinned"]).refuses(2);
    assert!(line.contains("--roots"), "{line}");
    let line = without_a_trace(path, args!["verify", path, "--at", "noon"]).refuses(2);
    assert!(line.contains("--at"), "{line}");
    let line = without_a_trace(path, args!["explain", "CS9999"]).refuses(2);
    assert!(line.contains("CS9999"), "{line}");
    let line = finish(catseal().args(args!["build", path]).env("SOURCE_DATE_EPOCH", "soon")).refuses(2);
    assert!(line.contains("SOURCE_DATE_EPOCH"), "{line}");
    // What the parser of the command line refuses, it says in its own words and several lines.
    for args in [
        &["build", "--frobnicate"][..],
        &["frobnicate"],
        &["build"],
        &["show"],
        &["sign", "x.cat"],
        &["seal", "x"],
        &[],
    ] {
        let ran = without_a_trace(path, args).exits(2);
        assert!(!ran.stderr.is_empty() && ran.stdout.is_empty(), "{ran}");
    }
}

#[test]
fn a_missing_input_is_refused() {
    let folder = package("stoat-extension");
    let absent = folder.path().join("absent");
    let path = folder.path();
    let commands = [
        args!["show", &absent].to_vec(),
        args!["verify", &absent].to_vec(),
        args!["verify", path, "--catalog", &absent].to_vec(),
        args!["verify", path, "--roots", &absent].to_vec(),
        args!["digest", &absent].to_vec(),
        args!["audit", &absent].to_vec(),
        args!["audit", path, "--files-from", &absent].to_vec(),
        args!["build", &absent].to_vec(),
        args!["seal", &absent, "--key", "test"].to_vec(),
        args!["seal", path, "--key", &absent].to_vec(),
        args!["seal", path, "--key", "test", "--password-file", &absent].to_vec(),
        args!["sign", &absent, "--key", "test"].to_vec(),
    ];
    for command in commands {
        let line = without_a_trace(path, command).refuses(3);
        assert!(line.contains(absent.to_str().unwrap()), "{line}");
    }
}

#[test]
fn what_cannot_be_read_as_a_file_is_refused() {
    let package = package("stoat-extension");
    let path = package.path();
    let folder = path.join("folder.cat");
    fs::create_dir(&folder).unwrap();
    let mut commands = vec![
        args!["show", &folder].to_vec(),
        args!["digest", &folder].to_vec(),
        args!["sign", &folder, "--key", "test"].to_vec(),
        args!["seal", path, "--key", &folder].to_vec(),
        args!["verify", path, "--policy", "pinned", "--roots", &folder].to_vec(),
    ];
    #[cfg(unix)]
    {
        let dangling = path.join("dangling.cat");
        std::os::unix::fs::symlink("nowhere", &dangling).unwrap();
        commands.push(args!["show", &dangling].to_vec());
        commands.push(args!["digest", &dangling].to_vec());
    }
    for command in commands {
        without_a_trace(path, command).refuses(3);
    }
}

#[test]
fn a_file_that_is_no_certificate_is_refused_as_root_and_as_key() {
    let package = package("stoat-extension");
    let path = package.path();
    let text = file(&package, "text.pem", b"not a certificate\n");
    for command in [
        args!["verify", path, "--policy", "pinned", "--roots", &text].to_vec(),
        args!["seal", path, "--key", &text].to_vec(),
        args!["seal", path, "--key", TestCert::new().certificate()].to_vec(),
    ] {
        without_a_trace(path, command).refuses(3);
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_the_outside_world() {
    let package = package("stoat-extension");
    let path = package.path();
    let below_a_file = path.join("stoat.inf").join("out");
    run(args!["build", path, "--output-dir", path.join("made")]).good();
    let catalog = path.join("made/stoat.cat");
    let commands = [
        args!["build", path, "--output-dir", &below_a_file].to_vec(),
        args!["build", path, "--output", below_a_file.join("x.cat")].to_vec(),
        args!["seal", path, "--key", "test", "--output-dir", &below_a_file].to_vec(),
        args!["sign", &catalog, "--key", "test", "--output-dir", &below_a_file].to_vec(),
        args!["testcert", "--output-dir", &below_a_file].to_vec(),
        args!["show", &catalog, "--output", below_a_file.join("x")].to_vec(),
    ];
    for command in commands {
        without_a_trace(path, command).refuses(4);
    }
}

#[test]
fn what_is_there_and_is_no_catalog_is_not_written_over_and_the_place_was_named_wrongly() {
    let package = package("stoat-extension");
    let path = package.path();
    let certificate = TestCert::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let letter = elsewhere.path().join("letter.txt");
    fs::write(&letter, "Dear Sir or Madam").unwrap();
    let definition = elsewhere.path().join("x.cdf");
    let stoat = path.join("stoat.inf");
    let text = format!("[CatalogHeader]\nName=letter.txt\n[CatalogFiles]\n<HASH>a={}\n", stoat.display());
    fs::write(&definition, text).unwrap();
    let before = snapshot(elsewhere.path());
    let keys = snapshot(certificate.ca().parent().unwrap());
    for command in [
        args!["build", path, "--output", &letter].to_vec(),
        args!["seal", path, "--key", "test", "--output", &letter].to_vec(),
        args!["build", "--tree", path, "--output", &letter].to_vec(),
        args!["build", "--cdf", &definition, "--output-dir", elsewhere.path()].to_vec(),
        // A key is never overwritten.
        args!["testcert", "--output-dir", certificate.ca().parent().unwrap()].to_vec(),
        args!["testcert", "--output-dir", certificate.ca().parent().unwrap(), "--days", "10"].to_vec(),
    ] {
        let said = without_a_trace(path, command).refuses(2);
        assert!(said.contains("is there already"), "{said}");
    }
    assert!(before == snapshot(elsewhere.path()));
    assert!(keys == snapshot(certificate.ca().parent().unwrap()));
    // A catalog is made anew, and a place where nothing is, is free.
    run(args!["build", path, "--output", elsewhere.path().join("stoat.cat")]).good();
    run(args!["build", path, "--output", elsewhere.path().join("stoat.cat")]).good();
}

#[test]
fn of_a_file_in_the_place_of_a_package_it_is_said_what_it_is_and_what_to_give() {
    let package = package("ferret64");
    let sealed = tempfile::tempdir().unwrap();
    run(args!["build", package.path(), "--output-dir", sealed.path()]).good();
    let cabinet = sealed.path().join("x.cab");
    fs::write(&cabinet, stored(&[("a.txt", b"a")])).unwrap();
    let cases = [
        (package.path().join("ferret.inf"), "an INF by its name", "the folder that it lies in"),
        (package.path().join("ferret.sys"), "a file", "the folder with the .inf file"),
        (sealed.path().join("ferret.cat"), "a catalog", "`verify` and `show` take catalogs"),
        (cabinet.clone(), "a cabinet", "unpack it"),
    ];
    for (file, what, instead) in cases {
        for command in [
            args!["build", &file].to_vec(),
            args!["seal", &file, "--key", "test"].to_vec(),
            args!["check", &file].to_vec(),
            args!["build", &file, "--emit-cdf"].to_vec(),
        ] {
            if file == cabinet && command[0] == "check" {
                continue;
            }
            let said = without_a_trace(package.path(), command).refuses(3);
            assert!(said.contains(&format!("this is {what}, and a driver package is a folder")), "{said}");
            assert!(said.contains(instead) && said.contains(file.to_str().unwrap()), "{said}");
        }
    }
    // What is not there is no file.
    assert!(run(args!["build", package.path().join("absent")]).refuses(3).contains("cannot read"));
    let said = run(args!["verify", package.path().join("ferret.inf")]).refuses(3);
    assert!(said.contains("not a catalog; name the folder of a package") && said.contains("--catalog"), "{said}");
    // A catalog that is damaged was meant as one.
    let damaged = sealed.path().join("damaged.cat");
    let bytes = fs::read(sealed.path().join("ferret.cat")).unwrap();
    fs::write(&damaged, &bytes[..bytes.len() / 2]).unwrap();
    assert!(!run(args!["verify", &damaged]).refuses(3).contains("name the folder"));
}

#[test]
fn a_signed_catalog_is_signed_again_only_when_asked() {
    let certificate = TestCert::new();
    let package = package("stoat-extension");
    certificate.seal(package.path()).good();
    let sign = [args!["sign", package.path().join("stoat.cat")].to_vec(), certificate.options()].concat();
    let line = without_a_trace(package.path(), sign.clone()).refuses(1);
    assert!(line.contains("signed already") && line.contains("--replace"), "{line}");
    run([sign, args!["--replace"].to_vec()].concat()).good();
    run(certificate.pinned(package.path())).good();
}

/// A failed command leaves the catalog that was there as it was.
#[test]
fn a_catalog_that_is_there_stays_when_a_new_one_cannot_be_made() {
    let package = common::tiny_package();
    TestCert::new().seal(package.path()).good();
    fs::remove_file(package.path().join("tiny.txt")).unwrap();
    not_fit(&package, &["tiny.txt"]);
}

/// The test key, encrypted with the password `ferret` in each of the ways that openssl has.
fn encrypted_keys(certificate: &TestCert) -> Vec<PathBuf> {
    let key = certificate.key();
    let openssl = |args: &[OsString]| finish(Command::new("openssl").args(args)).good();
    let (pkcs8, pfx) = (certificate.path("pkcs8.pem"), certificate.path("key.pfx"));
    openssl(&args!["pkcs8", "-topk8", "-in", &key, "-passout", "pass:ferret", "-out", &pkcs8]);
    openssl(&args![
        "pkcs12",
        "-export",
        "-inkey",
        &key,
        "-in",
        certificate.certificate(),
        "-certfile",
        certificate.ca(),
        "-passout",
        "pass:ferret",
        "-out",
        &pfx
    ]);
    vec![pkcs8, pfx]
}

#[test]
fn a_password_that_is_wrong_or_absent_is_refused_and_the_right_one_taken() {
    if !partner("openssl") {
        return;
    }
    let certificate = TestCert::new();
    for key in encrypted_keys(&certificate) {
        let package = package("stoat-extension");
        let path = package.path();
        let seal = args!["seal", path, "--key", &key, "--cert", certificate.certificate(), "--cert", certificate.ca()];
        let line = without_a_trace(path, &seal).refuses(3);
        assert!(line.contains("password"), "{line}");
        let with_password = |password: &str| {
            let mut command = catseal();
            command
                .args(&seal)
                .args(["--password-env", "CATSEAL_TEST_PASSWORD"])
                .env("CATSEAL_TEST_PASSWORD", password);
            command
        };
        for wrong in ["Ferret", "", "ferret "] {
            let before = snapshot(path);
            let line = finish(&mut with_password(wrong)).refuses(3);
            assert!(line.contains("password"), "{line}");
            assert!(wrong.trim().is_empty() || !line.contains(wrong), "the password is said: {line}");
            assert!(before == snapshot(path));
        }
        let unset = args!["--password-env", "CATSEAL_TEST_ABSENT"];
        let line = without_a_trace(path, [&seal[..], &unset].concat()).refuses(2);
        assert!(line.contains("CATSEAL_TEST_ABSENT"), "{line}");
        finish(&mut with_password("ferret")).good();
        run(certificate.pinned(path)).good();
        let secret = tempfile::tempdir().unwrap();
        for content in ["ferret", "ferret\n", "ferret\r\n"] {
            let password = file(&secret, "password", content.as_bytes());
            run([&seal[..], &args!["--password-file", password]].concat()).good();
        }
    }
}

#[test]
fn a_key_that_does_not_belong_to_the_certificate_is_refused() {
    let (one, other) = (TestCert::new(), TestCert::new());
    let package = package("stoat-extension");
    let seal = args!["seal", package.path(), "--key", one.key(), "--cert", other.certificate(), "--cert", other.ca()];
    let line = without_a_trace(package.path(), seal).refuses(3);
    assert!(line.contains("certificate") && line.contains(one.key().to_str().unwrap()), "{line}");
    let alone = args!["seal", package.path(), "--key", one.key()];
    let line = without_a_trace(package.path(), alone).refuses(3);
    assert!(line.contains("certificate"), "{line}");
}
