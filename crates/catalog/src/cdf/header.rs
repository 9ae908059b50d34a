//! `[CatalogHeader]`.

use super::document::Document;
use super::parse::Entry;
use super::problems::Problems;
use super::{attribute, trim};
use crate::builder::Attribute;
use crate::view::Version;
use catseal_finding::{CodeInfo, Severity, codes};
use std::collections::HashMap;

/// Reads the section; `None` when it has no `Name`.
pub(super) fn read(entries: &[Entry<'_>], problems: &mut Problems) -> Option<Document> {
    let mut header = Header { settings: HashMap::new(), attributes: Vec::new(), problems };
    for entry in entries {
        header.sort(*entry);
    }
    header.finish()
}

/// `key` without `prefix`, case aside, if what is left is a number.
pub(super) fn numbered(key: &str, prefix: &str) -> Option<u32> {
    let (start, digits) = key.split_at_checked(prefix.len())?;
    if !start.eq_ignore_ascii_case(prefix) || digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// Puts attributes into the order of their numbers. Those whose number was there before are refused, and `false`
/// comes back when anything was.
pub(super) fn read_attributes(entries: &mut [(u32, Entry<'_>)], problems: &mut Problems) -> (Vec<Attribute>, bool) {
    let out_of_order = (1..).zip(entries.iter()).find(|&(expected, &(number, _))| number != expected);
    if let Some((_, (_, entry))) = out_of_order {
        let message = format!("line {} ({}): the attributes are not numbered 1, 2, 3", entry.line, entry.key);
        problems.push(codes::catalog::CDF_NUMBERING.finding(message).line(entry.line));
    }
    entries.sort_by_key(|&(number, _)| number);
    let mut attributes = Vec::new();
    let mut good = true;
    let mut last: Option<(u32, Entry<'_>)> = None;
    for &(number, entry) in entries.iter() {
        let result = match last.replace((number, entry)) {
            Some((same, first)) if same == number => {
                let message = format!("attribute {number} was there before, in line {}", first.line);
                Err((&codes::catalog::CDF_DUPLICATE, message))
            }
            _ => attribute::parse(entry.value),
        };
        match result {
            Ok((attribute, doubt)) => {
                attributes.push(attribute);
                if let Some(doubt) = doubt {
                    let message = format!("line {} ({}): {doubt}", entry.line, entry.key);
                    let finding = codes::catalog::CDF_UNSUPPORTED.finding(message).severity(Severity::Warning);
                    problems.push(finding.line(entry.line));
                }
            }
            Err((code, message)) => {
                good = false;
                let message = format!("line {} ({}): {message}", entry.line, entry.key);
                problems.push(code.finding(message).line(entry.line));
            }
        }
    }
    (attributes, good)
}

/// The settings that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Setting {
    Name,
    ResultDir,
    PublicVersion,
    CatalogVersion,
    HashAlgorithms,
    PageHashes,
    EncodingType,
}

impl Setting {
    const ALL: [(&'static str, Self); 7] = [
        ("Name", Self::Name),
        ("ResultDir", Self::ResultDir),
        ("PublicVersion", Self::PublicVersion),
        ("CatalogVersion", Self::CatalogVersion),
        ("HashAlgorithms", Self::HashAlgorithms),
        ("PageHashes", Self::PageHashes),
        ("EncodingType", Self::EncodingType),
    ];
}

struct Header<'t, 'p> {
    settings: HashMap<Setting, Entry<'t>>,
    attributes: Vec<(u32, Entry<'t>)>,
    problems: &'p mut Problems,
}

impl<'t> Header<'t, '_> {
    fn problem(&mut self, code: &CodeInfo, line: u32, message: impl std::fmt::Display) {
        self.problems.push(code.finding(format!("line {line}: {message}")).line(line));
    }

    /// Tells what a line sets.
    fn sort(&mut self, entry: Entry<'t>) {
        let key = entry.key;
        if let Some((_, setting)) = Setting::ALL.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)) {
            if let Some(first) = self.settings.get(setting).map(|first| first.line) {
                let message = format!("{key} was there before, in line {first}");
                self.problem(&codes::catalog::CDF_DUPLICATE, entry.line, message);
            } else {
                self.settings.insert(*setting, entry);
            }
        } else if let Some(number) = numbered(key, "CATATTR") {
            self.attributes.push((number, entry));
        } else if attribute::looks_like_one(entry.value) {
            let message =
                format!("'{key}' is an attribute by its value; those of the catalog are CATATTR1, CATATTR2 and so on");
            self.problem(&codes::catalog::CDF_BAD_ATTRIBUTE, entry.line, message);
        } else {
            let message = format!("[CatalogHeader] has no setting '{key}'");
            self.problem(&codes::catalog::CDF_UNKNOWN_KEY, entry.line, message);
        }
    }

    /// The line and value of a setting that is there and not empty.
    fn value(&self, setting: Setting) -> Option<(u32, &'t str)> {
        let entry = self.settings.get(&setting)?;
        Some((entry.line, trim(entry.value))).filter(|(_, value)| !value.is_empty())
    }

    fn finish(mut self) -> Option<Document> {
        let (line, name) = self.value(Setting::Name)?;
        if matches!(name.rsplit(['/', '\\']).next(), None | Some("" | "." | "..")) {
            self.bad(line, format!("Name '{name}' does not end in the name of a file"));
        }
        let mut document = Document::new(name, self.version());
        document.result_dir = self.value(Setting::ResultDir).map(|(_, folder)| folder.to_owned());
        document.page_hashes = self.page_hashes();
        self.encoding();
        document.attributes = read_attributes(&mut self.attributes, self.problems).0;
        Some(document)
    }

    fn bad(&mut self, line: u32, message: impl std::fmt::Display) {
        self.problem(&codes::catalog::CDF_BAD_VALUE, line, message);
    }

    /// The version; the algorithms must go with it.
    fn version(&mut self) -> Version {
        let version = match self.value(Setting::CatalogVersion) {
            None | Some((_, "1")) => Version::V1,
            Some((_, "2")) => Version::V2,
            Some((line, other)) => {
                self.bad(line, format!("CatalogVersion is '{other}'; it can be 1 or 2"));
                return Version::V1;
            }
        };
        let (line, algorithms) = match (self.value(Setting::HashAlgorithms), self.value(Setting::CatalogVersion)) {
            (Some(algorithms), _) => algorithms,
            (None, Some((line, _))) => (line, ""),
            (None, None) => return version,
        };
        let algorithms: Vec<&str> = algorithms.split([',', ';', ' ', '\t']).filter(|name| !name.is_empty()).collect();
        let has = |wanted: &str| algorithms.iter().any(|name| name.eq_ignore_ascii_case(wanted));
        let unknown =
            algorithms.iter().find(|name| !["SHA1", "SHA256"].iter().any(|known| known.eq_ignore_ascii_case(name)));
        if let Some(unknown) = unknown {
            self.bad(line, format!("HashAlgorithms has '{unknown}'; it can have SHA1 and SHA256"));
        } else if version == Version::V2 && !has("SHA256") {
            self.bad(line, "CatalogVersion 2 needs HashAlgorithms=SHA256");
        } else if version == Version::V1 && has("SHA256") {
            self.bad(line, "HashAlgorithms is SHA256, which needs CatalogVersion=2");
        }
        version
    }

    fn page_hashes(&mut self) -> bool {
        match self.value(Setting::PageHashes) {
            None => false,
            Some((_, value)) if value.eq_ignore_ascii_case("true") => true,
            Some((_, value)) if value.eq_ignore_ascii_case("false") => false,
            Some((line, value)) => {
                self.bad(line, format!("PageHashes is '{value}'; it can be true or false"));
                false
            }
        }
    }

    /// Every catalog is PKCS#7 in DER, so the setting changes nothing; a value that asks for something else is told.
    fn encoding(&mut self) {
        let Some((line, value)) = self.value(Setting::EncodingType) else { return };
        let number = value.strip_prefix("0x").or_else(|| value.strip_prefix("0X"));
        if number.and_then(|digits| u32::from_str_radix(digits, 16).ok()) != Some(0x0001_0001) {
            let message = format!("EncodingType '{value}' has no effect; a catalog is always 0x00010001");
            self.problem(&codes::catalog::CDF_UNKNOWN_KEY, line, message);
        }
    }
}
