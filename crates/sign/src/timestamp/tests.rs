use super::*;

const SIGNATURE: &[u8] = b"a signature";
const RANDOM: u64 = 0x1234_5678_9abc_def0;

fn query() -> TimestampQuery {
    TimestampQuery::new(SIGNATURE, DigestAlgorithm::Sha256, RANDOM)
}

/// What a token says; the signature around it is not looked at here.
struct Token {
    version: u32,
    digest: DigestAlgorithm,
    imprint: Vec<u8>,
    nonce: Option<Vec<u8>>,
    content_type: catseal_asn1::Oid,
}

impl Token {
    fn right() -> Self {
        let query = query();
        Self {
            version: 1,
            digest: DigestAlgorithm::Sha256,
            imprint: query.imprint,
            nonce: Some(query.nonce.to_vec()),
            content_type: oids::TST_INFO,
        }
    }

    fn der(&self) -> Vec<u8> {
        let tst_info = Writer::encode(|w| {
            w.sequence(|w| {
                w.integer(self.version);
                w.oid(&oids::DATA);
                w.sequence(|w| {
                    w.algorithm(&self.digest.oid());
                    w.octet_string(&self.imprint);
                });
                w.integer(77);
                w.primitive(Tag::GENERALIZED_TIME, b"20261122120000.5Z");
                w.sequence(|w| w.integer(1));
                w.primitive(Tag::BOOLEAN, &[0xff]);
                self.nonce.iter().for_each(|nonce| w.primitive(Tag::INTEGER, nonce));
            });
        });
        Writer::encode(|w| {
            w.sequence(|w| {
                w.oid(&oids::SIGNED_DATA);
                w.constructed(Tag::context(0), |w| {
                    w.sequence(|w| {
                        w.integer(3);
                        w.set_of(Vec::new());
                        w.sequence(|w| {
                            w.oid(&self.content_type);
                            w.constructed(Tag::context(0), |w| w.octet_string(&tst_info));
                        });
                    });
                });
            });
        })
    }
}

fn reply(status: u32, text: Option<&str>, failures: Option<&[u8]>, token: Option<&[u8]>) -> Vec<u8> {
    Writer::encode(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.integer(status);
                text.iter().for_each(|text| w.sequence(|w| w.primitive(Tag::UTF8_STRING, text.as_bytes())));
                failures.iter().for_each(|failures| w.primitive(Tag::BIT_STRING, failures));
            });
            token.iter().for_each(|token| w.raw(token));
        });
    })
}

#[test]
fn a_question_holds_the_digest_of_the_signature_a_nonce_and_the_wish_for_certificates() {
    for digest in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512] {
        let query = TimestampQuery::new(SIGNATURE, digest, RANDOM);
        let mut fields = Cursor::new(query.der(), Mode::Strict).enter(Tag::SEQUENCE, "TimeStampReq").unwrap();
        assert_eq!(fields.any("version").unwrap().integer_u32(), Ok(1));
        let mut imprint = fields.enter(Tag::SEQUENCE, "messageImprint").unwrap();
        assert_eq!(imprint.enter(Tag::SEQUENCE, "").unwrap().any("").unwrap().oid(), Ok(digest.oid()));
        assert_eq!(imprint.any("hashedMessage").unwrap().octet_string().unwrap(), digest.digest(SIGNATURE));
        assert_eq!(fields.any("nonce").unwrap().integer().unwrap(), 0x5234_5678_9abc_def0_u64.to_be_bytes());
        assert_eq!(fields.any("certReq").unwrap().boolean(), Ok(true));
        assert!(fields.is_empty());
    }
}

#[test]
fn every_nonce_is_positive_and_in_its_shortest_form() {
    for random in [0, 1, u64::MAX, 1 << 63, RANDOM] {
        let query = TimestampQuery::new(SIGNATURE, DigestAlgorithm::Sha256, random);
        assert!((0x40..0x80).contains(&query.nonce[0]), "{random}");
    }
}

#[test]
fn a_granted_token_is_given_as_it_came() {
    let token = Token::right().der();
    for status in [0, 1] {
        let reply = reply(status, Some("fine"), None, Some(&token));
        assert_eq!(query().token(&reply), Ok(token.as_slice()));
    }
}

#[test]
fn a_token_for_another_question_is_refused() {
    let right = Token::right;
    let other = TimestampQuery::new(b"another signature", DigestAlgorithm::Sha256, RANDOM);
    let cases = [
        (Token { version: 2, ..right() }, "another version"),
        (Token { imprint: other.imprint, ..right() }, "something else"),
        (Token { digest: DigestAlgorithm::Sha384, ..right() }, "something else"),
        (Token { nonce: Some(vec![1]), ..right() }, "another nonce"),
        (Token { nonce: None, ..right() }, "lacks the nonce"),
        (Token { content_type: oids::DATA, ..right() }, "does not hold a TSTInfo"),
    ];
    for (token, wanted) in cases {
        let error = query().token(&reply(0, None, None, Some(&token.der()))).unwrap_err();
        assert!(error.to_string().contains(wanted) && !error.may_pass(), "{wanted}: {error}");
    }
}

#[test]
fn a_refusal_is_told_by_name_with_what_the_server_said() {
    let error = |reply: &[u8]| query().token(reply).unwrap_err();
    let refused = error(&reply(2, Some("no \u{202e}SHA-1\n"), Some(&[7, 0x80]), None));
    assert_eq!(
        refused.to_string(),
        "the server refused: rejection, badAlg (the digest algorithm is not supported); it says: no \\u{202e}SHA-1"
    );
    assert!(!refused.may_pass());
    // Bit 25 and bit 30, which has no name.
    let busy = error(&reply(2, None, Some(&[1, 0, 0, 0, 0x42]), None));
    assert_eq!(busy.to_string(), "the server refused: rejection, systemFailure (the server has a problem), failure 30");
    assert!(busy.may_pass());
    // Refused is refused, even if a token comes along.
    let both = error(&reply(3, None, None, Some(&Token::right().der())));
    assert!(both.to_string().contains("waiting") && both.may_pass(), "{both}");
    let long = error(&reply(2, Some(&"x".repeat(100_000)), None, None));
    assert!(long.to_string().len() < 400, "{}", long.to_string().len());
}

#[test]
fn a_grant_without_a_token_is_told_from_a_refusal() {
    assert_eq!(query().token(&reply(0, None, None, None)), Err(TimestampError::NoToken));
}

#[test]
fn a_reply_cut_off_or_with_more_behind_it_is_malformed() {
    let whole = reply(0, None, None, Some(&Token::right().der()));
    for len in 0..whole.len() {
        let error = query().token(&whole[..len]).unwrap_err();
        assert!(matches!(error, TimestampError::Malformed(_)), "{len}: {error}");
    }
    let error = query().token(&[&whole[..], &[0]].concat()).unwrap_err();
    assert!(matches!(error, TimestampError::Malformed(_)), "{error}");
}
