//! Dates as a query writes them, and the seconds they stand for.

use std::fmt;

use jiff::{Timestamp, ToSpan as _, civil, tz::TimeZone};

/// A date in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Date {
    /// Unix seconds.
    Seconds(i64),
    /// `YYYY-MM-DD`: a day in the workspace's timezone.
    Day(civil::Date),
    /// RFC 3339, with an offset.
    Moment(Timestamp),
    /// That long before now: `30m`, `24h`, `7d`, `2w`.
    Ago(u32, Unit),
}

/// The unit of a relative date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 60 seconds.
    Minute,
    /// 3,600 seconds.
    Hour,
    /// 24 hours.
    Day,
    /// 7 times 24 hours.
    Week,
}

impl Unit {
    const ALL: [(Unit, &'static str, i64); 4] =
        [(Unit::Minute, "m", 60), (Unit::Hour, "h", 3_600), (Unit::Day, "d", 86_400), (Unit::Week, "w", 604_800)];
}

/// Seconds from `start` on, before `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) start: i64,
    pub(super) end: i64,
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoDate {
    /// Neither form of a date.
    Form,
    /// So large a number that it must count milliseconds.
    Milliseconds,
    /// A time of day without an offset from UTC.
    Offset,
    /// Before 1970, or too far ahead.
    Range,
}

/// The last second that is taken: the end of the year 9998.
const LAST_SECOND: i64 = 253_370_764_799;

impl Date {
    /// Reads one of the four forms.
    pub(super) fn read(text: &str) -> Result<Self, NoDate> {
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return match text.parse::<i64>() {
                Ok(seconds) if seconds < 100_000_000_000 => Ok(Date::Seconds(seconds)),
                Ok(_) if (12..=14).contains(&text.len()) => Err(NoDate::Milliseconds),
                _ => Err(NoDate::Range),
            };
        }
        if let Some(ago) = Self::read_relative(text) {
            return Ok(ago);
        }
        if text.len() == 10
            && let Ok(day) = text.parse::<civil::Date>()
        {
            return if (1970..=9998).contains(&day.year()) { Ok(Date::Day(day)) } else { Err(NoDate::Range) };
        }
        if !text.contains(['T', 't', ' ']) || text.len() < 16 {
            return Err(NoDate::Form);
        }
        match text.parse::<Timestamp>() {
            Ok(moment) if (0..=LAST_SECOND).contains(&moment.as_second()) => Ok(Date::Moment(moment)),
            Ok(_) => Err(NoDate::Range),
            Err(_) if text.parse::<civil::DateTime>().is_ok() => Err(NoDate::Offset),
            Err(_) => Err(NoDate::Form),
        }
    }

    fn read_relative(text: &str) -> Option<Self> {
        let (unit, name, _) = Unit::ALL.iter().find(|(_, name, _)| text.ends_with(name))?;
        let amount = text.strip_suffix(name)?;
        let digits = !amount.is_empty() && amount.len() <= 6 && amount.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| amount.parse().ok().map(|amount| Date::Ago(amount, *unit))).flatten()
    }

    /// Which seconds are meant: a day from its start to the next day's, anything else one second.
    /// A fraction of a second lies between two seconds, and no second equals it.
    pub(super) fn interval(self, now: Timestamp, timezone: &TimeZone) -> Interval {
        match self {
            Date::Seconds(second) => Interval { start: second, end: second + 1 },
            Date::Day(day) => {
                let next = day.checked_add(1.day()).unwrap_or(day);
                Interval { start: start_of(day, timezone), end: start_of(next, timezone) }
            }
            Date::Moment(moment) => {
                let second = moment.as_second();
                let start = if moment.subsec_nanosecond() > 0 { second + 1 } else { second };
                Interval { start, end: second + 1 }
            }
            Date::Ago(amount, unit) => {
                let length = Unit::ALL.iter().find(|(one, _, _)| *one == unit).map_or(0, |(_, _, length)| *length);
                let second = (now.as_second() - i64::from(amount) * length).max(0);
                Interval { start: second, end: second + 1 }
            }
        }
    }
}

/// The first second of a day, which need not be midnight where clocks change at night.
pub(super) fn start_of(day: civil::Date, timezone: &TimeZone) -> i64 {
    let midnight = day.to_zoned(timezone.clone()).and_then(|midnight| midnight.start_of_day());
    midnight.map_or(LAST_SECOND, |midnight| midnight.timestamp().as_second())
}

/// The day in which a second lies.
pub(super) fn day_of(second: i64, timezone: &TimeZone) -> civil::Date {
    let second = second.clamp(0, LAST_SECOND);
    Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(timezone.clone()).date()
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Date::Seconds(second) => write!(formatter, "{second}"),
            Date::Day(day) => write!(formatter, "{day}"),
            Date::Moment(moment) => write!(formatter, "{moment}"),
            Date::Ago(amount, unit) => {
                let name = Unit::ALL.iter().find(|(one, _, _)| one == unit).map_or("d", |(_, name, _)| *name);
                write!(formatter, "{amount}{name}")
            }
        }
    }
}
