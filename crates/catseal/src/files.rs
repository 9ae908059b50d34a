//! Reading files without touching them, and writing them whole or not at all.

use std::cell::RefCell;
use std::fs::{self, File, Metadata};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use catseal_catalog::CatalogView;
use catseal_digest::{CheckedHasher, Digests, Hasher, digest_in};

use crate::error::Error;
use crate::packed::{self, Inside};

/// The largest file read as a whole as a catalog (limit of the catalog format crate).
pub(crate) const CATALOG_LIMIT: u64 = 256 << 20;
/// The largest file read as a whole as an INF.
pub(crate) const INF_LIMIT: u64 = 16 << 20;
/// The largest file read as a whole as a key, certificate or password.
pub(crate) const KEY_LIMIT: u64 = 16 << 20;

/// How much of a file is read at once where it is not kept.
const BUFFER_LEN: usize = 64 << 10;

/// Reads a whole file of at most `limit` bytes.
pub(crate) fn read(path: &Path, what: &'static str, limit: u64) -> Result<Vec<u8>, Error> {
    read_limited(path, open(path)?, what, limit)
}

/// Reads a whole file that must be a catalog, and says what it is instead, if it is none.
pub(crate) fn read_catalog(path: &Path) -> Result<Vec<u8>, Error> {
    let bytes = read(path, "a catalog", CATALOG_LIMIT)?;
    CatalogView::parse(&bytes).map_err(|source| Error::Catalog { path: path.to_owned(), source })?;
    Ok(bytes)
}

/// As [`read`], also from a pipe: people hand keys and passwords over that way.
pub(crate) fn read_any(path: &Path, what: &'static str, limit: u64) -> Result<Vec<u8>, Error> {
    let file = File::open(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    read_limited(path, file, what, limit)
}

fn read_limited(path: &Path, file: File, what: &'static str, limit: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    // One byte more than allowed, whatever the file system says of the size.
    file.take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|source| Error::Read { path: path.to_owned(), source })?;
    if u64::try_from(bytes.len()).is_ok_and(|len| len > limit) {
        return Err(Error::TooLarge { path: path.to_owned(), what, limit });
    }
    Ok(bytes)
}

/// The first bytes of a file, at most `len`.
pub(crate) fn read_head(path: &Path, len: usize) -> Result<Vec<u8>, Error> {
    let mut head = Vec::new();
    let file = open(path)?;
    file.take(len as u64).read_to_end(&mut head).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    Ok(head)
}

/// Opens a regular file. Others are refused before they are opened: that alone could wait for ever on a pipe.
pub(crate) fn open(path: &Path) -> Result<File, Error> {
    open_with_state(path).map(|(file, _)| file)
}

/// As [`open`], with what the file system said of the file before.
fn open_with_state(path: &Path) -> Result<(File, State), Error> {
    let read_error = |source| Error::Read { path: path.to_owned(), source };
    let metadata = fs::metadata(path).map_err(read_error)?;
    let kind = metadata.file_type();
    if kind.is_dir() {
        return Err(read_error(std::io::ErrorKind::IsADirectory.into()));
    }
    if !kind.is_file() {
        return Err(read_error(std::io::Error::other("it is no regular file")));
    }
    Ok((File::open(path).map_err(read_error)?, State::of(&metadata)))
}

/// What the file system says of a file: if none of it differs, nothing wrote to the file in between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    size: u64,
    modified: Option<std::time::SystemTime>,
    #[cfg(unix)]
    inode: (u64, u64),
    #[cfg(unix)]
    changed: (i64, i64),
}

