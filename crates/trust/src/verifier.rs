use crate::certificate::Certificate;
use crate::collision::Digested;
use crate::findings;
use crate::graph::{Budget, Graph};
use crate::kernel::{self, Case, Generation, WindowsVerdict};
use crate::path::Purpose;
use crate::policy::{Policy, PolicyVerdict, Verdict};
use crate::programme;
use crate::revocation::{Archive, Inquiry, Revocation, RevocationMode, RevocationState, Ruling};
use crate::signature::{Court, Signature, Unread, each};
use crate::signer::{Expected, has_indefinite_lengths};
use crate::stl::TrustList;
use crate::store::TrustStore;
use crate::targets::Targets;
use crate::verdict::{CatalogTrust, Class, SignatureDetail, SignatureVerdict, Status};
use catseal_asn1::{DigestAlgorithm, Tag, Tlv, oids};
use catseal_catalog::{CatalogView, SignedDataView, SignerInfoView};
use catseal_finding::codes::trust::FURTHER_SIGNATURE_INVALID;
use jiff::Timestamp;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// Nested signatures of one signature beyond this are not looked at.
const MAX_NESTED: usize = 16;

/// Judges catalogs by a trust store.
///
/// One verifier serves any number of catalogs and threads; a link between two certificates that many catalogs share
/// is computed once.
///
/// `'e` is how long the evidence about revocation has to live.
#[derive(Debug)]
pub struct Verifier<'e> {
    graph: Graph,
    windows: Vec<Generation>,
    /// The date of the root list, and that of the list of distrusted certificates.
    published: (Option<Timestamp>, Option<Timestamp>),
    revocation: Revocation<'e>,
    archive: Archive,
}

impl<'e> Verifier<'e> {
    /// A verifier that trusts what `store` does, and does not ask whether certificates were revoked.
    #[must_use]
    pub fn new(store: &TrustStore) -> Self {
        let programme = store.programme.as_ref().map(|programme| programme.published);
        let published = (programme.or_else(programme::published), store.disallowed.published);
        Self {
            graph: Graph::new(store),
            windows: Vec::new(),
            published,
            revocation: Revocation::default(),
            archive: Archive::default(),
        }
    }

    /// The same, asked which of these generations of Windows take a catalog, and judging [`Policy::Kernel`] by them. None
    /// stands for all, with [`Policy::Kernel`] judged by those that a catalog says it is for.
    #[must_use]
    pub fn for_windows(self, generations: &[Generation]) -> Self {
        Self { windows: generations.to_vec(), ..self }
    }

    /// The same, asking whether certificates were revoked.
    #[must_use]
    pub fn with_revocation(self, revocation: Revocation<'e>) -> Self {
        Self { revocation, ..self }
    }

    /// Says who signed a trust list: every signature in file order, judged as of the date of the list.
    ///
    /// A list of roots has to be signed under one of Microsoft's own roots, another one under one of those or an anchor that
    /// the user gave to the store; the signer has to be for lists of that kind.
    #[must_use]
    pub fn judge_list(&self, list: &TrustList<'_>) -> Vec<SignatureDetail> {
        list.signatures(&self.graph)
    }

    /// How many links between certificates were computed so far; those that were known count once.
    #[must_use]
    pub fn links_computed(&self) -> usize {
        self.graph.links_computed()
    }

