//! The headers of a PE image, as far as digests need them (PE format specification, "File Headers").

use crate::le::{u16_at, u32_at};

/// Where the DOS header holds the offset of the PE signature.
const E_LFANEW: usize = 0x3c;
/// Length of the DOS header.
pub(crate) const DOS_HEADER_LEN: usize = 64;
/// From the PE signature to the optional header: signature (4) and file header (20).
const OPTIONAL_HEADER: usize = 24;
/// `CheckSum`, from the start of the optional header; the same in PE32 and PE32+.
const CHECKSUM: usize = 64;
/// From the PE signature to `CheckSum`, the first bytes that are not digested.
pub(crate) const SIGNATURE_TO_CHECKSUM: usize = OPTIONAL_HEADER + CHECKSUM;
/// From the PE signature to the end of the security directory entry of PE32+: all that
/// [`PeHeader::parse`] looks at.
pub(crate) const HEADER_LEN: usize = OPTIONAL_HEADER + 152;
const SECURITY_DIRECTORY: u32 = 4;
/// Length of one entry of the section table.
pub(crate) const SECTION_HEADER_LEN: usize = 40;

/// What was read from the headers. Offsets count from the start of the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PeHeader {
    pub(crate) machine: u16,
    pub(crate) pe32_plus: bool,
    pub(crate) size_of_headers: u32,
    /// Where `CheckSum` (4 bytes) is.
    pub(crate) checksum: u64,
    pub(crate) security: Option<SecurityEntry>,
    pub(crate) section_table: u64,
    pub(crate) sections: u16,
}

/// The security entry of the data directories (8 bytes), which gives a file offset and not an address.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SecurityEntry {
    /// Where the entry itself is.
    pub(crate) at: u64,
    pub(crate) offset: u32,
    pub(crate) len: u32,
}

/// Where the DOS header at the start of `head` says that the PE signature is. `None` without `MZ`,
/// with less than a DOS header, or with an offset that is negative in the field's own type (LONG).
pub(crate) fn signature_offset(head: &[u8]) -> Option<u32> {
    let head = head.get(..DOS_HEADER_LEN)?;
    if !head.starts_with(b"MZ") {
        return None;
    }
    u32_at(head, E_LFANEW).filter(|&offset| i32::try_from(offset).is_ok())
}

impl PeHeader {
    /// Reads the headers from `bytes`, which begin at file offset `start` where the PE signature
    /// should be, and hold [`HEADER_LEN`] bytes unless the file ends before. `None` if that is not
    /// a PE image.
    pub(crate) fn parse(start: u32, bytes: &[u8]) -> Option<Self> {
        if !bytes.starts_with(b"PE\0\0") {
            return None;
        }
        let optional = bytes.get(OPTIONAL_HEADER..)?;
        // The number of directories is the last field before them.
        let (pe32_plus, directories) = match u16_at(optional, 0)? {
            0x10b => (false, 96),
            0x20b => (true, 112),
            _ => return None,
        };
        let optional_len = usize::from(u16_at(bytes, 20)?);
        if optional_len < directories {
            return None;
        }
        let count = u32_at(optional, directories.checked_sub(4)?)?;

        let optional_at = u64::from(start) + OPTIONAL_HEADER as u64;
        let security = directories + 8 * SECURITY_DIRECTORY as usize;
        let security = if count > SECURITY_DIRECTORY && optional_len >= security + 8 {
            Some(SecurityEntry {
                at: optional_at + security as u64,
                offset: u32_at(optional, security)?,
                len: u32_at(optional, security + 4)?,
            })
        } else {
            None
        };
        Some(Self {
            machine: u16_at(bytes, 4)?,
            pe32_plus,
            size_of_headers: u32_at(optional, 60)?,
            checksum: optional_at + CHECKSUM as u64,
            security,
            section_table: optional_at + optional_len as u64,
            sections: u16_at(bytes, 6)?,
        })
    }

    /// Reads the headers of a whole image. `None` if that is not a PE image.
    pub(crate) fn of_image(image: &[u8]) -> Option<Self> {
        let start = signature_offset(image)?;
        let bytes = image.get(usize::try_from(start).ok()?..)?;
        Self::parse(start, bytes.get(..HEADER_LEN).unwrap_or(bytes))
    }

    /// Where the section table ends: nothing that is not a header begins before.
    pub(crate) fn end(&self) -> u64 {
        self.section_table + SECTION_HEADER_LEN as u64 * u64::from(self.sections)
    }
}

/// Reads the section table from a stream, for where the data of the sections ends.
pub(crate) struct SectionScan {
    at: u64,
    end: u64,
    /// The beginning of the entry that is under way.
    entry: [u8; SECTION_HEADER_LEN],
    filled: usize,
    raw_data_end: u64,
}

impl SectionScan {
    /// `None` for an image without sections.
    pub(crate) fn new(header: &PeHeader) -> Option<Self> {
        (header.sections > 0).then(|| Self {
            at: header.section_table,
            end: header.end(),
            entry: [0; SECTION_HEADER_LEN],
            filled: 0,
            raw_data_end: 0,
        })
    }

    /// Takes what comes next in the stream; `at` is the file offset of its first byte. Streams come without gaps,
    /// but for parts of the headers before the table.
    pub(crate) fn update(&mut self, at: u64, data: &[u8]) {
        let Some(mut rest) = usize::try_from(self.at.saturating_sub(at)).ok().and_then(|skip| data.get(skip..)) else {
            return;
        };
        while self.at < self.end && !rest.is_empty() {
            let Some(room) = self.entry.get_mut(self.filled..) else { return };
            let (taken, later) = rest.split_at(room.len().min(rest.len()));
            if let Some(room) = room.get_mut(..taken.len()) {
                room.copy_from_slice(taken);
            }
            self.filled += taken.len();
            self.at += taken.len() as u64;
            rest = later;
            if self.filled == SECTION_HEADER_LEN {
                self.filled = 0;
                let size = u32_at(&self.entry, 16).unwrap_or_default();
                let pointer = u32_at(&self.entry, 20).unwrap_or_default();
                if size > 0 {
                    self.raw_data_end = self.raw_data_end.max(u64::from(pointer) + u64::from(size));
                }
            }
        }
    }

    /// Whether the table was read to its end.
    pub(crate) const fn is_complete(&self) -> bool {
        self.at >= self.end
    }

    /// The highest file offset that data of a section ends at, as far as the table was read.
    pub(crate) const fn raw_data_end(&self) -> u64 {
        self.raw_data_end
    }
}
