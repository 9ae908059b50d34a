//! The lines of an INF, as SetupAPI cuts them.
//!
//! The rules are those of the Windows Driver Kit documentation ("General Syntax Rules for INF Files"), and where
//! that is silent or wrong, those that tests on Windows show.

use std::collections::HashMap;
use std::iter::Peekable;
use std::str::Chars;

use catseal_finding::{Finding, codes};

use crate::document::{Entry, Section, fold};
use crate::error::Error;
use crate::limits;

pub(crate) struct Parsed {
    pub(crate) sections: Vec<Section>,
    pub(crate) by_name: HashMap<String, usize>,
    pub(crate) findings: Vec<Finding>,
}

pub(crate) fn parse(text: &str) -> Result<Parsed, Error> {
    // Ctrl-Z ends the file.
    let text = text.split('\u{1A}').next().unwrap_or("");
    let mut parser = Parser {
        chars: text.chars().peekable(),
        line: 1,
        sections: Vec::new(),
        by_name: HashMap::new(),
        current: None,
        entries: 0,
        fields: 0,
        stray: None,
        malformed: None,
    };
    parser.run()?;

    if !parser.by_name.contains_key("version") {
        return Err(Error::NotAnInf { reason: "it has no [Version] section" });
    }
    if let Some(error) = parser.malformed {
        return Err(error);
    }
    let mut findings = Vec::new();
    if let Some(line) = parser.stray {
        // Windows lets it pass when there is a [Strings] section anywhere.
        if !parser.by_name.contains_key("strings") {
            return Err(Error::ExpectedSectionName { line });
        }
        findings.push(
            codes::inf::TEXT_BEFORE_FIRST_SECTION
                .finding(format!("line {line}: text before the first [section] belongs to none, and is not read"))
                .line(line),
        );
    }
    Ok(Parsed { sections: parser.sections, by_name: parser.by_name, findings })
}

struct Parser<'a> {
    chars: Peekable<Chars<'a>>,
    /// Of the next character, counted from 1.
    line: u32,
    sections: Vec<Section>,
    by_name: HashMap<String, usize>,
    current: Option<usize>,
    entries: usize,
    fields: usize,
    /// The first line with text that belongs to no section.
    stray: Option<u32>,
    /// The first malformed section header. Kept until it is known whether this is an INF at all.
    malformed: Option<Error>,
}

/// The blanks of SetupAPI; a NUL counts as one, and so does a carriage return, wherever it stands.
fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\0' | '\u{B}' | '\u{C}')
}

