//! Bounds on what is read, so that a hostile file costs bounded time and memory.
//!
//! All are far above what the largest published INFs need, except [`MAX_FIELD`], which is that of Windows.

/// Size of an INF in bytes.
pub const MAX_BYTES: usize = 16 << 20;
/// Distinct sections in a document.
pub const MAX_SECTIONS: usize = 100_000;
/// Lines with content in a document.
pub const MAX_ENTRIES: usize = 250_000;
/// Fields in all lines together.
pub const MAX_FIELDS: usize = 1_000_000;
/// UTF-16 code units of a section name (`MAX_SECT_NAME_LEN` of SetupAPI).
pub const MAX_SECTION_NAME: usize = 255;
/// UTF-16 code units of a field, and of a field with its tokens expanded. What is longer is cut,
/// silently, as Windows does (4096 with the closing NUL).
pub const MAX_FIELD: usize = 4095;
/// UTF-16 code units of a file name or a path in the package (`MAX_PATH` less the closing NUL).
pub const MAX_PATH: usize = 259;
/// UTF-16 code units of a hardware id (`MAX_DEVICE_ID_LEN` less the closing NUL).
pub const MAX_HARDWARE_ID: usize = 199;
/// Findings kept from one walk.
pub const MAX_FINDINGS: usize = 1000;
/// Units of work of one [`Reader`](crate::Reader), and so of one walk: bytes of expanded text and lines visited.
pub const MAX_WORK: usize = 64 << 20;
