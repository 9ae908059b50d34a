//! An authority's revocation lists and OCSP responses, right and wrong.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

use super::{Pki, ecdsa, name, time};
use aws_lc_rs::signature::{EcdsaKeyPair, KeyPair as _};
use catseal_asn1::{DigestAlgorithm, Oid, Tag, Writer, oids};
use catseal_trust::{Source, Wanted};
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Mutex;

pub const ENUMERATED: Tag = Tag(0x0a);
pub const CRL_NUMBER: Oid = Oid::new_unwrap("2.5.29.20");
pub const DELTA_CRL_INDICATOR: Oid = Oid::new_unwrap("2.5.29.27");
pub const ISSUING_DISTRIBUTION_POINT: Oid = Oid::new_unwrap("2.5.29.28");
pub const EXPIRED_CERTS_ON_CRL: Oid = Oid::new_unwrap("2.5.29.60");
pub const KEY_COMPROMISE: u8 = 1;
pub const CESSATION: u8 = 5;
pub const HOLD: u8 = 6;

/// A list entry.
#[derive(Clone)]
pub struct Revoked {
    pub serial: u32,
    pub at: Timestamp,
    pub reason: Option<u8>,
    pub invalid_since: Option<Timestamp>,
    pub extensions: Vec<(Oid, bool, Vec<u8>)>,
}

impl Revoked {
    pub fn new(serial: u32, at: &str) -> Self {
        Self { serial, at: time(at), reason: None, invalid_since: None, extensions: Vec::new() }
    }

    pub fn because(mut self, reason: u8) -> Self {
        self.reason = Some(reason);
        self
    }

    pub fn since(mut self, time_text: &str) -> Self {
        self.invalid_since = Some(time(time_text));
        self
    }
}

/// A list; changed at will before it is made.
pub struct List {
    pub issuer: String,
    pub this_update: Timestamp,
    pub next_update: Option<Timestamp>,
    pub revoked: Vec<Revoked>,
    pub extensions: Vec<(Oid, bool, Vec<u8>)>,
}

impl List {
    /// In force at the time of the tests.
    pub fn of(issuer: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            this_update: time("2026-05-25T00:00:00Z"),
            next_update: Some(time("2026-06-08T00:00:00Z")),
            revoked: Vec::new(),
            extensions: Vec::new(),
        }
    }

    pub fn revoking(mut self, entry: Revoked) -> Self {
        self.revoked.push(entry);
        self
    }

    pub fn updates(mut self, this: &str, next: Option<&str>) -> Self {
        (self.this_update, self.next_update) = (time(this), next.map(time));
        self
    }

    pub fn extension(mut self, oid: Oid, critical: bool, value: Vec<u8>) -> Self {
        self.extensions.push((oid, critical, value));
        self
    }

    pub fn make(&self, key: &EcdsaKeyPair) -> Vec<u8> {
        let algorithm = Writer::encode(|w| w.sequence(|w| w.oid(&oids::ECDSA_WITH_SHA256)));
        let tbs = Writer::encode(|w| {
            w.sequence(|w| {
                w.integer(1);
                w.raw(&algorithm);
                w.raw(&name(&self.issuer));
                w.time(self.this_update);
                if let Some(next) = self.next_update {
                    w.time(next);
                }
                if !self.revoked.is_empty() {
                    w.sequence(|w| self.revoked.iter().for_each(|entry| write_entry(w, entry)));
                }
                if !self.extensions.is_empty() {
                    w.constructed(Tag::context(0), |w| write_extensions(w, &self.extensions));
                }
            });
        });
        Writer::encode(|w| {
            w.sequence(|w| {
                w.raw(&tbs);
                w.raw(&algorithm);
                w.primitive(Tag::BIT_STRING, &[&[0], ecdsa(key, &tbs).as_slice()].concat());
            });
        })
    }
}

fn write_entry(w: &mut Writer, entry: &Revoked) {
    let mut extensions = entry.extensions.clone();
    if let Some(reason) = entry.reason {
        let value = Writer::encode(|w| w.primitive(ENUMERATED, &[reason]));
        extensions.push((Oid::new_unwrap("2.5.29.21"), false, value));
    }
    if let Some(since) = entry.invalid_since {
        extensions.push((Oid::new_unwrap("2.5.29.24"), false, generalized(since)));
    }
    w.sequence(|w| {
        w.integer(entry.serial);
        w.time(entry.at);
        if !extensions.is_empty() {
            write_extensions(w, &extensions);
        }
    });
}

fn write_extensions(w: &mut Writer, extensions: &[(Oid, bool, Vec<u8>)]) {
    w.sequence(|w| {
        for (oid, critical, value) in extensions {
            w.sequence(|w| {
                w.oid(oid);
                if *critical {
                    w.primitive(Tag::BOOLEAN, &[0xff]);
                }
                w.octet_string(value);
            });
        }
    });
}

pub fn generalized(at: Timestamp) -> Vec<u8> {
    let text = at.strftime("%Y%m%d%H%M%SZ").to_string();
    Writer::encode(|w| w.primitive(Tag::GENERALIZED_TIME, text.as_bytes()))
}

/// The contents of an extension that is one number.
pub fn number(number: u32) -> Vec<u8> {
    Writer::encode(|w| w.integer(number))
}

