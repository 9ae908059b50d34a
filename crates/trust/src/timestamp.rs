//! Time stamps: tokens of RFC 3161 and legacy counter-signatures.

use crate::certificate::Certificate;
use crate::choice::choose;
use crate::collision::{Digested, collides};
use crate::graph::{Budget, Path};
use crate::key::Strength;
use crate::path::{Problem, Purpose, Times, digest_strength, legacy_of};
use crate::revocation::{Dated, rule};
use crate::signature::Court;
use crate::signer::{self, Checked, Expected, has_indefinite_lengths};
use crate::verdict::{Status, TimeSource, TimestampDetail};
use crate::verifier::bag;
use catseal_asn1::{Cursor, DigestAlgorithm, Mode, Tag, Tlv, oids};
use catseal_catalog::{AlgorithmView, SignedDataView, SignerInfoView};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// How far a time stamp may lie ahead of the present: clocks differ.
const SKEW: SignedDuration = SignedDuration::from_mins(5);
/// Time stamps of one signature beyond this are not looked at.
const MAX_TIMESTAMPS: usize = 16;

/// A time stamp and what came of it.
#[derive(Debug)]
pub(crate) struct Stamp {
    pub(crate) detail: TimestampDetail,
    /// Belongs to another signature, is malformed, or lies in the future: wrong rather than merely not trusted.
    pub(crate) wrong: bool,
    /// The signature of the authority was over the bare digest.
    pub(crate) bare: bool,
    /// How the certificate of the authority of a token falls short of RFC 3161, 2.3.
    pub(crate) loose: Option<Loose>,
    /// That it is not known whether the authority was revoked, where that matters.
    pub(crate) unknown: Option<Problem>,
    /// What in the time stamp or the chain of its authority is SHA-1 or a key of under 2048 bits.
    pub(crate) legacy: Option<String>,
}

impl Stamp {
    /// The same in the attribute of RFC 3161 itself. Microsoft's header (`szOID_RFC3161_counterSign`) knows its own alone:
    /// right or wrong, Windows does not see it there.
    fn passed_over(mut self) -> Self {
        (self.wrong, self.detail.trusted) = (false, false);
        self.detail.reason =
            Some("it stands in an attribute in which Windows does not look for time stamps".to_owned());
        self
    }
}

/// The time stamps of a signer, in file order, and what there is beyond them in words. `outer` are the certificates of the `SignedData` around it.
pub(crate) fn stamps(
    info: &SignerInfoView<'_>,
    outer: &[Arc<Certificate>],
    court: &Court<'_>,
) -> (Vec<Stamp>, Option<String>) {
    let Ok(attributes) = info.unsigned_attribute_list() else { return (Vec::new(), None) };
    let mut values = attributes.iter().flat_map(|attribute| {
        let kind = match attribute.oid {
            oids::COUNTER_SIGNATURE => Some(TimeSource::Legacy),
            oids::MS_RFC3161_TOKEN | oids::TIME_STAMP_TOKEN => Some(TimeSource::Rfc3161),
            _ => None,
        };
        attribute.values.iter().filter_map(move |value| Some((kind?, attribute.oid, *value)))
    });
    let stamps = values
        .by_ref()
        .take(MAX_TIMESTAMPS)
        .map(|(kind, oid, value)| {
            let reading = match kind {
                TimeSource::Legacy => counter_signature(value, info.signature, outer, court.budget),
                TimeSource::Rfc3161 => token(value, info.signature, outer, court.budget),
            };
            let stamp = judge(kind, reading, court);
            if oid == oids::TIME_STAMP_TOKEN { stamp.passed_over() } else { stamp }
        })
        .collect();
    let more = values.next().map(|_| format!("time stamps beyond the first {MAX_TIMESTAMPS}"));
    (stamps, more)
}

