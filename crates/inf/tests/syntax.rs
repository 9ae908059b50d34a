//! The syntax of INFs, row by row: what SetupAPI makes of a line.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use catseal_finding::Severity;
use catseal_inf::{CodePage, Document, Encoding, Error, ParseOptions, limits};

fn parse(bytes: &[u8]) -> Result<Document, Error> {
    Document::parse(bytes, &ParseOptions::default())
}

/// The lines of `[s]` with the given text: key and expanded fields.
fn lines(text: &str) -> Vec<(Option<String>, Vec<String>)> {
    let document = parse(format!("[Version]\n[s]\n{text}").as_bytes()).unwrap();
    let entries = document.section("s").unwrap().entries();
    entries
        .iter()
        .map(|entry| {
            let fields = entry.fields().iter().map(|field| document.expand(field)).collect();
            (entry.key().map(|key| document.expand(key)), fields)
        })
        .collect()
}

/// The one line of `text`.
fn line(text: &str) -> (Option<String>, Vec<String>) {
    let mut lines = lines(text);
    assert_eq!(lines.len(), 1, "{text:?}");
    lines.remove(0)
}

#[test]
fn a_line_is_cut_into_key_and_fields() {
    let rows: &[(&str, Option<&str>, &[&str])] = &[
        // Keys.
        ("key=one,two", Some("key"), &["one", "two"]),
        ("  key  =  one  ,  two  ", Some("key"), &["one", "two"]),
        ("alone", Some("alone"), &["alone"]),
        ("one,two", None, &["one", "two"]),
        ("a,b=c", None, &["a", "b=c"]),
        ("=x", Some(""), &["x"]),
        ("a=", Some("a"), &[""]),
        ("a=b=c", Some("a"), &["b=c"]),
        ("\"a=b\"=c", Some("a=b"), &["c"]),
        ("\"a,b\"=c", Some("a,b"), &["c"]),
        // Empty fields.
        ("a=b,,c", Some("a"), &["b", "", "c"]),
        ("a=b,", Some("a"), &["b", ""]),
        ("a=,,", Some("a"), &["", "", ""]),
        (",", None, &["", ""]),
        // Blanks.
        ("a=b c\td", Some("a"), &["b c\td"]),
        ("a\r=\rb", Some("a"), &["b"]),
        ("a=\0b\0,\0c", Some("a"), &["b", "c"]),
        // Quotes.
        ("a=\"b,c=d;e\"", Some("a"), &["b,c=d;e"]),
        ("a=\"  b  \"", Some("a"), &["  b  "]),
        ("a=Ab\"Cd\"eF", Some("a"), &["AbCdeF"]),
        ("a=\"say \"\"so\"\"\"", Some("a"), &["say \"so\""]),
        ("a=b\"\"c", Some("a"), &["bc"]),
        ("a=\"\"", Some("a"), &[""]),
        ("a=\"open, to the end ", Some("a"), &["open, to the end "]),
        ("a=\"open\r", Some("a"), &["open"]),
        ("a='b,c'", Some("a"), &["'b", "c'"]),
        // Comments.
        ("a=b;c", Some("a"), &["b"]),
        ("a=b ; c", Some("a"), &["b"]),
        ("a=%x;y%", Some("a"), &["%x"]),
        ("a=\"%x;y%\"", Some("a"), &["%x;y%"]),
        // Backslashes.
        ("a=b\\c", Some("a"), &["b\\c"]),
        ("a=b\\ c", Some("a"), &["b\\ c"]),
        ("a=\\b", Some("a"), &["\\b"]),
        ("a=b\\\nc", Some("a"), &["bc"]),
        ("a=b  \\  \n   c", Some("a"), &["bc"]),
        ("a=b\\\\\\\nc", Some("a"), &["bc"]),
        ("a=b \\ \\ \nc", Some("a"), &["bc"]),
        ("a=b,\\ ; why\nc", Some("a"), &["b", "c"]),
        ("a=b\\\r\n\tc", Some("a"), &["bc"]),
        ("a\\\nb=c", Some("ab"), &["c"]),
        ("a=b\\\n; nothing more", Some("a"), &["b"]),
        ("a=b\\\n\nc=d", Some("a"), &["b"]),
        ("a=b\\", Some("a"), &["b"]),
        ("a=b\\\n[s]", Some("a"), &["b[s]"]),
        ("a=\"b\\\"", Some("a"), &["b\\"]),
        ("a=\"b\\\"%c%", Some("a"), &["b\\%c%"]),
        ("a=\"b\"\\\n\"c\"", Some("a"), &["bc"]),
        ("a=\" b \"\\\nc", Some("a"), &[" b c"]),
        // The end of the file.
        ("a=b\u{1A}c\nd=e", Some("a"), &["b"]),
    ];
    for (text, key, fields) in rows {
        let lines = lines(text);
        let (found_key, found_fields) = &lines[0];
        assert_eq!(
            (found_key.as_deref(), found_fields.iter().map(String::as_str).collect::<Vec<_>>()),
            (*key, fields.to_vec()),
            "{text:?}"
        );
    }
}

