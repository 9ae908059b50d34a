//! What the tests of this crate share: partner programs, catalogs, and a folder for both to meet in.
#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses its part; a test stops at what goes wrong")]

use catseal_asn1::{Tag, Writer, oids};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder that is removed afterwards, where partner programs run.
pub(crate) struct Bench {
    dir: tempfile::TempDir,
}

impl Bench {
    /// `None`, with a line saying so, when one of the programs is not installed.
    pub(crate) fn with(programs: &[&str]) -> Option<Self> {
        for program in programs {
            if Command::new(program).arg("version").output().is_err() {
                println!("skipped: {program} is not installed");
                return None;
            }
        }
        Some(Self { dir: tempfile::tempdir().unwrap() })
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), contents).unwrap();
    }

    /// Runs a command line (words parted by spaces) here, and gives whether it succeeded and all it said.
    pub(crate) fn run(&self, command_line: &str) -> (bool, String) {
        let mut words = command_line.split_whitespace();
        let output = Command::new(words.next().unwrap()).args(words).current_dir(self.dir.path()).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    /// Runs a command line that must succeed, and gives all it said.
    pub(crate) fn must(&self, command_line: &str) -> String {
        let (success, said) = self.run(command_line);
        assert!(success, "{command_line}\n{said}");
        said
    }
}

/// The unsigned catalogs of the reference, by name; empty, with a line saying so, when they are not there.
pub(crate) fn unsigned_samples() -> Vec<(String, Vec<u8>)> {
    samples(|name| name < "05")
}

/// The signed catalogs of the reference, by name; empty, with a line saying so, when they are not there.
pub(crate) fn signed_samples() -> Vec<(String, Vec<u8>)> {
    samples(|name| name >= "05")
}

fn samples(wanted: impl Fn(&str) -> bool) -> Vec<(String, Vec<u8>)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/samples");
    let Ok(entries) = std::fs::read_dir(dir) else {
        println!("skipped: the reference samples are not there");
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "cat"));
    let mut samples: Vec<_> = paths
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap()))
        .filter(|(name, _)| wanted(name))
        .collect();
    samples.sort();
    samples
}

/// An unsigned catalog without members.
pub(crate) fn empty_catalog() -> Vec<u8> {
    signed_data(&oids::CTL, &oids::CATALOG_LIST)
}

/// Signed data without signers around a trust list for `usage`, under the content type `content_type`.
pub(crate) fn signed_data(content_type: &catseal_asn1::Oid, usage: &catseal_asn1::Oid) -> Vec<u8> {
    Writer::encode(|w| {
        w.sequence(|w| {
            w.oid(&oids::SIGNED_DATA);
            w.constructed(Tag::context(0), |w| {
                w.sequence(|w| {
                    w.integer(1);
                    w.set_of(Vec::new());
                    w.sequence(|w| {
                        w.oid(content_type);
                        w.constructed(Tag::context(0), |w| {
                            w.sequence(|w| {
                                w.sequence(|w| w.oid(usage));
                                w.octet_string(&[7; 16]);
                                w.time("2026-11-22T12:00:00Z".parse().unwrap());
                                w.algorithm(&oids::CATALOG_LIST_MEMBER2);
                            });
                        });
                    });
                    w.set_of(Vec::new());
                });
            });
        });
    })
}
