//! Folders: `build --tree`, and `verify` of what it makes; and `build --emit-cdf`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use catseal_catalog::CatalogView;
use common::{
    Ran, TIME, catseal, copy_tree, corpus, errors, finish, folder, json, list, package, run, snapshot, testdata, text,
    tiny_package,
};
use serde_json::Value;
use tempfile::TempDir;

/// Builds the catalog of a folder in a folder of its own, with these options.
#[track_caller]
fn build(tree: &Path, options: &[&str]) -> (TempDir, Vec<u8>, Value) {
    let out = tempfile::tempdir().unwrap();
    let cat = out.path().join("x.cat");
    let args = args!["build", "--tree", tree, "-o", &cat, "--time", TIME, "--id", "derived", "--format", "json"];
    let report = run(args.into_iter().chain(options.iter().map(OsString::from))).good().json();
    let bytes = fs::read(&cat).unwrap();
    (out, bytes, report)
}

/// Names of the members that are no companions, and the `FilePath` attributes of the catalog, in order.
fn contents(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let view = CatalogView::parse(bytes).unwrap();
    // The same name twice, and files of the same content, are in the nature of such catalogs.
    let findings = view.findings().into_iter().filter(|finding| !matches!(finding.code, "CS1105" | "CS1114"));
    assert_eq!(findings.collect::<Vec<_>>(), []);
    let mut names: Vec<String> = Vec::new();
    for member in view.members().map(Result::unwrap) {
        let attributes: Vec<_> = member.attributes().map(Result::unwrap).collect();
        assert!(attributes.len() == 1 && attributes[0].name == "FilePath" && attributes[0].flags == 0x1001_0001);
        if !member.is_companion() {
            names.push(member.file_name().unwrap());
        }
    }
    names.sort();
    let attributes = view.attributes().map(Result::unwrap).map(|attribute| {
        assert_eq!((attribute.name.as_str(), attribute.flags), ("FilePath", 0x1001_0001));
        attribute.text().unwrap()
    });
    let attributes = attributes.collect();
    (names, attributes)
}

fn codes(report: &Value) -> Vec<&str> {
    list(report, "findings").iter().map(|finding| text(finding, "code")).collect()
}

/// Refuses to build the catalog of a folder: findings that are errors, with nothing written.
#[track_caller]
fn refused(tree: &Path, options: &[&str]) -> Value {
    let out = tempfile::tempdir().unwrap();
    let args = args!["build", "--tree", tree, "-o", out.path().join("x.cat"), "--format", "json"];
    let report = run(args.into_iter().chain(options.iter().map(OsString::from))).exits(1).json();
    assert!(!errors(&report).is_empty(), "{report}");
    assert_eq!((list(&report, "catalogs").len(), &report["written"]), (0, &false.into()), "{report}");
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
    report
}

#[test]
fn the_list_of_a_catalog_by_new_file_catalog_comes_out_byte_for_byte() {
    let Some(corpus) = corpus() else { return };
    let name = "PowerShell-debug2_Modules_Microsoft.PowerShell.Archive@5bded452";
    let folder = tempfile::tempdir().unwrap();
    copy_tree(&corpus.join("packages").join(name), folder.path());
    copy_tree(&corpus.join("restored").join(name), folder.path());
    let cat = folder.path().join("Microsoft.PowerShell.Archive.cat");
    let signed = fs::read(&cat).unwrap();
    let expected = CatalogView::parse(&signed).unwrap();

    // The list identifier 5db4460235c4…: its first three fields stand low octet first.
    assert_eq!(expected.identifier()[..4], [0x5d, 0xb4, 0x46, 0x02]);
    let octets = expected.identifier();
    let hex = |octets: &[u8]| octets.iter().map(|octet| format!("{octet:02x}")).collect::<String>();
    let reversed = |octets: &[u8]| hex(&octets.iter().rev().copied().collect::<Vec<_>>());
    let guid = [
        reversed(&octets[..4]),
        reversed(&octets[4..6]),
        reversed(&octets[6..8]),
        hex(&octets[8..10]),
        hex(&octets[10..]),
    ]
    .join("-");
    let time = expected.this_update().to_string();
    run(args!["build", "--tree", folder.path(), "-o", &cat, "--id", guid, "--time", time]).good();
    let made = fs::read(&cat).unwrap();
    let made = CatalogView::parse(&made).unwrap();
    assert!(made.ctl().value == expected.ctl().value);
    assert!(!made.is_signed());
}

