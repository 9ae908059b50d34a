//! A signer for tests, which can also do everything wrong: certificates, catalogs, counter-signatures and tokens.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use catseal_asn1::{Cursor, DigestAlgorithm, Mode, Oid, Tag, Writer, oids};
use catseal_catalog::{CatalogBuilder, CatalogView, MemberKind, MemberSpec, Version};
use catseal_trust::{CatalogTrust, Policy, TrustStore, Verifier};
use jiff::Timestamp;

pub const BASIC_CONSTRAINTS: Oid = Oid::new_unwrap("2.5.29.19");
pub const KEY_USAGE: Oid = Oid::new_unwrap("2.5.29.15");
pub const NAME_CONSTRAINTS: Oid = Oid::new_unwrap("2.5.29.30");
pub const SUBJECT_ALT_NAME: Oid = Oid::new_unwrap("2.5.29.17");
pub const CERTIFICATE_POLICIES: Oid = Oid::new_unwrap("2.5.29.32");
pub const POLICY_CONSTRAINTS: Oid = Oid::new_unwrap("2.5.29.36");
pub const EXTENDED_KEY_USAGE: Oid = Oid::new_unwrap("2.5.29.37");

pub fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The time at which the tests judge.
pub fn now() -> Timestamp {
    time("2026-06-01T00:00:00Z")
}

pub fn new_key() -> EcdsaKeyPair {
    EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap()
}

pub fn ecdsa(key: &EcdsaKeyPair, message: &[u8]) -> Vec<u8> {
    key.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()
}

pub fn name(common_name: &str) -> Vec<u8> {
    Writer::encode(|w| {
        w.sequence(|w| {
            w.constructed(Tag::SET, |w| {
                w.sequence(|w| {
                    w.oid(&Oid::new_unwrap("2.5.4.3"));
                    w.primitive(Tag::UTF8_STRING, common_name.as_bytes());
                });
            });
        });
    })
}

/// What a certificate is to say; changed at will before it is made.
pub struct Spec {
    pub subject: String,
    pub issuer: String,
    pub serial: u32,
    pub version: u32,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    pub extensions: Vec<(Oid, bool, Vec<u8>)>,
}

impl Spec {
    fn new(subject: &str, issuer: &str) -> Self {
        Self {
            subject: subject.to_owned(),
            issuer: issuer.to_owned(),
            serial: 7,
            version: 2,
            not_before: time("2020-01-01T00:00:00Z"),
            not_after: time("2030-01-01T00:00:00Z"),
            extensions: Vec::new(),
        }
    }

    pub fn ca(subject: &str, issuer: &str) -> Self {
        Self::new(subject, issuer).extension(BASIC_CONSTRAINTS, true, basic_constraints(true, None))
    }

    pub fn leaf(subject: &str, issuer: &str, usages: &[Oid]) -> Self {
        let list = Writer::encode(|w| w.sequence(|w| usages.iter().for_each(|usage| w.oid(usage))));
        Self::new(subject, issuer).extension(EXTENDED_KEY_USAGE, false, list)
    }

    pub fn extension(mut self, oid: Oid, critical: bool, value: Vec<u8>) -> Self {
        self.extensions.retain(|(known, ..)| *known != oid);
        self.extensions.push((oid, critical, value));
        self
    }

    pub fn valid(mut self, from: &str, to: &str) -> Self {
        (self.not_before, self.not_after) = (time(from), time(to));
        self
    }

    pub fn serial(mut self, serial: u32) -> Self {
        self.serial = serial;
        self
    }

    /// The certificate over `key`, signed with `issuer_key`.
    pub fn make(&self, key: &EcdsaKeyPair, issuer_key: &EcdsaKeyPair) -> Vec<u8> {
        let algorithm = Writer::encode(|w| w.sequence(|w| w.oid(&oids::ECDSA_WITH_SHA256)));
        let tbs = Writer::encode(|w| {
            w.sequence(|w| {
                w.constructed(Tag::context(0), |w| w.integer(self.version));
                w.integer(self.serial);
                w.raw(&algorithm);
                w.raw(&name(&self.issuer));
                w.sequence(|w| {
                    w.time(self.not_before);
                    w.time(self.not_after);
                });
                w.raw(&name(&self.subject));
                w.sequence(|w| {
                    w.sequence(|w| {
                        w.oid(&oids::EC_PUBLIC_KEY);
                        w.oid(&oids::P256);
                    });
                    w.primitive(Tag::BIT_STRING, &[&[0], key.public_key().as_ref()].concat());
                });
                if !self.extensions.is_empty() {
                    w.constructed(Tag::context(3), |w| {
                        w.sequence(|w| {
                            for (oid, critical, value) in &self.extensions {
                                w.sequence(|w| {
                                    w.oid(oid);
                                    if *critical {
                                        w.primitive(Tag::BOOLEAN, &[0xff]);
                                    }
                                    w.octet_string(value);
                                });
                            }
                        });
                    });
                }
            });
        });
        Writer::encode(|w| {
            w.sequence(|w| {
                w.raw(&tbs);
                w.raw(&algorithm);
                w.primitive(Tag::BIT_STRING, &[&[0], ecdsa(issuer_key, &tbs).as_slice()].concat());
            });
        })
    }
}

