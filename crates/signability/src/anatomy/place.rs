use catseal_inf::Part;

/// What a section is while it is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// An install section, or what belongs to one.
    Install(Part),
    /// The service that `AddService` installs.
    Service,
    /// The event log of a service.
    EventLog,
    /// What `AddComponent` creates.
    Component,
    /// What `AddSoftware` installs.
    SoftwareInstall,
    /// What `AddFilter` adds.
    Filter,
    /// The WDF side of a driver: that of `KmdfService` and `UmdfService`.
    WdfService,
    /// What `AddEventProvider` registers, or a session of `AddAutoLogger`.
    EventProvider,
    /// The server of `AddComServer`.
    ComServer,
    /// The class of `AddComClass`.
    ComClass,
    /// The class of `WMIInterface`.
    WmiClass,
    /// What a service section refers to besides lists: `AddTrigger`, `FailureActions`.
    ServiceDetail,
    /// `AddPowerSetting`.
    PowerSetting,
}

impl Place {
    /// What follows the name of an install section to name this part of it; `None` for what is no part.
    pub(crate) fn suffix(self) -> Option<&'static str> {
        match self {
            Self::Install(part) => part.suffix(),
            _ => None,
        }
    }
}

/// Where the way to a section began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Root {
    /// A model.
    Device,
    /// `[DefaultInstall]`.
    Default,
    /// `[DefaultUninstall]`.
    Uninstall,
    /// `[ClassInstall32]`.
    Class,
    /// `[InterfaceInstall32]`.
    Interface,
}
