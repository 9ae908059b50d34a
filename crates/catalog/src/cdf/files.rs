//! `[CatalogFiles]`.

use super::document::{File, HASH, Tag};
use super::header::{numbered, read_attributes};
use super::parse::Entry;
use super::problems::Problems;
use super::{attribute, trim};
use crate::limits::MAX_ATTRIBUTES;
use crate::member::{CAB_GUID, FLAT_GUID, MemberKind, PE_GUID};
use catseal_finding::{CodeInfo, Finding, codes};
use std::collections::HashMap;

/// What a key ends in that says something about another entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Suffix {
    Attribute(u32),
    AltSipId,
}

const ALTSIPID: &str = "ALTSIPID";

/// The tag and the suffix of a key that has one.
fn split_suffix(key: &str) -> Option<(&str, Suffix)> {
    let at = key.len().checked_sub(ALTSIPID.len());
    if let Some((tag, end)) = at.and_then(|at| key.split_at_checked(at))
        && end.eq_ignore_ascii_case(ALTSIPID)
    {
        return Some((tag, Suffix::AltSipId));
    }
    let digits = key.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (tag, end) = key.split_at_checked(key.len().checked_sub(digits + "ATTR".len())?)?;
    Some((tag, Suffix::Attribute(numbered(end, "ATTR")?)))
}

/// Whether a tag could be taken for a line about another one.
pub(super) fn has_suffix(tag: &str) -> bool {
    split_suffix(tag).is_some()
}

/// A file and the lines about it.
struct Draft<'t> {
    entry: Entry<'t>,
    alt_sip_id: Vec<Entry<'t>>,
    attributes: Vec<(u32, Entry<'t>)>,
    refused: bool,
}

/// Reads the section. Files with an error are left out.
pub(super) fn read(entries: &[Entry<'_>], problems: &mut Problems) -> Vec<File> {
    let mut drafts = sort(entries, problems);
    drafts.sort_by_key(|draft| draft.entry.line);
    drafts.into_iter().filter_map(|draft| finish(draft, problems)).collect()
}

fn problem(code: &CodeInfo, entry: &Entry<'_>, message: impl std::fmt::Display) -> Finding {
    code.finding(format!("line {}: {message}", entry.line)).line(entry.line)
}

/// Tells files from lines about them. A tag may itself end like such a line, so what a line is depends on the others:
/// it is about the file whose tag it begins with, if there is one. That tag is shorter, so shorter keys come first.
fn sort<'t>(entries: &[Entry<'t>], problems: &mut Problems) -> Vec<Draft<'t>> {
    let mut by_length: Vec<&Entry<'t>> = entries.iter().collect();
    by_length.sort_by_key(|entry| entry.key.len());
    let mut drafts: Vec<Draft<'t>> = Vec::new();
    let mut tags: HashMap<String, usize> = HashMap::new();
    for entry in by_length {
        let suffix = split_suffix(entry.key);
        if let Some((tag, suffix)) = suffix
            && let Some(draft) = tags.get(&tag.to_ascii_lowercase()).and_then(|&index| drafts.get_mut(index))
        {
            match suffix {
                Suffix::Attribute(number) => draft.attributes.push((number, *entry)),
                Suffix::AltSipId => draft.alt_sip_id.push(*entry),
            }
            continue;
        }
        let about = match suffix {
            Some((tag, Suffix::Attribute(_))) if attribute::looks_like_one(entry.value) => Some((tag, "an attribute")),
            Some((tag, Suffix::AltSipId)) if guid(trim(entry.value)).is_some() => Some((tag, ALTSIPID)),
            _ => None,
        };
        if let Some((tag, what)) = about {
            let message = format!("{what} of '{tag}', but no file has that tag");
            problems.push(problem(&codes::catalog::CDF_ORPHAN, entry, message));
            continue;
        }
        let key = entry.key.to_ascii_lowercase();
        if let Some(first) = tags.get(&key).and_then(|&index| drafts.get_mut(index)) {
            first.refused = true;
            let message = format!("the tag '{}' was there before, in line {}", entry.key, first.entry.line);
            problems.push(problem(&codes::catalog::CDF_DUPLICATE, entry, message));
            continue;
        }
        tags.insert(key, drafts.len());
        drafts.push(Draft { entry: *entry, alt_sip_id: Vec::new(), attributes: Vec::new(), refused: false });
    }
    drafts
}

