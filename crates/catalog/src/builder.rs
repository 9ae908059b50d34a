use crate::encode;
use crate::error::Error;
use crate::limits::{MAX_ATTRIBUTES, MAX_EXTENSIONS, MAX_MEMBERS, MAX_SIZE};
use crate::member::MemberKind;
use crate::name_value::flags;
use crate::view::Version;
use catseal_asn1::{DigestAlgorithm, Nested, Tag, Writer, oids};
use jiff::Timestamp;

/// A name-value attribute to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name, like `OS` or `File`.
    pub name: String,
    /// Bits of [`flags`].
    pub flags: u32,
    /// The octets of the value, as they are to stand in the file.
    pub value: Vec<u8>,
}

impl Attribute {
    /// A text, with the flags that nearly all attributes have. A NUL is put behind it.
    #[must_use]
    pub fn text(name: impl Into<String>, value: &str) -> Self {
        Self { name: name.into(), flags: flags::USUAL, value: crate::text::encode(value) }
    }

    /// Any octets with any flags. [`flags::NO_AUTO_COMPAT`] keeps the attribute from the SHA-1 companion and
    /// is not itself written, as with MakeCat.
    #[must_use]
    pub fn binary(name: impl Into<String>, flags: u32, value: Vec<u8>) -> Self {
        Self { name: name.into(), flags, value }
    }
}

/// A file that a catalog is to vouch for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberSpec {
    /// What kind of file it is; not [`MemberKind::Other`].
    pub kind: MemberKind,
    /// Its SHA-1, made as the kind wants it: the tag in version 1, the tag of the companion in version 2.
    pub sha1: [u8; 20],
    /// Its SHA-256, made as the kind wants it: the tag in version 2; not used in version 1.
    pub sha256: [u8; 32],
    /// Of a cabinet: its size as its header says (`cbCabinet`), from which the enhanced hash is made.
    /// `None` leaves that hash out.
    pub cab_size: Option<u32>,
    /// Of a PE image: the hashes of its pages, SHA-1 in version 1 and SHA-256 in version 2, with their
    /// offsets, as they are to stand in the file.
    pub page_hashes: Option<Vec<u8>>,
    /// Its attributes; they are written in the order of DER, whatever the order here.
    pub attributes: Vec<Attribute>,
    /// A tag of text in place of the digest (a reference tag of MakeCat); in version 1 only.
    pub tag: Option<String>,
    /// Writes `<<<Obsolete>>>` into the link, as tools of before 2013 did.
    pub obsolete_link: bool,
}

impl MemberSpec {
    /// A file of this kind and these digests, and nothing more.
    #[must_use]
    pub const fn new(kind: MemberKind, sha1: [u8; 20], sha256: [u8; 32]) -> Self {
        Self {
            kind,
            sha1,
            sha256,
            cab_size: None,
            page_hashes: None,
            attributes: Vec::new(),
            tag: None,
            obsolete_link: false,
        }
    }

    /// The member as it stands in a catalog of this version, with its companion. Members need nothing of one another, so that
    /// many can be encoded side by side. What no catalog can say of a member is an error when the catalog is
    /// [built](CatalogBuilder::build).
    #[must_use]
    pub fn encode(&self, version: Version) -> EncodedMember {
        let entries = check(self, version).map(|()| entries(self, version));
        EncodedMember { version, entries }
    }
}

/// A member that is encoded already, for [`CatalogBuilder::encoded`].
#[derive(Debug, Clone)]
pub struct EncodedMember {
    version: Version,
    /// The file, and its companion; or why there cannot be one.
    entries: Result<(Entry, Option<Entry>), &'static str>,
}

/// Makes an unsigned catalog.
///
/// The same input gives the same octets. The result is DER throughout, in the shape that Microsoft's
/// tools give it: members ordered by tag, attributes of a member in the order of a SET OF, attributes of
/// the catalog in the order given, and nothing where there are none.
#[derive(Debug, Clone)]
pub struct CatalogBuilder {
    version: Version,
    identifier: [u8; 16],
    this_update: Timestamp,
    attributes: Vec<Attribute>,
    members: Vec<EncodedMember>,
}

