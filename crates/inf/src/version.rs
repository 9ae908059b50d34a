use jiff::civil::Date;

use crate::arch::Arch;
use crate::driver::CatalogFile;

/// A value and the line it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Value {
    /// The text, tokens expanded.
    pub text: String,
    /// The line, counted from 1.
    pub line: u32,
}

/// The `[Version]` section. An entry that is absent or empty is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Version {
    /// The line of the section, counted from 1.
    pub line: u32,
    /// `Signature`.
    pub signature: Option<Value>,
    /// `Class`, the name of the device class.
    pub class: Option<Value>,
    /// `ClassGuid`, as written, with braces.
    pub class_guid: Option<Value>,
    /// `Provider`.
    pub provider: Option<Value>,
    /// `DriverVer`, when it is there and well formed.
    pub driver_ver: Option<DriverVer>,
    /// `LayoutFile`: other INFs that may say where files come from.
    pub layout_file: Option<Value>,
    /// `ExtensionId`, as written, with braces.
    pub extension_id: Option<Value>,
    /// `PnpLockdown`.
    pub pnp_lockdown: Option<Value>,
    pub(crate) catalog_files: Vec<CatalogFile>,
}

impl Version {
    pub(crate) fn catalog_file(&self, arch: Arch) -> Option<&CatalogFile> {
        let decorated = format!("nt{arch}");
        [decorated.as_str(), "nt", ""].into_iter().find_map(|wanted| {
            self.catalog_files.iter().find(|catalog| catalog.decoration == wanted)
        })
    }

    pub(crate) fn catalogs(&self) -> Vec<&CatalogFile> {
        let mut distinct: Vec<&CatalogFile> = Vec::new();
        for catalog in &self.catalog_files {
            if !distinct.iter().any(|known| known.name.eq_ignore_ascii_case(&catalog.name)) {
                distinct.push(catalog);
            }
        }
        distinct
    }
}

/// `DriverVer = mm/dd/yyyy,w.x.y.z`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DriverVer {
    /// The date of the driver.
    pub date: Date,
    /// The version, most significant part first; each part is at most 65535.
    pub version: [u32; 4],
    /// Both as written, tokens expanded, joined by a comma.
    pub text: String,
    /// The line, counted from 1.
    pub line: u32,
}