/// What a time stamp says, before anyone asks whether its authority is to be believed.
struct Reading {
    time: Option<Timestamp>,
    checked: Checked,
    /// Where the authority's issuers may be.
    bag: Vec<Arc<Certificate>>,
    /// A digest that the time stamp rests on, besides that of its own signature.
    imprint: Option<DigestAlgorithm>,
}

impl Reading {
    fn malformed(text: impl Into<String>) -> Self {
        let problems = vec![Problem::new(Status::TimestampInvalid, text)];
        let checked = Checked { problems, ..Checked::default() };
        Self { time: None, checked, bag: Vec::new(), imprint: None }
    }
}

fn judge(kind: TimeSource, reading: Reading, court: &Court<'_>) -> Stamp {
    let Reading { time, checked, mut bag, imprint } = reading;
    let &Court { at, strict, inquiry, .. } = court;
    let (mut revocation, mut unknown, mut legacy) = (Vec::new(), None, None);
    let valid = checked.is_valid() && time.is_some();
    let mut wrong = !valid;
    let mut reason = checked.problems.first().map(|problem| problem.text.clone());
    let mut trusted = false;
    // Counter-signatures are older than the rule.
    let token = checked.certificate.as_deref().filter(|_| kind == TimeSource::Rfc3161);
    let loose = token.and_then(looseness);
    if let (true, Some(time), Some(authority)) = (valid, time, &checked.certificate) {
        let digests = checked.digest.into_iter().chain(imprint);
        let weakest = digests.max_by_key(|digest| digest_strength(*digest));
        let paths = inquiry.paths(authority, &mut bag, court.budget);
        let times = Times { valid_at: time, stamped: Some(time) };
        if at.checked_add(SKEW).is_ok_and(|latest| time > latest) {
            wrong = true;
            reason = Some(format!("the time stamp is of {time}, after the time that is judged ({at})"));
        } else if let Some(digest) = weakest.filter(|digest| digest_strength(*digest) == Strength::Broken) {
            reason = Some(format!("the time stamp rests on {digest}, which gives no assurance"));
        } else if let (true, Some(Loose::OtherUsages(loose))) = (strict, &loose) {
            reason = Some(format!("{loose}, which is not accepted strictly"));
        } else {
            let ruled = |path: &Path<'_>| rule(&inquiry.of_path(path, &bag), Dated::Stamp(time), inquiry);
            if let Some(choice) = choose(&paths, Purpose::TimeStamp, times, ruled) {
                let (unknowns, revoked): (Vec<_>, Vec<_>) =
                    choice.ruling.problems.into_iter().partition(|one| one.status == Status::RevocationUnknown);
                let objection = choice.problems.into_iter().chain(revoked).next();
                trusted = objection.is_none();
                reason = objection.map(|problem| problem.text);
                unknown = unknowns.into_iter().next();
                revocation = choice.ruling.details;
                legacy = match weakest.filter(|digest| digest_strength(*digest) == Strength::Legacy) {
                    Some(digest) => Some(format!("{digest} in the time stamp")),
                    None => legacy_of(choice.path).map(|what| format!("{what}, for the time stamp")),
                };
            }
        }
    }
    let authority = checked.certificate.as_ref().map(|certificate| crate::name::display(certificate.subject()));
    let detail = TimestampDetail { kind, time, valid, trusted, authority, reason, revocation };
    Stamp { detail, wrong, bare: checked.bare, loose, unknown, legacy }
}

/// What of RFC 3161, 2.3 the certificate of an authority does not keep, in words.
#[derive(Debug)]
pub(crate) enum Loose {
    /// Time stamping must be its only usage.
    OtherUsages(String),
    /// It must say so in a critical extension. Those of Microsoft did not, for years.
    NotCritical(String),
}

