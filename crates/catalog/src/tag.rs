use crate::view::Version;
use catseal_asn1::DigestAlgorithm;

/// How the tag of a member is written.
///
/// The tag is what Windows looks a file up by: the digest of the file, in one of three forms, or a
/// text chosen by whoever wrote the catalog definition file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagForm {
    /// Hexadecimal digits of a digest in UTF-16LE with a NUL: version 1.
    HexUtf16,
    /// The 20 octets of a SHA-1: the companion of version 2.
    Raw20,
    /// The 32 octets of a SHA-256: version 2.
    Raw32,
    /// Another text in UTF-16LE, here without its NUL: a reference tag of MakeCat.
    Text(String),
    /// Anything else.
    Other,
}

/// The digest that a tag stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TagDigest {
    /// 20 octets.
    Sha1([u8; 20]),
    /// 32 octets.
    Sha256([u8; 32]),
}

impl TagDigest {
    /// The digest algorithm, told by the length.
    #[must_use]
    pub const fn algorithm(&self) -> DigestAlgorithm {
        match self {
            Self::Sha1(_) => DigestAlgorithm::Sha1,
            Self::Sha256(_) => DigestAlgorithm::Sha256,
        }
    }

    /// The octets of the digest.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Sha1(digest) => digest,
            Self::Sha256(digest) => digest,
        }
    }
}

impl AsRef<[u8]> for TagDigest {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

/// The form of a tag. In version 1 text comes first: a text of nine characters and a NUL is as long as a SHA-1.
pub(crate) fn form(tag: &[u8], version: Version) -> TagForm {
    let raw = || match tag.len() {
        20 => Some(TagForm::Raw20),
        32 => Some(TagForm::Raw32),
        _ => None,
    };
    let text = || {
        if hex(tag).is_some() {
            return Some(TagForm::HexUtf16);
        }
        text(tag).map(TagForm::Text)
    };
    let form = match version {
        Version::V1 => text().or_else(raw),
        Version::V2 => raw().or_else(text),
    };
    form.unwrap_or(TagForm::Other)
}

/// The digest that a tag stands for; `None` when it is a text or of no known length.
pub(crate) fn digest(tag: &[u8], version: Version) -> Option<TagDigest> {
    let raw = || {
        let sha1 = tag.try_into().ok().map(TagDigest::Sha1);
        sha1.or_else(|| tag.try_into().ok().map(TagDigest::Sha256))
    };
    match version {
        Version::V1 => hex(tag).or_else(|| if text(tag).is_some() { None } else { raw() }),
        Version::V2 => raw().or_else(|| hex(tag)),
    }
}

/// The tag of version 1 for a digest: upper-case digits, UTF-16LE, NUL.
pub(crate) fn hex_utf16(digest: &[u8]) -> Vec<u8> {
    const DIGITS: [u8; 16] = *b"0123456789ABCDEF";
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or_default();
    let digits = digest.iter().flat_map(|&octet| [digit(octet >> 4), digit(octet & 0x0f)]);
    digits.chain([0]).flat_map(|digit| [digit, 0]).collect()
}

/// Decodes 40 or 64 hexadecimal digits in UTF-16LE, of either case, with or without a NUL.
fn hex(tag: &[u8]) -> Option<TagDigest> {
    match tag.strip_suffix(&[0, 0]).filter(|_| matches!(tag.len(), 82 | 130)).unwrap_or(tag) {
        digits if digits.len() == 80 => hex_digits(digits).map(TagDigest::Sha1),
        digits if digits.len() == 128 => hex_digits(digits).map(TagDigest::Sha256),
        _ => None,
    }
}

/// Decodes exactly `2 * N` hexadecimal digits in UTF-16LE.
fn hex_digits<const N: usize>(digits: &[u8]) -> Option<[u8; N]> {
    let mut digest = [0; N];
    for (octet, pair) in digest.iter_mut().zip(digits.chunks_exact(4)) {
        let [high, 0, low, 0] = *pair else { return None };
        *octet = nibble(high)? << 4 | nibble(low)?;
    }
    Some(digest)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// A text in UTF-16LE that ends with a NUL and has no control characters before it.
fn text(tag: &[u8]) -> Option<String> {
    let text = crate::text::decode(tag.strip_suffix(&[0, 0])?)?;
    (!text.is_empty() && !text.chars().any(char::is_control)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA1: [u8; 20] = *b"\x3d\x70\0\xff\xabfghijklmnopqrst";

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn hexadecimal_digits_stand_for_the_digest_they_write() {
        let tag = hex_utf16(&SHA1);
        assert_eq!(tag.len(), 82);
        assert!(tag.starts_with(&utf16("3D7000FFAB")));
        for version in [Version::V1, Version::V2] {
            assert_eq!(form(&tag, version), TagForm::HexUtf16);
            assert_eq!(digest(&tag, version), Some(TagDigest::Sha1(SHA1)));
        }
        assert_eq!(digest(&tag[..80], Version::V1), Some(TagDigest::Sha1(SHA1)));
        let lower = utf16(&"3d".repeat(32));
        assert_eq!(digest(&lower, Version::V1), Some(TagDigest::Sha256([0x3d; 32])));
    }

    #[test]
    fn digits_of_another_number_are_only_a_text() {
        let tag = utf16(&format!("{}\0", "3D".repeat(19)));
        assert_eq!(form(&tag, Version::V1), TagForm::Text("3D".repeat(19)));
        assert_eq!(digest(&tag, Version::V1), None);
    }

    #[test]
    fn a_text_as_long_as_a_digest_is_a_text_in_version_1_and_a_digest_in_version_2() {
        let tag = utf16("nine char\0");
        assert_eq!(tag.len(), 20);
        assert_eq!(form(&tag, Version::V1), TagForm::Text("nine char".to_owned()));
        assert_eq!(digest(&tag, Version::V1), None);
        assert_eq!(form(&tag, Version::V2), TagForm::Raw20);
        assert_eq!(digest(&tag, Version::V2).unwrap().as_bytes(), tag);
    }

    #[test]
    fn what_is_neither_text_nor_digest_stands_for_nothing() {
        for tag in [&b""[..], &[0, 0], &[0; 48], &[0, 0xd8, 0, 0], &[b'a', 0, 0]] {
            assert_eq!(form(tag, Version::V2), TagForm::Other, "{tag:?}");
            assert_eq!(digest(tag, Version::V1), None, "{tag:?}");
        }
    }
}
