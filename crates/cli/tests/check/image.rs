//! An executable image that says whose it is.

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

/// A driver for x86 with this company and version in its resources, and nothing else.
pub(crate) fn made_by(company: &str, [major, minor, build, revision]: [u16; 4]) -> Vec<u8> {
    const ADDRESS: u32 = 0x2000;
    let mut fixed = vec![0; 52];
    fixed[..4].copy_from_slice(&0xFEEF_04BD_u32.to_le_bytes());
    for (offset, part) in [(8, minor), (10, major), (12, revision), (14, build)] {
        fixed[offset..offset + 2].copy_from_slice(&part.to_le_bytes());
    }
    let name: Vec<u8> = company.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    let table = block("040904b0", 1, &[], &[block("CompanyName", 1, &name, &[])]);
    let version = block("VS_VERSION_INFO", 0, &fixed, &[block("StringFileInfo", 1, &[], &[table])]);

    let mut resources = Vec::new();
    // Type 16, name 1, language 0x409; then the place of the data.
    for (id, next) in [(16_u32, 0x8000_0018_u32), (1, 0x8000_0030), (0x409, 0x48)] {
        resources.extend([0; 14]);
        resources.extend([1, 0]);
        resources.extend(id.to_le_bytes());
        resources.extend(next.to_le_bytes());
    }
    resources.extend((ADDRESS + 0x58).to_le_bytes());
    resources.extend(u32::try_from(version.len()).unwrap().to_le_bytes());
    resources.extend([0; 8]);
    resources.extend_from_slice(&version);
    let size = u32::try_from(resources.len()).unwrap().to_le_bytes();

    let mut bytes = b"MZ".to_vec();
    bytes.resize(0x3c, 0);
    bytes.extend([0x40, 0, 0, 0]);
    bytes.extend(b"PE\0\0\x4c\x01\x01\0");
    bytes.extend([0; 12]);
    bytes.extend([224, 0, 0, 0]);
    let optional = bytes.len();
    bytes.resize(optional + 224, 0);
    bytes[optional..optional + 2].copy_from_slice(&[0x0b, 1]);
    bytes[optional + 68] = 1;
    bytes[optional + 92] = 16;
    bytes[optional + 112..optional + 116].copy_from_slice(&ADDRESS.to_le_bytes());
    bytes[optional + 116..optional + 120].copy_from_slice(&size);
    bytes.extend(b".rsrc\0\0\0");
    bytes.extend(size);
    bytes.extend(ADDRESS.to_le_bytes());
    bytes.extend(size);
    bytes.extend(0x200_u32.to_le_bytes());
    bytes.resize(0x200, 0);
    bytes.extend(resources);
    bytes
}
