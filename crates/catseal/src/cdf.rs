//! `build --cdf` and `show --format cdf`: from a catalog definition file to its catalog, as MakeCat makes it, and back.

use std::collections::{BTreeMap, HashMap};
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

use catseal_catalog::cdf::{self, Document, Tag};
use catseal_catalog::{CatalogView, MemberKind, MemberSpec, Version};
use catseal_digest::{Algorithm, FileKind};
use catseal_finding::{CodeInfo, Finding, Severity, codes};
use jiff::Timestamp;
use rayon::prelude::*;

use crate::build::{
    BuildReport, CatalogVersion, Identifier, InputFile, PlannedCatalog, finish, kind_of, page_hashes, write_all,
};
use crate::error::Error;
use crate::files::{self, CATALOG_LIMIT, HashedFile};
use crate::progress::Progress;

/// What to build from a definition file, and how.
#[derive(Debug, Clone)]
pub struct CdfRequest {
    /// The catalog definition file.
    pub cdf: PathBuf,
    /// The folder that the paths in it start from; empty is the current one, as with MakeCat.
    pub base: PathBuf,
    /// Version of the catalog; `Auto` is what the definition says.
    pub version: CatalogVersion,
    /// The list identifier.
    pub identifier: Identifier,
    /// The time that goes into the catalog.
    pub time: Timestamp,
    /// The folder for the catalog, in place of the one that the definition names.
    pub output_dir: Option<PathBuf>,
    /// The file to write; wins over `output_dir` and the definition.
    pub output: Option<PathBuf>,
    /// Leave out files that cannot be taken, with a warning for each, in place of making no catalog (MakeCat's `-n`).
    pub leave_out: bool,
    /// Do everything but write.
    pub dry_run: bool,
}

/// Builds the catalog that a definition file describes, unsigned, and writes it.
///
/// When the definition has errors, or files are missing, the report says so and nothing is written. It has no targets: a
/// definition file knows no operating systems, only attributes that may name them.
///
/// # Errors
/// When the definition or a file cannot be read, a file changes meanwhile, or the catalog cannot be written or would
/// take the place of a file that goes into it.
pub fn build_cdf(request: &CdfRequest, progress: &dyn Progress) -> Result<BuildReport, Error> {
    let job = Job::prepare(request, progress)?;
    let catalog = if job.has_errors() { None } else { Some(job.assemble()?) };
    job.check_unchanged()?;
    let written = catalog.is_some() && !request.dry_run;
    if let (Some(catalog), true) = (&catalog, written) {
        write_all(std::slice::from_ref(catalog))?;
    }
    Ok(job.report(catalog, written))
}

/// A catalog as the definition file that makes it.
#[derive(Debug, Clone)]
pub struct CatalogDefinition {
    /// The name of the catalog that it makes, without folders.
    pub catalog: String,
    /// The text, as it is to stand in a file (UTF-8).
    pub text: String,
    /// What the definition cannot say.
    pub findings: Vec<Finding>,
}

/// Turns a catalog into a definition file for it: see [`Document::from_catalog`].
///
/// # Errors
/// When the file cannot be read, or is no catalog.
pub fn show_cdf(path: &Path) -> Result<CatalogDefinition, Error> {
    let bytes = files::read(path, "a catalog", CATALOG_LIMIT)?;
    let catalog_error = |source| Error::Catalog { path: path.to_owned(), source };
    let view = CatalogView::parse(&bytes).map_err(catalog_error)?;
    let name = path.file_name().map_or_else(|| "catalog.cat".into(), |name| name.to_string_lossy());
    // A name like that is nobody's wish; the catalog can be called anything.
    let name = if name.contains(char::is_control) || name.trim() != name { "catalog.cat".into() } else { name };
    let document = Document::from_catalog(&view, &name).map_err(catalog_error)?;
    let text = cdf::emit(&document).map_err(|source| Error::Cdf { path: path.to_owned(), source })?;
    let at = path.display().to_string();
    Ok(CatalogDefinition {
        catalog: name.into_owned(),
        text,
        findings: document.findings.into_iter().map(|finding| finding.at(at.clone())).collect(),
    })
}

/// What a definition file lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CdfOutline {
    /// The names of the attributes of the catalog, in the order of their numbers.
    pub attributes: Vec<String>,
    /// The files, in the order of the lines.
    pub files: Vec<CdfOutlineFile>,
}

/// A file that a definition file lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CdfOutlineFile {
    /// The tag, `<HASH>` included.
    pub tag: String,
    /// The names of its attributes, in the order of their numbers.
    pub attributes: Vec<String>,
}

