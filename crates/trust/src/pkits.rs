//! The path validation of this crate against NIST's suite (PKITS), read in place.

use crate::certificate::Certificate;
use crate::graph::{Budget, Graph};
use crate::path::{Purpose, Times, best};
use crate::store::TrustStore;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A line of `cases.tsv`, as far as it is used.
pub(crate) struct Case<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    /// From the one that the anchor issued down to the end entity.
    path: Vec<&'a str>,
    pub(crate) crls: Vec<&'a str>,
    /// Issuers of lists that are not in the path.
    pub(crate) crl_certificates: Vec<&'a str>,
    /// The outcome when revocation is checked for every certificate of the path.
    pub(crate) expected: bool,
    initial_policies: &'a str,
    require_explicit_policy: bool,
    /// The outcome when revocation is not checked.
    expected_without_crl: bool,
    features: Vec<&'a str>,
}

impl<'a> Case<'a> {
    pub(crate) fn parse(line: &'a str) -> Self {
        let columns: Vec<_> = line.split('\t').collect();
        let list = |column: usize| columns[column].split(';').filter(|item| *item != "-").collect();
        Self {
            id: columns[0],
            name: columns[1],
            path: list(2),
            crls: list(3),
            crl_certificates: list(10),
            expected: columns[8] == "valid",
            initial_policies: columns[4],
            require_explicit_policy: columns[5] == "yes",
            expected_without_crl: columns[11] == "valid",
            features: list(13),
        }
    }

    fn expected(&self) -> bool {
        self.expected_without_crl
    }
}

/// What came of a line.
enum Outcome {
    /// The path was judged valid or not.
    Judged(bool),
    /// The line hangs on something that is not done here; what that is.
    Unsupported(&'static str),
}

/// The suite and what it is judged with.
pub(crate) struct Suite {
    folder: PathBuf,
    pub(crate) graph: Graph,
}

impl Suite {
    /// `None` where the suite is not there, which is said.
    pub(crate) fn open() -> Option<(Self, String)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/pkits");
        let Ok(cases) = std::fs::read_to_string(folder.join("cases.tsv")) else {
            println!("skipped: {} is not there", folder.display());
            return None;
        };
        let mut store = TrustStore::empty();
        store.add(&std::fs::read(folder.join("certs/TrustAnchorRootCertificate.crt")).unwrap(), "PKITS").unwrap();
        Some((Self { folder, graph: Graph::new(&store) }, cases))
    }

    pub(crate) fn read(&self, folder: &str, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.join(folder).join(name)).unwrap()
    }

    /// The certificates of the path, the end entity last; `None` when one of them cannot be read.
    pub(crate) fn certificates(&self, case: &Case<'_>) -> Option<Vec<Arc<Certificate>>> {
        let path = case.path.iter().map(|name| self.read("certs", name));
        path.map(|der| Certificate::parse(&der).ok().map(Arc::new)).collect()
    }

    fn judge(&self, case: &Case<'_>) -> Outcome {
        if let Some(reason) = unsupported(case) {
            return Outcome::Unsupported(reason);
        }
        let Some(certificates) = self.certificates(case) else { return Outcome::Judged(false) };
        let signer = certificates.last().unwrap();
        let paths = self.graph.paths(signer, &certificates, &Budget::for_catalog());
        let times = Times { valid_at: "2012-01-01T00:00:00Z".parse().unwrap(), stamped: None };
        Outcome::Judged(best(&paths, Purpose::Pinned, times).is_some_and(|(_, problems)| problems.is_empty()))
    }
}

/// Why the outcome of a line hangs on what is not done here; nothing but what is named in its features.
pub(crate) fn unsupported(case: &Case<'_>) -> Option<&'static str> {
    let reason = |feature: &str| match feature {
        "policy-constraints" | "policy-inhibit-any" | "policy-map" => Some("certificate policies"),
        "dsa" => Some("DSA"),
        "name-fold" => Some("names are compared by their octets"),
        "nc-uri" => Some("constraints of URIs"),
        _ => None,
    };
    if case.require_explicit_policy || case.initial_policies != "2.5.29.32.0" {
        return Some("certificate policies");
    }
    case.features.iter().find_map(|feature| reason(feature))
}

#[test]
fn paths_are_judged_as_nist_expects() {
    let Some((suite, cases)) = Suite::open() else { return };
    let (mut judged, mut unsupported, mut different) = (0, 0, Vec::new());
    for case in cases.lines().skip(1).map(Case::parse) {
        match suite.judge(&case) {
            Outcome::Judged(valid) => {
                judged += 1;
                if valid != case.expected() {
                    different.push(format!("{} {}: expected {}", case.id, case.name, case.expected()));
                }
            }
            Outcome::Unsupported(reason) => {
                unsupported += 1;
                println!("{} {}: unsupported: {reason}", case.id, case.name);
            }
        }
    }
    println!("{judged} judged, {unsupported} unsupported");
    assert!(different.is_empty(), "{different:#?}");
    assert!(judged > 120, "{judged}");
}
