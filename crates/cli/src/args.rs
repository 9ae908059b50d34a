//! The command line, as typed.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use catseal::AnsiCodePage;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Windows catalog files outside Windows: build, sign, verify and audit them.
///
/// The signature never alters the submitted files.
#[derive(Debug, Parser)]
#[command(name = "catseal", version, about, max_term_width = 100, after_help = EXIT_STATUS)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Cli {
    /// What was typed. Called under the name of a tool that it stands in for, the program is that command.
    pub(crate) fn from_command_line() -> Self {
        let mut words: Vec<OsString> = std::env::args_os().collect();
        let name = words.first().and_then(|word| Path::new(word).file_stem());
        if let Some(tool) =
            ["makecat", "inf2cat"].iter().find(|tool| name.is_some_and(|name| name.eq_ignore_ascii_case(tool)))
        {
            words.insert(1, tool.into());
            // Help speaks of `catseal makecat`, not of `makecat makecat`.
            words.iter_mut().take(1).for_each(|name| *name = "catseal".into());
        }
        // Inf2Cat's switches may begin with a hyphen: behind its name, none is an option of ours.
        if words.get(1).is_some_and(|word| word == "inf2cat") {
            words.insert(2, "--".into());
        }
        if words.get(1).is_some_and(|word| word == "makecat") {
            words.iter_mut().skip(2).for_each(makecat_switch);
        }
        Self::parse_from(words)
    }
}

/// Puts a switch of `MakeCat` into the form that is understood here: build scripts write `/v` as well as `-v`, in either case.
fn makecat_switch(word: &mut OsString) {
    let switch = match word.to_str().and_then(|word| word.strip_prefix(['/', '-'])) {
        Some("v" | "V") => "-v",
        Some("n" | "N") => "-n",
        Some("r" | "R") => "-r",
        Some("?") => "--help",
        _ => return,
    };
    *word = switch.into();
}

const EXIT_STATUS: &str = "Exit status: 0 the answer is good, 1 it is bad, 2 the command line is wrong, \
                           3 an input cannot be read or is malformed, 4 the outside world failed.";

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// How to answer
    #[arg(long, global = true, value_enum, default_value_t = Format::Text, help_heading = "Global options")]
    pub(crate) format: Format,
    /// Write the answer to this file; for `build`, `seal` and `unsign`, the catalog
    #[arg(short, long, global = true, value_name = "FILE", help_heading = "Global options")]
    pub(crate) output: Option<PathBuf>,
    /// Say only what is wrong
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = "Global options")]
    pub(crate) quiet: bool,
    /// Say more
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub(crate) verbose: bool,
    /// Worker threads; 0 is one per core
    #[arg(short, long, global = true, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(..=256), help_heading = "Global options")]
    pub(crate) jobs: u16,
    /// When to colour
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, help_heading = "Global options")]
    pub(crate) color: Color,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
    /// A catalog definition file; of `show` only
    Cdf,
    /// SARIF 2.1.0, for code scanning; of `check` only
    Sarif,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check, build, sign and verify: all or nothing
    Seal(SealArgs),
    /// Check whether a driver package is fit to be catalogued, signed and published
    Check(CheckArgs),
    /// Make the catalogs of a driver package from its INFs
    Build(BuildCommand),
    /// Sign catalogs
    Sign(SignArgs),
    /// Put time stamps on the signatures of catalogs
    ///
    /// Exit status 4: no server gave a stamp that is good, whatever was wrong with it. Exit status 1: the catalog is not signed, its
    /// signature is not valid or its certificate has expired, or there is a stamp already. Either way the catalog stays as it is.
    Timestamp(TimestampArgs),
    /// Take the signatures off catalogs
    Unsign(UnsignArgs),
    /// Verify that a trusted catalog covers unchanged files
    Verify(VerifyArgs),
    /// Show all that is in a catalog or a trust list
    Show(ShowArgs),
    /// Make the digests that catalogs hold
    Digest(DigestArgs),
    /// Verify every catalog of a release tree
    Audit(AuditArgs),
    /// Make a test certificate authority and a code-signing certificate
    Testcert(TestcertArgs),
    /// Explain a code, ours or that of another tool
    Explain(ExplainArgs),
    /// Make the catalog of a catalog definition file, with the switches and messages of `MakeCat`
    ///
    /// So, too, when the program is called under the name makecat. MakeCat's -v is --verbose; its switches may begin with a slash.
    Makecat(MakecatArgs),
    /// Check a driver package and make its catalogs, with the switches, messages and exit status of `Inf2Cat`
    ///
    /// So, too, when the program is called under the name inf2cat. `catseal inf2cat /?` says more.
    Inf2cat(Inf2catArgs),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

