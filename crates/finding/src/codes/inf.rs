//! `CS20xx` and `CS21xx`: INF text, and the walk from an INF to the files of its package.

super::codes! {
    SOURCE_FILE_MISSING = "CS2101", Error, "a file that the INF installs is not in the package",
        "The INF copies this file, and [SourceDisksFiles] with [SourceDisksNames] says where in the package it \
         lies, but there is no such file there. A catalog without it would not cover the package, and Windows \
         would stop in the middle of the installation.",
        "Put the file where [SourceDisksNames] and [SourceDisksFiles] say, or correct these sections.",
        ["22.9.1"];
}
