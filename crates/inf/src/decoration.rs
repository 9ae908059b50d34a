use crate::arch::Arch;
use crate::os::{OsTarget, Product};

/// What follows the name of a models section: `NT[arch][.major[.minor[.product[.suite[.build]]]]]`
/// (`TargetOSVersion` in the documentation of the INF Manufacturer section).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Decoration {
    /// The architecture, if it names one.
    pub arch: Option<Arch>,
    /// Major and minor version of Windows NT; zero where it names none.
    pub version: (u32, u32),
    /// The product type: 1 workstation, 2 domain controller, 3 server.
    pub product: Option<u32>,
    /// The suite mask; zero for none.
    pub suite: u32,
    /// The least build; zero for any.
    pub build: u32,
}

impl Decoration {
    /// Reads what stands after the dot, in any case; `None` when `text` is not of that form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('.');
        let head = parts.next()?;
        let (nt, arch) = head.split_at_checked(2)?;
        if !nt.eq_ignore_ascii_case("nt") {
            return None;
        }
        let arch = if arch.is_empty() { None } else { Some(Arch::from_name(arch)?) };
        let mut number = || parts.next().map_or(Some(None), number);
        let major = number()?;
        let minor = number()?;
        let product = number()?;
        let suite = number()?;
        let build = number()?;
        parts.next().is_none().then_some(Self {
            arch,
            version: (major.unwrap_or(0), minor.unwrap_or(0)),
            product,
            suite: suite.unwrap_or(0),
            build: build.unwrap_or(0),
        })
    }

    /// The architecture of the models section: x86 where it names none. Since Windows Server 2003 SP1 all others must be named
    /// (documentation of the INF Manufacturer section).
    #[must_use]
    pub fn models_arch(&self) -> Arch {
        self.arch.unwrap_or(Arch::X86)
    }
}

/// A number, decimal or hexadecimal; `Some(None)` for an empty place.
fn number(text: &str) -> Option<Option<u32>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    let value = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => text.parse(),
    };
    value.ok().map(Some)
}

/// Whether a section without architecture serves others than x86.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undecorated {
    /// Models: it does not; see [`Decoration::models_arch`].
    X86Only,
    /// `[DefaultInstall]`: any, where there is none for the architecture.
    Any,
}

/// Which of the sections some computer with the target's operating system chooses: indices into `candidates`,
/// ascending.
///
/// Windows chooses one: that with the highest version that is not above its own, then the closest product, suite
/// and build. A target does not say everything about the computer: suites (such as the Home editions), whether a
/// server is a domain controller, and, since catalogs tell only the version (`2:10.0`), how far the build is above
/// that of the release. So this is the union of what the possible computers choose: going down from the best
/// fit, to the first section that every one of them takes.
pub(crate) fn choose(candidates: &[Decoration], target: &OsTarget, undecorated: Undecorated) -> Vec<usize> {
    let os_version = (u32::from(target.version.0), u32::from(target.version.1));
    let mut fitting: Vec<(usize, &Decoration)> = candidates
        .iter()
        .enumerate()
        .filter(|(_, candidate)| serves_arch(candidate, target.arch, undecorated) && candidate.version <= os_version)
        .filter(|(_, candidate)| candidate.product.is_none_or(|product| products(target).contains(&product)))
        .collect();
    // Best first. The sort is stable: of equals, the first in the INF.
    fitting.sort_by_key(|(_, c)| {
        let build = if c.version == os_version { c.build } else { 0 };
        // Without a rule for undecorated sections to be for x86, one for the architecture goes before all others.
        let of_arch = undecorated == Undecorated::Any && c.arch.is_some();
        std::cmp::Reverse((of_arch, c.version, build, c.arch.is_some(), c.product.is_some(), c.suite.count_ones()))
    });
    let mut open: Vec<u32> = products(target).to_vec();
    let mut chosen = Vec::new();
    for (index, candidate) in fitting {
        if !candidate.product.is_none_or(|product| open.contains(&product)) {
            continue;
        }
        chosen.push(index);
        let build_certain = candidate.version != os_version || candidate.build <= target.build;
        if candidate.suite == 0 && build_certain {
            open.retain(|&product| candidate.product.is_some_and(|taken| taken != product));
        }
        if open.is_empty() {
            break;
        }
    }
    chosen.sort_unstable();
    chosen
}

fn serves_arch(candidate: &Decoration, arch: Arch, undecorated: Undecorated) -> bool {
    candidate.models_arch() == arch || candidate.arch.is_none() && undecorated == Undecorated::Any
}

