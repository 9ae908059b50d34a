use std::io::{self, Read};

use crate::cab::CabHeader;
use crate::digests::{Digests, FileKind};
use crate::error::Error;
use crate::member::{MemberHasher, MemberInfo};
use crate::pair::PairHasher;
use crate::pe::{self, PeHeader};
use crate::sink::Sink;

/// Small enough to stay in the cache from the read through the last hash of it.
const BUFFER_LEN: usize = 64 * 1024;

/// Reads the stream once, to its end, and gives the digests of what it held.
///
/// Memory does not depend on the length of the stream. What breaks the PE or CAB format is no error; see
/// [`FileKind`] and [`SignatureArea`](crate::SignatureArea).
///
/// # Errors
/// [`Error::Read`] if the reader fails; reads that were interrupted are repeated.
pub fn digest(reader: &mut impl Read) -> Result<Digests, Error> {
    digest_in(reader, &mut Vec::new())
}

/// As [`digest`], with a buffer of the caller's, which is made as long as need be: for many small files it is made once.
/// What it holds before does not matter.
///
/// # Errors
/// As with [`digest`].
pub fn digest_in(reader: &mut impl Read, buffer: &mut Vec<u8>) -> Result<Digests, Error> {
    let mut hasher = Hasher::new();
    buffer.resize(BUFFER_LEN, 0);
    loop {
        match reader.read(buffer) {
            Ok(0) => return Ok(hasher.finish()),
            Ok(len) => hasher.update(buffer.get(..len).unwrap_or(buffer)),
            Err(source) if source.kind() == io::ErrorKind::Interrupted => {}
            Err(source) => return Err(Error::Read { offset: hasher.0.size, source }),
        }
    }
}

/// The digests of a file that comes in pieces.
///
/// How the file is cut into pieces makes no difference to the result. Pieces of some 64 KiB are
/// fastest: each is hashed twice when the file is flat, and four times when it is not.
#[derive(Default)]
pub struct Hasher(Parts<PairHasher>);

impl Hasher {
    /// Starts with nothing read.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes of the file, any number.
    pub fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    /// The digests of everything taken so far, as a whole file.
    #[must_use]
    pub fn finish(self) -> Digests {
        let Finished { flat, size, member } = self.0.finish();
        let flat = flat.finish();
        let mut digests = Digests { kind: FileKind::Flat, size, flat, member: flat, pe: None, cab: None };
        if let Some((member, info)) = member {
            digests.member = member.finish();
            match info {
                MemberInfo::Pe(pe) => (digests.kind, digests.pe) = (FileKind::Pe, Some(pe)),
                MemberInfo::Cab(cab) => (digests.kind, digests.cab) = (FileKind::Cab, Some(cab)),
            }
        }
        digests
    }
}

/// A file that comes in pieces, put into sinks: all of it, and what is digested for a member.
///
/// Neither format needs a look back. Up to the checksum, what is digested of a PE image is all of it,
/// so that it branches off there, wherever the DOS header says that is; the header of a cabinet is
/// at its start.
pub(crate) struct Parts<S> {
    flat: S,
    size: u64,
    stage: Stage<S>,
}

/// A file at its end.
pub(crate) struct Finished<S> {
    /// All of it, if the sink wants that or it is flat.
    pub(crate) flat: S,
    pub(crate) size: u64,
    /// What is digested for a member, if the file is not flat.
    pub(crate) member: Option<(S, MemberInfo)>,
}

/// How much is known about the kind of file.
enum Stage<S> {
    /// Nothing; collects the first 64 bytes.
    Start(Vec<u8>),
    /// There is a DOS header.
    Dos(Box<DosStage<S>>),
    Member(Box<MemberHasher<S>>),
    Flat,
}

/// On the way to the PE headers, and through them.
struct DosStage<S> {
    /// Where the PE signature should be.
    start: u32,
    /// What was read from there on, up to [`pe::HEADER_LEN`] bytes.
    header: Vec<u8>,
    /// Everything before the checksum.
    before_checksum: Option<S>,
}

