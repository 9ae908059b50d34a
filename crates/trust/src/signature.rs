//! One signature in full: mathematics, time stamps, paths, class, and what each policy has against it.

use crate::certificate::Certificate;
use crate::choice::{Choice, choose};
use crate::graph::{Budget, End, Path};
use crate::key::{Scheme, Strength};
use crate::name;
use crate::opus::Opus;
use crate::path::{Problem, Purpose, Times, classify, digest_strength, legacy_of};
use crate::revocation::{Dated, Inquiry, Ruling, rule};
use crate::signer::{self, Checked, Expected};
use crate::timestamp::{Stamp, stamps};
use crate::verdict::{CertSummary, Class, SignatureDetail, Status, TimeSource};
use catseal_asn1::{hex, oids};
use catseal_catalog::SignerInfoView;
use catseal_finding::CodeInfo;
use catseal_finding::codes::trust::FURTHER_TIMESTAMP_INVALID;
use jiff::Timestamp;
use std::sync::Arc;

/// What a judgement is made with.
pub(crate) struct Court<'c> {
    pub(crate) budget: &'c Budget,
    pub(crate) inquiry: &'c Inquiry<'c>,
    pub(crate) at: Timestamp,
    pub(crate) strict: bool,
    /// Whether time stamps are looked at. They are not where the time that counts is known.
    pub(crate) stamps: bool,
}

/// A signature, judged as far as no policy is needed.
pub(crate) struct Signature<'c> {
    court: &'c Court<'c>,
    checked: Checked,
    paths: Vec<Path<'c>>,
    /// Where certificates of issuers may be.
    bag: Vec<Arc<Certificate>>,
    pub(crate) class: Class,
    pub(crate) stamps: Vec<Stamp>,
    /// The place of the time stamp that counts.
    stamp: Option<usize>,
    opus: Opus,
    digest_algorithm: String,
    signature_algorithm: String,
    pub(crate) nested: Vec<Signature<'c>>,
    /// What it carries that is not judged.
    pub(crate) unread: Vec<Unread>,
}

/// Something that a signature carries and that is not judged.
pub(crate) struct Unread {
    /// Under which code that is said.
    pub(crate) code: &'static CodeInfo,
    /// What it is, in words, such as `time stamps beyond the first 16`.
    pub(crate) what: String,
}

/// All signatures, each before those nested in it.
pub(crate) fn each<'a, 'c>(signatures: &'a [Signature<'c>]) -> impl DoubleEndedIterator<Item = &'a Signature<'c>> {
    signatures.iter().flat_map(|outer| std::iter::once(outer).chain(&outer.nested))
}

impl<'c> Signature<'c> {
    /// Judges `info`, whose certificates are in `bag` (in any order).
    pub(crate) fn judge(
        info: &SignerInfoView<'_>,
        bag: &[Arc<Certificate>],
        expected: &Expected<'_>,
        court: &'c Court<'c>,
    ) -> Self {
        let mut checked = signer::check(info, bag, expected, court.budget);
        let mut bag = bag.to_vec();
        let paths = match &checked.certificate {
            Some(certificate) => court.inquiry.paths(certificate, &mut bag, court.budget),
            None => Vec::new(),
        };
        if info.unsigned_attribute_list().is_err() {
            checked.problems.push(Problem::new(Status::Malformed, "the unsigned attributes are malformed"));
        }
        let (stamps, more) = if court.stamps { stamps(info, &bag, court) } else { (Vec::new(), None) };
        let unread = more.map(|what| Unread { code: &FURTHER_TIMESTAMP_INVALID, what });
        let opus = info
            .signed_attribute_list()
            .ok()
            .and_then(|attributes| signer::single(&attributes, &oids::SPC_SP_OPUS_INFO).flatten().map(Opus::parse));
        let mut signature = Self {
            court,
            class: classify(&paths),
            paths,
            bag,
            stamps,
            stamp: None,
            opus: opus.unwrap_or_default(),
            digest_algorithm: match checked.digest {
                Some(digest) => digest.to_string(),
                None => oids::describe(&info.digest_algorithm),
            },
            signature_algorithm: match checked.scheme {
                Some(scheme) => scheme.as_str().to_owned(),
                None => oids::describe(&info.signature_algorithm.oid),
            },
            checked,
            nested: Vec::new(),
            unread: unread.into_iter().collect(),
        };
        signature.choose_stamp();
        signature
    }

