//! Primitive drivers: `[DefaultInstall]` without `[Manufacturer]`.

use catseal_finding::codes::infverif::{
    DEFAULT_INSTALL_ARCHITECTURE, DEFAULT_INSTALL_UNDECORATED, DEFAULT_UNINSTALL, PRIMITIVE_INCOMPLETE,
};

use catseal_inf::Section;

use crate::anatomy::Anatomy;
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    PRIMITIVE_INCOMPLETE: InfVerif Error, Whql Error;
    DEFAULT_INSTALL_UNDECORATED: InfVerif Error, Whql Error;
    DEFAULT_UNINSTALL: InfVerif Error, Whql Error;
    DEFAULT_INSTALL_ARCHITECTURE: InfVerif Error, Whql Error;
}

pub(crate) fn check(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let defaults: Vec<_> = inf.document.decorations_of("DefaultInstall").collect();
    let Some((first, _)) = defaults.first() else { return };
    if inf.document.section("Manufacturer").is_some() {
        return;
    }
    let version = &inf.driver.version;
    let entries = [("Class", &version.class), ("ClassGuid", &version.class_guid), ("Provider", &version.provider)];
    let missing: Vec<&str> = entries.iter().filter(|(_, value)| value.is_none()).map(|(name, _)| *name).collect();
    if !missing.is_empty() {
        let message = format!("[Version] lacks {}, without which [{}] is no driver", missing.join(", "), first.name());
        context.report_in(inf, version.line, PRIMITIVE_INCOMPLETE.finding(message));
    }
    if defaults.iter().all(|(_, decoration)| decoration.arch.is_none()) {
        let message = format!("[{}] says no architecture, and there is no other one that does", first.name());
        context.report_in(inf, first.line(), DEFAULT_INSTALL_ARCHITECTURE.finding(message));
    } else {
        for (section, _) in defaults.iter().filter(|(_, decoration)| decoration.arch.is_none()) {
            let message = format!("[{}] says no architecture", section.name());
            context.report_in(inf, section.line(), DEFAULT_INSTALL_UNDECORATED.finding(message));
        }
    }
    for (section, _) in inf.document.decorations_of("DefaultUninstall") {
        // Microsoft's own samples have the entry in the section of the services, and pass.
        let services = inf.document.section(&format!("{}.Services", section.name()));
        let entries = std::iter::once(section).chain(services).flat_map(Section::entries);
        let mut legacy = entries.filter(|entry| {
            entry.key().is_some_and(|key| key.eq_ignore_ascii_case("LegacyUninstall"))
                && super::number(&anatomy.field(entry, 0)) == Some(1)
        });
        if legacy.next().is_none() {
            let message = format!("[{}] has no LegacyUninstall=1", section.name());
            context.report_in(inf, section.line(), DEFAULT_UNINSTALL.finding(message));
        }
    }
}
