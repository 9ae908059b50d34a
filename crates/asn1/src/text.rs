/// Text in UTF-16, high octet first (BMPString); halves of surrogate pairs become U+FFFD.
///
/// `None` when the number of octets is odd.
#[must_use]
pub fn utf16be(octets: &[u8]) -> Option<String> {
    utf16(octets, u16::from_be_bytes)
}

/// Text in UTF-16, low octet first (what Windows stores inside OCTET STRINGs); halves of surrogate
/// pairs become U+FFFD.
///
/// `None` when the number of octets is odd.
#[must_use]
pub fn utf16le(octets: &[u8]) -> Option<String> {
    utf16(octets, u16::from_le_bytes)
}

fn utf16(octets: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    if !octets.len().is_multiple_of(2) {
        return None;
    }
    let units = octets.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(unit);
    Some(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_orders_and_pairs_of_surrogates_are_read() {
        assert_eq!(utf16be(&[0, b'a', 0xd8, 0x3d, 0xde, 0x00]).as_deref(), Some("a\u{1f600}"));
        assert_eq!(utf16le(&[b'a', 0, 0x3d, 0xd8]).as_deref(), Some("a\u{fffd}"));
        assert_eq!(utf16le(b"a"), None);
    }
}
