//! Files that Windows protects.

use catseal_signability::{FileVersion, Image};

use crate::harness::{Case, Shape, findings};

/// Installs `disk.sys` in the place of `sample.sys`.
fn disk(shape: &mut Shape) {
    copied_as("disk.sys")(shape);
}

/// Installs a file of another name, to the folder of drivers.
fn copied_as(name: &'static str) -> impl Fn(&mut Shape) {
    move |shape| {
        let (_, bytes) = shape.infs.first_mut().unwrap();
        *bytes = std::str::from_utf8(bytes).unwrap().replace("sample.sys", name).into_bytes();
        shape.replace("DefaultDestDir = 13", "DefaultDestDir = 12");
        shape.remove("sample.sys");
        shape.add(name);
    }
}

/// For Windows 2000 and later.
fn for_x86(shape: &mut Shape) {
    shape.replace("NTamd64.10.0...16299\n\n", "NTx86\n\n");
    shape.replace("[Models.NTamd64.10.0...16299]", "[Models.NTx86]");
    shape.replace("11/20/2026", "11/20/2010");
}

/// Gives the file an image of that company and version.
fn made_by(path: &'static str, company: &'static str, version: [u16; 4]) -> impl Fn(&mut Shape) {
    move |shape| {
        let version = FileVersion { company: company.to_owned(), version, ..FileVersion::default() };
        shape.file(path).image = Some(Image { machine: 0x14c, subsystem: 1, managed: false, version: Some(version) });
    }
}

