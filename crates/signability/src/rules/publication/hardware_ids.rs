//! Hardware ids that are not published without a review. Source: the table on Microsoft's page "Publishing restrictions".

use catseal_finding::CodeInfo;
use catseal_finding::codes::publication::{
    EXTENSION_NOT_TARGETED, HWID_BARRED, HWID_BLUETOOTH_SERVICE, HWID_BUS_BARRED, HWID_CLASS_CODE, HWID_DEVICE_MISSING,
    HWID_NUMBER_MALFORMED, HWID_ROOT_GENERIC, HWID_START_BARRED, HWID_SUBSYSTEM_VENDOR_INVALID, HWID_SYSTEM_RESERVED,
    HWID_TWO_PART, HWID_VENDOR_INVALID, HWID_WITHOUT_ENUMERATOR,
};

use crate::context::Context;
use crate::package::Inf;

crate::rules::rules! {
    HWID_WITHOUT_ENUMERATOR: Update Error;
    HWID_BUS_BARRED: Update Error;
    HWID_CLASS_CODE: Update Error;
    HWID_TWO_PART: Update Error;
    HWID_BLUETOOTH_SERVICE: Update Error;
    HWID_VENDOR_INVALID: Update Error;
    HWID_SUBSYSTEM_VENDOR_INVALID: Update Error;
    HWID_DEVICE_MISSING: Update Error;
    HWID_START_BARRED: Update Error;
    HWID_SYSTEM_RESERVED: Update Error;
    HWID_BARRED: Update Error;
    HWID_NUMBER_MALFORMED: Whql Warning, Update Error;
    HWID_ROOT_GENERIC: Update Warning;
    EXTENSION_NOT_TARGETED: Update Warning;
}

/// The ids of the models.
pub(crate) fn hardware_ids(context: &mut Context<'_>, inf: &Inf) {
    let class = inf.driver.version.class.as_ref();
    let is_extension = class.is_some_and(|class| class.text.eq_ignore_ascii_case("Extension"));
    for id in &inf.driver.hardware_ids {
        let upper = id.id.to_ascii_uppercase();
        if let Some((code, what)) = barred(&upper) {
            context.report_in(inf, id.line, code.finding(format!("the hardware id {} {what}", id.id)));
        } else if is_extension && upper.starts_with("PCI\\") && Parts::of(&upper).get("SUBSYS_").is_none() {
            let message = format!("the hardware id {} of an extension has fewer than four parts", id.id);
            context.report_in(inf, id.line, EXTENSION_NOT_TARGETED.finding(message));
        }
    }
}

/// Why an id, in upper case, is not published; the first reason. The page has only keywords; each is read here in the narrowest
/// way that makes sense.
fn barred(id: &str) -> Option<(&'static CodeInfo, String)> {
    const IDS: [&str; 5] =
        ["*DONTUSE", "ROOT\\CIRCLASS", "HID\\IRDEVICE", "STORAGE\\VOLUME", "STORAGE\\VOLUMESNAPSHOT"];
    const RESERVED: [&str; 2] = ["BIOS\\PNP", "ACPI\\PNP"];
    const STARTS: [&str; 6] = ["HID_DEVI", "SERIAL_M", "ISAPNP\\PNP", "SERENUM\\PNP", "*PNP", "PNP"];
    const BUSES: [&str; 9] = ["ACTIVCARDBUS", "CIRCLASS", "IRBUS", "MIDI", "ACP", "IAN", "AVM", "STREAM", "DISPLAY"];

    if IDS.contains(&id) {
        return Some((&HWID_BARRED, "is one of those that are never published".to_owned()));
    }
    if let Some(start) = RESERVED.iter().find(|start| id.starts_with(**start)) {
        return Some((&HWID_SYSTEM_RESERVED, format!("begins with {start}, which is reserved for the system")));
    }
    let Some((bus, _)) = id.split_once('\\') else {
        if let Some(start) = STARTS.iter().find(|start| id.starts_with(**start)) {
            return Some((&HWID_START_BARRED, format!("begins with {start}, as ids of many makers do")));
        }
        // An asterisk stands for several buses.
        let none = !id.starts_with('*');
        return none.then(|| (&HWID_WITHOUT_ENUMERATOR, "names no bus".to_owned()));
    };
    if bus == "PNP" || bus.starts_with("PS2_") || BUSES.contains(&bus) {
        return Some((&HWID_BUS_BARRED, format!("is of the bus {bus}, for which no drivers are published")));
    }
    if let Some(start) = STARTS.iter().find(|start| id.starts_with(**start)) {
        return Some((&HWID_START_BARRED, format!("begins with {start}, as ids of many makers do")));
    }
    if id == "ROOT\\SYSTEM" || id == "ROOT\\USB" {
        return Some((&HWID_ROOT_GENERIC, "is that of many software devices".to_owned()));
    }
    let parts = Parts::of(id);
    if parts.first().is_some_and(|part| part.starts_with("CLASS_") || is_class_code(part)) {
        return Some((&HWID_CLASS_CODE, "is a class of devices, without a vendor".to_owned()));
    }
    let is_service =
        ["BTHENUM", "BTHLE", "BTHLEDEVICE"].contains(&bus) && parts.first().is_some_and(|p| p.starts_with('{'));
    if is_service && !(id.contains("VID&") || id.contains("VID_")) {
        return Some((&HWID_BLUETOOTH_SERVICE, "is a Bluetooth service without vendor and product".to_owned()));
    }
    match bus {
        "PCI" | "HDAUDIO" => of_pci(&parts, bus),
        "USB" => of_usb(&parts),
        _ => None,
    }
}

