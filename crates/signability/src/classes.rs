//! The device setup classes that Microsoft defines.
//!
//! Names and GUIDs are those of two pages of the Windows Driver Kit documentation, "System-Defined Device Setup Classes
//! Available to Vendors" and "System-Defined Device Setup Classes Reserved for System Use", read in November 2026.
//! `Firmware`, `ComputeAccelerator`, `Proximity` and `SmartCard` stand in the pages on such devices. `Sample` is the class of
//! Microsoft's samples, in the place of which a driver has one of its own ("INF Validation Errors and Warnings", 1284).

/// What a class is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Drivers of vendors.
    Vendors,
    /// Windows alone, as the documentation says in words.
    Reserved,
    /// Nothing any more.
    Obsolete,
    /// Devices that Windows has drivers for. It is on the page of reserved classes, but nothing there says that no vendor may
    /// use it, and for `USB` drivers of vendors are signed to this day.
    System,
}

/// A device setup class.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Class {
    /// As `Class` in `[Version]` has it; letter case does not count.
    pub(crate) name: &'static str,
    /// Without braces, in lower case.
    pub(crate) guid: &'static str,
    pub(crate) usage: Use,
}

/// The class of that name, in any case.
pub(crate) fn by_name(name: &str) -> Option<&'static Class> {
    CLASSES.iter().find(|class| class.name.eq_ignore_ascii_case(name))
}

/// The class of that GUID, with braces, in any case.
pub(crate) fn by_guid(guid: &str) -> Option<&'static Class> {
    let guid = guid.strip_prefix('{')?.strip_suffix('}')?;
    CLASSES.iter().find(|class| class.guid.eq_ignore_ascii_case(guid))
}

/// Whether `text` is a GUID in the form `{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}`.
pub(crate) fn is_guid(text: &str) -> bool {
    let Some(inside) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) else { return false };
    let lengths = inside.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && inside.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

const fn class(name: &'static str, guid: &'static str, usage: Use) -> Class {
    Class { name, guid, usage }
}

