//! Microsoft's root programme: the anchors that come with the program, and on which conditions each is trusted.

use crate::certificate::Certificate;
use crate::key::PublicKey;
use catseal_asn1::{Cursor, Error, Mode, Oid, Tag, Tlv, oids};
use catseal_roots::{CODE_VERIFICATION_KEY, CODE_VERIFICATION_NAME, PROGRAMME};
use jiff::Timestamp;
use std::sync::{Arc, LazyLock};

/// The roots under which Microsoft signs Windows, its products and the hardware programme, by SHA-256.
///
/// Microsoft's other roots are for time stamps, for TLS, and for identities of other people (Identity Verification
/// Root): a chain to one of those says nothing about Microsoft vouching for the content.
const PRODUCT_ROOTS: [&str; 5] = [
    "f38406e540d7a9d90cb4a9479299640ffb6df9e224ecc7a01c0d9558d8dad77d", // Microsoft Root Authority (1997)
    "885de64c340e3ea70658f01e1145f957fcda27aabeea1ab9faa9fdb0102d4077", // Microsoft Root Certificate Authority (2001)
    "df545bf919a2439c36983b54cdfc903dfa4f37d3996d8d84b4c31eec6f3c163e", // ... 2010
    "847df6a78497943f27fc72eb93f9a637320a02b561d0a91b09e87a7807ed7c61", // ... 2011
    "caca93b9d23d2b6fa76e8b8471931e0df3ec6f63af3cdbb936c41954a1872326", // Microsoft ECC Product Root ... 2018
];

/// How many of them, from the first on, Windows 10 from 1607 on accepts for the kernel ("Driver Signing Policy" of
/// Microsoft's hardware documentation names these three).
const KERNEL_ROOTS: usize = 3;

/// The place of a certificate among them.
fn product_root(certificate: &Certificate) -> Option<usize> {
    let sha256 = catseal_asn1::hex(certificate.sha256());
    PRODUCT_ROOTS.iter().position(|root| *root == sha256)
}

/// Roots beyond this are no root programme.
const MAX_ROOTS: usize = 4096;

/// What a root is to Microsoft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RootKind {
    /// One of those under which Microsoft itself vouches.
    Product,
    /// Any other of the programme.
    Programme,
    /// The Microsoft Code Verification Root: under it commercial roots were cross-signed for the kernel.
    CodeVerification,
    /// Not of the programme.
    Other,
}

/// What the programme trusts a root for, and until when. Without any of it: for everything, always.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Conditions {
    /// Usages it is trusted for; `None` for all.
    pub(crate) usages: Option<Vec<Oid>>,
    /// Not trusted from this date on, but for what was signed (and time stamped) before.
    pub(crate) disabled: Option<Timestamp>,
    /// Usages it is not trusted for: from `disabled` on when there is one, else at all.
    pub(crate) disallowed: Vec<Oid>,
    /// Certificates issued from this date on are not trusted, but for what was signed before.
    pub(crate) not_before: Option<Timestamp>,
    /// Usages that `not_before` is about; empty for all.
    pub(crate) not_before_usages: Vec<Oid>,
}

impl Conditions {
    /// Why a signature for `usage` under this root does not count; `None` when it does.
    ///
    /// `issued` is when the signer's certificate begins, `stamped` the time of a trusted time stamp.
    pub(crate) fn refuse(&self, usage: &Oid, issued: Timestamp, stamped: Option<Timestamp>) -> Option<String> {
        let before = |date: Timestamp| stamped.is_some_and(|stamped| stamped < date);
        let usage_name = || oids::describe(usage);
        if self.usages.as_ref().is_some_and(|usages| !usages.contains(usage)) {
            return Some(format!("Microsoft's programme does not trust it for {}", usage_name()));
        }
        let disallowed = self.disallowed.contains(usage);
        match self.disabled {
            Some(date) if (disallowed || self.disallowed.is_empty()) && !before(date) => {
                return Some(format!("Microsoft's programme trusts it only for what was signed before {}", day(date)));
            }
            None if disallowed => return Some(format!("Microsoft's programme distrusts it for {}", usage_name())),
            _ => {}
        }
        let date = self.not_before?;
        let concerned = self.not_before_usages.is_empty() || self.not_before_usages.contains(usage);
        (concerned && issued >= date && !before(date))
            .then(|| format!("Microsoft's programme trusts only certificates that it issued before {}", day(date)))
    }
}

