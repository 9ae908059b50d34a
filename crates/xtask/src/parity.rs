//! `cargo xtask parity`: published catalogs of Inf2Cat against those that catseal makes for the same packages.
//!
//! Of the corpus, every catalog that names its operating systems, and whose INF and files are all there, is made again:
//! from its own INF alone, for its own systems, in its own version. Members (tag, kind, attributes with their flags, page
//! hashes), their order, and the attributes of the catalog are compared.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use catseal::{BuildRequest, CatalogVersion, Identifier, OsTarget, PageHashing, Silent};
use catseal_catalog::{CatalogView, Member, NameValue, Version};
use jiff::Timestamp;

mod beside;

/// What came of one catalog.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// The same; whether every member is so in every byte.
    Identical { bytes: bool },
    /// Not the same by itself, but with another INF beside its own that lay there when the catalog was made: which.
    Explained(&'static str),
    /// Not the same: in what.
    Different(Vec<String>),
    /// Not to be compared: why.
    LeftOut(&'static str),
}

/// Attributes that Microsoft's dashboard adds to what was submitted.
const OF_SUBMISSION: [&str; 7] =
    ["Qualification Level", "DTC", "Submission ID", "BundleID", "Universal", "Declarative", "PackageId"];
const RENAMED: &str = "its INF is there under another name only; the same under that of the catalog";

/// Compares all catalogs of the corpus, and prints what came of it. False if too few are the same, or one is not and its cause is
/// not known.
///
/// # Errors
/// When the corpus cannot be read.
pub(crate) fn run(corpus: &Path) -> io::Result<bool> {
    let mut outcomes = Vec::new();
    for path in packages(corpus)? {
        let outcome = compare(corpus, &path)?;
        outcomes.push((path, outcome));
    }
    outcomes.sort();
    Ok(print(&outcomes))
}

/// The catalogs of the corpus that lie in packages, by their paths in it.
///
/// # Errors
/// When the corpus cannot be read.
pub(crate) fn packages(corpus: &Path) -> io::Result<Vec<String>> {
    let manifest = fs::read_to_string(corpus.join("MANIFEST.tsv"))?;
    let rows = manifest.lines().skip(1).filter_map(|row| {
        let mut cells = row.split('\t');
        cells.next().filter(|_| cells.next() == Some("package"))
    });
    Ok(rows.map(str::to_owned).collect())
}

/// How many in a hundred must be identical.
const WANTED: usize = 95;

fn print(outcomes: &[(String, Outcome)]) -> bool {
    let mut left_out: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut bytes, mut same, mut explained, mut different) = (0, 0, 0, 0);
    for (path, outcome) in outcomes {
        match outcome {
            Outcome::Identical { bytes: in_bytes } => {
                same += 1;
                bytes += usize::from(*in_bytes);
            }
            Outcome::LeftOut(reason) => *left_out.entry(reason).or_default() += 1,
            Outcome::Explained(cause) => {
                explained += 1;
                println!("identical with {cause} beside its INF: {path}");
            }
            Outcome::Different(differences) => {
                different += 1;
                println!("different: {path}");
                differences.iter().for_each(|difference| println!("    {difference}"));
            }
        }
    }
    let compared = same + explained + different;
    println!("| catalogs | |\n|---|---|");
    println!("| in packages of the corpus | {} |", outcomes.len());
    left_out.iter().for_each(|(reason, count)| println!("| not compared: {reason} | {count} |"));
    println!("| compared | {compared} |");
    println!("| identical | {same} |");
    println!("| of these, with the same bytes in every member | {bytes} |");
    println!("| different by itself, identical with an INF that lay beside its own | {explained} |");
    println!("| different, and not explained | {different} |");
    same * 100 >= compared * WANTED && different == 0
}

/// A package of the corpus as it was when its catalog was made, in a folder that lasts as long as this value.
pub(crate) struct Laid {
    folder: tempfile::TempDir,
    /// Where it is.
    pub(crate) package: PathBuf,
    /// For which systems the catalog was made.
    pub(crate) targets: Vec<&'static OsTarget>,
    /// When the catalog was made.
    pub(crate) time: Timestamp,
    theirs: Catalog,
    renamed: bool,
}

