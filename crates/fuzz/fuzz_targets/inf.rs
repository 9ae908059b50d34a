//! INF text: parse, expand every field, derive targets, walk for all of them, as Windows and as Inf2Cat do.
#![no_main]

use catseal_inf::{Document, Driver, ParseOptions, os};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = Document::parse(bytes, &ParseOptions::default()) else { return };
    for entry in document.sections().flat_map(|section| section.entries()) {
        for field in entry.fields() {
            let _ = document.expand(field);
        }
    }
    let _ = os::derive(&document);
    let targets: Vec<_> = os::all().iter().collect();
    for driver in [Driver::walk(&document, &targets), Driver::walk_as_inf2cat(&document, &targets)] {
        for file in &driver.files {
            assert!(!file.path.is_empty() && file.path.split('/').all(|part| !["", ".", ".."].contains(&part)));
        }
    }
});
