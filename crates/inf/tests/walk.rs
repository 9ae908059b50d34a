//! From INF to devices and files.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use catseal_finding::{Finding, Severity};
use catseal_inf::{Arch, Document, Driver, ParseOptions, SourceFile, os};

const VERSION: &str = "[Version]\nSignature=\"$Windows NT$\"\nDriverVer=01/02/2024,1.2.3.4\nCatalogFile=x.cat\n[DestinationDirs]\nDefaultDestDir=12\n";
const DISK: &str = "[SourceDisksNames]\n1=Disk\n";
const AMD64: &str = "[Manufacturer]\nM=D,NTamd64\n[D.NTamd64]\nDevice=I,USB\\X\n";

fn document(text: &str) -> Document {
    Document::parse(text.as_bytes(), &ParseOptions::default()).unwrap()
}

fn walk(text: &str, codes: &str) -> Driver {
    Driver::walk(&document(&format!("{VERSION}{text}")), &os::parse_list(codes).unwrap())
}

fn paths(driver: &Driver) -> Vec<&str> {
    driver.files.iter().map(|file| file.path.as_str()).collect()
}

fn ids(driver: &Driver) -> Vec<&str> {
    driver.hardware_ids.iter().map(|id| id.id.as_str()).collect()
}

fn codes(findings: &[Finding]) -> Vec<(&str, Severity)> {
    findings.iter().map(|finding| (finding.code, finding.severity)).collect()
}

/// A walk for x64 Windows 10 of an INF with one device installed by `[I]`.
fn install(text: &str) -> Driver {
    walk(&format!("{AMD64}{DISK}{text}"), "10_X64")
}

#[test]
fn a_complete_inf_has_no_findings() {
    let driver = install("[I]\nCopyFiles=L\n[L]\na.sys\n[SourceDisksFiles]\na.sys=1\n");
    assert_eq!(driver.findings, []);
    let [SourceFile { name, path, section, destinations, targets, cabinet, .. }] = driver.files.as_slice() else {
        panic!()
    };
    assert_eq!(
        (name.as_str(), path.as_str(), section.as_str(), targets.as_slice(), cabinet),
        ("a.sys", "a.sys", "L", &[0][..], &None)
    );
    assert_eq!((destinations[0].dirid.as_str(), destinations[0].name.as_str()), ("12", "a.sys"));
}

#[test]
fn files_are_given_with_the_lines_that_name_them() {
    let text = "[Version]\n[Manufacturer]\nM=D\n[D]\nx=I,A\n[I]\nCopyFiles=L,@b.sys\n[L]\n\na.sys\n[SourceDisksFiles]\nb.sys=1\na.sys=1\n[SourceDisksNames]\n1=d\n";
    let driver = Driver::walk(&document(text), &os::parse_list("7_X86").unwrap());
    let lines: Vec<_> =
        driver.files.iter().map(|f| (f.name.as_str(), f.section.as_str(), f.line, f.listed_line)).collect();
    assert_eq!(lines, [("b.sys", "I", 7, 12), ("a.sys", "L", 10, 13)]);
}

#[test]
fn members_are_the_source_names_of_renamed_files() {
    // Two lists give different files one name in different folders.
    let driver = install(
        "[I]\nCopyFiles=L64,L32\n[L64]\nx.dll,x64.dll\n[L32]\nx.dll,x32.dll,,0x4000\n[SourceDisksFiles]\nx64.dll=1\nx32.dll=1\n\
         [DestinationDirs]\nL64=11\nL32=16425,sub\n",
    );
    assert_eq!(paths(&driver), ["x64.dll", "x32.dll"]);
    let destination = &driver.files[1].destinations[0];
    assert_eq!(
        (destination.dirid.as_str(), destination.subdir.as_str(), destination.name.as_str()),
        ("16425", "sub", "x.dll")
    );
}

#[test]
fn a_file_reached_twice_is_one_file_with_both_destinations() {
    let driver =
        install("[I]\nCopyFiles=A,B,A,@X.SYS\n[A]\nx.sys\n[B]\ny.sys,X.sys\nx.sys\n[SourceDisksFiles]\nx.sys=1\n");
    assert_eq!(paths(&driver), ["x.sys"]);
    let names: Vec<_> = driver.files[0].destinations.iter().map(|destination| destination.name.as_str()).collect();
    assert_eq!(names, ["x.sys", "y.sys", "X.SYS"]);
}

