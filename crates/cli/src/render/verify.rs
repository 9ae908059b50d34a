use std::io::{self, Write};

use catseal::{CatalogReport, FileStatus, RevocationDetail, RevocationState, SignatureVerdict, VerifyReport, escape};

use super::{BAD, DOUBTFUL, FAINT, GOOD, count, findings, styled, verdict};
use crate::args::Global;

/// The verdict, the catalogs with their files, and why.
pub(crate) fn report(out: &mut dyn Write, report: &VerifyReport, global: &Global) -> io::Result<()> {
    if !global.quiet {
        for entry in &report.catalogs {
            catalog(out, entry, global)?;
        }
    }
    findings(out, &report.findings, global)?;
    if global.quiet {
        return Ok(());
    }
    super::not_checked(out, report.not_checked.iter())?;
    writeln!(out, "verdict: {}", verdict(report.is_good()))
}

/// One catalog: signature, policies, files.
pub(crate) fn catalog(out: &mut dyn Write, entry: &CatalogReport, global: &Global) -> io::Result<()> {
    writeln!(out, "{} (version {})", escape(&entry.path), entry.version)?;
    signature(out, &entry.signature)?;
    for detail in &entry.signatures {
        revocation(out, &detail.revocation)?;
        for timestamp in &detail.timestamps {
            revocation(out, &timestamp.revocation)?;
        }
    }
    for judged in &entry.policies {
        let style = match judged.verdict {
            catseal::PolicyOutcome::Pass => GOOD,
            catseal::PolicyOutcome::Fail => BAD,
            _ => DOUBTFUL,
        };
        writeln!(
            out,
            "  policy     {}: {} ({})",
            judged.policy,
            styled(style, judged.verdict.as_str()),
            escape(&judged.reason)
        )?;
    }
    super::windows::table(out, &entry.windows)?;
    let number = |status| entry.files.iter().filter(|file| file.status == status).count();
    let (matched, changed) = (number(FileStatus::Match), number(FileStatus::Changed));
    let (unlisted, unreadable) = (number(FileStatus::Unlisted), number(FileStatus::Unreadable));
    if !entry.files.is_empty() || !entry.missing.is_empty() {
        let mut parts =
            vec![format!("{matched} match"), format!("{changed} changed"), format!("{} missing", entry.missing.len())];
        parts.extend((unlisted > 0).then(|| format!("{unlisted} unlisted")));
        parts.extend((unreadable > 0).then(|| format!("{unreadable} unreadable")));
        writeln!(out, "  files      {}", parts.join(", "))?;
    }
    for file in &entry.files {
        let style = match file.status {
            FileStatus::Match if !global.verbose && file.near_miss.is_none() && entry.files.len() > LONG_LIST => {
                continue;
            }
            FileStatus::Match => GOOD,
            FileStatus::Changed | FileStatus::Unreadable => BAD,
            FileStatus::Unlisted if !global.verbose => continue,
            FileStatus::Unlisted => DOUBTFUL,
        };
        let detail = match &file.near_miss {
            None => String::new(),
            Some(near) if near.change == "renamed" => {
                format!("  (as {})", near.member.as_deref().map(escape).unwrap_or_default())
            }
            Some(near) => format!("  (would match after: {})", near.change),
        };
        let kind = file.kind.unwrap_or("-");
        writeln!(
            out,
            "    {} {kind:<4} {}{detail}",
            styled(style, &format!("{:<10}", file.status.as_str())),
            escape(&file.path)
        )?;
    }
    for missing in &entry.missing {
        writeln!(out, "    {}      {}", styled(DOUBTFUL, &format!("{:<10}", "missing")), escape(&missing.name))?;
    }
    if entry.missing_unnamed > 0 {
        let members = count(entry.missing_unnamed, "member", "members");
        writeln!(out, "    {members} without a name and without a file here")?;
    }
    Ok(())
}

/// What says of each certificate whether it was revoked; nothing of those of which nothing does.
fn revocation(out: &mut dyn Write, details: &[RevocationDetail]) -> io::Result<()> {
    for detail in details {
        let (Some(source), Some(made), Some(days)) = (&detail.source, detail.this_update, detail.age_days) else {
            continue;
        };
        let state = match detail.state {
            RevocationState::Revoked if detail.signed_before => styled(DOUBTFUL, "revoked later"),
            RevocationState::Revoked => styled(BAD, "revoked"),
            _ => styled(GOOD, detail.state.as_str()),
        };
        let age = count(usize::try_from(days).unwrap_or_default(), "day", "days");
        let (name, source) = (escape(&detail.certificate), escape(source));
        writeln!(out, "  revocation {state}: {name} ({source} of {made}, {age} old)")?;
    }
    Ok(())
}

/// From how many files on those that match are not listed one by one.
const LONG_LIST: usize = 40;

fn signature(out: &mut dyn Write, signature: &SignatureVerdict) -> io::Result<()> {
    let style = if signature.trusted {
        GOOD
    } else if signature.valid {
        DOUBTFUL
    } else {
        BAD
    };
    write!(out, "  signature  {}", styled(style, signature.status.as_str()))?;
    if let Some(signer) = &signature.signer {
        write!(out, ", {} signer \"{}\"", signature.class, escape(&signer.name))?;
    }
    match (signature.signing_time, signature.time_source) {
        (Some(time), Some(source)) => writeln!(out, ", {time} by {source} time stamp")?,
        _ => writeln!(out)?,
    }
    for reason in &signature.reasons {
        writeln!(out, "             {}", styled(FAINT, &escape(reason)))?;
    }
    Ok(())
}
