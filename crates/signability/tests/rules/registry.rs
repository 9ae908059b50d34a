use crate::harness::Case;
use crate::parts::{case, list, registry};

/// Two lines in a list of the hardware section.
fn hardware(code: &'static str, title: &'static str, bad: &str, good: &str) -> Case {
    let text = |line: &str| format!("[Install.NT.HW]\nAddReg = Hard\n[Hard]\n{line}\n");
    case(code, title, &[], &[("+", &text(bad))], &[("+", &text(good))])
}

/// Two lines in a list of the service.
fn service(code: &'static str, title: &'static str, bad: &str, good: &str) -> Case {
    let text = |line: &str| format!("[Serve]\n{line}\n");
    case(
        code,
        title,
        &[("ErrorControl  = 1", "ErrorControl = 1\nAddReg = Serve")],
        &[("+", &text(bad))],
        &[("+", &text(good))],
    )
}

pub(crate) fn cases() -> Vec<Case> {
    let secured = "[List.security]\n\"D:P(A;;GA;;;SY)\"\n";
    let twice = [
        ("%Device% = Install, USB\\VID_1209&PID_0001", "%Device% = Install, X\\1\n%Device% = Other, X\\2"),
        ("CopyFiles = Files", "CopyFiles = Files\nAddReg = Reg1"),
        ("+", "[Reg1]\nHKLM,Software\\Khronos,X,0x10001,1\nHKR,,Own,,1\n"),
        ("+", "[Other]\nAddReg = Reg2\n[Other.Services]\nAddService = ,2\n"),
    ];
    vec![
        registry("CS2450", "a root that is none", "HKEY_LOCAL_MACHINE,Software\\Khronos,X,,y", "hkr,,X,,y"),
        registry(
            "CS2451",
            "a control set that may not be the current one",
            "HKLM,SYSTEM\\ControlSet001\\Control,X,,y",
            "HKLM,System\\CurrentControlSet\\Control,X,,y",
        ),
        list("CS2452", "the accounts of the machine", "DelReg", "HKLM,SAM\\SAM,X", "HKLM,Software\\Sample,X"),
        registry("CS2453", "flags in words", "HKR,,X,REG_DWORD,1", "HKR,,X,65537,1"),
        registry("CS2454", "a number of 33 bits", "HKR,,X,0x10001,0x100000000", "HKR,,X,0x10001,0xFFFFFFFF"),
        registry("CS2454", "a number in words", "HKR,,X,0x000B0001,one", "HKR,,X,0x000B0001,0x100000000"),
        registry("CS2455", "an octet of three digits", "HKR,,X,1,00,100", "HKR,,X,1,00,ff"),
        registry(
            "CS2455",
            "an octet of a number that is none",
            "HKR,,X,0x10001,00,01,02,0g",
            "HKR,,X,0x10001,00,01,02,0f",
        ),
        registry("CS2456", "a list as raw data", "HKR,,X,0x00070001,61,0,0,0", "HKR,,X,0x00010000,a"),
        registry("CS2457", "a type without its flag", "HKR,,X,0x00380000,1", "HKR,,X,0x00380001,1"),
        registry("CS2458", "text appended to a text", "HKR,,X,0x00000008,y", "HKR,,X,0x00010008,y"),
        list("CS2459", "no text to delete", "DelReg", "HKR,,X,0x00018002", "HKR,,X,0x00018002,y"),
        list("CS2460", "a mask of nine bits", "BitReg", "HKR,,X,1,0x100,0", "HKR,,X,1,0x80,0"),
        case(
            "CS2461",
            "security for the key of the device",
            &[("CopyFiles = Files", "CopyFiles = Files\nAddReg = List"), ("+", secured)],
            &[("+", "[List]\nHKR,,X,,y\n")],
            &[("+", "[List]\nHKR,Sub,X,,y\n")],
        ),
        hardware("CS2462", "filters as a single text", "HKR,,UpperFilters,,sample", "HKR,,UpperFilters,0x10000,sample"),
        hardware("CS2462", "the type of a device as text", "HKR,,DeviceType,,34", "HKR,,DeviceType,0x10001,34"),
        registry("CS2463", "a key of the machine", "HKLM,Software\\Sample,X,,y", "HKLM,Software\\Classes\\Sample,X,,y")
            .sets("universal"),
        registry("CS2464", "any key but its own", "HKCR,Sample,X,,y", "HKR,,X,,y").sets("windows"),
        registry(
            "CS2465",
            "a key that is not on the list",
            "HKLM,Software\\KhronosX,X,,y",
            "HKLM,SOFTWARE\\Khronos\\OpenCL,X,,y",
        ),
        service("CS2466", "a value in the key of the service", "HKR,,X,,y", "HKR,Parameters\\Sub,X,,y").sets("windows"),
        service(
            "CS2466",
            "a file system filter for Windows before 24H2",
            "HKR,,Other,0x10001,3",
            "HKR,,SupportedFeatures,0x10001,3\nHKR,Instances,DefaultInstance,,x",
        )
        .sets("windows"),
        registry(
            "CS2467",
            "an audio object",
            "HKR,AudioEngine\\AudioProcessingObjects\\{1},X,,y",
            "HKR,AudioEngine\\Other,X,,y",
        )
        .sets("windows"),
        registry("CS2468", "a text appended", "HKR,,X,0x00010008,y", "HKR,,X,0x00010000,y"),
        list("CS2468", "a text taken out", "DelReg", "HKR,,X,0x00018002,y", "HKR,,X"),
        registry(
            "CS2469",
            "a directory that is not yet known",
            "HKR,,X,0x20000,%11%\\y.dll",
            "HKR,,X,0x20000,%%SystemRoot%%\\System32\\y.dll",
        ),
        case(
            "CS2470",
            "two devices, two numbers",
            &twice,
            &[("+", "[Reg2]\nHKLM,SOFTWARE\\Khronos,x,0x10001,2\n")],
            &[("+", "[Reg2]\nHKLM,SOFTWARE\\Khronos,x,0x10001,1\nHKR,,Own,,2\n")],
        ),
        hardware(
            "CS2471",
            "a filter by the registry",
            "HKR,,\"LowerFilters\",0x10000,sample",
            "HKR,,Filters,0x10000,sample",
        )
        .sets("windows"),
        hardware(
            "CS2472",
            "a filter by the registry of an extension",
            "HKR,,UpperFilters,0x10000,sample",
            "HKR,Sub,UpperFilters,0x10000,sample",
        )
        .both(|shape| shape.replace("Class       = Sample", "Class = Extension")),
    ]
}
