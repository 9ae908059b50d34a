//! Which sections nothing refers to.

use std::collections::{BTreeMap, HashSet};

use catseal_inf::{Section, fold};

use super::Anatomy;

/// Sections that Windows looks for by itself. Those that end in a dot have others below them.
const KNOWN: &[&str] = &[
    "version",
    "manufacturer",
    "strings",
    "sourcedisksnames",
    "sourcedisksfiles",
    "destinationdirs",
    "controlflags",
    "signatureattributes",
    "classinstall32",
    "interfaceinstall32",
    "deviceinstall32",
    "defaultinstall",
    "defaultuninstall",
    "winpe",
    "optional components",
    "printerpackageinstallation",
    "targetcomputers",
    "basewinoptions",
    "oem windows system component verification",
];

/// The sections that are not mentioned, in the order of the INF.
///
/// Class installers have directives of their own, which nobody knows all; so any field that spells the name of a section
/// mentions it, if it stands in a section that is mentioned itself. With `[X]` go `[X.NT...]` and all `[X.Y]`.
pub(super) fn unused<'d>(anatomy: &Anatomy<'d>) -> Vec<&'d Section> {
    let by_name: BTreeMap<String, &Section> =
        anatomy.reader.document().sections().map(|section| (fold(section.name()), section)).collect();
    let mut used: HashSet<u32> = HashSet::new();
    let mut open: Vec<(&str, &Section)> = Vec::new();
    let mention = |prefix: &str, exact: bool, used: &mut HashSet<u32>, anatomy: &Anatomy<'_>| {
        let mut found = Vec::new();
        for (name, section) in by_name.range(prefix.to_owned()..).take_while(|(name, _)| name.starts_with(prefix)) {
            if !anatomy.spend(1) {
                break;
            }
            if (!exact || name.len() == prefix.len()) && used.insert(section.line()) {
                found.push((name.as_str(), *section));
            }
            if exact {
                break;
            }
        }
        found
    };
    for name in KNOWN {
        open.extend(mention(name, true, &mut used, anatomy));
        open.extend(mention(&format!("{name}."), false, &mut used, anatomy));
    }
    let mut known: HashSet<String> = HashSet::new();
    while let Some((name, section)) = open.pop() {
        open.extend(mention(&format!("{name}."), false, &mut used, anatomy));
        for text in
            section.entries().iter().flat_map(|entry| entry.fields().iter().map(String::as_str).chain(entry.key()))
        {
            let text = fold(anatomy.expand(text).trim());
            if text.is_empty() || !anatomy.spend(text.len()) || known.contains(&text) {
                continue;
            }
            open.extend(mention(&text, true, &mut used, anatomy));
            open.extend(mention(&format!("{text}.nt"), false, &mut used, anatomy));
            known.insert(text);
        }
    }
    if anatomy.reader.is_exhausted() {
        return Vec::new();
    }
    anatomy
        .reader
        .document()
        .sections()
        .filter(|section| !used.contains(&section.line()) && !section.name().is_empty())
        .collect()
}
