use crate::hasher::Parts;
use crate::sink::Sink;
use sha1_checked::{Digest as _, Sha1};

/// The SHA-1 that a catalog member carries, and whether it says anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckedSha1 {
    /// PE image digest, CAB digest, or the flat one: as in [`Digests::member`](crate::Digests::member).
    pub sha1: [u8; 20],
    /// Whether what was digested is one of two contents that were made to have the same SHA-1.
    ///
    /// All known ways to make such go through differences of a few kinds, which each of the two alone betrays (Stevens,
    /// "Counter-cryptanalysis", 2013). An honest file does so with a probability of 2^-90 or less.
    pub collides: bool,
}

/// As [`Hasher`](crate::Hasher), for the SHA-1 alone and with a look for collisions; some two times as slow for each byte.
#[derive(Default)]
pub struct CheckedHasher(Parts<Checked>);

impl CheckedHasher {
    /// Starts with nothing read.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes of the file, any number.
    pub fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    /// What came of everything taken so far, as a whole file.
    #[must_use]
    pub fn finish(self) -> CheckedSha1 {
        let parts = self.0.finish();
        let Checked(sha1) = parts.member.map_or(parts.flat, |(member, _)| member);
        let result = sha1.try_finalize();
        CheckedSha1 { sha1: (*result.hash()).into(), collides: result.has_collision() }
    }
}

#[derive(Clone)]
struct Checked(Sha1);

impl Default for Checked {
    fn default() -> Self {
        // The digest is to be the one that others compute, collision or not.
        Self(Sha1::builder().safe_hash(false).build())
    }
}

impl Sink for Checked {
    const WANTS_FLAT: bool = false;

    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }
}
