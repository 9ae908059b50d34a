//! Whether the certificates of one catalog were revoked.

use super::crl::{Crl, Entry};
use super::evidence::Item;
use super::ocsp::{OcspResponse, Said, question};
use super::reason::{Reasons, RevocationReason};
use super::scope::{Point, addresses, points};
use super::signer::Standing;
use super::source::{Archive, Document, Identity, Via, Wanted, issuers, responders, usable};
use super::{Revocation, RevocationMode, RevocationState};
use crate::certificate::Certificate;
use crate::graph::{Budget, End, Graph, Path};
use crate::key::PublicKey;
use jiff::{SignedDuration, Timestamp};
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How far a document may lie ahead of the time that is judged: clocks differ.
const SKEW: SignedDuration = SignedDuration::from_mins(5);
/// How long an answer counts that does not say when the next one comes.
const OPEN_ENDED: SignedDuration = SignedDuration::from_hours(24);
/// Lists in one catalog beyond this are not looked at.
const MAX_EMBEDDED: usize = 16;
/// Documents that one catalog may cause to be fetched. Two signatures with time stamps, each certificate with a responder and
/// a list, want some 20.
const MAX_REQUESTS: usize = 32;
/// How many certificates may be fetched, one above the other, to complete a chain.
const MAX_FETCHED_ISSUERS: usize = 4;

/// What is known of one certificate.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) state: RevocationState,
    pub(crate) by: Option<By>,
    /// What the document says, if it says that the certificate was revoked.
    pub(crate) entry: Option<Entry>,
    /// Why nothing is known.
    pub(crate) why: Option<String>,
}

/// The document that decided.
#[derive(Debug, Clone)]
pub(crate) struct By {
    pub(crate) origin: Arc<str>,
    pub(crate) this_update: Timestamp,
    pub(crate) next_update: Option<Timestamp>,
}

impl Found {
    fn unknown(why: Option<String>) -> Self {
        Self { state: RevocationState::Unknown, by: None, entry: None, why }
    }
}

/// A certificate in its place: what it takes to judge documents about it.
pub(super) struct Subject<'p> {
    pub(super) certificate: &'p Arc<Certificate>,
    pub(super) path: &'p Path<'p>,
    pub(super) index: usize,
    pub(super) key: &'p PublicKey,
    pub(super) spki: &'p [u8],
    /// Nothing where the issuer is an anchor of which only name and key are known.
    pub(super) issuer: Option<&'p Arc<Certificate>>,
    /// Where issuers of lists may be.
    pub(super) bag: &'p [Arc<Certificate>],
    /// How many certificates this one is asked about for.
    pub(super) depth: u8,
}

impl<'p> Subject<'p> {
    pub(super) fn new(path: &'p Path<'p>, index: usize, bag: &'p [Arc<Certificate>], depth: u8) -> Option<Self> {
        let certificate = path.certificates.get(index)?;
        let issuer = path.certificates.get(index.saturating_add(1));
        let (key, spki) = match (issuer, path.end) {
            (Some(issuer), _) => (&issuer.key, issuer.spki()),
            (None, End::Anchor(anchor)) => (&anchor.root.key, anchor.root.spki.as_slice()),
            (None, _) => return None,
        };
        Some(Self { certificate, path, index, key, spki, issuer, bag, depth })
    }
}

/// How many certificates of a path stand below its anchor.
pub(super) fn below_anchor(path: &Path<'_>) -> usize {
    match path.end {
        End::Anchor(anchor) if anchor.root.certificate.is_some() => path.certificates.len().saturating_sub(1),
        _ => path.certificates.len(),
    }
}

/// Documents to judge by.
#[derive(Default)]
struct Documents {
    crls: Vec<Item<Crl>>,
    responses: Vec<Item<OcspResponse>>,
    /// Why something did not come.
    missing: Option<String>,
}

/// SHA-256 of a certificate and of its issuer's key.
type Name = ([u8; 32], Vec<u8>);

/// Asks about the certificates of one catalog.
pub(crate) struct Inquiry<'q> {
    pub(crate) revocation: Revocation<'q>,
    archive: &'q Archive,
    pub(super) graph: &'q Graph,
    pub(super) budget: Budget,
    pub(crate) at: Timestamp,
    embedded: Vec<Item<Crl>>,
    /// What was fetched, or was to be.
    requested: RefCell<HashSet<Identity>>,
    /// Whether more was to be fetched than is.
    overdrawn: Cell<bool>,
    known: RefCell<HashMap<Name, Arc<Found>>>,
}