    /// Takes the time stamp by which the signature holds for any purpose, or else comes closest. Of several that is one of
    /// an authority of which more is known, then one that rests on nothing weak, then the earliest.
    fn choose_stamp(&mut self) {
        let trusted = self.stamps.iter().enumerate().filter(|(_, stamp)| stamp.detail.trusted);
        let mut order: Vec<_> = trusted
            .map(|(place, stamp)| (stamp.unknown.is_some(), stamp.legacy.is_some(), stamp.detail.time, place))
            .collect();
        order.sort_unstable();
        let mut places = order.into_iter().map(|(.., place)| place);
        self.stamp = places.next();
        let Some(first) = self.stamp else { return };
        let mut best = (self.closeness(), first);
        for place in places {
            self.stamp = Some(place);
            let closeness = self.closeness();
            if closeness > best.0 {
                best = (closeness, place);
            }
        }
        self.stamp = Some(best.1);
    }

    /// Whether the signature holds for any purpose, and how far it gets otherwise.
    fn closeness(&self) -> (bool, Option<Status>) {
        let purposes = [Purpose::Code, Purpose::Driver, Purpose::Pinned, Purpose::CrossSigned];
        let closeness = |purpose| {
            let worst = self.problems(purpose).1.first().map(|problem| problem.status);
            (worst.is_none(), worst)
        };
        purposes.into_iter().map(closeness).max().unwrap_or_default()
    }

    /// The time stamp that counts.
    fn stamp(&self) -> Option<&Stamp> {
        self.stamps.get(self.stamp?)
    }

    /// With the lifetime usage a time stamp dates the signature, but does not outlive the certificate.
    fn is_for_life(&self) -> bool {
        self.certificate().is_some_and(|signer| signer.asserts(&oids::LIFETIME_SIGNING))
    }

    fn times(&self) -> Times {
        let stamped = self.stamp().and_then(|stamp| stamp.detail.time);
        Times { valid_at: stamped.filter(|_| !self.is_for_life()).unwrap_or(self.court.at), stamped }
    }

    /// Adds what is wrong with where the signature stands.
    pub(crate) fn reject(&mut self, status: Status, text: &str) {
        self.checked.problems.push(Problem::new(status, text));
    }

    pub(crate) fn is_valid(&self) -> bool {
        self.checked.is_valid()
    }

    pub(crate) fn time(&self) -> Option<(Timestamp, TimeSource)> {
        let stamp = self.stamp()?;
        Some((stamp.detail.time?, stamp.detail.kind))
    }

    /// When it ends to be valid for want of a time stamp that outlives the signer's certificate.
    pub(crate) fn expires(&self) -> Option<Timestamp> {
        let signer = self.certificate().filter(|_| self.stamp.is_none() || self.is_for_life());
        signer.map(|signer| signer.not_after)
    }

    pub(crate) fn certificate(&self) -> Option<&Certificate> {
        self.checked.certificate.as_deref()
    }

    /// Whether the signed attributes stand in another order than the one that was signed.
    pub(crate) fn is_unsorted(&self) -> bool {
        self.checked.resorted
    }

    /// The path that is judged for `purpose`.
    fn choice(&self, purpose: Purpose) -> Option<Choice<'_, 'c>> {
        let (times, inquiry) = (self.times(), self.court.inquiry);
        let dated = Dated::Signature(times.stamped);
        choose(&self.paths, purpose, times, |path| rule(&inquiry.of_path(path, &self.bag), dated, inquiry))
    }

    /// Whether the certificates of the path that is judged for `purpose` were revoked.
    pub(crate) fn revocation(&self, purpose: Purpose) -> Ruling {
        self.choice(purpose).map(|choice| choice.ruling).unwrap_or_default()
    }

