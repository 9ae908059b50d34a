//! One function for each command: typed arguments to a job, its report to a rendering, its outcome to an exit status.

mod audit;
mod cdf;
mod check;
mod inf2cat;
mod tree;

use catseal::{
    AuditRequest, BuildRequest, Exit, ExtraAttributes, HttpTransport, KeyRequest, KeySource, PageHashing, SealRequest,
    Severity, Shown, SignRequest, TestCertRequest, TimestampRequest, UnsignRequest, VerifyRequest,
};
use clap::CommandFactory as _;
use std::path::PathBuf;

use crate::args::{self, BuildCommand, Cli, Command, Format, Global};
use crate::context::{self, usage};
use crate::error::CliError;
use crate::output::{self, answer, with_output};
use crate::password::with_password;
use crate::progress::Bar;
use crate::render;

/// Runs the command that was typed; gives the exit status.
pub(crate) fn run(cli: Cli) -> Result<u8, CliError> {
    let Cli { global, command } = cli;
    if global.format == Format::Cdf && !matches!(command, Command::Show(_)) {
        return usage("--format cdf is for `show` only");
    }
    if global.format == Format::Sarif && !matches!(command, Command::Check(_)) {
        return usage("--format sarif is for `check` only");
    }
    catseal::with_jobs(usize::from(global.jobs), || {
        let exit = match command {
            Command::Seal(args) => seal(&global, &args),
            Command::Check(args) => check::run(&global, args),
            Command::Build(args) => match &args {
                BuildCommand { cdf: Some(cdf), .. } => cdf::build(&global, &args.build, cdf),
                BuildCommand { tree: Some(tree), .. } => tree::build(&global, &args, tree),
                // What conflicts with the package is to clap no option that could be required.
                BuildCommand { exclude, .. } if !exclude.is_empty() => usage("--exclude is for --tree only"),
                BuildCommand { emit_cdf: true, .. } => cdf::emit(&global, &args.build),
                _ => build(&global, &args.build),
            },
            Command::Sign(args) => sign(&global, &args),
            Command::Timestamp(args) => timestamp(&global, args),
            Command::Unsign(args) => unsign(&global, args),
            Command::Verify(args) => verify(&global, args),
            Command::Show(args) => show(&global, &args),
            Command::Digest(args) => digest(&global, &args),
            Command::Audit(args) => audit(&global, args),
            Command::Testcert(args) => testcert(&global, args),
            Command::Explain(args) => explain(&global, &args),
            Command::Makecat(args) => cdf::makecat(&global, &args),
            // Its statuses are those of Inf2Cat.
            Command::Inf2cat(args) => return inf2cat::run(&global, &args),
            Command::Completions { shell } => completions(&global, shell),
            Command::Man => man(&global),
        }?;
        Ok(exit as u8)
    })?
}

const fn good_or_bad(good: bool) -> Exit {
    if good { Exit::Good } else { Exit::Bad }
}

/// For commands whose `--output` is the catalog: their report goes to standard output.
fn reporting(global: &Global) -> Global {
    Global { output: None, ..global.clone() }
}

/// An answer that is a file must not take the place of an input.
fn guard<'i>(global: &Global, inputs: impl IntoIterator<Item = &'i PathBuf>) -> Result<(), CliError> {
    match &global.output {
        Some(output) => Ok(catseal::guard_inputs(output, inputs.into_iter().map(PathBuf::as_path))?),
        None => Ok(()),
    }
}

/// `--windows list`: prints the generations, and says whether it did.
fn listed_windows(global: &Global, args: &args::TrustArgs) -> Result<bool, CliError> {
    let listing = args.windows.iter().any(|name| name.eq_ignore_ascii_case("list"));
    if listing {
        answer(global, render::windows::list, render::windows::list_json)?;
    }
    Ok(listing)
}

/// The files given with `--roots`, `--timestamp-roots`, `--disallowed`, `--crl` and `--ocsp`.
fn trust_files(args: &args::TrustArgs) -> Vec<PathBuf> {
    let given = args
        .timestamp_roots
        .iter()
        .chain(&args.disallowed)
        .chain(&args.revocation.crl)
        .chain(&args.revocation.ocsp)
        .cloned();
    args.roots.iter().map(PathBuf::from).chain(given).collect()
}

