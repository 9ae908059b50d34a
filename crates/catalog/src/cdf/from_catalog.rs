use super::document::{Document, File, Tag};
use super::problems::Problems;
use super::{attribute, emit};
use crate::builder::Attribute;
use crate::error::Error;
use crate::member::{Member, MemberKind};
use crate::name_value::{NameValue, flags};
use crate::tag::TagForm;
use crate::view::{CatalogView, Version};
use catseal_asn1::{hex, oids};
use catseal_finding::codes;
use std::collections::{BTreeSet, HashMap, HashSet};

impl Document {
    /// The definition of a catalog that is there: it makes the same members again, when the files are at the paths
    /// that the catalog gives as their names.
    ///
    /// `name` is the file name to give it. What cannot be said in a definition is left out, and among the findings of
    /// the document (`CS1219`), one for each thing. A file without a name gets its digest for one. A companion does not
    /// say whose it is: an attribute that no companion has is taken for one that is kept from them
    /// ([`flags::NO_AUTO_COMPAT`]).
    ///
    /// # Errors
    /// When a member or an attribute is malformed.
    pub fn from_catalog(view: &CatalogView<'_>, name: &str) -> Result<Self, Error> {
        let mut reader = Reader::default();
        let mut document = Self::new(name, view.version());
        for extension in view.extensions() {
            let extension = extension?;
            if extension.oid == oids::CAT_NAMEVALUE {
                let value = extension.name_value().map_err(Error::from)?;
                document.attributes.extend(reader.attribute(&value, "the catalog", false));
            } else {
                reader.note(format!("the catalog has the extension {}", oids::describe(&extension.oid)));
            }
        }
        let (companions, members): (Vec<_>, Vec<_>) =
            view.members().collect::<Result<Vec<_>, _>>()?.into_iter().partition(Member::is_companion);
        let Shared { own, unclear } = Shared::of(&members, &companions)?;
        if view.version() == Version::V2 && companions.len() != members.len() {
            let (all, with) = (members.len(), companions.len());
            reader.note(format!("the catalog has {all} files and {with} SHA-1 companions; each file will have one"));
        }
        for name in unclear {
            reader.note(format!("not all companions have the attribute '{name}' of their files; they will have it"));
        }
        let mut pages = Pages::default();
        for member in &members {
            document.files.extend(reader.file(member, &own, &mut pages)?);
        }
        document.page_hashes = pages.with > 0;
        if pages.with > 0 && pages.without > 0 {
            reader.note(format!("{} PE images have no page hashes in the catalog; they will have them", pages.without));
        }
        document.findings = reader.problems.finish();
        Ok(document)
    }
}

/// PE images with and without page hashes.
#[derive(Default)]
struct Pages {
    with: usize,
    without: usize,
}

type Octets<'a> = (String, u32, &'a [u8]);

fn octets<'a>(value: &NameValue<'a>) -> Octets<'a> {
    (value.name.clone(), value.flags, value.value)
}

/// Which attributes files share with their companions.
#[derive(Default)]
struct Shared<'a> {
    /// Those that no companion has.
    own: HashSet<Octets<'a>>,
    /// The names of those that fewer companions than files have: nothing says which.
    unclear: BTreeSet<String>,
}

impl<'a> Shared<'a> {
    fn of(members: &[Member<'a>], companions: &[Member<'a>]) -> Result<Self, Error> {
        let mut shared = Self::default();
        if companions.is_empty() {
            return Ok(shared);
        }
        let in_companions = count(companions)?;
        for (value, number) in count(members)? {
            match in_companions.get(&value) {
                None => drop(shared.own.insert(value)),
                Some(&with) if with < number => drop(shared.unclear.insert(value.0)),
                Some(_) => {}
            }
        }
        Ok(shared)
    }
}

/// How often each attribute occurs.
fn count<'a>(members: &[Member<'a>]) -> Result<HashMap<Octets<'a>, usize>, Error> {
    let mut counts = HashMap::new();
    for value in members.iter().flat_map(Member::attributes) {
        *counts.entry(octets(&value?)).or_insert(0) += 1;
    }
    Ok(counts)
}

#[derive(Default)]
struct Reader {
    problems: Problems,
    /// Labels and text tags so far, in lower case.
    labels: HashSet<String>,
    /// The last number that was put behind a label.
    numbers: HashMap<String, usize>,
    /// The digests of the files by their paths, in lower case.
    paths: HashMap<String, String>,
}

impl Reader {
    fn note(&mut self, what: impl std::fmt::Display) {
        self.problems.push(codes::catalog::CDF_CANNOT_SAY.finding(what.to_string()));
    }

