//! UTF-16 as catalogs store it.

/// Text in UTF-16LE; `None` when it is not well-formed.
pub(crate) fn decode(octets: &[u8]) -> Option<String> {
    if !octets.len().is_multiple_of(2) {
        return None;
    }
    let units = octets.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(u16::from_le_bytes);
    char::decode_utf16(units).collect::<Result<_, _>>().ok()
}

/// Text as UTF-16LE with a NUL.
pub(crate) fn encode(text: &str) -> Vec<u8> {
    // No character takes more units here than octets in UTF-8.
    let mut octets = Vec::with_capacity(2 * text.len() + 2);
    octets.extend(text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
    octets
}
