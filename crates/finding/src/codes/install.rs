//! `CS24xx`: InfVerif: models, install sections, services and the registry.

super::codes! {
    LIST_MISSING = "CS2401", Error, "a directive names a section that is not there",
        "An install or service section names a list, or another section with directives, that the INF does not have. What it \
         should do is left out without a word: registry values are not set, a service is not configured.",
        "Write the section, correct its name, or remove the directive.",
        ["1203", "0xE0000101"];
    SECTION_UNUSED = "CS2402", Warning, "a section that nothing refers to",
        "No directive, model or class installer can come to this section, so Windows never reads it. Often its name, or the one \
         in the directive that should name it, is misspelled, or the decoration is not that of the install section.",
        "Refer to the section, correct its name, or remove it.",
        ["2083"];
    SECTION_TWO_DIRECTIVES = "CS2403", Warning, "one list for two directives",
        "Two directives that do different things name the same list, such as CopyFiles and DelFiles. Windows carries out both, which \
         is seldom what was meant.",
        "Write a list for each directive.",
        ["1205"];
    SECTION_TWO_KINDS = "CS2404", Error, "one section read as two kinds",
        "Two directives name the same section, but would read its lines in different ways, such as a list of files and a list of \
         registry values. At least one of them finds nonsense in it.",
        "Write a section for each directive.",
        ["1206"];
    DIRECTIVE_MISPLACED = "CS2405", Error, "a directive in a section where Windows does not look for it",
        "Windows reads this directive in sections of one kind only: AddService in [X.Services], AddInterface in [X.Interfaces], \
         CopyFiles in the install section itself. Elsewhere it does nothing.",
        "Move the directive to the section it belongs to.",
        ["1078", "1290", "2402"];
    DIRECTIVE_GUID = "CS2406", Error, "a directive with a malformed GUID",
        "The interface, event provider or WMI class that the directive names is known by a GUID in braces: \
         {XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}, sixteen octets in hexadecimal digits. Windows cannot register this one.",
        "Correct the GUID.",
        ["1019"];
    MODELS_UNNAMED = "CS2410", Error, "a manufacturer without models section",
        "A line of [Manufacturer] gives the name of the maker and that of a section with models: %Maker% = Models, NTamd64. Here the name \
         of the section is missing, so that none of the maker's devices is found.",
        "Name the models section first, then its decorations.",
        ["1011"];
    INSTALL_UNNAMED = "CS2411", Error, "a model without install section",
        "A line of a models section gives the description, the install section and the hardware id of a device. This one names no \
         install section, so that Windows does not know what to do for the device.",
        "Name the install section before the hardware id: %Device% = Install, USB\\VID_1209&PID_0001.",
        ["1271"];
    MODEL_WITHOUT_ID = "CS2412", Warning, "a model without hardware id",
        "Windows finds the driver of a device by the hardware and compatible ids in the models section. A model without any is found \
         by nobody who does not choose it by hand from a list.",
        "Add the hardware id of the device.",
        ["1006"];
    BUILD_DECORATION_TOO_LOW = "CS2413", Error, "a build number that no Windows looks at",
        "Windows compares the build in the decoration of a models section since build 14310 of Windows 10; earlier ones do not know \
         it. A decoration with a build must therefore name version 10.0 and a build of 14310 or later.",
        "Write a later build, such as NTamd64.10.0...16299, or leave the build out.",
        ["1288"];
    HARDWARE_WITHOUT_SERVICE = "CS2414", Error, "a device without a service",
        "Every install section of a device needs a part [X.Services], with the decoration of the install section, in which AddService \
         or Include and Needs say which driver the device gets. Without it Windows 10 reports problem code 28 or keeps an old service.",
        "Add [X.Services] with AddService or with Include and Needs; for a device without function driver, AddService = ,2.",
        ["1296"];
    SYNTAX_TOO_NEW = "CS2415", Error, "a directive that the oldest Windows served does not know",
        "The models of the INF let it install on a Windows that came before the directive. It does nothing there, and the device may \
         not work.",
        "Add a build to the decoration of the models section, such as NTamd64.10.0...17763.",
        ["1199"];
    TARGET_OS_NOT_UNIVERSAL = "CS2416", Warning, "models for one product type or suite",
        "A universal INF installs the same on all editions of Windows. In its [Manufacturer] section the decoration of the models must not \
         ask for a product type or for a suite.",
        "Leave product type and suite mask empty in the decoration.",
        [];
    FEATURE_SCORE = "CS2417", Error, "a feature score that is no octet",
        "FeatureScore ranks drivers for the same device: one octet in hexadecimal, from 00 (best) to FF.",
        "Write a number from 00 to FF, or remove the directive.",
        ["1245"];
    NEEDS_OTHER_SUFFIX = "CS2420", Error, "Needs leads to another part of an installation",
        "The sections of an installation are read for one purpose each: [X.Services] for services, [X.HW] for the hardware key. A \
         section with one of these suffixes, needed from a section with another, is read as what it is not.",
        "Let each part need the part of the same suffix.",
        ["1310", "1312"];
    NEEDS_NO_SUFFIX = "CS2421", Error, "Needs of a part names a section without its suffix",
        "A section [X.Services] may only need sections for services, whose names end in .Services; so it is with the other parts. This one \
         needs a section without the suffix.",
        "Need the section with the suffix, such as Needs = Y.Services.",
        ["1311", "1313"];
    NEEDS_WITHOUT_ITS_INCLUDE = "CS2422", Error, "Needs of a section of Windows whose INF is not included",
        "The needed section is in an INF of Windows, and is found there only if Include in the same section names that INF.",
        "Add the INF to Include of the same section.",
        ["1314", "1319", "2651"];
    MICROSOFT_BINARY_USED = "CS2423", Error, "a service for a driver of Windows itself",
        "The INF installs a service of its own whose binary is a driver that comes with Windows. Where that lies, and how its service is \
         configured, is the business of Windows and changes with it; since Windows 11 the binary may not even be in place.",
        "Use Include and Needs with the INF of Windows in the install section, .HW and .Services.",
        ["2650"];
    SERVICE_UNNAMED = "CS2430", Error, "AddService without a name",
        "AddService gives the name of the service first. Only AddService = ,2 may leave it out: it says that the device needs no function \
         driver.",
        "Name the service, or write AddService = ,2.",
        ["1253"];
    SERVICE_SECTION_IGNORED = "CS2431", Error, "a service section without a service",
        "AddService = ,2 says that the device needs no function driver. The section that follows is ignored.",
        "Name the service, or remove its section.",
        ["1272"];
    SERVICE_UNDEFINED = "CS2432", Error, "a service without its section",
        "AddService names a service and the section that says how it is installed. That section is not named, or not there.",
        "Write the section with ServiceType, StartType, ErrorControl and ServiceBinary.",
        ["2006"];
    SERVICES_ASSOCIATED_TWICE = "CS2433", Error, "two function drivers for one device",
        "The flag 2 of AddService (SPSVCINST_ASSOCSERVICE) makes a service the function driver of the device. A device has one; which of \
         the two it gets is left to chance.",
        "Keep the flag for the function driver, and take it from filters.",
        ["1211"];
    SERVICE_DISABLED = "CS2434", Warning, "a function driver that is disabled",
        "StartType = 4 means that the service must not be started. A device whose function driver is disabled does not work, and Windows \
         may refuse to install it.",
        "Set StartType to 3, or to 0 for a device needed for the start of Windows.",
        ["1251"];
    SERVICE_START_CONFLICT = "CS2435", Warning, "a start type that does not go with the service type",
        "Only drivers (ServiceType 1 and 2) can be started by the boot loader or the kernel (StartType 0 and 1). A service in \
         user mode is started by the service manager: with StartType 2 or 3.",
        "Correct StartType or ServiceType.",
        ["1252"];
    SERVICE_INCOMPLETE = "CS2436", Error, "a service section that lacks what it must have",
        "A service cannot be created without ServiceType, StartType, ErrorControl and ServiceBinary.",
        "Add the missing entries, such as ServiceType = 1, StartType = 3, ErrorControl = 1.",
        ["1234", "1289"];
    SERVICE_VALUE_INVALID = "CS2437", Error, "a number of a service that is none",
        "ServiceType is a sum of the documented types, StartType a number from 0 to 4, ErrorControl one from 0 to 3. Windows cannot create \
         the service with this value.",
        "Correct the number.",
        ["1260"];
    SERVICE_BINARY_NO_DIRID = "CS2438", Error, "a service binary without directory identifier",
        "ServiceBinary gives the path as a directory identifier and what follows: %13%\\x.sys. A path spelled out is wrong as soon as \
         Windows lies elsewhere, as it does while an image is serviced.",
        "Begin the path with %13% (the package), %12% or %11%.",
        ["2085"];
    SERVICE_BINARY_UNREADABLE = "CS2439", Error, "a service binary whose path cannot be read",
        "The path of the binary has a quotation mark that is not closed, or names a directory. A path with blanks is put into three quotation \
         marks, which is how an INF writes one.",
        "Correct the path, such as ServiceBinary = \"\"\"%13%\\A folder\\x.exe\"\"\".",
        ["1254"];
    SERVICE_BINARY_NOT_COPIED = "CS2440", Error, "a service binary that the package does not install",
        "No CopyFiles of the INF brings a file to the path in ServiceBinary. Either of the two is misspelled, the path has blanks without \
         quotation marks, or the file is one of Windows, which is used by Include and Needs.",
        "Let ServiceBinary name a file that CopyFiles installs, with the same directory.",
        ["2084"];
    SERVICE_NAME_OF_SAMPLE = "CS2441", Error, "the name of a service from a driver sample",
        "The names of services in Microsoft's driver samples are reserved. Two drivers that were made from the same sample, and keep its name, \
         take each other's place on a machine.",
        "Give the service a name of your own, with that of the company in it.",
        ["1017"];
    SERVICE_NAME_TOO_LONG = "CS2442", Error, "the name of a service is too long",
        "The service manager takes names of up to 256 characters.",
        "Shorten the name.",
        ["1021"];
    SERVICE_ABSENT = "CS2443", Error, "a service that the INF does not create",
        "KmdfService names a service that AddService must install. The INF has none of that name, and includes no other INF \
         that might.",
        "Add the service with AddService in [X.Services], or correct the name.",
        ["2501"];
    SERVICE_CONFIGURED_DIFFERENTLY = "CS2444", Error, "a service that is configured in two ways",
        "Devices that may be in one machine share a service, but their install sections configure it differently. The last one wins, and where \
         Windows configures all devices beforehand, which that is cannot be foretold.",
        "Use one service section for all, or a service for each.",
        ["1333"];
    SERVICE_FLAGS = "CS2445", Error, "flags of a directive that are no number",
        "The flags are a number, decimal or hexadecimal with 0x, after the name that the directive gives.",
        "Correct the flags, such as AddService = x, 0x00000002, X_Service.",
        ["1083"];
    EVENT_LOG_TYPE = "CS2446", Error, "an event log that Windows does not have",
        "The fifth field of AddService says in which log the service writes: System, Application or Security. System is meant if it is left out.",
        "Write System, Application or Security, or leave it out.",
        ["1250"];
    FILTER_PLACE = "CS2447", Error, "a filter without a definite place",
        "The section of AddFilter says where in the stack the filter goes: by FilterLevel, or by FilterPosition, which is Upper or Lower. It \
         must have one of them, and not both.",
        "Write FilterPosition = Upper or Lower, or a FilterLevel.",
        ["1081", "1084", "1087"];
    REG_ROOT = "CS2450", Error, "an unknown root of the registry",
        "A line of AddReg, DelReg or BitReg begins with one of the roots HKR, HKLM, HKCR, HKCU and HKU. Windows does not carry out a line with another.",
        "Correct the root.",
        ["1224"];
    REG_SYSTEM_KEY = "CS2451", Error, "a registry key of the system outside CurrentControlSet",
        "Below HKLM\\SYSTEM an INF may only write in CurrentControlSet, which Windows makes from one of the control sets at start. What is written to \
         one of those, or beside them, is lost or does harm.",
        "Use HKR, or a key below HKLM\\SYSTEM\\CurrentControlSet.",
        ["1222"];
    REG_FORBIDDEN_KEY = "CS2452", Error, "a registry key that is not for drivers",
        "The keys SAM, SECURITY, HARDWARE, COMPONENTS, DRIVERS and BCD00000000 of HKLM belong to parts of Windows that keep their own data there. No INF may \
         change them.",
        "Remove the line.",
        ["1223"];
    REG_FLAGS = "CS2453", Error, "registry flags that are no number",
        "The fourth field of a line of AddReg says of which type the value is, as a number, decimal or hexadecimal with 0x. Windows takes nothing else.",
        "Correct the flags, such as 0x00010001 for REG_DWORD.",
        ["1268"];
    REG_NUMBER = "CS2454", Error, "a registry number that is none",
        "The data of a REG_DWORD is a number of 32 bits, that of a REG_QWORD one of 64, decimal or hexadecimal with 0x.",
        "Correct the number.",
        ["1268"];
    REG_BINARY = "CS2455", Error, "binary registry data that are not octets",
        "Binary data are octets from 00 to FF, two hexadecimal digits each, separated by commas.",
        "Write every octet for itself.",
        ["1267"];
    REG_KNOWN_TYPE_AS_CUSTOM = "CS2456", Error, "a text written as raw data of its type",
        "Flags with the number of a type in the upper half and 1 in the lower are for types that have no flags of their own. REG_MULTI_SZ has: 0x00010000.",
        "Write 0x00010000, and the texts instead of octets.",
        ["1263"];
    REG_CUSTOM_TYPE = "CS2457", Error, "a registry type that lacks its flag",
        "A type other than the predefined ones is written as its number in the upper half of the flags and 1 (FLG_ADDREG_BINVALUETYPE) in the lower.",
        "Add 1 to the flags, or use those of a predefined type.",
        ["1264"];
    REG_APPEND = "CS2458", Error, "something is appended to a value that is no list",
        "The flag 8 (FLG_ADDREG_APPEND) adds a text to a value of type REG_MULTI_SZ; with any other type it is not valid.",
        "Write 0x00010008, or remove the flag.",
        ["1265"];
    REG_DELETE_STRING = "CS2459", Error, "a text is to be deleted from a list, but which",
        "The flags 0x00018002 of DelReg delete one text from a value of type REG_MULTI_SZ: the text in the fifth field, which is missing.",
        "Add the text, or remove the flags to delete the whole value.",
        ["1266"];
    REG_BIT_MASK = "CS2460", Error, "a bit mask that is no octet",
        "A line of BitReg changes bits of one octet: the mask is a number from 0 to 0xFF.",
        "Correct the mask, and choose the octet by the last field.",
        ["1262"];
    REG_SECURITY = "CS2461", Error, "a security descriptor for the key of a device",
        "The section [list.Security] sets the security of the keys that the list makes. The key of HKR itself is made by Windows, with a security of its \
         own, so that values directly in it can have none.",
        "Put the values into a subkey, or into a list without security.",
        ["1226"];
    REG_VALUE_TYPE = "CS2462", Error, "a well-known registry value of the wrong type",
        "Windows reads this value of a device by itself and expects a certain type. With another it overlooks the value.",
        "Write the flags of the type that is expected.",
        ["1225", "1431"];
    REG_NOT_RELATIVE = "CS2463", Error, "a registry key that is not relative to the device",
        "A universal INF writes to HKR, which Windows puts where the device, service or interface has its keys. Other keys are only for the registration of COM \
         classes and Media Foundation transforms.",
        "Use HKR, and open the key from the driver by the functions for it.",
        ["1304"];
    REG_NOT_ISOLATED = "CS2464", Error, "a registry key outside of the package's own",
        "A Windows Driver keeps to itself: all registry keys of its INF are relative to HKR.",
        "Write the key relative to HKR.",
        ["1320", "1321", "2660"];
    REG_NOT_FOR_WHQL = "CS2465", Error, "a registry key that bars a WHQL signature",
        "For a signature from the Hardware Dev Center an INF may write to HKR, HKCR, and a short list of keys of HKLM (the documentation of InfVerif /h has it); this \
         key is not one of them.",
        "Write the key relative to HKR.",
        ["1320", "1321"];
    REG_SERVICE_PARAMETERS = "CS2466", Error, "a value of a service outside of Parameters",
        "In the key of a service, a Windows Driver may only write below the subkey Parameters; the rest is for the service manager.",
        "Write HKR, Parameters, in front of the name of the value.",
        ["1323"];
    REG_AUDIO_KEY = "CS2467", Error, "the registration of an audio processing object by another class",
        "The key AudioEngine\\AudioProcessingObjects belongs to INFs of the class AudioProcessingObject.",
        "Register the object in an INF of its own, with that class.",
        ["2661"];
    REG_APPENDABLE = "CS2468", Error, "a list in the registry is changed piece by piece",
        "The line adds a text to a value of type REG_MULTI_SZ, or takes one out. What comes of it depends on what was there before, which a universal INF must not.",
        "Write the whole value, or use the directive made for it, such as AddFilter.",
        ["1305"];
    REG_WINDOWS_PATH = "CS2469", Error, "the path of Windows written to the registry",
        "A directory identifier in registry data is replaced when the package is added. If that happens on an image, before Windows has its place, the path is that of \
         the image, and wrong on the machine.",
        "Write %%SystemRoot%% in place of the identifier, with the type REG_EXPAND_SZ (0x00020000).",
        ["1257"];
    REG_SET_DIFFERENTLY = "CS2470", Error, "a registry value that is set in two ways",
        "Devices that may be in one machine have install sections that give the same value of the registry different data. The last one wins, and where Windows configures \
         all devices beforehand, which that is cannot be foretold.",
        "Write the same data everywhere, or use HKR.",
        ["1331", "1332"];
    FILTERS_BY_REGISTRY = "CS2471", Error, "a filter driver added by the registry",
        "UpperFilters and LowerFilters list filter drivers, and whoever writes them last replaces the filters of others. A Windows Driver adds its filters by AddFilter.",
        "Write AddFilter in [X.Filters].",
        ["1329"];
    FILTERS_BY_REGISTRY_IN_EXTENSION = "CS2472", Warning, "an extension INF that adds a filter by the registry",
        "Several extensions may be installed on a device, in any order. By UpperFilters and LowerFilters they replace each other's filters.",
        "Write AddFilter in [X.Filters].",
        ["1384"];
    CO_INSTALLER = "CS2475", Error, "a co-installer or class installer",
        "Co-installers and class installers are libraries that take part in the installation. Present Windows does not run them, and packages with them are not signed \
         any more.",
        "Do by the INF, or by a service, what the library did.",
        ["1303"];
    LEGACY_DIRECTIVE = "CS2476", Error, "a directive that is not for universal INFs",
        "A universal INF has only directives that add what the device needs, with the same result each time. This one belongs to desktop editions alone, or to former \
         versions of Windows.",
        "Remove the directive.",
        ["1300", "1301", "1302", "1307"];
    LEGACY_DELETION = "CS2477", Error, "a directive that deletes",
        "A universal INF only adds. What was installed by a package is removed by Windows, when the package is.",
        "Remove the directive.",
        ["1308", "1309"];
    LEGACY_SECTION = "CS2478", Error, "a section with fixed hardware resources",
        "[X.FactDef] and [X.LogConfigOverride] describe resources of devices that are not Plug and Play. They are not for universal INFs.",
        "Remove the section.",
        ["1300", "1307"];
    DESTINATION_NOT_SYSTEM = "CS2479", Error, "files that go elsewhere than to the system",
        "A universal INF copies files to the driver store, or to the directories of the system. Program folders, the root of a disk or an absolute path are not on every \
         edition of Windows.",
        "Copy the files to dirid 13.",
        ["1306"];
    COM_NOT_IN_PROCESS = "CS2480", Error, "a COM class that is not served in process",
        "For a Windows Driver a COM class is registered with InprocServer32 only.",
        "Serve the class from a DLL, or from a service.",
        ["1325"];
    COM_THREADING = "CS2481", Error, "an unknown threading model",
        "The section of AddComClass has ThreadingModel: Apartment, Free, Both or Neutral.",
        "Write one of the four.",
        ["1160"];
    UMDF_SERVICE_UNORDERED = "CS2485", Error, "a UMDF driver that is not in the order",
        "UmdfServiceOrder lists the UMDF drivers of the device, from the lowest to the highest. Windows loads only those. UmdfService names one that is not in it.",
        "Add the driver to UmdfServiceOrder.",
        ["1400"];
    WDF_VERSION_MISSING = "CS2486", Error, "a WDF driver without the version of its library",
        "The section that KmdfService or UmdfService names must say by KmdfLibraryVersion or UmdfLibraryVersion for which version of the framework the driver was built.",
        "Add the version; in a source file (.inx) as $KMDFVERSION$ or $UMDFVERSION$, for stampinf.",
        ["1084"];
    UMDF_1 = "CS2487", Error, "a driver for UMDF 1",
        "Version 1 of the user-mode driver framework is deprecated.",
        "Port the driver to UMDF 2.",
        ["1402"];
    WDF_DIRECTIVE_OLD = "CS2488", Error, "a directive of UMDF 1 in a driver for UMDF 2",
        "DriverCLSID is for drivers of UMDF 1, which are COM classes. Those of UMDF 2 are not.",
        "Remove DriverCLSID.",
        ["1401"];
    COMPONENT_INCOMPLETE = "CS2490", Error, "a software component without id",
        "The section of AddComponent gives the component its hardware ids by ComponentIDs. Without one no INF can be found for it.",
        "Add ComponentIDs.",
        ["1013", "1289"];
    COMPONENT_ID_CHARACTERS = "CS2491", Error, "a component id with a character that is not allowed",
        "Windows puts SWC\\ before the id of a software component to make its hardware id. The id itself must have no backslash and no comma.",
        "Remove the character; leave SWC\\ to Windows.",
        ["1150"];
    SOFTWARE_TYPE = "CS2492", Error, "software of no known type",
        "The section of AddSoftware must have SoftwareType: 1 for an installer in the package, 2 for an application of the Microsoft Store.",
        "Write SoftwareType = 1 or SoftwareType = 2.",
        ["1081", "1289"];
    SOFTWARE_INCOMPLETE = "CS2493", Error, "software that lacks what its type needs",
        "With SoftwareType 1 the section must have SoftwareBinary and SoftwareVersion, with SoftwareType 2 SoftwareID.",
        "Add the missing entry.",
        ["1142"];
    SOFTWARE_OUTSIDE = "CS2494", Error, "software from outside the package",
        "SoftwareBinary must lie in the driver store, with the package: its path is relative to the package, or begins with %13%.",
        "Copy the installer to dirid 13, and name it as %13%\\setup.exe.",
        ["1141"];
    SOFTWARE_DESKTOP_ONLY = "CS2495", Error, "software that only desktop editions install",
        "An installer (SoftwareType 1) is run on desktop editions of Windows only. The device must work without it elsewhere.",
        "Offer the software by the Microsoft Store (SoftwareType 2), or restrict the package to desktop editions.",
        ["1144"];
    SOFTWARE_NOT_COPIED = "CS2496", Error, "an installer that the package does not bring",
        "Windows runs the installer that SoftwareBinary names from the driver store, so CopyFiles must bring it there, to dirid 13. No list does.",
        "Add the installer to a CopyFiles list with dirid 13.",
        [];
    SOFTWARE_VERSION = "CS2497", Error, "a malformed software version",
        "SoftwareVersion has four numbers from 0 to 65535 with dots. Windows compares it with that of the software installed before.",
        "Write the version as w.x.y.z.",
        ["1217"];
    WMI_FLAGS = "CS2498", Error, "flags of a WMI class that are not known",
        "WMIInterface has flags between the GUID and the section: 1 (SCWMI_CLOBBER_SECURITY) or nothing.",
        "Write 1, or leave the flags out.",
        ["1256"];
}
