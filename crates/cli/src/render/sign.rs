use std::io::{self, Write};

use catseal::{NewTimestamp, SignReport, TimestampReport, UnsignReport, escape};

use super::{count, findings, test_ca};
use crate::args::Global;

/// What `sign` did.
pub(crate) fn signed(out: &mut dyn Write, report: &SignReport, global: &Global) -> io::Result<()> {
    findings(out, &report.findings, global)?;
    if global.quiet {
        return Ok(());
    }
    for catalog in &report.catalogs {
        writeln!(out, "signed     {} by \"{}\"", escape(&catalog.path), escape(&catalog.signer))?;
        timestamps(out, &catalog.path, &catalog.timestamps)?;
        writeln!(out, "           sha256 {}", catalog.sha256)?;
    }
    if let Some(path) = &report.test_ca {
        test_ca(out, path)?;
    }
    Ok(())
}

/// What `timestamp` did.
pub(crate) fn stamped(out: &mut dyn Write, report: &TimestampReport, global: &Global) -> io::Result<()> {
    if global.quiet {
        return Ok(());
    }
    for catalog in &report.catalogs {
        timestamps(out, &catalog.path, &catalog.timestamps)?;
        writeln!(out, "           sha256 {}", catalog.sha256)?;
    }
    Ok(())
}

/// What `unsign` did.
pub(crate) fn unsigned(out: &mut dyn Write, report: &UnsignReport, global: &Global) -> io::Result<()> {
    if global.quiet {
        return Ok(());
    }
    for catalog in &report.catalogs {
        let had = match catalog.signatures {
            0 => "was not signed".to_owned(),
            number => format!("had {}", count(number, "signature", "signatures")),
        };
        writeln!(out, "unsigned   {}: {had}", escape(&catalog.path))?;
        writeln!(out, "           sha256 {}", catalog.sha256)?;
    }
    Ok(())
}

fn timestamps(out: &mut dyn Write, path: &str, timestamps: &[NewTimestamp]) -> io::Result<()> {
    for stamp in timestamps {
        writeln!(out, "stamped    {}: {} by \"{}\"", escape(path), stamp.time, escape(&stamp.authority))?;
    }
    Ok(())
}
