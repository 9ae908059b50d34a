//! What Inf2Cat lists beyond what Windows needs.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use catseal_finding::Severity;
use catseal_inf::{Document, Driver, ParseOptions, SignatureWish, os};

const HEAD: &str = "[Version]\nSignature=\"$Windows NT$\"\nDriverVer=01/02/2024,1.2.3.4\nCatalogFile=x.cat\n\
                    [DestinationDirs]\nDefaultDestDir=12\n[SourceDisksNames]\n1=Disk\n";
/// One file, in a folder for each architecture.
const TABLES: &str = "[SourceDisksFiles.x86]\nx.sys=1,i386\n[SourceDisksFiles.amd64]\nx.sys=1,amd64\n[SourceDisksFiles.ia64]\nx.sys=1,ia64\n\
                      [SourceDisksFiles.arm]\nx.sys=1,arm\n[SourceDisksFiles.arm64]\nx.sys=1,arm64\n";
const INTEL: [&str; 3] = ["amd64/x.sys", "i386/x.sys", "ia64/x.sys"];

fn document(text: &str) -> Document {
    Document::parse(format!("{HEAD}{text}").as_bytes(), &ParseOptions::default()).unwrap()
}

fn as_inf2cat(text: &str, codes: &str) -> Driver {
    Driver::walk_as_inf2cat(&document(text), &os::parse_list(codes).unwrap())
}

/// Path, targets, and whether one of them needs it; in the order of the paths.
fn files(driver: &Driver) -> Vec<(&str, &[usize], bool)> {
    let mut files: Vec<_> =
        driver.files.iter().map(|file| (file.path.as_str(), file.targets.as_slice(), file.needed)).collect();
    files.sort_unstable();
    files
}

#[test]
fn a_later_version_in_the_decoration_of_the_models_takes_no_target_away() {
    let text = "[Manufacturer]\nM=D,NTamd64.6.1\n[D.NTamd64.6.1]\nd=I,A\n[I.NTamd64]\nCopyFiles=@y.sys\n[SourceDisksFiles]\ny.sys=1\n";
    let codes = "Server2008_X64,7_X86,7_X64";
    assert_eq!(files(&as_inf2cat(text, codes)), [("y.sys", &[0, 2][..], true)]);
    // Windows itself looks at the version.
    let driver = Driver::walk(&document(text), &os::parse_list(codes).unwrap());
    assert_eq!(files(&driver), [("y.sys", &[2][..], true)]);
}

#[test]
fn models_that_no_target_chooses_bring_no_files() {
    let text = "[Manufacturer]\nM=D,NTamd64,NTamd64.10.0\n[D.NTamd64]\nd=I,A\n[D.NTamd64.10.0]\nd=J,A\n\
                [I.NTamd64]\nCopyFiles=@y.sys\n[J.NTamd64]\nCopyFiles=@z.sys\n[SourceDisksFiles]\ny.sys=1\nz.sys=1\n";
    assert_eq!(files(&as_inf2cat(text, "7_X64")), [("y.sys", &[0][..], true)]);
    assert_eq!(files(&as_inf2cat(text, "7_X64,10_X64")), [("y.sys", &[0, 1][..], true), ("z.sys", &[0, 1], true)]);
}

#[test]
fn a_section_without_architecture_copies_from_the_tables_for_x86_amd64_and_ia64() {
    for section in ["I", "I.NT"] {
        let text = format!("[Manufacturer]\nM=D,NTx86\n[D.NTx86]\nd=I,A\n[{section}]\nCopyFiles=@x.sys\n{TABLES}");
        let driver = as_inf2cat(&text, "XP_X86,7_X86");
        let [amd64, x86, ia64] = INTEL;
        let expected = [(amd64, &[0, 1][..], false), (x86, &[0, 1], true), (ia64, &[0, 1], false)];
        assert_eq!(files(&driver), expected, "{section}");
        let windows = Driver::walk(&document(&text), &os::parse_list("XP_X86,7_X86").unwrap());
        assert_eq!(files(&windows), [(x86, &[0, 1][..], true)]);
    }
}

#[test]
fn a_table_for_arm_is_read_only_for_its_targets() {
    let text = format!("[Manufacturer]\nM=D,NTarm64\n[D.NTarm64]\nd=I,A\n[I]\nCopyFiles=@x.sys\n{TABLES}");
    let driver = as_inf2cat(&text, "10_RS3_ARM64");
    let paths: Vec<_> = files(&driver).into_iter().map(|(path, _, needed)| (path, needed)).collect();
    assert_eq!(paths, [("amd64/x.sys", false), ("arm64/x.sys", true), ("i386/x.sys", false), ("ia64/x.sys", false)]);
}

#[test]
fn a_section_with_an_architecture_copies_from_its_own_table_and_the_generic_one() {
    for (model, section) in [("I", "I.NTx86"), ("I.NTx86", "I.NTx86")] {
        let text = format!(
            "[Manufacturer]\nM=D,NTx86\n[D.NTx86]\nd={model},A\n[{section}]\nCopyFiles=@x.sys,@y\n{TABLES}[SourceDisksFiles]\ny=1\n"
        );
        assert_eq!(files(&as_inf2cat(&text, "7_X86")), [("i386/x.sys", &[0][..], true), ("y", &[0], true)], "{model}");
    }
    let text = format!("[DefaultInstall.NTx86.6.0]\nCopyFiles=@x.sys\n{TABLES}");
    assert_eq!(files(&as_inf2cat(&text, "7_X86")), [("i386/x.sys", &[0][..], true)]);
}

