//! Attributes that a catalog gets besides those that come from INFs and files.

use std::collections::HashSet;

use catseal_catalog::Attribute;

use crate::error::Error;
use crate::package::{base_name, fold};

/// Attributes to put into a catalog, and on files in it, besides those that Inf2Cat and New-FileCatalog write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExtraAttributes {
    /// Names and values.
    catalog: Vec<(String, String)>,
    /// Files, as they were named, with names and values.
    files: Vec<(String, String, String)>,
}

/// An attribute that no catalog can be given this way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadAttribute(String);

/// What stands for every file.
const EVERY: &str = "*";

/// The names that are written anyway.
const OWN: [&str; 7] = ["OS", "OSAttr", "File", "FilePath", "PE", "PETrusted", "DRMLevel"];

impl ExtraAttributes {
    /// Takes attributes as typed: of the catalog as `NAME=VALUE`, of files as `FILE:NAME=VALUE`, where `FILE` is a path in the
    /// package, a name without folders, or `*` for every file.
    ///
    /// # Errors
    /// [`BadAttribute`] for what is not of that form, has control characters, has a name that is written anyway, or stands there twice.
    pub fn new<T: AsRef<str>>(catalog: &[T], files: &[T]) -> Result<Self, BadAttribute> {
        let mut extra = Self::default();
        let mut known = HashSet::new();
        for text in catalog {
            let (name, value) = pair(text.as_ref(), text.as_ref(), "NAME=VALUE")?;
            once(&mut known, "", &name)?;
            extra.catalog.push((name, value));
        }
        for text in files {
            let form = "FILE:NAME=VALUE";
            let (file, rest) = text.as_ref().split_once(':').ok_or_else(|| not_of_form(text.as_ref(), form))?;
            let (name, value) = pair(rest, text.as_ref(), form)?;
            let file = file.trim().replace('\\', "/");
            if file.is_empty() {
                return Err(not_of_form(text.as_ref(), form));
            }
            once(&mut known, &fold(&file), &name)?;
            extra.files.push((file, name, value));
        }
        Ok(extra)
    }

    /// Those of the catalog, in the order given.
    pub(crate) fn of_catalog(&self) -> impl Iterator<Item = Attribute> {
        self.catalog.iter().map(|(name, value)| Attribute::text(name, value))
    }

    /// Those of a file, in the order given: by its path in the package, the last part of that, and the name it is installed under.
    pub(crate) fn of_file(&self, path: &str, installed_as: Option<&str>) -> impl Iterator<Item = Attribute> {
        self.meant(path, installed_as).map(|(_, name, value)| Attribute::text(name, value))
    }

    fn meant(&self, path: &str, installed_as: Option<&str>) -> impl Iterator<Item = &(String, String, String)> {
        let meant = move |file: &str| file == EVERY || is_named(file, path, installed_as);
        self.files.iter().filter(move |(file, _, _)| meant(file))
    }

    /// Checks that every file that was named goes into a catalog, and that none gets two attributes of one name.
    ///
    /// # Errors
    /// [`Error::NoSuchMember`] for the first that does not, [`Error::AttributeTwice`] for the first that would.
    pub(crate) fn check<'f>(&self, files: impl Iterator<Item = (&'f str, Option<&'f str>)>) -> Result<(), Error> {
        let mut open: Vec<&str> = self.files.iter().map(|(file, _, _)| file.as_str()).collect();
        open.retain(|file| *file != EVERY);
        // What is meant by one name alone was looked at when it was taken.
        let several = self.files.len() > 1;
        for (path, installed_as) in files {
            if open.is_empty() && !several {
                break;
            }
            let mut known = HashSet::new();
            let mut meant = self.meant(path, installed_as).filter(|_| several);
            if let Some((_, name, _)) = meant.find(|(_, name, _)| !known.insert(name.to_lowercase())) {
                return Err(Error::AttributeTwice { file: path.to_owned(), name: name.clone() });
            }
            open.retain(|file| !is_named(file, path, installed_as));
        }
        open.first().map_or(Ok(()), |file| Err(Error::NoSuchMember { name: (*file).to_owned() }))
    }
}

