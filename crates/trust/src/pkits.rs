//! The path validation of this crate against NIST's suite (PKITS), read in place.

use crate::certificate::Certificate;
use crate::graph::{Budget, Graph};
use crate::path::{Purpose, Times, examine_under};
use crate::policies::{ANY_POLICY, Inputs, Step, process};
use crate::store::TrustStore;
use catseal_asn1::Oid;
use std::collections::BTreeSet;
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
    pub(crate) inputs: Inputs,
    /// The outcome with revocation checked.
    pub(crate) expected: bool,
    /// The outcome when revocation is not checked.
    expected_without_crl: bool,
    /// Of a valid path, the policies under which it stands.
    valid_policies: BTreeSet<Oid>,
    features: Vec<&'a str>,
}

impl<'a> Case<'a> {
    pub(crate) fn parse(line: &'a str) -> Self {
        let columns: Vec<_> = line.split('\t').collect();
        let list = |column: usize| -> Vec<_> { columns[column].split(';').filter(|item| *item != "-").collect() };
        let policies = |column| -> BTreeSet<Oid> { list(column).into_iter().map(|oid| oid.parse().unwrap()).collect() };
        Self {
            id: columns[0],
            name: columns[1],
            path: list(2),
            crls: list(3),
            crl_certificates: list(10),
            inputs: Inputs {
                acceptable: Some(policies(4)).filter(|policies| !policies.contains(&ANY_POLICY)),
                require_explicit: columns[5] == "yes",
                inhibit_mapping: columns[6] == "yes",
                inhibit_any: columns[7] == "yes",
            },
            expected: columns[8] == "valid",
            expected_without_crl: columns[11] == "valid",
            valid_policies: policies(12),
            features: list(13),
        }
    }

    /// The N of chapter 4.N.
    fn chapter(&self) -> usize {
        self.id.split('.').nth(1).unwrap().parse().unwrap()
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
        let holds = |path| examine_under(path, Purpose::Pinned, times, &case.inputs).is_empty();
        Outcome::Judged(paths.iter().any(holds))
    }
}

/// Why the outcome of a line hangs on what is not done here; nothing but what is named in its features.
pub(crate) fn unsupported(case: &Case<'_>) -> Option<&'static str> {
    case.features.contains(&"dsa-inherit").then_some("parameters of a DSA key that stand with its issuer")
}

/// The chapters of the suite, as NIST names them.
const CHAPTERS: [&str; 16] = [
    "Signature Verification",
    "Validity Periods",
    "Verifying Name Chaining",
    "Basic Certificate Revocation",
    "Paths with Self-Issued Certificates",
    "Basic Constraints",
    "Key Usage",
    "Certificate Policies",
    "Require Explicit Policy",
    "Policy Mappings",
    "Inhibit Policy Mapping",
    "Inhibit Any Policy",
    "Name Constraints",
    "Distribution Points",
    "Delta-CRLs",
    "Private Certificate Extensions",
];

/// What came of the lines of a chapter.
#[derive(Default)]
struct Tally {
    /// As NIST expects.
    as_expected: u32,
    /// As NIST expects of who does not ask about revocation, which is what such a line is about.
    without_revocation: u32,
    unsupported: BTreeSet<&'static str>,
    unsupported_count: u32,
}

#[test]
fn paths_are_judged_as_nist_expects_and_documented() {
    let Some((suite, cases)) = Suite::open() else { return };
    let mut tallies: Vec<_> = CHAPTERS.iter().map(|_| Tally::default()).collect();
    let mut different = Vec::new();
    for case in cases.lines().skip(1).map(Case::parse) {
        let tally = &mut tallies[case.chapter() - 1];
        match suite.judge(&case) {
            Outcome::Judged(valid) if valid != case.expected_without_crl => {
                different.push(format!("{} {}: expected {}", case.id, case.name, case.expected_without_crl));
            }
            Outcome::Judged(valid) if valid == case.expected => tally.as_expected += 1,
            Outcome::Judged(_) => tally.without_revocation += 1,
            Outcome::Unsupported(reason) => {
                tally.unsupported_count += 1;
                tally.unsupported.insert(reason);
            }
        }
    }
    assert!(different.is_empty(), "{different:#?}");

    let count = |of: fn(&Tally) -> u32| tallies.iter().map(of).sum::<u32>();
    let (good, half) = (count(|tally| tally.as_expected), count(|tally| tally.without_revocation));
    println!("{good} as expected, {half} without revocation, {} unsupported", count(|tally| tally.unsupported_count));
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/trust.md");
    let document = std::fs::read_to_string(document).unwrap();
    for (number, (chapter, tally)) in (1..).zip(CHAPTERS.iter().zip(&tallies)) {
        let Tally { as_expected, without_revocation, unsupported_count, unsupported } = tally;
        let reasons = unsupported.iter().map(|reason| format!(": {reason}")).collect::<String>();
        let row =
            format!("| 4.{number} {chapter} | {as_expected} | {without_revocation} | {unsupported_count}{reasons} |");
        assert!(document.contains(&row), "docs/trust.md has not the line\n{row}");
    }
}

#[test]
fn above_an_anchor_that_is_no_root_the_search_goes_on() {
    let Some((mut suite, _)) = Suite::open() else { return };
    let mut store = TrustStore::empty();
    for anchor in ["GoodCACert.crt", "TrustAnchorRootCertificate.crt"] {
        store.add(&suite.read("certs", anchor), "PKITS").unwrap();
    }
    suite.graph = Graph::new(&store);
    let signer = Arc::new(Certificate::parse(&suite.read("certs", "ValidCertificatePathTest1EE.crt")).unwrap());
    let paths = suite.graph.paths(&signer, &[], &Budget::for_catalog());
    assert_eq!(paths.iter().map(|path| path.certificates.len()).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn the_policies_of_a_path_are_those_that_nist_lists() {
    let Some((suite, cases)) = Suite::open() else { return };
    let valid = cases.lines().skip(1).map(Case::parse).filter(|case| case.expected && unsupported(case).is_none());
    let mut count = 0;
    for case in valid {
        let path =
            case.path.iter().map(|name| Certificate::parse(&suite.read("certs", name)).unwrap()).collect::<Vec<_>>();
        let steps = path.iter().map(|certificate| Step {
            extensions: &certificate.extensions.policies,
            is_self_issued: certificate.is_self_issued(),
        });
        let policies = process(&steps.collect::<Vec<_>>(), &case.inputs);
        assert_eq!(policies, Ok(case.valid_policies), "{} {}", case.id, case.name);
        count += 1;
    }
    assert!(count > 100, "{count}");
}
