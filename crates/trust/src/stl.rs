//! Trust lists (`.stl`): signed lists of certificates, with what is said of each.
//!
//! A `CertificateTrustList` (`CTL_INFO` in `wincrypt.h`) has the shape of a catalog; its entries name certificates by digests.
//! Microsoft publishes its root programme (`authroot.stl`) and what it distrusts (`disallowedcert.stl`) in this form.

use crate::collision::Digested;
use crate::error::Error;
use crate::graph::{Budget, Graph};
use crate::path::Purpose;
use crate::programme::{Conditions, usages};
use crate::revocation::{Archive, Inquiry, Revocation};
use crate::signature::{Court, Signature};
use crate::signer::{Expected, has_indefinite_lengths};
use crate::verdict::{SignatureDetail, Status};
use crate::verifier::bag;
use catseal_asn1::{Cursor, DigestAlgorithm, Mode, Oid, Tag, Tlv, oids};
use catseal_catalog::SignedDataView;
use jiff::Timestamp;

/// Entries beyond this are no list of certificates; the largest known has some 600.
const MAX_ENTRIES: usize = 65_536;
/// Properties of one entry beyond this are refused; the largest known has 12.
const MAX_PROPERTIES: usize = 256;
/// Usages of a list beyond this are refused; known lists have one.
const MAX_USAGES: usize = 64;

/// Properties are `1.3.6.1.4.1.311.10.11.N`, where N is the number of the property in `wincrypt.h`; this is what stands
/// before the N (DER).
const PROPERTY: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x0a, 0x0b];
const PROPERTY_USAGES: u32 = 9;
const PROPERTY_FRIENDLY_NAME: u32 = 11;
const PROPERTY_SHA256: u32 = 98;
const PROPERTY_DISABLED: u32 = 104;
const PROPERTY_DISALLOWED_USAGES: u32 = 122;
const PROPERTY_NOT_BEFORE: u32 = 126;
const PROPERTY_NOT_BEFORE_USAGES: u32 = 127;

/// A trust list, as slices of the input.
#[derive(Debug, Clone)]
pub struct TrustList<'a> {
    data: SignedDataView<'a>,
    content: Tlv<'a>,
    /// What the list is for: the root programme (`ms.10.3.9`), distrusted certificates (`ms.10.3.30`), or something else.
    pub usages: Vec<Oid>,
    /// The identifier of the list; known ones have none.
    pub identifier: Option<&'a [u8]>,
    /// The number of the list, high octet first. Microsoft takes the time for it: 0x14, then a FILETIME.
    pub sequence: Option<&'a [u8]>,
    /// When it was published, says the list.
    pub this_update: Timestamp,
    /// When the next one is to come, if the list says so.
    pub next_update: Option<Timestamp>,
    /// How entries name certificates: by their SHA-1, as a rule.
    pub subject_algorithm: Oid,
    /// The entries in the order of the file.
    pub entries: Vec<TrustListEntry<'a>>,
}

/// An entry of a trust list.
#[derive(Debug, Clone)]
pub struct TrustListEntry<'a> {
    /// What names the certificate, by the algorithm of the list.
    pub subject: &'a [u8],
    /// What is said of the certificate, in the order of the file.
    pub properties: Vec<TrustListProperty<'a>>,
}

/// A property of an entry.
#[derive(Debug, Clone)]
pub struct TrustListProperty<'a> {
    /// Its object identifier.
    pub oid: Oid,
    /// Its number, when it is one of Microsoft's properties of certificates (`1.3.6.1.4.1.311.10.11.N`).
    pub number: Option<u32>,
    /// The contents of its one OCTET STRING; `None` when its value is something else.
    pub value: Option<&'a [u8]>,
}

impl<'a> TrustList<'a> {
    /// Reads a whole file. `origin` names it in errors.
    ///
    /// Who signed it is another matter: see [`Verifier::judge_list`](crate::Verifier::judge_list).
    ///
    /// # Errors
    /// [`Error::TrustList`] when it is something else, such as a catalog, or is malformed, or exceeds the limits.
    pub fn parse(bytes: &'a [u8], origin: &str) -> Result<Self, Error> {
        let wrong = |problem: String| Error::TrustList { origin: origin.to_owned(), problem };
        let data = SignedDataView::parse(bytes, 0).map_err(|error| wrong(error.to_string()))?;
        let content = data.content.filter(|content| data.content_type == oids::CTL && content.tag == Tag::SEQUENCE);
        let content = content.ok_or_else(|| wrong("it holds no trust list".to_owned()))?;
        let list = Self::parse_content(data, content).map_err(|error| wrong(error.to_string()))?;
        if list.usages.contains(&oids::CATALOG_LIST) {
            return Err(wrong("it is a catalog, not a list of certificates".to_owned()));
        }
        Ok(list)
    }

