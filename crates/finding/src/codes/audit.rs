//! `CS60xx`: audits.

super::codes! {
    CATALOG_MALFORMED = "CS6001", Error, "a file named like a catalog is none",
        "The file ends in .cat and cannot be read as a catalog: it is damaged, cut off, or something else. Windows treats \
         the package as unsigned.",
        "Get the catalog again from its publisher.",
        ["0x80092003"];
}
