//! `CS40xx`: signatures, chains and time.

super::codes! {
    UNSIGNED = "CS4001", Error, "the catalog is not signed",
        "Nobody vouches for the list of digests in this catalog: anyone could have changed it together with the \
         files. Windows does not install a driver package whose catalog is unsigned.",
        "Sign it with `catseal sign`, or send the package to Microsoft's hardware dashboard; to judge membership alone, \
         use `--policy none`.",
        ["0x800B0100", "0xE000022F"];
    SIGNATURE_MALFORMED = "CS4002", Error, "the signature is malformed",
        "The signature does not have the form that PKCS#7 and Authenticode prescribe: an attribute is missing, is there \
         twice or has not exactly one value, or lengths are encoded in a way that signed data must not use. What such a \
         signature covers is open to doubt, so it is not accepted.",
        "Fetch the catalog again; if it is the same, have it signed again.",
        ["0x80093102", "0x8009310B"];
    CONTENT_DIGEST_MISMATCH = "CS4003", Error, "the signature vouches for another content",
        "The digest that the signer signed is not the digest of this catalog: the list of members was changed after it \
         was signed, or the signature was taken from another catalog.",
        "Take the catalog from its source again; do not trust the files that it lists.",
        ["0x80096010"];
    SIGNATURE_INVALID = "CS4004", Error, "the signature is wrong",
        "The signature was not made with the private key that belongs to the signer's certificate, or was damaged. It \
         proves nothing about who made the catalog.",
        "Take the catalog from its source again; do not trust the files that it lists.",
        ["0x80096004", "0x80090006"];
    SIGNER_CERT_MISSING = "CS4005", Error, "the signer's certificate is not in the catalog",
        "The signature names a certificate by issuer and serial number, or by its key, but none of the certificates in \
         the catalog is that one. Without its key the signature cannot be checked.",
        "Have the catalog signed again with the certificate included.",
        ["0x80096002"];
    ALGORITHM_UNSUPPORTED = "CS4006", Error, "an algorithm that is not supported",
        "The signature uses a digest or signature algorithm, or a kind of key, that is not known here. It is neither \
         right nor wrong: it could not be checked.",
        "Have the catalog signed with RSA or ECDSA and a digest of the SHA-2 family.",
        ["0x80090008"];
    CHAIN_INCOMPLETE = "CS4007", Error, "the chain of certificates is not complete",
        "A certificate on the way from the signer to a root is neither in the catalog nor among the trusted roots, so it \
         is not known who vouches for the signer.",
        "Give the missing certificate or its root with `--roots`, or have the catalog signed with all intermediate \
         certificates included.",
        ["0x800B010A"];
    ROOT_UNTRUSTED = "CS4008", Error, "the chain ends at a root that is not trusted",
        "The chain of certificates holds, but it ends at a root that the trust store does not contain, or does not trust \
         for this use or time. That is normal for test signatures, and a reason for alarm with anything released.",
        "If the root is your own, give it with `--roots` and use `--policy pinned`; otherwise do not trust the catalog.",
        ["0x800B0109", "0x800B0112"];
    EXPIRED = "CS4009", Error, "a certificate was not valid at the time that counts",
        "Every certificate of the chain must be valid when the catalog was signed, if a trusted time stamp proves when \
         that was, and otherwise now. At that time this certificate was not valid yet, or had expired.",
        "Have the catalog signed and time stamped while the certificate is valid; to judge it as of an earlier time, \
         use `--at`.",
        ["0x800B0101", "0x800B0102"];
    TIMESTAMP_INVALID = "CS4010", Error, "the time stamp is wrong",
        "A time stamp is there, but it is malformed, belongs to another signature, was not made with the key it names, \
         or lies in the future. When the catalog was signed is therefore not proven.",
        "Have the catalog time stamped again by its publisher.",
        ["0x80096005"];
    REVOKED = "CS4011", Error, "a certificate was revoked",
        "The authority that issued a certificate of the chain has withdrawn it, and no trusted time stamp proves that \
         the signature is older than the reason for that.",
        "Do not trust the catalog; ask its maker for one signed with another certificate.",
        ["0x800B010C"];
    REVOCATION_UNKNOWN = "CS4012", Error, "whether a certificate was revoked is not known",
        "No revocation list or answer that covers a certificate of the chain was at hand, and the check was asked to \
         be hard.",
        "Ask the certificate authority, or look the certificate up in its revocation list by hand.",
        ["0x80092012", "0x80092013", "0x800B010E"];
    USAGE_NOT_ALLOWED = "CS4013", Error, "a certificate is used for what it is not meant for",
        "What a certificate may be used for stands in it: signing code, issuing certificates, certain names. A \
         certificate of this chain is used otherwise, or carries a critical restriction that is not understood.",
        "Have the catalog signed with a certificate for code signing, from a chain in which every issuer is a \
         certification authority.",
        ["0x800B0110", "0x80096019"];
    WEAK_ALGORITHM = "CS4014", Error, "an algorithm or key that gives no assurance",
        "Signatures with MD5, or with RSA keys of under 1024 bits, can be forged. With `--strict` that is also said of \
         SHA-1 and of RSA keys of under 2048 bits, in the time stamp that counts as in the signature.",
        "Have the catalog signed with SHA-256 and a key of at least 2048 bits.",
        [];
    LEGACY_ALGORITHM = "CS4015", Warning, "SHA-1, or a key of under 2048 bits",
        "Collisions of SHA-1 can be made, and RSA keys of under 2048 bits are below what is considered safe. Windows \
         still accepts them for old drivers, so they are accepted here, unless `--strict` is given. The time stamp that counts \
         is looked at, too; of several it is a strong one, if the signature holds by it.",
        "Prefer a release that was signed with SHA-256 and a key of at least 2048 bits.",
        [];
    TIMESTAMP_UNTRUSTED = "CS4016", Warning, "a time stamp that is not trusted",
        "The time stamp is right in itself, but its authority is not one that the trust store accepts for time stamps, or it \
         stands where Windows does not look for one, so that the time it gives does not count. The signature is judged as of now. \
         Where the authority is not trusted, Windows may refuse the signature for it.",
        "Give the root of the authority with `--timestamp-roots`, or have the catalog time stamped by a trusted one.",
        ["0x80096005"];
    TIMESTAMP_WITHOUT_DIGEST_INFO = "CS4017", Note, "a time stamp without DigestInfo",
        "PKCS#1 puts the name of the digest algorithm into a signature. VeriSign's and Symantec's older time stamps leave \
         it out; Windows accepts that in counter-signatures, and other tools report it as a bad signature.",
        "Nothing needs to be done.",
        [];
    ATTRIBUTES_UNSORTED = "CS4018", Warning, "signed attributes not in DER order",
        "The signature was computed over the signed attributes in the order that DER demands, but they stand in the \
         catalog in another one. Some verifiers sort them, others do not and see a wrong signature.",
        "Have the catalog signed again with a tool that writes DER, such as `catseal sign`.",
        [];
    FURTHER_SIGNATURE_INVALID = "CS4019", Warning, "a further signature is not valid",
        "The catalog has more than one signature. The one that counts was judged by itself; another one is not valid, \
         which should not happen to a catalog that nobody touched.",
        "Have the catalog made and signed again; `catseal show` lists all signatures.",
        [];
    FURTHER_TIMESTAMP_INVALID = "CS4020", Warning, "a further time stamp is wrong",
        "The signature has more than one time stamp. A trusted one gives the time that counts; another one is wrong.",
        "Have the catalog time stamped again by its publisher.",
        [];
    REVOCATION_NOT_FOUND_OUT = "CS4021", Warning, "whether a certificate was revoked could not be found out",
        "Revocation lists or OCSP responses were given, or could be fetched, but none of them is in force, covers this \
         certificate and is signed by somebody who may speak of it. With `--revocation hard` that is an error.",
        "Give the current list of the authority with `--crl`, or use `--online`.",
        ["0x80092012", "0x80092013"];
    REVOKED_LATER = "CS4022", Warning, "a certificate was revoked after the catalog was signed",
        "The authority has withdrawn a certificate of the chain. A trusted time stamp proves that the signature is older, \
         and older than the time since which the key is not to be trusted, so the signature still counts.",
        "Prefer a release that was signed with another certificate.",
        [];
    FURTHER_SIGNATURE_REVOKED = "CS4023", Warning, "a certificate of a further signature was revoked",
        "The catalog has more than one signature. The one that counts holds; a certificate of another one was revoked, or is \
         distrusted, so that this one does not count. Windows 7 looks at the first signature alone.",
        "Ask the maker why the certificate was revoked; prefer a release without that signature. `catseal show` lists all \
         signatures.",
        ["0x800B010C"];
    SHA1_COLLISION = "CS4030", Error, "something was made to collide under SHA-1",
        "The list, the signed attributes, a certificate or a time stamp bears the traces of a known attack on SHA-1: there \
         is a second content with the same digest, and whoever signed may have seen that one. Honest data does not look \
         like that by chance.",
        "Do not trust the catalog, nor anything else from the same source.",
        ["0x80096010"];
    DISTRUSTED = "CS4040", Error, "a certificate of the chain is distrusted",
        "Somebody whose word counts says that this certificate must not be trusted: Microsoft in its list of distrusted \
         certificates, or the list that was given with `--disallowed`. Such a certificate was stolen, issued to the wrong \
         person, or misused. No time stamp and no trusted root makes up for that.",
        "Do not trust the catalog; ask its maker for one signed with another certificate.",
        ["0x800B0111", "0x800B010C"];
    TIMESTAMP_AUTHORITY_LOOSE = "CS4041", Warning, "the certificate of a time stamp authority is for more than time stamps",
        "RFC 3161 wants the certificate of an authority to be for time stamps alone, so that nobody can be made to sign a time \
         by accident. Windows does not insist. With `--strict` such a time stamp does not count.",
        "Prefer an authority that keeps to RFC 3161.",
        [];
    TIMESTAMP_USAGE_NOT_CRITICAL = "CS4042", Note, "a time stamp authority says in an uncritical extension what it is for",
        "The certificate of the authority is for time stamps alone, as RFC 3161 wants it, but the extension that says so is not \
         critical, as it should be. That matters only to programs that do not know the extension. Microsoft's authorities of \
         the years around 2015 are like that; Windows accepts their time stamps, and so does catseal, strictly, too.",
        "Nothing needs to be done.",
        [];
}