impl CatalogBuilder {
    /// A catalog without members. For `identifier` see [`guid_shaped`]; of `this_update` fractions of a second are dropped.
    #[must_use]
    pub const fn new(version: Version, identifier: [u8; 16], this_update: Timestamp) -> Self {
        Self { version, identifier, this_update, attributes: Vec::new(), members: Vec::new() }
    }

    /// Replaces the list identifier: for one that is derived from all else in the catalog.
    pub const fn identifier(&mut self, identifier: [u8; 16]) -> &mut Self {
        self.identifier = identifier;
        self
    }

    /// Adds an attribute of the catalog behind those already there.
    pub fn attribute(&mut self, attribute: Attribute) -> &mut Self {
        self.attributes.push(attribute);
        self
    }

    /// Adds a file. In version 2 its SHA-1 companion comes with it.
    pub fn member(&mut self, member: &MemberSpec) -> &mut Self {
        self.encoded(member.encode(self.version))
    }

    /// Adds a file that is encoded already, for the version of this catalog.
    pub fn encoded(&mut self, member: EncodedMember) -> &mut Self {
        self.members.push(member);
        self
    }

    /// The catalog, in DER.
    ///
    /// # Errors
    /// [`Error::Member`] for a member of unknown kind, with page hashes that are none, or with too many
    /// attributes; [`Error::TooManyMembers`], [`Error::TooManyExtensions`] and [`Error::TooLarge`] for a catalog that
    /// would not be read again.
    pub fn build(&self) -> Result<Vec<u8>, Error> {
        self.write(&self.entries()?)
    }

    /// The catalog with a list identifier that `derive` makes from the same catalog, where the identifier is 16 zero octets: all
    /// else decides about it. It replaces the one given before.
    ///
    /// # Errors
    /// As with [`build`](Self::build).
    pub fn build_derived(&mut self, derive: impl FnOnce(&[u8]) -> [u8; 16]) -> Result<Vec<u8>, Error> {
        self.identifier = [0; 16];
        self.identifier = derive(&self.write(&self.entries()?)?);
        self.write(&self.entries()?)
    }

    /// All members in the order of their tags.
    fn entries(&self) -> Result<Vec<&Entry>, Error> {
        if self.attributes.len() > MAX_EXTENSIONS {
            return Err(Error::TooManyExtensions { limit: MAX_EXTENSIONS });
        }
        let mut entries = Vec::with_capacity(self.members.len().saturating_mul(2));
        for (index, member) in self.members.iter().enumerate() {
            let fitting =
                if member.version == self.version { &member.entries } else { &Err("it is of another version") };
            let (file, companion) = fitting.as_ref().map_err(|problem| Error::Member { index, problem })?;
            entries.push(file);
            entries.extend(companion);
            if entries.len() > MAX_MEMBERS {
                return Err(Error::TooManyMembers { limit: MAX_MEMBERS });
            }
        }
        entries.sort_by(|one, other| (one.tag_start, &one.tag).cmp(&(other.tag_start, &other.tag)));
        Ok(entries)
    }

    fn write(&self, entries: &[&Entry]) -> Result<Vec<u8>, Error> {
        let context = Tag::context(0);
        let mut list = Nested::around(entries.iter().map(|entry| entry.encoding.len()).sum());
        list.wrap(Tag::SEQUENCE);
        list.before(|w| {
            w.sequence(|w| w.oid(&oids::CATALOG_LIST));
            w.octet_string(&self.identifier);
            w.time(self.this_update);
            w.algorithm(&self.version.oid());
        });
        if !self.attributes.is_empty() {
            list.after(|w| {
                w.constructed(context, |w| {
                    w.sequence(|w| self.attributes.iter().for_each(|attribute| encode::extension(w, attribute)));
                });
            });
        }
        list.wrap(Tag::SEQUENCE).wrap(context).before(|w| w.oid(&oids::CTL)).wrap(Tag::SEQUENCE);
        list.before(|w| {
            w.integer(1);
            w.set_of(Vec::new());
        });
        list.after(|w| w.set_of(Vec::new()));
        list.wrap(Tag::SEQUENCE).wrap(context).before(|w| w.oid(&oids::SIGNED_DATA)).wrap(Tag::SEQUENCE);
        if list.len() > MAX_SIZE {
            return Err(Error::TooLarge { size: list.len(), limit: MAX_SIZE });
        }
        Ok(list.fill(|bytes| entries.iter().for_each(|entry| bytes.extend_from_slice(&entry.encoding))))
    }
}

