//! LZX as cabinets have it ([MS-PATCH] 2, without what is for differences): a window of up to 2 MiB, Huffman trees.

use crate::Error;

const LITERALS: usize = 256;
/// Lengths from 2 to 8 are in the symbol itself; this one says that the length tree has it.
const LONG: usize = 7;
const SHORTEST: usize = 2;
const LENGTH_SYMBOLS: usize = 249;
/// The longest code of a tree.
const CODE_MAX: usize = 16;
/// E8 translation ends here.
const TRANSLATED: u64 = 0x4000_0000;
/// In the last bytes of a block nothing is translated.
const UNTRANSLATED_TAIL: usize = 10;

/// What unpacks the blocks of a folder, one after the other.
pub(crate) struct Lzx {
    size: usize,
    /// Grows up to `size`, then is written round and round.
    window: Vec<u8>,
    at: usize,
    main_lengths: Vec<u8>,
    length_lengths: Vec<u8>,
    recent: [usize; 3],
    state: State,
    begun: bool,
    /// The length of the file that calls were translated for; none for no translation.
    translation: Option<i32>,
    unpacked: u64,
    output: Vec<u8>,
}

/// The LZX block under way, which may go on over several blocks of the cabinet.
struct State {
    left: usize,
    kind: Kind,
}

enum Kind {
    Coded(Box<Trees>),
    /// `odd`: one more byte than it says belongs to it.
    Stored {
        odd: bool,
    },
}

struct Trees {
    main: Tree,
    length: Tree,
    aligned: Option<Tree>,
}

fn damaged() -> Error {
    Error::Malformed { what: "its LZX data makes no sense" }
}

impl Lzx {
    pub(crate) fn new(window_bits: u8) -> Result<Self, Error> {
        let slots = match window_bits {
            15..=19 => usize::from(window_bits) * 2,
            20 => 42,
            21 => 50,
            _ => return Err(Error::Malformed { what: "an LZX window of a size that there is not" }),
        };
        Ok(Self {
            size: 1 << window_bits,
            window: Vec::new(),
            at: 0,
            main_lengths: vec![0; LITERALS + 8 * slots],
            length_lengths: vec![0; LENGTH_SYMBOLS],
            recent: [1; 3],
            state: State { left: 0, kind: Kind::Stored { odd: false } },
            begun: false,
            translation: None,
            unpacked: 0,
            output: Vec::new(),
        })
    }

    /// Unpacks a block of the cabinet to `len` bytes.
    pub(crate) fn block(&mut self, data: &[u8], len: usize) -> Result<&[u8], Error> {
        let mut bits = Bits { data, at: 0 };
        if !self.begun {
            self.begun = true;
            if bits.take(1)? == 1 {
                let size = (bits.take(16)? << 16) | bits.take(16)?;
                self.translation = Some(i32::from_ne_bytes(size.to_ne_bytes()));
            }
        }
        self.output.clear();
        while self.output.len() < len {
            if self.state.left == 0 {
                self.state = self.begin(&mut bits)?;
            }
            let run = self.state.left.min(len - self.output.len());
            let goal = self.output.len() + run;
            // The trees are put back below; an error ends it all.
            let kind = std::mem::replace(&mut self.state.kind, Kind::Stored { odd: false });
            match &kind {
                Kind::Stored { odd } => {
                    for _ in 0..run {
                        let byte = bits.byte()?;
                        self.put(byte);
                    }
                    if *odd && run == self.state.left {
                        // Missing at the end of the block, it is missed by nobody.
                        bits.byte().ok();
                    }
                    bits.restart();
                }
                Kind::Coded(trees) => {
                    while self.output.len() < goal {
                        let symbol = trees.main.next(&mut bits)?;
                        match symbol.checked_sub(LITERALS) {
                            None => self.put(u8::try_from(symbol).map_err(|_| damaged())?),
                            Some(symbol) => {
                                let room = goal - self.output.len();
                                self.copy(symbol, trees, &mut bits, room)?;
                            }
                        }
                    }
                }
            }
            self.state.kind = kind;
            self.state.left -= run;
        }
        self.translate();
        self.unpacked += len as u64;
        Ok(&self.output)
    }

    /// Reads the head of an LZX block.
    fn begin(&mut self, bits: &mut Bits<'_>) -> Result<State, Error> {
        let kind = bits.take(3)?;
        let size = (bits.take(16)? << 8) | bits.take(8)?;
        let left = usize::try_from(size).map_err(|_| damaged())?;
        if left == 0 {
            return Err(damaged());
        }
        let kind = match kind {
            1 => self.read_trees(None, bits)?,
            2 => {
                let mut lengths = [0; 8];
                for length in &mut lengths {
                    *length = bits.small(3)?;
                }
                self.read_trees(Some(Tree::new(&lengths)?), bits)?
            }
            3 => {
                bits.align();
                for recent in &mut self.recent {
                    let mut offset = [0; 4];
                    for byte in &mut offset {
                        *byte = bits.byte()?;
                    }
                    *recent = usize::try_from(u32::from_le_bytes(offset)).map_err(|_| damaged())?;
                }
                Kind::Stored { odd: left % 2 == 1 }
            }
            _ => return Err(damaged()),
        };
        Ok(State { left, kind })
    }

