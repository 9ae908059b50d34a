//! Whether a path holds: for a purpose, at a time.

use crate::certificate::Certificate;
use crate::graph::{End, Path};
use crate::key::Strength;
use crate::name_constraints::NameConstraints;
use crate::policies::{self, Inputs};
use crate::programme::{RootKind, day};
use crate::verdict::{Class, Status};
use catseal_asn1::{DigestAlgorithm, Oid, oids};
use catseal_finding::codes::trust::SHA1_COLLISION;
use catseal_finding::{CodeInfo, codes};
use jiff::Timestamp;
use x509_cert::ext::pkix::KeyUsage;

/// Something wrong with a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) status: Status,
    /// In words, without a full stop.
    pub(crate) text: String,
    /// Whether the path is no path at all because of it (rather than one that is not trusted, or not any more).
    pub(crate) breaks: bool,
    /// Under which code it is reported, where that is not the one of its status.
    pub(crate) code: Option<&'static CodeInfo>,
}

impl Problem {
    pub(crate) fn new(status: Status, text: impl Into<String>) -> Self {
        Self { status, text: text.into(), breaks: false, code: None }
    }

    fn breaking(status: Status, text: impl Into<String>) -> Self {
        Self { status, text: text.into(), breaks: true, code: None }
    }

    /// What is digested with SHA-1 was made to collide; `what` names it.
    pub(crate) fn collision(what: &str) -> Self {
        let text = format!("{what} was made to have the SHA-1 of something else");
        Self { status: Status::SignatureInvalid, text, breaks: true, code: Some(&SHA1_COLLISION) }
    }
}

/// What a path is judged for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Any signer of code, under any trusted root.
    Code,
    /// Microsoft's hardware programme or Windows components, under one of Microsoft's own roots.
    Driver,
    /// A signer of code under an anchor the user gave; a certificate without usages will do.
    Pinned,
    /// A time stamp authority.
    TimeStamp,
    /// A signer of code, under the Microsoft Code Verification Root, whether or not that is trusted.
    CrossSigned,
    /// The signer of Microsoft's root list, under one of Microsoft's own roots.
    RootList,
    /// The signer of a list of distrusted certificates, under one of Microsoft's own roots or one that the user gave.
    DisallowedList,
    /// The signer of another trust list, under the same.
    OtherList,
}

impl Purpose {
    /// The usages of which the signer's certificate must assert one.
    fn usages(self) -> &'static [Oid] {
        match self {
            Self::Code | Self::Pinned | Self::CrossSigned => &[oids::CODE_SIGNING],
            Self::Driver => &[oids::WHQL_CRYPTO, oids::NT5_CRYPTO],
            Self::TimeStamp => &[oids::TIME_STAMPING],
            Self::RootList => &[oids::ROOT_LIST_SIGNER],
            Self::DisallowedList => &[oids::DISALLOWED_LIST, oids::REVOKED_LIST_SIGNER],
            Self::OtherList => &[oids::CTL_SIGNING],
        }
    }

    /// The usage for which the programme must trust the root; `None` where its conditions do not bind: not its own list,
    /// and not the kernel, which has roots of its own.
    fn root_usage(self) -> Option<&'static Oid> {
        match self {
            Self::TimeStamp => Some(&oids::TIME_STAMPING),
            Self::Code | Self::Pinned | Self::Driver => Some(&oids::CODE_SIGNING),
            Self::CrossSigned | Self::RootList | Self::DisallowedList | Self::OtherList => None,
        }
    }
}

/// The times that count.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    /// When the certificates must be valid.
    pub(crate) valid_at: Timestamp,
    /// The time of a trusted time stamp.
    pub(crate) stamped: Option<Timestamp>,
}

/// Everything that is wrong with `path`; nothing when it holds.
pub(crate) fn examine(path: &Path<'_>, purpose: Purpose, times: Times) -> Vec<Problem> {
    beyond(structure(path).to_vec(), path, purpose, times)
}

/// The same, with policies that are asked for from outside.
#[cfg(test)]
pub(crate) fn examine_under(path: &Path<'_>, purpose: Purpose, times: Times, policies: &Inputs) -> Vec<Problem> {
    beyond(structure_under(path, policies), path, purpose, times)
}

/// To what makes a path none, adds what depends on purpose and time.
fn beyond(mut problems: Vec<Problem>, path: &Path<'_>, purpose: Purpose, times: Times) -> Vec<Problem> {
    problems.extend(end(path, purpose, times.stamped));
    problems.extend(distrusted(path));
    problems.extend(validity(path, times.valid_at));
    problems.extend(usage(path, purpose));
    if let (Strength::Broken, what) = strength(path) {
        problems.push(Problem::new(Status::WeakAlgorithm, format!("{what} gives no assurance")));
    }
    problems
}