#[test]
fn files_are_members_by_their_paths_and_empty_files_attributes_of_the_catalog() {
    let files: [(&str, &[u8]); 9] = [
        ("Sub/Deep/z.TXT", b"z"),
        ("e_1", b""),
        ("EmpTZ", b""),
        ("Sub/empty.2", b""),
        ("a.txt", b"a"),
        ("B.txt", b"b"),
        ("EMPTY", b""),
        ("Sub/Deep/empty.3", b""),
        ("another/empty.1", b""),
    ];
    let folder = folder(&files);
    for (version, members) in [("2", 6), ("1", 3)] {
        let (_out, bytes, report) = build(folder.path(), &["--catalog-version", version]);
        let (names, empty) = contents(&bytes);
        assert_eq!(names, ["B.txt", "Sub\\Deep\\z.TXT", "a.txt"]);
        // As Windows lists them, by their capital letters, behind which the underscore comes.
        assert_eq!(empty, ["EMPTY", "EmpTZ", "e_1", "another\\empty.1", "Sub\\empty.2", "Sub\\Deep\\empty.3"]);
        let catalog = &list(&report, "catalogs")[0];
        assert_eq!(catalog["members"], members);
        assert_eq!(catalog["version"].to_string(), version);
        assert_eq!(list(&report, "inputs").len(), 9);
    }
    let (_out, bytes, _) = build(folder.path(), &[]);
    assert_eq!(CatalogView::parse(&bytes).unwrap().version().number(), 2);
}

#[test]
fn images_and_cabinets_are_hashed_as_such() {
    let folder = tiny_package();
    let (_out, bytes, _) = build(folder.path(), &["--exclude", "*.inf"]);
    let view = CatalogView::parse(&bytes).unwrap();
    let members = view.members().map(Result::unwrap).filter(|member| !member.is_companion());
    let mut kinds: Vec<_> = members.map(|member| (member.file_name().unwrap(), member.kind().as_str())).collect();
    kinds.sort();
    assert_eq!(kinds, [("tiny.cab".into(), "cab"), ("tiny.sys".into(), "pe"), ("tiny.txt".into(), "flat")]);
}

#[test]
fn the_same_folder_makes_the_same_bytes_anywhere_with_any_number_of_threads() {
    let files: Vec<(String, Vec<u8>)> = (0..40).map(|n| (format!("d{}/f{n}", n % 7), vec![b'x'; n % 5])).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let (one, other) = (folder(&files), folder(&files.iter().rev().copied().collect::<Vec<_>>()));
    let (_out, expected, _) = build(one.path(), &["-j", "1"]);
    assert!(build(other.path(), &["-j", "8"]).1 == expected);
}

#[test]
fn the_catalog_is_no_member_of_itself_and_nothing_is_touched() {
    let folder = folder(&[("a.txt", b"a"), ("sub/x.cat", b"another file of that name")]);
    let build = || {
        let args = args!["build", "--tree", ".", "-o", "./x.cat", "--id", "derived", "--time", TIME];
        finish(catseal().current_dir(folder.path()).args(args)).good();
        fs::read(folder.path().join("x.cat")).unwrap()
    };
    let before = snapshot(folder.path());
    let first = build();
    assert_eq!(contents(&first).0, ["a.txt", "sub\\x.cat"]);
    assert!(build() == first);
    fs::remove_file(folder.path().join("x.cat")).unwrap();
    assert_eq!(snapshot(folder.path()), before);

    run(args!["build", "--tree", folder.path(), "-o", folder.path().join("x.cat"), "--dry-run"]).good();
    assert_eq!(snapshot(folder.path()), before);
}

