use crate::attribute::{AttributeView, split};
use crate::error::Error;
use crate::indirect_data::IndirectData;
use crate::limits::MAX_ATTRIBUTES;
use crate::name_value::NameValue;
use crate::tag::{self, TagDigest, TagForm};
use crate::view::Version;
use catseal_asn1::{Cursor, DigestAlgorithm, ErrorKind, Mode, Oid, Tag, Tlv, oids};

/// What kind of file a member is, which decides how its digest is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MemberKind {
    /// A PE image: the Authenticode digest.
    Pe,
    /// A cabinet: all but its first reserved field and signature.
    Cab,
    /// Any other file: a plain digest.
    Flat,
    /// A kind that is not known.
    Other,
}

impl MemberKind {
    /// Its name in reports: `pe`, `cab`, `flat` or `other`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pe => "pe",
            Self::Cab => "cab",
            Self::Flat => "flat",
            Self::Other => "other",
        }
    }
}

impl std::fmt::Display for MemberKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The subject types of `CAT_MEMBERINFO`: GUIDs of the subject interface packages that Windows registers.
pub(crate) const PE_GUID: &str = "{C689AAB8-8E78-11D0-8C47-00C04FC295EE}";
pub(crate) const CAB_GUID: &str = "{C689AABA-8E78-11D0-8C47-00C04FC295EE}";
pub(crate) const FLAT_GUID: &str = "{DE351A42-8E59-11D0-8C47-00C04FC295EE}";

/// What a member's information attribute says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberInfo<'a> {
    /// `CAT_MEMBERINFO`, in catalogs of version 1.
    V1 {
        /// The subject type: a GUID with braces, upper case.
        guid: String,
        /// 512 in all known catalogs.
        cert_version: u32,
    },
    /// `CAT_MEMBERINFO2`, in catalogs of version 2: a tagged NULL, where the tag is the answer.
    V2(Tlv<'a>),
}

impl MemberInfo<'_> {
    /// The kind of file that it stands for.
    #[must_use]
    pub fn kind(&self) -> MemberKind {
        match self {
            Self::V1 { guid, .. } => {
                [(PE_GUID, MemberKind::Pe), (CAB_GUID, MemberKind::Cab), (FLAT_GUID, MemberKind::Flat)]
                    .into_iter()
                    .find(|(known, _)| known.eq_ignore_ascii_case(guid))
                    .map_or(MemberKind::Other, |(_, kind)| kind)
            }
            Self::V2(choice) => match choice.tag.0 {
                0x80 => MemberKind::Pe,
                0x81 => MemberKind::Cab,
                0x82 => MemberKind::Flat,
                _ => MemberKind::Other,
            },
        }
    }
}

/// A member of a catalog: the digest of a file, and what is said about it.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    raw: Tlv<'a>,
    tag: &'a [u8],
    attributes: Tlv<'a>,
    version: Version,
}

impl<'a> Member<'a> {
    pub(crate) fn parse(raw: Tlv<'a>, version: Version) -> Result<Self, Error> {
        if raw.tag != Tag::SEQUENCE {
            return Err(raw.invalid("a member that is not a SEQUENCE").into());
        }
        let mut fields = raw.cursor(Mode::Tolerant);
        let tag = fields.expect(Tag::OCTET_STRING, "tag of a member")?.octet_string()?;
        let attributes = fields.expect(Tag::SET, "attributes of a member")?;
        fields.finish("member")?;
        Ok(Self { raw, tag, attributes, version })
    }