impl Laid {
    /// Lays out the package of the catalog at `path` in the corpus, or says why that cannot be.
    ///
    /// # Errors
    /// When the corpus cannot be read, or the package cannot be written.
    pub(crate) fn out(corpus: &Path, path: &str) -> io::Result<Result<Self, &'static str>> {
        let published = fs::read(corpus.join(path))?;
        let Ok(theirs) = Catalog::read(&published) else { return Ok(Err("cannot be read")) };
        let Some(systems) = theirs.attribute("OS").filter(|_| theirs.members.iter().any(|member| member.has("OSAttr")))
        else {
            return Ok(Err("without OS and OSAttr: not made by Inf2Cat"));
        };
        let Some(targets) = targets(&systems) else { return Ok(Err("an unknown operating system")) };
        let folder = tempfile::tempdir()?;
        let package = folder.path().join("package");
        lay_out(corpus, path, &package)?;
        let Some(renamed) = keep_own_infs(&package, &theirs)? else {
            return Ok(Err("its INF is changed or absent"));
        };
        if !theirs.covers_only(&package)? {
            return Ok(Err("files are changed or absent"));
        }
        let time = CatalogView::parse(&published).map_or(Timestamp::UNIX_EPOCH, |view| view.this_update());
        Ok(Ok(Self { folder, package, targets, time, theirs, renamed }))
    }
}

fn compare(corpus: &Path, path: &str) -> io::Result<Outcome> {
    let laid = match Laid::out(corpus, path)? {
        Ok(laid) => laid,
        Err(reason) => return Ok(Outcome::LeftOut(reason)),
    };
    let outcome = laid.compare(path)?;
    let Some(beside) = beside::of(path).filter(|_| matches!(outcome, Outcome::Different(_))) else {
        return Ok(outcome);
    };
    beside.put(corpus, &laid.package)?;
    Ok(match laid.compare(path)? {
        Outcome::Identical { .. } => Outcome::Explained(beside.name),
        _ => outcome,
    })
}

impl Laid {
    /// Makes the catalog again, and compares.
    fn compare(&self, path: &str) -> io::Result<Outcome> {
        let made = self.folder.path().join("made");
        let version = if self.theirs.version == Version::V1 { CatalogVersion::V1 } else { CatalogVersion::V2 };
        let request = BuildRequest {
            package: self.package.clone(),
            targets: Some(self.targets.clone()),
            version,
            identifier: Identifier::Derived,
            time: Timestamp::UNIX_EPOCH,
            // What Microsoft's tools accepted is not judged again: it is compared.
            signability: None,
            output_dir: Some(made),
            output: None,
            lower_case: false,
            dry_run: false,
            page_hashes: PageHashing::None,
        };
        let report = match catseal::build(&request, &Silent) {
            Ok(report) => report,
            Err(error) => return Ok(Outcome::Different(vec![format!("not built: {error}")])),
        };
        let name = Path::new(path).file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let mut catalogs = report.catalogs.iter().map(|catalog| &catalog.path);
        let built = match report.catalogs.as_slice() {
            [only] => Some(&only.path),
            _ => catalogs.find(|path| path.to_lowercase().ends_with(&name)),
        };
        let Some(built) = built else {
            let errors = report.findings.iter().filter(|finding| finding.severity == catseal::Severity::Error);
            return Ok(Outcome::Different(errors.map(|finding| format!("not built: {}", finding.message)).collect()));
        };
        let ours = Catalog::read(&fs::read(built)?).map_err(io::Error::other)?;
        Ok(judge(&self.theirs, &ours, self.renamed))
    }
}

fn judge(theirs: &Catalog, ours: &Catalog, renamed: bool) -> Outcome {
    let differences = theirs.differences(ours);
    if differences.is_empty() {
        let bytes = theirs.members.iter().zip(&ours.members).all(|(one, other)| one.bytes == other.bytes);
        // The file that was catalogued, under its name, is not in the package.
        return if renamed { Outcome::LeftOut(RENAMED) } else { Outcome::Identical { bytes } };
    }
    Outcome::Different(differences)
}

/// The targets that a catalog names; `None` if one is unknown.
fn targets(systems: &str) -> Option<Vec<&'static OsTarget>> {
    systems.split(',').map(|name| catseal_inf::os::by_catalog_name(name.trim()).first().copied()).collect()
}