fn is_named(named: &str, path: &str, installed_as: Option<&str>) -> bool {
    [Some(path), Some(base_name(path)), installed_as].into_iter().flatten().any(|name| fold(name) == fold(named))
}

fn not_of_form(text: &str, form: &str) -> BadAttribute {
    BadAttribute(format!("'{text}' is not of the form {form}"))
}

fn pair(text: &str, whole: &str, form: &str) -> Result<(String, String), BadAttribute> {
    let (name, value) = text.split_once('=').ok_or_else(|| not_of_form(whole, form))?;
    let name = name.trim();
    if name.is_empty() {
        return Err(not_of_form(whole, form));
    }
    if name.contains(char::is_control) || value.contains(char::is_control) {
        return Err(BadAttribute(format!("'{}' has control characters", whole.escape_debug())));
    }
    let hardware_id = name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("HWID"));
    if hardware_id || OWN.iter().any(|own| own.eq_ignore_ascii_case(name)) {
        return Err(BadAttribute(format!("'{name}' is written by the build itself and cannot be given")));
    }
    Ok((name.to_owned(), value.to_owned()))
}

fn once(known: &mut HashSet<(String, String)>, file: &str, name: &str) -> Result<(), BadAttribute> {
    if known.insert((file.to_owned(), name.to_lowercase())) {
        Ok(())
    } else {
        Err(BadAttribute(format!("'{name}' is given twice")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_is_a_name_and_a_value_and_may_belong_to_a_file() {
        let extra =
            ExtraAttributes::new(&["Company=A=b "], &["sub\\X.sys:Atlas=1", "*:Note=", "y.dll:Atlas=2"]).unwrap();
        let attributes: Vec<_> = extra.of_catalog().collect();
        assert_eq!(attributes, [Attribute::text("Company", "A=b ")]);
        let of = |path, installed_as| extra.of_file(path, installed_as).collect::<Vec<_>>();
        assert_eq!(of("Sub/x.sys", None), [Attribute::text("Atlas", "1"), Attribute::text("Note", "")]);
        assert_eq!(of("x.sys", None), [Attribute::text("Note", "")]);
        assert_eq!(of("other/z.dll", Some("Y.DLL")), [Attribute::text("Note", ""), Attribute::text("Atlas", "2")]);
        assert!(extra.check([("sub/x.sys", None), ("deep/y.dll", None)].into_iter()).is_ok());
        assert!(
            matches!(extra.check([("y.dll", None)].into_iter()), Err(Error::NoSuchMember { name }) if name == "sub/X.sys")
        );
    }

    #[test]
    fn no_file_gets_two_attributes_of_one_name_by_two_of_its_names() {
        let none: [&str; 0] = [];
        let twice = |files: &[&str]| {
            let extra = ExtraAttributes::new(&none, files).unwrap();
            let checked = extra.check([("sub/x.sys", Some("y.sys")), ("z.sys", None)].into_iter());
            matches!(checked, Err(Error::AttributeTwice { file, .. }) if file == "sub/x.sys")
        };
        assert!(twice(&["*:A=1", "x.sys:a=2"]));
        assert!(twice(&["x.sys:A=1", "SUB/x.sys:A=1"]));
        assert!(twice(&["y.sys:A=1", "sub\\x.sys:A=1"]));
        assert!(!twice(&["z.sys:A=1", "x.sys:A=1", "*:B=1"]));
    }

    #[test]
    fn what_cannot_be_given_is_refused() {
        let none: [&str; 0] = [];
        for text in ["", "Name", "=value", "os=7X64", "HWID1=x", "hwid=x", "Na\nme=x", "Name=\u{7}"] {
            assert!(ExtraAttributes::new(&[text], &none).is_err(), "{text:?}");
        }
        for text in ["Name=x", "a.sys:Name", ":Name=x", "a.sys:=x", "a.sys:File=x", "*:osattr=x"] {
            assert!(ExtraAttributes::new(&none, &[text]).is_err(), "{text:?}");
        }
        assert!(ExtraAttributes::new(&["A=1", "a=2"], &none).is_err());
        assert!(ExtraAttributes::new(&none, &["x:A=1", "X:a=2"]).is_err());
    }
}
