//! Time stamps from servers good and bad: what is good is put in, and whatever is wrong leaves the catalog as it was.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod tsa;

use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use catseal::{
    Clock, Error, Exit, KeyRequest, KeySource, Policy, SignRequest, SignatureDigest, SignatureText, Stamper,
    TimestampReport, TimestampRequest, TrustStore, sign, timestamp,
};
use catseal_asn1::{Cursor, Mode, Tag, Writer};
use catseal_catalog::CatalogView;
use catseal_transport::{Request, Response, Transport, TransportError};
use catseal_trust::Verifier;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tsa::Tsa;

const RSA: &str = "-algorithm RSA -pkeyopt rsa_keygen_bits:2048";
const EC: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-384";

/// Servers that answer what a function says: it gets the number of the request, from 0, and the request.
struct Servers<F> {
    answer: F,
    asked: Mutex<Vec<String>>,
}

impl<F: Fn(usize, &Request<'_>) -> Result<Response, TransportError> + Sync> Transport for Servers<F> {
    fn send(&self, request: &Request<'_>) -> Result<Response, TransportError> {
        let mut asked = self.asked.lock().unwrap();
        let number = asked.len();
        asked.push(request.url.to_owned());
        (self.answer)(number, request)
    }
}

/// The present (the authority has no other), and waits that are written down.
#[derive(Default)]
struct TestClock {
    ahead: SignedDuration,
    waits: Mutex<Vec<Duration>>,
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::now() + self.ahead
    }

    fn wait(&self, time: Duration) {
        self.waits.lock().unwrap().push(time);
    }
}

fn answer(status: u16, body: impl Into<Vec<u8>>) -> Result<Response, TransportError> {
    let media_type = "application/timestamp-reply".to_owned();
    Ok(Response { status, media_type, retry_after: None, body: body.into() })
}

fn question<'r>(request: &Request<'r>) -> &'r [u8] {
    request.body.unwrap().bytes
}

/// A signed catalog, and the authority of its signer, in a folder of their own.
struct Signed {
    folder: TempDir,
}

impl Signed {
    fn new(digest: SignatureDigest) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let source = tempfile::tempdir().unwrap();
        let catalog = source.path().join("x.cat");
        fs::write(&catalog, include_bytes!("../../../testdata/catalogs/valid-v2.cat")).unwrap();
        let key = KeyRequest { source: KeySource::Test, certificates: Vec::new(), password: None };
        let text = SignatureText { digest, ..SignatureText::default() };
        let output_dir = Some(folder.path().to_owned());
        let request =
            SignRequest { catalogs: vec![catalog], key, text, replace: false, output_dir, now: Timestamp::now() };
        sign(&request, None).unwrap();
        Self { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("x.cat")
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(self.path()).unwrap()
    }

    fn request(&self, replace: bool) -> TimestampRequest {
        TimestampRequest { catalogs: vec![self.path()], replace, output_dir: None }
    }
}

fn store(tsa: &Tsa) -> TrustStore {
    let mut store = TrustStore::microsoft();
    store.add(&fs::read(tsa.root()).unwrap(), "the root of the authority").unwrap();
    store
}

/// What comes of stamping `signed` with answers by a function: the result, the waits, and who was asked.
struct Outcome {
    result: Result<TimestampReport, Error>,
    waits: Vec<Duration>,
    asked: Vec<String>,
}

impl Outcome {
    /// The message of a failure to get a time stamp.
    #[track_caller]
    fn no_stamp(self) -> String {
        let error = self.result.unwrap_err();
        assert!(matches!(error, Error::NoTimestamp { .. }), "{error}");
        assert_eq!(error.exit(), Exit::World);
        error.to_string()
    }
}