#[test]
fn one_name_in_two_folders_is_two_files() {
    let text = "[Manufacturer]\nM=D,NTx86,NTamd64\n[D.NTx86]\nd=I,A\n[D.NTamd64]\nd=I,A\n[I]\nCopyFiles=L\n[L]\nx.sys\n\
                [SourceDisksFiles.x86]\nx.sys=1,i386\n[SourceDisksFiles.amd64]\nx.sys=1,\\amd64\n[SourceDisksNames]\n1=d,,,\"\"\n";
    let driver = walk(text, "7_X86,7_X64,10_X64");
    assert_eq!(paths(&driver), ["amd64/x.sys", "i386/x.sys"]);
    assert_eq!((&driver.files[0].targets, &driver.files[1].targets), (&vec![1, 2], &vec![0]));
    assert_eq!(paths(&walk(text, "7_X86")), ["i386/x.sys"]);
}

#[test]
fn disks_and_files_are_looked_up_each_by_itself() {
    // Generic table of files, disks of the architecture.
    let text = "[I]\nCopyFiles=L\n[L]\nx.sys\n[SourceDisksFiles]\nX.SYS = 0x2, sub\\deep, 100\n[SourceDisksNames.amd64]\n2=d,,,\\top\n";
    assert_eq!(paths(&install(text)), ["top/sub/deep/X.SYS"]);
    // The table of the architecture goes before the generic one, entry by entry.
    let text = "[I]\nCopyFiles=L\n[L]\nx.sys\ny.sys\n[SourceDisksFiles]\nx.sys=1\ny.sys=1\n[SourceDisksFiles.amd64]\nx.sys=1,a\n";
    assert_eq!(paths(&install(text)), ["a/x.sys", "y.sys"]);
    // These are not decorated as sections of models are.
    let text = "[I]\nCopyFiles=@x.sys\n[SourceDisksFiles.ntamd64]\nx.sys=1\n";
    assert_eq!(codes(&install(text).findings), [("CS2102", Severity::Error)]);
}

#[test]
fn a_disk_may_name_a_cabinet() {
    let driver = install(
        "[I]\nCopyFiles=@a.sys,@b.sys,@c.sys\n[SourceDisksFiles]\na.sys=5\nb.sys=6\nc.sys=7\n\
         [SourceDisksNames]\n5=d,Data.CAB,,sub\n6=d,tag\n7=d,data.bin,,,0x10,tag\n",
    );
    let cabinets: Vec<_> = driver.files.iter().map(|file| (file.path.as_str(), file.cabinet.as_deref())).collect();
    assert_eq!(cabinets, [("b.sys", None), ("c.sys", Some("data.bin")), ("sub/a.sys", Some("sub/Data.CAB"))]);
}

#[test]
fn numbers_are_decimal_or_hexadecimal_and_empty_is_zero() {
    let disks = "[SourceDisksNames]\n0=d,a.bin,,,16\n0x0A=d,b.bin,,,0x10\n11=d,c.bin,,,\n12=d,d.bin,,,junk\n";
    let files = "[SourceDisksFiles]\na.sys=\nb.sys=10\nc.sys=0xb\nd.sys=012\n";
    let driver = install(&format!("[I]\nCopyFiles=@a.sys,@b.sys,@c.sys,@d.sys\n{files}{disks}"));
    let cabinets: Vec<_> = driver.files.iter().map(|file| (file.path.as_str(), file.cabinet.as_deref())).collect();
    let expected = [("a.sys", Some("a.bin")), ("b.sys", Some("b.bin")), ("c.sys", None), ("d.sys", None)];
    assert_eq!(cabinets, expected);
}

#[test]
fn a_section_with_odd_characters_is_found_when_its_name_is_quoted() {
    let driver = install("[I]\nCopyFiles=\";; My, \\Sec \"\n[;; My, \\Sec ]\na.sys\n[SourceDisksFiles]\na.sys=1\n");
    assert_eq!((paths(&driver), codes(&driver.findings)), (vec!["a.sys"], vec![]));
}

