//! The description and address that a signer writes beside the signature (SpcSpOpusInfo of the Authenticode
//! specification). They say what the signer wants to be said, not who the signer is.

use catseal_asn1::{Mode, Tag, Tlv, escape, utf16be};

/// Description and address, fit for display.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Opus {
    pub(crate) description: Option<String>,
    pub(crate) url: Option<String>,
}

impl Opus {
    /// Reads the value of the attribute; what is malformed is left out, since nothing depends on it.
    pub(crate) fn parse(value: Tlv<'_>) -> Self {
        let mut opus = Self::default();
        if value.tag != Tag::SEQUENCE {
            return opus;
        }
        let mut fields = value.cursor(Mode::Tolerant);
        while let Ok(field) = fields.any("program information") {
            let Ok(choice) = field.cursor(Mode::Tolerant).any("program information") else { continue };
            match field.tag {
                tag if tag == Tag::context(0) => opus.description = string(choice),
                tag if tag == Tag::context(1) && choice.tag == Tag::context_primitive(0) => {
                    opus.url = Some(escape(&String::from_utf8_lossy(choice.value)));
                }
                _ => {}
            }
        }
        opus
    }
}

/// SpcString: `[0]` BMPString or `[1]` IA5String.
fn string(choice: Tlv<'_>) -> Option<String> {
    let text = match choice.tag {
        tag if tag == Tag::context_primitive(0) => utf16be(choice.value)?,
        tag if tag == Tag::context_primitive(1) => String::from_utf8_lossy(choice.value).into_owned(),
        _ => return None,
    };
    Some(escape(&text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use catseal_asn1::{Cursor, Writer};

    #[test]
    fn description_and_address_are_read_and_made_harmless() {
        let encoded = Writer::encode(|w| {
            w.sequence(|w| {
                w.constructed(Tag::context(0), |w| w.primitive(Tag::context_primitive(0), &[0, b'A', 0x20, 0x2e]));
                w.constructed(Tag::context(1), |w| w.primitive(Tag::context_primitive(0), b"http://x\n"));
            });
        });
        let opus = Opus::parse(Cursor::new(&encoded, Mode::Strict).any("opus").unwrap());
        assert_eq!(opus.description.as_deref(), Some("A\\u{202e}"));
        assert_eq!(opus.url.as_deref(), Some("http://x\\u{a}"));
    }

    #[test]
    fn an_empty_one_says_nothing() {
        let empty = Opus::parse(Cursor::new(&[0x30, 0], Mode::Strict).any("opus").unwrap());
        assert_eq!(empty, Opus::default());
    }
}
