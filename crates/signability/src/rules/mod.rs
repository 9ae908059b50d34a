//! The rules and the checks that find breaches of them, one module for each subject.

use catseal_finding::codes::infverif::EXTRA_VALUE;
use catseal_inf::Entry;

use crate::anatomy::Anatomy;
use crate::context::Context;
use crate::package::Inf;
use crate::rule::Rule;

mod catalog;
mod class;
mod destinations;
mod files;
mod includes;
mod legacy;
mod models;
mod package;
mod primitive;
mod protection;
mod publication;
mod registry;
mod registry_data;
mod registry_keys;
mod resolution;
mod sections;
mod service_sections;
mod services;
mod shared;
mod software;
mod strings;
mod text;
mod uses;
mod version;
mod version_section;
mod walk;
mod wdf;

/// A check over one INF.
type OfAnInf = fn(&mut Context<'_>, &Inf);
/// A check over the sections of an INF, each known for what it is.
type OfTheAnatomy = fn(&mut Context<'_>, &Inf, &Anatomy<'_>);
/// A check over the package.
type OfThePackage = fn(&mut Context<'_>);

/// Every rule, by subject.
pub static RULES: &[&[Rule]] = &[
    walk::RULES,
    version::RULES,
    resolution::RULES,
    catalog::RULES,
    protection::RULES,
    publication::RULES,
    publication::hardware_ids::RULES,
    publication::automatic::RULES,
    package::RULES,
    package::images::RULES,
    version_section::RULES,
    class::RULES,
    files::RULES,
    destinations::RULES,
    strings::RULES,
    sections::RULES,
    primitive::RULES,
    uses::RULES,
    models::RULES,
    includes::RULES,
    services::RULES,
    service_sections::RULES,
    registry::RULES,
    registry_data::RULES,
    registry_keys::RULES,
    shared::RULES,
    legacy::RULES,
    wdf::RULES,
    software::RULES,
    crate::submission::RULES,
];

pub(crate) const OF_AN_INF: &[OfAnInf] = &[
    version::driver_ver_in_future,
    version::driver_ver_before_windows,
    publication::class_unclassified,
    publication::provider_placeholder,
    publication::hardware_ids::hardware_ids,
    publication::automatic::control_flags,
];
pub(crate) const OF_THE_ANATOMY: &[OfTheAnatomy] = &[
    version_section::check,
    class::check,
    files::check,
    destinations::check,
    strings::check,
    sections::check,
    primitive::check,
    uses::references,
    uses::shared_lists,
    uses::unused,
    uses::misplaced,
    uses::guids,
    models::manufacturer,
    models::devices,
    models::services,
    models::feature_score,
    models::too_new,
    includes::needs,
    includes::binaries,
    services::added,
    service_sections::sections,
    service_sections::binaries,
    service_sections::filters,
    registry::lists,
    registry_keys::keys,
    shared::services,
    shared::registry,
    legacy::directives,
    legacy::destinations,
    legacy::com,
    wdf::drivers,
    software::components,
    software::software,
    software::wmi,
];
pub(crate) const OF_THE_PACKAGE: &[OfThePackage] = &[
    catalog::no_inf_in_root,
    catalog::catalog_not_named,
    protection::copied_and_present,
    protection::deleted_and_renamed,
    publication::architecture_barred,
    publication::no_hardware_ids,
    publication::microsoft_file,
    publication::automatic::install_sections,
    package::not_copied,
    package::newer_than_driver_ver,
    package::line_endings,
    package::empty_files,
    package::private_keys,
    package::copied_and_removed,
    package::names,
    package::images::images,
];

/// Reports the first value of an entry past the `allowed` ones. `what` is the entry, for the message.
fn extra_value(context: &mut Context<'_>, inf: &Inf, section: &str, what: &str, entry: &Entry, allowed: usize) {
    if let Some(extra) = entry.fields().iter().skip(allowed).find(|value| !value.is_empty()) {
        let message = format!("{section} has the value '{extra}' too many for {what}");
        context.report_in(inf, entry.line(), EXTRA_VALUE.finding(message));
    }
}

/// As [`text::number`], where it has 32 bits and is not empty.
fn number(written: &str) -> Option<u32> {
    text::number(written).filter(|_| !written.trim().is_empty()).and_then(|number| number.try_into().ok())
}

/// Declares the rules of a module: `CODE: set level, set level;`.
macro_rules! rules {
    ($($code:path: $($set:ident $level:ident),+;)*) => {
        pub(crate) static RULES: &[$crate::rule::Rule] = &[$($crate::rule::Rule {
            code: &$code,
            levels: &[$(($crate::sets::RuleSet::$set, catseal_finding::Severity::$level)),+],
        }),*];
    };
}
pub(crate) use rules;
