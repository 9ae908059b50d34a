//! Certificate policies (RFC 5280, 6.1): under which of them all authorities of a path stand.
//!
//! The RFC keeps a tree, which mappings can make grow exponentially with the length of the path. What matters of a node is
//! only which policy it stands for, what is expected below it, and under which policies its branch began; so nodes of one
//! policy at one depth are one node here, and each level is at most as large as what the certificates say.

use catseal_asn1::{Cursor, Error, Mode, Oid, Tag, Tlv};
use std::collections::{BTreeMap, BTreeSet};

const CERTIFICATE_POLICIES: Oid = Oid::new_unwrap("2.5.29.32");
const POLICY_MAPPINGS: Oid = Oid::new_unwrap("2.5.29.33");
const POLICY_CONSTRAINTS: Oid = Oid::new_unwrap("2.5.29.36");
const INHIBIT_ANY_POLICY: Oid = Oid::new_unwrap("2.5.29.54");
/// Stands for all policies (RFC 5280, 4.2.1.4).
pub(crate) const ANY_POLICY: Oid = Oid::new_unwrap("2.5.29.32.0");

/// Policies, and likewise mappings, of one certificate; real ones have under ten.
const MAX_POLICIES: usize = 64;

/// What a certificate says about policies.
#[derive(Debug, Default)]
pub(crate) struct PolicyExtensions {
    /// The policies it was issued under; `None` without the extension.
    identifiers: Option<BTreeSet<Oid>>,
    /// For a policy of the issuer, those of the subject that it takes as the same.
    mappings: BTreeMap<Oid, BTreeSet<Oid>>,
    /// How many more certificates there may be without a policy in common.
    require_explicit: Option<u32>,
    /// How many more certificates there may be with mappings that count.
    inhibit_mapping: Option<u32>,
    /// How many more certificates there may be in which `anyPolicy` counts.
    inhibit_any: Option<u32>,
}

impl PolicyExtensions {
    /// Whether `oid` is one of the extensions that this is made of.
    pub(crate) fn includes(oid: &Oid) -> bool {
        [CERTIFICATE_POLICIES, POLICY_MAPPINGS, POLICY_CONSTRAINTS, INHIBIT_ANY_POLICY].contains(oid)
    }

    /// Takes over the contents of the extension `oid`.
    ///
    /// # Errors
    /// When they are malformed, or more than a certificate has.
    pub(crate) fn take(&mut self, oid: &Oid, contents: &[u8]) -> Result<(), Error> {
        let mut outer = Cursor::new(contents, Mode::Strict);
        let value = outer.any("policy extension")?;
        outer.finish("policy extension")?;
        match *oid {
            CERTIFICATE_POLICIES => self.identifiers = Some(identifiers(&value)?),
            POLICY_MAPPINGS => self.mappings = mappings(&value)?,
            POLICY_CONSTRAINTS => {
                let mut fields = sequence(&value)?;
                self.require_explicit = skip_certs(&mut fields, 0)?;
                self.inhibit_mapping = skip_certs(&mut fields, 1)?;
                fields.finish("policy constraints")?;
                if self.require_explicit.is_none() && self.inhibit_mapping.is_none() {
                    return Err(value.invalid("constraints that constrain nothing"));
                }
            }
            _ => self.inhibit_any = Some(value.integer_u32()?),
        }
        Ok(())
    }
}

fn sequence<'a>(value: &Tlv<'a>) -> Result<Cursor<'a>, Error> {
    if value.tag == Tag::SEQUENCE { Ok(value.cursor(Mode::Strict)) } else { Err(value.invalid("not a SEQUENCE")) }
}

fn identifiers(value: &Tlv<'_>) -> Result<BTreeSet<Oid>, Error> {
    let mut list = sequence(value)?;
    let mut identifiers = BTreeSet::new();
    while !list.is_empty() {
        // What stands behind the identifier qualifies it for people.
        identifiers.insert(list.enter(Tag::SEQUENCE, "policy")?.expect(Tag::OID, "policy")?.oid()?);
        if identifiers.len() > MAX_POLICIES {
            return Err(value.invalid("too many policies"));
        }
    }
    if identifiers.is_empty() { Err(value.invalid("no policy")) } else { Ok(identifiers) }
}

