//! What `build` puts into catalogs, as Inf2Cat does.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use catseal::{
    AllowList, BuildReport, BuildRequest, CatalogVersion, Identifier, PageHashing, Severity, Signability, Silent,
    build, parse_targets,
};
use catseal_catalog::{CatalogView, flags};
use catseal_digest::{Algorithm, page_hashes};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tempfile::TempDir;

const HEAD: &str = "[Version]\nSignature=\"$Windows NT$\"\nDriverVer=01/02/2024,1.2.3.4\nCatalogFile=x.cat\n\
                    [DestinationDirs]\nDefaultDestDir=12\n[SourceDisksNames]\n1=Disk\n";
const DEVICE: &str = "[Manufacturer]\nM=D,NTamd64\n[D.NTamd64]\nd=I,A\n";

fn image(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/pe").join(name)).unwrap()
}

struct Package {
    folder: TempDir,
    request: BuildRequest,
}

impl Package {
    fn new(inf: &str, targets: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let request = BuildRequest {
            package: folder.path().to_owned(),
            targets: Some(parse_targets(targets).unwrap()),
            version: CatalogVersion::Auto,
            identifier: Identifier::Derived,
            time: Timestamp::UNIX_EPOCH,
            signability: Some(Signability {
                now: Timestamp::MAX,
                zone: TimeZone::UTC,
                compat: false,
                allow: AllowList::default(),
            }),
            output_dir: None,
            output: None,
            lower_case: false,
            dry_run: false,
            page_hashes: PageHashing::None,
        };
        Self { folder, request }.with("x.inf", format!("{HEAD}{inf}").as_bytes())
    }

