//! The operating systems a package can be made for: the codes of Inf2Cat's `/os`, and what catalogs call them.

use crate::arch::Arch;

mod derive;
mod table;

pub use derive::derive;

/// Workstation or server, as `TargetOSVersion` in INFs tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Product {
    /// `VER_NT_WORKSTATION`, 1.
    Workstation,
    /// `VER_NT_SERVER`, 3; as a domain controller 2.
    Server,
}

/// One code of `/os`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct OsTarget {
    /// Inf2Cat's code, such as `7_X64`.
    pub code: &'static str,
    /// What the attribute `OS` of a catalog holds for it, such as `7X64`.
    pub catalog_name: &'static str,
    /// What it adds to the attribute `OSAttr`, such as `2:6.1`; Windows XP for x64 adds two.
    pub os_attr: &'static [&'static str],
    /// The architecture.
    pub arch: Arch,
    /// Major and minor version of Windows NT.
    pub version: (u16, u16),
    /// The build of its release, such as 19041.
    pub build: u32,
    /// Workstation or server.
    pub product: Product,
}

/// The version of Windows 10 before its release.
const PRE_RELEASE: (u16, u16) = (6, 4);

impl OsTarget {
    /// Whether this is a Windows that was never released, known from catalogs only.
    #[must_use]
    pub fn is_pre_release(&self) -> bool {
        self.version == PRE_RELEASE
    }
}

/// A code that is no operating system.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown operating system code '{code}'{}", proposals(&self.nearest))]
#[non_exhaustive]
pub struct UnknownOs {
    /// What was asked for, cut at 64 characters.
    pub code: String,
    /// The codes that are most like it; none when nothing is like it.
    pub nearest: Vec<&'static str>,
}

fn proposals(nearest: &[&str]) -> String {
    if nearest.is_empty() { String::new() } else { format!("; did you mean {}?", nearest.join(", ")) }
}

/// Every target, oldest first: the order of the attribute `OS` in a catalog.
///
/// Within a release it is x86, x64, server, ARM. The order is the one that catalogs made by Microsoft's tools
/// show; the places of some ARM64 and server targets are inferred.
#[must_use]
pub fn all() -> &'static [OsTarget] {
    table::TARGETS
}

/// The names that people try for a target, upper-case, each with its code; ordered by name.
pub fn aliases() -> impl Iterator<Item = (&'static str, &'static str)> {
    table::ALIASES.iter().copied()
}

/// The target of a code, in any case, or of one of the names that people try: `10_ARM64`, `11_X64`,
/// `Server2022_X64`, `8.1_X64`, with `AMD64` for `X64`.
///
/// # Errors
/// [`UnknownOs`], with the codes nearest to what was asked for.
pub fn lookup(code: &str) -> Result<&'static OsTarget, UnknownOs> {
    let mut wanted = code.trim().to_ascii_uppercase();
    if let Some(release) = wanted.strip_suffix("_AMD64") {
        wanted = format!("{release}_X64");
    }
    let canonical =
        table::ALIASES.iter().find(|(alias, _)| *alias == wanted).map_or(wanted.as_str(), |&(_, code)| code);
    all().iter().find(|target| target.code.eq_ignore_ascii_case(canonical)).ok_or_else(|| unknown(code))
}

/// The targets of a comma separated list of codes, in the order of [`all`], each once.
///
/// Blanks round a code do not count; empty places are passed over.
///
/// # Errors
/// [`UnknownOs`] for the first code that is none, and for a list without any.
pub fn parse_list(list: &str) -> Result<Vec<&'static OsTarget>, UnknownOs> {
    let named = list.split(',').filter(|code| !code.trim().is_empty()).map(lookup).collect::<Result<Vec<_>, _>>()?;
    if named.is_empty() {
        return Err(unknown(list));
    }
    Ok(all().iter().filter(|target| named.contains(target)).collect())
}

/// The targets that a catalog means by `name` in its attribute `OS`, in any case; none for an unknown name.
///
/// A name that Windows 10 had before its release, such as `10X64`, is that target first, and then the one of the release: a
/// package for the one was installed on the other.
#[must_use]
pub fn by_catalog_name(name: &str) -> Vec<&'static OsTarget> {
    let released = table::FORMER_CATALOG_NAMES.iter().find(|(former, _)| former.eq_ignore_ascii_case(name));
    let names = [Some(name), released.map(|&(_, current)| current)];
    let of = |name: &str| all().iter().find(|target| target.catalog_name.eq_ignore_ascii_case(name));
    names.into_iter().flatten().filter_map(of).collect()
}

/// How many characters of an unknown code are looked at, and shown.
const SHOWN: usize = 64;
/// How many proposals there are at most.
const PROPOSALS: usize = 3;

