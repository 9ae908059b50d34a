use std::io::{self, Write};

use catseal::{AttributeReport, ShowReport, SignatureDetail, TrustListReport, escape};

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

/// All of a trust list, entries in the order of the file.
pub(crate) fn trust_list(out: &mut dyn Write, list: &TrustListReport, global: &Global) -> io::Result<()> {
    writeln!(out, "{}: trust list, {} bytes", escape(&list.path), list.size)?;
    writeln!(out, "  sha256      {}", list.sha256)?;
    writeln!(out, "  for         {}", escape(&list.usages.join(", ")))?;
    for (name, text) in [("identifier", &list.identifier), ("number", &list.sequence)] {
        if let Some(text) = text {
            writeln!(out, "  {name:<11} {text}")?;
        }
    }
    writeln!(out, "  published   {} (says the list)", list.this_update)?;
    if let Some(time) = list.next_update {
        writeln!(out, "  until       {time}")?;
    }
    writeln!(out, "\n{}, by {}", count(list.entries.len(), "certificate", "certificates"), escape(&list.algorithm))?;
    for entry in &list.entries {
        writeln!(out, "  {}  {}", entry.subject, escape(entry.name.as_deref().unwrap_or("-")))?;
        match &entry.conditions {
            Some(conditions) => {
                for condition in conditions {
                    writeln!(out, "        {}", escape(condition))?;
                }
            }
            None => writeln!(out, "        conditions that cannot be read")?,
        }
        for property in entry.properties.iter().filter(|_| global.verbose) {
            let value = property.value.as_deref().unwrap_or("(not octets)");
            writeln!(out, "        property {:<5} {value}", escape(&property.property))?;
        }
    }
    if list.signatures.is_empty() {
        writeln!(out, "\nunsigned")?;
    }
    for detail in &list.signatures {
        writeln!(out)?;
        signature(out, "", detail, global)?;
        let trusted = if detail.reasons.is_empty() { "yes, for lists of this kind" } else { "NO" };
        writeln!(out, "  trusted   {trusted}")?;
        for reason in detail.reasons.iter().filter(|_| !global.verbose) {
            writeln!(out, "            {}", escape(reason))?;
        }
    }
    Ok(())
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
