/// Makes text from a hostile source fit for a terminal and a report: control characters, line breaks and
/// the marks that reorder or hide text become `\u{…}`. A backslash stays: paths and hardware ids are full of them.
///
/// Names, descriptions and URLs in a certificate or catalog are whatever its maker wrote. Shown as they are, they
/// could forge lines of output or reverse what is read (Unicode Technical Report 36, section 3).
#[must_use]
pub fn escape(text: &str) -> String {
    // Nearly all text is plain, and long reports are made of many pieces of it.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if is_deceptive(c) {
            escaped.extend(c.escape_unicode());
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// Controls, bidirectional marks and overrides, characters without width, line separators, tags, private use.
fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_of_any_script_stays() {
        for text in ["Red Hat, Inc.", "Müller & Söhne", "株式会社", "ООО «Ромашка»"] {
            assert_eq!(escape(text), text);
        }
    }

    #[test]
    fn what_reorders_hides_or_breaks_lines_is_made_visible() {
        assert_eq!(escape("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(escape("a\nb\0"), "a\\u{a}b\\u{0}");
        assert_eq!(escape("a\u{200b}\u{2066}"), "a\\u{200b}\\u{2066}");
    }
}
