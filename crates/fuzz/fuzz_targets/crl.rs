//! Any octets as a revocation list: nothing panics, and in PEM it is the same as in DER.

#![no_main]

use catseal_asn1::pem;
use catseal_trust::Evidence;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut evidence = Evidence::new();
    let read = evidence.add_crls(bytes, "fuzz");
    assert_eq!(read.is_ok(), !evidence.is_empty());
    if !pem::is_pem(bytes) {
        let wrapped = pem::encode("X509 CRL", bytes);
        assert_eq!(Evidence::new().add_crls(wrapped.as_bytes(), "fuzz").is_ok(), read.is_ok());
    }
});
