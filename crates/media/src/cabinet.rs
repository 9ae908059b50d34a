//! The directory of a cabinet ([MS-CAB] 2.1 to 2.4).

use std::io::{BufReader, Read, Seek, SeekFrom};

use crate::Error;
use crate::folder::{Compression, Folder};

pub(crate) const SIGNATURE: &[u8] = b"MSCF";

const PREVIOUS: u16 = 1;
const NEXT: u16 = 2;
const RESERVED: u16 = 4;
/// From here on the number of a folder says that the file belongs to another cabinet, too.
const CONTINUED: u16 = 0xfffd;
/// The attribute of a file whose name is UTF-8.
const NAME_UTF8: u16 = 0x80;
/// The longest name, without the NUL.
const NAME_MAX: usize = 255;

/// A cabinet, opened: its directory was read, its files were not.
#[derive(Debug)]
pub struct Cabinet<R> {
    pub(crate) reader: BufReader<R>,
    pub(crate) folders: Vec<Folder>,
    entries: Vec<Entry>,
    /// The length of the file.
    pub(crate) len: u64,
    /// Bytes in front of the data of each block that belong to whoever made the cabinet.
    pub(crate) block_reserve: u8,
}

/// A file in a cabinet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// The name, its folders parted by `/`. Letters outside ASCII in the code page of who knows which machine are U+FFFD, so that
    /// the name is that of no file.
    pub name: String,
    /// The length in bytes, unpacked.
    pub size: u32,
    /// Where it begins in the unpacked folder.
    pub(crate) offset: u32,
    /// The number of the folder; none when it goes on in another cabinet.
    pub(crate) folder: Option<usize>,
}

impl<R: Read + Seek> Cabinet<R> {
    /// Reads the directory.
    ///
    /// # Errors
    /// When the reader fails, the bytes are no cabinet, or its directory is damaged.
    pub fn open(reader: R) -> Result<Self, Error> {
        let mut reader = BufReader::new(reader);
        let len = reader.seek(SeekFrom::End(0))?;
        reader.seek(SeekFrom::Start(0))?;
        let mut header = Header(&mut reader);
        if header.array::<4>()? != SIGNATURE {
            return Err(Error::Unknown);
        }
        header.array::<12>()?;
        let files_at = header.u32()?;
        header.array::<4>()?;
        let [_minor, major] = header.array()?;
        if major != 1 {
            return Err(Error::Unsupported { what: "a later version of the cabinet form" });
        }
        let folder_count = header.u16()?;
        let file_count = header.u16()?;
        let flags = header.u16()?;
        header.array::<4>()?;
        let (mut folder_reserve, mut block_reserve) = (0, 0);
        if flags & RESERVED != 0 {
            let reserve = header.u16()?;
            [folder_reserve, block_reserve] = header.array()?;
            header.skip(reserve)?;
        }
        for (flag, strings) in [(PREVIOUS, 2), (NEXT, 2)] {
            for _ in 0..if flags & flag == 0 { 0 } else { strings } {
                header.string()?;
            }
        }
        let mut folders = Vec::new();
        for _ in 0..folder_count {
            let (at, blocks, kind) = (header.u32()?, header.u16()?, header.u16()?);
            header.skip(u16::from(folder_reserve))?;
            folders.push(Folder { at, blocks, compression: Compression::of(kind) });
        }
        reader.seek(SeekFrom::Start(u64::from(files_at)))?;
        let mut header = Header(&mut reader);
        let mut entries = Vec::new();
        for _ in 0..file_count {
            let (size, offset, folder) = (header.u32()?, header.u32()?, header.u16()?);
            header.array::<4>()?;
            let attributes = header.u16()?;
            let name = name(header.string()?, attributes & NAME_UTF8 != 0);
            let folder = (folder < CONTINUED).then_some(usize::from(folder));
            if folder.is_some_and(|folder| folder >= folders.len()) {
                return Err(Error::Malformed { what: "a file is in a folder that is not there" });
            }
            entries.push(Entry { name, size, offset, folder });
        }
        Ok(Self { reader, folders, entries, len, block_reserve })
    }
}

impl<R> Cabinet<R> {
    /// The files, in the order of the directory.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

fn name(bytes: Vec<u8>, utf8: bool) -> String {
    let name = if utf8 {
        String::from_utf8_lossy(&bytes).into_owned()
    } else {
        bytes.iter().map(|&byte| if byte.is_ascii() { char::from(byte) } else { char::REPLACEMENT_CHARACTER }).collect()
    };
    name.replace('\\', "/")
}

/// Reads the fields of the directory, which are little-endian.
struct Header<'r, R>(&'r mut BufReader<R>);

impl<R: Read> Header<'_, R> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let mut array = [0; N];
        self.0.read_exact(&mut array).map_err(|error| truncated(error, "its directory"))?;
        Ok(array)
    }

    fn u16(&mut self) -> Result<u16, Error> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, Error> {
        self.array().map(u32::from_le_bytes)
    }

    fn skip(&mut self, count: u16) -> Result<(), Error> {
        for _ in 0..count {
            self.array::<1>()?;
        }
        Ok(())
    }

    fn string(&mut self) -> Result<Vec<u8>, Error> {
        let mut string = Vec::new();
        loop {
            match self.array()? {
                [0] => return Ok(string),
                [byte] if string.len() < NAME_MAX => string.push(byte),
                _ => return Err(Error::Malformed { what: "a name of more than 255 bytes" }),
            }
        }
    }
}

pub(crate) fn truncated(error: std::io::Error, what: &'static str) -> Error {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => Error::Truncated { what },
        _ => Error::Read(error),
    }
}
