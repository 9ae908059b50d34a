//! `CS50xx`: files against catalogs and INFs.

super::codes! {
    FILE_CHANGED = "CS5001", Error, "a file is not the one the catalog vouches for",
        "The catalog or the INF names this file, but no member of the catalog has its digest: it was changed \
         after the catalog was made, or it is another build. Windows refuses to install such a package.",
        "Take the file from the same release as the catalog, or have the catalog made and signed again.",
        ["0xE000022F", "0x800B0100"];
    FILE_MISSING = "CS5002", Error, "a file that the INF installs is not there",
        "An INF that names the catalog copies this file, but it is not where the INF says. Windows would stop \
         in the middle of the installation.",
        "Get the complete package.",
        ["0xE0000217"];
    MEMBER_WITHOUT_FILE = "CS5003", Warning, "a member of the catalog has no file here",
        "The signer vouched for a file of this name, and the package does not have it. The INFs here do not ask for \
         it, so it may have been left out on purpose.",
        "Get the complete package if the file should be there.",
        [];
    FILE_UNLISTED = "CS5004", Warning, "no catalog covers this file",
        "No catalog of the package has this file's digest and no INF installs it. Nobody vouches for it; that is \
         usual for readme files and symbol files.",
        "Do not rely on the file; take it out of the package if it does not belong there.",
        [];
    INF_NOT_COVERED = "CS5005", Error, "the INF is not covered by the catalog that it names",
        "The INF decides what is installed and for which devices. Windows compares it with the catalog that its \
         [Version] section names before it does anything else, and refuses the package when they do not fit.",
        "Take the INF from the same release as the catalog, or have the catalog made and signed again.",
        ["0xE000022F"];
    CATALOG_ABSENT = "CS5006", Error, "the catalog that the INF names is not there",
        "CatalogFile in the INF's [Version] section names a catalog that has to lie beside the INF. It is not there, \
         and no other catalog of the package covers the INF: to Windows the package is unsigned.",
        "Put the catalog beside the INF, or have it made: `catseal seal`.",
        ["0xE000022F", "0x800F0247"];
    FILE_UNREADABLE = "CS5007", Error, "a file cannot be read",
        "The file is in the package but could not be opened or read to its end, so nothing can be said of it.",
        "Make the file readable, or get the package again.",
        [];
    RENAMED = "CS5008", Warning, "a file has the content of a member with another name",
        "The digest of the file is vouched for, but the signer called that content by another name. A catalog binds \
         digests and not names, so Windows takes such a file; whether it is meant here is for a person to say.",
        "Compare the name with the release that the catalog belongs to.",
        [];
    SHA1_ONLY = "CS5009", Error, "only the SHA-1 companion of a member fits",
        "Each member of a version 2 catalog has a SHA-256 digest and a SHA-1 twin. The file has the SHA-1 of a twin, and \
         no member has its SHA-256: somebody made a second file with the same SHA-1, or the catalog's halves do not \
         belong together.",
        "Do not install the file; report it to its publisher.",
        [];
    POLICY_NOT_MET = "CS5010", Error, "the catalog does not pass the policy",
        "The signature of the catalog, or the certificates behind it, are not what the policy asked for requires. The \
         members of a catalog prove nothing when nobody trusted vouches for the catalog.",
        "See the reasons; choose another --policy or add --roots only if you know the signer.",
        ["0x800B0109", "0x800B010A"];
    INF_UNREADABLE = "CS5011", Warning, "an INF could not be understood",
        "The file is named like an INF but cannot be read as one, so what it installs was not compared with the \
         catalogs. Its digest was.",
        "Check the INF with the tool it was written for, and get the package again if it is damaged.",
        [];
    UNNAMED_MEMBERS = "CS5012", Note, "members without a name match no file",
        "Members of a catalog need no name. These have none, and no file here has their digests, so there is no telling \
         which files they stand for.",
        "Nothing, unless the package should be complete.",
        [];
    BAD_CATALOG_NAME = "CS5013", Error, "CatalogFile is not the name of a catalog",
        "CatalogFile in the INF's [Version] section has to be the bare name of a file with the ending .cat, which lies \
         beside the INF.",
        "Write the name without folders, ending in .cat.",
        ["1214"];
    NOT_IN_CATALOG = "CS5014", Error, "a file that was asked about is in none of the catalogs",
        "The file was named on the command line, and no member of the catalogs has its digest.",
        "Name the catalog that belongs to the file, or get the file again.",
        ["0x800B0100"];
    PACKED_FILE = "CS5015", Warning, "a catalog has a cabinet, and not what is in it",
        "The file comes in a cabinet, or compressed. The catalog has the packed file as a member, and none for what is inside: \
         nothing was slipped in, but Windows looks for the file that it installs, and Inf2Cat catalogues that one.",
        "Make the catalog from what is inside: `catseal build` does.",
        [];
    NAME_COLLISION = "CS5016", Error, "two files are one to Windows",
        "Their names differ in the case of letters only, or one lies packed where the INF looks for the other. When the package gets to a Windows machine, one of the two takes \
         the place of the other, and which one that is depends on how it gets there.",
        "Take out the file that does not belong to the release.",
        [];
    NOT_LOOKED_AT = "CS5017", Warning, "something in the folder was not looked at",
        "Links to folders, devices, pipes and the folders of version control are no part of a driver package, so the verdict \
         does not speak of them.",
        "Verify a plain copy of the package, as it will be handed on.",
        [];
    INF_UNSIGNED = "CS5018", Warning, "no catalog covers an INF, and it names none",
        "The INF has no CatalogFile in its [Version] section, so to Windows what it installs is unsigned, whatever the other \
         catalogs of the package cover.",
        "Do not install with this INF; take it out of the package if it does not belong there.",
        ["0x800F0247", "0xE000022F"];
    COPIED_INF_MISSING = "CS5019", Warning, "an INF that another one brings along is not there",
        "CopyINF has Windows take a second INF, with a catalog of its own, into its driver store together with the first. \
         The second one is not where the first one says.",
        "Put the INF and its catalog there, or take out the CopyINF line.",
        [];
    STAND_IN = "CS5020", Warning, "one build stands where another one belongs",
        "The catalog has two members of one name, usually builds for two architectures. Two files of that name have the \
         content of the same member, and none has that of the other. A catalog binds digests and not places, so Windows takes \
         such a package, and the wrong build fails on the machine.",
        "Put the build for each architecture in its place.",
        [];
    INPUT_CHANGED = "CS5021", Error, "a submitted file changed while the catalogs were written",
        "The catalogs were verified against the files as they were, and written; when the files were read once more, one of \
         them was another one. Something else wrote to it: catseal opens submitted files for reading only.",
        "Find out what writes to the package, and seal it again.",
        [];
    SHA1_COLLISION = "CS5022", Error, "a file was made to have the SHA-1 of another one",
        "The catalog has the file by its SHA-1 alone, and the file bears the traces of a known attack on SHA-1: there is a \
         second content with the same digest, and the signer may have seen that one. So the digest proves nothing. Honest \
         files do not look like that by chance.",
        "Do not install the package; ask its maker for a release with a catalog of version 2 (SHA-256).",
        ["0x80096010"];
}