fn stamp(
    signed: &Signed,
    urls: &[&str],
    store: TrustStore,
    replace: bool,
    answer: impl Fn(usize, &Request<'_>) -> Result<Response, TransportError> + Sync,
) -> Outcome {
    let transport = Servers { answer, asked: Mutex::default() };
    let clock = TestClock::default();
    let urls = urls.iter().map(|url| (*url).to_owned()).collect();
    let stamper = Stamper::new(urls, store, &transport, &clock).unwrap();
    let result = timestamp(&signed.request(replace), &stamper);
    drop(stamper);
    Outcome { result, waits: clock.waits.into_inner().unwrap(), asked: transport.asked.into_inner().unwrap() }
}

const URL: &str = "http://tsa.example/";

/// One server, whose answer is made from the right one. It must not do; gives the message.
#[track_caller]
fn refused(
    tsa: &Tsa,
    change: impl Fn(&Tsa, &[u8]) -> Result<Response, TransportError> + Sync,
) -> (String, Vec<Duration>) {
    let signed = Signed::new(SignatureDigest::Sha256);
    let before = signed.bytes();
    let outcome = stamp(&signed, &[URL], store(tsa), false, |_, request| change(tsa, question(request)));
    assert!(signed.bytes() == before, "the catalog was changed");
    assert_eq!(fs::read_dir(signed.folder.path()).unwrap().count(), 2, "something was left behind");
    let waits = outcome.waits.clone();
    let message = outcome.no_stamp();
    assert!(message.contains(URL), "{message}");
    (message, waits)
}

/// The whole elements inside an element.
fn parts(element: &[u8]) -> Vec<Vec<u8>> {
    let outer = Cursor::new(element, Mode::Strict).any("element").unwrap();
    let mut inside = outer.cursor(Mode::Strict);
    let mut parts = Vec::new();
    while !inside.is_empty() {
        parts.push(inside.any("part").unwrap().raw.to_vec());
    }
    parts
}

fn whole(tag: Tag, parts: &[Vec<u8>]) -> Vec<u8> {
    Writer::encode(|w| w.constructed(tag, |w| parts.iter().for_each(|part| w.raw(part))))
}

/// A question with its parts changed.
fn changed(query: &[u8], change: impl Fn(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let mut fields = parts(query);
    change(&mut fields);
    whole(Tag::SEQUENCE, &fields)
}

/// An answer in whose token the parts of SignedData are changed.
fn with_signed_data(reply: &[u8], change: impl Fn(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let mut answer = parts(reply);
    let mut token = parts(&answer[1]);
    let explicit = parts(&token[1]);
    let mut data = parts(&explicit[0]);
    change(&mut data);
    token[1] = whole(Tag::context(0), &[whole(Tag::SEQUENCE, &data)]);
    answer[1] = whole(Tag::SEQUENCE, &token);
    whole(Tag::SEQUENCE, &answer)
}

#[test]
fn a_good_stamp_dates_the_signature_and_leaves_the_rest_as_it_was() {
    for (algorithm, digest) in [(RSA, SignatureDigest::Sha256), (EC, SignatureDigest::Sha512)] {
        let Some(tsa) = Tsa::new(algorithm) else { return };
        let signed = Signed::new(digest);
        let before = signed.bytes();
        let outcome = stamp(&signed, &[URL], store(&tsa), false, |_, request| {
            let body = request.body.unwrap();
            assert_eq!(body.media_type, "application/timestamp-query");
            assert_eq!(request.accept, "application/timestamp-reply");
            answer(200, tsa.reply(body.bytes))
        });
        let report = outcome.result.unwrap();
        assert_eq!((report.schema, outcome.asked.len(), outcome.waits), ("catseal.timestamp/1", 1, vec![]));
        let [stamp] = report.catalogs[0].timestamps.as_slice() else { panic!("{report:?}") };
        assert_eq!((stamp.authority.as_str(), stamp.url.as_str()), ("CN=Stamp_Authority", URL));
        assert_eq!(stamp.signer, "CN=catseal test signing");

        let after = signed.bytes();
        let mut store = store(&tsa);
        store
            .add(&fs::read(signed.folder.path().join("catseal-test-ca.cer")).unwrap(), "the signer's authority")
            .unwrap();
        let view = CatalogView::parse(&after).unwrap();
        let judged = Verifier::new(&store).judge(&view, Timestamp::now(), Policy::Signature, false);
        assert!(judged.signature.trusted, "{judged:?}");
        assert_eq!(judged.signature.signing_time, Some(stamp.time));
        // With the stamp, and with it alone, the signature outlives its certificate.
        let later = Timestamp::now() + SignedDuration::from_hours(24 * 365);
        let judge = |bytes: &[u8]| {
            let view = CatalogView::parse(bytes).unwrap();
            Verifier::new(&store).judge(&view, later, Policy::Signature, false).signature.trusted
        };
        assert!(judge(&after) && !judge(&before));
        assert!(catseal_sign::set_timestamp(&after, 0, None).unwrap() == before);
    }
}

#[test]
fn a_stamp_that_is_there_is_replaced_only_when_asked_for() {
    let Some(tsa) = Tsa::new(EC) else { return };
    let signed = Signed::new(SignatureDigest::Sha256);
    let good = |_: usize, request: &Request<'_>| answer(200, tsa.reply(question(request)));
    stamp(&signed, &[URL], store(&tsa), false, good).result.unwrap();
    let first = signed.bytes();
    let again = stamp(&signed, &[URL], store(&tsa), false, good);
    let error = again.result.unwrap_err();
    assert_eq!((error.exit(), again.asked.len()), (Exit::Bad, 0));
    assert!(error.to_string().contains("--replace"), "{error}");
    assert!(signed.bytes() == first);
    stamp(&signed, &[URL], store(&tsa), true, good).result.unwrap();
    let second = signed.bytes();
    assert!(second != first);
    assert_eq!(
        catseal_sign::set_timestamp(&second, 0, None).unwrap(),
        catseal_sign::set_timestamp(&first, 0, None).unwrap()
    );
}

#[test]
fn an_unsigned_catalog_and_an_invalid_signature_are_not_stamped() {
    let signed = Signed::new(SignatureDigest::Sha256);
    let bytes = signed.bytes();
    let mut broken = bytes.clone();
    // The signature is the last thing in the file.
    *broken.last_mut().unwrap() ^= 1;
    for (bytes, wanted) in [(catseal_sign::unsign(&bytes).unwrap(), "sign it first"), (broken, "not valid")] {
        fs::write(signed.path(), &bytes).unwrap();
        let outcome = stamp(&signed, &[URL], TrustStore::microsoft(), false, |_, _| panic!("asked"));
        let error = outcome.result.unwrap_err();
        assert_eq!(error.exit(), Exit::Bad);
        assert!(error.to_string().contains(wanted), "{error}");
        assert!(signed.bytes() == bytes);
    }
}

#[test]
fn an_authority_that_nobody_named_is_refused() {
    let Some(tsa) = Tsa::new(EC) else { return };
    let signed = Signed::new(SignatureDigest::Sha256);
    let outcome =
        stamp(&signed, &[URL], TrustStore::microsoft(), false, |_, request| answer(200, tsa.reply(question(request))));
    assert_eq!(outcome.asked.len(), 1);
    let message = outcome.no_stamp();
    assert!(message.contains("not trusted") && message.contains("--timestamp-roots"), "{message}");
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let Some(tsa) = Tsa::new(EC) else { return };
    let (message, waits) = refused(&tsa, |tsa, query| {
        // The nonce, positive again.
        answer(200, tsa.reply(&changed(query, |fields| fields[2][3] ^= 1)))
    });
    assert!(message.contains("another nonce") && waits.is_empty(), "{message}");
    let (message, _) =
        refused(&tsa, |tsa, query| answer(200, tsa.reply(&changed(query, |fields| drop(fields.remove(2))))));
    assert!(message.contains("lacks the nonce"), "{message}");
    let (message, _) = refused(&tsa, |tsa, query| {
        answer(200, tsa.reply(&changed(query, |fields| *fields[1].last_mut().unwrap() ^= 1)))
    });
    assert!(message.contains("something else than the signature"), "{message}");
}

#[test]
fn a_token_without_the_certificate_of_its_authority_is_refused() {
    let Some(tsa) = Tsa::new(EC) else { return };
    // Without certReq, none comes.
    let (message, _) = refused(&tsa, |tsa, query| answer(200, tsa.reply(&changed(query, |fields| drop(fields.pop())))));
    assert!(message.contains("certificate is not there"), "{message}");
}

#[test]
fn a_token_that_names_another_certificate_of_the_same_key_is_refused() {
    let Some(tsa) = Tsa::new(RSA) else { return };
    tsa.issue("other.pem", 10);
    let (used, other) = (tsa.der("tsa.pem"), tsa.der("other.pem"));
    assert!(used.len() == other.len() && used != other);
    let (message, _) = refused(&tsa, |tsa, query| {
        let mut reply = tsa.reply(query);
        let place = reply.windows(used.len()).position(|window| window == used).unwrap();
        reply[place..place + used.len()].copy_from_slice(&other);
        answer(200, reply)
    });
    assert!(message.contains("does not name the certificate of its signer"), "{message}");
}

#[test]
fn an_authority_whose_certificate_has_expired_is_refused() {
    let Some(tsa) = Tsa::new(EC) else { return };
    tsa.issue("expired.pem", -1);
    let (message, _) = refused(&tsa, |tsa, query| answer(200, tsa.reply_by("expired.pem", query)));
    assert!(message.contains("not trusted"), "{message}");
}

#[test]
fn a_token_whose_signature_is_wrong_is_refused() {
    let Some(tsa) = Tsa::new(RSA) else { return };
    let (message, waits) = refused(&tsa, |tsa, query| {
        let mut reply = tsa.reply(query);
        *reply.last_mut().unwrap() ^= 1;
        answer(200, reply)
    });
    assert!(message.contains("token is not valid") && waits.is_empty(), "{message}");
}

#[test]
fn a_stamp_from_the_future_is_refused() {
    let Some(tsa) = Tsa::new(EC) else { return };
    let signed = Signed::new(SignatureDigest::Sha256);
    let answer = |_: usize, request: &Request<'_>| answer(200, tsa.reply(question(request)));
    let transport = Servers { answer, asked: Mutex::default() };
    let clock = TestClock { ahead: SignedDuration::from_mins(-30), ..TestClock::default() };
    let stamper = Stamper::new(vec![URL.to_owned()], store(&tsa), &transport, &clock).unwrap();
    let message = timestamp(&signed.request(false), &stamper).unwrap_err().to_string();
    assert!(message.contains("after the time that is judged"), "{message}");
}

#[test]
fn a_grant_without_a_token_is_refused() {
    let Some(tsa) = Tsa::new(EC) else { return };
    let (message, waits) =
        refused(&tsa, |tsa, query| answer(200, whole(Tag::SEQUENCE, &parts(&tsa.reply(query))[..1])));
    assert!(message.contains("no token") && waits.is_empty(), "{message}");
}

#[test]
fn a_refusal_is_told_in_the_words_of_the_server() {
    let Some(tsa) = Tsa::new(EC) else { return };
    let (message, waits) = refused(&tsa, |tsa, query| {
        // SHA-1, which this authority does not take.
        let imprint = whole(
            Tag::SEQUENCE,
            &[Writer::encode(|w| w.algorithm(&catseal_asn1::oids::SHA1)), Writer::encode(|w| w.octet_string(&[7; 20]))],
        );
        answer(200, tsa.reply(&changed(query, |fields| fields[1].clone_from(&imprint))))
    });
    assert!(message.contains("the server refused: rejection, badAlg"), "{message}");
    assert!(waits.is_empty(), "a refusal for good was asked again");
}

#[test]
fn what_is_no_answer_at_all_is_refused() {
    let Some(tsa) = Tsa::new(EC) else { return };
    let (message, waits) = refused(&tsa, |_, _| {
        let media_type = "text/html".to_owned();
        Ok(Response { status: 200, media_type, retry_after: None, body: b"<html>Log in".to_vec() })
    });
    assert!(message.contains("malformed") && message.contains("text/html") && waits.is_empty(), "{message}");
    let (message, waits) = refused(&tsa, |_, _| answer(302, ""));
    assert!(message.contains("redirects are not followed") && waits.is_empty(), "{message}");
    let (message, waits) = refused(&tsa, |_, _| Err(TransportError::TooLong { limit: 5 }));
    assert!(message.contains("longer than 5 bytes") && waits.is_empty(), "{message}");
    let (message, waits) = refused(&tsa, |_, _| answer(404, ""));
    assert!(message.contains("HTTP status 404") && waits.is_empty(), "{message}");
}

#[test]
fn a_server_that_is_away_is_asked_four_times_with_longer_and_longer_waits() {
    let Some(tsa) = Tsa::new(EC) else { return };
    let closed = || TransportError::Failed("connection closed".to_owned());
    for (error, wanted) in [(closed(), "connection closed"), (TransportError::Timeout, "no answer in time")] {
        let (message, waits) = refused(&tsa, |_, _| Err(error.clone()));
        assert!(message.contains(wanted), "{message}");
        let seconds: Vec<_> = waits.iter().map(Duration::as_secs).collect();
        assert!(matches!(seconds.as_slice(), [1, 4, 10..=12]), "{waits:?}");
    }
}

#[test]
fn what_the_server_says_about_when_to_come_back_is_heeded_up_to_a_minute() {
    let Some(tsa) = Tsa::new(EC) else { return };
    let signed = Signed::new(SignatureDigest::Sha256);
    let outcome = stamp(&signed, &[URL], store(&tsa), false, |number, request| {
        let busy = |seconds| Response {
            status: 503,
            media_type: String::new(),
            retry_after: Some(Duration::from_secs(seconds)),
            body: Vec::new(),
        };
        match number {
            0 => Ok(busy(20)),
            1 => Ok(busy(1_000_000)),
            _ => answer(200, tsa.reply(question(request))),
        }
    });
    assert!(outcome.result.is_ok());
    let seconds: Vec<_> = outcome.waits.iter().map(Duration::as_secs).collect();
    assert!(matches!(seconds.as_slice(), [20..=25, 60..=75]), "{seconds:?}");
}

#[test]
fn the_next_server_is_asked_when_one_fails_and_the_good_one_is_the_first_from_then_on() {
    let Some(tsa) = Tsa::new(EC) else { return };
    let (one, other) = (Signed::new(SignatureDigest::Sha256), Signed::new(SignatureDigest::Sha256));
    let answer = |_: usize, request: &Request<'_>| match request.url {
        "http://away.example/" => Err(TransportError::Failed("no such host".to_owned())),
        _ => answer(200, tsa.reply(question(request))),
    };
    let transport = Servers { answer, asked: Mutex::default() };
    let clock = TestClock::default();
    let urls = vec!["http://away.example/".to_owned(), URL.to_owned()];
    let stamper = Stamper::new(urls, store(&tsa), &transport, &clock).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let second = folder.path().join("y.cat");
    fs::copy(other.path(), &second).unwrap();
    let request = TimestampRequest { catalogs: vec![one.path(), second], replace: false, output_dir: None };
    let report = timestamp(&request, &stamper).unwrap();
    assert_eq!(report.catalogs.len(), 2);
    assert_eq!(*transport.asked.lock().unwrap(), ["http://away.example/", URL, URL]);
    assert!(clock.waits.lock().unwrap().is_empty());
}

#[test]
fn when_all_servers_fail_each_is_named_with_what_it_said_and_no_catalog_is_written() {
    let Some(tsa) = Tsa::new(EC) else { return };
    let good = Signed::new(SignatureDigest::Sha256);
    let other = Signed::new(SignatureDigest::Sha256);
    let bytes = (good.bytes(), other.bytes());
    let folder = tempfile::tempdir().unwrap();
    let second = folder.path().join("y.cat");
    fs::copy(other.path(), &second).unwrap();
    let answer = |number: usize, request: &Request<'_>| match (number, request.url) {
        (0, _) => answer(200, tsa.reply(question(request))),
        (_, URL) => answer(403, ""),
        _ => answer(200, "garbage"),
    };
    let transport = Servers { answer, asked: Mutex::default() };
    let clock = TestClock::default();
    let urls = vec![URL.to_owned(), "https://second.example/tsa".to_owned()];
    let stamper = Stamper::new(urls, store(&tsa), &transport, &clock).unwrap();
    let request = TimestampRequest { catalogs: vec![good.path(), second.clone()], replace: false, output_dir: None };
    let error = timestamp(&request, &stamper).unwrap_err();
    let message = error.to_string();
    assert!(message.contains("y.cat") && message.contains("http://tsa.example/: HTTP status 403"), "{message}");
    assert!(message.contains("https://second.example/tsa: the answer is malformed"), "{message}");
    assert!((good.bytes(), fs::read(&second).unwrap()) == bytes);
}

#[test]
fn a_token_with_attribute_certificates_as_microsoft_sends_them_is_kept_as_it_came() {
    let Some(tsa) = Tsa::new(EC) else { return };
    let signed = Signed::new(SignatureDigest::Sha256);
    let token = Mutex::new(Vec::new());
    let outcome = stamp(&signed, &[URL], store(&tsa), false, |_, request| {
        let reply = with_signed_data(&tsa.reply(question(request)), |data| {
            // Version, digests, content, certificates.
            let mut certificates = parts(&data[3]);
            certificates.push(whole(Tag::context(1), &[Writer::encode(|w| w.sequence(|w| w.integer(1)))]));
            data[3] = whole(Tag::context(0), &certificates);
        });
        *token.lock().unwrap() = parts(&reply)[1].clone();
        answer(200, reply)
    });
    outcome.result.unwrap();
    let token = token.into_inner().unwrap();
    assert!(signed.bytes().windows(token.len()).any(|window| window == token));
}

#[test]
fn only_addresses_of_http_without_passwords_are_taken() {
    let transport = Servers { answer: |_, _: &Request<'_>| panic!("asked"), asked: Mutex::default() };
    let clock = TestClock::default();
    for urls in [vec![], vec!["tsa.example"], vec![URL, "ftp://tsa.example/"], vec!["http://user:secret@tsa.example/"]]
    {
        let urls = urls.into_iter().map(str::to_owned).collect();
        let error = Stamper::new(urls, TrustStore::empty(), &transport, &clock).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
