//! The object identifiers of catalogs, signatures and certificates, and their names.
//!
//! Names are those of the specification or SDK header that defines them: RFC 5280, RFC 5652,
//! RFC 3161, and the public `wincrypt.h`, `wintrust.h` and `mscat.h`.

use crate::Oid;

macro_rules! oids {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $label:literal;)*) => {
        $($(#[$doc])* pub const $name: Oid = Oid::new_unwrap($text);)*

        static NAMES: &[(Oid, &str)] = &[$(($name, $label)),*];
    };
}

oids! {
    /// PKCS#7 data.
    DATA = "1.2.840.113549.1.7.1", "data";
    /// PKCS#7 signed data: the outer type of every catalog.
    SIGNED_DATA = "1.2.840.113549.1.7.2", "signedData";
    /// Certificate trust list: the content type of a catalog.
    CTL = "1.3.6.1.4.1.311.10.1", "certificate trust list";
    /// Subject usage of a catalog.
    CATALOG_LIST = "1.3.6.1.4.1.311.12.1.1", "catalog list";
    /// Subject algorithm of a version 1 catalog.
    CATALOG_LIST_MEMBER = "1.3.6.1.4.1.311.12.1.2", "catalog list member";
    /// Subject algorithm of a version 2 catalog.
    CATALOG_LIST_MEMBER2 = "1.3.6.1.4.1.311.12.1.3", "catalog list member version 2";
    /// Name-value attribute of a member or a catalog.
    CAT_NAMEVALUE = "1.3.6.1.4.1.311.12.2.1", "catalog name-value attribute";
    /// Member information, version 1.
    CAT_MEMBERINFO = "1.3.6.1.4.1.311.12.2.2", "catalog member information";
    /// Member information, version 2.
    CAT_MEMBERINFO2 = "1.3.6.1.4.1.311.12.2.3", "catalog member information version 2";
    /// Indirect data: the digest of a member.
    SPC_INDIRECT_DATA = "1.3.6.1.4.1.311.2.1.4", "indirect data";
    /// Statement type attribute.
    SPC_STATEMENT_TYPE = "1.3.6.1.4.1.311.2.1.11", "statement type";
    /// Program name and URL attribute.
    SPC_SP_OPUS_INFO = "1.3.6.1.4.1.311.2.1.12", "program description";
    /// Indirect data of a PE image.
    SPC_PE_IMAGE_DATA = "1.3.6.1.4.1.311.2.1.15", "PE image data";
    /// Value of the statement type: signed by an individual.
    SPC_INDIVIDUAL_SP_KEY_PURPOSE = "1.3.6.1.4.1.311.2.1.21", "individual code signing";
    /// Value of the statement type: signed by a company.
    SPC_COMMERCIAL_SP_KEY_PURPOSE = "1.3.6.1.4.1.311.2.1.22", "commercial code signing";
    /// Indirect data of a flat file in a catalog.
    SPC_CAB_DATA = "1.3.6.1.4.1.311.2.1.25", "flat file data";
    /// Indirect data of a cabinet in a catalog.
    SPC_LINK = "1.3.6.1.4.1.311.2.1.28", "link";
    /// Page hashes with SHA-1.
    SPC_PE_IMAGE_PAGE_HASHES_V1 = "1.3.6.1.4.1.311.2.3.1", "page hashes (SHA-1)";
    /// Page hashes with SHA-256.
    SPC_PE_IMAGE_PAGE_HASHES_V2 = "1.3.6.1.4.1.311.2.3.2", "page hashes (SHA-256)";
    /// A nested signature.
    SPC_NESTED_SIGNATURE = "1.3.6.1.4.1.311.2.4.1", "nested signature";
    /// Enhanced hash of a cabinet member.
    ENHANCED_HASH = "1.3.6.1.4.1.311.2.5.1", "enhanced hash";
    /// RFC 3161 token as Authenticode carries it.
    MS_RFC3161_TOKEN = "1.3.6.1.4.1.311.3.3.1", "RFC 3161 time stamp";

    /// Content type attribute.
    CONTENT_TYPE = "1.2.840.113549.1.9.3", "contentType";
    /// Message digest attribute.
    MESSAGE_DIGEST = "1.2.840.113549.1.9.4", "messageDigest";
    /// Signing time attribute.
    SIGNING_TIME = "1.2.840.113549.1.9.5", "signingTime";
    /// Legacy counter-signature.
    COUNTER_SIGNATURE = "1.2.840.113549.1.9.6", "countersignature";
    /// Sequence number attribute (PKCS#9, 5.3.4).
    SEQUENCE_NUMBER = "1.2.840.113549.1.9.25.4", "sequenceNumber";
    /// TSTInfo, the content of an RFC 3161 token.
    TST_INFO = "1.2.840.113549.1.9.16.1.4", "TSTInfo";
    /// Signing certificate attribute (RFC 2634).
    SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12", "signingCertificate";
    /// Signing certificate attribute, version 2 (RFC 5035).
    SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47", "signingCertificateV2";
    /// RFC 3161 token as CMS carries it.
    TIME_STAMP_TOKEN = "1.2.840.113549.1.9.16.2.14", "timeStampToken";

    /// MD5.
    MD5 = "1.2.840.113549.2.5", "md5";
    /// SHA-1.
    SHA1 = "1.3.14.3.2.26", "sha1";
    /// SHA-256.
    SHA256 = "2.16.840.1.101.3.4.2.1", "sha256";
    /// SHA-384.
    SHA384 = "2.16.840.1.101.3.4.2.2", "sha384";
    /// SHA-512.
    SHA512 = "2.16.840.1.101.3.4.2.3", "sha512";

    /// RSA, PKCS#1 v1.5, digest named elsewhere.
    RSA_ENCRYPTION = "1.2.840.113549.1.1.1", "rsaEncryption";
    /// MD2 with RSA.
    MD2_WITH_RSA = "1.2.840.113549.1.1.2", "md2WithRSAEncryption";
    /// MD5 with RSA.
    MD5_WITH_RSA = "1.2.840.113549.1.1.4", "md5WithRSAEncryption";
    /// SHA-1 with RSA.
    SHA1_WITH_RSA = "1.2.840.113549.1.1.5", "sha1WithRSAEncryption";
    /// RSASSA-PSS.
    RSASSA_PSS = "1.2.840.113549.1.1.10", "rsassaPss";
    /// MGF1, the mask generation function of RSASSA-PSS.
    MGF1 = "1.2.840.113549.1.1.8", "mgf1";
    /// SHA-256 with RSA.
    SHA256_WITH_RSA = "1.2.840.113549.1.1.11", "sha256WithRSAEncryption";
    /// SHA-384 with RSA.
    SHA384_WITH_RSA = "1.2.840.113549.1.1.12", "sha384WithRSAEncryption";
    /// SHA-512 with RSA.
    SHA512_WITH_RSA = "1.2.840.113549.1.1.13", "sha512WithRSAEncryption";
    /// SHA-1 with RSA, as OIW named it.
    OIW_SHA1_WITH_RSA = "1.3.14.3.2.29", "sha1WithRSA";
    /// DSA public key.
    DSA = "1.2.840.10040.4.1", "dsa";
    /// DSA with SHA-1.
    DSA_WITH_SHA1 = "1.2.840.10040.4.3", "dsaWithSHA1";
    /// DSA with SHA-256.
    DSA_WITH_SHA256 = "2.16.840.1.101.3.4.3.2", "dsaWithSHA256";
    /// Elliptic curve public key.
    EC_PUBLIC_KEY = "1.2.840.10045.2.1", "ecPublicKey";
    /// ECDSA with SHA-1.
    ECDSA_WITH_SHA1 = "1.2.840.10045.4.1", "ecdsaWithSHA1";
    /// ECDSA with SHA-256.
    ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2", "ecdsaWithSHA256";
    /// ECDSA with SHA-384.
    ECDSA_WITH_SHA384 = "1.2.840.10045.4.3.3", "ecdsaWithSHA384";
    /// ECDSA with SHA-512.
    ECDSA_WITH_SHA512 = "1.2.840.10045.4.3.4", "ecdsaWithSHA512";
    /// Curve P-256.
    P256 = "1.2.840.10045.3.1.7", "P-256";
    /// Curve P-384.
    P384 = "1.3.132.0.34", "P-384";
    /// Curve P-521.
    P521 = "1.3.132.0.35", "P-521";

    /// Any extended key usage.
    ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0", "any purpose";
    /// Code signing.
    CODE_SIGNING = "1.3.6.1.5.5.7.3.3", "code signing";
    /// Time stamping.
    TIME_STAMPING = "1.3.6.1.5.5.7.3.8", "time stamping";
    /// Signing of trust lists.
    CTL_SIGNING = "1.3.6.1.4.1.311.10.3.1", "trust list signing";
    /// Windows hardware driver verification.
    WHQL_CRYPTO = "1.3.6.1.4.1.311.10.3.5", "Windows hardware driver verification";
    /// Windows hardware driver attested verification.
    ATTEST_WHQL_CRYPTO = "1.3.6.1.4.1.311.10.3.5.1", "Windows hardware driver attested verification";
    /// Windows system component verification.
    NT5_CRYPTO = "1.3.6.1.4.1.311.10.3.6", "Windows system component verification";
    /// OEM Windows system component verification.
    OEM_WHQL_CRYPTO = "1.3.6.1.4.1.311.10.3.7", "OEM Windows system component verification";
    /// Embedded Windows system component verification.
    EMBEDDED_NT_CRYPTO = "1.3.6.1.4.1.311.10.3.8", "embedded Windows system component verification";
    /// Root list signer.
    ROOT_LIST_SIGNER = "1.3.6.1.4.1.311.10.3.9", "root list signer";
    /// Signer of a list of revoked roots.
    REVOKED_LIST_SIGNER = "1.3.6.1.4.1.311.10.3.19", "revoked list signer";
    /// List of distrusted certificates.
    DISALLOWED_LIST = "1.3.6.1.4.1.311.10.3.30", "disallowed list";
    /// How a list of distrusted certificates names them: by the digest of what is signed, or of the key.
    DISALLOWED_HASH = "1.3.6.1.4.1.311.10.11.15", "disallowed hash";
    /// Lifetime signing: a time stamp does not extend validity.
    LIFETIME_SIGNING = "1.3.6.1.4.1.311.10.3.13", "lifetime signing";
    /// Windows hardware driver extended verification.
    EV_WHQL_CRYPTO = "1.3.6.1.4.1.311.10.3.39", "Windows hardware driver extended verification";
    /// Kernel-mode code signing.
    KERNEL_MODE_CODE_SIGNING = "1.3.6.1.4.1.311.61.1.1", "kernel-mode code signing";
    /// Early launch anti-malware driver.
    ELAM = "1.3.6.1.4.1.311.61.4.1", "early launch antimalware";
    /// HAL extension.
    HAL_EXTENSION = "1.3.6.1.4.1.311.61.5.1", "HAL extension";
    /// Microsoft publisher.
    MICROSOFT_PUBLISHER = "1.3.6.1.4.1.311.76.8.1", "Microsoft publisher";
}

/// The name of an object identifier; `None` when it is none of those listed here.
#[must_use]
pub fn name(oid: &Oid) -> Option<&'static str> {
    NAMES.iter().find(|(known, _)| known == oid).map(|&(_, name)| name)
}

/// The name of an object identifier, or its dotted numbers.
#[must_use]
pub fn describe(oid: &Oid) -> String {
    name(oid).map_or_else(|| oid.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_oid_is_named_twice() {
        for (index, (oid, _)) in NAMES.iter().enumerate() {
            assert!(NAMES.iter().skip(index + 1).all(|(other, _)| other != oid), "{oid}");
        }
    }

    #[test]
    fn what_has_no_name_is_described_by_its_numbers() {
        assert_eq!(describe(&SHA256), "sha256");
        assert_eq!(describe(&Oid::new_unwrap("1.2.3.4")), "1.2.3.4");
    }
}
