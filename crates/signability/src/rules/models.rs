//! `[Manufacturer]`, models, and what install sections need to serve them.

use std::collections::HashSet;

use catseal_finding::codes::install;
use catseal_inf::{Manufacturer, Part, fold};

use super::text::{open_token, shown};
use crate::anatomy::{Anatomy, Floor, Place, Root};
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    install::MODELS_UNNAMED: InfVerif Error, Whql Error;
    install::INSTALL_UNNAMED: InfVerif Error, Whql Error;
    install::MODEL_WITHOUT_ID: InfVerif Warning;
    install::BUILD_DECORATION_TOO_LOW: InfVerif Error, Whql Error;
    install::HARDWARE_WITHOUT_SERVICE: InfVerif Error, Whql Error;
    install::SYNTAX_TOO_NEW: InfVerif Error, Whql Error;
    install::TARGET_OS_NOT_UNIVERSAL: Universal Warning, Windows Warning;
    install::FEATURE_SCORE: InfVerif Error, Whql Error;
}

/// The first build that looks at builds (Windows Driver Kit, "INF Manufacturer Section").
const FIRST_BUILD: Floor = (10, 0, 14310);

pub(super) fn manufacturer(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    for Manufacturer { entry, models } in anatomy.reader.manufacturers() {
        let line = entry.line();
        if entry.has_explicit_key() && models.is_empty() {
            let message = "an entry of [Manufacturer] names no models section";
            context.report_in(inf, line, install::MODELS_UNNAMED.finding(message));
        }
        for models in models {
            let Some(decoration) = models.decoration else { continue };
            let suffix = shown(&models.suffix);
            let (major, minor) = decoration.version;
            if decoration.build != 0 && (major, minor, decoration.build) < FIRST_BUILD {
                let message = format!("'{suffix}' in [Manufacturer] has a build, but is not 10.0...14310 or later");
                context.report_in(inf, line, install::BUILD_DECORATION_TOO_LOW.finding(message));
            }
            if decoration.product.is_some() || decoration.suite != 0 {
                let message = format!("'{suffix}' in [Manufacturer] asks for a product type or suite");
                context.report_in(inf, line, install::TARGET_OS_NOT_UNIVERSAL.finding(message));
            }
        }
    }
}

pub(super) fn devices(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let mut seen = HashSet::new();
    // Printers are chosen by hand, from a list, when they have no Plug and Play.
    let chosen_by_id = anatomy.class() != "printer";
    for models in anatomy.models.iter().filter(|models| seen.insert(models.section.line())) {
        let section = shown(models.section.name());
        for entry in models.section.entries() {
            let id = entry.fields().iter().skip(1).any(|id| !id.is_empty());
            if id && entry.field(0).is_empty() {
                let message = format!("a model in [{section}] has no install section");
                context.report_in(inf, entry.line(), install::INSTALL_UNNAMED.finding(message));
            }
            if !id && chosen_by_id && !entry.field(0).is_empty() {
                let message = format!("a model in [{section}] has no hardware id");
                context.report_in(inf, entry.line(), install::MODEL_WITHOUT_ID.finding(message));
            }
        }
    }
}

/// Classes of which the devices need no service of their own: those that the documentation of `AddService` excepts, and
/// those of which the device is a queue, an extension or a component. (That InfVerif excepts them all is not documented.)
const WITHOUT_SERVICE: &[&str] = &[
    "extension",
    "printer",
    "printqueue",
    "monitor",
    "modem",
    "softwarecomponent",
    "audioprocessingobject",
    "netclient",
];

/// Every device has a service, or says that it has none.
pub(super) fn services(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    if WITHOUT_SERVICE.contains(&anatomy.class().as_str()) {
        return;
    }
    let mut told = HashSet::new();
    for models in &anatomy.models {
        let arch = models.decoration.models_arch();
        let mut known = HashSet::new();
        for entry in models.section.entries() {
            let base = anatomy.field(entry, 0);
            if entry.field(1).is_empty() || !anatomy.spend(1 + base.len()) || !known.insert(fold(&base)) {
                continue;
            }
            let Some(install) = anatomy.reader.decorated(&base, arch) else { continue };
            let part = anatomy.section(&format!("{}.Services", install.name()));
            let served = part.is_some_and(|part| {
                anatomy.entry(part, "AddService").is_some() || anatomy.entry(part, "Needs").is_some()
            });
            if !served && told.insert(install.line()) {
                let name = shown(install.name());
                let message = format!(
                    "[{name}] installs a device (line {}), but [{name}.Services] adds no service",
                    entry.line()
                );
                context.report_in(inf, install.line(), install::HARDWARE_WITHOUT_SERVICE.finding(message));
            }
        }
    }
}

/// One octet, in hexadecimal with or without 0x.
pub(super) fn feature_score(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    for visit in anatomy.visits_at(Place::Install(Part::Main)) {
        for entry in anatomy.entries(visit.section, "FeatureScore") {
            let text = anatomy.field(entry, 0);
            let digits = text.trim().trim_start_matches("0x").trim_start_matches("0X");
            if u8::from_str_radix(digits, 16).is_err() && !open_token(&text) {
                let message = format!("FeatureScore in [{}] is '{}'", shown(visit.section.name()), shown(&text));
                context.report_in(inf, entry.line(), install::FEATURE_SCORE.finding(message));
            }
        }
    }
}

/// Directives, the sections they belong to, and the first version of Windows that knows them. From the pages of these
/// directives in the documentation of the Windows Driver Kit.
const SINCE: &[(&str, Place, Floor)] = &[
    ("AddComponent", Place::Install(Part::Components), (10, 0, 15063)),
    ("AddSoftware", Place::Install(Part::Software), (10, 0, 15063)),
    ("AddEventProvider", Place::Install(Part::Events), (10, 0, 17763)),
    ("AddFilter", Place::Install(Part::Filters), (10, 0, 18362)),
    ("AddTrigger", Place::Service, (10, 0, 19041)),
    ("ServiceSidType", Place::Service, (10, 0, 19041)),
    ("DelayedAutoStart", Place::Service, (10, 0, 19041)),
    ("FailureActions", Place::Service, (10, 0, 22621)),
    ("BootFlags", Place::Service, (10, 0, 25398)),
    ("AddComServer", Place::Install(Part::Com), (10, 0, 26100)),
];

/// What the oldest Windows served does not know. Sections for a class are left out: they serve whatever its devices do.
pub(super) fn too_new(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let mut told = HashSet::new();
    for visit in anatomy.visits.iter().filter(|visit| matches!(visit.root, Root::Device | Root::Default)) {
        for &(directive, _, since) in
            SINCE.iter().filter(|(_, place, since)| *place == visit.place && visit.floor < *since)
        {
            if let Some(entry) = anatomy.entry(visit.section, directive).filter(|entry| told.insert(entry.line())) {
                let message = format!(
                    "{directive} in [{}] is known since {}.{}.{}, but the section serves earlier versions of Windows",
                    shown(visit.section.name()),
                    since.0,
                    since.1,
                    since.2
                );
                context.report_in(inf, entry.line(), install::SYNTAX_TOO_NEW.finding(message));
            }
        }
    }
}
