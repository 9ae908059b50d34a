use catseal_digest::{Algorithm, Error, page_hashes};

use crate::builder::{Pe, noise, plain, put};

#[test]
fn entries_cover_headers_pages_and_end() {
    let pe = Pe {
        sections: vec![noise(1, 0x1200), Vec::new(), noise(2, 0x1000), noise(3, 0x201)],
        overlay: noise(4, 99),
        certificates: noise(5, 64),
        ..Pe::default()
    };
    let image = pe.build();

    let mut headers = image[..0x400].to_vec();
    headers.drain(pe.security()..pe.security() + 8);
    headers.drain(pe.checksum()..pe.checksum() + 4);
    headers.resize(4096 - 12, 0);
    let page = |range: std::ops::Range<usize>| {
        let mut page = image[range].to_vec();
        page.resize(4096, 0);
        page
    };
    let pages = [
        (0, headers),
        (0x400, page(0x400..0x1400)),
        (0x1400, page(0x1400..0x1600)),
        (0x1600, page(0x1600..0x2600)),
        (0x2600, page(0x2600..0x2801)),
    ];

    for algorithm in [Algorithm::Sha1, Algorithm::Sha256] {
        let mut expected = Vec::new();
        for (offset, page) in &pages {
            expected.extend_from_slice(&u32::to_le_bytes(*offset));
            expected.extend_from_slice(plain(page).get(algorithm));
        }
        expected.extend_from_slice(&0x2801_u32.to_le_bytes());
        expected.extend(vec![0; algorithm.digest_len()]);

        let hashes = page_hashes(&image, algorithm).unwrap();
        assert_eq!(hashes.as_bytes(), expected);
        assert_eq!(hashes.algorithm(), algorithm);
        let entries: Vec<_> = hashes.entries().collect();
        assert_eq!(entries.len(), 6);
        assert_eq!((entries[2].offset, entries[2].digest), (0x1400, plain(&pages[2].1).get(algorithm)));
        assert_eq!((entries[5].offset, entries[5].digest), (0x2801, &vec![0; algorithm.digest_len()][..]));
        assert_eq!(hashes.clone().into_bytes(), expected);
    }
}

#[test]
fn signing_and_checksum_do_not_change_them() {
    let pe = Pe { plus: false, ..Pe::default() };
    let mut signed = Pe { certificates: noise(5, 64), ..pe.clone() }.build();
    put(&mut signed, pe.checksum(), &[1, 2, 3, 4]);
    let hashes = |image: &[u8]| page_hashes(image, Algorithm::Sha256).unwrap();
    assert_eq!(hashes(&signed), hashes(&pe.build()));
}

#[test]
fn without_a_security_entry_only_the_checksum_is_left_out() {
    let pe = Pe { directories: 4, ..Pe::default() };
    let image = pe.build();
    let mut headers = image[..0x400].to_vec();
    headers.drain(pe.checksum()..pe.checksum() + 4);
    headers.resize(4096 - 4, 0);
    let hashes = page_hashes(&image, Algorithm::Sha256).unwrap();
    assert_eq!(hashes.entries().next().unwrap().digest, plain(&headers).sha256);
}

#[test]
fn headers_may_fill_the_page_but_not_more() {
    let fits = Pe { size_of_headers: 4096, ..Pe::default() };
    assert!(page_hashes(&fits.build(), Algorithm::Sha1).is_ok());
    for size in [4097, u32::MAX, 0, 0x80, u32::try_from(Pe::default().security() + 7).unwrap()] {
        let pe = Pe::default();
        let mut image = pe.build();
        put(&mut image, pe.optional() + 60, &size.to_le_bytes());
        let error = page_hashes(&image, Algorithm::Sha1).unwrap_err();
        assert!(matches!(error, Error::HeaderSize { size: named } if named == size), "{size}: {error}");
    }
}

#[test]
fn an_image_no_sample_vouches_for_is_refused() {
    assert!(matches!(page_hashes(b"[Version]", Algorithm::Sha1), Err(Error::NotPe)));

    for sections in [Vec::new(), vec![Vec::new()]] {
        let empty = Pe { sections, ..Pe::default() };
        assert!(matches!(page_hashes(&empty.build(), Algorithm::Sha1), Err(Error::NoSectionData)));
    }

    let pe = Pe::default();
    let mut image = pe.build();
    put(&mut image, pe.e_lfanew + 6, &u16::MAX.to_le_bytes());
    let offset = pe.section_table() as u64;
    let error = page_hashes(&image, Algorithm::Sha1);
    assert!(matches!(error, Err(Error::SectionTable { offset: named }) if named == offset));
}

#[test]
fn sections_that_overlap_or_pass_the_end_are_refused() {
    let pe = Pe { sections: vec![noise(1, 0x200), noise(2, 0x200)], ..Pe::default() };
    let image = pe.build();
    let second = pe.section_table() + 40;
    for (len, offset) in [(0x200, 0x5ff), (0x201, 0x600), (1, 0x800), (0x200, 0), (u32::MAX, u32::MAX), (8, u32::MAX)] {
        let mut image = image.clone();
        put(&mut image, second + 16, &u32::to_le_bytes(len));
        put(&mut image, second + 20, &u32::to_le_bytes(offset));
        let error = page_hashes(&image, Algorithm::Sha1).unwrap_err();
        assert!(
            matches!(error, Error::SectionData { index: 1, offset: o, len: l } if (o, l) == (offset, len)),
            "{offset} {len}: {error}"
        );
    }
}

#[test]
fn a_page_is_that_of_the_processor_whatever_the_section_alignment() {
    // Headers in one page, 0x2800 octets of data from 0x400 on.
    let offsets = |pe: &Pe, machine: u16| {
        let mut image = pe.build();
        put(&mut image, pe.e_lfanew + 4, &machine.to_le_bytes());
        let hashes = page_hashes(&image, Algorithm::Sha256).unwrap();
        hashes.entries().map(|entry| entry.offset).collect::<Vec<_>>()
    };
    for section_alignment in [0x80, 0x1000, 0x2000, 0x10000] {
        let pe = Pe { section_alignment, sections: vec![noise(1, 0x2800)], ..Pe::default() };
        for machine in [0x014c, 0x8664, 0xaa64, 0x01c4] {
            assert_eq!(offsets(&pe, machine), [0, 0x400, 0x1400, 0x2400, 0x2c00], "{section_alignment:x} {machine:x}");
        }
        assert_eq!(offsets(&pe, 0x0200), [0, 0x400, 0x2400, 0x2c00], "{section_alignment:x}");
    }
    let pe = Pe { section_alignment: 0x2000, sections: vec![noise(1, 0x201)], ..Pe::default() };
    let image = pe.build();
    let mut page = image[0x400..0x601].to_vec();
    page.resize(4096, 0);
    let hashes = page_hashes(&image, Algorithm::Sha256).unwrap();
    assert_eq!(hashes.entries().nth(1).unwrap().digest, plain(&page).sha256);
}
