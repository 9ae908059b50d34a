use crate::error::Error;

/// Runs `work` with `jobs` worker threads; 0 stands for one per core.
///
/// # Errors
/// [`Error::Threads`] when the threads could not be started.
pub fn with_jobs<R: Send>(jobs: usize, work: impl FnOnce() -> R + Send) -> Result<R, Error> {
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(jobs).build().map_err(|source| Error::Threads { jobs, source })?;
    Ok(pool.install(work))
}