fn looseness(authority: &Certificate) -> Option<Loose> {
    let extensions = &authority.extensions;
    let name = || format!("the certificate of the authority '{}'", authority.short_name());
    match extensions.usages.as_deref()? {
        [only] if *only == oids::TIME_STAMPING && extensions.usages_critical => None,
        [only] if *only == oids::TIME_STAMPING => {
            Some(Loose::NotCritical(format!("{} is for time stamps in an extension that is not critical", name())))
        }
        usages if usages.contains(&oids::TIME_STAMPING) => {
            Some(Loose::OtherUsages(format!("{} is for other things than time stamps, too", name())))
        }
        // Not for time stamps at all: that is said elsewhere.
        _ => None,
    }
}

/// A counter-signature (PKCS#9, 6.6 of RFC 2985): signs the signature; its certificates lie in the outer bag.
fn counter_signature(value: Tlv<'_>, signature: &[u8], outer: &[Arc<Certificate>], budget: &Budget) -> Reading {
    let info = match SignerInfoView::parse(value) {
        Ok(info) => info,
        Err(error) => return Reading::malformed(format!("the counter-signature is malformed: {error}")),
    };
    let expected = Expected {
        content_type: oids::DATA,
        digest: &|algorithm| Digested::of(algorithm, signature),
        bare_digest: true,
    };
    let mut checked = signer::check(&info, outer, &expected, budget);
    retell(&mut checked);
    let time = checked.signing_time;
    if time.is_none() && checked.is_valid() {
        checked.problems.push(Problem::new(Status::TimestampInvalid, "the counter-signature gives no time"));
    }
    Reading { time, checked, bag: outer.to_vec(), imprint: None }
}

/// A mismatch of digests means, in a time stamp, that it was made for another signature.
fn retell(checked: &mut Checked) {
    for problem in &mut checked.problems {
        if problem.status == Status::ContentDigestMismatch {
            "the time stamp belongs to another signature".clone_into(&mut problem.text);
        } else {
            problem.text = format!("in the time stamp, {}", problem.text);
        }
    }
}

fn token(value: Tlv<'_>, signature: &[u8], outer: &[Arc<Certificate>], budget: &Budget) -> Reading {
    let data = match SignedDataView::parse_tlv(value) {
        Ok(data) => data,
        Err(error) => return Reading::malformed(format!("the time stamp token is malformed: {error}")),
    };
    let [info] = data.signer_infos.as_slice() else {
        return Reading::malformed("the time stamp token has not exactly one signer");
    };
    let content = data.content.and_then(|content| content.octet_string().ok());
    let Some(content) = content.filter(|_| data.content_type == oids::TST_INFO && data.version == 3) else {
        return Reading::malformed("the time stamp token does not hold a TSTInfo");
    };
    if has_indefinite_lengths(value.raw) {
        return Reading::malformed("the time stamp token has indefinite lengths");
    }
    let tst_info = match TstInfo::parse(content) {
        Ok(tst_info) => tst_info,
        Err(error) => return Reading::malformed(format!("the time stamp token is malformed: {error}")),
    };
    let own = bag(&data.certificates);
    let expected = Expected {
        content_type: oids::TST_INFO,
        digest: &|algorithm| Digested::of(algorithm, content),
        bare_digest: false,
    };
    let mut checked = signer::check(info, &own, &expected, budget);
    retell(&mut checked);
    let mut wrong = |text: &str| checked.problems.push(Problem::new(Status::TimestampInvalid, text));
    match tst_info.algorithm {
        None => wrong("the time stamp token uses a digest algorithm that is not supported"),
        Some(algorithm) if algorithm.digest(signature) != tst_info.imprint => {
            wrong("the time stamp belongs to another signature");
        }
        Some(algorithm) if collides(algorithm, signature) => {
            checked.problems.push(Problem::collision("the signature that is time stamped"));
        }
        Some(_) => {}
    }
    let names_signer = checked.certificate.as_ref().is_none_or(|certificate| {
        info.signed_attribute_list().is_ok_and(|attributes| names_certificate(&attributes, certificate) == Some(true))
    });
    if !names_signer {
        let text = "the time stamp token does not name the certificate of its signer";
        checked.problems.push(Problem::new(Status::TimestampInvalid, text));
    }
    let bag = own.iter().chain(outer).cloned().collect();
    Reading { time: Some(tst_info.time), checked, bag, imprint: tst_info.algorithm }
}

