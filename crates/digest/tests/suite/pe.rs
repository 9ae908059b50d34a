use catseal_digest::{FileKind, PeInfo, SignatureArea};

use crate::builder::{Pe, digests_of, noise, plain, put, set_security, without};

fn info(image: &[u8]) -> PeInfo {
    digests_of(image).pe.unwrap()
}

fn both_formats() -> [Pe; 2] {
    [Pe { plus: false, ..Pe::default() }, Pe::default()]
}

#[test]
fn an_unsigned_image_is_digested_without_checksum_and_security_entry() {
    for pe in both_formats() {
        let image = pe.build();
        let digests = digests_of(&image);
        let skipped = [pe.checksum()..pe.checksum() + 4, pe.security()..pe.security() + 8];
        assert_eq!(digests.kind, FileKind::Pe);
        assert_eq!(digests.size, image.len() as u64);
        assert_eq!(digests.flat, plain(&image));
        assert_eq!(digests.member, without(&image, &skipped, 0));
        let expected = PeInfo { machine: 0x8664, pe32_plus: pe.plus, certificates: SignatureArea::Empty, padding: 0 };
        assert_eq!(digests.pe, Some(expected));
        assert_eq!(digests.cab, None);
    }
}

#[test]
fn a_signed_image_is_digested_without_its_certificate_table() {
    for pe in both_formats() {
        let signed = Pe { overlay: noise(2, 24), certificates: noise(9, 128), ..pe };
        let unsigned = Pe { certificates: Vec::new(), ..signed.clone() };
        assert_eq!(digests_of(&signed.build()).member, digests_of(&unsigned.build()).member);
        assert_eq!(info(&signed.build()).certificates, SignatureArea::Present { offset: 0x400 + 0x400 + 24, len: 128 });
    }
}

#[test]
fn an_unsigned_image_of_odd_length_is_padded_to_a_multiple_of_eight() {
    for extra in 0..=8 {
        let pe = Pe { overlay: noise(5, extra), ..Pe::default() };
        let image = pe.build();
        let padding = (8 - extra % 8) % 8;
        let skipped = [pe.checksum()..pe.checksum() + 4, pe.security()..pe.security() + 8];
        assert_eq!(usize::from(info(&image).padding), padding);
        assert_eq!(digests_of(&image).member, without(&image, &skipped, padding));
    }
}

#[test]
fn data_behind_the_certificate_table_is_digested_and_not_padded() {
    let pe = Pe { certificates: noise(9, 128), after_certificates: noise(4, 13), ..Pe::default() };
    let image = pe.build();
    let skipped = [pe.checksum()..pe.checksum() + 4, pe.security()..pe.security() + 8, 0x800..0x880];
    assert_eq!(digests_of(&image).member, without(&image, &skipped, 0));
    assert_eq!(info(&image).padding, 0);
}

#[test]
fn an_image_with_few_data_directories_has_no_security_entry_to_leave_out() {
    for plus in [false, true] {
        for directories in 0..=5 {
            let pe = Pe { plus, directories, ..Pe::default() };
            let image = pe.build();
            let mut skipped = vec![pe.checksum()..pe.checksum() + 4];
            let expected = if directories == 5 {
                skipped.push(pe.security()..pe.security() + 8);
                SignatureArea::Empty
            } else {
                SignatureArea::NoPlace
            };
            assert_eq!(info(&image).certificates, expected);
            assert_eq!(digests_of(&image).member, without(&image, &skipped, 0));
        }
    }
}

#[test]
fn a_security_entry_beyond_the_optional_header_is_none() {
    let pe = Pe { directories: 4, ..Pe::default() };
    let mut image = pe.build();
    put(&mut image, pe.optional() + 108, &16_u32.to_le_bytes());
    assert_eq!(info(&image).certificates, SignatureArea::NoPlace);
    let checksum = pe.checksum()..pe.checksum() + 4;
    assert_eq!(digests_of(&image).member, without(&image, &[checksum], 0));
}

#[test]
fn a_security_entry_beyond_the_number_of_directories_is_none() {
    for plus in [false, true] {
        let pe = Pe { plus, ..Pe::default() };
        let mut image = pe.build();
        put(&mut image, pe.security() - 36, &4_u32.to_le_bytes());
        let table = image.len() - 8;
        set_security(&mut image, pe.security(), table, 8);
        assert_eq!(info(&image).certificates, SignatureArea::NoPlace);
        let checksum = pe.checksum()..pe.checksum() + 4;
        assert_eq!(digests_of(&image).member, without(&image, &[checksum], 0));
    }
}