#[test]
fn no_file_is_overwritten() {
    let folder = folder(&[("a.txt", b"a"), ("X.cat", b"b")]);
    let before = snapshot(folder.path());
    let path = |name: &str| folder.path().join(name);
    // The name of a member in other letters, and a file that is no catalog.
    run(args!["build", "--tree", folder.path(), "-o", path("x.cat")]).refuses(2);
    assert!(run(args!["build", "--tree", folder.path(), "-o", path("a.txt")]).status != 0);
    assert_eq!(snapshot(folder.path()), before);
    #[cfg(unix)]
    {
        let other = tempfile::tempdir().unwrap();
        let link = other.path().join("link.cat");
        std::os::unix::fs::symlink(path("X.cat"), &link).unwrap();
        run(args!["build", "--tree", folder.path(), "-o", &link]).refuses(2);
        assert_eq!(snapshot(folder.path()), before);
    }
}

#[test]
fn what_is_excluded_is_left_out() {
    let folder = folder(&[
        ("a.txt", b"a"),
        ("a.PDB", b"p"),
        ("docs/a.txt", b"d"),
        ("docs/deep/a.txt", b"e"),
        (".git/config", b"g"),
    ]);
    let names = |excludes: &[&str]| {
        let options: Vec<&str> = excludes.iter().flat_map(|glob| ["--exclude", glob]).collect();
        contents(&build(folder.path(), &options).1).0
    };
    assert_eq!(names(&[".git"]), ["a.PDB", "a.txt", "docs\\a.txt", "docs\\deep\\a.txt"]);
    assert_eq!(names(&[".git/", "*.pdb", "docs/*.txt"]), ["a.txt", "docs\\deep\\a.txt"]);
    assert_eq!(names(&[".GIT", "docs\\**"]), ["a.PDB", "a.txt"]);
    assert_eq!(names(&[".git", "deep"]), ["a.PDB", "a.txt", "docs\\a.txt"]);
}

#[test]
fn what_cannot_go_into_the_catalog_is_an_error_unless_it_is_left_out() {
    let clash = folder(&[("a.txt", b"a"), ("A.TXT", b"b"), (".git/config", b"g")]);
    // A file system without case keeps one of them.
    if fs::read_dir(clash.path()).unwrap().count() == 3 {
        assert_eq!(codes(&refused(clash.path(), &["--exclude", ".git"])), ["CS5016"]);
    }
    let report = refused(clash.path(), &["--exclude", "a.txt"]);
    assert_eq!(codes(&report), ["CS5017", "CS1108"], "{report}");

    let empty = folder(&[("a.txt", b"")]);
    assert_eq!(codes(&refused(empty.path(), &[])), ["CS1108"]);
}

#[cfg(unix)]
#[test]
fn links_to_folders_devices_and_names_that_windows_cannot_have_are_errors() {
    use std::os::unix::fs::symlink;
    let folder = folder(&[("a.txt", b"a"), ("sub/b.txt", b"b"), ("back\\slash", b"c"), ("colon:name", b"d")]);
    symlink(folder.path().join("sub"), folder.path().join("link")).unwrap();
    symlink("/dev/null", folder.path().join("null")).unwrap();
    let report = refused(folder.path(), &[]);
    assert_eq!(codes(&report), ["CS5017"; 4], "{report}");
    let mut places: Vec<&str> = list(&report, "findings").iter().map(|finding| text(finding, "path")).collect();
    places.sort();
    assert_eq!(places, ["back\\slash", "colon:name", "link", "null"]);

    let excludes = ["--exclude", "link", "--exclude", "null", "--exclude", "back*", "--exclude", "colon*"];
    assert_eq!(contents(&build(folder.path(), &excludes).1).0, ["a.txt", "sub\\b.txt"]);

    // A link to a file is that file; one that leads nowhere cannot be read.
    symlink(folder.path().join("a.txt"), folder.path().join("c.txt")).unwrap();
    assert_eq!(contents(&build(folder.path(), &excludes).1).0, ["a.txt", "c.txt", "sub\\b.txt"]);
    symlink("nowhere", folder.path().join("dangling")).unwrap();
    let out = tempfile::tempdir().unwrap();
    let args = args!["build", "--tree", folder.path(), "-o", out.path().join("x.cat")];
    let line = run(args.into_iter().chain(excludes.map(OsString::from))).refuses(3);
    assert!(line.contains("dangling"), "{line}");
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
}

