//! `show`: all that is in a catalog, or in a trust list, decoded.

use std::path::Path;

use catseal_catalog::{CatalogView, Member, NameValue, TagForm};
use catseal_finding::Finding;
use catseal_trust::{Policy, SignatureDetail, TrustStore, Verifier};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::Error;
use crate::files::{self, CATALOG_LIMIT, hex};
use crate::show_list::{TrustListReport, trust_list};

/// What `show` answers, by what the file is.
#[derive(Debug, Clone)]
pub enum Shown {
    /// A catalog.
    Catalog(ShowReport),
    /// A list of certificates.
    TrustList(TrustListReport),
}

/// What `show` answers about a catalog.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ShowReport {
    /// `catseal.show/1`.
    pub schema: &'static str,
    /// Where the catalog is.
    pub path: String,
    /// Of the whole file.
    pub sha256: String,
    /// In bytes.
    pub size: usize,
    /// 1 or 2.
    pub version: u8,
    /// The list identifier, in hexadecimal, in the order of the file.
    pub identifier: String,
    /// When the catalog says that it was made; no clock vouches for it.
    #[schemars(with = "String")]
    pub this_update: Timestamp,
    /// When the catalog says that it ends; real ones say nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub next_update: Option<Timestamp>,
    /// Of the catalog as a whole, in the order of the file.
    pub attributes: Vec<AttributeReport>,
    /// In the order of the file, companions included.
    pub members: Vec<MemberReport>,
    /// The signatures; none for an unsigned catalog.
    pub signatures: Vec<SignatureDetail>,
    /// Where the catalog is not as it should be.
    pub findings: Vec<Finding>,
}

/// A name-value attribute.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AttributeReport {
    /// Its name, or the object identifier in place of one.
    pub name: String,
    /// As in the file (`mscat.h`).
    pub flags: u32,
    /// The text; of binary data, the octets in hexadecimal.
    pub value: String,
    /// Whether the value is binary.
    pub binary: bool,
}

/// A member.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MemberReport {
    /// The digest that the tag stands for; the octets of a tag that stands for none.
    pub tag: String,
    /// `hex-utf16`, `raw-20`, `raw-32`, `text` or `other`: how the file holds the tag.
    pub tag_form: &'static str,
    /// The text of a tag that is text, but not a digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_text: Option<String>,
    /// `pe`, `cab`, `flat` or `other`.
    pub kind: &'static str,
    /// The algorithm of the digest; in a companion, that of the tag.
    pub algorithm: Option<String>,
    /// The digest of the indirect data; none in a companion.
    pub digest: Option<String>,
    /// Whether this is the SHA-1 twin of another member.
    pub companion: bool,
    /// The file that the member stands for, as the signer called it.
    pub file: Option<String>,
    /// In the order of the file.
    pub attributes: Vec<AttributeReport>,
    /// How many page hashes it has, the last entry (which marks the end) included.
    pub page_hashes: usize,
}

/// Decodes a catalog or a trust list.
///
/// Signatures of catalogs are judged as `verify --policy none` does: what they are, and not whether they suffice. Those of
/// trust lists are judged for the use of the list.
///
/// # Errors
/// When the file cannot be read, or is neither a catalog nor a trust list.
pub fn show(path: &Path, store: &TrustStore, at: Timestamp) -> Result<Shown, Error> {
    let bytes = files::read(path, "a catalog", CATALOG_LIMIT)?;
    match CatalogView::parse(&bytes) {
        Ok(view) => show_catalog(path, &bytes, &view, store, at).map(Shown::Catalog),
        Err(catseal_catalog::Error::TrustList { .. }) => trust_list(path, &bytes, store).map(Shown::TrustList),
        Err(source) => Err(Error::Catalog { path: path.to_owned(), source }),
    }
}

fn show_catalog(
    path: &Path,
    bytes: &[u8],
    view: &CatalogView<'_>,
    store: &TrustStore,
    at: Timestamp,
) -> Result<ShowReport, Error> {
    let catalog_error = |source| Error::Catalog { path: path.to_owned(), source };
    let attributes = view
        .attributes()
        .map(|attribute| Ok(attribute_report(&attribute?)))
        .collect::<Result<_, _>>()
        .map_err(catalog_error)?;
    let members =
        view.members().map(|member| member_report(&member?)).collect::<Result<_, _>>().map_err(catalog_error)?;
    let trust = Verifier::new(store).judge(view, at, Policy::None, false);
    let mut findings = view.findings();
    findings.extend(trust.findings);
    let path = path.display().to_string();
    Ok(ShowReport {
        schema: "catseal.show/1",
        sha256: files::sha256(bytes),
        size: bytes.len(),
        version: view.version().number(),
        identifier: hex(view.identifier()),
        this_update: view.this_update(),
        next_update: view.next_update(),
        attributes,
        members,
        signatures: trust.signatures,
        findings: findings.into_iter().map(|finding| finding.at(path.clone())).collect(),
        path,
    })
}

fn attribute_report(attribute: &NameValue<'_>) -> AttributeReport {
    let text = attribute.text();
    AttributeReport {
        name: attribute.name.clone(),
        flags: attribute.flags,
        binary: text.is_none(),
        value: text.unwrap_or_else(|| hex(attribute.value)),
    }
}

fn member_report(member: &Member<'_>) -> Result<MemberReport, catseal_catalog::Error> {
    let indirect = member.indirect_data()?;
    let algorithm = match &indirect {
        Some(indirect) => Some(catseal_asn1::oids::describe(&indirect.algorithm_oid)),
        None => member.tag_algorithm().map(|algorithm| algorithm.to_string()),
    };
    let (tag_form, tag_text) = match member.tag_form() {
        TagForm::HexUtf16 => ("hex-utf16", None),
        TagForm::Raw20 => ("raw-20", None),
        TagForm::Raw32 => ("raw-32", None),
        TagForm::Text(text) => ("text", Some(text)),
        _ => ("other", None),
    };
    let digest = member.tag_digest();
    Ok(MemberReport {
        tag: hex(digest.as_ref().map_or(member.tag(), |digest| digest.as_bytes())),
        tag_form,
        tag_text,
        kind: member.kind().as_str(),
        algorithm,
        digest: indirect.as_ref().map(|indirect| hex(indirect.digest)),
        companion: member.is_companion(),
        file: member.file_name(),
        attributes: member
            .attributes()
            .map(|attribute| Ok(attribute_report(&attribute?)))
            .collect::<Result<_, catseal_catalog::Error>>()?,
        page_hashes: indirect.and_then(|indirect| indirect.page_hashes).map_or(0, |hashes| hashes.count()),
    })
}
