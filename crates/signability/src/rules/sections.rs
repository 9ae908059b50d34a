//! Sections in general, and directives that name them.

use std::collections::HashSet;

use catseal_finding::codes::infverif::{
    ARCH_TOKEN_LEFT, DECLARED_TWICE, DEVICE_AND_PRIMITIVE, DIRECTIVE_INCOMPLETE, DIRECTIVE_WITHOUT_SECTION,
    DIRECTIVE_WITHOUT_VALUE, INCLUDE_NOT_SYSTEM, INTERFACE_GUID_MALFORMED, MODELS_WITHOUT_ARCHITECTURE, SECTION_TWICE,
};
use catseal_inf::{Section, fold};

use crate::anatomy::Anatomy;
use crate::classes::is_guid;
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    SECTION_TWICE: InfVerif Error, Whql Error;
    ARCH_TOKEN_LEFT: InfVerif Error, Whql Error;
    MODELS_WITHOUT_ARCHITECTURE: InfVerif Warning;
    DEVICE_AND_PRIMITIVE: InfVerif Error, Whql Error;
    DIRECTIVE_WITHOUT_SECTION: InfVerif Error, Whql Error;
    DIRECTIVE_WITHOUT_VALUE: InfVerif Error, Whql Error;
    DIRECTIVE_INCOMPLETE: InfVerif Error, Whql Error;
    INTERFACE_GUID_MALFORMED: InfVerif Error, Whql Error;
    DECLARED_TWICE: InfVerif Error, Whql Error;
    INCLUDE_NOT_SYSTEM: InfVerif Error, Whql Error;
}

/// Directives whose values are names of sections, in lower case.
const OF_SECTIONS: [&str; 15] = [
    "addproperty",
    "addreg",
    "bitreg",
    "copyfiles",
    "delfiles",
    "delproperty",
    "delreg",
    "ini2reg",
    "needs",
    "profileitems",
    "registerdlls",
    "renfiles",
    "unregisterdlls",
    "updateinifields",
    "updateinis",
];

/// Directives whose values are names of INFs.
const OF_INFS: [&str; 2] = ["copyinf", "include"];

/// What stampinf replaces; the case of the letters counts.
const ARCH_TOKEN: &str = "$ARCH$";

pub(crate) fn check(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    // The walk tells of one in [Manufacturer], with the same advice.
    let manufacturers = inf.document.section("Manufacturer").map_or(&[][..], |section| section.entries());
    let told = manufacturers.iter().any(|entry| entry.fields().iter().any(|field| field.contains(ARCH_TOKEN)));
    for section in inf.document.sections() {
        let name = section.name();
        if let Some(line) = section.opened_again() {
            let message = format!("[{name}] begins at line {}, and again here", section.line());
            context.report_in(inf, line, SECTION_TWICE.finding(message));
        }
        if !told && name.contains(ARCH_TOKEN) {
            let message = format!("[{name}] has $ARCH$ in its name");
            context.report_in(inf, section.line(), ARCH_TOKEN_LEFT.finding(message));
        }
    }
    models(context, inf, anatomy);
    for install in &anatomy.installs {
        empty_directives(context, inf, anatomy, install);
        additions(context, inf, anatomy, install);
    }
    interface_classes(context, inf, anatomy);
    includes(context, inf, anatomy);
}

/// `[Manufacturer]`: models without architecture, and a `[DefaultInstall]` beside it.
fn models(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    if inf.document.section("Manufacturer").is_none_or(|section| section.entries().is_empty()) {
        return;
    }
    for manufacturer in anatomy.reader.manufacturers() {
        for models in &manufacturer.models {
            let undecorated = models.decoration.is_some_and(|decoration| decoration.arch.is_none());
            // An empty one keeps the driver from being installed, which is a use of its own.
            if undecorated && models.section.is_some_and(|section| !section.entries().is_empty()) {
                let name = &models.name;
                let message =
                    format!("[{name}], named in [Manufacturer], says no architecture, so that it is for x86 alone");
                context.report_in(inf, manufacturer.entry.line(), MODELS_WITHOUT_ARCHITECTURE.finding(message));
            }
        }
    }
    for (section, _) in inf.document.decorations_of("DefaultInstall") {
        let message = format!("the INF has both [Manufacturer] and [{}]", section.name());
        context.report_in(inf, section.line(), DEVICE_AND_PRIMITIVE.finding(message));
    }
}

fn empty_directives(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>, install: &Section) {
    for entry in install.entries().iter().filter(|entry| entry.fields().iter().all(String::is_empty)) {
        let Some(written) = entry.key().filter(|_| entry.has_explicit_key()) else { continue };
        let key = anatomy.expand(written).to_ascii_lowercase();
        let (code, what) = match key.as_str() {
            key if OF_SECTIONS.contains(&key) => (&DIRECTIVE_WITHOUT_SECTION, "section"),
            key if OF_INFS.contains(&key) => (&DIRECTIVE_WITHOUT_VALUE, "INF"),
            _ => continue,
        };
        let message = format!("{written} in [{}] names no {what}", install.name());
        context.report_in(inf, entry.line(), code.finding(message));
    }
}

/// `AddInterface`, `AddComponent`, `AddFilter`.
fn additions(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>, install: &Section) {
    let section = install.name();
    let mut seen = HashSet::new();
    for name in ["AddInterface", "AddComponent", "AddFilter"] {
        for entry in anatomy.entries(install, name) {
            let added = anatomy.field(entry, 0);
            if added.is_empty() {
                let message = format!("{name} in [{section}] does not say what to add");
                context.report_in(inf, entry.line(), DIRECTIVE_INCOMPLETE.finding(message));
                continue;
            }
            // Of an interface class there may be several, told apart by the reference string.
            let reference = if name == "AddInterface" { anatomy.field(entry, 1) } else { "".into() };
            if name != "AddFilter" && !seen.insert((name, fold(&added), fold(&reference))) {
                let message = format!("[{section}] adds {added} for the second time");
                context.report_in(inf, entry.line(), DECLARED_TWICE.finding(message));
            }
        }
    }
}

/// A token without text is another rule's matter.
fn interface_classes(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    for entry in inf.document.section("InterfaceInstall32").map_or(&[][..], |section| section.entries()) {
        let Some(key) = entry.key().filter(|_| entry.has_explicit_key()) else { continue };
        let guid = anatomy.expand(key);
        if !is_guid(&guid) && inf.document.undefined_tokens(key).next().is_none() {
            let message =
                format!("[InterfaceInstall32] names the interface class '{guid}', which is no GUID in braces");
            context.report_in(inf, entry.line(), INTERFACE_GUID_MALFORMED.finding(message));
        }
    }
}

/// Which INFs come with Windows is not known here, but those of the package do not.
fn includes(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let package = context.package;
    let own: HashSet<String> =
        package.infs.iter().map(|inf| fold(inf.path.rsplit('/').next().unwrap_or_default())).collect();
    for directive in anatomy.directives(&anatomy.installs, "Include") {
        for value in anatomy.values(directive.entry).filter(|value| own.contains(&fold(value))) {
            let message = format!("Include in [{}] names {value}, which is in the package", directive.section.name());
            context.report_in(inf, directive.entry.line(), INCLUDE_NOT_SYSTEM.finding(message));
        }
    }
}
