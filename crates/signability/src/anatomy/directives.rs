//! The directives that refer to other sections (Windows Driver Kit, "Summary of INF Directives").

use catseal_inf::{Entry, Part};

use super::place::Place;

/// What a directive leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// A list: of files, of registry values.
    List,
    /// A section with directives.
    Section(Place),
    /// A section that counts as part of the one that refers to it.
    Same,
}

/// Which fields name sections.
#[derive(Debug, Clone, Copy)]
enum Names {
    All,
    Field(usize),
    /// The last one (before it, there may be flags).
    Last,
}

/// A directive with its references.
pub(super) struct Directive {
    pub(super) name: &'static str,
    names: Names,
    pub(super) target: Target,
}

impl Directive {
    const fn list(name: &'static str) -> Self {
        Self { name, names: Names::All, target: Target::List }
    }

    const fn to(name: &'static str, names: Names, place: Place) -> Self {
        Self { name, names, target: Target::Section(place) }
    }

    /// The names of sections in `entry`.
    pub(super) fn names<'e>(&self, entry: &'e Entry) -> &'e [String] {
        let fields = entry.fields();
        match self.names {
            Names::All => fields,
            Names::Field(index) => fields.get(index..=index).unwrap_or_default(),
            Names::Last => fields.get(1..).and_then(|rest| rest.last()).map_or(&[], std::slice::from_ref),
        }
    }
}

/// A directive that refers in two ways has two rows.
static DIRECTIVES: &[Directive] = &[
    Directive::list("CopyFiles"),
    Directive::list("DelFiles"),
    Directive::list("RenFiles"),
    Directive::list("AddReg"),
    Directive::list("DelReg"),
    Directive::list("BitReg"),
    Directive::list("UpdateInis"),
    Directive::list("UpdateIniFields"),
    Directive::list("Ini2Reg"),
    Directive::list("LogConfig"),
    Directive::list("ProfileItems"),
    Directive::list("RegisterDlls"),
    Directive::list("UnregisterDlls"),
    Directive::list("AddProperty"),
    Directive::list("DelProperty"),
    Directive { name: "Needs", names: Names::All, target: Target::Same },
    Directive::to("AddService", Names::Field(2), Place::Service),
    Directive::to("AddService", Names::Field(3), Place::EventLog),
    Directive::to("AddInterface", Names::Field(2), Place::Install(Part::Interface)),
    Directive::to("AddComponent", Names::Field(2), Place::Component),
    Directive::to("AddSoftware", Names::Field(2), Place::SoftwareInstall),
    Directive::to("AddFilter", Names::Field(2), Place::Filter),
    Directive::to("KmdfService", Names::Field(1), Place::WdfService),
    Directive::to("UmdfService", Names::Field(1), Place::WdfService),
    Directive::to("AddEventProvider", Names::Field(1), Place::EventProvider),
    Directive::to("AddAutoLogger", Names::Field(2), Place::EventProvider),
    Directive::to("UpdateAutoLogger", Names::Field(1), Place::EventProvider),
    Directive::to("AddAutoLoggerProvider", Names::Field(1), Place::EventProvider),
    Directive::to("AddComServer", Names::Field(2), Place::ComServer),
    Directive::to("AddComClass", Names::Field(2), Place::ComClass),
    Directive::to("WMIInterface", Names::Last, Place::WmiClass),
    Directive::to("AddTrigger", Names::All, Place::ServiceDetail),
    Directive::to("FailureActions", Names::All, Place::ServiceDetail),
    Directive::to("AddPowerSetting", Names::All, Place::PowerSetting),
];

/// The rows for the directive `key`, in any case.
pub(super) fn named(key: &str) -> impl Iterator<Item = &'static Directive> {
    DIRECTIVES.iter().filter(move |directive| directive.name.eq_ignore_ascii_case(key))
}

/// Directives that Windows carries out in some sections only: elsewhere they do nothing.
///
/// Only those of which the documentation of the directive names one kind of section, and of which the installation functions
/// look in no other.
static PERMITTED: &[(&str, &[Place])] = &[
    ("AddService", &[Place::Install(Part::Services)]),
    ("DelService", &[Place::Install(Part::Services)]),
    ("AddInterface", &[Place::Install(Part::Interfaces)]),
    ("AddComponent", &[Place::Install(Part::Components)]),
    ("AddSoftware", &[Place::Install(Part::Software)]),
    ("AddFilter", &[Place::Install(Part::Filters)]),
    ("KmdfService", &[Place::Install(Part::Wdf)]),
    ("UmdfService", &[Place::Install(Part::Wdf)]),
    ("UmdfServiceOrder", &[Place::Install(Part::Wdf)]),
    ("AddEventProvider", &[Place::Install(Part::Events)]),
    ("AddComServer", &[Place::Install(Part::Com)]),
    ("AddComClass", &[Place::ComServer]),
    ("WMIInterface", &[Place::Install(Part::Wmi)]),
    ("AddTrigger", &[Place::Service]),
    ("ServiceBinary", &[Place::Service, Place::WdfService]),
    ("StartType", &[Place::Service]),
    ("ComponentIDs", &[Place::Component]),
    ("SoftwareType", &[Place::SoftwareInstall]),
    // Files are copied by the install section itself, its co-installers and the class.
    ("CopyFiles", &[Place::Install(Part::Main), Place::Install(Part::CoInstallers), Place::Install(Part::Interface)]),
];

/// The directive's name as documented, and where it belongs; `None` for one that may stand anywhere, or is not known.
pub(crate) fn permitted(key: &str) -> Option<(&'static str, &'static [Place])> {
    PERMITTED.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).copied()
}
