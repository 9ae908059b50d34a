//! Any octets, read as a catalog: parse, findings, and all there is to decode. Nothing may panic.

#![no_main]

use catseal_catalog::{CatalogView, SignedDataView};
use libfuzzer_sys::fuzz_target;

/// Signatures inside signatures that are followed.
const DEPTH: u8 = 4;

fuzz_target!(|bytes: &[u8]| {
    let Ok(catalog) = CatalogView::parse(bytes) else { return };
    let _ = catalog.findings();
    for attribute in catalog.attributes().flatten() {
        let _ = attribute.display();
    }
    for member in catalog.members().flatten() {
        let _ = (member.tag_form(), member.tag_digest(), member.kind(), member.info(), member.is_companion());
        let _ = (member.file_name(), member.attribute_list(), member.attributes().count());
        if let Ok(Some(data)) = member.indirect_data() {
            let _ = data.page_hashes.map(|hashes| hashes.count());
        }
    }
    signers(catalog.signed_data(), DEPTH);
});

fn signers(signed_data: &SignedDataView<'_>, depth: u8) {
    for signer in &signed_data.signer_infos {
        let _ = signer.signed_attribute_list();
        for value in signer.unsigned_attribute_list().unwrap_or_default().iter().flat_map(|a| &a.values) {
            if let (Some(depth), Ok(nested)) = (depth.checked_sub(1), SignedDataView::parse(value.raw, value.offset)) {
                signers(&nested, depth);
            }
        }
    }
}
