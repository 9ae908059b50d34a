//! `[Version]`.

use catseal_finding::codes::inf::DRIVER_VER_IN_FUTURE;

use crate::context::Context;
use crate::package::Inf;

super::rules! {
    DRIVER_VER_IN_FUTURE: Inf2Cat Error, Whql Error;
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