/// Reads what a definition file lists, and none of the files. What is wrong with it is for [`build_cdf`] to say.
///
/// # Errors
/// When the file cannot be read, or is no definition.
pub fn cdf_outline(path: &Path) -> Result<CdfOutline, Error> {
    let document = read_definition(path)?;
    let names = |attributes: Vec<catseal_catalog::Attribute>| attributes.into_iter().map(|it| it.name).collect();
    let file = |file: cdf::File| CdfOutlineFile { tag: file.tag.to_string(), attributes: names(file.attributes) };
    Ok(CdfOutline { attributes: names(document.attributes), files: document.files.into_iter().map(file).collect() })
}

fn read_definition(path: &Path) -> Result<Document, Error> {
    let limit = u64::try_from(cdf::MAX_SIZE).unwrap_or(u64::MAX);
    let bytes = files::read(path, "a catalog definition file", limit)?;
    cdf::parse(&bytes).map_err(|source| Error::Cdf { path: path.to_owned(), source })
}

/// A file that was read.
struct Input {
    path: PathBuf,
    hashed: HashedFile,
    /// The page hashes of an image, if wanted, or why there are none.
    pages: Option<Result<Vec<u8>, catseal_digest::Error>>,
}

/// A definition, read and checked, with its files hashed.
struct Job<'r> {
    request: &'r CdfRequest,
    document: Document,
    findings: Vec<Finding>,
    inputs: Vec<Input>,
    /// What becomes of the files of the document, by line.
    members: HashMap<u32, MemberSpec>,
    /// The indices of the inputs by the names that the document gives them.
    names: BTreeMap<String, usize>,
}

impl<'r> Job<'r> {
    fn prepare(request: &'r CdfRequest, progress: &dyn Progress) -> Result<Self, Error> {
        let mut document = read_definition(&request.cdf)?;
        match request.version {
            CatalogVersion::Auto => {}
            CatalogVersion::V1 => document.version = Version::V1,
            CatalogVersion::V2 => document.version = Version::V2,
        }
        let findings = std::mem::take(&mut document.findings);
        let recoverable = std::mem::take(&mut document.file_findings);
        let mut job =
            Job { request, document, findings, inputs: Vec::new(), members: HashMap::new(), names: BTreeMap::new() };
        recoverable.into_iter().for_each(|finding| job.file_finding(finding));
        let located = job.locate();
        job.hash(&located, progress)?;
        job.make_members(&located);
        if job.members.is_empty() && !job.has_errors() {
            job.findings.push(codes::catalog::CDF_NO_FILES.finding("no file is left that could be taken"));
        }
        job.check_target();
        let cdf = request.cdf.display().to_string();
        job.findings.sort_by_key(|finding| finding.line);
        job.findings = job.findings.into_iter().map(|finding| finding.at(cdf.clone())).collect();
        Ok(job)
    }

    fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// Notes what is wrong with one file, which MakeCat calls recoverable.
    fn file_finding(&mut self, finding: Finding) {
        let error = finding.severity == Severity::Error;
        self.findings.push(if error && self.request.leave_out {
            let message = format!("{}; it is left out", finding.message);
            Finding { message, ..finding }.severity(Severity::Warning)
        } else {
            finding
        });
    }

    fn problem(&mut self, code: &CodeInfo, line: u32, message: impl std::fmt::Display) {
        self.file_finding(code.finding(format!("line {line}: {message}")).line(line));
    }

    /// Where the files are, by line.
    fn locate(&mut self) -> HashMap<u32, PathBuf> {
        let wanted: Vec<(u32, String)> =
            self.document.files.iter().map(|file| (file.line, file.path.clone())).collect();
        let mut folders = Folders::default();
        let mut located = HashMap::new();
        for (line, written) in wanted {
            match folders.locate(&self.request.base, &written) {
                Located::At(path) => drop(located.insert(line, path)),
                Located::Missing(looked_for) => {
                    let message = format!("there is no file {} ('{written}')", looked_for.display());
                    self.problem(&codes::catalog::CDF_FILE_MISSING, line, message);
                }
                Located::Several(first, second) => {
                    let message = format!(
                        "'{written}' is not there, and both {} and {} differ from it only in case",
                        first.display(),
                        second.display()
                    );
                    self.problem(&codes::catalog::CDF_FILE_MISSING, line, message);
                }
            }
        }
        located
    }