impl<S: Sink> Parts<S> {
    /// Takes the next bytes of the file, any number.
    pub(crate) fn update(&mut self, mut data: &[u8]) {
        while !data.is_empty() {
            let len = self.until_next_stage().min(data.len());
            let (piece, rest) = data.split_at(len);
            if S::WANTS_FLAT || !matches!(self.stage, Stage::Member(_)) {
                self.flat.update(piece);
            }
            match &mut self.stage {
                Stage::Start(head) => head.extend_from_slice(piece),
                Stage::Dos(dos) if self.size >= u64::from(dos.start) => dos.header.extend_from_slice(piece),
                Stage::Member(member) => member.update(self.size, piece),
                Stage::Dos(_) | Stage::Flat => {}
            }
            self.size += len as u64;
            self.advance();
            data = rest;
        }
    }

    /// Everything taken so far, as a whole file.
    pub(crate) fn finish(self) -> Finished<S> {
        let stage = match self.stage {
            Stage::Start(head) => cab_or_flat(&head),
            Stage::Dos(dos) => dos.pe_or_flat(),
            stage => stage,
        };
        let member = match stage {
            Stage::Member(member) => Some(member.finish(self.size)),
            _ => None,
        };
        Finished { flat: self.flat, size: self.size, member }
    }

    /// How many bytes from here on are treated alike.
    fn until_next_stage(&self) -> usize {
        match &self.stage {
            Stage::Start(head) => pe::DOS_HEADER_LEN - head.len(),
            Stage::Dos(dos) => {
                let start = u64::from(dos.start);
                [start, start + pe::SIGNATURE_TO_CHECKSUM as u64, start + pe::HEADER_LEN as u64]
                    .iter()
                    .find_map(|stop| stop.checked_sub(self.size).filter(|&len| len > 0))
                    .map_or(usize::MAX, |len| usize::try_from(len).unwrap_or(usize::MAX))
            }
            Stage::Member(_) | Stage::Flat => usize::MAX,
        }
    }

    /// Goes on to the next stage if this one has all it needs.
    fn advance(&mut self) {
        match &mut self.stage {
            Stage::Start(head) if head.len() == pe::DOS_HEADER_LEN => {
                self.stage = match pe::signature_offset(head) {
                    Some(start) => Stage::Dos(Box::new(DosStage::new(start, head))),
                    None => cab_or_flat(head),
                };
            }
            Stage::Dos(dos) => {
                if dos.header.len() == pe::SIGNATURE_TO_CHECKSUM {
                    dos.before_checksum = Some(self.flat.clone());
                } else if dos.header.len() == pe::HEADER_LEN {
                    self.stage = dos.pe_or_flat();
                }
            }
            _ => {}
        }
    }
}

impl<S: Sink> Default for Parts<S> {
    fn default() -> Self {
        Self { flat: S::default(), size: 0, stage: Stage::Start(Vec::with_capacity(pe::DOS_HEADER_LEN)) }
    }
}

impl<S: Sink> DosStage<S> {
    /// `head` is all of the stream so far; the PE headers may begin within it. The checksum does
    /// not: it is at least 88 bytes in.
    fn new(start: u32, head: &[u8]) -> Self {
        let mut header = Vec::with_capacity(pe::HEADER_LEN);
        if let Some(begun) = usize::try_from(start).ok().and_then(|start| head.get(start..)) {
            header.extend_from_slice(begun);
        }
        Self { start, header, before_checksum: None }
    }

    /// Decides with what was collected, which is all there is if the file ended.
    fn pe_or_flat(&self) -> Stage<S> {
        match (PeHeader::parse(self.start, &self.header), &self.before_checksum) {
            (Some(header), Some(hash)) => Stage::Member(Box::new(MemberHasher::pe(header, hash.clone(), &self.header))),
            _ => Stage::Flat,
        }
    }
}

fn cab_or_flat<S: Sink>(head: &[u8]) -> Stage<S> {
    match CabHeader::parse(head) {
        Some(header) => Stage::Member(Box::new(MemberHasher::cab(header, head))),
        None => Stage::Flat,
    }
}