#[test]
fn a_command_line_that_makes_no_sense_is_refused() {
    let folder = folder(&[("a.txt", b"a")]);
    let tree = folder.path();
    let line = run(args!["build", "--tree", tree]).refuses(2);
    assert!(line.contains("--output"), "{line}");
    let line = run(args!["build", "--tree", tree, "-o", tree.join("x.cat"), "--exclude", "["]).refuses(2);
    assert!(line.contains("--exclude"), "{line}");
    run(args!["build", "--tree", tree, "--cdf", "x.cdf", "-o", "x.cat"]).exits(2);
    run(args!["build", tree, "--tree", tree, "-o", "x.cat"]).exits(2);
    let line = run(args!["build", tree, "--exclude", "*.pdb"]).refuses(2);
    assert!(line.contains("--tree"), "{line}");
    run(args!["build", "--tree", tree, "-o", "x.cat", "--page-hashes"]).exits(2);
    run(args!["build", "--tree", tree, "--emit-cdf"]).exits(2);
    run(args!["build", "--tree", tree.join("nowhere"), "-o", tree.join("x.cat")]).refuses(3);
    run(args!["build", "--tree", tree.join("a.txt"), "-o", tree.join("x.cat")]).refuses(3);
    assert_eq!(snapshot(tree).len(), 1);
}

/// The files of a folder against the catalog in it, without regard to signatures.
fn verified(folder: &Path) -> (String, Value) {
    let report = json(args!["verify", folder, "--policy", "none"]);
    (text(&report, "verdict").to_owned(), report)
}

fn status(report: &Value, path: &str) -> String {
    let files = list(&list(report, "catalogs")[0], "files");
    let file = files.iter().find(|file| file["path"] == path);
    file.map_or_else(|| "-".to_owned(), |file| text(file, "status").to_owned())
}

#[test]
fn verification_says_of_each_file_what_became_of_it() {
    let folder = folder(&[("a.txt", b"a\r\n"), ("sub/b.txt", b"b"), ("sub/c.txt", b"c")]);
    run(args!["build", "--tree", folder.path(), "-o", folder.path().join("x.cat")]).good();
    let (verdict, report) = verified(folder.path());
    assert_eq!((verdict.as_str(), codes(&report).len()), ("pass", 0), "{report}");

    fs::write(folder.path().join("a.txt"), b"a\n").unwrap();
    fs::remove_file(folder.path().join("sub/b.txt")).unwrap();
    fs::write(folder.path().join("sub/new.txt"), b"n").unwrap();
    let (verdict, report) = verified(folder.path());
    assert_eq!(verdict, "fail", "{report}");
    assert_eq!(status(&report, "a.txt"), "changed");
    assert_eq!(status(&report, "sub/c.txt"), "match");
    assert_eq!(status(&report, "sub/new.txt"), "unlisted");
    let catalog = &list(&report, "catalogs")[0];
    let missing: Vec<&str> = list(catalog, "missing").iter().map(|missing| text(missing, "name")).collect();
    assert!(matches!(missing.as_slice(), ["sub/b.txt" | "sub\\b.txt"]), "{report}");
    assert!(errors(&report).iter().any(|message| message.contains("a.txt") && message.contains("crlf")), "{report}");
}

