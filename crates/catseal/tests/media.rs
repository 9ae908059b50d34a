//! Files that come in cabinets or compressed, INFs that bring others along: what is built is what verifies.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use catseal::{
    BuildReport, BuildRequest, CatalogVersion, FileStatus, Identifier, PageHashing, Policy, RevocationOptions,
    Severity, Silent, TrustStore, Verdict, VerifyReport, VerifyRequest, build, parse_targets, verify,
};
use catseal_catalog::CatalogView;
use catseal_digest::digest;
use catseal_testkit::cabinet::stored as cabinet;
use catseal_testkit::szdd as compressed;
use jiff::Timestamp;
use tempfile::TempDir;

const HEAD: &str = "[Version]\nSignature=\"$Windows NT$\"\nDriverVer=01/02/2024,1.2.3.4\nCatalogFile=x.cat\n\
                    [DestinationDirs]\nDefaultDestDir=12\n[Manufacturer]\nM=D,NTamd64\n[D.NTamd64]\nd=I,A\n";
const TWO_FILES: &str = "[I]\nCopyFiles=@x.sys,@y.txt\n[SourceDisksFiles]\nx.sys=1\ny.txt=1,sub\n";

/// Name and octets of a file.
type Content<'c> = (&'c str, &'c [u8]);

fn image() -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/pe/pe32plus.sys")).unwrap()
}

struct Package(TempDir);

impl Package {
    fn new(inf: &str) -> Self {
        Self(tempfile::tempdir().unwrap()).with("x.inf", format!("{HEAD}{inf}").as_bytes())
    }

    fn with(self, name: &str, content: &[u8]) -> Self {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    fn build_to(&self, output_dir: Option<&Path>) -> BuildReport {
        self.build_for("10_X64", output_dir)
    }

    fn build_for(&self, targets: &str, output_dir: Option<&Path>) -> BuildReport {
        let request = BuildRequest {
            package: self.0.path().to_owned(),
            targets: Some(parse_targets(targets).unwrap()),
            codepage: catseal::AnsiCodePage::default(),
            version: CatalogVersion::Auto,
            identifier: Identifier::Derived,
            time: Timestamp::UNIX_EPOCH,
            signability: None,
            lower_case: false,
            output_dir: output_dir.map(Path::to_owned),
            output: None,
            dry_run: false,
            page_hashes: PageHashing::None,
            extra: catseal::ExtraAttributes::default(),
        };
        build(&request, &Silent).unwrap()
    }

    fn build(&self) -> BuildReport {
        self.build_to(None)
    }

    fn verify(&self) -> VerifyReport {
        let request = VerifyRequest {
            target: self.0.path().to_owned(),
            files: Vec::new(),
            catalogs: Vec::new(),
            codepage: catseal::AnsiCodePage::default(),
            policy: Policy::None,
            store: TrustStore::empty(),
            at: Timestamp::UNIX_EPOCH,
            strict: false,
            windows: Vec::new(),
            revocation: RevocationOptions::default(),
        };
        verify(&request, &Silent).unwrap()
    }

    /// The members: kind, name and SHA-256, in the order of their names.
    fn members(&self, catalog: &str) -> Vec<(&'static str, String, Vec<u8>)> {
        let bytes = fs::read(self.0.path().join(catalog)).unwrap();
        let view = CatalogView::parse(&bytes).unwrap();
        let members = view.members().map(Result::unwrap).filter(|member| !member.is_companion());
        let member = |member: catseal_catalog::Member<'_>| {
            (member.kind().as_str(), member.file_name().unwrap(), member.tag_digest().unwrap().as_bytes().to_vec())
        };
        let mut members: Vec<_> = members.map(member).collect();
        members.sort_by(|one, other| one.1.cmp(&other.1));
        members
    }
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest(&mut &*bytes).unwrap().member.sha256.to_vec()
}