/// `CC_` and four or six hexadecimal digits.
fn is_class_code(part: &str) -> bool {
    part.strip_prefix("CC_").is_some_and(|digits| {
        matches!(digits.len(), 2 | 4 | 6) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

fn of_pci(parts: &Parts<'_>, bus: &str) -> Option<(&'static CodeInfo, String)> {
    let vendor = parts.get("VEN_")?;
    if let Some(malformed) = not_a_number("VEN_", vendor) {
        return Some(malformed);
    }
    if vendor == "0000" || vendor == "FFFF" {
        return Some((&HWID_VENDOR_INVALID, format!("has the vendor {vendor}, which does not exist")));
    }
    let Some(device) = parts.get("DEV_") else {
        return Some((&HWID_DEVICE_MISSING, "names a vendor and no device".to_owned()));
    };
    if let Some(malformed) = not_a_number("DEV_", device) {
        return Some(malformed);
    }
    let maker = parts.get("SUBSYS_").filter(|subsystem| bus == "PCI" && subsystem.len() == 8);
    if let Some(maker) = maker.and_then(|subsystem| subsystem.get(4..)).filter(|maker| ["0000", "FFFF"].contains(maker))
    {
        return Some((
            &HWID_SUBSYSTEM_VENDOR_INVALID,
            format!("has the subsystem vendor {maker}, which does not exist"),
        ));
    }
    // The function group of an audio codec (FUNC_01) says what it is, not whose.
    let telling = parts.0.iter().filter(|part| !part.starts_with("FUNC_")).count();
    (telling == 2).then(|| (&HWID_TWO_PART, format!("has only vendor and device, which on {bus} is not enough")))
}

fn of_usb(parts: &Parts<'_>) -> Option<(&'static CodeInfo, String)> {
    let vendor = parts.get("VID_")?;
    if let Some(malformed) = not_a_number("VID_", vendor) {
        return Some(malformed);
    }
    let Some(product) = parts.get("PID_") else {
        return Some((&HWID_DEVICE_MISSING, "names a vendor and no product".to_owned()));
    };
    not_a_number("PID_", product)
}

fn not_a_number(name: &str, value: &str) -> Option<(&'static CodeInfo, String)> {
    let is_number = value.len() == 4 && value.bytes().all(|digit| digit.is_ascii_hexdigit());
    (!is_number).then(|| {
        (&HWID_NUMBER_MALFORMED, format!("has '{value}' after {name} where four hexadecimal digits are expected"))
    })
}

/// What follows the bus, parted by `&`.
struct Parts<'a>(Vec<&'a str>);

impl<'a> Parts<'a> {
    fn of(id: &'a str) -> Self {
        let rest = id.split_once('\\').map_or("", |(_, rest)| rest);
        Self(rest.split('&').collect())
    }

    fn first(&self) -> Option<&'a str> {
        self.0.first().copied()
    }

    /// What follows `prefix` in the part that begins with it.
    fn get(&self, prefix: &str) -> Option<&'a str> {
        self.0.iter().find_map(|part| part.strip_prefix(prefix))
    }
}
