//! `build PACKAGE --emit-cdf`: from the INFs of a package to the definition files that make its catalogs.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use catseal_catalog::cdf::{self, Document};
use catseal_catalog::{CatalogView, Member, MemberKind, MemberSpec, Version};
use catseal_finding::{Finding, Severity, codes};

use crate::build::{BuildRequest, Plan, PlannedCatalog, plan};
use crate::cdf::CatalogDefinition;
use crate::error::Error;
use crate::files::HashedFile;
use crate::package::PackageFile;
use crate::progress::Progress;

/// What `build --emit-cdf` answers.
#[derive(Debug, Clone)]
pub struct PackageDefinitions {
    /// One definition for each catalog, in the order of their names; none when a finding is an error.
    pub definitions: Vec<CatalogDefinition>,
    /// What is wrong with the package, or worth saying.
    pub findings: Vec<Finding>,
    /// The files that go into the catalogs.
    pub inputs: Vec<PathBuf>,
}

impl PackageDefinitions {
    /// Whether no finding is an error.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity < Severity::Error)
    }
}

/// Makes the definition files of a package's catalogs, and writes nothing.
///
/// The paths in them begin with that of the package as the request names it, so that they hold in the folder in which
/// the request does. Each definition was tried: it makes the very catalog that [`build`](crate::build()) makes, and where
/// it does not, its findings say so.
///
/// # Errors
/// As [`build`](crate::build()), and when a name cannot stand in a definition.
pub fn package_cdf(request: &BuildRequest, progress: &dyn Progress) -> Result<PackageDefinitions, Error> {
    let plan = plan(request, progress)?;
    let definitions =
        plan.catalogs.iter().map(|catalog| define(request, &plan, catalog)).collect::<Result<Vec<_>, _>>()?;
    let inputs = plan.hashed.keys().filter_map(|&index| Some(plan.package.get(index)?.path.clone())).collect();
    Ok(PackageDefinitions { definitions, findings: plan.findings, inputs })
}

fn define(request: &BuildRequest, plan: &Plan, catalog: &PlannedCatalog) -> Result<CatalogDefinition, Error> {
    let catalog_error = |source| Error::Catalog { path: catalog.path.clone(), source };
    let name = catalog.path.file_name().unwrap_or_default().to_string_lossy();
    let view = CatalogView::parse(&catalog.bytes).map_err(catalog_error)?;
    let mut document = Document::from_catalog(&view, &name).map_err(catalog_error)?;
    document.result_dir = catalog.path.parent().and_then(folder);
    let mut members = view.members().collect::<Result<Vec<_>, _>>().map_err(catalog_error)?;
    members.retain(|member| !member.is_companion());
    let mut files = Files::of(plan, catalog.version);
    let mut specs = Vec::new();
    let mut packed = false;
    for (entry, member) in document.files.iter_mut().zip(&members) {
        let Some(index) = files.take(plan, member) else { continue };
        let (Some(file), Some(hashed)) = (plan.package.get(index), plan.hashed.get(&index)) else { continue };
        if plan.package.packed(index).is_some() {
            let message = format!("{}: a definition cannot name what is inside a packed file", file.name);
            document.findings.push(codes::catalog::CDF_CANNOT_SAY.finding(message).at(file.name.clone()));
            packed = true;
        }
        entry.path = path_of(file);
        specs.push(spec(hashed, member).map_err(catalog_error)?);
    }
    let text = cdf::emit(&document).map_err(|source| Error::Cdf { path: catalog.path.clone(), source })?;
    let mut findings = std::mem::take(&mut document.findings);
    if !packed && makes_again(request, &text, catalog, specs) {
        // Whatever was doubtful was put right with the paths.
        findings.clear();
    } else if findings.is_empty() {
        let message = format!("the catalog {name} has something that its definition cannot say");
        findings.push(codes::catalog::CDF_CANNOT_SAY.finding(message));
    }
    Ok(CatalogDefinition { catalog: name.into_owned(), text, findings })
}

/// Whether a definition makes a catalog again, given what its files are.
fn makes_again(request: &BuildRequest, text: &str, catalog: &PlannedCatalog, specs: Vec<MemberSpec>) -> bool {
    let Ok(document) = cdf::parse(text.as_bytes()) else { return false };
    if document.files.len() != specs.len() || document.has_errors() {
        return false;
    }
    // A definition has page hashes for all images or for none.
    let paged = |(file, spec): (&cdf::File, &MemberSpec)| {
        spec.page_hashes.is_some() == (spec.kind == MemberKind::Pe && document.wants_page_hashes(file))
    };
    if !document.files.iter().zip(&specs).all(paged) {
        return false;
    }
    let mut specs = specs.into_iter();
    let member = |_: &cdf::File| Ok::<_, std::convert::Infallible>(specs.next());
    let Ok(builder) = document.builder(catalog.identifier, request.time, member);
    builder.build().is_ok_and(|bytes| bytes == catalog.bytes)
}

/// The files of a plan, by their digests.
struct Files(HashMap<Vec<u8>, Vec<usize>>);

impl Files {
    fn of(plan: &Plan, version: Version) -> Self {
        let mut files: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
        for (&index, hashed) in &plan.hashed {
            let digests = &hashed.digests.member;
            let digest = match version {
                Version::V1 => digests.sha1.to_vec(),
                Version::V2 => digests.sha256.to_vec(),
            };
            files.entry(digest).or_default().push(index);
        }
        Self(files)
    }

    /// The file of a member. Of several with the same content it is the one of its name, and each is taken once.
    fn take(&mut self, plan: &Plan, member: &Member<'_>) -> Option<usize> {
        let same = self.0.get_mut(member.tag_digest()?.as_bytes())?;
        let name = member.file_name()?;
        let of_that_name =
            |&index: &usize| plan.package.get(index).is_some_and(|file| file.base_name().to_lowercase() == name);
        let position = same.iter().position(of_that_name).unwrap_or_default();
        if same.len() > 1 { Some(same.remove(position)) } else { same.first().copied() }
    }
}

fn spec(hashed: &HashedFile, member: &Member<'_>) -> Result<MemberSpec, catseal_catalog::Error> {
    let digests = &hashed.digests;
    let mut spec = MemberSpec::new(member.kind(), digests.member.sha1, digests.member.sha256);
    spec.cab_size = digests.cab.map(|cab| cab.cab_size);
    spec.page_hashes = member.indirect_data()?.and_then(|data| data.page_hashes).map(|pages| pages.blob.to_vec());
    Ok(spec)
}

fn path_of(file: &PackageFile) -> String {
    let path = file.path.to_string_lossy();
    path.strip_prefix("./").unwrap_or(&path).to_owned()
}

/// A folder as a definition names it; the current one needs no name.
fn folder(folder: &Path) -> Option<String> {
    let folder = folder.to_string_lossy();
    (!folder.is_empty() && folder != ".").then(|| folder.into_owned())
}