/// Deletes or renames files in the folder of drivers.
fn list(directive: &'static str, line: &'static str) -> impl Fn(&mut Shape) {
    move |shape| {
        shape.replace("CopyFiles = Files\n", &format!("CopyFiles = Files\n{directive} = Old\n"));
        shape.replace("[Files]", &format!("[Old]\n{line}\n[Files]"));
        shape.replace("DefaultDestDir = 13", "DefaultDestDir = 13\nOld = 12");
    }
}

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new("CS2201", "disk.sys to the folder of drivers").change(disk).twin_change(copied_as("disc.sys")),
        Case::new("CS2201", "a file that gets the name of a protected one")
            .both(|shape| shape.replace("DefaultDestDir = 13", "DefaultDestDir = 12"))
            .edit("sample.sys\n\n[Service]", "DISK.SYS, sample.sys\n\n[Service]"),
        Case::new("CS2201", "the spelling of the shipped list hides fastfat.sys")
            .both(for_x86)
            .change(copied_as("fastfal.sys"))
            .twin_change(copied_as("fastfat.sys"))
            .targets("XP_X86")
            .compat(),
        Case::new("CS2201", "the corrected list does not")
            .both(for_x86)
            .change(copied_as("fastfat.sys"))
            .twin_change(copied_as("fastfal.sys"))
            .targets("XP_X86"),
        Case::new("CS2201", "a vendor that the allow list does not name")
            .both(disk)
            .edit("\"Sample Maker\"", "\"Other Maker\"")
            .allow("disk.sys | sample * | 10"),
        Case::new("CS2201", "the folder of Windows under the number of the shell")
            .both(disk)
            .edit("DefaultDestDir = 12", "DefaultDestDir = 16421, drivers")
            .twin("DefaultDestDir = 12", "DefaultDestDir = 16422"),
        Case::new("CS2201", "the folder of Windows from the root of the disk")
            .both(disk)
            .edit("DefaultDestDir = 12", "DefaultDestDir = 24, Windows\\System32\\drivers")
            .twin("DefaultDestDir = 12", "DefaultDestDir = 24, Sample"),
        Case::new("CS2201", "a way out of the driver store")
            .both(disk)
            .edit("DefaultDestDir = 12", "DefaultDestDir = 13, ..\\..\\drivers")
            .twin("DefaultDestDir = 12", "DefaultDestDir = 13, drivers"),
        Case::new("CS2201", "a folder before the name")
            .both(|shape| shape.replace("DefaultDestDir = 13", "DefaultDestDir = 11"))
            .edit("sample.sys\n\n[Service]", "drivers\\disk.sys, sample.sys\n\n[Service]")
            .twin("sample.sys\n\n[Service]", "drivers\\disc.sys, sample.sys\n\n[Service]"),
        Case::new("CS2201", "a dot behind the name")
            .both(|shape| shape.replace("DefaultDestDir = 13", "DefaultDestDir = 12"))
            .edit("sample.sys\n\n[Service]", "disk.sys., sample.sys\n\n[Service]"),
        Case::new("CS2204", "in the folder of Windows under the number of the shell")
            .both(list("DelFiles", "disk.sys"))
            .edit("Old = 12", "Old = 16420, system32\\drivers")
            .twin("Old = 12", "Old = 16422"),
        Case::new("CS2202", "disk.sys to the driver store")
            .both(disk)
            .edit("DefaultDestDir = 12", "DefaultDestDir = 13")
            .twin("DefaultDestDir = 12", "DefaultDestDir = 11"),
        Case::new("CS2203", "disk.sys beside the driver")
            .change(|shape| shape.add("tools/disk.sys"))
            .twin_change(|shape| shape.add("tools/disk.txt")),
        Case::new("CS2204", "DelFiles of disk.sys")
            .change(list("DelFiles", "disk.sys"))
            .twin_change(list("DelFiles", "old.sys")),
        Case::new("CS2204", "only in a folder of Windows")
            .both(list("DelFiles", "disk.sys"))
            .twin("Old = 12", "Old = 16422"),
        Case::new("CS2205", "RenFiles of disk.sys")
            .change(list("RenFiles", "old.sys, disk.sys"))
            .twin_change(list("RenFiles", "old.sys, older.sys")),
        Case::new("CS2205", "RenFiles to disk.sys")
            .change(list("RenFiles", "disk.sys, old.sys"))
            .twin_change(list("RenFiles", "older.sys, old.sys")),
        Case::new("CS2206", "disk.sys under another name")
            .both(disk)
            .edit("disk.sys\n\n[Service]", "mine.sys, disk.sys\n\n[Service]"),
        Case::new("CS2201", "disk.sys that lies compressed")
            .both(|shape| shape.replace("DefaultDestDir = 13", "DefaultDestDir = 12"))
            .edit("sample.sys\n\n[Service]", "disk.sys, disk.sy_\n\n[Service]")
            .twin("sample.sys\n\n[Service]", "disc.sys, disc.sy_\n\n[Service]")
            .both(|shape| shape.replace("sample.sys = 1", "sample.sys = 1\ndisk.sy_ = 1\ndisc.sy_ = 1")),
        Case::new("CS2206", "disk.sys that lies compressed, under another name")
            .both(|shape| shape.replace("DefaultDestDir = 13", "DefaultDestDir = 12"))
            .edit("sample.sys\n\n[Service]", "mine.sys, disk.sy_\n\n[Service]")
            .twin("sample.sys\n\n[Service]", "mine.sys, disc.sy_\n\n[Service]")
            .both(|shape| shape.replace("sample.sys = 1", "sample.sys = 1\ndisk.sy_ = 1\ndisc.sy_ = 1")),
        Case::new("CS2203", "disk.sys that lies there compressed")
            .change(|shape| shape.add("tools/disk.sy_"))
            .twin_change(|shape| shape.add("tools/disc.sy_")),
        Case::new("CS2203", "disk.sys in a cabinet from which no INF installs it")
            .change(|shape| shape.add_packed("tools.cab", "disk.sys", &[]))
            .twin_change(|shape| shape.add_packed("tools.cab", "disc.sys", &[])),
        Case::new("CS2201", "a name that is that of a protected file in another language")
            .both(|shape| shape.replace("DefaultDestDir = 13", "DefaultDestDir = 12"))
            .both(|shape| shape.replace("sample.sys\n\n[Service]", "%name%, sample.sys\n\n[Service]"))
            .both(|shape| shape.replace("[Strings]\n", "[Strings]\nname = mine.sys\n"))
            .change(|shape| shape.append("\n[Strings.0407]\nNAME = disk.sys\n"))
            .twin_change(|shape| shape.append("\n[Strings.0407]\nNAME = disc.sys\n")),
        Case::new("CS2201", "a folder that is one of Windows in another language")
            .both(|shape| shape.replace("sample.sys\n\n[Service]", "disk.sys, sample.sys\n\n[Service]"))
            .both(|shape| shape.replace("DefaultDestDir = 13", "DefaultDestDir = %place%"))
            .both(|shape| shape.replace("[Strings]\n", "[Strings]\nplace = 13\n"))
            .change(|shape| shape.append("\n[Strings.0411]\nplace = 12\n"))
            .twin_change(|shape| shape.append("\n[Strings.0411]\nplace = 13\n")),
        Case::new("CS2204", "a list that is another one in another language")
            .both(list("DelFiles", "%name%"))
            .both(|shape| shape.replace("[Strings]\n", "[Strings]\nname = old.sys\n"))
            .change(|shape| shape.append("\n[Strings.0407]\nname = disk.sys\n"))
            .twin_change(|shape| shape.append("\n[Strings.0407]\nname = older.sys\n")),
        Case::new("CS2207", "a row of the allow list")
            .both(disk)
            .twin("\"Sample Maker\"", "\"Other Maker\"")
            .allow("disk.sys | sample * | 10"),
        Case::new("CS2207", "a vendor's own file with a number of its own")
            .both(copied_as("pscr.sys"))
            .both(for_x86)
            .both(|shape| shape.replace("\"Sample Maker\"", "\"SCM Microsystems\""))
            .change(made_by("pscr.sys", "SCM Microsystems, Inc.", [7, 1, 0, 0]))
            .twin_change(made_by("pscr.sys", "SCM Microsystems, Inc.", [5, 0, 2195, 1]))
            .targets("2000"),
    ]
}

