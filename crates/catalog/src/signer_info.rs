use crate::attribute::AttributeView;
use crate::error::Error;
use catseal_asn1::{ErrorKind, Mode, Oid, Tag, Tlv};

/// A signer (RFC 2315, 9.2; RFC 5652, 5.3), as slices of the input.
#[derive(Debug, Clone)]
pub struct SignerInfoView<'a> {
    /// The whole `SignerInfo`.
    pub raw: Tlv<'a>,
    /// 1 with issuer and serial number, 3 with a key identifier; not checked here.
    pub version: u32,
    /// Which certificate is the signer's.
    pub sid: SignerId<'a>,
    /// With what the content was digested.
    pub digest_algorithm: Oid,
    /// The `[0]` element of signed attributes, as it stands in the file. The signature covers these very
    /// octets with the tag of a SET (0x31) in place of 0xa0 (RFC 5652, 5.4).
    pub signed_attributes: Option<Tlv<'a>>,
    /// With what the signature was made.
    pub signature_algorithm: AlgorithmView<'a>,
    /// The signature.
    pub signature: &'a [u8],
    /// The `[1]` element of unsigned attributes, as it stands in the file.
    pub unsigned_attributes: Option<Tlv<'a>>,
}

/// How a signer names the certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignerId<'a> {
    /// By who issued it and which number it has.
    IssuerAndSerial {
        /// The Name, tag and length included.
        issuer: &'a [u8],
        /// The contents of the INTEGER, as they stand in the file.
        serial: &'a [u8],
    },
    /// By the identifier of its key.
    SubjectKeyId(&'a [u8]),
}

/// An `AlgorithmIdentifier` (RFC 5280, 4.1.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlgorithmView<'a> {
    /// The algorithm.
    pub oid: Oid,
    /// Its parameters.
    pub parameters: Option<Tlv<'a>>,
}

impl<'a> AlgorithmView<'a> {
    /// Reads an element that is an `AlgorithmIdentifier`.
    ///
    /// # Errors
    /// When it is something else.
    pub fn parse(tlv: Tlv<'a>) -> Result<Self, Error> {
        if tlv.tag != Tag::SEQUENCE {
            return Err(tlv.invalid("an AlgorithmIdentifier that is not a SEQUENCE").into());
        }
        let mut fields = tlv.cursor(Mode::Tolerant);
        let oid = fields.expect(Tag::OID, "algorithm")?.oid()?;
        let parameters = if fields.is_empty() { None } else { Some(fields.any("algorithm parameters")?) };
        fields.finish("AlgorithmIdentifier")?;
        Ok(Self { oid, parameters })
    }
}

impl<'a> SignerInfoView<'a> {
    /// Reads an element that is a `SignerInfo`, a legacy counter-signature included.
    ///
    /// # Errors
    /// When it is something else or malformed.
    pub fn parse(raw: Tlv<'a>) -> Result<Self, Error> {
        if raw.tag != Tag::SEQUENCE {
            return Err(raw.invalid("a SignerInfo that is not a SEQUENCE").into());
        }
        let mut fields = raw.cursor(Mode::Tolerant);
        let version = fields.expect(Tag::INTEGER, "SignerInfo version")?.integer_u32()?;
        let sid = match fields.peek() {
            Some(tag) if tag == Tag::context_primitive(0) => {
                SignerId::SubjectKeyId(fields.any("subject key identifier")?.value)
            }
            Some(Tag::SEQUENCE) => {
                let mut name = fields.enter(Tag::SEQUENCE, "issuer and serial number")?;
                let issuer = name.expect(Tag::SEQUENCE, "issuer of the signer's certificate")?.raw;
                let serial = name.expect(Tag::INTEGER, "serial number of the signer's certificate")?.value;
                name.finish("issuer and serial number")?;
                SignerId::IssuerAndSerial { issuer, serial }
            }
            Some(found) => {
                let kind = ErrorKind::UnexpectedTag { expected: Tag::SEQUENCE, found };
                return Err(fields.error("signer identifier", kind).into());
            }
            None => {
                return Err(fields.error("signer identifier", ErrorKind::Missing { expected: Tag::SEQUENCE }).into());
            }
        };
        let digest = AlgorithmView::parse(fields.expect(Tag::SEQUENCE, "digest algorithm")?)?;
        let signed_attributes = fields.optional(Tag::context(0), "signed attributes")?;
        let signature_algorithm = AlgorithmView::parse(fields.expect(Tag::SEQUENCE, "signature algorithm")?)?;
        let signature = fields.expect(Tag::OCTET_STRING, "signature")?.octet_string()?;
        let unsigned_attributes = fields.optional(Tag::context(1), "unsigned attributes")?;
        fields.finish("SignerInfo")?;
        Ok(Self {
            raw,
            version,
            sid,
            digest_algorithm: digest.oid,
            signed_attributes,
            signature_algorithm,
            signature,
            unsigned_attributes,
        })
    }

    /// The signed attributes in file order; empty when there are none.
    ///
    /// # Errors
    /// When one of them is malformed, or there are more than [`MAX_ATTRIBUTES`](crate::MAX_ATTRIBUTES).
    pub fn signed_attribute_list(&self) -> Result<Vec<AttributeView<'a>>, Error> {
        Ok(self.signed_attributes.map(AttributeView::list).transpose()?.unwrap_or_default())
    }

    /// The unsigned attributes in file order; empty when there are none.
    ///
    /// # Errors
    /// As [`SignerInfoView::signed_attribute_list`].
    pub fn unsigned_attribute_list(&self) -> Result<Vec<AttributeView<'a>>, Error> {
        Ok(self.unsigned_attributes.map(AttributeView::list).transpose()?.unwrap_or_default())
    }
}