impl<'q> Inquiry<'q> {
    /// An inquiry at a time, with the lists (in DER) that the catalog brings along.
    pub(crate) fn new<'d>(
        revocation: Revocation<'q>,
        archive: &'q Archive,
        graph: &'q Graph,
        at: Timestamp,
        embedded: impl Iterator<Item = &'d [u8]>,
    ) -> Self {
        let wanted = revocation.mode != RevocationMode::Off;
        let embedded = embedded.take(if wanted { MAX_EMBEDDED } else { 0 });
        Self {
            revocation,
            archive,
            graph,
            budget: Budget::for_catalog(),
            at,
            embedded: embedded.filter_map(|der| Some(Item::new(Crl::parse(der).ok()?, "the catalog"))).collect(),
            requested: RefCell::default(),
            overdrawn: Cell::new(false),
            known: RefCell::default(),
        }
    }

    /// What is known of the certificates of a path that ends at an anchor, the anchor left out. Nothing when nobody asks, or
    /// the path ends elsewhere: then who may sign a list is not known.
    pub(crate) fn of_path(&self, path: &Path<'_>, bag: &[Arc<Certificate>]) -> Vec<(Arc<Certificate>, Arc<Found>)> {
        if self.revocation.mode == RevocationMode::Off || !matches!(path.end, End::Anchor(_)) {
            return Vec::new();
        }
        let subjects = (0..below_anchor(path)).filter_map(|index| Subject::new(path, index, bag, 0));
        subjects.map(|subject| (Arc::clone(subject.certificate), self.state(&subject))).collect()
    }

    pub(super) fn state(&self, subject: &Subject<'_>) -> Arc<Found> {
        let name = (*subject.certificate.sha256(), subject.spki.to_vec());
        // What was found on the way to something else was looked for with less patience.
        if subject.depth == 0
            && let Some(found) = self.known.borrow().get(&name)
        {
            return Arc::clone(found);
        }
        let mut documents = self.at_hand();
        let mut found = self.weigh(subject, &documents);
        for via in [Via::Store, Via::Network] {
            if found.state == RevocationState::Unknown && self.revocation.source.is_some() {
                self.bring(subject, via, &mut documents);
                found = self.weigh(subject, &documents);
            }
        }
        let found = Arc::new(found);
        if subject.depth == 0 {
            self.known.borrow_mut().insert(name, Arc::clone(&found));
        }
        found
    }

    /// Whether something was left undone because the catalog asks for too much. What is not known then is no chance: whoever
    /// signed with a revoked certificate could bring that about, so it is not passed over in any mode.
    pub(crate) fn is_overdrawn(&self) -> bool {
        self.overdrawn.get() || self.budget.is_exhausted()
    }

    /// Whether a document was signed with a key.
    pub(super) fn signed(&self, document: &[u8; 32], spki: &[u8], verify: impl FnOnce() -> bool) -> bool {
        self.archive.signed(document, spki, verify)
    }

    fn at_hand(&self) -> Documents {
        let given = self.revocation.evidence;
        let crls = given.iter().flat_map(|evidence| &evidence.crls).chain(&self.embedded);
        let responses = given.iter().flat_map(|evidence| &evidence.responses);
        Documents { crls: crls.cloned().collect(), responses: responses.cloned().collect(), missing: None }
    }

    /// Adds what the certificate points at.
    fn bring(&self, subject: &Subject<'_>, via: Via, documents: &mut Documents) {
        let origin = |url: &str| match via {
            Via::Store => format!("{url} (from the cache)"),
            Via::Network => url.to_owned(),
        };
        if let Some(request) = question(subject.certificate, subject.spki) {
            for url in usable(responders(subject.certificate)) {
                match self.document(&Wanted::Ocsp { url: &url, request: &request }, via) {
                    Ok(Document::Ocsp(document)) => {
                        documents.responses.push(Item { document, origin: origin(&url).into() });
                        break;
                    }
                    Ok(_) => {}
                    Err(why) => documents.missing = Some(format!("{url}: {why}")),
                }
            }
        }
        // A responder that answers is as good as the list, which may be large.
        if self.weigh(subject, documents).state != RevocationState::Unknown {
            return;
        }
        for url in usable(addresses(subject.certificate)) {
            match self.document(&Wanted::Crl { url: &url }, via) {
                Ok(Document::Crl(document)) => {
                    documents.crls.push(Item { document, origin: origin(&url).into() });
                }
                Ok(_) => {}
                Err(why) => documents.missing = Some(format!("{url}: {why}")),
            }
        }
    }

    fn document(&self, wanted: &Wanted<'_>, via: Via) -> Result<Document, String> {
        let Some(source) = self.revocation.source else { return Err("nobody is asked".to_owned()) };
        if via == Via::Network {
            let mut requested = self.requested.borrow_mut();
            let identity = wanted.identity();
            if requested.len() >= MAX_REQUESTS && !requested.contains(&identity) {
                self.overdrawn.set(true);
                return Err("the catalog names more addresses than are asked".to_owned());
            }
            requested.insert(identity);
        }
        self.archive.get(source, wanted, via)
    }

    /// The paths from `signer`, with certificates of issuers fetched where they are missing; those are added to `bag`.
    pub(crate) fn paths(
        &self,
        signer: &Arc<Certificate>,
        bag: &mut Vec<Arc<Certificate>>,
        budget: &Budget,
    ) -> Vec<Path<'q>> {
        let mut paths = self.graph.paths(signer, bag, budget);
        if self.revocation.source.is_none() {
            return paths;
        }
        for _ in 0..MAX_FETCHED_ISSUERS {
            let is_trusted = |path: &Path<'_>| matches!(path.end, End::Anchor(anchor) if anchor.origin().is_some());
            if paths.iter().any(is_trusted) {
                break;
            }
            let ends = paths.iter().filter(|path| matches!(path.end, End::Missing));
            let ends: Vec<_> = ends.filter_map(|path| path.certificates.last().cloned()).collect();
            let before = bag.len();
            for last in ends {
                self.fetch_issuer(&last, bag);
            }
            if bag.len() == before {
                break;
            }
            paths = self.graph.paths(signer, bag, budget);
        }
        paths
    }

    fn fetch_issuer(&self, certificate: &Certificate, bag: &mut Vec<Arc<Certificate>>) {
        for url in usable(issuers(certificate)) {
            for via in [Via::Store, Via::Network] {
                let Ok(Document::Certificates(found)) = self.document(&Wanted::Issuer { url: &url }, via) else {
                    continue;
                };
                let is_new = |issuer: &&Arc<Certificate>| {
                    issuer.subject() == certificate.issuer()
                        && bag.iter().all(|known| known.sha256() != issuer.sha256())
                };
                let new: Vec<_> = found.iter().filter(is_new).cloned().collect();
                if !new.is_empty() {
                    bag.extend(new);
                    return;
                }
            }
        }
    }

    /// What the documents say. That a certificate was revoked is believed whoever says it; that it was not, only of
    /// documents that are in force, for all reasons together.
    fn weigh(&self, subject: &Subject<'_>, documents: &Documents) -> Found {
        let mut ballot = Ballot { covered: Reasons::NONE, good: None, why: None };
        let revoked =
            self.ask_crls(subject, documents, &mut ballot).or_else(|| self.ask_ocsp(subject, documents, &mut ballot));
        if let Some(revoked) = revoked {
            return revoked;
        }
        match ballot.good {
            Some(by) if ballot.covered.is_all() => {
                Found { state: RevocationState::Good, by: Some(by), entry: None, why: None }
            }
            Some(_) => Found::unknown(Some("the lists that are there do not cover all reasons".to_owned())),
            None => Found::unknown(ballot.why.or_else(|| documents.missing.clone())),
        }
    }

    /// By revocation lists (RFC 5280, 6.3.3): gives a revocation, or notes in `ballot` what was covered.
    fn ask_crls(&self, subject: &Subject<'_>, documents: &Documents, ballot: &mut Ballot) -> Option<Found> {
        let certificate = subject.certificate;
        let points = points(certificate);
        let mut lists = Vec::new();
        for item in &documents.crls {
            let covered = covered(&item.document, certificate, &points);
            if covered.is_empty() {
                continue;
            }
            match self.standing_of_crl(subject, &item.document) {
                Ok(standing) => lists.push((item, covered, standing)),
                Err(why) => ballot.because(format!("{}: {why}", item.origin)),
            }
        }
        // The newest first: it may take back what an older one says, and not what one of the same time says.
        let find = |crl: &Crl| crl.find(certificate.issuer(), certificate.serial());
        lists.sort_by_key(|(item, ..)| (Reverse(item.document.this_update), find(&item.document).is_none()));
        let (deltas, lists): (Vec<_>, Vec<_>) = lists.into_iter().partition(|(item, ..)| item.document.is_delta());
        for (list, covered, standing) in lists {
            let delta = deltas.iter().find(|(delta, ..)| {
                delta.document.changes(&list.document) && self.is_of_its_time(delta.document.this_update)
            });
            let (latest, standing) = delta.map_or((list, standing), |(delta, _, other)| (*delta, standing.min(*other)));
            let entry = delta.and_then(|(delta, ..)| find(&delta.document)).or_else(|| find(&list.document));
            let document = &latest.document;
            let by = By {
                origin: Arc::clone(&latest.origin),
                this_update: document.this_update,
                next_update: document.next_update,
            };
            match entry.filter(|entry| entry.reason != Some(RevocationReason::RemoveFromCrl)) {
                Some(entry) => {
                    let on_hold = entry.reason == Some(RevocationReason::CertificateHold);
                    if !(on_hold && ballot.covered.has_hold()) && self.counts(&entry, document.this_update) {
                        return Some(revoked(by, entry));
                    }
                }
                None => match self.objection(certificate, &by, document.keeps_expired_since) {
                    None if standing == Standing::Full && self.is_of_its_time(list.document.this_update) => {
                        ballot.covers(covered, by);
                    }
                    None => ballot.because(format!("{}: whether its signer was revoked is not known", by.origin)),
                    Some(why) => ballot.because(format!("{}: {why}", by.origin)),
                },
            }
        }
        None
    }

    /// By OCSP responses, as [`Self::ask_crls`].
    fn ask_ocsp(&self, subject: &Subject<'_>, documents: &Documents, ballot: &mut Ballot) -> Option<Found> {
        let mut answers = Vec::new();
        for item in &documents.responses {
            let about =
                item.document.answers.iter().filter(|answer| answer.is_about(subject.certificate, subject.spki));
            for answer in about {
                let standing = match &answer.defect {
                    Some(defect) => Err(defect.clone()),
                    None => self.standing_of_response(subject, &item.document),
                };
                match standing {
                    Ok(standing) => answers.push((item, answer, standing)),
                    Err(why) => ballot.because(format!("{}: {why}", item.origin)),
                }
            }
        }
        let revokes = |said: &Said| matches!(said, Said::Revoked(_));
        answers.sort_by_key(|(_, answer, _)| (Reverse(answer.this_update), !revokes(&answer.said)));
        for (item, answer, standing) in answers {
            let by = By {
                origin: Arc::clone(&item.origin),
                this_update: answer.this_update,
                next_update: answer.next_update.or_else(|| answer.this_update.checked_add(OPEN_ENDED).ok()),
            };
            match answer.said {
                Said::Revoked(entry) => {
                    let on_hold = entry.reason == Some(RevocationReason::CertificateHold);
                    if !(on_hold && ballot.covered.has_hold()) && self.counts(&entry, answer.this_update) {
                        return Some(revoked(by, entry));
                    }
                }
                Said::Unknown => ballot.because(format!("{}: the responder does not know the certificate", by.origin)),
                Said::Good => match self.objection(subject.certificate, &by, answer.archive_cutoff) {
                    None if standing == Standing::Full => ballot.covers(Reasons::ALL, by),
                    None => ballot.because(format!("{}: whether its signer was revoked is not known", by.origin)),
                    Some(why) => ballot.because(format!("{}: {why}", by.origin)),
                },
            }
        }
        None
    }

    /// Whether a document was made before the time that is judged.
    fn is_of_its_time(&self, this_update: Timestamp) -> bool {
        self.at.checked_add(SKEW).is_ok_and(|latest| this_update <= latest)
    }

    /// Whether a revocation counts: of a document made later than the time that is judged, only one that was in effect then.
    fn counts(&self, entry: &Entry, this_update: Timestamp) -> bool {
        self.is_of_its_time(this_update) || entry.since() <= self.at
    }

    /// Why a document that does not list the certificate does not prove that it is good.
    fn objection(&self, certificate: &Certificate, by: &By, keeps_expired: Option<Timestamp>) -> Option<String> {
        let ended = certificate.not_after;
        if !self.is_of_its_time(by.this_update) {
            Some(format!("it is of {}, after the time that is judged", by.this_update))
        } else if by.next_update.is_none_or(|next| self.at > next) {
            Some(match by.next_update {
                Some(next) => format!("it ran out on {next}"),
                None => "it does not say when the next one comes".to_owned(),
            })
        } else if ended < by.this_update && keeps_expired.is_none_or(|since| since > ended) {
            Some(format!("it is of {}, when the certificate had expired and need not be told of", by.this_update))
        } else {
            None
        }
    }
}

/// What the documents come to.
struct Ballot {
    covered: Reasons,
    /// The newest document by which the certificate is good.
    good: Option<By>,
    why: Option<String>,
}

impl Ballot {
    fn covers(&mut self, reasons: Reasons, by: By) {
        self.covered = self.covered.or(reasons);
        self.good.get_or_insert(by);
    }

    fn because(&mut self, why: String) {
        self.why.get_or_insert(why);
    }
}

fn revoked(by: By, entry: Entry) -> Found {
    Found { state: RevocationState::Revoked, by: Some(by), entry: Some(entry), why: None }
}

/// For which reasons a list speaks for a certificate.
fn covered(crl: &Crl, certificate: &Certificate, points: &[Point]) -> Reasons {
    let by_point = points.iter().map(|point| crl.scope.covers(crl.issuer(), certificate, point));
    by_point.fold(Reasons::NONE, Reasons::or)
}