/// `--os list`: prints the codes, and says whether it did.
fn listed_targets(global: &Global, args: &args::BuildArgs) -> Result<bool, CliError> {
    list_targets(&reporting(global), args.os.as_deref())
}

fn list_targets(global: &Global, os: Option<&str>) -> Result<bool, CliError> {
    let listing = os.is_some_and(|list| list.eq_ignore_ascii_case("list"));
    if listing {
        answer(global, render::build::targets, render::build::targets_json)?;
    }
    Ok(listing)
}

fn build_request(global: &Global, args: &args::BuildArgs) -> Result<BuildRequest, CliError> {
    let Some(package) = args.package.clone() else {
        return usage("the folder of the driver package is missing");
    };
    Ok(BuildRequest {
        package,
        targets: context::targets(args.os.as_deref())?,
        codepage: args.codepage,
        version: context::catalog_version(args.catalog_version),
        identifier: context::identifier(&args.id)?,
        time: context::catalog_time(args.time.as_deref())?,
        signability: (!args.no_check).then(|| context::signability(None, false, args.allow.as_deref())).transpose()?,
        output_dir: args.output_dir.clone(),
        lower_case: false,
        output: global.output.clone(),
        dry_run: args.dry_run,
        page_hashes: page_hashing(args.page_hashes.as_deref())?,
        extra: extra_attributes(args)?,
    })
}

/// The attributes of `--attribute` and `--file-attribute`.
fn extra_attributes(args: &args::BuildArgs) -> Result<ExtraAttributes, CliError> {
    ExtraAttributes::new(&args.attribute, &args.file_attribute)
        .or_else(|error| usage(format!("--attribute, --file-attribute: {error}")))
}

/// Names parted by commas; `None` when one is empty.
fn file_list(list: &str) -> Option<Vec<String>> {
    list.split(',').map(|name| Some(name.trim().to_owned()).filter(|name| !name.is_empty())).collect()
}

/// The images of `--page-hashes`.
fn page_hashing(files: Option<&str>) -> Result<PageHashing, CliError> {
    match files {
        None => Ok(PageHashing::None),
        Some(args::ALL_FILES) => Ok(PageHashing::All),
        Some(files) => match file_list(files) {
            Some(files) => Ok(PageHashing::Files(files)),
            None => usage(format!("--page-hashes: '{files}' has an empty name; names are parted by commas")),
        },
    }
}

/// Sources of keys that the command line has names for, and this version no code.
const OTHER_KEYS: [&str; 7] = ["pkcs11:", "awskms:", "azurekv:", "gcpkms:", "vault:", "wincert:", "exec:"];

/// The key that was named; `--os list` goes without, so that the option is not one that always has to be there.
fn named_key(args: &args::KeyArgs) -> Result<&str, CliError> {
    let Some(key) = args.key.as_deref() else {
        return usage("--key is missing: name a PEM, DER or PFX file, or `test` for a fresh test certificate");
    };
    match OTHER_KEYS.iter().find(|scheme| key.starts_with(**scheme)) {
        Some(scheme) => {
            usage(format!("--key: keys from '{scheme}' are not supported yet; name a PEM, DER or PFX file"))
        }
        None => Ok(key),
    }
}

fn key_request(key: &str, args: &args::KeyArgs, password: Option<catseal::Zeroizing<Vec<u8>>>) -> KeyRequest {
    let source = match key {
        "test" => KeySource::Test,
        path => KeySource::File(path.into()),
    };
    KeyRequest { source, certificates: args.cert.clone(), password }
}

fn build(global: &Global, args: &args::BuildArgs) -> Result<Exit, CliError> {
    if listed_targets(global, args)? {
        return Ok(Exit::Good);
    }
    let report = catseal::build(&build_request(global, args)?, &Bar::new(global.quiet))?;
    answer(&reporting(global), |out| render::build::report(out, &report, global), |out| output::json(out, &report))?;
    Ok(good_or_bad(report.is_good()))
}

