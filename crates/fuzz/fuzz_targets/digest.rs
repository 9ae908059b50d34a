//! Any bytes, as a file to digest: nothing panics, and how the stream is cut makes no difference.

#![no_main]

use catseal_digest::{Algorithm, Hasher, digest, near_misses, page_hashes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let whole = digest(&mut &*data).expect("reading from memory does not fail");

    let mut hasher = Hasher::new();
    let cut = data.first().map_or(1, |&byte| usize::from(byte) + 1);
    data.chunks(cut).for_each(|piece| hasher.update(piece));
    assert_eq!(hasher.finish(), whole);

    for algorithm in [Algorithm::Sha1, Algorithm::Sha256] {
        if let Ok(hashes) = page_hashes(data, algorithm) {
            assert!(hashes.entries().map(|entry| entry.offset).is_sorted());
        }
    }
    for miss in near_misses(data) {
        assert_ne!(miss.digest, whole.member);
    }
});
