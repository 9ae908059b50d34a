//! The rules and the checks that find breaches of them, one module for each subject.

use crate::context::Context;
use crate::package::Inf;
use crate::rule::Rule;

mod resolution;
mod version;
mod walk;

/// A check over one INF.
type OfAnInf = fn(&mut Context<'_>, &Inf);
/// A check over the package.
type OfThePackage = fn(&mut Context<'_>);

/// Every rule, by subject.
pub static RULES: &[&[Rule]] = &[walk::RULES, version::RULES, resolution::RULES];

pub(crate) const OF_AN_INF: &[OfAnInf] = &[version::driver_ver_in_future];
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
