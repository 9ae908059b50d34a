//! A writer of LZX: trees that hardly compress, but all kinds of blocks and matches.

use catseal_testkit::cabinet::Folder;

const SLOTS: usize = 30;
const WINDOW_BITS: u16 = 15;
const FRAME: usize = 32768;

/// What kind of LZX blocks to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Verbatim,
    Aligned,
    Stored,
}

/// Packs data; each kind is that of an LZX block of this many bytes, over and over. With `calls` the targets of call instructions
/// are made absolute.
pub(crate) fn folder(data: &[u8], kinds: &[(Kind, usize)], calls: bool) -> Folder {
    let translated = if calls { translate(data) } else { data.to_vec() };
    let mut writer = Writer {
        blocks: Vec::new(),
        bits: Bits::default(),
        main: vec![0; 256 + 8 * SLOTS],
        length: vec![0; 249],
        recent: [1; 3],
    };
    writer.bits.put(u32::from(calls), 1);
    if calls {
        writer.bits.put(0, 16);
        writer.bits.put(u32::try_from(data.len()).unwrap(), 16);
    }
    let mut at = 0;
    for (kind, len) in kinds.iter().cycle() {
        let end = data.len().min(at + len);
        if at == end {
            break;
        }
        writer.block(&translated, at, end, *kind);
        at = end;
    }
    writer.finish(data.len());
    Folder { kind: 3 | WINDOW_BITS << 8, blocks: writer.blocks }
}

/// Makes the targets of calls absolute, as packers do: E8 in all frames but the last ten bytes of each.
fn translate(data: &[u8]) -> Vec<u8> {
    let mut data = data.to_vec();
    let size = i32::try_from(data.len()).unwrap();
    for (frame, bytes) in data.chunks_mut(FRAME).enumerate() {
        let end = bytes.len().saturating_sub(10);
        let mut at = 0;
        while at < end {
            if bytes[at] != 0xe8 {
                at += 1;
                continue;
            }
            let here = i32::try_from(frame * FRAME + at).unwrap();
            let relative = i32::from_le_bytes(bytes[at + 1..at + 5].try_into().unwrap());
            let absolute =
                if relative >= size - here && relative < size { relative - size } else { relative.wrapping_add(here) };
            if (-here..size).contains(&relative) {
                bytes[at + 1..at + 5].copy_from_slice(&absolute.to_le_bytes());
            }
            at += 5;
        }
    }
    data
}

struct Writer {
    blocks: Vec<(Vec<u8>, usize)>,
    bits: Bits,
    main: Vec<u8>,
    length: Vec<u8>,
    recent: [usize; 3],
}

impl Writer {
    fn finish(&mut self, len: usize) {
        let unpacked = len - self.blocks.len() * FRAME;
        if unpacked > 0 {
            let packed = std::mem::take(&mut self.bits).finish();
            self.blocks.push((packed, unpacked));
        }
    }

    /// Ends the frame if `at` is the end of one.
    fn frame(&mut self, at: usize) {
        if at > 0 && at.is_multiple_of(FRAME) && self.blocks.len() * FRAME < at {
            let packed = std::mem::take(&mut self.bits).finish();
            self.blocks.push((packed, FRAME));
        }
    }

    fn block(&mut self, data: &[u8], mut at: usize, end: usize, kind: Kind) {
        let len = u32::try_from(end - at).unwrap();
        self.bits.put(
            match kind {
                Kind::Verbatim => 1,
                Kind::Aligned => 2,
                Kind::Stored => 3,
            },
            3,
        );
        self.bits.put(len >> 8, 16);
        self.bits.put(len & 0xff, 8);
        if kind == Kind::Stored {
            self.bits.align();
            for recent in self.recent {
                self.bits.raw(&u32::try_from(recent).unwrap().to_le_bytes());
            }
            while at < end {
                let stop = end.min((at / FRAME + 1) * FRAME);
                self.bits.raw(&data[at..stop]);
                at = stop;
                if at == end && len % 2 == 1 {
                    self.bits.raw(&[0]);
                }
                self.frame(at);
            }
            return;
        }
        if kind == Kind::Aligned {
            (0..8).for_each(|_| self.bits.put(3, 3));
        }
        // Codes of 8 bits for the first symbols, of 9 for the others; of 7 and 8 in the tree for lengths.
        let count = 256 + 8 * SLOTS;
        let main: Vec<u8> = (0..count).map(|symbol| if symbol < 512 - count { 8 } else { 9 }).collect();
        let length: Vec<u8> = (0..249).map(|symbol| if symbol < 256 - 249 { 7 } else { 8 }).collect();
        let (old_main, old_length) =
            (std::mem::replace(&mut self.main, main.clone()), std::mem::replace(&mut self.length, length.clone()));
        self.lengths(&old_main[..256], &main[..256]);
        self.lengths(&old_main[256..], &main[256..]);
        self.lengths(&old_length, &length);
        while at < end {
            let stop = end.min((at / FRAME + 1) * FRAME);
            at += self.item(data, at, stop, kind == Kind::Aligned);
            if at == stop {
                self.frame(at);
            }
        }
    }