    /// The whole member, as it stands in the file.
    #[must_use]
    pub const fn raw(&self) -> Tlv<'a> {
        self.raw
    }

    /// The octets of the tag.
    #[must_use]
    pub const fn tag(&self) -> &'a [u8] {
        self.tag
    }

    /// How the tag is written.
    #[must_use]
    pub fn tag_form(&self) -> TagForm {
        tag::form(self.tag, self.version)
    }

    /// The digest that the tag stands for: hexadecimal digits decoded, or the tag itself. `None` when it
    /// is a text or of no known length.
    #[must_use]
    pub fn tag_digest(&self) -> Option<TagDigest> {
        tag::digest(self.tag, self.version)
    }

    /// The algorithm of that digest, told by its length.
    #[must_use]
    pub fn tag_algorithm(&self) -> Option<DigestAlgorithm> {
        self.tag_digest().map(|digest| digest.algorithm())
    }

    /// The kind of file: what the indirect data says, else (in a companion, or for a type that is not
    /// known) what the member information says, else [`MemberKind::Other`].
    ///
    /// The indirect data comes first because the digest beside it was made that way.
    #[must_use]
    pub fn kind(&self) -> MemberKind {
        match self.indirect_data() {
            Ok(Some(data)) if data.kind != MemberKind::Other => data.kind,
            _ => self.info().ok().flatten().map_or(MemberKind::Other, |info| info.kind()),
        }
    }

    /// The member information; `None` when there is none.
    ///
    /// # Errors
    /// When it is malformed, or there is more than one.
    pub fn info(&self) -> Result<Option<MemberInfo<'a>>, Error> {
        let v1 = self.single(&oids::CAT_MEMBERINFO)?;
        let v2 = self.single(&oids::CAT_MEMBERINFO2)?;
        match (v1, v2) {
            (Some(_), Some(info)) => Err(info.invalid("a second member information").into()),
            (None, Some(choice)) => Ok(Some(MemberInfo::V2(choice))),
            (Some(info), None) => {
                let mut outer = Cursor::at(info.raw, info.offset, Mode::Tolerant);
                let mut fields = outer.enter(Tag::SEQUENCE, "member information")?;
                let guid = fields.expect(Tag::BMP_STRING, "subject type of a member")?.bmp_string()?;
                let cert_version = fields.expect(Tag::INTEGER, "version in the member information")?.integer_u32()?;
                fields.finish("member information")?;
                Ok(Some(MemberInfo::V1 { guid, cert_version }))
            }
            (None, None) => Ok(None),
        }
    }

    /// The indirect data; `None` in a companion.
    ///
    /// # Errors
    /// When it is malformed, or there is more than one.
    pub fn indirect_data(&self) -> Result<Option<IndirectData<'a>>, Error> {
        Ok(self.single(&oids::SPC_INDIRECT_DATA)?.map(IndirectData::parse).transpose()?)
    }

    /// The name-value attributes in file order. One that cannot be read is an error in its place; when it
    /// cannot even be told where it ends, it is the last.
    pub fn attributes(&self) -> impl Iterator<Item = Result<NameValue<'a>, Error>> + use<'a> {
        self.raw_attributes().filter_map(|attribute| {
            let name_value = attribute.and_then(|(oid, values)| {
                if oid.value != oids::CAT_NAMEVALUE.as_bytes() {
                    return Ok(None);
                }
                NameValue::parse(only(values)?).map(Some)
            });
            name_value.map_err(Error::from).transpose()
        })
    }

    /// All attributes in file order, of whatever kind, not decoded.
    ///
    /// # Errors
    /// When one of them is malformed, or there are more than [`MAX_ATTRIBUTES`](crate::MAX_ATTRIBUTES).
    pub fn attribute_list(&self) -> Result<Vec<AttributeView<'a>>, Error> {
        Ok(AttributeView::list(self.attributes)?)
    }

    /// Whether it is the SHA-1 companion that version 2 gives every file: a SHA-1 tag and no indirect data.
    /// Not one whose attributes are malformed.
    #[must_use]
    pub fn is_companion(&self) -> bool {
        let indirect_data = oids::SPC_INDIRECT_DATA.as_bytes();
        self.version == Version::V2
            && self.tag.len() == 20
            && self.raw_attributes().all(|attribute| attribute.is_ok_and(|(oid, _)| oid.value != indirect_data))
    }

    /// The name of the file: the text of `File` (Inf2Cat, MakeCat), else of `FilePath` (New-FileCatalog), else
    /// of `Filename` (troubleshooting packs). `None` when there is no such text. MakeCat can write it as binary data
    /// (sample 02): then it is a name if it is printable ASCII.
    ///
    /// A label, and hostile: nothing says that such a file exists, or that it is no path to elsewhere.
    #[must_use]
    pub fn file_name(&self) -> Option<String> {
        self.named_by().map(|(_, name)| name)
    }

    /// As [`file_name`](Self::file_name), with the name of the attribute that has it: `FilePath` is a path below the folder
    /// that the catalog was made of, the others say nothing about folders.
    #[must_use]
    pub fn named_by(&self) -> Option<(&'static str, String)> {
        const NAMES: [&str; 3] = ["File", "FilePath", "Filename"];
        let attributes = || self.attributes().filter_map(Result::ok);
        NAMES.iter().find_map(|&name| {
            let mut named = attributes().filter(|a| a.name.eq_ignore_ascii_case(name));
            named.find_map(|a| a.name_text()).map(|text| (name, text))
        })
    }

    /// Type and values of every attribute. The types are compared as octets: decoding them takes longer than
    /// all the rest. It ends behind the first one that is malformed.
    fn raw_attributes(&self) -> RawAttributes<'a> {
        RawAttributes { cursor: self.attributes.cursor(Mode::Tolerant), count: 0 }
    }

    /// The one value of the one attribute of this type.
    fn single(&self, wanted: &Oid) -> Result<Option<Tlv<'a>>, catseal_asn1::Error> {
        let mut found = None;
        for attribute in self.raw_attributes() {
            let (oid, values) = attribute?;
            if oid.value == wanted.as_bytes() && found.replace(only(values)?).is_some() {
                return Err(values.invalid("a second attribute of a type that must be unique"));
            }
        }
        Ok(found)
    }

    /// The SET of attributes, as it stands in the file.
    pub(crate) const fn attribute_set(&self) -> Tlv<'a> {
        self.attributes
    }
}

