//! Catalogs that were damaged anywhere: no panic, and nothing valid that was not signed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests that is how to fail"
)]

mod common;

use catseal_asn1::oids;
use catseal_catalog::CatalogView;
use catseal_trust::{Policy, TrustStore, Verifier};
use common::*;
use proptest::prelude::*;
use std::sync::LazyLock;

/// A catalog with a token, a counter-signature and a nested signature; its trust store.
static SCENE: LazyLock<(Vec<u8>, TrustStore)> = LazyLock::new(|| {
    let pki = Pki::new();
    let authority_key = new_key();
    let authority = Spec::leaf("Stamps", "Test Root", &[oids::TIME_STAMPING]).serial(9);
    let authority = authority.make(&authority_key, &pki.root_key);
    let at = time("2025-01-01T00:00:00Z");
    let unsigned = unsigned();
    let ctl = CatalogView::parse(&unsigned).unwrap().ctl();
    let inner = nested_without_content(&pki.signer().over(&oids::DATA, ctl.raw), &[&pki.leaf, &pki.ca]);
    // The stamps are those of another signature: that they are wrong is found only after all has been decoded.
    let signer = pki
        .signer()
        .unsigned(token(b"x", at, &authority, &authority_key))
        .unsigned(counter_signature(b"x", at, &authority, &authority_key))
        .unsigned(attribute(&oids::SPC_NESTED_SIGNATURE, &[inner]));
    (assemble(&signer.over_catalog(), &[&pki.leaf, &pki.ca, &authority]), pki.store())
});

/// What the signature is over: the list, and the signed attributes.
fn signed<'a>(view: &CatalogView<'a>) -> (&'a [u8], &'a [u8]) {
    (view.ctl().value, view.signed_data().signer_infos[0].signed_attributes.unwrap().value)
}

#[test]
fn undamaged_it_is_valid() {
    let (catalog, store) = &*SCENE;
    assert!(judge(catalog, store).signature.valid);
}

proptest! {
    #[test]
    fn damaged_catalogs_are_judged_without_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let (catalog, store) = &*SCENE;
        let mut damaged = catalog.clone();
        for (place, octet) in changes {
            let place = place.index(damaged.len());
            damaged[place] = octet;
        }
        if let Ok(view) = CatalogView::parse(&damaged) {
            let verifier = Verifier::new(store);
            for policy in [Policy::Signature, Policy::Driver, Policy::Pinned] {
                let trust = verifier.judge(&view, now(), policy, false);
                if trust.signature.valid {
                    prop_assert_eq!(signed(&view), signed(&CatalogView::parse(catalog).unwrap()));
                }
            }
        }
    }
}
