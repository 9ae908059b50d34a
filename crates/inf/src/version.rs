use catseal_finding::codes;
use jiff::civil::Date;

use crate::arch::Arch;
use crate::document::fold;
use crate::driver::CatalogFile;
use crate::walk::Context;

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
        [decorated.as_str(), "nt", ""]
            .into_iter()
            .find_map(|wanted| self.catalog_files.iter().find(|catalog| catalog.decoration == wanted))
    }

    pub(crate) fn catalogs(&self) -> Vec<&CatalogFile> {
        let mut distinct: Vec<&CatalogFile> = Vec::new();
        for catalog in &self.catalog_files {
            if !distinct.iter().any(|known| fold(&known.name) == fold(&catalog.name)) {
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
    /// The version, most significant part first; each part is at most 65535. All are 0 when the INF gives only a date.
    pub version: [u32; 4],
    /// Both as written, tokens expanded, joined by a comma.
    pub text: String,
    /// The line, counted from 1.
    pub line: u32,
}

/// The values that `Signature` may have, in any case.
const SIGNATURES: [&str; 2] = ["$Windows NT$", "$Chicago$"];

pub(crate) fn read(context: &mut Context<'_>) -> Version {
    let section = context.section("Version");
    let entries = section.map_or(&[][..], |section| section.entries());
    let mut version = Version {
        line: section.map_or(1, |section| section.line()),
        signature: None,
        class: None,
        class_guid: None,
        provider: None,
        driver_ver: None,
        layout_file: None,
        extension_id: None,
        pnp_lockdown: None,
        catalog_files: Vec::new(),
    };
    let mut driver_ver = None;
    for entry in entries {
        if !context.spend(1) {
            break;
        }
        let Some(key) = entry.key().filter(|_| entry.has_explicit_key()) else { continue };
        let key = context.expand(key).to_ascii_lowercase();
        let line = entry.line();
        let place = match key.as_str() {
            "signature" => &mut version.signature,
            "class" => &mut version.class,
            "classguid" => &mut version.class_guid,
            "provider" => &mut version.provider,
            "layoutfile" => &mut version.layout_file,
            "extensionid" => &mut version.extension_id,
            "pnplockdown" => &mut version.pnp_lockdown,
            "driverver" => {
                // The first of equal keys is the one that SetupAPI finds.
                if driver_ver.is_none() {
                    driver_ver = Some((context.expand(entry.field(0)), context.expand(entry.field(1)), line));
                }
                continue;
            }
            _ => {
                read_catalog(context, &mut version.catalog_files, &key, entry.field(0), line);
                continue;
            }
        };
        let text = context.expand(entry.field(0));
        if place.is_none() && !text.is_empty() {
            *place = Some(Value { text, line });
        }
    }
    check_signature(context, &version);
    version.driver_ver = read_driver_ver(context, driver_ver, version.line);
    version
}

fn read_catalog(context: &mut Context<'_>, catalogs: &mut Vec<CatalogFile>, key: &str, value: &str, line: u32) {
    let Some(decoration) = key.strip_prefix("catalogfile") else { return };
    let decoration = match decoration.strip_prefix('.') {
        Some(decoration) => decoration,
        None if decoration.is_empty() => "",
        None => return,
    };
    // Others mean nothing; an INF may have any number of them.
    let known = decoration.strip_prefix("nt").is_some_and(|arch| arch.is_empty() || Arch::from_name(arch).is_some());
    if !decoration.is_empty() && !known {
        return;
    }
    let name = context.expand_name(value, line);
    if !name.is_empty() && !catalogs.iter().any(|known| known.decoration == decoration) {
        catalogs.push(CatalogFile { name, decoration: decoration.to_owned(), line });
    }
}

fn check_signature(context: &mut Context<'_>, version: &Version) {
    let (message, line) = match &version.signature {
        Some(found) if SIGNATURES.iter().any(|known| known.eq_ignore_ascii_case(&found.text)) => return,
        Some(found) => (
            format!(
                "line {}: Signature in [Version] is '{}', not \"$Windows NT$\" or \"$Chicago$\"",
                found.line, found.text
            ),
            found.line,
        ),
        None => ("[Version] has no Signature".to_owned(), version.line),
    };
    context.report(codes::inf::SIGNATURE_INVALID.finding(message), Some(line));
}

/// `found` holds date, version and line of the entry.
fn read_driver_ver(
    context: &mut Context<'_>,
    found: Option<(String, String, u32)>,
    section_line: u32,
) -> Option<DriverVer> {
    let Some((date, version, line)) = found else {
        let finding = codes::inf::DRIVER_VER_INVALID.finding("[Version] has no DriverVer");
        context.report(finding, Some(section_line));
        return None;
    };
    let text = if version.is_empty() { date.clone() } else { format!("{date},{version}") };
    match (parse_date(&date), parse_version(&version)) {
        (Some((date, usual_date)), Some((version, usual_version))) => {
            if !usual_date || !usual_version {
                let message = format!("line {line}: DriverVer '{text}' is not of the form mm/dd/yyyy,w.x.y.z");
                context.report(codes::inf::DRIVER_VER_FORM.finding(message), Some(line));
            }
            Some(DriverVer { date, version, text, line })
        }
        (date, _) => {
            let wrong = if text.is_empty() {
                "is empty".to_owned()
            } else if date.is_none() {
                format!("'{text}' has no date of the form mm/dd/yyyy")
            } else {
                format!("'{text}' has no version of the form w.x.y.z, numbers from 0 to 65535 that are not all zero")
            };
            let message = format!("line {line}: DriverVer {wrong}");
            context.report(codes::inf::DRIVER_VER_INVALID.finding(message), Some(line));
            None
        }
    }
}

/// A date, and whether it has the usual number of digits. Slashes and hyphens are the separators.
fn parse_date(text: &str) -> Option<(Date, bool)> {
    let parts: Vec<&str> = text.split(['/', '-']).map(str::trim).collect();
    let [month, day, year] = parts.as_slice() else { return None };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if ![month, day, year].iter().all(|part| digits(part)) || month.len() > 2 || day.len() > 2 || year.len() != 4 {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some((date, month.len() == 2 && day.len() == 2))
}

/// A version, and whether it has all four parts. Missing parts are 0, and so are all when there is none: Inf2Cat has
/// made catalogs for a `DriverVer` that is but a date.
fn parse_version(text: &str) -> Option<([u32; 4], bool)> {
    let mut version = [0; 4];
    if text.is_empty() {
        return Some((version, false));
    }
    let mut given = 0;
    for part in text.split('.').map(str::trim) {
        if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *version.get_mut(given)? = u32::from(part.parse::<u16>().ok()?);
        given += 1;
    }
    (version != [0; 4]).then_some((version, given == 4))
}
