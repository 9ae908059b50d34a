use std::io::{self, Read};

use catseal_digest::{CheckedHasher, Error, FileKind, Hasher, digest};
use proptest::prelude::*;

use crate::builder::{Pe, cabinet, digests_of, noise, plain};

/// Images, cabinets, flat files; whole, cut off, and damaged at one place.
fn contents() -> impl Strategy<Value = Vec<u8>> {
    let image = (any::<bool>(), 4_usize..300, 0_u32..17, 0_usize..40, 0_usize..60, 0_usize..20).prop_map(
        |(plus, e_lfanew, directories, overlay, certificates, after)| {
            Pe {
                plus,
                // Not over e_lfanew itself, and checked apart from here.
                e_lfanew: e_lfanew.max(0x40),
                directories,
                overlay: noise(2, overlay),
                certificates: noise(9, certificates),
                after_certificates: noise(4, after),
                ..Pe::default()
            }
            .build()
        },
    );
    let cabinet = (0_usize..200, proptest::option::of(0_usize..90))
        .prop_map(|(len, signature)| cabinet(&noise(5, len), signature.map(|len| noise(8, len)).as_deref()));
    let flat = proptest::collection::vec(any::<u8>(), 0..300);
    let whole = prop_oneof![4 => image, 2 => cabinet, 1 => flat];
    (whole, proptest::option::of(any::<prop::sample::Index>()), any::<prop::sample::Index>(), any::<u8>()).prop_map(
        |(mut content, cut, at, flip)| {
            if let Some(byte) = content.len().checked_sub(1).and_then(|max| content.get_mut(at.index(max + 1))) {
                *byte ^= flip;
            }
            if let Some(cut) = cut {
                content.truncate(cut.index(content.len() + 1));
            }
            content
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn how_the_stream_is_cut_makes_no_difference(
        content in contents(),
        lengths in proptest::collection::vec(0_usize..200, 1..40),
    ) {
        let mut hasher = Hasher::new();
        let mut rest = content.as_slice();
        for len in lengths {
            let (piece, after) = rest.split_at(len.min(rest.len()));
            hasher.update(piece);
            rest = after;
        }
        hasher.update(rest);
        let whole = digests_of(&content);
        prop_assert_eq!(hasher.finish(), whole);
        prop_assert_eq!(whole.flat, plain(&content));

        let mut bytewise = Hasher::new();
        content.iter().for_each(|byte| bytewise.update(&[*byte]));
        prop_assert_eq!(bytewise.finish(), whole);

        let mut checked = CheckedHasher::new();
        let (head, tail) = content.split_at(content.len() / 3);
        [head, tail].iter().for_each(|piece| checked.update(piece));
        let checked = checked.finish();
        prop_assert_eq!((checked.sha1, checked.collides), (whole.member.sha1, false));
    }
}

/// The files of 2017 that first had the same SHA-1, up to where their differences end (Stevens, Bursztein, Karpman, Albertini,
/// Markov), and the same octets behind.
fn shattered() -> [Vec<u8>; 2] {
    [include_str!("../data/shattered-1.hex"), include_str!("../data/shattered-2.hex")].map(|digits| {
        let digits: Vec<_> = digits.chars().filter_map(|digit| digit.to_digit(16)).collect();
        let octets = digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap());
        octets.chain(noise(1, 1000)).collect()
    })
}

#[test]
fn contents_that_were_made_to_have_one_sha1_are_told() {
    let [one, other] = shattered();
    assert_ne!(one, other);
    assert_eq!(digests_of(&one).member.sha1, digests_of(&other).member.sha1);
    assert_ne!(digests_of(&one).member.sha256, digests_of(&other).member.sha256);
    let check = |content: &[u8]| {
        let mut hasher = CheckedHasher::new();
        hasher.update(content);
        hasher.finish()
    };
    for content in [&one, &other] {
        let checked = check(content);
        assert_eq!((checked.sha1, checked.collides), (plain(content).sha1, true));
        // Elsewhere the same octets are harmless.
        let changed: Vec<_> = [7].iter().chain(content).copied().collect();
        assert!(!check(&changed).collides);
    }
}

#[test]
fn a_file_larger_than_the_buffer_is_digested_whole() {
    let pe = Pe { sections: vec![noise(1, 200_000)], certificates: noise(9, 100_000), ..Pe::default() };
    let image = pe.build();
    let digests = digest(&mut image.as_slice()).unwrap();
    assert_eq!(digests, digests_of(&image));
    assert_eq!(digests.flat, plain(&image));
    assert_eq!(digests.kind, FileKind::Pe);
}

/// Gives what it holds, interrupted before each read, and fails at its end.
struct Failing<'a> {
    content: &'a [u8],
    interrupted: bool,
}

impl Read for Failing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.interrupted = !self.interrupted;
        if self.interrupted {
            return Err(io::ErrorKind::Interrupted.into());
        }
        match self.content.read(buffer)? {
            0 => Err(io::ErrorKind::PermissionDenied.into()),
            len => Ok(len),
        }
    }
}

#[test]
fn a_read_that_fails_says_where_and_one_that_was_interrupted_is_repeated() {
    let content = noise(1, 100_000);
    let error = digest(&mut Failing { content: &content, interrupted: false }).unwrap_err();
    let Error::Read { offset: 100_000, source } = error else { panic!("{error}") };
    assert_eq!(source.kind(), io::ErrorKind::PermissionDenied);
}

#[test]
fn an_empty_file_is_flat() {
    let digests = digest(&mut io::empty()).unwrap();
    assert_eq!((digests.kind, digests.size, digests.member), (FileKind::Flat, 0, plain(&[])));
}
