use std::io::{self, Write};

use catseal::{Generation, PolicyOutcome, WindowsVerdict, escape};

use super::{BAD, DOUBTFUL, GOOD, styled};

/// Which Windows takes a catalog; those of one verdict and one reason on a line.
pub(crate) fn table(out: &mut dyn Write, rows: &[WindowsVerdict]) -> io::Result<()> {
    let mut groups: Vec<(&WindowsVerdict, Vec<&str>)> = Vec::new();
    for row in rows {
        let known = groups.iter_mut().find(|(first, _)| first.verdict == row.verdict && first.reason == row.reason);
        match known {
            Some((_, names)) => names.push(row.generation.as_str()),
            None => groups.push((row, vec![row.generation.as_str()])),
        }
    }
    let mut head = "windows";
    for (row, names) in groups {
        let style = match row.verdict {
            PolicyOutcome::Pass => GOOD,
            PolicyOutcome::Fail => BAD,
            PolicyOutcome::Unknown => DOUBTFUL,
        };
        let verdict = styled(style, row.verdict.as_str());
        writeln!(out, "  {head:<10} {}: {verdict} ({})", names.join(", "), escape(&row.reason))?;
        head = "";
    }
    Ok(())
}

/// `--windows list`.
pub(crate) fn list(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:<12} {:<56} also", "name", "what it is")?;
    for generation in Generation::all() {
        let line =
            format!("{:<12} {:<56} {}", generation.as_str(), generation.label(), generation.aliases().join(", "));
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// `--windows list`, for programs.
pub(crate) fn list_json(out: &mut dyn Write) -> io::Result<()> {
    crate::output::json(out, &catseal::windows_list())
}
