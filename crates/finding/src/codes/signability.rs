//! `CS22xx`: Inf2Cat's signability test and the file protection it goes by.

super::codes! {}
