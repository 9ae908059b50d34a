use crate::harness::Case;
use crate::parts::case;

const ADD: &str = "AddService = sample, 0x00000002, Service";
const START: &str = "StartType     = 3";
const TYPE: &str = "ServiceType   = 1";
const BINARY: &str = "ServiceBinary = %13%\\sample.sys";
const FILTER: &str = "[Install.NT.Filters]\nAddFilter = sample,,Filter\n[Filter]\n";

pub(crate) fn cases() -> Vec<Case> {
    let added = |code, title, bad: &str, good: &str| case(code, title, &[], &[(ADD, bad)], &[(ADD, good)]);
    let filter = |title, bad: &str, good: &str| {
        case("CS2447", title, &[], &[("+", &format!("{FILTER}{bad}\n"))], &[("+", &format!("{FILTER}{good}\n"))])
    };
    let second = "[Service2]\nServiceType = 1\nErrorControl = 1\nServiceBinary = %13%\\sample.sys\n";
    vec![
        added("CS2430", "a service without a name", &format!("{ADD}\nAddService = ,0,Service"), ADD),
        added("CS2431", "the null driver with a section", "AddService = ,2,Service", "AddService = ,2"),
        added(
            "CS2432",
            "the section of a service is misspelled",
            "AddService = sample, 2, Servise",
            "AddService = sample, 2, SERVICE",
        ),
        added("CS2432", "a service without a section", "AddService = sample, 2", "AddService = , 2"),
        added(
            "CS2433",
            "two function drivers",
            &format!("{ADD}\nAddService = other, 2, Service"),
            &format!("{ADD}\nAddService = other,, Service"),
        ),
        case(
            "CS2434",
            "a disabled function driver",
            &[(START, "StartType = 0x4")],
            &[],
            &[(ADD, "AddService = sample,, Service")],
        ),
        case(
            "CS2435",
            "a service in user mode that boots",
            &[(START, "StartType = 0")],
            &[(TYPE, "ServiceType = 0x10")],
            &[],
        ),
        case(
            "CS2436",
            "no error control",
            &[],
            &[("ErrorControl  = 1", "")],
            &[("ErrorControl  = 1", "ERRORCONTROL = 0")],
        ),
        case(
            "CS2437",
            "a start type in words",
            &[],
            &[(START, "StartType = manual")],
            &[(START, "StartType = 0x00000003")],
        ),
        case(
            "CS2438",
            "a path that is spelled out",
            &[],
            &[(BINARY, "ServiceBinary = System32\\drivers\\sample.sys")],
            &[],
        ),
        case(
            "CS2439",
            "a quotation mark that is not closed",
            &[],
            &[(BINARY, "ServiceBinary = \"\"\"%13%\\sample.sys\"")],
            &[(BINARY, "ServiceBinary = \"\"\"%13%\\sample.sys\"\" /x\"")],
        ),
        case("CS2440", "a misspelled binary", &[], &[(BINARY, "ServiceBinary = %13%\\sampel.sys")], &[]),
        case(
            "CS2440",
            "two identifiers for one directory",
            &[("DefaultDestDir = 13", "DefaultDestDir = 12")],
            &[(BINARY, "ServiceBinary = %11%\\sample.sys")],
            &[(BINARY, "ServiceBinary = %10%\\System32\\Drivers\\SAMPLE.sys")],
        ),
        added(
            "CS2441",
            "the name of a sample",
            "AddService = Toaster, 2, Service",
            "AddService = Toasters, 2, Service",
        ),
        added(
            "CS2442",
            "a name of 257 characters",
            &format!("AddService = {}, 2, Service", "s".repeat(257)),
            &format!("AddService = {}, 2, Service", "s".repeat(256)),
        ),
        case(
            "CS2443",
            "KMDF for a service of another name",
            &[("+", "[Wdf]\nKmdfLibraryVersion = 1.15\n")],
            &[("+", "[Install.NT.Wdf]\nKmdfService = simple, Wdf\n")],
            &[("+", "[Install.NT.Wdf]\nKmdfService = Sample, Wdf\n")],
        ),
        case(
            "CS2444",
            "two devices start one service at different times",
            &[
                ("%Device% = Install, USB\\VID_1209&PID_0001", "%Device% = Install, X\\1\n%Device% = Other, X\\2"),
                ("+", second),
                ("+", "[Other]\nCopyFiles = Files\n[Other.Services]\nAddService = SAMPLE, 2, Service2\n"),
            ],
            &[("[Service2]", "[Service2]\nStartType = 0")],
            &[("[Service2]", "[Service2]\nStartType = 0x3")],
        ),
        added(
            "CS2445",
            "flags in words",
            "AddService = sample, function, Service",
            "AddService = sample, 0x2, Service",
        ),
        added(
            "CS2446",
            "a log of its own",
            "AddService = sample, 2, Service,, Sample",
            "AddService = sample, 2, Service,, system",
        ),
        filter("both level and position", "FilterLevel = x\nFilterPosition = Upper", "FilterLevel = x"),
        filter("neither level nor position", "X = y", "FilterPosition = LOWER"),
        filter("an unknown position", "FilterPosition = Middle", "FilterPosition = Upper"),
    ]
}
