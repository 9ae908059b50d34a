//! Peculiarities of published INFs that are easily read wrong, each in a small INF of our own.
//!
//! Named after the project that publishes one with the peculiarity.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use catseal_inf::{Arch, Document, Driver, Encoding, ParseOptions, os};

fn walk_bytes(bytes: &[u8], codes: &str) -> Driver {
    let document = Document::parse(bytes, &ParseOptions::default()).unwrap();
    Driver::walk(&document, &os::parse_list(codes).unwrap())
}

fn walk(text: &str, codes: &str) -> Driver {
    walk_bytes(text.as_bytes(), codes)
}

fn paths(driver: &Driver) -> Vec<&str> {
    driver.files.iter().map(|file| file.path.as_str()).collect()
}

fn codes(driver: &Driver) -> Vec<&str> {
    driver.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn argyll_has_strings_first_and_everything_in_tokens() {
    let text = r#"
[Strings]
Date = "06/21/2023"
Ver = "3.1.0.0"
Cls = "Sensors"
[Version]
Signature = "$Windows NT$"
Class = %Cls%
DriverVer = %Date%,%Ver%
CatalogFile = "Meter.cat"
CatalogFile.NTAMD64 = "Meter_x64.cat"
[DestinationDirs]
CoInst_CopyFiles = 11
Drv_Copy = 10,system32\drivers
[Manufacturer]
Maker = Meters, NTx86, NTamd64, NTarm64
[Meters.NTx86]
Meter = Inst, USB\VID_1&PID_2
[Meters.NTamd64]
Meter = Inst, USB\VID_1&PID_2
[Meters.NTarm64]
Meter = Inst, USB\VID_1&PID_2
[Inst.NT]
CopyFiles = DRV_COPY
[Inst.NT.CoInstallers]
CopyFiles = CoInst_CopyFiles
[Drv_Copy]
meter0.sys,,,2
[CoInst_CopyFiles]
co.dll,co_x86.dll
[CoInst_CopyFiles.amd64]
co.dll,co_x64.dll
[SourceDisksNames]
1 = "Disk",,,
[SourceDisksFiles]
meter0.sys = 1, \x86,
co_x86.dll = 1, \x86
[SourceDisksFiles.amd64]
meter0.sys = 1, \amd64,
[SourceDisksFiles.arm64]
meter0.sys = 1, \arm64,
"#;
    let driver = walk(text, "10_X86,10_X64,10_RS3_ARM64");
    assert_eq!(paths(&driver), ["amd64/meter0.sys", "arm64/meter0.sys", "x86/meter0.sys", "x86/co_x86.dll"]);
    assert_eq!(driver.version.driver_ver.as_ref().map(|ver| ver.version), Some([3, 1, 0, 0]));
    assert_eq!(driver.version.class.as_ref().map(|class| class.text.as_str()), Some("Sensors"));
    assert_eq!(driver.catalog_file(Arch::X86).map(|catalog| catalog.name.as_str()), Some("Meter.cat"));
    assert_eq!(driver.catalog_file(Arch::Amd64).map(|catalog| catalog.name.as_str()), Some("Meter_x64.cat"));
    assert_eq!(driver.files[0].destinations[0].subdir, "system32\\drivers");
    assert_eq!(codes(&driver), [""; 0]);
}

#[test]
fn minispy_has_tokens_for_file_names_trailing_commas_and_two_generations() {
    let text = r#"
[Version]
Signature = "$Windows NT$"
DriverVer = 06/16/2007,1.0.0.0
CatalogFile = spy.cat
[DestinationDirs]
Spy.Driver = 12
Spy.User = 10,FltMgr
[DefaultInstall.NTamd64]
CopyFiles = Spy.Driver, Spy.User,
[DefaultInstall.NTamd64.10.0...25952]
CopyFiles = Spy.Driver13,
[DefaultInstall.NTamd64.Services]
AddService = %Name%,,Spy.Service
[Spy.Service]
AddReg = Spy.Reg
[Spy.Reg]
HKR,"Parameters\Instances\"%Name%,"Altitude",0,%Altitude%
[Spy.Driver]
%Name%.sys
[Spy.Driver13]
%Name%.sys
[Spy.User]
spyctl.exe
[SourceDisksFiles]
spy.sys = 1,,
spyctl.exe = 1,,
[SourceDisksNames]
1 = %Disk%,,,""
[Strings]
Name = "Spy"
Disk = "Disk"
Altitude = "385000"
"#;
    let document = Document::parse(text.as_bytes(), &ParseOptions::default()).unwrap();
    let registry = document.section("Spy.Reg").unwrap().entries();
    assert_eq!(document.expand(registry[0].field(1)), "Parameters\\Instances\\Spy");
    assert_eq!(paths(&walk(text, "10_X64,10_GE_X64")), ["spy.sys", "spyctl.exe"]);
    let newest = walk(text, "10_GE_X64");
    assert_eq!((newest.files.len(), newest.files[0].section.as_str()), (1, "Spy.Driver13"));
}

#[test]
fn pscr_names_decorated_sections_in_its_models() {
    let text = r#"
[Version]
Signature = "$Chicago$"
DriverVer = 01/02/2003,1.0.0.0
CatalogFile = reader.cat
[DestinationDirs]
DefaultDestDir = 12
[Manufacturer]
Maker = Readers, NTamd64
[Readers]
One = One.Install, PCMCIA\One
[Readers.NTamd64]
One = One.Install.NTamd64, PCMCIA\One
[One.Install.NT]
CopyFiles = Files
[One.Install.NTamd64]
CopyFiles = Files
[Files]
%Driver%
[SourceDisksNames]
1 = "Disk", reader.sys,,
[SourceDisksFiles]
reader.sys = 1
[Strings]
Driver = reader.sys
"#;
    let driver = walk(text, "2000,7_X86,7_X64");
    assert_eq!((paths(&driver), codes(&driver)), (vec!["reader.sys"], vec![]));
    assert_eq!((driver.files[0].targets.as_slice(), &driver.files[0].cabinet), (&[0, 1, 2][..], &None));
}

#[test]
fn sysvad_includes_what_is_not_there() {
    let text = r#"
[Version]
Signature = "$Windows NT$"
DriverVer = 01/02/2024,1.0.0.0
CatalogFile = audio.cat
[DestinationDirs]
DefaultDestDir = 13
[Manufacturer]
Maker = Audio, NTamd64.10.0...16299
[Audio.NTamd64.10.0...16299]
Device = Audio_SA, Root\Audio
[Audio_SA.NT]
Include = ks.inf, wdmaudio.inf
Needs = KS.Registration, WDMAUDIO.Registration.NT
CopyFiles = Audio.CopyList
[Audio_SA.NT.Interfaces]
AddInterface = {guid}, %Name%, Audio.I.Wave
[Audio.I.Wave]
AddReg = nothing
[Audio.CopyList]
audio.sys
[SourceDisksNames]
222 = "Disk",,,""
[SourceDisksFiles]
audio.sys = 222
[Strings]
Name = "Wave"
"#;
    let driver = walk(text, "10_X64,10_RS5_X64");
    assert_eq!((paths(&driver), codes(&driver)), (vec!["audio.sys"], vec![]));
}

#[test]
fn an_extension_without_files_has_none() {
    let text = r#"
[Version]
Signature = "$WINDOWS NT$"
Class = Extension
ExtensionId = {12345678-1234-1234-1234-123456789012}
DriverVer = 05/16/2017,15.14.36.721
CatalogFile = ext.cat
[Manufacturer]
Maker = Ext, NTamd64.10.0
[Ext.NTamd64.10.0]
Device = ExtInstall, USB\VID_045E&PID_94AA
[ExtInstall.NT]
CopyInf = component.inf
[ExtInstall.NT.Components]
AddComponent = thing,,Thing_Install
[Thing_Install]
ComponentIDs = VID_045e&PID_94ab
"#;
    let driver = walk(text, "10_X64");
    assert_eq!((driver.files.len(), codes(&driver)), (0, vec![]));
    assert_eq!(driver.copied_infs[0].path, "component.inf");
}

#[test]
fn netvadapter_is_utf16_and_has_keys_with_asterisks() {
    let text = "[Version]\r\nSignature=\"$Windows NT$\"\r\nDriverVer=01/02/2024,1.0.0.0\r\nCatalogFile=n.cat\r\n[Manufacturer]\r\nM=Net,NTx86,NTamd64\r\n\
                [Net]\r\n; none\r\n[Net.NTx86]\r\n[Net.NTamd64]\r\nd=I,*NetAdapter\r\n[I]\r\n*IfType = 6 ; ethernet\r\nCharacteristics = 0x1\r\n";
    let bytes: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let document = Document::parse(&bytes, &ParseOptions::default()).unwrap();
    assert_eq!(document.encoding(), Encoding::Utf16Le);
    let entry = &document.section("I").unwrap().entries()[0];
    assert_eq!((entry.key(), entry.field(0)), (Some("*IfType"), "6"));
    assert_eq!(codes(&walk_bytes(&bytes, "10_X64")), [""; 0]);
    assert_eq!(codes(&walk_bytes(&bytes, "10_X86")), ["CS2105"]);
}

#[test]
fn netrtwlans_has_one_catalog_for_all_and_a_section_that_is_a_comment() {
    let text = "[Version]\nSignature=$Chicago$\nDriverVer=01/02/2024,1.0.0.0\nCatalogFile.NT=wlan.cat\n[Manufacturer]\nM=W,NTamd64\n\
                [W.NTamd64]\nd=I,SDIO\\X\n[I.NT]\nCopyFiles=L\n[DestinationDirs]\nL=12\n[L]\nwlan.sys\n;[L2]\n;other.sys\nwlan.dll\n\
                [SourceDisksNames]\n1=d\n[SourceDisksFiles]\nwlan.sys=1\nwlan.dll=1\nother.sys=1\n";
    let driver = walk(text, "10_X64");
    assert_eq!((paths(&driver), codes(&driver)), (vec!["wlan.sys", "wlan.dll"], vec![]));
    assert_eq!(driver.catalog_file(Arch::Amd64).map(|catalog| catalog.decoration.as_str()), Some("nt"));
}

#[test]
fn mdmfake_has_semicolons_in_quotes_and_doubled_percent_signs() {
    let text = "[Version]\n[I]\nevent = x,\"a;b\",\"%%SystemRoot%%\\System32\\x.dll\"\n[SourceDisksNames]\n99 = \"Disk\",disk1,,\"\"\n";
    let document = Document::parse(text.as_bytes(), &ParseOptions::default()).unwrap();
    let entry = &document.section("I").unwrap().entries()[0];
    assert_eq!((entry.field(1), document.expand(entry.field(2)).as_str()), ("a;b", "%SystemRoot%\\System32\\x.dll"));
    assert_eq!(document.section("SourceDisksNames").unwrap().entries()[0].fields(), ["Disk", "disk1", "", ""]);
}

#[test]
fn sdhc_continues_lines_over_and_over() {
    let text = "[Version]\n[s]\nlist = a, \\\n       b, \\ ; why\n       c\nnext = 1\n";
    let document = Document::parse(text.as_bytes(), &ParseOptions::default()).unwrap();
    let section = document.section("s").unwrap();
    assert_eq!(section.entries()[0].fields(), ["a", "b", "c"]);
    assert_eq!(section.entries()[1].line(), 6);
}

#[test]
fn vigembus_has_an_empty_driver_version_and_a_disk_per_architecture() {
    let text = "[Version]\nSignature=\"$WINDOWS NT$\"\nCatalogFile=bus.cat\nDriverVer= ; stampinf\n[DestinationDirs]\nDefaultDestDir=12\n\
                [Manufacturer]\n%M%=Std,NTx86,NTamd64\n[Std.NTx86]\nd=D,Root\\Bus\n[Std.NTamd64]\nd=D,Root\\Bus\n[D.NT]\nCopyFiles=L\n[L]\nbus.sys\n\
                [SourceDisksNames.x86]\n1=%Disk%,,,x86\n[SourceDisksNames.amd64]\n1=%Disk%,,,x64\n[SourceDisksFiles]\nbus.sys=1,,\n[Strings]\nM=\"J\u{fc}rgen\"\nDisk=Disk\n";
    let driver = walk(text, "10_X86,10_X64");
    assert_eq!((paths(&driver), codes(&driver)), (vec!["x64/bus.sys", "x86/bus.sys"], vec!["CS2009"]));
    assert_eq!(driver.findings[0].line, Some(4));
}
