//! The registry of codes, one module for each subject.
//!
//! | range | subject |
//! |---|---|
//! | `CS10xx` | encoding (ASN.1) |
//! | `CS11xx` | catalog structure |
//! | `CS12xx` | catalog definition files |
//! | `CS20xx` | INF text |
//! | `CS21xx` | the walk from INF to files |
//! | `CS22xx` | Inf2Cat's signability test and the file protection it goes by |
//! | `CS23xx` | InfVerif: the text, `[Version]`, files and strings of an INF |
//! | `CS24xx` | InfVerif: models, install sections, services and the registry |
//! | `CS25xx` | what bars a package from the hardware dashboard and Windows Update |
//! | `CS26xx` | a package against itself |
//! | `CS30xx` | keys and signing |
//! | `CS40xx` | signatures, chains, time |
//! | `CS50xx` | files against catalogs and INFs |
//! | `CS60xx` | audits |

use crate::registry::CodeInfo;

pub mod audit;
pub mod catalog;
pub mod encoding;
pub mod inf;
pub mod infverif;
pub mod install;
pub mod membership;
pub mod package;
pub mod publication;
pub mod sign;
pub mod signability;
pub mod trust;

pub(crate) static GROUPS: &[&[&CodeInfo]] = &[
    encoding::ALL,
    catalog::ALL,
    inf::ALL,
    signability::ALL,
    infverif::ALL,
    install::ALL,
    publication::ALL,
    package::ALL,
    sign::ALL,
    trust::ALL,
    membership::ALL,
    audit::ALL,
];

/// Declares the codes of one module as documented constants, and lists them in order in `ALL`.
macro_rules! codes {
    ($($name:ident = $id:literal, $severity:ident, $title:literal,
        $explanation:expr,
        $help:expr,
        [$($equivalent:literal),* $(,)?];)*) => {
        $(
            #[doc = concat!("`", $id, "`: `", $title, "`.")]
            pub static $name: $crate::CodeInfo = $crate::CodeInfo {
                id: $id,
                severity: $crate::Severity::$severity,
                title: $title,
                explanation: $explanation,
                help: $help,
                equivalents: &[$($equivalent),*],
            };
        )*
        pub(crate) static ALL: &[&$crate::CodeInfo] = &[$(&$name),*];
    };
}
pub(crate) use codes;
