//! Which Windows takes a catalog: installs a driver package by it, and loads the drivers that it vouches for.
//!
//! The rules are those of 64-bit Windows as Microsoft documents them ("Driver Signing Policy", "Kernel-mode code signing
//! requirements", the announcements of 2015 and 2026). What depends on a state of the system (Secure Boot, an upgrade,
//! an update) is judged for a system that was newly installed, has all updates and has Secure Boot on where it can; the
//! reason names the exception.

use crate::graph::{End, Path};
use crate::path::Purpose;
use crate::policy::{Policy, PolicyVerdict, Verdict};
use crate::programme::day;
use crate::signature::{Signature, each};
use crate::targets::{Covers, Targets};
use crate::verdict::Class;
use catseal_asn1::oids;
use catseal_catalog::Version;
use schemars::JsonSchema;
use serde::Serialize;
use std::str::FromStr;

/// The generations of Windows that differ in what they take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[non_exhaustive]
pub enum Generation {
    /// Windows Vista and Server 2008.
    #[serde(rename = "vista")]
    Vista,
    /// Windows 7 and Server 2008 R2.
    #[serde(rename = "7")]
    Seven,
    /// Windows 8 and Server 2012.
    #[serde(rename = "8")]
    Eight,
    /// Windows 8.1 and Server 2012 R2.
    #[serde(rename = "8.1")]
    EightOne,
    /// Windows 10, versions 1507 and 1511.
    #[serde(rename = "10-1507")]
    TenFirst,
    /// Windows 10 from version 1607 on, and Windows 11 before the change of April 2026.
    #[serde(rename = "10-1607")]
    Ten,
    /// Windows 11 from version 24H2 on, with the update of April 2026.
    #[serde(rename = "11-24h2")]
    Eleven,
    /// Windows Server 2016, 2019 and 2022.
    #[serde(rename = "server-2016")]
    Server2016,
    /// Windows Server 2025, with the update of April 2026.
    #[serde(rename = "server-2025")]
    Server2025,
}

/// From this day on the certificate of a cross-signed driver is too young for Windows 10 from 1607 on.
const CROSS_SIGNING_ENDS: &str = "2015-07-29";

impl Generation {
    const ALL: [Self; 9] = [
        Self::Vista,
        Self::Seven,
        Self::Eight,
        Self::EightOne,
        Self::TenFirst,
        Self::Ten,
        Self::Eleven,
        Self::Server2016,
        Self::Server2025,
    ];

    /// All of them, oldest first, servers behind.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter()
    }

    /// Name, other names, and what it is.
    #[rustfmt::skip]
    const fn names(self) -> (&'static str, &'static [&'static str], &'static str) {
        match self {
            Self::Vista => ("vista", &["server-2008"], "Windows Vista, Server 2008"),
            Self::Seven => ("7", &["server-2008r2"], "Windows 7, Server 2008 R2"),
            Self::Eight => ("8", &["server-2012"], "Windows 8, Server 2012"),
            Self::EightOne => ("8.1", &["server-2012r2"], "Windows 8.1, Server 2012 R2"),
            Self::TenFirst => ("10-1507", &["10-1511"], "Windows 10, versions 1507 and 1511"),
            Self::Ten => (
                "10-1607",
                &["10", "10-1703", "10-1709", "10-1803", "10-1809", "10-1903", "10-1909", "10-2004", "10-20h2", "10-21h1",
                  "10-21h2", "10-22h2", "11-21h2", "11-22h2", "11-23h2"],
                "Windows 10 from 1607 on, Windows 11 to 23H2",
            ),
            Self::Eleven => {
                ("11-24h2", &["11", "11-25h2", "11-26h1"], "Windows 11 from 24H2 on, since the update of April 2026")
            }
            Self::Server2016 => ("server-2016", &["server-2019", "server-2022"], "Windows Server 2016, 2019, 2022"),
            Self::Server2025 => ("server-2025", &[], "Windows Server 2025, since the update of April 2026"),
        }
    }

    /// Its name on the command line and in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.names().0
    }

    /// Other names that are taken for it.
    #[must_use]
    pub const fn aliases(self) -> &'static [&'static str] {
        self.names().1
    }

    /// What it is, in words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        self.names().2
    }

    /// Major and minor version of Windows NT.
    const fn version(self) -> (u16, u16) {
        match self {
            Self::Vista => (6, 0),
            Self::Seven => (6, 1),
            Self::Eight => (6, 2),
            Self::EightOne => (6, 3),
            Self::TenFirst | Self::Ten | Self::Eleven | Self::Server2016 | Self::Server2025 => (10, 0),
        }
    }

    const fn is_server_alone(self) -> bool {
        matches!(self, Self::Server2016 | Self::Server2025)
    }
}

