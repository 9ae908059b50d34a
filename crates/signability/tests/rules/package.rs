//! The package against itself.

use catseal_signability::{FileVersion, Image};

use crate::harness::{Case, Shape};

const X86: u16 = 0x014c;
const AMD64: u16 = 0x8664;
const ARM64: u16 = 0xaa64;

/// A driver or a program.
fn image(machine: u16, subsystem: u16) -> Image {
    let version = FileVersion { version: [1, 2, 3, 4], company: "Sample".to_owned(), ..FileVersion::default() };
    Image { machine, subsystem, managed: false, version: Some(version) }
}

fn driver(machine: u16, subsystem: u16) -> impl Fn(&mut Shape) {
    move |shape| shape.file("sample.sys").image = Some(image(machine, subsystem))
}

/// The driver comes in a cabinet.
fn in_cabinet(shape: &mut Shape) {
    shape.replace("1 = %Disk%", "1 = %Disk%, disk1.cab");
    shape.remove("sample.sys");
    shape.add("disk1.cab");
    shape.add_packed("disk1.cab", "sample.sys", &[("sample.sys", Some("disk1.cab"))]);
}

/// For ARM64 in the place of x64.
fn for_arm64(shape: &mut Shape) {
    shape.replace("NTamd64.10.0...16299\n\n", "NTarm64\n\n");
    shape.replace("[Models.NTamd64.10.0...16299]", "[Models.NTarm64]");
}

fn flags(flags: u32) -> impl Fn(&mut Shape) {
    move |shape| {
        let version = FileVersion { flags, version: [1, 0, 0, 0], ..FileVersion::default() };
        shape.file("sample.sys").image = Some(Image { version: Some(version), ..image(AMD64, 1) });
    }
}

