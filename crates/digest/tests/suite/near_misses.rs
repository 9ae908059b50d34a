use catseal_digest::{NearMiss, NearMissKind, NearMissKind::*, TEXT_LIMIT, near_misses};

use crate::builder::{Pe, cabinet, digests_of, noise, plain, put, without};

/// The kinds under which `content` would have been `original`.
fn found(content: &[u8], original: &[u8]) -> Option<Vec<NearMissKind>> {
    near_misses(content).into_iter().find(|miss| miss.digest == plain(original)).map(|miss| miss.kinds)
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

const CRLF: &str = "[Version]\r\nClass=\"Größe\"\r\n";
const LF: &str = "[Version]\nClass=\"Größe\"\n";

#[test]
fn newlines_that_were_converted_are_recognized() {
    assert_eq!(found(LF.as_bytes(), CRLF.as_bytes()), Some(vec![Crlf]));
    assert_eq!(found(CRLF.as_bytes(), LF.as_bytes()), Some(vec![Lf]));
    assert_eq!(found(b"a\r\nb\nc\r\n", b"a\r\nb\r\nc\r\n"), Some(vec![Crlf]));
    assert_eq!(found(b"a\r\nb\nc\r\n", b"a\nb\nc\n"), Some(vec![Lf]));
}

#[test]
fn a_cr_alone_is_not_a_newline() {
    assert_eq!(found(b"a\rb\nc", b"a\rb\r\nc"), Some(vec![Crlf]));
    assert_eq!(found(b"a\r\r\nb", b"a\r\nb"), Some(vec![Lf]));
}

#[test]
fn byte_order_mark_and_final_newline_are_recognized() {
    let marked = ["\u{feff}", CRLF].concat();
    assert_eq!(found(CRLF.as_bytes(), marked.as_bytes()), Some(vec![Bom]));
    assert_eq!(found(marked.as_bytes(), CRLF.as_bytes()), Some(vec![Bom]));
    let shorter = CRLF.trim_end();
    assert_eq!(found(CRLF.as_bytes(), shorter.as_bytes()), Some(vec![FinalNewline]));
    assert_eq!(found(shorter.as_bytes(), CRLF.as_bytes()), Some(vec![FinalNewline]));
    assert_eq!(found(LF.trim_end().as_bytes(), LF.as_bytes()), Some(vec![FinalNewline]));
    assert_eq!(found(b"x", b"x\r\n"), Some(vec![FinalNewline]));
    assert_eq!(found(b"x", b"x\n"), Some(vec![Lf, FinalNewline]));
}

#[test]
fn several_changes_together_are_recognized() {
    let marked = ["\u{feff}", CRLF].concat();
    assert_eq!(found(LF.as_bytes(), marked.as_bytes()), Some(vec![Crlf, Bom]));
    assert_eq!(found(LF.trim_end().as_bytes(), CRLF.as_bytes()), Some(vec![Crlf, FinalNewline]));
    assert_eq!(found(LF.trim_end().as_bytes(), marked.as_bytes()), Some(vec![Crlf, Bom, FinalNewline]));
    assert_eq!(found(marked.as_bytes(), LF.trim_end().as_bytes()), Some(vec![Lf, Bom, FinalNewline]));
}

#[test]
fn utf16_text_is_changed_by_characters() {
    for bom in ["", "\u{feff}"] {
        // U+0D0A and U+0A0D hold the bytes of newlines, and are none.
        let lf = [bom, "[Version]\nClass=Größe \u{d0a}\u{a0d}\n"].concat();
        let crlf = lf.replace('\n', "\r\n");
        assert_eq!(found(&utf16(&lf), &utf16(&crlf)), Some(vec![Crlf]));
        assert_eq!(found(&utf16(&crlf), &utf16(&lf)), Some(vec![Lf]));
        assert_eq!(found(&utf16(&lf), &utf16(crlf.trim_end())), Some(vec![Crlf, FinalNewline]));
        assert_eq!(found(&utf16(lf.trim_end()), &utf16(&lf)), Some(vec![FinalNewline]));
    }
    assert_eq!(found(&utf16("a\r\n"), &utf16("\u{feff}a\r\n")), Some(vec![Bom]));
    assert_eq!(found(&utf16("\u{feff}a\r\n"), &utf16("a\r\n")), Some(vec![Bom]));
    assert_eq!(found(&utf16("\u{feff}日本\n"), &utf16("\u{feff}日本\r\n")), Some(vec![Crlf]));
}

#[test]
fn a_digest_comes_once_the_simplest_first_and_the_own_never() {
    let pe = Pe { overlay: noise(2, 3), ..Pe::default() }.build();
    let signed = Pe { certificates: noise(9, 64), ..Pe::default() }.build();
    let inputs: [&[u8]; 10] = [
        b"x",
        b"\n",
        b"\r\n",
        b"\xef\xbb\xbf\n",
        b"a\nb\r\nc",
        CRLF.as_bytes(),
        LF.as_bytes(),
        b"a\r\n\r\n",
        &pe,
        &signed,
    ];
    for content in inputs {
        let misses = near_misses(content);
        assert!(!misses.is_empty());
        assert!(misses.is_sorted_by_key(|miss| miss.kinds.len()));
        for (index, miss) in misses.iter().enumerate() {
            assert!(!miss.kinds.is_empty() && miss.kinds.is_sorted_by(|a, b| a < b), "{miss:?}");
            assert_ne!(miss.digest, digests_of(content).member);
            assert!(misses[..index].iter().all(|earlier| earlier.digest != miss.digest), "{miss:?}");
        }
    }
}

#[test]
fn binary_files_and_very_long_text_have_no_text_variants() {
    assert_eq!(near_misses(b""), []);
    assert_eq!(near_misses(b"\0"), []);
    assert_eq!(near_misses(b"text\nwith \x01\n"), []);
    assert_eq!(near_misses(b"a\0b\0\x01\0\n\0"), []);
    assert_eq!(near_misses(b"a\0b\0c\0\n"), []);
    assert_ne!(near_misses(&vec![b'x'; TEXT_LIMIT]), []);
    assert_eq!(near_misses(&vec![b'x'; TEXT_LIMIT + 1]), []);
}

fn kinds_and_digests(content: &[u8]) -> Vec<(NearMissKind, catseal_digest::DigestPair)> {
    near_misses(content).into_iter().map(|NearMiss { kinds, digest }| (kinds[0], digest)).collect()
}

#[test]
fn an_unpadded_image_is_recognized() {
    for directories in [4, 16] {
        let pe = Pe { directories, overlay: noise(2, 3), ..Pe::default() };
        let image = pe.build();
        let mut skipped = vec![pe.checksum()..pe.checksum() + 4];
        if directories > 4 {
            skipped.push(pe.security()..pe.security() + 8);
        }
        let expected = [(FlatDigest, plain(&image)), (UnpaddedPe, without(&image, &skipped, 0))];
        assert_eq!(kinds_and_digests(&image), expected);
    }
    let whole = Pe::default().build();
    assert_eq!(kinds_and_digests(&whole), [(FlatDigest, plain(&whole))]);
}

#[test]
fn an_image_that_was_signed_after_it_was_taken_for_flat_is_recognized() {
    for plus in [false, true] {
        let unsigned = Pe { plus, overlay: noise(2, 8), ..Pe::default() };
        let signed = Pe { certificates: noise(9, 64), ..unsigned.clone() };
        let with_checksum = |value: u32| {
            let mut image = unsigned.build();
            put(&mut image, unsigned.checksum(), &value.to_le_bytes());
            plain(&image)
        };
        let variants = kinds_and_digests(&signed.build());
        let kinds: Vec<_> = variants.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [FlatDigest, SignatureRemoved, SignatureRemoved, SignatureRemoved]);
        assert_eq!(variants[0].1, plain(&signed.build()));
        assert_eq!(variants[1].1, plain(&unsigned.build()));
        assert_eq!(variants[2].1, with_checksum(0));
        assert_eq!(variants[3].1, with_checksum(checksum(&unsigned.build(), unsigned.checksum())));
    }
}

/// By the letter: words added one by one, each carry at once.
fn checksum(image: &[u8], at: usize) -> u32 {
    let mut image = image.to_vec();
    put(&mut image, at, &[0; 4]);
    let sum = image.chunks(2).fold(0_u32, |sum, word| {
        let sum = sum + u32::from(word[0]) + 256 * u32::from(*word.get(1).unwrap_or(&0));
        (sum & 0xffff) + (sum >> 16)
    });
    sum + u32::try_from(image.len()).unwrap()
}

#[test]
fn a_cabinet_taken_for_flat_is_recognized() {
    let cab = cabinet(&noise(5, 100), None);
    assert_eq!(kinds_and_digests(&cab), [(FlatDigest, plain(&cab))]);
}

#[test]
fn the_words_are_those_of_the_contract() {
    let words = [Crlf, Lf, Bom, FinalNewline, UnpaddedPe, SignatureRemoved, FlatDigest].map(|kind| kind.to_string());
    assert_eq!(words, ["crlf", "lf", "bom", "final-newline", "unpadded-pe", "signature-removed", "flat-digest"]);
}
