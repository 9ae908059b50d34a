//! The parts of a member in DER.

use crate::builder::{Attribute, MemberSpec};
use crate::indirect_data::{OBSOLETE, SERIALIZED_OBJECT_CLASS};
use crate::member::{CAB_GUID, FLAT_GUID, MemberKind, PE_GUID};
use crate::name_value::flags;
use crate::view::Version;
use catseal_asn1::{DigestAlgorithm, Oid, Tag, Writer, oids};

/// A type and its one value.
fn single(oid: &Oid, write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    Writer::encode(|w| {
        w.sequence(|w| {
            w.oid(oid);
            w.constructed(Tag::SET, write);
        });
    })
}

/// `CAT_NAMEVALUE`.
fn name_value(writer: &mut Writer, attribute: &Attribute) {
    writer.sequence(|w| {
        w.bmp_string(&attribute.name);
        w.integer(attribute.flags & !flags::NO_AUTO_COMPAT);
        w.octet_string(&attribute.value);
    });
}

/// A name-value attribute of a member.
pub(crate) fn attribute(attribute: &Attribute) -> Vec<u8> {
    single(&oids::CAT_NAMEVALUE, |w| name_value(w, attribute))
}

/// A name-value attribute of the catalog.
pub(crate) fn extension(writer: &mut Writer, attribute: &Attribute) {
    writer.sequence(|w| {
        w.oid(&oids::CAT_NAMEVALUE);
        w.constructed(Tag::OCTET_STRING, |w| name_value(w, attribute));
    });
}

/// `CAT_MEMBERINFO` or `CAT_MEMBERINFO2`. The builder has refused unknown kinds by now.
pub(crate) fn info(kind: MemberKind, version: Version) -> Vec<u8> {
    let (guid, choice) = match kind {
        MemberKind::Pe => (PE_GUID, 0),
        MemberKind::Cab => (CAB_GUID, 1),
        MemberKind::Flat | MemberKind::Other => (FLAT_GUID, 2),
    };
    match version {
        Version::V1 => single(&oids::CAT_MEMBERINFO, |w| {
            w.sequence(|w| {
                w.bmp_string(guid);
                // 0x200 although the catalog is of version 1: so in every catalog there is.
                w.integer(512);
            });
        }),
        Version::V2 => single(&oids::CAT_MEMBERINFO2, |w| w.primitive(Tag::context_primitive(choice), &[])),
    }
}

/// `SPC_INDIRECT_DATA`.
pub(crate) fn indirect_data(member: &MemberSpec, algorithm: DigestAlgorithm, digest: &[u8]) -> Vec<u8> {
    single(&oids::SPC_INDIRECT_DATA, |w| {
        w.sequence(|w| {
            w.sequence(|w| match member.kind {
                MemberKind::Pe => {
                    w.oid(&oids::SPC_PE_IMAGE_DATA);
                    w.sequence(|w| {
                        // SpcPeImageFlags 101: resources and import table.
                        w.primitive(Tag::BIT_STRING, &[5, 0xa0]);
                        w.constructed(Tag::context(0), |w| link(w, member, algorithm));
                    });
                }
                MemberKind::Cab => {
                    w.oid(&oids::SPC_LINK);
                    link(w, member, algorithm);
                }
                MemberKind::Flat | MemberKind::Other => {
                    w.oid(&oids::SPC_CAB_DATA);
                    link(w, member, algorithm);
                }
            });
            w.sequence(|w| {
                w.algorithm(&algorithm.oid());
                w.octet_string(digest);
            });
        });
    })
}

/// `SpcLink`: page hashes, the enhanced hash of a cabinet, or a file name that names nothing.
fn link(writer: &mut Writer, member: &MemberSpec, algorithm: DigestAlgorithm) {
    // No cabinet is known in a catalog of version 1; the three in those of version 2 are as here.
    let enhanced_hash = member.cab_size.map(|size| DigestAlgorithm::Sha256.digest(&size.to_le_bytes()));
    let object = match (&member.page_hashes, &enhanced_hash) {
        (Some(blob), _) if algorithm == DigestAlgorithm::Sha1 => Some((oids::SPC_PE_IMAGE_PAGE_HASHES_V1, blob)),
        (Some(blob), _) => Some((oids::SPC_PE_IMAGE_PAGE_HASHES_V2, blob)),
        (None, Some(hash)) => Some((oids::ENHANCED_HASH, hash)),
        (None, None) => None,
    };
    if let Some((oid, octets)) = object {
        let attribute = single(&oid, |w| w.octet_string(octets));
        writer.constructed(Tag::context(1), |w| {
            w.octet_string(&SERIALIZED_OBJECT_CLASS);
            w.constructed(Tag::OCTET_STRING, |w| w.set_of(vec![attribute]));
        });
        return;
    }
    let name = if member.obsolete_link { OBSOLETE } else { "" };
    writer.constructed(Tag::context(2), |w| {
        w.constructed(Tag::context_primitive(0), |w| name.encode_utf16().for_each(|unit| w.raw(&unit.to_be_bytes())));
    });
}
