//! `AddComponent`, `AddSoftware` and `WMIInterface`.

use catseal_finding::codes::install;
use catseal_inf::{Part, Section};

use super::text::{number, open_token, shown};
use crate::anatomy::{Anatomy, Place, place_of};
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    install::COMPONENT_INCOMPLETE: InfVerif Error, Whql Error;
    install::COMPONENT_ID_CHARACTERS: InfVerif Error, Whql Error;
    install::SOFTWARE_TYPE: InfVerif Error, Whql Error;
    install::SOFTWARE_INCOMPLETE: InfVerif Error, Whql Error;
    install::SOFTWARE_OUTSIDE: InfVerif Error, Whql Error;
    install::SOFTWARE_DESKTOP_ONLY: InfVerif Warning, Declarative Warning, Universal Error, Windows Warning;
    install::SOFTWARE_NOT_COPIED: InfVerif Error, Whql Error;
    install::SOFTWARE_VERSION: InfVerif Error, Whql Error;
    install::WMI_FLAGS: InfVerif Error, Whql Error;
}

pub(super) fn components(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    for visit in anatomy.visits_at(Place::Component) {
        let section = visit.section;
        let name = shown(section.name());
        let Some(entry) = anatomy.entry(section, "ComponentIDs").filter(|entry| !entry.field(0).is_empty()) else {
            let message = format!("the component section [{name}] has no ComponentIDs");
            context.report_in(inf, section.line(), install::COMPONENT_INCOMPLETE.finding(message));
            continue;
        };
        let wrong = entry.fields().iter().map(|id| anatomy.expand(id)).find(|id| id.contains(['\\', ',']));
        if let Some(id) = wrong {
            let message = format!("the component id '{}' in [{name}] has a backslash or a comma", shown(&id));
            context.report_in(inf, entry.line(), install::COMPONENT_ID_CHARACTERS.finding(message));
        }
    }
}

pub(super) fn software(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    for visit in anatomy.visits_at(Place::SoftwareInstall) {
        let section = visit.section;
        let name = shown(section.name());
        let kind = anatomy.entry(section, "SoftwareType");
        let text = kind.map(|kind| anatomy.field(kind, 0)).unwrap_or_default();
        let line = kind.map_or(section.line(), |kind| kind.line());
        match number(&text) {
            Some(1) => {
                complete(context, inf, anatomy, section, 1, &["SoftwareBinary", "SoftwareVersion"]);
                let message = format!("the software of [{name}] is an installer");
                context.report_in(inf, line, install::SOFTWARE_DESKTOP_ONLY.finding(message));
                installer(context, inf, anatomy, section);
            }
            Some(2) => complete(context, inf, anatomy, section, 2, &["SoftwareID"]),
            _ if open_token(&text) => {}
            _ => {
                let message = format!("SoftwareType in [{name}] is '{}'", shown(&text));
                context.report_in(inf, line, install::SOFTWARE_TYPE.finding(message));
            }
        }
    }
}

fn complete(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>, section: &Section, kind: u8, needed: &[&str]) {
    for directive in needed {
        if anatomy.entry(section, directive).is_none_or(|entry| entry.field(0).is_empty()) {
            let name = shown(section.name());
            let message = format!("[{name}] has SoftwareType {kind}, but no {directive}");
            context.report_in(inf, section.line(), install::SOFTWARE_INCOMPLETE.finding(message));
        }
    }
}

/// The installer lies in the package, and has a version.
fn installer(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>, section: &Section) {
    let name = shown(section.name());
    if let Some(entry) = anatomy.entry(section, "SoftwareVersion") {
        let text = anatomy.field(entry, 0);
        let numbers = text.trim().split('.').map(|part| part.parse::<u16>().is_ok());
        if !numbers.eq([true; 4]) && !text.is_empty() && !open_token(&text) {
            let message = format!("SoftwareVersion in [{name}] is '{}'", shown(&text));
            context.report_in(inf, entry.line(), install::SOFTWARE_VERSION.finding(message));
        }
    }
    let Some(entry) = anatomy.entry(section, "SoftwareBinary") else { return };
    let text = anatomy.field(entry, 0);
    let path = text.trim().trim_matches('"');
    // Relative to the package, with or without its identifier.
    let file = path.strip_prefix("%13%").unwrap_or(path);
    let inside = path.starts_with("%13%") || !path.starts_with(['%', '\\']);
    let destinations = anatomy.destinations();
    if !inside || file.contains(':') || file.split(['\\', '/']).any(|part| part == "..") {
        let message = format!("SoftwareBinary in [{name}] is '{}'", shown(path));
        context.report_in(inf, entry.line(), install::SOFTWARE_OUTSIDE.finding(message));
    } else if !file.is_empty() && !destinations.open && !destinations.has(&place_of("13", file)) {
        let message = format!("no CopyFiles brings '{}', the installer of [{name}]", shown(path));
        context.report_in(inf, entry.line(), install::SOFTWARE_NOT_COPIED.finding(message));
    }
}

pub(super) fn wmi(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    for visit in anatomy.visits_at(Place::Install(Part::Wmi)) {
        // With two fields, the second is the section.
        for entry in anatomy.entries(visit.section, "WMIInterface").filter(|entry| entry.fields().len() > 2) {
            let flags = anatomy.field(entry, 1);
            if number(&flags).is_none_or(|flags| flags > 1) && !open_token(&flags) {
                let message =
                    format!("WMIInterface in [{}] has '{}' for flags", shown(visit.section.name()), shown(&flags));
                context.report_in(inf, entry.line(), install::WMI_FLAGS.finding(message));
            }
        }
    }
}
