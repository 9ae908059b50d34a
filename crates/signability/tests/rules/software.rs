use crate::harness::Case;
use crate::parts::case;

const SOFTWARE: &str = "[Install.NT.Software]\nAddSoftware = panel,,Panel\n[Panel]\n";
const COMPONENT: &str = "[Install.NT.Components]\nAddComponent = part,,Part\n[Part]\n";
const UMDF: &str = "[Install.NT.Wdf]\nUmdfService = sample, Wdf\nUmdfServiceOrder = sample\n[Wdf]\n";
const WMI: &str = "[Install.NT.WMI]\nWMIInterface = {78a1c341-4539-11d3-b88d-00c04fad5171}";

/// Two texts after the same beginning.
fn after(start: &str, code: &'static str, title: &'static str, bad: &str, good: &str) -> Case {
    case(code, title, &[], &[("+", &format!("{start}{bad}\n"))], &[("+", &format!("{start}{good}\n"))])
}

pub(crate) fn cases() -> Vec<Case> {
    let installer = "SoftwareType = 1\nSoftwareBinary = %13%\\sample.sys\nSoftwareVersion = 1.0.0.0";
    let outside = "SoftwareType = 1\nSoftwareBinary = %11%\\sample.sys\nSoftwareVersion = 1.0.0.0";
    let relative = "SoftwareType = 1\nSoftwareBinary = sample.sys\nSoftwareVersion = 1.0.0.0";
    let absent = "SoftwareType = 1\nSoftwareBinary = %13%\\setup.exe\nSoftwareVersion = 1.0.0.0";
    let versionless = "SoftwareType = 1\nSoftwareBinary = %13%\\sample.sys";
    let version = "SoftwareType = 1\nSoftwareBinary = %13%\\sample.sys\nSoftwareVersion = 1.0.0.65536";
    let store = "SoftwareType = 2\nSoftwareID = pfn://x.y.z";
    vec![
        after(
            "[Install.NT.Wdf]\nUmdfService = sample, Wdf\n[Wdf]\nUmdfLibraryVersion = 2.15.0\n",
            "CS2485",
            "a driver that is not in the order",
            "[Install.NT.Wdf]\nUmdfServiceOrder = simple",
            "[Install.NT.Wdf]\nUmdfServiceOrder = simple, Sample",
        ),
        after(
            UMDF,
            "CS2486",
            "no version of the framework",
            "ServiceBinary = %13%\\sample.sys",
            "UmdfLibraryVersion = $UMDFVERSION$",
        ),
        after(UMDF, "CS2487", "UMDF 1", "UmdfLibraryVersion = 1.11.0", "UmdfLibraryVersion = 2.0.0").sets("windows"),
        case(
            "CS2488",
            "a COM class for UMDF 2",
            &[("+", &format!("{UMDF}DriverCLSID = {{78a1c341-4539-11d3-b88d-00c04fad5171}}\n"))],
            &[("[Wdf]", "[Wdf]\nUmdfLibraryVersion = 2.15.0")],
            &[("[Wdf]", "[Wdf]\nUmdfLibraryVersion = 1.11.0")],
        ),
        after(COMPONENT, "CS2490", "a component without ids", "Description = x", "ComponentIDs = VID0001&PID0001"),
        after(
            COMPONENT,
            "CS2491",
            "an id with its enumerator",
            "ComponentIDs = SWC\\VID0001",
            "ComponentIDs = VID0001",
        ),
        after(SOFTWARE, "CS2492", "software of type 3", "SoftwareType = 3", store),
        after(SOFTWARE, "CS2493", "an installer without version", versionless, installer),
        after(SOFTWARE, "CS2493", "a link to the store that leads nowhere", "SoftwareType = 2", store),
        after(SOFTWARE, "CS2494", "an installer from System32", outside, relative),
        after(SOFTWARE, "CS2495", "an installer", installer, store),
        after(SOFTWARE, "CS2496", "an installer that is not copied", absent, installer),
        after(SOFTWARE, "CS2497", "a version of more than 16 bits", version, installer),
        after(WMI, "CS2498", "unknown flags", ",2,Class\n[Class]\nSecurity = D:", ",1,Class\n[Class]\nSecurity = D:"),
    ]
}
