use crate::Oid;
use crate::cursor::{Cursor, Mode};
use crate::error::{Error, ErrorKind};
use crate::tag::Tag;
use crate::text;
use crate::time::{parse_generalized_time, parse_utc_time};
use jiff::Timestamp;

/// One element: tag, length and value, as slices of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tlv<'a> {
    /// The identifier octet.
    pub tag: Tag,
    /// The whole element, tag and length included.
    pub raw: &'a [u8],
    /// The contents (without the end marker of an indefinite length).
    pub value: &'a [u8],
    /// Where the element starts, in octets from the start of the input.
    pub offset: usize,
    pub(crate) header_len: usize,
    pub(crate) what: &'static str,
}

impl<'a> Tlv<'a> {
    /// Where the contents start, in octets from the start of the input.
    #[must_use]
    pub const fn value_offset(&self) -> usize {
        self.offset.saturating_add(self.header_len)
    }

    /// A cursor over the contents.
    #[must_use]
    pub const fn cursor(&self, mode: Mode) -> Cursor<'a> {
        Cursor::inside(self, mode, 1)
    }

    /// This element under `tag`: the one that an implicit tag stands for.
    #[must_use]
    pub const fn under(self, tag: Tag) -> Self {
        Self { tag, ..self }
    }

    /// The object identifier.
    ///
    /// # Errors
    /// When this is none, or one that is malformed or longer than 39 octets.
    pub fn oid(&self) -> Result<Oid, Error> {
        self.tagged(Tag::OID)?;
        Oid::from_bytes(self.value).map_err(|_| self.invalid("not an object identifier"))
    }

    /// The contents of an INTEGER: two's complement, big endian, in the shortest form.
    ///
    /// # Errors
    /// When this is none, or is empty or not in the shortest form.
    pub fn integer(&self) -> Result<&'a [u8], Error> {
        self.tagged(Tag::INTEGER)?;
        match self.value {
            [] => Err(self.invalid("an INTEGER without octets")),
            [0x00, second, ..] if *second < 0x80 => Err(self.invalid("an INTEGER not in its shortest form")),
            [0xff, second, ..] if *second >= 0x80 => Err(self.invalid("an INTEGER not in its shortest form")),
            value => Ok(value),
        }
    }

    /// A non-negative INTEGER below 2^32.
    ///
    /// # Errors
    /// When this is no such INTEGER.
    pub fn integer_u32(&self) -> Result<u32, Error> {
        let value = self.integer()?;
        let digits = value.strip_prefix(&[0]).unwrap_or(value);
        if value.first().is_some_and(|&first| first >= 0x80) || digits.len() > 4 {
            return Err(self.invalid("an INTEGER that is negative or needs more than 32 bits"));
        }
        Ok(digits.iter().fold(0, |number, &digit| (number << 8) | u32::from(digit)))
    }

    /// A BOOLEAN; any octet but zero is true, as in BER.
    ///
    /// # Errors
    /// When this is no BOOLEAN of one octet.
    pub fn boolean(&self) -> Result<bool, Error> {
        self.tagged(Tag::BOOLEAN)?;
        match self.value {
            [value] => Ok(*value != 0),
            _ => Err(self.invalid("a BOOLEAN that is not one octet")),
        }
    }

    /// The octets of a primitive OCTET STRING.
    ///
    /// # Errors
    /// When this is none.
    pub fn octet_string(&self) -> Result<&'a [u8], Error> {
        self.tagged(Tag::OCTET_STRING)?;
        Ok(self.value)
    }

    /// The octets of a BIT STRING without unused bits.
    ///
    /// # Errors
    /// When this is none.
    pub fn bit_string(&self) -> Result<&'a [u8], Error> {
        self.tagged(Tag::BIT_STRING)?;
        match self.value.split_first() {
            Some((0, bits)) => Ok(bits),
            _ => Err(self.invalid("a BIT STRING with unused bits")),
        }
    }

    /// The text of a BMPString; halves of surrogate pairs become U+FFFD.
    ///
    /// # Errors
    /// When this is none, or has an odd number of octets.
    pub fn bmp_string(&self) -> Result<String, Error> {
        self.tagged(Tag::BMP_STRING)?;
        text::utf16be(self.value).ok_or_else(|| self.invalid("a BMPString of an odd number of octets"))
    }

    /// The time of a UTCTime or GeneralizedTime, in the forms of RFC 5280 section 4.1.2.5 and RFC 3161 section 2.4.2.
    ///
    /// # Errors
    /// When this is neither, or is malformed.
    pub fn time(&self) -> Result<Timestamp, Error> {
        match self.tag {
            Tag::UTC_TIME => parse_utc_time(self.value),
            Tag::GENERALIZED_TIME => parse_generalized_time(self.value),
            found => return Err(self.error(ErrorKind::UnexpectedTag { expected: Tag::UTC_TIME, found })),
        }
        .ok_or_else(|| self.invalid("not a time in UTC"))
    }

    /// An error about this element.
    #[must_use]
    pub const fn invalid(&self, problem: &'static str) -> Error {
        self.error(ErrorKind::Invalid(problem))
    }

    const fn error(&self, kind: ErrorKind) -> Error {
        Error { what: self.what, offset: self.offset, kind }
    }

    fn tagged(&self, expected: Tag) -> Result<(), Error> {
        if self.tag == expected {
            Ok(())
        } else {
            Err(self.error(ErrorKind::UnexpectedTag { expected, found: self.tag }))
        }
    }
}
