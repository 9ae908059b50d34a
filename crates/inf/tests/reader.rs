//! Which sections Windows looks for, and where they lead.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use catseal_inf::{Arch, Document, Install, ParseOptions, Part, Reader, Section, Seen};

fn document(text: &str) -> Document {
    Document::parse(format!("[Version]\n{text}").as_bytes(), &ParseOptions::default()).unwrap()
}

#[test]
fn a_line_of_manufacturer_names_its_models_sections_decorated_ones_first() {
    let document =
        document("[Manufacturer]\nM = D, NT%x%, , ntbad\n= NTamd64\n[D.NTamd64]\n[D]\n[Strings]\nx = amd64\n");
    let reader = Reader::new(&document);
    let lines: Vec<_> = reader.manufacturers().collect();
    let named = |line: usize| -> Vec<_> {
        let models = lines.get(line).unwrap().models.iter();
        let arch = |decoration: catseal_inf::Decoration| decoration.arch;
        models.map(|m| (m.name.as_str(), m.decoration.map(arch), m.section.is_some())).collect()
    };
    let amd64 = Some(Some(Arch::Amd64));
    assert_eq!(named(0), [("D.NTamd64", amd64, true), ("D.ntbad", None, false), ("D", Some(None), true)]);
    assert_eq!(named(1), [("NTamd64", Some(None), false)]);
}

#[test]
fn a_line_of_manufacturer_without_a_name_has_no_models_sections() {
    let document = document("[Manufacturer]\nM = , NTamd64\n[]\n");
    let lines: Vec<_> = Reader::new(&document).manufacturers().map(|line| line.models.len()).collect();
    assert_eq!(lines, [0]);
}

#[test]
fn the_section_for_the_architecture_goes_before_that_for_all_and_that_before_the_plain_one() {
    let document = document("[I]\n[I.NT]\n[i.ntAMD64]\n[J]\n");
    let reader = Reader::new(&document);
    let name = |base, arch| reader.decorated(base, arch).map(Section::name);
    assert_eq!(name("I", Arch::Amd64), Some("i.ntAMD64"));
    assert_eq!(name("I", Arch::Arm64), Some("I.NT"));
    assert_eq!([name("J", Arch::X86), name("K", Arch::X86), name("", Arch::X86)], [Some("J"), None, None]);
}

#[test]
fn decorations_are_told_from_parts() {
    let document =
        document("[DefaultInstall.NTamd64.10.0]\n[DefaultInstall.Services]\n[DEFAULTINSTALL]\n[DefaultInstalled]\n");
    let names: Vec<_> = document.decorations_of("DefaultInstall").map(|(section, _)| section.name()).collect();
    assert_eq!(names, ["DefaultInstall.NTamd64.10.0", "DEFAULTINSTALL"]);
}

const LINKED: &str = "[A.NT]\nNeeds = More, A.NT, Absent\n[A.NT.Services]\nNeeds = More.Services\n[More]\nNeeds = A.NT\n\
    [More.Services]\n[A.NT.Interfaces]\nAddInterface = {1}, , I\n[I]\n[I.NTamd64]\nNeeds = Last\n[I.Services]\n[Last]\n";

#[test]
fn install_sections_lead_to_their_parts_to_what_they_need_and_to_their_interfaces() {
    let document = document(LINKED);
    let reader = Reader::new(&document);
    let root = Install { section: document.section("A.NT").unwrap(), part: Part::Main };
    let mut seen = Seen::new();
    let mut follow = |arch| -> Vec<_> {
        let found = reader.follow([root], arch, &mut seen);
        found.iter().map(|install| (install.section.name(), install.part)).collect()
    };
    assert_eq!(
        follow(Arch::Amd64),
        [
            ("A.NT", Part::Main),
            ("A.NT.Services", Part::Services),
            ("A.NT.Interfaces", Part::Interfaces),
            ("More", Part::Main),
            ("More.Services", Part::Services),
            ("I.NTamd64", Part::Interface),
            ("Last", Part::Interface),
        ]
    );
    assert_eq!(follow(Arch::Amd64), [], "what was seen does not come again");
    assert_eq!(Reader::new(&document).follow([root], Arch::X86, &mut Seen::new()).last().unwrap().section.name(), "I");
}

#[test]
fn an_interface_has_no_parts() {
    let document = document(LINKED);
    let root = Install { section: document.section("I").unwrap(), part: Part::Interface };
    assert_eq!(Reader::new(&document).follow([root], Arch::X86, &mut Seen::new()).len(), 1);
}

#[test]
fn the_first_line_of_destination_dirs_for_a_list_counts_and_the_default_serves_the_rest() {
    let document = document("[DestinationDirs]\nDefaultDestDir = 13\nL = 12, sub\nl = 11\n");
    let dirs = Reader::new(&document).destination_dirs();
    let place = |list| dirs.of(list).map(|dir| (dir.dirid.to_string(), dir.subdir.to_string(), dir.line));
    assert_eq!(place(Some("l")), Some(("12".to_owned(), "sub".to_owned(), 4)));
    assert_eq!(place(Some("other")), Some(("13".to_owned(), String::new(), 3)));
    assert_eq!(place(None), place(Some("DEFAULTDESTDIR")));
}

#[test]
fn nothing_is_found_or_expanded_once_the_work_is_used_up() {
    let document = document("[A]\nx=%t%\n[Strings]\nt = text\n");
    let reader = Reader::new(&document);
    assert!(reader.section("A").is_some() && reader.expand("%t%") == "text");
    assert!(!reader.spend(usize::MAX) && reader.is_exhausted());
    assert!(reader.section("A").is_none() && reader.decorated("A", Arch::X86).is_none());
    assert_eq!((reader.expand("%t%").as_ref(), reader.lines("A").count()), ("%t%", 0));
}
