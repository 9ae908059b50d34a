use crate::error::{Error, ErrorKind};
use crate::tag::Tag;
use crate::tlv::Tlv;

/// How many elements may stand inside each other.
///
/// A catalog with a nested signature whose time stamp token carries certificates reaches 30.
pub const MAX_DEPTH: u8 = 64;

/// Lengths take at most this many octets: 4 GiB, far over any input that fits the other limits.
const MAX_LENGTH_OCTETS: u8 = 4;

/// Which encodings of a length are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Shortest form only, as DER wants it (X.690, 10.1).
    Strict,
    /// Also longer forms and, on constructed elements, the indefinite form (X.690, 8.1.3).
    Tolerant,
}

/// Reads one TLV after the other from a slice, without copying.
///
/// Offsets in errors and in [`Tlv::offset`] count from the start of the slice that the outermost
/// cursor was made from.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    rest: &'a [u8],
    offset: usize,
    depth: u8,
    mode: Mode,
}

impl<'a> Cursor<'a> {
    /// A cursor over all of `data`.
    #[must_use]
    pub const fn new(data: &'a [u8], mode: Mode) -> Self {
        Self { rest: data, offset: 0, depth: 0, mode }
    }

    /// A cursor over `data`, which starts at `offset` of the input: for parts kept as slices and
    /// decoded later.
    #[must_use]
    pub const fn at(data: &'a [u8], offset: usize, mode: Mode) -> Self {
        Self { rest: data, offset, depth: 0, mode }
    }

    pub(crate) const fn inside(tlv: &Tlv<'a>, mode: Mode, depth: u8) -> Self {
        Self { rest: tlv.value, offset: tlv.value_offset(), depth, mode }
    }