#[test]
fn a_file_that_is_merely_there_is_told_for_the_groups_that_have_its_name() {
    let case = Case::new("", "")
        .both(for_x86)
        .change(|shape| shape.add("d3d8.dll"))
        .sets("inf2cat")
        .targets("2000,XP_X86,Vista_X86,7_X86");
    let found = findings(&case);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found.iter().all(|finding| finding.starts_with("CS2203 warning")), "{found:#?}");
    assert!(found[0].contains("Windows Vista/2008") && found[1].contains("Windows XP/2003"), "{found:#?}");
}

#[test]
fn a_protected_name_that_is_the_same_in_every_language_is_told_once() {
    let case = Case::new("", "")
        .change(disk)
        .change(|shape| shape.replace("disk.sys\n\n[Service]", "%name%, disk.sys\n\n[Service]"))
        .change(|shape| shape.replace("[Strings]\n", "[Strings]\nname = disk.sys\nmore = a.sys\n"))
        .change(|shape| shape.append("\n[Strings.0407]\nname = disk.sys\nmore = b.sys\n"))
        .change(|shape| shape.append("\n[Strings.040c]\nname = cdrom.sys\nmore = b.sys\n"));
    let found = findings(&case.sets("inf2cat"));
    let replaced: Vec<_> = found.iter().filter(|finding| finding.starts_with("CS2201")).collect();
    assert_eq!(replaced.len(), 2, "{found:#?}");
    assert!(replaced[0].contains(r"cdrom.sys") && replaced[0].contains("[Strings.040c]"), "{found:#?}");
    assert!(replaced[1].contains("disk.sys") && !replaced[1].contains("[Strings"), "{found:#?}");
}

#[test]
fn a_packed_file_that_an_inf_installs_is_copied_and_not_merely_there() {
    let case = Case::new("", "")
        .change(disk)
        .change(|shape| shape.remove("disk.sys"))
        .change(|shape| shape.add_packed("disk.sy_", "disk.sys", &[("disk.sys", None)]))
        .change(|shape| shape.add("disk.sy_"));
    let found = findings(&case.sets("inf2cat"));
    assert!(found.len() == 1 && found[0].starts_with("CS2201"), "{found:#?}");
}

#[test]
fn a_vendors_own_file_is_a_warning_and_one_that_is_allowed_a_note() {
    let case = Case::new("", "").change(copied_as("pscr.sys")).change(for_x86).targets("2000").sets("inf2cat");
    let case = case.change(|shape| shape.replace("\"Sample Maker\"", "\"SCM Microsystems\""));
    assert!(findings(&case).iter().any(|finding| finding.starts_with("CS2201 error")));
    let own = case.change(made_by("pscr.sys", "SCM Microsystems, Inc.", [7, 1, 0, 0]));
    let found = findings(&own);
    let starts: Vec<_> = found.iter().map(|finding| finding.split(':').next().unwrap()).collect();
    assert_eq!(starts, ["CS2201 warning", "CS2207 note"], "{found:#?}");
    let found = findings(&own.allow("pscr.sys | SCM* | 2000"));
    assert!(found.len() == 1 && found[0].starts_with("CS2207 note"), "{found:#?}");
}
