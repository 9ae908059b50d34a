use crate::sink::Sink;
use sha1::{Digest, Sha1};
use sha2::Sha256;

/// The digest algorithms of catalogs: SHA-1 in version 1, both in version 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// SHA-1, 20 bytes.
    Sha1,
    /// SHA-256, 32 bytes.
    Sha256,
}

impl Algorithm {
    /// How long a digest is, in bytes.
    #[must_use]
    pub const fn digest_len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }

    /// The digest of the pieces, taken as one message.
    pub(crate) fn of(self, pieces: &[&[u8]]) -> Vec<u8> {
        match self {
            Self::Sha1 => hash::<Sha1>(pieces),
            Self::Sha256 => hash::<Sha256>(pieces),
        }
    }
}

fn hash<D: Digest>(pieces: &[&[u8]]) -> Vec<u8> {
    pieces.iter().fold(D::new(), |hash, piece| hash.chain_update(piece)).finalize().to_vec()
}

/// The SHA-1 and the SHA-256 of the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DigestPair {
    /// The SHA-1.
    pub sha1: [u8; 20],
    /// The SHA-256.
    pub sha256: [u8; 32],
}

impl DigestPair {
    /// The digest of one algorithm; as long as [`Algorithm::digest_len`] says.
    #[must_use]
    pub const fn get(&self, algorithm: Algorithm) -> &[u8] {
        match algorithm {
            Algorithm::Sha1 => &self.sha1,
            Algorithm::Sha256 => &self.sha256,
        }
    }

    /// The digests of the pieces, taken as one message.
    pub(crate) fn of(pieces: &[&[u8]]) -> Self {
        let mut pair = PairHasher::default();
        pieces.iter().for_each(|piece| pair.update(piece));
        pair.finish()
    }
}

/// Both digests under way.
#[derive(Clone, Default)]
pub(crate) struct PairHasher {
    sha1: Sha1,
    sha256: Sha256,
}

impl Sink for PairHasher {
    const WANTS_FLAT: bool = true;

    fn update(&mut self, data: &[u8]) {
        self.sha1.update(data);
        self.sha256.update(data);
    }
}

impl PairHasher {
    pub(crate) fn finish(self) -> DigestPair {
        DigestPair { sha1: self.sha1.finalize().into(), sha256: self.sha256.finalize().into() }
    }
}
