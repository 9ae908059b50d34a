use std::io::{self, Write};

use catseal::{AttributeReport, ShowReport, SignatureDetail, escape};

use super::{count, findings};
use crate::args::Global;

/// All of a catalog, members in the order of the file.
pub(crate) fn report(out: &mut dyn Write, report: &ShowReport, global: &Global) -> io::Result<()> {
    writeln!(out, "{}: catalog version {}, {} bytes", escape(&report.path), report.version, report.size)?;
    writeln!(out, "  sha256      {}", report.sha256)?;
    writeln!(out, "  identifier  {}", report.identifier)?;
    writeln!(out, "  made        {} (says the catalog)", report.this_update)?;
    if let Some(time) = report.next_update {
        writeln!(out, "  until       {time}")?;
    }
    attributes(out, "  ", &report.attributes)?;
    writeln!(out, "\n{}", count(report.members.len(), "member", "members"))?;
    for member in &report.members {
        let file = member.file.as_deref().map_or_else(String::new, |file| format!("  {}", escape(file)));
        let companion = if member.companion { "  (SHA-1 companion)" } else { "" };
        let algorithm = member.algorithm.as_deref().unwrap_or("-");
        writeln!(out, "  {:<5} {algorithm:<7} {}{file}{companion}", member.kind, member.tag)?;
        if let Some(text) = &member.tag_text {
            writeln!(out, "        tag \"{}\"", escape(text))?;
        }
        if let Some(digest) = member.digest.as_ref().filter(|digest| **digest != member.tag) {
            writeln!(out, "        digest {digest}")?;
        }
        if member.page_hashes > 0 {
            writeln!(out, "        {}", count(member.page_hashes, "page hash", "page hashes"))?;
        }
        if global.verbose {
            attributes(out, "        ", &member.attributes)?;
        }
    }
    if report.signatures.is_empty() {
        writeln!(out, "\nunsigned")?;
    }
    for detail in &report.signatures {
        writeln!(out)?;
        signature(out, "", detail, global)?;
    }
    findings(out, &report.findings, global)
}

fn attributes(out: &mut dyn Write, indent: &str, attributes: &[AttributeReport]) -> io::Result<()> {
    let width =
        attributes.iter().map(|attribute| attribute.name.chars().count()).max().unwrap_or_default().clamp(10, 30);
    for attribute in attributes {
        let binary = if attribute.binary { " (binary)" } else { "" };
        writeln!(out, "{indent}{:<width$}  {}{binary}", escape(&attribute.name), escape(&attribute.value))?;
    }
    Ok(())
}

fn signature(out: &mut dyn Write, indent: &str, detail: &SignatureDetail, global: &Global) -> io::Result<()> {
    let valid = if detail.valid { "valid" } else { "NOT valid" };
    writeln!(
        out,
        "{indent}signature   {valid}, {}, digest {}, class {}",
        detail.signature_algorithm, detail.digest_algorithm, detail.class
    )?;
    if let Some(signer) = &detail.signer {
        writeln!(out, "{indent}  signer    {}", escape(&signer.subject))?;
        writeln!(out, "{indent}  issuer    {}", escape(&signer.issuer))?;
        writeln!(out, "{indent}  serial    {}", signer.serial)?;
        writeln!(out, "{indent}  sha256    {}", signer.sha256)?;
    }
    if let (Some(from), Some(until)) = (detail.not_before, detail.not_after) {
        writeln!(out, "{indent}  from      {from}")?;
        writeln!(out, "{indent}  until     {until}")?;
    }
    if !detail.usages.is_empty() {
        writeln!(out, "{indent}  usages    {}", escape(&detail.usages.join(", ")))?;
    }
    for (name, text) in [("describes", &detail.description), ("address", &detail.url)] {
        if let Some(text) = text {
            writeln!(out, "{indent}  {name:<9} {}", escape(text))?;
        }
    }
    for timestamp in &detail.timestamps {
        let valid = if timestamp.valid { "valid" } else { "NOT valid" };
        let time = timestamp.time.map_or_else(|| "no time".to_owned(), |time| time.to_string());
        let authority =
            timestamp.authority.as_deref().map_or_else(String::new, |name| format!(" by \"{}\"", escape(name)));
        writeln!(out, "{indent}  stamped   {time}, {}, {valid}{authority}", timestamp.kind)?;
    }
    for reason in detail.reasons.iter().filter(|_| global.verbose) {
        writeln!(out, "{indent}  note      {}", escape(reason))?;
    }
    for nested in &detail.nested {
        writeln!(out, "{indent}  nested:")?;
        signature(out, &format!("{indent}    "), nested, global)?;
    }
    Ok(())
}
