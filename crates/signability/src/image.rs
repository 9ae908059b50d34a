//! What an executable image says of itself: the headers of a PE file, and its version resource.
//!
//! Source: Microsoft's "PE Format" (COFF header, optional header, `.rsrc`) and its pages on `VS_VERSIONINFO`. All numbers are
//! little-endian. The bytes are hostile: every offset is checked, every list has a limit, nothing recurses.

use std::collections::HashMap;

/// What an executable image (PE) says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Image {
    /// The machine type of the COFF header, such as 0x8664.
    pub machine: u16,
    /// The subsystem of the optional header: 1 (native) for kernel drivers.
    pub subsystem: u16,
    /// Whether it holds code for the common language runtime (.NET): its machine then says little about where it runs.
    pub managed: bool,
    /// What its version resource says; `None` without one.
    pub version: Option<FileVersion>,
}

/// A version resource (`VS_VERSIONINFO`). Texts are empty when they are absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileVersion {
    /// The version of the file in the fixed part, most significant number first.
    pub version: [u16; 4],
    /// `dwFileFlags` of the fixed part, as far as `dwFileFlagsMask` says that they count.
    pub flags: u32,
    /// `CompanyName`.
    pub company: String,
    /// `ProductName`.
    pub product: String,
    /// `OriginalFilename`.
    pub original_name: String,
}

/// Machine types.
pub(crate) mod machine {
    pub(crate) const X86: u16 = 0x014c;
    pub(crate) const AMD64: u16 = 0x8664;
    pub(crate) const IA64: u16 = 0x0200;
    /// `ARM`, `THUMB` and `ARMNT`: all of them are 32-bit ARM.
    pub(crate) const ARM: [u16; 3] = [0x01c0, 0x01c2, 0x01c4];
    pub(crate) const ARM64: u16 = 0xaa64;
}

/// `VS_FF_DEBUG`.
pub(crate) const FLAG_DEBUG: u32 = 1;
/// `VS_FF_PRERELEASE`.
pub(crate) const FLAG_PRERELEASE: u32 = 2;

const PE32: u16 = 0x10b;
const PE32_PLUS: u16 = 0x20b;
/// Entries of the data directory.
const RESOURCES: usize = 2;
const CLR_HEADER: usize = 14;
/// The number of the resource type `RT_VERSION`.
const RT_VERSION: u32 = 16;
/// Sections of an image: the loader takes no more than 96.
const MAX_SECTIONS: usize = 96;
/// Entries of a resource directory that are looked at.
const MAX_RESOURCES: usize = 4096;
/// Octets of a version resource.
const MAX_VERSION: usize = 64 << 10;
/// Blocks of a version resource.
const MAX_BLOCKS: usize = 1000;
/// UTF-16 code units of a text.
const MAX_TEXT: usize = 256;

impl Image {
    /// The facts in the headers of a PE image; `None` when `bytes`, the whole file, are none. A version resource that is
    /// damaged counts as absent.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let start = usize::try_from(u32_at(bytes.strip_prefix(b"MZ").and(Some(bytes))?, 0x3c)?).ok()?;
        let headers = bytes.get(start..)?.strip_prefix(b"PE\0\0")?;
        let machine = u16_at(headers, 0)?;
        let section_count = usize::from(u16_at(headers, 2)?);
        let optional_size = usize::from(u16_at(headers, 16)?);
        let optional = headers.get(20..)?.get(..optional_size)?;
        let directory_offset = match u16_at(optional, 0)? {
            PE32 => 96,
            PE32_PLUS => 112,
            _ => return None,
        };
        let subsystem = u16_at(optional, 68)?;
        let directory = |index: usize| {
            let address = u32_at(optional, directory_offset + 8 * index)?;
            let size = u32_at(optional, directory_offset + 8 * index + 4)?;
            let known = u32_at(optional, directory_offset - 4).is_some_and(|count| (index as u64) < u64::from(count));
            (known && address != 0 && size != 0).then_some(address)
        };
        let table = headers.get(20 + optional_size..).unwrap_or_default();
        let sections = table.chunks_exact(40).take(section_count.min(MAX_SECTIONS));
        let mapped = Mapped { bytes, sections: sections.filter_map(Range::read).collect() };
        let version = directory(RESOURCES).and_then(|address| version_resource(&mapped, address));
        Some(Self { machine, subsystem, managed: directory(CLR_HEADER).is_some(), version })
    }

    /// Whether it runs in the kernel, as drivers do.
    pub(crate) fn is_native(&self) -> bool {
        self.subsystem == 1
    }
}

/// Where a section lies in memory and in the file.
struct Range {
    address: u32,
    size: u32,
    offset: u32,
}

impl Range {
    fn read(header: &[u8]) -> Option<Self> {
        Some(Self { address: u32_at(header, 12)?, size: u32_at(header, 16)?, offset: u32_at(header, 20)? })
    }
}

/// The file, read by the addresses of the image.
struct Mapped<'a> {
    bytes: &'a [u8],
    sections: Vec<Range>,
}

impl<'a> Mapped<'a> {
    /// What the file has from `address` to the end of the section.
    fn at(&self, address: u32) -> Option<&'a [u8]> {
        self.sections.iter().find_map(|section| {
            let within = address.checked_sub(section.address).filter(|&within| within < section.size)?;
            let from = usize::try_from(section.offset.checked_add(within)?).ok()?;
            let to = usize::try_from(section.offset.checked_add(section.size)?).ok()?;
            self.bytes.get(from..to.min(self.bytes.len()))
        })
    }
}

