//! Which files a catalog vouches for: members looked up by digest, and by name.

use std::collections::{BTreeMap, HashMap, HashSet};

use catseal_asn1::DigestAlgorithm;
use catseal_catalog::{CatalogView, Error, Member};
use catseal_digest::{DigestPair, Digests};

use crate::files::hex;
use crate::package::{PackageFile, base_name, fold};

/// What is needed of a member to look files up.
pub(crate) struct IndexedMember {
    /// The digest the tag stands for, or the raw tag when it stands for none; lower-case hexadecimal.
    pub(crate) tag: String,
    /// As the signer wrote it, parted by `/`.
    pub(crate) name: Option<String>,
    /// Whether the name is a path below a folder (`FilePath`, as New-FileCatalog writes it), and not that of a file anywhere.
    pub(crate) is_path: bool,
    /// Whether this is the SHA-1 twin of another member.
    pub(crate) companion: bool,
    /// Stands for its digest: the same for all members of one digest. `None` when it can match nothing.
    pub(crate) slot: Option<usize>,
}

impl IndexedMember {
    /// The name without folders, folded.
    fn base_name(&self) -> Option<String> {
        self.name.as_deref().map(|name| fold(base_name(name)))
    }
}

/// The members of one catalog, by digest and by name.
pub(crate) struct MemberIndex {
    pub(crate) members: Vec<IndexedMember>,
    by_sha256: HashMap<[u8; 32], usize>,
    by_sha1: HashMap<[u8; 20], usize>,
    /// For each slot, members of different names, at most [`NAMES_PER_DIGEST`].
    slots: Vec<Vec<usize>>,
    by_base_name: HashMap<String, Vec<usize>>,
    /// Empty files, which cannot be members: New-FileCatalog lists them as attributes `FilePath` of the catalog. By their
    /// folded paths, as the signer wrote them, parted by `/`.
    pub(crate) empty: BTreeMap<String, String>,
}

/// The members that have a file's digest.
pub(crate) struct Hit<'i> {
    pub(crate) algorithm: DigestAlgorithm,
    pub(crate) slot: usize,
    /// One for each name, up to a limit.
    pub(crate) members: &'i [usize],
}

/// How many names of one content are looked at; only a hostile catalog has more.
const NAMES_PER_DIGEST: usize = 64;

impl MemberIndex {
    pub(crate) fn new(catalog: &CatalogView<'_>) -> Result<Self, Error> {
        let mut index = Self {
            members: Vec::new(),
            by_sha256: HashMap::new(),
            by_sha1: HashMap::new(),
            slots: Vec::new(),
            by_base_name: HashMap::new(),
            empty: BTreeMap::new(),
        };
        for attribute in catalog.attributes() {
            if let Some(path) =
                attribute.ok().filter(|it| it.name.eq_ignore_ascii_case("FilePath")).and_then(|it| it.text())
            {
                let path = path.replace('\\', "/");
                index.empty.insert(fold(&path), path);
            }
        }
        for member in catalog.members() {
            index.add(&member?)?;
        }
        Ok(index)
    }

    fn add(&mut self, member: &Member<'_>) -> Result<(), Error> {
        let position = self.members.len();
        let indirect = member.indirect_data()?;
        let tag_digest = member.tag_digest();
        let digest = match (&indirect, &tag_digest) {
            // Windows looks files up by tag: a tag that is another digest than the one inside proves nothing.
            (Some(indirect), Some(tag)) if indirect.digest != tag.as_bytes() => None,
            (Some(indirect), _) => Some((indirect.algorithm, indirect.digest.to_vec())),
            (None, Some(tag)) => Some((member.tag_algorithm(), tag.as_bytes().to_vec())),
            (None, None) => None,
        };
        let new = self.slots.len();
        let slot = match digest {
            Some((Some(DigestAlgorithm::Sha256), digest)) => {
                <[u8; 32]>::try_from(digest).ok().map(|digest| *self.by_sha256.entry(digest).or_insert(new))
            }
            Some((Some(DigestAlgorithm::Sha1), digest)) => {
                <[u8; 20]>::try_from(digest).ok().map(|digest| *self.by_sha1.entry(digest).or_insert(new))
            }
            _ => None,
        };
        let named = member.named_by();
        let member = IndexedMember {
            tag: hex(tag_digest.as_ref().map_or(member.tag(), |digest| digest.as_bytes())),
            is_path: matches!(named, Some(("FilePath", _))),
            name: named.map(|(_, name)| name.replace('\\', "/")),
            companion: member.is_companion(),
            slot,
        };
        if slot == Some(new) {
            self.slots.push(Vec::new());
        }
        let members = &self.members;
        let same_name = |other: &usize| members.get(*other).is_some_and(|other| other.name == member.name);
        if let Some(slot) = slot.and_then(|slot| self.slots.get_mut(slot))
            && slot.len() < NAMES_PER_DIGEST
            && !slot.iter().any(same_name)
        {
            slot.push(position);
        }
        if let Some(name) = member.base_name() {
            self.by_base_name.entry(name).or_default().push(position);
        }
        self.members.push(member);
        Ok(())
    }

