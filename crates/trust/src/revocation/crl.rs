//! Certificate revocation lists (RFC 5280, 5).

use super::reason::RevocationReason;
use super::scope::{Scope, directory_names};
use crate::key::{PublicKey, Scheme};
use crate::name::{RelativeName, fold};
use catseal_asn1::{Cursor, Error, Mode, Oid, Tag, Tlv};
use catseal_catalog::AlgorithmView;
use der::Decode;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::ops::Range;
use x509_cert::ext::pkix::AuthorityKeyIdentifier;

const CRL_NUMBER: Oid = Oid::new_unwrap("2.5.29.20");
pub(super) const REASON_CODE: Oid = Oid::new_unwrap("2.5.29.21");
pub(super) const INVALIDITY_DATE: Oid = Oid::new_unwrap("2.5.29.24");
const DELTA_CRL_INDICATOR: Oid = Oid::new_unwrap("2.5.29.27");
const ISSUING_DISTRIBUTION_POINT: Oid = Oid::new_unwrap("2.5.29.28");
const CERTIFICATE_ISSUER: Oid = Oid::new_unwrap("2.5.29.29");
const AUTHORITY_KEY_IDENTIFIER: Oid = Oid::new_unwrap("2.5.29.35");
/// X.509 (2019), 9.5.2.10: since when expired certificates are kept on the list.
const EXPIRED_CERTS_ON_CRL: Oid = Oid::new_unwrap("2.5.29.60");

/// Entries of one list; the largest public ones have some 100 000 octets of each.
const MAX_ENTRIES: usize = 2_000_000;
const MAX_EXTENSIONS: usize = 64;

/// What a list says of one certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) revoked_at: Timestamp,
    /// Why; `None` when the list does not say.
    pub(crate) reason: Option<RevocationReason>,
    /// Since when the key is not to be trusted, as far as the authority knows.
    pub(crate) invalid_since: Option<Timestamp>,
}

impl Entry {
    /// From when on signatures do not count.
    pub(crate) fn since(&self) -> Timestamp {
        self.invalid_since.map_or(self.revoked_at, |since| since.min(self.revoked_at))
    }
}

/// A Name as it is compared; one that is malformed, by its octets.
type NameKey = Result<Vec<RelativeName>, Vec<u8>>;

fn name_key(name: &[u8]) -> NameKey {
    fold(name).ok_or_else(|| name.to_vec())
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Index into the issuers.
    issuer: u32,
    serial: (u32, u32),
    extensions: (u32, u32),
    revoked_at: Timestamp,
}

/// A list, read once and kept. An entry is found without looking at the others.
#[derive(Debug)]
pub(crate) struct Crl {
    der: Box<[u8]>,
    sha256: [u8; 32],
    tbs: Range<usize>,
    signature: Range<usize>,
    issuer: Range<usize>,
    scheme: Option<Scheme>,
    pub(crate) this_update: Timestamp,
    pub(crate) next_update: Option<Timestamp>,
    /// Sorted by issuer and serial number.
    entries: Vec<Place>,
    /// Issuers of the certificates that are listed, with the numbers that entries know them by.
    issuers: HashMap<NameKey, u32>,
    pub(crate) scope: Scope,
    number: Option<Vec<u8>>,
    /// The number of the list that this one changes, if it is a delta.
    base: Option<Vec<u8>>,
    pub(crate) authority_key_id: Option<Vec<u8>>,
    /// Since when expired certificates are not taken off the list.
    pub(crate) keeps_expired_since: Option<Timestamp>,
    /// Why the list must not be used, if something in it is not understood.
    pub(crate) defect: Option<String>,
}