#[test]
fn a_path_that_leaves_the_package_is_refused() {
    for path in ["..", "a\\..\\..", "/../..", "c:", "a\\c:\\b"] {
        let driver = install(&format!("[I]\nCopyFiles=@x.sys\n[SourceDisksFiles]\nx.sys=1,{path}\n"));
        assert_eq!((paths(&driver), codes(&driver.findings)), (vec![], vec![("CS2108", Severity::Error)]), "{path}");
        assert_eq!(driver.listed_files[0].path, None);
    }
    let driver = install("[I]\nCopyFiles=@x.sys\n[SourceDisksFiles]\nx.sys=1,.\\a\\..\\b\n");
    assert_eq!(paths(&driver), ["b/x.sys"]);
}

#[test]
fn a_file_that_is_not_listed_is_an_error_or_comes_from_the_layout_file() {
    let text = "[I]\nCopyFiles=L\n[L]\nusbser.sys\n";
    let driver = install(text);
    assert_eq!(codes(&driver.findings), [("CS2102", Severity::Error)]);
    assert!(driver.findings[0].line.is_some() && driver.findings[0].equivalents.contains(&"22.9.10".to_owned()));
    let driver = install(&format!("{text}[Version]\nLayoutFile=layout.inf\n"));
    assert_eq!((paths(&driver), codes(&driver.findings)), (vec![], vec![("CS2102", Severity::Warning)]));
}

#[test]
fn an_undefined_disk_is_an_error() {
    let driver = install("[I]\nCopyFiles=@x.sys\n[SourceDisksFiles]\nx.sys=9\n");
    assert_eq!((paths(&driver), codes(&driver.findings)), (vec![], vec![("CS2103", Severity::Error)]));
}

#[test]
fn the_most_decorated_install_section_wins_and_fixes_that_of_the_rest() {
    let rest = "[SourceDisksFiles]\na=1\nb=1\nc=1\nco=1\n";
    let plain = "[I]\nCopyFiles=@a\n[I.CoInstallers]\nCopyFiles=@co\n";
    assert_eq!(paths(&install(&format!("{plain}{rest}"))), ["a", "co"]);
    let nt = format!("{plain}[I.NT]\nCopyFiles=@b\n");
    assert_eq!(paths(&install(&format!("{nt}{rest}"))), ["b"]);
    let both = format!("{nt}[I.ntAMD64]\nCopyFiles=@c\n[I.NTamd64.coinstallers]\nCopyFiles=@co\n");
    assert_eq!(paths(&install(&format!("{both}{rest}"))), ["c", "co"]);
    let other = format!("{plain}[I.NTarm64]\nCopyFiles=@b\n");
    assert_eq!(paths(&install(&format!("{other}{rest}"))), ["a", "co"]);
}

#[test]
fn a_model_may_name_a_decorated_section() {
    let text =
        "[Manufacturer]\nM=D,NTamd64\n[D.NTamd64]\nd=I.NTamd64,A\n[I.NTamd64]\nCopyFiles=@a\n[SourceDisksFiles]\na=1\n";
    assert_eq!(paths(&walk(&format!("{text}{DISK}"), "10_X64")), ["a"]);
}

#[test]
fn file_lists_are_not_decorated() {
    let driver = install("[I]\nCopyFiles=L\n[L]\na\n[L.NTamd64]\nb\n[SourceDisksFiles]\na=1\nb=1\n");
    assert_eq!(paths(&driver), ["a"]);
}

#[test]
fn every_subsection_is_looked_at() {
    for suffix in
        ["CoInstallers", "Services", "HW", "Interfaces", "Components", "Software", "Wdf", "Filters", "Events", "COM"]
    {
        let driver = install(&format!("[I]\n[I.{suffix}]\nCopyFiles=@a\n[SourceDisksFiles]\na=1\n"));
        assert_eq!(paths(&driver), ["a"], "{suffix}");
    }
}

