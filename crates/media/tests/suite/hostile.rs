use crate::lzx::{self, Kind};
use crate::{expanded, sample, unpack};
use catseal_media::{Error, Format};
use catseal_testkit::cabinet::{File, Folder, QUANTUM, cabinet};
use catseal_testkit::szdd;

fn cabinets() -> Vec<Vec<u8>> {
    let data = sample(600);
    let files = [("x", 0, 0, 600), ("y", 0, 500, 100)];
    let kinds = [(Kind::Verbatim, 300), (Kind::Aligned, 99), (Kind::Stored, 201)];
    [Folder::stored(&data), Folder::mszip(&data), lzx::folder(&data, &kinds, true)]
        .into_iter()
        .map(|folder| cabinet(&[folder], &files))
        .collect()
}

#[test]
fn a_cabinet_that_ends_early_is_an_error() {
    for bytes in cabinets() {
        for len in 0..bytes.len() {
            assert!(unpack(&bytes[..len]).is_err(), "{len}");
        }
    }
}

#[test]
fn a_block_with_a_changed_bit_is_an_error_by_its_checksum() {
    for bytes in cabinets() {
        let data_at = bytes.len() - 40;
        let mut changed = bytes.clone();
        changed[data_at] ^= 1;
        assert!(matches!(unpack(&changed), Err(Error::Malformed { .. })));
    }
}

#[test]
fn no_change_of_a_byte_makes_a_panic() {
    for bytes in cabinets() {
        for at in 0..bytes.len() {
            for change in [1, 0xff] {
                let mut changed = bytes.clone();
                changed[at] ^= change;
                unpack(&changed).ok();
                // Without checksums the damage gets through to the packed data.
                let data_at = usize::from(u16::from_le_bytes([changed[36], changed[37]]));
                if let Some(sum) = changed.get_mut(data_at..data_at + 4) {
                    sum.fill(0);
                    unpack(&changed).ok();
                }
            }
        }
    }
}

#[test]
fn a_compressed_file_that_ends_early_or_late_is_an_error() {
    let packed = szdd(&sample(300));
    for len in 0..packed.len() {
        assert!(expanded(&packed[..len]).is_err(), "{len}");
    }
    assert!(matches!(expanded(&[&packed[..], b"x"].concat()), Err(Error::Malformed { .. })));
    let mut mode = packed.clone();
    mode[8] = b'B';
    assert!(matches!(expanded(&mode), Err(Error::Unsupported { .. })));
    // A match that would make more than the length says.
    assert!(matches!(expanded(b"SZDD\x88\xf0\x27\x33A\0\x02\0\0\0\0\0\0"), Err(Error::Malformed { .. })));
}

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let folder = || Folder::mszip(&vec![0; 32_768 * 4]);
    // Each file says that it has all but 2 GiB.
    let bomb: Vec<File<'_>> = vec![("x", 0, 0, 0x7fff_0000); 3];
    assert!(matches!(unpack(&cabinet(&[folder()], &bomb)), Err(Error::TooLarge { .. })));
    // One alone is only found to be short.
    assert!(matches!(unpack(&cabinet(&[folder()], &bomb[..1])), Err(Error::Truncated { .. })));
}

#[test]
fn a_block_is_not_unpacked_for_folder_after_folder() {
    let data = sample(600);
    let files = [("x", 0, 0, 600), ("y", 1, 0, 600)];
    let mut bytes = cabinet(&[Folder::stored(&data), Folder::stored(&data)], &files);
    assert_eq!(unpack(&bytes).unwrap()[1].1, data);
    bytes.truncate(bytes.len() - 608);
    bytes.copy_within(36..40, 44);
    let message = unpack(&bytes).unwrap_err().to_string();
    assert_eq!(message, "is damaged: its folders share their data");
}

#[test]
fn what_cannot_be_unpacked_is_refused_by_its_name() {
    let quantum = Folder { kind: QUANTUM | 0x0a30, blocks: vec![(vec![0; 10], 10)] };
    let message = unpack(&cabinet(&[quantum], &[("x", 0, 0, 10)])).unwrap_err().to_string();
    assert_eq!(message, "is compressed with Quantum, which is not supported");
    for bits in [14, 22, 31] {
        let folder = Folder { kind: 3 | bits << 8, blocks: vec![(vec![0; 10], 10)] };
        assert!(matches!(unpack(&cabinet(&[folder], &[("x", 0, 0, 10)])), Err(Error::Malformed { .. })));
    }
    assert!(matches!(unpack(&cabinet(&[Folder::stored(b"x")], &[("x", 0xfffd, 0, 1)])), Err(Error::Spanned)));
    assert!(matches!(unpack(&cabinet(&[Folder::stored(b"x")], &[("x", 1, 0, 1)])), Err(Error::Malformed { .. })));
    for other in [&b""[..], b"MSC", b"KWAJ\x88\xf0\x27\xd1", b"MZ"] {
        assert_eq!(Format::of(other), None);
        assert!(unpack(other).is_err() && expanded(other).is_err());
    }
}

#[test]
fn a_name_in_an_unknown_code_page_is_that_of_no_file() {
    let bytes = cabinet(&[Folder::stored(b"x")], &[("gr\u{fc}n.sys", 0, 0, 1)]);
    assert_eq!(unpack(&bytes).unwrap()[0].0, "gr\u{fffd}\u{fffd}n.sys");
}