#[derive(Debug, Args)]
pub(crate) struct SealArgs {
    #[command(flatten)]
    pub(crate) build: BuildArgs,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    #[command(flatten)]
    pub(crate) text: TextArgs,
    #[command(flatten)]
    pub(crate) stamps: StampArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Folders of driver packages, each the one that holds the .inf file, and cabinets for the hardware dashboard
    #[arg(value_name = "PACKAGE|CAB", required_unless_present = "os")]
    pub(crate) packages: Vec<PathBuf>,
    /// Operating systems, such as 10_X64,Server2016_X64; `list` prints them all; without it they come from the INFs
    #[arg(long, value_name = "LIST")]
    pub(crate) os: Option<String>,
    /// Code page of INFs that are in ANSI, such as 1251, 932 or gbk; Windows takes that of the machine
    #[arg(long, value_name = "NAME", default_value = "1252", value_parser = codepage)]
    pub(crate) codepage: AnsiCodePage,
    /// Whose rules, parted by commas: inf2cat, infverif, whql, update, package; `all` is these five; and InfVerif's modes
    /// declarative (/k), universal (/u), windows (/w)
    #[arg(long, value_name = "SETS", default_value = "all")]
    pub(crate) rules: String,
    /// Time that counts as the present, as 2026-01-31T12:00:00Z or 2026-01-31; default: now
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<String>,
    /// Compare the date of `DriverVer` with today in the local time zone; default: in UTC, as Inf2Cat does
    #[arg(long)]
    pub(crate) local_time: bool,
    /// Protected files that vendors may install: rows of name | provider pattern | versions of Windows
    #[arg(long, value_name = "FILE")]
    pub(crate) allow: Option<PathBuf>,
    /// Take the names of protected files as misspelled in Microsoft's list, to agree with Inf2Cat to the letter
    #[arg(long)]
    pub(crate) compat: bool,
    /// An earlier report of `check --format json`: what it has is counted, and not told again
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct BuildCommand {
    #[command(flatten)]
    pub(crate) build: BuildArgs,
    /// Make the catalog of this catalog definition file, as `MakeCat` does; paths in it start from the current folder
    #[arg(long, value_name = "FILE", group = "source", conflicts_with_all = ["package", "os", "codepage", "page_hashes", "attribute", "file_attribute"])]
    pub(crate) cdf: Option<PathBuf>,
    /// Make the catalog of all files below this folder, as `New-FileCatalog` does; needs --output
    #[arg(long, value_name = "DIR", group = "source", conflicts_with_all = ["package", "os", "cdf", "codepage", "output_dir", "page_hashes"])]
    pub(crate) tree: Option<PathBuf>,
    /// With --tree: leave out files and folders of this name (`*.pdb`, `.git`) or, with a slash in it, at this path below
    /// the folder (`docs/*.md`); may be given more than once
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,
    /// Print the catalog definition file that makes the package's catalog, in place of making it; with --output and a folder, one
    /// for each of its catalogs is written there
    #[arg(long, conflicts_with_all = ["cdf", "tree", "dry_run"])]
    pub(crate) emit_cdf: bool,
}

fn codepage(name: &str) -> Result<AnsiCodePage, String> {
    AnsiCodePage::from_name(name)
        .ok_or_else(|| "it is no known code page; write it as 1251, 932 or windows-1251".to_owned())
}

/// What `--page-hashes` without files stands for: no file can have such a name.
pub(crate) const ALL_FILES: &str = "*";

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("source").required(true).multiple(true).args(["package", "os"]))]
pub(crate) struct BuildArgs {
    /// Folder of the driver package: the one that holds the .inf file
    pub(crate) package: Option<PathBuf>,
    /// Operating systems, such as 10_X64,Server2016_X64; `list` prints them all; without it they come from the INFs
    #[arg(long, value_name = "LIST")]
    pub(crate) os: Option<String>,
    /// Code page of INFs that are in ANSI, such as 1251, 932 or gbk; Windows takes that of the machine
    #[arg(long, value_name = "NAME", default_value = "1252", value_parser = codepage)]
    pub(crate) codepage: AnsiCodePage,
    /// Version of the catalog; auto is Inf2Cat's rule: 2 when every target is Windows 8 or newer
    #[arg(long, value_enum, default_value_t = CatalogVersion::Auto)]
    pub(crate) catalog_version: CatalogVersion,
    /// Put the hashes of their pages into the catalog: of all PE images, or of those named, parted by commas
    #[arg(long, value_name = "FILES", num_args = 0..=1, require_equals = true, default_missing_value = ALL_FILES)]
    pub(crate) page_hashes: Option<String>,
    /// Another attribute of the catalog; may be given more than once
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) attribute: Vec<String>,
    /// Another attribute of a file in the catalog, named by its path in the package or without folders; `*` is every file; may be
    /// given more than once
    #[arg(long, value_name = "FILE:NAME=VALUE")]
    pub(crate) file_attribute: Vec<String>,
    /// Time in the catalog, as 2026-01-31T12:00:00Z; default: `SOURCE_DATE_EPOCH`, else now
    #[arg(long, value_name = "TIME")]
    pub(crate) time: Option<String>,
    /// List identifier: random, derived (from all else, so that the same input gives the same bytes), or a GUID
    #[arg(long, value_name = "random|derived|GUID", default_value = "random")]
    pub(crate) id: String,
    /// Folder for the catalogs; default: the package
    #[arg(long, value_name = "DIR")]
    pub(crate) output_dir: Option<PathBuf>,
    /// Do everything but write
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Leave Inf2Cat's signability test out; what keeps a catalog from being made is still an error
    #[arg(long)]
    pub(crate) no_check: bool,
    /// Protected files that vendors may install: rows of name | provider pattern | versions of Windows
    #[arg(long, value_name = "FILE")]
    pub(crate) allow: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct MakecatArgs {
    /// The catalog definition file; paths in it start from the current folder
    #[arg(value_name = "CDF")]
    pub(crate) cdf: PathBuf,
    /// Do not stop at files that cannot be taken: leave them out
    #[arg(short = 'n', conflicts_with = "stop")]
    pub(crate) go_on: bool,
    /// Stop at files that cannot be taken, as is done anyway
    #[arg(short = 'r')]
    pub(crate) stop: bool,
    /// Folder for the catalog, in place of `ResultDir`
    #[arg(long, value_name = "DIR")]
    pub(crate) output_dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Inf2catArgs {
    /// `/driver:DIR` `/os:LIST` and others
    #[arg(value_name = "SWITCH", allow_hyphen_values = true, trailing_var_arg = true)]
    pub(crate) switches: Vec<OsString>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CatalogVersion {
    Auto,
    #[value(name = "1")]
    V1,
    #[value(name = "2")]
    V2,
}

#[derive(Debug, Args)]
pub(crate) struct KeyArgs {
    /// Key: a file (PEM, DER or PFX, told by its content), or `test` for a fresh test certificate, whose authority is
    /// written to --output-dir or else the current folder
    #[arg(long, value_name = "KEY")]
    pub(crate) key: Option<String>,
    /// File with certificates: the signer's, and those above it
    #[arg(long, value_name = "FILE")]
    pub(crate) cert: Vec<PathBuf>,
    /// File with the key's password (a newline at its end does not count)
    #[arg(long, value_name = "FILE", conflicts_with = "password_env")]
    pub(crate) password_file: Option<PathBuf>,
    /// Environment variable with the key's password
    #[arg(long, value_name = "NAME")]
    pub(crate) password_env: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct TextArgs {
    /// Digest of the signature
    #[arg(long, value_enum, default_value_t = Digest::Sha256)]
    pub(crate) digest: Digest,
    /// Program name that Windows shows
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,
    /// Address that Windows shows
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct StampArgs {
    /// Have signatures time stamped by this server (RFC 3161); may be given more than once: the next is asked when one has no good stamp.
    /// The proxy of the environment is used
    #[arg(long, value_name = "URL")]
    pub(crate) timestamp_url: Vec<String>,
    /// File with roots of time stamp authorities to trust besides those that Windows trusts; may be given more than once
    #[arg(long, value_name = "FILE", requires = "timestamp_url")]
    pub(crate) timestamp_roots: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct TimestampArgs {
    /// Catalogs
    #[arg(required = true, value_name = "CAT")]
    pub(crate) catalogs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) stamps: StampArgs,
    /// Replace time stamps that are there
    #[arg(long)]
    pub(crate) replace: bool,
    /// Folder for the stamped catalogs; default: where they are
    #[arg(long, value_name = "DIR")]
    pub(crate) output_dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct UnsignArgs {
    /// Catalogs
    #[arg(required = true, value_name = "CAT")]
    pub(crate) catalogs: Vec<PathBuf>,
    /// Folder for the unsigned catalogs; default: where they are
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    pub(crate) output_dir: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Digest {
    Sha256,
    Sha384,
    Sha512,
}

#[derive(Debug, Args)]
pub(crate) struct SignArgs {
    /// Catalogs
    #[arg(required = true, value_name = "CAT")]
    pub(crate) catalogs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    #[command(flatten)]
    pub(crate) text: TextArgs,
    #[command(flatten)]
    pub(crate) stamps: StampArgs,
    /// Replace a signature that is there
    #[arg(long)]
    pub(crate) replace: bool,
    /// Folder for the signed catalogs; default: where they are
    #[arg(long, value_name = "DIR")]
    pub(crate) output_dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct TrustArgs {
    /// What decides about signatures
    #[arg(long, value_enum, default_value_t = Policy::Signature)]
    pub(crate) policy: Policy,
    /// Trust anchors: microsoft, none, a file with certificates (PEM or DER), a folder of such files, or a list of roots
    /// (authroot.stl); may be given more than once
    ///
    /// A list must be signed by Microsoft. It has no certificates, so those come from the ones built in and from the files
    /// given beside it: a file that has any certificate of the list serves the list alone.
    #[arg(long, value_name = "microsoft|none|FILE")]
    pub(crate) roots: Vec<String>,
    /// File with roots of time stamp authorities to trust besides --roots, for time stamps alone; may be given more than once
    #[arg(long, value_name = "FILE")]
    pub(crate) timestamp_roots: Vec<PathBuf>,
    /// Certificates never to trust, whoever vouches for them: a signed list (disallowedcert.stl), PEM or DER, or a text of
    /// thumbprints; may be given more than once
    #[arg(long, value_name = "FILE")]
    pub(crate) disallowed: Vec<PathBuf>,
    /// Which Windows has to take a catalog, for the policy kernel and the table, such as 10 or server-2022; `list` prints them
    /// all; default: all that the catalog says it is for
    #[arg(long, value_name = "GENERATION")]
    pub(crate) windows: Vec<String>,
    /// Time at which the certificates must hold, as 2026-01-31T12:00:00Z or 2026-01-31; default: now
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// Make every warning an error
    #[arg(long)]
    pub(crate) strict: bool,
    #[command(flatten)]
    pub(crate) revocation: RevocationArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RevocationArgs {
    /// What to make of certificates that were revoked, or of which that is not known
    #[arg(long, value_enum, default_value_t = Revocation::Soft, value_name = "MODE")]
    pub(crate) revocation: Revocation,
    /// Revocation list, PEM or DER; may be given more than once
    #[arg(long, value_name = "FILE")]
    pub(crate) crl: Vec<PathBuf>,
    /// OCSP response, DER or PEM; may be given more than once
    #[arg(long, value_name = "FILE")]
    pub(crate) ocsp: Vec<PathBuf>,
    /// Fetch revocation lists, OCSP responses and missing certificates of issuers from where the certificates say
    #[arg(long)]
    pub(crate) online: bool,
    /// Folder that keeps what was fetched; offline it is read, too, but only when it is named here. Default with --online:
    /// catseal in the cache folder of the user
    #[arg(long, value_name = "DIR")]
    pub(crate) cache_dir: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Revocation {
    /// Do not ask
    Off,
    /// Refuse what was revoked, warn where lists were given and do not say
    Soft,
    /// Refuse what is not known to be good, too
    Hard,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Policy {
    /// Any code-signing certificate with a chain to a trusted root
    Signature,
    /// Windows' rule for drivers: signed by Microsoft's hardware programme or Windows itself
    Driver,
    /// Windows' rule for kernel-mode code
    Kernel,
    /// A chain to one of the roots given with --roots
    Pinned,
    /// Membership alone: also for unsigned catalogs
    None,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Folder of a package, a catalog, or (with --catalog) a file
    #[arg(value_name = "PACKAGE|CAT", required_unless_present = "windows")]
    pub(crate) target: Option<PathBuf>,
    /// Files to check against the catalogs
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Catalog to check against, in place of those in the package; may be given more than once
    #[arg(long, value_name = "CAT")]
    pub(crate) catalog: Vec<PathBuf>,
    /// Code page of INFs that are in ANSI, such as 1251, 932 or gbk; Windows takes that of the machine
    #[arg(long, value_name = "NAME", default_value = "1252", value_parser = codepage)]
    pub(crate) codepage: AnsiCodePage,
    #[command(flatten)]
    pub(crate) trust: TrustArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The catalog, or a trust list (.stl)
    #[arg(value_name = "CAT")]
    pub(crate) catalog: PathBuf,
    /// Time at which certificates are looked at; default: now
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct DigestArgs {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Also the page hashes of PE images
    #[arg(long)]
    pub(crate) page_hashes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    /// Folders and single catalogs
    #[arg(required_unless_present_any = ["files_from", "windows"], value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) trust: TrustArgs,
    /// The severity from which on the audit's answer is bad
    #[arg(long, value_enum, default_value_t = FailOn::Error)]
    pub(crate) fail_on: FailOn,
    /// Read more paths from this file, one a line; `-` is standard input
    #[arg(long, value_name = "FILE|-")]
    pub(crate) files_from: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Error,
    Warning,
}

#[derive(Debug, Args)]
pub(crate) struct TestcertArgs {
    /// Folder for the certificates and the key
    #[arg(long, value_name = "DIR")]
    pub(crate) output_dir: PathBuf,
    /// Name of the signer
    #[arg(long, value_name = "NAME", default_value = "catseal test signing")]
    pub(crate) subject: String,
    /// How long the certificates are valid
    #[arg(long, value_name = "N", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=36500))]
    pub(crate) days: u32,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A code such as CS2101, 22.9.7 or 0xE000022F; without one, all are listed
    pub(crate) code: Option<String>,
}
