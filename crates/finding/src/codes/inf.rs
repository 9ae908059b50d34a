//! `CS20xx` and `CS21xx`: INF text, and the walk from an INF to the files of its package.

super::codes! {
    ENCODING_UTF8_MARKED = "CS2001", Warning, "INF in UTF-8 with a byte order mark",
        "Microsoft documents two encodings for an INF: that of an ANSI code page, and UTF-16LE with a byte order mark. \
         UTF-8 with a mark is read by present versions of Windows, but not by all tools, and InfVerif refuses it.",
        "Save the INF as UTF-16LE with a byte order mark, or as plain ASCII.",
        ["1003"];
    ENCODING_UTF8_UNMARKED = "CS2002", Warning, "INF in UTF-8 without a byte order mark",
        "Without a mark Windows takes the text for ANSI, in the code page of the machine. What is not ASCII comes out \
         garbled: names in the Device Manager, and names of files if they have such letters.",
        "Save the INF as UTF-16LE with a byte order mark, or write only ASCII.",
        ["1003"];
    ENCODING_UTF16_UNMARKED = "CS2003", Error, "INF in UTF-16 without a byte order mark",
        "Inf2Cat does not recognise such a file as an INF, and ends with the message \"No installation INF found in the \
         root path of the driver\". Some versions of stampinf write INFs in this form. The text was read all the same, \
         so that the rest could be looked at.",
        "Put the byte order mark FF FE before the text: save the INF as UTF-16LE with BOM.",
        ["1003"];
    ENCODING_UTF16_BE = "CS2004", Error, "INF in UTF-16BE",
        "Windows reads UTF-16 with the low byte first only. The text was read all the same, so that the rest could be \
         looked at, but no Windows will install from this INF.",
        "Save the INF as UTF-16LE with a byte order mark.",
        ["1003"];
    ENCODING_MALFORMED = "CS2005", Warning, "bytes that are not text",
        "Some bytes of the INF are not valid in its encoding. They were replaced by U+FFFD, so that a name which \
         contains them matches nothing.",
        "Save the INF again with an editor that knows its encoding.",
        ["1003"];
    ENCODING_CODE_PAGE = "CS2006", Note, "text that depends on the code page of the machine",
        "The INF is ANSI and has letters beyond ASCII. A Windows with another code page reads other letters.",
        "Save the INF as UTF-16LE with a byte order mark, or name the code page it was written in with --codepage.",
        ["1003"];
    TEXT_BEFORE_FIRST_SECTION = "CS2007", Warning, "text before the first section",
        "A line of an INF belongs to the section above it. What stands before the first one belongs to none. Windows \
         passes over it when the INF has a [Strings] section, and refuses the INF otherwise.",
        "Remove the text, or make it a comment with a semicolon.",
        ["1002", "0xE0000000"];
    SIGNATURE_INVALID = "CS2008", Error, "[Version] without the signature of an INF",
        "The entry Signature of [Version] must be \"$Windows NT$\" or \"$Chicago$\". Windows refuses every other file as \
         not an INF for it.",
        "Write Signature=\"$Windows NT$\" in [Version].",
        ["1001", "0xE0000100"];
    DRIVER_VER_INVALID = "CS2009", Error, "DriverVer missing or malformed",
        "Every driver package has DriverVer=mm/dd/yyyy,w.x.y.z in [Version]: a date with slashes or hyphens, four digits \
         for the year, and four numbers from 0 to 65535, not all zero. Windows ranks drivers by it. A source file \
         (.inx) gets it from stampinf.",
        "Write DriverVer in the form mm/dd/yyyy,w.x.y.z, or run stampinf.",
        ["22.9.6", "1217", "1218", "1234"];
    DRIVER_VER_FORM = "CS2010", Warning, "DriverVer in an unusual form",
        "The date of DriverVer has two digits for month and day, and the version has four numbers. Inf2Cat and Windows read \
         shorter forms, and even a date alone, but InfVerif does not take them, and a driver without version ranks last.",
        "Write DriverVer in the form mm/dd/yyyy,w.x.y.z.",
        ["1217", "1218"];
    LANGUAGES_DISAGREE = "CS2011", Warning, "a name that is not the same in every language",
        "The text of a token comes from the one [Strings] section that fits the language of the machine. Here the name \
         of a file, section or catalog comes out differently in another language, so that the package would install other \
         files there than the catalog was made for.",
        "Give the token the same text in all [Strings] sections, or write the name without a token.",
        ["1295"];
    TOKEN_UNDEFINED = "CS2012", Error, "a token without text",
        "A name of a file, section or catalog has a %token% that the [Strings] section for the language lacks. Windows \
         then takes the token itself, percent signs included, as the name.",
        "Define the token in [Strings], and in every other [Strings.LangID].",
        ["1235"];
    DRIVER_VER_IN_FUTURE = "CS2013", Error, "DriverVer is a date in the future",
        "The date in DriverVer is after today, in UTC. Windows compares dates when it looks for the newest driver, so that a \
         postdated one would win over those that come later; Inf2Cat refuses it. West of Greenwich a date of today can be \
         one of tomorrow in UTC, and east of it the other way round.",
        "Set DriverVer to the date of the build, in UTC.",
        ["22.9.7"];
    SOURCE_FILE_MISSING = "CS2101", Error, "a file that the INF installs is not in the package",
        "The INF copies this file, and [SourceDisksFiles] with [SourceDisksNames] says where in the package it \
         lies, but there is no such file there. A catalog without it would not cover the package, and Windows \
         would stop in the middle of the installation.",
        "Put the file where [SourceDisksNames] and [SourceDisksFiles] say, or correct these sections.",
        ["22.9.1"];
    SOURCE_NOT_LISTED = "CS2102", Error, "a file that is copied is not in [SourceDisksFiles]",
        "CopyFiles names this file, but no [SourceDisksFiles] section for the architecture says on which disk it lies, so \
         Windows cannot find it and the catalog cannot cover it. When [Version] has a LayoutFile, the file may come from \
         there, with Windows itself; it is then no part of the package.",
        "Add the file to [SourceDisksFiles], or remove it from CopyFiles.",
        ["22.9.10", "1230"];
    DISK_UNDEFINED = "CS2103", Error, "a disk that [SourceDisksNames] does not define",
        "[SourceDisksFiles] puts a file on a disk by its number, and [SourceDisksNames] says in which folder of the \
         package that disk lies. This number is in no [SourceDisksNames] section for the architecture.",
        "Add the number to [SourceDisksNames], such as 1 = \"Installation disk\".",
        ["1008", "1273"];
    CATALOG_FILE_MISSING = "CS2104", Error, "[Version] names no catalog",
        "The catalog of a package is found by its name in [Version]: CatalogFile.nt with the architecture, CatalogFile.nt, \
         or CatalogFile. Without one the package counts as unsigned, whatever catalog lies beside the INF.",
        "Add CatalogFile=name.cat to [Version].",
        ["22.9.4", "1233"];
    NO_MODELS = "CS2105", Error, "the INF installs nothing on an architecture",
        "For an architecture other than x86 the models section must carry it in its name, such as [Models.NTamd64], and \
         [Manufacturer] must list it: %Maker% = Models, NTamd64. An INF without devices has [DefaultInstall.NTamd64] \
         instead. Inf2Cat says: \"does not have NTAMD64 decorated model sections\".",
        "Leave the operating systems of this architecture out, or add the decorated sections.",
        ["1297"];
    NOTHING_FOR_TARGET = "CS2106", Warning, "the INF installs nothing on an operating system",
        "The INF serves the architecture, but its [Manufacturer] section chooses no models for this operating system: they \
         are for a later version, for another kind of product, or blocked by an empty section. The catalog would promise \
         an operating system on which the package cannot be installed.",
        "Leave the operating system out, or add a models section that serves it.",
        ["1297"];
    SECTION_MISSING = "CS2107", Warning, "a section that is named is not there",
        "The INF names a section that it does not have. Windows leaves out what the section should do, or, where it \
         should install a device, fails with ERROR_SECTION_NOT_FOUND; that is an error here. Inf2Cat does not mind a missing \
         list of files.",
        "Write the section, correct its name, or remove the reference.",
        ["1203", "1261", "1315", "1316", "0xE0000101"];
    PATH_OUTSIDE_PACKAGE = "CS2108", Error, "a path that leaves the package",
        "The path of a file leads out of the folder of the INF, by .. or by a drive. Windows takes files of a package only \
         from the folder of the INF and from below, and nothing outside of it is read here.",
        "Put the file below the folder of the INF, and correct the path.",
        ["1015", "1016"];
    DESTINATION_MISSING = "CS2109", Warning, "files without a destination",
        "Neither the list of files nor DefaultDestDir is in [DestinationDirs], so the INF does not say where the files go.",
        "Add the list, or DefaultDestDir, to [DestinationDirs].",
        ["1275"];
    TARGET_OS_INVALID = "CS2110", Error, "a malformed TargetOS decoration",
        "What follows the name of the models section in [Manufacturer] has the form \
         NT[architecture][.major[.minor[.product[.suite[.build]]]]]. This one has not, so that no operating system chooses it.",
        "Correct the decoration, such as NTamd64.10.0...16299.",
        ["1274", "1287"];
    NAME_TOO_LONG = "CS2111", Error, "a name that is too long",
        "A path may have 259 characters, a hardware id 199 (MAX_PATH and MAX_DEVICE_ID_LEN less the closing NUL). What is \
         longer cannot be installed, and was left out.",
        "Shorten the name.",
        ["1286"];
    WALK_INCOMPLETE = "CS2112", Error, "an INF too large to be walked to its end",
        "The INF makes more work, or gives rise to more findings, than any real one. Its list of files or findings is not complete.",
        "Correct the first findings; if the INF is genuine, report it to the makers of this program.",
        [];
    PAGE_HASHES_IMPOSSIBLE = "CS2113", Error, "page hashes were asked for, and cannot be made",
        "The command line or [SignatureAttributes] asks for hashes of the pages of a file that is no PE image, or one whose \
         layout is not that of a loadable image: headers of more than a page, sections without data or beyond the file. No catalog is known that has page hashes for \
         such a file.",
        "Leave the file out of --page-hashes, or build the image anew.",
        [];
    SIGNATURE_ATTRIBUTE_UNKNOWN = "CS2114", Warning, "a signature attribute that is not written",
        "[SignatureAttributes] asks for a mark in the catalog whose form is not documented and in no catalog that is known. \
         Inf2Cat would write it; the catalog made here is without it.",
        "Make this catalog with Inf2Cat if the driver needs the mark.",
        [];
    SOURCE_PACKED_BADLY = "CS2120", Error, "a file of the package cannot be unpacked",
        "The INF says that the file comes in a cabinet, or it is there under a compressed name, but what is inside cannot be \
         had: the packed file is damaged, of another kind, or packed in a way that is not supported (Quantum, sets of \
         several cabinets). The catalog is to vouch for what is inside.",
        "Pack the file again, or put it into the package as it is.",
        ["22.9.1"];
    SOURCE_COMPRESSED = "CS2121", Warning, "a file under a compressed name",
        "The file is there under a name that ends in an underscore only, as COMPRESS.EXE and makecab write it. Windows unpacks \
         it when it installs, and the catalog has what is inside; InfVerif does not take such packages.",
        "Put the file into the package as it is.",
        ["1231"];
}
