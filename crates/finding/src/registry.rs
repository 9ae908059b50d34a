use crate::codes;
use crate::finding::{Finding, Severity};

/// What a code means: one page of `catseal explain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeInfo {
    /// The stable code, `CS` and four digits.
    pub id: &'static str,
    /// The severity it usually has.
    pub severity: Severity,
    /// A few words that name it, without a full stop.
    pub title: &'static str,
    /// What it means and why it matters, in whole sentences; paragraphs are parted by an empty line.
    pub explanation: &'static str,
    /// What to do about it, in one or two sentences.
    pub help: &'static str,
    /// What other tools call it; `catseal explain` finds the code by these, too.
    pub equivalents: &'static [&'static str],
}

impl CodeInfo {
    /// A finding of this code, with the usual severity, the general advice and the known equivalents.
    ///
    /// `message` is one sentence that names the file, section or line.
    #[must_use]
    pub fn finding(&self, message: impl Into<String>) -> Finding {
        Finding {
            code: self.id,
            severity: self.severity,
            message: message.into(),
            help: self.help.to_owned(),
            path: None,
            line: None,
            equivalents: self.equivalents.iter().map(|&e| e.to_owned()).collect(),
            subject: None,
        }
    }
}

/// Every code there is, in ascending order of [`CodeInfo::id`].
pub fn all() -> impl Iterator<Item = &'static CodeInfo> {
    codes::GROUPS.iter().flat_map(|group| group.iter().copied())
}

/// The codes that `query` names: a code of ours in any case (`cs2101`), or an equivalent
/// (`22.9.1`, `0xE000022F`).
///
/// Empty when nothing is known by that name.
#[must_use]
pub fn lookup(query: &str) -> Vec<&'static CodeInfo> {
    let query = query.trim();
    all()
        .filter(|info| {
            info.id.eq_ignore_ascii_case(query) || info.equivalents.iter().any(|e| e.eq_ignore_ascii_case(query))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_ascending_and_well_formed() {
        let ids: Vec<_> = all().map(|info| info.id).collect();
        for id in &ids {
            assert!(id.len() == 6 && id.starts_with("CS") && id[2..].bytes().all(|b| b.is_ascii_digit()), "{id}");
        }
        for pair in ids.windows(2) {
            assert!(pair[0] < pair[1], "{} is followed by {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn every_code_is_explained() {
        for info in all() {
            assert!(!info.title.is_empty() && !info.title.ends_with('.'), "{}", info.id);
            assert!(info.explanation.len() > 40 && info.explanation.ends_with('.'), "{}", info.id);
            assert!(info.help.len() > 10 && info.help.ends_with('.'), "{}", info.id);
        }
    }

    #[test]
    fn a_code_is_found_by_its_own_name_and_by_those_of_others() {
        assert_eq!(lookup("cs2101")[0].id, "CS2101");
        assert!(lookup("22.9.1").iter().any(|info| info.id == "CS2101"));
        assert!(!lookup("0xe000022f").is_empty());
        assert!(lookup("no such code").is_empty());
    }
}
