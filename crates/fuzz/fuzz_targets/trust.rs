//! Any octets that parse as a catalog, judged: whatever the certificates and signatures are, nothing panics, and
//! nothing that is not cryptographically valid is trusted.

#![no_main]

use catseal_catalog::CatalogView;
use catseal_trust::{Policy, TrustStore, Verifier};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static STORE: LazyLock<TrustStore> = LazyLock::new(TrustStore::microsoft);
static VERIFIER: LazyLock<Verifier<'static>> = LazyLock::new(|| Verifier::new(&STORE));

fuzz_target!(|bytes: &[u8]| {
    let Ok(catalog) = CatalogView::parse(bytes) else { return };
    let at = catalog.this_update();
    for policy in [Policy::Signature, Policy::Driver, Policy::Kernel, Policy::Pinned, Policy::None] {
        let trust = VERIFIER.judge(&catalog, at, policy, policy == Policy::Driver);
        assert!(trust.signature.valid || !trust.signature.trusted);
    }
});
