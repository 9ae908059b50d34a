//! Lists of registry values, line by line.

use std::borrow::Cow;
use std::collections::HashSet;

use catseal_finding::codes::install;
use catseal_inf::{Entry, fold};

use super::registry_data;
use super::text::{number, open_token, shown};
use crate::anatomy::{Anatomy, Use};
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    install::REG_ROOT: InfVerif Error, Whql Error;
    install::REG_FLAGS: InfVerif Error, Whql Error;
    install::REG_DELETE_STRING: InfVerif Error, Whql Error;
    install::REG_BIT_MASK: InfVerif Error, Whql Error;
}

/// Deletes a value, or a key.
const DELETE: u64 = 0x4;
/// Adds to a list.
const APPEND: u64 = 0x8;
/// Makes a key, and no value; the second also in lists of `DelReg`.
const KEY_ONLY: u64 = 0x2010;
/// Leaves a value that is there.
const KEEP: u64 = 0x2;
/// `FLG_DELREG_MULTI_SZ_DELSTRING`.
const DELETE_STRING: u64 = 0x18002;

/// A line of a list: `root, key, name, flags, data`.
pub(super) struct Record<'a> {
    pub(super) root: String,
    /// Without backslashes at its ends.
    pub(super) key: String,
    pub(super) name: Cow<'a, str>,
    /// `None` when they are no number.
    pub(super) flags: Option<u64>,
    pub(super) entry: &'a Entry,
}

impl<'a> Record<'a> {
    pub(super) fn read(anatomy: &Anatomy<'_>, entry: &'a Entry) -> Self {
        Self {
            root: anatomy.field(entry, 0).trim().to_ascii_uppercase(),
            key: anatomy.field(entry, 1).trim_matches('\\').to_owned(),
            name: anatomy.field(entry, 2),
            flags: number(&anatomy.field(entry, 3)),
            entry,
        }
    }

    pub(super) fn is_relative(&self) -> bool {
        self.root == "HKR"
    }

    fn has(&self, flags: u64) -> bool {
        self.flags.is_some_and(|own| own & flags != 0)
    }

    /// Whether it sets a value: neither a key alone, nor a deletion.
    pub(super) fn sets_value(&self) -> bool {
        !self.has(DELETE | KEY_ONLY)
    }

    /// Whether it adds to the value of a list.
    pub(super) fn appends(&self) -> bool {
        self.has(APPEND)
    }

    /// Whether what it leaves behind depends on what was there.
    pub(super) fn depends_on_former(&self) -> bool {
        self.has(DELETE | KEY_ONLY | APPEND | KEEP)
    }

    /// The type, as the flags give it.
    pub(super) fn value_type(&self) -> u64 {
        self.flags.unwrap_or(0) & 0xFFFF_0001
    }

    /// The folded key, or the first of its components.
    pub(super) fn first_key(&self) -> String {
        fold(self.key.split('\\').next().unwrap_or_default())
    }

    /// How messages name it.
    pub(super) fn shown(&self) -> String {
        let parts = [self.root.as_str(), self.key.as_str(), self.name.as_ref()];
        shown(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\\"))
    }
}

/// The uses of lists by `directive`, each list once for each place it serves.
pub(super) fn lists_of<'a, 'd>(anatomy: &'a Anatomy<'d>, directive: &'static str) -> impl Iterator<Item = &'a Use<'d>> {
    let mut seen = HashSet::new();
    anatomy.uses_of(directive).filter(move |used| {
        used.section.is_some_and(|section| seen.insert((section.line(), used.by.place, used.by.root)))
    })
}

/// The records of a list. A line that has a key, or nothing but empty fields, is none.
pub(super) fn records<'a>(anatomy: &'a Anatomy<'_>, used: &'a Use<'_>) -> impl Iterator<Item = Record<'a>> {
    let entries = used.section.map_or(&[][..], |section| section.entries());
    let entries = entries.iter().take_while(|_| anatomy.spend(1)).filter(|entry| !entry.has_explicit_key());
    let entries = entries.filter(|entry| entry.fields().iter().any(|field| !field.is_empty()));
    entries.map(|entry| Record::read(anatomy, entry))
}

/// Each line for itself, whoever refers to the list.
pub(super) fn lists(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    for directive in ["AddReg", "DelReg", "BitReg"] {
        let mut seen = HashSet::new();
        for used in anatomy.uses_of(directive) {
            if !used.section.is_some_and(|section| seen.insert(section.line())) {
                continue;
            }
            for record in records(anatomy, used) {
                line(context, inf, anatomy, directive, &used.name, &record);
            }
        }
    }
}

fn line(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>, directive: &str, list: &str, record: &Record<'_>) {
    let (list, line) = (shown(list), record.entry.line());
    if !["HKR", "HKLM", "HKCR", "HKCU", "HKU"].contains(&record.root.as_str()) {
        if !open_token(&record.root) {
            let message =
                format!("a line of [{list}] begins with '{}', which is no root of the registry", shown(&record.root));
            context.report_in(inf, line, install::REG_ROOT.finding(message));
        }
        return;
    }
    let Some(flags) = record.flags else {
        let text = anatomy.field(record.entry, 3);
        if !open_token(&text) {
            let message = format!("the flags of {} in [{list}] are '{}'", record.shown(), shown(&text));
            context.report_in(inf, line, install::REG_FLAGS.finding(message));
        }
        return;
    };
    match directive {
        "AddReg" => registry_data::data(context, inf, anatomy, &list, record),
        "DelReg" if flags & DELETE_STRING == DELETE_STRING && record.entry.field(4).is_empty() => {
            let message = format!("[{list}] deletes a text from {}, but does not say which", record.shown());
            context.report_in(inf, line, install::REG_DELETE_STRING.finding(message));
        }
        "BitReg" => {
            let mask = anatomy.field(record.entry, 4);
            if number(&mask).is_none_or(|mask| mask > 0xFF) && !open_token(&mask) {
                let message = format!("the mask of {} in [{list}] is '{}'", record.shown(), shown(&mask));
                context.report_in(inf, line, install::REG_BIT_MASK.finding(message));
            }
        }
        _ => {}
    }
}

/// Whether a line of `DelReg` takes a text out of a list.
pub(super) fn deletes_string(record: &Record<'_>) -> bool {
    record.flags.is_some_and(|flags| flags & DELETE_STRING == DELETE_STRING)
}