    /// Whether everything was read.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// What was not read yet.
    #[must_use]
    pub const fn remaining(&self) -> &'a [u8] {
        self.rest
    }

    /// Where the next element starts, in octets from the start of the input.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The tag of the next element; `None` at the end.
    #[must_use]
    pub fn peek(&self) -> Option<Tag> {
        self.rest.first().map(|&first| Tag(first))
    }

    /// Reads the next element, whatever it is. `what` names it in errors.
    ///
    /// # Errors
    /// When there is none, or its tag or length is malformed, too long for the input, or not taken in this mode.
    pub fn any(&mut self, what: &'static str) -> Result<Tlv<'a>, Error> {
        let header = Header::read(self.rest, self.mode).map_err(|kind| self.error(what, kind))?;
        let (value_len, raw_len) = match header.length {
            Some(length) => (length, header.len.saturating_add(length)),
            None => {
                let body = self.rest.get(header.len..).unwrap_or_default();
                let value_len = indefinite_value_len(body).map_err(|kind| self.error(what, kind))?;
                (value_len, header.len.saturating_add(value_len).saturating_add(2))
            }
        };
        let Some((raw, rest)) = self.rest.split_at_checked(raw_len) else {
            let missing = raw_len.saturating_sub(self.rest.len());
            return Err(self.error(what, ErrorKind::Truncated { missing }));
        };
        let value = raw.get(header.len..header.len.saturating_add(value_len)).unwrap_or_default();
        let tlv = Tlv { tag: header.tag, raw, value, offset: self.offset, header_len: header.len, what };
        self.rest = rest;
        self.offset = self.offset.saturating_add(raw_len);
        Ok(tlv)
    }

    /// Reads the next element, which must have this tag.
    ///
    /// # Errors
    /// As [`Cursor::any`], and when another element stands here.
    pub fn expect(&mut self, tag: Tag, what: &'static str) -> Result<Tlv<'a>, Error> {
        match self.peek() {
            Some(found) if found == tag => self.any(what),
            Some(found) => Err(self.error(what, ErrorKind::UnexpectedTag { expected: tag, found })),
            None => Err(self.error(what, ErrorKind::Missing { expected: tag })),
        }
    }

    /// Reads the next element if it has this tag.
    ///
    /// # Errors
    /// As [`Cursor::any`], if it has.
    pub fn optional(&mut self, tag: Tag, what: &'static str) -> Result<Option<Tlv<'a>>, Error> {
        if self.peek() == Some(tag) { self.any(what).map(Some) } else { Ok(None) }
    }

    /// Reads the next element, which must be constructed and have this tag, and gives a cursor over its contents.
    ///
    /// # Errors
    /// As [`Cursor::expect`], and when elements stand too deep inside each other.
    pub fn enter(&mut self, tag: Tag, what: &'static str) -> Result<Self, Error> {
        let tlv = self.expect(tag, what)?;
        self.inside_of(&tlv)
    }

    /// A cursor over the contents of an element that this cursor gave out.
    ///
    /// # Errors
    /// When elements stand too deep inside each other.
    pub fn inside_of(&self, tlv: &Tlv<'a>) -> Result<Self, Error> {
        if self.depth >= MAX_DEPTH {
            return Err(Error { what: tlv.what, offset: tlv.offset, kind: ErrorKind::TooDeep { limit: MAX_DEPTH } });
        }
        Ok(Self::inside(tlv, self.mode, self.depth.saturating_add(1)))
    }

    /// Checks that nothing is left.
    ///
    /// # Errors
    /// [`ErrorKind::Trailing`] when something is.
    pub fn finish(&self, what: &'static str) -> Result<(), Error> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(self.error(what, ErrorKind::Trailing { count: self.rest.len() }))
        }
    }

    /// An error at the place where the cursor stands.
    #[must_use]
    pub const fn error(&self, what: &'static str, kind: ErrorKind) -> Error {
        Error { what, offset: self.offset, kind }
    }
}

/// Identifier and length octets.
pub(crate) struct Header {
    pub(crate) tag: Tag,
    /// Octets of tag and length together.
    pub(crate) len: usize,
    /// Octets of the value; `None` for the indefinite form.
    pub(crate) length: Option<usize>,
    pub(crate) minimal: bool,
}

impl Header {
    pub(crate) fn read(data: &[u8], mode: Mode) -> Result<Self, ErrorKind> {
        let truncated = |missing| ErrorKind::Truncated { missing };
        let tag = Tag(*data.first().ok_or_else(|| truncated(2))?);
        if tag.is_long_form() {
            return Err(ErrorKind::LongFormTag);
        }
        let first = *data.get(1).ok_or_else(|| truncated(1))?;
        if first < 0x80 {
            return Ok(Self { tag, len: 2, length: Some(usize::from(first)), minimal: true });
        }
        if first == 0x80 {
            // Only constructed elements can end with a marker (X.690, 8.1.3.2).
            return match mode {
                Mode::Tolerant if tag.is_constructed() => Ok(Self { tag, len: 2, length: None, minimal: true }),
                _ => Err(ErrorKind::IndefiniteLength),
            };
        }
        let octets = first & 0x7f;
        let digits = data
            .get(2..2 + usize::from(octets))
            .ok_or_else(|| truncated((2 + usize::from(octets)).saturating_sub(data.len())))?;
        let significant = digits.iter().skip_while(|&&digit| digit == 0).count();
        if significant > usize::from(MAX_LENGTH_OCTETS) {
            return Err(ErrorKind::LengthTooLong { octets });
        }
        let length = digits.iter().fold(0_u64, |length, &digit| (length << 8) | u64::from(digit));
        let minimal = length >= 0x80 && digits.first() != Some(&0);
        if !minimal && mode == Mode::Strict {
            return Err(ErrorKind::NonMinimalLength);
        }
        let length = usize::try_from(length).map_err(|_| ErrorKind::LengthTooLong { octets })?;
        Ok(Self { tag, len: 2 + usize::from(octets), length: Some(length), minimal })
    }
}

/// Length of the contents of an element of indefinite length, up to its end marker.
fn indefinite_value_len(body: &[u8]) -> Result<usize, ErrorKind> {
    let mut position = 0_usize;
    let mut open = 1_u8;
    loop {
        let rest = body.get(position..).unwrap_or_default();
        if rest.starts_with(&[0, 0]) {
            open = open.saturating_sub(1);
            if open == 0 {
                return Ok(position);
            }
            position = position.saturating_add(2);
            continue;
        }
        let header = Header::read(rest, Mode::Tolerant)?;
        position = position.saturating_add(header.len);
        match header.length {
            Some(length) => position = position.saturating_add(length),
            None if open >= MAX_DEPTH => return Err(ErrorKind::TooDeep { limit: MAX_DEPTH }),
            None => open = open.saturating_add(1),
        }
        if position > body.len() {
            return Err(ErrorKind::Truncated { missing: position.saturating_sub(body.len()) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(data: &[u8], mode: Mode) -> Result<Vec<u8>, ErrorKind> {
        Cursor::new(data, mode).any("element").map(|tlv| tlv.value.to_vec()).map_err(|error| error.kind)
    }

    #[test]
    fn lengths_in_their_shortest_form_are_read() {
        assert_eq!(read(&[4, 0], Mode::Strict).unwrap(), b"");
        assert_eq!(read(&[4, 2, 7, 8, 9], Mode::Strict).unwrap(), [7, 8]);
        let mut long = vec![4, 0x81, 0x80];
        long.extend([5; 0x80]);
        assert_eq!(read(&long, Mode::Strict).unwrap(), [5; 0x80]);
    }

    #[test]
    fn a_longer_form_is_taken_only_tolerantly() {
        for data in [&[4, 0x81, 1, 9][..], &[4, 0x82, 0, 1, 9]] {
            assert_eq!(read(data, Mode::Strict), Err(ErrorKind::NonMinimalLength));
            assert_eq!(read(data, Mode::Tolerant).unwrap(), [9]);
        }
    }

    #[test]
    fn an_indefinite_length_ends_at_its_own_marker() {
        let data = [0x30, 0x80, 0x30, 0x80, 2, 1, 0, 0, 0, 5, 0, 0, 0, 0xff];
        assert_eq!(read(&data, Mode::Strict), Err(ErrorKind::IndefiniteLength));
        let mut cursor = Cursor::new(&data, Mode::Tolerant);
        let tlv = cursor.any("outer").unwrap();
        assert_eq!(tlv.value, &data[2..11]);
        assert_eq!(cursor.remaining(), [0xff]);
    }

    #[test]
    fn a_primitive_element_has_no_indefinite_length() {
        assert_eq!(read(&[4, 0x80, 0, 0], Mode::Tolerant), Err(ErrorKind::IndefiniteLength));
    }

    #[test]
    fn a_length_beyond_the_input_is_an_error_not_an_allocation() {
        assert_eq!(
            read(&[4, 0x84, 0xff, 0xff, 0xff, 0xff], Mode::Strict),
            Err(ErrorKind::Truncated { missing: 0xffff_ffff })
        );
        assert_eq!(read(&[4, 0x88, 1, 0, 0, 0, 0, 0, 0, 0], Mode::Strict), Err(ErrorKind::LengthTooLong { octets: 8 }));
        assert_eq!(read(&[4, 0xff], Mode::Strict), Err(ErrorKind::Truncated { missing: 127 }));
    }

    #[test]
    fn depth_is_limited() {
        let mut data = Vec::new();
        for _ in 0..100 {
            data.splice(
                0..0,
                if data.len() < 128 {
                    vec![0x30, u8::try_from(data.len()).unwrap()]
                } else {
                    vec![0x30, 0x81, u8::try_from(data.len()).unwrap()]
                },
            );
            if data.len() > 250 {
                break;
            }
        }
        let mut cursor = Cursor::new(&data, Mode::Strict);
        let error = loop {
            match cursor.enter(Tag::SEQUENCE, "nest") {
                Ok(inner) => cursor = inner,
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind, ErrorKind::TooDeep { limit: MAX_DEPTH });
    }

    #[test]
    fn offsets_count_from_the_start_of_the_input() {
        let data = [0x30, 5, 0x30, 3, 2, 1, 7];
        let mut outer = Cursor::new(&data, Mode::Strict);
        let mut inner = outer.enter(Tag::SEQUENCE, "outer").unwrap().enter(Tag::SEQUENCE, "inner").unwrap();
        assert_eq!(inner.expect(Tag::NULL, "null").unwrap_err().offset, 4);
        assert_eq!(inner.any("integer").unwrap().offset, 4);
    }
}