#[test]
fn a_backslash_in_an_open_quote_does_not_continue_the_line() {
    assert_eq!(lines("a=\"b\\\nc=d").len(), 2);
    assert_eq!(lines("a=\"b\\\nc=d")[0].1, ["b\\"]);
}

#[test]
fn comments_and_empty_lines_are_no_lines() {
    assert!(lines("; a=b\n\n   \n\t; c").is_empty());
}

#[test]
fn a_line_has_the_number_where_it_begins() {
    let document = parse(b"[Version]\r\n\r\n[s] ; 3\r\na=b\\\r\n,c\r\n\r\nd=e").unwrap();
    let section = document.section("S").unwrap();
    assert_eq!(section.line(), 3);
    assert_eq!(section.entries().iter().map(|entry| entry.line()).collect::<Vec<_>>(), [4, 7]);
}

#[test]
fn a_section_name_runs_to_the_first_bracket_and_the_rest_is_ignored() {
    let document = parse(b"[Version]\n  [ ;a \"b\\[ ] c=d\ne=f\n[]\ng=h\n").unwrap();
    assert_eq!(document.section(" ;A \"b\\[ ").unwrap().entries()[0].key(), Some("e"));
    assert_eq!(document.section("").unwrap().entries()[0].key(), Some("g"));
}

#[test]
fn sections_of_one_name_are_merged_in_order_whatever_the_case() {
    let document = parse(b"[Version]\n[One]\na=1\n[two]\nb=2\n[oNE]\nc=3\n").unwrap();
    let keys: Vec<_> = document.section("ONE").unwrap().entries().iter().map(|entry| entry.key().unwrap()).collect();
    assert_eq!(keys, ["a", "c"]);
    assert_eq!(document.sections().map(|section| section.name()).collect::<Vec<_>>(), ["Version", "One", "two"]);
}

#[test]
fn malformed_headers_are_errors_with_their_line() {
    assert_eq!(parse(b"[Version]\n[open\na=b\n").unwrap_err(), Error::BadSectionNameLine { line: 2 });
    let longest = "n".repeat(255);
    assert!(parse(format!("[Version]\n[{longest}]").as_bytes()).is_ok());
    let too_long = format!("[Version]\n[{longest}n]");
    assert_eq!(parse(too_long.as_bytes()).unwrap_err(), Error::SectionNameTooLong { line: 2 });
}

#[test]
fn text_before_the_first_section_is_an_error_unless_there_are_strings() {
    assert_eq!(parse(b"; fine\n\nstray\n[Version]\n").unwrap_err(), Error::ExpectedSectionName { line: 3 });
    let document = parse(b"stray\n[Version]\n[Strings]\n").unwrap();
    assert_eq!((document.findings()[0].code, document.findings()[0].line), ("CS2007", Some(1)));
}

#[test]
fn what_has_no_version_section_is_no_inf() {
    for bytes in [&b""[..], b"MZ\x90\0\x03\0\0\0", b"[autorun]\nopen=x.exe\n", b"plain text\n", b"[unclosed"] {
        assert!(matches!(parse(bytes), Err(Error::NotAnInf { .. })), "{bytes:?}");
    }
}

