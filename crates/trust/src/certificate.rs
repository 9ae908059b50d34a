use crate::collision::collides;
use crate::key::{PublicKey, Scheme};
use crate::name::{self, RelativeName};
use crate::policies::PolicyExtensions;
use crate::verdict::SignerName;
use catseal_asn1::{Cursor, Error, Mode, Oid, Tag, Tlv, hex};
use catseal_catalog::AlgorithmView;
use der::Decode;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::ops::Range;
use std::sync::OnceLock;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectKeyIdentifier,
};

const SUBJECT_KEY_IDENTIFIER: Oid = Oid::new_unwrap("2.5.29.14");
const KEY_USAGE: Oid = Oid::new_unwrap("2.5.29.15");
const SUBJECT_ALT_NAME: Oid = Oid::new_unwrap("2.5.29.17");
const BASIC_CONSTRAINTS: Oid = Oid::new_unwrap("2.5.29.19");
const NAME_CONSTRAINTS: Oid = Oid::new_unwrap("2.5.29.30");
const CRL_DISTRIBUTION_POINTS: Oid = Oid::new_unwrap("2.5.29.31");
const AUTHORITY_KEY_IDENTIFIER: Oid = Oid::new_unwrap("2.5.29.35");
const EXTENDED_KEY_USAGE: Oid = Oid::new_unwrap("2.5.29.37");
const AUTHORITY_INFO_ACCESS: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.1.1");
const OCSP_NO_CHECK: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.1.5");

/// Extensions that cannot make a path invalid, so that they may be critical.
const HARMLESS: &[Oid] = &[
    Oid::new_unwrap("2.5.29.18"), // issuerAltName
];

const MAX_EXTENSIONS: usize = 64;

/// A certificate (RFC 5280, 4.1), read once and kept.
///
/// The frame is read by hand, because what is signed and compared must be the very octets of the file; the leaf
/// structures of extensions are those of `x509-cert`.
#[derive(Debug)]
pub(crate) struct Certificate {
    der: Box<[u8]>,
    sha256: [u8; 32],
    tbs: Range<usize>,
    serial: Range<usize>,
    issuer: Range<usize>,
    subject: Range<usize>,
    spki: Range<usize>,
    signature: Range<usize>,
    scheme: Option<Scheme>,
    pub(crate) version: u8,
    pub(crate) not_before: Timestamp,
    pub(crate) not_after: Timestamp,
    pub(crate) key: PublicKey,
    pub(crate) extensions: Extensions,
    folded_subject: OnceLock<Option<Vec<RelativeName>>>,
    collides: OnceLock<bool>,
}

/// What the extensions of a certificate say, as far as paths depend on it.
#[derive(Debug, Default)]
pub(crate) struct Extensions {
    pub(crate) basic_constraints: Option<BasicConstraints>,
    pub(crate) key_usage: Option<KeyUsage>,
    pub(crate) usages: Option<Vec<Oid>>,
    /// Whether `usages` is critical.
    pub(crate) usages_critical: bool,
    pub(crate) subject_key_id: Option<Vec<u8>>,
    pub(crate) authority_key_id: Option<Vec<u8>>,
    /// Contents of the extension, undecoded.
    pub(crate) name_constraints: Option<Vec<u8>>,
    /// Contents of the extension, undecoded.
    pub(crate) subject_alt_name: Option<Vec<u8>>,
    /// Where revocation lists are: contents of the extension, undecoded.
    pub(crate) distribution_points: Option<Vec<u8>>,
    /// Where responders and the issuer's certificate are: contents of the extension, undecoded.
    pub(crate) info_access: Option<Vec<u8>>,
    /// That nobody need ask whether this certificate of a responder was revoked (RFC 6960, 4.2.2.2.1).
    pub(crate) ocsp_no_check: bool,
    pub(crate) policies: PolicyExtensions,
    /// Why no path may lead through this certificate, if something in it is not understood.
    pub(crate) defect: Option<String>,
}