    fn parse_content(data: SignedDataView<'a>, content: Tlv<'a>) -> Result<Self, catseal_asn1::Error> {
        let mut fields = content.cursor(Mode::Tolerant);
        if let Some(version) = fields.optional(Tag::INTEGER, "version of the list")? {
            version.integer()?;
        }
        let mut named = fields.enter(Tag::SEQUENCE, "usage of the list")?;
        let mut usages = Vec::new();
        while !named.is_empty() {
            let usage = named.expect(Tag::OID, "usage of the list")?;
            if usages.len() >= MAX_USAGES {
                return Err(usage.invalid("too many usages"));
            }
            usages.push(usage.oid()?);
        }
        let identifier = fields.optional(Tag::OCTET_STRING, "identifier of the list")?;
        let sequence = fields.optional(Tag::INTEGER, "number of the list")?;
        let this_update = fields.any("date of the list")?.time()?;
        let next_update = match fields.peek() {
            Some(Tag::UTC_TIME | Tag::GENERALIZED_TIME) => Some(fields.any("date of the next list")?.time()?),
            _ => None,
        };
        let mut algorithm = fields.enter(Tag::SEQUENCE, "algorithm of the list")?;
        let subject_algorithm = algorithm.expect(Tag::OID, "algorithm of the list")?.oid()?;
        let mut entries = Vec::new();
        if let Some(list) = fields.optional(Tag::SEQUENCE, "entries of the list")? {
            let mut list = list.cursor(Mode::Tolerant);
            while !list.is_empty() {
                let entry = list.expect(Tag::SEQUENCE, "entry of the list")?;
                if entries.len() >= MAX_ENTRIES {
                    return Err(entry.invalid("too many entries"));
                }
                entries.push(TrustListEntry::parse(entry)?);
            }
        }
        // Extensions say nothing about certificates.
        fields.optional(Tag::context(0), "extensions of the list")?;
        fields.finish("trust list")?;
        Ok(Self {
            usages,
            identifier: identifier.map(|identifier| identifier.octet_string()).transpose()?,
            sequence: sequence.map(|number| number.integer()).transpose()?,
            this_update,
            next_update,
            subject_algorithm,
            entries,
            data,
            content,
        })
    }

    /// What its signer has to be for.
    pub(crate) fn purpose(&self) -> Purpose {
        if self.usages.contains(&oids::ROOT_LIST_SIGNER) {
            Purpose::RootList
        } else if self.usages.contains(&oids::DISALLOWED_LIST) {
            Purpose::DisallowedList
        } else {
            Purpose::OtherList
        }
    }

    /// Every signature in file order, judged by the roots of `graph` as of the date of the list.
    ///
    /// Signers of lists have certificates for a year, and most lists have no time stamp: so that a list stays what it is,
    /// the time that counts is the one that it gives itself. How old a list may be is for its user to say.
    pub(crate) fn signatures(&self, graph: &Graph) -> Vec<SignatureDetail> {
        let content = self.content;
        let budget = Budget::for_catalog();
        let archive = Archive::default();
        let inquiry = Inquiry::new(Revocation::default(), &archive, graph, self.this_update, std::iter::empty());
        let court = Court { budget: &budget, inquiry: &inquiry, at: self.this_update, strict: false, stamps: false };
        let bag = bag(&self.data.certificates);
        let indefinite = has_indefinite_lengths(self.data.raw.raw);
        let digest = |algorithm: DigestAlgorithm| Digested::of(algorithm, content.value);
        let expected = Expected { content_type: oids::CTL, digest: &digest, bare_digest: false };
        let judged = self.data.signer_infos.iter().map(|info| {
            let mut signature = Signature::judge(info, &bag, &expected, &court);
            if indefinite {
                let text = "the list has indefinite lengths, which a signed one must not have";
                signature.reject(Status::Malformed, text);
            }
            signature.detail(self.purpose())
        });
        judged.collect()
    }

