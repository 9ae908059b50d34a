//! The digests of files of every shape, the page hashes, the near misses; on made-up files and on
//! real ones.

#![allow(clippy::single_range_in_vec_init, reason = "lists of the ranges left out of a digest, often of one")]

#[cfg(test)]
mod builder;
#[cfg(test)]
mod cab;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod near_misses;
#[cfg(test)]
mod page_hashes;
#[cfg(test)]
mod pe;
#[cfg(test)]
mod streams;
