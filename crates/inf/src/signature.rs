//! `[SignatureAttributes]`: signatures, and so attributes in the catalog, that some files ask for.

use catseal_finding::codes;

use crate::walk::Context;

/// What `[SignatureAttributes]` asks for a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignatureAttribute {
    /// The name of the file, as written, tokens expanded.
    pub file: String,
    /// What it asks for.
    pub wish: SignatureWish,
    /// The line that names the file, counted from 1.
    pub line: u32,
}

/// A kind of signature (INF SignatureAttributes section, entry `SigType`).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureWish {
    /// `PETrust = true`: the file is loaded into the protected environment for media.
    PeTrust,
    /// `DRMLevel = 1300` or `1200`: the value.
    DrmLevel(String),
    /// Anything else, as it stands there: `Elam = true`.
    Other(String),
}

/// The wishes in the order of their lines.
pub(crate) fn read(context: &mut Context<'_>) -> Vec<SignatureAttribute> {
    let mut attributes = Vec::new();
    for entry in context.reader.lines("SignatureAttributes") {
        let line = entry.line();
        let Some(key) = entry.key().filter(|_| entry.has_explicit_key()) else { continue };
        let file = context.expand_name(key, line);
        let name = context.expand_name(entry.field(0), line);
        let Some(wishes) = context.section(&name) else {
            let message = format!("line {line}: [SignatureAttributes] names the section [{name}], which is not there");
            context.report(codes::inf::SECTION_MISSING.finding(message), Some(line));
            continue;
        };
        for wish in wishes.entries() {
            let Some(key) = wish.key().filter(|_| wish.has_explicit_key()) else { continue };
            if !context.spend(1 + file.len()) {
                break;
            }
            let wish = SignatureWish::of(&context.expand(key), &context.expand(wish.field(0)));
            attributes.push(SignatureAttribute { file: file.clone(), wish, line });
        }
    }
    attributes
}

impl SignatureWish {
    fn of(name: &str, value: &str) -> Self {
        if name.eq_ignore_ascii_case("PETrust") && value.eq_ignore_ascii_case("true") {
            Self::PeTrust
        } else if name.eq_ignore_ascii_case("DRMLevel") && ["1200", "1300"].contains(&value) {
            Self::DrmLevel(value.to_owned())
        } else {
            Self::Other(format!("{name} = {value}"))
        }
    }
}