/// Whether nothing makes the certificates no path at all, where the first of them signs no code, but lists.
pub(crate) fn structure_of_authority(path: &Path<'_>) -> bool {
    structure_to(path, &Inputs::NONE, |_| true).is_empty()
}

/// What makes the certificates no path at all, wherever it ends and whenever. Found out once: it is asked for each purpose
/// and time, and a hostile path makes work.
fn structure<'p>(path: &'p Path<'_>) -> &'p [Problem] {
    path.structure.get_or_init(|| structure_under(path, &Inputs::NONE))
}

fn structure_under(path: &Path<'_>, policies: &Inputs) -> Vec<Problem> {
    let signs = |usage: &KeyUsage| usage.digital_signature() || usage.non_repudiation();
    structure_to(path, policies, signs)
}

/// As [`structure`], to a certificate whose key usage must satisfy `signs`.
fn structure_to(path: &Path<'_>, policies: &Inputs, signs: impl Fn(&KeyUsage) -> bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    let judged = || path.certificates.iter().take(path.judged());
    for certificate in judged().filter(|certificate| certificate.is_collision()) {
        problems.push(Problem::collision(&quoted(certificate)));
    }
    let mut wrong = |certificate: &Certificate, what: &str| {
        problems.push(Problem::breaking(Status::UsageNotAllowed, format!("{} {what}", quoted(certificate))));
    };
    let mut constraints = Vec::new();
    let mut below = 0_usize;
    for (index, certificate) in path.certificates.iter().enumerate() {
        let is_anchor = index >= path.judged();
        let extensions = &certificate.extensions;
        if let Some(defect) = extensions.defect.as_deref().filter(|_| !is_anchor) {
            wrong(certificate, defect);
        }
        let signer = index == 0;
        let key_usage = extensions.key_usage.as_ref();
        if signer {
            if key_usage.is_some_and(|usage| !signs(usage)) && !path.is_given_signer() {
                wrong(certificate, "is not for signatures, by its key usage");
            }
        } else {
            let basic = extensions.basic_constraints.as_ref();
            // Old roots have no basic constraints; as anchors they are what the store says they are.
            let is_ca = basic.map_or(is_anchor, |basic| basic.ca) && (is_anchor || certificate.version == 3);
            if !is_ca {
                wrong(certificate, "issued a certificate but is not a certification authority");
            }
            if key_usage.is_some_and(|usage| !usage.key_cert_sign()) {
                wrong(certificate, "issued a certificate but must not, by its key usage");
            }
            let limit = basic.and_then(|basic| basic.path_len_constraint);
            if limit.is_some_and(|limit| below > usize::from(limit)) {
                wrong(certificate, "has more authorities below it than its path length allows");
            }
            if !certificate.is_self_issued() {
                below = below.saturating_add(1);
            }
        }
        if let Some(extension) = extensions.name_constraints.as_deref().filter(|_| !signer) {
            constraints.push((index, NameConstraints::parse(extension)));
        }
    }
    for (index, constraint) in constraints {
        let Some(constraint) = constraint else {
            if let Some(certificate) = path.certificates.get(index) {
                wrong(certificate, "constrains names in a way that is not understood");
            }
            continue;
        };
        for (below, certificate) in path.certificates.iter().take(index).enumerate() {
            if (below == 0 || !certificate.is_self_issued()) && !constraint.allow(certificate) {
                wrong(certificate, "has a name that an authority above it must not vouch for");
            }
        }
    }
    // The top is where policies begin, trusted or not.
    let tops = usize::from(matches!(path.end, End::SelfSigned) && path.certificates.len() > 1);
    let way: Vec<_> = judged().rev().skip(tops).collect();
    let steps: Vec<_> = way
        .iter()
        .map(|certificate| policies::Step {
            extensions: &certificate.extensions.policies,
            is_self_issued: certificate.is_self_issued(),
        })
        .collect();
    if let Err((place, what)) = policies::process(&steps, policies)
        && let Some(certificate) = way.get(place)
    {
        wrong(certificate, what);
    }
    problems
}

