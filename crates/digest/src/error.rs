use std::io;

/// Why a digest could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The stream failed while it was read.
    #[error("cannot read the file at offset {offset}: {source}")]
    Read {
        /// How many bytes had been read before, from the start of the stream.
        offset: u64,
        /// What the reader said.
        source: io::Error,
    },
    /// Page hashes were asked for, and the file is not a PE image.
    #[error("page hashes need a PE image, and this file is not one")]
    NotPe,
    /// `SizeOfHeaders` is more than a page or than the file, or does not cover the optional header.
    #[error("page hashes need headers that end within the first page, and SizeOfHeaders is {size}")]
    HeaderSize {
        /// `SizeOfHeaders` of the optional header, in bytes.
        size: u32,
    },
    /// The section table is cut off by the end of the file.
    #[error("the section table at offset {offset} does not end within the file")]
    SectionTable {
        /// Where the table starts, from the start of the file.
        offset: u64,
    },
    /// The raw data of a section lies before that of its predecessor or within the headers, or
    /// passes the end of the file.
    #[error(
        "the data of section {index} (offset {offset}, {len} bytes) overlaps what is before it or passes the end of the file"
    )]
    SectionData {
        /// Which section, counted from 0.
        index: u16,
        /// `PointerToRawData`, from the start of the file.
        offset: u32,
        /// `SizeOfRawData`, in bytes.
        len: u32,
    },
    /// No section has data in the file.
    #[error("page hashes need a section with data, and the image has none")]
    NoSectionData,
}