/// A second INF, with other line endings.
fn sibling(ending: &'static str) -> impl Fn(&mut Shape) {
    move |shape| {
        let (_, bytes) = shape.infs.first().unwrap();
        let text = std::str::from_utf8(bytes).unwrap().replace('\n', ending);
        shape.infs.push(("second.inf".to_owned(), text.into_bytes()));
        shape.add("second.inf");
    }
}

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new("CS2601", "a program that no INF installs")
            .change(|shape| shape.add("tool.exe"))
            .twin_change(|shape| shape.add("sample.pdb")),
        Case::new("CS2601", "what another architecture installs is installed")
            .both(|shape| {
                shape.replace("NTamd64.10.0...16299\n\n", "NTamd64, NTarm64\n\n");
                shape.replace("[Models.NTamd64.10.0...16299]", "[Models.NTamd64]");
                shape.add("arm64/arm.sys");
                shape.replace("[SourceDisksFiles]", "[SourceDisksFiles.arm64]\narm.sys = 1, arm64\n[SourceDisksFiles]");
            })
            .twin(
                "[Install.NT]",
                "[Models.NTarm64]\n%Device% = Arm, USB\\VID_1209&PID_0001\n[Arm.NTarm64]\nCopyFiles = @arm.sys\n[Install.NT]",
            )
            .edit("[SourceDisksFiles.arm64]\narm.sys = 1, arm64\n", ""),
        Case::new("CS2601", "compressed files are the files that are installed")
            .change(|shape| shape.file("sample.sys").path = "samples.sy_".to_owned())
            .twin_change(|shape| shape.file("sample.sys").path = "SAMPLE.SY_".to_owned()),
        Case::new("CS2602", "a file that is listed only")
            .both(|shape| {
                shape.add("more.dat");
                shape.replace("sample.sys = 1", "sample.sys = 1\nmore.dat = 1");
            })
            .twin("sample.sys\n\n[Service]", "sample.sys\nmore.dat\n\n[Service]"),
        Case::new("CS2603", "a file of the day after")
            .change(|shape| shape.file("sample.sys").modified = Some("2026-11-21T00:00:00Z".parse().unwrap()))
            .twin_change(|shape| shape.file("sample.sys").modified = Some("2026-11-20T23:59:59Z".parse().unwrap())),
        Case::new("CS2604", "an x64 driver on ARM64")
            .both(for_arm64)
            .targets("10_RS3_ARM64")
            .change(driver(AMD64, 1))
            .twin_change(driver(ARM64, 1)),
        Case::new("CS2604", "an x86 driver on x64").change(driver(X86, 1)).twin_change(driver(X86, 2)),
        Case::new("CS2605", "an ARM64 program on x64").change(driver(ARM64, 3)).twin_change(driver(AMD64, 3)),
        Case::new("CS2605", "an x64 program runs on ARM64")
            .both(for_arm64)
            .targets("10_RS3_ARM64")
            .change(driver(0x0200, 2))
            .twin_change(driver(AMD64, 2)),
        Case::new("CS2605", "code for .NET has no machine")
            .change(driver(ARM64, 2))
            .twin_change(|shape| shape.file("sample.sys").image = Some(Image { managed: true, ..image(ARM64, 2) })),
        Case::new("CS2606", "a driver without a version")
            .change(|shape| shape.file("sample.sys").image = Some(Image { version: None, ..image(AMD64, 1) }))
            .twin_change(driver(AMD64, 1)),
        Case::new("CS2607", "lines that end in two ways")
            .edit("Class       = Sample\n", "Class       = Sample\r\n"),
        Case::new("CS2607", "a sibling whose lines end in another way")
            .change(sibling("\r\n"))
            .twin_change(sibling("\n")),
        Case::new("CS2608", "a catalog of another name")
            .change(|shape| shape.add("old.cat"))
            .twin_change(|shape| shape.add("Sample.CAT")),
        Case::new("CS2608", "a catalog in another folder")
            .change(|shape| shape.add("old/sample.cat"))
            .twin_change(|shape| shape.add("sample.cat")),
        Case::new("CS2609", "an empty driver").change(|shape| shape.file("sample.sys").size = 0),
        Case::new("CS2610", "a private key")
            .change(|shape| shape.add("test.PFX"))
            .twin_change(|shape| shape.add("test.cer")),
        Case::new("CS2611", "a file is copied and deleted")
            .edit("CopyFiles = Files\n", "CopyFiles = Files\nDelFiles = Files\n")
            .twin("CopyFiles = Files\n", "CopyFiles = Files\nDelFiles = Old\n[Old]\nold.sys\n"),
        Case::new("CS2611", "in the same folder")
            .both(|shape| shape.replace("CopyFiles = Files\n", "CopyFiles = Files\nDelFiles = Old\n[Old]\nsample.sys\n"))
            .twin("DefaultDestDir = 13", "DefaultDestDir = 13\nOld = 12"),
        Case::new("CS2612", "a debug build").change(flags(1)).twin_change(flags(0x8)),
        Case::new("CS2613", "a prerelease").change(flags(2)).twin_change(flags(0x20)),
        Case::new("CS2614", "the name of a device")
            .change(|shape| shape.add("aux.txt"))
            .twin_change(|shape| shape.add("auxiliary.txt")),
        Case::new("CS2614", "a dot at the end of a folder")
            .change(|shape| shape.add("docs./a.txt"))
            .twin_change(|shape| shape.add("docs/.a.txt")),
        Case::new("CS5016", "two files that are one to Windows")
            .change(|shape| shape.add("SAMPLE.sys"))
            .twin_change(|shape| shape.add("sample2.sys")),
        Case::new("CS2601", "a program in a cabinet that no INF installs")
            .change(|shape| shape.add_packed("disk1.cab", "tool.exe", &[]))
            .twin_change(|shape| shape.add_packed("disk1.cab", "tool.exe", &[("tool.exe", Some("disk1.cab"))])),
        Case::new("CS2606", "a driver in a cabinet that has no version")
            .both(in_cabinet)
            .change(|shape| {
                shape.file("disk1.cab/sample.sys").image = Some(Image { version: None, ..image(AMD64, 1) });
            })
            .twin_change(|shape| shape.file("disk1.cab/sample.sys").image = Some(image(AMD64, 1))),
        Case::new("CS2604", "the driver of another architecture in a cabinet")
            .both(in_cabinet)
            .change(|shape| shape.file("disk1.cab/sample.sys").image = Some(image(ARM64, 1)))
            .twin_change(|shape| {
                // One that lies there unpacked is the one that counts.
                shape.file("disk1.cab/sample.sys").image = Some(image(ARM64, 1));
                shape.add("sample.sys");
            }),
        Case::new("CS2609", "an empty driver in a cabinet")
            .both(in_cabinet)
            .change(|shape| shape.file("disk1.cab/sample.sys").size = 0),
        Case::new("CS2610", "a private key in a cabinet")
            .change(|shape| shape.add_packed("disk1.cab", "test.pvk", &[]))
            .twin_change(|shape| shape.add_packed("disk1.cab", "test.pub", &[])),
        Case::new("CS2602", "a file that is listed only, in a cabinet")
            .both(in_cabinet)
            .both(|shape| shape.replace("sample.sys = 1", "sample.sys = 1\nmore.dat = 1"))
            .change(|shape| shape.add_packed("disk1.cab", "more.dat", &[]))
            .twin_change(|shape| shape.add_packed("disk1.cab", "other.dat", &[])),
    ]
}
