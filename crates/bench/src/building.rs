//! How long catalogs take, of a folder and of a driver package, beside what OpenSSL takes to hash the same files.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use catseal::{
    AllowList, BuildReport, BuildRequest, CatalogVersion, Error, Excludes, Identifier, PageHashing, Signability,
    Silent, TreeRequest, build, build_tree, parse_targets,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Files, and octets in each.
const FILES: usize = 10_000;
const SIZE: usize = 20 << 10;
/// How often each is done. The least time counts: what else the machine does only adds to it.
const ROUNDS: usize = 7;

/// A way to a catalog.
type Way<'a> = (&'static str, Box<dyn Fn() -> Result<BuildReport, Error> + 'a>);

/// Measures all in turn, and tells the ratios. Without `openssl` on the machine it tells the times alone.
///
/// # Errors
/// When the files cannot be written, or a catalog is not built.
pub(crate) fn compare() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let out = tempfile::tempdir()?;
    let names = fill(folder.path())?;
    fs::write(folder.path().join("bench.inf"), inf(&names))?;
    let tree = TreeRequest {
        tree: folder.path().to_owned(),
        output: out.path().join("tree.cat"),
        excludes: Excludes::new(&["bench.inf"]).map_err(io::Error::other)?,
        version: CatalogVersion::V2,
        identifier: Identifier::Derived,
        time: Timestamp::UNIX_EPOCH,
        dry_run: false,
    };
    let allow = AllowList::default();
    let signability = Signability { now: Timestamp::MAX, zone: TimeZone::UTC, compat: false, allow };
    let unchecked = BuildRequest {
        package: folder.path().to_owned(),
        targets: Some(parse_targets("10_X64").map_err(io::Error::other)?),
        version: CatalogVersion::V2,
        identifier: Identifier::Derived,
        time: Timestamp::UNIX_EPOCH,
        signability: None,
        output_dir: Some(out.path().to_owned()),
        output: None,
        lower_case: false,
        dry_run: false,
        page_hashes: PageHashing::None,
    };
    let checked = BuildRequest { signability: Some(signability), ..unchecked.clone() };
    let ways: [Way<'_>; 3] = [
        ("a folder", Box::new(|| build_tree(&tree, &Silent))),
        ("a package, not checked", Box::new(|| build(&unchecked, &Silent))),
        ("a package", Box::new(|| build(&checked, &Silent))),
    ];

    let mut built = [Duration::MAX; 3];
    let mut hashed: Option<Duration> = None;
    for _ in 0..ROUNDS {
        for (least, (what, way)) in built.iter_mut().zip(&ways) {
            let start = Instant::now();
            let report = way().map_err(io::Error::other)?;
            *least = start.elapsed().min(*least);
            if !report.is_good() || report.inputs.len() < FILES {
                return Err(io::Error::other(format!("the catalog of {what} was not built: {:?}", report.findings)));
            }
        }
        if let Some(time) = openssl(folder.path(), &names) {
            hashed = Some(hashed.map_or(time, |least| least.min(time)));
        }
    }
    println!("{FILES} files of {} KiB:", SIZE >> 10);
    let base = hashed.inspect(|time| println!("  {:24} {time:9.3?}", "openssl dgst -sha256"));
    for (time, (what, _)) in built.iter().zip(&ways) {
        let ratio = base.map_or_else(String::new, |base| format!("  ({:.2})", time.as_secs_f64() / base.as_secs_f64()));
        println!("  {what:24} {time:9.3?}{ratio}");
    }
    Ok(())
}

/// The INF of a driver that consists of these files.
fn inf(names: &[PathBuf]) -> String {
    let mut inf = String::from(
        "[Version]\nSignature=\"$Windows NT$\"\nClass=System\nClassGuid={4D36E97D-E325-11CE-BFC1-08002BE10318}\nProvider=%P%\n\
         DriverVer=01/02/2024,1.2.3.4\nCatalogFile=bench.cat\nPnpLockdown=1\n[DestinationDirs]\nDefaultDestDir=13\n\
         [SourceDisksNames]\n1=%P%\n[Manufacturer]\n%P%=D,NTamd64.10.0\n[D.NTamd64.10.0]\n%P%=I,ROOT\\bench\n[I.NT]\n\
         CopyFiles=F\n[I.NT.Services]\nAddService=,2\n[Strings]\nP=\"Bench\"\n",
    );
    let base = |name: &Path| name.file_name().unwrap_or_default().display().to_string();
    let above = |name: &Path| name.parent().unwrap_or(Path::new("")).display().to_string();
    // Writing to a String cannot fail.
    inf.push_str("[SourceDisksFiles]\n");
    names.iter().for_each(|name| _ = writeln!(inf, "{}=1,{}", base(name), above(name)));
    inf.push_str("[F]\n");
    names.iter().for_each(|name| _ = writeln!(inf, "{}", base(name)));
    inf
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
