//! Any octets as the answer of a time stamp server, and as a catalog to be stamped: nothing panics, a token that is taken is one in the
//! answer, and a stamp that was put in and taken off leaves the catalog as it was.

#![no_main]

use catseal_asn1::DigestAlgorithm;
use catseal_sign::{TimestampQuery, set_timestamp, signers, unsign};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let query = TimestampQuery::new(b"a signature", DigestAlgorithm::Sha256, 1);
    if let Ok(token) = query.token(bytes) {
        assert!(bytes.windows(token.len()).any(|window| window == token));
    }
    let Ok(found) = signers(bytes) else { return };
    for index in 0..found.len() {
        let bare = set_timestamp(bytes, index, None).expect("its signers were read");
        let stamped = set_timestamp(&bare, index, Some(b"\x30\x00")).expect("it was written here");
        assert_eq!(set_timestamp(&stamped, index, None).as_ref(), Ok(&bare));
        assert_eq!(unsign(&stamped), unsign(bytes));
        let after = signers(&stamped).expect("it was written here");
        assert!(after[index].is_stamped && after.len() == found.len());
        assert!(found.iter().zip(&after).all(|(one, other)| one.signature == other.signature));
    }
});
