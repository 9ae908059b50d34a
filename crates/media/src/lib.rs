//! What lies inside cabinets and compressed files.
//!
//! A driver package may bring its files packed: in a cabinet that `[SourceDisksNames]` of the INF names, or one by one under
//! names that end in an underscore (`x.sy_` for `x.sys`). Windows unpacks them when it installs, and a catalog vouches for
//! what is inside. This crate reads the forms that the setup functions of Windows unpack:
//!
//! | form | begins with | read by |
//! |---|---|---|
//! | cabinet, stored, MSZIP or LZX ([MS-CAB], [MS-MCI], [MS-PATCH]) | `MSCF` | [`Cabinet`] |
//! | a file compressed by COMPRESS.EXE (LZSS) | `SZDD` | [`expand`] |
//!
//! Cabinets with Quantum compression, sets of several cabinets, and the forms of MS-DOS tools that Windows' setup functions do not
//! know (`KWAJ`) are refused.
//!
//! All bytes come from strangers: nothing is allocated by a length that was not checked, what is unpacked is handed on piece by
//! piece, and no more than [`UNPACK_LIMIT`] bytes of it.
//!
//! ```
//! use std::io::Cursor;
//! use catseal_media::{Cabinet, Format};
//!
//! # let bytes = [b"MSCF\0\0\0\0\x59\0\0\0\0\0\0\0\x2c\0\0\0\0\0\0\0\x03\x01\x01\0\x01\0\0\0\x34\x12\0\0".as_slice(),
//! #     b"\x43\0\0\0\x01\0\0\0\x0e\0\0\0\0\0\0\0\0\0\x6c\x22\xba\x59\x20\0hi.txt\0",
//! #     b"\0\0\0\0\x0e\0\x0e\0Hello, world!\n"].concat();
//! assert_eq!(Format::of(&bytes), Some(Format::Cabinet));
//! let mut cabinet = Cabinet::open(Cursor::new(bytes))?;
//! assert_eq!(cabinet.entries()[0].name, "hi.txt");
//! let mut content = Vec::new();
//! cabinet.unpack(&[0], &mut |_, piece| content.extend_from_slice(piece))?;
//! assert_eq!(content, b"Hello, world!\n");
//! # Ok::<(), catseal_media::Error>(())
//! ```

mod cabinet;
mod error;
mod folder;
mod lzx;
mod mszip;
mod szdd;

pub use cabinet::{Cabinet, Entry};
pub use error::Error;
pub use szdd::expand;

/// The most that one file or cabinet may unpack to, in bytes. The largest driver packages there are have some 2 GiB.
pub const UNPACK_LIMIT: u64 = 4 << 30;

/// The form of a packed file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// A cabinet: [`Cabinet::open`].
    Cabinet,
    /// Compressed by COMPRESS.EXE: [`expand`].
    Szdd,
}

impl Format {
    /// How many bytes of a file tell its form.
    pub const HEAD_LEN: usize = 8;

    /// The form of a file that begins with `head`, which is all of it or at least [`Self::HEAD_LEN`] bytes.
    #[must_use]
    pub fn of(head: &[u8]) -> Option<Self> {
        if head.starts_with(cabinet::SIGNATURE) {
            Some(Self::Cabinet)
        } else if head.starts_with(szdd::SIGNATURE) {
            Some(Self::Szdd)
        } else {
            None
        }
    }
}
