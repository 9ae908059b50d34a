use crate::kernel::WindowsVerdict;
use crate::policy::{Policy, PolicyVerdict, Verdict};
use crate::revocation::RevocationDetail;
use catseal_finding::Finding;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// What came of a signature: [`Status::Valid`], or the first thing that is wrong with it.
///
/// Ordered as the contract lists it: what is wrong earlier in the list is reported before what comes later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Status {
    /// Nothing is wrong.
    Valid,
    /// There is no signature.
    Unsigned,
    /// The signature is not built as it must be.
    Malformed,
    /// The signature vouches for another content.
    ContentDigestMismatch,
    /// The signature was not made with the signer's key.
    SignatureInvalid,
    /// The signer's certificate is not there.
    SignerCertMissing,
    /// An algorithm that is not known here.
    AlgorithmUnsupported,
    /// An issuer of the chain is not there.
    ChainIncomplete,
    /// The chain ends at a root that is not trusted.
    RootUntrusted,
    /// A certificate was not valid at the time that counts.
    Expired,
    /// A time stamp is there but wrong.
    TimestampInvalid,
    /// A certificate was revoked.
    Revoked,
    /// Whether a certificate was revoked could not be found out.
    RevocationUnknown,
    /// A certificate was used for what it is not meant for.
    UsageNotAllowed,
    /// An algorithm or key that gives no assurance.
    WeakAlgorithm,
}

impl Status {
    /// Its name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Unsigned => "unsigned",
            Self::Malformed => "malformed",
            Self::ContentDigestMismatch => "content-digest-mismatch",
            Self::SignatureInvalid => "signature-invalid",
            Self::SignerCertMissing => "signer-cert-missing",
            Self::AlgorithmUnsupported => "algorithm-unsupported",
            Self::ChainIncomplete => "chain-incomplete",
            Self::RootUntrusted => "root-untrusted",
            Self::Expired => "expired",
            Self::TimestampInvalid => "timestamp-invalid",
            Self::Revoked => "revoked",
            Self::RevocationUnknown => "revocation-unknown",
            Self::UsageNotAllowed => "usage-not-allowed",
            Self::WeakAlgorithm => "weak-algorithm",
        }
    }

    /// Whether the digest, the attributes and the signature itself are right, whoever the signer is.
    #[must_use]
    pub(crate) fn is_cryptographically_valid(self) -> bool {
        self == Self::Valid || self >= Self::ChainIncomplete
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Who vouches, by the kind of certificate and the root it leads to.
///
/// `Whql`, `Attested` and `Inbox` are given only for a chain to one of Microsoft's own roots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Class {
    /// Microsoft, after the hardware lab tests.
    Whql,
    /// Microsoft, on the submitter's word.
    Attested,
    /// Microsoft, for its own Windows components and products.
    Inbox,
    /// A commercial certificate with a path to the Microsoft Code Verification Root.
    CrossSigned,
    /// Any other chain to a root of Microsoft's programme.
    Commercial,
    /// The signer is its own issuer.
    SelfSigned,
    /// Any other chain, which ends outside Microsoft's programme.
    Test,
    /// No chain.
    Unknown,
}

impl Class {
    /// Its name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Whql => "whql",
            Self::Attested => "attested",
            Self::Inbox => "inbox",
            Self::CrossSigned => "cross-signed",
            Self::Commercial => "commercial",
            Self::SelfSigned => "self-signed",
            Self::Test => "test",
            Self::Unknown => "unknown",
        }
    }
}

impl std::fmt::Display for Class {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The two kinds of time stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TimeSource {
    /// A token of RFC 3161.
    Rfc3161,
    /// A counter-signature as of PKCS#9.
    Legacy,
}

impl TimeSource {
    /// Its name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rfc3161 => "rfc3161",
            Self::Legacy => "legacy",
        }
    }
}

impl std::fmt::Display for TimeSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// All that is to be said about who vouches for a catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CatalogTrust {
    /// The verdict on the best of the signatures, under the policy asked for.
    pub signature: SignatureVerdict,
    /// What each policy says; empty under [`Policy::None`].
    pub policies: Vec<PolicyVerdict>,
    /// Which Windows takes it; empty under [`Policy::None`].
    pub windows: Vec<WindowsVerdict>,
    /// Every signature in file order, whatever came of it; nested ones inside the one that carries them.
    pub signatures: Vec<SignatureDetail>,
    /// What is wrong or worth saying, in words. Errors only for what fails the policy asked for.
    pub findings: Vec<Finding>,
    /// What was not looked at, in words.
    pub not_checked: Vec<String>,
    /// When the best signature ends to be valid: with the signer's certificate. `null` when a trusted time stamp makes it
    /// valid beyond that, or the certificate is not there.
    #[schemars(with = "Option<String>")]
    pub signer_expires: Option<Timestamp>,
}

