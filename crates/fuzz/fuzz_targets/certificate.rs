//! Certificates one behind the other, the signer's first: read, chained and judged, whatever is in them. Nothing panics,
//! the verdict does not depend on what was judged before, the work is bounded, and without anchors nothing is trusted.

#![no_main]

use catseal_asn1::{Cursor, DigestAlgorithm, Mode, Tag, Tlv, Writer, oids};
use catseal_catalog::{CatalogBuilder, CatalogView, MemberKind, MemberSpec, Version};
use catseal_trust::{Policy, TrustStore, Verifier};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static UNSIGNED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut builder = CatalogBuilder::new(Version::V2, [7; 16], Timestamp::UNIX_EPOCH);
    builder.member(&MemberSpec::new(MemberKind::Flat, [1; 20], [2; 32]));
    builder.build().unwrap()
});
static NOTHING: LazyLock<TrustStore> = LazyLock::new(TrustStore::empty);
static TRUSTS_NOTHING: LazyLock<Verifier<'static>> = LazyLock::new(|| Verifier::new(&NOTHING));

fuzz_target!(|bytes: &[u8]| {
    let mut cursor = Cursor::new(bytes, Mode::Strict);
    let mut certificates = Vec::new();
    while let Ok(certificate) = cursor.any("certificate") {
        certificates.push(certificate);
    }
    let Some(catalog) = certificates.first().and_then(|signer| assemble(signer, &certificates)) else { return };
    let Ok(catalog) = CatalogView::parse(&catalog) else { return };
    let at = "2012-01-01T00:00:00Z".parse().unwrap();
    for policy in [Policy::Signature, Policy::Driver, Policy::Pinned] {
        let trust = TRUSTS_NOTHING.judge(&catalog, at, policy, false);
        assert!(!trust.signature.trusted && !trust.signature.valid);
    }

    // The last one is trusted, as far as it is a certificate.
    let mut store = TrustStore::empty();
    let _ = certificates.last().map(|last| store.add(last.raw, "last"));
    let verifier = Verifier::new(&store);
    let first = verifier.judge(&catalog, at, Policy::Pinned, false);
    assert!(verifier.links_computed() <= 64);
    assert_eq!(first, verifier.judge(&catalog, at, Policy::Pinned, false));
});

/// A catalog with these certificates and a signer that names the first of them; its signature is wrong.
fn assemble(signer: &Tlv<'_>, certificates: &[Tlv<'_>]) -> Option<Vec<u8>> {
    let mut tbs = signer.cursor(Mode::Strict).enter(Tag::SEQUENCE, "contents").ok()?;
    tbs.optional(Tag::context(0), "version").ok()?;
    let serial = tbs.expect(Tag::INTEGER, "serial number").ok()?;
    tbs.any("algorithm").ok()?;
    let issuer = tbs.any("issuer").ok()?;
    let unsigned = CatalogView::parse(&UNSIGNED).ok()?;
    let attribute = |w: &mut Writer, oid, value: &dyn Fn(&mut Writer)| {
        w.sequence(|w| {
            w.oid(oid);
            w.constructed(Tag::SET, |w| value(w));
        });
    };
    Some(Writer::encode(|w| {
        w.sequence(|w| {
            w.oid(&oids::SIGNED_DATA);
            w.constructed(Tag::context(0), |w| {
                w.sequence(|w| {
                    w.integer(1);
                    w.constructed(Tag::SET, |w| w.algorithm(&oids::SHA256));
                    w.raw(unsigned.signed_data().encap_content_info.raw);
                    w.constructed(Tag::context(0), |w| certificates.iter().for_each(|one| w.raw(one.raw)));
                    w.constructed(Tag::SET, |w| {
                        w.sequence(|w| {
                            w.integer(1);
                            w.sequence(|w| {
                                w.raw(issuer.raw);
                                w.raw(serial.raw);
                            });
                            w.algorithm(&oids::SHA256);
                            w.constructed(Tag::context(0), |w| {
                                attribute(w, &oids::CONTENT_TYPE, &|w| w.oid(&oids::CTL));
                                let digest = DigestAlgorithm::Sha256.digest(unsigned.ctl().value);
                                attribute(w, &oids::MESSAGE_DIGEST, &|w| w.octet_string(&digest));
                            });
                            w.algorithm(&oids::RSA_ENCRYPTION);
                            w.octet_string(&[1; 256]);
                        });
                    });
                });
            });
        });
    }))
}
