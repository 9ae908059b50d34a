use catseal_finding::{CodeInfo, Severity};
use schemars::JsonSchema;
use serde::Serialize;

/// What `explain` answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ExplainReport {
    /// `catseal.explain/1`.
    pub schema: &'static str,
    /// The codes that the query names, ascending.
    pub codes: Vec<CodePage>,
}

/// What a code means.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CodePage {
    /// The stable code.
    pub code: &'static str,
    /// The severity it usually has.
    pub severity: Severity,
    /// A few words that name it.
    pub title: &'static str,
    /// What it means and why it matters.
    pub explanation: &'static str,
    /// What to do about it.
    pub help: &'static str,
    /// What other tools call it.
    pub equivalents: &'static [&'static str],
}

impl From<&CodeInfo> for CodePage {
    fn from(info: &CodeInfo) -> Self {
        Self {
            code: info.id,
            severity: info.severity,
            title: info.title,
            explanation: info.explanation,
            help: info.help,
            equivalents: info.equivalents,
        }
    }
}

/// The pages of the codes that `query` names, by our own code or by that of another tool; of all codes, without one.
#[must_use]
pub fn explain(query: Option<&str>) -> ExplainReport {
    let codes = match query {
        Some(query) => catseal_finding::lookup(query),
        None => catseal_finding::all().collect(),
    };
    ExplainReport { schema: "catseal.explain/1", codes: codes.into_iter().map(CodePage::from).collect() }
}