/// A member and its companion. What cannot be said was refused by now.
fn entries(member: &MemberSpec, version: Version) -> (Entry, Option<Entry>) {
    let (algorithm, digest): (_, &[u8]) = match version {
        Version::V1 => (DigestAlgorithm::Sha1, &member.sha1),
        Version::V2 => (DigestAlgorithm::Sha256, &member.sha256),
    };
    let tag = match (&member.tag, version) {
        (Some(text), _) => crate::text::encode(text),
        (None, Version::V1) => crate::tag::hex_utf16(digest),
        (None, Version::V2) => digest.to_vec(),
    };
    let own: Vec<_> = member.attributes.iter().map(encode::attribute).collect();
    let info = encode::info(member.kind, version);
    // The companion has what the member has, but for the digest.
    let companion = (version == Version::V2).then(|| {
        let pairs = member.attributes.iter().zip(&own);
        let shared = pairs.filter(|(attribute, _)| attribute.flags & flags::NO_AUTO_COMPAT == 0);
        let shared = shared.map(|(_, encoding)| encoding.clone()).chain([info.clone()]);
        Entry::new(member.sha1.to_vec(), shared.collect())
    });
    let indirect_data = encode::indirect_data(member, algorithm, digest);
    (Entry::new(tag, own.into_iter().chain([info, indirect_data]).collect()), companion)
}

/// What of a member no catalog can say.
fn check(member: &MemberSpec, version: Version) -> Result<(), &'static str> {
    if member.kind == MemberKind::Other {
        return Err("its kind is not known, so neither is how to write it");
    }
    // Two are taken by the member information and the indirect data.
    if member.attributes.len() > MAX_ATTRIBUTES - 2 {
        return Err("it has more attributes than are read again");
    }
    if let Some(blob) = &member.page_hashes {
        let digest_len = match version {
            Version::V1 => DigestAlgorithm::Sha1.len(),
            Version::V2 => DigestAlgorithm::Sha256.len(),
        };
        if member.kind != MemberKind::Pe {
            return Err("page hashes belong to PE images only");
        }
        if blob.is_empty() || !blob.len().is_multiple_of(4 + digest_len) {
            return Err("its page hashes are not made of whole entries of this catalog version");
        }
    }
    if member.cab_size.is_some() && member.kind != MemberKind::Cab {
        return Err("a cabinet size belongs to cabinets only");
    }
    if let Some(tag) = &member.tag {
        // What MakeCat writes beside such a tag in version 2 is not known.
        if version == Version::V2 {
            return Err("a tag of text is known in version 1 only");
        }
        if tag.is_empty() || tag.contains('\0') {
            return Err("its tag is empty or has a NUL");
        }
    }
    Ok(())
}

/// A member in DER, and its tag once more to order members by.
#[derive(Debug, Clone)]
struct Entry {
    tag: Vec<u8>,
    /// The first octets of the tag, with zeros behind a shorter one: mostly enough to tell which of two comes first.
    tag_start: [u8; 8],
    encoding: Vec<u8>,
}

impl Entry {
    fn new(tag: Vec<u8>, attributes: Vec<Vec<u8>>) -> Self {
        let encoding = Writer::encode(|w| {
            w.sequence(|w| {
                w.octet_string(&tag);
                w.set_of(attributes);
            });
        });
        let mut tag_start = [0; 8];
        tag_start.iter_mut().zip(&tag).for_each(|(start, octet)| *start = *octet);
        Self { tag, tag_start, encoding }
    }
}

/// Makes 16 octets into a GUID of version 4 in the order in which Windows keeps it in memory, which is
/// what Microsoft's tools put into the list identifier: the high half of octet 7 becomes 4, the top two bits of octet 8 become 10.
#[must_use]
pub const fn guid_shaped(mut octets: [u8; 16]) -> [u8; 16] {
    let [.., seventh, eighth, _, _, _, _, _, _, _] = &mut octets;
    *seventh = *seventh & 0x0f | 0x40;
    *eighth = *eighth & 0x3f | 0x80;
    octets
}
