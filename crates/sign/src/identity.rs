use crate::certificate::Certificate;
use crate::key::bit_len;
use crate::{Error, KeyAlgorithm, SigningKey};
use catseal_asn1::{Cursor, Mode, Tag, oids};
use catseal_finding::{Finding, Severity, codes};
use jiff::Timestamp;

/// A key together with the certificates that speak for it.
#[derive(Debug)]
pub struct Identity {
    key: SigningKey,
    leaf: Certificate,
    /// From the issuer of the leaf upwards, without self-signed ones.
    chain: Vec<Certificate>,
    root: Option<Certificate>,
    /// Given, but not above the leaf.
    unrelated: Vec<Certificate>,
}

impl Identity {
    /// Brings a key and certificates (DER, in any order, duplicates allowed) together.
    ///
    /// The certificate with the key's public key becomes the signer's; of several, the one that an authority issued and
    /// that is valid longest. Of the others, those above it by name and key identifier become the chain.
    ///
    /// # Errors
    /// [`Error::NoCertificate`] when there is none, [`Error::KeyMismatch`] when none belongs to the key,
    /// [`Error::Certificate`] when one is malformed.
    pub fn new(key: SigningKey, certificates: Vec<Vec<u8>>) -> Result<Self, Error> {
        let mut others: Vec<Certificate> = Vec::new();
        for (index, der) in certificates.iter().enumerate() {
            let parsed = Certificate::parse(der)
                .map_err(|source| Error::Certificate { number: index.saturating_add(1), source })?;
            if !others.iter().any(|known| known.der == parsed.der) {
                others.push(parsed);
            }
        }
        if others.is_empty() {
            return Err(Error::NoCertificate);
        }
        let of_the_key = |(_, other): &(usize, &Certificate)| {
            other.public_key == key.public_key_octets() && other.public_key_algorithm == key.algorithm().oid()
        };
        // A key keeps its certificate of before a renewal, and the self-signed one of before the first issue.
        let best = |(_, other): &(usize, &Certificate)| (!other.is_self_issued(), other.not_after);
        let Some((leaf, _)) = others.iter().enumerate().filter(of_the_key).max_by_key(best) else {
            let subjects: Vec<_> = others.iter().map(Certificate::subject_text).collect();
            return Err(Error::KeyMismatch { subjects: subjects.join("; ") });
        };
        let leaf = others.remove(leaf);

        // Breadth first, so that a cross-certificate beside an intermediate is kept, and loops end.
        let mut above: Vec<Certificate> = Vec::new();
        let mut next = 0_usize;
        loop {
            let child = if next == 0 { Some(&leaf) } else { above.get(next - 1) };
            let Some(child) = child.cloned() else { break };
            let (issuers, rest) = others.into_iter().partition(|other| child.may_be_issued_by(other));
            above.extend::<Vec<_>>(issuers);
            others = rest;
            next = next.saturating_add(1);
        }
        let (roots, chain): (Vec<_>, Vec<_>) = above.into_iter().partition(Certificate::is_self_issued);
        Ok(Self { key, leaf, chain, root: roots.into_iter().next(), unrelated: others })
    }

    /// The signer's certificate, in DER.
    #[must_use]
    pub fn leaf(&self) -> &[u8] {
        &self.leaf.der
    }

    /// The certificates above the leaf, in DER, from its issuer upwards, without a self-signed root.
    pub fn chain(&self) -> impl Iterator<Item = &[u8]> {
        self.chain.iter().map(|certificate| certificate.der.as_slice())
    }

    /// The topmost certificate known, in DER: the root if it was given, else the last of the chain, else the leaf.
    #[must_use]
    pub fn anchor(&self) -> &[u8] {
        let topmost = self.root.as_ref().or(self.chain.last()).unwrap_or(&self.leaf);
        &topmost.der
    }

    /// What kind of key it is.
    #[must_use]
    pub const fn algorithm(&self) -> KeyAlgorithm {
        self.key.algorithm()
    }

    /// The subject of the signer's certificate as text (RFC 4514), safe to show.
    #[must_use]
    pub fn subject(&self) -> String {
        self.leaf.subject_text()
    }

