//! Any octets, read as a catalog definition file; and any catalog, turned into one: what is written reads the same.

#![no_main]

use catseal_catalog::cdf::{Document, emit, parse};
use catseal_catalog::{CatalogView, MemberKind, MemberSpec, guid_shaped};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(document) = parse(bytes) {
        round_trip(&document);
        build(&document);
    }
    if let Ok(catalog) = CatalogView::parse(bytes)
        && let Ok(document) = Document::from_catalog(&catalog, "x.cat")
    {
        // What cannot be said was left out.
        let text = emit(&document).expect("a document made of a catalog can be written");
        assert_eq!(plain(&parse(text.as_bytes()).expect("what was written is read")), plain(&document));
    }
});

/// Without what only reading gives.
fn plain(document: &Document) -> Document {
    let mut document = document.clone();
    document.findings.clear();
    document.file_findings.clear();
    document.name = document.name.replace('/', "\\");
    document.result_dir = document.result_dir.map(|folder| folder.replace('/', "\\"));
    for file in &mut document.files {
        file.line = 0;
        file.path = file.path.replace('/', "\\");
    }
    document
}

fn round_trip(document: &Document) {
    let Ok(text) = emit(document) else { return };
    let read = parse(text.as_bytes()).expect("what was written is read");
    assert!(document.has_errors() || !read.has_errors());
    assert_eq!(plain(&read), plain(document));
}

/// Whatever is asked for is built and read again, or refused.
fn build(document: &Document) {
    let time = "2026-01-02T03:04:05Z".parse().expect("a time");
    let member = |_: &_| Ok::<_, ()>(Some(MemberSpec::new(MemberKind::Flat, [1; 20], [2; 32])));
    let builder = document.builder(guid_shaped([0; 16]), time, member).expect("no member is refused");
    if let Ok(bytes) = builder.build() {
        let catalog = CatalogView::parse(&bytes).expect("what was built is read");
        assert_eq!(catalog.attributes().count(), document.attributes.len());
    }
}