impl Crl {
    /// Reads `der`, a whole list and nothing behind it.
    ///
    /// What is well-formed but not understood does not fail the reading: it becomes [`Crl::defect`].
    pub(crate) fn parse(der: &[u8]) -> Result<Self, Error> {
        let mut outer = Cursor::new(der, Mode::Strict);
        let whole = outer.expect(Tag::SEQUENCE, "revocation list")?;
        outer.finish("revocation list")?;
        if u32::try_from(der.len()).is_err() {
            return Err(whole.invalid("larger than 4 GiB"));
        }
        let mut parts = whole.cursor(Mode::Strict);
        let tbs = parts.expect(Tag::SEQUENCE, "contents of the revocation list")?;
        let outer_algorithm = parts.expect(Tag::SEQUENCE, "signature algorithm of the revocation list")?;
        let signature = parts.expect(Tag::BIT_STRING, "signature of the revocation list")?;
        parts.finish("revocation list")?;
        let signature_bits = signature.bit_string()?;

        let mut fields = tbs.cursor(Mode::Strict);
        if let Some(version) = fields.optional(Tag::INTEGER, "version of the revocation list")?
            && version.integer_u32()? != 1
        {
            return Err(version.invalid("not version 2"));
        }
        let inner_algorithm = fields.expect(Tag::SEQUENCE, "signature algorithm")?;
        let issuer = fields.expect(Tag::SEQUENCE, "issuer of the revocation list")?;
        let this_update = fields.any("time of the revocation list")?.time()?;
        let next_update = match fields.peek() {
            Some(Tag::UTC_TIME | Tag::GENERALIZED_TIME) => Some(fields.any("time of the next list")?.time()?),
            _ => None,
        };
        let list = fields.optional(Tag::SEQUENCE, "revoked certificates")?;
        let extensions = fields.optional(Tag::context(0), "extensions of the revocation list")?;
        fields.finish("contents of the revocation list")?;

        let scheme = AlgorithmView::parse(outer_algorithm).ok().and_then(|view| Scheme::of_certificate(&view));
        let range = |tlv: &Tlv<'_>| tlv.offset..tlv.offset.saturating_add(tlv.raw.len());
        let signature_end = signature.value_offset().saturating_add(signature.value.len());
        let mut crl = Self {
            sha256: Sha256::digest(der).into(),
            tbs: range(&tbs),
            signature: signature_end.saturating_sub(signature_bits.len())..signature_end,
            issuer: range(&issuer),
            scheme,
            this_update,
            next_update,
            entries: Vec::new(),
            issuers: HashMap::from([(name_key(issuer.raw), 0)]),
            scope: Scope::default(),
            number: None,
            base: None,
            authority_key_id: None,
            keeps_expired_since: None,
            defect: None,
            der: der.into(),
        };
        if inner_algorithm.raw != outer_algorithm.raw {
            crl.fault("it names two different signature algorithms");
        }
        if let Some(explicit) = extensions {
            crl.read_extensions(&explicit)?;
        }
        // The scope says whether entries may name other issuers.
        if let Some(list) = list {
            crl.read_entries(&list)?;
        }
        Ok(crl)
    }

    fn fault(&mut self, problem: impl Into<String>) {
        self.defect.get_or_insert_with(|| problem.into());
    }

    fn read_extensions(&mut self, explicit: &Tlv<'_>) -> Result<(), Error> {
        let mut explicit = explicit.cursor(Mode::Strict);
        let list = explicit.expect(Tag::SEQUENCE, "extensions of the revocation list")?;
        explicit.finish("extensions of the revocation list")?;
        let mut seen = Vec::new();
        for extension in extensions(&list) {
            let Extension { oid, critical, value } = extension?;
            if seen.contains(&oid) {
                self.fault(format!("it has the extension {oid} twice"));
            }
            if seen.len() >= MAX_EXTENSIONS {
                self.fault("it has too many extensions");
                break;
            }
            seen.push(oid);
            let number = || Cursor::new(value, Mode::Strict).expect(Tag::INTEGER, "number of a list");
            match oid {
                CRL_NUMBER => self.number = Some(number()?.value.to_vec()),
                DELTA_CRL_INDICATOR => self.base = Some(number()?.value.to_vec()),
                ISSUING_DISTRIBUTION_POINT => match Scope::parse(value) {
                    Ok(scope) => self.scope = scope,
                    Err(_) => self.fault("what it is for is said in a way that is not understood"),
                },
                AUTHORITY_KEY_IDENTIFIER => {
                    let id = AuthorityKeyIdentifier::from_der(value).ok().and_then(|id| id.key_identifier);
                    self.authority_key_id = id.map(|id| id.as_bytes().to_vec());
                }
                EXPIRED_CERTS_ON_CRL => {
                    let time = Cursor::new(value, Mode::Strict).any("time since which expired certificates are kept");
                    self.keeps_expired_since = time.and_then(|time| time.time()).ok();
                }
                oid if critical => self.fault(format!("it has a critical extension that is not understood ({oid})")),
                _ => {}
            }
        }
        Ok(())
    }

