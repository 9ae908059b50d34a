//! `build --tree DIR`: the catalog of a folder.

use std::path::Path;

use catseal::{Excludes, Exit, TreeRequest};

use super::{good_or_bad, reporting};
use crate::args::{BuildCommand, Global};
use crate::context::{self, usage};
use crate::error::CliError;
use crate::output::{self, answer};
use crate::progress::Bar;
use crate::render;

pub(crate) fn build(global: &Global, args: &BuildCommand, tree: &Path) -> Result<Exit, CliError> {
    let Some(output) = global.output.clone() else {
        return usage("--tree needs --output FILE, the catalog to make");
    };
    let request = TreeRequest {
        tree: tree.to_owned(),
        output,
        excludes: Excludes::new(&args.exclude).map_err(|error| CliError::Usage(format!("--exclude: {error}")))?,
        extra: super::extra_attributes(&args.build)?,
        version: context::catalog_version(args.build.catalog_version),
        identifier: context::identifier(&args.build.id)?,
        time: context::catalog_time(args.build.time.as_deref())?,
        dry_run: args.build.dry_run,
    };
    let report = catseal::build_tree(&request, &Bar::new(global.quiet))?;
    answer(&reporting(global), |out| render::build::report(out, &report, global), |out| output::json(out, &report))?;
    Ok(good_or_bad(report.is_good()))
}