#[test]
fn models_for_all_architectures_lead_to_the_install_sections_of_each() {
    for manufacturer in ["M=D", "M=D,NT,NTamd64"] {
        let models =
            if manufacturer == "M=D" { "[D]\nd=I,A\n" } else { "[D]\nd=I,A\n[D.NT]\nd=I.NT,A\n[D.NTamd64]\nd=I,A\n" };
        let text = format!(
            "[Manufacturer]\n{manufacturer}\n{models}[I.NT]\nCopyFiles=@a\n[I.NTamd64]\nCopyFiles=@b\n[I.NTia64]\nCopyFiles=@c\n[I.NTarm]\nCopyFiles=@d\n\
             [SourceDisksFiles]\na=1\nb=1\nc=1\nd=1\n"
        );
        let driver = as_inf2cat(&text, "XP_X86,7_X64");
        let of_x64 = manufacturer != "M=D";
        let expected = [("a", &[0, 1][..], true), ("b", &[0, 1], of_x64), ("c", &[0, 1], false)];
        assert_eq!(files(&driver), expected, "{manufacturer}");
    }
}

#[test]
fn a_plain_models_section_that_no_target_chooses_is_not_followed() {
    let text = "[Manufacturer]\nM=D,NTx86\n[D]\nd=Old,A\n[D.NTx86]\nd=I,A\n[Old]\nCopyFiles=@old\n[I]\nCopyFiles=@new\n[SourceDisksFiles]\nold=1\nnew=1\n";
    assert_eq!(files(&as_inf2cat(text, "7_X86")), [("new", &[0][..], true)]);
}

#[test]
fn nothing_is_found_wrong_with_what_no_target_needs() {
    // For amd64 there is no such line, and for ia64 no such disk.
    let text = "[Manufacturer]\nM=D,NTx86\n[D.NTx86]\nd=I,A\n[I]\nCopyFiles=@x.sys\n\
                [SourceDisksFiles.x86]\nx.sys=1\n[SourceDisksFiles.ia64]\nx.sys=9\n";
    let driver = as_inf2cat(text, "7_X86");
    assert_eq!(driver.findings, []);
    assert_eq!(files(&driver), [("x.sys", &[0][..], true)]);
}

#[test]
fn hardware_ids_are_those_of_all_models_sections() {
    let text = "[Manufacturer]\nM=D,NTamd64\n[D.NTamd64]\nd=I,A,B\n[D]\nd=I,C,A\n[Other]\nd=I,E\n[I]\n";
    let driver = as_inf2cat(text, "7_X86");
    let ids: Vec<_> = driver.hardware_ids.iter().map(|id| id.id.as_str()).collect();
    assert_eq!(ids, ["A", "B", "C"]);
}

#[test]
fn an_architecture_without_default_install_is_a_warning_where_another_has_one() {
    let severity = |text: &str, codes| -> Vec<(&str, Severity)> {
        as_inf2cat(text, codes).findings.iter().map(|finding| (finding.code, finding.severity)).collect()
    };
    let default_install = "[DefaultInstall.NTarm]\nCopyFiles=@x.sys\n[SourceDisksFiles]\nx.sys=1\n";
    let driver = as_inf2cat(default_install, "6_3_ARM,10_RS3_ARM64");
    assert_eq!(files(&driver), [("x.sys", &[0][..], true)]);
    assert_eq!(severity(default_install, "6_3_ARM,10_RS3_ARM64"), [("CS2105", Severity::Warning)]);
    assert_eq!(severity(default_install, "10_RS3_ARM64"), [("CS2105", Severity::Error)]);
    let models = "[Manufacturer]\nM=D,NTarm\n[D.NTarm]\nd=I,A\n[I]\n";
    assert_eq!(severity(models, "6_3_ARM,10_RS3_ARM64"), [("CS2105", Severity::Error)]);
}

#[test]
fn signatures_are_asked_for_by_file() {
    let text = "[Manufacturer]\nM=D,NTamd64\n[D.NTamd64]\nd=I,A\n[I]\n\
                [SignatureAttributes]\n%dll%=SignatureAttributes.PETrust\nb.dll=SignatureAttributes.DRM\nc.sys=SignatureAttributes.Elam\nd.dll=Nowhere\n\
                [SignatureAttributes.PETrust]\npetrust=TRUE\n[SignatureAttributes.DRM]\nDRMLevel=1300\n[SignatureAttributes.Elam]\nElam=true\nDRMLevel=5\nPETrust=false\n\
                [Strings]\ndll=a.dll\n";
    let driver = as_inf2cat(text, "10_X64");
    let wishes: Vec<_> =
        driver.signature_attributes.iter().map(|attribute| (attribute.file.as_str(), attribute.wish.clone())).collect();
    let other = |text: &str| SignatureWish::Other(text.to_owned());
    assert_eq!(
        wishes,
        [
            ("a.dll", SignatureWish::PeTrust),
            ("b.dll", SignatureWish::DrmLevel("1300".to_owned())),
            ("c.sys", other("Elam = true")),
            ("c.sys", other("DRMLevel = 5")),
            ("c.sys", other("PETrust = false")),
        ]
    );
    let [missing] = driver.findings.as_slice() else { unreachable!("{:?}", driver.findings) };
    assert_eq!((missing.code, missing.line), ("CS2107", Some(18)));
}