/// What is wrong with where the path ends.
fn end(path: &Path<'_>, purpose: Purpose, stamped: Option<Timestamp>) -> Option<Problem> {
    let signer = path.certificates.first()?;
    let last = path.certificates.last()?;
    let untrusted = |text| Some(Problem::new(Status::RootUntrusted, text));
    let anchor = match path.end {
        End::Anchor(anchor) => anchor,
        End::SelfSigned if path.certificates.len() == 1 => {
            return untrusted(format!("{} signed itself and is not trusted", quoted(last)));
        }
        End::SelfSigned => return untrusted(format!("the chain ends at {}, which is not trusted", quoted(last))),
        End::Missing => {
            let issuer = crate::name::display(last.issuer());
            let text = match last.scheme() {
                Some(_) => format!("the issuer of {} is not there: {issuer}", quoted(last)),
                None => format!("who issued {} is not known: its signature is of a kind not supported", quoted(last)),
            };
            return Some(Problem::new(Status::ChainIncomplete, text));
        }
    };
    let root = crate::name::short(&anchor.root.subject);
    match purpose {
        Purpose::Pinned if anchor.user.is_none() => {
            return untrusted(format!("the chain ends at '{root}', which is none of the roots given"));
        }
        Purpose::Driver if anchor.root.kind != RootKind::Product => {
            return untrusted(format!(
                "the chain ends at '{root}', not at a root under which Microsoft vouches for drivers"
            ));
        }
        Purpose::CrossSigned if anchor.root.kind == RootKind::CodeVerification => return None,
        Purpose::CrossSigned => {
            return untrusted(format!("the chain ends at '{root}', not at the Microsoft Code Verification Root"));
        }
        Purpose::RootList if anchor.root.kind != RootKind::Product => {
            return untrusted(format!(
                "the chain ends at '{root}', not at a root under which Microsoft signs its lists"
            ));
        }
        Purpose::DisallowedList | Purpose::OtherList
            if anchor.root.kind != RootKind::Product && anchor.user.is_none() =>
        {
            return untrusted(format!(
                "the chain ends at '{root}', which is neither Microsoft's own nor one of the roots given"
            ));
        }
        _ if !anchor.microsoft && !anchor.is_given_for(purpose) => {
            return untrusted(format!("the chain ends at '{root}', which is not trusted here"));
        }
        _ => {}
    }
    // What the user trusts is trusted without conditions.
    if anchor.is_given_for(purpose) {
        return None;
    }
    let refusal = anchor.root.conditions.refuse(purpose.root_usage()?, signer.not_before, stamped)?;
    untrusted(format!("the chain ends at '{root}': {refusal}"))
}

/// A distrusted certificate ends all trust, whatever time stamps and anchors say.
fn distrusted(path: &Path<'_>) -> Option<Problem> {
    let certificate = path.disallowed.as_ref()?;
    let text = format!("{} is on the list of distrusted certificates", quoted(certificate));
    Some(Problem { code: Some(&codes::trust::DISTRUSTED), ..Problem::new(Status::Revoked, text) })
}

fn validity(path: &Path<'_>, at: Timestamp) -> Vec<Problem> {
    let judged = path.certificates.iter().take(path.judged());
    judged
        .filter_map(|certificate| {
            let text = if at < certificate.not_before {
                format!("{} is valid only from {}", quoted(certificate), day(certificate.not_before))
            } else if at > certificate.not_after {
                format!("{} expired on {}", quoted(certificate), day(certificate.not_after))
            } else {
                return None;
            };
            Some(Problem::new(Status::Expired, format!("{text}; the time that counts is {}", day(at))))
        })
        .collect()
}

/// The signer must be for the purpose; an authority with usages restricts those below to them.
fn usage(path: &Path<'_>, purpose: Purpose) -> Option<Problem> {
    let wanted = purpose.usages();
    let signer = path.certificates.first()?;
    let wanted_names = || wanted.iter().map(oids::describe).collect::<Vec<_>>().join(" or ");
    let Some(own) = &signer.extensions.usages else {
        if purpose == Purpose::Pinned {
            return None;
        }
        let text = format!("{} does not say that it is for {}", quoted(signer), wanted_names());
        return Some(Problem::new(Status::UsageNotAllowed, text));
    };
    let mut left: Vec<&Oid> = wanted.iter().filter(|usage| own.contains(usage)).collect();
    if left.is_empty() {
        let text = format!("{} is not for {}", quoted(signer), wanted_names());
        return Some(Problem::new(Status::UsageNotAllowed, text));
    }
    for authority in path.certificates.iter().skip(1) {
        left.retain(|usage| permits(authority, usage));
        if left.is_empty() {
            let text = format!("{} must not issue certificates for {}", quoted(authority), wanted_names());
            return Some(Problem::new(Status::UsageNotAllowed, text));
        }
    }
    None
}