fn codes(findings: &[catseal::Finding]) -> Vec<(&str, Severity)> {
    findings.iter().map(|finding| (finding.code, finding.severity)).collect()
}

fn statuses(report: &VerifyReport) -> Vec<(&str, FileStatus)> {
    report.catalogs.iter().flat_map(|catalog| &catalog.files).map(|file| (file.path.as_str(), file.status)).collect()
}

fn in_cabinet(inside: &[(&str, &[u8])]) -> Package {
    Package::new(&format!("{TWO_FILES}[SourceDisksNames]\n1=Disk,data.cab\n")).with("data.cab", &cabinet(inside))
}

#[test]
fn what_is_in_a_cabinet_is_catalogued_by_its_own_kind_and_verifies() {
    let package = in_cabinet(&[("X.SYS", &image()), ("sub\\y.txt", b"text"), ("more.txt", b"more")]);
    let report = package.build();
    assert_eq!(codes(&report.findings), []);
    let members = package.members("x.cat");
    assert_eq!(members[1], ("pe", "x.sys".to_owned(), sha256(&image())));
    assert_eq!(members[2], ("flat", "y.txt".to_owned(), sha256(b"text")));
    assert_eq!(members.len(), 3);
    let inputs: Vec<_> = report.inputs.iter().map(|input| (input.path.as_str(), input.unchanged)).collect();
    assert_eq!(inputs, [("data.cab", true), ("x.inf", true), ("data.cab/sub/y.txt", true), ("data.cab/X.SYS", true)]);

    // What nobody installs from there is no more looked at than said to be.
    let verified = package.verify();
    assert_eq!((verified.verdict, codes(&verified.findings)), (Verdict::Pass, vec![("CS5017", Severity::Warning)]));
    assert!(verified.findings[0].message.contains("data.cab/more.txt"), "{}", verified.findings[0].message);
    let expected = ["x.inf", "data.cab/sub/y.txt", "data.cab/X.SYS"].map(|path| (path, FileStatus::Match));
    assert_eq!(statuses(&verified), expected);
    assert!(verified.catalogs[0].missing.is_empty());
}

#[test]
fn a_file_changed_in_its_cabinet_is_changed() {
    let package = in_cabinet(&[("x.sys", &image()), ("y.txt", b"text")]);
    package.build();
    let package = package.with("data.cab", &cabinet(&[("x.sys", &image()), ("y.txt", b"tExt")]));
    let verified = package.verify();
    assert_eq!((verified.verdict, codes(&verified.findings)), (Verdict::Fail, vec![("CS5001", Severity::Error)]));
    assert!(statuses(&verified).contains(&("data.cab/y.txt", FileStatus::Changed)));
}

#[test]
fn a_file_gone_from_its_cabinet_is_missing() {
    let package = in_cabinet(&[("x.sys", &image())]);
    let report = package.build();
    assert_eq!(codes(&report.findings), [("CS2101", Severity::Error)]);
    assert!(report.findings[0].message.contains("nor in the cabinet 'data.cab'"), "{}", report.findings[0].message);
    let package = package.with("data.cab", &cabinet(&[("x.sys", &image()), ("y.txt", b"text")]));
    package.build();
    let package = package.with("data.cab", &cabinet(&[("x.sys", &image())]));
    assert!(codes(&package.verify().findings).contains(&("CS5002", Severity::Error)));
}

#[test]
fn a_file_that_lies_there_unpacked_is_the_one_that_counts() {
    let package = in_cabinet(&[("x.sys", b"another"), ("y.txt", b"text")]).with("x.sys", &image());
    assert_eq!(codes(&package.build().findings), [("CS5016", Severity::Warning)]);
    assert_eq!(package.members("x.cat")[1].2, sha256(&image()));
    let verified = package.verify();
    assert_eq!(verified.verdict, Verdict::Pass);
    assert!(statuses(&verified).contains(&("x.sys", FileStatus::Match)));
}