fn mappings(value: &Tlv<'_>) -> Result<BTreeMap<Oid, BTreeSet<Oid>>, Error> {
    let mut list = sequence(value)?;
    let mut mappings: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    let mut count = 0;
    while !list.is_empty() {
        let mut pair = list.enter(Tag::SEQUENCE, "policy mapping")?;
        let issuer = pair.expect(Tag::OID, "policy of the issuer")?.oid()?;
        let subject = pair.expect(Tag::OID, "policy of the subject")?.oid()?;
        pair.finish("policy mapping")?;
        mappings.entry(issuer).or_default().insert(subject);
        count += 1;
        if count > MAX_POLICIES {
            return Err(value.invalid("too many policy mappings"));
        }
    }
    if mappings.is_empty() { Err(value.invalid("no policy mapping")) } else { Ok(mappings) }
}

/// An INTEGER under an implicit tag.
fn skip_certs(fields: &mut Cursor<'_>, number: u8) -> Result<Option<u32>, Error> {
    let Some(value) = fields.optional(Tag::context_primitive(number), "number of certificates")? else {
        return Ok(None);
    };
    value.under(Tag::INTEGER).integer_u32().map(Some)
}

/// What is asked from outside (RFC 5280, 6.1.1, c to g).
#[derive(Debug)]
pub(crate) struct Inputs {
    /// The policies that will do; `None` for any.
    pub(crate) acceptable: Option<BTreeSet<Oid>>,
    /// Whether the path must stand under one of them.
    pub(crate) require_explicit: bool,
    /// Whether mappings do not count.
    pub(crate) inhibit_mapping: bool,
    /// Whether `anyPolicy` does not count.
    pub(crate) inhibit_any: bool,
}

impl Inputs {
    /// Nothing is asked: only what the certificates demand themselves counts. Windows, too, asks for no policy of a catalog.
    pub(crate) const NONE: Self =
        Self { acceptable: None, require_explicit: false, inhibit_mapping: false, inhibit_any: false };
}

/// A certificate of the path, as far as policies depend on it.
pub(crate) struct Step<'a> {
    pub(crate) extensions: &'a PolicyExtensions,
    pub(crate) is_self_issued: bool,
}

/// The nodes of one policy at one depth.
#[derive(Debug)]
struct Node {
    /// The policies that may stand for it in the next certificate.
    expected: BTreeSet<Oid>,
    /// The policies under which its branches left `anyPolicy`.
    roots: BTreeSet<Oid>,
}

/// One depth of the tree.
#[derive(Debug)]
struct Level {
    /// Whether there is a node of `anyPolicy`; there is one parent for it at most.
    any: bool,
    nodes: BTreeMap<Oid, Node>,
}

impl Level {
    /// The next depth, for a certificate with these policies (RFC 5280, 6.1.3, d). `None` when nothing is left.
    fn descend(&self, policies: &BTreeSet<Oid>, any_counts: bool) -> Option<Self> {
        let mut next = Self { any: false, nodes: BTreeMap::new() };
        for policy in policies.iter().filter(|policy| **policy != ANY_POLICY) {
            let parents = self.nodes.values().filter(|node| node.expected.contains(policy));
            let mut roots: BTreeSet<_> = parents.flat_map(|node| node.roots.iter().copied()).collect();
            if roots.is_empty() && self.any {
                roots.insert(*policy);
            }
            if !roots.is_empty() {
                next.nodes.insert(*policy, Node { expected: BTreeSet::from([*policy]), roots });
            }
        }
        if any_counts && policies.contains(&ANY_POLICY) {
            next.any = self.any;
            for node in self.nodes.values() {
                for policy in node.expected.difference(policies) {
                    let fresh = || Node { expected: BTreeSet::from([*policy]), roots: BTreeSet::new() };
                    next.nodes.entry(*policy).or_insert_with(fresh).roots.extend(&node.roots);
                }
            }
        }
        next.or_nothing()
    }

