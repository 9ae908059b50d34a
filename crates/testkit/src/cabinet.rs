//! Cabinets ([MS-CAB]).

use miniz_oxide::deflate::compress_to_vec;

/// Nothing is packed.
pub const STORED: u16 = 0;
/// Packed by deflate, block by block.
pub const MSZIP: u16 = 1;
/// Packed in a way that nobody here reads.
pub const QUANTUM: u16 = 2;

/// The most that a block unpacks to.
const BLOCK: usize = 32768;

/// A folder of a cabinet.
#[derive(Debug, Clone)]
pub struct Folder {
    /// How it is packed.
    pub kind: u16,
    /// Its blocks as packed, each with the length that it unpacks to.
    pub blocks: Vec<(Vec<u8>, usize)>,
}

impl Folder {
    /// With `data` as it is.
    #[must_use]
    pub fn stored(data: &[u8]) -> Self {
        let blocks = data.chunks(BLOCK).map(|block| (block.to_vec(), block.len())).collect();
        Self { kind: STORED, blocks }
    }

    /// With `data` packed by MSZIP.
    #[must_use]
    pub fn mszip(data: &[u8]) -> Self {
        let packed = |block: &[u8]| [b"CK".as_slice(), &compress_to_vec(block, 6)].concat();
        let blocks = data.chunks(BLOCK).map(|block| (packed(block), block.len())).collect();
        Self { kind: MSZIP, blocks }
    }
}

/// A file: name, number of its folder, offset and length there.
pub type File<'n> = (&'n str, u16, usize, usize);

/// A cabinet of these folders and files.
#[must_use]
pub fn cabinet(folders: &[Folder], files: &[File<'_>]) -> Vec<u8> {
    write(folders, files, false)
}

/// A cabinet with a folder for each file, nothing packed.
#[must_use]
pub fn stored(files: &[(&str, &[u8])]) -> Vec<u8> {
    one_by_one(files, false)
}

/// As [`stored`], with the reserve that signing makes, and some octets in the place of a signature.
#[must_use]
pub fn signed(files: &[(&str, &[u8])]) -> Vec<u8> {
    one_by_one(files, true)
}

fn one_by_one(files: &[(&str, &[u8])], signed: bool) -> Vec<u8> {
    let folders: Vec<Folder> = files.iter().map(|(_, bytes)| Folder::stored(bytes)).collect();
    let entries = (0_u16..).zip(files).map(|(folder, (name, bytes))| (*name, folder, 0, bytes.len()));
    write(&folders, &entries.collect::<Vec<_>>(), signed)
}

fn write(folders: &[Folder], files: &[File<'_>], signed: bool) -> Vec<u8> {
    let mut entries = Vec::new();
    for (name, folder, offset, len) in files {
        entries.extend(u32::try_from(*len).unwrap().to_le_bytes());
        entries.extend(u32::try_from(*offset).unwrap().to_le_bytes());
        entries.extend(folder.to_le_bytes());
        entries.extend([0, 0, 0, 0, 0x20, 0]);
        entries.extend(name.bytes().chain([0]));
    }
    let entries_at = if signed { 60 } else { 36 } + 8 * folders.len();
    let mut at = entries_at + entries.len();
    let (mut table, mut data) = (Vec::new(), Vec::new());
    for folder in folders {
        table.extend(u32::try_from(at).unwrap().to_le_bytes());
        table.extend(u16::try_from(folder.blocks.len()).unwrap().to_le_bytes());
        table.extend(folder.kind.to_le_bytes());
        for (packed, len) in &folder.blocks {
            let lengths = [packed.len(), *len].map(|len| u16::try_from(len).unwrap().to_le_bytes()).concat();
            data.extend((sum(packed) ^ sum(&lengths)).to_le_bytes());
            data.extend(&lengths);
            data.extend(packed);
            at += 8 + packed.len();
        }
    }
    let size = u32::try_from(at).unwrap().to_le_bytes();
    let mut cabinet = b"MSCF\0\0\0\0".to_vec();
    cabinet.extend(size);
    cabinet.extend([0; 4]);
    cabinet.extend(u32::try_from(entries_at).unwrap().to_le_bytes());
    cabinet.extend([0, 0, 0, 0, 3, 1]);
    cabinet.extend(u16::try_from(folders.len()).unwrap().to_le_bytes());
    cabinet.extend(u16::try_from(files.len()).unwrap().to_le_bytes());
    cabinet.extend([if signed { 4 } else { 0 }, 0, 0, 0, 0, 0]);
    if signed {
        // The length of the reserve; in it where the signature is, and how long.
        cabinet.extend([&[20, 0, 0, 0, 0, 0, 0x10, 0][..], &size, &[8, 0, 0, 0], &[0; 8]].concat());
    }
    let signature = if signed { &b"\x30\x06signed"[..] } else { &[] };
    [&cabinet, &table, &entries, &data, signature].concat()
}

fn sum(data: &[u8]) -> u32 {
    let words = data.chunks_exact(4);
    let last = words.remainder().iter().fold(0, |word, &byte| (word << 8) | u32::from(byte));
    words.fold(last, |sum, word| sum ^ u32::from_le_bytes(word.try_into().unwrap()))
}
