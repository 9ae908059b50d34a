//! MSZIP ([MS-MCI]): each block is a deflate stream of its own that goes on from the last 32 KiB.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use crate::Error;
use crate::folder::BLOCK;

const SIGNATURE: &[u8] = b"CK";

pub(crate) struct Mszip {
    inflate: Box<DecompressorOxide>,
    /// What was unpacked last, at most [`BLOCK`] bytes, and behind it the block under way.
    buffer: Vec<u8>,
}

impl Mszip {
    pub(crate) fn new() -> Self {
        Self { inflate: Box::default(), buffer: Vec::new() }
    }

    /// Unpacks a block to `len` bytes, at most [`BLOCK`].
    pub(crate) fn block(&mut self, data: &[u8], len: usize) -> Result<&[u8], Error> {
        let data =
            data.strip_prefix(SIGNATURE).ok_or(Error::Malformed { what: "a block without the mark of MSZIP" })?;
        let excess = self.buffer.len().saturating_sub(BLOCK);
        self.buffer.drain(..excess);
        let history = self.buffer.len();
        self.buffer.resize(history + len, 0);
        self.inflate.init();
        let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let (status, _, written) = decompress(&mut self.inflate, data, &mut self.buffer, history, flags);
        if status != TINFLStatus::Done || written != len {
            return Err(Error::Malformed { what: "a block does not unpack to its length" });
        }
        Ok(self.buffer.get(history..).unwrap_or_default())
    }
}
