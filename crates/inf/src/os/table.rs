//! The targets, oldest first.
//!
//! Codes: Microsoft's page on Inf2Cat, its current and older editions. Names and versions in catalogs: those that
//! catalogs made by Microsoft's tools carry, except 26H1, whose names were seen in catalogs but whose codes are
//! inferred, and the names for IA64, 32-bit ARM of Windows 8, and the ARM64 servers of 2022 and 2025, which follow the
//! pattern of the others. The build is that of the release.
//!
//! Windows 10 was version 6.4 before its release, and a kit of that time went on to be used: catalogs of 2015 to 2017 have `10X86`,
//! `10X64`, `Server10X64` and `2:6.4`. The codes for these are ours; that kit's are not known, and Inf2Cat of today has none.

use super::{OsTarget, PRE_RELEASE, Product};
use crate::arch::Arch;

const fn target(
    code: &'static str,
    catalog_name: &'static str,
    os_attr: &'static [&'static str],
    arch: Arch,
    version: (u16, u16),
    build: u32,
    product: Product,
) -> OsTarget {
    OsTarget { code, catalog_name, os_attr, arch, version, build, product }
}

const CLIENT: Product = Product::Workstation;
const SERVER: Product = Product::Server;

#[rustfmt::skip]
pub(super) static TARGETS: &[OsTarget] = &[
    target("2000", "2000", &["2:5.00"], Arch::X86, (5, 0), 2195, CLIENT),
    target("XP_X86", "XPX86", &["2:5.1"], Arch::X86, (5, 1), 2600, CLIENT),
    target("XP_X64", "XPX64", &["2:5.1", "2:5.2"], Arch::Amd64, (5, 2), 3790, CLIENT),
    target("Server2003_X86", "Server2003X86", &["2:5.2"], Arch::X86, (5, 2), 3790, SERVER),
    target("Server2003_X64", "Server2003X64", &["2:5.2"], Arch::Amd64, (5, 2), 3790, SERVER),
    target("Server2003_IA64", "Server2003IA64", &["2:5.2"], Arch::Ia64, (5, 2), 3790, SERVER),
    target("Vista_X86", "VistaX86", &["2:6.0"], Arch::X86, (6, 0), 6000, CLIENT),
    target("Vista_X64", "VistaX64", &["2:6.0"], Arch::Amd64, (6, 0), 6000, CLIENT),
    target("Server2008_X86", "Server2008X86", &["2:6.0"], Arch::X86, (6, 0), 6001, SERVER),
    target("Server2008_X64", "Server2008X64", &["2:6.0"], Arch::Amd64, (6, 0), 6001, SERVER),
    target("Server2008_IA64", "Server2008IA64", &["2:6.0"], Arch::Ia64, (6, 0), 6001, SERVER),
    target("7_X86", "7X86", &["2:6.1"], Arch::X86, (6, 1), 7600, CLIENT),
    target("7_X64", "7X64", &["2:6.1"], Arch::Amd64, (6, 1), 7600, CLIENT),
    target("Server2008R2_X64", "Server2008R2X64", &["2:6.1"], Arch::Amd64, (6, 1), 7600, SERVER),
    target("Server2008R2_IA64", "Server2008R2IA64", &["2:6.1"], Arch::Ia64, (6, 1), 7600, SERVER),
    target("8_X86", "8X86", &["2:6.2"], Arch::X86, (6, 2), 9200, CLIENT),
    target("8_X64", "8X64", &["2:6.2"], Arch::Amd64, (6, 2), 9200, CLIENT),
    target("Server8_X64", "Server2012X64", &["2:6.2"], Arch::Amd64, (6, 2), 9200, SERVER),
    target("8_ARM", "8ARM", &["2:6.2"], Arch::Arm, (6, 2), 9200, CLIENT),
    target("6_3_X86", "_v63", &["2:6.3"], Arch::X86, (6, 3), 9600, CLIENT),
    target("6_3_X64", "_v63_X64", &["2:6.3"], Arch::Amd64, (6, 3), 9600, CLIENT),
    target("Server6_3_X64", "_v63_Server_X64", &["2:6.3"], Arch::Amd64, (6, 3), 9600, SERVER),
    target("6_3_ARM", "_v63_ARM", &["2:6.3"], Arch::Arm, (6, 3), 9600, CLIENT),
    target("6_4_X86", "10X86", &["2:6.4"], Arch::X86, PRE_RELEASE, 9841, CLIENT),
    target("6_4_X64", "10X64", &["2:6.4"], Arch::Amd64, PRE_RELEASE, 9841, CLIENT),
    target("Server6_4_X64", "Server10X64", &["2:6.4"], Arch::Amd64, PRE_RELEASE, 9841, SERVER),
    target("10_X86", "_v100", &["2:10.0"], Arch::X86, (10, 0), 10240, CLIENT),
    target("10_X64", "_v100_X64", &["2:10.0"], Arch::Amd64, (10, 0), 10240, CLIENT),
    target("Server10_X64", "Server_v100_X64", &["2:10.0"], Arch::Amd64, (10, 0), 10240, SERVER),
    target("Server10_ARM64", "Server_v100_ARM64", &["2:10.0"], Arch::Arm64, (10, 0), 10240, SERVER),
    target("10_AU_X86", "_v100_RS1", &["2:10.0"], Arch::X86, (10, 0), 14393, CLIENT),
    target("10_AU_X64", "_v100_X64_RS1", &["2:10.0"], Arch::Amd64, (10, 0), 14393, CLIENT),
    target("SERVER2016_X64", "Server_v100_X64_RS1", &["2:10.0"], Arch::Amd64, (10, 0), 14393, SERVER),
    target("10_RS2_X86", "_v100_RS2", &["2:10.0"], Arch::X86, (10, 0), 15063, CLIENT),
    target("10_RS2_X64", "_v100_X64_RS2", &["2:10.0"], Arch::Amd64, (10, 0), 15063, CLIENT),
    target("10_RS3_X86", "_v100_RS3", &["2:10.0"], Arch::X86, (10, 0), 16299, CLIENT),
    target("10_RS3_X64", "_v100_X64_RS3", &["2:10.0"], Arch::Amd64, (10, 0), 16299, CLIENT),
    target("10_RS3_ARM64", "_v100_ARM64_RS3", &["2:10.0"], Arch::Arm64, (10, 0), 16299, CLIENT),
    target("10_RS4_X86", "_v100_RS4", &["2:10.0"], Arch::X86, (10, 0), 17134, CLIENT),
    target("10_RS4_X64", "_v100_X64_RS4", &["2:10.0"], Arch::Amd64, (10, 0), 17134, CLIENT),
    target("10_RS4_ARM64", "_v100_ARM64_RS4", &["2:10.0"], Arch::Arm64, (10, 0), 17134, CLIENT),
    target("10_RS5_X86", "_v100_RS5", &["2:10.0"], Arch::X86, (10, 0), 17763, CLIENT),
    target("10_RS5_X64", "_v100_X64_RS5", &["2:10.0"], Arch::Amd64, (10, 0), 17763, CLIENT),
    target("ServerRS5_X64", "Server_v100_X64_RS5", &["2:10.0"], Arch::Amd64, (10, 0), 17763, SERVER),
    target("ServerRS5_ARM64", "Server_v100_ARM64_RS5", &["2:10.0"], Arch::Arm64, (10, 0), 17763, SERVER),
    target("10_RS5_ARM64", "_v100_ARM64_RS5", &["2:10.0"], Arch::Arm64, (10, 0), 17763, CLIENT),
    target("10_19H1_X86", "_v100_19H1", &["2:10.0"], Arch::X86, (10, 0), 18362, CLIENT),
    target("10_19H1_X64", "_v100_X64_19H1", &["2:10.0"], Arch::Amd64, (10, 0), 18362, CLIENT),
    target("10_19H1_ARM64", "_v100_ARM64_19H1", &["2:10.0"], Arch::Arm64, (10, 0), 18362, CLIENT),
    target("10_VB_X86", "_v100_Vb", &["2:10.0"], Arch::X86, (10, 0), 19041, CLIENT),
    target("10_VB_X64", "_v100_X64_Vb", &["2:10.0"], Arch::Amd64, (10, 0), 19041, CLIENT),
    target("10_VB_ARM64", "_v100_ARM64_Vb", &["2:10.0"], Arch::Arm64, (10, 0), 19041, CLIENT),
    target("10_CO_X64", "_v100_X64_21H2", &["2:10.0"], Arch::Amd64, (10, 0), 22000, CLIENT),
    target("ServerFE_X64", "Server_v100_X64_21H2", &["2:10.0"], Arch::Amd64, (10, 0), 20348, SERVER),
    target("ServerFE_ARM64", "Server_v100_ARM64_21H2", &["2:10.0"], Arch::Arm64, (10, 0), 20348, SERVER),
    target("10_CO_ARM64", "_v100_ARM64_21H2", &["2:10.0"], Arch::Arm64, (10, 0), 22000, CLIENT),
    target("10_NI_X64", "_v100_X64_22H2", &["2:10.0"], Arch::Amd64, (10, 0), 22621, CLIENT),
    target("10_NI_ARM64", "_v100_ARM64_22H2", &["2:10.0"], Arch::Arm64, (10, 0), 22621, CLIENT),
    target("10_GE_X64", "_v100_X64_24H2", &["2:10.0"], Arch::Amd64, (10, 0), 26100, CLIENT),
    target("Server2025_X64", "Server_v100_X64_24H2", &["2:10.0"], Arch::Amd64, (10, 0), 26100, SERVER),
    target("Server2025_ARM64", "Server_v100_ARM64_24H2", &["2:10.0"], Arch::Arm64, (10, 0), 26100, SERVER),
    target("10_GE_ARM64", "_v100_ARM64_24H2", &["2:10.0"], Arch::Arm64, (10, 0), 26100, CLIENT),
    target("10_25H2_X64", "_v100_X64_25H2", &["2:10.0"], Arch::Amd64, (10, 0), 26200, CLIENT),
    target("10_25H2_ARM64", "_v100_ARM64_25H2", &["2:10.0"], Arch::Arm64, (10, 0), 26200, CLIENT),
    target("10_26H1_X64", "_v100_X64_26H1", &["2:10.0"], Arch::Amd64, (10, 0), 28000, CLIENT),
    target("10_26H1_ARM64", "_v100_ARM64_26H1", &["2:10.0"], Arch::Arm64, (10, 0), 28000, CLIENT),
];

