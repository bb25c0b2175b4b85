//! The query language: what parses, what an error says, and that answers are right whatever Intercom means.

mod answers;
mod docs;
mod errors;
mod lowering;
mod objects;
mod oracle;
mod parsing;
mod properties;
mod stand_in;
mod text;

use intercom_mcp::query::{LowerSettings, ObjectType, Query, parse};
use jiff::{Timestamp, tz::TimeZone};

/// Wednesday, 2026-03-11, 12:00 UTC.
const NOW: &str = "2026-03-11T12:00:00Z";

fn settings_in(timezone: &str) -> LowerSettings {
    LowerSettings {
        now: NOW.parse().expect("a timestamp"),
        timezone: Some(TimeZone::get(timezone).expect("a timezone")),
    }
}

fn seconds(moment: &str) -> i64 {
    moment.parse::<Timestamp>().expect("a timestamp").as_second()
}

fn parsed(query: &str) -> Query {
    parse(query).unwrap_or_else(|error| panic!("{query}: {error}"))
}

const BOTH: [ObjectType; 2] = ObjectType::ALL;
