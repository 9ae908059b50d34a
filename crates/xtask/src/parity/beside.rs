//! INFs that lay beside the one of a published catalog when it was made, and were not published with it.
//!
//! Inf2Cat writes the hardware ids of all INFs of a folder into each catalog that it makes there. A catalog with ids that its own
//! INF lacks is explained when there is a record of such another INF, and when with it the same catalog comes out.

use std::fs;
use std::io;
use std::path::Path;

/// An INF that lay beside another one.
pub(crate) struct Beside {
    /// How the path of the catalog in the corpus begins.
    folder: &'static str,
    catalog: &'static str,
    /// What it is called there: names decide in which order INFs are read.
    pub(crate) name: &'static str,
    /// The INF of the corpus that it is, or is like.
    from: &'static str,
    /// What is different from that one: before and after.
    changes: &'static [(&'static str, &'static str)],
}

const BESIDE: [Beside; 2] = [
    // The same maker's INF for its other boards, which has the ids in this order. It is no member, so it named another catalog.
    Beside {
        folder: "packages/Arduino_Boards-sparkfun_samd_drivers@f45af9b5/",
        catalog: "sparkfun.cat",
        name: "sparkfun_avr.inf",
        from: "packages/Arduino_Boards-sparkfun_avr_signed_driver@6fcff5c0/sparkfun.inf",
        changes: &[("CatalogFile=%MFGFILENAME%.cat", "CatalogFile=sparkfun_avr.cat")],
    },
    // The INF of the programmer Arduino ISP, by the same maker and for the same libusb-win32. Its users quoted its name and the
    // line with its id, and nothing else of it counts: <https://github.com/arduino/Arduino/issues/4120>. By that name it is read
    // before the other one, and its id is number 1, as in the catalog.
    Beside {
        folder: "packages/Arduino-build_windows_dist_drivers",
        catalog: "arduino_gemma.cat",
        name: "arduinoISP.inf",
        from: "packages/Arduino-build_windows_dist_drivers@e3c19d7a/arduino_gemma.inf",
        changes: &[("VID_2341&PID_0C9F", "VID_2341&PID_0049"), ("arduino_gemma.cat", "arduinoISP.cat")],
    },
];

/// The INF that lay beside that of the catalog at `path` in the corpus, if there is a record of one.
pub(crate) fn of(path: &str) -> Option<&'static Beside> {
    BESIDE.iter().find(|beside| path.starts_with(beside.folder) && path.ends_with(beside.catalog))
}

impl Beside {
    /// Puts the INF into `package`.
    ///
    /// # Errors
    /// When the corpus has no such INF, or one without what is to be changed.
    pub(crate) fn put(&self, corpus: &Path, package: &Path) -> io::Result<()> {
        let mut inf = fs::read(corpus.join(self.from))?;
        for (before, after) in self.changes {
            let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
            inf = replaced(&inf, before.as_bytes(), after.as_bytes())
                .or_else(|| replaced(&inf, &wide(before), &wide(after)))
                .ok_or_else(|| io::Error::other(format!("{} has no '{before}'", self.from)))?;
        }
        fs::write(package.join(self.name), inf)
    }
}

/// `bytes` with the first `before` in it replaced; `None` if there is none.
fn replaced(bytes: &[u8], before: &[u8], after: &[u8]) -> Option<Vec<u8>> {
    let start = bytes.windows(before.len()).position(|window| window == before)?;
    let (head, rest) = bytes.split_at_checked(start)?;
    let tail = rest.get(before.len()..)?;
    Some([head, after, tail].concat())
}
