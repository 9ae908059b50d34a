use catseal_digest::{CabInfo, FileKind, SignatureArea};

use crate::builder::{cabinet, digests_of, noise, plain, put, without};

#[test]
fn an_unsigned_cabinet_is_digested_without_its_reserved_bytes() {
    for len in [0, 1, 24, 28, 29, 1000] {
        let cab = cabinet(&noise(5, len), None);
        let digests = digests_of(&cab);
        assert_eq!(digests.kind, FileKind::Cab);
        assert_eq!(digests.flat, plain(&cab));
        assert_eq!(digests.member, without(&cab, &[4..8], 0));
        let cab_size = u32::try_from(cab.len()).unwrap();
        assert_eq!(digests.cab, Some(CabInfo { cab_size, signature: SignatureArea::NoPlace }));
        assert_eq!(digests.pe, None);
    }
}

#[test]
fn a_signed_cabinet_is_digested_without_reserve_sizes_and_signature() {
    for len in [0, 1, 4, 5, 999] {
        let cab = cabinet(&noise(5, len), Some(&noise(8, 77)));
        let start = 60 + len;
        let digests = digests_of(&cab);
        assert_eq!(digests.member, without(&cab, &[4..8, 34..56, start..start + 77], 0));
        let offset = u32::try_from(start).unwrap();
        assert_eq!(digests.cab.unwrap().signature, SignatureArea::Present { offset, len: 77 });
    }
}

#[test]
fn a_cabinet_prepared_for_signing_has_the_digest_of_the_signed_one() {
    let signed = cabinet(&noise(5, 100), Some(&noise(8, 77)));
    let mut prepared = cabinet(&noise(5, 100), Some(&[]));
    put(&mut prepared, 44, &[0; 4]);
    assert_eq!(digests_of(&prepared).cab.unwrap().signature, SignatureArea::Empty);
    assert_eq!(digests_of(&prepared).member, digests_of(&signed).member);
}

#[test]
fn a_signature_out_of_place_is_digested() {
    let cab = cabinet(&noise(5, 100), Some(&noise(8, 40)));
    let with = |offset: u32, len: u32| {
        let mut changed = cab.clone();
        put(&mut changed, 44, &offset.to_le_bytes());
        put(&mut changed, 48, &len.to_le_bytes());
        changed
    };
    for (offset, len) in [(59, 10), (0, 200), (160, 41), (200, 1), (u32::MAX, u32::MAX)] {
        let cab = with(offset, len);
        let digests = digests_of(&cab);
        assert_eq!(digests.cab.unwrap().signature, SignatureArea::Unusable { offset, len });
        assert_eq!(digests.member, without(&cab, &[4..8, 34..56], 0));
    }
    // Inside the file, but not at its end: what follows counts.
    let cab = with(160, 30);
    assert_eq!(digests_of(&cab).member, without(&cab, &[4..8, 34..56, 160..190], 0));
}

#[test]
fn a_reserve_of_another_kind_is_no_signature() {
    let signed = cabinet(&noise(5, 100), Some(&noise(8, 40)));
    for (at, value) in [(30, 0), (36, 24), (40, 1), (42, 0)] {
        let mut cab = signed.clone();
        cab[at] = value;
        assert_eq!(digests_of(&cab).cab.unwrap().signature, SignatureArea::NoPlace);
        assert_eq!(digests_of(&cab).member, without(&cab, &[4..8], 0));
    }
}

#[test]
fn a_cabinet_cut_off_within_its_header_is_flat() {
    let cab = cabinet(&noise(5, 100), Some(&noise(8, 40)));
    for len in 0..cab.len() {
        let digests = digests_of(&cab[..len]);
        let skipped: &[_] = match len {
            0..36 => &[],
            36..60 => &[4..8],
            _ => &[4..8, 34..56],
        };
        assert_eq!(digests.kind, if len < 36 { FileKind::Flat } else { FileKind::Cab });
        assert_eq!(digests.member, without(&cab[..len], skipped, 0), "{len}");
    }
}

#[test]
fn every_byte_counts_but_the_undigested_ones() {
    let unsigned = cabinet(&noise(5, 100), None);
    let signed = cabinet(&noise(5, 100), Some(&noise(8, 40)));
    let unsigned_skips = [4..8, 0..0, 0..0];
    let signed_skips = [4..8, 34..56, 160..200];
    for (cab, skips) in [(&unsigned, &unsigned_skips), (&signed, &signed_skips)] {
        let own = digests_of(cab).member;
        for at in 0..cab.len() {
            // These say whether and where there is a signature: other values, other ranges.
            if skips[2].start != 0 && (36..52).contains(&at) {
                continue;
            }
            let mut flipped = cab.clone();
            flipped[at] ^= 0x40;
            let same = digests_of(&flipped).member == own;
            assert_eq!(same, skips.iter().any(|skip| skip.contains(&at)), "byte {at}");
        }
    }
}
