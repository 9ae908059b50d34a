use catseal_inf::{Document, ParseOptions};

use super::*;

fn document(text: &str) -> Document {
    Document::parse(text.as_bytes(), &ParseOptions::default()).unwrap()
}

fn names<'a>(sections: impl IntoIterator<Item = &'a Section>) -> Vec<&'a str> {
    sections.into_iter().map(Section::name).collect()
}

const TEXT: &str = "[Version]\n[Manufacturer]\nM = Models, NTamd64.10.0...17763, NTarm64\n\
    [Models.NTamd64.10.0...17763]\nD = inst, X\\1\n[Models.NTarm64]\nD = Inst, X\\1\n\
    [Inst]\nCopyFiles = Lost\n[Inst.NT]\nCopyFiles = Files, @x.sys\nNeeds = More\n[Inst.NT.Services]\n\
    AddService = s, 2, %S%, Log\n[Inst.Services]\n[More]\nAddReg = Reg\n[Svc]\nAddReg = Reg\n[Log]\n[Files]\n[Reg]\n\
    [Orphan]\nAddReg = Reg2\n[Reg2]\n[Strings]\nS = Svc\n";

#[test]
fn a_section_is_what_those_that_refer_to_it_make_it() {
    let document = document(TEXT);
    let reader = Reader::new(&document);
    let anatomy = Anatomy::new(&reader);
    let places: Vec<_> = anatomy.visits.iter().map(|visit| (visit.section.name(), visit.place, visit.floor)).collect();
    let floor = (10, 0, 16299);
    assert_eq!(
        places,
        [
            ("Inst.NT", Place::Install(Part::Main), floor),
            ("Inst.NT.Services", Place::Install(Part::Services), floor),
            ("More", Place::Install(Part::Main), floor),
            ("Svc", Place::Service, floor),
            ("Log", Place::EventLog, floor),
        ]
    );
    let lists: Vec<_> = anatomy.uses.iter().filter(|used| used.target == Target::List).collect();
    let lists: Vec<_> = lists.iter().map(|used| (used.name.as_str(), used.directive, used.by.place)).collect();
    assert_eq!(
        lists,
        [
            ("Files", "CopyFiles", Place::Install(Part::Main)),
            ("Reg", "AddReg", Place::Install(Part::Main)),
            ("Reg", "AddReg", Place::Service)
        ]
    );
}

#[test]
fn what_only_an_unused_section_names_is_unused() {
    let document = document(TEXT);
    assert_eq!(names(Anatomy::new(&Reader::new(&document)).unused()), ["Orphan", "Reg2"]);
}

#[test]
fn sections_that_need_each_other_are_visited_once() {
    let document = document("[Version]\n[DefaultInstall]\nNeeds = A\n[A]\nNeeds = B, A\n[B]\nNeeds = A\n");
    assert_eq!(
        names(Anatomy::new(&Reader::new(&document)).visits.iter().map(|visit| visit.section)),
        ["DefaultInstall", "A", "B"]
    );
}

#[test]
fn an_inf_that_asks_for_too_much_work_comes_to_an_end() {
    let mut text = String::from("[Version]\n[DefaultInstall]\n");
    for _ in 0..60_000 {
        text.push_str("AddReg = %L%\n");
    }
    text.push_str(&format!("[Strings]\nL = {}\n", "x".repeat(4000)));
    let document = document(&text);
    let reader = Reader::new(&document);
    Anatomy::new(&reader);
    assert!(reader.is_exhausted());
}

#[test]
fn sections_are_install_sections_by_what_names_them_and_whatever_their_decoration() {
    let document = document(
        "[Version]\n[Manufacturer]\nM = Models, NTamd64, NTarm64.10.0...22000\n\
         [Models.NTamd64]\nD = A, X\n[Models.NTarm64.10.0...22000]\nD = B, X\n\
         [A.NTamd64]\nNeeds = More\n[A.NT]\n[A.NTamd64.Interfaces]\nAddInterface = {1},,I\n[I]\n[I.NT]\n[More]\n\
         [B.NTarm64]\nCOPYfiles = F, @x\n[F]\n[C]\n[DefaultInstall.NTamd64]\n[DefaultInstall.Services]\n\
         [DefaultUninstall.NTamd64]\n[ClassInstall32]",
    );
    let reader = Reader::new(&document);
    let anatomy = Anatomy::new(&reader);
    let expected =
        ["A.NTamd64", "A.NTamd64.Interfaces", "I.NT", "More", "B.NTarm64", "DefaultInstall.NTamd64", "ClassInstall32"];
    assert_eq!(names(anatomy.installs.iter().copied()), expected);
    let copied = anatomy.directives(&anatomy.installs, "CopyFiles");
    let copied: Vec<_> = copied.flat_map(|directive| anatomy.values(directive.entry)).collect();
    assert_eq!(copied, ["F", "@x"]);
    assert!(!reader.is_exhausted());
}

#[test]
fn of_the_sections_of_a_class_and_an_interface_those_are_visited_that_windows_takes() {
    let document = document(
        "[Version]\n[ClassInstall32]\n[ClassInstall32.NT]\n[ClassInstall32.NTamd64.10.0]\n\
         [InterfaceInstall32]\n{1} = I\n[I]\n[I.NTamd64]\n[I.Services]\n",
    );
    let reader = Reader::new(&document);
    let anatomy = Anatomy::new(&reader);
    let visited: Vec<_> = anatomy.visits.iter().map(|visit| (visit.section.name(), visit.root)).collect();
    assert_eq!(visited, [("ClassInstall32.NT", Root::Class), ("I", Root::Interface), ("I.NTamd64", Root::Interface)]);
}

#[test]
fn the_newest_decoration_of_an_architecture_is_for_the_newest_windows() {
    let document = document(
        "[Version]\n[Manufacturer]\nM = Models, NTamd64, NTamd64.6.1, NTamd64.10.0...16299, NTx86\n\
         [Models.NTamd64]\nD = A, X\n[Models.NTamd64.6.1]\nD = B, X\n[Models.NTamd64.10.0...16299]\nD = C, X\n\
         [Models.NTx86]\nD = D, X\n[A]\n[B]\n[C]\nNeeds = E\n[D]\n[D.HW]\n[E]",
    );
    let reader = Reader::new(&document);
    let anatomy = Anatomy::new(&reader);
    let systems = anatomy.systems();
    assert_eq!(systems.len(), 4);
    let mut latest: Vec<_> =
        systems.iter().filter(|system| system.latest).map(|system| names(system.installs(&reader))).collect();
    latest.sort_unstable();
    assert_eq!(latest, [["C", "E"], ["D", "D.HW"]]);
}

#[test]
fn an_inf_whose_decorations_multiply_its_sections_is_read_to_the_limit_of_work() {
    let decorations: String = (0..2000).map(|build| format!(", NTamd64.10.0...{build}")).collect();
    let mut text = format!("[Version]\n[Manufacturer]\nM = Models{decorations}\n[A]\nNeeds = S0\n");
    (0..2000).for_each(|build| text.push_str(&format!("[Models.NTamd64.10.0...{build}]\nD = A, X\n")));
    (0..3000).for_each(|number| text.push_str(&format!("[S{number}]\nNeeds = S{}\n", number + 1)));
    let document = document(&text);
    let reader = Reader::new(&document);
    let anatomy = Anatomy::new(&reader);
    assert!(!reader.is_exhausted());
    let reached: usize = anatomy.systems().iter().map(|system| system.installs(&reader).len()).sum();
    assert!(reader.is_exhausted());
    assert!(reached > 100_000 && reached < 2000 * 3000);
}
