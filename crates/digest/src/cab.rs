//! The header of a cabinet, as far as digests need it ([MS-CAB] 2.1, CFHEADER).

use crate::le::{u16_at, u32_at};

/// A header without reserve, or as much of a longer one.
const HEADER_LEN: usize = 36;
/// A header with the reserve that signing makes: sizes (4) and reserve (20).
const SIGNED_HEADER_LEN: usize = 60;
const FLAG_RESERVE_PRESENT: u16 = 4;
const SIGNATURE_RESERVE_LEN: u16 = 20;
/// The first four bytes of that reserve, little-endian.
const SIGNATURE_MARKER: u32 = 0x0010_0000;

/// What was read from the header.
pub(crate) struct CabHeader {
    /// `cbCabinet`.
    pub(crate) size: u32,
    /// Where the signature is said to be, and how long; present if the header has the reserve for it.
    pub(crate) signature: Option<(u32, u32)>,
}

impl CabHeader {
    /// Reads the start of a file; 60 bytes are enough. `None` if that is not a cabinet.
    pub(crate) fn parse(head: &[u8]) -> Option<Self> {
        if !head.starts_with(b"MSCF") || head.len() < HEADER_LEN {
            return None;
        }
        Some(Self { size: u32_at(head, 8)?, signature: Self::signature(head) })
    }

    fn signature(head: &[u8]) -> Option<(u32, u32)> {
        let head = head.get(..SIGNED_HEADER_LEN)?;
        let marked = u16_at(head, 30)? & FLAG_RESERVE_PRESENT != 0
            && u16_at(head, 36)? == SIGNATURE_RESERVE_LEN
            // `cbCFFolder` and `cbCFData`, which say how folders and data blocks are read, are left out of the digest of a
            // signed cabinet: with any other reserve than the signature's it is none.
            && u16_at(head, 38)? == 0
            && u32_at(head, 40)? == SIGNATURE_MARKER;
        if !marked {
            return None;
        }
        Some((u32_at(head, 44)?, u32_at(head, 48)?))
    }

    /// What of `head`, the start of the file, is digested, up to the returned offset; from there on
    /// everything is but the signature. Signing changes the reserved bytes 4..8, and 34..56:
    /// `iCabinet`, the sizes of the reserves, and of the reserve all but its last four bytes.
    pub(crate) fn digested_head<'a>(&self, head: &'a [u8]) -> ([&'a [u8]; 3], usize) {
        let part = |from, to| head.get(from..to).unwrap_or_default();
        if self.signature.is_some() {
            ([part(0, 4), part(8, 34), part(56, SIGNED_HEADER_LEN)], SIGNED_HEADER_LEN)
        } else {
            ([part(0, 4), part(8, HEADER_LEN), &[]], HEADER_LEN)
        }
    }

    /// The first offset at which a signature may be: behind the header, and behind all that the cabinet counts as its own.
    /// Or else folders and files could be put where nothing is digested.
    pub(crate) fn contents_end(&self) -> u64 {
        u64::from(self.size).max(SIGNED_HEADER_LEN as u64)
    }
}
