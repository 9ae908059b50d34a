//! `CS26xx`: a package against itself.

super::codes! {
    FILE_NOT_MENTIONED = "CS2601", Warning, "a file that no INF installs",
        "No INF of the package copies the file or lists it in [SourceDisksFiles], on any version of Windows. A catalog made from \
         the INFs does not cover it, and Windows leaves it behind when it takes the package into its driver store. For what is no \
         program, such as a readme file, this is a note.",
        "Take the file out of the package, or add it to CopyFiles and [SourceDisksFiles].",
        [];
    FILE_LISTED_NOT_COPIED = "CS2602", Note, "a file is listed, and never copied",
        "[SourceDisksFiles] says where the file lies, but no CopyFiles that any version of Windows would follow names it. It is \
         not installed, and a catalog made from the INF does not cover it.",
        "Copy the file, or take it out of [SourceDisksFiles] and of the package.",
        [];
    NEWER_THAN_DRIVER_VER = "CS2603", Note, "a file is newer than DriverVer",
        "The date in DriverVer should be that of the newest file of the package, for Windows ranks drivers by it. The time compared \
         is that of the file system, in which a copy or a checkout may have set a new one.",
        "Set DriverVer to the date of the build.",
        [];
    KERNEL_MACHINE = "CS2604", Error, "a kernel driver is for another architecture",
        "The INF installs this image on an architecture that it was not built for. Kernel code runs only on its own: the driver \
         would be installed and then fail to load.",
        "Put the build for that architecture where the INF looks, or give the architectures sections of their own.",
        ["0xC0000130"];
    USER_MACHINE = "CS2605", Warning, "a program cannot run where it is installed",
        "The INF installs this program or library on an architecture that can run it neither directly nor by emulation: 64-bit code \
         on 32-bit Windows, or ARM code on other processors.",
        "Put the build for that architecture where the INF looks, or give the architectures sections of their own.",
        [];
    IMAGE_WITHOUT_VERSION = "CS2606", Warning, "a program without a version",
        "The file has no version resource. Windows compares versions when it copies files, support needs them to tell builds apart, \
         and Windows' own reports on drivers show nothing.",
        "Add a VERSIONINFO resource with company, product and file version.",
        [];
    LINE_ENDINGS = "CS2607", Note, "the line endings of an INF look converted",
        "Some of its lines end in a line feed alone, while others, or the other INFs of the package, have carriage returns, too. \
         Windows reads both. But a version control system or an editor may have changed the file, and then it does not fit a \
         catalog that was made of it before.",
        "Compare the INF with the release; keep Git from converting it with a line \"*.inf -text\" in .gitattributes.",
        [];
    CATALOG_NOT_NAMED = "CS2608", Warning, "a catalog that no INF names",
        "Windows finds a catalog by CatalogFile in the INF beside it. No INF in this folder names this one, so that nobody uses it; \
         it may be left from an older release.",
        "Take the catalog out of the package, or name it in [Version].",
        [];
    EMPTY_FILE = "CS2609", Warning, "a file that is installed is empty",
        "The INF installs the file, and it has no content: it was probably lost on the way, such as in a copy that was broken off.",
        "Put the real file there.",
        [];
    PRIVATE_KEY_IN_PACKAGE = "CS2610", Error, "a private key in the package",
        "The name of the file says that it keeps a private key. Whoever gets the package can sign with it.",
        "Take the file out; if the package has been handed on, have the certificate revoked.",
        [];
    COPIED_AND_REMOVED = "CS2611", Warning, "a file is copied, and deleted or renamed",
        "A file is named by CopyFiles and by DelFiles or RenFiles, for the same folder. Windows may leave out the copy, because the \
         file is there already, and do the deletion.",
        "Name the file in one of the two only.",
        [];
    DEBUG_BUILD = "CS2612", Warning, "a debug build is installed",
        "The version resource of the file has the flag VS_FF_DEBUG: it is a checked build, slower than a release and with more ways \
         to stop the machine.",
        "Put the release build into the package.",
        [];
    PRERELEASE = "CS2613", Note, "a prerelease is installed",
        "The version resource of the file has the flag VS_FF_PRERELEASE.",
        "Put the final build into the package, or correct its version resource.",
        [];
    NAME_NOT_FOR_WINDOWS = "CS2614", Error, "a name that Windows does not allow",
        "On Windows a name has none of the characters < > : \" | ? *, no control characters, no blank or dot at its end, and is not \
         that of a device such as CON or NUL. The package cannot be copied to a Windows machine with this file.",
        "Rename the file.",
        [];
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
    SUPPRESSION_REFUSED = "CS2692", Warning, "a suppression of what cannot be left out",
        "The file catseal.toml of the package suppresses an error that says that the INF cannot be followed to its end, that a file \
         it installs is not there or cannot be read, or that its catalog cannot be named. A catalog made by not looking at it would \
         not cover the package, so the error stays. What can be left out are errors with a code from CS2200 to CS2999, all warnings \
         and notes, and a few errors before: CS2001, CS2002, CS2005, CS2010, CS2013, CS2107 and CS2109.",
        "Mend what the finding says, and remove the entry from catseal.toml.",
        [];
}
