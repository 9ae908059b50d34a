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
    SET_NOT_SORTED = "CS1003", Warning, "elements of a set not in the order of DER",
        "DER (X.690, 11.6) orders the elements of a SET OF by their encodings. Windows refuses signatures whose \
         certificates stand in another order since its updates of October 2020 (\"No signature was present in the \
         subject\"); older versions of osslsigncode wrote them so.",
        "Sign the catalog again with a current tool; if the members are concerned, make it again.",
        ["0x800B0100"];
    MALFORMED_ELEMENT = "CS1004", Error, "malformed element inside a catalog",
        "Somewhere inside, an element reaches beyond the one that holds it, or has a tag or length that no ASN.1 \
         encoding has. The outer frame could be read, but this part could not, so nothing that depends on it is known.",
        "Get the catalog again from its source; if it is the same there, have it made again.",
        [];
}