#[test]
fn needs_is_followed_in_the_same_inf_and_may_go_in_circles() {
    let driver = install(
        "[I]\nInclude=other.inf\nNeeds=J, elsewhere.NT\n[J]\nNeeds=K\nCopyFiles=@a\n[K]\nNeeds=J,I\nCopyFiles=@b\n[SourceDisksFiles]\na=1\nb=1\n",
    );
    assert_eq!((paths(&driver), codes(&driver.findings)), (vec!["a", "b"], vec![]));
    let driver = install("[I]\nNeeds=nowhere\n");
    assert_eq!(codes(&driver.findings), [("CS2107", Severity::Warning)]);
}

#[test]
fn class_interface_and_added_interface_sections_copy_files() {
    let driver = install(
        "[I]\n[I.Interfaces]\nAddInterface={g},ref,Intf\n[Intf.NT]\nCopyFiles=@a\n[ClassInstall32.NTamd64]\nCopyFiles=@b\n\
         [ClassInstall32]\nCopyFiles=@no\n[InterfaceInstall32]\n{g}=New\n[New.NTamd64]\nCopyFiles=@c\n[SourceDisksFiles]\na=1\nb=1\nc=1\n",
    );
    assert_eq!((paths(&driver), codes(&driver.findings)), (vec!["a", "b", "c"], vec![]));
}

#[test]
fn default_install_serves_without_models() {
    let text = "[DefaultInstall.NTamd64]\nCopyFiles=@a\n[DefaultInstall.NTamd64.10.0...25952]\nCopyFiles=@b\n[DefaultInstall.NTamd64.Services]\n[SourceDisksFiles]\na=1\nb=1\n";
    let text = format!("{text}{DISK}");
    let driver = walk(&text, "10_X64,10_GE_X64");
    assert_eq!((paths(&driver), codes(&driver.findings)), (vec!["a", "b"], vec![]));
    assert_eq!(paths(&walk(&text, "10_GE_X64")), ["b"]);
    assert_eq!(paths(&walk(&text, "7_X64")), ["a"]);
    assert_eq!(codes(&walk(&text, "10_VB_ARM64").findings), [("CS2105", Severity::Error)]);
}

#[test]
fn default_uninstall_counts_only_where_it_is_processed() {
    let text = format!("{DISK}[DefaultInstall]\n[DefaultUninstall]\nCopyFiles=@a\n[SourceDisksFiles]\na=1\n");
    assert!(walk(&text, "7_X86").files.is_empty());
    assert_eq!(paths(&walk(&format!("{text}[DefaultUninstall]\nLegacyUninstall=1\n"), "7_X86")), ["a"]);
}

#[test]
fn hardware_ids_come_in_the_order_of_the_inf_each_once() {
    let text = "[Manufacturer]\n%B%=E,NTamd64\nAlone\n%A%=D,NTx86,NTamd64\n\
                [D.NTx86]\nd=I,ROOT\\A,ROOT\\B\nd=I,,only\\compatible\n[D.NTamd64]\nd=I,root\\b,ROOT\\C\n[E.NTamd64]\ne=I,ROOT\\D\n[Alone]\nf=I,ROOT\\E\n[I]\n\
                [Strings]\nA=a\nB=b\n";
    assert_eq!(
        ids(&walk(text, "7_X86,7_X64")),
        ["ROOT\\A", "ROOT\\B", "only\\compatible", "ROOT\\C", "ROOT\\D", "ROOT\\E"]
    );
    assert_eq!(ids(&walk(text, "7_X64")), ["root\\b", "ROOT\\C", "ROOT\\D"]);
}

#[test]
fn an_empty_models_section_blocks_a_system_and_later_ones() {
    let text = "[Manufacturer]\nM=D,NTamd64,NTamd64.6.2\n[D.NTamd64]\nd=I,A\n[D.NTamd64.6.2]\n[I]\n";
    assert_eq!(walk(text, "7_X64").findings, []);
    let driver = walk(text, "7_X64,10_X64");
    assert_eq!((ids(&driver), codes(&driver.findings)), (vec!["A"], vec![("CS2106", Severity::Warning)]));
    assert_eq!(codes(&walk(text, "8_X64,10_X64").findings), [("CS2105", Severity::Error)]);
}