    /// What is left after the mappings of an authority (RFC 5280, 6.1.4, b).
    fn map(mut self, mappings: &BTreeMap<Oid, BTreeSet<Oid>>, mappings_count: bool) -> Option<Self> {
        for (policy, subjects) in mappings {
            if !mappings_count {
                self.nodes.remove(policy);
            } else if let Some(node) = self.nodes.get_mut(policy) {
                node.expected.clone_from(subjects);
            } else if self.any {
                self.nodes.insert(*policy, Node { expected: subjects.clone(), roots: BTreeSet::from([*policy]) });
            }
        }
        self.or_nothing()
    }

    fn or_nothing(self) -> Option<Self> {
        (self.any || !self.nodes.is_empty()).then_some(self)
    }

    /// The policies of this depth that will do (RFC 5280, 6.1.5, g).
    fn acceptable(&self, acceptable: Option<&BTreeSet<Oid>>) -> BTreeSet<Oid> {
        let roots = self.nodes.values().flat_map(|node| node.roots.iter().copied());
        match acceptable {
            None => roots.chain(self.any.then_some(ANY_POLICY)).collect(),
            Some(acceptable) if self.any => acceptable.clone(),
            Some(acceptable) => roots.filter(|policy| acceptable.contains(policy)).collect(),
        }
    }
}

