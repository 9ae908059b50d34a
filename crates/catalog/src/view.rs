use crate::error::Error;
use crate::limits::{MAX_EXTENSIONS, MAX_MEMBERS, MAX_SIZE};
use crate::member::Members;
use crate::name_value::{Extension, NameValue};
use crate::signed_data::SignedDataView;
use catseal_asn1::{Cursor, Mode, Oid, Tag, Tlv, oids};
use jiff::Timestamp;

/// The version of a catalog, told by its subject algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// SHA-1, tags in hexadecimal text.
    V1,
    /// SHA-256 with SHA-1 companions, tags in raw octets; since Windows 8.
    V2,
}

impl Version {
    /// 1 or 2.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::V1 => 1,
            Self::V2 => 2,
        }
    }

    pub(crate) const fn oid(self) -> Oid {
        match self {
            Self::V1 => oids::CATALOG_LIST_MEMBER,
            Self::V2 => oids::CATALOG_LIST_MEMBER2,
        }
    }
}

/// A catalog, as ranges of its octets.
///
/// Reading walks the frame once; members and attributes are decoded when asked for.
#[derive(Debug, Clone)]
pub struct CatalogView<'a> {
    bytes: &'a [u8],
    signed_data: SignedDataView<'a>,
    ctl: Tlv<'a>,
    version: Version,
    identifier: &'a [u8],
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    members: Cursor<'a>,
    member_count: usize,
    extensions: Cursor<'a>,
    padding: usize,
}

