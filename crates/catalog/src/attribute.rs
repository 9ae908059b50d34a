use crate::limits::MAX_ATTRIBUTES;
use catseal_asn1::{Error, ErrorKind, Mode, Oid, Tag, Tlv};

/// An attribute of a signer or a member: a type and a SET of values (RFC 5652, 5.3).
#[derive(Debug, Clone)]
pub struct AttributeView<'a> {
    /// What it is.
    pub oid: Oid,
    /// The whole attribute.
    pub raw: Tlv<'a>,
    /// The values in file order. Nearly every attribute must have exactly one; that is for the reader to check.
    pub values: Vec<Tlv<'a>>,
}

impl<'a> AttributeView<'a> {
    pub(crate) fn parse(raw: Tlv<'a>) -> Result<Self, Error> {
        let (oid, values) = split(raw)?;
        Ok(Self { oid: oid.oid()?, raw, values: list(values, MAX_ATTRIBUTES, "attribute value")? })
    }

    /// The attributes in a SET, or in the `[0]` or `[1]` that stands for one.
    pub(crate) fn list(set: Tlv<'a>) -> Result<Vec<Self>, Error> {
        list(set, MAX_ATTRIBUTES, "attribute")?.into_iter().map(Self::parse).collect()
    }
}

/// Type and SET of values of an attribute, not looked into.
pub(crate) fn split(attribute: Tlv<'_>) -> Result<(Tlv<'_>, Tlv<'_>), Error> {
    if attribute.tag != Tag::SEQUENCE {
        return Err(attribute.invalid("an attribute that is not a SEQUENCE"));
    }
    let mut fields = attribute.cursor(Mode::Tolerant);
    let oid = fields.expect(Tag::OID, "attribute type")?;
    let values = fields.expect(Tag::SET, "attribute values")?;
    fields.finish("attribute")?;
    Ok((oid, values))
}

/// The elements of a constructed element, at most `limit`. `what` names one of them in errors.
pub(crate) fn list<'a>(set: Tlv<'a>, limit: usize, what: &'static str) -> Result<Vec<Tlv<'a>>, Error> {
    let mut cursor = set.cursor(Mode::Tolerant);
    let mut elements = Vec::new();
    while !cursor.is_empty() {
        if elements.len() >= limit {
            return Err(cursor.error(what, ErrorKind::TooMany { limit }));
        }
        elements.push(cursor.any(what)?);
    }
    Ok(elements)
}
