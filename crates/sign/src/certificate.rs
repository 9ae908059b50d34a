use catseal_asn1::{Cursor, Error, Mode, Oid, Tag, Tlv, escape, oids};
use der::{Decode as _, oid::AssociatedOid as _};
use jiff::Timestamp;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, ExtendedKeyUsage, KeyUsage, SubjectKeyIdentifier};
use x509_cert::name::Name;

/// An X.509 certificate (RFC 5280), with the parts that signing looks at.
///
/// Issuer and serial number are copied out as they stand: Windows finds the signer by comparing octets.
#[derive(Debug, Clone)]
pub(crate) struct Certificate {
    pub(crate) der: Vec<u8>,
    /// The whole INTEGER.
    pub(crate) serial: Vec<u8>,
    /// Name in DER.
    pub(crate) issuer: Vec<u8>,
    /// Name in DER.
    pub(crate) subject: Vec<u8>,
    pub(crate) not_before: Timestamp,
    pub(crate) not_after: Timestamp,
    pub(crate) signature_algorithm: Oid,
    pub(crate) public_key_algorithm: Oid,
    /// Contents of the BIT STRING.
    pub(crate) public_key: Vec<u8>,
    pub(crate) extended_key_usage: Option<Vec<Oid>>,
    /// `false` when there is a keyUsage without digitalSignature.
    pub(crate) may_sign: bool,
    subject_key_id: Option<Vec<u8>>,
    authority_key_id: Option<Vec<u8>>,
}

impl Certificate {
    /// Reads one certificate, which must fill `der`.
    pub(crate) fn parse(der: &[u8]) -> Result<Self, Error> {
        let mut outer = Cursor::new(der, Mode::Tolerant);
        let mut certificate = outer.enter(Tag::SEQUENCE, "Certificate")?;
        outer.finish("Certificate")?;
        let mut tbs = certificate.enter(Tag::SEQUENCE, "TBSCertificate")?;
        tbs.optional(Tag::context(0), "version")?;
        let serial = tbs.expect(Tag::INTEGER, "serialNumber")?;
        let mut algorithm = tbs.enter(Tag::SEQUENCE, "signature")?;
        let signature_algorithm = algorithm.expect(Tag::OID, "algorithm")?.oid()?;
        let issuer = tbs.expect(Tag::SEQUENCE, "issuer")?;
        let mut validity = tbs.enter(Tag::SEQUENCE, "validity")?;
        let not_before = validity.any("notBefore")?.time()?;
        let not_after = validity.any("notAfter")?.time()?;
        let subject = tbs.expect(Tag::SEQUENCE, "subject")?;
        let mut spki = tbs.enter(Tag::SEQUENCE, "subjectPublicKeyInfo")?;
        let mut algorithm = spki.enter(Tag::SEQUENCE, "algorithm")?;
        let public_key_algorithm = algorithm.expect(Tag::OID, "algorithm")?.oid()?;
        let public_key = spki.expect(Tag::BIT_STRING, "subjectPublicKey")?.bit_string()?;
        tbs.optional(Tag::context_primitive(1), "issuerUniqueID")?;
        tbs.optional(Tag::context_primitive(2), "subjectUniqueID")?;

        let mut this = Self {
            der: der.to_vec(),
            serial: serial.raw.to_vec(),
            issuer: issuer.raw.to_vec(),
            subject: subject.raw.to_vec(),
            not_before,
            not_after,
            signature_algorithm,
            public_key_algorithm,
            public_key: public_key.to_vec(),
            extended_key_usage: None,
            may_sign: true,
            subject_key_id: None,
            authority_key_id: None,
        };
        if let Some(extensions) = tbs.optional(Tag::context(3), "extensions")? {
            let mut list = tbs.inside_of(&extensions)?.enter(Tag::SEQUENCE, "extensions")?;
            while !list.is_empty() {
                let mut extension = list.enter(Tag::SEQUENCE, "extension")?;
                let oid = extension.expect(Tag::OID, "extnID")?.oid()?;
                extension.optional(Tag::BOOLEAN, "critical")?;
                this.take_extension(&oid, &extension.expect(Tag::OCTET_STRING, "extnValue")?)?;
            }
        }
        Ok(this)
    }

    fn take_extension(&mut self, oid: &Oid, value: &Tlv<'_>) -> Result<(), Error> {
        let malformed = |_| value.invalid("a malformed extension");
        match *oid {
            ExtendedKeyUsage::OID => {
                self.extended_key_usage = Some(ExtendedKeyUsage::from_der(value.value).map_err(malformed)?.0);
            }
            KeyUsage::OID => {
                self.may_sign = KeyUsage::from_der(value.value).map_err(malformed)?.digital_signature();
            }
            SubjectKeyIdentifier::OID => {
                let id = SubjectKeyIdentifier::from_der(value.value).map_err(malformed)?;
                self.subject_key_id = Some(id.0.as_bytes().to_vec());
            }
            AuthorityKeyIdentifier::OID => {
                let id = AuthorityKeyIdentifier::from_der(value.value).map_err(malformed)?;
                self.authority_key_id = id.key_identifier.map(|id| id.as_bytes().to_vec());
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether the names say that it signed itself.
    pub(crate) fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// Whether names and key identifiers say that `issuer` signed this certificate.
    pub(crate) fn may_be_issued_by(&self, issuer: &Self) -> bool {
        let ids_agree = match (&self.authority_key_id, &issuer.subject_key_id) {
            (Some(wanted), Some(found)) => wanted == found,
            _ => true,
        };
        self.issuer == issuer.subject && ids_agree
    }

    /// Whether it may be used for code signing; `None` when it does not say what it is for.
    pub(crate) fn allows_code_signing(&self) -> Option<bool> {
        let usages = self.extended_key_usage.as_ref()?;
        Some(usages.iter().any(|usage| [oids::CODE_SIGNING, oids::ANY_EXTENDED_KEY_USAGE].contains(usage)))
    }

    /// The subject as text (RFC 4514), safe to show.
    pub(crate) fn subject_text(&self) -> String {
        let text = Name::from_der(&self.subject).map(|name| name.to_string()).unwrap_or_default();
        if text.is_empty() { "a certificate without a subject".to_owned() } else { escape(&text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_cut_off_anywhere_is_refused() {
        let test = crate::testcert::generate("Team", "2026-01-01T00:00:00Z".parse().unwrap(), 3).unwrap();
        assert!(Certificate::parse(&test.certificate).is_ok());
        for len in 0..test.certificate.len() {
            assert!(Certificate::parse(&test.certificate[..len]).is_err(), "{len}");
        }
    }
}
