use crate::harness::Case;
use crate::parts::{INSTALL, case};

const MANUFACTURER: &str = "%Maker% = Models, NTamd64.10.0...16299";
const MODEL: &str = "%Device% = Install, USB\\VID_1209&PID_0001";
const SERVICES: &str = "AddService = sample, 0x00000002, Service";

/// The base, for Windows from `build` on.
fn since(build: &str, code: &'static str, title: &'static str, section: &'static str, directive: &'static str) -> Case {
    let add = format!("[{section}]\n{directive}\n[Part]\nFilterPosition = Upper\n");
    let manufacturer = format!("%Maker% = Models, NTamd64.10.0...{build}");
    let models = format!("[Models.NTamd64.10.0...{build}]");
    let later = [(MANUFACTURER, manufacturer.as_str()), ("[Models.NTamd64.10.0...16299]", models.as_str())];
    case(code, title, &[("+", &add)], &[], &later)
}

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("CS2410", "a maker without models", &[], &[(MANUFACTURER, "%Maker% = , NTamd64.10.0...16299")], &[]),
        case("CS2411", "a model without install section", &[], &[(MODEL, "%Device% = , USB\\VID_1209&PID_0001")], &[]),
        case("CS2412", "a model without hardware id", &[], &[(MODEL, "%Device% = Install")], &[]),
        case(
            "CS2413",
            "a build from before builds counted",
            &[(
                "[Models.NTamd64.10.0...16299]",
                "[Models.NTamd64.10.0...14309]\n%Device% = Install, X\\1\n[Models.NTamd64.10.0...14310]",
            )],
            &[(MANUFACTURER, "%Maker% = Models, NTamd64.10.0...14309")],
            &[(MANUFACTURER, "%Maker% = Models, NTamd64.10.0...14310")],
        ),
        case(
            "CS2414",
            "services for another section than the one that is chosen",
            &[],
            &[("[Install.NT.Services]", "[Install.Services]")],
            &[("[Install.NT.Services]", "[install.nt.SERVICES]")],
        ),
        case(
            "CS2414",
            "a device that takes its service from Windows",
            &[],
            &[(SERVICES, "")],
            &[(SERVICES, "Include = winusb.inf\nNeeds = WINUSB.NT.Services")],
        ),
        since("18362", "CS2415", "declarative filters before 1903", "Install.NT.Filters", "AddFilter = sample,,Part"),
        since(
            "17763",
            "CS2415",
            "event providers before 1809",
            "Install.NT.Events",
            "AddEventProvider = {78a1c341-4539-11d3-b88d-00c04fad5171}, Part",
        ),
        case(
            "CS2416",
            "models for workstations only",
            &[],
            &[
                (MANUFACTURER, "%Maker% = Models, NTamd64.10.0.1..16299"),
                ("[Models.NTamd64.10.0...16299]", "[Models.NTamd64.10.0.1..16299]"),
            ],
            &[],
        )
        .sets("universal"),
        case(
            "CS2417",
            "a feature score of nine bits",
            &[],
            &[(INSTALL, "CopyFiles = Files\nFeatureScore = 1FF")],
            &[(INSTALL, "CopyFiles = Files\nFeatureScore = 0xFF")],
        ),
    ]
}
