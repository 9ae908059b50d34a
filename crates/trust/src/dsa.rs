//! DSA (FIPS 186-4), verified only: certificates of before 2000 have it.

use crate::key::{Refusal, bit_len};
use catseal_asn1::{Cursor, DigestAlgorithm, Error, Mode, Tag, Tlv};
use dsa::signature::hazmat::PrehashVerifier as _;
use dsa::{BoxedUint, Components, Signature, VerifyingKey};

/// A key, all numbers big endian without leading zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DsaKey {
    p: Vec<u8>,
    q: Vec<u8>,
    g: Vec<u8>,
    y: Vec<u8>,
}

impl DsaKey {
    /// Reads parameters and key (RFC 3279, 2.3.2).
    ///
    /// # Errors
    /// When they are malformed, or the parameters are not there: those of the issuer are not looked for.
    pub(crate) fn parse(parameters: &Tlv<'_>, key: &[u8]) -> Result<Self, Error> {
        if parameters.tag != Tag::SEQUENCE {
            return Err(parameters.invalid("no DSA parameters"));
        }
        let mut fields = parameters.cursor(Mode::Strict);
        let (p, q, g) = (number(&mut fields)?, number(&mut fields)?, number(&mut fields)?);
        fields.finish("DSA parameters")?;
        let mut outer = Cursor::new(key, Mode::Strict);
        let y = number(&mut outer)?;
        outer.finish("DSA key")?;
        Ok(Self { p, q, g, y })
    }

    /// Bits of the modulus.
    pub(crate) fn bits(&self) -> usize {
        bit_len(&self.p)
    }

    /// Checks a signature: a SEQUENCE of two INTEGERs (RFC 3279, 2.2.2).
    pub(crate) fn verify(&self, digest: DigestAlgorithm, message: &[u8], signature: &[u8]) -> Result<(), Refusal> {
        let (r, s) = pair(signature).map_err(|_| Refusal::Wrong)?;
        // The library wants numbers in range, and of the width of what they are computed with.
        let below = |number: &[u8], limit: &[u8]| (number.len(), number) < (limit.len(), limit);
        if !below(&r, &self.q) || !below(&s, &self.q) {
            return Err(Refusal::Wrong);
        }
        if !below(&self.q, &self.p) || !below(&self.g, &self.p) || !below(&self.y, &self.p) {
            return Err(Refusal::Unsupported);
        }
        let wide = |number: &[u8], like: &[u8]| {
            let bits = u32::try_from(like.len() * 8).map_err(|_| Refusal::Unsupported)?;
            BoxedUint::from_be_slice(number, bits).map_err(|_| Refusal::Unsupported)
        };
        // Other sizes than those of FIPS 186-4, 4.2 are refused here.
        let components =
            Components::from_components(wide(&self.p, &self.p)?, wide(&self.q, &self.q)?, wide(&self.g, &self.p)?);
        let key = components.and_then(|components| {
            let y = wide(&self.y, &self.p).map_err(|_| dsa::signature::Error::new())?;
            VerifyingKey::from_components(components, y)
        });
        let key = key.map_err(|_| Refusal::Unsupported)?;
        let signature = Signature::from_components(wide(&r, &self.q)?, wide(&s, &self.q)?).ok_or(Refusal::Wrong)?;
        key.verify_prehash(&digest.digest(message), &signature).map_err(|_| Refusal::Wrong)
    }
}

/// A positive INTEGER.
fn number(fields: &mut Cursor<'_>) -> Result<Vec<u8>, Error> {
    let tlv = fields.expect(Tag::INTEGER, "number of a DSA key")?;
    match tlv.integer()? {
        [0] | [0x80..=0xff, ..] => Err(tlv.invalid("not a positive INTEGER")),
        octets => Ok(octets.strip_prefix(&[0]).unwrap_or(octets).to_vec()),
    }
}

fn pair(signature: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let mut outer = Cursor::new(signature, Mode::Strict);
    let mut fields = outer.enter(Tag::SEQUENCE, "DSA signature")?;
    outer.finish("DSA signature")?;
    let pair = (number(&mut fields)?, number(&mut fields)?);
    fields.finish("DSA signature")?;
    Ok(pair)
}

#[cfg(test)]
mod tests {
    use super::*;
    use catseal_asn1::Writer;

    #[test]
    fn hostile_numbers_are_refused_not_computed_with() {
        let (p, q) = (vec![0xff; 128], vec![0xff; 20]);
        let signature = |r: &[u8], s: &[u8]| {
            Writer::encode(|w| {
                w.sequence(|w| [r, s].iter().for_each(|number| w.primitive(Tag::INTEGER, number)));
            })
        };
        let good = signature(&[1], &[1]);
        let verify = |key: &DsaKey, signature: &[u8]| key.verify(DigestAlgorithm::Sha1, b"m", signature);
        let key = DsaKey { p: p.clone(), q: q.clone(), g: vec![2], y: vec![2] };
        for bad in [&[][..], &signature(&[0], &[1]), &signature(&[1], &[0xff]), &signature(&[1; 21], &[1])] {
            assert_eq!(verify(&key, bad), Err(Refusal::Wrong), "{bad:02x?}");
        }
        for key in [
            DsaKey { q: vec![0xff; 2000], ..key.clone() },
            DsaKey { g: vec![0xff; 200], ..key.clone() },
            DsaKey { y: p.clone(), ..key.clone() },
            DsaKey { y: vec![1], ..key.clone() },
            DsaKey { p: vec![0xfe; 128], ..key.clone() },
            DsaKey { p: vec![0xff; 5000], ..key.clone() },
            DsaKey { q: vec![3], ..key.clone() },
            DsaKey { p: vec![5], q: vec![3], ..key.clone() },
        ] {
            assert!(verify(&key, &good).is_err(), "{key:02x?}");
        }
    }
}
