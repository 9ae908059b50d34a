//! Revocation against NIST's suite (PKITS), read in place.

use super::{Archive, Dated, Evidence, Inquiry, Revocation, RevocationMode, rule};
use crate::certificate::Certificate;
use crate::graph::Budget;
use crate::path::{Purpose, Times, examine_under};
use crate::pkits::{Case, Suite, unsupported};
use std::sync::Arc;

/// Whether a path holds at the time of the suite, with revocation asked for every certificate, by the lists of the line.
fn is_valid(suite: &Suite, case: &Case<'_>) -> bool {
    let Some(certificates) = suite.certificates(case) else { return false };
    let mut evidence = Evidence::new();
    for name in &case.crls {
        // A list that cannot be read is no evidence.
        evidence.add_crls(&suite.read("crls", name), name).ok();
    }
    for name in &case.crl_certificates {
        evidence.certificates.push(Arc::new(Certificate::parse(&suite.read("certs", name)).unwrap()));
    }
    let revocation = Revocation { mode: RevocationMode::Hard, evidence: Some(&evidence), source: None };
    let archive = Archive::default();
    let at = "2012-01-01T00:00:00Z".parse().unwrap();
    let inquiry = Inquiry::new(revocation, &archive, &suite.graph, at, std::iter::empty());
    let paths = suite.graph.paths(certificates.last().unwrap(), &certificates, &Budget::for_catalog());
    paths.iter().any(|path| {
        let times = Times { valid_at: at, stamped: None };
        let ruling = rule(&inquiry.of_path(path, &certificates), Dated::Signature(None), &inquiry);
        examine_under(path, Purpose::Pinned, times, &case.inputs).is_empty() && ruling.problems.is_empty()
    })
}

#[test]
fn revocation_is_judged_as_nist_expects() {
    let Some((suite, cases)) = Suite::open() else { return };
    let (mut judged, mut unsupported_lines, mut different) = (0, 0, Vec::new());
    for case in cases.lines().skip(1).map(Case::parse) {
        // NIST takes the word of a list about the very certificate by which the list is believed. That is refused here.
        let circle = (case.id == "4.14.30").then_some("the list vouches for its own signer");
        if let Some(reason) = unsupported(&case).or(circle) {
            unsupported_lines += 1;
            println!("{} {}: unsupported: {reason}", case.id, case.name);
            continue;
        }
        judged += 1;
        if is_valid(&suite, &case) != case.expected {
            different.push(format!("{} {}: expected {}", case.id, case.name, case.expected));
        }
    }
    println!("{judged} judged, {unsupported_lines} unsupported");
    assert!(different.is_empty(), "{different:#?}");
    // As docs/trust.md says.
    assert_eq!((judged, unsupported_lines), (248, 2));
}
