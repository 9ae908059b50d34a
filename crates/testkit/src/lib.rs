//! Writers of small cabinets, compressed files and images, for the tests of several crates. Each is as simple as it can be, and knows
//! nothing of the readers that it is held against.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a writer for tests stops at what it cannot write")]

pub mod cabinet;
pub mod image;
mod szdd;

pub use szdd::szdd;