    /// Says who vouches for `catalog`, and whether `policy` accepts it.
    ///
    /// `at` is the time at which certificates must be valid, unless a trusted time stamp gives an earlier one: the
    /// present, as a rule. With `strict`, SHA-1 and keys of under 2048 bits are refused. Under [`Policy::None`] nobody is
    /// asked whether a certificate was revoked.
    ///
    /// Never fails: what is wrong with a signature is the verdict on it.
    #[must_use]
    pub fn judge(&self, catalog: &CatalogView<'_>, at: Timestamp, policy: Policy, strict: bool) -> CatalogTrust {
        let budget = Budget::for_catalog();
        let embedded = catalog.signed_data().crls.iter().map(|crl| crl.raw);
        // Where nothing is asked of signatures, nobody has to be asked about them.
        let revocation = if policy == Policy::None { Revocation::default() } else { self.revocation };
        let inquiry = Inquiry::new(revocation, &self.archive, &self.graph, at, embedded);
        let court = Court { budget: &budget, inquiry: &inquiry, at, strict, stamps: true };
        let signatures = signatures(catalog, &court);
        let purpose = purpose(policy, &signatures);
        let (windows, kernel) = match policy {
            Policy::None => (Vec::new(), None),
            _ => self.windows(catalog, &signatures),
        };
        let policies = policies(policy).map(|policy| match (&kernel, policy) {
            (Some(kernel), Policy::Kernel) => kernel.clone(),
            _ => verdict(policy, &signatures),
        });
        let policies: Vec<_> = policies.collect();
        let accepted = policies.iter().find(|judged| judged.policy == policy).is_none_or(PolicyVerdict::is_pass);
        let Some(best) = most_trusted(&signatures, purpose) else {
            return unsigned(policy, policies, windows, self.not_checked(&[], &Ruling::default()));
        };

        let (path, problems) = best.problems(purpose);
        let status = problems.first().map_or(Status::Valid, |problem| problem.status);
        let time = best.time();
        let signature = SignatureVerdict {
            status,
            valid: status.is_cryptographically_valid(),
            trusted: status == Status::Valid && accepted,
            signer: best.certificate().map(Certificate::signer_name),
            class: best.class,
            signing_time: time.map(|(time, _)| time),
            time_source: time.map(|(_, source)| source),
            reasons: problems.iter().map(|problem| problem.text.clone()).collect(),
        };
        let findings = match policy {
            Policy::None => Vec::new(),
            _ => findings::of(&signatures, best, purpose, path, &problems, &best.revocation(purpose)),
        };
        CatalogTrust {
            signature,
            policies,
            windows,
            signatures: signatures.iter().map(|signature| signature.detail(purpose)).collect(),
            findings,
            not_checked: self.not_checked(&signatures, &best.revocation(purpose)),
            signer_expires: best.expires(),
        }
    }

