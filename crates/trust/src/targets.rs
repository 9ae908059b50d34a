//! For which versions of Windows a catalog says that it is: the attributes `OSAttr` and `OS`.

use catseal_catalog::{CatalogView, NameValue};
use std::collections::BTreeSet;

/// The version of Windows 10 before its release; catalogs of 2015 have it, and no Windows bears it.
const BEFORE_TEN: (u16, u16) = (6, 4);

/// What a catalog says of the versions of Windows that it is for.
///
/// `OSAttr` stands at members, or at the catalog for all of them: a list such as `2:6.1,2:10.0`, in which 2 is Windows NT.
/// A member of a driver package has the versions for which that file is; the package is for a version when any file is.
#[derive(Debug, Default)]
pub(crate) struct Targets {
    versions: BTreeSet<(u16, u16)>,
    /// Something could not be read.
    unread: bool,
    /// A member has no `OSAttr`, and neither has the catalog.
    unlimited: bool,
    /// Whether `OS` names a server; `None` without `OS`.
    servers: Option<bool>,
}

/// Whether a catalog is for a version of Windows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Covers {
    Yes,
    /// It is not, and which it is for.
    No(String),
    /// It does not say, and in what way.
    Unknown(String),
}

impl Targets {
    pub(crate) fn of(catalog: &CatalogView<'_>) -> Self {
        let mut targets = Self::default();
        let mut for_all = false;
        for attribute in catalog.attributes() {
            match attribute {
                Ok(attribute) if attribute.name == "OSAttr" => {
                    for_all = true;
                    targets.take(&attribute);
                }
                Ok(attribute) if attribute.name == "OS" => {
                    let names = attribute.display();
                    let server = names.split(',').any(|name| name.to_ascii_lowercase().contains("server"));
                    targets.servers = Some(server || targets.servers == Some(true));
                }
                Ok(_) => {}
                Err(_) => targets.unread = true,
            }
        }
        for member in catalog.members() {
            let Ok(member) = member else {
                targets.unread = true;
                continue;
            };
            let mut limited = for_all;
            for attribute in member.attributes() {
                match attribute {
                    Ok(attribute) if attribute.name == "OSAttr" => {
                        limited = true;
                        targets.take(&attribute);
                    }
                    Ok(_) => {}
                    Err(_) => targets.unread = true,
                }
            }
            targets.unlimited |= !limited;
        }
        targets
    }

    fn take(&mut self, attribute: &NameValue<'_>) {
        let Some(text) = attribute.text() else {
            self.unread = true;
            return;
        };
        for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            match parse(entry) {
                Some((2, version)) => {
                    self.versions.insert(version);
                }
                // Windows 9x.
                Some((1, _)) => {}
                _ => self.unread = true,
            }
        }
    }

    pub(crate) fn cover(&self, version: (u16, u16)) -> Covers {
        if self.versions.contains(&version) {
            return Covers::Yes;
        }
        if self.unread {
            return Covers::Unknown("the OSAttr of the catalog could not be read in full".to_owned());
        }
        if self.unlimited {
            let which = if self.versions.is_empty() { "the catalog" } else { "a member of the catalog" };
            return Covers::Unknown(format!("{which} has no OSAttr, so it does not say for which Windows it is"));
        }
        let listed: Vec<_> = self.versions.iter().map(|(major, minor)| format!("{major}.{minor}")).collect();
        if version == (10, 0) && self.versions.contains(&BEFORE_TEN) {
            return Covers::Unknown("the catalog is for Windows 10 before its release (6.4)".to_owned());
        }
        let listed = if listed.is_empty() { "none".to_owned() } else { listed.join(", ") };
        Covers::No(format!("the catalog is not for this version of Windows; its OSAttr lists {listed}"))
    }

    /// Whether servers may be meant.
    pub(crate) fn names_servers(&self) -> bool {
        self.servers.unwrap_or(true)
    }
}

/// `2:6.1`: platform, major and minor version, each of few digits.
fn parse(entry: &str) -> Option<(u16, (u16, u16))> {
    let (platform, version) = entry.split_once(':')?;
    let (major, minor) = version.split_once('.')?;
    let number = |digits: &str| {
        let digits = digits.trim();
        let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        if plain { digits.parse().ok() } else { None }
    };
    Some((number(platform)?, (number(major)?, number(minor)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use catseal_catalog::{Attribute, CatalogBuilder, MemberKind, MemberSpec, Version};

    fn targets(os: Option<&str>, members: &[Option<&str>]) -> Targets {
        let mut builder = CatalogBuilder::new(Version::V2, [7; 16], "2026-01-01T00:00:00Z".parse().unwrap());
        if let Some(os) = os {
            builder.attribute(Attribute::text("OS", os));
        }
        for (number, os_attr) in (1..).zip(members) {
            let mut member = MemberSpec::new(MemberKind::Flat, [number; 20], [number; 32]);
            if let Some(os_attr) = os_attr {
                member.attributes.push(Attribute::text("OSAttr", os_attr));
            }
            builder.member(&member);
        }
        Targets::of(&CatalogView::parse(&builder.build().unwrap()).unwrap())
    }

    #[test]
    fn a_catalog_is_for_the_versions_that_any_of_its_members_lists() {
        let targets = targets(None, &[Some("2:6.1, 2:6.3"), Some("1:4.10,2:10.0")]);
        for version in [(6, 1), (6, 3), (10, 0)] {
            assert_eq!(targets.cover(version), Covers::Yes);
        }
        let Covers::No(reason) = targets.cover((6, 2)) else { panic!() };
        assert!(reason.contains("6.1, 6.3, 10.0"), "{reason}");
    }

    #[test]
    fn what_is_not_said_or_not_understood_is_not_taken_for_a_no() {
        for members in [&[Some("2:6.1"), None][..], &[None], &[Some("2:6.x")], &[Some("2:5.1-2:6.0")], &[Some("2:6.4")]]
        {
            assert!(matches!(targets(None, members).cover((10, 0)), Covers::Unknown(_)), "{members:?}");
        }
        assert!(matches!(targets(None, &[Some("2:6.4")]).cover((6, 3)), Covers::No(_)));
        assert!(matches!(targets(None, &[Some("")]).cover((6, 3)), Covers::No(_)));
    }

    #[test]
    fn servers_are_meant_when_the_systems_name_one_or_are_not_named() {
        assert!(targets(None, &[]).names_servers());
        assert!(!targets(Some("_v100_X64,_v100_X64_21H2"), &[]).names_servers());
        assert!(targets(Some("_v100_X64,Server_v100_X64_RS5"), &[]).names_servers());
        assert!(targets(Some("_v63_X64,_v63_Server_X64"), &[]).names_servers());
    }
}