fn unknown(code: &str) -> UnknownOs {
    let code: String = code.trim().chars().take(SHOWN).collect();
    let wanted = code.to_ascii_uppercase();
    let mut distances: Vec<(usize, &'static str)> = all()
        .iter()
        .map(|target| (target.code, target.code))
        .chain(table::ALIASES.iter().copied())
        .map(|(name, code)| (distance(&wanted, &name.to_ascii_uppercase()), code))
        .collect();
    distances.sort_by_key(|&(distance, _)| distance);
    let best = distances.first().map_or(0, |&(distance, _)| distance);
    // With more than half of it wrong, a proposal would be a guess.
    distances.retain(|&(distance, _)| best <= wanted.chars().count() / 2 && distance <= best.saturating_add(1));
    let mut nearest: Vec<&'static str> = Vec::new();
    for (_, code) in distances {
        if nearest.len() < PROPOSALS && !nearest.contains(&code) {
            nearest.push(code);
        }
    }
    UnknownOs { code, nearest }
}

/// The edit distance: insertions, deletions and substitutions of characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (above, to) in row.iter().skip(1).zip(&b) {
            left = (diagonal + usize::from(from != *to)).min(left + 1).min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_fit_a_set_of_128_bits() {
        let codes: HashSet<_> = all().iter().map(|target| target.code.to_ascii_uppercase()).collect();
        assert_eq!(codes.len(), all().len());
        assert!(all().len() <= 128);
        let names: HashSet<_> = all().iter().map(|target| target.catalog_name.to_ascii_uppercase()).collect();
        assert_eq!(names.len(), all().len());
    }

    #[test]
    fn targets_are_ordered_by_version() {
        assert!(all().is_sorted_by_key(|target| target.version));
    }

    #[test]
    fn the_version_is_the_last_of_the_os_attribute() {
        for target in all() {
            let (major, minor) = target.version;
            let (_, last) = target.os_attr.last().unwrap().split_once(':').unwrap();
            let (their_major, their_minor) = last.split_once('.').unwrap();
            assert_eq!((their_major.parse(), their_minor.parse()), (Ok(major), Ok(minor)), "{}", target.code);
        }
    }

    #[test]
    fn catalogs_spell_some_systems_in_their_own_way() {
        for (code, name, attr) in [
            ("2000", "2000", &["2:5.00"][..]),
            ("XP_X64", "XPX64", &["2:5.1", "2:5.2"]),
            ("Server8_X64", "Server2012X64", &["2:6.2"]),
            ("6_3_X86", "_v63", &["2:6.3"]),
            ("Server6_3_X64", "_v63_Server_X64", &["2:6.3"]),
            ("10_X86", "_v100", &["2:10.0"]),
            ("10_AU_X64", "_v100_X64_RS1", &["2:10.0"]),
            ("10_VB_ARM64", "_v100_ARM64_Vb", &["2:10.0"]),
            ("10_CO_X64", "_v100_X64_21H2", &["2:10.0"]),
            ("ServerFE_X64", "Server_v100_X64_21H2", &["2:10.0"]),
        ] {
            let target = lookup(code).unwrap();
            assert_eq!((target.catalog_name, target.os_attr), (name, attr), "{code}");
            assert_eq!(by_catalog_name(name), [target]);
        }
        assert_eq!(by_catalog_name("10x64"), [lookup("6_4_X64").unwrap(), lookup("10_X64").unwrap()]);
        assert!(by_catalog_name("11X64").is_empty());
    }

    #[test]
    fn aliases_are_upper_case_and_lead_to_codes_without_hiding_one() {
        for (alias, code) in table::ALIASES {
            assert_eq!(*alias, alias.to_ascii_uppercase());
            assert_eq!(lookup(alias).unwrap().code, *code);
            assert!(!all().iter().any(|target| target.code.eq_ignore_ascii_case(alias)), "{alias}");
        }
    }

    #[test]
    fn names_that_people_try_are_understood_in_any_case() {
        for (tried, code) in [
            ("10_arm64", "10_RS3_ARM64"),
            ("11_X64", "10_CO_X64"),
            ("server2022_x64", "ServerFE_X64"),
            ("8.1_X86", "6_3_X86"),
            (" 7_amd64 ", "7_X64"),
            ("Server2016_X64", "SERVER2016_X64"),
        ] {
            assert_eq!(lookup(tried).unwrap().code, code, "{tried}");
        }
    }

    #[test]
    fn an_unknown_code_names_the_nearest() {
        let error = lookup("10_X46").unwrap_err();
        assert!(error.nearest.contains(&"10_X86") && error.nearest.contains(&"10_X64"), "{error}");
        assert_eq!(lookup("Vsta_X64").unwrap_err().nearest[0], "Vista_X64");
        assert_eq!(
            lookup("Server2025X64").unwrap_err().to_string(),
            "unknown operating system code 'Server2025X64'; did you mean Server2025_X64, Server8_X64, ServerFE_X64?"
        );
        let long = lookup(&"x".repeat(100_000)).unwrap_err();
        assert_eq!(long.code.len(), 64);
    }

    #[test]
    fn what_is_like_no_code_has_no_proposals() {
        for code in ["win10", "", "junk"] {
            assert_eq!(lookup(code).unwrap_err().to_string(), format!("unknown operating system code '{code}'"));
        }
    }

    #[test]
    fn a_list_comes_out_in_the_order_of_catalogs_each_once() {
        let codes = |list| -> Vec<_> { parse_list(list).unwrap().iter().map(|target| target.code).collect() };
        assert_eq!(codes("10_X64, 7_x64,XP_X86 ,7_X64,,7_X86"), ["XP_X86", "7_X86", "7_X64", "10_X64"]);
        assert_eq!(parse_list("7_X64,7_X65,junk").unwrap_err().code, "7_X65");
        assert!(parse_list(" , ").is_err());
    }

    #[test]
    fn the_distance_counts_edits() {
        for (a, b, expected) in
            [("", "", 0), ("abc", "", 3), ("", "abc", 3), ("kitten", "sitting", 3), ("7_X64", "7_X86", 2)]
        {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }
}
