//! Audits are written as they go, so that memory does not grow with the tree.

use std::io::{self, BufRead as _, Seek as _, Write};
use std::path::{Path, PathBuf};

use catseal::{AuditEntry, AuditRequest, AuditSink, AuditSummary, Finding};

use crate::args::Global;
use crate::error::CliError;
use crate::output::with_output;
use crate::progress::Bar;
use crate::render;

/// The paths in a file, one a line; `-` is standard input.
pub(crate) fn paths_from(list: &Path) -> Result<Vec<PathBuf>, CliError> {
    let read_error = |source| CliError::Job(catseal::Error::Read { path: list.to_owned(), source });
    let reader: Box<dyn io::Read> = if list == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(std::fs::File::open(list).map_err(read_error)?)
    };
    let lines = io::BufReader::new(reader).split(b'\n').collect::<Result<Vec<_>, _>>().map_err(read_error)?;
    Ok(lines.into_iter().filter(|line| !line.is_empty()).map(path_of).collect())
}

/// A path in the octets of the system; elsewhere than on Unix, in UTF-8.
fn path_of(octets: Vec<u8>) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt as _;
        PathBuf::from(std::ffi::OsString::from_vec(octets))
    }
    #[cfg(not(unix))]
    {
        PathBuf::from(String::from_utf8_lossy(&octets).trim_end_matches('\r'))
    }
}

struct Text<'o> {
    out: &'o mut dyn Write,
    global: &'o Global,
}

impl AuditSink for Text<'_> {
    fn catalog(&mut self, entry: &AuditEntry) -> io::Result<()> {
        render::audit::entry(self.out, entry, self.global)
    }

    fn findings(&mut self, findings: &[Finding]) -> io::Result<()> {
        render::findings(self.out, findings, self.global)
    }
}

/// Audits, for people.
pub(crate) fn text(global: &Global, request: &AuditRequest, progress: &Bar) -> Result<AuditSummary, CliError> {
    run(global, |out| {
        let summary = catseal::audit(request, &mut Text { out, global }, progress);
        if let (Ok(summary), false) = (&summary, global.quiet) {
            render::audit::summary(out, summary)?;
        }
        Ok(summary)
    })
}

/// Entries go to the answer as they come. Findings, which stand behind all entries, wait in a temporary file.
struct Json<'o> {
    out: &'o mut dyn Write,
    begun: bool,
    spool: io::BufWriter<std::fs::File>,
    entries: usize,
    findings: usize,
}

impl Json<'_> {
    /// The beginning of the object waits until there is something to say: an audit that cannot begin says nothing.
    fn begin(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        write!(self.out, "{{\n  \"schema\": \"catseal.audit/1\",\n  \"catalogs\": [")
    }
}

impl AuditSink for Json<'_> {
    fn catalog(&mut self, entry: &AuditEntry) -> io::Result<()> {
        self.begin()?;
        write!(self.out, "{}    ", if self.entries == 0 { "\n" } else { ",\n" })?;
        self.entries += 1;
        Ok(serde_json::to_writer(&mut *self.out, entry)?)
    }

    fn findings(&mut self, findings: &[Finding]) -> io::Result<()> {
        for finding in findings {
            write!(self.spool, "{}    ", if self.findings == 0 { "\n" } else { ",\n" })?;
            self.findings += 1;
            serde_json::to_writer(&mut self.spool, finding)?;
        }
        Ok(())
    }
}

/// Audits, for programs: one object, each catalog and each finding on a line of its own.
pub(crate) fn json(global: &Global, request: &AuditRequest, progress: &Bar) -> Result<AuditSummary, CliError> {
    run(global, |out| {
        let spool = io::BufWriter::new(tempfile::tempfile()?);
        let mut sink = Json { out, begun: false, spool, entries: 0, findings: 0 };
        let summary = match catseal::audit(request, &mut sink, progress) {
            Ok(summary) => summary,
            Err(error) => return Ok(Err(error)),
        };
        sink.begin()?;
        let Json { out, spool, .. } = sink;
        let mut spool = spool.into_inner().map_err(io::IntoInnerError::into_error)?;
        spool.rewind()?;
        write!(out, "\n  ],\n  \"findings\": [")?;
        io::copy(&mut spool, out)?;
        write!(out, "\n  ],\n  \"not_checked\": ")?;
        serde_json::to_writer(&mut *out, &summary.not_checked)?;
        write!(out, ",\n  \"summary\": ")?;
        serde_json::to_writer(&mut *out, &summary)?;
        writeln!(out, "\n}}")?;
        Ok(Ok(summary))
    })
}

/// Runs an audit into the place where the answer goes; an answer that is a file stays away when the audit fails.
fn run(
    global: &Global,
    audit: impl FnOnce(&mut dyn Write) -> io::Result<Result<AuditSummary, catseal::Error>>,
) -> Result<AuditSummary, CliError> {
    let mut outcome = None;
    let written = with_output(global, |out| match audit(out)? {
        Ok(summary) => {
            outcome = Some(Ok(summary));
            Ok(())
        }
        Err(error) => {
            outcome = Some(Err(error));
            Err(io::Error::other("the audit ended early"))
        }
    });
    match (outcome, written) {
        (Some(Ok(summary)), Ok(())) => Ok(summary),
        (Some(Err(catseal::Error::Write { source, .. })), _) => Err(CliError::Output(source)),
        (Some(Err(error)), _) => Err(error.into()),
        (_, Err(error)) => Err(error),
        (None, Ok(())) => Err(CliError::Output(io::ErrorKind::UnexpectedEof.into())),
    }
}
