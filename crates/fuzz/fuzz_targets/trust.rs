//! Any octets that parse as a catalog, judged: whatever the certificates and signatures are, nothing panics, and a
//! signature that is valid is no longer so when an octet of the list, or of the signed attributes, is another one.

#![no_main]

use catseal_catalog::CatalogView;
use catseal_trust::{Policy, TrustStore, Verifier};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| Verifier::new(&TrustStore::microsoft()));

fuzz_target!(|bytes: &[u8]| {
    let Ok(catalog) = CatalogView::parse(bytes) else { return };
    let is_valid = |catalog: &CatalogView<'_>, policy| {
        VERIFIER.judge(catalog, catalog.this_update(), policy, policy == Policy::Driver).signature.valid
    };
    for policy in [Policy::Signature, Policy::Driver, Policy::Kernel, Policy::Pinned, Policy::None] {
        if !is_valid(&catalog, policy) {
            continue;
        }
        let ctl = catalog.ctl();
        let attributes = catalog.signed_data().signer_infos.iter().filter_map(|signer| signer.signed_attributes);
        // Of all signers at once: any of them may be the one that counts.
        for places in [vec![ctl], attributes.collect()] {
            let mut changed = bytes.to_vec();
            for place in places {
                // Some octet of it, another one for each input.
                let offset = place.value_offset() + bytes.len() % place.value.len().max(1);
                changed[offset] ^= 1;
            }
            if let Ok(changed) = CatalogView::parse(&changed) {
                assert!(!is_valid(&changed, policy), "a changed catalog is still valid");
            }
        }
    }
});
