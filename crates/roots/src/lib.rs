//! Microsoft's root programme as data: octets, and nothing that reads them.
//!
//! Where each comes from, and how it is made anew, is said in `data/README.md`. The form of the programme is that of
//! `catseal_trust::compile_programme`; `cargo xtask roots` writes it.

#![no_std]

/// The roots for code and time stamps, with the usages and dates that Microsoft's programme sets each of them (DER).
pub static PROGRAMME: &[u8] = include_bytes!("../data/programme.der");

/// The Name of the Microsoft Code Verification Root (DER).
///
/// Its certificate is not published outside Windows. The name is the issuer of the cross-certificates that Microsoft
/// published.
pub static CODE_VERIFICATION_NAME: &[u8] = include_bytes!("../data/code-verification-root.name.der");

/// The SubjectPublicKeyInfo of the Microsoft Code Verification Root (DER).
///
/// The key was computed from the signatures of its cross-certificates (n divides s^e - m for each of them), verifies eight
/// of them, and has the key identifier that they name, 62fb0a215b7f436e11da0954506bf5d29671f19e (SHA-1 of these octets).
pub static CODE_VERIFICATION_KEY: &[u8] = include_bytes!("../data/code-verification-root.spki.der");
