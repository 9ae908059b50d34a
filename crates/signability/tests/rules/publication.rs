//! What bars a package from publication.

use catseal_signability::{FileVersion, Image};

use crate::harness::{Case, Shape, findings};

const ID: &str = "USB\\VID_1209&PID_0001";

/// Ids that bring a code, each with one that does not.
const IDS: &[(&str, &str, &str)] = &[
    ("CS2501", "tap0901", "ROOT\\Sample\\tap0901"),
    ("CS2501", "VID_1209&PID_0001", "*SMP0001"),
    ("CS2502", "ActivCardBus\\sample", "USBSTOR\\sample"),
    ("CS2502", "PS2_SAMPLE\\0001", "PS2\\0001"),
    ("CS2502", "PNP\\0A03", "PNPA\\0A03"),
    ("CS2503", "USB\\Class_03&SubClass_01", ID),
    ("CS2503", "PCI\\CC_0300", "PCI\\VEN_1234&DEV_5678&CC_0300"),
    ("CS2504", "PCI\\VEN_1234&DEV_5678", "PCI\\VEN_1234&DEV_5678&SUBSYS_00011234"),
    ("CS2504", "HDAUDIO\\FUNC_01&VEN_1234&DEV_5678", "HDAUDIO\\FUNC_01&VEN_1234&DEV_5678&SUBSYS_00011234"),
    (
        "CS2505",
        "BTHENUM\\{0000110b-0000-1000-8000-00805f9b34fb}",
        "BTHENUM\\{0000110b-0000-1000-8000-00805f9b34fb}_VID&00011234_PID&0001",
    ),
    ("CS2506", "PCI\\VEN_FFFF&DEV_5678&SUBSYS_00011234", "PCI\\VEN_FFFE&DEV_5678&SUBSYS_00011234"),
    (
        "CS2506",
        "HDAUDIO\\FUNC_01&VEN_0000&DEV_5678&SUBSYS_00011234",
        "HDAUDIO\\FUNC_01&VEN_0001&DEV_5678&SUBSYS_00011234",
    ),
    ("CS2507", "PCI\\VEN_1234&DEV_5678&SUBSYS_12340000", "PCI\\VEN_1234&DEV_5678&SUBSYS_00001234"),
    ("CS2508", "PCI\\VEN_1234&SUBSYS_00011234", "PCI\\VEN_1234&DEV_5678&SUBSYS_00011234"),
    ("CS2508", "USB\\VID_1209", ID),
    ("CS2509", "HID_DEVICE_SYSTEM_MOUSE", "HID\\VID_1209&PID_0001"),
    ("CS2509", "SERIAL_MOUSE", "*SERIAL"),
    ("CS2509", "SERENUM\\PNP0F01", "SERENUM\\SMP0F01"),
    ("CS2509", "*PNP0501", "*SMP0501"),
    ("CS2510", "ACPI\\PNP0501", "ACPI\\SMP0501"),
    ("CS2511", "Root\\circlass", "Root\\circlasses\\a"),
    ("CS2511", "STORAGE\\Volume", "STORAGE\\Partition"),
    ("CS2512", "USB\\VID_12g9&PID_0001", ID),
    ("CS2512", "USB\\VID_1209&PID_01", ID),
    ("CS2512", "PCI\\VEN_XXXX&DEV_5678&SUBSYS_00011234", "PCI\\VEN_12AB&DEV_5678&SUBSYS_00011234"),
    ("CS2513", "ROOT\\SYSTEM", "ROOT\\Sample\\System"),
];

/// Adds a section, and a line to the install section that leads there.
fn install(line: &'static str, section: &'static str) -> impl Fn(&mut Shape) {
    move |shape| {
        shape.replace("CopyFiles = Files\n", &format!("CopyFiles = Files\n{line}\n"));
        shape.replace("[Files]", &format!("{section}\n[Files]"));
    }
}

/// Adds a section that runs a program after the installation.
fn software(arguments: &'static str) -> impl Fn(&mut Shape) {
    move |shape| {
        let software = "[Install.NT.Software]\nAddSoftware = Tool,, Tool\n[Tool]\nSoftwareType = 1\nSoftwareBinary = %13%\\tool.exe\n";
        shape.replace(
            "[Files]",
            &format!("{software}SoftwareArguments = {arguments}\nSoftwareVersion = 1.0.0.0\n[Files]"),
        );
    }
}