    /// Whether every signer is who signs such lists; if not, why.
    pub(crate) fn check(&self, graph: &Graph, origin: &str) -> Result<(), Error> {
        let wrong = |problem: String| Error::TrustList { origin: origin.to_owned(), problem };
        let signatures = self.signatures(graph);
        if signatures.is_empty() {
            return Err(wrong("it is not signed".to_owned()));
        }
        match signatures.iter().find(|signature| signature.status != Status::Valid) {
            Some(bad) => Err(wrong(format!("its signature does not hold: {}", bad.reasons.join("; ")))),
            None => Ok(()),
        }
    }
}

impl<'a> TrustListEntry<'a> {
    fn parse(entry: Tlv<'a>) -> Result<Self, catseal_asn1::Error> {
        let mut fields = entry.cursor(Mode::Tolerant);
        let subject = fields.expect(Tag::OCTET_STRING, "what names a certificate")?.octet_string()?;
        let mut properties = Vec::new();
        if let Some(set) = fields.optional(Tag::SET, "properties of an entry")? {
            let mut set = set.cursor(Mode::Tolerant);
            while !set.is_empty() {
                let property = set.expect(Tag::SEQUENCE, "property of an entry")?;
                if properties.len() >= MAX_PROPERTIES {
                    return Err(property.invalid("too many properties"));
                }
                properties.push(TrustListProperty::parse(property)?);
            }
        }
        fields.finish("entry of the list")?;
        Ok(Self { subject, properties })
    }

    fn value(&self, number: u32) -> Option<&'a [u8]> {
        self.properties.iter().find(|property| property.number == Some(number))?.value
    }

    /// The name that people are shown, if it has one; hostile text.
    #[must_use]
    pub fn friendly_name(&self) -> Option<String> {
        let units: Vec<u16> = self.value(PROPERTY_FRIENDLY_NAME)?.chunks_exact(2).map(le16).collect();
        let name = String::from_utf16_lossy(&units);
        Some(name.trim_end_matches('\0').to_owned())
    }

    /// The SHA-256 of the certificate, if it is said.
    #[must_use]
    pub fn sha256(&self) -> Option<&'a [u8]> {
        self.value(PROPERTY_SHA256)
    }

    /// On which conditions the entry trusts its certificate, in words; none when there are none.
    ///
    /// # Errors
    /// [`catseal_asn1::Error`] when a condition cannot be read.
    pub fn conditions(&self) -> Result<Vec<String>, catseal_asn1::Error> {
        Ok(self.read_conditions()?.in_words())
    }

    /// A condition that cannot be read is no condition that could be passed over.
    pub(crate) fn read_conditions(&self) -> Result<Conditions, catseal_asn1::Error> {
        let mut conditions = Conditions::default();
        let mut seen = Vec::new();
        for property in &self.properties {
            let Some(number) = property.number else { continue };
            let place = Cursor::new(property.value.unwrap_or_default(), Mode::Strict);
            let invalid = |problem| place.error("property of an entry", catseal_asn1::ErrorKind::Invalid(problem));
            let is_condition = [
                PROPERTY_USAGES,
                PROPERTY_DISABLED,
                PROPERTY_DISALLOWED_USAGES,
                PROPERTY_NOT_BEFORE,
                PROPERTY_NOT_BEFORE_USAGES,
            ]
            .contains(&number);
            if !is_condition {
                continue;
            }
            if seen.contains(&number) {
                return Err(invalid("a condition that is there twice"));
            }
            seen.push(number);
            let value = property.value.ok_or_else(|| invalid("a condition that is not one OCTET STRING"))?;
            let list = || {
                let mut whole = Cursor::new(value, Mode::Strict);
                let list = usages(&whole.expect(Tag::SEQUENCE, "usages")?)?;
                whole.finish("usages")?;
                Ok::<_, catseal_asn1::Error>(list)
            };
            match number {
                PROPERTY_USAGES => conditions.usages = Some(list()?),
                PROPERTY_DISALLOWED_USAGES => conditions.disallowed = list()?,
                PROPERTY_NOT_BEFORE_USAGES => conditions.not_before_usages = list()?,
                PROPERTY_DISABLED => conditions.disabled = file_time(value, invalid)?,
                _ => conditions.not_before = file_time(value, invalid)?,
            }
        }
        Ok(conditions)
    }
}

