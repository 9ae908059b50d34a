//! Distinguished names: as text, and as what is compared.

use catseal_asn1::{Cursor, Mode, Oid, Tag, Tlv, escape, hex, utf16be};
use unicode_normalization::UnicodeNormalization as _;

const COMMON_NAME: Oid = Oid::new_unwrap("2.5.4.3");
const ORGANIZATION: Oid = Oid::new_unwrap("2.5.4.10");
pub(crate) const EMAIL_ADDRESS: Oid = Oid::new_unwrap("1.2.840.113549.1.9.1");

/// Short names of attribute types (RFC 4514, section 3, and what Windows and OpenSSL show).
const TYPES: &[(Oid, &str)] = &[
    (COMMON_NAME, "CN"),
    (Oid::new_unwrap("2.5.4.4"), "SN"),
    (Oid::new_unwrap("2.5.4.5"), "serialNumber"),
    (Oid::new_unwrap("2.5.4.6"), "C"),
    (Oid::new_unwrap("2.5.4.7"), "L"),
    (Oid::new_unwrap("2.5.4.8"), "ST"),
    (Oid::new_unwrap("2.5.4.9"), "street"),
    (ORGANIZATION, "O"),
    (Oid::new_unwrap("2.5.4.11"), "OU"),
    (Oid::new_unwrap("2.5.4.15"), "businessCategory"),
    (Oid::new_unwrap("2.5.4.17"), "postalCode"),
    (Oid::new_unwrap("0.9.2342.19200300.100.1.25"), "DC"),
    (EMAIL_ADDRESS, "emailAddress"),
];

/// The parts of a Name (RFC 5280, 4.1.2.4) in file order, those of one set alike; what is malformed is left out.
pub(crate) fn parts<'a>(name: &'a [u8]) -> impl Iterator<Item = (Oid, Tlv<'a>)> {
    elements(Cursor::new(name, Mode::Strict))
        .flat_map(|name| elements(name.cursor(Mode::Strict)))
        .flat_map(|set| elements(set.cursor(Mode::Strict)))
        .filter_map(|part| {
            let mut fields = part.cursor(Mode::Strict);
            let oid = fields.expect(Tag::OID, "attribute type").ok()?.oid().ok()?;
            Some((oid, fields.any("attribute value").ok()?))
        })
}

fn elements(mut cursor: Cursor<'_>) -> impl Iterator<Item = Tlv<'_>> {
    std::iter::from_fn(move || cursor.any("part of a name").ok())
}

/// A Name as RFC 4514 writes it, most specific part first, fit for display.
pub(crate) fn display(name: &[u8]) -> String {
    let mut parts: Vec<_> = parts(name)
        .map(|(oid, value)| {
            let label = TYPES.iter().find(|(known, _)| *known == oid);
            let label = label.map_or_else(|| oid.to_string(), |(_, label)| (*label).to_owned());
            format!("{label}={}", quote(&text(&value)))
        })
        .collect();
    parts.reverse();
    parts.join(", ")
}

/// The common name, or else the organisation, fit for display; empty when there is neither.
pub(crate) fn short(name: &[u8]) -> String {
    let find = |wanted: Oid| parts(name).find(|(oid, _)| *oid == wanted).map(|(_, value)| escape(&text(&value)));
    find(COMMON_NAME).or_else(|| find(ORGANIZATION)).unwrap_or_default()
}

/// The organisation as it stands there.
pub(crate) fn organization(name: &[u8]) -> Option<String> {
    parts(name).find(|(oid, _)| *oid == ORGANIZATION).map(|(_, value)| text(&value))
}

/// The text of a DirectoryString (RFC 5280, appendix A); other types in hex.
pub(crate) fn text(value: &Tlv<'_>) -> String {
    string(value).unwrap_or_else(|| format!("#{}", hex(value.raw)))
}

fn string(value: &Tlv<'_>) -> Option<String> {
    const TELETEX_STRING: Tag = Tag(0x14);
    match value.tag {
        Tag::BMP_STRING => utf16be(value.value),
        // What is called T61 is Latin-1 in every certificate that uses it.
        TELETEX_STRING => Some(value.value.iter().map(|&octet| char::from(octet)).collect()),
        Tag::UTF8_STRING | Tag::PRINTABLE_STRING | Tag::IA5_STRING => {
            Some(String::from_utf8_lossy(value.value).into_owned())
        }
        _ => None,
    }
}

/// The value of an attribute, as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Folded {
    /// Text of whatever type, prepared by [`prepare`].
    Text(String),
    /// Tag and contents of anything else.
    Other(u8, Vec<u8>),
}

/// A relative name: types and folded values of its parts, in an order of their own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct RelativeName(Vec<(Vec<u8>, Folded)>);

