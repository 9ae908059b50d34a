//! The rules and the checks that find breaches of them, one module for each subject.

use crate::anatomy::Anatomy;
use crate::context::Context;
use crate::package::Inf;
use crate::rule::Rule;

mod includes;
mod legacy;
mod models;
mod registry;
mod registry_data;
mod registry_keys;
mod service_sections;
mod services;
mod shared;
mod software;
mod text;
mod uses;
mod version;
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
];

pub(crate) const OF_AN_INF: &[OfAnInf] = &[version::driver_ver_in_future];
pub(crate) const OF_THE_ANATOMY: &[OfTheAnatomy] = &[
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
pub(crate) const OF_THE_PACKAGE: &[OfThePackage] = &[];

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