    /// The members with this digest.
    ///
    /// SHA-256 decides where the catalog has it: a SHA-1 companion alone proves nothing, since files
    /// with the same SHA-1 can be made. Only catalogs without any SHA-256 are looked up by SHA-1.
    pub(crate) fn find(&self, digest: &DigestPair) -> Option<Hit<'_>> {
        let (algorithm, slot) = match self.by_sha256.get(&digest.sha256) {
            Some(&slot) => (DigestAlgorithm::Sha256, slot),
            None if !self.by_sha256.is_empty() => return None,
            None => (DigestAlgorithm::Sha1, *self.by_sha1.get(&digest.sha1)?),
        };
        self.slots.get(slot).map(|members| Hit { algorithm, slot, members })
    }

    /// The algorithm by which files are looked up.
    pub(crate) fn strongest(&self) -> DigestAlgorithm {
        if self.by_sha256.is_empty() && !self.by_sha1.is_empty() {
            DigestAlgorithm::Sha1
        } else {
            DigestAlgorithm::Sha256
        }
    }

    /// Whether only a SHA-1 companion has this digest: a collision, or a catalog whose halves do not belong together.
    pub(crate) fn only_companion(&self, digests: &Digests) -> bool {
        self.find(&digests.member).is_none() && self.by_sha1.contains_key(&digests.member.sha1)
    }

    /// The members that name this file. A member that names a path names only files with that path's end.
    pub(crate) fn named(&self, file: &PackageFile) -> Vec<usize> {
        self.called(&fold(&file.name))
    }

    /// The members that name a file of this (folded) name.
    pub(crate) fn called(&self, folded: &str) -> Vec<usize> {
        let candidates = self.by_base_name.get(base_name(folded)).map(Vec::as_slice).unwrap_or_default();
        candidates.iter().copied().filter(|&member| self.is_primary(member) && self.names(member, folded)).collect()
    }

    /// The members that stand for the file at a path, as those of folder catalogs do, with that path, folded.
    pub(crate) fn paths(&self) -> impl Iterator<Item = (usize, String)> {
        let named = self.primary().filter(|(_, member)| member.is_path);
        named.filter_map(|(position, member)| Some((position, fold(member.name.as_deref()?))))
    }

    /// Whether a member's name is that of a file (whose name is folded), as far as the member says.
    pub(crate) fn names(&self, member: usize, folded: &str) -> bool {
        let Some(name) = self.members.get(member).and_then(|member| member.name.as_deref()) else { return false };
        let name = fold(name);
        // Inf2Cat writes the bare name, New-FileCatalog a relative path, Windows' own build an absolute one.
        if !name.contains('/') || name.contains(':') || name.starts_with('/') {
            return base_name(&name) == base_name(folded);
        }
        folded == name || folded.strip_suffix(&name).is_some_and(|folder| folder.ends_with('/'))
    }

    /// The members that stand for a file of their own: not the SHA-1 twins of others.
    pub(crate) fn primary(&self) -> impl Iterator<Item = (usize, &IndexedMember)> {
        self.members.iter().enumerate().filter(|(position, _)| self.is_primary(*position))
    }

    fn is_primary(&self, member: usize) -> bool {
        self.by_sha256.is_empty() || self.members.get(member).is_some_and(|member| !member.companion)
    }

    /// The names of the members in `hit`, each once.
    pub(crate) fn hit_names(&self, hit: &Hit<'_>) -> Vec<&str> {
        let mut seen = HashSet::new();
        let names = hit.members.iter().filter_map(|&member| self.members.get(member)?.name.as_deref());
        names.filter(|name| seen.insert(fold(name))).collect()
    }
}