impl State {
    fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt as _;
        Self {
            size: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            inode: (metadata.dev(), metadata.ino()),
            #[cfg(unix)]
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    /// Whether the file at `path` is still in this state.
    pub(crate) fn still_holds(&self, path: &Path) -> bool {
        fs::metadata(path).is_ok_and(|metadata| Self::of(&metadata) == *self)
    }
}

/// A file's digests, and the state it was in when they were made.
#[derive(Debug, Clone)]
pub(crate) struct HashedFile {
    pub(crate) digests: Digests,
    pub(crate) state: State,
}

thread_local! {
    /// What files are read into to be hashed: one for each worker, not for each file.
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Hashes a file in one read.
///
/// Fails when the file's size, time or identity changed in between: such a digest stands for no
/// state that the file ever had. Whether the file still has that state later is for the caller to ask.
pub(crate) fn hash(path: &Path) -> Result<HashedFile, Error> {
    let read_error = |source| Error::Read { path: path.to_owned(), source };
    let (mut file, before) = open_with_state(path)?;
    let digests = BUFFER.with_borrow_mut(|buffer| digest_in(&mut file, buffer)).map_err(|error| match error {
        catseal_digest::Error::Read { source, .. } => read_error(source),
        other => read_error(std::io::Error::other(other)),
    })?;
    // Of the open file: another one that took its place before it was opened has another identity.
    let after = State::of(&file.metadata().map_err(read_error)?);
    if before != after || before.size != digests.size {
        return Err(Error::Changed { path: path.to_owned() });
    }
    Ok(HashedFile { digests, state: before })
}

/// Whether a file was made to have the SHA-1 of another one, as far as that goes into a catalog. It is read once more, and must
/// be what it was; `inside` says where in the file at `path` it lies, if it does.
pub(crate) fn collides(path: &Path, inside: Option<&Inside>, known: &HashedFile) -> Result<bool, Error> {
    let mut hasher = CheckedHasher::new();
    let mut file = open(path)?;
    match inside {
        Some(inside) => packed::unpack(path, file, &[inside], &mut |_, piece| hasher.update(piece))?,
        None => BUFFER
            .with_borrow_mut(|buffer| read_through(&mut file, buffer, |piece| hasher.update(piece)))
            .map_err(|source| Error::Read { path: path.to_owned(), source })?,
    }
    let checked = hasher.finish();
    if checked.sha1 == known.digests.member.sha1 {
        Ok(checked.collides)
    } else {
        Err(Error::Changed { path: path.to_owned() })
    }
}

/// Gives all of a file to `sink`, piece by piece.
fn read_through(file: &mut File, buffer: &mut Vec<u8>, mut sink: impl FnMut(&[u8])) -> std::io::Result<()> {
    buffer.resize(BUFFER_LEN, 0);
    loop {
        match file.read(buffer) {
            Ok(0) => return Ok(()),
            Ok(len) => sink(buffer.get(..len).unwrap_or_default()),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Hashes what lies in a cabinet or a compressed file, in one read of it. Each gets the state of the file that it lies in.
pub(crate) fn hash_packed(path: &Path, wanted: &[(usize, &Inside)]) -> Vec<(usize, Result<HashedFile, Error>)> {
    // What could not be found when it was looked for has an error of its own.
    let mut results = Vec::new();
    let mut found: Vec<(usize, &Inside)> = Vec::new();
    for &(index, inside) in wanted {
        match inside {
            Inside::Unknown(reason) => {
                let source = std::io::Error::other(reason.clone());
                results.push((index, Err(Error::Packed { path: path.to_owned(), source: source.into() })));
            }
            _ => found.push((index, inside)),
        }
    }
    let hash = || {
        let read_error = |source| Error::Read { path: path.to_owned(), source };
        let (file, before) = open_with_state(path)?;
        let again = file.try_clone().map_err(read_error)?;
        let mut hashers: Vec<Hasher> = found.iter().map(|_| Hasher::new()).collect();
        let insides: Vec<&Inside> = found.iter().map(|(_, inside)| *inside).collect();
        packed::unpack(path, file, &insides, &mut |place, piece| {
            if let Some(hasher) = hashers.get_mut(place) {
                hasher.update(piece);
            }
        })?;
        if before != State::of(&again.metadata().map_err(read_error)?) {
            return Err(Error::Changed { path: path.to_owned() });
        }
        let finish = |hasher: Hasher| HashedFile { digests: hasher.finish(), state: before.clone() };
        Ok(hashers.into_iter().map(finish).collect::<Vec<_>>())
    };
    if found.is_empty() {
        return results;
    }
    match hash() {
        Ok(hashed) => results.extend(found.iter().map(|(index, _)| *index).zip(hashed.into_iter().map(Ok))),
        Err(first) => {
            // The error belongs to them all; it cannot be copied, its words can.
            let reason = match &first {
                Error::Packed { source, .. } => source.to_string(),
                other => other.to_string(),
            };
            let again =
                || Error::Packed { path: path.to_owned(), source: std::io::Error::other(reason.clone()).into() };
            let mut first = Some(first);
            results.extend(found.iter().map(|(index, _)| (*index, Err(first.take().unwrap_or_else(again)))));
        }
    }
    results
}

/// Reads what lies in a cabinet or a compressed file as a whole.
pub(crate) fn read_packed(path: &Path, inside: &Inside, what: &'static str, limit: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let mut size = 0_u64;
    packed::unpack(path, open(path)?, &[inside], &mut |_, piece| {
        size += piece.len() as u64;
        if size <= limit {
            bytes.extend_from_slice(piece);
        }
    })?;
    if size > limit { Err(Error::TooLarge { path: path.to_owned(), what, limit }) } else { Ok(bytes) }
}

/// A file in the making: written under a temporary name beside its target, and renamed at the end.
///
/// Dropped without [`commit`](Self::commit) it is gone, and what was at the target stays. A target that is there and is no
/// regular file (a terminal, a pipe, `/dev/null`) is written to as it is; a link is followed.
#[derive(Debug)]
pub struct OutputFile {
    place: Place,
    target: PathBuf,
}

#[derive(Debug)]
enum Place {
    /// With whether all of it is synced already.
    Beside(tempfile::NamedTempFile, bool),
    Itself(File),
}

impl OutputFile {
    /// Starts a file that will be at `target`. It gets the permissions of the one it replaces.
    ///
    /// # Errors
    /// [`Error::Write`] when the folder is missing or not writable.
    pub fn create(target: &Path) -> Result<Self, Error> {
        Self::with_mode(target, 0o644)
    }

    /// As [`create`](Self::create); a new file gets the permissions of `mode` (Unix).
    fn with_mode(target: &Path, mode: u32) -> Result<Self, Error> {
        let write_error = |source| Error::Write { path: target.to_owned(), source };
        let replaced = fs::metadata(target).ok();
        if replaced.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(write_error(std::io::ErrorKind::IsADirectory.into()));
        }
        if replaced.as_ref().is_some_and(|replaced| !replaced.is_file()) {
            let file = File::options().write(true).open(target).map_err(write_error)?;
            return Ok(Self { place: Place::Itself(file), target: target.to_owned() });
        }
        // Of a link, the file that it leads to is replaced.
        let target =
            if replaced.is_some() { fs::canonicalize(target).map_err(write_error)? } else { target.to_owned() };
        let mut builder = tempfile::Builder::new();
        builder.prefix(".catseal-").suffix(".tmp");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            builder.permissions(fs::Permissions::from_mode(mode));
        }
        #[cfg(not(unix))]
        let _ = mode;
        let temporary = builder.tempfile_in(folder_of(&target)).map_err(|error| write_error(not_made(error.kind())))?;
        if let Some(replaced) = replaced {
            temporary.as_file().set_permissions(replaced.permissions()).map_err(write_error)?;
        }
        Ok(Self { place: Place::Beside(temporary, false), target })
    }

    /// Puts the file in its place, replacing what is there.
    ///
    /// # Errors
    /// [`Error::Write`] when the disk is full or the file cannot be renamed.
    pub fn commit(self) -> Result<(), Error> {
        let Self { place, target } = self;
        let write_error = |source| Error::Write { path: target.clone(), source };
        let Place::Beside(temporary, synced) = place else { return Ok(()) };
        if !synced {
            temporary.as_file().sync_all().map_err(write_error)?;
        }
        temporary.persist(&target).map_err(|error| write_error(error.error))?;
        // The rename itself is synced as well; a file system that cannot do that has done its best.
        if let Ok(folder) = File::open(folder_of(&target)) {
            folder.sync_all().ok();
        }
        Ok(())
    }

    /// Puts the file in its place unless something is there.
    pub(crate) fn commit_new(self) -> Result<(), Error> {
        let Self { place, target } = self;
        let Place::Beside(temporary, _) = place else { return Err(Error::Exists { path: target }) };
        temporary.persist_noclobber(&target).map(drop).map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => Error::Exists { path: target.clone() },
            _ => Error::Write { path: target.clone(), source: error.error },
        })
    }
}

impl std::io::Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match &mut self.place {
            Place::Beside(temporary, synced) => {
                *synced = false;
                // The file itself: errors of its wrapper have its name in them.
                temporary.as_file_mut().write(bytes)
            }
            Place::Itself(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match &mut self.place {
            Place::Beside(temporary, _) => temporary.as_file_mut().flush(),
            Place::Itself(file) => file.flush(),
        }
    }
}

/// Why a temporary file could not be made, without its name, which says nothing to anybody.
fn not_made(kind: std::io::ErrorKind) -> std::io::Error {
    match kind {
        std::io::ErrorKind::NotFound => std::io::Error::new(kind, "its folder is not there"),
        _ => kind.into(),
    }
}

/// Checks that an output will not take the place of an input: of one of these files, or of one below one of these
/// folders.
///
/// # Errors
/// [`Error::OutputIsInput`] when it would.
pub fn guard_inputs<'i>(output: &Path, inputs: impl IntoIterator<Item = &'i Path>) -> Result<(), Error> {
    // What is not there yet is no input. Devices and pipes are written to, not replaced.
    let Ok(output_path) = fs::canonicalize(output) else { return Ok(()) };
    let Ok(metadata) = fs::metadata(&output_path) else { return Ok(()) };
    if !metadata.is_file() {
        return Ok(());
    }
    let output_identity = identity(output, &metadata);
    let is_input = |input: &Path| match fs::metadata(input) {
        Ok(metadata) if metadata.is_dir() => fs::canonicalize(input).is_ok_and(|input| output_path.starts_with(input)),
        Ok(metadata) => output_identity.is_some() && identity(input, &metadata) == output_identity,
        Err(_) => false,
    };
    match inputs.into_iter().find(|input| is_input(input)) {
        Some(_) => Err(Error::OutputIsInput { path: output.to_owned() }),
        None => Ok(()),
    }
}

