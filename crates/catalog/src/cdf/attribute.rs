//! `type:name:value`, both ways.

use super::{base64, trim};
use crate::builder::Attribute;
use crate::name_value::flags;
use catseal_asn1::Oid;
use catseal_finding::{CodeInfo, codes};

/// Why an attribute is not taken: under which code, and in what words.
pub(super) type Refusal = (&'static CodeInfo, String);

const BAD: &CodeInfo = &codes::catalog::CDF_BAD_ATTRIBUTE;
const UNSUPPORTED: &CodeInfo = &codes::catalog::CDF_UNSUPPORTED;

/// Reads an attribute. The value is all behind the second colon: it may have colons and blanks of its own. With it comes what
/// is not known of it, if anything.
pub(super) fn parse(text: &str) -> Result<(Attribute, Option<String>), Refusal> {
    let parts = text.split_once(':').and_then(|(kind, rest)| Some((kind, rest.split_once(':')?)));
    let Some((kind, (name, value))) = parts else {
        return Err((BAD, format!("'{text}' is not type:name:value")));
    };
    let (kind, name) = (trim(kind), trim(name));
    let Some(bits) = number(kind) else {
        return Err((BAD, format!("the type '{kind}' is not a number like 0x10010001")));
    };
    if name.is_empty() {
        return Err((BAD, "the name is empty".to_owned()));
    }
    if bits & flags::NAME_OID != 0 && name.parse::<Oid>().is_err() {
        return Err((BAD, format!("by its type {kind} the name is an object identifier, and '{name}' is none")));
    }
    check(bits).map_err(|(code, reason)| (code, format!("the type {kind} {reason}")))?;
    let value = if bits & flags::DATA_BASE64 != 0 {
        base64::decode(trim(value)).ok_or_else(|| (BAD, format!("the value of '{name}' is not base64")))?
    } else {
        crate::text::encode(value)
    };
    let doubt = doubt(bits).map(|doubt| format!("the type {kind} {doubt}"));
    Ok((Attribute { name: name.to_owned(), flags: bits, value }, doubt))
}

/// Whether a type can be followed. The reason goes behind `the type 0x…`.
fn check(bits: u32) -> Result<(), (&'static CodeInfo, &'static str)> {
    const KNOWN: u32 = flags::NAME_ASCII
        | flags::NAME_OID
        | flags::DATA_ASCII
        | flags::DATA_BASE64
        | flags::DATA_REPLACE
        | flags::NO_AUTO_COMPAT
        | flags::AUTHENTICATED
        | flags::UNAUTHENTICATED;
    let has = |bit| bits & bit != 0;
    if bits & !KNOWN != 0 {
        return Err((BAD, "has bits that no document explains"));
    }
    if has(flags::NAME_ASCII) == has(flags::NAME_OID) {
        return Err((BAD, "must have one of 0x1 (the name is text) and 0x2 (it is an object identifier)"));
    }
    if has(flags::DATA_ASCII) == has(flags::DATA_BASE64) {
        return Err((BAD, "must have one of 0x10000 (the value is text) and 0x20000 (it is base64)"));
    }
    if has(flags::AUTHENTICATED) && has(flags::UNAUTHENTICATED) {
        return Err((BAD, "says both authenticated and unauthenticated"));
    }
    if has(flags::DATA_REPLACE) {
        return Err((UNSUPPORTED, "says that it replaces another attribute; what is stored then is not known"));
    }
    Ok(())
}

/// What no published catalog shows of a type that is documented. It goes behind `the type 0x…`.
fn doubt(bits: u32) -> Option<&'static str> {
    if bits & flags::NAME_OID != 0 {
        Some(
            "names the attribute by an object identifier; no known catalog has one, and it is stored here as a pair of that name and the value",
        )
    } else if bits & flags::UNAUTHENTICATED != 0 {
        Some(
            "says unauthenticated; no known catalog has such an attribute, and it is stored here among the others, so that it will be signed",
        )
    } else {
        None
    }
}

/// A number with `0x`: without it, 10010001 could be meant either way.
fn number(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))?;
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok()
}

/// Whether a value reads as an attribute, and so can hardly be a path.
pub(super) fn looks_like_one(value: &str) -> bool {
    value.split_once(':').is_some_and(|(kind, rest)| number(trim(kind)).is_some() && rest.contains(':'))
}

/// Writes an attribute so that [`parse`] gives it back, or says why that cannot be.
pub(super) fn emit(attribute: &Attribute) -> Result<String, &'static str> {
    check(attribute.flags).map_err(|_| "what MakeCat makes of its type is not known")?;
    let name = &attribute.name;
    if attribute.flags & flags::NAME_OID != 0 && name.parse::<Oid>().is_err() {
        return Err("its type says that its name is an object identifier, and it is none");
    }
    if name.is_empty() || name.contains(':') || name.contains(char::is_control) || trim(name) != name {
        return Err("its name is empty, or has a colon, a control character, or a blank at an end");
    }
    let value = if attribute.flags & flags::DATA_BASE64 != 0 {
        base64::encode(&attribute.value)
    } else {
        let text = attribute.value.strip_suffix(&[0, 0]).and_then(crate::text::decode);
        text.filter(|text| !text.contains(|character: char| character.is_control() && character != '\t'))
            .ok_or("its value is not a text of one line with a NUL at its end")?
    };
    Ok(format!("{:#010x}:{name}:{value}", attribute.flags))
}