/// The part of TSTInfo (RFC 3161, 2.4.2) that matters here.
struct TstInfo<'a> {
    algorithm: Option<DigestAlgorithm>,
    imprint: &'a [u8],
    time: Timestamp,
}

impl<'a> TstInfo<'a> {
    fn parse(content: &'a [u8]) -> Result<Self, catseal_asn1::Error> {
        let mut outer = Cursor::new(content, Mode::Tolerant);
        let mut fields = outer.enter(Tag::SEQUENCE, "TSTInfo")?;
        outer.finish("TSTInfo")?;
        let version = fields.expect(Tag::INTEGER, "TSTInfo version")?;
        if version.integer_u32()? != 1 {
            return Err(version.invalid("not version 1"));
        }
        fields.expect(Tag::OID, "policy of the authority")?;
        let mut imprint = fields.enter(Tag::SEQUENCE, "message imprint")?;
        let algorithm = imprint.expect(Tag::SEQUENCE, "algorithm of the imprint")?;
        let algorithm = algorithm.cursor(Mode::Tolerant).expect(Tag::OID, "algorithm of the imprint")?.oid()?;
        let digest = imprint.expect(Tag::OCTET_STRING, "imprint")?.octet_string()?;
        imprint.finish("message imprint")?;
        fields.expect(Tag::INTEGER, "number of the time stamp")?;
        let time = fields.expect(Tag::GENERALIZED_TIME, "time of the time stamp")?.time()?;
        Ok(Self { algorithm: DigestAlgorithm::from_oid(&algorithm), imprint: digest, time })
    }
}

/// Whether the signingCertificate attribute (RFC 2634, 5.4; RFC 5035, 3) names `certificate` first, in each of the
/// versions that are there. `None` when there is none, or it is malformed.
///
/// Entries behind the first may name attribute certificates, or certificates that are not in the token.
fn names_certificate(attributes: &[catseal_catalog::AttributeView<'_>], certificate: &Certificate) -> Option<bool> {
    let mut named = None;
    for (oid, has_algorithm) in [(oids::SIGNING_CERTIFICATE, false), (oids::SIGNING_CERTIFICATE_V2, true)] {
        let Some(value) = signer::single(attributes, &oid) else { continue };
        let matches = first_id_matches(value?, certificate, has_algorithm)?;
        named = Some(named.unwrap_or(true) && matches);
    }
    named
}

fn first_id_matches(value: Tlv<'_>, certificate: &Certificate, has_algorithm: bool) -> Option<bool> {
    let mut ids = value.cursor(Mode::Tolerant).enter(Tag::SEQUENCE, "certificate identifiers").ok()?;
    let mut id = ids.enter(Tag::SEQUENCE, "certificate identifier").ok()?;
    let mut algorithm = if has_algorithm { DigestAlgorithm::Sha256 } else { DigestAlgorithm::Sha1 };
    if has_algorithm && let Some(named) = id.optional(Tag::SEQUENCE, "algorithm of the identifier").ok()? {
        algorithm = DigestAlgorithm::from_oid(&AlgorithmView::parse(named).ok()?.oid)?;
    }
    let digest = id.expect(Tag::OCTET_STRING, "certificate digest").ok()?.value;
    let mut matches = digest == algorithm.digest(certificate.der()) && !collides(algorithm, certificate.der());
    if !id.is_empty() {
        let mut issuer_serial = id.enter(Tag::SEQUENCE, "issuer and serial number").ok()?;
        let mut names = issuer_serial.enter(Tag::SEQUENCE, "issuer").ok()?;
        let name = names.expect(Tag::context(4), "issuer").ok()?;
        let serial = issuer_serial.expect(Tag::INTEGER, "serial number").ok()?;
        matches &= name.value == certificate.issuer() && serial.value == certificate.serial();
    }
    Some(matches)
}
