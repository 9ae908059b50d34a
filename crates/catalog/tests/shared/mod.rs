//! Where the real catalogs lie, and how they are taken apart to be built again.

#![allow(dead_code, reason = "each test uses a part of it")]

use catseal_asn1::oids;
use catseal_catalog::{
    Attribute, CatalogBuilder, CatalogView, Member, MemberSpec, SignedDataView, TagDigest, TagForm, Version, flags,
};
use std::path::{Path, PathBuf};

/// A folder of real catalogs beside the project; `None`, with a line that says so, when it is not there.
fn beside(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(folder);
    if path.is_dir() {
        Some(path)
    } else {
        println!("skipped: no {folder} beside the project");
        None
    }
}

pub(crate) fn corpus() -> Option<PathBuf> {
    beside("corpus")
}

/// The samples, by their two digits, in order.
pub(crate) fn samples() -> Option<Vec<(String, Vec<u8>)>> {
    let folder = beside("reference/samples")?;
    let mut samples: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "cat"))
        .map(|path| (path.file_name().unwrap().to_string_lossy()[..2].to_owned(), std::fs::read(path).unwrap()))
        .collect();
    samples.sort();
    assert_eq!(samples.len(), 13);
    Some(samples)
}

/// A line of the corpus's own table.
pub(crate) struct Row {
    cells: Vec<String>,
    names: std::rc::Rc<Vec<String>>,
}

impl Row {
    pub(crate) fn get(&self, name: &str) -> &str {
        let index = self.names.iter().position(|n| n == name).unwrap_or_else(|| panic!("no column {name}"));
        self.cells.get(index).map_or("", |cell| cell)
    }
}

pub(crate) fn manifest(corpus: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(corpus.join("MANIFEST.tsv")).unwrap();
    let mut lines = text.lines().map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    let names = std::rc::Rc::new(lines.next().unwrap());
    lines.map(|cells| Row { cells, names: names.clone() }).collect()
}

/// Decodes all there is to decode; what it finds is of no matter.
pub(crate) fn decode_everything(bytes: &[u8]) {
    let Ok(view) = CatalogView::parse(bytes) else { return };
    let _ = view.findings();
    for extension in view.extensions() {
        let _ = extension;
    }
    for attribute in view.attributes().flatten() {
        let _ = attribute.display();
    }
    for member in view.members().flatten() {
        let _ = (member.tag_form(), member.tag_algorithm(), member.kind(), member.info(), member.is_companion());
        let _ = (member.file_name(), member.attribute_list(), member.attributes().count());
        if let Ok(Some(data)) = member.indirect_data() {
            let _ = data.page_hashes.map(|hashes| hashes.count());
        }
    }
    decode_signers(view.signed_data(), 0);
}

fn decode_signers(signed_data: &SignedDataView<'_>, depth: u8) {
    for signer in &signed_data.signer_infos {
        let _ = signer.signed_attribute_list();
        for attribute in signer.unsigned_attribute_list().unwrap_or_default() {
            for value in attribute.values {
                if depth < 4
                    && let Ok(nested) = SignedDataView::parse(value.raw, value.offset)
                {
                    decode_signers(&nested, depth + 1);
                }
            }
        }
    }
}

/// How many nested signatures there are, at any depth.
pub(crate) fn nested(signed_data: &SignedDataView<'_>) -> usize {
    let attributes = signed_data.signer_infos.iter().flat_map(|signer| signer.unsigned_attribute_list().unwrap());
    let values = attributes.filter(|attribute| attribute.oid == oids::SPC_NESTED_SIGNATURE).flat_map(|a| a.values);
    values.map(|value| 1 + nested(&SignedDataView::parse(value.raw, value.offset).unwrap())).sum()
}

