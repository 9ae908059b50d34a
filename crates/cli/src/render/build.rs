use std::io::{self, Write};

use catseal::{BuildReport, escape};

use super::{count, findings, test_ca, verdict};
use crate::args::Global;

/// What `build` and `seal` did, step by step.
pub(crate) fn report(out: &mut dyn Write, report: &BuildReport, global: &Global) -> io::Result<()> {
    findings(out, &report.findings, global)?;
    if let Some(verification) = &report.verification {
        findings(out, &verification.findings, global)?;
    }
    if !report.is_good() {
        return writeln!(out, "nothing was written");
    }
    if global.quiet {
        return Ok(());
    }
    // The catalog of a folder is for no system in particular.
    let targets = match (report.targets.is_empty(), report.targets_derived) {
        (true, _) => String::new(),
        (false, true) => format!(", for {} (taken from the INF)", report.targets.join(",")),
        (false, false) => format!(", for {}", report.targets.join(",")),
    };
    writeln!(out, "checked    {}{targets}: no errors", count(report.inputs.len(), "file", "files"))?;
    for catalog in &report.catalogs {
        let members = count(catalog.members, "member", "members");
        writeln!(out, "built      {}: version {}, {members}", escape(&catalog.path), catalog.version)?;
    }
    if let Some(verification) = &report.verification {
        for catalog in &verification.catalogs {
            if let Some(signer) = catalog.signatures.first().and_then(|signature| signature.signer.as_ref()) {
                writeln!(out, "signed     {} by \"{}\"", escape(&catalog.path), escape(&signer.name))?;
            }
        }
        for catalog in &verification.catalogs {
            let stamps = catalog.signatures.iter().flat_map(|signature| &signature.timestamps);
            for stamp in stamps.filter(|stamp| stamp.trusted) {
                let time = stamp.time.map(|time| time.to_string()).unwrap_or_default();
                let authority = stamp.authority.as_deref().unwrap_or_default();
                writeln!(out, "stamped    {}: {time} by \"{}\"", escape(&catalog.path), escape(authority))?;
            }
        }
        if let Some(path) = &report.test_ca {
            test_ca(out, path)?;
        }
        for catalog in &verification.catalogs {
            let files = count(catalog.files.len(), "file", "files");
            writeln!(
                out,
                "verified   {}: the signature and {files}: {}",
                escape(&catalog.path),
                verdict(verification.is_good())
            )?;
        }
    }
    let unchanged = report.inputs.iter().all(|input| input.unchanged);
    writeln!(
        out,
        "unchanged  {}",
        if unchanged {
            "every submitted file is byte for byte what it was:"
        } else {
            "NOT every submitted file is what it was:"
        }
    )?;
    let width = report.inputs.iter().map(|input| input.path.chars().count()).max().unwrap_or_default();
    for input in &report.inputs {
        let note = if input.unchanged { "" } else { "  CHANGED" };
        writeln!(
            out,
            "           {:<width$}  {:>9} bytes  sha256 {}{note}",
            escape(&input.path),
            input.size,
            input.sha256
        )?;
    }
    for catalog in &report.catalogs {
        let done = if report.written { "wrote      " } else { "not written (dry run)  " };
        writeln!(out, "{done}{}", escape(&catalog.path))?;
    }
    Ok(())
}

/// `--os list`.
pub(crate) fn targets(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:<22} {:<26} OSAttr", "code", "in the catalog")?;
    for target in catseal::all_targets() {
        writeln!(out, "{:<22} {:<26} {}", target.code, target.catalog_name, target.os_attr.join(","))?;
    }
    writeln!(out, "\n{:<22} code", "understood as well")?;
    for (alias, code) in catseal::target_aliases() {
        writeln!(out, "{alias:<22} {code}")?;
    }
    Ok(())
}

/// `--os list`, for programs.
pub(crate) fn targets_json(out: &mut dyn Write) -> io::Result<()> {
    crate::output::json(out, &catseal::os_list())
}
