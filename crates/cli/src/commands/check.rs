use catseal::{Baseline, CheckRequest, Exit, Signability, UnknownRuleSet};

use super::{good_or_bad, guard, list_targets};
use crate::args::{CheckArgs, Format, Global};
use crate::context::{self, usage};
use crate::error::{CliError, tell};
use crate::output::{self, answer, with_output};
use crate::progress::Bar;
use crate::render;

pub(super) fn run(global: &Global, args: CheckArgs) -> Result<Exit, CliError> {
    if list_targets(global, args.os.as_deref())? {
        return Ok(Exit::Good);
    }
    if args.packages.is_empty() {
        return usage("the folder of the driver package is missing");
    }
    guard(global, args.packages.iter().chain(&args.baseline).chain(&args.allow))?;
    let request = CheckRequest {
        packages: args.packages,
        targets: context::targets(args.os.as_deref())?,
        codepage: args.codepage,
        sets: args.rules.parse().or_else(|error: UnknownRuleSet| usage(format!("--rules: {error}")))?,
        signability: Signability {
            compat: args.compat,
            ..context::signability(args.now.as_deref(), args.local_time, args.allow.as_deref())?
        },
        baseline: args.baseline.as_deref().map(Baseline::read).transpose()?,
    };
    let report = catseal::check(&request, &Bar::new(global.quiet))?;
    report.unreadable.iter().for_each(|package| tell(&package.error));
    // What has nothing to say of anything is no answer.
    if report.packages.is_empty() && !report.unreadable.is_empty() {
        return Ok(Exit::Input);
    }
    if global.format == Format::Sarif {
        with_output(global, |out| output::json(out, &render::sarif::of_check(&report)))?;
    } else {
        answer(global, |out| render::check::report(out, &report, global), |out| output::json(out, &report))?;
    }
    Ok(if report.unreadable.is_empty() { good_or_bad(report.is_good()) } else { Exit::Input })
}
