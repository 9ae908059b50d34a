//! `CS26xx`: a package against itself.

super::codes! {}