/// The relative names of a Name (RFC 5280, 4.1.2.4), so that names are equal that RFC 5280, 7.1 calls equal: whatever the
/// types of their strings, letters without case, runs of spaces as one. `None` when it is malformed anywhere: a shorter
/// list would be within more subtrees, or hold more names.
pub(crate) fn fold(name: &[u8]) -> Option<Vec<RelativeName>> {
    let mut cursor = Cursor::new(name, Mode::Strict);
    let mut names = cursor.enter(Tag::SEQUENCE, "name").ok()?;
    cursor.finish("name").ok()?;
    let mut folded = Vec::new();
    while !names.is_empty() {
        let mut parts = names.enter(Tag::SET, "relative name").ok()?;
        let mut set = Vec::new();
        while !parts.is_empty() {
            let mut fields = parts.enter(Tag::SEQUENCE, "part of a name").ok()?;
            let oid = fields.expect(Tag::OID, "attribute type").ok()?.value.to_vec();
            let value = fields.any("attribute value").ok()?;
            fields.finish("part of a name").ok()?;
            set.push((
                oid,
                match string(&value) {
                    // Put in the place of octets that are no text: different ones would look alike.
                    Some(text) if text.contains(char::REPLACEMENT_CHARACTER) => return None,
                    Some(text) => Folded::Text(prepare(&text)),
                    None => Folded::Other(value.tag.0, value.value.to_vec()),
                },
            ));
        }
        if set.is_empty() {
            return None;
        }
        set.sort();
        folded.push(RelativeName(set));
    }
    Some(folded)
}

/// Whether two Names say the same, as [`fold`] compares them.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    a == b || fold(a).is_some_and(|folded| fold(b) == Some(folded))
}

/// Prepares text for comparing (RFC 4518, section 2): what is not seen is left out, case is folded, form KC.
fn prepare(text: &str) -> String {
    let visible = text.chars().filter(|c| !is_ignored(*c));
    let folded: String = visible.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Characters that are mapped to nothing (RFC 4518, 2.2).
fn is_ignored(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{ad}' | '\u{34f}'
        | '\u{6dd}' | '\u{70f}' | '\u{1806}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2063}' | '\u{206a}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0001}' | '\u{e0020}'..='\u{e007f}')
}

/// Makes a value fit for display between others: what could look like the border of two parts has a backslash before it,
/// and so has a backslash (RFC 4514, 2.4). Those that [`escape`] writes stay single.
fn quote(text: &str) -> String {
    let text = escape(&text.replace('\\', "\\\\"));
    let mut quoted = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, ',' | '+' | '"' | ';' | '<' | '>') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use catseal_asn1::Writer;

    fn name(parts: &[(Oid, Tag, &[u8])]) -> Vec<u8> {
        Writer::encode(|w| {
            w.sequence(|w| {
                for (oid, tag, value) in parts {
                    w.constructed(Tag::SET, |w| {
                        w.sequence(|w| {
                            w.oid(oid);
                            w.primitive(*tag, value);
                        });
                    });
                }
            });
        })
    }

    #[test]
    fn a_name_is_shown_most_specific_part_first() {
        let name = name(&[
            (ORGANIZATION, Tag::PRINTABLE_STRING, b"Red Hat, Inc."),
            (COMMON_NAME, Tag::BMP_STRING, &[0, b'R', 0x20, 0x2e]),
            (Oid::new_unwrap("1.2.3"), Tag::NULL, b""),
        ]);
        assert_eq!(display(&name), "1.2.3=#0500, CN=R\\u{202e}, O=Red Hat\\, Inc.");
        assert_eq!(short(&name), "R\\u{202e}");
    }

    #[test]
    fn a_value_cannot_forge_another_part() {
        let forged = name(&[(COMMON_NAME, Tag::UTF8_STRING, b"x, O=Microsoft Corporation")]);
        assert_eq!(display(&forged), "CN=x\\, O=Microsoft Corporation");
        assert_eq!(organization(&forged), None);
        // Were the backslash not doubled, it would seem to be the one that makes the comma a part of the value.
        let forged = name(&[(COMMON_NAME, Tag::UTF8_STRING, br"x\, O=Microsoft")]);
        assert_eq!(display(&forged), r"CN=x\\\, O=Microsoft");
        let forged = name(&[(COMMON_NAME, Tag::UTF8_STRING, "x\\u{202e}\u{202e}".as_bytes())]);
        assert_eq!(display(&forged), r"CN=x\\u{202e}\u{202e}");
    }

    #[test]
    fn names_that_differ_only_in_type_case_and_space_are_the_same_folded() {
        let with = |tag, value: &[u8]| fold(&name(&[(COMMON_NAME, tag, value)])).unwrap();
        let plain = with(Tag::PRINTABLE_STRING, b"Good CA");
        for (tag, value) in [
            (Tag::UTF8_STRING, &b"good ca"[..]),
            (Tag::UTF8_STRING, b"  GOOD \t CA "),
            (Tag::UTF8_STRING, "Go\u{ad}od\u{a0}\u{ff23}A\u{200b}".as_bytes()),
            (Tag::BMP_STRING, b"\0g\0o\0o\0d\0 \0c\0a"),
        ] {
            assert_eq!(with(tag, value), plain, "{value:02x?}");
        }
        for other in [&b"GoodCA"[..], b"Good CA 2", b"Good C\xc3\xa4"] {
            assert_ne!(with(Tag::UTF8_STRING, other), plain);
        }
        // How something that is no text is shown must not make it equal to text.
        assert_ne!(with(Tag::UTF8_STRING, b"#0500"), with(Tag::NULL, b""));
        let of = |oid| fold(&name(&[(oid, Tag::UTF8_STRING, b"a")]));
        assert_ne!(of(COMMON_NAME), of(ORGANIZATION));
    }

    #[test]
    fn a_malformed_name_is_shown_as_far_as_it_goes() {
        let mut cut = name(&[(COMMON_NAME, Tag::UTF8_STRING, b"abc")]);
        cut.truncate(cut.len() - 1);
        assert_eq!(display(&cut), "");
    }
}
