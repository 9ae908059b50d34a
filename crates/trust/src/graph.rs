//! From a signer to an anchor: which certificate issued which.

use crate::certificate::Certificate;
use crate::disallowed::Disallowed;
use crate::key::PublicKey;
use crate::name::{self, RelativeName};
use crate::path::{Problem, Purpose};
use crate::programme::{self, Conditions, Root, RootKind};
use crate::store::TrustStore;
use sha2::{Digest as _, Sha256};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Certificates in a path, anchor included.
const MAX_DEPTH: usize = 8;
/// Paths from one signer; real ones have at most three.
const MAX_PATHS: usize = 32;
/// Links remembered by a verifier: some 100 MB at most.
const MAX_LINKS: usize = 1 << 20;

/// What a path can end at.
#[derive(Debug)]
pub(crate) struct Anchor {
    pub(crate) root: Root,
    /// Trusted because the store holds Microsoft's programme.
    pub(crate) microsoft: bool,
    /// Trusted because the user gave it; where it came from.
    pub(crate) user: Option<String>,
    /// Trusted because the user gave it for time stamps alone; where it came from.
    pub(crate) for_stamps: Option<String>,
}

impl Anchor {
    /// Whether the user gave it for `purpose`.
    pub(crate) fn is_given_for(&self, purpose: Purpose) -> bool {
        self.user.is_some() || purpose == Purpose::TimeStamp && self.for_stamps.is_some()
    }

    /// Where the trust in signers of code comes from; `None` for a root that this store does not trust so far.
    pub(crate) fn origin(&self) -> Option<&str> {
        self.user.as_deref().or(self.microsoft.then_some("microsoft"))
    }
}

/// Where a path ends.
#[derive(Debug, Clone, Copy)]
pub(crate) enum End<'g> {
    /// At a known root, trusted or not.
    Anchor(&'g Anchor),
    /// At a certificate that is its own issuer and unknown.
    SelfSigned,
    /// At a certificate whose issuer is not there.
    Missing,
}

/// A way from the signer's certificate upwards; every link is verified.
#[derive(Debug, Clone)]
pub(crate) struct Path<'g> {
    /// The signer first. The anchor's certificate, if it has one, is the last.
    pub(crate) certificates: Vec<Arc<Certificate>>,
    pub(crate) end: End<'g>,
    /// The first of the certificates that is distrusted, whatever else is said of it.
    pub(crate) disallowed: Option<Arc<Certificate>>,
    /// What makes it none, once that was found out.
    pub(crate) structure: OnceCell<Vec<Problem>>,
}

impl<'g> Path<'g> {
    pub(crate) fn new(certificates: &[Arc<Certificate>], end: End<'g>) -> Self {
        Self { certificates: certificates.to_vec(), end, disallowed: None, structure: OnceCell::new() }
    }

    /// Whether it is the signer's certificate alone, and the user gave that. The test certificates that the driver kit makes
    /// are trusted so, by their key usage for encryption alone; Windows takes what is signed with them.
    pub(crate) fn is_given_signer(&self) -> bool {
        let is_given = |anchor: &Anchor| anchor.user.is_some() || anchor.for_stamps.is_some();
        self.certificates.len() == 1 && matches!(self.end, End::Anchor(anchor) if is_given(anchor))
    }

    /// How many certificates stand below the anchor and are judged in full. The signer's always is.
    pub(crate) fn judged(&self) -> usize {
        match self.end {
            End::Anchor(anchor) if anchor.root.certificate.is_some() => {
                self.certificates.len().saturating_sub(1).max(1)
            }
            _ => self.certificates.len(),
        }
    }
}

/// How the name of an issuer is compared with the subject of a certificate.
///
/// Windows is said to compare octets; RFC 5280, 7.1 wants names compared by what they say. That an issuer is found by another
/// spelling of its name takes nothing from security: that it signed the certificate is verified in any case.
#[derive(Debug, Clone, Copy)]
enum Names {
    /// Octet for octet.
    Same,
    /// As [`name::fold`] compares them.
    Alike,
}

/// How much work one catalog may cause.
#[derive(Debug)]
pub(crate) struct Budget {
    checks: Cell<u32>,
    steps: Cell<u32>,
    /// The links that were paid for.
    links: RefCell<HashSet<Pair>>,
}

impl Budget {
    /// The signature checks and steps allowed for one catalog.
    pub(crate) fn for_catalog() -> Self {
        Self { checks: Cell::new(64), steps: Cell::new(4096), links: RefCell::default() }
    }

    /// Takes one signature check; false when none is left.
    pub(crate) fn check(&self) -> bool {
        take(&self.checks)
    }

    /// Takes one signature check for a link, unless it was paid for before: signatures may share a chain.
    fn link(&self, pair: Pair) -> bool {
        let mut links = self.links.borrow_mut();
        if links.contains(&pair) {
            return true;
        }
        let paid = self.check();
        if paid {
            links.insert(pair);
        }
        paid
    }

    /// Takes one step; false when none is left.
    fn step(&self) -> bool {
        take(&self.steps)
    }

