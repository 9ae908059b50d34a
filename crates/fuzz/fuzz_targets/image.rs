//! Executable images: machine, subsystem and version resource.
#![no_main]

use catseal_signability::Image;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(version) = Image::read(bytes).and_then(|image| image.version) else { return };
    // A text is cut at 256 UTF-16 code units.
    for text in [version.company, version.product, version.original_name] {
        assert!(text.encode_utf16().count() <= 256);
    }
});
