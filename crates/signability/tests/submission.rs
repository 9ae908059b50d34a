//! Cabinets for the hardware dashboard: each thing that is wrong, with a cabinet that differs in it alone.

use catseal_inf::Arch;
use catseal_signability::{Submission, SubmittedFile, check_submission};

const GOOD: &[&str] = &["Driver A\\a.inf", "Driver A\\x64\\a.sys", "Driver A\\a.pdb", "b-1.0_x/b.INF", "b-1.0_x/b.dll"];

fn submission(paths: &[&str]) -> Submission {
    let file = |path: &&str| SubmittedFile { path: (*path).to_owned(), archs: Vec::new() };
    Submission { files: paths.iter().map(file).collect(), signed: Some(true) }
}

fn codes(submission: &Submission) -> Vec<&'static str> {
    check_submission(submission).iter().map(|finding| finding.code).collect()
}

#[test]
fn a_folder_for_each_driver_is_what_the_dashboard_takes() {
    assert_eq!(codes(&submission(GOOD)), [""; 0]);
}

#[test]
fn each_breach_of_the_layout_is_told() {
    let long = "x".repeat(40);
    let just = "x".repeat(39);
    for (code, path, others) in [
        ("CS2528", "readme.txt".to_owned(), &[][..]),
        ("CS2529", "c\\c.txt".to_owned(), &[]),
        ("CS2529", "c\\x64\\c.inf".to_owned(), &[]),
        ("CS2530", format!("{long}\\c.inf"), &[]),
        ("CS2531", "c&d\\c.inf".to_owned(), &[]),
        ("CS2531", "Driver A\\größe\\c.dll".to_owned(), &[]),
        ("CS2535", "..\\c\\c.inf".to_owned(), &[]),
        ("CS2535", "c\\.\\c.inf".to_owned(), &[]),
        ("CS2535", "c\\\\c.inf".to_owned(), &[]),
        ("CS2535", "C:\\c\\c.inf".to_owned(), &[]),
        ("CS2535", "\\\\server\\c\\c.inf".to_owned(), &[]),
        ("CS2536", "c\\c.sys".to_owned(), &["c\\c.inf"]),
    ] {
        let paths: Vec<&str> = GOOD.iter().chain(others).copied().chain([path.as_str()]).collect();
        assert_eq!(codes(&submission(&paths)), [code], "{path}");
    }
    for path in [format!("{just}\\c.inf"), "Driver A/a..b.dll".to_owned()] {
        let paths: Vec<&str> = GOOD.iter().copied().chain([path.as_str()]).collect();
        assert_eq!(codes(&submission(&paths)), [""; 0], "{path}");
    }
}

#[test]
fn folders_without_an_inf_are_told_one_by_one() {
    assert_eq!(codes(&submission(&["a\\a.dll", "b\\b.dll", "A\\c.dll"])), ["CS2529", "CS2529"]);
}

#[test]
fn an_empty_cabinet_and_an_unsigned_one_are_told() {
    assert_eq!(codes(&submission(&[])), ["CS2534"]);
    assert_eq!(codes(&Submission { signed: Some(false), ..submission(GOOD) }), ["CS2533"]);
    assert_eq!(codes(&Submission { signed: None, ..submission(GOOD) }), [""; 0]);
}

#[test]
fn all_folders_serve_the_same_architectures() {
    let with = |first: &[Arch], second: &[Arch]| {
        let mut submission = submission(GOOD);
        for file in &mut submission.files {
            match file.path.as_str() {
                "Driver A\\a.inf" => file.archs = first.to_vec(),
                "b-1.0_x/b.INF" => file.archs = second.to_vec(),
                _ => {}
            }
        }
        codes(&submission)
    };
    assert_eq!(with(&[Arch::Amd64, Arch::X86], &[Arch::X86, Arch::Amd64]), [""; 0]);
    assert_eq!(with(&[Arch::Amd64, Arch::X86], &[Arch::Amd64]), ["CS2532"]);
    // An INF that was not read says nothing.
    assert_eq!(with(&[Arch::Amd64], &[]), [""; 0]);
}