fn permits(authority: &Certificate, usage: &Oid) -> bool {
    let usages = authority.extensions.usages.as_ref();
    usages.is_none_or(|usages| usages.contains(usage) || usages.contains(&oids::ANY_EXTENDED_KEY_USAGE))
}

/// Whether the signer's certificate asserts a usage and no authority above takes it away.
fn holds_usage(path: &Path<'_>, usage: &Oid) -> bool {
    path.certificates.first().is_some_and(|signer| signer.asserts(usage))
        && path.certificates.iter().skip(1).all(|authority| permits(authority, usage))
}

/// The weakest of keys and signatures in the path, and what it is. The signature of an anchor on itself proves
/// nothing and is not looked at.
pub(crate) fn strength(path: &Path<'_>) -> (Strength, String) {
    let mut weakest = (Strength::Strong, String::new());
    let mut consider = |strength: Strength, what: &dyn Fn() -> String| {
        if strength > weakest.0 {
            weakest = (strength, what());
        }
    };
    let above_last = matches!(path.end, End::Anchor(anchor) if anchor.root.certificate.is_none());
    for (index, certificate) in path.certificates.iter().enumerate() {
        let key = &certificate.key;
        consider(key.strength(), &|| format!("the key of {} ({})", quoted(certificate), key.describe()));
        let is_last = index.saturating_add(1) == path.certificates.len();
        if let Some(scheme) = certificate.scheme().filter(|_| !is_last || above_last) {
            let digest = scheme.digest();
            consider(digest_strength(digest), &|| format!("{digest} in the signature of {}", quoted(certificate)));
        }
    }
    weakest
}

/// What in the path is SHA-1 or a key of under 2048 bits, where nothing is worse.
pub(crate) fn legacy_of(path: &Path<'_>) -> Option<String> {
    let (strength, what) = strength(path);
    (strength == Strength::Legacy).then_some(what)
}

pub(crate) const fn digest_strength(digest: DigestAlgorithm) -> Strength {
    match digest {
        DigestAlgorithm::Md5 => Strength::Broken,
        DigestAlgorithm::Sha1 => Strength::Legacy,
        DigestAlgorithm::Sha256 | DigestAlgorithm::Sha384 | DigestAlgorithm::Sha512 => Strength::Strong,
    }
}

/// Who vouches, by all paths of a signer. What is expired or not trusted here still is what it is.
pub(crate) fn classify(paths: &[Path<'_>]) -> Class {
    let sound = || paths.iter().filter(|path| structure(path).is_empty());
    let at_root = |kind| sound().filter(move |path| matches!(path.end, End::Anchor(a) if a.root.kind == kind));
    let microsofts = |is: &dyn Fn(&Path<'_>) -> bool| at_root(RootKind::Product).any(is);
    if microsofts(&|path| holds_usage(path, &oids::ATTEST_WHQL_CRYPTO)) {
        return Class::Attested;
    }
    if microsofts(&|path| holds_usage(path, &oids::WHQL_CRYPTO)) {
        return Class::Whql;
    }
    if microsofts(&|path| holds_usage(path, &oids::NT5_CRYPTO) || is_microsofts_own(path)) {
        return Class::Inbox;
    }
    if at_root(RootKind::CodeVerification).next().is_some() {
        return Class::CrossSigned;
    }
    if at_root(RootKind::Product).chain(at_root(RootKind::Programme)).next().is_some() {
        return Class::Commercial;
    }
    let signed_itself = |path: &Path<'_>| {
        path.certificates.len() == 1
            && path.certificates.iter().all(|certificate| certificate.is_self_issued())
            && !matches!(path.end, End::Missing)
    };
    if paths.iter().any(signed_itself) {
        return Class::SelfSigned;
    }
    if sound().any(|path| !matches!(path.end, End::Missing)) {
        return Class::Test;
    }
    Class::Unknown
}

/// Whether the signer bears Microsoft's name and may sign code: under Microsoft's own roots, only Microsoft does.
fn is_microsofts_own(path: &Path<'_>) -> bool {
    let organization = path.certificates.first().and_then(|signer| crate::name::organization(signer.subject()));
    holds_usage(path, &oids::CODE_SIGNING) && organization.as_deref() == Some("Microsoft Corporation")
}

fn quoted(certificate: &Certificate) -> String {
    format!("'{}'", certificate.short_name())
}
