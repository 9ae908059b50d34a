//! Any octets as an OCSP response: nothing panics, and in PEM it is the same as in DER.

#![no_main]

use catseal_asn1::pem;
use catseal_trust::Evidence;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut evidence = Evidence::new();
    let read = evidence.add_ocsp(bytes, "fuzz");
    assert_eq!(read.is_ok(), !evidence.is_empty());
    if !pem::is_pem(bytes) {
        let wrapped = pem::encode("OCSP RESPONSE", bytes);
        assert_eq!(Evidence::new().add_ocsp(wrapped.as_bytes(), "fuzz").is_ok(), read.is_ok());
    }
});
