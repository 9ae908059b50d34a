//! From a signer to an anchor: which certificate issued which.

use crate::certificate::Certificate;
use crate::disallowed::Disallowed;
use crate::key::PublicKey;
use crate::programme::{self, Conditions, Root, RootKind};
use crate::store::TrustStore;
use sha2::{Digest as _, Sha256};
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

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
}

impl Anchor {
    /// Where the trust comes from; `None` for a root of the programme that this store does not trust.
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
}

impl<'g> Path<'g> {
    fn new(certificates: &[Arc<Certificate>], end: End<'g>) -> Self {
        Self { certificates: certificates.to_vec(), end, disallowed: None }
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

/// How much work one catalog may cause.
#[derive(Debug)]
pub(crate) struct Budget {
    checks: Cell<u32>,
    steps: Cell<u32>,
}

impl Budget {
    /// The signature checks and steps allowed for one catalog.
    pub(crate) fn for_catalog() -> Self {
        Self { checks: Cell::new(64), steps: Cell::new(4096) }
    }

    /// Takes one signature check; false when none is left.
    pub(crate) fn check(&self) -> bool {
        take(&self.checks)
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

/// SHA-256 of a certificate and of the key that may have signed it, and whether it did.
type Links = HashMap<([u8; 32], [u8; 32]), bool>;

/// All anchors known, trusted or not, and the links verified so far.
#[derive(Debug)]
pub(crate) struct Graph {
    anchors: Vec<Anchor>,
    by_subject: HashMap<Vec<u8>, Vec<usize>>,
    by_certificate: HashMap<[u8; 32], usize>,
    links: Mutex<Links>,
    disallowed: Disallowed,
}

impl Graph {
    /// The anchors of `store`, and the roots of the programme it does not trust: those tell what a signature is, even
    /// where it is not accepted.
    pub(crate) fn new(store: &TrustStore) -> Self {
        let mut graph = Self {
            anchors: Vec::new(),
            by_subject: HashMap::new(),
            by_certificate: HashMap::new(),
            links: Mutex::new(HashMap::new()),
            disallowed: store.disallowed.clone(),
        };
        let roots: &[Root] = match &store.programme {
            Some(programme) => &programme.roots,
            None => programme::roots(),
        };
        for root in roots {
            // The Code Verification Root is for the kernel alone.
            let microsoft = store.microsoft && root.kind != RootKind::CodeVerification;
            graph.insert(Anchor { root: root.clone(), microsoft, user: None });
        }
        for anchor in &store.user {
            let known = graph.by_certificate.get(anchor.certificate.sha256()).copied();
            // Of the Code Verification Root the programme has name and key only.
            let known = known.or_else(|| {
                let is_root = Root::is_code_verification(&anchor.certificate);
                graph.anchors.iter().position(|known| is_root && known.root.kind == RootKind::CodeVerification)
            });
            let origin = Some(anchor.origin.clone());
            if let Some((index, known)) = known.and_then(|index| Some((index, graph.anchors.get_mut(index)?))) {
                known.user = origin;
                known.root.certificate.get_or_insert_with(|| Arc::clone(&anchor.certificate));
                graph.by_certificate.insert(*anchor.certificate.sha256(), index);
            } else {
                let certificate = Arc::clone(&anchor.certificate);
                let root = Root::of_certificate(certificate, Conditions::default(), RootKind::Other);
                graph.insert(Anchor { root, microsoft: false, user: origin });
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

    /// The anchor that is this very certificate.
    fn anchor(&self, certificate: &Certificate) -> Option<&Anchor> {
        self.anchors.get(*self.by_certificate.get(certificate.sha256())?)
    }

    /// Whether `key` (whose SubjectPublicKeyInfo is `spki`) signed `certificate`; each pair is computed once.
    ///
    /// A link that is known already is charged like any other: the verdict on a catalog must not depend on which ones
    /// were judged before.
    fn link(&self, certificate: &Certificate, key: &PublicKey, spki: &[u8], budget: &Budget) -> bool {
        if !budget.check() {
            return false;
        }
        let pair = (*certificate.sha256(), Sha256::digest(spki).into());
        if let Some(&known) = self.links.lock().unwrap_or_else(PoisonError::into_inner).get(&pair) {
            return known;
        }
        let holds = certificate.is_signed_by(key);
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        if links.len() < MAX_LINKS {
            links.insert(pair, holds);
        }
        holds
    }

    /// All paths from `signer`, over the certificates in `bag` (in whatever order), depth first. There is at least one.
    pub(crate) fn paths(&self, signer: &Arc<Certificate>, bag: &[Arc<Certificate>], budget: &Budget) -> Vec<Path<'_>> {
        let mut paths = Vec::new();
        self.climb(&mut vec![Arc::clone(signer)], bag, budget, &mut paths);
        for path in &mut paths {
            path.disallowed = path.certificates.iter().find(|one| self.disallowed.names(one)).cloned();
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
            let named = self.by_subject.get(last.issuer()).into_iter().flatten();
            for anchor in named.filter_map(|&index| self.anchors.get(index)) {
                match &anchor.root.certificate {
                    Some(certificate) => self.step(&last, certificate, way, bag, budget, paths),
                    None if self.link(&last, &anchor.root.key, &anchor.root.spki, budget) => {
                        paths.push(Path::new(way, End::Anchor(anchor)));
                    }
                    None => {}
                }
            }
            for issuer in candidates(&last, bag).into_iter().filter(|issuer| self.anchor(issuer).is_none()) {
                self.step(&last, issuer, way, bag, budget, paths);
            }
        }
        if paths.len() == found {
            paths.push(Path::new(way, End::Missing));
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
        if !visited && take(&budget.steps) && self.link(last, &issuer.key, issuer.spki(), budget) {
            way.push(Arc::clone(issuer));
            self.climb(way, bag, budget, paths);
            way.pop();
        }
    }
}

/// The certificates of the bag that bear the issuer's name, those with the key identifier looked for first.
fn candidates<'b>(certificate: &Certificate, bag: &'b [Arc<Certificate>]) -> Vec<&'b Arc<Certificate>> {
    let mut candidates: Vec<_> = bag.iter().filter(|issuer| issuer.subject() == certificate.issuer()).collect();
    let wanted = certificate.extensions.authority_key_id.as_deref();
    candidates.sort_by_key(|issuer| wanted.is_none() || issuer.extensions.subject_key_id.as_deref() != wanted);
    candidates
}