/// `x.sys` by an INF whose disk has this cabinet.
fn one_file(disk: &str) -> Package {
    Package::new(&format!(
        "[I]\nCopyFiles=@x.sys\n[SourceDisksFiles]\nx.sys=1,sub\n[SourceDisksNames]\n1=Disk,{disk}\n"
    ))
}

#[test]
fn another_file_in_the_cabinet_than_the_unpacked_one_is_told_and_the_same_is_not() {
    for (inside, expected) in [(b"good", None), (b"evil", Some(("CS5016", Severity::Warning)))] {
        let package = in_cabinet(&[("x.sys", b"good"), ("y.txt", b"text")]).with("x.sys", b"good");
        package.build();
        let package = package.with("data.cab", &cabinet(&[("x.sys", inside), ("y.txt", b"text")]));
        let verified = package.verify();
        assert_eq!(verified.verdict, Verdict::Pass);
        assert_eq!(codes(&verified.findings).first().copied(), expected, "{:?}", verified.findings);
        assert_eq!(codes(&package.build().findings).first().copied(), expected);
    }
}

#[test]
fn a_good_file_hides_no_other_one_that_windows_may_take() {
    let (good, evil) = (cabinet(&[("x.sys", b"good")]), cabinet(&[("x.sys", b"evil")]));
    let packed = compressed(b"good");
    let cases: [(&str, &[Content<'_>], Content<'_>); 3] = [
        ("data.cab", &[("sub/x.sy_", &packed)], ("data.cab", &evil)),
        ("data.cab,,disk", &[("disk/data.cab", &good)], ("data.cab", &evil)),
        ("data.cab", &[("data.cab", &good)], ("data.cab", &cabinet(&[("x.sys", b"good"), ("sub\\x.sys", b"evil")]))),
    ];
    for (disk, files, (name, rival)) in cases {
        let mut package = one_file(disk);
        for (name, content) in files {
            package = package.with(name, content);
        }
        assert!(package.build().written, "{disk}");
        assert_eq!(package.verify().verdict, Verdict::Pass);
        let package = package.with(name, rival);
        let verified = package.verify();
        assert_eq!(verified.verdict, Verdict::Fail, "{name}: {:?}", verified.findings);
        assert!(!package.build().written, "{name}");
    }
}

#[test]
fn a_cabinet_beside_the_inf_serves_a_disk_with_a_path() {
    let package = one_file("data.cab,,disk").with("data.cab", &cabinet(&[("x.sys", b"good")]));
    assert_eq!(codes(&package.build().findings), []);
    assert_eq!(package.members("x.cat")[1].2, sha256(b"good"));
    assert_eq!(package.verify().verdict, Verdict::Pass);
}

/// Tables that put `x.sys` into `a.cab` for x86 and into `b.cab` for amd64: by the disk that a number stands for, by the number of
/// the disk, and by exception.
const TABLES: [&str; 3] = [
    "[SourceDisksFiles]\nx.sys=1\n[SourceDisksNames.x86]\n1=D,a.cab\n[SourceDisksNames.amd64]\n1=D,b.cab\n",
    "[SourceDisksFiles.x86]\nx.sys=1\n[SourceDisksFiles.amd64]\nx.sys=2\n[SourceDisksNames]\n1=D,a.cab\n2=D,b.cab\n",
    "[SourceDisksFiles]\nx.sys=1\n[SourceDisksFiles.amd64]\nx.sys=2\n[SourceDisksNames]\n1=D,a.cab\n2=D,b.cab\n",
];

fn by_tables(tables: &str, a: &[Content<'_>], b: &[Content<'_>]) -> Package {
    let inf = format!("[D.NTx86]\nd=I,A\n[I]\nCopyFiles=@x.sys\n{tables}");
    let text = format!("{}{inf}", HEAD.replace("M=D,NTamd64", "M=D,NTx86,NTamd64"));
    Package::new("").with("x.inf", text.as_bytes()).with("a.cab", &cabinet(a)).with("b.cab", &cabinet(b))
}

/// `x.sys`, which is in `a.cab` for x86 and in `b.cab` for amd64.
fn by_architecture(a: &[Content<'_>], b: &[Content<'_>]) -> Package {
    by_tables(TABLES[0], a, b)
}

const BOTH: &str = "10_X86,10_X64";

#[test]
fn a_name_in_the_cabinets_of_two_architectures_is_two_files() {
    for tables in TABLES {
        let package = by_tables(tables, &[("x.sys", b"for x86")], &[("x.sys", b"for amd64")]);
        let report = package.build_for(BOTH, None);
        assert_eq!((report.written, codes(&report.findings)), (true, vec![]), "{tables}");
        let members: Vec<_> = package.members("x.cat").into_iter().map(|member| (member.1, member.2)).collect();
        assert!(members.contains(&("x.sys".to_owned(), sha256(b"for x86"))), "{members:?}");
        assert!(members.contains(&("x.sys".to_owned(), sha256(b"for amd64"))), "{members:?}");
        let verified = package.verify();
        assert_eq!((verified.verdict, codes(&verified.findings)), (Verdict::Pass, vec![]), "{tables}");
        let expected = ["x.inf", "a.cab/x.sys", "b.cab/x.sys"].map(|path| (path, FileStatus::Match));
        assert_eq!(statuses(&verified), expected);
        // The builds in each other's place have the right digests, and are told like loose files are.
        let swapped = package.with("b.cab", &cabinet(&[("x.sys", b"for x86")])).verify();
        assert!(codes(&swapped.findings).contains(&("CS5020", Severity::Warning)), "{:?}", swapped.findings);
    }
}

#[test]
fn the_cabinet_of_one_architecture_does_not_stand_in_for_that_of_another() {
    let package = by_architecture(&[("x.sys", b"for x86")], &[("y.sys", b"another")]);
    let report = package.build_for(BOTH, None);
    assert_eq!((report.written, codes(&report.findings)), (false, vec![("CS2101", Severity::Error)]));
    let package = by_architecture(&[("x.sys", b"for x86")], &[("x.sys", b"for amd64")]);
    package.build_for(BOTH, None);
    let package = package.with("b.cab", &cabinet(&[("y.sys", b"another")]));
    let verified = package.verify();
    assert!(codes(&verified.findings).contains(&("CS5002", Severity::Error)), "{:?}", verified.findings);
}

#[test]
fn cabinets_of_several_architectures_are_never_taken_for_one_another() {
    for changed in ["a.cab", "b.cab"] {
        let package = by_architecture(&[("x.sys", b"good")], &[("x.sys", b"good")]);
        assert!(package.build_for(BOTH, None).written);
        assert_eq!(package.verify().verdict, Verdict::Pass);
        let package = package.with(changed, &cabinet(&[("x.sys", b"evil")]));
        let verified = package.verify();
        assert_eq!(verified.verdict, Verdict::Fail, "{changed}: {:?}", verified.findings);
    }
}

#[test]
fn what_two_architectures_have_in_different_cabinets_is_one_file_when_it_lies_there_unpacked() {
    let package = by_architecture(&[("x.sys", b"for x86")], &[("x.sys", b"for amd64")]).with("x.sys", b"for both");
    let report = package.build_for(BOTH, None);
    assert_eq!((report.written, codes(&report.findings)), (true, vec![("CS5016", Severity::Warning); 2]));
    let members = package.members("x.cat");
    assert_eq!((members.len(), &members[1].2), (2, &sha256(b"for both")));
}

#[test]
fn a_member_under_the_packed_name_of_another_one_does_not_stand_for_it() {
    let other = cabinet(&[("old.sys", b"old")]);
    let package = Package::new(
        "[I]\nCopyFiles=@x.sys,@fw.cab\n[SourceDisksFiles]\nx.sys=1\nfw.cab=1\n[SourceDisksNames]\n1=Disk\n",
    );
    let package = package.with("x.sys", b"good").with("fw.cab", &other);
    package.build();
    fs::remove_file(package.0.path().join("x.sys")).unwrap();
    let verified = package.with("x.sy_", &other).verify();
    assert_eq!(verified.verdict, Verdict::Fail);
    assert!(codes(&verified.findings).contains(&("CS5001", Severity::Error)), "{:?}", verified.findings);
}

#[test]
fn a_compressed_file_is_catalogued_as_what_it_was() {
    let inf = format!("{TWO_FILES}[SourceDisksNames]\n1=Disk\n");
    let package =
        Package::new(&inf).with("x.sy_", &compressed(&image())).with("sub/y.tx_", &cabinet(&[("whatever", b"text")]));
    let report = package.build();
    assert_eq!(codes(&report.findings), [("CS2121", Severity::Warning); 2]);
    let members = package.members("x.cat");
    assert_eq!(members[1], ("pe", "x.sys".to_owned(), sha256(&image())));
    assert_eq!(members[2], ("flat", "y.txt".to_owned(), sha256(b"text")));
    let verified = package.verify();
    assert_eq!((verified.verdict, codes(&verified.findings)), (Verdict::Pass, vec![]));
    let package = package.with("x.sy_", &compressed(b"something else"));
    assert_eq!(codes(&package.verify().findings), [("CS5001", Severity::Error)]);
}

#[test]
fn what_cannot_be_unpacked_is_an_error_and_nothing_is_written() {
    let good = cabinet(&[("x.sys", &image()), ("y.txt", b"text")]);
    for bad in
        [&b"no cabinet"[..], &good[..good.len() - 1], &cabinet(&[("x.sys", b"1"), ("x.sys", b"2"), ("y.txt", b"3")])]
    {
        let package = in_cabinet(&[]).with("data.cab", bad);
        let report = package.build();
        assert!(codes(&report.findings).contains(&("CS2120", Severity::Error)), "{:?}", report.findings);
        assert!(!report.written && !package.0.path().join("x.cat").exists());
        let package = package.with("data.cab", &good);
        package.build();
        let package = package.with("data.cab", bad);
        let verified = package.verify();
        assert!(codes(&verified.findings).contains(&("CS5007", Severity::Error)), "{:?}", verified.findings);
        assert_eq!(verified.verdict, Verdict::Fail);
    }
}

#[test]
fn a_catalog_of_the_cabinet_itself_is_said_not_to_speak_of_what_is_inside() {
    // The INF of the catalog installs the cabinet, and the one that is there what is inside.
    let bytes = cabinet(&[("x.sys", &image())]);
    let inside = "[I]\nCopyFiles=@x.sys\n[SourceDisksFiles]\nx.sys=1\n[SourceDisksNames]\n1=Disk,data.cab\n";
    let both = inside.replace("@x.sys", "@x.sys,@data.cab").replace("x.sys=1", "x.sys=1\ndata.cab=1");
    let package = Package::new(&both).with("data.cab", &bytes);
    package.build();
    // Only the cabinet counts in a catalog whose other member is gone.
    let package = package.with("data.cab", &bytes);
    assert_eq!(package.verify().verdict, Verdict::Pass);
    let whole = Package::new(
        "[I]\nCopyFiles=@data.cab\n[SourceDisksFiles]\ndata.cab=1\nx.sys=1\n[SourceDisksNames]\n1=Disk,data.cab\n",
    )
    .with("data.cab", &bytes);
    whole.build();
    fs::write(whole.0.path().join("x.inf"), format!("{HEAD}{inside}")).unwrap();
    let verified = whole.verify();
    assert!(codes(&verified.findings).contains(&("CS5015", Severity::Warning)), "{:?}", verified.findings);
    assert!(!verified.not_checked.is_empty());
}

#[test]
fn three_infs_share_a_catalog() {
    let infs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/infs");
    let package = Package(tempfile::tempdir().unwrap()).with("audio.sys", &image()).with("apo.dll", b"apo");
    for name in ["shared-base.inf", "shared-component.inf", "shared-extension.inf"] {
        fs::copy(infs.join(name), package.0.path().join(name)).unwrap();
    }
    let report = package.build();
    assert_eq!((report.catalogs.len(), codes(&report.findings)), (1, vec![]));
    let names: Vec<_> = package.members("audio.cat").into_iter().map(|member| member.1).collect();
    assert_eq!(names, ["apo.dll", "audio.sys", "shared-base.inf", "shared-component.inf", "shared-extension.inf"]);
    assert_eq!(package.verify().verdict, Verdict::Pass);
}

const COMPONENT: &str = "[I]\nCopyFiles=@z.sys\n[SourceDisksFiles]\nz.sys=1\n[SourceDisksNames]\n1=Disk\n";

fn bringing_along(catalog: &str) -> Package {
    let inf = "[I]\nCopyFiles=@x.sys\nCopyINF=part\\z.inf\n[SourceDisksFiles]\nx.sys=1\n[SourceDisksNames]\n1=Disk\n";
    let head = HEAD.replace("x.cat", catalog).replace("d=I,A", "d=I,B");
    Package::new(inf)
        .with("x.sys", &image())
        .with("part/z.inf", format!("{head}{COMPONENT}").replace("[I]\n", "[I]\nCopyINF=deeper\\w.inf\n").as_bytes())
        .with("part/z.sys", b"component")
        .with("part/deeper/w.inf", format!("{head}[I]\n").replace(catalog, "w.cat").as_bytes())
        .with("other/o.inf", HEAD.as_bytes())
}

#[test]
fn an_inf_that_is_brought_along_gets_its_own_catalog_and_so_on_down() {
    let package = bringing_along("z.cat");
    let report = package.build();
    assert_eq!(codes(&report.findings), []);
    let names = |catalog| package.members(catalog).into_iter().map(|member| member.1).collect::<Vec<_>>();
    assert_eq!(names("x.cat"), ["x.inf", "x.sys"]);
    assert_eq!(names("part/z.cat"), ["z.inf", "z.sys"]);
    assert_eq!(names("part/deeper/w.cat"), ["w.inf"]);
    assert_eq!(report.catalogs.len(), 3);
    // Nobody brings other/o.inf along; its ids and files are no business of these catalogs.
    let ids = |catalog: &str| {
        let bytes = fs::read(package.0.path().join(catalog)).unwrap();
        let view = CatalogView::parse(&bytes).unwrap();
        view.attributes()
            .map(Result::unwrap)
            .filter(|it| it.name.starts_with("HWID"))
            .map(|it| it.display())
            .collect::<Vec<_>>()
    };
    assert_eq!((ids("x.cat"), ids("part/z.cat")), (vec!["a".to_owned()], vec!["b".to_owned()]));
    fs::remove_dir_all(package.0.path().join("other")).unwrap();
    let verified = package.verify();
    assert_eq!((verified.verdict, codes(&verified.findings)), (Verdict::Pass, vec![]));
}

#[test]
fn one_catalog_for_infs_in_several_folders_lies_in_each_of_them() {
    let package = bringing_along("x.cat");
    fs::remove_dir_all(package.0.path().join("other")).unwrap();
    let report = package.build();
    assert_eq!((report.catalogs.len(), codes(&report.findings)), (3, vec![]));
    assert_eq!(package.members("x.cat").len(), 4);
    let read = |name: &str| fs::read(package.0.path().join(name)).unwrap();
    assert_eq!(read("x.cat"), read("part/x.cat"));
    assert_eq!(package.verify().verdict, Verdict::Pass);
    // In another place they do not write over each other.
    let out = tempfile::tempdir().unwrap();
    assert!(package.build_to(Some(out.path())).written);
    assert!(out.path().join("x.cat").exists() && out.path().join("part/x.cat").exists());
}
