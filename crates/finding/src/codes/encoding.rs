//! `CS10xx`: how bytes are encoded (ASN.1 BER and DER).

super::codes! {
    NON_MINIMAL_LENGTH = "CS1001", Warning, "length not encoded in the shortest form",
        "DER (X.690, 10.1) wants every length in the fewest octets. A longer form is legal BER and is \
         read here, but Windows has refused catalogs that are not DER since its updates of October 2020.",
        "Make the catalog again with a tool that writes DER, such as `catseal build`.",
        [];
    INDEFINITE_LENGTH = "CS1002", Warning, "indefinite length",
        "The element has no length of its own and ends with a marker. That is BER, not DER (X.690, 10.1); \
         a signed catalog must be DER, so its signature is not accepted.",
        "Make the catalog again with a tool that writes DER, such as `catseal build`.",
        [];
}