impl std::fmt::Display for Generation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no generation of Windows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown Windows '{0}'")]
pub struct UnknownGeneration(String);

impl FromStr for Generation {
    type Err = UnknownGeneration;

    /// Takes names and aliases in any case, and with a blank or nothing in place of a hyphen.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let plain = |name: &str| name.to_ascii_lowercase().replace(['-', ' '], "");
        let wanted = plain(name);
        let is_name = |one: &Self| {
            let (name, aliases, _) = one.names();
            plain(name) == wanted || aliases.iter().any(|alias| plain(alias) == wanted)
        };
        Self::all().find(is_name).ok_or_else(|| UnknownGeneration(name.chars().take(64).collect()))
    }
}

/// Whether a generation of Windows takes a catalog, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WindowsVerdict {
    /// Which Windows.
    pub generation: Generation,
    /// Whether it takes the catalog.
    pub verdict: Verdict,
    /// Why, in words without a full stop.
    pub reason: String,
}

/// What is judged.
pub(crate) struct Case<'a, 'c> {
    pub(crate) signatures: &'a [Signature<'c>],
    pub(crate) targets: Targets,
    pub(crate) version: Version,
}

type Judged = (Verdict, String);

fn fail(reason: impl Into<String>) -> Judged {
    (Verdict::Fail, reason.into())
}

fn unknown(reason: impl Into<String>) -> Judged {
    (Verdict::Unknown, reason.into())
}

impl Case<'_, '_> {
    /// A row for each of `generations`.
    pub(crate) fn judge(&self, generations: &[Generation]) -> Vec<WindowsVerdict> {
        let row = |generation: &Generation| {
            let (verdict, reason) = self.judge_one(*generation);
            WindowsVerdict { generation: *generation, verdict, reason }
        };
        generations.iter().map(row).collect()
    }

    /// The generations that the catalog is for, by its `OSAttr`; servers only when its `OS` names one or is not there.
    /// All of them when it is for none.
    pub(crate) fn generations(&self) -> Vec<Generation> {
        let meant = |generation: &Generation| {
            !matches!(self.targets.cover(generation.version()), Covers::No(_))
                && (self.targets.names_servers() || !generation.is_server_alone())
        };
        let meant: Vec<_> = Generation::all().filter(meant).collect();
        if meant.is_empty() { Generation::all().collect() } else { meant }
    }

    fn judge_one(&self, generation: Generation) -> Judged {
        let Some(first) = self.signatures.first() else { return fail("the catalog is not signed") };
        let covers = self.targets.cover(generation.version());
        if let Covers::No(reason) = covers {
            return fail(reason);
        }
        if self.version == Version::V2 && generation.version() < (6, 2) {
            return fail("a catalog of version 2 (SHA-256) is for Windows 8 and later");
        }
        // Windows 8 and later take the best of several signatures, older ones look at the first.
        let best = if generation.version() < (6, 2) {
            Some(judge_signature(first, generation))
        } else {
            // Of those that do not decide, what is said of Microsoft's own is worth more.
            let worth = |signature: &Signature<'_>, verdict| (rank(verdict), is_microsofts(signature));
            let all = each(self.signatures).map(|signature| (signature, judge_signature(signature, generation)));
            let best = all.rev().max_by_key(|(signature, (verdict, _))| worth(signature, *verdict));
            best.map(|(_, judged)| judged)
        };
        match (best, covers) {
            (Some((Verdict::Pass, _)), Covers::Unknown(reason)) => unknown(reason),
            (Some(judged), _) => judged,
            (None, _) => fail("the catalog is not signed"),
        }
    }
}

const fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Fail => 0,
        Verdict::Unknown => 1,
        Verdict::Pass => 2,
    }
}

