//! Executable images that say whose they are: headers, one section, and the version resource in it.

/// Machines, as the file header names them.
pub mod machine {
    /// 32-bit x86.
    pub const X86: u16 = 0x014c;
    /// 64-bit x86.
    pub const AMD64: u16 = 0x8664;
    /// 64-bit ARM.
    pub const ARM64: u16 = 0xaa64;
}

/// What a version resource says. The version is given by its four numbers, the most significant first.
#[derive(Debug, Clone, Copy)]
pub struct Version<'t> {
    /// Of the file.
    pub version: [u16; 4],
    /// The low six flags, such as 1 for a debug build.
    pub flags: u32,
    /// Keys and values, such as `CompanyName`.
    pub texts: &'t [(&'t str, &'t str)],
}

impl Version<'_> {
    /// The bytes of the resource.
    #[must_use]
    pub fn resource(&self) -> Vec<u8> {
        let [major, minor, build, revision] = self.version.map(u32::from);
        let mut fixed = vec![0; 52];
        for (offset, value) in [
            (0, 0xFEEF_04BD),
            (8, major << 16 | minor),
            (12, build << 16 | revision),
            (24, 0x3f),
            // Flags that the mask leaves out do not count.
            (28, 0xc0 | self.flags),
        ] {
            fixed[offset..offset + 4].copy_from_slice(&u32::to_le_bytes(value));
        }
        let texts = self.texts.iter().map(|(key, value)| {
            let value: Vec<u8> = value.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
            block(key, 1, &value, &[])
        });
        let table = block("040904b0", 1, &[], &texts.collect::<Vec<_>>());
        block("VS_VERSION_INFO", 0, &fixed, &[block("StringFileInfo", 1, &[], &[table])])
    }
}

/// A block of a version resource: its value is text (`kind` 1) or octets.
#[must_use]
pub fn block(key: &str, kind: u16, value: &[u8], inside: &[Vec<u8>]) -> Vec<u8> {
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

/// A kernel driver with this version resource, and nothing else; for 64-bit machines in the form PE32+.
#[must_use]
pub fn driver(machine: u16, version: &[u8]) -> Vec<u8> {
    const ADDRESS: u32 = 0x2000;
    let put32 = |bytes: &mut Vec<u8>, value: u32| bytes.extend(value.to_le_bytes());
    let put16 = |bytes: &mut Vec<u8>, value: u16| bytes.extend(value.to_le_bytes());

    let mut resources = Vec::new();
    // Type 16, name 1, language 0x409; then the place of the data.
    for (id, next) in [(16, 0x8000_0018), (1, 0x8000_0030), (0x409, 0x48)] {
        resources.extend([0; 14]);
        put16(&mut resources, 1);
        put32(&mut resources, id);
        put32(&mut resources, next);
    }
    put32(&mut resources, ADDRESS + 0x58);
    put32(&mut resources, u32::try_from(version.len()).unwrap());
    resources.extend([0; 8]);
    resources.extend_from_slice(version);
    let size = u32::try_from(resources.len()).unwrap();

    let plus = machine != machine::X86;
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
    // The subsystem: native.
    bytes[optional + 68] = 1;
    let directory = optional + if plus { 112 } else { 96 };
    bytes[directory - 4] = 16;
    bytes[directory + 16..directory + 20].copy_from_slice(&ADDRESS.to_le_bytes());
    bytes[directory + 20..directory + 24].copy_from_slice(&size.to_le_bytes());
    bytes.extend(b".rsrc\0\0\0");
    [size, ADDRESS, size, 0x200].into_iter().for_each(|value| put32(&mut bytes, value));
    bytes.resize(0x200, 0);
    bytes.extend(resources);
    bytes
}

/// A driver for x86 with this company and version in its resources, and nothing else.
#[must_use]
pub fn made_by(company: &str, version: [u16; 4]) -> Vec<u8> {
    driver(machine::X86, &Version { version, flags: 0, texts: &[("CompanyName", company)] }.resource())
}
