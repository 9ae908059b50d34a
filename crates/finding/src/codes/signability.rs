//! `CS22xx`: Inf2Cat's signability test and the file protection it goes by.

super::codes! {
    PROTECTED_FILE_REPLACED = "CS2201", Error, "a file of Windows would be replaced",
        "The INF copies a file into a folder of Windows under a name that Windows has for a file of its own and protects. Windows \
         XP puts its own file back, later versions refuse the copy, and Inf2Cat does not make a catalog for such a package. The \
         list of names is Microsoft's, one for each generation; it is compared by the name alone.\n\n\
         Some names on the list belong to drivers that Windows brings but others make. A newer version from the maker itself is \
         allowed, and reported by CS2207.",
        "Give the file a name of your own, or install Windows' own file by Include and Needs; list it with --allow if it is yours.",
        ["22.9.8"];
    PROTECTED_NAME_ELSEWHERE = "CS2202", Warning, "a file has the name of a protected one, in another folder",
        "The INF copies a file whose name is that of a protected file of Windows, but to the driver store or to a folder that is \
         not Windows' own. Nothing is overwritten. If it is Windows' file, it may not be handed on with a driver.",
        "Refer to Windows' own file by Include and Needs, or give yours another name.",
        ["22.9.8"];
    PROTECTED_FILE_PRESENT = "CS2203", Warning, "a file of the package has the name of a protected one",
        "The file lies in the package and no INF installs it on these versions of Windows. Inf2Cat reports it and adds that this is \
         only a warning.",
        "Take the file out of the package if nothing needs it.",
        ["22.9.8"];
    PROTECTED_FILE_DELETED = "CS2204", Error, "a file of Windows would be deleted",
        "DelFiles names a file in a folder of Windows that Windows protects. Other devices and Windows itself may need it.",
        "Take the name out of the list of DelFiles.",
        ["22.9.8"];
    PROTECTED_FILE_RENAMED = "CS2205", Error, "a file of Windows would be renamed or displaced",
        "RenFiles gives another name to a file in a folder of Windows that Windows protects, or gives such a name to another file.",
        "Take the name out of the list of RenFiles.",
        ["22.9.8"];
    PROTECTED_SOURCE_NAME = "CS2206", Error, "a file of Windows would be handed on under another name",
        "The file in the package has the name of a protected file of Windows, and the INF copies it under another one. Inf2Cat \
         looks at the names of the files in the package, too. It is a warning when it is not copied into a folder of Windows.",
        "Give the file in the package a name of your own.",
        ["22.9.8"];
    PROTECTED_FILE_ALLOWED = "CS2207", Note, "a protected name is used by its own vendor",
        "Windows brings some drivers of other makers, and their names are on the list of protected files. Here a row of the list \
         given with --allow says that this provider may install the file; or the file's version resource names a company that \
         fits the provider and has a version that is not numbered like Windows, as Windows' own copy would be. In this second \
         case the error becomes a warning. The version of the file that Windows has is not known here.",
        "Nothing, if the file is yours.",
        ["22.9.8"];
    DRIVER_VER_BEFORE_WINDOWS = "CS2208", Error, "DriverVer is older than the operating system",
        "Inf2Cat demands a date in DriverVer that is not before a certain day when the newest of the operating systems asked for is \
         Windows 7 or Windows Server 2008 R2: April 21, 2009. For other systems no such day is known.",
        "Set DriverVer to the date of the build, or leave the operating system out.",
        ["22.9.7"];
    NO_INF_IN_ROOT = "CS2209", Error, "no INF in the folder itself",
        "Inf2Cat looks for INFs in the folder that it is given, not below, and makes no catalog when there is none: \"No \
         installation INF found in the root path of the driver\".",
        "Name the folder that has the INF.",
        [];
}