/// The first version resource, in whatever language.
fn version_resource(mapped: &Mapped<'_>, address: u32) -> Option<FileVersion> {
    let resources = mapped.at(address)?;
    // Three levels: type, name, language. Names and languages are not chosen among: the first will do.
    let names = subdirectory(entry(resources, 0, Some(RT_VERSION))?)?;
    let languages = subdirectory(entry(resources, names, None)?)?;
    let leaf = entry(resources, languages, None)?;
    let leaf = usize::try_from(leaf).ok().filter(|_| leaf & SUBDIRECTORY == 0)?;
    let data = mapped.at(u32_at(resources, leaf)?)?;
    let size = usize::try_from(u32_at(resources, leaf.checked_add(4)?)?).ok()?;
    version_info(data.get(..size.min(MAX_VERSION))?)
}

/// The bit that tells a subdirectory from a leaf.
const SUBDIRECTORY: u32 = 1 << 31;

fn subdirectory(entry: u32) -> Option<usize> {
    usize::try_from(entry & !SUBDIRECTORY).ok().filter(|_| entry & SUBDIRECTORY != 0)
}

/// Where the entry `id` of the directory at `offset` leads, or the first entry.
fn entry(resources: &[u8], offset: usize, id: Option<u32>) -> Option<u32> {
    let directory = resources.get(offset..)?;
    let count = usize::from(u16_at(directory, 12)?) + usize::from(u16_at(directory, 14)?);
    let mut entries = directory.get(16..)?.chunks_exact(8).take(count.min(MAX_RESOURCES));
    let entry = entries.find(|entry| id.is_none() || u32_at(entry, 0) == id)?;
    u32_at(entry, 4)
}

/// Reads a tree of blocks: length, length of the value, kind, key (UTF-16 with a closing NUL), padding to four octets, value,
/// padding, and blocks inside. The tree is flat here: texts are told by their keys alone.
fn version_info(data: &[u8]) -> Option<FileVersion> {
    let root = Block::read(data)?;
    if root.key != "VS_VERSION_INFO" {
        return None;
    }
    let fixed = root.value;
    let mut version = FileVersion::default();
    if u32_at(fixed, 0) == Some(0xFEEF_04BD) {
        let numbers = [10, 8, 14, 12].map(|offset| u16_at(fixed, offset).unwrap_or(0));
        version.version = numbers;
        version.flags = u32_at(fixed, 28).unwrap_or(0) & u32_at(fixed, 24).unwrap_or(0);
    }
    let mut texts: HashMap<String, String> = HashMap::new();
    let mut open = vec![root.inside];
    let mut left = MAX_BLOCKS;
    while let Some(mut rest) = open.pop() {
        while let Some(block) = Block::read(rest) {
            let Some(next) = left.checked_sub(1) else { return Some(version) };
            left = next;
            rest = rest.get(block.size..).unwrap_or_default();
            if !block.inside.is_empty() {
                open.push(block.inside);
            }
            if !block.value.is_empty() {
                texts.entry(block.key).or_insert_with(|| text(block.value));
            }
        }
    }
    let mut take = |key: &str| texts.remove(key).unwrap_or_default();
    version.company = take("CompanyName");
    version.product = take("ProductName");
    version.original_name = take("OriginalFilename");
    Some(version)
}

/// A block of a version resource.
struct Block<'a> {
    /// With the padding to the next one.
    size: usize,
    key: String,
    value: &'a [u8],
    inside: &'a [u8],
}

impl<'a> Block<'a> {
    fn read(data: &'a [u8]) -> Option<Self> {
        let length = usize::from(u16_at(data, 0)?);
        let value_length = usize::from(u16_at(data, 2)?);
        let is_text = u16_at(data, 4)? == 1;
        let whole = data.get(..length)?;
        let key = text(whole.get(6..)?);
        // The value begins at a multiple of four octets after the key and its NUL.
        let value_start = (6 + 2 * (key.encode_utf16().count() + 1)).next_multiple_of(4);
        // The length of a text is in code units; some compilers give octets, and what is too long ends with the block.
        let value_size = if is_text { 2 * value_length } else { value_length };
        let rest = whole.get(value_start..).unwrap_or_default();
        let (value, inside) = rest.split_at(value_size.min(rest.len()));
        let inside = inside.get(value_size.next_multiple_of(4) - value_size..).unwrap_or_default();
        Some(Self { size: length.next_multiple_of(4).max(4), key, value, inside })
    }
}

/// UTF-16 up to the first NUL.
fn text(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).filter_map(|unit| u16_at(unit, 0));
    let units: Vec<u16> = units.take_while(|&unit| unit != 0).take(MAX_TEXT).collect();
    String::from_utf16_lossy(&units).trim().to_owned()
}

fn u16_at(bytes: &[u8], offset: usize) -> Option<u16> {
    let octets = bytes.get(offset..offset.checked_add(2)?)?;
    octets.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], offset: usize) -> Option<u32> {
    let octets = bytes.get(offset..offset.checked_add(4)?)?;
    octets.try_into().ok().map(u32::from_le_bytes)
}
