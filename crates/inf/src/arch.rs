/// A processor architecture, as INFs name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Arch {
    /// 32-bit Intel.
    X86,
    /// 64-bit AMD and Intel.
    Amd64,
    /// Itanium.
    Ia64,
    /// 32-bit ARM.
    Arm,
    /// 64-bit ARM.
    Arm64,
}

impl Arch {
    /// Every architecture.
    pub const ALL: [Self; 5] = [Self::X86, Self::Amd64, Self::Ia64, Self::Arm, Self::Arm64];

    /// The name in an INF, lower-case: `[SourceDisksFiles.amd64]`, and after `nt`: `.ntamd64`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::X86 => "x86",
            Self::Amd64 => "amd64",
            Self::Ia64 => "ia64",
            Self::Arm => "arm",
            Self::Arm64 => "arm64",
        }
    }

    /// The architecture of that name, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|arch| arch.as_str().eq_ignore_ascii_case(name))
    }
}

impl std::fmt::Display for Arch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