/// As [`guard_inputs`], for files that were hashed: where the system numbers its files, none of them is looked at again.
pub(crate) fn guard_hashed<'i>(
    output: &Path,
    inputs: impl IntoIterator<Item = (&'i Path, &'i HashedFile)>,
) -> Result<(), Error> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let Ok(metadata) = fs::metadata(output) else { return Ok(()) };
        let identity = (metadata.dev(), metadata.ino());
        match inputs.into_iter().find(|(_, hashed)| hashed.state.inode == identity) {
            Some(_) => Err(Error::OutputIsInput { path: output.to_owned() }),
            None => Ok(()),
        }
    }
    #[cfg(not(unix))]
    guard_inputs(output, inputs.into_iter().map(|(path, _)| path))
}

/// What all names of a file have in common, hard links included: one look at each is enough where the system numbers its files.
fn identity(path: &Path, metadata: &Metadata) -> Option<impl PartialEq + use<>> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let _ = path;
        Some((metadata.dev(), metadata.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        fs::canonicalize(path).ok()
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Writes `bytes` under a temporary name beside `target`, and syncs them.
pub(crate) fn stage(target: &Path, bytes: &[u8], mode: u32) -> Result<OutputFile, Error> {
    let write_error = |source| Error::Write { path: target.to_owned(), source };
    let mut file = OutputFile::with_mode(target, mode)?;
    file.write_all(bytes).map_err(write_error)?;
    if let Place::Beside(temporary, synced) = &mut file.place {
        temporary.as_file().sync_all().map_err(write_error)?;
        *synced = true;
    }
    Ok(file)
}

/// Makes a folder and those above it, if they are not there.
pub(crate) fn make_folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|source| Error::Write { path: path.to_owned(), source })
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}

/// SHA-256 of a whole file that was read, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    hex(&sha2::Sha256::digest(bytes))
}