/// An OCSP response; changed at will before it is made.
pub struct Answer {
    pub status: u8,
    pub serial: u32,
    pub revoked: Option<Revoked>,
    pub unknown: bool,
    pub digest: DigestAlgorithm,
    pub this_update: Timestamp,
    pub next_update: Option<Timestamp>,
    pub certificates: Vec<Vec<u8>>,
}

impl Answer {
    pub fn about(serial: u32) -> Self {
        Self {
            status: 0,
            serial,
            revoked: None,
            unknown: false,
            digest: DigestAlgorithm::Sha1,
            this_update: time("2026-05-31T00:00:00Z"),
            next_update: Some(time("2026-06-02T00:00:00Z")),
            certificates: Vec::new(),
        }
    }

    /// The response of `key` about a certificate of the authority `issuer` with the key `issuer_key`.
    pub fn make(&self, issuer: &str, issuer_key: &EcdsaKeyPair, key: &EcdsaKeyPair) -> Vec<u8> {
        let produced = generalized(self.this_update);
        let tbs = Writer::encode(|w| {
            w.sequence(|w| {
                w.constructed(Tag::context(1), |w| w.raw(&name("Responder")));
                w.raw(&produced);
                w.sequence(|w| {
                    w.sequence(|w| {
                        w.sequence(|w| {
                            w.algorithm(&self.digest.oid());
                            w.octet_string(&self.digest.digest(&name(issuer)));
                            w.octet_string(&self.digest.digest(issuer_key.public_key().as_ref()));
                            w.integer(self.serial);
                        });
                        match &self.revoked {
                            Some(revoked) => w.constructed(Tag::context(1), |w| {
                                w.raw(&generalized(revoked.at));
                                if let Some(reason) = revoked.reason {
                                    w.constructed(Tag::context(0), |w| w.primitive(ENUMERATED, &[reason]));
                                }
                            }),
                            None => w.primitive(Tag::context_primitive(if self.unknown { 2 } else { 0 }), &[]),
                        }
                        w.raw(&generalized(self.this_update));
                        if let Some(next) = self.next_update {
                            w.constructed(Tag::context(0), |w| w.raw(&generalized(next)));
                        }
                    });
                });
            });
        });
        let basic = Writer::encode(|w| {
            w.sequence(|w| {
                w.raw(&tbs);
                w.sequence(|w| w.oid(&oids::ECDSA_WITH_SHA256));
                w.primitive(Tag::BIT_STRING, &[&[0], ecdsa(key, &tbs).as_slice()].concat());
                if !self.certificates.is_empty() {
                    w.constructed(Tag::context(0), |w| {
                        w.sequence(|w| self.certificates.iter().for_each(|certificate| w.raw(certificate)));
                    });
                }
            });
        });
        Writer::encode(|w| {
            w.sequence(|w| {
                w.primitive(ENUMERATED, &[self.status]);
                if self.status == 0 {
                    w.constructed(Tag::context(0), |w| {
                        w.sequence(|w| {
                            w.oid(&Oid::new_unwrap("1.3.6.1.5.5.7.48.1.1"));
                            w.octet_string(&basic);
                        });
                    });
                }
            });
        })
    }
}

/// A list of the root that says that the authority of `pki` is good.
pub fn root_list(pki: &Pki) -> Vec<u8> {
    List::of("Test Root").make(&pki.root_key)
}

/// Brings what was put in by address, and counts how often it is asked.
#[derive(Default)]
pub struct World {
    pub stored: HashMap<String, Vec<u8>>,
    pub online: HashMap<String, Vec<u8>>,
    pub asked: Mutex<Vec<String>>,
}

impl Source for World {
    fn stored(&self, wanted: &Wanted<'_>) -> Option<Vec<u8>> {
        self.stored.get(wanted.url()).cloned()
    }

    fn fetch(&self, wanted: &Wanted<'_>) -> Result<Vec<u8>, String> {
        self.asked.lock().unwrap().push(wanted.url().to_owned());
        self.online.get(wanted.url()).cloned().ok_or_else(|| "no such host".to_owned())
    }
}

pub fn uri(tag: Tag, url: &str) -> Vec<u8> {
    Writer::encode(|w| w.primitive(tag, url.as_bytes()))
}

/// cRLDistributionPoints with one address.
pub fn distribution_point(url: &str) -> Vec<u8> {
    let uri = uri(Tag::context_primitive(6), url);
    Writer::encode(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.constructed(Tag::context(0), |w| w.constructed(Tag::context(0), |w| w.raw(&uri)));
            });
        });
    })
}

/// An entry of authorityInfoAccess.
pub fn access(method: &str, url: &str) -> Vec<u8> {
    Writer::encode(|w| {
        w.sequence(|w| {
            w.oid(&Oid::new_unwrap(method));
            w.raw(&uri(Tag::context_primitive(6), url));
        });
    })
}

/// authorityInfoAccess with one address.
pub fn info_access(method: &str, url: &str) -> Vec<u8> {
    Writer::encode(|w| w.sequence(|w| w.raw(&access(method, url))))
}

pub const CDP: Oid = Oid::new_unwrap("2.5.29.31");
pub const AIA: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.1.1");
