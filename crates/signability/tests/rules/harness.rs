//! Cases: edits of one good package, and the code they must bring.

use catseal_inf::os::{self, OsTarget};
use catseal_inf::{Document, Driver, ParseOptions};
use catseal_signability::{AllowList, File, Inf, Options, Package, Packed, RuleSets, check};

/// The INF that all cases start from.
const BASE: &str = include_str!("base.inf");

/// A change of a package, and of its twin, which differs from it in what the rule is about.
pub(crate) struct Case {
    /// The code that the package brings, and the twin does not.
    pub(crate) code: &'static str,
    /// What the case shows, in words.
    pub(crate) title: &'static str,
    package: Shape,
    twin: Shape,
    sets: RuleSets,
    targets: &'static str,
    compat: bool,
    allow: &'static str,
}

/// A package in memory.
#[derive(Clone)]
pub(crate) struct Shape {
    /// Names and octets of the INFs; the first is `sample.inf`.
    pub(crate) infs: Vec<(String, Vec<u8>)>,
    /// The files, INFs included.
    pub(crate) files: Vec<File>,
}

impl Shape {
    /// Adds a file about which nothing is known but its name.
    pub(crate) fn add(&mut self, path: &str) {
        self.files.push(file(path));
    }

    /// Adds a file that lies inside another one, and that INFs mean by these paths and cabinets.
    pub(crate) fn add_packed(&mut self, container: &str, name: &str, sources: &[(&str, Option<&str>)]) {
        let sources = sources.iter().map(|(path, cabinet)| ((*path).to_owned(), cabinet.map(str::to_owned)));
        let packed = Packed { container: container.to_owned(), sources: sources.collect() };
        self.files.push(File { packed: Some(packed), ..file(&format!("{container}/{name}")) });
    }

    /// Adds text at the end of `sample.inf`.
    pub(crate) fn append(&mut self, text: &str) {
        self.infs.first_mut().unwrap().1.extend_from_slice(text.as_bytes());
    }

    /// The file at a path.
    pub(crate) fn file(&mut self, path: &str) -> &mut File {
        self.files.iter_mut().find(|file| file.path == path).unwrap()
    }

    /// Takes a file away.
    pub(crate) fn remove(&mut self, path: &str) {
        self.files.retain(|file| file.path != path);
    }

    /// Replaces text in `sample.inf`; it must be there exactly once.
    pub(crate) fn replace(&mut self, from: &str, to: &str) {
        let (_, bytes) = self.infs.first_mut().unwrap();
        let text = std::str::from_utf8(bytes).unwrap();
        assert_eq!(text.matches(from).count(), 1, "{from:?} must be there exactly once");
        *bytes = text.replace(from, to).into_bytes();
    }
}

/// A file about which nothing is known but its name.
pub(crate) fn file(path: &str) -> File {
    File { path: path.to_owned(), size: 1, modified: None, image: None, packed: None }
}

impl Case {
    /// A case that changes nothing yet: package and twin are the base, for all rule sets and Windows 10 x64.
    pub(crate) fn new(code: &'static str, title: &'static str) -> Self {
        let infs = vec![("sample.inf".to_owned(), BASE.into())];
        let base = Shape { infs, files: vec![file("sample.inf"), file("sample.sys")] };
        let (package, twin) = (base.clone(), base);
        Self { code, title, package, twin, sets: RuleSets::ALL, targets: "10_X64", compat: false, allow: "" }
    }

    /// Replaces text in the INF of the package; it must be there exactly once.
    pub(crate) fn edit(mut self, from: &str, to: &str) -> Self {
        self.package.replace(from, to);
        self
    }

    /// Replaces text in the INF of the twin.
    pub(crate) fn twin(mut self, from: &str, to: &str) -> Self {
        self.twin.replace(from, to);
        self
    }

    /// Changes both alike, before what parts them.
    pub(crate) fn both(mut self, change: impl Fn(&mut Shape)) -> Self {
        change(&mut self.package);
        change(&mut self.twin);
        self
    }

    /// Changes the package.
    pub(crate) fn change(mut self, change: impl Fn(&mut Shape)) -> Self {
        change(&mut self.package);
        self
    }

    /// Changes the twin.
    pub(crate) fn twin_change(mut self, change: impl Fn(&mut Shape)) -> Self {
        change(&mut self.twin);
        self
    }

    /// The rule sets to check by, as on the command line.
    pub(crate) fn sets(mut self, sets: &str) -> Self {
        self.sets = sets.parse().unwrap();
        self
    }

    /// The operating systems to check for, as on the command line.
    pub(crate) fn targets(mut self, targets: &'static str) -> Self {
        self.targets = targets;
        self
    }

    /// Takes Microsoft's own spelling of the names of protected files.
    pub(crate) fn compat(mut self) -> Self {
        self.compat = true;
        self
    }

    /// The list of protected files that vendors may install.
    pub(crate) fn allow(mut self, text: &'static str) -> Self {
        self.allow = text;
        self
    }

    /// Checks package and twin; says in words what is not as it should be.
    pub(crate) fn run(&self) -> Result<(), String> {
        let (bad, good) = (self.check(&self.package), self.check(&self.twin));
        let has = |findings: &[String]| findings.iter().any(|finding| finding.starts_with(self.code));
        match (has(&bad), has(&good)) {
            (true, false) => Ok(()),
            (false, _) => Err(format!("{} ({}): not found, but {bad:#?}", self.code, self.title)),
            (true, true) => Err(format!("{} ({}): found in the twin, too: {good:#?}", self.code, self.title)),
        }
    }

    fn check(&self, shape: &Shape) -> Vec<String> {
        let targets: Vec<&'static OsTarget> = os::parse_list(self.targets).unwrap();
        let infs = shape.infs.iter().map(|(path, bytes)| {
            let document = Document::parse(bytes, &ParseOptions::default()).unwrap();
            let driver = Driver::walk_as_inf2cat(&document, &targets);
            Inf { path: path.clone(), document, driver, targets: (0..targets.len()).collect() }
        });
        let infs = infs.collect();
        let options = Options {
            targets: targets.clone(),
            sets: self.sets,
            now: "2026-11-22T12:00:00Z".parse().unwrap(),
            zone: jiff::tz::TimeZone::UTC,
            compat: self.compat,
            allow: AllowList::parse(self.allow).unwrap(),
        };
        let findings = check(&Package { infs, files: shape.files.clone() }, &options);
        findings.iter().map(|finding| format!("{} {}: {}", finding.code, finding.severity, finding.message)).collect()
    }
}

/// What is found in the package of a case.
pub(crate) fn findings(case: &Case) -> Vec<String> {
    case.check(&case.package)
}
