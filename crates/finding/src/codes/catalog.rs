//! `CS11xx`: the structure of a catalog file.

super::codes! {}
