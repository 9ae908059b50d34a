use crate::harness::Case;

const COPY: &str = "CopyFiles = Files";
const MODELS: &str = "[Models.NTamd64.10.0...16299]";
const INTERFACE: &str = "{5a2c6e10-7d3b-4d0f-8d53-9a4f1b0c2e77}";

/// A section after the install section.
fn subsection(name: &str, entries: &str) -> String {
    format!("{COPY}\n\n[Install.NT.{name}]\n{entries}\n")
}

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new("CS2360", "a section in two places, whatever the case")
            .edit("[Strings]", "[FILES]\n\n[Strings]")
            .twin("[Strings]", "[Files2]\n\n[Strings]"),
        Case::new("CS2361", "stampinf was not run")
            .edit("[Files]", "[Models.NT$ARCH$]\n[Files]")
            .twin("[Files]", "[Models.NT$arch$]\n[Files]"),
        Case::new("CS2362", "models for x86 by default")
            .targets("10_X86,10_X64")
            .edit(MODELS, "[Models]\n%Device% = Install, USB\\VID_1209&PID_0002\n[Models.NTamd64.10.0...16299]")
            .twin(MODELS, "[Models]\n[Models.NTamd64.10.0...16299]"),
        Case::new("CS2362", "a version without architecture")
            .both(|shape| {
                shape.replace(
                    MODELS,
                    "[Models.NT.6.1]\n%Device% = Install, USB\\VID_1209&PID_0002\n[Models.NTamd64.10.0...16299]",
                )
            })
            .edit("NTamd64.10.0...16299\n\n", "NTamd64.10.0...16299, NT.6.1\n\n"),
        Case::new("CS2363", "devices and a driver without one")
            .edit("[Files]", "[DefaultInstall.NTamd64]\nCopyFiles = Files\n[Files]")
            .twin("[Files]", "[DefaultInstaller]\nCopyFiles = Files\n[Files]"),
        Case::new("CS2364", "a list is to be copied, but which")
            .edit(COPY, "CopyFiles = Files\nAddReg =")
            .twin(COPY, "CopyFiles = Files\nFeatureScore ="),
        Case::new("CS2364", "a comma at the end is no missing name")
            .edit(COPY, "CopyFiles = ,")
            .twin(COPY, "CopyFiles = Files,"),
        Case::new("CS2365", "an INF is to be included, but which")
            .edit(COPY, "CopyFiles = Files\nInclude =")
            .twin(COPY, "CopyFiles = Files\nInclude = usb.inf"),
        Case::new("CS2366", "an interface without a class")
            .edit(COPY, &subsection("Interfaces", "AddInterface = ,Reference"))
            .twin(COPY, &subsection("Interfaces", &format!("AddInterface = {INTERFACE},Reference"))),
        Case::new("CS2367", "a new interface class without braces")
            .edit("[Files]", "[InterfaceInstall32]\n5a2c6e10-7d3b-4d0f-8d53-9a4f1b0c2e77 = Gadgets\n[Gadgets]\n[Files]")
            .twin(
                "[Files]",
                "[InterfaceInstall32]\n{5A2C6E10-7d3b-4d0f-8d53-9a4f1b0c2e77} = Gadgets\n[Gadgets]\n[Files]",
            ),
        Case::new("CS2368", "a component is added twice")
            .edit(
                COPY,
                &subsection(
                    "Components",
                    "AddComponent = Panel,,Panel\nAddComponent = PANEL,,Panel\n[Panel]\nComponentIDs = A",
                ),
            )
            .twin(
                COPY,
                &subsection(
                    "Components",
                    "AddComponent = Panel,,Panel\nAddComponent = Panel2,,Panel\n[Panel]\nComponentIDs = A",
                ),
            ),
        Case::new("CS2368", "reference strings tell interfaces apart")
            .edit(
                COPY,
                &subsection("Interfaces", &format!("AddInterface = {INTERFACE},A\nAddInterface = {INTERFACE},a")),
            )
            .twin(
                COPY,
                &subsection("Interfaces", &format!("AddInterface = {INTERFACE},A\nAddInterface = {INTERFACE},B")),
            ),
        Case::new("CS2370", "an INF of the package is included")
            .edit(COPY, "CopyFiles = Files\nInclude = usb.inf, SAMPLE.INF")
            .twin(COPY, "CopyFiles = Files\nInclude = usb.inf, other.inf"),
    ]
}
