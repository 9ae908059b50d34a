//! The one shape of a finding, and the registry of codes with their explanations.
//!
//! Whatever is wrong with an *input* (a catalog, an INF, a driver file, a certificate) is said as a
//! [`Finding`]. That the *program* could not do its work is said by the typed error of the crate
//! concerned. The two never mix.
//!
//! Every finding carries a code. Codes are stable: one that was published keeps its meaning. What a
//! code means, why it matters and what to do is written once, in [`codes`], and is what
//! `catseal explain` prints.
//!
//! ```
//! use catseal_finding::{codes, Severity};
//!
//! let finding = codes::inf::SOURCE_FILE_MISSING
//!     .finding("x.inf names x.sys, which is not in the package")
//!     .at("x.inf")
//!     .line(12);
//! assert_eq!(finding.code, "CS2101");
//! assert_eq!(finding.severity, Severity::Error);
//! ```

pub mod codes;
mod finding;
mod registry;

pub use finding::{Finding, Severity, Subject};
pub use registry::{CodeInfo, all, lookup};
