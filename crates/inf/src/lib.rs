//! INF text to document to driver: models, hardware ids, files.
//!
//! A driver package is described by an INF file. This crate reads its text as Windows' SetupAPI does
//! ([`Document`]), and walks from there to what a catalog must know about the package ([`Driver`]): the hardware
//! ids, the files that would be installed and where they lie, and the name of the catalog.
//!
//! ```
//! use catseal_inf::{Document, Driver, ParseOptions, os};
//!
//! let text = br#"
//! [Version]
//! Signature = "$Windows NT$"
//! DriverVer = 01/31/2024,1.0.0.0
//! CatalogFile = x.cat
//! [Manufacturer]
//! Someone = Models, NTamd64
//! [Models.NTamd64]
//! "A device" = Install, USB\VID_1234&PID_5678
//! [Install.NT]
//! CopyFiles = @x.sys
//! [DestinationDirs]
//! DefaultDestDir = 13
//! [SourceDisksFiles]
//! x.sys = 1
//! [SourceDisksNames]
//! 1 = Disk,,,\amd64
//! "#;
//! let document = Document::parse(text, &ParseOptions::default())?;
//! let driver = Driver::walk(&document, &os::parse_list("10_X64")?);
//!
//! assert_eq!(driver.hardware_ids[0].id, r"USB\VID_1234&PID_5678");
//! assert_eq!(driver.files[0].path, "amd64/x.sys");
//! assert!(driver.findings.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Between the two stands the [`Reader`]: it knows where Windows begins and which sections lead to which, within a bound on the
//! work. The walk to a driver is built on it, and so are rules about the sections of an INF.
//!
//! # What it does not do
//! It never looks at a file: whether the files of the package exist, whether Windows protects them, and whether
//! `DriverVer` is in the future, is for others to say. It does not follow `Include` into the INFs of Windows, for
//! what they bring is no part of the package. It does not read `AddReg` and the like: they bring no files.
//!
//! # Where the rules come from
//! Microsoft's documentation of INF files (Windows Driver Kit), the observed behaviour of SetupAPI and Inf2Cat,
//! and catalogs made by them. Where these are silent, the comments say what was chosen and why.

mod arch;
mod decoration;
mod destinations;
mod document;
mod driver;
mod encoding;
mod error;
mod follow;
pub mod limits;
pub mod os;
mod parse;
mod reader;
mod signature;
mod strings;
mod version;
mod walk;

pub use arch::Arch;
pub use decoration::Decoration;
pub use destinations::{DestinationDir, DestinationDirs};
pub use document::{Document, Entry, LineEndings, ParseOptions, Section, fold, tokens};
pub use driver::{
    CatalogFile, CopiedInf, Destination, Driver, HardwareId, InstallSection, ListedFile, Removal, SourceFile,
    compressed_name,
};
pub use encoding::{CodePage, Encoding};
pub use error::Error;
pub use follow::{Install, Part, Seen};
pub use reader::{Manufacturer, NamedModels, Reader};
pub use signature::{SignatureAttribute, SignatureWish};
pub use version::{DriverVer, Value, Version};
