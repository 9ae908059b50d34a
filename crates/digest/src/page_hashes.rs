use crate::error::Error;
use crate::le::u32_at;
use crate::pair::Algorithm;
use crate::pe::{PeHeader, SECTION_HEADER_LEN};

/// The largest page, in bytes.
const MAX_PAGE: usize = 8192;
const ZERO_PAGE: [u8; MAX_PAGE] = [0; MAX_PAGE];
/// Length of the file offset in an entry.
const OFFSET_LEN: usize = 4;

/// The page hashes of an image, in the form in which a catalog stores them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageHashes {
    algorithm: Algorithm,
    blob: Vec<u8>,
}

/// One page hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageHash<'a> {
    /// Where the page begins, from the start of the file.
    pub offset: u32,
    /// Its digest; in the last entry, which only says where the sections end, all zero.
    pub digest: &'a [u8],
}

impl PageHashes {
    /// The algorithm of the digests.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The bytes as stored: for every entry its offset (four bytes, little-endian) and its digest.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.blob
    }

    /// The bytes as stored, see [`as_bytes`](Self::as_bytes).
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.blob
    }

    /// The entries in ascending order of their offset: headers, pages of sections, end.
    pub fn entries(&self) -> impl Iterator<Item = PageHash<'_>> {
        self.blob.chunks_exact(OFFSET_LEN + self.algorithm.digest_len()).filter_map(|entry| {
            let (offset, digest) = entry.split_first_chunk()?;
            Some(PageHash { offset: u32::from_le_bytes(*offset), digest })
        })
    }

    fn push(&mut self, offset: u32, digest: &[u8]) {
        self.blob.extend_from_slice(&offset.to_le_bytes());
        self.blob.extend_from_slice(digest);
    }
}

/// Digests a PE image page by page, for `SPC_PE_IMAGE_PAGE_HASHES` (1.3.6.1.4.1.311.2.3.1 with
/// SHA-1, 2.3.2 with SHA-256).
///
/// The first entry covers the headers without the checksum and the security directory entry, the
/// next ones a page each of the raw data of the sections, all filled up with zeros as in
/// memory; the last one gives the end of the raw data. Overlay and certificate table are not
/// covered, so that signing the image leaves its page hashes as they are. Checked against catalogs
/// made by MakeCat (SHA-256) and by Microsoft's own builds (SHA-1).
///
/// A page is that of the processor, 4096 bytes (8192 on Itanium and Alpha), whatever the section alignment: Microsoft's own
/// kernel32.dll for x86, with an alignment of 65536, has hashes of 4096 bytes (sassoftware/relic issue 32, ralphje/signify issue
/// 58). Of an alignment below that of a page no sample is known.
///
/// # Errors
/// [`Error::NotPe`], and the other kinds of [`Error`] but `Read` for images of which no sample
/// shows what their page hashes are: headers of more than a page, sections that overlap or pass the end of the file.
pub fn page_hashes(image: &[u8], algorithm: Algorithm) -> Result<PageHashes, Error> {
    let header = PeHeader::of_image(image).ok_or(Error::NotPe)?;
    let size = page_size(header.machine);
    let mut hashes = PageHashes { algorithm, blob: Vec::new() };
    hashes.push(0, &header_page(image, &header, size, algorithm)?);
    let mut end = header.size_of_headers;
    let mut has_data = false;
    for (index, section) in (0..).zip(section_table(image, &header)?.chunks_exact(SECTION_HEADER_LEN)) {
        let (Some(len), Some(offset)) = (u32_at(section, 16), u32_at(section, 20)) else { break };
        if len == 0 {
            continue;
        }
        // In file order, so that the work is bounded by the length of the file, whatever the table says.
        let data = (offset >= end).then(|| slice(image, offset.into(), len.into())).flatten();
        let (Some(data), Some(section_end)) = (data, offset.checked_add(len)) else {
            return Err(Error::SectionData { index, offset, len });
        };
        for (page_offset, page) in (offset..).step_by(size).zip(data.chunks(size)) {
            let fill = ZERO_PAGE.get(page.len()..size).unwrap_or_default();
            hashes.push(page_offset, &algorithm.of(&[page, fill]));
        }
        end = section_end;
        has_data = true;
    }
    if !has_data {
        return Err(Error::NoSectionData);
    }
    hashes.push(end, ZERO_PAGE.get(..algorithm.digest_len()).unwrap_or_default());
    Ok(hashes)
}

/// The size of a page of memory on a machine (`IMAGE_FILE_MACHINE_IA64`, `_ALPHA`, `_ALPHA64`, all others), in bytes.
const fn page_size(machine: u16) -> usize {
    match machine {
        0x0200 | 0x0184 | 0x0284 => MAX_PAGE,
        _ => 4096,
    }
}

/// The digest of the first page. The bytes left out are not made up for: less than a page is hashed.
fn header_page(image: &[u8], header: &PeHeader, page_size: usize, algorithm: Algorithm) -> Result<Vec<u8>, Error> {
    let size = header.size_of_headers;
    let parts = || {
        let len = usize::try_from(size).ok()?;
        let fill = page_size.checked_sub(len)?;
        let page = image.get(..len)?;
        let (before, rest) = page.split_at_checked(usize::try_from(header.checksum).ok()?)?;
        let rest = rest.get(4..)?;
        let (between, after) = match header.security {
            Some(entry) => {
                let (between, rest) = rest.split_at_checked(usize::try_from(entry.at - header.checksum - 4).ok()?)?;
                (between, rest.get(8..)?)
            }
            None => (rest, &[] as &[u8]),
        };
        Some([before, between, after, ZERO_PAGE.get(..fill)?])
    };
    Ok(algorithm.of(&parts().ok_or(Error::HeaderSize { size })?))
}

fn section_table<'a>(image: &'a [u8], header: &PeHeader) -> Result<&'a [u8], Error> {
    let offset = header.section_table;
    slice(image, offset, header.end() - offset).ok_or(Error::SectionTable { offset })
}

fn slice(image: &[u8], offset: u64, len: u64) -> Option<&[u8]> {
    let start = usize::try_from(offset).ok()?;
    image.get(start..start.checked_add(usize::try_from(len).ok()?)?)
}