pub fn basic_constraints(ca: bool, path_len: Option<u32>) -> Vec<u8> {
    Writer::encode(|w| {
        w.sequence(|w| {
            if ca {
                w.primitive(Tag::BOOLEAN, &[0xff]);
            }
            if let Some(path_len) = path_len {
                w.integer(path_len);
            }
        });
    })
}

/// A root, an authority below it, and a code signer below that.
pub struct Pki {
    pub root_key: EcdsaKeyPair,
    pub root: Vec<u8>,
    pub ca_key: EcdsaKeyPair,
    pub ca: Vec<u8>,
    pub leaf_key: EcdsaKeyPair,
    pub leaf: Vec<u8>,
}

impl Pki {
    pub fn new() -> Self {
        Self::with(Spec::ca("Test CA", "Test Root"), Spec::leaf("Test Signer", "Test CA", &[oids::CODE_SIGNING]))
    }

    pub fn with(ca_spec: Spec, leaf_spec: Spec) -> Self {
        let (root_key, ca_key, leaf_key) = (new_key(), new_key(), new_key());
        let root = Spec::ca("Test Root", "Test Root").make(&root_key, &root_key);
        let ca = ca_spec.make(&ca_key, &root_key);
        let leaf = leaf_spec.make(&leaf_key, &ca_key);
        Self { root_key, root, ca_key, ca, leaf_key, leaf }
    }

    pub fn signer(&self) -> SignerBuilder<'_> {
        SignerBuilder::new(&self.leaf, &self.leaf_key)
    }

    /// A catalog signed by the leaf, with leaf and authority in it.
    pub fn signed(&self) -> Vec<u8> {
        assemble(&self.signer().over_catalog(), &[&self.leaf, &self.ca])
    }

    pub fn store(&self) -> TrustStore {
        store(&[&self.root])
    }
}

pub fn store(anchors: &[&[u8]]) -> TrustStore {
    let mut store = TrustStore::empty();
    for anchor in anchors {
        assert_eq!(store.add(anchor, "test.pem"), Ok(1));
    }
    store
}

pub fn judge_as(catalog: &[u8], store: &TrustStore, policy: Policy) -> CatalogTrust {
    Verifier::new(store).judge(&CatalogView::parse(catalog).unwrap(), now(), policy, false)
}

pub fn judge(catalog: &[u8], store: &TrustStore) -> CatalogTrust {
    judge_as(catalog, store, Policy::Signature)
}

pub fn unsigned() -> Vec<u8> {
    let mut builder = CatalogBuilder::new(Version::V2, [7; 16], time("2026-01-01T00:00:00Z"));
    builder.member(&MemberSpec::new(MemberKind::Flat, [1; 20], [2; 32]));
    builder.build().unwrap()
}

pub fn attribute(oid: &Oid, values: &[Vec<u8>]) -> Vec<u8> {
    Writer::encode(|w| {
        w.sequence(|w| {
            w.oid(oid);
            w.set_of(values.to_vec());
        });
    })
}

/// Makes a `SignerInfo`.
pub struct SignerBuilder<'k> {
    certificate: Vec<u8>,
    key: &'k EcdsaKeyPair,
    pub extra: Vec<Vec<u8>>,
    pub unsigned: Vec<Vec<u8>>,
    /// Writes the signed attributes in the reverse order, while signing them in the right one.
    pub reversed: bool,
    /// Stands in the place of the signature.
    pub forged: Option<Vec<u8>>,
}

impl<'k> SignerBuilder<'k> {
    pub fn new(certificate: &[u8], key: &'k EcdsaKeyPair) -> Self {
        Self {
            certificate: certificate.to_vec(),
            key,
            extra: Vec::new(),
            unsigned: Vec::new(),
            reversed: false,
            forged: None,
        }
    }

