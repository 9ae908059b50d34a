//! The cabinet in which drivers go to the hardware dashboard.
//!
//! Sources: Microsoft's pages "Attestation sign Windows drivers", "Create a new hardware submission" (its errors) and "Driver code
//! signing requirements".

use std::collections::BTreeMap;

use catseal_finding::Finding;
use catseal_finding::codes::publication::{
    CABINET_ARCHITECTURES, CABINET_EMPTY, CABINET_FOLDER_NAME_CHARACTERS, CABINET_FOLDER_NAME_LONG,
    CABINET_FOLDER_WITHOUT_INF, CABINET_PATH, CABINET_ROOT_FILE, CABINET_UNSIGNED, CABINET_WITHOUT_SYMBOLS,
};
use catseal_inf::{Arch, fold};

use crate::facts::extension;
use crate::rules::rules;

rules! {
    CABINET_ROOT_FILE: Whql Error;
    CABINET_FOLDER_WITHOUT_INF: Whql Error;
    CABINET_FOLDER_NAME_LONG: Whql Error;
    CABINET_FOLDER_NAME_CHARACTERS: Whql Error;
    CABINET_ARCHITECTURES: Whql Error;
    CABINET_UNSIGNED: Whql Error;
    CABINET_EMPTY: Whql Error;
    CABINET_PATH: Whql Error;
    CABINET_WITHOUT_SYMBOLS: Whql Note;
}

/// A cabinet for the hardware dashboard.
#[derive(Debug, Clone, Default)]
pub struct Submission {
    /// Its files, in any order.
    pub files: Vec<SubmittedFile>,
    /// Whether the cabinet carries a signature; `None` when that is not known.
    pub signed: Option<bool>,
}

/// A file of a cabinet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmittedFile {
    /// The name in the cabinet, parted by `\` or `/`.
    pub path: String,
    /// For an INF that was read: the architectures that it installs on. Empty for all others.
    pub archs: Vec<Arch>,
}

/// Findings of one kind that are kept.
const MAX_FINDINGS: usize = 1000;
/// Names of folders have fewer characters than this.
const MAX_FOLDER_NAME: usize = 40;

/// What the hardware dashboard will not take about the layout of a cabinet, in the order of the codes.
#[must_use]
pub fn check_submission(submission: &Submission) -> Vec<Finding> {
    let mut findings = Findings(BTreeMap::new());
    if submission.files.is_empty() {
        findings.add(CABINET_EMPTY.finding("the cabinet has no files"));
    }
    if submission.signed == Some(false) {
        findings.add(CABINET_UNSIGNED.finding("the cabinet is not signed"));
    }
    let mut folders: BTreeMap<String, Folder> = BTreeMap::new();
    for file in &submission.files {
        let path = file.path.replace('/', "\\");
        if path.contains(':') || path.split('\\').any(|part| ["", ".", ".."].contains(&part)) {
            findings.add(CABINET_PATH.finding(format!("the path {} leads out of the cabinet", file.path)).at(path));
            continue;
        }
        let Some((folder, rest)) = path.split_once('\\') else {
            let message = format!("{} lies in the root of the cabinet", file.path);
            findings.add(CABINET_ROOT_FILE.finding(message).at(file.path.clone()));
            continue;
        };
        let known =
            folders.entry(fold(folder)).or_insert_with(|| Folder { name: folder.to_owned(), ..Folder::default() });
        known.add(rest, &file.archs);
        for part in path.split('\\').rev().skip(1) {
            check_folder_name(&mut findings, part);
        }
    }
    for folder in folders.values() {
        let name = &folder.name;
        if !folder.has_inf {
            findings.add(CABINET_FOLDER_WITHOUT_INF.finding(format!("the folder {name} has no INF")).at(name.clone()));
        }
        if folder.has_driver && !folder.has_symbols {
            let message = format!("the folder {name} has a driver and no symbols (.pdb)");
            findings.add(CABINET_WITHOUT_SYMBOLS.finding(message).at(name.clone()));
        }
    }
    let mut serving = folders.values().filter(|folder| !folder.archs.is_empty());
    if let Some(first) = serving.next() {
        for other in serving.filter(|other| other.archs != first.archs) {
            let message = format!(
                "the folder {} serves {}, and the folder {} serves {}",
                first.name,
                first.served(),
                other.name,
                other.served()
            );
            findings.add(CABINET_ARCHITECTURES.finding(message).at(other.name.clone()));
        }
    }
    findings.0.into_values().flatten().collect()
}

fn check_folder_name(findings: &mut Findings, name: &str) {
    let length = name.encode_utf16().count();
    if length >= MAX_FOLDER_NAME {
        let message = format!(
            "the name of the folder {name} has {length} characters, and fewer than {MAX_FOLDER_NAME} are taken"
        );
        findings.add(CABINET_FOLDER_NAME_LONG.finding(message).at(name));
    }
    if let Some(odd) = name.chars().find(|c| !c.is_ascii_alphanumeric() && !" .-_".contains(*c)) {
        let message = format!("the name of the folder {name} has the character '{}'", odd.escape_default());
        findings.add(CABINET_FOLDER_NAME_CHARACTERS.finding(message).at(name));
    }
}

/// A folder in the root of the cabinet.
#[derive(Default)]
struct Folder {
    name: String,
    has_inf: bool,
    has_driver: bool,
    has_symbols: bool,
    /// Ascending, each once.
    archs: Vec<Arch>,
}

impl Folder {
    fn add(&mut self, rest: &str, archs: &[Arch]) {
        let kind = extension(&rest.replace('\\', "/"));
        self.has_inf |= kind == "inf" && !rest.contains('\\');
        self.has_driver |= kind == "sys";
        self.has_symbols |= kind == "pdb";
        self.archs.extend(archs);
        self.archs.sort_unstable();
        self.archs.dedup();
    }

    fn served(&self) -> String {
        self.archs.iter().map(|arch| arch.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// Findings by code, each once.
struct Findings(BTreeMap<&'static str, Vec<Finding>>);

impl Findings {
    fn add(&mut self, finding: Finding) {
        let same = self.0.entry(finding.code).or_default();
        if same.len() < MAX_FINDINGS && !same.contains(&finding) {
            same.push(finding);
        }
    }
}
