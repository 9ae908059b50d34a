//! `CS30xx`: keys, certificates of signers, and signing.

super::codes! {
    NOT_FOR_CODE_SIGNING = "CS3001", Warning, "a certificate of the signer excludes code signing",
        "The certificate lists what it may be used for (extended key usage, RFC 5280, 4.2.1.12), and code signing \
         (1.3.6.1.5.5.7.3.3) is not among it. Windows does not accept the signature on a catalog; a certificate above \
         the signer's restricts it in the same way.",
        "Sign with a certificate for code signing; certificates for web servers and e-mail do not do.",
        ["0x800B0110"];
    USAGE_NOT_STATED = "CS3002", Warning, "the certificate of the signer does not state its usage",
        "Without an extended key usage a certificate may be used for everything as far as RFC 5280 goes. Tools and \
         policies that want code signing (1.3.6.1.5.5.7.3.3) to be named refuse it.",
        "Sign with a certificate that names code signing, such as one that `catseal testcert` makes.",
        [];
    KEY_USAGE_FORBIDS_SIGNING = "CS3003", Warning, "the key usage of the signer does not include signatures",
        "The certificate has a key usage (RFC 5280, 4.2.1.3) without digitalSignature, so signatures by its key are \
         not to be accepted.",
        "Sign with a certificate whose key usage includes digitalSignature.",
        ["0x800B0110"];
    EXPIRED = "CS3004", Warning, "a certificate of the signer has expired",
        "A signature is valid for as long as the certificates of its signer, or, when it carries a time stamp from \
         within that time, beyond it. A signature made after the certificate has expired is never valid.",
        "Sign with a certificate that is valid now.",
        ["0x800B0101"];
    NOT_YET_VALID = "CS3005", Warning, "a certificate of the signer is not valid yet",
        "Its validity starts later than now. Until then the signature does not verify, and a time stamp made now \
         keeps it invalid for good.",
        "Wait until the certificate is valid, or check the clock of this machine.",
        ["0x800B0101"];
    WEAK_CERTIFICATE = "CS3006", Warning, "weak cryptography in a certificate of the signer",
        "A certificate signed with SHA-1 or MD5, or an RSA key of fewer than 2048 bits, no longer counts as secure. \
         Windows refuses such certificates for code signing in more and more places.",
        "Have the certificate issued again, with SHA-256 and an RSA key of 2048 bits or more.",
        [];
    LIFETIME_SIGNING = "CS3007", Warning, "the signature ends with its certificate, time stamp or not",
        "The certificate has the usage for lifetime signing (1.3.6.1.4.1.311.10.3.13). It means that a time stamp does \
         not carry the signature beyond the end of the certificate.",
        "Sign what is released with a certificate without that usage.",
        [];
    ELLIPTIC_CURVE_KEY = "CS3008", Note, "a catalog signed with an elliptic curve key",
        "The signature is right, but no published catalog signed with ECDSA is known, and Microsoft signs its own \
         with RSA. Whether every part of Windows that reads catalogs takes it is not known.",
        "Try the catalog on the Windows versions it is for, or sign with an RSA key.",
        [];
    ISSUER_NOT_GIVEN = "CS3009", Note, "the issuer of the signer was not given",
        "A signature carries the certificates between signer and root, so that whoever verifies it needs the root \
         only. Only the certificate of the signer itself is known here. That is right if a root issued it.",
        "Give the intermediate certificates with `--cert`, if there are any.",
        ["0x800B010A"];
    UNRELATED_CERTIFICATE = "CS3010", Note, "a certificate is not in the chain of the signer",
        "By its names and key identifiers it is no issuer of the signer or of another certificate above the signer. \
         It would be carried for nothing and is left out of the signature.",
        "If it should be in the chain, a certificate between it and the signer is missing.",
        [];
    NOT_FOR_THE_KERNEL = "CS3011", Note, "the signature does not make a driver load in the kernel",
        "Since version 1607, Windows 10 with Secure Boot loads new kernel drivers only when Microsoft has signed them \
         through the hardware programme. A catalog that someone else signed serves for installation on machines that \
         trust the signer, for drivers in user mode, for test machines, and as what is submitted to Microsoft.\n\n\
         On a test machine, `bcdedit /set testsigning on` with Secure Boot off makes the kernel take signatures of \
         certificates that the machine trusts.",
        "For release, submit the driver to the Windows hardware programme; for tests, turn on test signing.",
        ["0xC0000428", "Code 52"];
    NO_TIME_STAMP = "CS3012", Warning, "the signature has no time stamp",
        "Without a time stamp nobody can tell whether a signature was made while its certificates were valid, so it \
         ends with them. With one it stays valid.",
        "Sign with `--timestamp-url`, or run `catseal timestamp` before the certificate ends.",
        [];
}
