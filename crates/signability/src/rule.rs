use catseal_finding::{CodeInfo, Severity};

use crate::rules::RULES;
use crate::sets::{RuleSet, RuleSets};

/// A rule: what it is called, and how bad a breach is to whom.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The code, with the explanation and the equivalents of other tools.
    pub code: &'static CodeInfo,
    /// The sets it belongs to, with the level in each.
    pub levels: &'static [(RuleSet, Severity)],
}

impl Rule {
    /// The worst of its levels in `sets`; `None` when it is in none of them.
    #[must_use]
    pub fn level(&self, sets: RuleSets) -> Option<Severity> {
        self.levels.iter().filter(|(set, _)| sets.has(*set)).map(|&(_, level)| level).max()
    }
}

/// The rule with this code (`CS2301`); `None` for a code that is no rule of signability.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().flatten().find(|rule| rule.code.id == code)
}
