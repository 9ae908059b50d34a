//! Catalog definition files: `build --cdf`, `show --format cdf`, and the stand-in for MakeCat.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use catseal::{BuildRequest, CatalogVersion, CdfRequest, Exit, Identifier, OutputFile, PackageDefinitions};

use super::{good_or_bad, guard, reporting};
use crate::args::{self, Format, Global};
use crate::context::{self, usage};
use crate::error::CliError;
use crate::output::{self, answer, with_output};
use crate::progress::Bar;
use crate::render;

/// `build --cdf FILE`
pub(crate) fn build(global: &Global, args: &args::BuildArgs, cdf: &Path) -> Result<Exit, CliError> {
    let request = CdfRequest {
        cdf: cdf.to_owned(),
        base: std::path::PathBuf::new(),
        version: context::catalog_version(args.catalog_version),
        identifier: context::identifier(&args.id)?,
        time: context::catalog_time(args.time.as_deref())?,
        output_dir: args.output_dir.clone(),
        output: global.output.clone(),
        leave_out: false,
        dry_run: args.dry_run,
    };
    let report = catseal::build_cdf(&request, &Bar::new(global.quiet))?;
    answer(&reporting(global), |out| render::build::report(out, &report, global), |out| output::json(out, &report))?;
    Ok(good_or_bad(report.is_good()))
}

/// `show --format cdf`: the definition is the answer; what it cannot say goes to standard error.
pub(crate) fn show(global: &Global, catalog: &Path) -> Result<Exit, CliError> {
    let definition = catseal::show_cdf(catalog)?;
    with_output(global, |out| out.write_all(definition.text.as_bytes()))?;
    render::findings(&mut anstream::stderr(), &definition.findings, global)?;
    Ok(Exit::Good)
}

/// `build PACKAGE --emit-cdf`: the definition is the answer; what is to be said goes to standard error.
pub(crate) fn emit(global: &Global, args: &args::BuildArgs) -> Result<Exit, CliError> {
    if super::listed_targets(global, args)? {
        return Ok(Exit::Good);
    }
    let request = BuildRequest { output: None, ..super::build_request(global, args)? };
    let made = catseal::package_cdf(&request, &Bar::new(global.quiet))?;
    render::findings(&mut anstream::stderr(), &made.findings, global)?;
    if !made.is_good() {
        return Ok(Exit::Bad);
    }
    if let Some(folder) = global.output.as_deref().filter(|output| output.is_dir()) {
        return emit_all(global, folder, &made);
    }
    let [definition] = made.definitions.as_slice() else {
        let count = made.definitions.len();
        return usage(format!(
            "the package has {count} catalogs, and a definition file makes one; name a folder that is there with --output"
        ));
    };
    guard(global, &made.inputs)?;
    with_output(global, |out| out.write_all(definition.text.as_bytes()))?;
    render::findings(&mut anstream::stderr(), &definition.findings, global)?;
    Ok(Exit::Good)
}

/// Writes each definition into a folder, under the name of its catalog: all of them or none.
fn emit_all(global: &Global, folder: &Path, made: &PackageDefinitions) -> Result<Exit, CliError> {
    let mut files: Vec<(PathBuf, OutputFile)> = Vec::new();
    for definition in &made.definitions {
        let path = folder.join(&definition.catalog).with_extension("cdf");
        if files.iter().any(|(known, _)| *known == path) {
            return usage(format!(
                "two catalogs are called '{}': name systems of one of them with --os",
                definition.catalog
            ));
        }
        guard(&Global { output: Some(path.clone()), ..global.clone() }, &made.inputs)?;
        let mut file = OutputFile::create(&path)?;
        file.write_all(definition.text.as_bytes())?;
        files.push((path, file));
    }
    files.into_iter().try_for_each(|(_, file)| file.commit())?;
    for definition in &made.definitions {
        render::findings(&mut anstream::stderr(), &definition.findings, global)?;
    }
    Ok(Exit::Good)
}

/// `makecat`: ends in `Succeeded` or `Failed`, which is what build scripts look for.
pub(crate) fn makecat(global: &Global, args: &args::MakecatArgs) -> Result<Exit, CliError> {
    let request = CdfRequest {
        cdf: args.cdf.clone(),
        base: std::path::PathBuf::new(),
        version: CatalogVersion::Auto,
        identifier: Identifier::Random,
        time: context::catalog_time(None)?,
        output_dir: args.output_dir.clone(),
        output: global.output.clone(),
        leave_out: args.go_on,
        dry_run: false,
    };
    if global.format == Format::Json {
        let report = catseal::build_cdf(&request, &Bar::new(true))?;
        answer(&reporting(global), |_| Ok(()), |out| output::json(out, &report))?;
        return Ok(good_or_bad(report.is_good()));
    }
    let mut out = output::standard(global);
    if global.verbose
        && let Ok(outline) = catseal::cdf_outline(&args.cdf)
    {
        render::cdf::outline(&mut out, &args.cdf, &outline)?;
    }
    let result = catseal::build_cdf(&request, &Bar::new(true));
    match &result {
        Ok(report) => {
            render::cdf::makecat(&mut out, report, global)?;
            Ok(good_or_bad(report.is_good()))
        }
        Err(error) => {
            writeln!(out, "Failed: {}\n\nFailed", catseal::escape(&error.to_string()))?;
            Ok(error.exit())
        }
    }
}
