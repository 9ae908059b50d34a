//! `CS11xx`: the structure of a catalog file. `CS12xx`: the definition file (`.cdf`) it is made from.
//!
//! The names `CRYPTCAT_E_CDF_…` are those of the public `mscat.h`.

super::codes! {
    ZERO_PADDING = "CS1101", Warning, "zero octets behind the end of a catalog",
        "The catalog ends before the file does, and the rest is zero octets. Some archives and file systems round sizes \
         up like this. The signature does not cover what follows the catalog, and readers differ in whether they take it.",
        "Cut the file off where the catalog ends, or get it again from its source.",
        [];
    MEMBERS_NOT_SORTED = "CS1102", Warning, "members not in the order of their tags",
        "Every tool of Microsoft writes the members in ascending order of their tags. No document demands it, but \
         whoever searches a catalog by halves would not find a member that stands elsewhere.",
        "Make the catalog again with a tool that sorts its members, such as `catseal build`.",
        [];
    TAG_DIGEST_MISMATCH = "CS1103", Error, "a member's tag is not the digest inside it",
        "A file is looked up by the tag of a member and then compared with the digest in its indirect data. Here the two \
         differ, so no file can match, or a file is found under the digest of another one.",
        "Do not use this catalog; have it made again from the files.",
        ["0x80096010"];
    DIGEST_LENGTH_MISMATCH = "CS1104", Error, "a digest does not fit its algorithm",
        "The indirect data of a member names a digest algorithm, but the digest has another length, or the tag is that of \
         another algorithm, or the algorithm is not known. No file can be compared with it.",
        "Do not use this catalog; have it made again from the files.",
        [];
    DUPLICATE_MEMBERS = "CS1105", Note, "several members with one tag",
        "The same tag occurs more than once: two files of the same contents, or one that was listed twice. Microsoft's \
         tools write such catalogs, and Windows takes them.",
        "Nothing needs to be done.",
        [];
    COMPANION_MISSING = "CS1106", Warning, "SHA-256 members without a SHA-1 companion",
        "In a catalog of version 2 every file has two members: one under its SHA-256, and a companion under its SHA-1. \
         Programs that look files up by SHA-1, as all did before Windows 8, do not find a file without a companion.",
        "Make the catalog again with a tool that writes companions, such as `catseal build`.",
        [];
    MEMBER_MALFORMED = "CS1107", Error, "a member or attribute that cannot be read",
        "A member, or an attribute of a member or of the catalog, is not built as the format wants it, or one that must be \
         unique occurs twice. What it should say is not known, and the same may be true of all that follows it.",
        "Get the catalog again from its source; if it is the same there, have it made again.",
        [];
    NO_MEMBERS = "CS1108", Warning, "a catalog without members",
        "The catalog is well-formed but vouches for no file at all.",
        "Check whether the catalog was made from the right files.",
        [];
    MEMBER_INCOMPLETE = "CS1109", Warning, "a member without digest or kind",
        "A member lacks its indirect data, which holds the digest to compare a file with, or its member information, \
         which says of what kind the file is. Only the SHA-1 companions of version 2 go without indirect data.",
        "Make the catalog again with another tool.",
        [];
    KIND_MISMATCH = "CS1110", Warning, "a member is said to be of two kinds",
        "The member information and the indirect data name different kinds of file (PE image, cabinet, other). The kind \
         decides how the digest is made, so Windows may compute another one than the catalog holds.",
        "Make the catalog again with another tool.",
        [];
    UNUSUAL_TAG = "CS1111", Warning, "a tag by which Windows finds no file",
        "A tag is the digest of the file: upper-case hexadecimal digits in UTF-16 with a NUL in version 1, raw octets of a \
         SHA-256 or SHA-1 in version 2. This one is written otherwise, or is neither digest nor text, so that a lookup \
         by digest may miss it.",
        "Make the catalog again with another tool.",
        [];
    VALUE_NOT_TEXT = "CS1112", Warning, "an attribute that is not the text it claims to be",
        "The flags of the attribute say that its value is text, but it is not well-formed UTF-16, or a NUL stands within. \
         Programs that stop at the NUL and programs that do not would show different texts.",
        "Find out how the attribute came to be; a file name or version in it cannot be relied on.",
        [];
    UNKNOWN_EXTENSION = "CS1113", Note, "an extension that is not known",
        "The trust list has an extension other than the name-value attributes of catalogs. It is left unread. If it is \
         marked critical, a reader that does not know it must not rely on the list.",
        "Find out what the extension means before relying on the catalog.",
        [];
    CONFLICTING_ATTRIBUTES = "CS1114", Warning, "several values for one attribute",
        "Two attributes of one member, or of the catalog, have the same name but different values. Which of them counts \
         depends on the reader, so that a file can bear one name here and another one there.",
        "Make the catalog again with one value for each attribute.",
        [];

    UNUSUAL_FRAME = "CS1115", Warning, "the frame of the signature is not the usual one",
        "The signed data of a catalog has version 1 and names the digest algorithm of its signer, in all catalogs that are \
         known. This one does not; nothing in the frame is signed, so anybody may have changed it.",
        "Have the catalog signed again.",
        [];

    CDF_ENCODING = "CS1201", Warning, "a definition file whose text MakeCat may read otherwise",
        "MakeCat documents no encoding for its definition files. Plain ASCII means the same everywhere; other letters depend \
         on the code page of the machine, and a file in UTF-8 or big-endian UTF-16 may not be understood at all.",
        "Write the file in ASCII, or in UTF-16LE with a byte order mark.",
        [];
    CDF_NO_LAST_NEWLINE = "CS1202", Warning, "no line end behind the last line",
        "MakeCat's documentation demands a line end behind the last entry; without it the entry may be lost, and with it a \
         file or an attribute of the catalog. Here it was read.",
        "Put a line end behind the last line.",
        [];
    CDF_UNKNOWN_SECTION = "CS1203", Warning, "lines that are in no section of a definition file",
        "A definition file has the sections [CatalogHeader] and [CatalogFiles]. MakeCat passes over all else without a word, \
         so that a setting in a section of another name has no effect: HashAlgorithms in a section of its own \
         silently gives a catalog of version 1.",
        "Move the lines into [CatalogHeader] or [CatalogFiles], or remove them.",
        [];
    CDF_UNKNOWN_KEY = "CS1204", Warning, "a setting that definition files do not have",
        "The line in [CatalogHeader] sets something that MakeCat does not document. It has no effect.",
        "Correct the name of the setting, or remove the line.",
        ["CRYPTCAT_E_CDF_UNSUPPORTED"];
    CDF_NOT_AN_ENTRY = "CS1205", Error, "a line that is neither entry nor comment",
        "Every line is a section, `key=value`, a comment (#) or empty. In [CatalogFiles] this may be a file whose '=' was \
         forgotten, which would then be missing from the catalog.",
        "Write the line as `<HASH>name=path`, or make it a comment.",
        ["CRYPTCAT_E_CDF_MEMBER_FILE_PATH"];
    CDF_DUPLICATE = "CS1206", Error, "something is given twice in a definition file",
        "A section, a setting, a tag or the number of an attribute occurs twice (case does not count). Which of the two would \
         hold is not documented, so neither is taken.",
        "Remove one of them, or give it another name or number.",
        ["CRYPTCAT_E_CDF_DUPLICATE"];
    CDF_BAD_VALUE = "CS1207", Error, "a setting of the catalog that cannot be followed",
        "CatalogVersion is empty, 1 or 2; HashAlgorithms is empty or SHA1 with version 1 and has SHA256 with version 2; \
         PageHashes is true or false; Name ends in the name of a file. MakeCat stops at any other value.",
        "Correct the value.",
        [];
    CDF_BAD_ATTRIBUTE = "CS1208", Error, "an attribute that cannot be read",
        "An attribute is `type:name:value`. The type is a number like 0x10010001: 0x10000000 authenticated, 0x01000000 not for \
         the SHA-1 companion, 0x00010000 text or 0x00020000 base64, 0x00000001 the name is text.",
        "Write it as in `ATTR1=0x10010001:File:x.sys`.",
        ["CRYPTCAT_E_CDF_ATTR_TOOFEWVALUES", "CRYPTCAT_E_CDF_ATTR_TYPECOMBO"];
    CDF_UNSUPPORTED = "CS1209", Error, "something of which no document or catalog shows what becomes of it",
        "MakeCat takes attributes that are unauthenticated or named by an object identifier, and hashes files by any subject \
         interface package that is installed (ALTSIPID). What it writes then is not documented, and no such catalog is known. \
         Such attributes are stored as all others are, with a warning: MakeCat may store them elsewhere. A file is not hashed by \
         a guess, and an attribute that replaces another one is refused.",
        "Use an authenticated attribute with a text name; for ALTSIPID, the GUID of flat files, PE images or cabinets.",
        ["CRYPTCAT_E_CDF_UNSUPPORTED"];
    CDF_BAD_GUID = "CS1210", Error, "an ALTSIPID that is not a GUID",
        "ALTSIPID names the subject interface package that hashes the file, as {8-4-4-4-12} hexadecimal digits.",
        "Write it as in `ALTSIPID={DE351A42-8E59-11D0-8C47-00C04FC295EE}`, or remove the line.",
        ["CRYPTCAT_E_CDF_BAD_GUID_CONV"];
    CDF_ORPHAN = "CS1211", Error, "an attribute of a file that is not listed",
        "The line is an attribute or ALTSIPID by its value, but what stands before ATTR or ALTSIPID is not the tag of a file in \
         [CatalogFiles]. MakeCat would take it for a file of that name, or pass over it.",
        "Make the part before ATTR the same as the tag of the file, `<HASH>` included.",
        [];
    CDF_NO_FILES = "CS1212", Error, "a definition file without files",
        "There is no entry in [CatalogFiles], or no such section. MakeCat fails with \"No members found\".",
        "List the files in [CatalogFiles], one a line: `<HASH>name=path`.",
        [];
    CDF_FILE_MISSING = "CS1213", Error, "a file that the definition file lists is not there",
        "Paths are relative to the current directory, not to the definition file, as with MakeCat. Backslashes part folders \
         on every system, and case counts only where two names differ in nothing else.",
        "Run the command in the folder that the paths start from, or correct the path.",
        ["CRYPTCAT_E_CDF_MEMBER_FILENOTFOUND"];
    CDF_NO_PATH = "CS1214", Error, "an entry without a path",
        "An entry of [CatalogFiles] has a tag but names no file behind the '='.",
        "Write the path of the file behind the '='.",
        ["CRYPTCAT_E_CDF_MEMBER_FILE_PATH"];
    CDF_NO_HASH = "CS1215", Error, "a file cannot be hashed as the definition file demands",
        "ALTSIPID demands the digest of a PE image or a cabinet of a file that is none, or PageHashes demands those of \
         an image whose pages cannot be told. What MakeCat would write then is not known.",
        "Remove ALTSIPID or PageHashes, or correct the file.",
        ["CRYPTCAT_E_CDF_MEMBER_INDIRECTDATA"];
    CDF_TEXT_TAG = "CS1216", Error, "a tag that definition files cannot have",
        "A tag is `<HASH>` and a label, or (in version 1 only) a text in ASCII. In version 2 MakeCat fails with \"No members \
         found. Last Error: 0x00000057\" when the prefix is missing.",
        "Put <HASH> before the tag.",
        ["0x80070057"];
    CDF_NUMBERING = "CS1217", Warning, "attributes that are not numbered 1, 2, 3",
        "Attributes are numbered from 1. Whether MakeCat goes on behind a gap, or keeps the order of the lines, is not \
         documented. Here all are taken, in the order of their numbers.",
        "Number them 1, 2, 3 in the order of the lines.",
        [];
    CDF_COMMENT = "CS1218", Warning, "a comment that MakeCat may take for an entry",
        "The documentation knows no comments. Lines that begin with # are known to do no harm where they have no '='; in \
         [CatalogFiles] one with '=' may be taken for a file.",
        "Take the '=' out of the comment, or move it above [CatalogFiles].",
        [];
    CDF_CANNOT_SAY = "CS1219", Warning, "a definition file cannot say all that is in the catalog",
        "Some things in catalogs have no words in a definition file: a file without a name, control characters, unknown \
         attributes, old forms of links. A catalog made from the definition differs there.",
        "Look at the lines concerned before making a catalog from the definition.",
        [];
}
