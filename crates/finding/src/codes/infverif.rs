//! `CS23xx`: InfVerif: the text, `[Version]`, files and strings of an INF.

super::codes! {}
