//! The device setup class of the INF.

use catseal_finding::codes::infverif::{
    CLASS_GUID_MISMATCH, CLASS_INSTALL_OF_SYSTEM_CLASS, CLASS_NAME_MISMATCH, CLASS_RESERVED,
    EXTENSION_FUNCTION_SERVICE, EXTENSION_ID_MISSING,
};

use crate::anatomy::Anatomy;
use crate::classes::{self, Use, is_guid};
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    CLASS_NAME_MISMATCH: InfVerif Error, Whql Error;
    CLASS_GUID_MISMATCH: InfVerif Error, Whql Error;
    CLASS_RESERVED: InfVerif Error, Whql Error;
    CLASS_INSTALL_OF_SYSTEM_CLASS: InfVerif Error, Whql Error;
    EXTENSION_ID_MISSING: InfVerif Error, Whql Error;
    EXTENSION_FUNCTION_SERVICE: InfVerif Error, Whql Error;
}

/// The bit of `AddService` that makes a service the driver of the device.
const SPSVCINST_ASSOCSERVICE: u32 = 2;

pub(crate) fn check(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let version = &inf.driver.version;
    let by_guid = version.class_guid.as_ref().and_then(|guid| classes::by_guid(&guid.text));
    // A class of the vendor may be called Sample, too, as long as it has a GUID of its own.
    let by_name =
        version.class.as_ref().and_then(|name| classes::by_name(&name.text)).filter(|class| class.name != "Sample");
    if let (Some(class), Some(name)) = (by_guid, &version.class) {
        if !class.name.eq_ignore_ascii_case(&name.text) {
            let message =
                format!("Class in [Version] is '{}', but ClassGuid is that of the class {}", name.text, class.name);
            context.report_in(inf, name.line, CLASS_NAME_MISMATCH.finding(message));
        }
    } else if let (Some(class), Some(guid)) = (by_name, version.class_guid.as_ref().filter(|guid| is_guid(&guid.text)))
    {
        let message = format!(
            "ClassGuid in [Version] is {}, but that of the class {} is {{{}}}",
            guid.text, class.name, class.guid
        );
        context.report_in(inf, guid.line, CLASS_GUID_MISMATCH.finding(message));
    }

    // Where name and GUID disagree, Windows goes by the GUID.
    let Some(class) = by_guid.or(by_name) else { return };
    let line = version.class.as_ref().or(version.class_guid.as_ref()).map_or(version.line, |value| value.line);
    let why = match class.usage {
        Use::Vendors | Use::System => None,
        Use::Reserved if class.name == "Sample" => Some("that of Microsoft's samples"),
        Use::Reserved => Some("reserved for Windows"),
        Use::Obsolete => Some("obsolete"),
    };
    if let Some(why) = why {
        let message = format!("the class {} in [Version] is {why}", class.name);
        context.report_in(inf, line, CLASS_RESERVED.finding(message));
    }
    // `Sample` is no class of Windows: the samples define it.
    if class.name != "Sample" {
        for (section, _) in inf.document.decorations_of("ClassInstall32") {
            let message = format!("[{}] defines the class {}, which Windows has already", section.name(), class.name);
            context.report_in(inf, section.line(), CLASS_INSTALL_OF_SYSTEM_CLASS.finding(message));
        }
    }
    if class.name == "Extension" {
        extension(context, inf, anatomy);
    }
}

fn extension(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    if inf.driver.version.extension_id.is_none() {
        let message = "[Version] has no ExtensionId, though the class is Extension";
        context.report_in(inf, inf.driver.version.line, EXTENSION_ID_MISSING.finding(message));
    }
    for directive in anatomy.directives(&anatomy.installs, "AddService") {
        let name = anatomy.field(directive.entry, 0);
        let flags = super::number(&anatomy.field(directive.entry, 1)).unwrap_or(0);
        // A line without a service says that the device has no function driver, which is not this rule's matter.
        if !name.is_empty() && flags & SPSVCINST_ASSOCSERVICE != 0 {
            let message =
                format!("[{}] makes {name} the driver of the device, in an extension INF", directive.section.name());
            context.report_in(inf, directive.entry.line(), EXTENSION_FUNCTION_SERVICE.finding(message));
        }
    }
}