    pub fn unsigned(mut self, attribute: Vec<u8>) -> Self {
        self.unsigned.push(attribute);
        self
    }

    pub fn extra(mut self, attribute: Vec<u8>) -> Self {
        self.extra.push(attribute);
        self
    }

    pub fn over_catalog(&self) -> Vec<u8> {
        let unsigned = unsigned();
        self.over(&oids::CTL, CatalogView::parse(&unsigned).unwrap().ctl().value)
    }

    /// A `SignerInfo` over `content`.
    pub fn over(&self, content_type: &Oid, content: &[u8]) -> Vec<u8> {
        let mut attributes = self.extra.clone();
        attributes.push(attribute(&oids::CONTENT_TYPE, &[Writer::encode(|w| w.oid(content_type))]));
        let digest = DigestAlgorithm::Sha256.digest(content);
        attributes.push(attribute(&oids::MESSAGE_DIGEST, &[Writer::encode(|w| w.octet_string(&digest))]));
        attributes.sort();
        let signature = ecdsa(self.key, &Writer::encode(|w| w.set_of(attributes.clone())));
        let signature = self.forged.clone().unwrap_or(signature);
        if self.reversed {
            attributes.reverse();
        }
        let (issuer, serial) = issuer_and_serial(&self.certificate);
        Writer::encode(|w| {
            w.sequence(|w| {
                w.integer(1);
                w.sequence(|w| {
                    w.raw(&issuer);
                    w.raw(&serial);
                });
                w.algorithm(&oids::SHA256);
                w.constructed(Tag::context(0), |w| attributes.iter().for_each(|attribute| w.raw(attribute)));
                w.sequence(|w| w.oid(&oids::ECDSA_WITH_SHA256));
                w.octet_string(&signature);
                if !self.unsigned.is_empty() {
                    w.set_of_tagged(Tag::context(1), self.unsigned.clone());
                }
            });
        })
    }
}

/// Issuer and serial number of a certificate, each with tag and length.
fn issuer_and_serial(certificate: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut outer = Cursor::new(certificate, Mode::Strict);
    let mut tbs = outer.enter(Tag::SEQUENCE, "c").unwrap().enter(Tag::SEQUENCE, "t").unwrap();
    tbs.any("version").unwrap();
    let serial = tbs.any("serial").unwrap().raw.to_vec();
    tbs.any("algorithm").unwrap();
    (tbs.any("issuer").unwrap().raw.to_vec(), serial)
}

/// The signature octets of a `SignerInfo`.
pub fn signature_of(info: &[u8]) -> Vec<u8> {
    let tlv = Cursor::new(info, Mode::Strict).any("info").unwrap();
    catseal_catalog::SignerInfoView::parse(tlv).unwrap().signature.to_vec()
}

pub fn content_info(encap: &[u8], version: u32, certificates: &[&[u8]], signers: &[Vec<u8>]) -> Vec<u8> {
    content_info_with_crls(encap, version, certificates, &[], signers)
}

fn content_info_with_crls(
    encap: &[u8],
    version: u32,
    certificates: &[&[u8]],
    crls: &[Vec<u8>],
    signers: &[Vec<u8>],
) -> Vec<u8> {
    Writer::encode(|w| {
        w.sequence(|w| {
            w.oid(&oids::SIGNED_DATA);
            w.constructed(Tag::context(0), |w| {
                w.sequence(|w| {
                    w.integer(version);
                    w.set_of(vec![Writer::encode(|w| w.algorithm(&oids::SHA256))]);
                    w.raw(encap);
                    // In the order given, which DER would not allow: nothing may hang on it.
                    w.constructed(Tag::context(0), |w| certificates.iter().for_each(|certificate| w.raw(certificate)));
                    if !crls.is_empty() {
                        w.set_of_tagged(Tag::context(1), crls.to_vec());
                    }
                    w.constructed(Tag::SET, |w| signers.iter().for_each(|signer| w.raw(signer)));
                });
            });
        });
    })
}

/// The catalog of [`unsigned`] with this signer.
pub fn assemble(signer: &[u8], certificates: &[&[u8]]) -> Vec<u8> {
    assemble_all(&[signer.to_vec()], certificates)
}

/// A `SignedData` with the list in `catalog` for content, as it is nested in a signature.
pub fn nested_with_content(catalog: &[u8], signer: &[u8], certificates: &[&[u8]]) -> Vec<u8> {
    let encap = CatalogView::parse(catalog).unwrap().signed_data().encap_content_info.raw.to_vec();
    content_info(&encap, 1, certificates, &[signer.to_vec()])
}

