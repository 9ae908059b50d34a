//! Shorthand for cases that add sections.

use crate::harness::{Case, Shape};

/// Replacements in the INF; `+` adds a text before `[SourceDisksNames]`.
pub(crate) type Edits<'a> = &'a [(&'a str, &'a str)];

fn apply(shape: &mut Shape, edits: Edits<'_>) {
    for &(from, to) in edits {
        match from {
            "+" => shape.replace("[SourceDisksNames]", &format!("{to}\n[SourceDisksNames]")),
            _ => shape.replace(from, to),
        }
    }
}

/// A case: what package and twin have in common, what only the one has, what only the other.
pub(crate) fn case(code: &'static str, title: &'static str, both: Edits<'_>, bad: Edits<'_>, good: Edits<'_>) -> Case {
    Case::new(code, title)
        .both(|shape| apply(shape, both))
        .change(|shape| apply(shape, bad))
        .twin_change(|shape| apply(shape, good))
}

/// A directive for the install section.
pub(crate) const INSTALL: &str = "CopyFiles = Files";

/// A case of two lines in a list of the install section's `AddReg`.
pub(crate) fn registry(code: &'static str, title: &'static str, bad: &str, good: &str) -> Case {
    list(code, title, "AddReg", bad, good)
}

/// A case of two lines in a list of the install section.
pub(crate) fn list(code: &'static str, title: &'static str, directive: &str, bad: &str, good: &str) -> Case {
    let install = format!("CopyFiles = Files\n{directive} = List");
    let list = |line: &str| format!("[List]\n{line}\n");
    case(code, title, &[(INSTALL, &install)], &[("+", &list(bad))], &[("+", &list(good))])
}
