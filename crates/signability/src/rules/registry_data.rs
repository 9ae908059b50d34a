//! Types and data of registry values (Windows Driver Kit, "INF AddReg Directive").

use catseal_finding::codes::install;

use super::registry::Record;
use super::text::{number, open_token, shown};
use crate::anatomy::Anatomy;
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    install::REG_NUMBER: InfVerif Error, Whql Error;
    install::REG_BINARY: InfVerif Error, Whql Error;
    install::REG_KNOWN_TYPE_AS_CUSTOM: InfVerif Error, Whql Error;
    install::REG_CUSTOM_TYPE: InfVerif Error, Whql Error;
    install::REG_APPEND: InfVerif Error, Whql Error;
    install::REG_WINDOWS_PATH: InfVerif Error;
}

pub(super) const TYPE_SZ: u64 = 0;
pub(super) const TYPE_MULTI_SZ: u64 = 0x1_0000;
const TYPE_EXPAND_SZ: u64 = 0x2_0000;
pub(super) const TYPE_DWORD: u64 = 0x1_0001;
const TYPE_QWORD: u64 = 0xB_0001;
/// `REG_MULTI_SZ`, 7, as if it had no flags of its own.
const RAW_MULTI_SZ: u64 = 0x7_0001;

/// Directories of Windows that go by a variable.
const WINDOWS: [&str; 5] = ["%10%", "%11%", "%12%", "%17%", "%50%"];

/// The type and the data of one line of `AddReg`.
pub(super) fn data(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>, list: &str, record: &Record<'_>) {
    if !record.sets_value() {
        return;
    }
    let line = record.entry.line();
    let kind = record.value_type();
    if record.appends() && kind != TYPE_MULTI_SZ {
        let message = format!("[{list}] appends to {}, which is not of type REG_MULTI_SZ", record.shown());
        context.report_in(inf, line, install::REG_APPEND.finding(message));
    }
    let fields = record.entry.fields().get(4..).unwrap_or_default();
    match kind {
        TYPE_SZ | TYPE_MULTI_SZ | TYPE_EXPAND_SZ => {
            // As written: two percent signs stand for one, and no identifier.
            if let Some(path) = fields.iter().find(|field| names_windows(field)) {
                let message = format!("{} in [{list}] is set to '{}'", record.shown(), shown(path));
                context.report_in(inf, line, install::REG_WINDOWS_PATH.finding(message));
            }
        }
        TYPE_DWORD => numeric(context, inf, anatomy, list, record, (32, 4)),
        TYPE_QWORD => numeric(context, inf, anatomy, list, record, (64, 8)),
        RAW_MULTI_SZ => {
            let message = format!("{} in [{list}] is of type REG_MULTI_SZ, but given as raw data", record.shown());
            context.report_in(inf, line, install::REG_KNOWN_TYPE_AS_CUSTOM.finding(message));
        }
        _ if kind & 1 == 0 => {
            let message =
                format!("{} in [{list}] is of type {}, without the flag for raw data", record.shown(), kind >> 16);
            context.report_in(inf, line, install::REG_CUSTOM_TYPE.finding(message));
        }
        _ => octets(context, inf, anatomy, list, record),
    }
}

/// Whether a text has an identifier of a directory of Windows that Windows replaces.
fn names_windows(text: &str) -> bool {
    let bytes = text.as_bytes();
    WINDOWS.iter().any(|id| {
        text.match_indices(id).any(|(at, _)| {
            let before = at.checked_sub(1).and_then(|before| bytes.get(before));
            before != Some(&b'%') && bytes.get(at + id.len()) != Some(&b'%')
        })
    })
}

/// A number of so many bits, or the same in so many octets.
fn numeric(
    context: &mut Context<'_>,
    inf: &Inf,
    anatomy: &Anatomy<'_>,
    list: &str,
    record: &Record<'_>,
    (bits, octet_count): (u32, usize),
) {
    let entry = record.entry;
    if entry.fields().len() == 4 + octet_count {
        return octets(context, inf, anatomy, list, record);
    }
    let text = anatomy.field(entry, 4);
    // SetupAPI reads a minus, too, and takes the complement.
    let magnitude = text.trim().strip_prefix('-').unwrap_or(text.trim());
    let fits = number(magnitude).is_some_and(|number| bits == 64 || number <= u64::from(u32::MAX));
    if !fits && !open_token(&text) {
        let message = format!("{} in [{list}] is no number of {bits} bits: '{}'", record.shown(), shown(&text));
        context.report_in(inf, entry.line(), install::REG_NUMBER.finding(message));
    }
}

fn octets(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>, list: &str, record: &Record<'_>) {
    let fields = record.entry.fields().get(4..).unwrap_or_default();
    let wrong = fields.iter().map(|field| anatomy.expand(field)).find(|field| {
        let digits = field.trim();
        let digits = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")).unwrap_or(digits);
        !digits.is_empty() && !open_token(field) && u8::from_str_radix(digits, 16).is_err()
    });
    if let Some(wrong) = wrong {
        let message = format!("{} in [{list}] has '{}' among its octets", record.shown(), shown(&wrong));
        context.report_in(inf, record.entry.line(), install::REG_BINARY.finding(message));
    }
}