impl Parser<'_> {
    fn run(&mut self) -> Result<(), Error> {
        loop {
            self.skip_blanks();
            match self.chars.peek() {
                None => return Ok(()),
                Some('\n' | ';') => self.skip_line(),
                Some('[') => {
                    self.next();
                    self.section()?;
                    self.skip_line();
                }
                Some(_) => {
                    let entry = self.entry()?;
                    match self.current.and_then(|index| self.sections.get_mut(index)) {
                        Some(section) => section.entries.push(entry),
                        None => self.stray = self.stray.or(Some(entry.line)),
                    }
                }
            }
        }
    }

    fn next(&mut self) -> Option<char> {
        let character = self.chars.next()?;
        if character == '\n' {
            self.line = self.line.saturating_add(1);
        }
        Some(character)
    }

    fn skip_blanks(&mut self) {
        while self.chars.next_if(|&character| is_blank(character)).is_some() {}
    }

    /// Skips to the start of the next line.
    fn skip_line(&mut self) {
        while self.next().is_some_and(|character| character != '\n') {}
    }

    /// After `[`: the name runs to the first `]`, whatever is between.
    fn section(&mut self) -> Result<(), Error> {
        let line = self.line;
        let mut name = String::new();
        loop {
            match self.chars.peek() {
                Some(']') => break,
                None | Some('\n') => {
                    self.malformed.get_or_insert(Error::BadSectionNameLine { line });
                    return Ok(());
                }
                Some(&character) => name.push(character),
            }
            self.next();
        }
        if name.encode_utf16().count() > limits::MAX_SECTION_NAME {
            self.malformed.get_or_insert(Error::SectionNameTooLong { line });
            return Ok(());
        }
        let folded = fold(&name);
        let index = match self.by_name.get(&folded) {
            Some(&index) => {
                if let Some(section) = self.sections.get_mut(index) {
                    section.opened_again = section.opened_again.or(Some(line));
                }
                index
            }
            None => {
                let index = self.sections.len();
                check(index, limits::MAX_SECTIONS, "sections", line)?;
                self.by_name.insert(folded, index);
                self.sections.push(Section { index, name, line, opened_again: None, entries: Vec::new() });
                index
            }
        };
        self.current = Some(index);
        Ok(())
    }

    /// A line with content, and the lines that continue it. Consumes the newline at its end.
    fn entry(&mut self) -> Result<Entry, Error> {
        let line = self.line;
        check(self.entries, limits::MAX_ENTRIES, "lines", line)?;
        self.entries += 1;
        let mut key = None;
        let mut fields = Vec::new();
        let mut field = Field::default();
        let mut open = true;
        while open {
            self.skip_blanks_before(&field);
            match self.chars.peek().copied() {
                None => open = false,
                Some('\n') => {
                    self.next();
                    open = false;
                }
                Some(';') => {
                    self.skip_line();
                    open = false;
                }
                Some(',') => {
                    self.next();
                    check(self.fields, limits::MAX_FIELDS, "fields", line)?;
                    self.fields += 1;
                    fields.push(std::mem::take(&mut field).finish());
                }
                Some('=') if key.is_none() && fields.is_empty() => {
                    self.next();
                    key = Some(std::mem::take(&mut field).finish());
                }
                Some('"') => {
                    self.next();
                    self.quoted(&mut field);
                }
                Some('\\') => self.backslashes(&mut field),
                Some(character) => {
                    self.next();
                    field.push(character);
                }
            }
        }
        check(self.fields, limits::MAX_FIELDS, "fields", line)?;
        self.fields += 1;
        fields.push(field.finish());
        Ok(Entry { key, fields, line })
    }

    /// Blanks are dropped at the start of a field, and only there: [`Field::push`] sees to the end.
    fn skip_blanks_before(&mut self, field: &Field) {
        if field.is_untouched() {
            self.skip_blanks();
        }
    }

    /// After an opening quote: to the closing one, or to the end of the line. A doubled quote is a quote.
    fn quoted(&mut self, field: &mut Field) {
        field.touch();
        while let Some(character) = self.chars.next_if(|&character| character != '\n') {
            if character == '"' && self.chars.next_if_eq(&'"').is_none() {
                return;
            }
            // The carriage return of a line end is none of the text.
            if character != '\r' || self.chars.peek().is_some_and(|&next| next != '\n') {
                field.push_literal(character);
            }
        }
    }

    /// At an unquoted backslash: the last ones of a line, blanks and a comment aside, continue it on the next; all
    /// others are text. The whole run is judged at once, which keeps the cost linear.
    fn backslashes(&mut self, field: &mut Field) {
        let mut run = String::new();
        while let Some(character) = self.chars.next_if(|&character| character == '\\' || is_blank(character)) {
            run.push(character);
        }
        match self.chars.peek() {
            None => field.trim_end(),
            Some('\n' | ';') => {
                self.skip_line();
                field.trim_end();
                self.skip_blanks();
            }
            Some(_) => run.chars().for_each(|character| field.push(character)),
        }
    }
}

fn check(count: usize, limit: usize, what: &'static str, line: u32) -> Result<(), Error> {
    if count < limit { Ok(()) } else { Err(Error::TooMany { line, what, limit }) }
}

/// A field being read.
#[derive(Default)]
struct Field {
    text: String,
    /// Length of `text` in UTF-16 code units.
    units: usize,
    /// Length of `text` up to the last character that is not an unquoted blank, in octets and in code units.
    solid: (usize, usize),
    /// Whether a quote was opened, so that blanks are no longer at the start.
    touched: bool,
}

impl Field {
    fn is_untouched(&self) -> bool {
        self.text.is_empty() && !self.touched
    }

    fn touch(&mut self) {
        self.touched = true;
        self.solid = (self.text.len(), self.units);
    }

    fn push(&mut self, character: char) {
        let solid = self.solid;
        self.push_literal(character);
        if is_blank(character) {
            self.solid = solid;
        }
    }

    /// Appends a character that is kept even at the end. What passes the limit is dropped.
    fn push_literal(&mut self, character: char) {
        let units = self.units + character.len_utf16();
        if units <= limits::MAX_FIELD {
            self.text.push(character);
            self.units = units;
            self.solid = (self.text.len(), units);
        }
    }

    fn trim_end(&mut self) {
        let (octets, units) = self.solid;
        self.text.truncate(octets);
        self.units = units;
    }

    fn finish(mut self) -> String {
        self.trim_end();
        self.text
    }
}