impl Certificate {
    /// Reads `der`, a whole certificate and nothing behind it.
    ///
    /// Extensions that are malformed do not fail the reading: they become [`Extensions::defect`].
    pub(crate) fn parse(der: &[u8]) -> Result<Self, Error> {
        let mut outer = Cursor::new(der, Mode::Strict);
        let mut certificate = outer.enter(Tag::SEQUENCE, "certificate")?;
        outer.finish("certificate")?;
        let tbs = certificate.expect(Tag::SEQUENCE, "contents of the certificate")?;
        let outer_algorithm = certificate.expect(Tag::SEQUENCE, "signature algorithm of the certificate")?;
        let signature = certificate.expect(Tag::BIT_STRING, "signature of the certificate")?;
        certificate.finish("certificate")?;
        let signature_bits = signature.bit_string()?;

        let mut fields = tbs.cursor(Mode::Strict);
        let version = match fields.optional(Tag::context(0), "certificate version")? {
            Some(explicit) => {
                let number =
                    explicit.cursor(Mode::Strict).expect(Tag::INTEGER, "certificate version")?.integer_u32()?;
                u8::try_from(number).unwrap_or(u8::MAX).saturating_add(1)
            }
            None => 1,
        };
        let serial = fields.expect(Tag::INTEGER, "serial number")?;
        let inner_algorithm = fields.expect(Tag::SEQUENCE, "signature algorithm")?;
        let issuer = fields.expect(Tag::SEQUENCE, "issuer")?;
        let mut validity = fields.enter(Tag::SEQUENCE, "validity")?;
        let not_before = validity.any("start of validity")?.time()?;
        let not_after = validity.any("end of validity")?.time()?;
        validity.finish("validity")?;
        let subject = fields.expect(Tag::SEQUENCE, "subject")?;
        let spki = fields.expect(Tag::SEQUENCE, "public key")?;
        for unique_id in [1, 2] {
            fields.optional(Tag::context_primitive(unique_id), "unique identifier")?;
        }
        let mut extensions = Extensions::default();
        if let Some(explicit) = fields.optional(Tag::context(3), "extensions")? {
            let mut explicit = explicit.cursor(Mode::Strict);
            extensions = Extensions::parse(explicit.expect(Tag::SEQUENCE, "extensions")?)?;
            explicit.finish("extensions")?;
        }
        fields.finish("contents of the certificate")?;
        if inner_algorithm.raw != outer_algorithm.raw {
            extensions.fault("names two different signature algorithms");
        }
        let scheme = AlgorithmView::parse(outer_algorithm).ok().and_then(|view| Scheme::of_certificate(&view));

        let range = |tlv: &Tlv<'_>| tlv.offset..tlv.offset.saturating_add(tlv.raw.len());
        let value_range = |tlv: &Tlv<'_>| tlv.value_offset()..tlv.value_offset().saturating_add(tlv.value.len());
        let signature_end = value_range(&signature).end;
        Ok(Self {
            sha256: Sha256::digest(der).into(),
            tbs: range(&tbs),
            serial: value_range(&serial),
            issuer: range(&issuer),
            subject: range(&subject),
            spki: range(&spki),
            signature: signature_end.saturating_sub(signature_bits.len())..signature_end,
            scheme,
            version,
            not_before,
            not_after,
            key: PublicKey::parse(&spki),
            extensions,
            folded_subject: OnceLock::new(),
            collides: OnceLock::new(),
            der: der.into(),
        })
    }

    fn slice(&self, range: &Range<usize>) -> &[u8] {
        self.der.get(range.clone()).unwrap_or_default()
    }

    pub(crate) fn der(&self) -> &[u8] {
        &self.der
    }

    /// What is signed of the certificate, tag and length included.
    pub(crate) fn tbs(&self) -> &[u8] {
        self.slice(&self.tbs)
    }

    pub(crate) fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// The Name of the issuer, tag and length included.
    pub(crate) fn issuer(&self) -> &[u8] {
        self.slice(&self.issuer)
    }

    /// The Name of the subject, tag and length included.
    pub(crate) fn subject(&self) -> &[u8] {
        self.slice(&self.subject)
    }

    /// Contents of the INTEGER.
    pub(crate) fn serial(&self) -> &[u8] {
        self.slice(&self.serial)
    }

    /// SubjectPublicKeyInfo, tag and length included.
    pub(crate) fn spki(&self) -> &[u8] {
        self.slice(&self.spki)
    }

    /// The key itself: contents of the BIT STRING in the SubjectPublicKeyInfo.
    pub(crate) fn key_octets(&self) -> Option<&[u8]> {
        let mut fields = Cursor::new(self.spki(), Mode::Strict).enter(Tag::SEQUENCE, "public key").ok()?;
        fields.expect(Tag::SEQUENCE, "algorithm of the key").ok()?;
        fields.expect(Tag::BIT_STRING, "key").ok()?.bit_string().ok()
    }

    pub(crate) fn is_self_issued(&self) -> bool {
        self.issuer() == self.subject()
    }

    /// With what the certificate itself was signed; `None` when that is not known here.
    pub(crate) fn scheme(&self) -> Option<&Scheme> {
        self.scheme.as_ref()
    }

    /// The subject as it is compared where octets differ; `None` when it is malformed.
    pub(crate) fn folded_subject(&self) -> Option<&[RelativeName]> {
        self.folded_subject.get_or_init(|| name::fold(self.subject())).as_deref()
    }

