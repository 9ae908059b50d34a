/// What a section is while it is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// `[DDInstall]` itself, and what stands in its place: `[DefaultInstall]`, `[ClassInstall32]`.
    Main,
    Services,
    Hw,
    Interfaces,
    CoInstallers,
    Components,
    Software,
    Wdf,
    Filters,
    Events,
    Com,
    FactDef,
    LogConfigOverride,
    Wmi,
    /// The service that `AddService` installs.
    Service,
    /// The event log of a service.
    EventLog,
    /// An interface: that of `AddInterface`, or a class of `[InterfaceInstall32]`.
    Interface,
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
    /// What follows the name of an install section to name a part of it.
    pub(crate) const PARTS: &[(&str, Self)] = &[
        ("Services", Self::Services),
        ("HW", Self::Hw),
        ("Interfaces", Self::Interfaces),
        ("CoInstallers", Self::CoInstallers),
        ("Components", Self::Components),
        ("Software", Self::Software),
        ("Wdf", Self::Wdf),
        ("Filters", Self::Filters),
        ("Events", Self::Events),
        ("COM", Self::Com),
        ("FactDef", Self::FactDef),
        ("LogConfigOverride", Self::LogConfigOverride),
        ("WMI", Self::Wmi),
    ];

    /// The part's suffix; `None` for what is no part of an install section.
    pub(crate) fn suffix(self) -> Option<&'static str> {
        Self::PARTS.iter().find(|(_, place)| *place == self).map(|&(suffix, _)| suffix)
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
