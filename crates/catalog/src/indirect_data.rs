use crate::member::MemberKind;
use catseal_asn1::{Cursor, DigestAlgorithm, Error, Mode, Oid, Tag, Tlv, oids};

/// The class of the serialized object that carries page hashes or an enhanced hash, in the order of the file.
pub(crate) const SERIALIZED_OBJECT_CLASS: [u8; 16] =
    [0xa6, 0xb5, 0x86, 0xd5, 0xb4, 0xa1, 0x24, 0x66, 0xae, 0x05, 0xa2, 0x17, 0xda, 0x8e, 0x60, 0xd6];

/// The text that tools of before 2013 wrote where a file name was once meant to be.
pub(crate) const OBSOLETE: &str = "<<<Obsolete>>>";

/// `SPC_INDIRECT_DATA`: the digest of a member, and of what kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndirectData<'a> {
    /// The kind of file that [`data_type`](Self::data_type) stands for.
    pub kind: MemberKind,
    /// What the data is.
    pub data_type: Oid,
    /// The data: the value that goes with [`data_type`](Self::data_type). Known kinds are decoded below.
    pub data: Option<Tlv<'a>>,
    /// The object identifier of the digest algorithm.
    pub algorithm_oid: Oid,
    /// The digest algorithm; `None` for one that is not known.
    pub algorithm: Option<DigestAlgorithm>,
    /// The digest of the file, made as its kind wants it.
    pub digest: &'a [u8],
    /// The hashes of its pages; of a PE image only.
    pub page_hashes: Option<PageHashes<'a>>,
    /// Whether the link says `<<<Obsolete>>>` instead of nothing.
    pub obsolete_link: bool,
    /// The enhanced hash of a cabinet: SHA-256 of the four octets of its size (`cbCabinet`, low octet first), in
    /// all three cabinets known.
    pub cab_enhanced_hash: Option<&'a [u8]>,
}

/// Hashes of the pages of a PE image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageHashes<'a> {
    /// SHA-1 in catalogs of version 1, SHA-256 in those of version 2.
    pub algorithm: DigestAlgorithm,
    /// The entries, one behind the other: file offset (four octets, low first) and digest.
    pub blob: &'a [u8],
}

impl PageHashes<'_> {
    /// How many entries there are, the closing one included.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.blob.len() / (4 + self.algorithm.len())
    }
}

impl<'a> IndirectData<'a> {
    /// Reads the value of the attribute.
    pub(crate) fn parse(tlv: Tlv<'a>) -> Result<Self, Error> {
        if tlv.tag != Tag::SEQUENCE {
            return Err(tlv.invalid("indirect data that is not a SEQUENCE"));
        }
        let mut fields = tlv.cursor(Mode::Tolerant);
        let mut typed = fields.enter(Tag::SEQUENCE, "type of the indirect data")?;
        let mut message = fields.enter(Tag::SEQUENCE, "digest of the indirect data")?;
        fields.finish("indirect data")?;

        let data_type = oid(typed.expect(Tag::OID, "type of the indirect data")?)?;
        let data = if typed.is_empty() { None } else { Some(typed.any("value of the indirect data")?) };
        typed.finish("type of the indirect data")?;

        let mut algorithm = message.enter(Tag::SEQUENCE, "digest algorithm of the indirect data")?;
        let algorithm_oid = oid(algorithm.expect(Tag::OID, "digest algorithm of the indirect data")?)?;
        algorithm.optional(Tag::NULL, "parameters of the digest algorithm")?;
        algorithm.finish("digest algorithm of the indirect data")?;
        let digest = message.expect(Tag::OCTET_STRING, "digest of the indirect data")?.octet_string()?;
        message.finish("digest of the indirect data")?;

        let kind = match data_type {
            oids::SPC_PE_IMAGE_DATA => MemberKind::Pe,
            oids::SPC_LINK => MemberKind::Cab,
            oids::SPC_CAB_DATA => MemberKind::Flat,
            _ => MemberKind::Other,
        };
        let link = match (kind, data) {
            (MemberKind::Pe, Some(data)) => pe_link(data)?,
            (MemberKind::Cab | MemberKind::Flat, Some(data)) => Link::parse(data)?,
            _ => Link::Nothing,
        };
        let mut this = Self {
            kind,
            data_type,
            data,
            algorithm_oid,
            algorithm: DigestAlgorithm::from_oid(&algorithm_oid),
            digest,
            page_hashes: None,
            obsolete_link: link == Link::Obsolete,
            cab_enhanced_hash: None,
        };
        if let Link::Object { class: SERIALIZED_OBJECT_CLASS, serialized } = link {
            this.read_object(serialized)?;
        }
        Ok(this)
    }

