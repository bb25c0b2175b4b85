//! Seeded conversations and contacts in Intercom's JSON, full of edges: days on which clocks change, bodies whose
//! words are broken by tags, values that are unset.

use jiff::{civil, tz::TimeZone};
use serde_json::{Value as Json, json};

/// Days on which clocks change in one of [`ZONES`], and an ordinary one.
pub(super) const DAYS: [&str; 5] = ["2026-03-07", "2026-03-08", "2026-04-24", "2026-04-25", "2026-11-01"];
/// Cairo's clocks change at midnight, so a day of 2026 begins at 01:00 there.
pub(super) const ZONES: [&str; 5] = ["UTC", "America/New_York", "Africa/Cairo", "Pacific/Auckland", "Asia/Kolkata"];
pub(super) const BODIES: [&str; 9] = [
    "<p>I need <b>support</b> with my refund.</p>",
    "<div>I need</div><div>support</div>",
    "Support, need I",
    "<p>refunds are not re-funded&nbsp;here &amp; now</p>",
    "<p>返金をお願いします</p>",
    "<p>don't REFUND me</p>",
    "",
    "<style>refund</style><a href=\"https://example.com/refund\">link</a>",
    "<p>Über need   support</p>",
];
pub(super) const SUBJECTS: [&str; 4] = ["", "Need support", "Refund status", "re: API & more"];
pub(super) const PHRASES: [&str; 10] =
    ["refund", "Need support", "fund", "re-funded", "返金", "don't", "über", "support with my ref", "& now", "i need"];
/// Numbers that could be unix seconds; the last one's day in UTC began with the first.
pub(super) const LARGE: [&str; 5] = ["149990400", "149999999", "150000000", "150000001", "150076799"];
pub(super) const NAMES: [&str; 4] = ["Jane Doe", "jané", "O'Brien, Pat", ""];
pub(super) const EMAILS: [&str; 4] = ["jane@example.com", "JOE@Example.COM", "pat@sub.example.com", ""];

/// A seeded walk over numbers: the same objects in every run.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }

    pub(super) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }

    pub(super) fn moment(&mut self, zone: &TimeZone) -> Json {
        if self.roll(8) == 0 { Json::Null } else { self.set_moment(zone) }
    }

    /// A second at or around an edge of one of [`DAYS`].
    pub(super) fn set_moment(&mut self, zone: &TimeZone) -> Json {
        let day: civil::Date = self.pick(&DAYS).parse().expect("a day");
        let start = day.to_zoned(zone.clone()).expect("a day").start_of_day().expect("a start").timestamp().as_second();
        let offsets = [-86_400, -1, 0, 1, 3_599, 32_400, 43_200, 82_800, 86_399, 86_400];
        json!(start + offsets[self.roll(offsets.len())])
    }

    pub(super) fn ids(&mut self) -> Json {
        (0..self.roll(3)).map(|_| json!({ "id": self.roll(20).to_string() })).collect()
    }
}

pub(super) fn conversation(dice: &mut Dice, zone: &TimeZone) -> Json {
    let rating = if dice.roll(3) == 0 {
        json!({ "rating": dice.roll(5) + 1, "created_at": dice.moment(zone) })
    } else {
        Json::Null
    };
    json!({
        "id": dice.roll(40).to_string(),
        "created_at": dice.set_moment(zone),
        "waiting_since": dice.moment(zone),
        "state": dice.pick(&["open", "closed", "snoozed"]),
        "priority": dice.pick(&["none", "low", "medium", "high", "urgent"]),
        "read": dice.roll(2) == 0,
        "admin_assignee_id": dice.roll(3),
        "source": { "subject": dice.pick(&SUBJECTS), "body": dice.pick(&BODIES), "author": { "email": dice.pick(&EMAILS) } },
        "contacts": { "contacts": dice.ids() },
        "tags": { "tags": dice.ids() },
        "statistics": if dice.roll(4) == 0 { Json::Null } else { json!({ "time_to_admin_reply": dice.roll(6) }) },
        "conversation_rating": rating,
    })
}

pub(super) fn contact(dice: &mut Dice, zone: &TimeZone) -> Json {
    json!({
        "id": dice.roll(40).to_string(),
        "role": dice.pick(&["user", "lead"]),
        "created_at": dice.set_moment(zone),
        "last_seen_at": dice.moment(zone),
        "name": dice.pick(&NAMES),
        "email": dice.pick(&EMAILS),
        "owner_id": if dice.roll(3) == 0 { Json::Null } else { json!((dice.roll(3) + 1).to_string()) },
        "unsubscribed_from_emails": dice.roll(2) == 0,
        "tags": { "data": dice.ids() },
        "custom_attributes": {
            "plan": dice.pick(&["Pro", "free", ""]),
            "seats": if dice.roll(4) == 0 { Json::Null } else { json!(dice.roll(6)) },
            "trial": if dice.roll(4) == 0 { Json::Null } else { json!(dice.roll(2) == 0) },
            "renewal_at": dice.moment(zone),
            "order_number": if dice.roll(4) == 0 { Json::Null } else { json!(dice.pick(&LARGE).parse::<i64>().expect("a number")) },
        },
    })
}