    /// Which Windows takes a catalog, and what [`Policy::Kernel`] says by that.
    fn windows(
        &self,
        catalog: &CatalogView<'_>,
        signatures: &[Signature<'_>],
    ) -> (Vec<WindowsVerdict>, Option<PolicyVerdict>) {
        let case = Case { signatures, targets: Targets::of(catalog), version: catalog.version() };
        if !self.windows.is_empty() {
            let rows = case.judge(&self.windows);
            let summary = kernel::summary(&rows);
            return (rows, Some(summary));
        }
        let rows = case.judge(&Generation::all().collect::<Vec<_>>());
        let meant = case.generations();
        let meant: Vec<_> = rows.iter().filter(|row| meant.contains(&row.generation)).cloned().collect();
        (rows, Some(kernel::summary(&meant)))
    }

    fn not_checked(&self, signatures: &[Signature<'_>], revocation: &Ruling) -> Vec<String> {
        let of =
            |date: Option<Timestamp>| date.map_or_else(String::new, |date| format!(" of {}", programme::day(date)));
        let (programme, disallowed) = self.published;
        let built_in = programme::published().filter(|built_in| programme.is_some_and(|given| given < *built_in));
        let older = match built_in {
            Some(_) => format!(" (older than the one built in, which is{})", of(built_in)),
            None => String::new(),
        };
        let distrusted = match disallowed {
            Some(_) => format!("changes of the list of distrusted certificates after the one{}", of(disallowed)),
            None => "its list of distrusted certificates".to_owned(),
        };
        let off = self.revocation.mode == RevocationMode::Off;
        let unknown = off || revocation.knows_nothing() || !revocation.unknown.is_empty();
        let stamps = each(signatures).flat_map(|signature| &signature.stamps).filter(|stamp| stamp.detail.trusted);
        let unknown_stamp =
            stamps.flat_map(|stamp| &stamp.detail.revocation).any(|detail| detail.state == RevocationState::Unknown);
        let mut items: Vec<_> = match (unknown, unknown_stamp) {
            (true, _) => vec!["whether a certificate was revoked".to_owned()],
            (false, true) => vec!["whether a certificate of the time stamp was revoked".to_owned()],
            (false, false) => Vec::new(),
        };
        items.extend([
            "Microsoft's lists of single drivers that Windows allows or blocks".to_owned(),
            format!("changes of Microsoft's root programme after the list{}{older}, and {distrusted}", of(programme)),
        ]);
        items.extend(each(signatures).flat_map(|signature| &signature.unread).map(|unread| unread.what.clone()));
        items
    }
}

/// The certificates of a `SignedData`; attribute certificates and what cannot be read are left out.
pub(crate) fn bag(certificates: &[Tlv<'_>]) -> Vec<Arc<Certificate>> {
    let plain = certificates.iter().filter(|tlv| tlv.tag == Tag::SEQUENCE);
    plain.filter_map(|tlv| Certificate::parse(tlv.raw).ok()).map(Arc::new).collect()
}

/// All signatures of a catalog, nested ones inside those that carry them.
fn signatures<'c>(catalog: &CatalogView<'_>, court: &'c Court<'c>) -> Vec<Signature<'c>> {
    let data = catalog.signed_data();
    if data.signer_infos.is_empty() {
        return Vec::new();
    }
    let ctl = catalog.ctl();
    let outer = bag(&data.certificates);
    let indefinite = has_indefinite_lengths(data.raw.raw);
    // The list is digested without its tag and length, once for each algorithm (RFC 2315, 9.3).
    let digests: RefCell<HashMap<DigestAlgorithm, Digested>> = RefCell::default();
    let digest = |algorithm: DigestAlgorithm| {
        digests.borrow_mut().entry(algorithm).or_insert_with(|| Digested::of(algorithm, ctl.value)).clone()
    };
    let expected = Expected { content_type: oids::CTL, digest: &digest, bare_digest: false };
    data.signer_infos
        .iter()
        .map(|info| {
            let mut signature = Signature::judge(info, &outer, &expected, court);
            let (nested, unread) = nested(info, ctl, &expected, court);
            signature.nested = nested;
            signature.unread.extend(unread);
            if indefinite {
                let text = "the catalog has indefinite lengths, which a signed one must not have";
                signature.reject(Status::Malformed, text);
            }
            if !signature.is_valid() {
                for nested in &mut signature.nested {
                    nested.reject(Status::SignatureInvalid, "the signature that carries this one is not valid");
                }
            }
            signature
        })
        .collect()
}

/// The signatures nested in `info`, of either form: without content, digesting the outer list with its tag and
/// length; or with a content of its own, which must be the outer list octet for octet. And what there is beside them
/// that is not judged.
fn nested<'c>(
    info: &SignerInfoView<'_>,
    ctl: Tlv<'_>,
    outer: &Expected<'_>,
    court: &'c Court<'c>,
) -> (Vec<Signature<'c>>, Vec<Unread>) {
    let (mut signatures, mut unread) = (Vec::new(), Vec::new());
    let mut pass_over = |what: String| unread.push(Unread { code: &FURTHER_SIGNATURE_INVALID, what });
    let beyond = || format!("nested signatures beyond the first {MAX_NESTED}");
    let attributes = info.unsigned_attribute_list().unwrap_or_default();
    let values = attributes.iter().filter(|attribute| attribute.oid == oids::SPC_NESTED_SIGNATURE);
    for (number, value) in (1..).zip(values.flat_map(|attribute| &attribute.values)) {
        if number > MAX_NESTED {
            pass_over(beyond());
            break;
        }
        let data = match SignedDataView::parse_tlv(*value) {
            Ok(data) => data,
            Err(error) => {
                pass_over(format!("a nested signature, which is malformed: {error}"));
                continue;
            }
        };
        if data.signer_infos.is_empty() {
            pass_over("a nested signature, which has no signer".to_owned());
        }
        let bag = bag(&data.certificates);
        let whole = |algorithm: DigestAlgorithm| Digested::of(algorithm, ctl.raw);
        let detached = Expected { content_type: oids::DATA, digest: &whole, bare_digest: false };
        let (expected, other) = match data.content {
            None => (&detached, data.content_type != oids::DATA),
            Some(content) => (outer, data.content_type != oids::CTL || content.raw != ctl.raw),
        };
        for info in &data.signer_infos {
            if signatures.len() >= MAX_NESTED {
                pass_over(beyond());
                return (signatures, unread);
            }
            let below = info.unsigned_attribute_list().unwrap_or_default();
            if below.iter().any(|attribute| attribute.oid == oids::SPC_NESTED_SIGNATURE) {
                pass_over("what is nested in a nested signature".to_owned());
            }
            let mut signature = Signature::judge(info, &bag, expected, court);
            if other {
                signature.reject(Status::ContentDigestMismatch, "the nested signature vouches for another content");
            }
            signatures.push(signature);
        }
    }
    (signatures, unread)
}

