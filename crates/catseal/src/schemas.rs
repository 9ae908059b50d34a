use schemars::{Schema, schema_for};

use crate::{
    AuditEntry, AuditSummary, BuildReport, CheckReport, DigestReport, ExplainReport, Finding, OsListReport, ShowReport,
    SignReport, TestCertReport, TimestampReport, TrustListReport, UnsignReport, VerifyReport, WindowsListReport,
};

/// An audit as one object, in the order in which it is written.
#[derive(schemars::JsonSchema)]
#[schemars(rename = "AuditReport")]
#[expect(dead_code, reason = "audits are streamed; this is their shape")]
struct AuditReport {
    /// `catseal.audit/1`.
    schema: &'static str,
    /// One entry for each catalog.
    catalogs: Vec<AuditEntry>,
    /// What is wrong, or worth saying.
    findings: Vec<Finding>,
    /// What this verdict does not speak of.
    not_checked: Vec<String>,
    /// What it comes to.
    summary: AuditSummary,
}

/// The JSON schema of every report, with the command's name.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Schema)> {
    vec![
        ("audit", schema_for!(AuditReport)),
        ("build", schema_for!(BuildReport)),
        ("check", schema_for!(CheckReport)),
        ("digest", schema_for!(DigestReport)),
        ("explain", schema_for!(ExplainReport)),
        ("os", schema_for!(OsListReport)),
        ("seal", schema_for!(BuildReport)),
        ("show", schema_for!(ShowReport)),
        ("show-trust-list", schema_for!(TrustListReport)),
        ("sign", schema_for!(SignReport)),
        ("testcert", schema_for!(TestCertReport)),
        ("timestamp", schema_for!(TimestampReport)),
        ("unsign", schema_for!(UnsignReport)),
        ("verify", schema_for!(VerifyReport)),
        ("windows", schema_for!(WindowsListReport)),
    ]
}
