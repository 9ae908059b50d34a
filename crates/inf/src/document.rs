use std::collections::{HashMap, HashSet};

use catseal_finding::Finding;

use crate::decoration::Decoration;
use crate::encoding::{CodePage, Encoding, decode};
use crate::error::Error;
use crate::limits;
use crate::parse;
use crate::strings::{self, Strings};

/// How an INF is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseOptions {
    /// The code page of an ANSI file.
    pub codepage: CodePage,
    /// The language (`LANGID`) whose `[Strings]` section serves the tokens; 0x0409, English (United States),
    /// by default. See [`Document::expand`].
    pub language: u16,
}

impl Default for ParseOptions {
    fn default() -> Self {
        Self { codepage: CodePage::default(), language: 0x0409 }
    }
}

/// An INF as SetupAPI reads it: sections of lines of fields, tokens not yet expanded.
///
/// Section names are compared without regard to case, and sections of one name are one section, their
/// lines in order.
#[derive(Debug, Clone)]
pub struct Document {
    encoding: Encoding,
    sections: Vec<Section>,
    by_name: HashMap<String, usize>,
    strings: Strings,
    findings: Vec<Finding>,
    line_endings: LineEndings,
}

/// How the lines of an INF end: how many do in which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LineEndings {
    /// By a carriage return and a line feed, as Windows' editors end them.
    pub crlf: usize,
    /// By a line feed alone.
    pub lf: usize,
}

impl LineEndings {
    fn count(text: &str) -> Self {
        let all = text.bytes().filter(|&byte| byte == b'\n').count();
        let crlf = text.matches("\r\n").count();
        Self { crlf, lf: all.saturating_sub(crlf) }
    }
}

impl Document {
    /// Reads the bytes of an INF file.
    ///
    /// What can be read but is wrong, such as the encoding, is told by [`findings`](Self::findings).
    ///
    /// # Errors
    /// [`Error::NotAnInf`] for a file without a `[Version]` section, the other variants for text
    /// that SetupAPI refuses, and for what passes the [`limits`].
    pub fn parse(bytes: &[u8], options: &ParseOptions) -> Result<Self, Error> {
        if bytes.len() > limits::MAX_BYTES {
            return Err(Error::TooLarge { size: bytes.len(), limit: limits::MAX_BYTES });
        }
        let (text, encoding, mut findings) = decode(bytes, options.codepage);
        let parsed = parse::parse(&text)?;
        findings.extend(parsed.findings);
        let strings = Strings::collect(&parsed.sections, options.language);
        let line_endings = LineEndings::count(&text);
        Ok(Self { encoding, sections: parsed.sections, by_name: parsed.by_name, strings, findings, line_endings })
    }

    /// How the file is encoded.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// How its lines end.
    #[must_use]
    pub fn line_endings(&self) -> LineEndings {
        self.line_endings
    }

    /// What is wrong with the text: its encoding, and text outside of sections.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The section of that name, in any case.
    #[must_use]
    pub fn section(&self, name: &str) -> Option<&Section> {
        self.by_name.get(&fold(name)).and_then(|&index| self.sections.get(index))
    }