/// Names that people try, upper-case, and the code they mean.
#[rustfmt::skip]
pub(super) static ALIASES: &[(&str, &str)] = &[
    ("10_1607_X64", "10_AU_X64"),
    ("10_1607_X86", "10_AU_X86"),
    ("10_1703_X64", "10_RS2_X64"),
    ("10_1703_X86", "10_RS2_X86"),
    ("10_1709_ARM64", "10_RS3_ARM64"),
    ("10_1709_X64", "10_RS3_X64"),
    ("10_1709_X86", "10_RS3_X86"),
    ("10_1803_ARM64", "10_RS4_ARM64"),
    ("10_1803_X64", "10_RS4_X64"),
    ("10_1803_X86", "10_RS4_X86"),
    ("10_1809_ARM64", "10_RS5_ARM64"),
    ("10_1809_X64", "10_RS5_X64"),
    ("10_1809_X86", "10_RS5_X86"),
    ("10_1903_ARM64", "10_19H1_ARM64"),
    ("10_1903_X64", "10_19H1_X64"),
    ("10_1903_X86", "10_19H1_X86"),
    ("10_2004_ARM64", "10_VB_ARM64"),
    ("10_2004_X64", "10_VB_X64"),
    ("10_2004_X86", "10_VB_X86"),
    ("10_ARM64", "10_RS3_ARM64"),
    ("10_RS1_X64", "10_AU_X64"),
    ("10_RS1_X86", "10_AU_X86"),
    ("11_21H2_ARM64", "10_CO_ARM64"),
    ("11_21H2_X64", "10_CO_X64"),
    ("11_22H2_ARM64", "10_NI_ARM64"),
    ("11_22H2_X64", "10_NI_X64"),
    ("11_24H2_ARM64", "10_GE_ARM64"),
    ("11_24H2_X64", "10_GE_X64"),
    ("11_25H2_ARM64", "10_25H2_ARM64"),
    ("11_25H2_X64", "10_25H2_X64"),
    ("11_26H1_ARM64", "10_26H1_ARM64"),
    ("11_26H1_X64", "10_26H1_X64"),
    ("11_ARM64", "10_CO_ARM64"),
    ("11_X64", "10_CO_X64"),
    ("2000_X86", "2000"),
    ("8.1_ARM", "6_3_ARM"),
    ("8.1_X64", "6_3_X64"),
    ("8.1_X86", "6_3_X86"),
    ("8_1_ARM", "6_3_ARM"),
    ("8_1_X64", "6_3_X64"),
    ("8_1_X86", "6_3_X86"),
    ("SERVER2012R2_X64", "Server6_3_X64"),
    ("SERVER2012_X64", "Server8_X64"),
    ("SERVER2019_ARM64", "ServerRS5_ARM64"),
    ("SERVER2019_X64", "ServerRS5_X64"),
    ("SERVER2022_ARM64", "ServerFE_ARM64"),
    ("SERVER2022_X64", "ServerFE_X64"),
    ("SERVER8_1_X64", "Server6_3_X64"),
    ("SERVER_6_3_X64", "Server6_3_X64"),
];

/// What catalogs called Windows 10 before its release, and what those of kits since then call it.
pub(super) static FORMER_CATALOG_NAMES: &[(&str, &str)] =
    &[("10X86", "_v100"), ("10X64", "_v100_X64"), ("Server10X64", "Server_v100_X64")];
