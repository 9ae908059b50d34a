//! Rules over a driver package: is it fit to be catalogued, signed and published?
//!
//! [`check`] takes a [`Package`] (INFs that were parsed, files of which the facts are known) and gives findings. It reads no
//! file, asks no clock and knows no network.
//!
//! * A rule is a code of the registry with a level in each [`RuleSet`] it belongs to: [`RULES`].
//! * A check is a function over one INF or over the whole package that reports findings; which of them count, and how
//!   bad they are, is decided by the sets that were asked for. Of several levels the worst counts.
//!
//! | set | whose rules |
//! |---|---|
//! | `inf2cat` | Inf2Cat's signability test, and the file protection it goes by |
//! | `infverif` | what InfVerif finds wrong in each of its modes, as far as it can be told offline |
//! | `whql` | InfVerif for a WHQL signature (`/h`), and what bars a package from the hardware dashboard |
//! | `update` | what bars a package from Windows Update |
//! | `package` | the package against itself |
//! | `declarative`, `universal`, `windows` | InfVerif's modes `/k`, `/u` and `/w` |

//!
//! The names of the files that Windows protects come with the crate; [`AllowList`] lets a vendor have its own. A cabinet for the
//! hardware dashboard is looked at by [`check_submission`].

mod allow;
mod anatomy;
mod classes;
mod context;
mod facts;
mod image;
mod package;
mod protected;
mod rule;
mod rules;
mod sets;
mod submission;

pub use allow::{AllowList, AllowListError};
pub use context::check;
pub use image::{FileVersion, Image};
pub use package::{File, Inf, Options, Package, Packed};
pub use rule::{Rule, rule};
pub use rules::RULES;
pub use sets::{RuleSet, RuleSets, UnknownRuleSet};
pub use submission::{Submission, SubmittedFile, check_submission};
