//! Inf2Cat's test: what the walk finds, dates, and where INFs lie.

use catseal_inf::{Document, ParseOptions};

use crate::harness::{Case, Shape};

/// Encodes the INF anew.
fn encode(shape: &mut Shape, encoding: fn(&str) -> Vec<u8>) {
    let (_, bytes) = shape.infs.first_mut().unwrap();
    *bytes = encoding(std::str::from_utf8(bytes).unwrap());
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

pub(crate) fn cases() -> Vec<Case> {
    let umlaut = |shape: &mut Shape| shape.replace("\"Sample Maker\"", "\"M\u{fc}ller\"");
    let mut cases = vec![
        Case::new("CS2001", "UTF-8 with a mark")
            .change(|shape| encode(shape, |text| format!("\u{feff}{text}").into_bytes()))
            .twin_change(|shape| encode(shape, |text| utf16(&format!("\u{feff}{text}"), u16::to_le_bytes))),
        Case::new("CS2002", "a letter beyond ASCII in UTF-8 without a mark")
            .both(umlaut)
            .twin_change(|shape| encode(shape, |text| utf16(&format!("\u{feff}{text}"), u16::to_le_bytes))),
        Case::new("CS2003", "UTF-16 without a mark")
            .change(|shape| encode(shape, |text| utf16(text, u16::to_le_bytes)))
            .twin_change(|shape| encode(shape, |text| utf16(&format!("\u{feff}{text}"), u16::to_le_bytes))),
        Case::new("CS2004", "UTF-16 with the high byte first")
            .change(|shape| encode(shape, |text| utf16(&format!("\u{feff}{text}"), u16::to_be_bytes)))
            .twin_change(|shape| encode(shape, |text| utf16(&format!("\u{feff}{text}"), u16::to_le_bytes))),
        Case::new("CS2005", "half of a pair of surrogates")
            .change(|shape| {
                encode(shape, |text| [&b"\xff\xfe"[..], &utf16(text, u16::to_le_bytes), b"\x00\xd8;\0"].concat());
            })
            .twin_change(|shape| encode(shape, |text| [&b"\xff\xfe"[..], &utf16(text, u16::to_le_bytes)].concat())),
        Case::new("CS2006", "a letter beyond ASCII in a code page")
            .both(umlaut)
            .change(|shape| encode(shape, |text| text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()))
            .twin_change(|shape| encode(shape, |text| utf16(&format!("\u{feff}{text}"), u16::to_le_bytes))),
        Case::new("CS2007", "text before the first section")
            .edit("; A driver that", "A driver that")
            .twin("; A driver that", ";A driver that"),
        Case::new("CS2008", "a signature of Windows 95")
            .edit("$Windows NT$", "$Windows 95$")
            .twin("$Windows NT$", "$CHICAGO$"),
        Case::new("CS2010", "a day of one digit").edit("11/20/2026,1", "11/2/2026,1").twin("11/20/2026", "11-02-2026"),
        Case::new("CS2011", "the name of a list in two languages")
            .both(|shape| {
                shape.replace("CopyFiles = Files", "CopyFiles = %List%");
                shape.replace("[Strings]", "[Strings.0407]\nList = Files\n[Strings]\nList = Files");
            })
            .edit("[Strings.0407]\nList = Files", "[Strings.0407]\nList = Dateien"),
        Case::new("CS2012", "a token without text in the name of a file")
            .edit("sample.sys\n\n[Service]", "%Name%.sys\n\n[Service]")
            .twin("Disk    =", "Name = sample\nDisk    ="),
        Case::new("CS2102", "a file that is not listed")
            .edit("sample.sys = 1", "other.sys = 1")
            .twin("sample.sys = 1", "SAMPLE.SYS = 1"),
        Case::new("CS2103", "a disk that is not defined").edit("sample.sys = 1", "sample.sys = 2"),
        Case::new("CS2104", "a catalog for another architecture")
            .edit("CatalogFile =", "CatalogFile.NTarm64 =")
            .twin("CatalogFile =", "CatalogFile.NTamd64 ="),
        Case::new("CS2105", "no models for the architecture").targets("10_X86,10_X64").twin(
            "NTamd64.10.0...16299\n\n",
            "NTamd64.10.0...16299, NTx86\n\n[Models.NTx86]\n%Device% = Install, USB\\VID_1209&PID_0001\n\n",
        ),
        Case::new("CS2106", "no models for one of the systems")
            .edit("NTamd64.10.0...16299\n\n", "NTamd64.10.0\n\n")
            .edit("[Models.NTamd64.10.0...16299]", "[Models.NTamd64.10.0]")
            .twin("NTamd64.10.0...16299\n\n", "NTamd64.6.1\n\n")
            .twin("[Models.NTamd64.10.0...16299]", "[Models.NTamd64.6.1]")
            .targets("7_X64,10_X64"),
        Case::new("CS2107", "a list that is not there")
            .edit("CopyFiles = Files", "CopyFiles = Files, More")
            .twin("CopyFiles = Files", "CopyFiles = Files, FILES"),
        Case::new("CS2108", "a folder above that of the INF")
            .edit("sample.sys = 1", "sample.sys = 1, ..\\..\\bin")
            .twin("sample.sys = 1", "sample.sys = 1, sub\\.."),
        Case::new("CS2109", "no destination")
            .edit("DefaultDestDir = 13", "Other = 13")
            .twin("DefaultDestDir = 13", "FILES = 13"),
        Case::new("CS2110", "an architecture that is none")
            .edit("%Maker% = Models,", "%Maker% = Models, NTx64,")
            .twin("%Maker% = Models,", "%Maker% = Models, NTx86,"),
        Case::new("CS2111", "a hardware id of 200 characters").change(|shape| {
            shape.replace("PID_0001", &format!("PID_0001,{}", "x".repeat(200)));
        }),
        Case::new("CS2112", "more wrong lines than are told").change(|shape| {
            let lines: String = (0..1100).map(|number| format!("missing{number}.sys\n")).collect();
            shape.replace("[Files]\n", &format!("[Files]\n{lines}"));
        }),
        Case::new("CS2208", "a date before that of Windows 7")
            .both(|shape| {
                shape.replace("NTamd64.10.0...16299\n\n", "NTamd64\n\n");
                shape.replace("[Models.NTamd64.10.0...16299]", "[Models.NTamd64]");
            })
            .edit("11/20/2026", "04/20/2009")
            .twin("11/20/2026", "04/21/2009")
            .targets("Vista_X64,7_X64"),
        Case::new("CS2208", "the newest system counts")
            .both(|shape| {
                shape.replace("NTamd64.10.0...16299\n\n", "NTamd64\n\n");
                shape.replace("[Models.NTamd64.10.0...16299]", "[Models.NTamd64]");
                shape.replace("11/20/2026", "04/20/2009");
            })
            .targets("7_X64")
            .twin("04/20/2009", "05/01/2010"),
        Case::new("CS2209", "INFs in subfolders only").change(|shape| {
            shape.infs.first_mut().unwrap().0 = "x64/sample.inf".to_owned();
            shape.file("sample.inf").path = "x64/sample.inf".to_owned();
            shape.file("sample.sys").path = "x64/sample.sys".to_owned();
        }),
    ];
    // What Inf2Cat refuses as DriverVer, and what it takes.
    for (bad, good) in [
        ("11.20.2026,1.2.3.4", "11/20/2026,1.2.3.4"),
        ("", "11-20-2026,1.2.3.4"),
        ("11/20/26,1.2.3.4", "11/20/2026,1.2.3"),
        ("20/11/2026,1.2.3.4", "11/20/2026"),
        ("11/20/2026,0.0.0.0", "11/20/2026,0.0.0.1"),
        ("11/20/2026,1.2.3.65536", "11/20/2026,1.2.3.65535"),
        ("11/20/2026,1.2.3.4.5", "11/20/2026,65535.2.3.4"),
        ("%Date%,1.2.3.4", "\"11/20/2026\",1.2.3.4"),
    ] {
        cases.push(
            Case::new("CS2009", "a date or a version that is none")
                .edit("11/20/2026,1.2.3.4", bad)
                .twin("11/20/2026,1.2.3.4", good),
        );
    }
    cases
}

#[test]
fn a_document_counts_its_line_endings() {
    let document = Document::parse(b"[Version]\r\nSignature=\"$Chicago$\"\n", &ParseOptions::default()).unwrap();
    assert_eq!((document.line_endings().crlf, document.line_endings().lf), (1, 1));
}
