//! What former versions of Windows had, and a universal INF has not ("Using a Universal INF File").

use std::collections::HashSet;

use catseal_finding::codes::install;
use catseal_inf::{Part, fold};

use super::registry::{lists_of, records};
use super::text::shown;
use crate::anatomy::{Anatomy, Place, Root};
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    install::CO_INSTALLER: InfVerif Error, Whql Error, Update Error;
    install::LEGACY_DIRECTIVE: InfVerif Warning, Declarative Warning, Universal Error, Windows Error;
    install::LEGACY_DELETION: InfVerif Warning, Declarative Warning, Universal Error, Windows Error;
    install::LEGACY_SECTION: InfVerif Warning, Declarative Warning, Universal Error, Windows Error;
    install::DESTINATION_NOT_SYSTEM: InfVerif Warning, Declarative Warning, Universal Error;
    install::COM_NOT_IN_PROCESS: InfVerif Warning, Declarative Warning, Universal Warning, Windows Error;
    install::COM_THREADING: InfVerif Error, Whql Error;
}

const DIRECTIVES: [&str; 8] = [
    "BitReg",
    "Ini2Reg",
    "LogConfig",
    "ProfileItems",
    "RegisterDlls",
    "UnregisterDlls",
    "UpdateIniFields",
    "UpdateInis",
];

const DELETIONS: [&str; 4] = ["DelFiles", "DelProperty", "DelReg", "RenFiles"];

/// Directories outside of Windows: roots of disks, an absolute path, profiles, program folders (Windows Driver Kit, "Using
/// Dirids"; from 16384 on with the numbers of shell folders added).
const NOT_SYSTEM: [&str; 14] =
    ["-1", "24", "30", "53", "65535", "16406", "16407", "16408", "16409", "16419", "16422", "16426", "16427", "16428"];

/// An INF says by `[DefaultUninstall]` with `LegacyUninstall` that it means former versions of Windows.
pub(super) fn directives(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let mut told = HashSet::new();
    for used in anatomy.uses.iter().filter(|used| used.by.root != Root::Uninstall) {
        let code = match used.directive {
            directive if DIRECTIVES.contains(&directive) => &install::LEGACY_DIRECTIVE,
            directive if DELETIONS.contains(&directive) => &install::LEGACY_DELETION,
            _ => continue,
        };
        if told.insert(used.entry.line()) {
            let message = format!("[{}] has {}", shown(used.by.section.name()), used.directive);
            context.report_in(inf, used.entry.line(), code.finding(message));
        }
    }
    for visit in anatomy.visits.iter().filter(|visit| visit.root != Root::Uninstall) {
        let section = visit.section;
        let name = shown(section.name());
        match visit.place {
            Place::Install(Part::Services) => {
                for entry in anatomy.entries(section, "DelService").filter(|entry| told.insert(entry.line())) {
                    let message = format!("[{name}] has DelService");
                    context.report_in(inf, entry.line(), install::LEGACY_DELETION.finding(message));
                }
            }
            Place::Install(Part::FactDef) | Place::Install(Part::LogConfigOverride)
                if !section.entries().is_empty() && told.insert(section.line()) =>
            {
                let message = format!("the INF has the section [{name}]");
                context.report_in(inf, section.line(), install::LEGACY_SECTION.finding(message));
            }
            Place::Install(Part::CoInstallers) => {
                if let Some(entry) = anatomy.entry(section, "AddReg").filter(|entry| told.insert(entry.line())) {
                    let message = format!("[{name}] registers a co-installer");
                    context.report_in(inf, entry.line(), install::CO_INSTALLER.finding(message));
                }
            }
            _ => {}
        }
    }
    for used in lists_of(anatomy, "AddReg").filter(|used| used.by.root == Root::Class) {
        for record in records(anatomy, used) {
            if record.is_relative() && record.key.is_empty() && record.name.eq_ignore_ascii_case("Installer32") {
                let message = format!("[{}] registers a class installer", shown(&used.name));
                context.report_in(inf, record.entry.line(), install::CO_INSTALLER.finding(message));
            }
        }
    }
}

pub(super) fn destinations(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let destinations = anatomy.destinations();
    let mut told = HashSet::new();
    for used in anatomy.uses_of("CopyFiles") {
        let Some(section) = used.section else { continue };
        let dirid = destinations.dirid(used);
        if NOT_SYSTEM.contains(&dirid.trim()) && told.insert(section.line()) {
            let message = format!("the files of [{}] go to dirid {dirid}", shown(section.name()));
            context.report_in(inf, section.line(), install::DESTINATION_NOT_SYSTEM.finding(message));
        }
    }
}

/// Classes that run in a process of their own, and threading models.
pub(super) fn com(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    for used in lists_of(anatomy, "AddReg") {
        for record in records(anatomy, used) {
            let key = fold(&record.key);
            let mut parts = key.split('\\').skip_while(|part| *part != "clsid").skip(2);
            if parts.any(|part| part == "localserver32" || part == "localserver") {
                let message = format!("[{}] writes {}", shown(&used.name), record.shown());
                context.report_in(inf, record.entry.line(), install::COM_NOT_IN_PROCESS.finding(message));
            }
        }
    }
    for visit in anatomy.visits_at(Place::ComClass) {
        let Some(entry) = anatomy.entry(visit.section, "ThreadingModel") else { continue };
        let model = anatomy.field(entry, 0);
        let known = ["Apartment", "Free", "Both", "Neutral"];
        if !known.iter().any(|known| known.eq_ignore_ascii_case(model.trim())) {
            let message = format!("ThreadingModel in [{}] is '{}'", shown(visit.section.name()), shown(&model));
            context.report_in(inf, entry.line(), install::COM_THREADING.finding(message));
        }
    }
}
