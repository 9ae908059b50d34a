use crate::Error;
use zeroize::Zeroizing;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// One PEM block, decoded.
pub(crate) struct Block {
    pub(crate) label: String,
    /// Value of the header `DEK-Info` of a traditionally encrypted key (RFC 1421, 4.6.1.3).
    pub(crate) dek_info: Option<String>,
    pub(crate) der: Zeroizing<Vec<u8>>,
}

/// PEM of `der` (RFC 7468), wiped when dropped.
pub(crate) fn encode(label: &str, der: &[u8]) -> Zeroizing<String> {
    // The encoder refuses nothing but labels that are no labels, and those used here are constants.
    let pem = der::pem::encode_string(label, der::pem::LineEnding::LF, der);
    Zeroizing::new(pem.unwrap_or_default())
}

/// Whether there is a PEM block somewhere in `bytes`.
pub(crate) fn is_pem(bytes: &[u8]) -> bool {
    bytes.windows(BEGIN.len()).any(|window| window == BEGIN)
}

/// All blocks, in file order. Text around them is skipped, as OpenSSL and browsers write some.
pub(crate) fn blocks(bytes: &[u8]) -> Result<Vec<Block>, Error> {
    let mut blocks = Vec::new();
    let mut lines = bytes.split(|&octet| octet == b'\n').map(<[u8]>::trim_ascii).enumerate();
    while let Some((index, line)) = lines.next() {
        let Some(label) = label(line) else { continue };
        let number = index.saturating_add(1);
        let malformed = |reason: &str| Error::malformed("PEM", format!("block {label} in line {number}: {reason}"));
        let mut dek_info = None;
        let mut body = Zeroizing::new(String::new());
        loop {
            let (_, line) = lines.next().ok_or_else(|| malformed("it has no end"))?;
            if line.starts_with(END) {
                break;
            }
            let text = std::str::from_utf8(line).map_err(|_| malformed("not base64"))?;
            match text.split_once(':') {
                Some(("DEK-Info", value)) => dek_info = Some(value.trim().to_owned()),
                Some(_) => {}
                None => body.push_str(text),
            }
        }
        let der = base64(&body).ok_or_else(|| malformed("not base64"))?;
        blocks.push(Block { label, dek_info, der });
    }
    Ok(blocks)
}

fn label(line: &[u8]) -> Option<String> {
    let label = line.strip_prefix(BEGIN)?.strip_suffix(DASHES)?;
    String::from_utf8(label.to_vec()).ok()
}

/// Decodes base64 of any line length, by way of the strict form of RFC 7468.
fn base64(body: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut pem = Zeroizing::new(String::with_capacity(body.len().saturating_add(body.len() / 32).saturating_add(64)));
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
    }

    #[test]
    fn what_is_encoded_is_decoded() {
        let der: Vec<u8> = (0..=255).collect();
        let blocks = blocks(encode("X Y", &der).as_bytes()).unwrap();
        assert_eq!(*blocks[0].der, der);
    }

    #[test]
    fn a_block_without_end_or_with_other_characters_is_refused() {
        for text in ["-----BEGIN A-----\nAQID\n", "-----BEGIN A-----\nA!ID\n-----END A-----\n"] {
            let error = blocks(text.as_bytes()).map(|blocks| blocks.len()).unwrap_err();
            assert!(matches!(error, Error::Malformed { what: "PEM", .. }), "{error}");
        }
    }
}
