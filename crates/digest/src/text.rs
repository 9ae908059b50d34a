//! Variants of a text: other newlines, byte order mark or not, newline at the end or not.

use crate::near_miss::{NearMiss, NearMissKind};
use crate::pair::DigestPair;

/// How the characters of a text that matter here are stored.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    /// Any in which ASCII is itself: UTF-8, windows-125x.
    Bytes,
    Utf16Le,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Newline {
    Crlf,
    Lf,
}

impl Encoding {
    /// `None` if `content` does not look like text.
    fn of(content: &[u8]) -> Option<Self> {
        [Self::Bytes, Self::Utf16Le].into_iter().find(|encoding| encoding.fits(content))
    }

    fn fits(self, content: &[u8]) -> bool {
        let body = self.without_bom(content);
        // What an editor may have left in a text: tab, newlines, form feed, and the end-of-file
        // mark of DOS.
        let is_text = |unit: u16| unit >= 0x20 || matches!(unit, 0x09 | 0x0a | 0x0c | 0x0d | 0x1a);
        !body.is_empty()
            && match self {
                Self::Bytes => body.iter().all(|&byte| is_text(byte.into())),
                Self::Utf16Le => {
                    let (units, []) = body.as_chunks() else { return false };
                    let marked = body.len() < content.len();
                    let latin = units.iter().filter(|[_, high]| *high == 0).count();
                    units.iter().all(|&unit| is_text(u16::from_le_bytes(unit))) && (marked || latin > units.len() / 2)
                }
            }
    }

    const fn bom(self) -> &'static [u8] {
        match self {
            Self::Bytes => b"\xef\xbb\xbf",
            Self::Utf16Le => b"\xff\xfe",
        }
    }

    fn without_bom(self, content: &[u8]) -> &[u8] {
        content.strip_prefix(self.bom()).unwrap_or(content)
    }

    const fn newline(self, newline: Newline) -> &'static [u8] {
        match (self, newline) {
            (Self::Bytes, Newline::Crlf) => b"\r\n",
            (Self::Bytes, Newline::Lf) => b"\n",
            (Self::Utf16Le, Newline::Crlf) => b"\r\0\n\0",
            (Self::Utf16Le, Newline::Lf) => b"\n\0",
        }
    }

    /// Without the one newline at its end; `None` if there is none.
    fn without_final_newline(self, body: &[u8]) -> Option<&[u8]> {
        [Newline::Crlf, Newline::Lf].into_iter().find_map(|newline| body.strip_suffix(self.newline(newline)))
    }

    /// The newline of the first line, CRLF for a text of one line.
    fn first_newline(self, body: &[u8]) -> Newline {
        let (cr, lf) = (u16::from(b'\r'), u16::from(b'\n'));
        let mut previous = 0;
        for unit in self.units(body) {
            if unit == lf {
                return if previous == cr { Newline::Crlf } else { Newline::Lf };
            }
            previous = unit;
        }
        Newline::Crlf
    }

    fn units(self, body: &[u8]) -> impl Iterator<Item = u16> {
        let width = self.width();
        body.chunks_exact(width).filter_map(move |unit| match unit {
            [byte] => Some(u16::from(*byte)),
            [low, high] => Some(u16::from_le_bytes([*low, *high])),
            _ => None,
        })
    }

    const fn width(self) -> usize {
        match self {
            Self::Bytes => 1,
            Self::Utf16Le => 2,
        }
    }

    /// The text with every newline, CRLF or LF, written as asked for. A CR without LF is left alone.
    fn with_newlines(self, body: &[u8], newline: Newline) -> Vec<u8> {
        let (cr, lf) = (u16::from(b'\r'), u16::from(b'\n'));
        let mut text = Vec::with_capacity(body.len() + body.len() / 16);
        let mut previous = 0;
        for (unit, bytes) in self.units(body).zip(body.chunks_exact(self.width())) {
            if unit == lf {
                if previous == cr {
                    text.truncate(text.len().saturating_sub(self.width()));
                }
                text.extend_from_slice(self.newline(newline));
            } else {
                text.extend_from_slice(bytes);
            }
            previous = unit;
        }
        text
    }
}

/// Every combination of the changes, the unchanged text excepted; empty if `content` does not look
/// like text.
pub(crate) fn variants(content: &[u8]) -> Vec<NearMiss> {
    let Some(encoding) = Encoding::of(content) else {
        return Vec::new();
    };
    let body = encoding.without_bom(content);
    let has_bom = body.len() < content.len();
    let own_newline = encoding.first_newline(body);

    let mut found = Vec::new();
    for change in [None, Some(Newline::Crlf), Some(Newline::Lf)] {
        let rewritten = change.map(|newline| encoding.with_newlines(body, newline));
        if rewritten.as_deref() == Some(body) && change == Some(own_newline) {
            continue;
        }
        let body = rewritten.as_deref().unwrap_or(body);
        let final_newline = encoding.newline(change.unwrap_or(own_newline));
        for toggle_bom in [false, true] {
            for toggle_end in [false, true] {
                let mut kinds = Vec::new();
                kinds.extend(change.map(|newline| match newline {
                    Newline::Crlf => NearMissKind::Crlf,
                    Newline::Lf => NearMissKind::Lf,
                }));
                kinds.extend(toggle_bom.then_some(NearMissKind::Bom));
                kinds.extend(toggle_end.then_some(NearMissKind::FinalNewline));
                if kinds.is_empty() {
                    continue;
                }
                let bom = if has_bom != toggle_bom { encoding.bom() } else { &[] };
                let (body, end) = match (toggle_end, encoding.without_final_newline(body)) {
                    (false, _) => (body, &[] as &[u8]),
                    (true, Some(shorter)) => (shorter, &[] as &[u8]),
                    (true, None) => (body, final_newline),
                };
                found.push(NearMiss { kinds, digest: DigestPair::of(&[bom, body, end]) });
            }
        }
    }
    found
}
