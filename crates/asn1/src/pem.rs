//! PEM (RFC 7468): DER in base64, between lines that say what it is.

use crate::{Cursor, Error, Mode, escape};
use std::fmt;
use zeroize::Zeroizing;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// One block, decoded.
pub struct Block {
    /// What it says it is, like `CERTIFICATE`.
    pub label: String,
    /// The line of the file on which it begins, counted from 1.
    pub line: usize,
    /// Value of the header `DEK-Info` of a traditionally encrypted key (RFC 1421, 4.6.1.3).
    pub dek_info: Option<String>,
    /// Its octets, wiped when dropped: they may be those of a private key.
    pub der: Zeroizing<Vec<u8>>,
}

/// A certificate of a [`Block`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertificateBlock<'a> {
    /// The certificate, in DER.
    pub certificate: &'a [u8],
    /// What OpenSSL puts behind it in a `TRUSTED CERTIFICATE`, in DER: for which uses to trust or not to trust it, and
    /// a name for it (`X509_CERT_AUX`). Empty in other blocks.
    pub settings: &'a [u8],
}

/// A block without an end, or with contents that are not base64.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("block {} in line {line}: {reason}", escape(label))]
pub struct PemError {
    /// What the block says it is; hostile text.
    pub label: String,
    /// The line on which it begins, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl Block {
    /// The certificate that the block holds; `None` when its label says that it holds something else.
    ///
    /// # Errors
    /// When what OpenSSL's `TRUSTED CERTIFICATE` begins with is no ASN.1 element. The certificate itself is not looked at.
    pub fn certificate(&self) -> Result<Option<CertificateBlock<'_>>, Error> {
        let der = self.der.as_slice();
        match self.label.as_str() {
            "CERTIFICATE" | "X509 CERTIFICATE" => Ok(Some(CertificateBlock { certificate: der, settings: &[] })),
            "TRUSTED CERTIFICATE" => {
                let certificate = Cursor::new(der, Mode::Tolerant).any("Certificate")?.raw;
                let settings = der.get(certificate.len()..).unwrap_or_default();
                Ok(Some(CertificateBlock { certificate, settings }))
            }
            _ => Ok(None),
        }
    }
}

impl fmt::Debug for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Block").field("label", &self.label).field("line", &self.line).finish_non_exhaustive()
    }
}

/// Whether there is a block somewhere in `bytes`.
#[must_use]
pub fn is_pem(bytes: &[u8]) -> bool {
    bytes.windows(BEGIN.len()).any(|window| window == BEGIN)
}

/// All blocks, in file order. Text around them, in whatever encoding, is passed over: OpenSSL and browsers write some.
///
/// # Errors
/// When a block does not end with its own label, or is not base64. Lines may be of any length.
pub fn blocks(bytes: &[u8]) -> Result<Vec<Block>, PemError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut blocks = Vec::new();
    let mut lines = bytes.split(|&octet| octet == b'\n').map(<[u8]>::trim_ascii).zip(1..);
    while let Some((line, number)) = lines.next() {
        let Some(label) = label(line, BEGIN) else { continue };
        let malformed = |reason| PemError { label: label.clone(), line: number, reason };
        let mut dek_info = None;
        let mut body = Zeroizing::new(String::new());
        loop {
            let (line, _) = lines.next().ok_or_else(|| malformed("it has no end"))?;
            if line.starts_with(END) {
                if self::label(line, END).as_ref() != Some(&label) {
                    return Err(malformed("it ends as something else"));
                }
                break;
            }
            let text = std::str::from_utf8(line).map_err(|_| malformed("not base64"))?;
            match text.split_once(':') {
                Some(("DEK-Info", value)) => dek_info = Some(value.trim().to_owned()),
                Some(_) => {}
                None => body.extend(text.split_ascii_whitespace()),
            }
        }
        let der = base64(&body).ok_or_else(|| malformed("not base64"))?;
        blocks.push(Block { label, line: number, dek_info, der });
    }
    Ok(blocks)
}

