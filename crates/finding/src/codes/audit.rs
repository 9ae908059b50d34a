//! `CSxxxx`: audit.

super::codes! {}
