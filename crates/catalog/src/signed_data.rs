use crate::attribute::list;
use crate::error::Error;
use crate::limits::{MAX_CERTIFICATES, MAX_SIGNERS};
use crate::not_catalog::NotCatalog;
use crate::signer_info::SignerInfoView;
use catseal_asn1::{Cursor, ErrorKind, Mode, Oid, Tag, Tlv, oids};

/// A `ContentInfo` that holds `SignedData` (RFC 2315, 9.1; RFC 5652, 5.1), as slices of the input.
///
/// Also read are the nested signatures of Authenticode and the tokens of RFC 3161, which have the same shape.
#[derive(Debug, Clone)]
pub struct SignedDataView<'a> {
    /// The whole `ContentInfo`.
    pub raw: Tlv<'a>,
    /// 1 in catalogs and nested signatures, 3 in time stamp tokens.
    pub version: u32,
    /// The digest algorithms named up front; empty in an unsigned catalog.
    pub digest_algorithms: Vec<Oid>,
    /// What the content is; `data` in a nested signature without content.
    pub content_type: Oid,
    /// The whole `encapContentInfo`.
    pub encap_content_info: Tlv<'a>,
    /// The element inside the `[0]` of `encapContentInfo`; `None` when the content lies elsewhere.
    pub content: Option<Tlv<'a>>,
    /// The certificates in file order, attribute certificates (`[1]`, `[2]`) and other choices included.
    pub certificates: Vec<Tlv<'a>>,
    /// The revocation lists in file order, other kinds of information on revocation (`[1]`) included.
    pub crls: Vec<Tlv<'a>>,
    /// The signers in file order; empty in an unsigned catalog.
    pub signer_infos: Vec<SignerInfoView<'a>>,
}

impl<'a> SignedDataView<'a> {
    /// Reads `bytes`, a whole `ContentInfo` and nothing behind it, which starts at `offset` of the input.
    ///
    /// BER lengths are taken; see [`catseal_asn1::deviations`].
    ///
    /// # Errors
    /// When `bytes` are something else, are malformed, or exceed the limits of this crate.
    pub fn parse(bytes: &'a [u8], offset: usize) -> Result<Self, Error> {
        let mut cursor = Cursor::at(bytes, offset, Mode::Tolerant);
        let tlv = cursor.expect(Tag::SEQUENCE, "ContentInfo")?;
        cursor.finish("ContentInfo")?;
        Self::parse_tlv(tlv)
    }

    /// Reads an element that is a `ContentInfo`.
    ///
    /// # Errors
    /// As [`SignedDataView::parse`].
    pub fn parse_tlv(content_info: Tlv<'a>) -> Result<Self, Error> {
        if content_info.tag != Tag::SEQUENCE {
            let kind = ErrorKind::UnexpectedTag { expected: Tag::SEQUENCE, found: content_info.tag };
            return Err(catseal_asn1::Error { what: "ContentInfo", offset: content_info.offset, kind }.into());
        }
        let mut outer = content_info.cursor(Mode::Tolerant);
        if let Some(found) = outer.peek().filter(|&tag| tag != Tag::OID) {
            return Err(Error::NotPkcs7 { offset: outer.offset(), found });
        }
        let oid = outer.expect(Tag::OID, "content type")?.oid()?;
        if oid != oids::SIGNED_DATA {
            return Err(Error::NotSignedData { oid });
        }
        let mut explicit = outer.enter(Tag::context(0), "SignedData")?;
        outer.finish("ContentInfo")?;
        let mut fields = explicit.enter(Tag::SEQUENCE, "SignedData")?;
        explicit.finish("SignedData")?;

        let version = fields.expect(Tag::INTEGER, "SignedData version")?.integer_u32()?;
        let algorithms = fields.expect(Tag::SET, "digest algorithms")?;
        let digest_algorithms = list(algorithms, MAX_SIGNERS, "digest algorithm")?
            .into_iter()
            .map(|algorithm| algorithm.cursor(Mode::Tolerant).expect(Tag::OID, "digest algorithm")?.oid())
            .collect::<Result<_, _>>()?;

        let encap_content_info = fields.expect(Tag::SEQUENCE, "encapContentInfo")?;
        let mut encap = encap_content_info.cursor(Mode::Tolerant);
        let content_type = encap.expect(Tag::OID, "type of the signed content")?.oid()?;
        let content = match encap.optional(Tag::context(0), "signed content")? {
            Some(explicit) => {
                let mut inside = explicit.cursor(Mode::Tolerant);
                let content = inside.any("signed content")?;
                inside.finish("signed content")?;
                Some(content)
            }
            None => None,
        };
        encap.finish("encapContentInfo")?;

        let mut set = |number, what| match fields.optional(Tag::context(number), what)? {
            Some(set) => list(set, MAX_CERTIFICATES, what),
            None => Ok(Vec::new()),
        };
        let certificates = set(0, "certificate")?;
        let crls = set(1, "certificate revocation list")?;
        let signers = fields.expect(Tag::SET, "signer infos")?;
        fields.finish("SignedData")?;
        let signer_infos = list(signers, MAX_SIGNERS, "SignerInfo")?
            .into_iter()
            .map(SignerInfoView::parse)
            .collect::<Result<_, _>>()?;

        Ok(Self {
            raw: content_info,
            version,
            digest_algorithms,
            content_type,
            encap_content_info,
            content,
            certificates,
            crls,
            signer_infos,
        })
    }

    /// Reads a whole file: says what it is if it is something else, and what follows the `ContentInfo`.
    pub(crate) fn parse_file(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), Error> {
        if bytes.is_empty() {
            return Err(Error::Empty);
        }
        if let Some(kind) = NotCatalog::of(bytes) {
            return Err(Error::OtherFile(kind));
        }
        let mut cursor = Cursor::new(bytes, Mode::Tolerant);
        let content_info = cursor.expect(Tag::SEQUENCE, "ContentInfo").map_err(|error| match error.kind {
            ErrorKind::Truncated { missing } => Error::CutOff { size: bytes.len(), missing },
            _ => error.into(),
        })?;
        Ok((Self::parse_tlv(content_info)?, cursor.remaining()))
    }
}