impl Conditions {
    /// Each as a phrase.
    pub(crate) fn in_words(&self) -> Vec<String> {
        let list = |usages: &[Oid]| usages.iter().map(oids::describe).collect::<Vec<_>>().join(", ");
        let mut words = Vec::new();
        if let Some(usages) = &self.usages {
            words.push(format!("for {}", if usages.is_empty() { "nothing".to_owned() } else { list(usages) }));
        }
        match (self.disabled, self.disallowed.as_slice()) {
            (Some(date), []) => words.push(format!("disabled from {}", day(date))),
            (Some(date), usages) => words.push(format!("disabled from {} for {}", day(date), list(usages))),
            (None, []) => {}
            (None, usages) => words.push(format!("not for {}", list(usages))),
        }
        if let Some(date) = self.not_before {
            let what = match self.not_before_usages.as_slice() {
                [] => String::new(),
                usages => format!(" for {}", list(usages)),
            };
            words.push(format!("not for certificates issued from {} on{what}", day(date)));
        }
        words
    }
}

/// The date of a time, in UTC.
pub(crate) fn day(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d").to_string()
}

/// A root of the programme.
#[derive(Debug, Clone)]
pub(crate) struct Root {
    /// The Name, tag and length included.
    pub(crate) subject: Vec<u8>,
    /// SubjectPublicKeyInfo, tag and length included.
    pub(crate) spki: Vec<u8>,
    pub(crate) key: PublicKey,
    /// `None` for the Code Verification Root.
    pub(crate) certificate: Option<Arc<Certificate>>,
    pub(crate) kind: RootKind,
    pub(crate) conditions: Conditions,
}

impl Root {
    /// A root that the programme names.
    pub(crate) fn of_programme(certificate: Arc<Certificate>, conditions: Conditions) -> Self {
        let kind = if product_root(&certificate).is_some() { RootKind::Product } else { RootKind::Programme };
        Self::of_certificate(certificate, conditions, kind)
    }

    /// Whether it is one of the three that Microsoft names for drivers of the kernel.
    pub(crate) fn is_for_kernel(&self) -> bool {
        let place = self.certificate.as_ref().and_then(|certificate| product_root(certificate));
        place.is_some_and(|place| place < KERNEL_ROOTS)
    }

    /// Whether `certificate` is the Code Verification Root, by name and key.
    pub(crate) fn is_code_verification(certificate: &Certificate) -> bool {
        certificate.subject() == CODE_VERIFICATION_NAME && certificate.spki() == CODE_VERIFICATION_KEY
    }

    pub(crate) fn of_certificate(certificate: Arc<Certificate>, conditions: Conditions, kind: RootKind) -> Self {
        Self {
            subject: certificate.subject().to_vec(),
            spki: certificate.spki().to_vec(),
            key: certificate.key.clone(),
            certificate: Some(certificate),
            kind,
            conditions,
        }
    }
}

/// A root programme that the user gave, in place of the embedded one.
#[derive(Debug, Clone)]
pub(crate) struct Programme {
    pub(crate) published: Timestamp,
    pub(crate) roots: Vec<Root>,
}

/// The embedded roots for code and time stamps, and the Code Verification Root.
pub(crate) fn roots() -> &'static [Root] {
    static ROOTS: LazyLock<Vec<Root>> = LazyLock::new(|| {
        // The embedded octets are checked by a test: reading them cannot fail.
        let mut roots = read(PROGRAMME).map(|(_, roots)| roots).unwrap_or_default();
        roots.extend(code_verification_root());
        roots
    });
    &ROOTS
}

pub(crate) fn code_verification_root() -> Option<Root> {
    let spki = Cursor::new(CODE_VERIFICATION_KEY, Mode::Strict).expect(Tag::SEQUENCE, "public key").ok()?;
    Some(Root {
        subject: CODE_VERIFICATION_NAME.to_vec(),
        spki: spki.raw.to_vec(),
        key: PublicKey::parse(&spki),
        certificate: None,
        kind: RootKind::CodeVerification,
        conditions: Conditions::default(),
    })
}

