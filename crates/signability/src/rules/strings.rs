//! `[Strings]`, in all languages, and the tokens it defines.

use std::collections::{BTreeSet, HashMap, HashSet};

use catseal_finding::codes::inf::TOKEN_UNDEFINED;
use catseal_finding::codes::infverif::{STRING_TWICE, STRINGS_DIFFER, TOKEN_UNDEFINED_IN_VALUE};
use catseal_inf::{Section, fold};

use crate::anatomy::Anatomy;
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    STRING_TWICE: InfVerif Error, Whql Error;
    STRINGS_DIFFER: InfVerif Error, Whql Error;
    TOKEN_UNDEFINED_IN_VALUE: InfVerif Error, Whql Error;
}

/// How many names a message lists.
const SHOWN: usize = 3;

pub(crate) fn check(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let tables: Vec<&Section> = inf.document.sections().filter(|section| is_strings(section.name())).collect();
    for table in &tables {
        duplicates(context, inf, table);
    }
    languages(context, inf, anatomy, &tables);
    tokens(context, inf, anatomy);
}

/// Whether it is `[Strings]` or `[Strings.LangID]`.
fn is_strings(name: &str) -> bool {
    let Some((head, rest)) = name.split_at_checked("strings".len()) else { return false };
    let language = rest.strip_prefix('.');
    head.eq_ignore_ascii_case("strings")
        && (rest.is_empty()
            || language.is_some_and(|id| id.len() == 4 && id.bytes().all(|byte| byte.is_ascii_hexdigit())))
}

fn duplicates(context: &mut Context<'_>, inf: &Inf, table: &Section) {
    let mut seen = HashSet::new();
    let name = format!("[{}]", table.name());
    for entry in table.entries() {
        let Some(key) = entry.key().filter(|_| entry.has_explicit_key()) else { continue };
        if !seen.insert(fold(key)) {
            let message = format!("{name} defines {key} for the second time");
            context.report_in(inf, entry.line(), STRING_TWICE.finding(message));
        }
        super::extra_value(context, inf, &name, key, entry, 1);
    }
}

/// All tables must have the tokens of the first.
fn languages(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>, tables: &[&Section]) {
    let Some((first, others)) = tables.split_first() else { return };
    let keys = |table: &Section| -> HashMap<String, String> {
        let keys = table.entries().iter().filter_map(|entry| entry.key().filter(|_| entry.has_explicit_key()));
        keys.map(|key| (fold(key), key.to_owned())).collect()
    };
    let expected = keys(first);
    for table in others {
        if !anatomy.spend(1 + expected.len()) {
            return;
        }
        let found = keys(table);
        let missing = lacking(&expected, &found);
        let added = lacking(&found, &expected);
        let (lacks, has, names) = match (missing.is_empty(), added.is_empty()) {
            (true, true) => continue,
            (false, _) => (table, first, missing),
            (true, false) => (first, table, added),
        };
        let shown = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
        let more = names.len().saturating_sub(SHOWN);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let message = format!("[{}] lacks {shown}{more}, which [{}] has", lacks.name(), has.name());
        context.report_in(inf, lacks.line(), STRINGS_DIFFER.finding(message));
    }
}

/// The names in `these` that are not in `those`, in order.
fn lacking<'t>(these: &'t HashMap<String, String>, those: &HashMap<String, String>) -> BTreeSet<&'t str> {
    these.iter().filter(|(folded, _)| !those.contains_key(*folded)).map(|(_, name)| name.as_str()).collect()
}

/// Tokens without text, in the sections that something refers to. Others change nothing, wherever they come from.
fn tokens(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    // The walk told of those in names of files, sections and catalogs.
    let told: HashSet<u32> = inf
        .driver
        .findings
        .iter()
        .filter(|found| found.code == TOKEN_UNDEFINED.id)
        .filter_map(|found| found.line)
        .collect();
    for section in used(anatomy) {
        for entry in section.entries().iter().filter(|entry| !told.contains(&entry.line())) {
            let texts = entry.key().filter(|_| entry.has_explicit_key()).into_iter();
            let mut seen = HashSet::new();
            for text in texts.chain(entry.fields().iter().map(String::as_str)).filter(|text| text.contains('%')) {
                for token in inf.document.undefined_tokens(text).filter(|token| !is_dirid(token)) {
                    if seen.insert(fold(token)) {
                        let message =
                            format!("[{}] has the token %{token}%, which has no text in [Strings]", section.name());
                        context.report_in(inf, entry.line(), TOKEN_UNDEFINED_IN_VALUE.finding(message));
                    }
                }
            }
        }
    }
}

/// `%-1%` is a directory, too: an absolute path.
fn is_dirid(token: &str) -> bool {
    token.strip_prefix('-').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Sections that Windows knows by name, install sections, and whatever any of their values names. A section that has
/// the name of a value by chance is one more; none that is used is left out.
fn used<'d>(anatomy: &Anatomy<'d>) -> Vec<&'d Section> {
    const KNOWN: [&str; 6] =
        ["Version", "Manufacturer", "DestinationDirs", "ControlFlags", "InterfaceInstall32", "SignatureAttributes"];
    let document = anatomy.reader.document();
    let mut seen = HashSet::new();
    let known = KNOWN.iter().filter_map(|name| document.section(name));
    let tables = document.sections().filter(|section| {
        let head = section.name().split('.').next().unwrap_or_default();
        head.eq_ignore_ascii_case("SourceDisksNames") || head.eq_ignore_ascii_case("SourceDisksFiles")
    });
    let models = anatomy.reader.manufacturers().flat_map(|named| named.models).filter_map(|models| models.section);
    let installs = anatomy.installs.iter().copied();
    let mut sections: Vec<&'d Section> = known.chain(tables).chain(models).chain(installs).collect();
    sections.retain(|section| seen.insert(section.line()));
    let mut next = 0;
    while let Some(&section) = sections.get(next) {
        next += 1;
        for entry in section.entries() {
            for field in entry.fields() {
                let name = anatomy.expand(field);
                let found =
                    document.section(&name).filter(|found| !is_strings(found.name()) && seen.insert(found.line()));
                sections.extend(found);
            }
        }
    }
    sections
}
