use super::error::Error;
use catseal_finding::{Finding, codes};

/// The text of a definition file, and what is to be said of its encoding.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Option<Finding>), Error> {
    let (text, finding) = if let Some(body) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        let text = std::str::from_utf8(body).map_err(|error| Error::NotText {
            line: line_of(body, error.valid_up_to()),
            reason: "it is marked as UTF-8 and is not",
        })?;
        let finding = note(1, "the file is UTF-8 with a byte order mark, which MakeCat may not read");
        (text.to_owned(), Some(finding))
    } else if let Some(body) = bytes.strip_prefix(b"\xff\xfe") {
        (utf16(body, u16::from_le_bytes)?, None)
    } else if let Some(body) = bytes.strip_prefix(b"\xfe\xff") {
        let finding = note(1, "the file is UTF-16BE (high octet first), which MakeCat may not read");
        (utf16(body, u16::from_be_bytes)?, Some(finding))
    } else {
        unmarked(bytes)?
    };
    // What editors of old put at the end of a text.
    let text = text.strip_suffix('\u{1a}').map_or(text.as_str(), |text| text);
    check(text)?;
    Ok((text.to_owned(), finding))
}

/// Octets without a mark: ASCII, or a code page that is nowhere said.
fn unmarked(bytes: &[u8]) -> Result<(String, Option<Finding>), Error> {
    if let Some(at) = bytes.iter().position(|&octet| octet == 0) {
        let reason = "it has zero octets, so it is binary, or UTF-16 without a byte order mark";
        return Err(Error::NotText { line: line_of(bytes, at), reason });
    }
    let Some(at) = bytes.iter().position(|octet| !octet.is_ascii()) else {
        return Ok((String::from_utf8_lossy(bytes).into_owned(), None));
    };
    let line = line_of(bytes, at);
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => {
            let message =
                format!("line {line} has letters beyond ASCII in UTF-8, which MakeCat takes for those of a code page");
            (text.to_owned(), Some(note(line, message)))
        }
        Err(_) => {
            let message = format!("line {line} has letters beyond ASCII of a code page (read here as windows-1252)");
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
            (text.into_owned(), Some(note(line, message)))
        }
    })
}

fn utf16(body: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Error> {
    let reason = "it is marked as UTF-16 and is not";
    let (pairs, rest) = body.as_chunks::<2>();
    let text: String = char::decode_utf16(pairs.iter().map(|&pair| unit(pair)))
        .collect::<Result<_, _>>()
        .map_err(|_| Error::NotText { line: 1, reason })?;
    if rest.is_empty() { Ok(text) } else { Err(Error::NotText { line: line_of(text.as_bytes(), text.len()), reason }) }
}

/// Checks that there is nothing but lines of text: control characters would be read differently by every tool.
fn check(text: &str) -> Result<(), Error> {
    let mut rest =
        text.char_indices().filter(|&(_, character)| character.is_control() && !matches!(character, '\t' | '\n'));
    match rest
        .find(|&(at, character)| character != '\r' || !text.get(at..).is_some_and(|rest| rest.starts_with("\r\n")))
    {
        None => Ok(()),
        Some((at, character)) => {
            let reason = match character {
                '\r' => "it has a carriage return without a line feed",
                _ => "it has control characters",
            };
            Err(Error::NotText { line: line_of(text.as_bytes(), at), reason })
        }
    }
}

fn note(line: u32, message: impl Into<String>) -> Finding {
    codes::catalog::CDF_ENCODING.finding(message).line(line)
}

fn line_of(bytes: &[u8], position: usize) -> u32 {
    let newlines = bytes.iter().take(position).filter(|&&octet| octet == b'\n').count();
    u32::try_from(newlines).unwrap_or(u32::MAX).saturating_add(1)
}