/// PEM of `der`, in lines of 64 characters, wiped when dropped. `label` is a label of RFC 7468, section 3: anything else
/// gives an empty text.
#[must_use]
pub fn encode(label: &str, der: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(der::pem::encode_string(label, der::pem::LineEnding::LF, der).unwrap_or_default())
}

fn label(line: &[u8], start: &[u8]) -> Option<String> {
    let label = line.strip_prefix(start)?.strip_suffix(DASHES)?;
    String::from_utf8(label.to_vec()).ok()
}

/// Decodes base64 of any line length, by way of the strict form of RFC 7468.
fn base64(body: &str) -> Option<Zeroizing<Vec<u8>>> {
    let size = body.len().saturating_add(body.len() / 32).saturating_add(64);
    let mut pem = Zeroizing::new(String::with_capacity(size));
    pem.push_str("-----BEGIN X-----");
    for (index, c) in body.chars().enumerate() {
        if index % 64 == 0 {
            pem.push('\n');
        }
        pem.push(c);
    }
    pem.push_str("\n-----END X-----\n");
    der::pem::decode_vec(pem.as_bytes()).ok().map(|(_, der)| Zeroizing::new(der))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_around_blocks_and_any_line_length_are_taken() {
        let text = b"\xef\xbb\xbfBag Attributes: \xff\r\n-----BEGIN A B-----\r\nAQID\r\nBA==\r\n-----END A B-----\r\n\
            -----BEGIN C-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAQ==\n-----END C-----";
        let blocks = blocks(text).unwrap();
        assert!(is_pem(text));
        assert_eq!(blocks.len(), 2);
        assert_eq!((blocks[0].label.as_str(), blocks[0].der.as_slice()), ("A B", &[1, 2, 3, 4][..]));
        assert_eq!(blocks[1].dek_info.as_deref(), Some("AES-128-CBC,00"));
        assert_eq!((blocks[0].line, blocks[1].line), (2, 6));
    }

    #[test]
    fn a_byte_order_mark_does_not_hide_the_first_block() {
        assert_eq!(blocks(b"\xef\xbb\xbf-----BEGIN A-----\nAQID\n-----END A-----\n").unwrap().len(), 1);
    }

    #[test]
    fn what_is_encoded_is_decoded() {
        let der: Vec<u8> = (0..=255).collect();
        let blocks = blocks(encode("X Y", &der).as_bytes()).unwrap();
        assert_eq!(*blocks[0].der, der);
    }

    #[test]
    fn a_block_without_its_own_end_or_with_other_characters_is_refused() {
        for text in [
            "\n-----BEGIN A-----\nAQID\n",
            "\n-----BEGIN A-----\nA!ID\n-----END A-----\n",
            "\n-----BEGIN A-----\nAQID\n-----END B-----\n",
        ] {
            let error = blocks(text.as_bytes()).map(|blocks| blocks.len()).unwrap_err();
            assert_eq!((error.label.as_str(), error.line), ("A", 2), "{error}");
        }
    }

    #[test]
    fn a_trusted_certificate_is_told_from_its_settings() {
        let block = |label: &str| Block {
            label: label.to_owned(),
            line: 1,
            dek_info: None,
            der: Zeroizing::new(vec![0x30, 0, 0x30, 1, 7]),
        };
        let trusted = block("TRUSTED CERTIFICATE");
        let certificate = trusted.certificate().unwrap().unwrap();
        assert_eq!((certificate.certificate, certificate.settings), (&[0x30, 0][..], &[0x30, 1, 7][..]));
        assert_eq!(block("CERTIFICATE").certificate().unwrap().unwrap().settings, []);
        assert_eq!(block("X509 CRL").certificate().unwrap(), None);
    }

    #[test]
    fn a_label_cannot_steer_a_terminal_through_the_error() {
        let error = blocks("-----BEGIN \u{1b}[1m-----\n".as_bytes()).map(|blocks| blocks.len()).unwrap_err();
        assert_eq!(error.to_string(), "block \\u{1b}[1m in line 1: it has no end");
    }
}
