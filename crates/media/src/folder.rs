//! The data of a cabinet: folders of blocks, each block at most 32 KiB when unpacked ([MS-CAB] 2.2, 2.5).

use std::io::{Read, Seek, SeekFrom};

use crate::cabinet::{Cabinet, Entry, truncated};
use crate::lzx::Lzx;
use crate::mszip::Mszip;
use crate::{Error, UNPACK_LIMIT};

/// The most that a block unpacks to.
pub(crate) const BLOCK: usize = 32 * 1024;
/// What a block costs of the limit at least: small ones take their time, too.
const BLOCK_COST: u64 = 4096;

#[derive(Debug)]
pub(crate) struct Folder {
    /// Where the first block is.
    pub(crate) at: u32,
    pub(crate) blocks: u16,
    pub(crate) compression: Compression,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Compression {
    Stored,
    Mszip,
    Quantum,
    /// The window has two to the power of this many bytes.
    Lzx(u8),
    Unknown,
}

impl Compression {
    pub(crate) fn of(kind: u16) -> Self {
        let [low, high] = kind.to_le_bytes();
        match low & 0x0f {
            0 => Self::Stored,
            1 => Self::Mszip,
            2 => Self::Quantum,
            3 => Self::Lzx(high & 0x1f),
            _ => Self::Unknown,
        }
    }
}

impl<R: Read + Seek> Cabinet<R> {
    /// Unpacks the files with these indices into [`entries`](Self::entries), and gives each piece of them with its index to
    /// `sink`. The pieces of a file come in their order, those of several files mixed; of an empty file there are none.
    ///
    /// Each folder is unpacked once, as far as needed. When this fails, nothing that was handed on may be used.
    ///
    /// # Errors
    /// When the reader fails, the cabinet is damaged, has a compression that is not known, is one of a set, or unpacks to more
    /// than [`UNPACK_LIMIT`].
    pub fn unpack(&mut self, wanted: &[usize], sink: &mut dyn FnMut(usize, &[u8])) -> Result<(), Error> {
        let mut by_folder: Vec<Vec<(usize, &Entry)>> = Vec::new();
        by_folder.resize_with(self.folders.len(), Vec::new);
        let entries = self.entries().to_vec();
        let mut budget = Budget { unpacked: UNPACK_LIMIT, packed: self.len };
        for &index in wanted {
            let Some(entry) = entries.get(index) else { continue };
            let files = entry.folder.and_then(|folder| by_folder.get_mut(folder)).ok_or(Error::Spanned)?;
            budget.spend(u64::from(entry.size))?;
            files.push((index, entry));
        }
        for (number, mut files) in by_folder.into_iter().enumerate() {
            files.retain(|(_, entry)| entry.size > 0);
            // The last comes first: they are taken from the end.
            files.sort_by_key(|(index, entry)| std::cmp::Reverse((entry.offset, *index)));
            if !files.is_empty() {
                self.unpack_folder(number, files, &mut budget, sink)?;
            }
        }
        Ok(())
    }

    fn unpack_folder(
        &mut self,
        number: usize,
        mut waiting: Vec<(usize, &Entry)>,
        budget: &mut Budget,
        sink: &mut dyn FnMut(usize, &[u8]),
    ) -> Result<(), Error> {
        let Some(folder) = self.folders.get(number) else { return Ok(()) };
        let (blocks, mut codec) = (folder.blocks, Codec::new(folder.compression)?);
        self.reader.seek(SeekFrom::Start(u64::from(folder.at)))?;
        let mut active: Vec<(usize, &Entry)> = Vec::new();
        let mut data = Vec::new();
        let mut start = 0_u64;
        for _ in 0..blocks {
            let len = self.read_block(&mut data)?;
            budget.read(data.len() as u64)?;
            budget.spend((len as u64).max(BLOCK_COST))?;
            let unpacked = codec.block(&data, len)?;
            let end = start + len as u64;
            while let Some(next) = waiting.pop_if(|(_, entry)| u64::from(entry.offset) < end) {
                active.push(next);
            }
            active.retain(|&(index, entry)| {
                let begin = u64::from(entry.offset);
                let stop = begin + u64::from(entry.size);
                let from = usize::try_from(begin.saturating_sub(start)).unwrap_or(len);
                let to = usize::try_from(stop.min(end) - start).unwrap_or(len);
                sink(index, unpacked.get(from..to).unwrap_or_default());
                stop > end
            });
            if waiting.is_empty() && active.is_empty() {
                return Ok(());
            }
            start = end;
        }
        Err(Error::Truncated { what: "a file: its folder has fewer blocks" })
    }

