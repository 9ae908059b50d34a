//! Files compressed by COMPRESS.EXE: LZSS with a window of 4096 bytes.
//!
//! The form is that of the "COMPRESS.EXE file formats" description of libmspack: signature, mode `A`, the last letter of the
//! name, the length, then groups of a control byte and eight items, each a byte or a place and a length in the window.

use std::io::{BufReader, Read};

use crate::{Error, UNPACK_LIMIT};

pub(crate) const SIGNATURE: &[u8] = b"SZDD\x88\xf0\x27\x33";

const WINDOW: usize = 4096;
/// Where writing begins in a window full of blanks.
const START: usize = WINDOW - 16;
/// How much is handed on at once.
const PIECE: usize = 32 * 1024;

/// Undoes COMPRESS.EXE: reads a file of [`Format::Szdd`](crate::Format::Szdd), and gives what it was piece by piece to `sink`.
/// Gives its length in bytes.
///
/// # Errors
/// When the reader fails, the file is of another form, ends before the length that its header has, or goes on behind it.
pub fn expand(reader: impl Read, sink: &mut dyn FnMut(&[u8])) -> Result<u64, Error> {
    let mut input = Input(BufReader::with_capacity(PIECE, reader));
    let mut head = [0; 14];
    for byte in &mut head {
        *byte = input.next()?.ok_or(Error::Truncated { what: "its header" })?;
    }
    let [signature @ .., mode, _letter, a, b, c, d] = head;
    if signature != *SIGNATURE {
        return Err(Error::Unknown);
    }
    if mode != b'A' {
        return Err(Error::Unsupported { what: "an unknown mode of COMPRESS.EXE" });
    }
    let length = u64::from(u32::from_le_bytes([a, b, c, d]));
    if length > UNPACK_LIMIT {
        return Err(Error::TooLarge { limit: UNPACK_LIMIT });
    }
    let mut output = Output { window: [b' '; WINDOW], at: START, piece: Vec::with_capacity(PIECE), left: length, sink };
    while output.left > 0 {
        let mut control = input.data()?;
        for _ in 0..8 {
            if output.left == 0 {
                break;
            }
            let literal = control & 1 != 0;
            control >>= 1;
            if literal {
                output.put(input.data()?)?;
                continue;
            }
            let (low, high) = (input.data()?, input.data()?);
            let from = usize::from(low) | usize::from(high & 0xf0) << 4;
            for step in 0..usize::from(high & 0x0f) + 3 {
                let byte = output.window.get((from + step) % WINDOW).copied().unwrap_or_default();
                output.put(byte)?;
            }
        }
    }
    output.flush();
    // Whether Windows would go on reading is not known: what it would make of the rest is not guessed.
    if input.next()?.is_some() {
        return Err(Error::Malformed { what: "it goes on behind the length that its header has" });
    }
    Ok(length)
}

struct Input<R>(BufReader<R>);

impl<R: Read> Input<R> {
    fn next(&mut self) -> Result<Option<u8>, Error> {
        (&mut self.0).bytes().next().transpose().map_err(Error::Read)
    }

    fn data(&mut self) -> Result<u8, Error> {
        self.next()?.ok_or(Error::Truncated { what: "its compressed data" })
    }
}

struct Output<'s> {
    window: [u8; WINDOW],
    at: usize,
    piece: Vec<u8>,
    left: u64,
    sink: &'s mut dyn FnMut(&[u8]),
}

impl Output<'_> {
    fn put(&mut self, byte: u8) -> Result<(), Error> {
        self.left =
            self.left.checked_sub(1).ok_or(Error::Malformed { what: "more data than the length in its header" })?;
        if let Some(place) = self.window.get_mut(self.at) {
            *place = byte;
        }
        self.at = (self.at + 1) % WINDOW;
        self.piece.push(byte);
        if self.piece.len() == PIECE {
            self.flush();
        }
        Ok(())
    }

    fn flush(&mut self) {
        if !self.piece.is_empty() {
            (self.sink)(&self.piece);
            self.piece.clear();
        }
    }
}