    fn read_trees(&mut self, aligned: Option<Tree>, bits: &mut Bits<'_>) -> Result<Kind, Error> {
        let (literals, matches) = self.main_lengths.split_at_mut(LITERALS);
        read_lengths(literals, bits)?;
        read_lengths(matches, bits)?;
        read_lengths(&mut self.length_lengths, bits)?;
        let (main, length) = (Tree::new(&self.main_lengths)?, Tree::new(&self.length_lengths)?);
        Ok(Kind::Coded(Box::new(Trees { main, length, aligned })))
    }

    /// Copies a match, which must end within `room`.
    fn copy(&mut self, symbol: usize, trees: &Trees, bits: &mut Bits<'_>, room: usize) -> Result<(), Error> {
        let (slot, header) = (symbol / 8, symbol % 8);
        let mut length = header + SHORTEST;
        if header == LONG {
            length += trees.length.next(bits)?;
        }
        let [first, second, third] = self.recent;
        let offset = match slot {
            0 => first,
            1 => {
                self.recent = [second, first, third];
                second
            }
            2 => {
                self.recent = [third, second, first];
                third
            }
            _ => {
                let (base, extra) = position(slot);
                let footer = match &trees.aligned {
                    Some(aligned) if extra >= 3 => (bits.number(extra - 3)? << 3) + aligned.next(bits)?,
                    _ => bits.number(extra)?,
                };
                let offset = base + footer - 2;
                self.recent = [offset, first, second];
                offset
            }
        };
        if offset == 0 || offset > self.window.len() || length > room {
            return Err(damaged());
        }
        for _ in 0..length {
            let from = if offset <= self.at { self.at - offset } else { self.at + self.window.len() - offset };
            let byte = self.window.get(from).copied().ok_or_else(damaged)?;
            self.put(byte);
        }
        Ok(())
    }

    fn put(&mut self, byte: u8) {
        match self.window.get_mut(self.at) {
            Some(place) => *place = byte,
            None => self.window.push(byte),
        }
        self.at += 1;
        if self.at == self.size {
            self.at = 0;
        }
        self.output.push(byte);
    }

    /// Makes the targets of call instructions (E8) relative again: the packer made them absolute. The window keeps them absolute.
    fn translate(&mut self) {
        let Some(size) = self.translation.filter(|_| self.unpacked < TRANSLATED) else { return };
        let begin = i32::try_from(self.unpacked).unwrap_or(i32::MAX);
        let end = self.output.len().saturating_sub(UNTRANSLATED_TAIL);
        let mut at = 0;
        while at < end {
            let Some([0xe8, target @ ..]) = self.output.get_mut(at..at + 5) else {
                at += 1;
                continue;
            };
            let here = begin.saturating_add(i32::try_from(at).unwrap_or(i32::MAX));
            let absolute = target.first_chunk().copied().map_or(0, i32::from_le_bytes);
            if absolute >= -here && absolute < size {
                let relative = if absolute >= 0 { absolute.wrapping_sub(here) } else { absolute.wrapping_add(size) };
                target.copy_from_slice(&relative.to_le_bytes());
            }
            at += 5;
        }
    }
}

/// The offset at which a slot begins, and the number of bits that follow it.
fn position(slot: usize) -> (usize, usize) {
    let extra = |slot: usize| if slot < 4 { 0 } else { (slot / 2 - 1).min(17) };
    ((0..slot).map(|slot| 1 << extra(slot)).sum(), extra(slot))
}

/// Reads the code lengths of a part of a tree: differences to the ones before, modulo 17, with runs, under a small tree of their own.
fn read_lengths(lengths: &mut [u8], bits: &mut Bits<'_>) -> Result<(), Error> {
    let mut small = [0; 20];
    for length in &mut small {
        *length = bits.small(4)?;
    }
    let tree = Tree::new(&small)?;
    let mut at = 0;
    while let Some(&before) = lengths.get(at) {
        let code = tree.next(bits)?;
        let (count, length) = match code {
            0..=16 => (1, difference(before, code)?),
            17 => (bits.number(4)? + 4, 0),
            18 => (bits.number(5)? + 20, 0),
            _ => {
                let count = bits.number(1)? + 4;
                let code = tree.next(bits)?;
                if code > 16 {
                    return Err(damaged());
                }
                (count, difference(before, code)?)
            }
        };
        lengths.get_mut(at..at + count).ok_or_else(damaged)?.fill(length);
        at += count;
    }
    Ok(())
}