fn image_of(company: &str, original_name: &str) -> Image {
    let (company, original_name) = (company.to_owned(), original_name.to_owned());
    let version = FileVersion { version: [1, 2, 3, 4], company, original_name, ..FileVersion::default() };
    Image { machine: 0x8664, subsystem: 1, managed: false, version: Some(version) }
}

pub(crate) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> =
        IDS.iter().map(|&(code, bad, good)| Case::new(code, bad).edit(ID, bad).twin(ID, good)).collect();
    let microsoft = |original: &'static str| {
        move |shape: &mut Shape| shape.file("sample.sys").image = Some(image_of("Microsoft Corporation", original))
    };
    let run = "HKLM,\"Software\\Microsoft\\Windows\\CurrentVersion";
    cases.extend([
        Case::new("CS2515", "the class of unknown devices").edit("Class       = Sample", "Class = Unknown"),
        Case::new("CS2516", "no device at all")
            .edit("%Maker% = Models, NTamd64.10.0...16299", "")
            .edit("[Install.NT]", "[DefaultInstall.NTamd64]")
            .edit("%Device% = Install, USB\\VID_1209&PID_0001", ""),
        Case::new("CS2517", "a template's provider")
            .edit("\"Sample Maker\"", "\"<Your manufacturer name>\"")
            .twin("\"Sample Maker\"", "\"Todor & Sons\""),
        Case::new("CS2518", "a driver of Microsoft")
            .change(microsoft("sample.sys"))
            .twin_change(microsoft("MSVCR120.dll")),
        Case::new("CS2519", "Reboot").edit("CopyFiles = Files", "CopyFiles = Files\nReboot"),
        Case::new("CS2520", "InteractiveInstall")
            .edit("[Files]", "[ControlFlags]\nInteractiveInstall = USB\\VID_1209&PID_0001\n[Files]")
            .twin("[Files]", "[ControlFlags]\nExcludeFromSelect = *\n[Files]"),
        Case::new("CS2521", "RequestAdditionalSoftware")
            .edit("[Files]", "[ControlFlags]\nRequestAdditionalSoftware = *\n[Files]")
            .twin("[Files]", "[ControlFlags]\nExcludeFromSelect.ntamd64 = *\n[Files]"),
        Case::new("CS2524", "RegisterDlls")
            .change(install("RegisterDlls = Dlls", "[Dlls]\n11,,sample.dll,1"))
            .twin_change(install("", "[Dlls]\n11,,sample.dll,1")),
        Case::new("CS2526", "a program with windows").change(software("/qf")).twin_change(software("/quiet")),
        Case::new("CS2526", "a program that may have windows")
            .change(software("<<DeviceInstanceID>>"))
            .twin_change(software("-s")),
        Case::new("CS2527", "an extension for all boards with a chip")
            .both(|shape| shape.replace("Class       = Sample", "Class = Extension"))
            .edit(ID, "PCI\\VEN_1234&DEV_5678&REV_01")
            .twin(ID, "PCI\\VEN_1234&DEV_5678&SUBSYS_00011234&REV_01"),
    ]);
    for (code, key, other) in
        [("CS2522", "RunOnce", "Runtime"), ("CS2523", "Run", "RunOnce"), ("CS2522", "runonceex\\x", "App Paths")]
    {
        let registry = |key: &str| format!("[Install.NT.HW]\nAddReg = Run\n[Run]\n{run}\\{key}\",,,\"a.exe\"\n[Files]");
        cases.push(Case::new(code, key).edit("[Files]", &registry(key)).twin("[Files]", &registry(other)));
    }
    cases
}

#[test]
fn an_id_has_one_reason_and_ids_with_all_their_parts_have_none() {
    for id in [
        ID,
        "PCI\\VEN_1234&DEV_5678&SUBSYS_00011234&REV_01",
        "ACPI\\SMP0001",
        "HID\\VID_1209&PID_0001&Col01",
        "SWC\\Sample",
    ] {
        let case = Case::new("", "").edit(ID, id).sets("update");
        assert_eq!(findings(&case), Vec::<String>::new(), "{id}");
    }
    for (code, bad, _) in IDS {
        let found = findings(&Case::new("", "").edit(ID, bad).sets("update"));
        assert!(found.len() == 1 && found[0].starts_with(code), "{bad}: {found:#?}");
    }
}

#[test]
fn itanium_is_told_by_the_targets() {
    let case = |targets| Case::new("", "").sets("update").targets(targets);
    assert!(findings(&case("Server2008_IA64")).iter().any(|finding| finding.starts_with("CS2514")));
    assert!(!findings(&case("Server2008_X64")).iter().any(|finding| finding.starts_with("CS2514")));
}
