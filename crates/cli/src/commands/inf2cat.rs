//! The stand-in for Inf2Cat: its switches, its messages, its exit statuses.

use std::ffi::OsString;
use std::path::PathBuf;

use catseal::{BuildRequest, CatalogVersion, Error, Exit, Identifier, OsTarget, PageHashing, Signability};

use super::{file_list, reporting};
use crate::args::{Global, Inf2catArgs};
use crate::context;
use crate::error::CliError;
use crate::output::with_output;
use crate::progress::Bar;
use crate::render::inf2cat as render;

/// Inf2Cat ends with -2 when the package is not signable; a status here is one octet.
const NOT_SIGNABLE: u8 = 254;

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Switches {
    driver: Option<PathBuf>,
    os: Option<String>,
    nocat: bool,
    verbose: bool,
    local_time: bool,
    help: bool,
    page_hashes: Option<PageHashing>,
    /// Switches that Inf2Cat has no longer a use for, as typed.
    ignored: Vec<String>,
    output_dir: Option<PathBuf>,
}

/// Why a command line is refused: the words of Inf2Cat, and what exactly is wrong.
#[derive(Debug, PartialEq, Eq)]
struct Refused {
    text: &'static str,
    detail: String,
}

impl Switches {
    /// Reads switches, which begin with `/` or `-`, in any case, their values behind a colon.
    fn read(words: &[OsString]) -> Result<Self, Refused> {
        let mut switches = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let refuse = |why: &str| Refused {
                text: "Parameter format not correct.",
                detail: format!("'{}' {why}", word.to_string_lossy()),
            };
            let text = word.to_str().ok_or_else(|| refuse("is not text"))?;
            let switch = text
                .strip_prefix("--")
                .or_else(|| text.strip_prefix(['/', '-']))
                .ok_or_else(|| refuse("is no switch; switches begin with / or -"))?;
            if let Some(folder) = output_dir(text) {
                let folder = match folder {
                    "" => words.next().map(PathBuf::from).ok_or_else(|| refuse("needs a folder"))?,
                    folder => PathBuf::from(folder),
                };
                set(&mut switches.output_dir, folder).map_err(refuse)?;
                continue;
            }
            let (name, value) = switch.split_once(':').map_or((switch, None), |(name, value)| (name, Some(value)));
            let value = value.map(|value| value.trim_matches('"'));
            if value.is_some_and(str::is_empty) {
                return Err(refuse("has nothing behind the colon; no blank goes there"));
            }
            match (name.to_ascii_lowercase().as_str(), value) {
                ("driver" | "drv", Some(folder)) => set(&mut switches.driver, native(folder)).map_err(refuse)?,
                ("os", Some(list)) => set(&mut switches.os, list.to_owned()).map_err(refuse)?,
                ("driver" | "drv" | "os", None) => return Err(refuse("needs a colon and a value")),
                ("drm" | "pe", _) => switches.ignored.push(text.to_owned()),
                ("pagehashes", None) => {
                    set(&mut switches.page_hashes, PageHashing::All).map_err(refuse)?;
                }
                ("pagehashes", Some(list)) => {
                    let files = file_list(list).ok_or_else(|| refuse("has an empty name"))?;
                    set(&mut switches.page_hashes, PageHashing::Files(files)).map_err(refuse)?;
                }
                ("nocat", None) => switches.nocat = true,
                ("verbose" | "v", None) => switches.verbose = true,
                ("uselocaltime", None) => switches.local_time = true,
                ("?" | "h" | "help", None) => switches.help = true,
                _ => return Err(refuse("is no switch of Inf2Cat")),
            }
        }
        Ok(switches)
    }

    /// The folder and the operating systems, which have to be given.
    fn required(&self) -> Result<(PathBuf, Vec<&'static OsTarget>), Refused> {
        let missing = |text, switch: &str| Refused { text, detail: format!("{switch} is missing") };
        let driver = self.driver.clone().ok_or_else(|| missing("Driver path parameter missing.", "/driver:DIR"))?;
        let list = self.os.as_deref().ok_or_else(|| missing("Operating systems parameter missing.", "/os:LIST"))?;
        let targets = catseal::parse_targets(list).map_err(|error| Refused {
            text: "Operating systems parameter invalid.",
            detail: format!("/os: {error}"),
        })?;
        Ok((driver, targets))
    }

    fn request(&self, package: PathBuf, targets: Vec<&'static OsTarget>) -> Result<BuildRequest, CliError> {
        Ok(BuildRequest {
            package,
            targets: Some(targets),
            version: CatalogVersion::Auto,
            identifier: Identifier::Random,
            time: context::catalog_time(None)?,
            signability: Some(Signability { now: context::now(), zone: context::zone(self.local_time), compat: true }),
            output_dir: self.output_dir.clone(),
            output: None,
            dry_run: self.nocat,
            page_hashes: self.page_hashes.clone().unwrap_or_default(),
        })
    }
}

