//! How long the catalog of a folder takes, beside what OpenSSL takes to hash the same files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use catseal::{CatalogVersion, Excludes, Identifier, Silent, TreeRequest, build_tree};
use jiff::Timestamp;

/// Files, and octets in each.
const FILES: usize = 10_000;
const SIZE: usize = 20 << 10;
/// How often each is done. The least time counts: what else the machine does only adds to it.
const ROUNDS: usize = 7;

/// Measures both in turn, and tells the ratio. Without `openssl` on the machine it says so.
///
/// # Errors
/// When the files cannot be written.
pub(crate) fn compare() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let names = fill(folder.path())?;
    let request = TreeRequest {
        tree: folder.path().to_owned(),
        output: folder.path().join("bench.cat"),
        excludes: Excludes::default(),
        version: CatalogVersion::V2,
        identifier: Identifier::Derived,
        time: Timestamp::UNIX_EPOCH,
        dry_run: false,
    };
    let (mut built, mut hashed) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let report = build_tree(&request, &Silent).map_err(io::Error::other)?;
        built = built.min(start.elapsed());
        if !report.is_good() || report.inputs.len() != FILES {
            return Err(io::Error::other("the catalog was not built"));
        }
        match openssl(folder.path(), &names) {
            Some(time) => hashed = hashed.min(time),
            None => {
                println!("{FILES} files of {} KiB, no openssl here:  {built:.3?} to build their catalog", SIZE >> 10);
                return Ok(());
            }
        }
    }
    println!(
        "{FILES} files of {} KiB: {built:.3?} to build their catalog, {hashed:.3?} for `openssl dgst -sha256` ({:.2} times as long)",
        SIZE >> 10,
        built.as_secs_f64() / hashed.as_secs_f64()
    );
    Ok(())
}

/// Writes the files, 200 to a folder; no two are alike. Gives their names.
fn fill(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut contents = vec![0_u8; SIZE];
    let mut names = Vec::with_capacity(FILES);
    for number in 0..FILES {
        let below = PathBuf::from(format!("d{:03}", number / 200));
        if number % 200 == 0 {
            fs::create_dir(folder.join(&below))?;
        }
        for (octet, new) in contents.iter_mut().zip(number.to_le_bytes()) {
            *octet = new;
        }
        let name = below.join(format!("file{number:06}.bin"));
        fs::write(folder.join(&name), &contents)?;
        names.push(name);
    }
    Ok(names)
}

/// How long one process takes for all the files.
fn openssl(folder: &Path, names: &[PathBuf]) -> Option<Duration> {
    let start = Instant::now();
    let status = Command::new("openssl")
        .args(["dgst", "-sha256"])
        .args(names)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.ok().filter(|status| status.success()).map(|_| start.elapsed())
}
