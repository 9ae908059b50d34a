//! `[X.Wdf]` (Windows Driver Kit, "Specifying WDF Directives in INF Files").

use std::collections::HashSet;

use catseal_finding::codes::install;
use catseal_inf::{Part, fold};

use super::text::{open_token, shown};
use crate::anatomy::{Anatomy, Place};
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    install::SERVICE_ABSENT: InfVerif Error, Whql Error;
    install::UMDF_SERVICE_UNORDERED: InfVerif Error, Whql Error;
    install::WDF_VERSION_MISSING: InfVerif Error, Whql Error;
    install::UMDF_1: Windows Error;
    install::WDF_DIRECTIVE_OLD: InfVerif Error, Whql Error;
}

pub(super) fn drivers(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let mut services: HashSet<String> = HashSet::new();
    // Services that included INFs may add.
    let mut open = false;
    for visit in anatomy.visits_at(Place::Install(Part::Services)) {
        open |= anatomy.includes(visit.section);
        services.extend(anatomy.entries(visit.section, "AddService").map(|entry| fold(&anatomy.field(entry, 0))));
    }
    for visit in anatomy.visits_at(Place::Install(Part::Wdf)) {
        let section = visit.section;
        let by = shown(section.name());
        for entry in anatomy.entries(section, "KmdfService") {
            let name = anatomy.field(entry, 0);
            if !open && !name.is_empty() && !open_token(&name) && !services.contains(&fold(&name)) {
                let message =
                    format!("KmdfService in [{by}] names '{}', a service that the INF does not add", shown(&name));
                context.report_in(inf, entry.line(), install::SERVICE_ABSENT.finding(message));
            }
        }
        let ordered = anatomy.entries(section, "UmdfServiceOrder").flat_map(|entry| entry.fields());
        let ordered: HashSet<String> = ordered.map(|name| fold(&anatomy.expand(name))).collect();
        if anatomy.entry(section, "Needs").is_none() {
            for entry in anatomy.entries(section, "UmdfService") {
                let name = anatomy.field(entry, 0);
                if !name.is_empty() && !ordered.contains(&fold(&name)) {
                    let message = format!("UmdfServiceOrder in [{by}] does not have '{}'", shown(&name));
                    context.report_in(inf, entry.line(), install::UMDF_SERVICE_UNORDERED.finding(message));
                }
            }
        }
    }
    let mut told = HashSet::new();
    for (directive, version_directive) in [("KmdfService", "KmdfLibraryVersion"), ("UmdfService", "UmdfLibraryVersion")]
    {
        for used in anatomy.uses_of(directive) {
            let Some(section) = used.section.filter(|section| told.insert(section.line())) else { continue };
            let name = shown(section.name());
            let Some(entry) = anatomy.entry(section, version_directive) else {
                let message = format!("[{name}] has no {version_directive}");
                context.report_in(inf, section.line(), install::WDF_VERSION_MISSING.finding(message));
                continue;
            };
            let version = anatomy.field(entry, 0);
            let major = version.trim().split('.').next().and_then(|major| major.parse::<u32>().ok());
            match major {
                Some(1) if directive == "UmdfService" => {
                    let message = format!("[{name}] is for version {} of UMDF", shown(&version));
                    context.report_in(inf, entry.line(), install::UMDF_1.finding(message));
                }
                Some(2..) if directive == "UmdfService" => {
                    if let Some(entry) = anatomy.entry(section, "DriverCLSID") {
                        let message =
                            format!("[{name}] has DriverCLSID, but is for version {} of UMDF", shown(&version));
                        context.report_in(inf, entry.line(), install::WDF_DIRECTIVE_OLD.finding(message));
                    }
                }
                _ => {}
            }
        }
    }
}
