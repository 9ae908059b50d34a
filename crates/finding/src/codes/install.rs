//! `CS24xx`: InfVerif: models, install sections, services and the registry.

super::codes! {}
