//! Digests that decide, with those of SHA-1 looked at for the traces of a collision made on purpose.
//!
//! All known ways to make two messages of one SHA-1 go through differences of a few kinds, which each of the two messages
//! alone betrays (Stevens, "Counter-cryptanalysis", 2013). An honest message does so with a probability of 2^-90 or less.

use catseal_asn1::DigestAlgorithm;
use sha1_checked::Sha1;

/// A digest, and whether it says anything.
#[derive(Debug, Clone)]
pub(crate) struct Digested {
    pub(crate) octets: Vec<u8>,
    /// The message is one of two that were made to have the same digest.
    pub(crate) collides: bool,
}

impl Digested {
    /// The digest of `message`.
    pub(crate) fn of(algorithm: DigestAlgorithm, message: &[u8]) -> Self {
        Self { octets: algorithm.digest(message), collides: collides(algorithm, message) }
    }
}

/// Whether `message` is one of two that were made to have the same digest; known only of SHA-1.
pub(crate) fn collides(algorithm: DigestAlgorithm, message: &[u8]) -> bool {
    algorithm == DigestAlgorithm::Sha1 && Sha1::try_digest(message).has_collision()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first 320 octets of `shattered-1.pdf` (Stevens, Bursztein, Karpman, Albertini, Markov, 2017): the prefix and
    /// the two near-collision blocks of the first collision of SHA-1.
    const SHATTERED: &str = include_str!("../../digest/tests/data/shattered-1.hex");

    fn shattered() -> Vec<u8> {
        let digits: Vec<_> = SHATTERED.chars().filter_map(|digit| digit.to_digit(16)).collect();
        digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap()).collect()
    }

    #[test]
    fn a_collision_of_sha1_is_noticed_whatever_follows() {
        let message = [shattered(), vec![7; 1000]].concat();
        let digested = Digested::of(DigestAlgorithm::Sha1, &message);
        assert!(digested.collides);
        assert_eq!(digested.octets, DigestAlgorithm::Sha1.digest(&message));
        assert!(!collides(DigestAlgorithm::Sha256, &message));
    }

    #[test]
    fn a_message_that_is_nearly_that_one_is_not_suspected() {
        let mut message = shattered();
        assert!(collides(DigestAlgorithm::Sha1, &message));
        message[0] ^= 1;
        assert!(!collides(DigestAlgorithm::Sha1, &message));
        assert!(!collides(DigestAlgorithm::Sha1, b"abc"));
    }
}