    /// Reads every file once (images with page hashes twice).
    fn hash(&mut self, located: &HashMap<u32, PathBuf>, progress: &dyn Progress) -> Result<(), Error> {
        let algorithm = match self.document.version {
            Version::V1 => Algorithm::Sha1,
            Version::V2 => Algorithm::Sha256,
        };
        // Where several entries have the same file, any of them may want its page hashes.
        let mut paths: BTreeMap<&Path, (String, bool)> = BTreeMap::new();
        for file in &self.document.files {
            let Some(path) = located.get(&file.line) else { continue };
            let entry = paths.entry(path).or_insert_with(|| (file.path.replace('\\', "/"), false));
            entry.1 |= self.document.wants_page_hashes(file);
        }
        let paths: Vec<_> = paths.into_iter().collect();
        progress.start(paths.len());
        self.inputs = paths
            .par_iter()
            .map(|(path, (_, pages))| {
                let input = read(path, pages.then_some(algorithm))?;
                progress.step();
                Ok(input)
            })
            .collect::<Result<_, Error>>()?;
        progress.finish();
        self.names = paths.into_iter().map(|(_, (name, _))| name).zip(0..).collect();
        Ok(())
    }

    fn make_members(&mut self, located: &HashMap<u32, PathBuf>) {
        let inputs: HashMap<&Path, &Input> = self.inputs.iter().map(|input| (input.path.as_path(), input)).collect();
        let mut problems = Vec::new();
        for file in &self.document.files {
            let Some(input) = located.get(&file.line).and_then(|path| inputs.get(path.as_path())) else { continue };
            match member(&self.document, file, input) {
                Ok(spec) => drop(self.members.insert(file.line, spec)),
                Err((code, message)) => problems.push((code, file.line, message)),
            }
        }
        drop(inputs);
        for (code, line, message) in problems {
            self.problem(code, line, message);
        }
    }

    /// Where the catalog goes.
    fn target(&self) -> PathBuf {
        let name = native(&self.document.name);
        match (&self.request.output, &self.request.output_dir) {
            (Some(output), _) => output.clone(),
            (_, Some(folder)) => folder.join(Path::new(&name).file_name().unwrap_or_default()),
            _ => {
                let folder = self.document.result_dir.as_deref().map(native).unwrap_or_default();
                self.request.base.join(folder).join(name)
            }
        }
    }

    /// A drive of Windows is a folder of that name elsewhere, which nobody wants made.
    fn check_target(&mut self) {
        let redirected = self.request.output.is_some() || self.request.output_dir.is_some();
        if redirected || cfg!(windows) {
            return;
        }
        let named = [Some(self.document.name.as_str()), self.document.result_dir.as_deref()];
        if let Some(path) = named.into_iter().flatten().find(|path| path.contains(':') || path.starts_with(r"\\")) {
            let message = format!("the catalog is to be at '{path}', which is a drive or share of Windows");
            self.findings.push(
                codes::catalog::CDF_BAD_VALUE
                    .finding(message)
                    .help("Say where the catalog goes with --output or --output-dir."),
            );
        }
    }

    fn assemble(&self) -> Result<PlannedCatalog, Error> {
        let path = self.target();
        files::guard_inputs(&path, [self.request.cdf.as_path()])?;
        files::guard_hashed(&path, self.inputs.iter().map(|input| (input.path.as_path(), &input.hashed)))?;
        guard_others(&path)?;
        let Ok(mut builder) = self.document.builder([0; 16], self.request.time, |file| {
            Ok::<_, std::convert::Infallible>(self.members.get(&file.line).cloned())
        });
        let build_error = |source| Error::Build { name: self.document.name.clone(), source };
        let (identifier, bytes) = finish(&mut builder, self.request.identifier, build_error)?;
        let each = if self.document.version == Version::V1 { 1 } else { 2 };
        let members = self.members.len().saturating_mul(each);
        Ok(PlannedCatalog { path, bytes, version: self.document.version, identifier, members })
    }

    fn check_unchanged(&self) -> Result<(), Error> {
        match self.inputs.par_iter().find_first(|input| !input.hashed.state.still_holds(&input.path)) {
            Some(input) => Err(Error::Changed { path: input.path.clone() }),
            None => Ok(()),
        }
    }

    fn report(self, catalog: Option<PlannedCatalog>, written: bool) -> BuildReport {
        let input = |(name, index): (&String, &usize)| {
            let input = self.inputs.get(*index)?;
            Some(InputFile::new(name.clone(), &input.path, &input.hashed))
        };
        let inputs = self.names.par_iter().filter_map(input).collect();
        BuildReport::of_definition(inputs, catalog.as_ref(), self.findings, written)
    }
}

