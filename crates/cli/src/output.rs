//! Where an answer goes: standard output, or a file that is written whole or not at all.

use std::io::{self, Write};

use anstream::adapter::StripBytes;
use anstream::{AutoStream, ColorChoice};
use catseal::OutputFile;

use crate::args::{Color, Format, Global};
use crate::error::CliError;

/// Writes an answer: `text` renders it for people, `json` for programs.
pub(crate) fn answer(
    global: &Global,
    text: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    json: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), CliError> {
    with_output(global, |out| match global.format {
        Format::Json => json(out),
        // The others have ways of their own; see `show` and `check`.
        Format::Text | Format::Cdf | Format::Sarif => text(out),
    })
}

/// Gives `write` the place where the answer goes. A file is put in its place only when all was written.
pub(crate) fn with_output(
    global: &Global,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), CliError> {
    match &global.output {
        Some(path) => {
            let mut file = OutputFile::create(path)?;
            let mut buffered = io::BufWriter::new(Plain::new(&mut file));
            let written = write(&mut buffered).and_then(|()| buffered.flush());
            written.map_err(|source| catseal::Error::Write { path: path.clone(), source })?;
            drop(buffered);
            Ok(file.commit()?)
        }
        None => {
            // One write for each buffer, not for each piece of a line.
            let mut out = io::BufWriter::with_capacity(64 << 10, standard(global));
            write(&mut out)?;
            Ok(out.flush()?)
        }
    }
}

/// Standard output, with or without colours.
pub(crate) fn standard(global: &Global) -> Box<dyn Write> {
    let choice = match global.color {
        Color::Auto => AutoStream::choice(&io::stdout()),
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    let stdout = Forgiving { inner: io::stdout(), closed: false };
    match choice {
        ColorChoice::Never => Box::new(Plain::new(stdout)),
        _ => Box::new(stdout),
    }
}

/// Takes colours out. What comes before the first escape character has none, and passes as it is.
struct Plain<W> {
    inner: W,
    strip: Option<StripBytes>,
}

impl<W: Write> Plain<W> {
    const fn new(inner: W) -> Self {
        Self { inner, strip: None }
    }
}

impl<W: Write> Write for Plain<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.strip.is_none() && !bytes.contains(&0x1b) {
            return self.inner.write(bytes);
        }
        for piece in self.strip.get_or_insert_default().strip_next(bytes) {
            self.inner.write_all(piece)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Standard output, whose reader may go away: `catseal … | head`. The rest is then dropped, and the command ends with the
/// status that its answer has.
struct Forgiving {
    inner: io::Stdout,
    closed: bool,
}

impl Forgiving {
    fn forgive<T>(&mut self, result: io::Result<T>, instead: T) -> io::Result<T> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(instead)
            }
            other => other,
        }
    }
}

impl Write for Forgiving {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.closed {
            return Ok(bytes.len());
        }
        let result = self.inner.write(bytes);
        self.forgive(result, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        let result = self.inner.flush();
        self.forgive(result, ())
    }
}

/// One object, indented, with a line end.
pub(crate) fn json<T: serde::Serialize>(out: &mut dyn Write, report: &T) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_out_wherever_the_pieces_of_the_text_end() {
        let text = "plain \u{1b}[31mred\u{1b}[0m plain\n\u{1b}[1;4mbold\u{1b}[0m\n".as_bytes();
        for len in 1..text.len() {
            let mut written = Vec::new();
            let mut plain = Plain::new(&mut written);
            text.chunks(len).for_each(|piece| plain.write_all(piece).unwrap());
            assert_eq!(String::from_utf8(written).unwrap(), "plain red plain\nbold\n", "pieces of {len} bytes");
        }
    }
}
