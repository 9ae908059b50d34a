use super::*;
use catseal_transport::Body;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

/// A server on this machine that takes one connection; gives its port, and the request as it came.
fn server(answer: impl FnOnce(TcpStream) + Send + 'static) -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        // Heads end with an empty line; the bodies of these tests do with a question.
        while !(request.ends_with(b"\r\n\r\n") && request.starts_with(b"GET") || request.ends_with(b"?.")) {
            let mut octet = [0];
            stream.read_exact(&mut octet).unwrap();
            request.push(octet[0]);
        }
        sender.send(String::from_utf8(request).unwrap()).ok();
        answer(stream);
    });
    (port, receiver)
}

fn saying(text: &'static str) -> (u16, Receiver<String>) {
    server(move |mut stream| stream.write_all(text.as_bytes()).unwrap())
}

fn request(url: &str) -> Request<'_> {
    let timeout = Duration::from_secs(20);
    Request { url, body: None, accept: "text/x-answer", limit: 10, timeout, named_by: NamedBy::User }
}

/// What comes of a request, without a proxy: these tests talk to this machine alone.
fn send(request: &Request<'_>) -> Result<Response, TransportError> {
    HttpTransport::with_proxy(None).send(request)
}

fn get(port: u16) -> Result<Response, TransportError> {
    send(&request(&format!("http://127.0.0.1:{port}/path?query")))
}

#[test]
fn an_answer_is_given_as_it_came() {
    let (port, seen) = saying(
        "HTTP/1.1 503 Busy\r\nContent-Type: Text/X-Answer; charset=utf-8\r\nRetry-After: 7\r\nContent-Length: 5\r\n\r\nhello",
    );
    let answer = get(port).unwrap();
    let retry_after = Some(Duration::from_secs(7));
    let wanted = Response { status: 503, media_type: "text/x-answer".to_owned(), retry_after, body: b"hello".to_vec() };
    assert_eq!(answer, wanted);
    let seen = seen.recv().unwrap().to_lowercase();
    assert!(seen.starts_with("get /path?query http/1.1\r\n"), "{seen}");
    assert!(seen.contains("\r\naccept: text/x-answer\r\n") && seen.contains("\r\nuser-agent: catseal/"), "{seen}");
    assert!(!seen.contains("accept-encoding"), "{seen}");
}

#[test]
fn a_body_is_posted_with_its_length_and_type() {
    let (port, seen) = saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let url = format!("http://127.0.0.1:{port}/");
    let body = Some(Body { media_type: "text/x-question", bytes: b"Well?." });
    let answer = send(&Request { body, ..request(&url) }).unwrap();
    assert_eq!((answer.status, answer.media_type.as_str(), answer.retry_after), (200, "", None));
    let seen = seen.recv().unwrap().to_lowercase();
    assert!(seen.starts_with("post / http/1.1\r\n") && seen.ends_with("\r\n\r\nwell?."), "{seen}");
    assert!(
        seen.contains("\r\ncontent-type: text/x-question\r\n") && seen.contains("\r\ncontent-length: 6\r\n"),
        "{seen}"
    );
}

#[test]
fn a_redirect_is_an_answer_and_is_not_followed() {
    let (port, _) = saying("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(get(port).unwrap().status, 302);
}

#[test]
fn a_body_of_the_limit_is_taken_and_a_longer_one_is_not() {
    let (port, _) = saying("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789");
    assert_eq!(get(port).unwrap().body, b"0123456789");
    let (port, _) = saying("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n0123456789a");
    assert_eq!(get(port), Err(TransportError::TooLong { limit: 10 }));
    // Without an end, and never read to it.
    let (port, _) = server(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'x'; 1 << 16]).is_ok() {}
    });
    assert_eq!(get(port), Err(TransportError::TooLong { limit: 10 }));
}

#[test]
fn an_answer_that_is_cut_off_or_is_none_is_an_error() {
    for text in ["", "HTTP/1.1 200 OK\r\nContent-", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", "Hello!\r\n\r\n"]
    {
        let (port, _) = saying(text);
        let error = get(port).unwrap_err();
        assert!(matches!(error, TransportError::Failed(_)), "{text:?}: {error:?}");
    }
}

#[test]
fn the_time_limit_is_for_the_whole_exchange() {
    for head in ["HTTP/1.1 200 OK\r\nX-Long: ", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"] {
        let (port, _) = server(move |mut stream| {
            let _ = stream.write_all(head.as_bytes());
            // Always something, and never all of it.
            while stream.write_all(b"H").is_ok() {
                std::thread::sleep(Duration::from_millis(90));
            }
        });
        let url = format!("http://127.0.0.1:{port}/");
        let answer = send(&Request { timeout: Duration::from_millis(300), ..request(&url) });
        assert_eq!(answer, Err(TransportError::Timeout), "{head:?}");
    }
}

#[test]
fn what_nobody_listens_to_fails_in_words() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let TransportError::Failed(text) = get(port).unwrap_err() else { panic!("not a failure") };
    assert!(text.to_lowercase().contains("refused"), "{text}");
}

#[test]
fn a_server_that_does_not_speak_tls_fails_in_words() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        // Until the other side hangs up: closing with something unread would reset the connection.
        stream.read_to_end(&mut Vec::new()).ok();
    });
    let answer = send(&request(&format!("https://127.0.0.1:{port}/")));
    assert!(matches!(&answer, Err(TransportError::Failed(text)) if !text.is_empty()), "{answer:?}");
}

#[test]
fn only_whole_addresses_of_http_without_a_user_are_asked() {
    for url in [
        "",
        "example.com",
        "/path",
        "ftp://example.com/",
        "file:///etc/passwd",
        "http://",
        "http:///path",
        "http://a b/",
    ] {
        assert_eq!(send(&request(url)), Err(TransportError::Address), "{url}");
    }
    for url in ["http://user@127.0.0.1:1/", "http://user:secret@127.0.0.1:1/"] {
        let TransportError::Failed(text) = send(&request(url)).unwrap_err() else { panic!("{url}") };
        assert!(text.contains("password") && !text.contains("secret"), "{text}");
    }
}

#[test]
fn an_input_cannot_make_the_program_ask_this_machine() {
    let (port, seen) = saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    // The address is judged once it is resolved, so its spelling does not matter.
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "127.1",
        "0x7f.0.0.1",
        "2130706433",
        "0.0.0.0",
        "[::]",
    ] {
        let url = format!("http://{host}:{port}/");
        let answer = send(&Request { named_by: NamedBy::Input, ..request(&url) });
        // Some systems know not all of these spellings.
        assert!(matches!(answer, Err(TransportError::Forbidden | TransportError::Failed(_))), "{host}: {answer:?}");
    }
    for host in ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]"] {
        let url = format!("http://{host}:{port}/");
        let answer = send(&Request { named_by: NamedBy::Input, ..request(&url) });
        assert_eq!(answer, Err(TransportError::Forbidden), "{host}");
    }
    assert!(seen.try_recv().is_err(), "the server was asked");
}

#[test]
fn addresses_that_are_not_of_the_public_internet_are_known() {
    let public = [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "128.0.0.1",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2606:4700::1111",
        "2a00::1",
        "3ffe::1",
    ];
    for address in public {
        assert!(is_public(address.parse().unwrap()), "{address}");
    }
    let others = [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:1.1.1.1",
        "::ffff:127.0.0.1",
        "64:ff9b::101:101",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:0:4136:e378::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:101:101::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ];
    for address in others {
        assert!(!is_public(address.parse().unwrap()), "{address}");
    }
}
