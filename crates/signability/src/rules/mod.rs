//! The rules and the checks that find breaches of them, one module for each subject.

use crate::context::Context;
use crate::package::Inf;
use crate::rule::Rule;

mod resolution;
mod catalog;
mod package;
mod protection;
mod publication;
mod version;
mod walk;

/// A check over one INF.
type OfAnInf = fn(&mut Context<'_>, &Inf);
/// A check over the package.
type OfThePackage = fn(&mut Context<'_>);

/// Every rule, by subject.
pub static RULES: &[&[Rule]] = &[walk::RULES, version::RULES, resolution::RULES];
pub static RULES: &[&[Rule]] = &[
    walk::RULES,
    version::RULES,
    catalog::RULES,
    protection::RULES,
    publication::RULES,
    publication::hardware_ids::RULES,
    publication::automatic::RULES,
    package::RULES,
    package::images::RULES,
];

pub(crate) const OF_AN_INF: &[OfAnInf] = &[
    version::driver_ver_in_future,
    version::driver_ver_before_windows,
    publication::class_unclassified,
    publication::provider_placeholder,
    publication::hardware_ids::hardware_ids,
    publication::automatic::control_flags,
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