#[test]
fn an_architecture_without_models_is_an_error_once() {
    let text = "[Manufacturer]\nM=D\n[D]\nd=I,A\n[I]\n";
    let driver = walk(text, "7_X86,7_X64,10_X64,10_VB_ARM64");
    assert_eq!(codes(&driver.findings), [("CS2105", Severity::Error); 2]);
    assert_eq!(driver.findings[0].message, "the INF has no models section and no [DefaultInstall] decorated NTamd64");
}

#[test]
fn sections_that_are_missing_are_told() {
    let driver = walk(AMD64, "10_X64");
    assert_eq!(codes(&driver.findings), [("CS2107", Severity::Error)]);
    let text = "[Manufacturer]\nM=D,NTamd64,NTamd64.10.0\nN=F\n[D.NTamd64]\nd=I,A\n[I]\nCopyFiles=gone\n";
    assert_eq!(codes(&walk(text, "7_X64").findings), [("CS2107", Severity::Warning); 3]);
    let text = "[Manufacturer]\nM=D,NTx64\n[D]\nd=I,A\n[I]\n";
    assert_eq!(codes(&walk(text, "7_X86").findings), [("CS2110", Severity::Error)]);
}

#[test]
fn tokens_work_in_names_of_everything() {
    let text = "[%Manufacturer%]\n[Manufacturer]\n%M%=%Models%,%NT%\n[D.NTamd64]\n%d%=%I%,USB\\%Id%\n[I]\n%Copy%=%List%,@%Drv%.dll,\n\
                [L]\n%Drv%.sys\n[SourceDisksFiles]\n%Drv%.sys=%disk%,%sub%\nx.dll=1\n[SourceDisksNames]\n%disk%=%d%,,,%sub%\n1=d\n\
                [Strings]\nM=m\nModels=D\nNT=NTamd64\nd=device\nI=I\nId=VID_1\nCopy=CopyFiles\nList=L\nDrv=x\ndisk=7\nsub=s\n";
    let driver = walk(text, "10_X64");
    assert_eq!(
        (paths(&driver), ids(&driver), driver.findings.as_slice()),
        (vec!["x.dll", "s/s/x.sys"], vec!["USB\\VID_1"], &[][..])
    );
}

#[test]
fn an_undefined_token_in_a_file_name_is_an_error() {
    let driver = install("[I]\nCopyFiles=L\n[L]\n%Drv%.sys\n[SourceDisksFiles]\n%Drv%.sys=1\n");
    assert_eq!(codes(&driver.findings), [("CS2012", Severity::Error); 2]);
    assert_eq!(paths(&driver), ["%Drv%.sys"]);
}

#[test]
fn a_file_name_must_be_the_same_in_every_language() {
    let text = "[I]\nCopyFiles=@%f%\n[SourceDisksFiles]\nen.sys=1\n[Strings]\nf=en.sys\nd=Device\n[Strings.0407]\nd=Ger\u{e4}t\n";
    let with =
        |german: &str| install(&format!("{text}f={german}\n")).findings.iter().map(|f| f.code).collect::<Vec<_>>();
    assert_eq!(with("en.sys"), [""; 0]);
    assert_eq!(with("de.sys"), ["CS2011"]);
}

#[test]
fn copied_infs_are_no_members() {
    let driver = install("[I]\nCopyINF=b.inf, sub\\c.inf,B.INF,..\\d.inf\n");
    let infs: Vec<_> = driver.copied_infs.iter().map(|inf| inf.path.as_str()).collect();
    assert_eq!(
        (infs, driver.files.len(), codes(&driver.findings)),
        (vec!["b.inf", "sub/c.inf"], 0, vec![("CS2108", Severity::Error)])
    );
}

#[test]
fn all_listed_files_are_given_with_their_table() {
    let driver =
        install("[I]\n[SourceDisksFiles]\na=1\nb=8\n[SourceDisksFiles.amd64]\nc=1,x\n[SourceDisksFiles.x86]\nd=1\n");
    let listed: Vec<_> = driver.listed_files.iter().map(|f| (f.name.as_str(), f.path.as_deref(), f.arch)).collect();
    assert_eq!(listed, [("a", Some("a"), None), ("b", None, None), ("c", Some("x/c"), Some(Arch::Amd64))]);
}

