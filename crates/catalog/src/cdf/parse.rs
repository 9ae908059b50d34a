use super::document::Document;
use super::error::Error;
use super::problems::Problems;
use super::{MAX_LINES, MAX_SIZE, decode, files, header, trim};
use catseal_finding::{Severity, codes};

/// A line `key=value`; the key without blanks around it, the value as it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'t> {
    pub(super) line: u32,
    pub(super) key: &'t str,
    pub(super) value: &'t str,
}

/// Reads a catalog definition file: ASCII, a code page (taken for UTF-8 if it can be, else for windows-1252),
/// UTF-8 or UTF-16 with a byte order mark.
///
/// # Errors
/// When it is too large, no text, or has no `[CatalogHeader]` with a `Name`. All else that is wrong is among the
/// findings of the document.
pub fn parse(bytes: &[u8]) -> Result<Document, Error> {
    if bytes.len() > MAX_SIZE {
        return Err(Error::TooLarge { size: bytes.len(), limit: MAX_SIZE });
    }
    let (text, encoding) = decode::decode(bytes)?;
    let mut reader = Reader::default();
    if let Some(finding) = encoding {
        reader.general.push(finding);
    }
    for (index, line) in text.split('\n').enumerate() {
        if index >= MAX_LINES {
            return Err(Error::TooManyLines { limit: MAX_LINES });
        }
        let number = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
        reader.read(number, line.strip_suffix('\r').unwrap_or(line));
    }
    let last = text.rsplit('\n').next().unwrap_or_default();
    if !trim(last).is_empty() {
        let line = reader.line;
        let message = format!("line {line}, the last one, has no line end, so MakeCat may pass over it");
        reader.general.push(codes::catalog::CDF_NO_LAST_NEWLINE.finding(message).line(line));
    }
    reader.finish()
}

/// Where the reader is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Section {
    /// Before the first section.
    #[default]
    Start,
    /// In a section that means nothing, or before the first one with that said already.
    Elsewhere,
    Header,
    Files,
}

/// The lines sorted by sections.
#[derive(Debug, Default)]
struct Reader<'t> {
    section: Section,
    line: u32,
    header_line: Option<u32>,
    files_line: Option<u32>,
    header: Vec<Entry<'t>>,
    files: Vec<Entry<'t>>,
    general: Problems,
    in_files: Problems,
}

impl<'t> Reader<'t> {
    fn read(&mut self, number: u32, line: &'t str) {
        self.line = number;
        let text = trim(line);
        if text.is_empty() {
            return;
        }
        if text.starts_with(['#', ';']) {
            return self.comment(text);
        }
        if let Some(rest) = text.strip_prefix('[') {
            return self.section(text, rest);
        }
        if matches!(self.section, Section::Start | Section::Elsewhere) {
            return self.outside();
        }
        let Some((key, value)) = line.split_once('=') else {
            return self.no_entry(text);
        };
        let entry = Entry { line: number, key: trim(key), value };
        if self.section == Section::Files { self.files.push(entry) } else { self.header.push(entry) }
    }

    fn comment(&mut self, text: &str) {
        if self.section == Section::Files && text.contains('=') {
            let line = self.line;
            let message =
                format!("line {line} is a comment with a '=' in [CatalogFiles], which MakeCat may take for a file");
            self.in_files.push(codes::catalog::CDF_COMMENT.finding(message).line(line));
        }
    }

    fn section(&mut self, text: &str, rest: &str) {
        let line = self.line;
        let name = rest.split_once(']').map(|(name, behind)| (trim(name), trim(behind)));
        let (section, seen) = match name {
            Some((name, "")) if name.eq_ignore_ascii_case("CatalogHeader") => (Section::Header, &mut self.header_line),
            Some((name, "")) if name.eq_ignore_ascii_case("CatalogFiles") => (Section::Files, &mut self.files_line),
            _ => {
                let message = format!(
                    "line {line}: '{text}' is neither [CatalogHeader] nor [CatalogFiles]; the lines below it have no effect"
                );
                self.general.push(codes::catalog::CDF_UNKNOWN_SECTION.finding(message).line(line));
                self.section = Section::Elsewhere;
                return;
            }
        };
        self.section = section;
        if let Some(first) = *seen {
            let message = format!("line {line}: the section {text} was there before, in line {first}");
            self.general.push(codes::catalog::CDF_DUPLICATE.finding(message).line(line));
        } else {
            *seen = Some(line);
        }
    }

    /// A line that is in no section, or in one that means nothing. One finding for all of them will do.
    fn outside(&mut self) {
        if self.section == Section::Elsewhere {
            return;
        }
        self.section = Section::Elsewhere;
        let line = self.line;
        let message = format!("line {line} stands before the first section and has no effect");
        self.general.push(codes::catalog::CDF_UNKNOWN_SECTION.finding(message).line(line));
    }

    fn no_entry(&mut self, text: &str) {
        let line = self.line;
        let message = format!("line {line}: '{text}' has no '=', so it is no entry");
        let finding = codes::catalog::CDF_NOT_AN_ENTRY.finding(message).line(line);
        if self.section == Section::Files {
            self.in_files.push(finding);
        } else {
            self.general.push(finding.severity(Severity::Warning));
        }
    }

    fn finish(mut self) -> Result<Document, Error> {
        let header_line = self.header_line.ok_or(Error::NoHeader)?;
        let mut document = header::read(&self.header, &mut self.general).ok_or(Error::NoName { line: header_line })?;
        document.files = files::read(&self.files, &mut self.in_files);
        if self.files.is_empty() {
            let finding = match self.files_line {
                Some(line) => codes::catalog::CDF_NO_FILES
                    .finding(format!("line {line}: [CatalogFiles] lists no file"))
                    .line(line),
                None => {
                    codes::catalog::CDF_NO_FILES.finding("there is no [CatalogFiles] section, so no file is listed")
                }
            };
            self.general.push(finding);
        }
        document.findings = self.general.finish();
        document.file_findings = self.in_files.finish();
        Ok(document)
    }
}
