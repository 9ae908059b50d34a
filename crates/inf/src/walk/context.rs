use std::borrow::Cow;
use std::collections::HashSet;

use catseal_finding::{Finding, codes};

use crate::document::Section;
use crate::limits;
use crate::reader::Reader;
use crate::strings;

/// What an expansion in one more language costs, besides its length.
const TRANSLATION_WORK: usize = 50;

/// What all steps of a walk share: the reader, with the work that is left, and the findings so far.
pub(crate) struct Context<'d> {
    pub(crate) reader: &'d Reader<'d>,
    findings: Vec<Finding>,
    known: HashSet<(&'static str, String)>,
    findings_dropped: bool,
    muted: bool,
}

impl<'d> Context<'d> {
    pub(crate) fn new(reader: &'d Reader<'d>) -> Self {
        Self { reader, findings: Vec::new(), known: HashSet::new(), findings_dropped: false, muted: false }
    }

    /// Notes a finding, once, with its line. Not after the end of the work: what is missing then, was not looked for.
    pub(crate) fn report(&mut self, finding: Finding, line: Option<u32>) {
        if self.reader.is_exhausted() || self.muted {
            return;
        }
        if self.findings.len() >= limits::MAX_FINDINGS {
            self.findings_dropped = true;
        } else if self.known.insert((finding.code, finding.message.clone())) {
            self.findings.push(match line {
                Some(line) => finding.line(line),
                None => finding,
            });
        }
    }

    /// From here on nothing is noted but that the work came to its end.
    pub(crate) fn mute(&mut self) {
        self.muted = true;
    }

    /// Takes `amount` from the work that is left; false when there is not as much. The walk then ends early, and
    /// a finding says so.
    pub(crate) fn spend(&self, amount: usize) -> bool {
        self.reader.spend(amount)
    }

    /// The section of that name.
    pub(crate) fn section(&self, name: &str) -> Option<&'d Section> {
        self.reader.section(name)
    }

    /// `text` with its tokens expanded.
    pub(crate) fn expand(&self, text: &str) -> String {
        let expanded = self.reader.expand(text);
        if let Cow::Borrowed(text) = expanded {
            self.spend(text.len());
        }
        expanded.into_owned()
    }

    /// As [`expand_name`](Self::expand_name), where the reader gives the name itself.
    pub(crate) fn check_name(&mut self, text: &str, line: u32) {
        if text.contains('%') {
            self.expand_name(text, line);
        }
    }

    /// `text` with its tokens expanded, where it is the name of a file, section or catalog: it must be defined, and
    /// the same in every language.
    pub(crate) fn expand_name(&mut self, text: &str, line: u32) -> String {
        let name = self.expand(text);
        if !text.contains('%') {
            return name;
        }
        let strings = self.reader.document().strings();
        for token in self.reader.document().undefined_tokens(text) {
            let message = format!("line {line}: the token %{token}% in '{text}' has no text in [Strings]");
            self.report(codes::inf::TOKEN_UNDEFINED.finding(message), Some(line));
        }
        for (language, table) in strings.tables() {
            let translated = strings::expand(text, Some(table));
            if !self.spend(TRANSLATION_WORK + translated.len()) {
                break;
            }
            if translated != name {
                let section = language.map_or_else(|| "[Strings]".to_owned(), |id| format!("[Strings.{id:04x}]"));
                let message = format!("line {line}: '{text}' is '{name}', but with {section} it is '{translated}'");
                self.report(codes::inf::LANGUAGES_DISAGREE.finding(message), Some(line));
                break;
            }
        }
        name
    }

    /// The findings in the order of their lines.
    pub(crate) fn finish(mut self) -> Vec<Finding> {
        self.findings.sort_by_key(|finding| finding.line);
        if self.reader.is_exhausted() {
            let message = "the INF is too large to be walked to its end; files may be missing from the list";
            self.findings.push(codes::inf::WALK_INCOMPLETE.finding(message));
        } else if self.findings_dropped {
            let message =
                format!("the INF gives rise to more than {} findings; the rest is left out", limits::MAX_FINDINGS);
            self.findings.push(codes::inf::WALK_INCOMPLETE.finding(message));
        }
        self.findings
    }
}
