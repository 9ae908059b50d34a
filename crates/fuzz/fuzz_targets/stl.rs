//! Any octets as a trust list: read, shown, judged, taken for roots and for distrusted certificates; and as a text of
//! thumbprints. Nothing panics, and nobody but Microsoft makes a list of roots that is taken.

#![no_main]

use catseal_trust::{Status, TrustList, TrustStore, Verifier, is_trust_list};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| Verifier::new(&TrustStore::microsoft()));

fuzz_target!(|bytes: &[u8]| {
    let mut store = TrustStore::empty();
    let disallowed = store.disallow(bytes, "fuzz");
    let Ok(list) = TrustList::parse(bytes, "fuzz") else {
        assert!(!is_trust_list(bytes) || disallowed.is_err());
        return;
    };
    for entry in &list.entries {
        let _ = (entry.friendly_name(), entry.sha256(), entry.conditions());
    }
    let signatures = VERIFIER.judge_list(&list);
    let holds = !signatures.is_empty() && signatures.iter().all(|signature| signature.status == Status::Valid);
    let taken = store.add_list(bytes, "fuzz", &[("fuzz".to_owned(), bytes.to_vec())]);
    assert!(holds || taken.is_err(), "a list that nobody vouches for was taken");
    assert!(holds || disallowed.is_err(), "a list that nobody vouches for was taken");
});