impl CatalogTrust {
    /// What a policy says; `None` when it was not judged.
    #[must_use]
    pub fn verdict(&self, policy: Policy) -> Option<Verdict> {
        self.policies.iter().find(|judged| judged.policy == policy).map(|judged| judged.verdict)
    }
}

/// The verdict on a catalog's signature in a few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SignatureVerdict {
    /// `valid`, or the first thing that is wrong.
    pub status: Status,
    /// Whether digest, attributes and signature are right, whoever the signer is.
    pub valid: bool,
    /// Whether the policy asked for accepts signer, chain and time.
    pub trusted: bool,
    /// The signer of the signature that this is the verdict on; `null` when there is none, or its certificate is not there.
    pub signer: Option<SignerName>,
    /// Who vouches.
    pub class: Class,
    /// The time that a trusted time stamp gives; `null` without one.
    #[schemars(with = "Option<String>")]
    pub signing_time: Option<Timestamp>,
    /// Where that time comes from.
    pub time_source: Option<TimeSource>,
    /// Everything that is wrong, worst first, each a sentence without a full stop.
    pub reasons: Vec<String>,
}

/// One signature: what it says and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SignatureDetail {
    /// With what the content was digested: `sha256`, or the numbers of an unknown algorithm.
    pub digest_algorithm: String,
    /// With what the signature was made: `rsa`, `rsa-pss`, `ecdsa`, or the numbers of an unknown algorithm.
    pub signature_algorithm: String,
    /// `valid`, or the first thing that is wrong.
    pub status: Status,
    /// Whether digest, attributes and signature are right, whoever the signer is.
    pub valid: bool,
    /// The signer's certificate; `null` when it is not there.
    pub signer: Option<SignerName>,
    /// Who vouches.
    pub class: Class,
    /// When the signer's certificate begins.
    #[schemars(with = "Option<String>")]
    pub not_before: Option<Timestamp>,
    /// When the signer's certificate ends.
    #[schemars(with = "Option<String>")]
    pub not_after: Option<Timestamp>,
    /// The description the signer wrote beside the signature (not the signer's name), escaped.
    pub description: Option<String>,
    /// The address the signer wrote beside the signature, escaped.
    pub url: Option<String>,
    /// What the signer's certificate is for: names of usages, or their numbers.
    pub usages: Vec<String>,
    /// The path that was judged, from the signer to the last certificate found.
    pub chain: Vec<CertSummary>,
    /// Whether the certificates of that path were revoked, the anchor left out; empty when nobody asked, or the path does
    /// not end at a known root.
    pub revocation: Vec<RevocationDetail>,
    /// The time stamps in file order.
    pub timestamps: Vec<TimestampDetail>,
    /// Everything that is wrong, worst first.
    pub reasons: Vec<String>,
    /// The signatures nested in this one.
    pub nested: Vec<SignatureDetail>,
}

/// A certificate, named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SignerName {
    /// The common name, or else the organisation, escaped; empty when there is neither.
    pub name: String,
    /// The subject, most specific part first (RFC 4514), escaped.
    pub subject: String,
    /// The issuer, most specific part first (RFC 4514), escaped.
    pub issuer: String,
    /// The serial number, lower-case hex.
    pub serial: String,
    /// SHA-256 of the certificate, lower-case hex.
    pub sha256: String,
}

/// A certificate of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CertSummary {
    /// The subject, most specific part first (RFC 4514), escaped.
    pub subject: String,
    /// SHA-256 of the certificate, lower-case hex; empty for an anchor of which only name and key are known.
    pub sha256: String,
    /// When it begins.
    #[schemars(with = "Option<String>")]
    pub not_before: Option<Timestamp>,
    /// When it ends.
    #[schemars(with = "Option<String>")]
    pub not_after: Option<Timestamp>,
    /// Where the trust comes from, when it is an anchor of the trust store: `microsoft`, or what the user gave.
    pub anchor: Option<String>,
}

/// One time stamp of a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TimestampDetail {
    /// Token or counter-signature.
    pub kind: TimeSource,
    /// The time it gives, if one can be read.
    #[schemars(with = "Option<String>")]
    pub time: Option<Timestamp>,
    /// Whether it belongs to this signature and was made by the authority it names, whoever that is.
    pub valid: bool,
    /// Whether, moreover, the authority is one of the trust store, so that the time counts.
    pub trusted: bool,
    /// The subject of the authority's certificate, escaped.
    pub authority: Option<String>,
    /// Why it is not valid or not trusted.
    pub reason: Option<String>,
    /// Whether the certificates of the authority's chain were revoked, as of the signer's.
    pub revocation: Vec<RevocationDetail>,
}