    /// An attribute, if a definition can say it.
    fn attribute(&mut self, value: &NameValue<'_>, of: &str, own: bool) -> Option<Attribute> {
        let mut attribute = Attribute::binary(value.name.clone(), value.flags, value.value.to_vec());
        if own {
            attribute.flags |= flags::NO_AUTO_COMPAT;
        }
        match attribute::emit(&attribute) {
            Ok(_) => Some(attribute),
            Err(reason) => {
                self.note(format!("the attribute '{}' of {of} is left out: {reason}", value.name));
                None
            }
        }
    }

    fn file(
        &mut self,
        member: &Member<'_>,
        own: &HashSet<Octets<'_>>,
        pages: &mut Pages,
    ) -> Result<Option<File>, Error> {
        let tag = || hex(member.tag_digest().as_ref().map_or(member.tag(), |digest| digest.as_bytes()));
        let Some(data) = member.indirect_data()? else {
            self.note(format!("the member {} has no digest, and is left out", tag()));
            return Ok(None);
        };
        let digest = hex(data.digest);
        let path = self.path(member, &digest);
        let Some(tag) = self.tag(member, &path, &digest) else { return Ok(None) };
        let of = format!("'{path}'");
        match member.kind() {
            MemberKind::Pe if data.page_hashes.is_some() => pages.with += 1,
            MemberKind::Pe => pages.without += 1,
            MemberKind::Other => self.note(format!("{of} is of a kind that is not known")),
            MemberKind::Cab if data.cab_enhanced_hash.is_none() => {
                self.note(format!("{of} has no enhanced hash; it will have one"))
            }
            MemberKind::Cab | MemberKind::Flat => {}
        }
        if data.obsolete_link {
            self.note(format!("{of} has a link that says <<<Obsolete>>>; it will be empty"));
        }
        let known = [oids::CAT_NAMEVALUE, oids::CAT_MEMBERINFO, oids::CAT_MEMBERINFO2, oids::SPC_INDIRECT_DATA];
        for unknown in member.attribute_list()?.iter().filter(|attribute| !known.contains(&attribute.oid)) {
            self.note(format!("{of} has an attribute of type {}, which is left out", oids::describe(&unknown.oid)));
        }
        let mut attributes = Vec::new();
        for value in member.attributes() {
            let value = value?;
            attributes.extend(self.attribute(&value, &of, own.contains(&octets(&value))));
        }
        Ok(Some(File { tag, path, kind: None, attributes, line: 0 }))
    }

    /// Where the file of a member is by its name; a name that leads elsewhere loses its folders.
    fn path(&mut self, member: &Member<'_>, digest: &str) -> String {
        let Some(name) = member.file_name().filter(|name| emit::is_value(name)) else {
            self.note(format!("the file with the digest {digest} has no name; put its path in place of the digest"));
            return digest.to_owned();
        };
        let parts = || name.split(['/', '\\']);
        let path = if parts().all(|part| !matches!(part, "" | "." | "..") && !part.contains(':')) {
            name.replace('/', "\\")
        } else {
            let last = parts().next_back().filter(|part| !matches!(*part, "" | "." | "..") && !part.contains(':'));
            let last = last.filter(|part| emit::is_value(part)).unwrap_or(digest).to_owned();
            self.note(format!("'{name}' is not a path below the current folder; '{last}' stands in its place"));
            last
        };
        let first = self.paths.entry(path.to_lowercase()).or_insert_with(|| digest.to_owned());
        if first != digest {
            self.note(format!("'{path}' is the name of several different files; correct their paths"));
        }
        path
    }

    /// The tag: that of the catalog if it is a text, else a label made of the path.
    fn tag(&mut self, member: &Member<'_>, path: &str, digest: &str) -> Option<Tag> {
        if let TagForm::Text(text) = member.tag_form() {
            let tag = Tag::Text(text);
            let sayable = emit::tag(&tag).is_ok() && self.labels.insert(tag.to_string().to_ascii_lowercase());
            if !sayable {
                self.note(format!("the tag '{tag}' cannot be written, and its file is left out"));
            }
            return sayable.then_some(tag);
        }
        if member.tag_form() == TagForm::Other {
            self.note(format!(
                "the tag of the file with the digest {digest} is neither digest nor text; it will be the digest"
            ));
        }
        let label = emit::label(path);
        let mut unique = label.clone();
        // The numbers of a label go on from the last one: a catalog may have the same name a hundred thousand times.
        let number = self.numbers.entry(label.to_ascii_lowercase()).or_insert(1);
        while !self.labels.insert(Tag::Hash(unique.clone()).to_string().to_ascii_lowercase()) {
            *number += 1;
            unique = format!("{label}#{number}");
        }
        Some(Tag::Hash(unique))
    }
}
