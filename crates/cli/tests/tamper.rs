//! No change of a sealed package, wherever it is, gets past verification against the key that sealed it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use catseal::{Policy, RootSource, Silent, VerifyRequest, load_roots};
use catseal_catalog::CatalogView;
use common::{TestCert, list, run, text, tiny_package};
use tempfile::TempDir;

/// What is done to a byte: each flips other bits of it.
const MASKS: [u8; 3] = [0x01, 0x80, 0xff];

struct Sealed {
    package: TempDir,
    certificate: TestCert,
}

impl Sealed {
    fn new() -> Self {
        let (package, certificate) = (tiny_package(), TestCert::new());
        certificate.seal(package.path()).good();
        let sealed = Self { package, certificate };
        assert_eq!(sealed.verdict(), Some(true));
        sealed
    }

    fn path(&self, name: &str) -> PathBuf {
        self.package.path().join(name)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// What the command does, without starting a process for it: whether it passes, or `None` when it cannot judge.
    fn verdict(&self) -> Option<bool> {
        let request = VerifyRequest {
            target: self.package.path().to_owned(),
            files: Vec::new(),
            catalogs: Vec::new(),
            codepage: catseal::AnsiCodePage::default(),
            policy: Policy::Pinned,
            windows: Vec::new(),
            store: load_roots(&[RootSource::File(self.certificate.ca())]).unwrap(),
            at: jiff::Timestamp::now(),
            strict: false,
            revocation: catseal::RevocationOptions::default(),
        };
        catseal::verify(&request, &Silent).ok().map(|report| report.is_good())
    }

    /// The command itself.
    fn exit(&self) -> i32 {
        run(self.certificate.pinned(self.package.path())).status
    }

    /// Changes every byte of a file in every way, and hands position and verdict to `judge`. The file is restored.
    fn walk(&self, name: &str, mut judge: impl FnMut(usize, u8, Option<bool>)) {
        let original = self.read(name);
        let mut bytes = original.clone();
        for position in 0..original.len() {
            for mask in MASKS {
                bytes[position] ^= mask;
                fs::write(self.path(name), &bytes).unwrap();
                judge(position, mask, self.verdict());
                bytes[position] ^= mask;
            }
        }
        fs::write(self.path(name), original).unwrap();
        assert_eq!(self.verdict(), Some(true), "the package is not what it was");
    }
}

/// The parts of a catalog that a signature is about.
fn regions(bytes: &[u8]) -> Vec<(&'static str, Range<usize>)> {
    let view = CatalogView::parse(bytes).unwrap();
    let ctl = view.ctl();
    let [signer] = view.signed_data().signer_infos.as_slice() else { panic!("not one signer") };
    let attributes = signer.signed_attributes.unwrap();
    let place = |part: &[u8]| {
        let start = part.as_ptr() as usize - bytes.as_ptr() as usize;
        start..start + part.len()
    };
    let certificate = view.signed_data().certificates.first().unwrap();
    vec![
        ("list", place(ctl.raw)),
        ("signed attributes", place(attributes.raw)),
        ("signature value", place(signer.signature)),
        ("signer's certificate", place(certificate.raw)),
    ]
}

#[test]
fn no_change_of_a_byte_that_the_signature_is_about_passes() {
    let sealed = Sealed::new();
    let catalog = sealed.read("tiny.cat");
    let regions = regions(&catalog);
    for name in ["list", "signed attributes", "signature value"] {
        assert!(regions.iter().any(|(region, range)| *region == name && range.len() > 60), "{regions:?}");
    }
    let mut passed = Vec::new();
    let mut judged: BTreeMap<&str, usize> = BTreeMap::new();
    sealed.walk("tiny.cat", |position, mask, verdict| {
        // Elsewhere, such as in a certificate that nobody needs, it is enough that there is an answer at all.
        let Some((region, _)) = regions.iter().find(|(_, range)| range.contains(&position)) else { return };
        *judged.entry(region).or_default() += 1;
        if verdict == Some(true) {
            passed.push(format!("{region}: byte {position} ^ {mask:#04x}"));
        }
    });
    let bytes: usize = regions.iter().map(|(_, range)| range.len()).sum();
    assert_eq!(judged.values().sum::<usize>(), bytes * MASKS.len());
    assert!(passed.is_empty(), "{passed:#?}");
}

#[test]
fn the_command_fails_on_a_changed_catalog_without_a_panic() {
    let sealed = Sealed::new();
    assert_eq!(sealed.exit(), 0);
    let original = sealed.read("tiny.cat");
    let regions = regions(&original);
    // A sample of all bytes; of the three regions that matter most, the first, the last and one between.
    let mut positions: Vec<usize> = (0..original.len()).step_by(41).collect();
    for (_, range) in &regions {
        positions.extend([range.start, range.start + range.len() / 2, range.end - 1]);
    }
    for position in positions {
        let mut bytes = original.clone();
        bytes[position] ^= 0x01;
        fs::write(sealed.path("tiny.cat"), &bytes).unwrap();
        let (status, verdict) = (sealed.exit(), sealed.verdict());
        let malformed = verdict.is_none() || CatalogView::parse(&bytes).is_err();
        match verdict {
            Some(true) => assert_eq!(status, 0, "byte {position}"),
            _ if malformed => assert_eq!(status, 3, "byte {position}"),
            // A member that cannot be decoded shows later than in the frame.
            _ => assert!([1, 3].contains(&status), "byte {position}: exit {status}, the library says {verdict:?}"),
        }
        if regions.iter().any(|(_, range)| range.contains(&position)) {
            assert_ne!(status, 0, "byte {position}");
        }
    }
}

fn u32_at(bytes: &[u8], offset: usize) -> usize {
    u32::from_le_bytes(bytes[offset..offset + 4].try_into().unwrap()) as usize
}

/// Which bytes of a PE32+ image are not digested: checksum, security directory entry, certificate table.
fn undigested_of_image(image: &[u8]) -> [Range<usize>; 3] {
    let optional_header = u32_at(image, 0x3c) + 24;
    assert_eq!(image[optional_header..optional_header + 2], [0x0b, 0x02], "PE32+");
    let checksum = optional_header + 64;
    let entry = optional_header + 112 + 4 * 8;
    let (start, length) = (u32_at(image, entry), u32_at(image, entry + 4));
    assert!(start > 0 && length > 0 && start + length <= image.len(), "the image has a certificate table");
    [checksum..checksum + 4, entry..entry + 8, start..start + length]
}

#[test]
fn no_change_of_a_digested_byte_of_an_image_passes() {
    let sealed = Sealed::new();
    let [checksum, entry, table] = undigested_of_image(&sealed.read("tiny.sys"));
    let (mut wrong, mut excused) = (Vec::new(), 0);
    sealed.walk("tiny.sys", |position, mask, verdict| {
        let expected = if checksum.contains(&position) || table.contains(&position) {
            excused += 1;
            Some(true)
        } else if entry.contains(&position) {
            // Not digested, but it says where the certificate table is: another table leaves other bytes out.
            return;
        } else {
            Some(false)
        };
        if verdict != expected {
            wrong.push(format!("byte {position} ^ {mask:#04x}: {verdict:?}"));
        }
    });
    assert_eq!(excused, (checksum.len() + table.len()) * MASKS.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_change_of_a_digested_byte_of_a_cabinet_passes() {
    let sealed = Sealed::new();
    let mut wrong = Vec::new();
    sealed.walk("tiny.cab", |position, mask, verdict| {
        // The checksum of the header is left out.
        if verdict != Some((4..8).contains(&position)) {
            wrong.push(format!("byte {position} ^ {mask:#04x}: {verdict:?}"));
        }
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_change_of_any_byte_of_a_flat_file_or_of_the_inf_passes() {
    let sealed = Sealed::new();
    for name in ["tiny.txt", "tiny.inf"] {
        let mut wrong = Vec::new();
        sealed.walk(name, |position, mask, verdict| {
            if verdict == Some(true) {
                wrong.push(format!("{name} byte {position} ^ {mask:#04x}"));
            }
        });
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

const FILES: [&str; 4] = ["tiny.inf", "tiny.sys", "tiny.cab", "tiny.txt"];

/// The warnings of this code: the files they are about.
fn warned(report: &serde_json::Value, code: &str) -> Vec<String> {
    let findings = list(report, "findings").iter();
    let warnings = findings.filter(|finding| finding["code"] == code && finding["severity"] == "warning");
    warnings.map(|finding| text(finding, "message").split(':').next().unwrap().to_owned()).collect()
}

#[test]
fn files_that_changed_places_are_told_and_fail_when_strict() {
    for (one, other) in [("tiny.cab", "tiny.sys"), ("tiny.cab", "tiny.txt"), ("tiny.sys", "tiny.txt")] {
        let sealed = Sealed::new();
        fs::rename(sealed.path(one), sealed.path("between")).unwrap();
        fs::rename(sealed.path(other), sealed.path(one)).unwrap();
        fs::rename(sealed.path("between"), sealed.path(other)).unwrap();
        // A catalog vouches for digests and not for names, to Windows as well: a warning for each file.
        let mut arguments = sealed.certificate.pinned(sealed.package.path());
        let report = common::json(&arguments);
        assert_eq!(warned(&report, "CS5008"), [one, other], "{report:#}");
        arguments.push("--strict".into());
        run(arguments).exits(1);
    }
}

#[test]
fn a_file_under_another_name_fails_because_the_inf_needs_it_under_its_own() {
    for name in ["tiny.sys", "tiny.cab", "tiny.txt"] {
        let sealed = Sealed::new();
        fs::rename(sealed.path(name), sealed.path("elsewhere.bin")).unwrap();
        assert_eq!(sealed.exit(), 1, "{name}");
        fs::rename(sealed.path("elsewhere.bin"), sealed.path(name)).unwrap();
        assert_eq!(sealed.exit(), 0, "{name}");
    }
}

#[test]
fn a_file_that_is_shorter_longer_empty_or_gone_fails() {
    for name in FILES {
        let sealed = Sealed::new();
        let original = sealed.read(name);
        let shorter = &original[..original.len() / 2];
        let longer = [&original[..], &[0; 16]].concat();
        for changed in [shorter, &longer, &original[..1], &[]] {
            fs::write(sealed.path(name), changed).unwrap();
            assert_eq!(sealed.exit(), 1, "{name} with {} bytes", changed.len());
        }
        fs::remove_file(sealed.path(name)).unwrap();
        if name == "tiny.inf" {
            // Nothing is left that needs a file: the member without one is a warning.
            let mut arguments = sealed.certificate.pinned(sealed.package.path());
            assert_eq!(warned(&common::json(&arguments), "CS5003"), [name]);
            arguments.push("--strict".into());
            run(arguments).exits(1);
        } else {
            assert_eq!(sealed.exit(), 1, "{name} gone");
        }
        fs::write(sealed.path(name), &original).unwrap();
        assert_eq!(sealed.exit(), 0, "{name} restored");
    }
}

#[test]
fn a_catalog_that_is_shorter_or_longer_fails() {
    let sealed = Sealed::new();
    let original = sealed.read("tiny.cat");
    for cut in [0, 1, 2, original.len() / 2, original.len() - 1] {
        fs::write(sealed.path("tiny.cat"), &original[..cut]).unwrap();
        assert_eq!(sealed.exit(), 3, "cut after {cut}");
    }
    fs::write(sealed.path("tiny.cat"), [&original[..], b"x"].concat()).unwrap();
    assert_eq!(sealed.exit(), 3);
    fs::remove_file(sealed.path("tiny.cat")).unwrap();
    assert_eq!(sealed.exit(), 1);
}

#[test]
fn the_list_of_one_package_under_the_signature_of_another_fails() {
    let sealed = Sealed::new();
    let signed = sealed.read("tiny.cat");
    // The same package with another text, sealed with the same key: a list of the same length.
    let text = sealed.read("tiny.txt");
    let other = [b"?", &text[1..]].concat();
    fs::write(sealed.path("tiny.txt"), &other).unwrap();
    sealed.certificate.seal(sealed.package.path()).good();
    let (own, foreign) = (CatalogView::parse(&signed).unwrap().ctl(), sealed.read("tiny.cat"));
    let foreign = CatalogView::parse(&foreign).unwrap().ctl().raw.to_vec();
    assert!(foreign.len() == own.raw.len() && foreign != own.raw);
    let mut mixed = signed.clone();
    mixed.splice(own.offset..own.offset + own.raw.len(), foreign);
    fs::write(sealed.path("tiny.cat"), &mixed).unwrap();
    assert_eq!(sealed.exit(), 1);
    let report = common::json(sealed.certificate.pinned(sealed.package.path()));
    assert_eq!(report["catalogs"][0]["signature"]["status"], "content-digest-mismatch");
    // The files are those of the list: the signature alone is what fails.
    let files = list(&report["catalogs"][0], "files");
    assert!(files.iter().all(|file| file["status"] == "match"), "{files:#?}");
}

#[test]
fn another_test_authority_of_the_same_name_is_not_the_one_that_signed() {
    let sealed = Sealed::new();
    let other = TestCert::new();
    let ran = run(other.pinned(sealed.package.path())).exits(1);
    assert!(!ran.stdout.contains("verdict: pass"), "{ran}");
    let report = common::json(other.pinned(sealed.package.path()));
    assert_eq!(text(&report, "verdict"), "fail");
}

#[test]
fn without_its_roots_a_sealed_package_is_not_trusted() {
    let sealed = Sealed::new();
    for roots in ["none", "microsoft"] {
        run(args!["verify", sealed.package.path(), "--roots", roots]).exits(1);
    }
}
