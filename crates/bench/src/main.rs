//! How fast catalogs are verified and built. Figures are for comparing within one run; no test asserts them.

mod building;

use catseal_catalog::CatalogView;
use catseal_trust::{Policy, TrustStore, Verifier};
use jiff::Timestamp;
use rayon::prelude::*;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How long each figure is measured.
const MEASURE: Duration = Duration::from_secs(3);

fn main() -> ExitCode {
    let folder = match std::env::args_os().nth(1) {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/cats"),
    };
    let catalogs = match read(&folder) {
        Ok(catalogs) if catalogs.is_empty() => {
            eprintln!("error: no signed catalog in {}; give a folder of catalogs", folder.display());
            return ExitCode::FAILURE;
        }
        Ok(catalogs) => catalogs,
        Err(error) => {
            eprintln!("error: {}: {error}; give a folder of catalogs", folder.display());
            return ExitCode::FAILURE;
        }
    };
    let octets: usize = catalogs.iter().map(Vec::len).sum();
    println!("{} signed catalogs, {} KiB", catalogs.len(), octets / 1024);

    let store = TrustStore::microsoft();
    let verifier = Verifier::new(&store);
    let at = Timestamp::now();
    // A verifier that has seen nothing computes every link; building it is not measured.
    let cold = per_second(catalogs.len(), || {
        let fresh = Verifier::new(&store);
        let start = Instant::now();
        catalogs.iter().for_each(|catalog| judge(&fresh, catalog, at));
        start.elapsed()
    });
    catalogs.iter().for_each(|catalog| judge(&verifier, catalog, at));
    let warm = per_second(catalogs.len(), || {
        let start = Instant::now();
        catalogs.iter().for_each(|catalog| judge(&verifier, catalog, at));
        start.elapsed()
    });
    let parallel = per_second(catalogs.len(), || {
        let start = Instant::now();
        catalogs.par_iter().for_each(|catalog| judge(&verifier, catalog, at));
        start.elapsed()
    });
    println!("one thread, links computed:   {cold:8.0} catalogs per second");
    println!("one thread, links known:      {warm:8.0} catalogs per second ({:.2} times as many)", warm / cold);
    let threads = rayon::current_num_threads();
    println!(
        "{threads} threads, links known:       {parallel:8.0} catalogs per second ({:.2} times as many)",
        parallel / warm
    );
    if let Err(error) = building::compare() {
        eprintln!("error: {error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// The signed catalogs of a folder, each in full.
fn read(folder: &Path) -> std::io::Result<Vec<Vec<u8>>> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    paths.sort();
    let mut catalogs = Vec::new();
    for path in paths.into_iter().filter(|path| path.is_file()) {
        let bytes = std::fs::read(&path)?;
        if CatalogView::parse(&bytes).is_ok_and(|catalog| !catalog.signed_data().signer_infos.is_empty()) {
            catalogs.push(bytes);
        }
    }
    Ok(catalogs)
}

fn judge(verifier: &Verifier<'_>, bytes: &[u8], at: Timestamp) {
    if let Ok(catalog) = CatalogView::parse(black_box(bytes)) {
        black_box(verifier.judge(&catalog, at, Policy::Driver, false));
    }
}

/// Runs `round`, which says how long it took for `count` catalogs, again and again; the rate over all rounds.
#[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
fn per_second(count: usize, mut round: impl FnMut() -> Duration) -> f64 {
    let (mut spent, mut done) = (Duration::ZERO, 0);
    while spent < MEASURE {
        spent += round();
        done += count;
    }
    done as f64 / spent.as_secs_f64()
}