    /// What Windows will find wrong with signatures by this identity, made at `at`.
    #[must_use]
    pub fn findings(&self, at: Timestamp) -> Vec<Finding> {
        let mut findings = Vec::new();
        for certificate in std::iter::once(&self.leaf).chain(&self.chain) {
            judge_validity(certificate, at, &mut findings);
            judge_usage(certificate, &mut findings);
            judge_strength(certificate, &mut findings);
        }
        let signer = self.leaf.subject_text();
        if self.leaf.allows_code_signing().is_none() {
            findings
                .push(codes::sign::USAGE_NOT_STATED.finding(format!("{signer} does not say what it may be used for")));
        }
        if !self.leaf.may_sign {
            findings.push(
                codes::sign::KEY_USAGE_FORBIDS_SIGNING
                    .finding(format!("the key usage of {signer} does not include digital signatures")),
            );
        }
        if self.leaf.extended_key_usage.as_ref().is_some_and(|usages| usages.contains(&oids::LIFETIME_SIGNING)) {
            findings.push(codes::sign::LIFETIME_SIGNING.finding(format!("{signer} is for lifetime signing")));
        }
        if !matches!(self.algorithm(), KeyAlgorithm::Rsa { .. }) {
            let message = format!("the key of {signer} is on the elliptic curve {}", self.algorithm());
            findings.push(codes::sign::ELLIPTIC_CURVE_KEY.finding(message));
        }
        if self.chain.is_empty() && self.root.is_none() && !self.leaf.is_self_issued() {
            let message = format!("no certificate of the issuer of {signer} was given");
            findings.push(codes::sign::ISSUER_NOT_GIVEN.finding(message));
        }
        for certificate in &self.unrelated {
            let message = format!("{} is not above {signer} and is left out", certificate.subject_text());
            findings.push(codes::sign::UNRELATED_CERTIFICATE.finding(message));
        }
        let message = format!("a driver with a catalog signed by {signer} alone does not load in the kernel");
        findings.push(codes::sign::NOT_FOR_THE_KERNEL.finding(message));
        // A note: tests do well without one.
        let message =
            format!("without a time stamp the signature ends with {signer} on {} at the latest", self.leaf.not_after);
        findings.push(codes::sign::NO_TIME_STAMP.finding(message).severity(Severity::Note));
        findings
    }

    pub(crate) const fn key(&self) -> &SigningKey {
        &self.key
    }

    pub(crate) const fn leaf_certificate(&self) -> &Certificate {
        &self.leaf
    }

    /// The certificates that a signature carries.
    pub(crate) fn embedded(&self) -> impl Iterator<Item = &[u8]> {
        std::iter::once(self.leaf()).chain(self.chain())
    }
}

fn judge_validity(certificate: &Certificate, at: Timestamp, findings: &mut Vec<Finding>) {
    let subject = certificate.subject_text();
    if at > certificate.not_after {
        findings.push(codes::sign::EXPIRED.finding(format!("{subject} expired on {}", certificate.not_after)));
    }
    if at < certificate.not_before {
        let message = format!("{subject} is not valid before {}", certificate.not_before);
        findings.push(codes::sign::NOT_YET_VALID.finding(message));
    }
}

fn judge_usage(certificate: &Certificate, findings: &mut Vec<Finding>) {
    if certificate.allows_code_signing() == Some(false) {
        let message = format!("{} may not be used for code signing", certificate.subject_text());
        findings.push(codes::sign::NOT_FOR_CODE_SIGNING.finding(message));
    }
}

fn judge_strength(certificate: &Certificate, findings: &mut Vec<Finding>) {
    let subject = certificate.subject_text();
    let algorithm = certificate.signature_algorithm;
    let weak =
        [oids::MD2_WITH_RSA, oids::MD5_WITH_RSA, oids::SHA1_WITH_RSA, oids::OIW_SHA1_WITH_RSA, oids::ECDSA_WITH_SHA1];
    // Nobody checks the signature of a certificate that is trusted by itself.
    if weak.contains(&algorithm) && !certificate.is_self_issued() {
        let message = format!("{subject} is signed with {}", oids::describe(&algorithm));
        findings.push(codes::sign::WEAK_CERTIFICATE.finding(message));
    }
    if let Some(bits) = rsa_bits(certificate).filter(|&bits| bits < 2048) {
        let message = format!("{subject} has an RSA key of {bits} bits");
        findings.push(codes::sign::WEAK_CERTIFICATE.finding(message));
    }
}

/// Size of the modulus; `None` when the key is no well-formed RSA key.
fn rsa_bits(certificate: &Certificate) -> Option<usize> {
    if certificate.public_key_algorithm != oids::RSA_ENCRYPTION {
        return None;
    }
    let mut key = Cursor::new(&certificate.public_key, Mode::Tolerant).enter(Tag::SEQUENCE, "RSAPublicKey").ok()?;
    let modulus = key.expect(Tag::INTEGER, "modulus").ok()?;
    Some(bit_len(modulus.value))
}
