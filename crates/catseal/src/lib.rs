//! The jobs on packages and releases.