    /// Whether what was signed is one of two contents that were made to have the same SHA-1: then the issuer may have
    /// signed the other one.
    pub(crate) fn is_collision(&self) -> bool {
        let digest = self.scheme.map(|scheme| scheme.digest());
        *self.collides.get_or_init(|| digest.is_some_and(|digest| collides(digest, self.slice(&self.tbs))))
    }

    /// Whether `key` signed this certificate.
    pub(crate) fn is_signed_by(&self, key: &PublicKey) -> bool {
        let Some(scheme) = &self.scheme else { return false };
        key.verify(scheme, self.slice(&self.tbs), self.slice(&self.signature)).is_ok()
    }

    /// Whether `time` lies within its validity.
    pub(crate) fn is_valid_at(&self, time: Timestamp) -> bool {
        (self.not_before..=self.not_after).contains(&time)
    }

    /// Whether the certificate lists this usage by name.
    pub(crate) fn asserts(&self, usage: &Oid) -> bool {
        self.extensions.usages.as_ref().is_some_and(|usages| usages.contains(usage))
    }

    /// Common name (or organisation), fit for display.
    pub(crate) fn short_name(&self) -> String {
        let short = name::short(self.subject());
        if short.is_empty() { name::display(self.subject()) } else { short }
    }

    pub(crate) fn signer_name(&self) -> SignerName {
        SignerName {
            name: name::short(self.subject()),
            subject: name::display(self.subject()),
            issuer: name::display(self.issuer()),
            serial: hex(self.serial()),
            sha256: hex(&self.sha256),
        }
    }
}

impl Extensions {
    fn parse(list: Tlv<'_>) -> Result<Self, Error> {
        let mut extensions = Self::default();
        let mut seen: Vec<Oid> = Vec::new();
        let mut cursor = list.cursor(Mode::Strict);
        while !cursor.is_empty() {
            let mut fields = cursor.enter(Tag::SEQUENCE, "extension")?;
            let oid = fields.expect(Tag::OID, "extension")?.oid()?;
            let critical = match fields.optional(Tag::BOOLEAN, "criticality")? {
                Some(boolean) => boolean.boolean()?,
                None => false,
            };
            let value = fields.expect(Tag::OCTET_STRING, "contents of the extension")?.value;
            fields.finish("extension")?;
            if seen.contains(&oid) {
                extensions.fault(&format!("has the extension {oid} twice"));
            }
            if seen.len() >= MAX_EXTENSIONS {
                extensions.fault("has too many extensions");
                break;
            }
            seen.push(oid);
            extensions.take(oid, critical, value);
        }
        Ok(extensions)
    }

    fn take(&mut self, oid: Oid, critical: bool, value: &[u8]) {
        match oid {
            BASIC_CONSTRAINTS => self.basic_constraints = self.decode(value, "basic constraints"),
            KEY_USAGE => self.key_usage = self.decode(value, "key usage"),
            EXTENDED_KEY_USAGE => {
                self.usages_critical = critical;
                self.usages = self.decode::<ExtendedKeyUsage>(value, "extended key usage").map(|usages| usages.0);
            }
            SUBJECT_KEY_IDENTIFIER => {
                let id: Option<SubjectKeyIdentifier> = self.decode(value, "subject key identifier");
                self.subject_key_id = id.map(|id| id.0.as_bytes().to_vec());
            }
            // A hint for finding the issuer, no more: one that cannot be read is no hint.
            AUTHORITY_KEY_IDENTIFIER => {
                let id = AuthorityKeyIdentifier::from_der(value).ok().and_then(|id| id.key_identifier);
                self.authority_key_id = id.map(|id| id.as_bytes().to_vec());
            }
            NAME_CONSTRAINTS => self.name_constraints = Some(value.to_vec()),
            SUBJECT_ALT_NAME => self.subject_alt_name = Some(value.to_vec()),
            CRL_DISTRIBUTION_POINTS => self.distribution_points = Some(value.to_vec()),
            AUTHORITY_INFO_ACCESS => self.info_access = Some(value.to_vec()),
            OCSP_NO_CHECK => self.ocsp_no_check = true,
            oid if PolicyExtensions::includes(&oid) => {
                if let Err(error) = self.policies.take(&oid, value) {
                    self.fault(&format!("has a malformed extension ({error})"));
                }
            }
            oid if critical && !HARMLESS.contains(&oid) => {
                self.fault(&format!("has a critical extension that is not understood ({oid})"));
            }
            _ => {}
        }
    }

    fn decode<T: for<'d> Decode<'d>>(&mut self, value: &[u8], what: &str) -> Option<T> {
        let decoded = T::from_der(value).ok();
        if decoded.is_none() {
            self.fault(&format!("has a malformed extension ({what})"));
        }
        decoded
    }

    fn fault(&mut self, problem: &str) {
        self.defect.get_or_insert_with(|| problem.to_owned());
    }
}