/// For what signatures are judged under a policy. What the kernel takes is signed by Microsoft, or else with a commercial
/// certificate: where a signature holds as the former, that is the one which counts.
fn purpose(policy: Policy, signatures: &[Signature<'_>]) -> Purpose {
    let holds = |purpose| most_trusted(signatures, purpose).is_some_and(|best| best.problems(purpose).1.is_empty());
    match policy {
        Policy::Driver => Purpose::Driver,
        Policy::Pinned => Purpose::Pinned,
        Policy::Kernel if holds(Purpose::Driver) => Purpose::Driver,
        Policy::Signature | Policy::Kernel | Policy::None => Purpose::Code,
    }
}

/// Windows takes the best of several signatures; of equals, the first.
fn most_trusted<'a, 'c>(signatures: &'a [Signature<'c>], purpose: Purpose) -> Option<&'a Signature<'c>> {
    let all: Vec<_> = each(signatures).collect();
    all.into_iter().rev().max_by_key(|signature| {
        let problems = signature.problems(purpose).1;
        (problems.is_empty(), problems.first().map(|problem| problem.status))
    })
}

/// The policies that are reported when one is asked for.
fn policies(asked: Policy) -> impl Iterator<Item = Policy> {
    let usual = [Policy::Signature, Policy::Driver, Policy::Kernel].into_iter().filter(move |_| asked != Policy::None);
    usual.chain((asked == Policy::Pinned).then_some(asked))
}

fn verdict(policy: Policy, signatures: &[Signature<'_>]) -> PolicyVerdict {
    let given = |verdict, reason: String| PolicyVerdict { policy, verdict, reason };
    let purpose = purpose(policy, signatures);
    let Some(best) = most_trusted(signatures, purpose) else {
        return given(Verdict::Fail, "the catalog is not signed".to_owned());
    };
    match best.problems(purpose).1.into_iter().next() {
        Some(problem) => given(Verdict::Fail, problem.text),
        None => given(Verdict::Pass, format!("signed by {}, class {}", signer_name(best), best.class)),
    }
}

fn signer_name(signature: &Signature<'_>) -> String {
    signature.certificate().map(Certificate::short_name).unwrap_or_default()
}

fn unsigned(
    policy: Policy,
    policies: Vec<PolicyVerdict>,
    windows: Vec<WindowsVerdict>,
    not_checked: Vec<String>,
) -> CatalogTrust {
    let findings = if policy == Policy::None { Vec::new() } else { vec![findings::unsigned()] };
    CatalogTrust {
        signature: SignatureVerdict {
            status: Status::Unsigned,
            valid: false,
            trusted: false,
            signer: None,
            class: Class::Unknown,
            signing_time: None,
            time_source: None,
            reasons: vec!["the catalog is not signed".to_owned()],
        },
        policies,
        windows,
        signatures: Vec::new(),
        findings,
        not_checked,
        signer_expires: None,
    }
}
