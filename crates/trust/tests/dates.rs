//! One catalog at four dates, with and without a time stamp: the verdicts as a table.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests that is how to fail"
)]

mod common;
#[path = "common/revocation.rs"]
mod lists;

use catseal_asn1::oids;
use catseal_catalog::CatalogView;
use catseal_trust::{Evidence, Policy, Revocation, RevocationMode, Status, Verifier};
use common::*;
use lists::*;

/// The certificate of the signer is valid from 2022 to the end of 2024; it may be revoked in the middle of 2024.
const REVOKED: &str = "2024-06-01T00:00:00Z";

/// When the catalog is judged.
const BEFORE: &str = "2021-06-01T00:00:00Z";
const WITHIN: &str = "2023-06-01T00:00:00Z";
const WITHIN_REVOKED: &str = "2024-09-01T00:00:00Z";
const AFTER: &str = "2026-06-01T00:00:00Z";

/// What the list says of the signer.
#[derive(Clone, Copy, Debug)]
enum Entry {
    None,
    /// Revoked for no reason that touches the key.
    Superseded,
    /// The key was lost, nobody knows when.
    Lost,
    /// The key was lost, and it is known since when: the start of 2023.
    LostSince2023,
}

struct Scene {
    pki: Pki,
    authority_key: aws_lc_rs::signature::EcdsaKeyPair,
    authority: Vec<u8>,
}

impl Scene {
    fn new() -> Self {
        let ca = Spec::ca("Test CA", "Test Root").serial(5);
        let leaf = Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]);
        let pki = Pki::with(ca, leaf.valid("2022-01-01T00:00:00Z", "2024-12-31T00:00:00Z"));
        let authority_key = new_key();
        let authority =
            Spec::leaf("Stamps", "Test Root", &[oids::TIME_STAMPING]).serial(9).make(&authority_key, &pki.root_key);
        Self { pki, authority_key, authority }
    }

    fn catalog(&self, stamped: Option<&str>) -> Vec<u8> {
        let builder = self.pki.signer();
        let info = builder.over_catalog();
        let Some(stamped) = stamped else { return assemble(&info, &[&self.pki.leaf, &self.pki.ca]) };
        let stamp = token(&signature_of(&info), time(stamped), &self.authority, &self.authority_key);
        let info = with_unsigned_attribute(&info, &stamp);
        assemble(&info, &[&self.pki.leaf, &self.pki.ca, &self.authority])
    }

    /// Lists made a week before the time that is judged, and in force then.
    fn evidence(&self, entry: Entry, at: &str) -> Evidence {
        let week = jiff::SignedDuration::from_hours(7 * 24);
        let (this, next) = (time(at) - week, time(at) + week);
        let mut list = List::of("Test CA");
        let revoked = Revoked::new(7, REVOKED);
        list.revoked = match entry {
            Entry::None => vec![],
            Entry::Superseded => vec![revoked.because(4)],
            Entry::Lost => vec![revoked.because(KEY_COMPROMISE)],
            Entry::LostSince2023 => vec![revoked.because(KEY_COMPROMISE).since("2023-01-01T00:00:00Z")],
        };
        // A list cannot tell what is yet to come.
        list.revoked.retain(|entry| entry.at <= this);
        // It keeps what has expired.
        let keeps = generalized(time("2020-01-01T00:00:00Z"));
        list = list.extension(EXPIRED_CERTS_ON_CRL, false, keeps);
        let mut evidence = Evidence::new();
        for (mut list, key) in [(list, &self.pki.ca_key), (List::of("Test Root"), &self.pki.root_key)] {
            (list.this_update, list.next_update) = (this, Some(next));
            evidence.add_crls(&list.make(key), "list").unwrap();
        }
        evidence
    }

    fn status(&self, stamped: Option<&str>, entry: Entry, at: &str) -> Status {
        let store = self.pki.store();
        let evidence = self.evidence(entry, at);
        let revocation = Revocation { mode: RevocationMode::Hard, evidence: Some(&evidence), source: None };
        let verifier = Verifier::new(&store).with_revocation(revocation);
        let catalog = self.catalog(stamped);
        verifier.judge(&CatalogView::parse(&catalog).unwrap(), time(at), Policy::Signature, false).signature.status
    }
}

#[test]
fn the_verdict_at_each_date_is_that_of_the_table() {
    use Entry::{Lost, LostSince2023, None as Listed, Superseded};
    use Status::{Expired, Revoked, TimestampInvalid, Valid};
    let early = Some("2022-06-01T00:00:00Z");
    let middle = Some("2023-03-01T00:00:00Z");
    let late = Some("2024-07-01T00:00:00Z");
    let scene = Scene::new();
    #[rustfmt::skip]
    // A stamp that lies in the future does not count; that the certificate is not valid yet comes before that.
    let table = [
        // stamped, entry, before, within, within after the revocation, after
        (None,   Listed,        [Expired,          Valid,            Valid,   Expired]),
        (None,   Superseded,    [Expired,          Valid,            Revoked, Expired]),
        (None,   Lost,          [Expired,          Valid,            Revoked, Expired]),
        (early,  Listed,        [Expired,          Valid,            Valid,   Valid]),
        (early,  Superseded,    [Expired,          Valid,            Valid,   Valid]),
        (early,  Lost,          [Expired,          Valid,            Valid,   Valid]),
        (early,  LostSince2023, [Expired,          Valid,            Valid,   Valid]),
        (middle, Superseded,    [Expired,          Valid,            Valid,   Valid]),
        (middle, LostSince2023, [Expired,          Valid,            Revoked, Revoked]),
        (late,   Listed,        [Expired,          TimestampInvalid, Valid,   Valid]),
        (late,   Superseded,    [Expired,          TimestampInvalid, Revoked, Revoked]),
        (late,   Lost,          [Expired,          TimestampInvalid, Revoked, Revoked]),
    ];
    for (stamped, entry, expected) in table {
        for (at, expected) in [BEFORE, WITHIN, WITHIN_REVOKED, AFTER].into_iter().zip(expected) {
            let status = scene.status(stamped, entry, at);
            assert_eq!(status, expected, "stamped {stamped:?}, {entry:?}, judged at {at}");
        }
    }
}
