use crate::Oid;
use crate::tag::Tag;
use crate::time::encode_time;
use jiff::Timestamp;

/// Writes DER (X.690) from front to back.
#[derive(Debug, Default)]
pub struct Writer {
    buffer: Vec<u8>,
}

impl Writer {
    /// An empty writer.
    #[must_use]
    pub const fn new() -> Self {
        Self { buffer: Vec::new() }
    }

    /// What was written.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.buffer
    }

    /// The encoding that `write` produces, by itself: for elements of a SET OF.
    #[must_use]
    pub fn encode(write: impl FnOnce(&mut Self)) -> Vec<u8> {
        // Room for most of what is encoded this way, so that it need not grow bit by bit.
        let mut writer = Self { buffer: Vec::with_capacity(128) };
        write(&mut writer);
        writer.finish()
    }

    /// Octets that are encoded already.
    pub fn raw(&mut self, encoded: &[u8]) {
        self.buffer.extend_from_slice(encoded);
    }

    /// An element with the given contents.
    pub fn primitive(&mut self, tag: Tag, contents: &[u8]) {
        self.constructed(tag, |w| w.raw(contents));
    }

    /// An element whose contents `write` writes.
    pub fn constructed(&mut self, tag: Tag, write: impl FnOnce(&mut Self)) {
        self.buffer.extend_from_slice(&[tag.0, 0]);
        let start = self.buffer.len();
        write(self);
        let end = self.buffer.len();
        let octets = length_octets(end - start);
        // The contents are there already: make room for the octets beyond the first in front of them.
        let more = octets.clone().count() - 1;
        if more > 0 {
            self.buffer.resize(end + more, 0);
            self.buffer.copy_within(start..end, start + more);
        }
        if let Some(room) = self.buffer.get_mut(start - 1..start + more) {
            room.iter_mut().zip(octets).for_each(|(room, octet)| *room = octet);
        }
    }

    /// A SEQUENCE.
    pub fn sequence(&mut self, write: impl FnOnce(&mut Self)) {
        self.constructed(Tag::SEQUENCE, write);
    }

    /// A SET OF the given encodings, in the order that DER demands (X.690, 11.6).
    pub fn set_of(&mut self, elements: Vec<Vec<u8>>) {
        self.set_of_tagged(Tag::SET, elements);
    }

    /// A SET OF under an implicit tag, in the order that DER demands.
    pub fn set_of_tagged(&mut self, tag: Tag, mut elements: Vec<Vec<u8>>) {
        // Comparing as if the shorter were padded with zero octets is the same as comparing slices:
        // no encoding is a proper prefix of another one.
        elements.sort_unstable();
        self.constructed(tag, |w| elements.iter().for_each(|element| w.raw(element)));
    }

    /// An OBJECT IDENTIFIER.
    pub fn oid(&mut self, oid: &Oid) {
        self.primitive(Tag::OID, oid.as_bytes());
    }

    /// A NULL.
    pub fn null(&mut self) {
        self.primitive(Tag::NULL, &[]);
    }

    /// An INTEGER from 0 to 2^32 - 1.
    pub fn integer(&mut self, value: u32) {
        let digits = value.to_be_bytes();
        let skip = digits.iter().take(3).take_while(|&&digit| digit == 0).count();
        let digits = digits.get(skip..).unwrap_or_default();
        self.constructed(Tag::INTEGER, |w| {
            if digits.first().is_some_and(|&first| first >= 0x80) {
                w.raw(&[0]);
            }
            w.raw(digits);
        });
    }

    /// An OCTET STRING.
    pub fn octet_string(&mut self, octets: &[u8]) {
        self.primitive(Tag::OCTET_STRING, octets);
    }

    /// A BMPString; characters beyond the basic plane become surrogate pairs, as Windows writes them.
    pub fn bmp_string(&mut self, text: &str) {
        self.constructed(Tag::BMP_STRING, |w| {
            w.buffer.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        });
    }

    /// A UTCTime or, outside 1950 to 2049, a GeneralizedTime; fractions of a second are dropped.
    pub fn time(&mut self, time: Timestamp) {
        let (tag, contents) = encode_time(time);
        self.primitive(tag, contents.as_bytes());
    }

    /// An AlgorithmIdentifier with NULL parameters.
    pub fn algorithm(&mut self, oid: &Oid) {
        self.sequence(|w| {
            w.oid(oid);
            w.null();
        });
    }
}