#[test]
fn files_without_destination_are_told() {
    let text = format!("{AMD64}{DISK}[I]\nCopyFiles=L\n[L]\na\n[SourceDisksFiles]\na=1\n");
    let version = VERSION.replace("DefaultDestDir=12", "Other=12");
    let driver = Driver::walk(&document(&format!("{version}{text}")), &os::parse_list("10_X64").unwrap());
    assert_eq!(
        (codes(&driver.findings), driver.files[0].destinations[0].dirid.as_str()),
        (vec![("CS2109", Severity::Warning)], "")
    );
}

#[test]
fn names_beyond_the_limits_of_windows_are_left_out() {
    let long = "x".repeat(260);
    let driver = install(&format!("[I]\nCopyFiles=@{long}\n[SourceDisksFiles]\n{long}=1\n[D.NTamd64]\nd=I,{long}\n"));
    assert_eq!((driver.files.len(), ids(&driver)), (0, vec!["USB\\X"]));
    assert_eq!(codes(&driver.findings), [("CS2111", Severity::Error); 2]);
}

#[test]
fn the_union_of_all_targets_has_the_files_of_each() {
    let text = "[Manufacturer]\nM=D,NTx86,NTamd64,NTarm64.10.0...22000,NTamd64.6.1.3\n[D.NTx86]\nd=A,1\n[D.NTamd64]\nd=B,2\n[D.NTarm64.10.0...22000]\nd=C,3\n\
                [D.NTamd64.6.1.3]\nd=S,4\n[A]\nCopyFiles=@a\n[B]\nCopyFiles=@b\n[C]\nCopyFiles=@c\n[S]\nCopyFiles=@s\n[SourceDisksFiles]\na=1\nb=1\nc=1\ns=1\n";
    let text = format!("{VERSION}{text}{DISK}");
    let all: Vec<_> = os::all().iter().collect();
    let union = Driver::walk(&document(&text), &all);
    assert_eq!(paths(&union), ["a", "b", "c", "s"]);
    for (index, target) in all.iter().enumerate() {
        let alone = Driver::walk(&document(&text), &[target]);
        let of_union: Vec<_> =
            union.files.iter().filter(|file| file.targets.contains(&index)).map(|file| &file.path).collect();
        assert_eq!(alone.files.iter().map(|file| &file.path).collect::<Vec<_>>(), of_union, "{}", target.code);
    }
}

#[test]
fn a_target_given_twice_is_told_twice() {
    let document = document(&format!("{VERSION}{AMD64}{DISK}[I]\nCopyFiles=@a\n[SourceDisksFiles]\na=1\n"));
    let target = os::lookup("10_X64").unwrap();
    assert_eq!(Driver::walk(&document, &[target, target]).files[0].targets, [0, 1]);
}

#[test]
fn targets_are_derived_from_what_the_inf_serves() {
    let derive = |text: &str| -> Vec<&str> {
        os::derive(&document(&format!("[Version]\n{text}"))).iter().map(|target| target.code).collect()
    };
    let amd64 = derive(AMD64);
    assert_eq!(amd64, ["10_VB_X64", "10_CO_X64", "10_NI_X64", "10_GE_X64", "10_25H2_X64"]);
    assert_eq!(derive("[Manufacturer]\nM=D\n[D]\nd=I,A\n"), ["10_VB_X86"]);
    assert_eq!(derive("[DefaultInstall.NTarm]\n"), ["6_3_ARM"]);
    assert_eq!(
        derive("[Manufacturer]\nM=D,NTamd64,NTamd64.6.2\n[D.NTamd64]\nd=I,A\n[D.NTamd64.6.2]\n"),
        ["Server2008R2_X64"]
    );
    assert_eq!(
        derive("[Manufacturer]\nM=D,NTia64,NTamd64...3\n[D.NTia64]\nd=I,A\n[D.NTamd64...3]\nd=I,A\n"),
        ["Server2008R2_IA64", "Server2025_X64"]
    );
    assert_eq!(derive(""), [""; 0]);

    // A release has the builds up to the next one; Windows 10 ended with 19045.
    let since = |build: &str| {
        derive(&format!("[Manufacturer]\nM=D,NTamd64.10.0...{build}\n[D.NTamd64.10.0...{build}]\nd=I,A\n"))
    };
    assert_eq!(since("19045"), amd64);
    assert_eq!(since("22000"), ["10_CO_X64", "10_NI_X64", "10_GE_X64", "10_25H2_X64"]);
    assert_eq!(since("26100"), ["10_GE_X64", "10_25H2_X64"]);
    assert_eq!(since("99999"), ["10_26H1_X64"]);
    let default_install = "[DefaultInstall.NTamd64.10.0...26200]\nCopyFiles=F\n";
    assert_eq!(derive(default_install), ["10_25H2_X64"]);
    assert_eq!(derive(&format!("{default_install}[DefaultInstall.NTamd64]\nCopyFiles=F\n")), amd64);
}