    /// The sections in the order of their first appearance.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter()
    }

    /// `text` with its `%tokens%` replaced, once; what comes out is not looked at again.
    ///
    /// One section serves all tokens, the first of these that exists: that of exactly the language asked for,
    /// that of its neutral language (`[Strings.0009]`), any other of its primary language, `[Strings]`.
    /// `%%` is `%`. A token it does not know stays as it is; so do directory identifiers such as `%11%`, which only
    /// Windows can resolve. The result is cut at [`limits::MAX_FIELD`].
    #[must_use]
    pub fn expand(&self, text: &str) -> String {
        strings::expand(text, self.strings.chosen())
    }

    /// The names of the tokens in `text` that have no text in the section that serves [`expand`](Self::expand). Directory
    /// identifiers such as `%11%` are none of them.
    pub fn undefined_tokens<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a str> {
        strings::undefined(text, self.strings.chosen())
    }

    /// The document as it reads on machines of other languages: for each `[Strings]` or `[Strings.LangID]` section that does not
    /// serve the tokens here, its name and the document with it. Sections that give all of `tokens` the same text as an earlier one
    /// are left out, and so are those that agree with the section that serves here.
    pub fn in_other_languages<'d>(&'d self, tokens: &'d [String]) -> impl Iterator<Item = (String, Self)> + 'd {
        let folded: Vec<String> = tokens.iter().map(|token| fold(token)).collect();
        let texts = move |table: &strings::Table| -> Vec<Option<String>> {
            folded.iter().map(|token| table.get(token).cloned()).collect()
        };
        let mut known: HashSet<_> = self.strings.chosen().map(&texts).into_iter().collect();
        self.strings.tables().enumerate().filter_map(move |(index, (language, table))| {
            let name = language.map_or_else(|| "[Strings]".to_owned(), |id| format!("[Strings.{id:04x}]"));
            known.insert(texts(table)).then(|| (name, Self { strings: self.strings.choose(index), ..self.clone() }))
        })
    }

    /// The sections `name` and `name.NT...`, such as those of `[DefaultInstall]`, with what follows the name; those that
    /// belong to them, such as `[DefaultInstall.NTamd64.Services]`, are left out.
    pub fn decorations_of<'d>(&'d self, name: &str) -> impl Iterator<Item = (&'d Section, Decoration)> {
        self.sections().filter_map(move |section| {
            let (head, rest) = section.name().split_at_checked(name.len())?;
            let decoration = match rest.strip_prefix('.') {
                _ if !head.eq_ignore_ascii_case(name) => None,
                Some(decoration) => Decoration::parse(decoration),
                None => rest.is_empty().then(Decoration::default),
            };
            decoration.map(|decoration| (section, decoration))
        })
    }

    pub(crate) fn strings(&self) -> &Strings {
        &self.strings
    }

    pub(crate) fn section_at(&self, index: usize) -> Option<&Section> {
        self.sections.get(index)
    }
}

/// The names of the `%tokens%` in a text; directory identifiers such as `%11%` are none of them.
pub fn tokens(text: &str) -> impl Iterator<Item = &str> {
    strings::undefined(text, None)
}

/// The form under which Windows compares names, of files as of sections: without regard to case, letter by letter.
///
/// Letters that only become ASCII by folding (the Kelvin sign, the long s, the dotless i) stay what they are, and so do those
/// that become several: in the tables that Windows keeps they are letters of their own. ASCII letters come out in lower case.
#[must_use]
pub fn fold(name: &str) -> String {
    // Nearly all names are, and a build folds each of its files several times.
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.chars()
        .map(|c| {
            let mut upper = c.to_uppercase();
            match (upper.next(), upper.next()) {
                _ if c.is_ascii() => c.to_ascii_lowercase(),
                (Some(upper), None) if !upper.is_ascii() => upper,
                _ => c,
            }
        })
        .collect()
}

/// A section: its lines in order, from all places where it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its place in the document.
    pub(crate) index: usize,
    pub(crate) name: String,
    pub(crate) line: u32,
    pub(crate) opened_again: Option<u32>,
    pub(crate) entries: Vec<Entry>,
}

impl Section {
    /// The name as first written.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The line where it is first opened, counted from 1.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The line of the second header with this name, counted from 1; `None` when there is but one.
    #[must_use]
    pub fn opened_again(&self) -> Option<u32> {
        self.opened_again
    }

    /// The lines with content.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// A line of a section, continuation lines included: `key = field, field, ...`.
///
/// All text is as SetupAPI keeps it: without quotes, comments and outer blanks, tokens not expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub(crate) key: Option<String>,
    pub(crate) fields: Vec<String>,
    pub(crate) line: u32,
}

impl Entry {
    /// The key: what stands before `=`, or, on a line without `=`, the field if it is the only one.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        match (&self.key, self.fields.as_slice()) {
            (Some(key), _) => Some(key),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }

    /// Whether the line has a `=` that makes a key.
    #[must_use]
    pub fn has_explicit_key(&self) -> bool {
        self.key.is_some()
    }

    /// The fields, the first at index 0 (SetupAPI counts from 1).
    #[must_use]
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    /// The field at `index`, counted from 0; empty when there are fewer.
    #[must_use]
    pub fn field(&self, index: usize) -> &str {
        self.fields.get(index).map_or("", String::as_str)
    }

    /// The line where it begins, counted from 1.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_only_look_alike_are_other_letters() {
        assert_eq!(fold("Straße.SYS"), "straße.sys");
        assert_eq!(fold("ÄÖü"), "ÄÖÜ");
        assert_ne!(fold("driver\u{212a}.sys"), fold("driverk.sys"));
    }
}