#[test]
fn a_new_file_that_is_called_like_another_one_elsewhere_is_unlisted() {
    let folder = folder(&[("README.md", b"a"), ("b.txt", b"b")]);
    run(args!["build", "--tree", folder.path(), "-o", folder.path().join("x.cat")]).good();
    fs::create_dir(folder.path().join("docs")).unwrap();
    fs::write(folder.path().join("docs/README.md"), b"other").unwrap();
    let (verdict, report) = verified(folder.path());
    assert_eq!((verdict.as_str(), codes(&report)), ("pass", vec!["CS5004"]), "{report}");
    assert_eq!(status(&report, "README.md"), "match");

    fs::write(folder.path().join("README.md"), b"changed").unwrap();
    let (verdict, report) = verified(folder.path());
    assert_eq!((verdict.as_str(), status(&report, "README.md")), ("fail", "changed".to_owned()), "{report}");
    assert_eq!(status(&report, "docs/README.md"), "unlisted");
}

/// Runs the command in a folder.
#[track_caller]
fn run_in(folder: &Path, args: impl IntoIterator<Item = OsString>) -> Ran {
    finish(catseal().current_dir(folder).args(args))
}

#[test]
fn the_definition_of_a_package_makes_the_catalog_of_the_package() {
    for name in ["ferret64", "lynx-multi", "vole-legacy", "stoat-extension"] {
        let base = tempfile::tempdir().unwrap();
        copy_tree(&testdata("packages").join(name), &base.path().join("pkg"));
        let before = snapshot(base.path());
        let fixed = || args!["--time", TIME, "--id", "01234567-89ab-4cde-8f01-23456789abcd"];
        for options in [&[][..], &["--page-hashes"]] {
            let options = || options.iter().map(OsString::from).chain(fixed());
            let ran = run_in(base.path(), args!["build", "pkg", "--emit-cdf"].into_iter().chain(options())).good();
            assert_eq!((ran.stderr.as_str(), &snapshot(base.path())), ("", &before), "{name}");
            let out = tempfile::tempdir().unwrap();
            let cdf = out.path().join("x.cdf");
            fs::write(&cdf, &ran.stdout).unwrap();
            let (one, other) = (out.path().join("one.cat"), out.path().join("other.cat"));
            let args = args!["build", "--cdf", &cdf, "-o", &one];
            run_in(base.path(), args.into_iter().chain(fixed())).good();
            run_in(base.path(), args!["build", "pkg", "-o", &other].into_iter().chain(options())).good();
            assert!(fs::read(&one).unwrap() == fs::read(&other).unwrap(), "{name}");
        }
        let cdf = base.path().join("x.cdf");
        let ran = run_in(base.path(), args!["build", "pkg", "--emit-cdf", "-o", &cdf]).good();
        assert_eq!(ran.stdout, "");
        assert!(fs::read_to_string(cdf).unwrap().starts_with("[CatalogHeader]\r\n"));
    }
}

#[test]
fn a_definition_that_makes_another_catalog_says_so() {
    // A definition has page hashes for all images or for none.
    let base = tempfile::tempdir().unwrap();
    copy_tree(&testdata("packages/ferret64"), &base.path().join("pkg"));
    let ran = run_in(base.path(), args!["build", "pkg", "--emit-cdf", "--page-hashes=ferret.sys"]).good();
    assert!(ran.stdout.contains("PageHashes=true") && ran.stderr.contains("CS1219"), "{ran}");
    assert!(ran.stderr.contains("have no page hashes in the catalog; they will have them"), "{ran}");
}

#[test]
fn the_definition_of_an_unfit_package_is_none() {
    let folder = package("ferret64");
    fs::remove_file(folder.path().join("ferret.sys")).unwrap();
    let ran = run(args!["build", folder.path(), "--emit-cdf"]).exits(1);
    assert!(ran.stdout.is_empty() && ran.stderr.contains("CS2101"), "{ran}");
    let folder = package("ferret64");
    let before = snapshot(folder.path());
    run(args!["build", folder.path(), "--emit-cdf", "-o", folder.path().join("ferret.sys")]).refuses(2);
    assert_eq!(snapshot(folder.path()), before);
}

