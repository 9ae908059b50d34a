//! The generated part of `docs`: the table of codes, and the JSON schema of every report.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use catseal::{CodePage, Severity};

const CODES: &str = "codes.md";
/// Holds generated files alone: whatever else is in it does not belong there.
const SCHEMAS: &str = "schemas";

const INTRODUCTION: &str = "# Codes

Every finding carries a code. A code that was published keeps its meaning. `catseal explain CODE` prints what it means and why
it matters; it also takes what other tools call it, as in the last column. The severity is the usual one.

Written by `cargo xtask docs` from `crates/finding/src/codes`: change it there.
";

/// Codes that begin alike are about the same subject; here are those that have a name.
const SUBJECTS: [(&str, &str); 14] = [
    ("CS10", "Encoding"),
    ("CS11", "Catalogs"),
    ("CS12", "Definition files"),
    ("CS20", "INF text"),
    ("CS21", "From the INF to the files"),
    ("CS22", "Signability"),
    ("CS23", "INF"),
    ("CS24", "Installation"),
    ("CS25", "Publication"),
    ("CS26", "The package against itself"),
    ("CS30", "Keys and signing"),
    ("CS40", "Signatures, chains, time"),
    ("CS50", "Files against catalogs and INFs"),
    ("CS60", "Audits"),
];

/// The generated files: path relative to `docs`, with `/`, and text.
fn all() -> io::Result<Vec<(String, String)>> {
    let mut all = vec![(CODES.to_owned(), codes(&catseal::explain(None).codes))];
    for (command, schema) in catseal::schemas() {
        all.push((format!("{SCHEMAS}/{command}.json"), serde_json::to_string_pretty(&schema)? + "\n"));
    }
    Ok(all)
}

fn codes(codes: &[CodePage]) -> String {
    let mut text = INTRODUCTION.to_owned();
    for group in codes.chunk_by(|a, b| a.code.get(..4) == b.code.get(..4)) {
        let prefix = group.first().and_then(|page| page.code.get(..4)).unwrap_or_default();
        let subject = SUBJECTS.iter().find(|(known, _)| *known == prefix).map(|(_, subject)| format!(": {subject}"));
        text += &format!("\n## {prefix}xx{}\n\n", subject.unwrap_or_default());
        text += "| code | severity | what it says | what to do | elsewhere |\n|---|---|---|---|---|\n";
        for page in group {
            let cells = [page.code, severity(page.severity), page.title, page.help, &page.equivalents.join(", ")];
            let row = cells.map(cell).join(" | ");
            text += &format!("| {} |\n", row.trim_end());
        }
    }
    text
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// Text that stays in its cell, and as it is: outside of code an angle bracket would be taken for HTML.
fn cell(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(n, part)| if n % 2 == 0 { part.replace('<', "&lt;") } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("`").replace('|', r"\|")
}

/// Writes what is missing or different, and removes schemas of no report. Returns the paths concerned.
///
/// # Errors
/// When a file or folder cannot be read, written or removed.
pub(crate) fn write(docs: &Path) -> io::Result<Vec<String>> {
    let changes = differences(docs)?;
    let all = all()?;
    fs::create_dir_all(docs.join(SCHEMAS))?;
    for path in &changes {
        match all.iter().find(|(wanted, _)| wanted == path) {
            Some((_, text)) => fs::write(docs.join(path), text)?,
            None => fs::remove_file(docs.join(path))?,
        }
    }
    Ok(changes)
}

/// The paths, relative to `docs` and in order, of generated files that are missing, extra or not as they should be.
///
/// # Errors
/// When a file or folder cannot be read.
pub(crate) fn differences(docs: &Path) -> io::Result<Vec<String>> {
    let mut different = BTreeSet::new();
    match fs::read_dir(docs.join(SCHEMAS)) {
        Ok(entries) => {
            for entry in entries {
                different.insert(format!("{SCHEMAS}/{}", entry?.file_name().to_string_lossy()));
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    for (path, text) in all()? {
        let same = match fs::read(docs.join(&path)) {
            Ok(bytes) => bytes == text.as_bytes(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(error),
        };
        if same {
            different.remove(&path);
        } else {
            different.insert(path);
        }
    }
    Ok(different.into_iter().collect())
}

/// Has the test that knows the cases of all rules compare `docs/rules.md` with what it should be, or write it. False if it is not.
///
/// # Errors
/// When cargo cannot be started.
pub(crate) fn rules(write: bool) -> io::Result<bool> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut test = Command::new(cargo);
    test.args(["test", "--quiet", "--package", "catseal-signability", "--test", "rules", "the_table_of_rules"]);
    test.current_dir(crate::root());
    if write {
        test.env("CATSEAL_WRITE_DOCS", "1");
    }
    Ok(test.status()?.success())
}

/// Where this repository keeps them.
pub(crate) fn folder() -> PathBuf {
    crate::root().join("docs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_files_are_those_that_are_generated() {
        assert_eq!(differences(&folder()).unwrap(), [""; 0], "run `cargo xtask docs`");
    }

    #[test]
    fn every_code_is_in_the_table_once() {
        let pages = catseal::explain(None).codes;
        let table = codes(&pages);
        let rows: Vec<_> = table.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next()).collect();
        let rows: Vec<_> = rows.into_iter().filter(|cell| cell.starts_with("CS")).collect();
        assert_eq!(rows, pages.iter().map(|page| page.code).collect::<Vec<_>>());
    }

    #[test]
    fn text_stays_in_its_cell() {
        assert_eq!(cell("a|b <c> `<d>|`"), r"a\|b &lt;c> `<d>\|`");
    }

    #[test]
    fn every_schema_is_that_of_a_report_which_names_itself_first() {
        for (command, schema) in catseal::schemas() {
            let properties = schema.get("properties").and_then(|properties| properties.as_object());
            assert!(properties.is_some_and(|properties| properties.contains_key("schema")), "{command}");
        }
    }

    #[test]
    fn what_is_changed_missing_or_extra_is_named_and_put_right() {
        let folder = tempfile::tempdir().unwrap();
        let everything: Vec<_> = all().unwrap().into_iter().map(|(path, _)| path).collect();
        assert_eq!(write(folder.path()).unwrap().len(), everything.len());
        assert_eq!(differences(folder.path()).unwrap(), [""; 0]);

        fs::write(folder.path().join("by-hand.md"), "stays").unwrap();
        fs::write(folder.path().join(CODES), "changed").unwrap();
        fs::write(folder.path().join("schemas/extra.json"), "extra").unwrap();
        fs::remove_file(folder.path().join("schemas/show.json")).unwrap();
        let different = [CODES, "schemas/extra.json", "schemas/show.json"];
        assert_eq!(differences(folder.path()).unwrap(), different);
        assert_eq!(write(folder.path()).unwrap(), different);
        assert_eq!(differences(folder.path()).unwrap(), [""; 0]);
        assert!(folder.path().join("by-hand.md").exists());
    }
}
