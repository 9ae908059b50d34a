//! The entries of `[Version]`.

use std::collections::HashSet;

use catseal_finding::codes::infverif::{
    CATALOG_NAME_INVALID, CLASS_GUID_MALFORMED, CLASS_NAME_TOO_LONG, EXTENSION_ID_MALFORMED, PNP_LOCKDOWN_MISSING,
    PROVIDER_MICROSOFT, PROVIDER_TOO_LONG, VERSION_ENTRY_MISSING, VERSION_ENTRY_OBSOLETE, VERSION_ENTRY_TWICE,
};

use crate::anatomy::Anatomy;
use crate::classes::is_guid;
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    VERSION_ENTRY_MISSING: InfVerif Error, Whql Error, Update Error;
    VERSION_ENTRY_TWICE: InfVerif Error, Whql Error, Update Warning;
    PROVIDER_MICROSOFT: InfVerif Error, Whql Error, Update Error;
    PROVIDER_TOO_LONG: InfVerif Error, Whql Error;
    CATALOG_NAME_INVALID: InfVerif Error, Whql Error;
    PNP_LOCKDOWN_MISSING: InfVerif Warning, Declarative Warning, Universal Warning, Windows Error;
    VERSION_ENTRY_OBSOLETE: InfVerif Warning;
    CLASS_GUID_MALFORMED: InfVerif Error, Whql Error;
    CLASS_NAME_TOO_LONG: InfVerif Error, Whql Error;
    EXTENSION_ID_MALFORMED: InfVerif Error, Whql Error;
}

/// The entries of which there is but one, with the number of their values.
const ENTRIES: &[(&str, usize)] = &[
    ("signature", 1),
    ("class", 1),
    ("classguid", 1),
    ("provider", 1),
    ("driverver", 2),
    ("pnplockdown", 1),
    ("extensionid", 1),
    ("catalogfile", 1),
    ("catalogfile.nt", 1),
    ("catalogfile.ntx86", 1),
    ("catalogfile.ntia64", 1),
    ("catalogfile.ntamd64", 1),
    ("catalogfile.ntarm", 1),
    ("catalogfile.ntarm64", 1),
];

/// Entries for the Driver Install Frameworks ("INF Version Section": deprecated).
const OBSOLETE: [&str; 2] = ["driverpackagetype", "driverpackagedisplayname"];

/// Characters of a class name ("INF Validation Errors and Warnings", 1286), in UTF-16.
const MAX_CLASS_NAME: usize = 31;

/// Characters of a provider: `LINE_LEN` less the closing NUL ("INF Version Section"), in UTF-16.
const MAX_PROVIDER: usize = 255;

pub(crate) fn check(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    entries(context, inf, anatomy);
    identity(context, inf);
    lockdown(context, inf, anatomy);
    for catalog in inf.driver.catalogs() {
        // A dot file is none: the extension needs a name before it.
        let stem = catalog.name.len().checked_sub(4).and_then(|at| catalog.name.split_at_checked(at));
        let plain = !catalog.name.contains(['\\', '/', ':']);
        if !plain || !stem.is_some_and(|(stem, extension)| !stem.is_empty() && extension.eq_ignore_ascii_case(".cat")) {
            let message =
                format!("CatalogFile in [Version] is '{}', which is no file name of the form name.cat", catalog.name);
            context.report_in(inf, catalog.line, CATALOG_NAME_INVALID.finding(message));
        }
    }
}

fn entries(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let mut seen = HashSet::new();
    for entry in inf.document.section("Version").map_or(&[][..], |section| section.entries()) {
        let Some(written) = entry.key().filter(|_| entry.has_explicit_key()) else { continue };
        let key = anatomy.expand(written).to_ascii_lowercase();
        if OBSOLETE.contains(&key.as_str()) {
            let message = format!("[Version] has {written}, which was for DIFx and is ignored");
            context.report_in(inf, entry.line(), VERSION_ENTRY_OBSOLETE.finding(message));
        }
        let Some(&(name, values)) = ENTRIES.iter().find(|(name, _)| *name == key) else { continue };
        if !seen.insert(name) {
            let message = format!("[Version] has {written} for the second time");
            context.report_in(inf, entry.line(), VERSION_ENTRY_TWICE.finding(message));
        }
        super::extra_value(context, inf, "[Version]", written, entry, values);
    }
}

/// Class, ClassGuid, Provider and ExtensionId.
fn identity(context: &mut Context<'_>, inf: &Inf) {
    let version = &inf.driver.version;
    // Without [Manufacturer] it is a primitive driver, for which there is a rule of its own, or no driver at all.
    if inf.document.section("Manufacturer").is_some() {
        let entries = [("Class", &version.class), ("ClassGuid", &version.class_guid), ("Provider", &version.provider)];
        for (name, _) in entries.iter().filter(|(_, value)| value.is_none()) {
            let message = format!("[Version] has no {name}, though the INF installs devices");
            context.report_in(inf, version.line, VERSION_ENTRY_MISSING.finding(message));
        }
    }
    if let Some(guid) = version.class_guid.as_ref().filter(|guid| !is_guid(&guid.text)) {
        let message = format!("ClassGuid in [Version] is '{}', which is no GUID in braces", guid.text);
        context.report_in(inf, guid.line, CLASS_GUID_MALFORMED.finding(message));
    }
    if let Some(id) = version.extension_id.as_ref().filter(|id| !is_guid(&id.text)) {
        let message = format!("ExtensionId in [Version] is '{}', which is no GUID in braces", id.text);
        context.report_in(inf, id.line, EXTENSION_ID_MALFORMED.finding(message));
    }
    if let Some(class) = version.class.as_ref().filter(|class| class.text.encode_utf16().count() > MAX_CLASS_NAME) {
        let length = class.text.encode_utf16().count();
        let message = format!("Class in [Version] has {length} characters, {MAX_CLASS_NAME} are allowed");
        context.report_in(inf, class.line, CLASS_NAME_TOO_LONG.finding(message));
    }
    if let Some(provider) = &version.provider {
        let length = provider.text.encode_utf16().count();
        if length > MAX_PROVIDER {
            let message = format!("Provider in [Version] has {length} characters, {MAX_PROVIDER} are allowed");
            context.report_in(inf, provider.line, PROVIDER_TOO_LONG.finding(message));
        }
        if provider.text.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("Microsoft")) {
            let message =
                format!("Provider in [Version] is '{}': names that begin so are for INFs of Microsoft", provider.text);
            context.report_in(inf, provider.line, PROVIDER_MICROSOFT.finding(message));
        }
    }
}

/// There must be files to lock: an INF that copies none gains nothing by it.
fn lockdown(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let lockdown = &inf.driver.version.pnp_lockdown;
    let on = lockdown.as_ref().is_some_and(|value| matches!(value.text.as_str(), "1" | "0x1" | "0x00000001"));
    if on || anatomy.directives(&anatomy.installs, "CopyFiles").next().is_none() {
        return;
    }
    let (message, line) = match lockdown {
        Some(value) => (format!("PnpLockdown in [Version] is {}, not 1", value.text), value.line),
        None => ("[Version] has no PnpLockdown=1, though the INF copies files".to_owned(), inf.driver.version.line),
    };
    context.report_in(inf, line, PNP_LOCKDOWN_MISSING.finding(message));
}
