use schemars::JsonSchema;
use serde::Serialize;
use std::str::FromStr;

/// Whom to trust for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    /// Any code signer with a chain to a root of the store (`signtool verify /pa`).
    Signature,
    /// Microsoft's hardware programme or Windows itself, with a chain to one of Microsoft's own roots.
    Driver,
    /// What the kernel loads: accepted when every generation of Windows that was asked for takes it, or without any named,
    /// every one that the catalog says it is for.
    Kernel,
    /// A chain to an anchor the user gave; the anchor may be the signer's certificate itself.
    Pinned,
    /// Nothing is asked of signatures.
    None,
}

impl Policy {
    const ALL: [Self; 5] = [Self::Signature, Self::Driver, Self::Kernel, Self::Pinned, Self::None];

    /// Its name on the command line and in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Driver => "driver",
            Self::Kernel => "kernel",
            Self::Pinned => "pinned",
            Self::None => "none",
        }
    }
}

impl std::fmt::Display for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown policy {0:?}: expected signature, driver, kernel, pinned or none")]
pub struct UnknownPolicy(String);

impl FromStr for Policy {
    type Err = UnknownPolicy;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|policy| policy.as_str() == name).ok_or_else(|| UnknownPolicy(name.to_owned()))
    }
}

/// What a policy says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It accepts the catalog.
    Pass,
    /// It refuses the catalog.
    Fail,
    /// It cannot be decided from what is known here.
    Unknown,
}

impl Verdict {
    /// Its name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
        }
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What one policy says of a catalog, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PolicyVerdict {
    /// The policy.
    pub policy: Policy,
    /// What it says.
    pub verdict: Verdict,
    /// Why, in words without a full stop.
    pub reason: String,
}

impl PolicyVerdict {
    /// Whether the policy accepts the catalog.
    pub(crate) fn is_pass(&self) -> bool {
        self.verdict == Verdict::Pass
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_policy_is_found_by_its_name() {
        for policy in Policy::ALL {
            assert_eq!(policy.as_str().parse(), Ok(policy));
        }
        assert!("Driver".parse::<Policy>().is_err());
    }
}
