use catseal_finding::{Finding, codes};

/// How the text of an INF is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// Bytes of a code page, without a mark: what Windows calls ANSI. Plain ASCII is this, too.
    Ansi,
    /// UTF-8 with a byte order mark.
    Utf8,
    /// UTF-16, low byte first, with a byte order mark: the form Microsoft recommends.
    Utf16Le,
    /// UTF-16, low byte first, without a byte order mark. Inf2Cat does not take such a file for an INF.
    Utf16LeUnmarked,
    /// UTF-16, high byte first, with or without a byte order mark. Windows does not read it.
    Utf16Be,
}

/// The code page in which an ANSI INF is read.
///
/// Windows uses that of the machine, so names with letters beyond ASCII depend on it; the default
/// here is windows-1252, that of a western Windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodePage(&'static encoding_rs::Encoding);

impl CodePage {
    /// windows-1252.
    pub const WESTERN: Self = Self(encoding_rs::WINDOWS_1252);

    /// The code page of that name or number: `1251`, `cp1251`, `windows-1251`, `932`, `gbk`, ...
    ///
    /// `None` for what is unknown, and for Unicode, which is not a code page.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        let number = name.strip_prefix("cp").unwrap_or(&name);
        let encoding = match number {
            "932" => Some(encoding_rs::SHIFT_JIS),
            "936" => Some(encoding_rs::GBK),
            "949" => Some(encoding_rs::EUC_KR),
            "950" => Some(encoding_rs::BIG5),
            _ if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                encoding_rs::Encoding::for_label(format!("windows-{number}").as_bytes())
            }
            _ => encoding_rs::Encoding::for_label(name.as_bytes()),
        }?;
        (encoding.is_ascii_compatible() && encoding != encoding_rs::UTF_8).then_some(Self(encoding))
    }

    /// Its name in the WHATWG Encoding Standard, such as `windows-1252`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

impl Default for CodePage {
    fn default() -> Self {
        Self::WESTERN
    }
}

/// The text of `bytes`, how they were encoded, and what is wrong with that.
pub(crate) fn decode(bytes: &[u8], codepage: CodePage) -> (String, Encoding, Vec<Finding>) {
    let mut findings = Vec::new();
    let (encoding, decoder, body) = detect(bytes, codepage);
    let (text, malformed) = decoder.decode_without_bom_handling(body);
    match encoding {
        Encoding::Utf8 => findings.push(
            codes::inf::ENCODING_UTF8_MARKED
                .finding("the INF is UTF-8 with a byte order mark; Windows documents only ANSI and UTF-16LE with one"),
        ),
        Encoding::Utf16LeUnmarked => findings.push(codes::inf::ENCODING_UTF16_UNMARKED.finding(
            "the INF is UTF-16LE without a byte order mark, so Inf2Cat and Windows do not take it for an INF",
        )),
        Encoding::Utf16Be => findings.push(
            codes::inf::ENCODING_UTF16_BE.finding("the INF is UTF-16BE (high byte first), which Windows does not read"),
        ),
        Encoding::Ansi if !body.is_ascii() => {
            let line = line_of(body, body.iter().position(|byte| !byte.is_ascii()).unwrap_or(0));
            findings.push(if std::str::from_utf8(body).is_ok() {
                codes::inf::ENCODING_UTF8_UNMARKED
                    .finding(format!(
                        "line {line}: the INF is UTF-8 without a byte order mark; Windows reads it as ANSI and garbles \
                         what is not ASCII (read here as {})",
                        codepage.name()
                    ))
                    .line(line)
            } else {
                codes::inf::ENCODING_CODE_PAGE
                    .finding(format!(
                        "line {line}: the INF is ANSI with letters beyond ASCII, which depend on the code page of the \
                         machine (read here as {})",
                        codepage.name()
                    ))
                    .line(line)
            });
        }
        Encoding::Ansi | Encoding::Utf16Le => {}
    }
    if malformed {
        findings.push(
            codes::inf::ENCODING_MALFORMED.finding(format!("the INF has bytes that are not valid {}", decoder.name())),
        );
    }
    (text.into_owned(), encoding, findings)
}

fn detect(bytes: &[u8], codepage: CodePage) -> (Encoding, &'static encoding_rs::Encoding, &[u8]) {
    use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE};

    if let Some(body) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return (Encoding::Utf8, UTF_8, body);
    }
    if let Some(body) = bytes.strip_prefix(b"\xFF\xFE") {
        return (Encoding::Utf16Le, UTF_16LE, body);
    }
    if let Some(body) = bytes.strip_prefix(b"\xFE\xFF") {
        return (Encoding::Utf16Be, UTF_16BE, body);
    }
    // The text of an INF is mostly ASCII: in UTF-16 one octet of each pair is then zero, and in
    // ANSI none is. NULs alone are legal in ANSI (they count as blanks), so both halves are judged.
    let pairs = bytes.len() / 2;
    let high_zero = bytes.iter().skip(1).step_by(2).filter(|&&byte| byte == 0).count();
    let low_zero = bytes.iter().step_by(2).filter(|&&byte| byte == 0).count();
    if pairs >= 4 && high_zero > pairs / 2 && low_zero < pairs / 4 {
        (Encoding::Utf16LeUnmarked, UTF_16LE, bytes)
    } else if pairs >= 4 && low_zero > pairs / 2 && high_zero < pairs / 4 {
        (Encoding::Utf16Be, UTF_16BE, bytes)
    } else {
        (Encoding::Ansi, codepage.0, bytes)
    }
}

fn line_of(bytes: &[u8], position: usize) -> u32 {
    let newlines = bytes.iter().take(position).filter(|&&byte| byte == b'\n').count();
    u32::try_from(newlines).unwrap_or(u32::MAX).saturating_add(1)
}
