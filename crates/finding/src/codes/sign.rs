//! `CSxxxx`: sign.

super::codes! {}
