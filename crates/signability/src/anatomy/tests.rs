use catseal_inf::ParseOptions;

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
    let anatomy = Anatomy::new(&document);
    let places: Vec<_> = anatomy.visits.iter().map(|visit| (visit.section.name(), visit.place, visit.floor)).collect();
    let floor = (10, 0, 16299);
    assert_eq!(
        places,
        [
            ("Inst.NT", Place::Main, floor),
            ("Inst.NT.Services", Place::Services, floor),
            ("More", Place::Main, floor),
            ("Svc", Place::Service, floor),
            ("Log", Place::EventLog, floor),
        ]
    );
    let lists: Vec<_> = anatomy.uses.iter().filter(|used| used.target == Target::List).collect();
    let lists: Vec<_> = lists.iter().map(|used| (used.name.as_str(), used.directive, used.by.place)).collect();
    assert_eq!(
        lists,
        [("Files", "CopyFiles", Place::Main), ("Reg", "AddReg", Place::Main), ("Reg", "AddReg", Place::Service)]
    );
}

#[test]
fn what_only_an_unused_section_names_is_unused() {
    let document = document(TEXT);
    assert_eq!(names(Anatomy::new(&document).unused()), ["Orphan", "Reg2"]);
}

#[test]
fn sections_that_need_each_other_are_visited_once() {
    let document = document("[Version]\n[DefaultInstall]\nNeeds = A\n[A]\nNeeds = B, A\n[B]\nNeeds = A\n");
    assert_eq!(names(Anatomy::new(&document).visits.iter().map(|visit| visit.section)), ["DefaultInstall", "A", "B"]);
}

#[test]
fn an_inf_that_asks_for_too_much_work_comes_to_an_end() {
    let mut text = String::from("[Version]\n[DefaultInstall]\n");
    for _ in 0..60_000 {
        text.push_str("AddReg = %L%\n");
    }
    text.push_str(&format!("[Strings]\nL = {}\n", "x".repeat(4000)));
    let document = document(&text);
    assert!(Anatomy::new(&document).exhausted());
}
