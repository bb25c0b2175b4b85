//! Moments at which programs err: around midnight in the workspace's timezone, and around the days
//! on which its clocks change, twice over so that times tie.

use jiff::{Timestamp, ToSpan, Zoned, tz::TimeZone};

use super::brand::Brand;

/// The timezone by name, or by its rules where the machine has no timezone database.
pub(super) fn timezone(brand: &Brand) -> TimeZone {
    TimeZone::get(brand.timezone).or_else(|_| TimeZone::posix(brand.posix_timezone)).unwrap_or(TimeZone::UTC)
}

/// The edges before `base`, in no order; some stand there twice.
pub(super) fn edges(timezone: &TimeZone, base: i64) -> Vec<i64> {
    let mut edges = Vec::new();
    for days in [3, 10, 45, 200] {
        if let Some(midnight) = midnight(timezone, base, days) {
            edges.extend([midnight - 1, midnight, midnight, midnight + 1]);
        }
    }
    for change in clock_changes(timezone, base) {
        edges.extend([change - 1, change, change, change + 1, change - 1_800, change + 1_800]);
        let at_change = moment(timezone, change);
        let days = [at_change.as_ref().and_then(first_second), at_change.as_ref().and_then(next_midnight)];
        edges.extend(days.into_iter().flatten().flat_map(|midnight| [midnight - 1, midnight]));
    }
    edges.retain(|edge| *edge < base - 3_600);
    edges
}

/// The last two moments before `base` at which the clocks changed: one in spring, one in autumn.
pub(super) fn clock_changes(timezone: &TimeZone, base: i64) -> Vec<i64> {
    let Ok(base) = Timestamp::from_second(base) else { return Vec::new() };
    timezone.preceding(base).take(2).map(|change| change.timestamp().as_second()).collect()
}

/// The first second of the local day that lies `days` before `base`.
pub(super) fn midnight(timezone: &TimeZone, base: i64, days: i64) -> Option<i64> {
    first_second(&moment(timezone, base - days * 86_400)?)
}

fn moment(timezone: &TimeZone, seconds: i64) -> Option<Zoned> {
    Some(Timestamp::from_second(seconds).ok()?.to_zoned(timezone.clone()))
}

fn first_second(day: &Zoned) -> Option<i64> {
    Some(day.start_of_day().ok()?.timestamp().as_second())
}

fn next_midnight(day: &Zoned) -> Option<i64> {
    first_second(&day.checked_add(1.day()).ok()?)
}