    /// Takes all that is left.
    fn exhaust(&self) {
        self.steps.set(0);
    }

    /// Whether something was left undone for want of budget.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.checks.get() == 0 || self.steps.get() == 0
    }
}

fn take(cell: &Cell<u32>) -> bool {
    let left = cell.get();
    cell.set(left.saturating_sub(1));
    left > 0
}

/// SHA-256 of a certificate and of the key that may have signed it.
type Pair = ([u8; 32], [u8; 32]);

/// All anchors known, trusted or not, and the links verified so far.
#[derive(Debug)]
pub(crate) struct Graph {
    anchors: Vec<Anchor>,
    by_subject: HashMap<Vec<u8>, Vec<usize>>,
    /// Made when first asked for: most signers never need it.
    by_folded_subject: OnceLock<HashMap<Vec<RelativeName>, Vec<usize>>>,
    by_certificate: HashMap<[u8; 32], usize>,
    /// Whether the key signed the certificate.
    links: Mutex<HashMap<Pair, bool>>,
    computed: AtomicUsize,
    disallowed: Disallowed,
}

impl Graph {
    /// The anchors of `store`, and the roots of the programme it does not trust: those tell what a signature is, even
    /// where it is not accepted.
    pub(crate) fn new(store: &TrustStore) -> Self {
        let mut graph = Self {
            anchors: Vec::new(),
            by_subject: HashMap::new(),
            by_folded_subject: OnceLock::new(),
            by_certificate: HashMap::new(),
            links: Mutex::new(HashMap::new()),
            computed: AtomicUsize::new(0),
            disallowed: store.disallowed.clone(),
        };
        let roots: &[Root] = match &store.programme {
            Some(programme) => &programme.roots,
            None => programme::roots(),
        };
        for root in roots {
            // The Code Verification Root is for the kernel alone.
            let microsoft = store.microsoft && root.kind != RootKind::CodeVerification;
            graph.insert(Anchor { root: root.clone(), microsoft, user: None, for_stamps: None });
        }
        for anchor in &store.user {
            let known = graph.by_certificate.get(anchor.certificate.sha256()).copied();
            // Of the Code Verification Root the programme has name and key only.
            let known = known.or_else(|| {
                let is_root = Root::is_code_verification(&anchor.certificate);
                graph.anchors.iter().position(|known| is_root && known.root.kind == RootKind::CodeVerification)
            });
            let origin = Some(anchor.origin.clone());
            let (user, for_stamps) = if anchor.for_stamps { (None, origin) } else { (origin, None) };
            if let Some((index, known)) = known.and_then(|index| Some((index, graph.anchors.get_mut(index)?))) {
                known.user = user.or(known.user.take());
                known.for_stamps = for_stamps.or(known.for_stamps.take());
                known.root.certificate.get_or_insert_with(|| Arc::clone(&anchor.certificate));
                graph.by_certificate.insert(*anchor.certificate.sha256(), index);
            } else {
                let certificate = Arc::clone(&anchor.certificate);
                let root = Root::of_certificate(certificate, Conditions::default(), RootKind::Other);
                graph.insert(Anchor { root, microsoft: false, user, for_stamps });
            }
        }
        graph
    }

    fn insert(&mut self, anchor: Anchor) {
        let index = self.anchors.len();
        self.by_subject.entry(anchor.root.subject.clone()).or_default().push(index);
        if let Some(certificate) = &anchor.root.certificate {
            self.by_certificate.insert(*certificate.sha256(), index);
        }
        self.anchors.push(anchor);
    }

    /// The anchors whose name is `folded`, where only what it says counts.
    fn anchors_alike(&self, folded: &[RelativeName]) -> Option<&Vec<usize>> {
        let by_folded_subject = self.by_folded_subject.get_or_init(|| {
            let mut by_folded_subject: HashMap<_, Vec<_>> = HashMap::new();
            for (index, anchor) in self.anchors.iter().enumerate() {
                let folded = match &anchor.root.certificate {
                    Some(certificate) => certificate.folded_subject().map(<[_]>::to_vec),
                    None => name::fold(&anchor.root.subject),
                };
                if let Some(folded) = folded {
                    by_folded_subject.entry(folded).or_default().push(index);
                }
            }
            by_folded_subject
        });
        by_folded_subject.get(folded)
    }

    /// The anchor that is this very certificate.
    fn anchor(&self, certificate: &Certificate) -> Option<&Anchor> {
        self.anchors.get(*self.by_certificate.get(certificate.sha256())?)
    }

    /// Whether `key` (whose SubjectPublicKeyInfo is `spki`) signed `certificate`; each pair is computed once.
    ///
    /// A link that is known from another catalog is charged like any other: the verdict on a catalog must not depend on
    /// which ones were judged before.
    fn link(&self, certificate: &Certificate, key: &PublicKey, spki: &[u8], budget: &Budget) -> bool {
        let pair = (*certificate.sha256(), Sha256::digest(spki).into());
        if !budget.link(pair) {
            return false;
        }
        if let Some(&known) = self.links.lock().unwrap_or_else(PoisonError::into_inner).get(&pair) {
            return known;
        }
        self.computed.fetch_add(1, Ordering::Relaxed);
        let holds = certificate.is_signed_by(key);
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        if links.len() < MAX_LINKS {
            links.insert(pair, holds);
        }
        holds
    }

