//! The list of protected files that vendors may replace.

use std::collections::HashMap;

use catseal_inf::fold;

use crate::protected::{Generation, Generations};

/// Protected names that a vendor may install: Windows brings some drivers that are not Microsoft's own, and their makers ship
/// newer ones under the same names.
///
/// The text of one is a row to a line, with three columns parted by `|`: the name of the file, a pattern for `Provider` in
/// `[Version]` in which `*` stands for any text and `?` for one character, and the generations of Windows it holds for, parted by
/// commas (`2000`, `XP`, `Vista`, `7`, `8`, `8.1`, `10`). Without the last column it holds for all. Letter case does not count; `#`
/// begins a comment.
///
/// ```text
/// pscr.sys | SCM Microsystems* | 2000
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AllowList {
    /// By folded name of the file.
    rows: HashMap<String, Vec<Row>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    /// Folded.
    provider: Vec<char>,
    generations: Generations,
    line: u32,
}

/// A line of an allow list that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AllowListError {
    /// The line, counted from 1; 0 when it is about the whole list.
    pub line: u32,
    /// What is wrong with it, in words.
    pub reason: String,
}

impl std::fmt::Display for AllowListError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "the allow list {}", self.reason),
            line => write!(f, "line {line} of the allow list {}", self.reason),
        }
    }
}

impl std::error::Error for AllowListError {}

/// Rows of a list.
const MAX_ROWS: usize = 10_000;
/// Characters of a pattern.
const MAX_PATTERN: usize = 256;

impl AllowList {
    /// Reads a list.
    ///
    /// # Errors
    /// [`AllowListError`] for the first line that is no row, and for a list with more than 10,000 rows.
    pub fn parse(text: &str) -> Result<Self, AllowListError> {
        let mut rows: HashMap<String, Vec<Row>> = HashMap::new();
        let mut count = 0;
        for (line, text) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let text = text.split('#').next().unwrap_or_default().trim();
            if text.is_empty() {
                continue;
            }
            let (name, row) = Row::parse(text, line).map_err(|reason| AllowListError { line, reason })?;
            rows.entry(name).or_default().push(row);
            count += 1;
            if count > MAX_ROWS {
                return Err(AllowListError { line: 0, reason: format!("has more than {MAX_ROWS} rows") });
            }
        }
        Ok(Self { rows })
    }

    /// The line of the row that lets `provider` install the file `name` (folded) on `generation`.
    pub(crate) fn allows(&self, name: &str, provider: &str, generation: Generation) -> Option<u32> {
        let provider: Vec<char> = fold(provider.trim()).chars().take(MAX_PROVIDER).collect();
        let mut rows = self.rows.get(name)?.iter().filter(|row| row.generations.has(generation));
        rows.find(|row| matches(&row.provider, &provider)).map(|row| row.line)
    }
}

/// Characters of a provider that are looked at; Windows takes no more (`LINE_LEN`).
const MAX_PROVIDER: usize = 256;

impl Row {
    /// The name of the file, folded, and the rest of the row.
    fn parse(text: &str, line: u32) -> Result<(String, Self), String> {
        let columns: Vec<&str> = text.split('|').map(str::trim).collect();
        let (name, provider, generations) = match columns.as_slice() {
            [name, provider] => (*name, *provider, ""),
            [name, provider, generations] => (*name, *provider, *generations),
            _ => return Err("is not of the form: name | provider | generations".to_owned()),
        };
        if name.is_empty() || name.contains(['/', '\\', '*', '?']) {
            return Err(format!("has '{name}' where the bare name of a file is expected"));
        }
        if provider.is_empty() || provider.chars().count() > MAX_PATTERN {
            return Err(format!("needs a pattern for the provider of at most {MAX_PATTERN} characters"));
        }
        let mut known = Generations::default();
        for name in generations.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let generation = Generation::ALL.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(name));
            known.add(generation.ok_or_else(|| {
                let names = Generation::ALL.map(Generation::as_str).join(", ");
                format!("names the unknown generation '{name}'; these are known: {names}")
            })?);
        }
        let generations = if known == Generations::default() { Generations::ALL } else { known };
        Ok((fold(name), Self { provider: fold(provider).chars().collect(), generations, line }))
    }
}

/// Whether `text` is of the form of `pattern`. Takes at most the product of their lengths.
fn matches(pattern: &[char], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    // Where the last `*` stands, and how far it reaches.
    let mut star: Option<(usize, usize)> = None;
    while let Some(&character) = text.get(t) {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&wanted) if wanted == '?' || wanted == character => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((at, reach)) = star else { return false };
                star = Some((at, reach + 1));
                p = at + 1;
                t = reach + 1;
            }
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|&c| c == '*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_allows_a_name_to_a_provider_on_some_generations() {
        let list = AllowList::parse("# ours\n\nPSCR.sys | scm microsystems* | 2000, xp # tested\nb.sys|B?\n").unwrap();
        assert_eq!(list.allows("pscr.sys", "SCM Microsystems, Inc.", Generation::Xp), Some(3));
        assert_eq!(list.allows("pscr.sys", "SCM Microsystems, Inc.", Generation::Vista), None);
        assert_eq!(list.allows("pscr.sys", "Other", Generation::Xp), None);
        assert_eq!(list.allows("b.sys", "b1", Generation::Ten), Some(4));
        assert_eq!(list.allows("b.sys", "b12", Generation::Ten), None);
    }

    #[test]
    fn a_line_that_is_no_row_is_named() {
        for (text, line) in
            [("a.sys", 1), ("\na.sys|x|XP,Nine", 2), ("dir\\a.sys|x", 1), ("a.sys| |XP", 1), ("a|b|XP|c", 1)]
        {
            assert_eq!(AllowList::parse(text).unwrap_err().line, line, "{text}");
        }
        assert!(AllowList::parse("a.sys|x|Nine").unwrap_err().to_string().contains("8.1"));
    }

    #[test]
    fn stars_match_any_text_and_hostile_patterns_come_to_an_end() {
        let matches = |pattern: &str, text: &str| {
            matches(&pattern.chars().collect::<Vec<_>>(), &text.chars().collect::<Vec<_>>())
        };
        assert!(matches("a*b*c", "a12b3c") && matches("*", "") && matches("a*", "a") && !matches("a*b", "a"));
        assert!(!matches(&"*a".repeat(128), &"a".repeat(100)));
        assert!(!matches("", "a") && matches("", ""));
    }
}
