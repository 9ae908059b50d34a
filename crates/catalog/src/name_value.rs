use catseal_asn1::{Error, Mode, Tag, Tlv, hex};

/// What the bits of [`NameValue::flags`] mean (MakeCat documentation, `mscat.h`).
pub mod flags {
    /// The name is a text.
    pub const NAME_ASCII: u32 = 0x0000_0001;
    /// The name is an object identifier.
    pub const NAME_OID: u32 = 0x0000_0002;
    /// The value is text.
    pub const DATA_ASCII: u32 = 0x0001_0000;
    /// The value was given in base64: any octets.
    pub const DATA_BASE64: u32 = 0x0002_0000;
    /// The value replaces that of an attribute of the same name.
    pub const DATA_REPLACE: u32 = 0x0004_0000;
    /// Not for the SHA-1 companion. Only in catalog definition files: MakeCat does not store this bit.
    pub const NO_AUTO_COMPAT: u32 = 0x0100_0000;
    /// Covered by the signature.
    pub const AUTHENTICATED: u32 = 0x1000_0000;
    /// Not covered by the signature.
    pub const UNAUTHENTICATED: u32 = 0x2000_0000;
    /// What nearly all attributes have: a text name, a text value, authenticated.
    pub const USUAL: u32 = AUTHENTICATED | DATA_ASCII | NAME_ASCII;
}

/// A name-value attribute of a catalog or of a member (`CAT_NAMEVALUE`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameValue<'a> {
    /// Its name, like `OS`, `HWID1` or `File`; hostile text.
    pub name: String,
    /// Bits of [`flags`].
    pub flags: u32,
    /// The octets of the value: UTF-16LE with a NUL, as a rule.
    pub value: &'a [u8],
}

impl<'a> NameValue<'a> {
    /// Reads the element, which stands inside the value of an attribute or an extension.
    pub(crate) fn parse(tlv: Tlv<'a>) -> Result<Self, Error> {
        if tlv.tag != Tag::SEQUENCE {
            return Err(tlv.invalid("a name-value attribute that is not a SEQUENCE"));
        }
        let mut fields = tlv.cursor(Mode::Tolerant);
        let name = fields.expect(Tag::BMP_STRING, "name of an attribute")?.bmp_string()?;
        let flags = fields.expect(Tag::INTEGER, "flags of an attribute")?.integer_u32()?;
        let value = fields.expect(Tag::OCTET_STRING, "value of an attribute")?.octet_string()?;
        fields.finish("name-value attribute")?;
        Ok(Self { name, flags, value })
    }

    /// The value as text, without its NUL.
    ///
    /// `None` when the flags say that it is binary, or it is not well-formed UTF-16LE, or has a NUL within:
    /// Windows and its reader here would see different texts.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        if self.flags & flags::DATA_BASE64 != 0 {
            return None;
        }
        let text = crate::text::decode(self.value.strip_suffix(&[0, 0]).unwrap_or(self.value))?;
        (!text.contains('\0')).then_some(text)
    }

    /// The text, or that of binary data which is nothing but printable ASCII.
    pub(crate) fn name_text(&self) -> Option<String> {
        let ascii = || {
            let printable = !self.value.is_empty() && self.value.iter().all(|&octet| matches!(octet, b' '..=b'~'));
            printable.then(|| String::from_utf8_lossy(self.value).into_owned())
        };
        if self.flags & flags::DATA_BASE64 != 0 { ascii() } else { self.text() }
    }

    /// The value for reports: its text, or else `hex:` and its octets.
    ///
    /// The text may hold control characters; escaping them is for whoever writes it to a terminal.
    #[must_use]
    pub fn display(&self) -> String {
        self.text().unwrap_or_else(|| format!("hex:{}", hex(self.value)))
    }
}

/// An extension of the trust list, of whatever kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension<'a> {
    /// What it is; [`CAT_NAMEVALUE`](catseal_asn1::oids::CAT_NAMEVALUE) in all known catalogs.
    pub oid: catseal_asn1::Oid,
    /// Whether who does not know it must not go on.
    pub critical: bool,
    /// The OCTET STRING with its value.
    pub value: Tlv<'a>,
    /// The whole extension.
    pub raw: Tlv<'a>,
}

impl<'a> Extension<'a> {
    pub(crate) fn parse(raw: Tlv<'a>) -> Result<Self, Error> {
        if raw.tag != Tag::SEQUENCE {
            return Err(raw.invalid("an extension that is not a SEQUENCE"));
        }
        let mut fields = raw.cursor(Mode::Tolerant);
        let oid = fields.expect(Tag::OID, "type of an extension")?.oid()?;
        let critical = match fields.optional(Tag::BOOLEAN, "criticality of an extension")? {
            Some(critical) => critical.boolean()?,
            None => false,
        };
        let value = fields.expect(Tag::OCTET_STRING, "value of an extension")?;
        fields.finish("extension")?;
        Ok(Self { oid, critical, value, raw })
    }

    /// The name-value attribute that it holds.
    pub(crate) fn name_value(&self) -> Result<NameValue<'a>, Error> {
        let mut inside = self.value.cursor(Mode::Tolerant);
        let name_value = NameValue::parse(inside.any("name-value attribute")?)?;
        inside.finish("name-value attribute")?;
        Ok(name_value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(flags: u32, value: &[u8]) -> NameValue<'_> {
        NameValue { name: "File".to_owned(), flags, value }
    }

    #[test]
    fn a_text_is_read_with_and_without_its_nul() {
        assert_eq!(value(flags::USUAL, b"a\0b\0\0\0").text().as_deref(), Some("ab"));
        assert_eq!(value(flags::USUAL, b"a\0b\0").text().as_deref(), Some("ab"));
        assert_eq!(value(flags::USUAL, b"").text().as_deref(), Some(""));
    }

    #[test]
    fn what_is_not_text_is_shown_in_hexadecimal() {
        for (bits, octets, shown) in [
            (0x1002_0001, &b"a\0"[..], "hex:6100"),
            (flags::USUAL, b"abc", "hex:616263"),
            (flags::USUAL, b"\0\xd8", "hex:00d8"),
            (flags::USUAL, b"a\0\0\0b\0\0\0", "hex:6100000062000000"),
        ] {
            assert_eq!(value(bits, octets).text(), None);
            assert_eq!(value(bits, octets).display(), shown);
        }
    }
}
