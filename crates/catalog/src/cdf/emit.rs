use super::document::{Document, File, HASH, Tag};
use super::error::Error;
use super::{attribute, files, trim};
use crate::builder::Attribute;
use crate::view::Version;

/// Writes a document as the text of a definition file: lines end in CR LF, paths have backslashes, and a text beyond
/// ASCII begins with a byte order mark, so that it is to be stored as UTF-8. [`parse`](super::parse) gives the same
/// document back.
///
/// # Errors
/// [`Error::NotSayable`] for names, paths, tags and attributes that no line can hold, and for tags that are the same.
pub fn emit(document: &Document) -> Result<String, Error> {
    let mut lines = Vec::new();
    lines.push("[CatalogHeader]".to_owned());
    lines.push(format!("Name={}", path(&document.name, "the name of the catalog")?));
    if let Some(folder) = &document.result_dir {
        lines.push(format!("ResultDir={}", path(folder, "the result folder")?));
    }
    let (version, algorithm) = match document.version {
        Version::V1 => (1, "SHA1"),
        Version::V2 => (2, "SHA256"),
    };
    lines.push(format!("CatalogVersion={version}"));
    lines.push(format!("HashAlgorithms={algorithm}"));
    if document.page_hashes {
        lines.push("PageHashes=true".to_owned());
    }
    attributes("CATATTR", &document.attributes, &mut lines)?;
    lines.push(String::new());
    lines.push("[CatalogFiles]".to_owned());

    let mut tags = std::collections::HashSet::new();
    for file in &document.files {
        let tag = tag(&file.tag)?;
        if !tags.insert(tag.to_ascii_lowercase()) {
            return Err(Error::NotSayable { what: format!("the tag '{tag}'"), reason: "another file has it as well" });
        }
        lines.push(format!("{tag}={}", path(&file.path, "the path of a file")?));
        lines.extend(alt_sip_id(file, &tag)?);
        attributes(&format!("{tag}ATTR"), &file.attributes, &mut lines)?;
    }
    let mut text = String::new();
    if !lines.iter().all(|line| line.is_ascii()) {
        text.push('\u{feff}');
    }
    for line in lines {
        text.push_str(&line);
        text.push_str("\r\n");
    }
    Ok(text)
}

fn attributes(prefix: &str, attributes: &[Attribute], lines: &mut Vec<String>) -> Result<(), Error> {
    for (number, attribute) in (1_usize..).zip(attributes) {
        let text = attribute::emit(attribute)
            .map_err(|reason| Error::NotSayable { what: format!("{prefix}{number} '{}'", attribute.name), reason })?;
        lines.push(format!("{prefix}{number}={text}"));
    }
    Ok(())
}

/// A path with backslashes.
fn path(text: &str, what: &str) -> Result<String, Error> {
    if !is_value(text) {
        let reason = "it is empty, or has a control character or a blank at an end";
        return Err(Error::NotSayable { what: format!("{what} '{text}'"), reason });
    }
    Ok(text.replace('/', "\\"))
}

/// Whether a text survives as a value around which blanks are cut off.
pub(super) fn is_value(text: &str) -> bool {
    !text.is_empty() && trim(text) == text && !text.contains(char::is_control)
}

pub(super) fn tag(tag: &Tag) -> Result<String, Error> {
    let text = tag.to_string();
    let sayable = is_value(&text) && !text.contains('=') && !files::has_suffix(&text);
    let same = files::tag(&text).is_ok_and(|read| read == *tag);
    if !sayable || !same || text.starts_with(['#', ';', '[']) {
        let reason = "it is empty, has '=' or control characters, or reads as something else";
        return Err(Error::NotSayable { what: format!("the tag '{text}'"), reason });
    }
    Ok(text)
}

fn alt_sip_id(file: &File, tag: &str) -> Result<Option<String>, Error> {
    let Some(kind) = file.kind else { return Ok(None) };
    let guid = files::KINDS.iter().find(|(_, known)| *known == kind).map(|(guid, _)| guid);
    let guid = guid.ok_or_else(|| Error::NotSayable {
        what: format!("the kind of {tag}"),
        reason: "it is neither flat, PE nor cabinet",
    })?;
    Ok(Some(format!("{tag}ALTSIPID={guid}")))
}

/// A label for `<HASH>` made of a file name: what no tag can have is replaced.
pub(super) fn label(name: &str) -> String {
    let kept = |character: char| if character == '=' || character.is_control() { '_' } else { character };
    let mut label: String = trim(name).chars().map(kept).collect();
    if files::has_suffix(&format!("{HASH}{label}")) {
        label.push('_');
    }
    label
}
