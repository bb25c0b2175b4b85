//! Answers are right: what Intercom finds and the refinement accepts is what the query means, whichever way
//! Intercom reads `>`, in timezones whose days begin at odd hours, and at every edge of a day.

use std::collections::BTreeSet;

use intercom_mcp::query::{LowerSettings, ObjectType, Operator, Query, lower};
use jiff::{Timestamp, tz::TimeZone};
use proptest::{prelude::*, sample::select};
use serde_json::{Value as Json, json};

use super::{
    NOW,
    objects::{BODIES, DAYS, Dice, LARGE, PHRASES, ZONES, contact, conversation},
    oracle::{Asked, CONTACT, CONVERSATION, Kind, Row},
    parsed,
    stand_in::StandIn,
};

/// Values that fit a row.
fn value(row: Row, zone: TimeZone) -> BoxedStrategy<String> {
    let numbers = || (0..22_u32).prop_map(|number| number.to_string());
    let own = |values: &[&str]| select(values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>()).boxed();
    match (row.0, row.2) {
        ("state", _) => own(&["open", "closed", "snoozed"]),
        ("priority", _) => own(&["none", "low", "medium", "high", "urgent", "priority", "not_priority"]),
        ("role", _) => own(&["user", "lead"]),
        ("source_subject", _) => own(&["need", "Need support", "refund status", "API &"]),
        ("source_author_email" | "email", _) => {
            own(&["jane@example.com", "joe", ".COM", "example", "pat@sub.example.com"])
        }
        ("name", _) => own(&["jane", "JANE DOE", "é", "O'Brien, Pat"]),
        ("custom_attributes.plan", _) => own(&["pro", "FREE", "r", "enterprise"]),
        ("owner_id", _) => (0..3_u32).prop_map(|id| id.to_string()).boxed(),
        ("custom_attributes.seats", _) => (0..6_u32).prop_map(|number| number.to_string()).boxed(),
        ("custom_attributes.order_number", _) => own(&LARGE),
        ("custom_attributes.renewal_at", Kind::Number) => {
            any::<u64>().prop_map(move |seed| Dice(seed).set_moment(&zone).to_string()).boxed()
        }
        (_, Kind::Body) => own(&PHRASES),
        (_, Kind::Boolean) => own(&["true", "false"]),
        (_, Kind::Number | Kind::Assignee) => (0..6_u32).prop_map(|number| number.to_string()).boxed(),
        (_, Kind::Text | Kind::List) => numbers().boxed(),
        // A relative date is only read where a custom attribute is compared by size.
        ("custom_attributes.renewal_at", _) => own(&DAYS),
        (_, Kind::Date) => {
            let moments = (any::<u64>()).prop_filter_map("null", move |seed| Dice(seed).moment(&zone).as_i64());
            prop_oneof![
                3 => own(&DAYS),
                2 => moments.clone().prop_map(|second| second.to_string()),
                1 => moments.prop_map(|second| Timestamp::from_second(second).expect("in range").to_string()),
                1 => own(&["3d", "4d", "30d"]),
            ]
            .boxed()
        }
    }
}

fn operators(object_type: ObjectType, row: Row) -> Vec<Operator> {
    let custom = || match row.2 {
        Kind::Text => vec![Operator::Contains, Operator::NotContains, Operator::StartsWith, Operator::EndsWith],
        Kind::Number | Kind::Date => vec![Operator::Gt, Operator::Gte, Operator::Lt, Operator::Lte],
        _ => vec![],
    };
    match intercom_mcp::query::field::named(object_type, row.0) {
        Some(field) => field.operators(object_type).to_vec(),
        None => [vec![Operator::Eq, Operator::Neq, Operator::In, Operator::Nin, Operator::Exists], custom()].concat(),
    }
}

fn asked(object_type: ObjectType, zone: TimeZone) -> impl Strategy<Value = Asked> {
    let rows = if object_type == ObjectType::Contact { CONTACT.to_vec() } else { CONVERSATION.to_vec() };
    select(rows).prop_flat_map(move |row| {
        let zone = zone.clone();
        select(operators(object_type, row)).prop_flat_map(move |operator| {
            let values = match operator {
                _ if row.0 == "custom_attributes.renewal_at" && row.2 == Kind::Date && operator.is_ordering() => {
                    value(("", "", Kind::Date), zone.clone()).prop_map(|value| vec![value]).boxed()
                }
                Operator::Exists => prop_oneof![Just(vec!["true".to_owned()]), Just(vec!["false".to_owned()])].boxed(),
                Operator::In | Operator::Nin => {
                    let most = if row.0 == "tag_id" { 4 } else { 20 };
                    prop::collection::vec(value(row, zone.clone()), 1..most).boxed()
                }
                _ => value(row, zone.clone()).prop_map(|value| vec![value]).boxed(),
            };
            values.prop_map(move |values| Asked { row, operator, values })
        })
    })
}

