use catseal_asn1::{Error, Mode, Tag, Tlv};
use schemars::JsonSchema;
use serde::Serialize;

const ENUMERATED: Tag = Tag(0x0a);

/// Why a certificate was revoked (RFC 5280, 5.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum RevocationReason {
    /// Said to be none of the others.
    Unspecified,
    /// Somebody else may have the key.
    KeyCompromise,
    /// Somebody else may have the key of the authority.
    #[serde(rename = "cACompromise")]
    CaCompromise,
    /// The names in it are no longer right.
    AffiliationChanged,
    /// There is a newer one.
    Superseded,
    /// It is no longer needed.
    CessationOfOperation,
    /// For the time being.
    CertificateHold,
    /// Not any more: takes an entry back, in a delta.
    #[serde(rename = "removeFromCRL")]
    RemoveFromCrl,
    /// Its holder may no longer do what it says.
    PrivilegeWithdrawn,
    /// Somebody else may have the key of the attribute authority.
    #[serde(rename = "aACompromise")]
    AaCompromise,
}

impl RevocationReason {
    /// Its name in RFC 5280, as in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "keyCompromise",
            Self::CaCompromise => "cACompromise",
            Self::AffiliationChanged => "affiliationChanged",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessationOfOperation",
            Self::CertificateHold => "certificateHold",
            Self::RemoveFromCrl => "removeFromCRL",
            Self::PrivilegeWithdrawn => "privilegeWithdrawn",
            Self::AaCompromise => "aACompromise",
        }
    }

    /// Whether somebody else may have made signatures with the key.
    pub(crate) const fn is_compromise(self) -> bool {
        matches!(self, Self::KeyCompromise | Self::CaCompromise | Self::AaCompromise)
    }

    /// Reads a `CRLReason`.
    pub(crate) fn parse(tlv: &Tlv<'_>) -> Result<Self, Error> {
        if tlv.tag != ENUMERATED {
            return Err(tlv.invalid("not a reason"));
        }
        Ok(match tlv.value {
            [0] => Self::Unspecified,
            [1] => Self::KeyCompromise,
            [2] => Self::CaCompromise,
            [3] => Self::AffiliationChanged,
            [4] => Self::Superseded,
            [5] => Self::CessationOfOperation,
            [6] => Self::CertificateHold,
            [8] => Self::RemoveFromCrl,
            [9] => Self::PrivilegeWithdrawn,
            [10] => Self::AaCompromise,
            _ => return Err(tlv.invalid("not a reason that is known")),
        })
    }

    /// Reads the contents of an extension that holds a `CRLReason`.
    pub(crate) fn parse_extension(value: &[u8]) -> Result<Self, Error> {
        let mut cursor = catseal_asn1::Cursor::new(value, Mode::Strict);
        let reason = Self::parse(&cursor.any("reason")?)?;
        cursor.finish("reason")?;
        Ok(reason)
    }
}

/// A set of reasons, as `ReasonFlags` has it (RFC 5280, 4.2.1.13): bit 1 is `keyCompromise`, bit 8 `aACompromise`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reasons(u16);

impl Reasons {
    pub(crate) const NONE: Self = Self(0);
    /// Every reason that has a bit; bit 0 is not used.
    pub(crate) const ALL: Self = Self(0x1fe);
    const HOLD: u16 = 1 << 6;

    /// Reads a `ReasonFlags` with whatever tag.
    pub(crate) fn parse(tlv: &Tlv<'_>) -> Result<Self, Error> {
        let Some((&unused, octets)) = tlv.value.split_first() else { return Err(tlv.invalid("no reasons")) };
        if unused > 7 || octets.len() > 2 {
            return Err(tlv.invalid("not a set of reasons"));
        }
        let bits = octets.iter().flat_map(|octet| (0..8).rev().map(move |bit| octet >> bit & 1 == 1));
        let set = bits.zip(0..9_u32).filter(|(set, _)| *set);
        Ok(Self(set.fold(0, |all, (_, number)| all | 1 << number) & Self::ALL.0))
    }

    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn is_all(self) -> bool {
        self == Self::ALL
    }

    /// Whether `certificateHold` is one of them.
    pub(crate) const fn has_hold(self) -> bool {
        self.0 & Self::HOLD != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use catseal_asn1::Cursor;

    #[test]
    fn flags_are_counted_from_the_highest_bit() {
        let parse = |octets: &[u8]| Reasons::parse(&Cursor::new(octets, Mode::Strict).any("flags").unwrap());
        assert_eq!(parse(&[3, 2, 6, 0x40]), Ok(Reasons(1 << 1)));
        assert_eq!(parse(&[3, 3, 7, 0x7f, 0x80]), Ok(Reasons::ALL));
        assert!(parse(&[3, 2, 1, 2]).unwrap().has_hold());
        // Bit 0 stands for nothing.
        assert!(parse(&[3, 2, 7, 0x80]).unwrap().is_empty());
        assert!(parse(&[3, 0]).is_err());
        assert!(parse(&[3, 4, 0, 1, 1, 1]).is_err());
    }

    #[test]
    fn a_reason_that_nobody_defined_is_refused() {
        assert_eq!(RevocationReason::parse_extension(&[10, 1, 1]), Ok(RevocationReason::KeyCompromise));
        for octets in [&[10, 1, 7][..], &[10, 1, 11], &[10, 0], &[2, 1, 1], &[10, 1, 1, 0]] {
            assert!(RevocationReason::parse_extension(octets).is_err(), "{octets:?}");
        }
    }
}
