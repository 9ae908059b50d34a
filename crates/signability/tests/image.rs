//! What is read from executable images, real and hostile.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

use catseal_signability::{FileVersion, Image};

/// A block of a version resource: its value is text (`kind` 1) or octets.
fn block(key: &str, kind: u16, value: &[u8], inside: &[Vec<u8>]) -> Vec<u8> {
    let mut block = vec![0; 6];
    block.extend(key.encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
    block.resize(block.len().next_multiple_of(4), 0);
    block.extend_from_slice(value);
    for inner in inside {
        block.resize(block.len().next_multiple_of(4), 0);
        block.extend_from_slice(inner);
    }
    let size = u16::try_from(block.len()).unwrap();
    let length = u16::try_from(if kind == 1 { value.len() / 2 } else { value.len() }).unwrap();
    block[..2].copy_from_slice(&size.to_le_bytes());
    block[2..4].copy_from_slice(&length.to_le_bytes());
    block[4..6].copy_from_slice(&kind.to_le_bytes());
    block
}

fn text(key: &str, value: &str) -> Vec<u8> {
    let value: Vec<u8> = value.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    block(key, 1, &value, &[])
}

fn version_info() -> Vec<u8> {
    let mut fixed = vec![0; 52];
    for (offset, value) in [(0, 0xFEEF_04BD_u32), (8, 0x0007_0001), (12, 0x0A28_0003), (24, 0x3F), (28, 0xC0 | 1)] {
        fixed[offset..offset + 4].copy_from_slice(&value.to_le_bytes());
    }
    let texts =
        [text("CompanyName", "Sample Ä"), text("OriginalFilename", "sample.sys"), text("ProductName", "Samples")];
    let table = block("040904b0", 1, &[], &texts);
    block("VS_VERSION_INFO", 0, &fixed, &[block("StringFileInfo", 1, &[], &[table])])
}

/// An image with one section, which holds the resources. `plus` for PE32+.
fn image(machine: u16, plus: bool, version: &[u8]) -> Vec<u8> {
    const ADDRESS: u32 = 0x2000;
    let put32 = |bytes: &mut Vec<u8>, value: u32| bytes.extend(value.to_le_bytes());
    let put16 = |bytes: &mut Vec<u8>, value: u16| bytes.extend(value.to_le_bytes());

    let mut resources = Vec::new();
    // Type 16, name 1, language 0x409; then the place of the data.
    for (id, next) in [(16, 0x8000_0018), (1, 0x8000_0030), (0x409, 0x48)] {
        resources.extend([0; 12]);
        put16(&mut resources, 0);
        put16(&mut resources, 1);
        put32(&mut resources, id);
        put32(&mut resources, next);
    }
    put32(&mut resources, ADDRESS + 0x58);
    put32(&mut resources, u32::try_from(version.len()).unwrap());
    resources.extend([0; 8]);
    resources.extend_from_slice(version);

    let mut bytes = b"MZ".to_vec();
    bytes.resize(0x3c, 0);
    put32(&mut bytes, 0x40);
    bytes.extend(b"PE\0\0");
    put16(&mut bytes, machine);
    put16(&mut bytes, 1);
    bytes.extend([0; 12]);
    let optional_size: u16 = if plus { 240 } else { 224 };
    put16(&mut bytes, optional_size);
    put16(&mut bytes, 0);
    let optional = bytes.len();
    bytes.resize(optional + usize::from(optional_size), 0);
    bytes[optional..optional + 2].copy_from_slice(&(if plus { 0x20b_u16 } else { 0x10b }).to_le_bytes());
    bytes[optional + 68] = 1;
    let directory = optional + if plus { 112 } else { 96 };
    bytes[directory - 4] = 16;
    bytes[directory + 16..directory + 20].copy_from_slice(&ADDRESS.to_le_bytes());
    bytes[directory + 20..directory + 24].copy_from_slice(&u32::try_from(resources.len()).unwrap().to_le_bytes());
    bytes.extend(b".rsrc\0\0\0");
    put32(&mut bytes, u32::try_from(resources.len()).unwrap());
    put32(&mut bytes, ADDRESS);
    put32(&mut bytes, u32::try_from(resources.len()).unwrap());
    put32(&mut bytes, 0x200);
    bytes.extend([0; 16]);
    bytes.resize(0x200, 0);
    bytes.extend(resources);
    bytes
}

fn expected() -> FileVersion {
    FileVersion {
        version: [7, 1, 0x0A28, 3],
        flags: 1,
        company: "Sample Ä".to_owned(),
        product: "Samples".to_owned(),
        original_name: "sample.sys".to_owned(),
    }
}

#[test]
fn machine_subsystem_and_version_are_read_from_both_forms_of_images() {
    for (machine, plus) in [(0x014c, false), (0x8664, true), (0xaa64, true)] {
        let read = Image::read(&image(machine, plus, &version_info())).unwrap();
        assert_eq!(read, Image { machine, subsystem: 1, managed: false, version: Some(expected()) });
    }
}

#[test]
fn an_image_whose_version_resource_is_damaged_is_an_image_without_version() {
    assert_eq!(Image::read(&image(0x8664, true, b"not a version")).unwrap().version, None);
    let mut bytes = image(0x8664, true, &version_info());
    // The entry of the type leads back to the directory itself, so that the leaf is a directory.
    let resources = 0x200;
    bytes[resources + 0x44..resources + 0x48].copy_from_slice(&0x8000_0000_u32.to_le_bytes());
    assert_eq!(Image::read(&bytes).unwrap().version, None);
}

#[test]
fn what_is_no_image_is_none() {
    for bytes in [&b""[..], b"MZ", b"[Version]\r\n", b"PE\0\0"] {
        assert_eq!(Image::read(bytes), None);
    }
    let mut dos = image(0x8664, true, &[]);
    dos[0x40] = b'N';
    assert_eq!(Image::read(&dos), None);
}

#[test]
fn no_truncation_and_no_changed_octet_does_harm() {
    let bytes = image(0x8664, true, &version_info());
    for length in 0..bytes.len() {
        let _ = Image::read(&bytes[..length]);
    }
    for position in 0..bytes.len() {
        for value in [0x00, 0x01, 0x7f, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[position] = value;
            let _ = Image::read(&changed);
        }
    }
}

#[test]
fn a_version_resource_made_of_nothing_but_blocks_comes_to_an_end() {
    // Each block is six octets and an empty key: the least there can be, a hundred thousand of them.
    let inside: Vec<Vec<u8>> = (0..6000).map(|_| block("", 0, &[], &[])).collect();
    let version = block("VS_VERSION_INFO", 0, &[], &inside);
    assert_eq!(Image::read(&image(0x8664, true, &version)).unwrap().version, Some(FileVersion::default()));
}

#[test]
fn the_images_of_the_corpus_say_who_made_them() {
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/packages");
    let file = corpus.join("mullvadvpn-app-binaries-x86_64-pc-windows-msvc_split-tunnel/mullvad-split-tunnel.sys");
    let Ok(bytes) = std::fs::read(&file) else {
        println!("skipped: the corpus is not there");
        return;
    };
    let image = Image::read(&bytes).unwrap();
    assert_eq!((image.machine, image.subsystem, image.managed), (0x8664, 1, false));
    let version = image.version.unwrap();
    assert!(version.company.starts_with("Mullvad"), "{version:?}");
}