/// A file that is there and is no catalog is not written over, whatever a definition says.
pub(crate) fn guard_others(path: &Path) -> Result<(), Error> {
    let holds_something = std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() > 0);
    // Of a link, the file that it leads to is the one that is replaced, and packages come from others.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if !holds_something || target.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("cat")) {
        return Ok(());
    }
    let bytes = files::read(path, "a catalog", CATALOG_LIMIT)?;
    match CatalogView::parse(&bytes) {
        Ok(_) => Ok(()),
        Err(_) => Err(Error::Exists { path: path.to_owned() }),
    }
}

fn read(path: &Path, pages: Option<Algorithm>) -> Result<Input, Error> {
    let hashed = files::hash(path)?;
    let pages = match pages {
        Some(algorithm) if hashed.digests.kind == FileKind::Pe => Some(page_hashes(path, &hashed, algorithm)?),
        _ => None,
    };
    Ok(Input { path: path.to_owned(), hashed, pages })
}

/// What the catalog will say of a file, or why it cannot.
fn member(document: &Document, file: &cdf::File, input: &Input) -> Result<MemberSpec, (&'static CodeInfo, String)> {
    if let (Tag::Text(tag), Version::V2) = (&file.tag, document.version) {
        let message = format!("the tag '{tag}' has no <HASH> before it, which a catalog of version 2 needs");
        return Err((&codes::catalog::CDF_TEXT_TAG, message));
    }
    let digests = &input.hashed.digests;
    let found = kind_of(digests.kind);
    let kind = file.kind.unwrap_or(found);
    let pair = if kind == MemberKind::Flat { digests.flat } else { digests.member };
    if kind != MemberKind::Flat && kind != found {
        let message = format!("'{}' is to be hashed as {kind} by its ALTSIPID, but it is {found}", file.path);
        return Err((&codes::catalog::CDF_NO_HASH, message));
    }
    let mut spec = MemberSpec::new(kind, pair.sha1, pair.sha256);
    if kind == MemberKind::Cab {
        spec.cab_size = digests.cab.map(|cab| cab.cab_size);
    }
    if document.wants_page_hashes(file)
        && let Some(pages) = &input.pages
    {
        let pages = pages.as_ref().map_err(|error| {
            let message = format!("the page hashes of '{}' cannot be made: {error}", file.path);
            (&codes::catalog::CDF_NO_HASH, message)
        })?;
        spec.page_hashes = Some(pages.clone());
    }
    Ok(spec)
}

/// A path as this system writes it: backslashes part folders everywhere.
fn native(written: &str) -> String {
    if cfg!(windows) { written.to_owned() } else { written.replace('\\', "/") }
}

enum Located {
    At(PathBuf),
    Missing(PathBuf),
    /// Two files that differ from what was written, and from each other, only in case.
    Several(PathBuf, PathBuf),
}

/// The names in folders, by their lower case; each folder is read once.
#[derive(Default)]
struct Folders(HashMap<PathBuf, HashMap<String, Vec<OsString>>>);

impl Folders {
    /// The names in `folder` that differ from `name` in case at most.
    fn alike(&mut self, folder: &Path, name: &OsStr) -> &[OsString] {
        let names = self.0.entry(folder.to_owned()).or_insert_with(|| {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            let mut names: HashMap<String, Vec<OsString>> = HashMap::new();
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let name = entry.file_name();
                names.entry(name.to_string_lossy().to_lowercase()).or_default().push(name);
            }
            names.values_mut().for_each(|names| names.sort());
            names
        });
        names.get(&name.to_string_lossy().to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// Finds a file as Windows would: by its very name, else whatever the case.
    fn locate(&mut self, base: &Path, written: &str) -> Located {
        let path = base.join(native(written));
        // Where that cannot be told, reading it will say why.
        if !matches!(path.try_exists(), Ok(false)) {
            return Located::At(path);
        }
        let mut at = PathBuf::new();
        for component in path.components() {
            let next = at.join(component);
            match component {
                Component::Normal(name) if matches!(next.try_exists(), Ok(false)) => match self.alike(&at, name) {
                    [] => return Located::Missing(path),
                    [only] => at.push(only),
                    [first, second, ..] => return Located::Several(at.join(first), at.join(second)),
                },
                _ => at = next,
            }
        }
        if matches!(at.try_exists(), Ok(false)) { Located::Missing(path) } else { Located::At(at) }
    }
}
