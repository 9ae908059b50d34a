use schemars::JsonSchema;
use serde::Serialize;

/// How bad a finding is.
///
/// Ordered: `Note < Warning < Error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; changes nothing.
    Note,
    /// Probably not what was meant; the answer stays good unless strictness was asked for.
    Warning,
    /// The answer is bad: exit status 1.
    Error,
}

impl Severity {
    /// The lower-case word used in reports: `error`, `warning` or `note`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a finding is about, taken apart, for those who have to say it in the words of another tool. Names are as the INF has
/// them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Subject {
    /// A file that an INF copies.
    Copied {
        /// The name of the source.
        file: String,
        /// The name of the section that lists it, without brackets.
        section: String,
    },
    /// A file with the name of one that Windows protects.
    Protected {
        /// The versions of Windows that do, such as `Windows XP/2003`.
        windows: String,
        /// The file in the package, relative to it.
        source: String,
        /// Where an INF copies it to, such as `%12%\disk.sys`; `None` when no INF does.
        destination: Option<String>,
    },
    /// An architecture that the INF lacks something for, in lower case: `amd64`.
    Architecture(&'static str),
    /// The day that a date must not be before.
    EarliestDay {
        /// Such as 2009.
        year: i16,
        /// From 1.
        month: i8,
        /// From 1.
        day: i8,
    },
}

/// Something that is wrong, or worth saying, about an input.
///
/// Built from a registered code by [`CodeInfo::finding`](crate::CodeInfo::finding); the parts that
/// differ from case to case are added by the methods here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// The stable code, like `CS2101`.
    pub code: &'static str,
    /// How bad it is here (a code has a usual severity, a case may differ).
    pub severity: Severity,
    /// One sentence that names the file, section or line.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// The file it is about, as given by the user or relative to what was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The line in that file, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What other tools call it: Inf2Cat's `22.9.x`, InfVerif's number, a Windows status code.
    pub equivalents: Vec<String>,
    /// What the message says, taken apart; in no report.
    #[serde(skip)]
    pub subject: Option<Subject>,
}

impl Finding {
    /// Says which file it is about.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Says which line of the file it is about, counted from 1.
    #[must_use]
    pub fn line(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    /// Says what it is about.
    #[must_use]
    pub fn about(mut self, subject: Subject) -> Self {
        self.subject = Some(subject);
        self
    }

    /// Replaces the code's general advice by advice for this case.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Replaces the code's usual severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}
