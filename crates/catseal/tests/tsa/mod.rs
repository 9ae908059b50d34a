//! A time stamp authority of our own: `openssl ts`.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

/// An authority with a root above it, in a folder that lasts as long as this value.
pub(crate) struct Tsa {
    folder: TempDir,
}

const EXTENSIONS: &str = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n\
                          extendedKeyUsage=critical,timeStamping\n";

/// `CERT` is the certificate that signs.
const CONFIGURATION: &str = "[tsa]\ndefault_tsa=tsa1\n[tsa1]\nserial=./serial\nsigner_cert=./CERT\nsigner_key=./tsa.key\n\
                             signer_digest=sha256\ncerts=./root.pem\ndefault_policy=1.2.3.4.1\ndigests=sha256,sha384,sha512\n\
                             accuracy=secs:1\nordering=yes\ntsa_name=no\ness_cert_id_chain=no\ness_cert_id_alg=sha256\n";

impl Tsa {
    /// An authority whose key is what `algorithm`, options of `openssl genpkey` parted by spaces, says. `None`, with a line that says so,
    /// when openssl is not there; where `CATSEAL_REQUIRE_PARTNERS` is 1, it has to be.
    pub(crate) fn new(algorithm: &str) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            assert!(std::env::var_os("CATSEAL_REQUIRE_PARTNERS").is_none_or(|value| value != "1"), "openssl is absent");
            println!("skipped: openssl absent");
            return None;
        }
        let tsa = Self { folder: tempfile::tempdir().unwrap() };
        // RSA signatures are all of one length, and with them certificates that differ in their dates alone.
        tsa.openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out root.key");
        tsa.openssl("req -x509 -new -key root.key -subj /CN=Stamp_Root -days 30 -addext keyUsage=critical,keyCertSign -out root.pem");
        tsa.openssl(&format!("genpkey {algorithm} -out tsa.key"));
        tsa.openssl("req -new -key tsa.key -subj /CN=Stamp_Authority -out tsa.csr");
        fs::write(tsa.path("extensions"), EXTENSIONS).unwrap();
        fs::write(tsa.path("serial"), "01\n").unwrap();
        tsa.issue("tsa.pem", 20);
        Some(tsa)
    }

    /// Issues a certificate for the authority's key: always the same number, and valid for so many days from now.
    pub(crate) fn issue(&self, name: &str, days: i32) {
        self.openssl(&format!(
            "x509 -req -in tsa.csr -CA root.pem -CAkey root.key -set_serial 7 -days {days} -extfile extensions -out {name}"
        ));
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The root, in PEM.
    pub(crate) fn root(&self) -> PathBuf {
        self.path("root.pem")
    }

    /// A certificate in DER.
    pub(crate) fn der(&self, name: &str) -> Vec<u8> {
        self.openssl(&format!("x509 -in {name} -outform DER -out {name}.der"));
        fs::read(self.path(&format!("{name}.der"))).unwrap()
    }

    /// The answer to a question, signed under this certificate.
    pub(crate) fn reply_by(&self, certificate: &str, query: &[u8]) -> Vec<u8> {
        fs::write(self.path("tsa.cnf"), CONFIGURATION.replace("CERT", certificate)).unwrap();
        fs::write(self.path("query"), query).unwrap();
        self.openssl("ts -reply -config tsa.cnf -queryfile query -out reply");
        fs::read(self.path("reply")).unwrap()
    }

    /// The answer to a question.
    pub(crate) fn reply(&self, query: &[u8]) -> Vec<u8> {
        self.reply_by("tsa.pem", query)
    }

    /// Runs openssl in the folder with these words; it must succeed.
    #[track_caller]
    pub(crate) fn openssl(&self, words: &str) -> String {
        let output = Command::new("openssl").args(words.split(' ')).current_dir(self.folder.path()).output().unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "openssl {words}\n{said}");
        said
    }
}
