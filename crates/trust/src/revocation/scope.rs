//! For which certificates a revocation list speaks: distribution points in certificates (RFC 5280, 4.2.1.13) and the
//! issuing distribution point of a list (5.2.5).

use super::reason::Reasons;
use crate::certificate::Certificate;
use crate::name::same;
use catseal_asn1::{Cursor, Error, Mode, Tag, Tlv, Writer};

const DIRECTORY_NAME: Tag = Tag::context(4);
const URI: Tag = Tag::context_primitive(6);

/// Distribution points of one certificate, and names of one point, beyond this are hostile.
const MAX_POINTS: usize = 64;

/// Where a list is to be found, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
enum PointName {
    /// General names, each with tag and length.
    Full(Vec<Vec<u8>>),
    /// The part of a name to be put behind that of the list's issuer: contents of the set.
    Relative(Vec<u8>),
}

impl PointName {
    /// Reads the inside of an explicitly tagged `DistributionPointName`.
    fn parse(explicit: &Tlv<'_>) -> Result<Self, Error> {
        let mut cursor = explicit.cursor(Mode::Strict);
        let name = cursor.any("name of the distribution point")?;
        cursor.finish("name of the distribution point")?;
        match name.tag {
            tag if tag == Tag::context(0) => Ok(Self::Full(general_names(&name)?)),
            tag if tag == Tag::context(1) => Ok(Self::Relative(name.value.to_vec())),
            _ => Err(name.invalid("neither a full nor a relative name")),
        }
    }

    /// The general names it stands for; a relative one is relative to `issuer` (a Name).
    fn names(&self, issuer: &[u8]) -> Vec<Vec<u8>> {
        match self {
            Self::Full(names) => names.clone(),
            Self::Relative(part) => {
                let Ok(base) = Cursor::new(issuer, Mode::Strict).expect(Tag::SEQUENCE, "name") else {
                    return Vec::new();
                };
                let whole = Writer::encode(|w| {
                    w.sequence(|w| {
                        w.raw(base.value);
                        w.primitive(Tag::SET, part);
                    });
                });
                vec![directory_name(&whole)]
            }
        }
    }
}

/// A Name as a general name.
pub(crate) fn directory_name(name: &[u8]) -> Vec<u8> {
    Writer::encode(|w| w.primitive(DIRECTORY_NAME, name))
}

/// The general names in `list`, each with tag and length.
fn general_names(list: &Tlv<'_>) -> Result<Vec<Vec<u8>>, Error> {
    let mut names = Vec::new();
    let mut cursor = list.cursor(Mode::Strict);
    while !cursor.is_empty() {
        let name = cursor.any("general name")?;
        if names.len() >= MAX_POINTS {
            return Err(name.invalid("too many names"));
        }
        names.push(name.raw.to_vec());
    }
    Ok(names)
}

/// The Names among general names.
pub(crate) fn directory_names(names: &[Vec<u8>]) -> impl Iterator<Item = &[u8]> {
    names.iter().filter_map(|name| {
        let tlv = Cursor::new(name, Mode::Strict).expect(DIRECTORY_NAME, "directory name").ok()?;
        Some(tlv.value)
    })
}

/// Where, and for which reasons, lists about a certificate are.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    name: Option<PointName>,
    reasons: Reasons,
    /// General names of the issuer of the list, where that is not the issuer of the certificate.
    issuer: Option<Vec<Vec<u8>>>,
}

impl Point {
    fn parse(tlv: &Tlv<'_>) -> Result<Self, Error> {
        let mut fields = tlv.cursor(Mode::Strict);
        let name = fields.optional(Tag::context(0), "distribution point")?;
        let reasons = fields.optional(Tag::context_primitive(1), "reasons")?;
        let issuer = fields.optional(Tag::context(2), "issuer of the list")?;
        fields.finish("distribution point")?;
        Ok(Self {
            name: name.map(|name| PointName::parse(&name)).transpose()?,
            reasons: reasons.map_or(Ok(Reasons::ALL), |reasons| Reasons::parse(&reasons))?,
            issuer: issuer.map(|issuer| general_names(&issuer)).transpose()?,
        })
    }

    /// The point that every certificate has: its own issuer, for all reasons (RFC 5280, end of 6.3.3).
    fn of_issuer(certificate: &Certificate) -> Self {
        let name = PointName::Full(vec![directory_name(certificate.issuer())]);
        Self { name: Some(name), reasons: Reasons::ALL, issuer: None }
    }
}

