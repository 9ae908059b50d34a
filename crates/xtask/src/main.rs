//! Project automation: `cargo xtask test`, `fixtures`, `docs`, `parity`, `signability`, `roots` and `bench`.

mod bench;
mod docs;
mod fixtures;
mod parity;
mod roots;
mod signability;
mod test;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask <COMMAND>

Commands:
  test [--require-partners] [--no-install]
      Run all tests, and say what was run and what was left out. Programs that tests work with and that are
      missing are installed with apt where that is possible. With --require-partners it is a failure if one
      is missing after that; with --no-install nothing is installed.
  fixtures [--check]
      Write the files of testdata/. With --check, name those that differ instead, and fail if there are any.
  docs [--check]
      Write docs/codes.md, docs/schemas/ and docs/rules.md. With --check, name those that differ instead, and fail if there are any.
  bench [FOLDER]
      Say how many of the signed catalogs in a folder (those of the corpus, if none is given) are verified in a second,
      with links between certificates computed and known.
  parity <CORPUS>
      Make the catalogs again that the corpus has of Inf2Cat, and say what is different. Fails if that is too much.
  roots <AUTHROOT.STL> <CERTIFICATES.PEM> [--check]
      Make the embedded list of roots from what Microsoft publishes. With --check, fail if it is another one.
  signability <CORPUS> [--write|--all]
      Check the packages that the corpus has with catalogs of Inf2Cat, and say what is found by which rules. Fails if
      Inf2Cat's rules refuse one. With --write the table goes into docs/signability.md; with
      --all every finding is told.
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match args.split_first() {
        Some((&"docs", [])) => write_docs(),
        Some((&"docs", ["--check"])) => check_docs(),
        Some((&"fixtures", [])) => write_fixtures(),
        Some((&"fixtures", ["--check"])) => check_fixtures(),
        Some((&"bench", [])) => bench::run(None),
        Some((&"bench", [folder])) => bench::run(Some(folder)),
        Some((&"parity", [corpus])) => parity::run(std::path::Path::new(corpus)),
        Some((&"roots", [list, certificates])) => roots::run(list.as_ref(), certificates.as_ref(), false),
        Some((&"roots", [list, certificates, "--check"])) => roots::run(list.as_ref(), certificates.as_ref(), true),
        Some((&"signability", [corpus])) => signability::run(std::path::Path::new(corpus), false, false),
        Some((&"signability", [corpus, "--write"])) => signability::run(std::path::Path::new(corpus), true, false),
        Some((&"signability", [corpus, "--all"])) => signability::run(std::path::Path::new(corpus), false, true),
        Some((&"test", options)) => match test::Options::parse(options) {
            Some(options) => test::run(&options),
            None => return usage(),
        },
        _ => return usage(),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprint!("{USAGE}");
    ExitCode::from(2)
}

fn write_fixtures() -> std::io::Result<bool> {
    for path in fixtures::write(&fixtures::folder())? {
        println!("testdata/{path}");
    }
    Ok(true)
}

/// Says which fixtures differ; false if any does.
fn check_fixtures() -> std::io::Result<bool> {
    let different = fixtures::differences(&fixtures::folder())?;
    for path in &different {
        eprintln!("testdata/{path} is not what the generator makes");
    }
    if !different.is_empty() {
        eprintln!("run `cargo xtask fixtures`, and look at what changed");
    }
    Ok(different.is_empty())
}

fn write_docs() -> std::io::Result<bool> {
    for path in docs::write(&docs::folder())? {
        println!("docs/{path}");
    }
    docs::rules(true)
}

/// Says which generated documents differ; false if any does.
fn check_docs() -> std::io::Result<bool> {
    let different = docs::differences(&docs::folder())?;
    for path in &different {
        eprintln!("docs/{path} is not what is generated");
    }
    if !different.is_empty() {
        eprintln!("run `cargo xtask docs`, and look at what changed");
    }
    Ok(docs::rules(false)? && different.is_empty())
}

/// The folder of the workspace.
fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
