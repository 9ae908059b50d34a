use std::fmt;

/// What a file is that is taken for a catalog by mistake, told by its first octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NotCatalog {
    /// A program or driver: `MZ`.
    Executable,
    /// A cabinet: `MSCF`.
    Cabinet,
    /// A ZIP archive: `PK` and 3, 4.
    Zip,
    /// Text that frames DER in base64.
    Pem,
    /// What Git leaves in place of a file that was not fetched.
    GitLfsPointer,
    /// Text.
    Text,
    /// Nothing but zero octets.
    Zeros,
    /// None of these, but no ASN.1 SEQUENCE either.
    Other,
}

impl NotCatalog {
    /// What `bytes` are; `None` when they may be a catalog, or the start of one.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        let starts: [(&[u8], Self); 5] = [
            (b"MZ", Self::Executable),
            (b"MSCF", Self::Cabinet),
            (b"PK\x03\x04", Self::Zip),
            (b"-----BEGIN ", Self::Pem),
            (b"version https://git-lfs.", Self::GitLfsPointer),
        ];
        if let Some(&(_, kind)) = starts.iter().find(|(start, _)| bytes.starts_with(start)) {
            return Some(kind);
        }
        if is_text(bytes) {
            return Some(Self::Text);
        }
        match bytes.first() {
            Some(0x30) => None,
            Some(0) if bytes.iter().all(|&octet| octet == 0) => Some(Self::Zeros),
            _ => Some(Self::Other),
        }
    }
}

/// Whether the beginning reads as text. The digit 0 is also the tag of a SEQUENCE, so a few octets
/// that start with it prove nothing: PKCS#7 has an octet that is not text by the third at the latest.
fn is_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..256).unwrap_or(bytes);
    let marked = [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"].iter().any(|mark| head.starts_with(mark));
    let enough = head.len() >= 3 || head.first() != Some(&0x30);
    marked || (enough && head.iter().all(|octet| matches!(octet, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a | b' '..=b'~')))
}

impl fmt::Display for NotCatalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Executable => "a program or driver (MZ)",
            Self::Cabinet => "a cabinet (MSCF)",
            Self::Zip => "a ZIP archive",
            Self::Pem => "PEM text (a catalog is DER: decode it first)",
            Self::GitLfsPointer => "a Git LFS pointer (run `git lfs pull` to get the file)",
            Self::Text => "text",
            Self::Zeros => "nothing but zero octets",
            Self::Other => "neither ASN.1 nor any known kind of file",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_are_told_by_their_beginning() {
        for (bytes, kind) in [
            (&b"MZ\x90\0"[..], NotCatalog::Executable),
            (b"MSCF\0\0\0\0", NotCatalog::Cabinet),
            (b"PK\x03\x04\x14", NotCatalog::Zip),
            (b"-----BEGIN PKCS7-----\n", NotCatalog::Pem),
            (b"version https://git-lfs.github.com/spec/v1\noid", NotCatalog::GitLfsPointer),
            (b"This file will contain the signature\r\n", NotCatalog::Text),
            (b"0123456789", NotCatalog::Text),
            (b"\xef\xbb\xbf;", NotCatalog::Text),
            (&[0; 64], NotCatalog::Zeros),
            (b"\x89PNG\r\n\x1a\n", NotCatalog::Other),
        ] {
            assert_eq!(NotCatalog::of(bytes), Some(kind), "{bytes:?}");
        }
    }

    #[test]
    fn the_beginning_of_a_catalog_is_not_taken_for_anything_else() {
        let start = [0x30, 0x82, 0x31, 0x32, 0x06, 0x09, 0x2a, 0x86];
        for len in 1..=start.len() {
            assert_eq!(NotCatalog::of(&start[..len]), None, "{len}");
        }
    }
}
