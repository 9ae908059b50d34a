use std::collections::HashMap;

use crate::document::{Section, fold};
use crate::limits::MAX_FIELD;

/// The texts of tokens, by folded name.
pub(crate) type Table = HashMap<String, String>;

/// The `[Strings]` and `[Strings.LangID]` sections.
#[derive(Debug, Clone, Default)]
pub(crate) struct Strings {
    /// By language, in the order of the INF; `None` is `[Strings]`.
    tables: Vec<(Option<u16>, Table)>,
    /// Index of the one table that serves the language of the document.
    chosen: Option<usize>,
}

impl Strings {
    pub(crate) fn collect(sections: &[Section], language: u16) -> Self {
        let tables: Vec<_> = sections
            .iter()
            .filter_map(|section| {
                let language = language_of(&section.name)?;
                let mut table = HashMap::new();
                for entry in &section.entries {
                    if let Some(key) = entry.key() {
                        // The first of equal keys is the one that SetupAPI finds.
                        table.entry(fold(key)).or_insert_with(|| entry.field(0).to_owned());
                    }
                }
                Some((language, table))
            })
            .collect();
        let primary = language & PRIMARY;
        let position = |wanted: &dyn Fn(Option<u16>) -> bool| tables.iter().position(|(language, _)| wanted(*language));
        let chosen = position(&|found| found == Some(language))
            .or_else(|| position(&|found| found == Some(primary)))
            .or_else(|| position(&|found| found.is_some_and(|found| found & PRIMARY == primary)))
            .or_else(|| position(&|found| found.is_none()));
        Self { tables, chosen }
    }

    /// All tables with their languages, in the order of the INF.
    pub(crate) fn tables(&self) -> impl Iterator<Item = (Option<u16>, &Table)> {
        self.tables.iter().map(|(language, table)| (*language, table))
    }

    /// The same texts, with the table at `index` serving the tokens.
    pub(crate) fn choose(&self, index: usize) -> Self {
        Self { chosen: Some(index), ..self.clone() }
    }

    /// The one table that serves the language of the document.
    pub(crate) fn chosen(&self) -> Option<&Table> {
        self.chosen.and_then(|index| self.tables.get(index)).map(|(_, table)| table)
    }
}

/// The bits of a `LANGID` that name the language without its region.
const PRIMARY: u16 = 0x03FF;

/// `Some(None)` for `[Strings]`, `Some(Some(id))` for `[Strings.0409]`, `None` for any other section.
fn language_of(section: &str) -> Option<Option<u16>> {
    let (head, rest) = section.split_at_checked("strings".len())?;
    if !head.eq_ignore_ascii_case("strings") {
        return None;
    }
    if rest.is_empty() {
        return Some(None);
    }
    let digits = rest.strip_prefix('.')?;
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u16::from_str_radix(digits, 16).ok().map(Some)
}

/// A part of a text with tokens.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Text(&'a str),
    /// `%%`.
    Percent,
    /// `%name%`: the name, and all with its percent signs.
    Token {
        name: &'a str,
        whole: &'a str,
    },
}

/// Splits `text` at its tokens. A percent sign without partner is text.
fn parts(mut text: &str) -> impl Iterator<Item = Part<'_>> {
    std::iter::from_fn(move || {
        if text.is_empty() {
            return None;
        }
        let Some(inside) = text.strip_prefix('%') else {
            let (plain, rest) = text.split_at(text.find('%').unwrap_or(text.len()));
            text = rest;
            return Some(Part::Text(plain));
        };
        let Some((name, rest)) = inside.split_once('%') else {
            return Some(Part::Text(std::mem::take(&mut text)));
        };
        let whole = text.strip_suffix(rest).unwrap_or(text);
        text = rest;
        Some(if name.is_empty() { Part::Percent } else { Part::Token { name, whole } })
    })
}

/// `text` with its tokens replaced from `table`; see [`Document::expand`](crate::Document::expand).
pub(crate) fn expand(text: &str, table: Option<&Table>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut room = MAX_FIELD;
    for part in parts(text) {
        let piece = match part {
            Part::Text(plain) => plain,
            Part::Percent => "%",
            Part::Token { name, whole } => table.and_then(|table| table.get(&fold(name))).map_or(whole, String::as_str),
        };
        if !push_limited(&mut out, piece, &mut room) {
            break;
        }
    }
    out
}

/// The names of the tokens in `text` that `table` does not have, directory identifiers excepted.
pub(crate) fn undefined<'a>(text: &'a str, table: Option<&'a Table>) -> impl Iterator<Item = &'a str> {
    parts(text).filter_map(move |part| match part {
        Part::Token { name, .. }
            if !name.bytes().all(|byte| byte.is_ascii_digit())
                && !table.is_some_and(|table| table.contains_key(&fold(name))) =>
        {
            Some(name)
        }
        _ => None,
    })
}

/// Appends as much of `piece` as there is room for, in UTF-16 code units; false when it did not fit.
fn push_limited(out: &mut String, piece: &str, room: &mut usize) -> bool {
    if piece.len() <= *room {
        // A character has never more code units in UTF-16 than octets in UTF-8.
        *room -= piece.chars().map(char::len_utf16).sum::<usize>();
        out.push_str(piece);
        return true;
    }
    for character in piece.chars() {
        let Some(left) = room.checked_sub(character.len_utf16()) else {
            return false;
        };
        *room = left;
        out.push(character);
    }
    true
}
