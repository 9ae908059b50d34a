//! Packed files: what was packed comes out, and what is damaged does not.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod hostile;
mod lzx;
mod partners;
mod unpacking;

use std::io::Cursor;

use catseal_media::{Cabinet, Error, expand};

/// All files of a cabinet, by name.
fn unpack(cabinet: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut cabinet = Cabinet::open(Cursor::new(cabinet))?;
    let mut files: Vec<_> = cabinet.entries().iter().map(|entry| (entry.name.clone(), Vec::new())).collect();
    let all: Vec<usize> = (0..files.len()).collect();
    cabinet.unpack(&all, &mut |index, piece| files[index].1.extend_from_slice(piece))?;
    Ok(files)
}

fn expanded(packed: &[u8]) -> Result<Vec<u8>, Error> {
    let mut data = Vec::new();
    let len = expand(packed, &mut |piece| data.extend_from_slice(piece))?;
    assert_eq!(len, data.len() as u64);
    Ok(data)
}

/// Bytes that repeat themselves here and there, with call instructions.
fn sample(len: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let mut data = Vec::new();
    while data.len() < len {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, d] = state.to_be_bytes();
        match a % 4 {
            0 => data.extend([0xe8, b, c, 0, 0, 0x90]),
            1 if data.len() > 32000 => {
                let from = data.len() - 31990;
                data.extend_from_within(from..from + usize::from(b));
            }
            2 => data.extend(std::iter::repeat_n(c, usize::from(d))),
            _ => data.extend([b, c, d]),
        }
    }
    data.truncate(len);
    data
}
