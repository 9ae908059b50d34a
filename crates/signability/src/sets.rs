use std::str::FromStr;

/// Whose rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleSet {
    /// Inf2Cat's signability test, and the file protection it goes by.
    Inf2Cat,
    /// What InfVerif finds wrong in each of its modes.
    InfVerif,
    /// InfVerif for a WHQL signature (`/h`), and what bars a package from the hardware dashboard.
    Whql,
    /// What bars a package from Windows Update.
    Update,
    /// The package against itself.
    Package,
    /// InfVerif `/k`.
    Declarative,
    /// InfVerif `/u`.
    Universal,
    /// InfVerif `/w`.
    Windows,
}

impl RuleSet {
    /// Every set, in the order of the documentation.
    pub const ALL: [Self; 8] = [
        Self::Inf2Cat,
        Self::InfVerif,
        Self::Whql,
        Self::Update,
        Self::Package,
        Self::Declarative,
        Self::Universal,
        Self::Windows,
    ];

    /// Its name on the command line and in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inf2Cat => "inf2cat",
            Self::InfVerif => "infverif",
            Self::Whql => "whql",
            Self::Update => "update",
            Self::Package => "package",
            Self::Declarative => "declarative",
            Self::Universal => "universal",
            Self::Windows => "windows",
        }
    }
}

impl std::fmt::Display for RuleSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Some of the sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RuleSets(u16);

impl RuleSets {
    /// All but InfVerif's modes `/k`, `/u` and `/w`: these exclude one another, and are for drivers that were made for them.
    pub const ALL: Self = Self::EMPTY
        .with(RuleSet::Inf2Cat)
        .with(RuleSet::InfVerif)
        .with(RuleSet::Whql)
        .with(RuleSet::Update)
        .with(RuleSet::Package);

    /// None.
    pub const EMPTY: Self = Self(0);

    /// These, and `set`.
    #[must_use]
    pub const fn with(self, set: RuleSet) -> Self {
        Self(self.0 | 1 << set as u16)
    }

    /// Whether `set` is one of them.
    #[must_use]
    pub const fn has(self, set: RuleSet) -> bool {
        self.0 & (1 << set as u16) != 0
    }
}

/// A word that names no rule set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRuleSet(String);

impl std::fmt::Display for UnknownRuleSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = RuleSet::ALL.iter().map(|set| set.as_str()).collect();
        write!(f, "unknown rule set {:?}: expected {} or all", self.0, names.join(", "))
    }
}

impl std::error::Error for UnknownRuleSet {}

impl FromStr for RuleSets {
    type Err = UnknownRuleSet;

    /// Names parted by commas, in any case; `all` is [`RuleSets::ALL`].
    fn from_str(names: &str) -> Result<Self, Self::Err> {
        names.split(',').try_fold(Self::EMPTY, |sets, name| {
            let name = name.trim();
            if name.eq_ignore_ascii_case("all") {
                return Ok(Self(sets.0 | Self::ALL.0));
            }
            let set = RuleSet::ALL.into_iter().find(|set| set.as_str().eq_ignore_ascii_case(name));
            set.map(|set| sets.with(set)).ok_or_else(|| UnknownRuleSet(name.chars().take(64).collect()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_names_is_the_union_and_all_leaves_the_exclusive_modes_out() {
        let sets: RuleSets = "inf2cat, UPDATE".parse().unwrap();
        assert!(sets.has(RuleSet::Inf2Cat) && sets.has(RuleSet::Update) && !sets.has(RuleSet::Whql));
        let all: RuleSets = "all".parse().unwrap();
        assert!(all.has(RuleSet::InfVerif) && !all.has(RuleSet::Windows));
        assert!("all,windows".parse::<RuleSets>().unwrap().has(RuleSet::Windows));
        assert!("".parse::<RuleSets>().is_err() && "inf2cat,x".parse::<RuleSets>().is_err());
    }
}
