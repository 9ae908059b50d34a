use crate::Error;
use crate::frame::Frame;
use catseal_asn1::{Cursor, DigestAlgorithm, Mode, Oid, Tag, Tlv, Writer, oids};

/// A signature of a catalog, as far as a time stamp needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogSigner<'a> {
    /// The signature itself: what a time stamp is over.
    pub signature: &'a [u8],
    /// The digest algorithm of the signature; `None` for one that is not known here.
    pub digest: Option<DigestAlgorithm>,
    /// Whether it has a time stamp, of whatever kind and worth.
    pub is_stamped: bool,
}

/// The signatures of a catalog in file order, without those nested in others; empty for one that is not signed.
///
/// # Errors
/// [`Error::Catalog`] and [`Error::NotACatalog`] for what is no catalog in DER.
pub fn signers(catalog: &[u8]) -> Result<Vec<CatalogSigner<'_>>, Error> {
    let frame = Frame::parse(catalog)?;
    let signers = frame.signer_infos.iter().map(|info| {
        let parts = Parts::parse(info)?;
        let is_stamped = parts.unsigned.iter().any(|(oid, _)| is_time_stamp(oid));
        Ok(CatalogSigner { signature: parts.signature, digest: parts.digest, is_stamped })
    });
    signers.collect()
}

/// Gives the signature with number `signer` (from 0, in file order) the time stamp `token`, a `ContentInfo`, in place of all time stamps
/// that it has; or takes those off, when there is no token.
///
/// Nothing else changes: list, certificates, signatures, other unsigned attributes and all other signers are copied. The token is what a
/// [`TimestampQuery`](crate::TimestampQuery) accepted, and is not looked into.
///
/// # Errors
/// [`Error::Catalog`] and [`Error::NotACatalog`] for what is no catalog in DER, [`Error::NoSignature`] when there is no such signature.
pub fn set_timestamp(catalog: &[u8], signer: usize, token: Option<&[u8]>) -> Result<Vec<u8>, Error> {
    let frame = Frame::parse(catalog)?;
    let mut infos: Vec<Vec<u8>> = frame.signer_infos.iter().map(|info| info.raw.to_vec()).collect();
    let (Some(info), Some(place)) = (frame.signer_infos.get(signer), infos.get_mut(signer)) else {
        return Err(Error::NoSignature);
    };
    let parts = Parts::parse(info)?;
    let others = parts.unsigned.iter().filter(|(oid, _)| !is_time_stamp(oid));
    let mut attributes: Vec<Vec<u8>> = others.map(|(_, raw)| raw.to_vec()).collect();
    // Under the identifier that Authenticode has for it (szOID_RFC3161_counterSign in the public wincrypt.h).
    attributes.extend(token.map(|token| attribute(&oids::MS_RFC3161_TOKEN, token)));
    *place = Writer::encode(|w| {
        w.sequence(|w| {
            w.raw(parts.kept);
            // A SET that may be left out is never empty (RFC 5652, 5.3).
            if !attributes.is_empty() {
                w.set_of_tagged(Tag::context(1), attributes);
            }
        });
    });
    Ok(frame.with_signer_infos(&infos))
}

fn attribute(oid: &Oid, value: &[u8]) -> Vec<u8> {
    Writer::encode(|w| {
        w.sequence(|w| {
            w.oid(oid);
            w.set_of(vec![value.to_vec()]);
        });
    })
}

fn is_time_stamp(oid: &Oid) -> bool {
    [oids::MS_RFC3161_TOKEN, oids::TIME_STAMP_TOKEN, oids::COUNTER_SIGNATURE].contains(oid)
}

/// A SignerInfo (RFC 2315, 9.2) taken apart around its unsigned attributes.
struct Parts<'a> {
    /// All in front of the unsigned attributes.
    kept: &'a [u8],
    digest: Option<DigestAlgorithm>,
    signature: &'a [u8],
    /// The unsigned attributes, each by type and whole.
    unsigned: Vec<(Oid, &'a [u8])>,
}

impl<'a> Parts<'a> {
    fn parse(info: &Tlv<'a>) -> Result<Self, Error> {
        let mut fields = info.cursor(Mode::Strict);
        fields.expect(Tag::INTEGER, "SignerInfo version")?;
        fields.any("signer identifier")?;
        let digest = fields.enter(Tag::SEQUENCE, "digest algorithm")?.expect(Tag::OID, "digest algorithm")?.oid()?;
        fields.optional(Tag::context(0), "signed attributes")?;
        fields.expect(Tag::SEQUENCE, "signature algorithm")?;
        let signature = fields.expect(Tag::OCTET_STRING, "signature")?.octet_string()?;
        let rest = fields.remaining().len();
        let kept = info.value.get(..info.value.len().saturating_sub(rest)).unwrap_or_default();
        let unsigned = match fields.optional(Tag::context(1), "unsigned attributes")? {
            Some(set) => attributes(set.cursor(Mode::Strict))?,
            None => Vec::new(),
        };
        fields.finish("SignerInfo")?;
        Ok(Self { kept, digest: DigestAlgorithm::from_oid(&digest), signature, unsigned })
    }
}

fn attributes<'a>(mut set: Cursor<'a>) -> Result<Vec<(Oid, &'a [u8])>, Error> {
    let mut attributes = Vec::new();
    while !set.is_empty() {
        let attribute = set.expect(Tag::SEQUENCE, "unsigned attribute")?;
        let oid = attribute.cursor(Mode::Strict).expect(Tag::OID, "type of the attribute")?.oid()?;
        attributes.push((oid, attribute.raw));
    }
    Ok(attributes)
}