fn seal(global: &Global, args: &args::SealArgs) -> Result<Exit, CliError> {
    if listed_targets(global, &args.build)? {
        return Ok(Exit::Good);
    }
    guard(global, args.key.cert.iter().chain(&args.key.password_file))?;
    let key = named_key(&args.key)?;
    guard(global, [&PathBuf::from(key)])?;
    guard(global, &args.stamps.timestamp_roots)?;
    let build = build_request(global, &args.build)?;
    let now = context::now();
    let transport = HttpTransport::new();
    let stamper = context::stamper(&args.stamps, &transport, &context::SystemClock)?;
    let report = with_password(&args.key, |password| {
        let request = SealRequest {
            build: build.clone(),
            key: key_request(key, &args.key, password),
            text: context::signature_text(&args.text),
            now,
        };
        catseal::seal(&request, stamper.as_ref(), &Bar::new(global.quiet))
    })?;
    answer(&reporting(global), |out| render::build::report(out, &report, global), |out| output::json(out, &report))?;
    Ok(good_or_bad(report.is_good()))
}

fn sign(global: &Global, args: &args::SignArgs) -> Result<Exit, CliError> {
    guard(global, args.catalogs.iter().chain(&args.key.cert).chain(&args.key.password_file))?;
    let key = named_key(&args.key)?;
    guard(global, [&PathBuf::from(key)])?;
    guard(global, &args.stamps.timestamp_roots)?;
    let transport = HttpTransport::new();
    let stamper = context::stamper(&args.stamps, &transport, &context::SystemClock)?;
    let report = with_password(&args.key, |password| {
        let request = SignRequest {
            catalogs: args.catalogs.clone(),
            key: key_request(key, &args.key, password),
            text: context::signature_text(&args.text),
            replace: args.replace,
            output_dir: args.output_dir.clone(),
            now: context::now(),
        };
        catseal::sign(&request, stamper.as_ref())
    })?;
    answer(global, |out| render::sign::signed(out, &report, global), |out| output::json(out, &report))?;
    Ok(good_or_bad(report.is_good()))
}

fn timestamp(global: &Global, args: args::TimestampArgs) -> Result<Exit, CliError> {
    guard(global, args.catalogs.iter().chain(&args.stamps.timestamp_roots))?;
    let transport = HttpTransport::new();
    let Some(stamper) = context::stamper(&args.stamps, &transport, &context::SystemClock)? else {
        return usage("--timestamp-url is missing: name a time stamp server (RFC 3161)");
    };
    let request = TimestampRequest { catalogs: args.catalogs, replace: args.replace, output_dir: args.output_dir };
    let report = catseal::timestamp(&request, &stamper)?;
    answer(global, |out| render::sign::stamped(out, &report, global), |out| output::json(out, &report))?;
    Ok(Exit::Good)
}

fn unsign(global: &Global, args: args::UnsignArgs) -> Result<Exit, CliError> {
    let request = UnsignRequest { catalogs: args.catalogs, output_dir: args.output_dir, output: global.output.clone() };
    let report = catseal::unsign(&request)?;
    let global = &reporting(global);
    answer(global, |out| render::sign::unsigned(out, &report, global), |out| output::json(out, &report))?;
    Ok(Exit::Good)
}

fn verify(global: &Global, args: args::VerifyArgs) -> Result<Exit, CliError> {
    if listed_windows(global, &args.trust)? {
        return Ok(Exit::Good);
    }
    let Some(target) = args.target else {
        return usage("what is to be verified is missing: a package, a catalog, or a file");
    };
    guard(global, args.files.iter().chain(&args.catalog).chain([&target]))?;
    guard(global, &trust_files(&args.trust))?;
    let request = VerifyRequest {
        target,
        files: args.files,
        catalogs: args.catalog,
        codepage: args.codepage,
        policy: context::policy(args.trust.policy),
        at: context::at(args.trust.at.as_deref())?,
        strict: args.trust.strict,
        windows: context::windows(&args.trust)?,
        store: context::roots(&args.trust)?,
        revocation: context::revocation(&args.trust.revocation),
    };
    let report = catseal::verify(&request, &Bar::new(global.quiet))?;
    answer(global, |out| render::verify::report(out, &report, global), |out| output::json(out, &report))?;
    Ok(if report.has_unreadable() { Exit::Input } else { good_or_bad(report.is_good()) })
}

