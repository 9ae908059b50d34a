//! Name constraints (RFC 5280, 4.2.1.10): which names a CA may vouch for.

use crate::certificate::Certificate;
use crate::name;
use catseal_asn1::{Cursor, Mode, Tag, Tlv};

const RFC822_NAME: Tag = Tag::context_primitive(1);
const DNS_NAME: Tag = Tag::context_primitive(2);
const DIRECTORY_NAME: Tag = Tag::context(4);
const URI: Tag = Tag::context_primitive(6);

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
        // Of a malformed name it is not known what it names.
        if name::fold(subject).is_none() {
            return false;
        }
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
        let bases = |list: &[Tlv<'a>]| list.iter().filter(|base| base.tag == form).map(|base| base.value).collect();
        let (permitted, excluded): (Vec<_>, Vec<_>) = (bases(&self.permitted), bases(&self.excluded));
        if permitted.is_empty() && excluded.is_empty() {
            return true;
        }
        let is_within_one_of = |bases: &[&[u8]]| bases.iter().any(|base| is_within(form, name, base));
        is_well_formed(form, name)
            && !is_within_one_of(&excluded)
            && (permitted.is_empty() || is_within_one_of(&permitted))
    }
}

/// The bases of a list of subtrees, if all of them are well-formed and of the kinds that [`is_within`] knows.
fn bases(list: Tlv<'_>) -> Option<Vec<Tlv<'_>>> {
    let mut cursor = list.cursor(Mode::Strict);
    let mut bases = Vec::new();
    while !cursor.is_empty() {
        let mut subtree = cursor.enter(Tag::SEQUENCE, "subtree").ok()?;
        let base = subtree.any("base of a subtree").ok()?;
        // Minimum and maximum are never used (RFC 5280, 4.2.1.10).
        subtree.finish("subtree").ok()?;
        if ![RFC822_NAME, DNS_NAME, DIRECTORY_NAME, URI].contains(&base.tag) || bases.len() >= MAX_NAMES {
            return None;
        }
        if base.tag == DIRECTORY_NAME {
            name::fold(base.value)?;
        }
        bases.push(base);
    }
    Some(bases)
}

/// Whether `name` can be compared at all: one that cannot is in no subtree, the excluded ones included.
fn is_well_formed(form: Tag, name: &[u8]) -> bool {
    match form {
        DIRECTORY_NAME => name::fold(name).is_some(),
        RFC822_NAME => name.contains(&b'@'),
        URI => host_of(name).is_some(),
        _ => true,
    }
}

fn is_within(form: Tag, name: &[u8], base: &[u8]) -> bool {
    match form {
        DIRECTORY_NAME => match (name::fold(name), name::fold(base)) {
            (Some(name), Some(base)) => name.starts_with(&base),
            _ => false,
        },
        DNS_NAME => is_host_within(name, base, true),
        RFC822_NAME => {
            let Some(at) = name.iter().rposition(|&octet| octet == b'@') else { return false };
            let host = name.get(at.saturating_add(1)..).unwrap_or_default();
            if base.contains(&b'@') { name.eq_ignore_ascii_case(base) } else { is_host_or_below(host, base) }
        }
        URI => host_of(name).is_some_and(|host| is_host_or_below(host, base)),
        _ => false,
    }
}

/// The host of a URI (RFC 3986, 3.2), if it has one that is a name.
fn host_of(uri: &[u8]) -> Option<&[u8]> {
    let colon = uri.iter().position(|octet| *octet == b':')?;
    let authority = uri.get(colon..)?.strip_prefix(b"://")?;
    let authority = authority.split(|octet| b"/?#".contains(octet)).next()?;
    let host = authority.rsplit(|octet| *octet == b'@').next()?;
    let host = host.split(|octet| *octet == b':').next()?;
    let is_name = |host: &[u8]| {
        let last = host.rsplit(|octet| *octet == b'.').next().unwrap_or_default();
        last.iter().any(u8::is_ascii_alphabetic)
            && host.iter().all(|octet| octet.is_ascii_alphanumeric() || b"-._".contains(octet))
    };
    Some(host).filter(|host| is_name(host))
}

/// With a dot in front, the hosts below `base` but not itself; else that very host (RFC 5280, 4.2.1.10).
fn is_host_or_below(host: &[u8], base: &[u8]) -> bool {
    match base.strip_prefix(b".") {
        Some(domain) => is_host_within(host, domain, true) && !host.eq_ignore_ascii_case(domain),
        None => is_host_within(host, base, false),
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
    fn a_uri_is_within_what_its_host_is_within() {
        for (uri, base, within) in [
            ("http://a.example.com/x", "a.example.com", true),
            ("http://user@A.example.com:80?x", "a.example.com", true),
            ("http://a.example.com", "example.com", false),
            ("http://a.example.com", ".example.com", true),
            ("http://example.com", ".example.com", false),
            ("ftp://evil.com/@example.com", "example.com", false),
            ("http://evil.com#example.com", ".example.com", false),
        ] {
            assert_eq!(is_within(URI, uri.as_bytes(), base.as_bytes()), within, "{uri} {base}");
        }
        // Without a host that is a name it cannot be told what is excluded.
        for uri in ["urn:x", "http://", "http://192.0.2.1/", "http://[2001:db8::1]/", "http://a%2eb/", "x"] {
            let excluded = constraints(1, URI, b".example.com");
            assert!(!NameConstraints::parse(&excluded).unwrap().allows(URI, uri.as_bytes()), "{uri}");
        }
    }

    #[test]
    fn a_form_that_is_not_understood_is_refused() {
        // permittedSubtrees with an iPAddress.
        assert!(NameConstraints::parse(&[0x30, 7, 0xa0, 5, 0x30, 3, 0x87, 1, b'x']).is_none());
        assert!(NameConstraints::parse(&[0x30, 7, 0xa0, 5, 0x30, 3, 0x82, 1, b'x']).is_some());
    }

    /// Constraints with one subtree under `number`: 0 permits, 1 excludes.
    fn constraints(number: u8, form: Tag, base: &[u8]) -> Vec<u8> {
        catseal_asn1::Writer::encode(|w| {
            w.sequence(|w| {
                w.constructed(Tag::context(number), |w| w.sequence(|w| w.primitive(form, base)));
            });
        })
    }

    /// A Name of one common name.
    fn common_name(value: &[u8]) -> Vec<u8> {
        catseal_asn1::Writer::encode(|w| {
            w.sequence(|w| {
                w.constructed(Tag::SET, |w| {
                    w.sequence(|w| {
                        w.oid(&catseal_asn1::Oid::new_unwrap("2.5.4.3"));
                        w.primitive(Tag::UTF8_STRING, value);
                    });
                });
            });
        })
    }

    /// Names that stop being one somewhere inside.
    fn malformed_names() -> [Vec<u8>; 6] {
        let good = common_name(b"a");
        [
            vec![],
            vec![0x31, 0],
            [&good[..], &[0]].concat(),
            // A relative name without parts, a part without a value, a value that is no text.
            vec![0x30, 2, 0x31, 0],
            vec![0x30, 9, 0x31, 7, 0x30, 5, 6, 3, 0x55, 4, 3],
            common_name(b"\xff"),
        ]
    }

    #[test]
    fn a_malformed_base_is_no_constraint_that_is_kept() {
        for number in [0, 1] {
            assert!(NameConstraints::parse(&constraints(number, DIRECTORY_NAME, &common_name(b"a"))).is_some());
            for base in malformed_names() {
                assert!(NameConstraints::parse(&constraints(number, DIRECTORY_NAME, &base)).is_none(), "{base:02x?}");
            }
        }
        // Nothing inside the [4].
        assert!(NameConstraints::parse(&[0x30, 6, 0xa0, 4, 0x30, 2, 0xa4, 0]).is_none());
    }

    #[test]
    fn a_malformed_name_does_not_escape_an_excluded_subtree() {
        let excluded = constraints(1, DIRECTORY_NAME, &common_name(b"Evil"));
        let excluded = NameConstraints::parse(&excluded).unwrap();
        assert!(excluded.allows(DIRECTORY_NAME, &common_name(b"Good")));
        assert!(!excluded.allows(DIRECTORY_NAME, &common_name(b"EVIL")));
        for name in malformed_names() {
            assert!(!excluded.allows(DIRECTORY_NAME, &name), "{name:02x?}");
        }
        let excluded = constraints(1, RFC822_NAME, b"evil.com");
        let excluded = NameConstraints::parse(&excluded).unwrap();
        assert!(excluded.allows(RFC822_NAME, b"a@good.com"));
        assert!(!excluded.allows(RFC822_NAME, b"a@evil.com") && !excluded.allows(RFC822_NAME, b"evil.com"));
    }
}