    /// Reads the attributes in the serialized object of a link.
    fn read_object(&mut self, serialized: Tlv<'a>) -> Result<(), Error> {
        let mut object = serialized.cursor(Mode::Tolerant);
        let mut attributes = object.enter(Tag::SET, "serialized object of a link")?;
        object.finish("serialized object of a link")?;
        while !attributes.is_empty() {
            let (oid, values) = crate::attribute::split(attributes.any("attribute of a link")?)?;
            let algorithm = match oid.oid()? {
                oids::SPC_PE_IMAGE_PAGE_HASHES_V1 => Some(DigestAlgorithm::Sha1),
                oids::SPC_PE_IMAGE_PAGE_HASHES_V2 => Some(DigestAlgorithm::Sha256),
                oids::ENHANCED_HASH => None,
                _ => continue,
            };
            let mut inside = values.cursor(Mode::Tolerant);
            let octets = inside.expect(Tag::OCTET_STRING, "value in a link")?;
            inside.finish("values in a link")?;
            let again = match algorithm {
                Some(algorithm) => {
                    let blob = octets.octet_string()?;
                    if !blob.len().is_multiple_of(4 + algorithm.len()) {
                        return Err(octets.invalid("page hashes that end in the middle of an entry"));
                    }
                    self.page_hashes.replace(PageHashes { algorithm, blob }).is_some()
                }
                None => self.cab_enhanced_hash.replace(octets.octet_string()?).is_some(),
            };
            if again {
                return Err(octets.invalid("a second value of the same kind in a link"));
            }
        }
        Ok(())
    }
}

/// The object identifier, which is nearly always one of these: known octets need not be decoded.
fn oid(tlv: Tlv<'_>) -> Result<Oid, Error> {
    [oids::SPC_PE_IMAGE_DATA, oids::SPC_CAB_DATA, oids::SHA256, oids::SHA1]
        .into_iter()
        .find(|known| known.as_bytes() == tlv.value)
        .map_or_else(|| tlv.oid(), Ok)
}

/// `SpcPeImageData`: flags, and a link that is absent or empty unless there are page hashes.
fn pe_link(data: Tlv<'_>) -> Result<Link<'_>, Error> {
    if data.tag != Tag::SEQUENCE {
        return Err(data.invalid("PE image data that is not a SEQUENCE"));
    }
    let mut fields = data.cursor(Mode::Tolerant);
    // Which resources the digest was meant to take in; nobody reads it.
    fields.optional(Tag::BIT_STRING, "flags of the PE image data")?;
    let link = match fields.optional(Tag::context(0), "link of the PE image data")? {
        Some(explicit) => {
            let mut inside = explicit.cursor(Mode::Tolerant);
            let link = Link::parse(inside.any("link of the PE image data")?)?;
            inside.finish("link of the PE image data")?;
            link
        }
        None => Link::Nothing,
    };
    fields.finish("PE image data")?;
    Ok(link)
}

/// `SpcLink`.
#[derive(Debug, PartialEq, Eq)]
enum Link<'a> {
    /// Empty, or text that says nothing.
    Nothing,
    /// `<<<Obsolete>>>`.
    Obsolete,
    /// A serialized object.
    Object { class: [u8; 16], serialized: Tlv<'a> },
}

impl<'a> Link<'a> {
    fn parse(tlv: Tlv<'a>) -> Result<Self, Error> {
        const URL: Tag = Tag::context_primitive(0);
        const MONIKER: Tag = Tag::context(1);
        const FILE: Tag = Tag::context(2);
        match tlv.tag {
            URL => Ok(Self::Nothing),
            MONIKER => {
                let mut fields = tlv.cursor(Mode::Tolerant);
                let class = fields.expect(Tag::OCTET_STRING, "class of a serialized object")?;
                let serialized = fields.expect(Tag::OCTET_STRING, "serialized object")?;
                fields.finish("serialized object")?;
                let class = class.value.try_into().map_err(|_| class.invalid("a class that has not 16 octets"))?;
                Ok(Self::Object { class, serialized })
            }
            FILE => Self::file(tlv.cursor(Mode::Tolerant)),
            _ => Err(tlv.invalid("a link of no known kind")),
        }
    }

    /// `SpcString`: a text in UTF-16BE or ASCII.
    fn file(mut inside: Cursor<'a>) -> Result<Self, Error> {
        let string = inside.any("file name of a link")?;
        inside.finish("file name of a link")?;
        let obsolete = if string.tag == Tag::context_primitive(0) {
            string.value.iter().copied().eq(OBSOLETE.encode_utf16().flat_map(u16::to_be_bytes))
        } else if string.tag == Tag::context_primitive(1) {
            string.value == OBSOLETE.as_bytes()
        } else {
            return Err(string.invalid("a file name of a link that is neither of the two kinds of text"));
        };
        Ok(if obsolete { Self::Obsolete } else { Self::Nothing })
    }
}