/// The policies under which a path stands, in the words of the first authority: `anyPolicy` for all, none when there is
/// no common one and none is required.
///
/// `path` goes from the certificate that the anchor issued down to the signer's.
///
/// # Errors
/// The place in `path` of the certificate at which it fails, and what is to be said of it.
pub(crate) fn process(path: &[Step<'_>], inputs: &Inputs) -> Result<BTreeSet<Oid>, (usize, &'static str)> {
    const NOT_COMMON: &str = "stands under no certificate policy that its chain requires";
    let from_outside = |inhibited: bool| if inhibited { 0 } else { u32::MAX };
    let mut explicit = from_outside(inputs.require_explicit);
    let mut mapping = from_outside(inputs.inhibit_mapping);
    let mut any = from_outside(inputs.inhibit_any);
    let mut level = Some(Level { any: true, nodes: BTreeMap::new() });
    for (index, step) in path.iter().enumerate() {
        let Step { extensions, is_self_issued } = step;
        let is_last = index.saturating_add(1) == path.len();
        level = match (level, &extensions.identifiers) {
            (Some(level), Some(policies)) => level.descend(policies, any > 0 || (*is_self_issued && !is_last)),
            _ => None,
        };
        if explicit == 0 && level.is_none() {
            return Err((index, NOT_COMMON));
        }
        if is_last {
            explicit = explicit.saturating_sub(1);
            if extensions.require_explicit == Some(0) {
                explicit = 0;
            }
            continue;
        }
        let mut mapped = extensions.mappings.iter().flat_map(|(issuer, subjects)| subjects.iter().chain([issuer]));
        if mapped.any(|policy| *policy == ANY_POLICY) {
            return Err((index, "maps a certificate policy to or from any policy"));
        }
        level = level.and_then(|level| level.map(&extensions.mappings, mapping > 0));
        let passed = u32::from(!is_self_issued);
        let lower = |counter: u32, limit: Option<u32>| counter.saturating_sub(passed).min(limit.unwrap_or(u32::MAX));
        explicit = lower(explicit, extensions.require_explicit);
        mapping = lower(mapping, extensions.inhibit_mapping);
        any = lower(any, extensions.inhibit_any);
    }
    let policies = level.map(|level| level.acceptable(inputs.acceptable.as_ref())).unwrap_or_default();
    if explicit == 0 && policies.is_empty() {
        return Err((path.len().saturating_sub(1), NOT_COMMON));
    }
    Ok(policies)
}

#[cfg(test)]
mod tests {
    use super::*;
    use catseal_asn1::Writer;

    fn policy(number: u32) -> Oid {
        format!("1.2.3.{number}").parse().unwrap()
    }

    fn numbers(range: std::ops::Range<u32>) -> BTreeSet<Oid> {
        range.map(policy).collect()
    }

    fn run(path: &[PolicyExtensions], inputs: &Inputs) -> Result<BTreeSet<Oid>, (usize, &'static str)> {
        let steps: Vec<_> = path.iter().map(|extensions| Step { extensions, is_self_issued: false }).collect();
        process(&steps, inputs)
    }

    fn under(policies: BTreeSet<Oid>) -> PolicyExtensions {
        PolicyExtensions { identifiers: Some(policies), ..PolicyExtensions::default() }
    }

    #[test]
    fn a_policy_that_is_not_common_matters_only_where_one_is_required() {
        let path = |require_explicit| {
            let authority = PolicyExtensions { require_explicit, ..under(numbers(1..2)) };
            [authority, under(numbers(2..3))]
        };
        assert_eq!(run(&path(None), &Inputs::NONE), Ok(BTreeSet::new()));
        assert!(run(&path(Some(0)), &Inputs::NONE).is_err());
        assert!(run(&path(None), &Inputs { require_explicit: true, ..Inputs::NONE }).is_err());
        // Required only of certificates further down than there are.
        assert_eq!(run(&path(Some(3)), &Inputs::NONE), Ok(BTreeSet::new()));
    }

    #[test]
    fn only_policies_that_will_do_count() {
        let path = [under(numbers(1..4)), under(numbers(2..9))];
        let inputs = |range| Inputs { acceptable: Some(numbers(range)), require_explicit: true, ..Inputs::NONE };
        assert_eq!(run(&path, &inputs(3..20)), Ok(numbers(3..4)));
        assert!(run(&path, &inputs(4..20)).is_err());
    }

    #[test]
    fn mappings_that_multiply_nodes_do_not_multiply_work() {
        // In the tree of the RFC every node has eight children: 8^200 at the bottom. Here each level has eight nodes.
        let all = numbers(0..8);
        let mappings = all.iter().map(|policy| (*policy, all.clone())).collect::<BTreeMap<_, _>>();
        let path: Vec<_> =
            (0..200).map(|_| PolicyExtensions { mappings: mappings.clone(), ..under(all.clone()) }).collect();
        let inputs = Inputs { require_explicit: true, ..Inputs::NONE };
        assert_eq!(run(&path, &inputs), Ok(all));
    }

    #[test]
    fn more_policies_than_a_certificate_has_are_refused() {
        let encode = |count: u32, mapped: bool| {
            Writer::encode(|w| {
                w.sequence(|w| {
                    for number in 0..count {
                        w.sequence(|w| {
                            w.oid(&policy(number));
                            if mapped {
                                w.oid(&policy(number + 1));
                            }
                        });
                    }
                });
            })
        };
        let take = |oid, contents: &[u8]| PolicyExtensions::default().take(&oid, contents);
        for (oid, mapped) in [(CERTIFICATE_POLICIES, false), (POLICY_MAPPINGS, true)] {
            assert!(take(oid, &encode(0, mapped)).is_err());
            assert!(take(oid, &encode(64, mapped)).is_ok());
            assert!(take(oid, &encode(65, mapped)).is_err());
        }
    }

    #[test]
    fn malformed_constraints_are_not_taken() {
        let take = |oid: Oid, contents: &[u8]| PolicyExtensions::default().take(&oid, contents);
        assert!(take(POLICY_CONSTRAINTS, &[0x30, 3, 0x80, 1, 0]).is_ok());
        assert!(take(POLICY_CONSTRAINTS, &[0x30, 6, 0x80, 1, 0, 0x81, 1, 5]).is_ok());
        assert!(take(INHIBIT_ANY_POLICY, &[2, 1, 0]).is_ok());
        for malformed in [&[][..], &[0x30, 0], &[0x30, 3, 0x80, 1, 0xff], &[0x30, 3, 0x80, 1, 0, 0], &[2, 1, 0]] {
            assert!(take(POLICY_CONSTRAINTS, malformed).is_err(), "{malformed:02x?}");
        }
        assert!(take(INHIBIT_ANY_POLICY, &[2, 1, 0xff]).is_err());
    }
}