    fn read_entries(&mut self, list: &Tlv<'_>) -> Result<(), Error> {
        let mut cursor = list.cursor(Mode::Strict);
        let mut issuer = 0;
        while !cursor.is_empty() {
            let entry = cursor.expect(Tag::SEQUENCE, "entry of the revocation list")?;
            if self.entries.len() >= MAX_ENTRIES {
                return Err(entry.invalid("too many entries"));
            }
            let mut fields = entry.cursor(Mode::Strict);
            let serial = fields.expect(Tag::INTEGER, "serial number")?;
            let revoked_at = fields.any("time of revocation")?.time()?;
            let list = fields.optional(Tag::SEQUENCE, "extensions of the entry")?;
            fields.finish("entry of the revocation list")?;
            if let Some(list) = &list {
                let read = EntryExtensions::read(list)?;
                if let Some(defect) = read.defect {
                    self.fault(defect);
                }
                if let Some(name) = read.issuer {
                    if !self.scope.indirect {
                        self.fault("an entry names another issuer, though the list is for one alone");
                    }
                    let next = u32::try_from(self.issuers.len()).unwrap_or(u32::MAX);
                    issuer = *self.issuers.entry(name_key(&name)).or_insert(next);
                }
            }
            let span = |offset: usize, len: usize| {
                // The whole list is shorter than 4 GiB.
                let start = u32::try_from(offset).unwrap_or_default();
                (start, start.saturating_add(u32::try_from(len).unwrap_or_default()))
            };
            let digits = shortest(serial.value);
            let skipped = serial.value.len().saturating_sub(digits.len());
            self.entries.push(Place {
                issuer,
                serial: span(serial.value_offset().saturating_add(skipped), digits.len()),
                extensions: list.map_or((0, 0), |list| span(list.offset, list.raw.len())),
                revoked_at,
            });
        }
        let (der, mut entries) = (&self.der, std::mem::take(&mut self.entries));
        entries.sort_by(|a, b| (a.issuer, cut(der, a.serial)).cmp(&(b.issuer, cut(der, b.serial))));
        self.entries = entries;
        Ok(())
    }

    fn slice(&self, range: &Range<usize>) -> &[u8] {
        self.der.get(range.clone()).unwrap_or_default()
    }

    pub(crate) fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// The Name of the issuer, tag and length included.
    pub(crate) fn issuer(&self) -> &[u8] {
        self.slice(&self.issuer)
    }

    /// Whether it only says what changed since another list.
    pub(crate) const fn is_delta(&self) -> bool {
        self.base.is_some()
    }

    /// Whether `key` signed this list.
    pub(crate) fn is_signed_by(&self, key: &PublicKey) -> bool {
        let Some(scheme) = &self.scheme else { return false };
        key.verify(scheme, self.slice(&self.tbs), self.slice(&self.signature)).is_ok()
    }

    /// With what the list was signed; `None` when that is not known here.
    pub(crate) const fn scheme(&self) -> Option<&Scheme> {
        self.scheme.as_ref()
    }

    /// Whether this delta changes `list` (RFC 5280, 5.2.4): same issuer, key and scope, and numbers that go together.
    pub(crate) fn changes(&self, list: &Self) -> bool {
        let (Some(base), Some(number), Some(listed)) = (&self.base, &self.number, &list.number) else { return false };
        self.issuer() == list.issuer()
            && self.authority_key_id == list.authority_key_id
            && self.scope.raw == list.scope.raw
            && is_at_most(base, listed)
            && !is_at_most(number, listed)
    }

    /// What the list says of the certificate with this serial number (contents of the INTEGER) by this issuer (a Name).
    /// Of several entries, which should not be, the earliest counts.
    pub(crate) fn find(&self, issuer: &[u8], serial: &[u8]) -> Option<Entry> {
        let issuer = *self.issuers.get(&name_key(issuer))?;
        let wanted = (issuer, shortest(serial));
        let key = |place: &Place| (place.issuer, cut(&self.der, place.serial));
        let start = self.entries.partition_point(|place| key(place) < wanted);
        let places = self.entries.get(start..)?.iter().take_while(|place| key(place) == wanted);
        places
            .filter_map(|place| self.entry(place))
            .min_by_key(|entry| (entry.reason == Some(RevocationReason::RemoveFromCrl), entry.since()))
    }

    fn entry(&self, place: &Place) -> Option<Entry> {
        let raw = cut(&self.der, place.extensions);
        let read = match raw {
            [] => EntryExtensions::default(),
            raw => {
                let list = Cursor::new(raw, Mode::Strict).expect(Tag::SEQUENCE, "extensions of the entry").ok()?;
                EntryExtensions::read(&list).ok()?
            }
        };
        Some(Entry { revoked_at: place.revoked_at, reason: read.reason, invalid_since: read.invalid_since })
    }
}

