use crate::digests::{Digests, FileKind, SignatureArea};
use crate::hasher::Hasher;
use crate::pair::DigestPair;
use crate::pe::PeHeader;
use crate::text;

/// Text of more bytes than this is not tried with other newlines: 16 MiB, far above any INF or script.
pub const TEXT_LIMIT: usize = 16 << 20;

/// A change that commonly happens to files between the making of a catalog and its use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NearMissKind {
    /// The text with CRLF newlines: the file has lost its CRs, as in a git checkout.
    Crlf,
    /// The text with LF newlines: CRs were added to the file.
    Lf,
    /// The text with a byte order mark if the file has none, without it if it has one.
    Bom,
    /// The text with a newline at its end if the file has none, without it if it has one.
    FinalNewline,
    /// The PE digest of an image without certificate table, not padded to a multiple of 8: an error
    /// of the tool that made the catalog.
    UnpaddedPe,
    /// The flat digest of the signed image as it was before it was signed: certificate table cut
    /// off, security directory entry zeroed, checksum as it is, zero, or that of the unsigned
    /// image. The image was taken for a flat file, then signed.
    SignatureRemoved,
    /// The flat digest of an image or a cabinet: the tool that made the catalog took it for a flat file.
    FlatDigest,
}

impl NearMissKind {
    /// The word used in reports: `crlf`, `lf`, `bom`, `final-newline`, `unpadded-pe`,
    /// `signature-removed` or `flat-digest`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Crlf => "crlf",
            Self::Lf => "lf",
            Self::Bom => "bom",
            Self::FinalNewline => "final-newline",
            Self::UnpaddedPe => "unpadded-pe",
            Self::SignatureRemoved => "signature-removed",
            Self::FlatDigest => "flat-digest",
        }
    }
}

impl std::fmt::Display for NearMissKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A digest the file would have, had one thing or a few been different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// What was different, all of it together; never empty, in the order of [`NearMissKind`], none twice.
    pub kinds: Vec<NearMissKind>,
    /// The digests of the file so changed.
    pub digest: DigestPair,
}

/// The digests a file would have had after the changes that commonly spoil a match.
///
/// To be called for a file that was found in no catalog; a hit then names the cause. Those with
/// fewer changes come first, each digest comes once, and the file's own member digest never. Text
/// is tried in 8-bit encodings and in UTF-16LE, up to [`TEXT_LIMIT`] bytes; binary files get no
/// text variants. At most eleven variants are hashed, and memory is bounded by a few times the
/// limit besides `content` itself.
#[must_use]
pub fn near_misses(content: &[u8]) -> Vec<NearMiss> {
    let mut hasher = Hasher::new();
    hasher.update(content);
    let own = hasher.finish();

    let mut found = match own.kind {
        FileKind::Pe => image_variants(content, &own),
        FileKind::Cab => vec![flat_digest(&own)],
        FileKind::Flat if content.len() <= TEXT_LIMIT => text::variants(content),
        FileKind::Flat => Vec::new(),
    };
    found.sort_by_key(|miss| miss.kinds.len());
    let mut seen = vec![own.member];
    found.retain(|miss| {
        let new = !seen.contains(&miss.digest);
        seen.push(miss.digest);
        new
    });
    found
}

fn flat_digest(own: &Digests) -> NearMiss {
    NearMiss { kinds: vec![NearMissKind::FlatDigest], digest: own.flat }
}

fn image_variants(image: &[u8], own: &Digests) -> Vec<NearMiss> {
    let mut found = vec![flat_digest(own)];
    let (Some(header), Some(info)) = (PeHeader::of_image(image), own.pe) else {
        return found;
    };
    if info.padding != 0
        && let Some(digest) = unpadded(image, &header)
    {
        found.push(NearMiss { kinds: vec![NearMissKind::UnpaddedPe], digest });
    }
    if let SignatureArea::Present { offset, len } = info.certificates {
        let digests = unsigned(image, &header, offset, len).into_iter().flatten();
        found.extend(digests.map(|digest| NearMiss { kinds: vec![NearMissKind::SignatureRemoved], digest }));
    }
    found
}

/// The PE digest of an image that has no certificate table, without padding.
fn unpadded(image: &[u8], header: &PeHeader) -> Option<DigestPair> {
    let (before, rest) = image.split_at_checked(usize::try_from(header.checksum).ok()?)?;
    let rest = rest.get(4..)?;
    let Some(entry) = header.security else {
        return Some(DigestPair::of(&[before, rest]));
    };
    let (between, rest) = rest.split_at_checked(usize::try_from(entry.at - header.checksum - 4).ok()?)?;
    Some(DigestPair::of(&[before, between, rest.get(8..)?]))
}

/// The flat digests of the image without its certificate table: with its checksum, with none, and
/// with the right one.
fn unsigned(image: &[u8], header: &PeHeader, offset: u32, len: u32) -> Option<[DigestPair; 3]> {
    let (content, rest) = image.split_at_checked(usize::try_from(offset).ok()?)?;
    let after = rest.get(usize::try_from(len).ok()?..)?;
    let (before, rest) = content.split_at_checked(usize::try_from(header.checksum).ok()?)?;
    let (own_checksum, rest) = rest.split_at_checked(4)?;
    let (between, rest) = rest.split_at_checked(usize::try_from(header.security?.at - header.checksum - 4).ok()?)?;
    let tail = rest.get(8..)?;

    let with = |checksum| [before, checksum, between, &[0; 8], tail, after];
    let right_checksum = checksum(&with(&[0; 4])).to_le_bytes();
    Some([own_checksum, &[0; 4], &right_checksum].map(|checksum| DigestPair::of(&with(checksum))))
}

/// The `CheckSum` of an image that is given in pieces, with zeros in its place: the 16-bit
/// little-endian words added with the carry brought round, plus the length of the file.
fn checksum(pieces: &[&[u8]]) -> u32 {
    // Bringing the carries round once at the end gives the same sum, and 64 bits hold any file.
    let mut sum = 0_u64;
    let mut len = 0_u32;
    let mut high = false;
    for piece in pieces {
        for &byte in *piece {
            sum += u64::from(byte) << if high { 8 } else { 0 };
            high = !high;
        }
        len = len.wrapping_add(u32::try_from(piece.len()).unwrap_or(u32::MAX));
    }
    while let carry @ 1.. = sum >> 16 {
        sum = (sum & 0xffff) + carry;
    }
    u32::try_from(sum).unwrap_or_default().wrapping_add(len)
}
