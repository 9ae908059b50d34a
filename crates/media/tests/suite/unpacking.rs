use crate::lzx::{self, Kind};
use crate::{expanded, sample, unpack};
use catseal_media::{Cabinet, Error, Format};
use catseal_testkit::cabinet::{Folder, MSZIP, cabinet};
use catseal_testkit::szdd;

#[test]
fn files_come_out_of_every_folder_as_they_went_in() {
    let (one, two, three) = (sample(100_000), sample(70_001), sample(40_000));
    let folders = [Folder::stored(&one), Folder::mszip(&two), lzx::folder(&three, &[(Kind::Verbatim, 40_000)], false)];
    let files = [
        ("a.sys", 0, 0, 1000),
        ("sub\\b.dll", 0, 1000, 99_000),
        ("empty", 0, 7, 0),
        ("c.sys", 1, 32_760, 37_241),
        ("d.sys", 2, 0, 40_000),
        ("again.sys", 1, 0, 70_001),
    ];
    let unpacked = unpack(&cabinet(&folders, &files)).unwrap();
    let expected = [
        ("a.sys", &one[..1000]),
        ("sub/b.dll", &one[1000..]),
        ("empty", &[][..]),
        ("c.sys", &two[32_760..]),
        ("d.sys", &three[..]),
        ("again.sys", &two[..]),
    ];
    for ((name, data), (expected_name, expected)) in unpacked.iter().zip(expected) {
        assert_eq!(name, expected_name);
        assert!(data == expected, "{name}");
    }
}

#[test]
fn only_what_is_wanted_is_unpacked() {
    let bad = Folder { kind: MSZIP, blocks: vec![(b"no deflate".to_vec(), 100)] };
    let bytes = cabinet(&[Folder::stored(b"good"), bad], &[("good", 0, 0, 4), ("bad", 1, 0, 100)]);
    let mut cabinet = Cabinet::open(std::io::Cursor::new(bytes)).unwrap();
    let mut data = Vec::new();
    cabinet.unpack(&[0, 17], &mut |index, piece| data.push((index, piece.to_vec()))).unwrap();
    assert_eq!(data, [(0, b"good".to_vec())]);
    assert!(matches!(cabinet.unpack(&[1], &mut |_, _| ()), Err(Error::Malformed { .. })));
}

#[test]
fn an_mszip_block_goes_on_from_the_one_before() {
    // Two stored deflate blocks, then one that copies 258 bytes from 32768 bytes back, over and over.
    let first = sample(32_768);
    let bits = |distance_code: &[u8]| {
        // Fixed codes: length 258 is 285 (11000101), distance 32768 is 29 with 13 bits of ones; then the end (0000000).
        let mut bits = vec![1, 1, 0];
        for _ in 0..2 {
            bits.extend([1, 1, 0, 0, 0, 1, 0, 1]);
            bits.extend(distance_code);
            bits.extend([1; 13]);
        }
        bits.extend([0; 7]);
        let bytes = bits.chunks(8).map(|byte| byte.iter().enumerate().map(|(at, bit)| bit << at).sum::<u8>());
        [b"CK".to_vec(), bytes.collect()].concat()
    };
    let mut folder = Folder::mszip(&first);
    folder.blocks.push((bits(&[1, 1, 1, 0, 1]), 516));
    let unpacked = unpack(&cabinet(&[folder], &[("x", 0, 0, 32_768 + 516)])).unwrap();
    assert!(unpacked[0].1[32_768..] == first[..516]);
}

#[test]
fn all_kinds_of_lzx_blocks_come_out_as_they_went_in() {
    let data = sample(150_001);
    for kinds in [
        &[(Kind::Verbatim, 1_000_000)][..],
        &[(Kind::Aligned, 1_000_000)],
        &[(Kind::Stored, 1_000_000)],
        &[
            (Kind::Verbatim, 5000),
            (Kind::Stored, 4999),
            (Kind::Aligned, 40_000),
            (Kind::Stored, 32_768),
            (Kind::Stored, 1),
        ],
        &[(Kind::Stored, 32_767), (Kind::Verbatim, 1)],
    ] {
        for calls in [false, true] {
            // With calls the length has to fit into 16 bits, which is all that the writer has for it.
            let data = if calls { &data[..65_535] } else { &data[..] };
            let bytes = cabinet(&[lzx::folder(data, kinds, calls)], &[("x", 0, 0, data.len())]);
            let unpacked = unpack(&bytes).unwrap_or_else(|error| panic!("{kinds:?} {calls}: {error}"));
            assert!(unpacked[0].1 == data, "{kinds:?} {calls}");
        }
    }
}

#[test]
fn what_was_compressed_with_lzss_comes_out_as_it_went_in() {
    for data in [&b""[..], b"a", b"      blanks before the window", &sample(70_000)] {
        let packed = szdd(data);
        assert_eq!(Format::of(&packed), Some(Format::Szdd));
        assert!(expanded(&packed).unwrap() == data);
    }
}

#[test]
fn lzss_begins_with_a_window_of_blanks() {
    // 18 bytes from the beginning of the window, where nothing was written yet.
    let packed = b"SZDD\x88\xf0\x27\x33As\x13\0\0\0\x02\x00\x0fx";
    assert_eq!(expanded(packed).unwrap(), b"                  x");
}