/// `inf2cat`: 0 when the package is signable and its catalogs are made, 254 (Inf2Cat's -2) when it is not. When the command
/// line is wrong, an input unreadable or the disk full, the status is what it is everywhere else: 2, 3, 4.
pub(crate) fn run(global: &Global, args: &Inf2catArgs) -> Result<u8, CliError> {
    // Whatever stands before the command, the answer goes where Inf2Cat's does.
    let global = reporting(global);
    let switches = Switches::read(&args.switches).map_err(|refused| refusal(&global, refused))?;
    if switches.help || args.switches.is_empty() {
        with_output(&global, render::help)?;
        return Ok(if switches.help { Exit::Good } else { Exit::Usage } as u8);
    }
    let (package, targets) = switches.required().map_err(|refused| refusal(&global, refused))?;
    let request = switches.request(package, targets)?;
    let result = catseal::build(&request, &Bar::new(true));
    let frame = render::Frame { folder: &request.package, ignored: &switches.ignored, verbose: switches.verbose };
    match result {
        Ok(report) => {
            with_output(&global, |out| frame.report(out, &report))?;
            Ok(if report.is_good() { 0 } else { NOT_SIGNABLE })
        }
        Err(Error::NoInf { .. }) => {
            with_output(&global, |out| frame.failure(out, render::NO_INF))?;
            Ok(NOT_SIGNABLE)
        }
        Err(error) => {
            with_output(&global, |out| frame.failure(out, &error.to_string()))?;
            Ok(error.exit() as u8)
        }
    }
}

/// Says what Inf2Cat would say, where it does; the detail becomes the error.
fn refusal(global: &Global, refused: Refused) -> CliError {
    match with_output(global, |out| writeln!(out, "{}", refused.text)) {
        Ok(()) => CliError::Usage(format!("{}; `catseal inf2cat /?` lists the switches", refused.detail)),
        Err(error) => error,
    }
}

/// The value of our own option `--output-dir`, empty when it is the next word.
fn output_dir(word: &str) -> Option<&str> {
    let rest = word.strip_prefix("--output-dir")?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('=') }
}

fn set<T>(place: &mut Option<T>, value: T) -> Result<(), &'static str> {
    match place.replace(value) {
        Some(_) => Err("is given twice"),
        None => Ok(()),
    }
}

/// A path as this system writes it.
fn native(written: &str) -> PathBuf {
    if cfg!(windows) { written.into() } else { written.replace('\\', "/").into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Switches, Refused> {
        Switches::read(&words.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn switches_have_any_case_and_begin_with_a_slash_or_a_hyphen() {
        let read_one =
            read(&["/DRIVER:.\\a\\b", "-Os:10_X64,7_X64", "/NoCat", "-V", "/UseLocalTime", "/drm:a"]).unwrap();
        let expected = Switches {
            driver: Some(native(".\\a\\b")),
            os: Some("10_X64,7_X64".to_owned()),
            nocat: true,
            verbose: true,
            local_time: true,
            ignored: vec!["/drm:a".to_owned()],
            ..Switches::default()
        };
        assert_eq!(read_one, expected);
        assert_eq!(read(&["/drv:\"/a b\"", "--output-dir", "out"]).unwrap().output_dir, Some("out".into()));
        assert_eq!(read(&["/pageHashes"]).unwrap().page_hashes, Some(PageHashing::All));
        let files = PageHashing::Files(vec!["a.sys".to_owned(), "b.sys".to_owned()]);
        assert_eq!(read(&["/pagehashes:a.sys,b.sys"]).unwrap().page_hashes, Some(files));
        assert_eq!(read(&["--output-dir=out"]).unwrap().output_dir, Some("out".into()));
    }

    #[test]
    fn what_is_no_switch_is_refused() {
        for words in [
            &["driver:x"][..],
            &["/driver"],
            &["/driver:"],
            &["/driver:", "x"],
            &["/os:1", "/os:2"],
            &["/nocat:x"],
            &["/nocat:"],
            &["/pagehashes:"],
            &["/oslist:10_X64"],
            &["--output-dir"],
            &["--output-directory=x"],
        ] {
            assert_eq!(read(words).unwrap_err().text, "Parameter format not correct.", "{words:?}");
        }
    }
}
