use catseal_finding::{Finding, Severity, codes};
use catseal_trust::{PolicyVerdict, SignatureDetail, SignatureVerdict, WindowsVerdict};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// Whether a package, a catalog or some files may be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// No finding is an error.
    Pass,
    /// At least one finding is an error.
    Fail,
}

impl Verdict {
    pub(crate) fn of(findings: &[Finding]) -> Self {
        if findings.iter().any(|finding| finding.severity == Severity::Error) { Self::Fail } else { Self::Pass }
    }

    /// `pass` or `fail`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
        }
    }
}

/// What `verify` answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct VerifyReport {
    /// `catseal.verify/1`.
    pub schema: &'static str,
    /// `fail` when any finding is an error.
    pub verdict: Verdict,
    /// One entry for each catalog.
    pub catalogs: Vec<CatalogReport>,
    /// What is wrong, or worth saying.
    pub findings: Vec<Finding>,
    /// What this verdict does not speak of.
    pub not_checked: Vec<String>,
}

impl VerifyReport {
    /// Whether the verdict is `pass`.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.verdict == Verdict::Pass
    }

    /// Whether a file could not be read, or a catalog of the package is none.
    #[must_use]
    pub fn has_unreadable(&self) -> bool {
        let codes = [codes::membership::FILE_UNREADABLE.id, codes::audit::CATALOG_MALFORMED.id];
        self.findings.iter().any(|finding| codes.contains(&finding.code))
    }
}

/// A catalog: its signature, and the files it vouches for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CatalogReport {
    /// Where it is.
    pub path: String,
    /// Of the whole file.
    pub sha256: String,
    /// 1 or 2.
    pub version: u8,
    /// Who vouches for it.
    pub signature: SignatureVerdict,
    /// The policies judged.
    pub policies: Vec<PolicyVerdict>,
    /// Which Windows takes it; empty under the policy `none`.
    pub windows: Vec<WindowsVerdict>,
    /// Every signature in detail.
    pub signatures: Vec<SignatureDetail>,
    /// The files, in the order of their names.
    pub files: Vec<FileReport>,
    /// Members that no file of that name is there for, and files that the INF needs and that are not there.
    pub missing: Vec<MissingFile>,
    /// How many members match no file and carry no name either.
    pub missing_unnamed: usize,
    /// The targets in the attribute `OS`, as the catalog names them.
    pub os: Vec<String>,
    /// The hardware ids, from 1.
    pub hardware_ids: Vec<String>,
    /// `DriverVer` of the INFs that name this catalog, date and version.
    pub driver_version: Vec<String>,
    /// When the signature ends to be valid: the end of the signer's certificate, unless a trusted time stamp
    /// makes it valid beyond.
    #[schemars(with = "Option<String>")]
    pub expires: Option<Timestamp>,
}

/// How a file stands to a catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FileStatus {
    /// A member has its digest.
    Match,
    /// The catalog or an INF names it, and no member has its digest.
    Changed,
    /// No catalog and no INF names it, and no member has its digest.
    Unlisted,
    /// It could not be read.
    Unreadable,
}

impl FileStatus {
    /// The lower-case word used in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Changed => "changed",
            Self::Unlisted => "unlisted",
            Self::Unreadable => "unreadable",
        }
    }
}

/// A file, against one catalog.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FileReport {
    /// Relative to the package, parted by `/`; as given for a single file.
    pub path: String,
    /// How it stands to the catalog.
    pub status: FileStatus,
    /// `pe`, `cab` or `flat`, told by content: which bytes are digested.
    pub kind: Option<&'static str>,
    /// The algorithm of `digest`: that of the member, else the catalog's strongest.
    pub algorithm: Option<&'static str>,
    /// The digest that was looked up.
    pub digest: Option<String>,
    /// The tag of the member that matches.
    pub tag: Option<String>,
    /// The change that would make the file match, or make it match under its own name.
    pub near_miss: Option<NearMissReport>,
}

/// Why a file does not match, or does so under another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NearMissReport {
    /// What to change, such as `crlf`; several joined by `+`.
    pub change: String,
    /// The name of the member it would match then, if it has one.
    pub member: Option<String>,
    /// The tag of that member.
    pub tag: String,
}

/// A file that is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MissingFile {
    /// As the member or, where no member names it, the INF names it.
    pub name: String,
    /// The tag of the first such member; none when only the INF names it.
    pub tag: Option<String>,
    /// All tags of members of that name: builds for several architectures have the same name.
    pub tags: Vec<String>,
    /// Whether an INF that names the catalog needs it.
    pub needed: bool,
    /// The file that has the member's content under another name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub present_as: Option<String>,
}

impl MissingFile {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), tag: None, tags: Vec::new(), needed: false, present_as: None }
    }
}
