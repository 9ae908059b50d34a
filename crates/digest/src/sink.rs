/// What the bytes of a file are put into, once for each thing that is digested.
pub(crate) trait Sink: Clone + Default {
    /// Whether all bytes of a file are wanted together, where what is digested for a member is less.
    const WANTS_FLAT: bool;

    /// Takes the next bytes.
    fn update(&mut self, data: &[u8]);
}