pub fn assemble_all(signers: &[Vec<u8>], certificates: &[&[u8]]) -> Vec<u8> {
    let unsigned = unsigned();
    let encap = CatalogView::parse(&unsigned).unwrap().signed_data().encap_content_info.raw.to_vec();
    content_info(&encap, 1, certificates, signers)
}

/// A nested signature without content.
pub fn nested_without_content(signer: &[u8], certificates: &[&[u8]]) -> Vec<u8> {
    let encap = Writer::encode(|w| w.sequence(|w| w.oid(&oids::DATA)));
    content_info(&encap, 1, certificates, &[signer.to_vec()])
}

/// A legacy counter-signature over `signature`, as an unsigned attribute.
pub fn counter_signature(signature: &[u8], at: Timestamp, certificate: &[u8], key: &EcdsaKeyPair) -> Vec<u8> {
    let info = SignerBuilder::new(certificate, key)
        .extra(attribute(&oids::SIGNING_TIME, &[Writer::encode(|w| w.time(at))]))
        .over(&oids::DATA, signature);
    attribute(&oids::COUNTER_SIGNATURE, &[info])
}

/// The first 320 octets of one of the two files that first had the same SHA-1 (Stevens and others, 2017).
pub fn shattered() -> Vec<u8> {
    let digits =
        include_str!("../../../digest/tests/data/shattered-1.hex").chars().filter_map(|digit| digit.to_digit(16));
    digits.collect::<Vec<_>>().chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap()).collect()
}

/// A token of RFC 3161 over `signature`, as an unsigned attribute.
pub fn token(signature: &[u8], at: Timestamp, certificate: &[u8], key: &EcdsaKeyPair) -> Vec<u8> {
    token_with(DigestAlgorithm::Sha256, signature, at, certificate, key)
}

/// As [`token`], with the digest of the signature by `imprint`.
pub fn token_with(
    imprint: DigestAlgorithm,
    signature: &[u8],
    at: Timestamp,
    certificate: &[u8],
    key: &EcdsaKeyPair,
) -> Vec<u8> {
    let tst_info = Writer::encode(|w| {
        w.sequence(|w| {
            w.integer(1);
            w.oid(&Oid::new_unwrap("1.2.3"));
            w.sequence(|w| {
                w.algorithm(&imprint.oid());
                w.octet_string(&imprint.digest(signature));
            });
            w.integer(1);
            w.primitive(Tag::GENERALIZED_TIME, at.strftime("%Y%m%d%H%M%SZ").to_string().as_bytes());
        });
    });
    let id = Writer::encode(|w| {
        w.sequence(|w| {
            w.sequence(|w| w.sequence(|w| w.octet_string(&DigestAlgorithm::Sha256.digest(certificate))));
        });
    });
    let info = SignerBuilder::new(certificate, key)
        .extra(attribute(&oids::SIGNING_CERTIFICATE_V2, &[id]))
        .over(&oids::TST_INFO, &tst_info);
    let encap = Writer::encode(|w| {
        w.sequence(|w| {
            w.oid(&oids::TST_INFO);
            w.constructed(Tag::context(0), |w| w.octet_string(&tst_info));
        });
    });
    attribute(&oids::MS_RFC3161_TOKEN, &[content_info(&encap, 3, &[certificate], &[info])])
}

/// A `SignerInfo` with an unsigned attribute put behind it.
pub fn with_unsigned_attribute(info: &[u8], attribute: &[u8]) -> Vec<u8> {
    with_unsigned_attributes(info, &[attribute.to_vec()])
}

/// The same, with several of them in the order given.
pub fn with_unsigned_attributes(info: &[u8], attributes: &[Vec<u8>]) -> Vec<u8> {
    let tlv = Cursor::new(info, Mode::Strict).any("info").unwrap();
    Writer::encode(|w| {
        w.sequence(|w| {
            w.raw(tlv.value);
            w.constructed(Tag::context(1), |w| attributes.iter().for_each(|attribute| w.raw(attribute)));
        });
    })
}

/// As [`assemble`], with revocation lists.
pub fn assemble_with_crls(signer: &[u8], certificates: &[&[u8]], crls: &[Vec<u8>]) -> Vec<u8> {
    let unsigned = unsigned();
    let encap = CatalogView::parse(&unsigned).unwrap().signed_data().encap_content_info.raw.to_vec();
    content_info_with_crls(&encap, 1, certificates, crls, &[signer.to_vec()])
}