/// Copies the folder of a catalog, with the files that the corpus has restored to what they were over it, and no catalogs.
fn lay_out(corpus: &Path, path: &str, to: &Path) -> io::Result<()> {
    let folder = Path::new(path).parent().unwrap_or(Path::new(""));
    copy(&corpus.join(folder), to)?;
    let restored = corpus.join("restored").join(folder.strip_prefix("packages").unwrap_or(folder));
    if restored.is_dir() { copy(&restored, to) } else { Ok(()) }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else if !has_extension(&target, "cat") {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files(&entry.path(), found)?;
        } else {
            found.push(entry.path());
        }
    }
    Ok(())
}

/// Removes the INFs that are not in the catalog, and gives those that are the names they have there. Whether any got
/// another name; `None` if none is left.
fn keep_own_infs(package: &Path, catalog: &Catalog) -> io::Result<Option<bool>> {
    let mut kept = false;
    let mut renamed = false;
    for entry in fs::read_dir(package)? {
        let path = entry?.path();
        if !has_extension(&path, "inf") {
            continue;
        }
        let digests = tags_of(std::slice::from_ref(&path))?;
        let Some(member) = catalog.members.iter().find(|member| digests.contains(&member.tag)) else {
            fs::remove_file(&path)?;
            continue;
        };
        kept = true;
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        if let Some(catalogued) = member.value("File").filter(|catalogued| *catalogued != name) {
            renamed = true;
            fs::rename(&path, package.join(catalogued))?;
        }
    }
    Ok(kept.then_some(renamed))
}

/// The tags that files can have in catalogs: their SHA-1 and SHA-256, in hexadecimal.
fn tags_of(paths: &[PathBuf]) -> io::Result<HashSet<String>> {
    let report = catseal::digest(paths, false, &Silent).map_err(io::Error::other)?;
    Ok(report.files.into_iter().flat_map(|file| [file.sha1, file.sha256]).collect())
}

/// A name-value attribute: name, flags and text.
type Text = (String, u32, String);

/// What is compared of a catalog.
#[derive(Debug, Clone)]
struct Catalog {
    version: Version,
    attributes: Vec<Text>,
    members: Vec<Entry>,
}

/// What is compared of a member, and its bytes.
#[derive(Debug, Clone)]
struct Entry {
    tag: String,
    kind: &'static str,
    companion: bool,
    attributes: Vec<Text>,
    page_hashes: Option<Vec<u8>>,
    bytes: Vec<u8>,
}

impl Catalog {
    fn read(bytes: &[u8]) -> Result<Self, catseal_catalog::Error> {
        let view = CatalogView::parse(bytes)?;
        let attributes = view.attributes().map(|attribute| attribute.map(|attribute| text(&attribute)));
        let attributes = attributes
            .filter(|attribute| !attribute.as_ref().is_ok_and(|(name, ..)| OF_SUBMISSION.contains(&name.as_str())));
        let members = view.members().map(|member| Entry::read(&member?)).collect::<Result<_, _>>()?;
        Ok(Self { version: view.version(), attributes: attributes.collect::<Result<_, _>>()?, members })
    }

    fn attribute(&self, name: &str) -> Option<String> {
        self.attributes.iter().find(|(known, ..)| known == name).map(|(.., value)| value.clone())
    }

    /// Whether each member stands for a file in `package`.
    fn covers_only(&self, package: &Path) -> io::Result<bool> {
        let mut paths = Vec::new();
        files(package, &mut paths)?;
        let known = tags_of(&paths)?;
        Ok(self.members.iter().all(|member| member.companion || known.contains(&member.tag)))
    }

    /// In what `ours` is different.
    fn differences(&self, ours: &Self) -> Vec<String> {
        let mut differences = Vec::new();
        if self.attributes != ours.attributes {
            let lacking = self.attributes.iter().filter(|attribute| !ours.attributes.contains(attribute));
            differences.extend(lacking.map(|(name, _, value)| format!("the catalog lacks {name}={value}")));
            let added = ours.attributes.iter().filter(|attribute| !self.attributes.contains(attribute));
            differences.extend(added.map(|(name, _, value)| format!("the catalog has {name}={value} in addition")));
            if differences.is_empty() {
                differences.push("the attributes of the catalog are in another order".to_owned());
            }
        }
        for (theirs, ours, what) in [(self, ours, "lacking"), (ours, self, "in addition")] {
            let tags: HashSet<&str> = ours.members.iter().map(|member| member.tag.as_str()).collect();
            let only = theirs.members.iter().filter(|member| !tags.contains(member.tag.as_str()));
            differences.extend(only.map(|member| format!("a member {what}: {}", member.title())));
        }
        let unlike = self.members.iter().zip(&ours.members).filter(|(one, other)| !one.is_like(other));
        if self.members.len() == ours.members.len() {
            differences.extend(
                unlike.map(|(one, other)| format!("{}: {:?} and {:?}", one.title(), one.attributes, other.attributes)),
            );
        } else if differences.is_empty() {
            differences.push(format!("{} members and {}", self.members.len(), ours.members.len()));
        }
        differences
    }
}

