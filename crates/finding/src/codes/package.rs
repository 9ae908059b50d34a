//! `CS26xx`: a package against itself.

super::codes! {
    CATALOG_STALE = "CS2690", Warning, "a catalog that does not cover its INF",
        "The catalog that the INF names lies beside it, but has no member for the INF as it now is: one of the two is older. \
         Windows refuses such a package, and `verify` does too.",
        "Make the catalog anew with `catseal build`, and sign it.",
        ["0x800B0100"];
    SUPPRESSION_UNUSED = "CS2691", Note, "a suppression of what was not found",
        "The file catseal.toml of the package suppresses a finding that this check did not make. What it was for may have been \
         mended, or it is about rules or operating systems that were not asked for.",
        "Remove the entry from catseal.toml if it is not needed any more.",
        [];
}
