//! `CS25xx`: what bars a package from the hardware dashboard and Windows Update.

super::codes! {
    HWID_WITHOUT_ENUMERATOR = "CS2501", Error, "a hardware id without a bus",
        "A hardware id begins with the bus that reports it, and a backslash: USB\\VID_.... An id without them may come from anywhere, \
         so that Microsoft's publication of drivers stops and a person has to look at it.",
        "Put the enumerator of the bus before the id; a device of your own root-enumerated kind is ROOT\\Company\\Device.",
        [];
    HWID_BUS_BARRED = "CS2502", Error, "a hardware id of a bus that is not published",
        "Drivers for the ids of these buses are not published without a review: ActivCardBus, CIRCLASS, Irbus, PS2_, MIDI, PNP, ACP, \
         IAN, AVM, STREAM, DISPLAY. Such ids are shared by devices of many makers.",
        "Use the hardware id of the device itself.",
        [];
    HWID_CLASS_CODE = "CS2503", Error, "a hardware id that is a class of devices",
        "The id names a class code (CLASS_, CC_) and no vendor. It fits the devices of all makers, and a driver for it would take the \
         place of Microsoft's class driver on them.",
        "Use the ids of your devices, with vendor and product.",
        [];
    HWID_TWO_PART = "CS2504", Error, "a hardware id of two parts",
        "On PCI and HDAUDIO an id with vendor and device alone fits the boards of all makers that use the chip. Publication asks for \
         the subsystem, too.",
        "Add SUBSYS_ to the id.",
        [];
    HWID_BLUETOOTH_SERVICE = "CS2505", Error, "a Bluetooth service without vendor and product",
        "The id is a Bluetooth service by its UUID. Without the vendor and the product it fits the devices of all makers that offer \
         the service.",
        "Add vendor and product: BTHENUM\\{service}_VID&xxxxxxxx_PID&xxxx.",
        [];
    HWID_VENDOR_INVALID = "CS2506", Error, "a hardware id with a vendor that does not exist",
        "No vendor has the number 0000 or FFFF: boards show it that were never given one.",
        "Use the number that PCI-SIG assigned.",
        [];
    HWID_SUBSYSTEM_VENDOR_INVALID = "CS2507", Error, "a hardware id with a subsystem vendor that does not exist",
        "The last four digits of SUBSYS_ in a PCI id are the maker of the board, and no maker has the number 0000 or FFFF.",
        "Use the number that PCI-SIG assigned.",
        [];
    HWID_DEVICE_MISSING = "CS2508", Error, "a hardware id without a device",
        "The id names a vendor and no device (DEV_ on PCI, PID_ on USB), so that it fits everything the vendor makes.",
        "Add the device to the id.",
        [];
    HWID_START_BARRED = "CS2509", Error, "a hardware id with a beginning that is not published",
        "Ids that begin with HID_DEVI, SERIAL_M, ISAPNP\\PNP, SERENUM\\PNP, PNP or *PNP are generic: devices of many makers have them.",
        "Use the hardware id of the device itself.",
        [];
    HWID_SYSTEM_RESERVED = "CS2510", Error, "a hardware id that is reserved for the system",
        "Ids that begin with BIOS\\PNP or ACPI\\PNP are those of the parts of every computer. Windows brings their drivers.",
        "Use an id with the vendor's own prefix, such as ACPI\\ABCD0001.",
        [];
    HWID_BARRED = "CS2511", Error, "a hardware id that is not published",
        "The id is one of those that are never published: *DONTUSE, Root\\circlass, Hid\\irdevice, Storage\\Volume, \
         Storage\\VolumeSnapshot.",
        "Use the hardware id of the device itself.",
        [];
    HWID_NUMBER_MALFORMED = "CS2512", Error, "a hardware id with a number that cannot be",
        "On PCI and USB the numbers of vendor and device are four hexadecimal digits. This id has something else there, so that no \
         device reports it; it may be a placeholder.",
        "Write the number that the device reports.",
        [];
    HWID_ROOT_GENERIC = "CS2513", Warning, "a root-enumerated device with a name that others use",
        "ROOT\\SYSTEM and ROOT\\USB are the names of many software devices. When two of them meet, an upgrade of Windows leaves one \
         without its driver.",
        "Name the device ROOT\\Company\\Device.",
        [];
    ARCHITECTURE_BARRED = "CS2514", Error, "drivers for Itanium are not published",
        "The package is asked for, or made for, Itanium (ia64), which the hardware dashboard takes no drivers for.",
        "Leave the architecture out.",
        [];
    CLASS_UNCLASSIFIED = "CS2515", Error, "the class is not one that is published",
        "The driver is of the class Unknown or Unclassified, which are the places for devices without a driver.",
        "Name the class of the device in [Version], or define a class of your own.",
        [];
    NO_HARDWARE_IDS = "CS2516", Warning, "no hardware id to find the package by",
        "Windows Update offers a driver to the machines that have a device with one of its hardware ids. No INF of this package has \
         any.",
        "Distribute the package in another way, or add a model for a device.",
        [];
    PROVIDER_PLACEHOLDER = "CS2517", Error, "the provider is a placeholder",
        "Provider in [Version] is what a template or a sample has there, not the name of a company. Users see it beside the driver.",
        "Write the name of your company.",
        [];
    MICROSOFT_FILE = "CS2518", Warning, "a file of Microsoft in another company's package",
        "The version resource of the file says that Microsoft made it. Few of Microsoft's files may be handed on: the framework \
         co-installers, the runtime libraries of Visual C++, and what else the terms of the kits and of Visual Studio name. Those that \
         are known are not reported.",
        "Use Windows' own copy by Include and Needs, or make sure that the terms allow it.",
        [];
    REBOOT = "CS2519", Warning, "the INF asks for a restart",
        "The directive Reboot asks for a restart after every installation. What Windows Update installs must do without.",
        "Take the directive out; Windows asks for a restart by itself when files are in use.",
        [];
    INTERACTIVE_INSTALL = "CS2520", Error, "the installation waits for a user",
        "InteractiveInstall in [ControlFlags] has Windows install the device only when a user is there. Windows Update \
         installs without one, and the documentation warns that such an INF may get no WHQL signature.",
        "Take the entry out.",
        [];
    REQUEST_ADDITIONAL_SOFTWARE = "CS2521", Warning, "the installation points to more software",
        "RequestAdditionalSoftware in [ControlFlags] leads the user to software that is not in the package. Windows 10 \
         after version 1709 ignores it.",
        "Install the software with AddSoftware, or leave it to the Microsoft Store.",
        [];
    RUN_ONCE = "CS2522", Warning, "a program is started at the next logon",
        "AddReg writes to RunOnce. On present versions of Windows such a program runs only after a restart, with a user present, which \
         is no silent installation; driver package isolation does not allow it.",
        "Do the work in the driver, in a service, or in a component installed with AddSoftware.",
        [];
    RUN_AT_LOGON = "CS2523", Warning, "a program is started at every logon",
        "AddReg writes to Run, so that a program starts with every user's session, whether or not the device is there.",
        "Use a service that starts on a trigger, or an app from the Microsoft Store.",
        [];
    REGISTER_DLLS = "CS2524", Warning, "code of the package runs during the installation",
        "RegisterDlls loads a library of the package and calls it. It may show windows or fail, so the installation is not \
         certain to be silent; InfVerif takes it for an error in universal drivers.",
        "Write the registry entries of the component with AddReg.",
        [];
    SOFTWARE_NOT_SILENT = "CS2526", Warning, "software that may show windows when it is installed",
        "AddSoftware must install without any window. The arguments of this program ask for windows; or, as a note, they have \
         nothing that is known to keep it silent. An .msi is run with /quiet and /qn unless its arguments say otherwise.",
        "Give the program the argument that makes it silent.",
        [];
    EXTENSION_NOT_TARGETED = "CS2527", Warning, "an extension that is not for certain boards",
        "Extensions are for certain computers or boards, and need hardware ids of four parts on PCI. With ids of fewer          parts the shipping label must have the computers themselves (CHIDs), or the extension is not published.",
        "Add SUBSYS_ and REV_ to the id, or be ready to name the CHIDs.",
        [];
    CABINET_ROOT_FILE = "CS2528", Error, "a file in the root of the submission",
        "In a cabinet for the hardware dashboard each driver has a folder of its own, and nothing lies beside these folders. The \
         dashboard says: \"There are files at the root of the cabinet\".",
        "Put the file into the folder of its driver.",
        [];
    CABINET_FOLDER_WITHOUT_INF = "CS2529", Error, "a folder of the submission has no INF",
        "Each folder of the cabinet is a driver package, with its INF in the folder itself. The dashboard says: \"No .inf files found \
         in driver directory\".",
        "Put the INF into the folder, or take the folder out.",
        [];
    CABINET_FOLDER_NAME_LONG = "CS2530", Error, "a folder of the submission has a long name",
        "The dashboard takes names of folders with fewer than 40 characters.",
        "Shorten the name.",
        [];
    CABINET_FOLDER_NAME_CHARACTERS = "CS2531", Error, "a folder of the submission has special characters in its name",
        "The dashboard takes plain names of folders only. Letters and digits of ASCII, blanks, dots, hyphens and underscores are taken \
         for plain here; which others are is not documented.",
        "Rename the folder.",
        [];
    CABINET_ARCHITECTURES = "CS2532", Error, "the folders of the submission serve different architectures",
        "All drivers of one submission must be for the same set of architectures.",
        "Submit the drivers for different architectures apart.",
        [];
    CABINET_UNSIGNED = "CS2533", Error, "the submission is not signed",
        "The dashboard takes a cabinet that is signed with a certificate registered for the company, with SHA-256.",
        "Sign the cabinet.",
        [];
    CABINET_EMPTY = "CS2534", Error, "the submission has no files",
        "There is no file in the cabinet, so there is no driver to sign.",
        "Put each driver into a folder of the cabinet.",
        [];
    CABINET_PATH = "CS2535", Error, "a path in the submission leads elsewhere",
        "The path of a file begins with a drive, a server or a backslash, or has .. in it. The dashboard takes no such paths.",
        "Make the cabinet with paths relative to the folder that has the drivers.",
        [];
    CABINET_WITHOUT_SYMBOLS = "CS2536", Note, "a driver of the submission has no symbols",
        "Microsoft's documentation asks for the .pdb file of each driver, for the analysis of crashes. The folder has a .sys file and no \
         .pdb.",
        "Add the symbols to the folder of the driver.",
        [];
}
