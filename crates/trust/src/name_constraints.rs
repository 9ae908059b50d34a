//! Name constraints (RFC 5280, 4.2.1.10): which names a CA may vouch for.

use crate::certificate::Certificate;
use crate::name;
use catseal_asn1::{Cursor, Mode, Tag, Tlv};

const RFC822_NAME: Tag = Tag::context_primitive(1);
const DNS_NAME: Tag = Tag::context_primitive(2);
const DIRECTORY_NAME: Tag = Tag::context(4);

/// Subtrees and names beyond this are hostile.
const MAX_NAMES: usize = 256;

/// The constraints of one CA.
pub(crate) struct NameConstraints<'a> {
    permitted: Vec<Tlv<'a>>,
    excluded: Vec<Tlv<'a>>,
}

impl<'a> NameConstraints<'a> {
    /// Reads the contents of the extension. `None` when it is malformed, or constrains in a way that is not
    /// understood: then nothing below may be accepted.
    pub(crate) fn parse(extension: &'a [u8]) -> Option<Self> {
        let mut outer = Cursor::new(extension, Mode::Strict);
        let mut fields = outer.enter(Tag::SEQUENCE, "name constraints").ok()?;
        outer.finish("name constraints").ok()?;
        let mut subtrees = |number| match fields.optional(Tag::context(number), "subtrees").ok()? {
            Some(list) => bases(list),
            None => Some(Vec::new()),
        };
        let constraints = Self { permitted: subtrees(0)?, excluded: subtrees(1)? };
        fields.finish("name constraints").ok()?;
        Some(constraints)
    }

    /// Whether `certificate` has only names that these constraints allow.
    pub(crate) fn allow(&self, certificate: &Certificate) -> bool {
        let subject = certificate.subject();
        // An empty Name (a SEQUENCE without contents) stands under no constraint.
        if subject.len() > 2 && !self.allows(DIRECTORY_NAME, subject) {
            return false;
        }
        let Some(alternatives) = &certificate.extensions.subject_alt_name else {
            return name::parts(subject)
                .filter(|(oid, _)| *oid == name::EMAIL_ADDRESS)
                .all(|(_, email)| self.allows(RFC822_NAME, email.value));
        };
        let mut outer = Cursor::new(alternatives, Mode::Strict);
        let Ok(mut names) = outer.enter(Tag::SEQUENCE, "alternative names") else { return false };
        for _ in 0..MAX_NAMES {
            if names.is_empty() {
                return true;
            }
            let Ok(name) = names.any("alternative name") else { return false };
            if !self.allows(name.tag, name.value) {
                return false;
            }
        }
        false
    }

    fn allows(&self, form: Tag, name: &[u8]) -> bool {
        let mut permitted = self.permitted.iter().filter(|base| base.tag == form).peekable();
        let excluded = self.excluded.iter().any(|base| base.tag == form && is_within(form, name, base.value));
        !excluded && (permitted.peek().is_none() || permitted.any(|base| is_within(form, name, base.value)))
    }
}

/// The bases of a list of subtrees, if all of them are of the kinds that [`is_within`] knows.
fn bases(list: Tlv<'_>) -> Option<Vec<Tlv<'_>>> {
    let mut cursor = list.cursor(Mode::Strict);
    let mut bases = Vec::new();
    while !cursor.is_empty() {
        let mut subtree = cursor.enter(Tag::SEQUENCE, "subtree").ok()?;
        let base = subtree.any("base of a subtree").ok()?;
        // Minimum and maximum are never used (RFC 5280, 4.2.1.10).
        subtree.finish("subtree").ok()?;
        if ![RFC822_NAME, DNS_NAME, DIRECTORY_NAME].contains(&base.tag) || bases.len() >= MAX_NAMES {
            return None;
        }
        bases.push(base);
    }
    Some(bases)
}

fn is_within(form: Tag, name: &[u8], base: &[u8]) -> bool {
    match form {
        DIRECTORY_NAME => {
            let (name, base) = (sets(name), sets(base));
            base.len() <= name.len() && base.iter().zip(&name).all(|(base, name)| base == name)
        }
        DNS_NAME => is_host_within(name, base, true),
        RFC822_NAME => {
            let Some(at) = name.iter().rposition(|&octet| octet == b'@') else { return false };
            let host = name.get(at.saturating_add(1)..).unwrap_or_default();
            match base.strip_prefix(b".") {
                Some(domain) => is_host_within(host, domain, true) && !host.eq_ignore_ascii_case(domain),
                None if base.contains(&b'@') => name.eq_ignore_ascii_case(base),
                None => is_host_within(host, base, false),
            }
        }
        _ => false,
    }
}

fn is_host_within(host: &[u8], base: &[u8], subdomains: bool) -> bool {
    let base = base.strip_prefix(b".").unwrap_or(base);
    if base.is_empty() || host.eq_ignore_ascii_case(base) {
        return true;
    }
    let Some(start) = host.len().checked_sub(base.len()) else { return false };
    subdomains
        && start > 0
        && host.get(start.saturating_sub(1)) == Some(&b'.')
        && host.get(start..).is_some_and(|tail| tail.eq_ignore_ascii_case(base))
}

/// The relative names of a Name, each as a list of (type, folded value): letters without case, runs of spaces as one.
fn sets(name: &[u8]) -> Vec<Vec<(Vec<u8>, String)>> {
    let mut cursor = Cursor::new(name, Mode::Strict);
    let Ok(mut sets) = cursor.enter(Tag::SEQUENCE, "name") else { return Vec::new() };
    std::iter::from_fn(|| sets.any("relative name").ok())
        .map(|set| {
            let mut parts = set.cursor(Mode::Strict);
            std::iter::from_fn(move || parts.any("part of a name").ok())
                .filter_map(|part| {
                    let mut fields = part.cursor(Mode::Strict);
                    let oid = fields.expect(Tag::OID, "attribute type").ok()?.value.to_vec();
                    let value = name::text(&fields.any("attribute value").ok()?);
                    Some((oid, value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()))
                })
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_within_its_domain_but_not_within_one_that_only_ends_alike() {
        assert!(is_within(DNS_NAME, b"a.example.com", b"example.com"));
        assert!(is_within(DNS_NAME, b"EXAMPLE.com", b"example.com"));
        assert!(!is_within(DNS_NAME, b"badexample.com", b"example.com"));
        assert!(!is_within(DNS_NAME, b"example.com", b"a.example.com"));
    }

    #[test]
    fn an_address_is_within_its_host_its_domain_or_itself() {
        assert!(is_within(RFC822_NAME, b"a@example.com", b"example.com"));
        assert!(!is_within(RFC822_NAME, b"a@sub.example.com", b"example.com"));
        assert!(is_within(RFC822_NAME, b"a@sub.example.com", b".example.com"));
        assert!(!is_within(RFC822_NAME, b"a@example.com", b".example.com"));
        assert!(is_within(RFC822_NAME, b"a@example.com", b"a@example.com"));
        assert!(!is_within(RFC822_NAME, b"b@example.com", b"a@example.com"));
    }

    #[test]
    fn a_form_that_is_not_understood_is_refused() {
        // permittedSubtrees with a uniformResourceIdentifier.
        assert!(NameConstraints::parse(&[0x30, 7, 0xa0, 5, 0x30, 3, 0x86, 1, b'x']).is_none());
        assert!(NameConstraints::parse(&[0x30, 7, 0xa0, 5, 0x30, 3, 0x82, 1, b'x']).is_some());
    }
}
