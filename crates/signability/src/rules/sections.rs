//! Sections in general, and directives that name them.

use std::collections::HashSet;

use catseal_finding::codes::infverif::{
    ARCH_TOKEN_LEFT, DECLARED_TWICE, DEVICE_AND_PRIMITIVE, DIRECTIVE_INCOMPLETE, DIRECTIVE_WITHOUT_SECTION,
    DIRECTIVE_WITHOUT_VALUE, INCLUDE_NOT_SYSTEM, INTERFACE_GUID_MALFORMED, MODELS_WITHOUT_ARCHITECTURE, SECTION_TWICE,
};
use catseal_inf::{Decoration, fold};

use crate::classes::is_guid;
use crate::context::Context;
use crate::outline::{Install, Outline, default_sections};
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

pub(crate) fn check(context: &mut Context<'_>, inf: &Inf, outline: &Outline<'_>) {
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
    models(context, inf, outline);
    for install in outline.installs() {
        empty_directives(context, inf, install);
        additions(context, inf, outline, install);
    }
    interface_classes(context, inf, outline);
    includes(context, inf, outline);
}

/// `[Manufacturer]`: models without architecture, and a `[DefaultInstall]` beside it.
fn models(context: &mut Context<'_>, inf: &Inf, outline: &Outline<'_>) {
    let Some(manufacturer) = inf.document.section("Manufacturer").filter(|section| !section.entries().is_empty())
    else {
        return;
    };
    for entry in manufacturer.entries() {
        let base = outline.expand(entry.field(0));
        let decorated = entry.fields().iter().skip(1).filter_map(|text| {
            let text = outline.expand(text);
            Decoration::parse(&text).filter(|decoration| decoration.arch.is_none()).map(|_| format!("{base}.{text}"))
        });
        for name in std::iter::once(base.to_string()).chain(decorated) {
            if !outline.spend(name.len()) {
                return;
            }
            // An empty one keeps the driver from being installed, which is a use of its own.
            if inf.document.section(&name).is_some_and(|models| !models.entries().is_empty()) {
                let message =
                    format!("[{name}], named in [Manufacturer], says no architecture, so that it is for x86 alone");
                context.report_in(inf, entry.line(), MODELS_WITHOUT_ARCHITECTURE.finding(message));
            }
        }
    }
    for (section, _) in default_sections(&inf.document, "DefaultInstall") {
        let message = format!("the INF has both [Manufacturer] and [{}]", section.name());
        context.report_in(inf, section.line(), DEVICE_AND_PRIMITIVE.finding(message));
    }
}

fn empty_directives(context: &mut Context<'_>, inf: &Inf, install: &Install<'_>) {
    let kinds =
        [(&OF_SECTIONS[..], &DIRECTIVE_WITHOUT_SECTION, "section"), (&OF_INFS[..], &DIRECTIVE_WITHOUT_VALUE, "INF")];
    for (keys, code, what) in kinds {
        let directives = keys.iter().flat_map(|key| install.named(key));
        for directive in directives.filter(|directive| directive.entry.fields().iter().all(String::is_empty)) {
            let (key, name) = (directive.entry.key().unwrap_or_default(), install.section.name());
            let message = format!("{key} in [{name}] names no {what}");
            context.report_in(inf, directive.entry.line(), code.finding(message));
        }
    }
}

/// `AddInterface`, `AddComponent`, `AddFilter`.
fn additions(context: &mut Context<'_>, inf: &Inf, outline: &Outline<'_>, install: &Install<'_>) {
    let section = install.section.name();
    let mut seen = HashSet::new();
    for (key, name) in [("addinterface", "AddInterface"), ("addcomponent", "AddComponent"), ("addfilter", "AddFilter")]
    {
        for directive in install.named(key) {
            let entry = directive.entry;
            let added = outline.expand(entry.field(0));
            if added.is_empty() {
                let message = format!("{name} in [{section}] does not say what to add");
                context.report_in(inf, entry.line(), DIRECTIVE_INCOMPLETE.finding(message));
                continue;
            }
            // Of an interface class there may be several, told apart by the reference string.
            let reference = if key == "addinterface" { outline.expand(entry.field(1)) } else { "".into() };
            if key != "addfilter" && !seen.insert((key, fold(&added), fold(&reference))) {
                let message = format!("[{section}] adds {added} for the second time");
                context.report_in(inf, entry.line(), DECLARED_TWICE.finding(message));
            }
        }
    }
}

/// A token without text is another rule's matter.
fn interface_classes(context: &mut Context<'_>, inf: &Inf, outline: &Outline<'_>) {
    for entry in inf.document.section("InterfaceInstall32").map_or(&[][..], |section| section.entries()) {
        let Some(key) = entry.key().filter(|_| entry.has_explicit_key()) else { continue };
        let guid = outline.expand(key);
        if !is_guid(&guid) && inf.document.undefined_tokens(key).next().is_none() {
            let message =
                format!("[InterfaceInstall32] names the interface class '{guid}', which is no GUID in braces");
            context.report_in(inf, entry.line(), INTERFACE_GUID_MALFORMED.finding(message));
        }
    }
}

/// Which INFs come with Windows is not known here, but those of the package do not.
fn includes(context: &mut Context<'_>, inf: &Inf, outline: &Outline<'_>) {
    let package = context.package;
    let own: HashSet<String> =
        package.infs.iter().map(|inf| fold(inf.path.rsplit('/').next().unwrap_or_default())).collect();
    for directive in outline.directives("include") {
        for value in outline.values(directive).filter(|value| own.contains(&fold(value))) {
            let message = format!("Include in [{}] names {value}, which is in the package", directive.section.name());
            context.report_in(inf, directive.entry.line(), INCLUDE_NOT_SYSTEM.finding(message));
        }
    }
}