impl<'a> CatalogView<'a> {
    /// Reads a whole file.
    ///
    /// BER lengths are taken, and zero octets behind the end; [`CatalogView::findings`] speaks of them.
    ///
    /// # Errors
    /// When it is something else (which is named), is cut off or malformed, or exceeds the limits of this
    /// crate. The inside of members and attributes is not looked at yet.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.len() > MAX_SIZE {
            return Err(Error::TooLarge { size: bytes.len(), limit: MAX_SIZE });
        }
        let (signed_data, rest) = SignedDataView::parse_file(bytes)?;
        if rest.iter().any(|&octet| octet != 0) {
            return Err(Error::Trailing { offset: bytes.len().saturating_sub(rest.len()), count: rest.len() });
        }
        if signed_data.content_type != oids::CTL {
            let what = format!("PKCS#7 signed data of type {}", oids::describe(&signed_data.content_type));
            return Err(Error::NotACatalog { what });
        }
        let Some(ctl) = signed_data.content else {
            return Err(Error::NotACatalog {
                what: "a signature over a trust list that is not in the file".to_owned(),
            });
        };
        Self::parse_list(bytes, signed_data, ctl, rest.len())
    }

    /// Reads the `CertificateTrustList`.
    fn parse_list(
        bytes: &'a [u8],
        signed_data: SignedDataView<'a>,
        ctl: Tlv<'a>,
        padding: usize,
    ) -> Result<Self, Error> {
        if ctl.tag != Tag::SEQUENCE {
            return Err(ctl.invalid("a trust list that is not a SEQUENCE").into());
        }
        let mut fields = ctl.cursor(Mode::Tolerant);
        // DEFAULT 0, so DER leaves it out.
        if let Some(version) = fields.optional(Tag::INTEGER, "trust list version")? {
            version.integer()?;
        }
        check_usage(fields.enter(Tag::SEQUENCE, "subject usage")?)?;
        let identifier = match fields.optional(Tag::OCTET_STRING, "list identifier")? {
            Some(identifier) => identifier.octet_string()?,
            None => &[],
        };
        if let Some(number) = fields.optional(Tag::INTEGER, "sequence number")? {
            number.integer()?;
        }
        let this_update = fields.any("thisUpdate")?.time()?;
        let next_update = match fields.peek() {
            Some(Tag::UTC_TIME | Tag::GENERALIZED_TIME) => Some(fields.any("nextUpdate")?.time()?),
            _ => None,
        };
        let mut algorithm = fields.enter(Tag::SEQUENCE, "subject algorithm")?;
        let offset = algorithm.offset();
        let oid = algorithm.expect(Tag::OID, "subject algorithm")?.oid()?;
        let version = [Version::V1, Version::V2].into_iter().find(|version| version.oid() == oid);
        let version = version.ok_or(Error::UnknownVersion { offset, oid })?;

        let nothing = Cursor::new(&[], Mode::Tolerant);
        let members = match fields.optional(Tag::SEQUENCE, "members")? {
            Some(members) => fields.inside_of(&members)?,
            None => nothing.clone(),
        };
        let extensions = match fields.optional(Tag::context(0), "extensions")? {
            Some(explicit) => {
                let mut inside = fields.inside_of(&explicit)?;
                let extensions = inside.enter(Tag::SEQUENCE, "extensions")?;
                inside.finish("extensions")?;
                extensions
            }
            None => nothing,
        };
        fields.finish("trust list")?;
        let member_count = count(members.clone())?;
        limit_extensions(extensions.clone())?;
        Ok(Self {
            bytes,
            signed_data,
            ctl,
            version,
            identifier,
            this_update,
            next_update,
            members,
            member_count,
            extensions,
            padding,
        })
    }

    /// The whole file.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The signature around the list.
    #[must_use]
    pub const fn signed_data(&self) -> &SignedDataView<'a> {
        &self.signed_data
    }

    /// Whether there is a signer; whether the signature holds is another matter.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        !self.signed_data.signer_infos.is_empty()
    }

    /// The `CertificateTrustList`. The first signature covers its value, tag and length left out.
    #[must_use]
    pub const fn ctl(&self) -> Tlv<'a> {
        self.ctl
    }

    /// The version, told by the subject algorithm.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The list identifier: 16 octets in all known catalogs, empty when there is none.
    #[must_use]
    pub const fn identifier(&self) -> &'a [u8] {
        self.identifier
    }

    /// When the list says it was made. The builder's clock, at times in local time: nothing to compare a
    /// signing time with.
    #[must_use]
    pub const fn this_update(&self) -> Timestamp {
        self.this_update
    }

    /// When the list says it will be replaced; absent in all known catalogs.
    #[must_use]
    pub const fn next_update(&self) -> Option<Timestamp> {
        self.next_update
    }

    /// The members in file order, companions included.
    #[must_use]
    pub fn members(&self) -> Members<'a> {
        Members { cursor: self.members.clone(), version: self.version }
    }

    /// How many members there are, companions included.
    #[must_use]
    pub const fn member_count(&self) -> usize {
        self.member_count
    }

    /// The name-value attributes of the catalog in file order. One that cannot be read is an error in its
    /// place; when not even its extension can be read, it is the last.
    pub fn attributes(&self) -> impl Iterator<Item = Result<NameValue<'a>, Error>> + use<'a> {
        self.extensions().filter_map(|extension| match extension {
            Ok(extension) if extension.oid == oids::CAT_NAMEVALUE => Some(extension.name_value().map_err(Error::from)),
            Ok(_) => None,
            Err(error) => Some(Err(error)),
        })
    }

    /// The extensions of the list in file order, of whatever kind. It ends behind the first one that cannot be read.
    pub fn extensions(&self) -> impl Iterator<Item = Result<Extension<'a>, Error>> + use<'a> {
        let mut cursor = self.extensions.clone();
        std::iter::from_fn(move || {
            if cursor.is_empty() {
                return None;
            }
            let extension = cursor.any("extension").and_then(Extension::parse);
            if extension.is_err() {
                cursor = Cursor::new(&[], Mode::Tolerant);
            }
            Some(extension.map_err(Error::from))
        })
    }

    /// How many zero octets follow the catalog.
    pub(crate) const fn padding(&self) -> usize {
        self.padding
    }
}

/// Checks that the list is for catalogs.
fn check_usage(mut usages: Cursor<'_>) -> Result<(), Error> {
    let mut names = Vec::new();
    while !usages.is_empty() {
        let oid = usages.expect(Tag::OID, "subject usage")?.oid()?;
        if oid == oids::CATALOG_LIST {
            return Ok(());
        }
        // More is of no use in a message.
        if names.len() < 4 {
            names.push(oids::describe(&oid));
        }
    }
    let usage = if names.is_empty() { "no use at all".to_owned() } else { names.join(", ") };
    Err(Error::TrustList { usage })
}

/// Refuses too many extensions; one that cannot be read is found when they are asked for.
fn limit_extensions(mut extensions: Cursor<'_>) -> Result<(), Error> {
    let mut count = 0_usize;
    while !extensions.is_empty() && extensions.any("extension").is_ok() {
        count = count.saturating_add(1);
        if count > MAX_EXTENSIONS {
            return Err(Error::TooManyExtensions { limit: MAX_EXTENSIONS });
        }
    }
    Ok(())
}

fn count(mut members: Cursor<'_>) -> Result<usize, Error> {
    let mut count = 0_usize;
    while !members.is_empty() {
        if count >= MAX_MEMBERS {
            return Err(Error::TooManyMembers { limit: MAX_MEMBERS });
        }
        members.any("member")?;
        count = count.saturating_add(1);
    }
    Ok(count)
}