impl Entry {
    fn read(member: &Member<'_>) -> Result<Self, catseal_catalog::Error> {
        let tag = member
            .tag_digest()
            .map_or_else(String::new, |digest| digest.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect());
        let mut attributes = member
            .attributes()
            .map(|attribute| Ok(text(&attribute?)))
            .collect::<Result<Vec<_>, catseal_catalog::Error>>()?;
        // The order in a SET OF says nothing.
        attributes.sort();
        let companion = member.is_companion();
        let data = if companion { None } else { member.indirect_data()? };
        Ok(Self {
            tag,
            kind: member.kind().as_str(),
            companion,
            attributes,
            page_hashes: data.and_then(|data| data.page_hashes).map(|pages| pages.blob.to_vec()),
            bytes: member.raw().raw.to_vec(),
        })
    }

    fn is_like(&self, other: &Self) -> bool {
        (&self.tag, self.kind, self.companion, &self.attributes, &self.page_hashes)
            == (&other.tag, other.kind, other.companion, &other.attributes, &other.page_hashes)
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, ..)| known == name).map(|(.., value)| value.as_str())
    }

    fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    fn title(&self) -> String {
        format!("{} {}", self.value("File").unwrap_or_default(), self.tag)
    }
}

fn text(attribute: &NameValue<'_>) -> Text {
    (attribute.name.clone(), attribute.flags, attribute.text().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[(&str, &str)]) -> Vec<Text> {
        texts.iter().map(|(name, value)| ((*name).to_owned(), 0, (*value).to_owned())).collect()
    }

    fn catalog(systems: &str, versions: &str) -> Catalog {
        let entry = |tag: &str| Entry {
            tag: tag.to_owned(),
            kind: "flat",
            companion: false,
            attributes: texts(&[("File", "x.inf"), ("OSAttr", versions)]),
            page_hashes: None,
            bytes: vec![0],
        };
        let attributes = texts(&[("OS", systems), ("HWID2", "b"), ("HWID1", "a")]);
        Catalog { version: Version::V1, attributes, members: vec![entry("01"), entry("02")] }
    }

    #[test]
    fn catalogs_are_the_same_or_their_differences_are_told() {
        let theirs = catalog("7X86", "2:6.1");
        assert_eq!(judge(&theirs, &theirs, false), Outcome::Identical { bytes: true });
        let mut ours = theirs.clone();
        ours.members[0].bytes = vec![1];
        assert_eq!(judge(&theirs, &ours, false), Outcome::Identical { bytes: false });
        assert_eq!(judge(&theirs, &ours, true), Outcome::LeftOut(RENAMED));

        let differs = |change: &dyn Fn(&mut Catalog)| {
            let mut ours = theirs.clone();
            change(&mut ours);
            assert!(matches!(judge(&theirs, &ours, true), Outcome::Different(told) if !told.is_empty()), "{ours:?}");
        };
        differs(&|ours| ours.attributes.swap(1, 2));
        differs(&|ours| ours.attributes[0].1 = 1);
        differs(&|ours| ours.members.swap(0, 1));
        differs(&|ours| ours.members[1].page_hashes = Some(vec![0]));
        differs(&|ours| ours.members[1].kind = "pe");
        differs(&|ours| ours.members[1].attributes.truncate(1));
        differs(&|ours| drop(ours.members.pop()));
        differs(&|ours| ours.members.push(ours.members[0].clone()));
    }

    #[test]
    fn the_catalogs_of_the_corpus_are_matched() {
        let corpus = crate::test::corpus();
        if corpus.is_dir() {
            assert!(run(&corpus).unwrap());
        } else {
            println!("skipped: no corpus in {}", corpus.display());
        }
    }
}
