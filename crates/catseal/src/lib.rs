//! The jobs on packages and releases: build, sign, seal, verify, show, digest, audit.
//!
//! Every job is a function from a typed request to a typed report. The report derives `Serialize` and
//! `JsonSchema`; whatever a person or a program gets to see is a rendering of it. Time is always
//! passed in. A job reads its inputs without touching them and writes its outputs whole or not at all.
//!
//! | job | request | report |
//! |---|---|---|
//! | [`build()`] | [`BuildRequest`] | [`BuildReport`] |
//! | [`build_cdf()`] | [`CdfRequest`] | [`BuildReport`] |
//! | [`package_cdf()`] | [`BuildRequest`] | [`PackageDefinitions`] |
//! | [`build_tree()`] | [`TreeRequest`] | [`BuildReport`] |
//! | [`check()`] | [`CheckRequest`] | [`CheckReport`] |
//! | [`sign()`] | [`SignRequest`], if wanted a [`Stamper`] | [`SignReport`] |
//! | [`seal()`] | [`SealRequest`], if wanted a [`Stamper`] | [`BuildReport`] |
//! | [`timestamp()`] | [`TimestampRequest`] and a [`Stamper`] | [`TimestampReport`] |
//! | [`unsign()`] | [`UnsignRequest`] | [`UnsignReport`] |
//! | [`verify()`] | [`VerifyRequest`] | [`VerifyReport`] |
//! | [`show()`] | a path | [`ShowReport`], or of a trust list [`TrustListReport`] |
//! | [`show_cdf()`] | a path | [`CatalogDefinition`] |
//! | [`digest()`] | paths | [`DigestReport`] |
//! | [`audit()`] | [`AuditRequest`] | [`AuditEntry`] after `AuditEntry` into an [`AuditSink`], then [`AuditSummary`] |
//! | [`testcert()`] | [`TestCertRequest`] | [`TestCertReport`] |
//! | [`explain()`] | a code | [`ExplainReport`] |

mod audit;
mod build;
mod cdf;
mod check;
mod definition;
mod digest;
mod error;
mod explain;
mod files;
mod http;
mod inputs;
mod key;
mod lists;
mod membership;
mod package;
mod packed;
mod pool;
mod progress;
mod revocation;
mod rewrite;
mod roots;
mod schemas;
mod seal;
mod show;
mod show_list;
mod sign;
mod stamper;
mod testcert;
mod timestamp;
mod tree;
mod unsign;
mod verify;

pub use audit::{AuditEntry, AuditRequest, AuditSink, AuditSummary, audit};
pub use build::{
    BadAttribute, BuildReport, BuildRequest, BuiltCatalog, CatalogVersion, ExtraAttributes, Identifier, InputFile,
    PageHashing, build,
};
pub use catseal_finding::{Finding, Severity, Subject};
pub use catseal_inf::CodePage as AnsiCodePage;
pub use catseal_inf::os::{
    OsTarget, UnknownOs, aliases as target_aliases, all as all_targets, parse_list as parse_targets,
};
pub use catseal_signability::{AllowList, RuleSet, RuleSets, UnknownRuleSet};
pub use catseal_transport::Transport;
pub use catseal_trust::{
    CatalogTrust, Generation, Policy, PolicyVerdict, RevocationDetail, RevocationMode, RevocationState,
    SignatureDetail, SignatureVerdict, TimestampDetail, TrustStore, UnknownGeneration, Verdict as PolicyOutcome,
    WindowsVerdict, escape,
};
pub use cdf::{CatalogDefinition, CdfOutline, CdfOutlineFile, CdfRequest, build_cdf, cdf_outline, show_cdf};
pub use check::{
    Baseline, CheckReport, CheckRequest, CheckedPackage, Signability, Suppressed, Unreadable, check, read_allow_list,
};
pub use definition::{PackageDefinitions, package_cdf};
pub use digest::{DigestReport, FileDigests, PageHashReport, digest};
pub use error::{Error, Exit, ServerFailure};
pub use explain::{CodePage, ExplainReport, explain};
pub use files::{OutputFile, guard_inputs};
pub use http::HttpTransport;
pub use inputs::package_files;
pub use key::{KeyRequest, KeySource, read_secret};
pub use lists::{ListedAlias, ListedGeneration, ListedOs, OsListReport, WindowsListReport, os_list, windows_list};
pub use pool::with_jobs;
pub use progress::{Progress, Silent};
pub use revocation::RevocationOptions;
pub use roots::{RootSource, load_disallowed, load_roots, load_timestamp_roots};
pub use schemas::schemas;
pub use seal::{SealRequest, seal};
pub use show::{AttributeReport, MemberReport, ShowReport, Shown, show};
pub use show_list::{TrustListEntryReport, TrustListPropertyReport, TrustListReport};
pub use sign::{SignReport, SignRequest, SignatureDigest, SignatureText, SignedCatalog, sign};
pub use stamper::{Clock, NewTimestamp, Stamper};
pub use testcert::{TestCertReport, TestCertRequest, testcert};
pub use timestamp::{StampedCatalog, TimestampReport, TimestampRequest, timestamp};
pub use tree::{BadPattern, Excludes, TreeRequest, build_tree};
pub use unsign::{UnsignReport, UnsignRequest, UnsignedCatalog, unsign};
pub use verify::{
    CatalogReport, FileReport, FileStatus, MissingFile, NearMissReport, Verdict, VerifyReport, VerifyRequest, verify,
};
/// Wipes what it holds when it is dropped; for passwords.
pub use zeroize::Zeroizing;