/// Compares what is found with what is meant, in every way that Intercom may be.
fn answers_are_right(object_type: ObjectType, zone: &TimeZone, is_zone_known: bool, asked: &[Asked], seed: u64) {
    let mut query = Query::new(object_type);
    for one in asked {
        query.push(one.row.0, one.operator, one.values.clone()).unwrap_or_else(|error| panic!("{one:?}: {error}"));
    }
    assert_eq!(parsed(&query.to_string()), query);
    let settings =
        LowerSettings { now: NOW.parse().expect("a timestamp"), timezone: is_zone_known.then(|| zone.clone()) };
    let lowered = lower(&query, object_type, &settings).unwrap_or_else(|error| panic!("{query}: {error}"));
    // Where nobody told the timezone, days are read in UTC.
    let read_in = if is_zone_known { zone.clone() } else { TimeZone::UTC };
    let mut dice = Dice(seed);
    for _ in 0..60 {
        let object =
            if object_type == ObjectType::Contact { contact(&mut dice, zone) } else { conversation(&mut dice, zone) };
        let is_meant = asked.iter().all(|one| one.holds(&object, &read_in));
        for is_inclusive in [false, true] {
            let intercom = StandIn { object_type, is_inclusive, zone: zone.clone() };
            let is_found = intercom.finds(&lowered.filter, &object) && lowered.refinement.accepts(&object);
            assert_eq!(is_found, is_meant, "{query}\n{object}\n{:?}", lowered.filter);
        }
    }
}

fn a_query(object_type: ObjectType, most: usize) -> impl Strategy<Value = (TimeZone, Vec<Asked>, u64)> {
    select(ZONES.to_vec()).prop_flat_map(move |zone| {
        let zone = TimeZone::get(zone).expect("a timezone");
        (Just(zone.clone()), prop::collection::vec(asked(object_type, zone), 1..most), any::<u64>())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn conversations_that_are_found_are_those_that_are_meant((zone, asked, seed) in a_query(ObjectType::Conversation, 4)) {
        answers_are_right(ObjectType::Conversation, &zone, true, &asked, seed);
    }

    #[test]
    fn contacts_that_are_found_are_those_that_are_meant((zone, asked, seed) in a_query(ObjectType::Contact, 4)) {
        answers_are_right(ObjectType::Contact, &zone, true, &asked, seed);
    }

    #[test]
    fn contacts_are_found_without_knowing_the_timezone((zone, asked, seed) in a_query(ObjectType::Contact, 3)) {
        answers_are_right(ObjectType::Contact, &zone, false, &asked, seed);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn more_conditions_than_a_group_holds_still_find_what_is_meant((zone, asked, seed) in a_query(ObjectType::Conversation, 60)) {
        answers_are_right(ObjectType::Conversation, &zone, true, &asked, seed);
    }
}

#[test]
fn free_text_finds_every_word_and_phrases_as_a_whole() {
    let zone = TimeZone::UTC;
    let found = |text: &str, object_type: ObjectType| -> BTreeSet<String> {
        let query = parsed(text);
        let settings = LowerSettings { now: NOW.parse().expect("a timestamp"), timezone: Some(zone.clone()) };
        let lowered = lower(&query, object_type, &settings).expect("free text can be asked");
        let intercom = StandIn { object_type, is_inclusive: false, zone: zone.clone() };
        let objects: Vec<(String, Json)> = match object_type {
            ObjectType::Conversation => [("", "Need support"), (BODIES[0], ""), (BODIES[2], "Refund"), (BODIES[4], "")]
                .iter()
                .map(|(body, subject)| {
                    (format!("{subject}|{body}"), json!({ "source": { "body": body, "subject": subject } }))
                })
                .collect(),
            ObjectType::Contact => [("Jane Doe", "jane@example.com"), ("Pat", "doe@example.com")]
                .iter()
                .map(|(name, email)| ((*name).to_owned(), json!({ "name": name, "email": email })))
                .collect(),
        };
        let holds = |object: &Json| intercom.finds(&lowered.filter, object) && lowered.refinement.accepts(object);
        objects.into_iter().filter(|(_, object)| holds(object)).map(|(name, _)| name).collect()
    };
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let (subject, refund, mixed) =
        ("Need support|".to_owned(), format!("|{}", BODIES[0]), format!("Refund|{}", BODIES[2]));
    let conversations = |text| found(text, ObjectType::Conversation);
    assert_eq!(conversations("support need"), names(&[&subject, &refund, &mixed]));
    assert_eq!(conversations("\"need support\""), names(&[&subject, &refund]));
    // The words may stand one in the body and one in the subject.
    assert_eq!(conversations("refund support?"), names(&[&refund, &mixed]));
    assert_eq!(conversations("返金"), names(&[&format!("|{}", BODIES[4])]));
    let contacts = |text| found(text, ObjectType::Contact);
    assert_eq!(contacts("doe"), names(&["Jane Doe", "Pat"]));
    assert_eq!(contacts("doe example.com"), names(&["Jane Doe", "Pat"]));
    assert_eq!(contacts("\"jane doe\""), names(&["Jane Doe"]));
}