#[test]
fn page_hashes_are_those_of_the_images_asked_for() {
    let count = |options: &[&str]| {
        let folder = tiny_package();
        let out = tempfile::tempdir().unwrap();
        let cat = out.path().join("x.cat");
        let args = args!["build", folder.path(), "-o", &cat];
        run(args.into_iter().chain(options.iter().map(OsString::from))).good();
        let shown = json(args!["show", cat]);
        list(&shown, "members").iter().filter(|member| member["page_hashes"].as_u64() > Some(0)).count()
    };
    assert_eq!(count(&[]), 0);
    assert_eq!(count(&["--page-hashes"]), 1);
    assert_eq!(count(&["--page-hashes=TINY.sys"]), 1);
    let folder = tiny_package();
    run(args!["build", folder.path(), "--page-hashes=tiny.txt"]).exits(1);
    run(args!["build", folder.path(), "--page-hashes=,"]).refuses(2);
}

#[test]
fn empty_files_that_the_catalog_lists_are_held_against_it() {
    let folder = folder(&[("a.txt", b"a"), ("empty.txt", b""), ("sub/Empty.txt", b"")]);
    run(args!["build", "--tree", folder.path(), "-o", folder.path().join("x.cat")]).good();
    let (verdict, report) = verified(folder.path());
    assert_eq!((verdict.as_str(), codes(&report).len()), ("pass", 0), "{report}");
    assert_eq!((status(&report, "empty.txt"), status(&report, "sub/Empty.txt")), ("match".into(), "match".into()));

    // One that is not listed, though one of its name is; one that is gone; one that is empty no more.
    fs::create_dir(folder.path().join("other")).unwrap();
    fs::write(folder.path().join("other/empty.txt"), b"").unwrap();
    fs::remove_file(folder.path().join("empty.txt")).unwrap();
    fs::write(folder.path().join("sub/Empty.txt"), b"x").unwrap();
    let (verdict, report) = verified(folder.path());
    assert_eq!(verdict, "fail");
    assert_eq!(status(&report, "other/empty.txt"), "unlisted", "{report}");
    assert_eq!(status(&report, "sub/Empty.txt"), "changed", "{report}");
    let missing = list(&list(&report, "catalogs")[0], "missing");
    assert!(missing.len() == 1 && missing[0]["name"] == "empty.txt", "{report}");
    assert!(codes(&report).contains(&"CS5003"), "{report}");
    let message = &errors(&report)[0];
    assert!(message.contains("sub/Empty.txt: is an empty file by the catalog, and is not empty"), "{message}");

    // In a larger tree the catalog speaks of the files beside it.
    let above = tempfile::tempdir().unwrap();
    copy_tree(folder.path(), &above.path().join("module"));
    fs::write(above.path().join("module/empty.txt"), b"").unwrap();
    let (_, report) = verified(above.path());
    assert_eq!(status(&report, "module/empty.txt"), "match", "{report}");
}

/// A folder with its catalog in it.
fn catalogued(files: &[(&str, &[u8])]) -> TempDir {
    let folder = folder(files);
    run(args!["build", "--tree", folder.path(), "-o", folder.path().join("x.cat")]).good();
    folder
}

/// The names that the catalog has and the folder has not.
fn missing(report: &Value) -> Vec<&str> {
    list(&list(report, "catalogs")[0], "missing").iter().map(|missing| text(missing, "name")).collect()
}

fn near_miss<'r>(report: &'r Value, path: &str) -> (&'r str, &'r str) {
    let files = list(&list(report, "catalogs")[0], "files");
    let near_miss = &files.iter().find(|file| file["path"] == path).unwrap()["near_miss"];
    (text(near_miss, "change"), text(near_miss, "member"))
}