fn is_microsofts(signature: &Signature<'_>) -> bool {
    matches!(signature.class, Class::Whql | Class::Attested | Class::Inbox)
}

fn judge_signature(signature: &Signature<'_>, generation: Generation) -> Judged {
    let refusal = |purpose| signature.problems(purpose).1.into_iter().next().map(|problem| fail(problem.text));
    if !signature.is_valid() {
        return refusal(Purpose::Code).unwrap_or_else(|| fail("the signature is not valid"));
    }
    match signature.class {
        Class::Whql | Class::Attested | Class::Inbox => by_microsoft(signature, generation),
        Class::CrossSigned => cross_signed(signature, generation),
        Class::Commercial => fail(
            "a commercial certificate without a cross-certificate to the Microsoft Code Verification Root: the kernel has no \
             root for it",
        ),
        Class::SelfSigned | Class::Test => fail(
            "test-signed: no chain to a root that the kernel trusts; loads only in test mode (bcdedit /set testsigning on), \
             on a machine that trusts the certificate",
        ),
        Class::Unknown => refusal(Purpose::Code).unwrap_or_else(|| fail("no chain to a root that the kernel trusts")),
    }
}

/// Signed by Microsoft: the hardware programme, or Windows itself.
fn by_microsoft(signature: &Signature<'_>, generation: Generation) -> Judged {
    let is_component = signature.certificate().is_some_and(|signer| signer.asserts(&oids::NT5_CRYPTO));
    if signature.class == Class::Inbox && !is_component {
        return unknown(
            "signed by Microsoft, but neither by the hardware programme nor as a part of Windows; Microsoft does not say \
             whether drivers may be signed so",
        );
    }
    let (path, problems) = signature.problems(Purpose::Driver);
    if let Some(problem) = problems.into_iter().next() {
        return fail(problem.text);
    }
    let root = match path.map(|path| path.end) {
        Some(End::Anchor(anchor)) => &anchor.root,
        _ => return unknown("the chain has no known root"),
    };
    let root_name = crate::name::short(&root.subject);
    if !root.is_for_kernel() {
        return unknown(format!(
            "the chain ends at '{root_name}', which is not one of the three roots that Microsoft names for the kernel"
        ));
    }
    if signature.class == Class::Attested {
        if generation.is_server_alone() {
            return fail(
                "attested, that is without the hardware lab tests, which Windows Server 2016 and later demand",
            );
        }
        if generation.version() < (10, 0) {
            return unknown("attested, which Microsoft does for Windows 10 and later only");
        }
    }
    let by = match signature.class {
        Class::Whql => "signed by Microsoft after the hardware lab tests",
        Class::Attested => "attested and signed by Microsoft",
        _ => "signed by Microsoft as a part of Windows",
    };
    with_sha2(signature, path, generation, (Verdict::Pass, by.to_owned()))
}

/// Signed with a commercial certificate under the Microsoft Code Verification Root.
fn cross_signed(signature: &Signature<'_>, generation: Generation) -> Judged {
    let (path, problems) = signature.problems(Purpose::CrossSigned);
    if let Some(problem) = problems.into_iter().next() {
        return fail(problem.text);
    }
    let Some(issued) = signature.certificate().map(|signer| signer.not_before) else {
        return fail("the signer's certificate is not there");
    };
    let of = format!("cross-signed, with a certificate of {}", day(issued));
    // Days written so stand in the order of time.
    let is_old = day(issued).as_str() < CROSS_SIGNING_ENDS;
    match generation {
        Generation::Vista | Generation::Seven | Generation::Eight | Generation::EightOne | Generation::TenFirst => {}
        Generation::Ten | Generation::Server2016 if is_old => {}
        Generation::Ten | Generation::Server2016 => {
            return fail(format!(
                "{of}: with Secure Boot on, only one issued before {CROSS_SIGNING_ENDS} is taken; loads with Secure Boot off, or on \
                 a system upgraded from before version 1607"
            ));
        }
        Generation::Eleven | Generation::Server2025 => {
            return fail(format!(
                "{of}: not trusted since the update of April 2026, unless Microsoft's allow list has the driver; loads until \
                 a system has left the evaluation mode that the update begins with"
            ));
        }
    }
    let is_trusted = path.is_some_and(|path| matches!(path.end, End::Anchor(anchor) if anchor.user.is_some()));
    let judged = if is_trusted {
        (Verdict::Pass, format!("{of}, under the Microsoft Code Verification Root"))
    } else {
        unknown(format!(
            "{of}: the chain holds up to the key of the Microsoft Code Verification Root, whose certificate is not known \
             here; give it with --roots to have this decided"
        ))
    };
    with_sha2(signature, path, generation, judged)
}

