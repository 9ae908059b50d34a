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
    const SHATTERED: &str = "\
         255044462d312e330a25e2e3cfd30a0a0a312030206f626a0a3c3c2f57696474682032203020522f4865696768742033\
         203020522f547970652034203020522f537562747970652035203020522f46696c7465722036203020522f436f6c6f72\
         53706163652037203020522f4c656e6774682038203020522f42697473506572436f6d706f6e656e7420383e3e0a7374\
         7265616d0affd8fffe00245348412d3120697320646561642121212121852fec092339759c39b1a1c63c4c97e1fffe01\
         7346dc9166b67e118f029ab621b2560ff9ca67cca8c7f85ba84c79030c2b3de218f86db3a90901d5df45c14f26fedfb3\
         dc38e96ac22fe7bd728f0e45bce046d23c570feb141398bb552ef5a0a82be331fea48037b8b5d71f0e332edf93ac3500\
         eb4ddc0decc1a864790c782c76215660dd309791d06bd0af3f98cda4bc4629b1";

    fn shattered() -> Vec<u8> {
        let digits = SHATTERED.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
        digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
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