    /// The chain that is judged for `purpose`, and everything wrong with the signature, worst first.
    pub(crate) fn problems(&self, purpose: Purpose) -> (Option<&Path<'c>>, Vec<Problem>) {
        let mut problems = self.checked.problems.clone();
        let choice = self.choice(purpose);
        let path = choice.as_ref().map(|choice| choice.path);
        problems
            .extend(choice.into_iter().flat_map(|choice| choice.problems.into_iter().chain(choice.ruling.problems)));
        problems.extend(self.stamp().and_then(|stamp| stamp.unknown.clone()));
        if self.stamp.is_none() {
            let wrong = self.stamps.iter().filter(|stamp| stamp.wrong);
            problems.extend(wrong.map(|stamp| {
                let reason = stamp.detail.reason.as_deref().unwrap_or("the time stamp is malformed");
                Problem::new(Status::TimestampInvalid, reason)
            }));
        }
        match self.checked.digest.map(digest_strength) {
            Some(Strength::Broken) => {
                let text = format!("{} gives no assurance", self.digest_algorithm);
                problems.push(Problem::new(Status::WeakAlgorithm, text));
            }
            _ if self.court.strict => {
                if let Some(legacy) = self.legacy(path) {
                    problems.push(Problem::new(Status::WeakAlgorithm, format!("{legacy} is not accepted strictly")));
                }
            }
            _ => {}
        }
        if !problems.is_empty() && self.court.budget.is_exhausted() {
            let text = "the catalog asks for more signature checks than are made; the chain may not be complete";
            problems.push(Problem::new(Status::ChainIncomplete, text));
        }
        problems.sort_by_key(|problem| problem.status);
        (path, problems)
    }

    /// What in the signature, its chain or the time stamp that counts is SHA-1 or a key of under 2048 bits.
    pub(crate) fn legacy(&self, path: Option<&Path<'_>>) -> Option<String> {
        if self.checked.digest.map(digest_strength) == Some(Strength::Legacy) {
            return Some(format!("{} in the signature", self.digest_algorithm));
        }
        path.and_then(legacy_of).or_else(|| self.stamp()?.legacy.clone())
    }

    /// Whether the signature or a certificate of its chain was signed with a digest of the SHA-2 family.
    pub(crate) fn needs_sha2(&self, path: Option<&Path<'_>>) -> bool {
        let below = path.map_or(0, Path::judged);
        let certificates = path.into_iter().flat_map(|path| &path.certificates).take(below);
        let schemes = certificates.filter_map(|certificate| certificate.scheme().map(Scheme::digest));
        schemes.chain(self.checked.digest).any(|digest| digest_strength(digest) == Strength::Strong)
    }

    /// The report on this signature and those nested in it.
    pub(crate) fn detail(&self, purpose: Purpose) -> SignatureDetail {
        let (path, problems) = self.problems(purpose);
        let status = problems.first().map_or(Status::Valid, |problem| problem.status);
        let certificate = self.certificate();
        let usages = certificate.and_then(|certificate| certificate.extensions.usages.as_ref());
        SignatureDetail {
            digest_algorithm: self.digest_algorithm.clone(),
            signature_algorithm: self.signature_algorithm.clone(),
            status,
            valid: status.is_cryptographically_valid(),
            signer: certificate.map(Certificate::signer_name),
            class: self.class,
            not_before: certificate.map(|certificate| certificate.not_before),
            not_after: certificate.map(|certificate| certificate.not_after),
            description: self.opus.description.clone(),
            url: self.opus.url.clone(),
            usages: usages.into_iter().flatten().map(oids::describe).collect(),
            chain: path.map(summarise).unwrap_or_default(),
            revocation: self.revocation(purpose).details,
            timestamps: self.stamps.iter().map(|stamp| stamp.detail.clone()).collect(),
            reasons: problems.into_iter().map(|problem| problem.text).collect(),
            nested: self.nested.iter().map(|nested| nested.detail(purpose)).collect(),
        }
    }
}

fn summarise(path: &Path<'_>) -> Vec<CertSummary> {
    let mut chain: Vec<_> = path
        .certificates
        .iter()
        .map(|certificate| CertSummary {
            subject: name::display(certificate.subject()),
            sha256: hex(certificate.sha256()),
            not_before: Some(certificate.not_before),
            not_after: Some(certificate.not_after),
            anchor: None,
        })
        .collect();
    if let End::Anchor(anchor) = path.end {
        if anchor.root.certificate.is_none() {
            chain.push(CertSummary {
                subject: name::display(&anchor.root.subject),
                sha256: String::new(),
                not_before: None,
                not_after: None,
                anchor: None,
            });
        }
        if let Some(last) = chain.last_mut() {
            last.anchor = anchor.origin().map(str::to_owned);
        }
    }
    chain
}
