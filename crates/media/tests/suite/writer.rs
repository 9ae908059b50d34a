//! Writers of packed files, as simple as they can be.

use miniz_oxide::deflate::compress_to_vec;

pub(crate) const STORED: u16 = 0;
pub(crate) const MSZIP: u16 = 1;
pub(crate) const QUANTUM: u16 = 2;

/// A folder of a cabinet: how it is packed, and its blocks, each with the length it unpacks to.
pub(crate) struct Folder {
    pub(crate) kind: u16,
    pub(crate) blocks: Vec<(Vec<u8>, usize)>,
}

impl Folder {
    pub(crate) fn stored(data: &[u8]) -> Self {
        let blocks = data.chunks(32768).map(|block| (block.to_vec(), block.len())).collect();
        Self { kind: STORED, blocks }
    }

    pub(crate) fn mszip(data: &[u8]) -> Self {
        let packed = |block: &[u8]| [b"CK".as_slice(), &compress_to_vec(block, 6)].concat();
        let blocks = data.chunks(32768).map(|block| (packed(block), block.len())).collect();
        Self { kind: MSZIP, blocks }
    }
}

/// A file: name, folder, offset and length there.
pub(crate) type File<'n> = (&'n str, u16, usize, usize);

pub(crate) fn cabinet(folders: &[Folder], files: &[File<'_>]) -> Vec<u8> {
    let mut entries = Vec::new();
    for (name, folder, offset, len) in files {
        entries.extend(u32::try_from(*len).unwrap().to_le_bytes());
        entries.extend(u32::try_from(*offset).unwrap().to_le_bytes());
        entries.extend(folder.to_le_bytes());
        entries.extend([0, 0, 0, 0, 0x20, 0]);
        entries.extend(name.bytes().chain([0]));
    }
    let entries_at = 36 + 8 * folders.len();
    let mut at = entries_at + entries.len();
    let (mut table, mut data) = (Vec::new(), Vec::new());
    for folder in folders {
        table.extend(u32::try_from(at).unwrap().to_le_bytes());
        table.extend(u16::try_from(folder.blocks.len()).unwrap().to_le_bytes());
        table.extend(folder.kind.to_le_bytes());
        for (packed, len) in &folder.blocks {
            let lengths =
                [u16::try_from(packed.len()).unwrap().to_le_bytes(), u16::try_from(*len).unwrap().to_le_bytes()]
                    .concat();
            data.extend((sum(packed) ^ sum(&lengths)).to_le_bytes());
            data.extend(&lengths);
            data.extend(packed);
            at += 8 + packed.len();
        }
    }
    let mut cabinet = b"MSCF\0\0\0\0".to_vec();
    cabinet.extend(u32::try_from(at).unwrap().to_le_bytes());
    cabinet.extend([0; 4]);
    cabinet.extend(u32::try_from(entries_at).unwrap().to_le_bytes());
    cabinet.extend([0, 0, 0, 0, 3, 1]);
    cabinet.extend(u16::try_from(folders.len()).unwrap().to_le_bytes());
    cabinet.extend(u16::try_from(files.len()).unwrap().to_le_bytes());
    cabinet.extend([0; 6]);
    [cabinet, table, entries, data].concat()
}

fn sum(data: &[u8]) -> u32 {
    let words = data.chunks_exact(4);
    let last = words.remainder().iter().fold(0, |word, &byte| (word << 8) | u32::from(byte));
    words.fold(last, |sum, word| sum ^ u32::from_le_bytes(word.try_into().unwrap()))
}

/// A file as COMPRESS.EXE writes it.
pub(crate) fn szdd(data: &[u8]) -> Vec<u8> {
    let mut packed = b"SZDD\x88\xf0\x27\x33A\0".to_vec();
    packed.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
    let mut items = Vec::new();
    let mut at = 0;
    while at < data.len() {
        // The longest match of the last 4000 bytes.
        let matched = |from: usize| {
            (0..18).take_while(|step| data.get(at + step) == data.get(from + step) && at + step < data.len()).count()
        };
        let best = (at.saturating_sub(4000)..at).map(|from| (matched(from), from)).max().filter(|(len, _)| *len >= 3);
        match best {
            Some((len, from)) => {
                let place = (from + 4080) % 4096;
                let high = u8::try_from(place >> 8 << 4 | (len - 3)).unwrap();
                items.push(vec![u8::try_from(place & 0xff).unwrap(), high]);
                at += len;
            }
            None => {
                items.push(vec![data[at]]);
                at += 1;
            }
        }
    }
    for group in items.chunks(8) {
        packed.push(group.iter().enumerate().map(|(bit, item)| u8::from(item.len() == 1) << bit).sum());
        packed.extend(group.concat());
    }
    packed
}