    fn with(self, name: &str, content: &[u8]) -> Self {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    fn page_hashes(mut self, wanted: PageHashing) -> Self {
        self.request.page_hashes = wanted;
        self
    }

    fn build(&self) -> BuildReport {
        build(&self.request, &Silent).unwrap()
    }

    fn catalog(&self) -> PathBuf {
        self.folder.path().join("x.cat")
    }

    /// The page hashes of the members, by their `File`; companions have none.
    fn pages(&self) -> BTreeMap<String, Option<Vec<u8>>> {
        let bytes = fs::read(self.catalog()).unwrap();
        let view = CatalogView::parse(&bytes).unwrap();
        let mut pages = BTreeMap::new();
        for member in view.members() {
            let member = member.unwrap();
            let data = if member.is_companion() { None } else { member.indirect_data().unwrap() };
            if let Some(data) = data {
                pages.insert(member.file_name().unwrap(), data.page_hashes.map(|pages| pages.blob.to_vec()));
            }
        }
        pages
    }

    /// `name=value` of each attribute of each member, companions included, in order; without `File`.
    fn attributes(&self) -> Vec<(String, Vec<String>)> {
        let bytes = fs::read(self.catalog()).unwrap();
        let view = CatalogView::parse(&bytes).unwrap();
        let mut members: Vec<_> = view
            .members()
            .map(|member| {
                let member = member.unwrap();
                let attributes = member.attributes().map(Result::unwrap).filter(|attribute| attribute.name != "File");
                let mut attributes: Vec<_> =
                    attributes.map(|attribute| format!("{}={}", attribute.name, attribute.display())).collect();
                attributes.sort();
                (member.file_name().unwrap(), attributes)
            })
            .collect();
        members.sort();
        members
    }
}

fn findings(report: &BuildReport) -> Vec<(&str, Severity)> {
    report.findings.iter().map(|finding| (finding.code, finding.severity)).collect()
}

fn pages_of(name: &str, algorithm: Algorithm) -> Vec<u8> {
    page_hashes(&image(name), algorithm).unwrap().into_bytes()
}

const SIGNED: &str = "[I]\nCopyFiles=@a.dll,@b.sys,@c.txt\n[SourceDisksFiles]\na.dll=1\nb.sys=1\nc.txt=1\n\
                      [SignatureAttributes.PETrust]\nPETrust=true\n[SignatureAttributes.DRM]\nDRMLevel=1300\n[SignatureAttributes.Elam]\nElam=true\n";

fn images(inf: &str, targets: &str) -> Package {
    let package = Package::new(&format!("{DEVICE}{SIGNED}{inf}"), targets);
    package.with("a.dll", &image("pe32.exe")).with("b.sys", &image("pe32plus.sys")).with("c.txt", b"text")
}

#[test]
fn trust_in_the_protected_environment_is_written_with_page_hashes() {
    let package =
        images("[SignatureAttributes]\nA.DLL=SignatureAttributes.PETrust\nb.sys=SignatureAttributes.DRM\n", "10_X64");
    let report = package.build();
    assert_eq!(findings(&report), []);
    let version = "OSAttr=2:10.0".to_owned();
    let of = |name: &str, more: Option<&str>| {
        let mut attributes: Vec<_> = more.map(str::to_owned).into_iter().chain([version.clone()]).collect();
        attributes.sort();
        vec![(name.to_owned(), attributes); 2]
    };
    let expected =
        [of("a.dll", Some("PETrusted=1")), of("b.sys", Some("DRMLevel=1300")), of("c.txt", None), of("x.inf", None)];
    assert_eq!(package.attributes(), expected.concat());
    let expected = [
        ("a.dll", Some(pages_of("pe32.exe", Algorithm::Sha256))),
        ("b.sys", Some(pages_of("pe32plus.sys", Algorithm::Sha256))),
        ("c.txt", None),
        ("x.inf", None),
    ];
    assert_eq!(package.pages(), expected.map(|(name, pages)| (name.to_owned(), pages)).into());

    let bytes = fs::read(package.catalog()).unwrap();
    let first = CatalogView::parse(&bytes).unwrap().attributes().next().unwrap().unwrap();
    assert_eq!((first.name.as_str(), first.display().as_str()), ("PE", "TRUSTED"));
    assert_eq!(first.flags, flags::DATA_ASCII | flags::NAME_ASCII);
}

#[test]
fn without_a_wish_for_trust_the_catalog_does_not_speak_of_it() {
    let package = images("", "10_X64");
    package.build();
    let bytes = fs::read(package.catalog()).unwrap();
    assert!(CatalogView::parse(&bytes).unwrap().attributes().all(|attribute| attribute.unwrap().name != "PE"));
    assert!(package.pages().values().all(Option::is_none));
}

#[test]
fn wishes_that_no_catalog_is_known_to_fulfil_are_told() {
    let package =
        images("[SignatureAttributes]\nb.sys=SignatureAttributes.Elam\nz.dll=SignatureAttributes.PETrust\n", "10_X64");
    let report = package.build();
    assert_eq!(findings(&report), [("CS2114", Severity::Warning), ("CS2102", Severity::Warning)]);
    assert!(report.written);
}

#[test]
fn page_hashes_are_of_all_images_or_of_those_named() {
    for (targets, algorithm) in [("10_X64", Algorithm::Sha256), ("7_X64", Algorithm::Sha1)] {
        let package = images("", targets).page_hashes(PageHashing::All);
        assert_eq!(findings(&package.build()), []);
        let pages = package.pages();
        assert_eq!(pages["a.dll"], Some(pages_of("pe32.exe", algorithm)));
        assert_eq!(pages["b.sys"], Some(pages_of("pe32plus.sys", algorithm)));
        assert_eq!((&pages["c.txt"], &pages["x.inf"]), (&None, &None));
    }
    let package = images("", "10_X64").page_hashes(PageHashing::Files(vec!["B.SYS".to_owned()]));
    package.build();
    let with: Vec<_> = package.pages().into_iter().filter(|(_, pages)| pages.is_some()).map(|(name, _)| name).collect();
    assert_eq!(with, ["b.sys"]);
}

#[test]
fn page_hashes_that_cannot_be_made_are_an_error_and_nothing_is_written() {
    let named = |name: &str| PageHashing::Files(vec![name.to_owned()]);
    let odd = images("", "10_X64").with("b.sys", &image("section-alignment-8192.exe"));
    for package in [
        odd.page_hashes(PageHashing::All),
        images("", "10_X64").page_hashes(named("c.txt")),
        images("", "10_X64").page_hashes(named("d.sys")),
    ] {
        let report = package.build();
        assert_eq!(findings(&report), [("CS2113", Severity::Error)]);
        assert!(!report.written && report.catalogs.is_empty() && !package.catalog().exists());
    }
}

#[test]
fn hardware_ids_are_numbered_in_the_order_in_which_windows_lists_the_infs() {
    let inf = |id: &str| {
        format!("{}{}", HEAD.replace("x.cat", &format!("{id}.cat")), DEVICE.replace(",A", &format!(",{id}")))
    };
    let package = Package::new(&format!("{DEVICE}[I]\n"), "10_X64");
    let package = ["c_d", "cd", "B"]
        .into_iter()
        .fold(package, |package, id| package.with(&format!("{id}.inf"), format!("{}[I]\n", inf(id)).as_bytes()));
    assert!(package.build().written);
    let bytes = fs::read(package.catalog()).unwrap();
    let view = CatalogView::parse(&bytes).unwrap();
    let attributes = view.attributes().map(|attribute| attribute.unwrap());
    let ids: Vec<_> = attributes.map(|attribute| (attribute.name.clone(), attribute.text().unwrap())).skip(1).collect();
    let expected = [("HWID4", "a"), ("HWID3", "c_d"), ("HWID2", "cd"), ("HWID1", "b")];
    assert_eq!(ids, expected.map(|(name, id)| (name.to_owned(), id.to_owned())));
}

/// A section without architecture, and a table for each of two architectures.
const SHARED: &str =
    "[I]\nCopyFiles=@x.sys\n[SourceDisksFiles.x86]\nx.sys=1,x86\n[SourceDisksFiles.amd64]\nx.sys=1,amd64\n";

#[test]
fn a_file_for_another_architecture_is_a_member_when_it_is_there() {
    let package = Package::new(&format!("{DEVICE}{SHARED}"), "8_X64,10_X64");
    let package = package.with("amd64/x.sys", b"sixty-four").with("x86/x.sys", b"thirty-two");
    assert_eq!(findings(&package.build()), []);
    let version = vec!["OSAttr=2:6.2,2:10.0".to_owned()];
    let members = ["x.inf", "x.inf", "x.sys", "x.sys", "x.sys", "x.sys"];
    assert_eq!(package.attributes(), members.map(|name| (name.to_owned(), version.clone())));
}

#[test]
fn a_file_for_another_architecture_that_is_absent_is_a_warning() {
    let package = Package::new(&format!("{DEVICE}{SHARED}"), "10_X64").with("amd64/x.sys", b"sixty-four");
    let report = package.build();
    assert_eq!(findings(&report), [("CS2101", Severity::Warning)]);
    assert!(report.findings[0].message.contains("Inf2Cat would want"), "{}", report.findings[0].message);
    assert!(report.written);

    let package = Package::new(&format!("{DEVICE}{SHARED}"), "10_X64").with("x86/x.sys", b"thirty-two");
    assert_eq!(findings(&package.build()), [("CS2101", Severity::Error)]);
}