/// DER around octets that are encoded already, made from the inside out.
///
/// A [`Writer`] moves the contents of each long element once more when their length is known. Around a long list that takes
/// as long as writing it.
#[derive(Debug)]
pub struct Nested {
    before: Vec<u8>,
    inner_len: usize,
    after: Vec<u8>,
}

impl Nested {
    /// Around `inner_len` octets, which come last, with [`fill`](Self::fill).
    #[must_use]
    pub const fn around(inner_len: usize) -> Self {
        Self { before: Vec::new(), inner_len, after: Vec::new() }
    }

    /// The length of all there is by now, in octets.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.before.len().saturating_add(self.inner_len).saturating_add(self.after.len())
    }

    /// Whether that is 0.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes all there is the contents of an element.
    pub fn wrap(&mut self, tag: Tag) -> &mut Self {
        let mut header = vec![tag.0];
        header.extend(length_octets(self.len()));
        self.prepend(header)
    }

    /// Puts elements in front of all there is.
    pub fn before(&mut self, write: impl FnOnce(&mut Writer)) -> &mut Self {
        self.prepend(Writer::encode(write))
    }

    /// Puts elements behind all there is.
    pub fn after(&mut self, write: impl FnOnce(&mut Writer)) -> &mut Self {
        self.after.extend(Writer::encode(write));
        self
    }

    fn prepend(&mut self, mut octets: Vec<u8>) -> &mut Self {
        octets.append(&mut self.before);
        self.before = octets;
        self
    }

    /// All of it, with the octets in the middle that `fill` adds: as many as was said at first.
    #[must_use]
    pub fn fill(mut self, fill: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.len());
        bytes.append(&mut self.before);
        fill(&mut bytes);
        bytes.append(&mut self.after);
        bytes
    }
}

/// The octets of a definite length, as few as there can be (X.690, 10.1).
fn length_octets(len: usize) -> impl Iterator<Item = u8> + Clone {
    let digits = len.to_be_bytes();
    let count = digits.len() - digits.iter().take_while(|&&digit| digit == 0).count();
    let long = u8::try_from(count).ok().filter(|_| len >= 0x80).map(|count| 0x80 | count);
    let shown = if len == 0 { 1 } else { count };
    long.into_iter().chain(digits.into_iter().skip(digits.len() - shown))
}

#[cfg(test)]
mod tests {
    use super::*;
    use der::{Encode as _, asn1::OctetStringRef};
    use proptest::prelude::*;

    #[test]
    fn integers_are_shortest_and_never_negative() {
        let encoded = |value| Writer::encode(|w| w.integer(value));
        assert_eq!(encoded(0), [2, 1, 0]);
        assert_eq!(encoded(0x7f), [2, 1, 0x7f]);
        assert_eq!(encoded(0x80), [2, 2, 0, 0x80]);
        assert_eq!(encoded(0x1001_0001), [2, 4, 0x10, 1, 0, 1]);
        assert_eq!(encoded(u32::MAX), [2, 5, 0, 0xff, 0xff, 0xff, 0xff]);
    }

    #[test]
    fn a_set_is_ordered_by_its_encodings() {
        let encoded = Writer::encode(|w| w.set_of(vec![vec![4, 2, 0, 0], vec![4, 1, 9], vec![2, 1, 5]]));
        assert_eq!(encoded, [0x31, 10, 2, 1, 5, 4, 1, 9, 4, 2, 0, 0]);
    }

    proptest! {
        #[test]
        fn elements_made_from_the_inside_out_are_those_written_from_front_to_back(
            len in prop_oneof![0..300_usize, 65_000..66_000_usize]
        ) {
            let contents = vec![7; len];
            let mut nested = Nested::around(len);
            nested.wrap(Tag::OCTET_STRING).before(|w| w.integer(1)).after(|w| w.null()).wrap(Tag::SEQUENCE);
            let expected = Writer::encode(|w| w.sequence(|w| {
                w.integer(1);
                w.octet_string(&contents);
                w.null();
            }));
            prop_assert_eq!(nested.len(), expected.len());
            prop_assert_eq!(nested.fill(|bytes| bytes.extend_from_slice(&contents)), expected);
        }

        #[test]
        fn lengths_agree_with_another_implementation(len in prop_oneof![0..300_usize, 65_000..66_000_usize]) {
            let contents = vec![7; len];
            let ours = Writer::encode(|w| w.octet_string(&contents));
            prop_assert_eq!(ours, OctetStringRef::new(&contents).unwrap().to_der().unwrap());
        }
    }
}
