//! Keys, and the signature around an untouched catalog.