#[test]
fn files_of_a_folder_that_changed_places_are_changed() {
    let folder = catalogued(&[("a.txt", b"a"), ("sub/b.txt", b"b"), ("c.txt", b"c")]);
    fs::write(folder.path().join("a.txt"), b"b").unwrap();
    fs::write(folder.path().join("sub/b.txt"), b"a").unwrap();
    let (verdict, report) = verified(folder.path());
    assert_eq!(verdict, "fail", "{report}");
    for (path, other) in [("a.txt", "sub/b.txt"), ("sub/b.txt", "a.txt")] {
        assert_eq!((status(&report, path).as_str(), near_miss(&report, path)), ("changed", ("renamed", other)));
        assert!(
            errors(&report).iter().any(|message| message.contains(&format!("{path}: has the content of '{other}'")))
        );
    }
    assert_eq!(status(&report, "c.txt"), "match");
    assert!(missing(&report).is_empty(), "{report}");
}

#[test]
fn a_file_of_a_folder_is_missed_where_it_was_wherever_its_content_is_now() {
    let strict = |folder: &TempDir| run(args!["verify", folder.path(), "--policy", "none", "--strict"]).status;
    // Moved, and copied, below a name that it has kept.
    let folder = catalogued(&[("a.txt", b"a"), ("sub/b.txt", b"b")]);
    assert_eq!(strict(&folder), 0);
    fs::copy(folder.path().join("a.txt"), folder.path().join("sub/a.txt")).unwrap();
    let (_, report) = verified(folder.path());
    assert_eq!((codes(&report), missing(&report).len()), (vec!["CS5008"], 0), "{report}");
    fs::remove_file(folder.path().join("a.txt")).unwrap();
    let (_, report) = verified(folder.path());
    assert_eq!((codes(&report), missing(&report)), (vec!["CS5008"], vec!["a.txt"]), "{report}");
    assert_eq!(list(&report, "catalogs")[0]["missing"][0]["present_as"], "sub/a.txt");
    assert_eq!(near_miss(&report, "sub/a.txt"), ("renamed", "a.txt"));
    assert_eq!(strict(&folder), 1);

    // One of two with the same content is gone: the other one is not it.
    let folder = catalogued(&[("a.txt", b"a"), ("b.txt", b"same"), ("c.txt", b"same"), ("d.txt", b"d")]);
    fs::remove_file(folder.path().join("b.txt")).unwrap();
    let (_, report) = verified(folder.path());
    assert_eq!(missing(&report), ["b.txt"]);
    assert!(codes(&report).contains(&"CS5003"), "{report}");
    assert_eq!(strict(&folder), 1);
    // Renamed, behind members of the same content.
    fs::write(folder.path().join("b.txt"), b"same").unwrap();
    fs::rename(folder.path().join("d.txt"), folder.path().join("e.txt")).unwrap();
    let (_, report) = verified(folder.path());
    assert_eq!(list(&report, "catalogs")[0]["missing"][0]["present_as"], "e.txt", "{report}");

    // The paths begin in the folder that was catalogued, whichever is verified: that, one above or one below.
    let folder = catalogued(&[("a.txt", b"a"), ("sub/b.txt", b"b"), ("sub/c.txt", b"c")]);
    let above = tempfile::tempdir().unwrap();
    copy_tree(folder.path(), &above.path().join("module"));
    assert_eq!(strict(&above), 0);
    let swap = |folder: &Path| {
        fs::write(folder.join("b.txt"), b"c").unwrap();
        fs::write(folder.join("c.txt"), b"b").unwrap();
    };
    swap(&above.path().join("module/sub"));
    assert_eq!(verified(above.path()).0, "fail");
    let (sub, catalog) = (folder.path().join("sub"), folder.path().join("x.cat"));
    run(args!["verify", &sub, "--catalog", &catalog, "--policy", "none"]).good();
    swap(&sub);
    run(args!["verify", &sub, "--catalog", &catalog, "--policy", "none"]).exits(1);

    // Letters of another case are no other place.
    let folder = catalogued(&[("a.txt", b"a"), ("Sub/b.txt", b"b")]);
    fs::rename(folder.path().join("Sub"), folder.path().join("sUB")).unwrap();
    assert_eq!(strict(&folder), 0);
}

