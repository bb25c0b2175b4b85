//! Queries made of all the parts that there are: what they print as, and what Intercom would be asked.

use intercom_mcp::query::{Operator, Order, Query, field, parse};
use proptest::{prelude::*, sample::select};
use serde_json::{Value as Json, json};

use super::BOTH;
use crate::invariants::query::check;

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

const OPERATORS: [&str; 20] = [
    "",
    "eq:",
    "neq:",
    "gt:",
    "gte:",
    "lt:",
    "lte:",
    "in:",
    "nin:",
    "contains:",
    "not_contains:",
    "starts_with:",
    "ends_with:",
    "exists:",
    ">=:",
    "!=:",
    "~:",
    "not_in:",
    "has:",
    "IN:",
];

fn operator() -> impl Strategy<Value = Operator> {
    select(OPERATORS[1..14].iter().map(|name| Operator::named(name.trim_end_matches(':')).unwrap()).collect::<Vec<_>>())
}

fn key() -> impl Strategy<Value = String> {
    let known = BOTH.into_iter().flat_map(field::all).flat_map(|field| [field.key, field.upstream]).collect::<Vec<_>>();
    prop_oneof![
        12 => select(known).prop_map(str::to_owned),
        2 => select(vec!["custom_attributes.plan", "custom_attributes.\"a \\\"b\"", "custom_attributes.é"]).prop_map(str::to_owned),
        1 => "[a-z_]{1,12}",
    ]
}

/// Values that some kind of field takes, and some that none does.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec![
            "open",
            "closed",
            "none",
            "priority",
            "true",
            "FALSE",
            "2026-01-31",
            "2026-03-08",
            "1969-12-31",
            "2026-01-31T09:00:00+01:00",
            "7d",
            "24h",
            "999999w",
            "user",
            "email",
            "example.com",
            "@x",
            "6762f0d01bb69f9f2193bb7d",
            "conversation_12",
            "-1",
            "1.5",
            "9007199254740993",
            "1e3",
            "1767225600000",
            "need support",
            "返金",
            "返",
            "*",
            "O'Brien, \"Pat\"",
            "\\",
            "re: x",
            "“a”",
        ])
        .prop_map(str::to_owned),
        "[0-9]{1,12}",
        "\\PC{0,6}",
    ]
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn term() -> impl Strategy<Value = String> {
    let values = prop_oneof![3 => prop::collection::vec(value(), 1..3), 1 => prop::collection::vec(value(), 10..40)];
    (key(), select(OPERATORS.to_vec()), values, any::<bool>()).prop_map(|(key, operator, values, quote)| {
        let written = |value: &String| if quote { quoted(value) } else { value.clone() };
        format!("{key}:{operator}{}", values.iter().map(written).collect::<Vec<_>>().join(","))
    })
}

fn query() -> impl Strategy<Value = String> {
    let kind = select(vec!["object_type:conversations", "object_type:contacts", "object_type:contact", ""]);
    let control = prop_oneof![
        (key(), select(vec!["", ":asc", ":desc", ":up"])).prop_map(|(key, order)| format!("sort:{key}{order}")),
        (0..160_u32).prop_map(|limit| format!("limit:{limit}")),
        value().prop_map(|phrase| format!("q:{}", quoted(&phrase))),
        value().prop_map(|cursor| format!("starting_after:{}", quoted(&cursor))),
    ];
    let piece = prop_oneof![6 => term(), 2 => control, 1 => value(), 1 => select(vec!["AND", "OR", "NOT", "(", "&&"]).prop_map(str::to_owned)];
    (kind, prop::collection::vec(piece, 0..6), select(vec![" ", "\n", "  ", "\u{a0}"]))
        .prop_map(|(kind, pieces, blank)| format!("{kind}{blank}{}", pieces.join(blank)))
}

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn any_query_prints_as_itself_and_fits_what_intercom_takes(query in query()) {
        check(query.as_bytes());
    }

    #[test]
    fn a_query_with_a_part_cut_out_is_read_or_refused(
        query in query(), at in any::<prop::sample::Index>(), length in 1..8_usize, other in "[:\"'(,! a]{0,2}",
    ) {
        let characters = query.chars().collect::<Vec<_>>();
        let from = at.index(characters.len() + 1);
        let to = (from + length).min(characters.len());
        let altered = characters[..from].iter().copied().chain(other.chars()).chain(characters[to..].iter().copied());
        check(altered.collect::<String>().as_bytes());
    }
}

proptest! {
    #![proptest_config(cases(800))]

    #[test]
    fn a_query_built_of_arguments_prints_as_the_same_query(
        object_type in select(BOTH.to_vec()),
        terms in prop::collection::vec((key(), operator(), prop::collection::vec(value(), 1..4)), 1..5),
        custom in prop::option::of(("\\PC{1,8}", operator(), select(vec![json!("x"), json!("2026-01-31"), json!("12"), json!(12), json!(-1.5),
            json!(1_767_225_600), json!(true), json!("7d"), json!(""), json!(null), json!([1])]))),
        phrase in value(), sort in key(), ascending in any::<bool>(),
    ) {
        let mut query = Query::new(object_type);
        for (key, operator, values) in terms {
            let one = if matches!(operator, Operator::In | Operator::Nin) { values } else { values[..1].to_vec() };
            // What does not fit is refused, and what was refused has left nothing behind.
            let before = query.clone();
            if query.push(&key, operator, one).is_err() {
                prop_assert_eq!(&query, &before);
            }
        }
        if let Some((name, operator, value)) = custom {
            let values: Vec<Json> = vec![value];
            let _ = query.push_custom_attribute(&name, operator, &values);
        }
        query.push_phrase(&phrase);
        let _ = query.sort_by(&sort, if ascending { Order::Ascending } else { Order::Descending });
        let printed = query.to_string();
        // A phrase without a letter or digit cannot be written in a query, and says so.
        prop_assume!(query.text.iter().all(|phrase| phrase.contains(char::is_alphanumeric)));
        let again = parse(&printed).map_err(|error| TestCaseError::fail(format!("{printed}: {error}")))?;
        prop_assert_eq!(&again, &query, "{}", printed);
        check(printed.as_bytes());
    }
}