/// Whether the elements of a SET OF stand in the order that DER demands (X.690, 11.6); true when an element is malformed.
pub(crate) fn is_sorted_set(set: Tlv<'_>) -> bool {
    let mut cursor = set.cursor(Mode::Tolerant);
    let mut last: &[u8] = &[];
    while let Ok(element) = cursor.any("element of a SET") {
        if element.raw < last {
            return false;
        }
        last = element.raw;
    }
    true
}

/// The only element in a SET of values.
fn only(values: Tlv<'_>) -> Result<Tlv<'_>, catseal_asn1::Error> {
    let mut inside = values.cursor(Mode::Tolerant);
    let value = inside.any("value of an attribute")?;
    inside.finish("values of an attribute")?;
    Ok(value)
}

struct RawAttributes<'a> {
    cursor: Cursor<'a>,
    count: usize,
}

impl<'a> Iterator for RawAttributes<'a> {
    type Item = Result<(Tlv<'a>, Tlv<'a>), catseal_asn1::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.cursor.is_empty() {
            return None;
        }
        if self.count >= MAX_ATTRIBUTES {
            let error = self.cursor.error("attribute of a member", ErrorKind::TooMany { limit: MAX_ATTRIBUTES });
            self.cursor = Cursor::new(&[], Mode::Tolerant);
            return Some(Err(error));
        }
        self.count = self.count.saturating_add(1);
        let attribute = self.cursor.any("attribute of a member").and_then(split);
        if attribute.is_err() {
            self.cursor = Cursor::new(&[], Mode::Tolerant);
        }
        Some(attribute)
    }
}

/// The members of a catalog, decoded one after the other, in file order.
///
/// It ends behind the first one that cannot be read.
#[derive(Debug, Clone)]
pub struct Members<'a> {
    pub(crate) cursor: Cursor<'a>,
    pub(crate) version: Version,
}

impl<'a> Iterator for Members<'a> {
    type Item = Result<Member<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.cursor.is_empty() {
            return None;
        }
        let member = self.cursor.any("member").map_err(Error::from).and_then(|raw| Member::parse(raw, self.version));
        if member.is_err() {
            self.cursor = Cursor::new(&[], Mode::Tolerant);
        }
        Some(member)
    }
}

impl std::iter::FusedIterator for Members<'_> {}
