//! `CS25xx`: what bars a package from the hardware dashboard and Windows Update.

super::codes! {}
