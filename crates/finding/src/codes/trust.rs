//! `CSxxxx`: trust.

super::codes! {}