    /// Reads the next block into `data`, and gives the length it unpacks to.
    fn read_block(&mut self, data: &mut Vec<u8>) -> Result<usize, Error> {
        const WHAT: &str = "a block of data";
        let mut head = [0; 8];
        self.reader.read_exact(&mut head).map_err(|error| truncated(error, WHAT))?;
        let [a, b, c, d, packed @ ..] = head;
        let [e, f, g, h] = packed;
        let (len, unpacked) = (u16::from_le_bytes([e, f]), usize::from(u16::from_le_bytes([g, h])));
        let reserve = u64::from(self.block_reserve);
        std::io::copy(&mut (&mut self.reader).take(reserve), &mut std::io::sink())?;
        data.clear();
        let read = (&mut self.reader).take(u64::from(len)).read_to_end(data)?;
        if read != usize::from(len) {
            return Err(Error::Truncated { what: WHAT });
        }
        if unpacked == 0 {
            // The rest of it is in the next cabinet.
            return Err(Error::Spanned);
        }
        if unpacked > BLOCK {
            return Err(Error::Malformed { what: "a block of more than 32 KiB" });
        }
        let sum = u32::from_le_bytes([a, b, c, d]);
        // Programs do not agree whether the reserved bytes count.
        if sum != 0 && reserve == 0 && sum != checksum(&packed, checksum(data, 0)) {
            return Err(Error::Malformed { what: "the checksum of a block is not that of its data" });
        }
        Ok(unpacked)
    }
}

/// What may still be unpacked, and read for it.
struct Budget {
    unpacked: u64,
    packed: u64,
}

impl Budget {
    fn spend(&mut self, bytes: u64) -> Result<(), Error> {
        self.unpacked = self.unpacked.checked_sub(bytes).ok_or(Error::TooLarge { limit: UNPACK_LIMIT })?;
        Ok(())
    }

    /// No block belongs to two folders: to unpack a costly one over and over would take hours.
    fn read(&mut self, bytes: u64) -> Result<(), Error> {
        let left = self.packed.checked_sub(bytes);
        self.packed = left.ok_or(Error::Malformed { what: "its folders share their data" })?;
        Ok(())
    }
}

enum Codec {
    Stored(Vec<u8>),
    Mszip(Mszip),
    Lzx(Box<Lzx>),
}

impl Codec {
    fn new(compression: Compression) -> Result<Self, Error> {
        match compression {
            Compression::Stored => Ok(Self::Stored(Vec::new())),
            Compression::Mszip => Ok(Self::Mszip(Mszip::new())),
            Compression::Lzx(bits) => Ok(Self::Lzx(Box::new(Lzx::new(bits)?))),
            Compression::Quantum => Err(Error::Unsupported { what: "Quantum" }),
            Compression::Unknown => Err(Error::Unsupported { what: "something unknown" }),
        }
    }

    fn block(&mut self, data: &[u8], len: usize) -> Result<&[u8], Error> {
        match self {
            Self::Stored(buffer) if data.len() == len => {
                buffer.clear();
                buffer.extend_from_slice(data);
                Ok(buffer)
            }
            Self::Stored(_) => Err(Error::Malformed { what: "a stored block with two lengths" }),
            Self::Mszip(mszip) => mszip.block(data, len),
            Self::Lzx(lzx) => lzx.block(data, len),
        }
    }
}

/// XOR of the little-endian words; the bytes of an incomplete last one count big-endian ([MS-CAB] 3.1).
fn checksum(data: &[u8], seed: u32) -> u32 {
    let words = data.chunks_exact(4);
    let last = words.remainder().iter().fold(0, |word, &byte| (word << 8) | u32::from(byte));
    words.filter_map(|word| word.try_into().ok()).map(u32::from_le_bytes).fold(seed ^ last, |sum, word| sum ^ word)
}
