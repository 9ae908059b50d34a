//! The stand-in for Inf2Cat: its switches, and its exit status.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use catseal::{
    AnsiCodePage, BuildRequest, CatalogVersion, ExtraAttributes, Identifier, OsTarget, PageHashing, Signability,
    parse_targets,
};

use super::{file_list, reporting};
use crate::args::{Format, Global, Inf2catArgs};
use crate::context::{self, usage};
use crate::error::CliError;
use crate::output::{self, answer, with_output};
use crate::progress::Bar;
use crate::render::inf2cat as render;

/// -2, as a system that keeps one octet of it gives it on: the package did not pass the test.
const NOT_SIGNABLE: u8 = 254;

/// What Inf2Cat says to a command line that it does not understand.
const BAD_FORMAT: &str = "Parameter format not correct.";

/// Runs `inf2cat`; gives the exit status.
pub(crate) fn run(global: &Global, args: &Inf2catArgs) -> Result<u8, CliError> {
    // An output that is named is the catalog.
    let (output, global) = (&global.output, &reporting(global));
    let Some(mut wanted) = Switches::read(&args.switches)?.wanted()? else {
        with_output(global, |out| out.write_all(render::HELP.as_bytes()))?;
        return Ok(0);
    };
    wanted.request.output.clone_from(output);
    let verbose = wanted.verbose || global.verbose;
    let folder = last_folder(&wanted.request.package);
    // What cannot be read is told by the test.
    let files = if verbose { catseal::package_files(&wanted.request.package).unwrap_or_default() } else { Vec::new() };
    let made = catseal::build(&wanted.request, &Bar::new(global.quiet));
    let report = match made {
        Ok(report) => report,
        Err(error) if error.is_without_inf() && global.format == Format::Text => {
            with_output(global, |out| render::no_inf(out, &error))?;
            return Ok(NOT_SIGNABLE);
        }
        Err(error) => return Err(error.into()),
    };
    let package = &wanted.request.package;
    let page =
        render::Page { report: &report, package, folder: &folder, files: &files, verbose, remarks: &wanted.remarks };
    answer(global, |out| page.write(out), |out| output::json(out, &report))?;
    Ok(if report.is_good() { 0 } else { NOT_SIGNABLE })
}