/// Takes a catalog apart and gives the parts to a builder; says why when a builder cannot be given them.
///
/// What the catalog does not say, the size of a cabinet of which it has but a digest, is asked of `cab_size`.
pub(crate) fn taken_apart(
    view: &CatalogView<'_>,
    cab_size: impl Fn(&Member<'_>) -> Option<u32>,
) -> Result<CatalogBuilder, &'static str> {
    let identifier = view.identifier().try_into().map_err(|_| "identifier")?;
    let mut builder = CatalogBuilder::new(view.version(), identifier, view.this_update());
    for attribute in view.attributes() {
        builder.attribute(owned(attribute.unwrap()));
    }
    let members = view.members().map(Result::unwrap).map(|member| (member, attributes(&member)));
    let (mut companions, files): (Vec<_>, Vec<_>) = members.partition(|(member, _)| member.is_companion());
    // The catalog does not say which companion belongs to which file. Any will do that has the same
    // attributes, and for the files then left, one that has a part of them.
    let mut left = Vec::new();
    for (file, attributes) in files {
        let companion = companions.iter().position(|(c, shared)| c.kind() == file.kind() && *shared == attributes);
        match companion.map(|index| companions.swap_remove(index)) {
            Some((companion, shared)) => builder.member(&spec(&file, attributes, &companion, &shared, &cab_size)?),
            None if view.version() == Version::V1 => {
                builder.member(&spec(&file, attributes.clone(), &file, &attributes, &cab_size)?)
            }
            None => {
                left.push((file, attributes));
                &mut builder
            }
        };
    }
    left.sort_by_key(|(_, attributes)| attributes.len());
    for (file, attributes) in left {
        let parts = companions.iter().enumerate().filter(|(_, (companion, shared))| {
            companion.kind() == file.kind() && shared.iter().all(|attribute| attributes.contains(attribute))
        });
        let companion = parts.max_by_key(|(_, (_, shared))| shared.len()).map(|(index, _)| index);
        let companion = companion.ok_or("a file without a companion")?;
        let (companion, shared) = companions.swap_remove(companion);
        builder.member(&spec(&file, attributes, &companion, &shared, &cab_size)?);
    }
    if companions.is_empty() { Ok(builder) } else { Err("a companion without a file") }
}

fn owned(attribute: catseal_catalog::NameValue<'_>) -> Attribute {
    Attribute::binary(attribute.name, attribute.flags, attribute.value.to_vec())
}

fn attributes(member: &Member<'_>) -> Vec<Attribute> {
    member.attributes().map(|attribute| owned(attribute.unwrap())).collect()
}

/// The member that `file` and its companion `other` are made from; in version 1 both are the same.
fn spec(
    file: &Member<'_>,
    mut attributes: Vec<Attribute>,
    other: &Member<'_>,
    shared: &[Attribute],
    cab_size: impl Fn(&Member<'_>) -> Option<u32>,
) -> Result<MemberSpec, &'static str> {
    for attribute in &mut attributes {
        if !shared.contains(attribute) {
            attribute.flags |= flags::NO_AUTO_COMPAT;
        }
    }
    let data = file.indirect_data().unwrap().ok_or("a file without indirect data")?;
    let mut spec = MemberSpec::new(data.kind, [0; 20], [0; 32]);
    for digest in [other.tag_digest(), file.tag_digest()] {
        match digest {
            Some(TagDigest::Sha1(digest)) => spec.sha1 = digest,
            Some(TagDigest::Sha256(digest)) => spec.sha256 = digest,
            None => spec.sha1 = data.digest.try_into().map_err(|_| "a text tag with another digest than SHA-1")?,
        }
    }
    if let TagForm::Text(text) = file.tag_form() {
        spec.tag = Some(text);
    }
    if data.cab_enhanced_hash.is_some() {
        spec.cab_size = Some(cab_size(file).ok_or("a cabinet of unknown size")?);
    }
    spec.page_hashes = data.page_hashes.map(|hashes| hashes.blob.to_vec());
    spec.obsolete_link = data.obsolete_link;
    spec.attributes = attributes;
    Ok(spec)
}