fn difference(before: u8, code: usize) -> Result<u8, Error> {
    let code = u8::try_from(code).map_err(|_| damaged())?;
    Ok((17 + before - code) % 17)
}

/// A canonical Huffman tree.
struct Tree {
    /// The symbols, by length of their codes and then by number.
    symbols: Vec<usize>,
    /// For each length of a code: the first code behind those of this length, filled up to [`CODE_MAX`] bits, and what brings
    /// a code of this length to its place in `symbols`.
    ends: [(u32, u32); CODE_MAX + 1],
}

impl Tree {
    /// A tree without symbols is allowed as long as nothing is looked up in it.
    fn new(lengths: &[u8]) -> Result<Self, Error> {
        let mut symbols = Vec::new();
        let mut ends = [(0, 0); CODE_MAX + 1];
        let mut code = 0_u32;
        for (length, end) in (0_u8..).zip(&mut ends).skip(1) {
            let width = 1 << (CODE_MAX - usize::from(length));
            let before = u32::try_from(symbols.len()).map_err(|_| damaged())?;
            let offset = before.wrapping_sub(code / width);
            let of_length = lengths.iter().enumerate().filter(|&(_, known)| *known == length).map(|(symbol, _)| symbol);
            symbols.extend(of_length);
            let count = u32::try_from(symbols.len()).map_err(|_| damaged())? - before;
            code += count * width;
            if code > 1 << CODE_MAX {
                return Err(damaged());
            }
            *end = (code, offset);
        }
        if code != 1 << CODE_MAX && !symbols.is_empty() {
            return Err(damaged());
        }
        Ok(Self { symbols, ends })
    }

    fn next(&self, bits: &mut Bits<'_>) -> Result<usize, Error> {
        let code = bits.peek(CODE_MAX);
        let found = self.ends.iter().enumerate().skip(1).find(|(_, (end, _))| code < *end);
        let (length, (_, offset)) = found.ok_or_else(damaged)?;
        bits.skip(length)?;
        let place = (code >> (CODE_MAX - length)).wrapping_add(*offset);
        usize::try_from(place).ok().and_then(|place| self.symbols.get(place)).copied().ok_or_else(damaged)
    }
}

/// The bits of a block: of little-endian words of 16 bits, the highest first.
struct Bits<'d> {
    data: &'d [u8],
    /// Counted in bits.
    at: usize,
}

impl Bits<'_> {
    fn word(&self, number: usize) -> u32 {
        let byte = |at: usize| self.data.get(at).copied().map_or(0, u32::from);
        byte(2 * number) | byte(2 * number + 1) << 8
    }

    /// The next bits, at most 16, with zeros behind the end.
    fn peek(&self, count: usize) -> u32 {
        let (word, bit) = (self.at / 16, self.at % 16);
        let both = (self.word(word) << 16) | self.word(word + 1);
        if count == 0 { 0 } else { (both << bit) >> (32 - count) }
    }

    fn skip(&mut self, count: usize) -> Result<(), Error> {
        self.at += count;
        if self.at > self.data.len().next_multiple_of(2) * 8 {
            return Err(Error::Truncated { what: "its LZX data" });
        }
        Ok(())
    }

    /// Takes at most 16 bits.
    fn take(&mut self, count: usize) -> Result<u32, Error> {
        let bits = self.peek(count);
        self.skip(count)?;
        Ok(bits)
    }

    /// Takes at most 8 bits.
    fn small(&mut self, count: usize) -> Result<u8, Error> {
        u8::try_from(self.take(count)?).map_err(|_| damaged())
    }

    /// Takes at most 17 bits.
    fn number(&mut self, count: usize) -> Result<usize, Error> {
        let high = if count > 16 { self.take(count - 16)? } else { 0 };
        let low = self.take(count.min(16))?;
        usize::try_from((high << 16) | low).map_err(|_| damaged())
    }

    /// Goes to the next word, at least a bit further.
    fn align(&mut self) {
        self.at = (self.at / 16 + 1) * 16;
    }

    /// Begins the words anew at this byte: stored bytes need not be even in number where a block of the cabinet parts them.
    fn restart(&mut self) {
        self.data = self.data.get(self.at / 8..).unwrap_or_default();
        self.at = 0;
    }

    /// Takes a byte; only after [`align`](Self::align).
    fn byte(&mut self) -> Result<u8, Error> {
        let byte = self.data.get(self.at / 8).copied().ok_or(Error::Truncated { what: "its LZX data" })?;
        self.at += 8;
        Ok(byte)
    }
}