fn cut(der: &[u8], (start, end): (u32, u32)) -> &[u8] {
    let index = |position| usize::try_from(position).unwrap_or(usize::MAX);
    der.get(index(start)..index(end)).unwrap_or_default()
}

/// The contents of an INTEGER in their shortest form: a certificate and a list may write the same number differently.
fn shortest(mut octets: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = octets {
        match (first, rest.first()) {
            (0x00, Some(..0x80)) | (0xff, Some(0x80..)) => octets = rest,
            _ => break,
        }
    }
    octets
}

/// Compares two numbers that are not negative, as contents of INTEGERs.
fn is_at_most(a: &[u8], b: &[u8]) -> bool {
    let digits = |octets: &[u8]| octets.iter().skip_while(|&&octet| octet == 0).copied().collect::<Vec<_>>();
    let (a, b) = (digits(a), digits(b));
    (a.len(), a) <= (b.len(), b)
}

/// One extension, of a list, an entry or an answer.
pub(super) struct Extension<'a> {
    pub(super) oid: Oid,
    pub(super) critical: bool,
    pub(super) value: &'a [u8],
}

/// The extensions in `list`.
pub(super) fn extensions<'a>(list: &Tlv<'a>) -> impl Iterator<Item = Result<Extension<'a>, Error>> {
    let mut cursor = list.cursor(Mode::Strict);
    let mut failed = false;
    std::iter::from_fn(move || {
        if failed || cursor.is_empty() {
            return None;
        }
        let mut read = || {
            let mut fields = cursor.enter(Tag::SEQUENCE, "extension")?;
            let oid = fields.expect(Tag::OID, "extension")?.oid()?;
            let critical = match fields.optional(Tag::BOOLEAN, "criticality")? {
                Some(boolean) => boolean.boolean()?,
                None => false,
            };
            let value = fields.expect(Tag::OCTET_STRING, "contents of the extension")?.value;
            fields.finish("extension")?;
            Ok(Extension { oid, critical, value })
        };
        let result = read();
        failed = result.is_err();
        Some(result)
    })
}

/// What stands beside a serial number.
#[derive(Default)]
struct EntryExtensions {
    reason: Option<RevocationReason>,
    invalid_since: Option<Timestamp>,
    /// Name of the issuer of this certificate and those that follow.
    issuer: Option<Vec<u8>>,
    defect: Option<String>,
}

impl EntryExtensions {
    fn read(list: &Tlv<'_>) -> Result<Self, Error> {
        let mut read = Self::default();
        for (index, extension) in extensions(list).enumerate() {
            let Extension { oid, critical, value } = extension?;
            if index >= MAX_EXTENSIONS {
                read.defect = Some("an entry has too many extensions".to_owned());
                break;
            }
            match oid {
                REASON_CODE => match RevocationReason::parse_extension(value) {
                    Ok(reason) => read.reason = Some(reason),
                    Err(_) => read.defect = Some("an entry gives a reason that is not known".to_owned()),
                },
                INVALIDITY_DATE => {
                    read.invalid_since = Some(Cursor::new(value, Mode::Strict).any("date of invalidity")?.time()?);
                }
                CERTIFICATE_ISSUER => {
                    let tlv = Cursor::new(value, Mode::Strict).expect(Tag::SEQUENCE, "issuer of the certificate")?;
                    let mut names = tlv.cursor(Mode::Strict);
                    let mut all = Vec::new();
                    while !names.is_empty() {
                        all.push(names.any("issuer of the certificate")?.raw.to_vec());
                    }
                    match directory_names(&all).next() {
                        Some(name) => read.issuer = Some(name.to_vec()),
                        None => read.defect = Some("an entry names an issuer that is no directory name".to_owned()),
                    }
                }
                oid if critical => {
                    read.defect = Some(format!("an entry has a critical extension that is not understood ({oid})"));
                }
                _ => {}
            }
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_however_long_it_is_written() {
        assert_eq!(shortest(&[0, 0, 5]), [5]);
        assert_eq!(shortest(&[0, 0x80]), [0, 0x80]);
        assert_eq!(shortest(&[0xff, 0xff, 0x80]), [0x80]);
        assert_eq!(shortest(&[0]), [0]);
        assert_eq!(shortest(&[]), [0_u8; 0]);
    }

    #[test]
    fn numbers_of_lists_are_compared_by_value() {
        assert!(is_at_most(&[5], &[5]) && is_at_most(&[0, 0xff], &[1, 0]) && !is_at_most(&[1, 0], &[0xff]));
    }
}