/// `VER_NT_WORKSTATION`, `VER_NT_DOMAIN_CONTROLLER`, `VER_NT_SERVER`.
fn products(target: &OsTarget) -> &'static [u32] {
    match target.product {
        Product::Workstation => &[1],
        Product::Server => &[2, 3],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os;

    fn parse(text: &str) -> Decoration {
        Decoration::parse(text).unwrap()
    }

    /// Which of the decorations `os` chooses.
    fn chosen<'a>(code: &str, candidates: &[&'a str], undecorated: Undecorated) -> Vec<&'a str> {
        let parsed: Vec<_> =
            candidates.iter().map(|text| if text.is_empty() { Decoration::default() } else { parse(text) }).collect();
        let target = os::lookup(code).unwrap();
        choose(&parsed, target, undecorated).into_iter().map(|index| candidates[index]).collect()
    }

    fn models<'a>(code: &str, candidates: &[&'a str]) -> Vec<&'a str> {
        chosen(code, candidates, Undecorated::X86Only)
    }

    #[test]
    fn every_part_of_a_decoration_is_read() {
        assert_eq!(parse("NT"), Decoration::default());
        assert_eq!(parse("ntAMD64").arch, Some(Arch::Amd64));
        assert_eq!(
            parse("NTarm64.10.0.0x1.0x200.16299"),
            Decoration { arch: Some(Arch::Arm64), version: (10, 0), product: Some(1), suite: 0x200, build: 16299 }
        );
        assert_eq!(parse("NTx86...3"), Decoration { arch: Some(Arch::X86), product: Some(3), ..Decoration::default() });
        assert_eq!(parse("NT.5.1").version, (5, 1));
        assert_eq!(parse("NTamd64.10.0...14310").build, 14310);
    }

    #[test]
    fn what_is_no_decoration_is_refused() {
        for text in ["", "N", "amd64", "NTx64", "NTamd64.ten", "NTamd64.10.0.1.2.3.4", "NTamd64.Services", "NTamd64.-1"]
        {
            assert_eq!(Decoration::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_highest_version_not_above_the_target_is_chosen() {
        let sections = ["", "NTamd64", "NTamd64.6.0", "NTamd64.6.1", "NTamd64.10.0"];
        assert_eq!(models("XP_X64", &sections), ["NTamd64"]);
        assert_eq!(models("Vista_X64", &sections), ["NTamd64.6.0"]);
        assert_eq!(models("8_X64", &sections), ["NTamd64.6.1"]);
        assert_eq!(models("10_X64", &sections), ["NTamd64.10.0"]);
        assert_eq!(models("10_X86", &sections), [""]);
        assert_eq!(models("10_RS3_ARM64", &sections), [""; 0]);
    }

    #[test]
    fn a_section_without_architecture_is_for_x86_only() {
        assert_eq!(models("7_X86", &["", "NT.6.0"]), ["NT.6.0"]);
        assert_eq!(models("7_X64", &["", "NT", "NT.6.0"]), [""; 0]);
        assert_eq!(models("7_X86", &["", "NTx86"]), ["NTx86"]);
    }

    #[test]
    fn default_install_without_architecture_is_for_all_that_have_none_of_their_own() {
        assert_eq!(chosen("7_X64", &["", "NT", "NTx86"], Undecorated::Any), [""]);
        assert_eq!(chosen("7_X64", &["", "NTamd64"], Undecorated::Any), ["NTamd64"]);
    }

    #[test]
    fn the_product_decides_between_equal_versions_but_a_higher_version_wins() {
        assert_eq!(models("7_X64", &["NTamd64", "NTamd64...1", "NTamd64...3"]), ["NTamd64...1"]);
        assert_eq!(models("7_X64", &["NTamd64.6.0", "NTamd64.5.1.1"]), ["NTamd64.6.0"]);
        assert_eq!(models("7_X64", &["NTamd64...3"]), [""; 0]);
        // A server may be a domain controller, which takes the general section.
        assert_eq!(models("Server2008R2_X64", &["NTamd64", "NTamd64...3"]), ["NTamd64", "NTamd64...3"]);
        assert_eq!(
            models("Server2008R2_X64", &["NTamd64", "NTamd64...2", "NTamd64...3"]),
            ["NTamd64...2", "NTamd64...3"]
        );
    }

    #[test]
    fn a_suite_is_one_more_choice_since_a_target_does_not_tell_the_edition() {
        assert_eq!(models("7_X64", &["", "NTamd64", "NTamd64...1.0x200"]), ["NTamd64", "NTamd64...1.0x200"]);
    }

    #[test]
    fn a_build_is_a_minimum_that_later_builds_of_the_version_may_reach() {
        let sections = ["NTamd64", "NTamd64.10.0...17763", "NTamd64.10.0...22000"];
        assert_eq!(models("10_GE_X64", &sections), ["NTamd64.10.0...22000"]);
        // Catalogs say 2:10.0 whatever the release, so they stand for all later builds, too.
        assert_eq!(models("10_RS5_X64", &sections), ["NTamd64.10.0...17763", "NTamd64.10.0...22000"]);
        assert_eq!(models("10_X64", &sections), sections);
        assert_eq!(models("7_X64", &sections), ["NTamd64"]);
    }

    #[test]
    fn a_build_counts_only_for_the_very_version() {
        assert_eq!(models("10_X64", &["NTamd64.6.1...99999"]), ["NTamd64.6.1...99999"]);
    }
}
