//! What holds for any text that is given to `search`.

use std::sync::LazyLock;

use intercom_mcp::{
    intercom::search::{Filter, MAX_DEPTH, MAX_FILTERS},
    query::{LowerSettings, Query, lower, parse, parse_counted, plain_text},
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// A zone that is known and one that is not; clocks change at midnight in the first.
static SETTINGS: LazyLock<[LowerSettings; 2]> = LazyLock::new(|| {
    [Some("America/Sao_Paulo"), None].map(|zone| LowerSettings {
        now: "2026-03-11T12:00:00Z".parse().expect("a timestamp"),
        timezone: zone.map(|zone| TimeZone::get(zone).expect("a timezone")),
    })
});

/// What refinements are tried on: Intercom's shapes, and what has none of them.
static OBJECTS: LazyLock<[Value; 4]> = LazyLock::new(|| {
    [
        json!({"id": "215560824562362", "created_at": 1_769_860_800, "state": "open", "priority": "high", "open": true,
            "admin_assignee_id": 6401, "team_assignee_id": null, "tags": {"tags": [{"id": "31"}]},
            "source": {"type": "email", "subject": "<p>Refund</p>", "body": "<p>our card was charged <b>twice</b></p>",
                "author": {"email": "ada@northwind.example"}},
            "contacts": {"contacts": [{"id": "6762f0d01bb69f9f2193bb7d"}]},
            "statistics": {"time_to_admin_reply": 1800, "count_reopens": 0}}),
        json!({"id": "6762f0d01bb69f9f2193bb7d", "role": "user", "name": "Ada Lindqvist", "created_at": 1_769_860_800,
            "email": "ada@northwind.example", "owner_id": 6401, "last_seen_at": null, "phone": "+46701234567",
            "custom_attributes": {"plan": "pro", "seats": 12, "trial": true, "renewal": 1_772_323_200}}),
        json!({}),
        json!([null, 1, "a"]),
    ]
});

/// A text parses, and then prints as the same query and lowers to what Intercom takes; or its error points into it.
pub(crate) fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let (result, steps) = parse_counted(text);
    let length = text.chars().count();
    assert!(steps <= 16 * (length + 2), "{steps} steps for {length} characters");
    match result {
        Ok(query) => is_sound(&query),
        Err(error) => {
            let span = error.span().expect("an error of a text has a place");
            assert!(span.start <= span.end && span.end <= length, "{span:?} in {length}");
            assert_eq!(error.to_string().contains("\n\n  "), !text.trim().is_empty());
            is_readable(&error.to_string());
        }
    }
    let plain = plain_text(text);
    assert!(plain.len() <= 2 * text.len() && plain.trim() == plain && !plain.contains("  "), "{plain:?}");
}

fn is_sound(query: &Query) {
    let printed = query.to_string();
    let again = parse(&printed).unwrap_or_else(|error| panic!("printed {printed}: {error}"));
    assert_eq!(again, *query, "{printed}");
    assert_eq!(again.to_string(), printed);
    assert!((1..=150).contains(&query.limit_or_default()));
    assert!(query.object_type.is_some() || query.terms.is_empty(), "{printed}");
    assert_eq!(query.fields().len(), query.terms.len() + usize::from(query.sort.is_some()));
    for (kind, settings) in query.kinds().iter().flat_map(|kind| SETTINGS.iter().map(move |one| (*kind, one))) {
        let (lowered, same) = match (lower(query, kind, settings), lower(&again, kind, settings)) {
            (Ok(lowered), Ok(same)) => (lowered, same),
            (Err(error), Err(same)) => {
                assert_eq!(error, same);
                is_readable(&error.to_string());
                continue;
            }
            (one, other) => panic!("{printed}: {:?} and {:?}", one.err(), other.err()),
        };
        assert_eq!((&lowered.filter, &lowered.notes), (&same.filter, &same.notes), "{printed}");
        fits(&lowered.filter, 0);
        assert!(lowered.notes.iter().chain(&lowered.when_empty).all(|note| !note.is_empty() && !note.contains('\n')));
        for object in OBJECTS.iter() {
            let accepted = lowered.refinement.accepts(object);
            assert!(accepted || !lowered.refinement.is_empty());
        }
    }
}

/// An error is short, and says all it has on lines of their own.
fn is_readable(error: &str) {
    assert!(error.lines().count() <= 6 && error.chars().count() <= 2_000, "{error}");
    assert!(!error.chars().any(|character| character.is_control() && character != '\n'), "{error:?}");
}

/// Intercom's limits on groups, levels and lists.
fn fits(filter: &Filter, depth: usize) {
    match filter {
        Filter::Group { value, .. } => {
            assert!(depth < MAX_DEPTH && (1..=MAX_FILTERS).contains(&value.len()), "{filter:?} at {depth}");
            value.iter().for_each(|filter| fits(filter, depth + 1));
        }
        Filter::Single { field, value, .. } => {
            assert!(!field.is_empty());
            assert!(value.as_array().is_none_or(|list| (1..=MAX_FILTERS).contains(&list.len())), "{filter:?}");
        }
    }
}
