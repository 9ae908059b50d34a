//! `build` from INFs: what its options take, and what it says.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;

use std::fs;

use common::{TIME, json, list, run, text, tiny_package};

#[test]
fn every_name_that_os_takes_is_listed() {
    let listed = json(args!["build", "--os", "list"]);
    let codes: Vec<&str> = list(&listed, "targets").iter().map(|target| text(target, "code")).collect();
    let shown = run(args!["build", "--os", "LIST"]).good().stdout;
    let folder = tiny_package();
    for alias in list(&listed, "aliases") {
        let (alias, code) = (text(alias, "alias"), text(alias, "code"));
        assert!(codes.contains(&code) && shown.lines().any(|line| line.starts_with(alias) && line.ends_with(code)));
        let report = json(args!["build", folder.path(), "--dry-run", "--os", alias.to_lowercase()]);
        assert_eq!(list(&report, "targets"), [code], "{alias}");
    }
    for alias in ["10_ARM64", "11_X64", "SERVER2022_X64"] {
        assert!(list(&listed, "aliases").iter().any(|known| known["alias"] == alias), "{alias}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let absent = folder.path().join("absent");
    let line = run(args!["build", &absent, "--os", "10_X64"]).refuses(3);
    assert_eq!(line.matches("absent").count(), 1, "{line}");
}

#[test]
fn an_inf_in_ansi_is_read_in_the_code_page_that_is_named() {
    let folder = tiny_package();
    // In Shift-JIS the second octet of the first letter is a backslash: to a western reader it would continue the line.
    let name = [b"\x95\x5c.txt"];
    let inf = fs::read(folder.path().join("tiny.inf")).unwrap();
    let inf = String::from_utf8(inf).unwrap();
    let mut octets = Vec::new();
    for (place, piece) in inf.split("tiny.txt").enumerate() {
        octets.extend_from_slice(if place > 0 { name[0] } else { b"" });
        octets.extend_from_slice(piece.as_bytes());
    }
    fs::write(folder.path().join("tiny.inf"), octets).unwrap();
    fs::rename(folder.path().join("tiny.txt"), folder.path().join("\u{8868}.txt")).unwrap();

    let codepage = ["--codepage", "932"];
    for command in ["build", "check"] {
        let options: &[&str] = if command == "build" { &["--time", TIME] } else { &["--rules", "inf2cat"] };
        let args = |more: &[&str]| {
            let args = args![command, folder.path(), "--os", "10_VB_X64"].into_iter();
            args.chain(options.iter().chain(more).map(Into::into)).collect::<Vec<_>>()
        };
        run(args(&[])).exits(1);
        run(args(&codepage)).good();
        run(args(&["--codepage", "utf-8"])).exits(2);
    }
    let verify = |more: &[&str]| {
        let args = args!["verify", folder.path(), "--policy", "none", "--strict"];
        run(args.into_iter().chain(more.iter().map(Into::into)))
    };
    verify(&[]).exits(1);
    verify(&codepage).good();
    let audit = |more: &[&str]| {
        let args = args!["audit", folder.path(), "--policy", "none"];
        run(args.into_iter().chain(more.iter().map(Into::into)))
    };
    audit(&[]).exits(1);
    audit(&codepage).good();
    // The definition and the sealed package are of the same.
    run(args!["build", folder.path(), "--os", "10_VB_X64", "--emit-cdf", "--codepage", "shift_jis"]).good();
    let certificates = tempfile::tempdir().unwrap();
    let seal = args!["seal", folder.path(), "--os", "10_VB_X64", "--key", "test", "--output-dir", certificates.path()];
    run(seal.into_iter().chain(codepage.map(Into::into))).good();
}

/// Names and values of attributes.
fn attributes(of: &serde_json::Value) -> Vec<(&str, &str)> {
    list(of, "attributes").iter().map(|attribute| (text(attribute, "name"), text(attribute, "value"))).collect()
}

#[test]
fn catalog_and_files_get_the_attributes_that_are_given() {
    let extra = [
        "--attribute",
        "Company=A B",
        "--attribute=Submission=7",
        "--file-attribute=TINY.sys:Atlas=1",
        "--file-attribute",
        "*:Note=x=y:z",
    ];
    let folder = tiny_package();
    let cat = folder.path().join("x.cat");
    let with =
        |args: Vec<std::ffi::OsString>, extra: &[&str]| run(args.into_iter().chain(extra.iter().map(Into::into)));
    for source in [args!["build", folder.path()].to_vec(), args!["build", "--tree", folder.path()].to_vec()] {
        let args: Vec<_> = source.into_iter().chain(args!["-o", &cat]).collect();
        with(args.clone(), &extra).good();
        let shown = json(args!["show", &cat]);
        let of_catalog = attributes(&shown);
        assert_eq!(of_catalog[of_catalog.len() - 2..], [("Company", "A B"), ("Submission", "7")]);
        let members = list(&shown, "members");
        assert!(members.iter().all(|member| attributes(member).contains(&("Note", "x=y:z"))));
        let marked: Vec<_> = members.iter().filter(|member| attributes(member).contains(&("Atlas", "1"))).collect();
        // The member and its companion.
        assert_eq!(marked.len(), 2);
        assert!(marked.iter().all(|member| attributes(member).iter().any(|(_, value)| *value == "tiny.sys")));
        run(args!["verify", folder.path(), "--policy", "none", "--catalog", &cat]).good();

        fs::remove_file(&cat).unwrap();
        with(args.clone(), &["--file-attribute", "other.sys:A=1"]).refuses(2);
        with(args.clone(), &["--attribute", "OS=7X64"]).refuses(2);
        with(args, &["--attribute", "Company"]).refuses(2);
        assert!(!cat.exists());
    }
    with(args!["build", "--cdf", "x.cdf"].to_vec(), &extra).exits(2);
}

#[test]
fn without_targets_each_inf_is_for_those_that_it_serves() {
    let folder = tiny_package();
    let inf = fs::read_to_string(folder.path().join("tiny.inf")).unwrap();
    let other = inf.replace("NTamd64", "NTarm64").replace("tiny.cat", "other.cat");
    assert_ne!(other, inf);
    fs::write(folder.path().join("other.inf"), &other).unwrap();
    let report = json(args!["build", folder.path()]);
    assert_eq!((&report["written"], &report["targets_derived"]), (&true.into(), &true.into()), "{report}");
    for (catalog, arch) in [("tiny.cat", "X64"), ("other.cat", "ARM64")] {
        let shown = json(args!["show", folder.path().join(catalog)]);
        let systems = attributes(&shown).into_iter().find(|(name, _)| *name == "OS").unwrap().1;
        assert!(systems.split(',').all(|system| system.contains(&format!("_{arch}_"))), "{catalog}: {systems}");
    }
    run(args!["check", folder.path(), "--rules", "inf2cat"]).good();
    run(args!["verify", folder.path(), "--policy", "none"]).good();
    // Asked for, they are asked of both.
    run(args!["build", folder.path(), "--os", "10_VB_X64,10_VB_ARM64"]).exits(1);
}

#[test]
fn an_inf_for_no_system_at_all_is_an_error_and_not_an_empty_answer() {
    let folder = tiny_package();
    let inf = folder.path().join("tiny.inf");
    let text_of = fs::read_to_string(&inf).unwrap();
    fs::write(&inf, text_of.replace("[Tiny.NTamd64", "[Other.NTamd64")).unwrap();
    for options in [&[][..], &["--no-check"], &["--dry-run"]] {
        let args = args!["build", folder.path(), "--format", "json"];
        let report = run(args.into_iter().chain(options.iter().map(Into::into))).exits(1).json();
        assert!(list(&report, "findings").iter().any(|finding| finding["code"] == "CS2105"), "{report}");
        assert_eq!(report["written"], false);
    }
    run(args!["check", folder.path(), "--rules", "inf2cat"]).exits(1);
    run(args!["build", folder.path(), "--emit-cdf"]).exits(1);
    let out = tempfile::tempdir().unwrap();
    run(args!["seal", folder.path(), "--key", "test", "--output-dir", out.path()]).exits(1);
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
}

#[test]
fn the_definitions_of_several_catalogs_go_to_a_folder() {
    let folder = tiny_package();
    let inf = fs::read_to_string(folder.path().join("tiny.inf")).unwrap();
    fs::write(folder.path().join("other.inf"), inf.replace("tiny.cat", "other.cat")).unwrap();
    let fixed = || args!["--time", TIME, "--id", "01234567-89ab-4cde-8f01-23456789abcd"];
    let emit = || args!["build", folder.path(), "--emit-cdf"];
    assert!(run(emit()).exits(2).stderr.contains("--output"));

    let out = tempfile::tempdir().unwrap();
    assert_eq!(run(emit().into_iter().chain(args!["-o", out.path()])).good().stdout, "");
    run(args!["build", folder.path()].into_iter().chain(fixed())).good();
    for name in ["tiny", "other"] {
        let made = out.path().join("made.cat");
        let cdf = out.path().join(format!("{name}.cdf"));
        run(args!["build", "--cdf", cdf, "-o", &made].into_iter().chain(fixed())).good();
        assert!(fs::read(made).unwrap() == fs::read(folder.path().join(format!("{name}.cat"))).unwrap(), "{name}");
    }
}

#[test]
fn a_file_that_is_installed_under_another_name_is_there() {
    for name in ["renamed.txt", "folder\\renamed.txt"] {
        let folder = tiny_package();
        let inf = fs::read_to_string(folder.path().join("tiny.inf")).unwrap();
        let renamed = inf.replace("\ntiny.txt\n", &format!("\n{name},tiny.txt\n"));
        assert_ne!(inf, renamed);
        fs::write(folder.path().join("tiny.inf"), renamed).unwrap();
        run(args!["build", folder.path(), "--os", "10_X64"]).good();
        let verify = || run(args!["verify", folder.path(), "--policy", "none", "--strict"]);
        verify().good();
        fs::rename(folder.path().join("tiny.txt"), folder.path().join("other.txt")).unwrap();
        verify().exits(1);
    }
}

#[test]
fn lists_for_programs_begin_with_their_schema() {
    for (words, schema) in [(args!["build", "--os", "list"], "os"), (args!["verify", "--windows", "list"], "windows")] {
        let ran = run(words.iter().chain(&args!["--format", "json"])).good();
        assert!(ran.stdout.starts_with(&format!("{{\n  \"schema\": \"catseal.{schema}/1\",")), "{ran}");
    }
}
