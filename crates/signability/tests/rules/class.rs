use crate::harness::{Case, Shape};

const NAME: &str = "= Sample\n";
const GUID: &str = "{3d7a1c52-6b0e-4f0a-9a57-1c8e2b9d4f60}";
const PORTS: &str = "{4D36E978-E325-11CE-BFC1-08002BE10318}";

/// Another class.
fn class(name: &'static str, guid: &'static str) -> impl Fn(&mut Shape) {
    move |shape| {
        shape.replace(NAME, &format!("= {name}\n"));
        shape.replace(GUID, guid);
    }
}

/// An extension INF, but for what parts package and twin.
fn extension(shape: &mut Shape) {
    class("Extension", "{e2f84ce7-8efa-411c-aa69-97454ca4cb57}\nExtensionId = {12345678-1234-1234-1234-123456789abc}")(
        shape,
    );
}

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new("CS2309", "the GUID of ports under another name")
            .change(class("Serial", PORTS))
            .twin_change(class("PORTS", PORTS)),
        Case::new("CS2310", "ports with a GUID of the vendor")
            .change(class("Ports", GUID))
            .twin_change(class("Ports", PORTS)),
        Case::new("CS2311", "the class of the samples")
            .change(class("Sample", "{78A1C341-4539-11d3-B88D-00C04FAD5171}")),
        Case::new("CS2311", "the GUID of the samples under another name")
            .change(class("Gadgets", "{78A1C341-4539-11d3-B88D-00C04FAD5171}")),
        Case::new("CS2311", "a class for Windows alone")
            .change(class("LegacyDriver", "{8ecc055d-047f-11d1-a537-0000f8753ed1}")),
        Case::new("CS2311", "controllers of vendors are of the class USB")
            .change(class("NoDriver", "{4d36e976-e325-11ce-bfc1-08002be10318}"))
            .twin_change(class("USB", "{36fc9e60-c465-11cf-8056-444553540000}")),
        Case::new("CS2312", "a class of Windows is defined again")
            .both(|shape| {
                shape.replace(
                    "[Files]",
                    "[ClassInstall32.NTamd64]\nAddReg = Class\n\n[Class]\nHKR,,,,Gadgets\n\n[Files]",
                )
            })
            .change(class("Ports", PORTS)),
        Case::new("CS2314", "an extension without id")
            .change(class("Extension", "{e2f84ce7-8efa-411c-aa69-97454ca4cb57}"))
            .twin_change(extension),
        Case::new("CS2315", "an extension brings no function driver").both(extension).twin("0x00000002", "0x00000000"),
        Case::new("CS2315", "an extension may say that there is none")
            .both(extension)
            .twin("AddService = sample, 0x00000002, Service", "AddService = ,2"),
    ]
}
