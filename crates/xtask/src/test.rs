//! `cargo xtask test`: all tests, with the programs they work with, and an honest account of what was left out.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Programs that tests make, read or check things with, and the package of Debian and Ubuntu that has each.
const PARTNERS: [(&str, &str); 7] = [
    ("osslsigncode", "osslsigncode"),
    ("openssl", "openssl"),
    ("python3", "python3"),
    ("cabextract", "cabextract"),
    ("gcab", "gcab"),
    ("mscompress", "mscompress"),
    ("msexpand", "mscompress"),
];

/// What was asked for on the command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// A missing partner is a failure.
    require_partners: bool,
    /// Missing partners may be installed.
    install: bool,
}

impl Options {
    /// `None` when there is anything unknown.
    pub(crate) fn parse(args: &[&str]) -> Option<Self> {
        let mut options = Self { require_partners: false, install: true };
        for arg in args {
            match *arg {
                "--require-partners" => options.require_partners = true,
                "--no-install" => options.install = false,
                _ => return None,
            }
        }
        Some(options)
    }
}

/// Runs everything. False if something failed.
///
/// # Errors
/// When cargo cannot be started or `testdata` cannot be read.
pub(crate) fn run(options: &Options) -> io::Result<bool> {
    let missing = missing_partners();
    if options.install && !missing.is_empty() {
        install(&missing);
    }
    let missing = missing_partners();
    if options.require_partners && !missing.is_empty() {
        eprintln!("error: missing {}; install the packages {}", names(&missing), packages(&missing).join(" "));
        return Ok(false);
    }

    let tests = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
        .args(["test", "--workspace", "--locked", "--no-fail-fast"])
        // Overflow checks and assertions stay; the tests over the corpus take a fraction of the time.
        .env("CARGO_PROFILE_TEST_OPT_LEVEL", "1")
        .current_dir(crate::root())
        .status()?
        .success();
    let fixtures = crate::check_fixtures()?;
    let docs = crate::check_docs()?;

    let corpus = corpus();
    println!("\nSummary");
    println!("  {} cargo test --workspace --locked", passed(tests));
    println!("  {} fixtures: testdata/ is what the generator makes", passed(fixtures));
    println!("  {} docs: docs/codes.md and docs/schemas/ are what is generated", passed(docs));
    if corpus.is_dir() {
        println!("  included  tests over the corpus in {}", corpus.display());
    } else {
        println!(
            "  left out  tests over the corpus: {} is absent (CATSEAL_CORPUS names another place)",
            corpus.display()
        );
    }
    let present: Vec<_> = PARTNERS.into_iter().filter(|partner| !missing.contains(partner)).collect();
    if !present.is_empty() {
        println!("  included  tests with {}", names(&present));
    }
    if !missing.is_empty() {
        println!("  left out  tests with {}: not installed", names(&missing));
    }
    Ok(tests && fixtures && docs)
}

fn passed(passed: bool) -> &'static str {
    if passed { "passed   " } else { "FAILED   " }
}

/// Real catalogs and packages, kept beside the repository because they are not ours to publish.
pub(crate) fn corpus() -> PathBuf {
    let folder =
        std::env::var_os("CATSEAL_CORPUS").map_or_else(|| crate::root().join("../shared/corpus"), PathBuf::from);
    folder.canonicalize().unwrap_or(folder)
}

type Partner = (&'static str, &'static str);

fn missing_partners() -> Vec<Partner> {
    PARTNERS.into_iter().filter(|(program, _)| !on_path(program)).collect()
}

fn names(partners: &[Partner]) -> String {
    partners.iter().map(|(program, _)| *program).collect::<Vec<_>>().join(", ")
}

fn packages(partners: &[Partner]) -> Vec<&'static str> {
    let mut packages: Vec<_> = partners.iter().map(|(_, package)| *package).collect();
    packages.dedup();
    packages
}

fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// Installs what is missing, if this is a system with apt and we may. Whether it worked shows in what is there afterwards.
fn install(missing: &[Partner]) {
    let prefix: &[&str] = if !on_path("apt-get") {
        return;
    } else if succeeds(Command::new("sh").args(["-c", "[ \"$(id -u)\" = 0 ]"])) {
        &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    } else if on_path("sudo") && succeeds(Command::new("sudo").args(["-n", "true"])) {
        &["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    } else {
        return;
    };
    let Some((program, first)) = prefix.split_first() else { return };
    eprintln!("installing {}", packages(missing).join(" "));
    // Without the update a fresh container knows no packages; if it fails, what is known may still do.
    if !succeeds(Command::new(program).args(first).args(["update", "-qq"])) {
        eprintln!("warning: `apt-get update` failed");
    }
    let packages = packages(missing);
    let mut command = Command::new(program);
    command.args(first).args(["install", "-qq", "--no-install-recommends"]).args(packages);
    if !succeeds(&mut command) {
        eprintln!("warning: `apt-get install` failed");
    }
}

fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_options_are_refused() {
        assert_eq!(Options::parse(&["--require-partner"]), None);
        let both = Options::parse(&["--no-install", "--require-partners"]);
        assert_eq!(both, Some(Options { require_partners: true, install: false }));
    }
}
