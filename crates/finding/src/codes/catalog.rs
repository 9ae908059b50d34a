//! `CS11xx`: the structure of a catalog file.

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
}