/// By name.
static CLASSES: &[Class] = &[
    class("1394", "6bdd1fc1-810f-11d0-bec7-08002be2092f", Use::Vendors),
    class("1394Debug", "66f250d6-7801-4a64-b139-eea80a450b24", Use::Reserved),
    class("61883", "7ebefbc0-3200-11d2-b4c2-00a0c9697d07", Use::Vendors),
    class("Adapter", "4d36e964-e325-11ce-bfc1-08002be10318", Use::Obsolete),
    class("APMSupport", "d45b1c18-c8fa-11d1-9f77-0000f805f530", Use::Reserved),
    class("AudioEndpoint", "c166523c-fe0c-4a94-a586-f1a80cfbbf3e", Use::System),
    class("AudioProcessingObject", "5989fce8-9cd0-467d-8a6a-5419e31529d4", Use::Vendors),
    class("AVC", "c06ff265-ae09-48f0-812c-16753d7cba83", Use::Vendors),
    class("Battery", "72631e54-78a4-11d0-bcf7-00aa00b7b32a", Use::Vendors),
    class("Biometric", "53d29ef7-377c-4d14-864b-eb3a85769359", Use::Vendors),
    class("Bluetooth", "e0cbf06c-cd8b-4647-bb8a-263b43f0f974", Use::Vendors),
    class("Camera", "ca3e7ab9-b4c3-4ae6-8251-579ef933890f", Use::Vendors),
    class("CDROM", "4d36e965-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("ComputeAccelerator", "f01a9d53-3ff6-48d2-9f97-c8a7004be10c", Use::Vendors),
    class("Computer", "4d36e966-e325-11ce-bfc1-08002be10318", Use::Reserved),
    class("Decoder", "6bdd1fc2-810f-11d0-bec7-08002be2092f", Use::Reserved),
    class("DiskDrive", "4d36e967-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("Display", "4d36e968-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("Dot4", "48721b56-6795-11d2-b1a8-0080c72e74a2", Use::Vendors),
    class("Dot4Print", "49ce6ac8-6f86-11d2-b1e5-0080c72e74a2", Use::Vendors),
    class("Enum1394", "c459df55-db08-11d1-b009-00a0c9081ff6", Use::Reserved),
    class("Extension", "e2f84ce7-8efa-411c-aa69-97454ca4cb57", Use::Vendors),
    class("FDC", "4d36e969-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("Firmware", "f2e7dd72-6468-4e36-b6f1-6488f42c1b52", Use::Vendors),
    class("FloppyDisk", "4d36e980-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("HDC", "4d36e96a-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("HIDClass", "745a17a0-74d3-11d0-b6fe-00a0c90f57da", Use::Vendors),
    class("Image", "6bdd1fc6-810f-11d0-bec7-08002be2092f", Use::Vendors),
    class("Infrared", "6bdd1fc5-810f-11d0-bec7-08002be2092f", Use::Vendors),
    class("Keyboard", "4d36e96b-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("LegacyDriver", "8ecc055d-047f-11d1-a537-0000f8753ed1", Use::Reserved),
    class("Media", "4d36e96c-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("MediumChanger", "ce5939ae-ebde-11d0-b181-0000f8753ec4", Use::Vendors),
    class("Modem", "4d36e96d-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("Monitor", "4d36e96e-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("Mouse", "4d36e96f-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("MTD", "4d36e970-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("Multifunction", "4d36e971-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("MultiportSerial", "50906cb8-ba12-11d1-bf5d-0000f805f530", Use::Vendors),
    class("Net", "4d36e972-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("NetClient", "4d36e973-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("NetService", "4d36e974-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("NetTrans", "4d36e975-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("NoDriver", "4d36e976-e325-11ce-bfc1-08002be10318", Use::Obsolete),
    class("NvmeDisk", "75416e63-5912-4dfa-ae8f-3efaccaffb14", Use::Vendors),
    class("PCMCIA", "4d36e977-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("PNPPrinters", "4658ee7e-f050-11d1-b6bd-00c04fa372a7", Use::Vendors),
    class("Ports", "4d36e978-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("Printer", "4d36e979-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("PrinterUpgrade", "4d36e97a-e325-11ce-bfc1-08002be10318", Use::Reserved),
    class("PrintQueue", "1ed2bbf9-11f0-4084-b21f-ad83a8e6dcdc", Use::System),
    class("Processor", "50127dc3-0f36-415e-a6cc-4cb3be910b65", Use::Vendors),
    class("Proximity", "5630831c-06c9-4856-b327-f5d32586e060", Use::Vendors),
    class("Sample", "78a1c341-4539-11d3-b88d-00c04fad5171", Use::Reserved),
    class("SBP2", "d48179be-ec20-11d1-b6b8-00c04fa372a7", Use::Vendors),
    class("SCSIAdapter", "4d36e97b-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("SecurityAccelerator", "268c95a1-edfe-11d3-95c3-0010dc4050a5", Use::Vendors),
    class("Securitydevices", "d94ee5d8-d189-4994-83d2-f68d7d41b0e6", Use::Vendors),
    class("Sensor", "5175d334-c371-4806-b3ba-71fd53c9258d", Use::Vendors),
    class("SmartCard", "990a2bd7-e738-46c7-b26f-1cf8fb9f1391", Use::Vendors),
    class("SmartCardReader", "50dd5230-ba8a-11d1-bf5d-0000f805f530", Use::Vendors),
    class("SoftwareComponent", "5c4c3332-344d-483c-8739-259e934c9cc8", Use::Vendors),
    class("SoftwareDevice", "62f9c741-b25a-46ce-b54c-9bccce08b6f2", Use::System),
    class("Sound", "4d36e97c-e325-11ce-bfc1-08002be10318", Use::Obsolete),
    class("System", "4d36e97d-e325-11ce-bfc1-08002be10318", Use::Vendors),
    class("TapeDrive", "6d807884-7d21-11cf-801c-08002be10318", Use::Vendors),
    class("Unknown", "4d36e97e-e325-11ce-bfc1-08002be10318", Use::Reserved),
    class("USB", "36fc9e60-c465-11cf-8056-444553540000", Use::System),
    class("USBDevice", "88bae032-5a81-49f0-bc3d-a4ff138216d6", Use::Vendors),
    class("Volume", "71a27cdd-812a-11d0-bec7-08002be2092f", Use::Vendors),
    class("VolumeSnapshot", "533c5b84-ec70-11d2-9505-00c04f79deaf", Use::Reserved),
    class("WCEUSBS", "25dbce51-6c8f-4a72-8a6d-b54c2b4fc835", Use::Vendors),
    class("WPD", "eec5ad98-8080-425f-922a-dabf3de3f69a", Use::Vendors),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_is_found_by_its_name_and_by_its_guid_and_by_no_other() {
        for class in CLASSES {
            assert!(std::ptr::eq(by_name(&class.name.to_uppercase()).unwrap(), class), "{}", class.name);
            let guid = format!("{{{}}}", class.guid.to_uppercase());
            assert!(is_guid(&guid) && std::ptr::eq(by_guid(&guid).unwrap(), class), "{}", class.name);
        }
    }

    #[test]
    fn a_guid_has_braces_and_five_groups_of_hexadecimal_digits() {
        assert!(is_guid("{78A1C341-4539-11d3-b88d-00c04fad5171}"));
        for text in [
            "",
            "{}",
            "{78a1c341}",
            "78a1c341-4539-11d3-b88d-00c04fad5171",
            "{78a1c341-4539-11d3-b88d-00c04fad517}",
            "{78a1c341453911d3b88d00c04fad5171}",
            "{78a1c341-4539-11d3-b88d-00c04fad517g}",
            "{78a1c3414-539-11d3-b88d-00c04fad5171}",
        ] {
            assert!(!is_guid(text), "{text}");
        }
    }
}