    /// Whether a certificate is distrusted, whoever vouches for it.
    pub(crate) fn distrusts(&self, certificate: &Certificate) -> bool {
        self.disallowed.names(certificate)
    }

    /// How many links were computed.
    pub(crate) fn links_computed(&self) -> usize {
        self.computed.load(Ordering::Relaxed)
    }

    /// All paths from `signer`, over the certificates in `bag` (in whatever order), depth first. There is at least one.
    pub(crate) fn paths(&self, signer: &Arc<Certificate>, bag: &[Arc<Certificate>], budget: &Budget) -> Vec<Path<'_>> {
        let mut paths = Vec::new();
        self.climb(&mut vec![Arc::clone(signer)], bag, budget, &mut paths);
        for path in &mut paths {
            path.disallowed = path.certificates.iter().find(|one| self.distrusts(one)).cloned();
        }
        paths
    }

    // As deep as MAX_DEPTH, never deeper.
    fn climb<'g>(
        &'g self,
        way: &mut Vec<Arc<Certificate>>,
        bag: &[Arc<Certificate>],
        budget: &Budget,
        paths: &mut Vec<Path<'g>>,
    ) {
        let Some(last) = way.last().cloned() else { return };
        if paths.len() >= MAX_PATHS {
            budget.exhaust();
            return;
        }
        let found = paths.len();
        if let Some(anchor) = self.anchor(&last) {
            paths.push(Path::new(way, End::Anchor(anchor)));
            // Above an anchor that is no root, another one may stand.
            if last.is_self_issued() {
                return;
            }
        } else if last.is_self_issued() && self.link(&last, &last.key, last.spki(), budget) {
            paths.push(Path::new(way, End::SelfSigned));
            return;
        }
        if way.len() < MAX_DEPTH {
            let below = paths.len();
            for names in [Names::Same, Names::Alike] {
                // Other spellings of a name are looked for only where nobody of that very name signed it.
                if paths.len() == below {
                    self.climb_over(&last, names, way, bag, budget, paths);
                }
            }
        }
        if paths.len() == found {
            paths.push(Path::new(way, End::Missing));
        }
    }

    /// Goes on over all issuers of `last`, anchors first.
    fn climb_over<'g>(
        &'g self,
        last: &Certificate,
        names: Names,
        way: &mut Vec<Arc<Certificate>>,
        bag: &[Arc<Certificate>],
        budget: &Budget,
        paths: &mut Vec<Path<'g>>,
    ) {
        let folded = match names {
            Names::Same => None,
            Names::Alike => match name::fold(last.issuer()) {
                Some(folded) => Some(folded),
                None => return,
            },
        };
        let named = match &folded {
            None => self.by_subject.get(last.issuer()),
            Some(folded) => self.anchors_alike(folded),
        };
        // Whatever the order of the roots and of the certificates of the catalog, the order of the paths is one.
        let mut anchors: Vec<_> = named.into_iter().flatten().filter_map(|&index| self.anchors.get(index)).collect();
        anchors.sort_by_key(|anchor| anchor.root.certificate.as_ref().map(|certificate| *certificate.sha256()));
        for anchor in anchors {
            match &anchor.root.certificate {
                Some(certificate) => self.step(last, certificate, way, bag, budget, paths),
                None if self.link(last, &anchor.root.key, &anchor.root.spki, budget) => {
                    paths.push(Path::new(way, End::Anchor(anchor)));
                }
                None => {}
            }
        }
        let mut candidates: Vec<_> = bag
            .iter()
            .filter(|issuer| match &folded {
                None => issuer.subject() == last.issuer(),
                Some(folded) => issuer.folded_subject() == Some(folded),
            })
            .filter(|issuer| self.anchor(issuer).is_none())
            .collect();
        // Those with the key identifier looked for come first.
        let wanted = last.extensions.authority_key_id.as_deref();
        candidates.sort_by_key(|issuer| {
            (wanted.is_none() || issuer.extensions.subject_key_id.as_deref() != wanted, issuer.sha256())
        });
        candidates.dedup_by_key(|issuer| issuer.sha256());
        for issuer in candidates {
            self.step(last, issuer, way, bag, budget, paths);
        }
    }

    /// Goes on over `issuer`, if it issued `last` and the way did not pass it yet.
    fn step<'g>(
        &'g self,
        last: &Certificate,
        issuer: &Arc<Certificate>,
        way: &mut Vec<Arc<Certificate>>,
        bag: &[Arc<Certificate>],
        budget: &Budget,
        paths: &mut Vec<Path<'g>>,
    ) {
        let visited = way.iter().any(|certificate| certificate.sha256() == issuer.sha256());
        if !visited && budget.step() && self.link(last, &issuer.key, issuer.spki(), budget) {
            way.push(Arc::clone(issuer));
            self.climb(way, bag, budget, paths);
            way.pop();
        }
    }
}