/// The name of the folder, before which Inf2Cat shows the names of the INFs in it; empty for a root.
fn last_folder(package: &Path) -> String {
    let whole = std::path::absolute(package).ok().filter(|whole| whole.file_name().is_some());
    let whole = whole.or_else(|| package.canonicalize().ok());
    let name = whole.as_deref().and_then(Path::file_name);
    name.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// The switches as typed.
#[derive(Default)]
struct Switches {
    help: bool,
    driver: Option<String>,
    os: Option<String>,
    test_only: bool,
    verbose: bool,
    local_time: bool,
    page_hashes: Option<PageHashing>,
    drm: bool,
    pe: bool,
    output_dir: Option<PathBuf>,
}

/// What is to be done, and what there is to say about the switches themselves.
struct Wanted {
    request: BuildRequest,
    verbose: bool,
    remarks: Vec<&'static str>,
}

impl Switches {
    fn read(words: &[OsString]) -> Result<Self, CliError> {
        let mut switches = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let Some(text) = word.to_str() else {
                return refuse(&format!("'{}' is not in Unicode", word.to_string_lossy()));
            };
            match text.split_once('=') {
                _ if text == "--output-dir" => switches.set_output_dir(words.next().cloned())?,
                Some(("--output-dir", folder)) => switches.set_output_dir(Some(folder.into()))?,
                _ if text == "--help" => switches.help = true,
                _ => switches.set(text)?,
            }
        }
        Ok(switches)
    }

    /// Takes in one of Inf2Cat's own switches.
    fn set(&mut self, word: &str) -> Result<(), CliError> {
        let unknown =
            format!("'{word}' is no switch of Inf2Cat: those begin with / or -, and have no blank after the colon");
        let Some(switch) = word.strip_prefix(['/', '-']) else { return refuse(&unknown) };
        let (name, value) = match switch.split_once(':') {
            Some((name, value)) => (name, Some(unquoted(value))),
            None => (switch, None),
        };
        match (name.to_ascii_lowercase().as_str(), value) {
            ("driver" | "drv", Some(value)) => self.set_once(|switches| &mut switches.driver, value, word),
            ("os", Some(value)) => self.set_once(|switches| &mut switches.os, value, word),
            ("driver" | "drv", None) => refuse(&format!("'{word}' lacks the folder, as in /driver:DIR")),
            ("os", None) => refuse(&format!("'{word}' lacks the list, as in /os:10_X64")),
            ("pagehashes", value) => {
                let images = match value.map(file_list) {
                    None => PageHashing::All,
                    Some(Some(files)) => PageHashing::Files(files),
                    Some(None) => return refuse(&format!("'{word}' has an empty name; names are parted by commas")),
                };
                self.page_hashes = Some(images);
                Ok(())
            }
            ("drm", _) => turn_on(&mut self.drm),
            ("pe", _) => turn_on(&mut self.pe),
            ("nocat", None) => turn_on(&mut self.test_only),
            ("verbose" | "v", None) => turn_on(&mut self.verbose),
            ("uselocaltime", None) => turn_on(&mut self.local_time),
            ("?", None) => turn_on(&mut self.help),
            ("nocat" | "verbose" | "v" | "uselocaltime" | "?", Some(_)) => {
                refuse(&format!("'{word}' has a value, and this switch takes none"))
            }
            _ => refuse(&unknown),
        }
    }

    fn set_once(
        &mut self,
        place: impl FnOnce(&mut Self) -> &mut Option<String>,
        value: &str,
        word: &str,
    ) -> Result<(), CliError> {
        match place(self).replace(value.to_owned()) {
            None => Ok(()),
            Some(_) => refuse(&format!("'{word}' comes after another switch of that name")),
        }
    }

    fn set_output_dir(&mut self, folder: Option<OsString>) -> Result<(), CliError> {
        match folder.filter(|folder| !folder.is_empty()) {
            Some(folder) => {
                self.output_dir = Some(folder.into());
                Ok(())
            }
            None => refuse("--output-dir lacks the folder"),
        }
    }

    /// What is to be done; `None` when help is.
    fn wanted(self) -> Result<Option<Wanted>, CliError> {
        if self.help {
            return Ok(None);
        }
        let Some(driver) = self.driver.filter(|driver| !driver.is_empty()) else {
            return usage("Driver parameter missing. Name the folder of the driver package, as in /driver:DIR");
        };
        let Some(os) = self.os else {
            return usage("Operating systems parameter missing. Name them, as in /os:10_X64,Server2016_X64");
        };
        let remarks = [(self.drm, render::DRM_LEFT_OUT), (self.pe, render::PE_LEFT_OUT)];
        let request = BuildRequest {
            package: folder_named(&driver),
            targets: Some(targets(&os)?),
            codepage: AnsiCodePage::default(),
            version: CatalogVersion::Auto,
            identifier: Identifier::Random,
            time: context::catalog_time(None)?,
            signability: Some(Signability { compat: true, ..context::signability(None, self.local_time, None)? }),
            output_dir: self.output_dir,
            lower_case: true,
            output: None,
            dry_run: self.test_only,
            page_hashes: self.page_hashes.unwrap_or_default(),
            extra: ExtraAttributes::default(),
        };
        let remarks = remarks.into_iter().filter(|(given, _)| *given).map(|(_, remark)| remark).collect();
        Ok(Some(Wanted { request, verbose: self.verbose, remarks }))
    }
}

fn refuse<T>(why: &str) -> Result<T, CliError> {
    usage(format!("{BAD_FORMAT} {why}; /? shows all switches"))
}

#[allow(clippy::unnecessary_wraps, reason = "it is one of many arms that can fail")]
fn turn_on(switch: &mut bool) -> Result<(), CliError> {
    *switch = true;
    Ok(())
}

fn targets(list: &str) -> Result<Vec<&'static OsTarget>, CliError> {
    parse_targets(list).or_else(|error| {
        usage(format!("Operating systems parameter invalid. {error}; `catseal build --os list` prints all"))
    })
}

/// A value without the quotes that a build script has left round it. Of `"C:\dir\"` Windows itself leaves the last one: to it,
/// the backslash makes that a letter.
fn unquoted(value: &str) -> &str {
    let value = value.strip_prefix('"').unwrap_or(value);
    value.strip_suffix('"').unwrap_or(value)
}

/// The folder, which may be written with backslashes where those part no names: unless there is one of just that name.
fn folder_named(driver: &str) -> PathBuf {
    let folder = PathBuf::from(driver);
    if cfg!(windows) || folder.exists() { folder } else { PathBuf::from(driver.replace('\\', "/")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_round_a_value_are_no_part_of_it() {
        for (value, expected) in [("a b", "a b"), ("\"a b\"", "a b"), ("a b\\\"", "a b\\"), ("\"", ""), ("", "")] {
            assert_eq!(unquoted(value), expected, "{value}");
        }
    }

    #[test]
    fn the_last_folder_of_a_path_is_found_though_it_is_not_written() {
        let here = std::env::current_dir().unwrap();
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(last_folder(Path::new("a/b/")), "b");
        assert_eq!(last_folder(Path::new(".")), name(&here));
        assert_eq!(
            last_folder(Path::new("..")),
            name(&here.canonicalize().unwrap().join("..").canonicalize().unwrap())
        );
        assert_eq!(last_folder(Path::new("/")), "");
    }
}