/// Windows verifies SHA-2 in the kernel from 8 on; 7 has learned it, Vista has not.
fn with_sha2(signature: &Signature<'_>, path: Option<&Path<'_>>, generation: Generation, judged: Judged) -> Judged {
    let (verdict, reason) = judged;
    if verdict != Verdict::Pass || !signature.needs_sha2(path) {
        return (verdict, reason);
    }
    match generation {
        Generation::Vista => unknown(format!(
            "{reason}, with SHA-2: Windows Vista does not verify that in the kernel, and Server 2008 does only with the \
             update KB4474419"
        )),
        Generation::Seven => {
            (verdict, format!("{reason}; with SHA-2, which needs the update KB3033929 or a later one"))
        }
        _ => (verdict, reason),
    }
}

/// What [`Policy::Kernel`] says: accepted when every generation takes it, refused when one does not.
pub(crate) fn summary(rows: &[WindowsVerdict]) -> PolicyVerdict {
    let named = |verdict| {
        let names: Vec<_> =
            rows.iter().filter(|row| row.verdict == verdict).map(|row| row.generation.as_str()).collect();
        names.join(", ")
    };
    let worst = rows.iter().min_by_key(|row| rank(row.verdict));
    let (verdict, reason) = match worst {
        None => unknown("no Windows was asked about"),
        Some(row) if row.verdict == Verdict::Pass => {
            (Verdict::Pass, format!("taken by Windows {}", named(Verdict::Pass)))
        }
        Some(row) => {
            let what = if row.verdict == Verdict::Fail { "not taken by" } else { "not decided for" };
            let taken = named(Verdict::Pass);
            let but = if taken.is_empty() { String::new() } else { format!("; taken by {taken}") };
            (row.verdict, format!("{what} Windows {}: {}{but}", named(row.verdict), row.reason))
        }
    };
    PolicyVerdict { policy: Policy::Kernel, verdict, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_generation_is_found_by_its_name_and_by_its_aliases_and_no_name_is_given_twice() {
        let mut names = Vec::new();
        for generation in Generation::all() {
            assert_eq!(serde_json::to_value(generation).unwrap(), generation.as_str());
            for name in std::iter::once(&generation.as_str()).chain(generation.aliases()) {
                assert_eq!(name.parse(), Ok(generation));
                assert_eq!(name.to_uppercase().parse(), Ok(generation));
                names.push(*name);
            }
            assert!(!generation.label().is_empty());
        }
        assert_eq!("Server 2019".parse(), Ok(Generation::Server2016));
        assert_eq!("win98".parse::<Generation>(), Err(UnknownGeneration("win98".to_owned())));
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn one_generation_that_does_not_take_it_decides_and_a_doubt_comes_next() {
        let row = |generation, verdict, reason: &str| WindowsVerdict { generation, verdict, reason: reason.to_owned() };
        let pass = row(Generation::Seven, Verdict::Pass, "good");
        let doubt = row(Generation::Eight, Verdict::Unknown, "who knows");
        let bad = row(Generation::Ten, Verdict::Fail, "bad");
        let judged = |rows: &[WindowsVerdict]| {
            let judged = summary(rows);
            (judged.verdict, judged.reason)
        };
        assert_eq!(judged(std::slice::from_ref(&pass)), (Verdict::Pass, "taken by Windows 7".to_owned()));
        let reason = "not decided for Windows 8: who knows; taken by 7".to_owned();
        assert_eq!(judged(&[pass.clone(), doubt.clone()]), (Verdict::Unknown, reason));
        let reason = "not taken by Windows 10-1607: bad; taken by 7".to_owned();
        assert_eq!(judged(&[pass, doubt, bad]), (Verdict::Fail, reason));
        assert_eq!(judged(&[]).0, Verdict::Unknown);
    }
}
