//! Certificates that are not trusted, whoever vouches for them.

use crate::certificate::Certificate;
use crate::error::Error;
use crate::stl::TrustList;
use catseal_asn1::{DigestAlgorithm, oids};
use jiff::Timestamp;
use std::collections::HashSet;

/// What names distrusted certificates.
#[derive(Debug, Clone, Default)]
pub(crate) struct Disallowed {
    /// SHA-1 and SHA-256 of whole certificates.
    thumbprints: HashSet<Vec<u8>>,
    /// Digests of what is signed of a certificate, or of its key.
    contents: HashSet<Vec<u8>>,
    /// When the newest of the lists was published.
    pub(crate) published: Option<Timestamp>,
}

impl Disallowed {
    pub(crate) fn is_empty(&self) -> bool {
        self.thumbprints.is_empty() && self.contents.is_empty()
    }

    /// Takes the entries of a list whose signature was checked. Gives how many there are.
    pub(crate) fn add_list(&mut self, list: &TrustList<'_>, origin: &str) -> Result<usize, Error> {
        let wrong = |problem: String| Error::TrustList { origin: origin.to_owned(), problem };
        if !list.usages.contains(&oids::DISALLOWED_LIST) {
            let names: Vec<_> = list.usages.iter().map(oids::describe).collect();
            return Err(wrong(format!("it is not a list of distrusted certificates, but for {}", names.join(", "))));
        }
        let (set, lengths): (_, &[usize]) = match list.subject_algorithm {
            oids::SHA1 => (&mut self.thumbprints, &[20]),
            oids::SHA256 => (&mut self.thumbprints, &[32]),
            oids::DISALLOWED_HASH => (&mut self.contents, &[16, 20, 32, 48, 64]),
            other => {
                let name = oids::describe(&other);
                return Err(wrong(format!("it names certificates in a way that is not known ({name})")));
            }
        };
        // What cannot be looked for would be trusted: such a list is not taken at all.
        if list.entries.iter().any(|entry| !lengths.contains(&entry.subject.len())) {
            return Err(wrong("an entry has another length than a digest".to_owned()));
        }
        set.extend(list.entries.iter().map(|entry| entry.subject.to_vec()));
        self.published = self.published.max(Some(list.this_update));
        Ok(list.entries.len())
    }

    /// Takes a certificate, by what is signed of it: of the signature another form may hold as well (ECDSA gives two to
    /// everybody), and with it the certificate has another thumbprint.
    pub(crate) fn add_certificate(&mut self, certificate: &Certificate) {
        self.contents.insert(DigestAlgorithm::Sha256.digest(certificate.tbs()));
    }

    /// Takes a text of thumbprints, one a line: SHA-1 or SHA-256 in hexadecimal, with or without colons and blanks, as
    /// Windows and OpenSSL write them. Empty lines, and what follows a `#`, do not count. Gives how many there are.
    pub(crate) fn add_text(&mut self, text: &str, origin: &str) -> Result<usize, Error> {
        let mut thumbprints = Vec::new();
        for (line, text) in (1..).zip(text.lines()) {
            let text = text.split_once('#').map_or(text, |(before, _)| before);
            // Windows copies a mark of direction along with a thumbprint.
            let passed_over = |letter: char| letter.is_whitespace() || matches!(letter, ':' | '\u{200e}' | '\u{feff}');
            let digits: String = text.chars().filter(|letter| !passed_over(*letter)).collect();
            if digits.is_empty() {
                continue;
            }
            let octets = unhex(&digits).filter(|octets| matches!(octets.len(), 20 | 32));
            thumbprints.push(octets.ok_or_else(|| Error::Thumbprint { origin: origin.to_owned(), line })?);
        }
        let count = thumbprints.len();
        self.thumbprints.extend(thumbprints);
        Ok(count)
    }

    /// Whether a certificate is distrusted.
    ///
    /// Microsoft's list names certificates by the digest of what is signed of them, or by the MD5 of the key
    /// (`wincrypt.h`, at `szOID_DISALLOWED_HASH`). It does not say whether the digest of a key is over the whole
    /// SubjectPublicKeyInfo: both readings are looked for, since no other certificate has either digest.
    pub(crate) fn names(&self, certificate: &Certificate) -> bool {
        if self.is_empty() {
            return false;
        }
        let by_thumbprint = self.thumbprints.contains(certificate.sha256().as_slice())
            || self.thumbprints.contains(&DigestAlgorithm::Sha1.digest(certificate.der()));
        let by_contents = || {
            let algorithms = [
                DigestAlgorithm::Md5,
                DigestAlgorithm::Sha1,
                DigestAlgorithm::Sha256,
                DigestAlgorithm::Sha384,
                DigestAlgorithm::Sha512,
            ];
            let mut digests = algorithms.iter().map(|algorithm| algorithm.digest(certificate.tbs()));
            let keys = [Some(certificate.spki()), certificate.key_octets()];
            digests.any(|digest| self.contents.contains(&digest))
                || keys.into_iter().flatten().any(|key| self.contents.contains(&DigestAlgorithm::Md5.digest(key)))
        };
        by_thumbprint || !self.contents.is_empty() && by_contents()
    }
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = digits.chars().map(|digit| digit.to_digit(16)).collect::<Option<_>>()?;
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(high << 4 | low).ok(),
        _ => None,
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thumbprints_are_read_as_windows_and_openssl_write_them() {
        let mut disallowed = Disallowed::default();
        let text = "# stolen\r\n\u{200e}cd d4 ee ae 60 00 ac 7f 40 c3 80 2c 17 1e 30 14 80 30 c0 72  # a root\r\n\n\
                    88:5D:E6:4C:34:0E:3E:A7:06:58:F0:1E:11:45:F9:57:FC:DA:27:AA:BE:EA:1A:B9:FA:A9:FD:B0:10:2D:40:77\n";
        assert_eq!(disallowed.add_text(text, "x"), Ok(2));
        for (line, text) in [(1, "hello"), (2, "\ncdd4"), (1, "cdd4eeae6000ac7f40c3802c171e30148030c07"), (1, "é")] {
            assert_eq!(disallowed.add_text(text, "x"), Err(Error::Thumbprint { origin: "x".to_owned(), line }));
        }
        assert_eq!(disallowed.thumbprints.len(), 2);
    }
}
