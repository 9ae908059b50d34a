//! Makes images and cabinets of any shape, and digests slices by the letter of the format documents.

use catseal_digest::{DigestPair, Digests, Hasher};
use sha1::{Digest, Sha1};
use sha2::Sha256;

/// A PE image in the making; `Pe::default()` is an unsigned PE32+ with one section.
#[derive(Debug, Clone)]
pub(crate) struct Pe {
    pub(crate) plus: bool,
    pub(crate) e_lfanew: usize,
    /// NumberOfRvaAndSizes, and as many entries.
    pub(crate) directories: u32,
    pub(crate) section_alignment: u32,
    /// Raw data of each section; they follow one another after the headers.
    pub(crate) sections: Vec<Vec<u8>>,
    pub(crate) size_of_headers: usize,
    pub(crate) overlay: Vec<u8>,
    /// Put at the end, with a security directory entry that points to it.
    pub(crate) certificates: Vec<u8>,
    pub(crate) after_certificates: Vec<u8>,
}

impl Default for Pe {
    fn default() -> Self {
        Self {
            plus: true,
            e_lfanew: 0x80,
            directories: 16,
            section_alignment: 0x1000,
            sections: vec![noise(1, 0x400)],
            size_of_headers: 0x400,
            overlay: Vec::new(),
            certificates: Vec::new(),
            after_certificates: Vec::new(),
        }
    }
}

impl Pe {
    pub(crate) fn optional(&self) -> usize {
        self.e_lfanew + 24
    }

    pub(crate) fn checksum(&self) -> usize {
        self.optional() + 64
    }

    fn directory_start(&self) -> usize {
        self.optional() + if self.plus { 112 } else { 96 }
    }

    pub(crate) fn security(&self) -> usize {
        self.directory_start() + 32
    }

    pub(crate) fn section_table(&self) -> usize {
        self.directory_start() + 8 * self.directories as usize
    }

    pub(crate) fn build(&self) -> Vec<u8> {
        // The headers are noise but for the fields that matter, so that no digest can miss a byte
        // unnoticed.
        let mut image = noise(7, self.size_of_headers);
        put(&mut image, 0, b"MZ");
        put(&mut image, 0x3c, &u32::try_from(self.e_lfanew).unwrap().to_le_bytes());
        put(&mut image, self.e_lfanew, b"PE\0\0");
        put(&mut image, self.e_lfanew + 4, &0x8664_u16.to_le_bytes());
        put(&mut image, self.e_lfanew + 6, &u16::try_from(self.sections.len()).unwrap().to_le_bytes());
        let optional_len = self.section_table() - self.optional();
        put(&mut image, self.e_lfanew + 20, &u16::try_from(optional_len).unwrap().to_le_bytes());
        put(&mut image, self.optional(), if self.plus { b"\x0b\x02" } else { b"\x0b\x01" });
        put(&mut image, self.optional() + 32, &self.section_alignment.to_le_bytes());
        let headers = u32::try_from(self.size_of_headers).unwrap();
        put(&mut image, self.optional() + 60, &headers.to_le_bytes());
        put(&mut image, self.directory_start() - 4, &self.directories.to_le_bytes());

        for (index, section) in self.sections.iter().enumerate() {
            let entry = self.section_table() + 40 * index;
            put(&mut image, entry + 16, &u32::try_from(section.len()).unwrap().to_le_bytes());
            let offset = u32::try_from(image.len()).unwrap();
            put(&mut image, entry + 20, &offset.to_le_bytes());
            image.extend_from_slice(section);
        }
        image.extend_from_slice(&self.overlay);
        if self.directories > 4 {
            let offset = if self.certificates.is_empty() { 0 } else { image.len() };
            set_security(&mut image, self.security(), offset, self.certificates.len());
        }
        image.extend_from_slice(&self.certificates);
        image.extend_from_slice(&self.after_certificates);
        image
    }
}

pub(crate) fn set_security(image: &mut [u8], at: usize, offset: usize, len: usize) {
    put(image, at, &u32::try_from(offset).unwrap().to_le_bytes());
    put(image, at + 4, &u32::try_from(len).unwrap().to_le_bytes());
}

/// A cabinet header, signed if there is a signature, then `content` and the signature.
pub(crate) fn cabinet(content: &[u8], signature: Option<&[u8]>) -> Vec<u8> {
    let mut cab = noise(3, if signature.is_some() { 60 } else { 36 });
    put(&mut cab, 0, b"MSCF");
    put(&mut cab, 30, &[0, 0]);
    cab.extend_from_slice(content);
    let end = u32::try_from(cab.len()).unwrap();
    put(&mut cab, 8, &end.to_le_bytes());
    if let Some(signature) = signature {
        put(&mut cab, 30, &[4, 0]);
        put(&mut cab, 36, &[20, 0, 0, 0]);
        put(&mut cab, 40, &0x0010_0000_u32.to_le_bytes());
        put(&mut cab, 44, &end.to_le_bytes());
        put(&mut cab, 48, &u32::try_from(signature.len()).unwrap().to_le_bytes());
        cab.extend_from_slice(signature);
    }
    cab
}

pub(crate) fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    bytes[at..at + value.len()].copy_from_slice(value);
}

/// Bytes without pattern, the same on every run, none of them zero.
pub(crate) fn noise(seed: u32, len: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9) | 1;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[1] | 1
    })
    .take(len)
    .collect()
}

/// The digests in one go.
pub(crate) fn digests_of(content: &[u8]) -> Digests {
    let mut hasher = Hasher::new();
    hasher.update(content);
    hasher.finish()
}

/// The plain digests of a message.
pub(crate) fn plain(message: &[u8]) -> DigestPair {
    DigestPair { sha1: Sha1::digest(message).into(), sha256: Sha256::digest(message).into() }
}

/// The digests of `content` without the given ranges (ascending), followed by `zeros` zero bytes.
pub(crate) fn without(content: &[u8], ranges: &[std::ops::Range<usize>], zeros: usize) -> DigestPair {
    let mut message: Vec<u8> = content
        .iter()
        .enumerate()
        .filter(|(at, _)| !ranges.iter().any(|range| range.contains(at)))
        .map(|(_, byte)| *byte)
        .collect();
    message.resize(message.len() + zeros, 0);
    plain(&message)
}
