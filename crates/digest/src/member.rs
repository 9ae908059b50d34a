//! The digest of a PE image or a cabinet once its headers are known: all that follows, but the signature.

use crate::cab::CabHeader;
use crate::digests::{CabInfo, PeInfo, SignatureArea};
use crate::pe::{PeHeader, SIGNATURE_TO_CHECKSUM, SectionScan};
use crate::sink::Sink;

/// The member digest under way.
pub(crate) struct MemberHasher<S> {
    hash: S,
    area: SignatureArea,
    /// Set while the stream has not shown that the signature ends within the file.
    cut: Option<Cut<S>>,
    /// Set while the section table of an image is not read to its end.
    sections: Option<SectionScan>,
    headers: Headers,
}

struct Cut<S> {
    start: u64,
    end: u64,
    /// From `start` on: the digest that leaves nothing out, for a file that ends before the signature does.
    uncut: Option<S>,
}

enum Headers {
    Pe(PeHeader),
    Cab(CabHeader),
}

/// What the headers said, with what the whole stream said about them.
pub(crate) enum MemberInfo {
    Pe(PeInfo),
    Cab(CabInfo),
}

impl<S: Sink> MemberHasher<S> {
    /// `hash` holds everything before the checksum; `bytes` begin at the PE signature, and end
    /// where the stream is now.
    pub(crate) fn pe(header: PeHeader, hash: S, bytes: &[u8]) -> Self {
        let security = header.security.map(|entry| (entry.offset, entry.len));
        let (area, cut) = area(security, header.end());
        let sections = SectionScan::new(&header);
        let mut member = Self { hash, area, cut, sections, headers: Headers::Pe(header) };

        let mut rest = bytes.get(SIGNATURE_TO_CHECKSUM + 4..).unwrap_or_default();
        let mut at = header.checksum + 4;
        if let Some(entry) = header.security {
            let (before, from_entry) = split(rest, entry.at - at);
            member.hash.update(before);
            rest = from_entry.get(8..).unwrap_or_default();
            at = entry.at + 8;
        }
        member.update(at, rest);
        member
    }

    /// `head` is all of the stream so far.
    pub(crate) fn cab(header: CabHeader, head: &[u8]) -> Self {
        let (area, cut) = area(header.signature, header.contents_end());
        let mut hash = S::default();
        let (parts, at) = header.digested_head(head);
        parts.iter().for_each(|part| hash.update(part));
        let mut member = Self { hash, area, cut, sections: None, headers: Headers::Cab(header) };
        member.update(at as u64, head.get(at..).unwrap_or_default());
        member
    }

    /// Takes what comes next in the stream; `at` is the file offset of its first byte.
    pub(crate) fn update(&mut self, at: u64, data: &[u8]) {
        if let Some(sections) = &mut self.sections {
            sections.update(at, data);
            if sections.is_complete() {
                let raw_data_end = sections.raw_data_end();
                self.sections = None;
                self.keep_sections(raw_data_end);
            }
        }
        let Some(cut) = &mut self.cut else {
            return self.hash.update(data);
        };
        let end = at.saturating_add(data.len() as u64);
        let (before, rest) = split(data, cut.start.saturating_sub(at));
        let (inside, after) = split(rest, cut.end.saturating_sub(at + before.len() as u64));
        self.hash.update(before);
        if !inside.is_empty() {
            cut.uncut.get_or_insert_with(|| self.hash.clone()).update(inside);
        }
        self.hash.update(after);
        if end >= cut.end {
            self.cut = None;
        }
    }

    /// Gives up leaving the certificate table out if it begins before the data of the last section ends: what an image
    /// is loaded from is always digested, wherever the security entry, which is not digested, points.
    fn keep_sections(&mut self, raw_data_end: u64) {
        if let (Some(cut), SignatureArea::Present { offset, len }) = (&self.cut, self.area)
            && cut.start < raw_data_end
        {
            self.cut = None;
            self.area = SignatureArea::Unusable { offset, len };
        }
    }

    /// All that is digested, and what is known, for a file of `size` bytes.
    pub(crate) fn finish(self, size: u64) -> (S, MemberInfo) {
        let (mut hash, area) = match (self.cut, self.area) {
            (Some(cut), SignatureArea::Present { offset, len }) => {
                (cut.uncut.unwrap_or(self.hash), SignatureArea::Unusable { offset, len })
            }
            (_, area) => (self.hash, area),
        };
        let info = match self.headers {
            Headers::Pe(header) => {
                let padding = match area {
                    SignatureArea::Present { .. } => 0,
                    _ => padding(size),
                };
                hash.update(zeros(padding));
                MemberInfo::Pe(PeInfo {
                    machine: header.machine,
                    pe32_plus: header.pe32_plus,
                    certificates: area,
                    padding,
                })
            }
            Headers::Cab(header) => MemberInfo::Cab(CabInfo { cab_size: header.size, signature: area }),
        };
        (hash, info)
    }
}

/// Judges where the headers say that the signature is, without knowing yet how long the file is.
fn area<S>(given: Option<(u32, u32)>, headers_end: u64) -> (SignatureArea, Option<Cut<S>>) {
    match given {
        None => (SignatureArea::NoPlace, None),
        Some((_, 0)) => (SignatureArea::Empty, None),
        Some((offset, len)) if u64::from(offset) < headers_end => (SignatureArea::Unusable { offset, len }, None),
        Some((offset, len)) => {
            let start = u64::from(offset);
            let cut = Cut { start, end: start + u64::from(len), uncut: None };
            (SignatureArea::Present { offset, len }, Some(cut))
        }
    }
}

/// How many bytes bring `size` to a multiple of 8.
fn padding(size: u64) -> u8 {
    match size % 8 {
        0 => 0,
        over => u8::try_from(8 - over).unwrap_or(0),
    }
}

fn zeros(count: u8) -> &'static [u8] {
    [0; 8].get(..usize::from(count)).unwrap_or_default()
}

/// Parts `data` after `at` bytes, or at its end if it is shorter.
fn split(data: &[u8], at: u64) -> (&[u8], &[u8]) {
    data.split_at(usize::try_from(at).map_or(data.len(), |at| at.min(data.len())))
}
