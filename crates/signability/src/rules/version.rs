//! `DriverVer` in `[Version]`.

use catseal_finding::Subject;
use catseal_finding::codes::inf::DRIVER_VER_IN_FUTURE;
use catseal_finding::codes::signability::DRIVER_VER_BEFORE_WINDOWS;
use jiff::civil::{Date, date};

use crate::context::Context;
use crate::package::Inf;

super::rules! {
    DRIVER_VER_IN_FUTURE: Inf2Cat Error, Whql Error;
    DRIVER_VER_BEFORE_WINDOWS: Inf2Cat Error;
}

/// The date must not be after today, in UTC or in local time.
pub(crate) fn driver_ver_in_future(context: &mut Context<'_>, inf: &Inf) {
    let Some(version) = &inf.driver.version.driver_ver else { return };
    let today = context.options.zone.to_datetime(context.options.now).date();
    if version.date > today {
        let message = format!("DriverVer is {}, which is after today ({today})", version.date);
        context.report_in(inf, version.line, DRIVER_VER_IN_FUTURE.finding(message));
    }
}

/// The day that `DriverVer` must not be before, by version of Windows. What Inf2Cat demands for others is not known; it has made
/// catalogs for them with older dates.
const FLOORS: &[((u16, u16), Date)] = &[((6, 1), date(2009, 4, 21))];

/// The date must not be before the day that the newest operating system demands.
pub(crate) fn driver_ver_before_windows(context: &mut Context<'_>, inf: &Inf) {
    let Some(version) = &inf.driver.version.driver_ver else { return };
    let Some(newest) = context.options.targets.iter().max_by_key(|target| target.version) else { return };
    let Some((_, floor)) = FLOORS.iter().find(|(system, _)| *system == newest.version) else { return };
    if version.date < *floor {
        let message = format!("DriverVer is {}, but for {} it must not be before {floor}", version.date, newest.code);
        let subject = Subject::EarliestDay { year: floor.year(), month: floor.month(), day: floor.day() };
        context.report_in(inf, version.line, DRIVER_VER_BEFORE_WINDOWS.finding(message).about(subject));
    }
}