    /// A literal or a match; gives its length.
    fn item(&mut self, data: &[u8], at: usize, stop: usize, aligned: bool) -> usize {
        let matched =
            |from: usize| (0..257.min(stop - at)).take_while(|step| data[at + step] == data[from + step]).count();
        // Some near, some far, and those that were used last.
        let near = at.saturating_sub(40)..at;
        let far = at.saturating_sub(32000)..at.saturating_sub(31900);
        let again = self.recent.into_iter().filter_map(|offset| at.checked_sub(offset));
        let best = near.chain(far).chain(again).map(|from| (matched(from), from)).max().filter(|(len, _)| *len >= 2);
        let Some((len, from)) = best else {
            self.symbol(&self.main.clone(), usize::from(data[at]));
            return 1;
        };
        let offset = at - from;
        let recent = self.recent.iter().position(|known| *known == offset);
        let slot = recent.unwrap_or_else(|| (3..SLOTS).rev().find(|slot| base(*slot) <= offset + 2).unwrap());
        match recent {
            Some(place) => self.recent.swap(0, place),
            None => self.recent = [offset, self.recent[0], self.recent[1]],
        }
        let header = (len - 2).min(7);
        self.symbol(&self.main.clone(), 256 + slot * 8 + header);
        if header == 7 {
            self.symbol(&self.length.clone(), len - 9);
        }
        if recent.is_none() {
            let (footer, extra) = (u32::try_from(offset + 2 - base(slot)).unwrap(), extra(slot));
            if aligned && extra >= 3 {
                self.bits.put(footer >> 3, extra - 3);
                self.bits.put(footer & 7, 3);
            } else {
                self.bits.put(footer, extra);
            }
        }
        len
    }

    /// The code of a symbol: trees here have codes of two lengths, the short ones first.
    fn symbol(&mut self, lengths: &[u8], symbol: usize) {
        let short = lengths.iter().filter(|len| **len == lengths[0]).count();
        let code = if symbol < short { symbol } else { short * 2 + symbol - short };
        self.bits.put(u32::try_from(code).unwrap(), usize::from(lengths[symbol]));
    }

    /// Code lengths as differences; runs where nothing changes.
    fn lengths(&mut self, old: &[u8], new: &[u8]) {
        // 0, 8, 9, 10, 17, 18, 19 are used: 7 and 8 with one bit less.
        let used = [(0, 3), (8, 3), (9, 3), (10, 3), (17, 3), (18, 3), (19, 2)];
        for code in 0..20 {
            self.bits.put(used.iter().find(|(known, _)| *known == code).map_or(0, |(_, len)| *len), 4);
        }
        let put = |bits: &mut Bits, code: usize| {
            let place = used.iter().position(|(known, _)| *known == code).unwrap();
            // The code of two bits is the first.
            if code == 19 { bits.put(0, 2) } else { bits.put(u32::try_from(place + 2).unwrap(), 3) }
        };
        let mut at = 0;
        while at < new.len() {
            let code = usize::from((17 + old[at] - new[at]) % 17);
            let same = (at..new.len()).take_while(|next| old[*next] == old[at] && new[*next] == new[at]).count();
            if same >= 4 {
                let count = same.min(5);
                put(&mut self.bits, 19);
                self.bits.put(u32::try_from(count - 4).unwrap(), 1);
                put(&mut self.bits, code);
                at += count;
            } else {
                put(&mut self.bits, code);
                at += 1;
            }
        }
    }
}

fn extra(slot: usize) -> usize {
    if slot < 4 { 0 } else { slot / 2 - 1 }
}

fn base(slot: usize) -> usize {
    (0..slot).map(|slot| 1 << extra(slot)).sum()
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    word: u32,
    used: usize,
}

impl Bits {
    fn put(&mut self, value: u32, count: usize) {
        for bit in (0..count).rev() {
            self.word = self.word << 1 | (value >> bit & 1);
            self.used += 1;
            if self.used == 16 {
                self.bytes.extend(u16::try_from(self.word).unwrap().to_le_bytes());
                (self.word, self.used) = (0, 0);
            }
        }
    }

    /// To the next word, at least one bit further.
    fn align(&mut self) {
        self.put(0, 16 - self.used);
    }

    fn raw(&mut self, bytes: &[u8]) {
        assert_eq!(self.used, 0);
        self.bytes.extend(bytes);
    }

    fn finish(mut self) -> Vec<u8> {
        if self.used > 0 {
            self.align();
        }
        self.bytes
    }
}
