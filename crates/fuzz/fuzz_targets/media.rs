//! Any bytes as a packed file: nothing panics, and a file has the length that the directory says.
#![no_main]

use std::io::Cursor;

use catseal_media::{Cabinet, expand};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut total = 0;
    if let Ok(len) = expand(data, &mut |piece| total += piece.len() as u64) {
        assert_eq!(len, total);
    }
    let Ok(mut cabinet) = Cabinet::open(Cursor::new(data)) else { return };
    let sizes: Vec<u64> = cabinet.entries().iter().map(|entry| u64::from(entry.size)).collect();
    // What would take its time is no news.
    let small: Vec<usize> = (0..sizes.len()).filter(|&index| sizes[index] < 1 << 20).take(8).collect();
    let mut unpacked = vec![0; sizes.len()];
    if cabinet.unpack(&small, &mut |index, piece| unpacked[index] += piece.len() as u64).is_ok() {
        assert!(small.iter().all(|&index| unpacked[index] == sizes[index]));
    }
});
