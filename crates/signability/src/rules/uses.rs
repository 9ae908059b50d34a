//! How sections refer to each other.

use std::collections::{HashMap, HashSet};

use catseal_finding::codes::install;
use catseal_inf::{Entry, Part};

use super::text::{open_token, shown};
use crate::anatomy::{Anatomy, Place, Target, Use, permitted};
use crate::classes::is_guid;
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    install::LIST_MISSING: InfVerif Error, Whql Error;
    install::SECTION_UNUSED: InfVerif Warning;
    install::SECTION_TWO_DIRECTIVES: InfVerif Warning;
    install::SECTION_TWO_KINDS: InfVerif Error, Whql Error;
    install::DIRECTIVE_MISPLACED: InfVerif Error, Whql Error;
    install::DIRECTIVE_GUID: InfVerif Error, Whql Error;
}

/// Sections that are named must be there. The walk of the INF tells of those of `CopyFiles` and `Needs`, another check of
/// services. A section that is in an included INF is another matter.
pub(super) fn references(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    for used in anatomy.uses.iter().filter(|used| used.section.is_none() && !open_token(&used.name)) {
        let told = used.directive == "CopyFiles"
            || used.target == Target::Same
            || used.target == Target::Section(Place::Service)
            || anatomy.includes(used.by.section);
        if !told {
            let by = shown(used.by.section.name());
            let message = format!("{} in [{by}] names [{}], which is not there", used.directive, shown(&used.name));
            context.report_in(inf, used.entry.line(), install::LIST_MISSING.finding(message));
        }
    }
}

/// What a section is read as. Two directives of one family read the lines alike.
fn family(used: &Use<'_>) -> &'static str {
    match used.directive {
        "CopyFiles" | "DelFiles" | "RenFiles" => "files",
        "AddReg" | "DelReg" | "BitReg" => "registry values",
        "RegisterDlls" | "UnregisterDlls" => "libraries",
        "AddProperty" | "DelProperty" => "properties",
        "KmdfService" | "UmdfService" => "WDF services",
        "AddAutoLogger" | "UpdateAutoLogger" => "sessions",
        other => other,
    }
}

/// A section is read in one way. The same list for RegisterDlls and UnregisterDlls is how these are meant.
pub(super) fn shared_lists(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let mut first: HashMap<u32, &Use<'_>> = HashMap::new();
    let mut told: HashSet<(u32, &str)> = HashSet::new();
    for used in anatomy.uses.iter().filter(|used| used.target != Target::Same) {
        let Some(section) = used.section else { continue };
        let before = *first.entry(section.line()).or_insert(used);
        if before.directive == used.directive && before.target == used.target {
            continue;
        }
        let (family_before, family) = (family(before), family(used));
        let code = match family {
            _ if family_before != family => &install::SECTION_TWO_KINDS,
            "files" | "registry values" | "properties" => &install::SECTION_TWO_DIRECTIVES,
            _ => continue,
        };
        if told.insert((section.line(), used.directive)) {
            let message = format!(
                "[{}] is named by {} (line {}) and by {}",
                shown(section.name()),
                before.directive,
                before.entry.line(),
                used.directive
            );
            context.report_in(inf, used.entry.line(), code.finding(message));
        }
    }
}

/// Sections that nothing leads to. An empty one does no harm, and is often there to block older versions of Windows.
pub(super) fn unused(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    for section in anatomy.unused().into_iter().filter(|section| !section.entries().is_empty()) {
        let message = format!("nothing refers to the section [{}]", shown(section.name()));
        context.report_in(inf, section.line(), install::SECTION_UNUSED.finding(message));
    }
}

/// Directives that stand where they do nothing.
pub(super) fn misplaced(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    for visit in &anatomy.visits {
        for entry in visit.section.entries() {
            let Some(key) = explicit_key(entry).filter(|_| anatomy.spend(1)) else { continue };
            let key = anatomy.expand(key);
            if let Some((directive, places)) = permitted(&key).filter(|(_, places)| !places.contains(&visit.place)) {
                let section = shown(visit.section.name());
                let message = match places.first().and_then(|place| place.suffix()) {
                    Some(suffix) => {
                        format!("{directive} does nothing in [{section}]; it belongs to a section with .{suffix}")
                    }
                    None => format!("{directive} does nothing in [{section}]"),
                };
                context.report_in(inf, entry.line(), install::DIRECTIVE_MISPLACED.finding(message));
            }
        }
    }
}

/// GUIDs of interfaces, event providers and WMI classes.
pub(super) fn guids(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let mut seen = HashSet::new();
    for visit in &anatomy.visits {
        let directives: &[&'static str] = match visit.place {
            Place::Install(Part::Interfaces) => &["AddInterface"],
            Place::Install(Part::Events) => &["AddEventProvider"],
            Place::Install(Part::Wmi) => &["WMIInterface"],
            Place::ComServer => &["AddComClass"],
            _ => continue,
        };
        for directive in directives {
            for entry in anatomy.entries(visit.section, directive).filter(|entry| seen.insert(entry.line())) {
                let guid = anatomy.field(entry, 0);
                if !is_guid(guid.trim()) && !open_token(&guid) {
                    let section = shown(visit.section.name());
                    let message = format!("{directive} in [{section}] has '{}' for a GUID", shown(&guid));
                    context.report_in(inf, entry.line(), install::DIRECTIVE_GUID.finding(message));
                }
            }
        }
    }
}

/// The key of a line with `=`.
fn explicit_key(entry: &Entry) -> Option<&str> {
    entry.key().filter(|_| entry.has_explicit_key())
}