#[test]
fn any_number_of_files_may_have_the_same_content() {
    let names: Vec<String> = (0..100).map(|number| format!("{number}/same.txt")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"same"[..])).collect();
    let folder = catalogued(&files);
    run(args!["verify", folder.path(), "--policy", "none", "--strict"]).good();
}

#[test]
fn files_that_changed_places_are_found_however_catalog_and_folder_are_named() {
    let module = catalogued(&[("a.txt", b"a"), ("b.txt", b"b"), ("deep/empty.txt", b"")]);
    let above = tempfile::tempdir().unwrap();
    copy_tree(module.path(), &above.path().join("module"));
    let folder = |name: &str| above.path().join(name);
    let named = [
        (folder("module/.."), folder("module/x.cat")),
        (folder(""), folder("module/deep/../x.cat")),
        (folder("module/deep/.."), folder("module/x.cat")),
        (folder("module/deep"), folder("module/deep/../x.cat")),
    ];
    let exits = |status: i32, last: i32| {
        for (folder, catalog) in &named {
            run(args!["verify", folder, "--catalog", catalog, "--policy", "none"]).exits(status);
        }
        // A file by itself, too.
        run(args!["verify", folder("module"), "a.txt", "deep/empty.txt", "--policy", "none"]).exits(status);
        run(args!["verify", folder("module/deep/../x.cat"), folder("module/b.txt"), "--policy", "none"]).exits(last);
    };
    exits(0, 0);
    fs::write(folder("module/a.txt"), b"b").unwrap();
    fs::write(folder("module/b.txt"), b"a").unwrap();
    // Of a folder in that of the catalog, only what is in it.
    fs::write(folder("module/deep/empty.txt"), b"full").unwrap();
    exits(1, 1);
    fs::write(folder("module/a.txt"), b"a").unwrap();
    fs::write(folder("module/b.txt"), b"b").unwrap();
    exits(1, 0);
}

/// A folder with an INF in it.
fn folder_with_inf(catalog_file: bool) -> TempDir {
    let folder = folder(&[("script.ps1", b"script")]);
    copy_tree(tiny_package().path(), folder.path());
    if !catalog_file {
        let inf = fs::read_to_string(folder.path().join("tiny.inf")).unwrap();
        let lines = inf.lines().filter(|line| !line.starts_with("CatalogFile")).map(|line| format!("{line}\n"));
        fs::write(folder.path().join("tiny.inf"), lines.collect::<String>()).unwrap();
    }
    run(args!["build", "--tree", folder.path(), "-o", folder.path().join("tiny.cat")]).good();
    folder
}

#[test]
fn every_file_of_a_folder_counts_whatever_an_inf_in_it_installs() {
    for catalog_file in [true, false] {
        let folder = folder_with_inf(catalog_file);
        assert_eq!(verified(folder.path()).0, "pass");
        fs::write(folder.path().join("script.ps1"), b"another").unwrap();
        assert_eq!(verified(folder.path()).0, "fail", "{catalog_file}");

        // Files that the INF installs changed places.
        let folder = folder_with_inf(catalog_file);
        let path = |name: &str| folder.path().join(name);
        fs::rename(path("tiny.sys"), path("between")).unwrap();
        fs::rename(path("tiny.txt"), path("tiny.sys")).unwrap();
        fs::rename(path("between"), path("tiny.txt")).unwrap();
        let (verdict, report) = verified(folder.path());
        assert_eq!(verdict, "fail", "{report}");
        assert_eq!(status(&report, "tiny.sys"), "changed", "{report}");
    }
}