#[test]
fn tokens_are_replaced_once_after_quotes_are_gone() {
    let strings = "\n[Strings]\nfoo=bar\n\"with blank\"=\"x y\"\nnested=%foo%\nempty=\"\"\nfirst=1\nfirst=2\ncut=a,b\n12=twelve\nalone\n";
    for (text, expanded) in [
        ("%foo%", "bar"),
        ("%FOO%", "bar"),
        ("a%foo%b%foo%c", "abarbbarc"),
        ("%f\"o\"o%", "bar"),
        ("\"%foo%\"", "bar"),
        ("%with blank%", "x y"),
        ("%%", "%"),
        ("100%%", "100%"),
        ("%%foo%%", "%foo%"),
        ("%unknown%", "%unknown%"),
        ("%unknown%%foo%", "%unknown%bar"),
        ("%open", "%open"),
        ("%foo%%", "bar%"),
        ("%nested%", "%foo%"),
        ("%empty%", ""),
        ("%first%", "1"),
        ("%cut%", "a"),
        ("%11%\\x", "%11%\\x"),
        ("%12%", "twelve"),
        ("%alone%", "alone"),
    ] {
        let (_, fields) = line(&format!("a={text}{strings}"));
        assert_eq!(fields, [expanded], "{text}");
    }
    assert_eq!(line(&format!("%foo%=1{strings}")).0.as_deref(), Some("bar"));
}

#[test]
fn one_strings_section_serves_all_tokens_the_one_nearest_to_the_language() {
    let all = "[Version]\n[Strings]\na=none\nb=none\n[Strings.0407]\na=de\n[Strings.0C07]\na=at\n[Strings.0007]\na=neutral\n[Strings.0809]\na=gb\n[Strings.12345]\n[Stringsx]\n";
    let expand = |text: &str, language| {
        let options = ParseOptions { language, ..ParseOptions::default() };
        let document = Document::parse(text.as_bytes(), &options).unwrap();
        (document.expand("%a%"), document.expand("%b%"))
    };
    let unknown = "%b%".to_owned();
    assert_eq!(expand(all, 0x0407), ("de".to_owned(), unknown.clone()));
    assert_eq!(expand(all, 0x0807), ("neutral".to_owned(), unknown.clone()));
    assert_eq!(expand(all, 0x0409), ("gb".to_owned(), unknown.clone()));
    assert_eq!(expand(all, 0x040C), ("none".to_owned(), "none".to_owned()));
    let without_neutral = all.replace("[Strings.0007]", "[Other]");
    assert_eq!(expand(&without_neutral, 0x0807).0, "de");
}

#[test]
fn fields_and_expansions_are_cut_silently_at_the_limit_of_windows() {
    let long = "x".repeat(5000);
    assert_eq!(line(&format!("a={long}")).1[0].len(), limits::MAX_FIELD);
    assert_eq!(line(&format!("a=\"{long}\"")).1[0].len(), limits::MAX_FIELD);
    let (_, fields) = line(&format!("a=%t%%t%\n[Strings]\nt={}", &long[..3000]));
    assert_eq!(fields[0].len(), limits::MAX_FIELD);
    // Outside of the basic plane a character takes two of the 4095 code units.
    let document =
        parse("[Version]\n[s]\na=".bytes().chain("\u{1F600}".repeat(3000).bytes()).collect::<Vec<_>>().as_slice());
    assert!(document.unwrap().section("s").unwrap().entries()[0].field(0).encode_utf16().count() <= limits::MAX_FIELD);
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xFEFF);
    mark.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
}