/// Reads the compiled list: when it was published, and its roots.
///
/// ```text
/// Programme ::= SEQUENCE { published Time, roots SEQUENCE OF Root }
/// Root ::= SEQUENCE {
///   certificate        Certificate,
///   usages         [0] SEQUENCE OF OBJECT IDENTIFIER OPTIONAL,
///   disabled       [1] Time OPTIONAL,
///   disallowed     [2] SEQUENCE OF OBJECT IDENTIFIER OPTIONAL,
///   notBefore      [3] Time OPTIONAL,
///   notBeforeUsages [4] SEQUENCE OF OBJECT IDENTIFIER OPTIONAL }   -- all tags explicit
/// ```
pub(crate) fn read(compiled: &[u8]) -> Result<(Timestamp, Vec<Root>), Error> {
    let mut outer = Cursor::new(compiled, Mode::Strict);
    let mut list = outer.enter(Tag::SEQUENCE, "root programme")?;
    outer.finish("root programme")?;
    let published = list.any("date of the root programme")?.time()?;
    let mut entries = list.enter(Tag::SEQUENCE, "roots")?;
    list.finish("root programme")?;
    let mut roots = Vec::new();
    while !entries.is_empty() && roots.len() < MAX_ROOTS {
        let mut fields = entries.enter(Tag::SEQUENCE, "root")?;
        let certificate = Certificate::parse(fields.expect(Tag::SEQUENCE, "root certificate")?.raw)?;
        let mut optional = |number, what| match fields.optional(Tag::context(number), what)? {
            Some(explicit) => explicit.cursor(Mode::Strict).any(what).map(Some),
            None => Ok(None),
        };
        let conditions = Conditions {
            usages: optional(0, "usages")?.map(|list| usages(&list)).transpose()?,
            disabled: optional(1, "disabling date")?.map(|time| time.time()).transpose()?,
            disallowed: optional(2, "disallowed usages")?.map(|list| usages(&list)).transpose()?.unwrap_or_default(),
            not_before: optional(3, "issuing date")?.map(|time| time.time()).transpose()?,
            not_before_usages: optional(4, "usages of the issuing date")?
                .map(|list| usages(&list))
                .transpose()?
                .unwrap_or_default(),
        };
        fields.finish("root")?;
        roots.push(Root::of_programme(Arc::new(certificate), conditions));
    }
    Ok((published, roots))
}

/// The identifiers in a SEQUENCE OF OBJECT IDENTIFIER.
pub(crate) fn usages(list: &Tlv<'_>) -> Result<Vec<Oid>, Error> {
    let mut cursor = list.cursor(Mode::Strict);
    let mut usages = Vec::new();
    while !cursor.is_empty() {
        usages.push(cursor.expect(Tag::OID, "usage")?.oid()?);
    }
    Ok(usages)
}

/// When the embedded list was published.
pub(crate) fn published() -> Option<Timestamp> {
    static PUBLISHED: LazyLock<Option<Timestamp>> = LazyLock::new(|| read(PROGRAMME).ok().map(|(date, _)| date));
    *PUBLISHED
}

#[cfg(test)]
mod tests {
    use super::*;
    use catseal_asn1::DigestAlgorithm;

    #[test]
    fn the_embedded_list_holds_the_programme_with_microsofts_own_roots() {
        let (_, roots) = read(PROGRAMME).unwrap();
        assert!(roots.len() > 300, "{}", roots.len());
        assert_eq!(roots.iter().filter(|root| root.kind == RootKind::Product).count(), PRODUCT_ROOTS.len());
        assert!(published().is_some());
    }

    #[test]
    fn the_key_of_the_code_verification_root_has_the_identifier_that_its_cross_certificates_name() {
        let identifier = DigestAlgorithm::Sha1.digest(CODE_VERIFICATION_KEY);
        assert_eq!(catseal_asn1::hex(&identifier), "62fb0a215b7f436e11da0954506bf5d29671f19e");
        assert_eq!(roots().last().unwrap().kind, RootKind::CodeVerification);
    }

    #[test]
    fn the_dates_of_the_programme_spare_what_was_signed_before() {
        let time = |text: &str| text.parse::<Timestamp>().unwrap();
        let (early, late) = (time("2015-01-01T00:00:00Z"), time("2020-01-01T00:00:00Z"));
        let date = Some(time("2018-01-01T00:00:00Z"));
        let code = &oids::CODE_SIGNING;
        let disabled = Conditions { disabled: date, ..Conditions::default() };
        assert_eq!(disabled.refuse(code, early, Some(early)), None);
        assert!(disabled.refuse(code, early, Some(late)).is_some());
        assert!(disabled.refuse(code, early, None).is_some());
        let partly = Conditions { disallowed: vec![oids::TIME_STAMPING], ..disabled };
        assert_eq!(partly.refuse(code, early, None), None);
        assert!(partly.refuse(&oids::TIME_STAMPING, early, None).is_some());
        let not_before = Conditions { not_before: date, ..Conditions::default() };
        assert_eq!(not_before.refuse(code, early, None), None);
        assert!(not_before.refuse(code, late, None).is_some());
        let usages = Conditions { usages: Some(vec![oids::TIME_STAMPING]), ..Conditions::default() };
        assert!(usages.refuse(code, early, Some(early)).is_some());
    }
}
