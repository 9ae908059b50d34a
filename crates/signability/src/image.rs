/// What an executable image (PE) says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Image {
    /// The machine type of the COFF header, such as 0x8664.
    pub machine: u16,
    /// What its version resource says; `None` without one.
    pub version: Option<FileVersion>,
}

impl Image {
    /// What the headers of an image say; `None` for what is no image.
    #[must_use]
    pub fn read(_bytes: &[u8]) -> Option<Self> {
        None
    }
}

/// A version resource (`VS_VERSIONINFO`). Texts are empty when they are absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileVersion {
    /// The version of the file in the fixed part, most significant number first.
    pub version: [u16; 4],
    /// `CompanyName`.
    pub company: String,
    /// `ProductName`.
    pub product: String,
    /// `OriginalFilename`.
    pub original_name: String,
}