#[test]
fn a_certificate_table_out_of_place_leaves_nothing_out() {
    let pe = Pe { overlay: noise(2, 13), sections: vec![noise(1, 0x200), noise(6, 0x200)], ..Pe::default() };
    let plain_image = pe.build();
    let len = plain_image.len();
    let headers_end = pe.section_table() + 80;
    let sections_end = len - 13;
    let wrong = [
        (0, 8),
        (pe.security() + 8, 8),
        (headers_end - 1, len - headers_end),
        (headers_end, 8),
        (0x400, 0x200),
        (0x600, 8),
        (sections_end - 1, 8),
        (len - 8, 9),
        (len, 1),
        (len + 1, 1),
        (headers_end, u32::MAX as usize),
        (u32::MAX as usize, u32::MAX as usize),
    ];
    for (offset, size) in wrong {
        let mut image = plain_image.clone();
        set_security(&mut image, pe.security(), offset, size);
        let expected =
            SignatureArea::Unusable { offset: u32::try_from(offset).unwrap(), len: u32::try_from(size).unwrap() };
        assert_eq!(info(&image).certificates, expected);
        assert_eq!(info(&image).padding, 3);
        assert_eq!(digests_of(&image).member, digests_of(&plain_image).member, "{offset} {size}");
    }
    for (offset, size) in [(sections_end, 8), (len - 8, 8)] {
        let mut image = plain_image.clone();
        set_security(&mut image, pe.security(), offset, size);
        let skipped = [pe.checksum()..pe.checksum() + 4, pe.security()..pe.security() + 8, offset..offset + size];
        assert_eq!(digests_of(&image).member, without(&image, &skipped, 0));
    }
}

#[test]
fn code_put_into_an_image_behind_a_certificate_table_changes_its_digest() {
    // The security entry is not digested, so whoever changes an image may point it anywhere.
    let pe = Pe::default();
    let original = pe.build();
    let mut forged = original.clone();
    forged.splice(0x400..0x400, [0xcc; 0x200]);
    set_security(&mut forged, pe.security(), 0x400, 0x200);
    assert_ne!(digests_of(&forged).member, digests_of(&original).member);
}

#[test]
fn the_pe_headers_may_be_anywhere() {
    for e_lfanew in [4, 12, 44, 0x40, 0x41, 0x80, 65_000, 65_536 - 88, 65_536, 200_001] {
        let mut pe = Pe { e_lfanew, size_of_headers: e_lfanew + 0x400, ..Pe::default() };
        pe.certificates = noise(9, 64);
        let mut image = pe.build();
        // In headers that overlap the DOS header, e_lfanew lies in a field that makes no difference here.
        put(&mut image, 0x3c, &u32::try_from(e_lfanew).unwrap().to_le_bytes());
        let table = e_lfanew + 0x800;
        let skipped = [pe.checksum()..pe.checksum() + 4, pe.security()..pe.security() + 8, table..table + 64];
        assert_eq!(digests_of(&image).kind, FileKind::Pe, "{e_lfanew}");
        assert_eq!(digests_of(&image).member, without(&image, &skipped, 0), "{e_lfanew}");
    }
}

#[test]
fn what_is_not_a_whole_pe_header_is_flat() {
    let pe = Pe::default();
    let image = pe.build();
    let with = |at: usize, value: &[u8]| {
        let mut changed = image.clone();
        put(&mut changed, at, value);
        changed
    };
    let not_pe = [
        Vec::new(),
        b"MZ".to_vec(),
        with(0, b"ZM"),
        with(pe.e_lfanew, b"NE\0\0"),
        with(pe.optional(), &0x107_u16.to_le_bytes()),
        with(0x3c, &u32::MAX.to_le_bytes()),
        with(0x3c, &u32::try_from(image.len()).unwrap().to_le_bytes()),
        with(pe.e_lfanew + 20, &111_u16.to_le_bytes()),
    ];
    for content in &not_pe {
        let digests = digests_of(content);
        assert_eq!((digests.kind, digests.pe), (FileKind::Flat, None));
        assert_eq!(digests.member, plain(content));
        assert_eq!(digests.flat, digests.member);
    }
}

#[test]
fn an_image_cut_off_within_its_headers_is_flat() {
    let few = Pe { directories: 2, plus: false, ..Pe::default() };
    for (pe, needed) in [(Pe::default(), Pe::default().security() + 8), (few.clone(), few.optional() + 96)] {
        let image = pe.build();
        for len in 0..image.len() {
            let digests = digests_of(&image[..len]);
            let expected = if len < needed { FileKind::Flat } else { FileKind::Pe };
            assert_eq!(digests.kind, expected, "{len}");
            assert_eq!(digests.flat, plain(&image[..len]));
        }
    }
}

/// With the headers full of noise a digest that read one byte more or less would show it here.
#[test]
fn every_byte_counts_but_the_undigested_ones() {
    let few = Pe { directories: 3, ..Pe::default() };
    let signed = Pe { certificates: noise(9, 40), after_certificates: noise(4, 3), ..Pe::default() };
    for pe in [Pe { plus: false, ..Pe::default() }, Pe { overlay: noise(2, 3), ..Pe::default() }, few, signed] {
        let image = pe.build();
        let own = digests_of(&image);
        let entry = pe.security()..pe.security() + 8;
        let has_entry = pe.directories > 4;
        let table = 0x800..0x800 + pe.certificates.len();
        for at in 0..image.len() {
            // Changing where the table is changes what is digested.
            if !pe.certificates.is_empty() && entry.contains(&at) {
                continue;
            }
            let mut flipped = image.clone();
            flipped[at] ^= 0x40;
            let flipped = digests_of(&flipped);
            let undigested = (pe.checksum()..pe.checksum() + 4).contains(&at)
                || (has_entry && entry.contains(&at))
                || table.contains(&at);
            assert_eq!(flipped.member.sha1 == own.member.sha1, undigested, "byte {at}");
            assert_eq!(flipped.member.sha256 == own.member.sha256, undigested, "byte {at}");
            assert_ne!(flipped.flat, own.flat, "byte {at}");
        }
    }
}