fn finish(mut draft: Draft<'_>, problems: &mut Problems) -> Option<File> {
    let entry = draft.entry;
    let tag = tag(entry.key).map_err(|message| problems.push(problem(&codes::catalog::CDF_TEXT_TAG, &entry, message)));
    let path = trim(entry.value);
    if path.is_empty() {
        let message = format!("'{}' names no file", entry.key);
        problems.push(problem(&codes::catalog::CDF_NO_PATH, &entry, message));
    }
    draft.attributes.sort_by_key(|(_, entry)| entry.line);
    let (attributes, attributes_good) = read_attributes(&mut draft.attributes, problems);
    // Two are taken by what every member has.
    let few = attributes.len() <= MAX_ATTRIBUTES - 2;
    if !few {
        let message = format!("'{}' has {} attributes, more than are read again", entry.key, attributes.len());
        problems.push(problem(&codes::catalog::CDF_BAD_ATTRIBUTE, &entry, message));
    }
    let kind = alt_sip_id(&draft.alt_sip_id).map_err(|finding| problems.push(*finding));
    let (Ok(tag), Ok(kind)) = (tag, kind) else { return None };
    let good = attributes_good && few && !path.is_empty() && !draft.refused;
    good.then(|| File { tag, path: path.to_owned(), kind, attributes, line: entry.line })
}

/// What a tag is, or why it cannot be one.
pub(super) fn tag(key: &str) -> Result<Tag, String> {
    match key.split_at_checked(HASH.len()) {
        // Examples of Microsoft's have it in capitals and in small letters.
        Some((prefix, label)) if prefix.eq_ignore_ascii_case(HASH) => Ok(Tag::Hash(label.to_owned())),
        _ if key.is_empty() => Err("the tag before the '=' is empty".to_owned()),
        _ if !key.is_ascii() => Err(format!("the tag '{key}' has letters beyond ASCII")),
        _ => Ok(Tag::Text(key.to_owned())),
    }
}

fn alt_sip_id(entries: &[Entry<'_>]) -> Result<Option<MemberKind>, Box<Finding>> {
    let entry = match entries {
        [] => return Ok(None),
        [entry] => entry,
        [first, again, ..] => {
            let message = format!("'{}' was there before, in line {}", again.key, first.line);
            return Err(Box::new(problem(&codes::catalog::CDF_DUPLICATE, again, message)));
        }
    };
    let value = trim(entry.value);
    let Some(guid) = guid(value) else {
        return Err(Box::new(problem(&codes::catalog::CDF_BAD_GUID, entry, format!("'{value}' is not a GUID"))));
    };
    let known = KINDS.iter().find(|(known, _)| trim_braces(known).eq_ignore_ascii_case(guid));
    match known {
        Some((_, kind)) => Ok(Some(*kind)),
        None => {
            let message = format!(
                "ALTSIPID {value} is not that of flat files, PE images or cabinets; how others hash is not known here"
            );
            Err(Box::new(problem(&codes::catalog::CDF_UNSUPPORTED, entry, message)))
        }
    }
}

/// The subject interface packages that are known, with the kind of file that each hashes.
pub(super) const KINDS: [(&str, MemberKind); 3] =
    [(PE_GUID, MemberKind::Pe), (CAB_GUID, MemberKind::Cab), (FLAT_GUID, MemberKind::Flat)];

fn trim_braces(text: &str) -> &str {
    text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(text)
}

/// A GUID without its braces, if it is one.
fn guid(text: &str) -> Option<&str> {
    let guid = trim_braces(text);
    let mut groups = guid.split('-');
    let well_formed = [8, 4, 4, 4, 12].iter().all(|&len| {
        groups.next().is_some_and(|group| group.len() == len && group.bytes().all(|digit| digit.is_ascii_hexdigit()))
    });
    (well_formed && groups.next().is_none()).then_some(guid)
}
