//! Base64 with padding (RFC 4648, 4).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The octets that the text stands for; `None` when it is not exactly the text that [`encode`] makes of them.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(text.len() / 4 * 3);
    for group in text.as_bytes().chunks(4) {
        let digits = group.iter().take_while(|&&digit| digit != b'=').count();
        let mut bits = 0_u32;
        for &digit in group.iter().take(digits) {
            let value = ALPHABET.iter().position(|&known| known == digit)?;
            bits = bits << 6 | u32::try_from(value).ok()?;
        }
        let [_, first, second, third] = (bits << (6 * (4 - digits))).to_be_bytes();
        octets.extend([first, second, third].iter().take(digits.saturating_sub(1)));
    }
    // Padding in the wrong place and bits that stand for nothing show here.
    (encode(&octets) == text).then_some(octets)
}

/// The text for the octets.
pub(super) fn encode(octets: &[u8]) -> String {
    let digit = |value: u32| ALPHABET.get(value as usize & 63).copied().map_or('A', char::from);
    let mut text = String::with_capacity(octets.len().div_ceil(3) * 4);
    for group in octets.chunks(3) {
        let bits = (0..3).fold(0, |bits, index| bits << 8 | u32::from(group.get(index).copied().unwrap_or_default()));
        for index in 0..4_usize {
            text.push(if index <= group.len() { digit(bits >> (18 - 6 * index)) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_the_rfc_hold_both_ways() {
        for (octets, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(octets.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(octets.as_bytes()));
        }
    }

    #[test]
    fn every_octet_comes_back() {
        let octets: Vec<u8> = (0..=255).collect();
        assert_eq!(decode(&encode(&octets)), Some(octets));
    }

    #[test]
    fn what_is_not_canonical_is_refused() {
        for text in [
            "Z",
            "Zg",
            "Zg=",
            "Zg==Zg==",
            "Zh==",
            "Zm9=",
            "====",
            "Zm 9v",
            "Zm9v\u{e9}",
            "=m9v",
            "Z===",
            "Zm9v=",
            "Zg===",
        ] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
