//! The `[Version]` section.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use catseal_finding::Severity;
use catseal_inf::{Arch, Document, Driver, ParseOptions, os};

/// A walk for x86 and x64 of an INF with `text` in `[Version]`, and the findings that are about that section.
fn walk(text: &str) -> (Driver, Vec<(&'static str, Severity)>) {
    let text = format!("[Version]\n{text}\n[DefaultInstall]\n");
    let document = Document::parse(text.as_bytes(), &ParseOptions::default()).unwrap();
    let driver = Driver::walk(&document, &os::parse_list("7_X86,7_X64").unwrap());
    let findings = driver.findings.iter().map(|finding| (finding.code, finding.severity)).collect();
    (driver, findings)
}

const REST: &str = "Signature=$CHICAGO$\nCatalogFile=x.cat\n";

#[test]
fn values_are_given_with_their_lines() {
    let (driver, findings) = walk(&format!(
        "{REST}DriverVer=02/29/2024,1.2.3.65535\nClass = Ports\nClassGUID={{4d36e978}}\nProvider=\"A, B\"\nLayoutFile=l.inf\nExtensionId={{e}}\nPnpLockdown=1\nClass=Other"
    ));
    let version = &driver.version;
    let text =
        |value: &Option<catseal_inf::Value>| value.as_ref().map(|value| (value.text.clone(), value.line)).unwrap();
    assert_eq!(text(&version.signature), ("$CHICAGO$".to_owned(), 2));
    assert_eq!(text(&version.class), ("Ports".to_owned(), 5));
    assert_eq!(text(&version.class_guid).0, "{4d36e978}");
    assert_eq!(text(&version.provider).0, "A, B");
    assert_eq!(text(&version.layout_file).0, "l.inf");
    assert_eq!(text(&version.extension_id).0, "{e}");
    assert_eq!(text(&version.pnp_lockdown).0, "1");
    let driver_ver = version.driver_ver.as_ref().unwrap();
    assert_eq!(
        (driver_ver.date.to_string(), driver_ver.version, driver_ver.line),
        ("2024-02-29".to_owned(), [1, 2, 3, 65535], 4)
    );
    assert_eq!(driver_ver.text, "02/29/2024,1.2.3.65535");
    assert_eq!(findings, []);
}

#[test]
fn the_signature_is_one_of_two() {
    for (signature, good) in [
        ("\"$Windows NT$\"", true),
        ("\"$WINDOWS nt$\", more", true),
        ("$Chicago$", true),
        ("%s%", true),
        ("\"$Windows 95$\"", false),
        ("\"Windows NT\"", false),
        ("", false),
    ] {
        let (_, findings) =
            walk(&format!("Signature={signature}\nCatalogFile=x.cat\nDriverVer=1/2/2024,1\n[Strings]\ns=$Windows NT$"));
        assert_eq!(!findings.contains(&("CS2008", Severity::Error)), good, "{signature}");
    }
}

#[test]
fn a_driver_version_is_a_date_and_four_numbers() {
    let good = Some(Vec::new());
    let unusual = Some(vec![("CS2010", Severity::Warning)]);
    for (text, expected) in [
        ("01/31/2024,1.2.3.4", &good),
        ("01-31-2024, 1.2.3.4", &good),
        ("\"01/31/2024\",\"1.2.3.4\"", &good),
        ("01/31/2024,06.01.0007.0", &good),
        ("%date%,%version%", &good),
        ("1/31/2024,1.2.3.4", &unusual),
        ("01/31/2024,1.2", &unusual),
        ("01/31/2024", &unusual),
        ("", &None),
        ("01/31/2024,0.0.0.0", &None),
        ("01/31/2024,1.2.3.65536", &None),
        ("01/31/2024,1.2.3.4.5", &None),
        ("01/31/2024,1..3.4", &None),
        ("01/31/2024,$ARCH$", &None),
        ("01.31.2024,1.2.3.4", &None),
        ("31/01/2024,1.2.3.4", &None),
        ("02/30/2024,1.2.3.4", &None),
        ("01/31/24,1.2.3.4", &None),
        ("01/+1/2024,1.2.3.4", &None),
        ("1.2.3.4,01/31/2024", &None),
    ] {
        let (driver, findings) = walk(&format!("{REST}DriverVer={text}\n[Strings]\ndate=01/31/2024\nversion=1.2.3.4"));
        assert_eq!(driver.version.driver_ver.is_some(), expected.is_some(), "{text}");
        assert_eq!(findings, expected.clone().unwrap_or(vec![("CS2009", Severity::Error)]), "{text}");
    }
    assert_eq!(walk(REST).1, [("CS2009", Severity::Error)]);
}

#[test]
fn the_catalog_of_an_architecture_is_the_most_decorated() {
    let all = "Signature=$Chicago$\nDriverVer=01/31/2024,1.2.3.4\n";
    let of = |driver: &Driver, arch| driver.catalog_file(arch).map(|catalog| catalog.name.clone());
    let (driver, findings) =
        walk(&format!("{all}CatalogFile=a.cat\nCATALOGFILE.NTamd64=%c%\nCatalogFile.ntarm64=\n[Strings]\nc=b.cat"));
    assert_eq!(of(&driver, Arch::X86).as_deref(), Some("a.cat"));
    assert_eq!(of(&driver, Arch::Amd64).as_deref(), Some("b.cat"));
    assert_eq!(of(&driver, Arch::Arm64).as_deref(), Some("a.cat"));
    assert_eq!((driver.catalogs().len(), findings), (2, vec![]));

    let (driver, _) = walk(&format!("{all}CatalogFile=a.cat\nCatalogFile.NT=B.cat\nCatalogFile.NTx86=A.CAT"));
    assert_eq!(of(&driver, Arch::X86).as_deref(), Some("A.CAT"));
    assert_eq!(of(&driver, Arch::Arm64).as_deref(), Some("B.cat"));
    assert_eq!(driver.catalogs().iter().map(|catalog| catalog.name.as_str()).collect::<Vec<_>>(), ["a.cat", "B.cat"]);

    let (driver, findings) = walk(&format!("{all}CatalogFile.NTx86=a.cat"));
    assert_eq!((of(&driver, Arch::Amd64), findings), (None, vec![("CS2104", Severity::Error)]));
    let message = &driver.findings[0].message;
    assert_eq!(
        message,
        "[Version] names no catalog for amd64: looked for CatalogFile.ntamd64, CatalogFile.nt and CatalogFile"
    );
}
