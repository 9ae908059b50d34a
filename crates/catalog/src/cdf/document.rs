use crate::builder::{Attribute, CatalogBuilder, MemberSpec};
use crate::member::MemberKind;
use crate::view::Version;
use catseal_finding::{Finding, Severity};
use jiff::Timestamp;

/// What a catalog definition file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// `Name`: the file to make, relative to [`result_dir`](Self::result_dir); as written, with either slash.
    pub name: String,
    /// `ResultDir`: the folder to make it in, relative to the current directory.
    pub result_dir: Option<String>,
    /// `CatalogVersion`; version 1 when nothing is said.
    pub version: Version,
    /// `PageHashes`: whether PE images with a `<HASH>` tag get the hashes of their pages.
    pub page_hashes: bool,
    /// `CATATTR1` and so on, in the order of their numbers.
    pub attributes: Vec<Attribute>,
    /// `[CatalogFiles]`, in the order of the lines. An entry with an error is left out.
    pub files: Vec<File>,
    /// What is wrong with the text as a whole and with `[CatalogHeader]`, in the order of the lines. With an error
    /// among them the document stands for no catalog.
    pub findings: Vec<Finding>,
    /// What is wrong with entries of `[CatalogFiles]`, in the order of the lines. MakeCat calls these errors
    /// recoverable.
    pub file_findings: Vec<Finding>,
}

/// An entry of `[CatalogFiles]`: a file, and what is said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// What it will be found by.
    pub tag: Tag,
    /// Where it is, relative to the current directory; as written, with either slash.
    pub path: String,
    /// `ALTSIPID`: what kind of file to hash it as, in place of what its content says.
    pub kind: Option<MemberKind>,
    /// `ATTR1` and so on, in the order of their numbers. MakeCat, as [`CatalogBuilder`], sorts them in the catalog.
    pub attributes: Vec<Attribute>,
    /// The line of the entry, counted from 1; 0 when it was not read from a file.
    pub line: u32,
}

/// The reference tag of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tag {
    /// `<HASH>` and a label: the tag is the digest of the file; the label only ties the lines together.
    Hash(String),
    /// The tag is this text; in version 1 only.
    Text(String),
}

impl std::fmt::Display for Tag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Hash(label) => write!(f, "{HASH}{label}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// The prefix of a tag that stands for the digest.
pub(super) const HASH: &str = "<HASH>";

impl Document {
    /// A document with nothing but a name and a version.
    #[must_use]
    pub fn new(name: impl Into<String>, version: Version) -> Self {
        Self {
            name: name.into(),
            result_dir: None,
            version,
            page_hashes: false,
            attributes: Vec::new(),
            files: Vec::new(),
            findings: Vec::new(),
            file_findings: Vec::new(),
        }
    }

    /// Whether any finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.iter().chain(&self.file_findings).any(|finding| finding.severity == Severity::Error)
    }

    /// Whether this file is to have page hashes, should it be a PE image.
    #[must_use]
    pub fn wants_page_hashes(&self, file: &File) -> bool {
        self.page_hashes && matches!(file.tag, Tag::Hash(_)) && matches!(file.kind, None | Some(MemberKind::Pe))
    }

    /// The catalog that the document describes. For `identifier` and `this_update` see [`CatalogBuilder::new`].
    ///
    /// `member` gives the kind and the digests of a file (and page hashes, if
    /// [wanted](Self::wants_page_hashes), and the size of a cabinet), or `None` to leave the file out; tag and
    /// attributes are added here.
    ///
    /// # Errors
    /// Those of `member`.
    pub fn builder<E>(
        &self,
        identifier: [u8; 16],
        this_update: Timestamp,
        mut member: impl FnMut(&File) -> Result<Option<MemberSpec>, E>,
    ) -> Result<CatalogBuilder, E> {
        let mut builder = CatalogBuilder::new(self.version, identifier, this_update);
        for attribute in &self.attributes {
            builder.attribute(attribute.clone());
        }
        for file in &self.files {
            let Some(mut spec) = member(file)? else { continue };
            spec.attributes.extend(file.attributes.iter().cloned());
            if let Tag::Text(text) = &file.tag {
                spec.tag = Some(text.clone());
            }
            builder.member(&spec);
        }
        Ok(builder)
    }
}