/// The distribution points of a certificate, its issuer last. An extension that is malformed names none.
pub(crate) fn points(certificate: &Certificate) -> Vec<Point> {
    let mut points = certificate.extensions.distribution_points.as_deref().map(parse_points).unwrap_or_default();
    points.push(Point::of_issuer(certificate));
    points
}

fn parse_points(extension: &[u8]) -> Vec<Point> {
    let Ok(mut list) = Cursor::new(extension, Mode::Strict).enter(Tag::SEQUENCE, "distribution points") else {
        return Vec::new();
    };
    let points = std::iter::from_fn(|| list.expect(Tag::SEQUENCE, "distribution point").ok());
    points.take(MAX_POINTS).filter_map(|point| Point::parse(&point).ok()).collect()
}

/// The addresses of lists that a certificate names.
pub(crate) fn addresses(certificate: &Certificate) -> Vec<String> {
    let points = certificate.extensions.distribution_points.as_deref().map(parse_points).unwrap_or_default();
    let names = points.iter().flat_map(|point| match &point.name {
        Some(PointName::Full(names)) => names.as_slice(),
        _ => &[],
    });
    names.filter_map(|name| uri(name)).collect()
}

/// The text of a general name that is an address.
pub(crate) fn uri(name: &[u8]) -> Option<String> {
    let tlv = Cursor::new(name, Mode::Strict).expect(URI, "address").ok()?;
    std::str::from_utf8(tlv.value).ok().filter(|text| text.bytes().all(|b| b.is_ascii_graphic())).map(str::to_owned)
}

fn flag(fields: &mut Cursor<'_>, number: u8) -> Result<bool, Error> {
    match fields.optional(Tag::context_primitive(number), "scope of the list")? {
        Some(tlv) => match tlv.value {
            [value] => Ok(*value != 0),
            _ => Err(tlv.invalid("not one octet")),
        },
        None => Ok(false),
    }
}

/// The issuing distribution point of a list: which certificates it is for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    /// The extension as it stands there; a delta must have the same one as the list it changes.
    pub(crate) raw: Option<Vec<u8>>,
    name: Option<PointName>,
    only_users: bool,
    only_authorities: bool,
    only_attributes: bool,
    reasons: Option<Reasons>,
    pub(crate) indirect: bool,
}

impl Scope {
    /// Reads the contents of the extension.
    pub(crate) fn parse(extension: &[u8]) -> Result<Self, Error> {
        let mut outer = Cursor::new(extension, Mode::Strict);
        let mut fields = outer.enter(Tag::SEQUENCE, "issuing distribution point")?;
        outer.finish("issuing distribution point")?;
        let name = fields.optional(Tag::context(0), "distribution point")?;
        let (only_users, only_authorities) = (flag(&mut fields, 1)?, flag(&mut fields, 2)?);
        let reasons = fields.optional(Tag::context_primitive(3), "reasons")?;
        let (indirect, only_attributes) = (flag(&mut fields, 4)?, flag(&mut fields, 5)?);
        fields.finish("issuing distribution point")?;
        Ok(Self {
            raw: Some(extension.to_vec()),
            name: name.map(|name| PointName::parse(&name)).transpose()?,
            only_users,
            only_authorities,
            only_attributes,
            reasons: reasons.map(|reasons| Reasons::parse(&reasons)).transpose()?,
            indirect,
        })
    }

    /// For which reasons a list of this scope, issued by `issuer` (a Name), speaks for `certificate` by way of one of its
    /// points (RFC 5280, 6.3.3 b to d); none when it does not.
    pub(crate) fn covers(&self, issuer: &[u8], certificate: &Certificate, point: &Point) -> Reasons {
        let is_authority = certificate.extensions.basic_constraints.as_ref().is_some_and(|basic| basic.ca);
        if self.only_attributes || self.only_users && is_authority || self.only_authorities && !is_authority {
            return Reasons::NONE;
        }
        let by_issuer = match &point.issuer {
            Some(names) => self.indirect && directory_names(names).any(|name| same(name, issuer)),
            None => same(certificate.issuer(), issuer),
        };
        if !by_issuer {
            return Reasons::NONE;
        }
        if let Some(name) = &self.name {
            let own = name.names(issuer);
            let wanted = match (&point.name, &point.issuer) {
                (Some(name), _) => name.names(issuer),
                (None, Some(names)) => names.clone(),
                (None, None) => Vec::new(),
            };
            if !own.iter().any(|name| wanted.contains(name)) {
                return Reasons::NONE;
            }
        }
        self.reasons.unwrap_or(Reasons::ALL).and(point.reasons)
    }
}