fn show(global: &Global, args: &args::ShowArgs) -> Result<Exit, CliError> {
    guard(global, [&args.catalog])?;
    if global.format == Format::Cdf {
        return cdf::show(global, &args.catalog);
    }
    match catseal::show(&args.catalog, &catseal::TrustStore::microsoft(), context::at(args.at.as_deref())?)? {
        Shown::Catalog(report) => {
            answer(global, |out| render::show::report(out, &report, global), |out| output::json(out, &report))?;
        }
        Shown::TrustList(list) => {
            answer(global, |out| render::show::trust_list(out, &list, global), |out| output::json(out, &list))?;
        }
    }
    Ok(Exit::Good)
}

fn digest(global: &Global, args: &args::DigestArgs) -> Result<Exit, CliError> {
    guard(global, &args.files)?;
    let report = catseal::digest(&args.files, args.page_hashes, &Bar::new(global.quiet))?;
    answer(global, |out| render::digest(out, &report), |out| output::json(out, &report))?;
    Ok(Exit::Good)
}

fn audit(global: &Global, args: args::AuditArgs) -> Result<Exit, CliError> {
    if listed_windows(global, &args.trust)? {
        return Ok(Exit::Good);
    }
    if args.paths.is_empty() && args.files_from.is_none() {
        return usage("what is to be audited is missing: folders or catalogs");
    }
    let mut paths = args.paths;
    if let Some(list) = &args.files_from {
        paths.extend(audit::paths_from(list)?);
    }
    guard(global, paths.iter().chain(&args.files_from))?;
    guard(global, &trust_files(&args.trust))?;
    let request = AuditRequest {
        paths,
        codepage: args.codepage,
        policy: context::policy(args.trust.policy),
        at: context::at(args.trust.at.as_deref())?,
        strict: args.trust.strict,
        windows: context::windows(&args.trust)?,
        store: context::roots(&args.trust)?,
        revocation: context::revocation(&args.trust.revocation),
    };
    let progress = Bar::new(global.quiet);
    let summary = match global.format {
        Format::Text | Format::Cdf | Format::Sarif => audit::text(global, &request, &progress)?,
        Format::Json => audit::json(global, &request, &progress)?,
    };
    let fail_on = match args.fail_on {
        args::FailOn::Error => Severity::Error,
        args::FailOn::Warning => Severity::Warning,
    };
    Ok(good_or_bad(summary.is_good(fail_on)))
}

fn testcert(global: &Global, args: args::TestcertArgs) -> Result<Exit, CliError> {
    let report = catseal::testcert(&TestCertRequest {
        output_dir: args.output_dir,
        subject: args.subject,
        days: args.days,
        now: context::now(),
    })?;
    answer(global, |out| render::testcert(out, &report), |out| output::json(out, &report))?;
    Ok(Exit::Good)
}

fn explain(global: &Global, args: &args::ExplainArgs) -> Result<Exit, CliError> {
    let report = catseal::explain(args.code.as_deref());
    if let (Some(code), true) = (&args.code, report.codes.is_empty()) {
        return usage(format!("nothing is known by the code '{code}'; `catseal explain` lists all codes"));
    }
    answer(global, |out| render::explain(out, &report, args.code.is_none()), |out| output::json(out, &report))?;
    Ok(Exit::Good)
}

fn completions(global: &Global, shell: clap_complete::Shell) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "catseal", &mut script);
    with_output(global, |out| out.write_all(&script))?;
    Ok(Exit::Good)
}

fn man(global: &Global) -> Result<Exit, CliError> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    with_output(global, |out| out.write_all(&page))?;
    Ok(Exit::Good)
}
