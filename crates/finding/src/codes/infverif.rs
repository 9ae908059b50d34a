//! `CS23xx`: InfVerif: the text, `[Version]`, files and strings of an INF.

super::codes! {
    VERSION_ENTRY_MISSING = "CS2301", Error, "[Version] lacks an entry that a driver needs",
        "An INF that installs devices has Class, ClassGuid and Provider in [Version]. Plug and Play sorts the device by the class, \
         and shows the provider to the user.",
        "Add the entry to [Version].",
        ["1234", "1289"];
    VERSION_ENTRY_TWICE = "CS2302", Error, "[Version] has an entry twice",
        "Only one of the entries with this name takes effect. Windows takes the first, other tools may take another one.",
        "Remove all but one of the entries.",
        ["1088"];
    PROVIDER_MICROSOFT = "CS2303", Error, "Provider is Microsoft",
        "Provider names the organization that wrote the INF. Names that begin with Microsoft are for INFs of Microsoft.",
        "Write the name of your own organization as Provider.",
        ["1204"];
    CATALOG_NAME_INVALID = "CS2304", Error, "a catalog with a name that is none",
        "CatalogFile is the name of a file with the extension .cat, without a path: the catalog lies beside the INF.",
        "Write a plain name such as CatalogFile=driver.cat.",
        ["1214"];
    PNP_LOCKDOWN_MISSING = "CS2305", Error, "PnpLockdown is not 1",
        "With PnpLockdown=1 in [Version], Windows keeps programs from changing the files that the driver installs. Without it, \
         any program with the rights of an administrator can replace them.",
        "Add PnpLockdown=1 to [Version].",
        ["1324"];
    VERSION_ENTRY_OBSOLETE = "CS2306", Warning, "an entry of [Version] that nothing reads any more",
        "The entry was for the Driver Install Frameworks (DIFx), which Windows no longer has. It is ignored.",
        "Remove the entry.",
        ["2009"];
    CLASS_GUID_MALFORMED = "CS2307", Error, "ClassGuid is not a GUID",
        "ClassGuid has the form {xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}, with the braces, in hexadecimal digits.",
        "Write the GUID of the device setup class in this form.",
        ["1010"];
    CLASS_NAME_TOO_LONG = "CS2308", Error, "the name of the class is too long",
        "The name of a device setup class has at most 31 characters.",
        "Shorten the name.",
        ["1286"];
    CLASS_NAME_MISMATCH = "CS2309", Error, "Class is not the name that belongs to ClassGuid",
        "ClassGuid is that of a class of Microsoft, but Class has another name. Windows goes by the GUID.",
        "Write the name and the GUID of the same class.",
        ["1280"];
    CLASS_GUID_MISMATCH = "CS2310", Error, "ClassGuid is not the one that belongs to Class",
        "Class is the name of a class of Microsoft, but ClassGuid is another one. A class of your own needs a name of its own, too.",
        "Write the name and the GUID of the same class.",
        ["1281"];
    CLASS_RESERVED = "CS2311", Error, "a class that is not for drivers of others",
        "The device setup class is reserved for Windows, obsolete, or that of Microsoft's samples. A driver made from a sample has to \
         choose the class of its device.",
        "Choose the class that fits the device, or define one with a new GUID.",
        ["1284"];
    CLASS_INSTALL_OF_SYSTEM_CLASS = "CS2312", Error, "[ClassInstall32] for a class of Microsoft",
        "[ClassInstall32] defines a new device setup class. The class of this INF is one that Windows has already; as of Windows 10, \
         others may not define it again.",
        "Remove the [ClassInstall32] sections.",
        ["1285"];
    EXTENSION_ID_MALFORMED = "CS2313", Error, "ExtensionId is not a GUID",
        "ExtensionId has the form {xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}, with the braces, in hexadecimal digits.",
        "Write the GUID of the extension in this form; a new extension needs a new one.",
        ["1380"];
    EXTENSION_ID_MISSING = "CS2314", Error, "an extension INF without ExtensionId",
        "Windows tells extensions of a device apart by ExtensionId: of those that share one, it installs the newest. An INF of the \
         class Extension must have one.",
        "Add ExtensionId with a new GUID to [Version], and keep it in later versions.",
        ["1381"];
    EXTENSION_FUNCTION_SERVICE = "CS2315", Error, "an extension INF with the function driver of the device",
        "AddService with the flag 0x2 (SPSVCINST_ASSOCSERVICE) makes the service the driver of the device. That is for the base INF; \
         an extension may only add to it, such as a filter.",
        "Remove the flag, or move the service to the base INF.",
        ["1383"];
    PROVIDER_TOO_LONG = "CS2316", Error, "the name of the provider is too long",
        "Windows keeps names of providers in 256 characters with the closing NUL.",
        "Shorten the name.",
        ["1286"];

    DISK_ID_INVALID = "CS2320", Error, "a disk whose id is no number",
        "The ids in [SourceDisksNames] are decimal numbers from 0 to 4294967295, and [SourceDisksFiles] gives one for each file.",
        "Number the disks, such as 1 = \"Installation disk\".",
        ["1008"];
    FILE_NAME_MISSING = "CS2321", Error, "an entry for a file without its name",
        "Each line of a list of files, and of [SourceDisksFiles], begins with the name of a file.",
        "Write the name, or remove the line.",
        ["1229"];
    COMPRESSED_NAME = "CS2322", Error, "a compressed file in [SourceDisksFiles]",
        "A name that ends in an underscore, such as driver.sy_, is that of a file made by the compress tool. [SourceDisksFiles] \
         has the name of the file as it is installed; Windows finds the compressed one by itself.",
        "Write the name without compression.",
        ["1231"];
    CATALOG_LISTED = "CS2323", Error, "a catalog in [SourceDisksFiles]",
        "A catalog is named by CatalogFile in [Version] alone. It is no file that the package installs, and no catalog can hold \
         its own digest.",
        "Remove the line from [SourceDisksFiles], and the catalog from CopyFiles.",
        ["1213"];
    COPY_INF_INVALID = "CS2324", Error, "CopyINF of something else than another INF",
        "CopyINF brings other driver packages along: each value is the name of the INF of one. It cannot name a file of another kind, \
         nor the INF that it stands in.",
        "Name another INF, or use CopyFiles for a file.",
        ["1110"];
    LISTED_TWICE = "CS2325", Error, "an entry that is there twice",
        "A file has one line in a [SourceDisksFiles] section, a disk one in [SourceDisksNames], a list of files one in \
         [DestinationDirs]. Windows takes the first and ignores the other.",
        "Remove all but one of the lines.",
        ["1294"];
    EXTRA_VALUE = "CS2326", Warning, "a value too many",
        "The entry has more values than its form allows. Windows ignores what is too much. A text with a comma in it counts as two \
         values unless it stands in quotes.",
        "Remove the value, or put the text in quotes.",
        ["1201"];

    DESTINATION_WITHOUT_DIRID = "CS2330", Error, "an entry of [DestinationDirs] without directory",
        "Each entry of [DestinationDirs] gives the number of a directory (dirid), and after a comma a folder below it.",
        "Write a dirid, such as 13 for the driver store.",
        ["1006"];
    DIRID_INVALID = "CS2331", Error, "a dirid that is no number",
        "[DestinationDirs] takes the bare number of a directory: 13, not %13%, which is its path.",
        "Write the number alone.",
        ["1243"];
    DIRID_UNKNOWN = "CS2332", Error, "a dirid that Windows does not define",
        "The numbers from -1 to 32767 are those of Windows, and this one is none that its documentation knows. Windows cannot tell \
         where to copy the files.",
        "Use a dirid that is documented, such as 13 for the driver store.",
        ["1242"];
    DIRID_USER_DEFINED = "CS2333", Error, "a dirid that only a program can define",
        "Numbers from 32768 on mean what an installation program says by SetupSetDirectoryId. When Windows installs the \
         driver by itself, they mean nothing.",
        "Use a dirid of Windows, such as 13 for the driver store.",
        ["1241"];
    DESTINATION_PATH_INVALID = "CS2334", Error, "a destination that leaves its directory",
        "The folder in [DestinationDirs] lies below the directory of the dirid. A drive, or .. in it, leads elsewhere.",
        "Write a path below the directory.",
        ["1015"];
    DESTINATION_CONFLICT = "CS2335", Error, "different files copied to one place",
        "Sections for devices of one system copy different files to the same name in the same directory. When Windows copies all of them \
         in advance, which one stays is a matter of chance.",
        "Give the files different names, and refer to each by its own.",
        ["1330"];
    DRIVER_STORE_RENAME = "CS2336", Error, "a file is renamed in the driver store",
        "Files with the destination 13 stay in the driver store where they were imported. CopyFiles cannot give them another name there.",
        "Give the file its final name in the package.",
        ["1100"];
    DRIVER_STORE_FOLDER = "CS2337", Error, "a file is moved in the driver store",
        "Files with the destination 13 stay in the driver store where they were imported. The folder in [SourceDisksFiles] must \
         be the one in [DestinationDirs].",
        "Write the same folder in both sections.",
        ["1100"];
    DRIVER_STORE_SECURITY = "CS2338", Error, "a security descriptor for the driver store",
        "The list has a section list.security, but its files stay in the driver store (dirid 13), whose rights Windows sets itself.",
        "Remove the section, or choose another destination.",
        ["1101"];
    DRIVER_STORE_DIRECTIVE = "CS2339", Error, "files of the driver store deleted or renamed",
        "DelFiles and RenFiles work on files at their destination. What lies in the driver store (dirid 13) is for Windows alone to \
         remove.",
        "Remove the directive.",
        ["1102"];
    NOT_IN_DRIVER_STORE = "CS2340", Error, "files that leave the driver store",
        "An isolated driver runs from the driver store: all its files have the destination 13. Copies elsewhere may be changed by \
         others, and stay behind.",
        "Set the destination to 13, and let the driver find its files there.",
        ["1322"];
    DIRID_NOT_ALLOWED = "CS2341", Error, "a destination that is no longer allowed",
        "For a WHQL signature files go to the driver store (dirid 13). Exceptions are, for the time being, the dirids 10, 11, 12, 23, 51, \
         52, 55, 16422, 16425 to 16428 and 66000 to 66004. All others have been withdrawn with Windows 11, version 24H2.",
        "Set the destination to 13.",
        ["1340", "1341"];

    STRING_TWICE = "CS2350", Error, "a string is defined twice",
        "A [Strings] section has two lines for one token. Windows takes the first.",
        "Remove one of the lines.",
        ["1294"];
    STRINGS_DIFFER = "CS2351", Error, "[Strings] sections that define different tokens",
        "One [Strings] section, the one for the language of the machine, serves all tokens. What it lacks is not taken from another: \
         the token itself stands in the place of the text.",
        "Define every token in every [Strings] section, also those whose text is the same in all languages.",
        ["1295"];
    TOKEN_UNDEFINED_IN_VALUE = "CS2352", Error, "a value has a token without text",
        "The value has a %token% that [Strings] does not define, so that Windows leaves it as it is. An environment variable, which is \
         to be replaced later, is written with two percent signs at either side.",
        "Define the token in [Strings], or write %%NAME%% if the percent signs are part of the value.",
        ["1235"];

    SECTION_TWICE = "CS2360", Error, "a section is there twice",
        "Windows reads sections of one name as one. Mostly the second is a mistake, and its lines end up where nobody looks for them.",
        "Move the lines into one section, or rename the other.",
        ["1209"];
    ARCH_TOKEN_LEFT = "CS2361", Error, "$ARCH$ was not replaced",
        "The name of the section has $ARCH$ in it, which stampinf replaces by the architecture when it makes the INF from its source \
         (.inx). Nothing finds the section as it is.",
        "Run stampinf, with the architecture.",
        ["1274"];
    MODELS_WITHOUT_ARCHITECTURE = "CS2362", Warning, "a models section for no architecture by name",
        "A models section without an architecture in its decoration is for x86 alone.",
        "Decorate it, such as NTx86, in its name and in [Manufacturer], or remove it.",
        ["2010"];
    DEVICE_AND_PRIMITIVE = "CS2363", Error, "[Manufacturer] beside [DefaultInstall]",
        "[Manufacturer] makes an INF that of a device, [DefaultInstall] that of a driver without one. An INF with both is installed in \
         one way here and in the other there, and is not signed.",
        "Remove one of them.",
        ["1212"];
    DIRECTIVE_WITHOUT_SECTION = "CS2364", Error, "a directive names no section",
        "The directive takes the names of sections that say what to do. There is none.",
        "Name the section, or remove the line.",
        ["1005"];
    DIRECTIVE_WITHOUT_VALUE = "CS2365", Error, "a directive without its value",
        "Include and CopyINF take names of INFs. There is none.",
        "Name the INF, or remove the line.",
        ["1006"];
    DIRECTIVE_INCOMPLETE = "CS2366", Error, "a directive that does not say what to add",
        "The first value of AddInterface is the GUID of the interface, that of AddComponent and AddFilter the name of the component \
         or filter. It is empty.",
        "Write the value, or remove the line.",
        ["1085"];
    INTERFACE_GUID_MALFORMED = "CS2367", Error, "a new interface class that is no GUID",
        "[InterfaceInstall32] names each interface class by a GUID in the form {xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}, with the braces, in hexadecimal digits.",
        "Write the GUID in this form.",
        ["1019"];
    DECLARED_TWICE = "CS2368", Error, "a component or interface is added twice",
        "A section adds the same component, or the same interface with the same reference string, twice. One of them may be skipped.",
        "Remove one of the lines.",
        ["1086"];
    INCLUDE_NOT_SYSTEM = "CS2370", Error, "Include of an INF of the package",
        "Include is for the INFs that come with Windows. One of the package is not found there once it is installed, for Windows renames it.",
        "Move the sections into this INF, or use CopyINF for a package of its own.",
        ["1202"];

    PRIMITIVE_INCOMPLETE = "CS2380", Error, "a driver without device lacks its identity",
        "An INF with [DefaultInstall] is installed as a primitive driver only if [Version] has Class, ClassGuid and Provider. Otherwise \
         Windows runs it as a script, and does not know the driver.",
        "Add the entries to [Version].",
        ["1420"];
    DEFAULT_INSTALL_UNDECORATED = "CS2381", Error, "[DefaultInstall] without architecture",
        "In a primitive driver all [DefaultInstall] sections are for one architecture each, and say so in their names.",
        "Remove the section without architecture, or decorate it, such as [DefaultInstall.NTx86].",
        ["1421"];
    DEFAULT_UNINSTALL = "CS2382", Error, "[DefaultUninstall] without LegacyUninstall=1",
        "Windows uninstalls a primitive driver by undoing what [DefaultInstall] did. [DefaultUninstall] is for versions before \
         Windows 10, 1903, and says so by LegacyUninstall=1.",
        "Add LegacyUninstall=1, or remove the section.",
        ["1422"];
    DEFAULT_INSTALL_ARCHITECTURE = "CS2383", Error, "no [DefaultInstall] for an architecture",
        "A primitive driver has at least one [DefaultInstall] section with an architecture in its name.",
        "Decorate the section, such as [DefaultInstall.NTamd64].",
        ["1423"];
}