#[test]
fn every_encoding_gives_the_same_document_and_its_own_finding() {
    let text = "[Version]\nProvider = \"J\u{fc}rgen\"\n";
    type Case<'a> = (Vec<u8>, Encoding, &'a [(&'a str, Severity)]);
    let cases: [Case<'_>; 6] = [
        (utf16(text, u16::to_le_bytes, true), Encoding::Utf16Le, &[]),
        (utf16(text, u16::to_le_bytes, false), Encoding::Utf16LeUnmarked, &[("CS2003", Severity::Error)]),
        (utf16(text, u16::to_be_bytes, true), Encoding::Utf16Be, &[("CS2004", Severity::Error)]),
        (utf16(text, u16::to_be_bytes, false), Encoding::Utf16Be, &[("CS2004", Severity::Error)]),
        ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), Encoding::Utf8, &[("CS2001", Severity::Warning)]),
        (
            text.replace('\u{fc}', "?").bytes().map(|b| if b == b'?' { 0xFC } else { b }).collect(),
            Encoding::Ansi,
            &[("CS2006", Severity::Note)],
        ),
    ];
    for (bytes, encoding, findings) in cases {
        let document = parse(&bytes).unwrap();
        assert_eq!(document.encoding(), encoding);
        assert_eq!(document.section("version").unwrap().entries()[0].field(0), "J\u{fc}rgen", "{encoding:?}");
        let found: Vec<_> = document.findings().iter().map(|finding| (finding.code, finding.severity)).collect();
        assert_eq!(found, findings, "{encoding:?}");
    }
}

#[test]
fn unmarked_utf8_is_read_as_ansi_and_said_to_be_garbled() {
    let document = parse("[Version]\nProvider = J\u{fc}rgen\n".as_bytes()).unwrap();
    assert_eq!(document.section("Version").unwrap().entries()[0].field(0), "J\u{c3}\u{bc}rgen");
    assert_eq!((document.findings()[0].code, document.findings()[0].line), ("CS2002", Some(2)));
}

#[test]
fn plain_ascii_has_no_findings() {
    assert_eq!(parse(b"[Version]\na=b\n").unwrap().findings(), []);
}

#[test]
fn the_code_page_can_be_named() {
    let options = ParseOptions { codepage: CodePage::from_name("1251").unwrap(), ..ParseOptions::default() };
    let document = Document::parse(b"[Version]\nProvider=\xC4\xE0\n", &options).unwrap();
    assert_eq!(document.section("Version").unwrap().entries()[0].field(0), "\u{414}\u{430}");
    // In Japanese the second octet of a character may be a backslash, which is none here.
    let options = ParseOptions { codepage: CodePage::from_name("cp932").unwrap(), ..ParseOptions::default() };
    let document = Document::parse(b"[Version]\nProvider=\x83\x5C\nx=y\n", &options).unwrap();
    assert_eq!(document.section("Version").unwrap().entries()[0].field(0), "\u{30BD}");
    assert_eq!(document.section("Version").unwrap().entries().len(), 2);
    for name in ["", "utf-8", "utf-16le", "65001", "no such"] {
        assert_eq!(CodePage::from_name(name), None, "{name}");
    }
    assert_eq!(CodePage::default().name(), "windows-1252");
}

#[test]
fn what_is_beyond_the_limits_is_refused() {
    let size = limits::MAX_BYTES + 1;
    assert_eq!(parse(&vec![b' '; size]).unwrap_err(), Error::TooLarge { size, limit: limits::MAX_BYTES });
    for (text, what) in [
        ("x\n".repeat(limits::MAX_ENTRIES + 1), "lines"),
        (",".repeat(limits::MAX_FIELDS + 1), "fields"),
        ((0..=limits::MAX_SECTIONS).map(|n| format!("[{n}]\n")).collect(), "sections"),
    ] {
        let text = format!("[Version]\n{text}");
        assert!(matches!(parse(text.as_bytes()), Err(Error::TooMany { what: found, .. }) if found == what), "{what}");
    }
}

#[test]
fn a_section_knows_where_it_is_opened_again() {
    let document = parse(b"[Version]\n[A]\nx=1\n[B]\n[a]\ny=2\n[A]").unwrap();
    assert_eq!(document.section("A").unwrap().opened_again(), Some(5));
    assert_eq!(document.section("B").unwrap().opened_again(), None);
}

#[test]
fn tokens_without_text_are_those_that_neither_strings_nor_a_directory_serves() {
    let document = parse(b"[Version]\n[Strings]\nKnown=x").unwrap();
    let undefined = |text| document.undefined_tokens(text).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(undefined("%KNOWN%\\%Other%\\%13%\\%%Path%%, 5%"), ["Other"]);
}
