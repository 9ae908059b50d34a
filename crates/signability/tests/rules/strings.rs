use crate::harness::Case;

const DISK: &str = "Disk    = \"Installation Disk\"";

/// The strings of the base package, in German.
const GERMAN: &str =
    "[Strings.0407]\nMaker = \"Sample Maker\"\nDevice = \"Gerät\"\nService = \"Dienst\"\nDisk = \"Datenträger\"\n";

pub(crate) fn cases() -> Vec<Case> {
    let german = format!("{DISK}\n{GERMAN}");
    let without_disk = german.replace("Disk = \"Datenträger\"\n", "");
    vec![
        Case::new("CS2350", "a token is defined twice")
            .edit(DISK, "Disk    = \"Installation Disk\"\nDISK = \"Installation Disk\"")
            .twin(DISK, &german),
        Case::new("CS2351", "a language without a token").edit(DISK, &without_disk).twin(DISK, &german),
        Case::new("CS2351", "a language with a token of its own")
            .edit(DISK, &format!("{german}More = \"mehr\"\n"))
            .twin(DISK, &german),
        Case::new("CS2352", "an environment variable with single percent signs")
            .both(|shape| shape.replace("CopyFiles = Files", "CopyFiles = Files\nAddReg = Values"))
            .edit("[Service]", "[Values]\nHKR,,Folder,0x20000,\"%ProgramData%\\Sample\"\n\n[Service]")
            .twin("[Service]", "[Values]\nHKR,,Folder,0x20000,\"%%ProgramData%%\\Sample\"\n\n[Service]"),
        Case::new("CS2352", "a directory is no token")
            .both(|shape| shape.replace("CopyFiles = Files", "CopyFiles = Files\nAddReg = Values"))
            .edit("[Service]", "[Values]\nHKR,,Ratio,,\"50%, or 60%\"\n\n[Service]")
            .twin(
                "[Service]",
                "[Values]\nHKR,,Path,,%13%\\sample.dll\nHKR,,Ratio,,\"100%\"\nHKR,,Disk,,%dISK%\n\n[Service]",
            ),
        Case::new("CS2352", "a section that nothing uses changes nothing")
            .both(|shape| shape.replace("[Service]", "[Values]\nHKR,,Name,,%Nothing%\n\n[Service]"))
            .edit("CopyFiles = Files", "CopyFiles = Files\nAddReg = Values"),
        Case::new("CS2326", "a comma outside of quotes")
            .edit("\"Sample Maker\"", "Sample Maker, Inc.")
            .twin("\"Sample Maker\"", "\"Sample Maker, Inc.\""),
    ]
}
