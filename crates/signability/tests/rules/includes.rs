use crate::harness::Case;
use crate::parts::{INSTALL, case};

const HW: &str = "[Install.NT.HW]\nInclude = winusb.inf\nNeeds = ";

/// Models for Windows 11.
const ELEVEN: [(&str, &str); 2] = [
    ("Models, NTamd64.10.0...16299", "Models, NTamd64.10.0...22000"),
    ("[Models.NTamd64.10.0...16299]", "[Models.NTamd64.10.0...22000]"),
];

pub(crate) fn cases() -> Vec<Case> {
    let needs = |section: &str| format!("{HW}{section}\n");
    vec![
        case(
            "CS2420",
            "the hardware section needs one for services",
            &[],
            &[("+", &needs("WINUSB.NT.Services"))],
            &[("+", &needs("WINUSB.NT.hw"))],
        ),
        case(
            "CS2420",
            "the install section needs one for services",
            &[],
            &[(INSTALL, "CopyFiles = Files\nInclude = winusb.inf\nNeeds = WINUSB.NT.Services")],
            &[(INSTALL, "CopyFiles = Files\nInclude = winusb.inf\nNeeds = WINUSB.NT")],
        ),
        case(
            "CS2421",
            "the hardware section needs an install section",
            &[],
            &[("+", &needs("WINUSB.NT"))],
            &[("+", &needs("WINUSB.NT.HW"))],
        ),
        case(
            "CS2422",
            "another INF of Windows is included than that of the section",
            &[("+", &needs("WINUSB.NT.HW"))],
            &[("Include = winusb.inf", "Include = usb.inf")],
            &[("Include = winusb.inf", "Include = usb.inf, WinUSB.inf")],
        ),
        case(
            "CS2423",
            "a service for the generic USB driver of Windows",
            &ELEVEN,
            &[("%13%\\sample.sys", "%12%\\WinUSB.sys")],
            &[],
        ),
        case(
            "CS2423",
            "a driver of that name in the package is another matter",
            &[ELEVEN[0], ELEVEN[1], ("%13%\\sample.sys", "%13%\\usbser.sys")],
            &[],
            &[
                ("[Files]\nsample.sys", "[Files]\nsample.sys\nusbser.sys"),
                ("sample.sys = 1", "sample.sys = 1\nusbser.sys = 1"),
            ],
        ),
    ]
}
