//! `show` of a trust list (`.stl`).

use std::path::Path;

use catseal_asn1::oids;
use catseal_trust::{SignatureDetail, TrustList, TrustListEntry, TrustListProperty, TrustStore, Verifier};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::Error;
use crate::files::{self, hex};

/// What `show` answers about a trust list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TrustListReport {
    /// `catseal.show-trust-list/1`.
    pub schema: &'static str,
    /// Where the list is.
    pub path: String,
    /// Of the whole file.
    pub sha256: String,
    /// In bytes.
    pub size: usize,
    /// What the list is for: names of usages, or their numbers.
    pub usages: Vec<String>,
    /// The list identifier, in hexadecimal; known lists have none.
    pub identifier: Option<String>,
    /// The number of the list, in hexadecimal, high octet first.
    pub sequence: Option<String>,
    /// When the list says that it was published.
    #[schemars(with = "String")]
    pub this_update: Timestamp,
    /// When the list says that the next one comes.
    #[schemars(with = "Option<String>")]
    pub next_update: Option<Timestamp>,
    /// How entries name certificates: `sha1`, as a rule.
    pub algorithm: String,
    /// In the order of the file.
    pub entries: Vec<TrustListEntryReport>,
    /// The signatures, judged for the use of the list at its date; none for an unsigned list.
    pub signatures: Vec<SignatureDetail>,
}

/// An entry of a trust list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TrustListEntryReport {
    /// What names the certificate, in hexadecimal.
    pub subject: String,
    /// The name that people are shown.
    pub name: Option<String>,
    /// The SHA-256 of the certificate, if it is said.
    pub sha256: Option<String>,
    /// On which conditions the certificate is trusted, each as a phrase; `null` when they cannot be read.
    pub conditions: Option<Vec<String>>,
    /// Everything that is said of the certificate, in the order of the file.
    pub properties: Vec<TrustListPropertyReport>,
}

/// A property of an entry.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TrustListPropertyReport {
    /// The number of the property in `wincrypt.h`, or else the object identifier.
    pub property: String,
    /// Its octets in hexadecimal; `null` when it is not one OCTET STRING.
    pub value: Option<String>,
}

pub(crate) fn trust_list(path: &Path, bytes: &[u8], store: &TrustStore) -> Result<TrustListReport, Error> {
    let display = path.display().to_string();
    let list = TrustList::parse(bytes, &display).map_err(|source| Error::Roots { path: path.to_owned(), source })?;
    Ok(TrustListReport {
        schema: "catseal.show-trust-list/1",
        path: display,
        sha256: files::sha256(bytes),
        size: bytes.len(),
        usages: list.usages.iter().map(oids::describe).collect(),
        identifier: list.identifier.map(hex),
        sequence: list.sequence.map(hex),
        this_update: list.this_update,
        next_update: list.next_update,
        algorithm: oids::describe(&list.subject_algorithm),
        entries: list.entries.iter().map(entry).collect(),
        signatures: Verifier::new(store).judge_list(&list),
    })
}

fn entry(entry: &TrustListEntry<'_>) -> TrustListEntryReport {
    TrustListEntryReport {
        subject: hex(entry.subject),
        name: entry.friendly_name(),
        sha256: entry.sha256().map(hex),
        conditions: entry.conditions().ok(),
        properties: entry.properties.iter().map(property).collect(),
    }
}

fn property(property: &TrustListProperty<'_>) -> TrustListPropertyReport {
    TrustListPropertyReport {
        property: property.number.map_or_else(|| property.oid.to_string(), |number| number.to_string()),
        value: property.value.map(hex),
    }
}
