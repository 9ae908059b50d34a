//! `CS50xx`: files against catalogs and INFs.

super::codes! {
    FILE_CHANGED = "CS5001", Error, "a file is not the one the catalog vouches for",
        "The catalog or the INF names this file, but no member of the catalog has its digest: it was changed \
         after the catalog was made, or it is another build. Windows refuses to install such a package.",
        "Take the file from the same release as the catalog, or have the catalog made and signed again.",
        ["0xE000022F", "0x800B0100"];
}