impl<'a> TrustListProperty<'a> {
    fn parse(property: Tlv<'a>) -> Result<Self, catseal_asn1::Error> {
        let mut fields = property.cursor(Mode::Tolerant);
        let oid = fields.expect(Tag::OID, "property of an entry")?.oid()?;
        let mut values = fields.enter(Tag::SET, "value of a property")?;
        fields.finish("property of an entry")?;
        let value = match values.peek() {
            Some(Tag::OCTET_STRING) => Some(values.any("value of a property")?.octet_string()?),
            _ => None,
        };
        let value = value.filter(|_| values.is_empty());
        Ok(Self { number: number(&oid), oid, value })
    }
}

/// The last number of a property's object identifier: base 128, high digits first.
fn number(oid: &Oid) -> Option<u32> {
    let digits = oid.as_bytes().strip_prefix(PROPERTY)?;
    let (last, rest) = digits.split_last()?;
    if last & 0x80 != 0 || rest.iter().any(|digit| digit & 0x80 == 0) {
        return None;
    }
    digits.iter().try_fold(0_u32, |number, digit| number.checked_mul(128)?.checked_add(u32::from(digit & 0x7f)))
}

fn le16(pair: &[u8]) -> u16 {
    pair.iter().rev().fold(0, |unit, octet| unit << 8 | u16::from(*octet))
}

/// A FILETIME: units of 100 ns since 1601, low octet first; `None` when there are no octets.
///
/// A property without octets takes back one that an earlier list had set. The list of October 2026 does so for eight
/// dates, among them that of VeriSign Class 3 Public Primary Certification Authority - G5, whose disabling in 2023 was
/// undone within days; what was signed under it is accepted by Windows.
fn file_time(
    value: &[u8],
    invalid: impl Fn(&'static str) -> catseal_asn1::Error,
) -> Result<Option<Timestamp>, catseal_asn1::Error> {
    const SECONDS_FROM_1601_TO_1970: i64 = 11_644_473_600;
    if value.is_empty() {
        return Ok(None);
    }
    let octets = value.try_into().map_err(|_| invalid("not a FILETIME"))?;
    let seconds = i64::try_from(u64::from_le_bytes(octets) / 10_000_000).ok();
    let time = seconds.and_then(|seconds| Timestamp::from_second(seconds.checked_sub(SECONDS_FROM_1601_TO_1970)?).ok());
    time.map(Some).ok_or_else(|| invalid("not a FILETIME"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_property_is_the_last_of_its_object_identifier() {
        let number_of = |text: &str| number(&Oid::new(text).unwrap());
        assert_eq!(number_of("1.3.6.1.4.1.311.10.11.9"), Some(9));
        assert_eq!(number_of("1.3.6.1.4.1.311.10.11.127"), Some(127));
        assert_eq!(number_of("1.3.6.1.4.1.311.10.11.128"), Some(128));
        assert_eq!(number_of("1.3.6.1.4.1.311.10.11.20000"), Some(20000));
        assert_eq!(number_of("1.3.6.1.4.1.311.10.11.9.1"), None);
        assert_eq!(number_of("1.3.6.1.4.1.311.10.11"), None);
        assert_eq!(number_of("1.3.6.1.4.1.311.10.12.9"), None);
    }

    #[test]
    fn a_file_time_counts_from_1601_and_nothing_takes_a_date_back() {
        let invalid = |problem| Cursor::new(&[], Mode::Strict).error("x", catseal_asn1::ErrorKind::Invalid(problem));
        let time = file_time(&[0x00, 0x80, 0xc8, 0x2b, 0x68, 0x86, 0xd7, 0x01], invalid);
        assert_eq!(time, Ok(Some("2021-08-01T00:00:00Z".parse().unwrap())));
        assert_eq!(file_time(&[], invalid), Ok(None));
        for wrong in [&[0][..], &[0xff; 8], &[0; 9]] {
            assert!(file_time(wrong, invalid).is_err(), "{wrong:?}");
        }
    }
}
