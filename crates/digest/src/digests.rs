use crate::pair::DigestPair;

/// What a file is, as far as its digest goes; told by content, never by name.
///
/// * `Pe`: `MZ`, then `PE\0\0` where the DOS header says, and an optional header of PE32 or PE32+ that
///   reaches at least up to its data directories. Anything less (a DOS or NE program, a ROM image, headers
///   cut off by the end of the file) is flat.
/// * `Cab`: `MSCF` and a header of 36 bytes. Anything shorter is flat.
/// * `Flat`: everything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A PE image.
    Pe,
    /// A cabinet.
    Cab,
    /// Any other file.
    Flat,
}

impl FileKind {
    /// The word used in reports: `pe`, `cab` or `flat`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pe => "pe",
            Self::Cab => "cab",
            Self::Flat => "flat",
        }
    }
}

impl std::fmt::Display for FileKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The digests of one file, and what was learned about it on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digests {
    /// What the file is.
    pub kind: FileKind,
    /// Its length in bytes.
    pub size: u64,
    /// The digests of all its bytes.
    pub flat: DigestPair,
    /// The digests a catalog member carries: PE image digest, CAB digest, or the flat one.
    pub member: DigestPair,
    /// About the image; present if `kind` is [`FileKind::Pe`].
    pub pe: Option<PeInfo>,
    /// About the cabinet; present if `kind` is [`FileKind::Cab`].
    pub cab: Option<CabInfo>,
}

/// What the headers of a PE image say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeInfo {
    /// `Machine` of the file header, like 0x8664 (PE format, "Machine Types").
    pub machine: u16,
    /// Whether the optional header is PE32+ (64-bit addresses).
    pub pe32_plus: bool,
    /// The certificate table.
    pub certificates: SignatureArea,
    /// How many zero bytes (0 to 7) were digested after the end of the file, to bring an image without
    /// certificate table to a multiple of 8. The digest then is the one the image keeps when it is signed.
    pub padding: u8,
}

/// What the header of a cabinet says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CabInfo {
    /// `cbCabinet`, the size the header gives (offset 8). The link of a catalog's CAB member carries the
    /// SHA-256 of these four bytes, little-endian.
    pub cab_size: u32,
    /// The signature the header's reserve points to.
    pub signature: SignatureArea,
}

/// Where the embedded signature of an image or a cabinet is. It is left out of the digest only if
/// it is `Present`; bytes after it are digested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureArea {
    /// The headers have no place to point to a signature: an image with fewer than five data directories,
    /// a cabinet without the 20-byte reserve that signing makes.
    NoPlace,
    /// There is such a place, and it gives a size of 0.
    Empty,
    /// Within the file, behind the headers and behind the data of all sections.
    Present {
        /// From the start of the file, in bytes.
        offset: u32,
        /// In bytes, never 0.
        len: u32,
    },
    /// The headers point into themselves, into the data of a section or past the end of the file. No byte is left out
    /// for it (or else code could be put into an image without a change of its digest), and an image is padded as if it had no certificate table. What Windows does with such a file
    /// is not documented.
    Unusable {
        /// As given in the headers.
        offset: u32,
        /// As given in the headers.
        len: u32,
    },
}