#[test]
fn an_architecture_left_to_stampinf_is_told_as_such() {
    let driver = walk("[Manufacturer]\nM=D,NT$ARCH$.10.0\n[D.NT$ARCH$.10.0]\nd=I,A\n[I]\n", "10_X64");
    let finding = driver.findings.iter().find(|finding| finding.code == "CS2110").unwrap();
    assert!(finding.help.contains("stampinf") && finding.equivalents.contains(&"1274".to_owned()));
}

#[test]
fn files_that_are_deleted_or_renamed_are_listed_with_their_folders() {
    let driver = walk(
        &format!(
            "{AMD64}[I]\nDelFiles=Old, Nowhere\nRenFiles=New\n[I.NT]\nRenFiles=Other\n[Old]\n%Old%.sys,,,1\n,\n[New]\nnew.dll, old.dll\n\
             [DestinationDirs]\nNew=11,sub\n[Strings]\nOld=gone\n"
        ),
        "10_X64",
    );
    // The section for NT goes before the plain one.
    assert_eq!(driver.removals, []);
    let driver = install(
        "[I]\nDelFiles=Old, Nowhere\nRenFiles=New\n[Old]\n%Old%.sys,,,1\n,\n[New]\nnew.dll, old.dll\n[DestinationDirs]\nNew=11,sub\n\
         [Strings]\nOld=gone\n",
    );
    let removals: Vec<_> = driver
        .removals
        .iter()
        .map(|r| (r.file.dirid.as_str(), r.file.subdir.as_str(), r.file.name.as_str(), r.renamed_to.as_deref()))
        .collect();
    assert_eq!(removals, [("12", "", "gone.sys", None), ("11", "sub", "old.dll", Some("new.dll"))]);
    assert!(driver.removals.iter().all(|removal| removal.targets == [0]));
    assert_eq!(driver.removals[0].section, "Old");
}

#[test]
fn install_sections_are_listed_with_those_that_belong_to_them_and_their_targets() {
    let driver = walk(
        "[Manufacturer]\nM=D,NTamd64\n[D]\nDevice=I,A\n[D.NTamd64]\nDevice=J,B\n[J.NTamd64.HW]\n[I]\nNeeds=N\n[N]\n[J.NTamd64]\n[Other]\n",
        "10_X86,10_X64",
    );
    let sections: Vec<_> = driver.install_sections.iter().map(|s| (s.name.as_str(), s.targets.as_slice())).collect();
    assert_eq!(sections, [("J.NTamd64.HW", &[1][..]), ("I", &[0][..]), ("N", &[0][..]), ("J.NTamd64", &[1][..])]);
}

#[test]
fn a_section_that_is_not_there_may_be_in_an_included_inf() {
    let missing = |include: &str| {
        let text = format!("[I]\n{include}CopyFiles=L,Elsewhere\n[L]\na.sys\n[SourceDisksFiles]\na.sys=1\n");
        install(&text).findings
    };
    assert_eq!(codes(&missing("")), [("CS2107", Severity::Warning)]);
    assert_eq!(missing("Include=mdmcpq.inf\n"), []);
}
