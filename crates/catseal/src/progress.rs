/// Is told how far a job is; what becomes of it (a bar, nothing) is the caller's business.
pub trait Progress: Sync {
    /// Work on `total` files begins.
    fn start(&self, total: usize);
    /// One of them is done.
    fn step(&self);
    /// All of them are done.
    fn finish(&self);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _total: usize) {}
    fn step(&self) {}
    fn finish(&self) {}
}
