//! What parses, and how it is printed.

use intercom_mcp::query::{Date, Key, Operator, Unit, Value, field, parse, parse_counted};
use proptest::prelude::*;

use super::{BOTH, parsed};

/// How a query reads, in its own language.
fn printed(query: &str) -> String {
    parsed(query).to_string()
}

#[test]
fn every_query_seen_in_the_wild_parses() {
    let queries = [
        "object_type:conversations state:open source_type:email",
        "object_type:contacts email_domain:\"example.com\"",
        "object_type:conversations source_body:contains:\"refund\" limit:20",
        "object_type:conversations team_assignee_id:15",
        "object_type:conversations admin_assignee_id:6",
        "object_type:conversations statistics_time_to_admin_reply:gt:3600",
        "object_type:conversations state:closed created_at:gt:1767225600 limit:50",
        "object_type:conversations contact_ids:in:63a07ddf05a32042dffac965",
        "q:\"campaign stopped sending\"",
        "object_type:conversations source_author_email:\"customer@example.com\"",
        "object_type:contacts",
    ];
    insta::assert_snapshot!(queries.map(printed).join("\n"));
}

#[test]
fn other_spellings_print_as_the_first() {
    let queries = [
        "object_type:contact email:=:a@b.c AND name:not_in:Jane,'John Doe'",
        "object_type:conversation source.body:~:refund && statistics.count_reopens:>=:2",
        "object_type:conversations source_author_email:NEQ:a@b.c contact_id:contact_63a07ddf05a32042dffac965",
        "object_type:conversations id:conversation_12 priority:HIGH open:TRUE",
        "object_type:contacts email_domain:@example.com custom_attributes.\"Plan name\":\"Pro\\\"x\" ids:1",
        "object_type:contacts custom_attributes.seats:gte:10 custom_attributes.code:\"10\" custom_attributes.trial:true",
        "object_type:contacts custom_attributes.renewal:lt:2026-01-31 custom_attributes.seen:gt:7d custom_attributes.zip:007",
        "object_type:conversations created_at:gte:2026-01-31T09:00:00+01:00 sort:updated_at:asc starting_after:abc=",
        "object_type:conversations source_url:https://example.com/a?b=c:d “in curly quotes”",
        "object_type:contacts sort:last_seen_at",
    ];
    insta::assert_snapshot!(queries.map(printed).join("\n"));
}

#[test]
fn a_query_without_a_known_key_is_free_text_as_a_whole() {
    let words = |query: &str| parsed(query).text;
    assert_eq!(words("What's the refund status?"), ["What's", "the", "refund", "status"]);
    assert_eq!(words("'need support' for re: \"API keys\""), ["need support", "for", "re", "API keys"]);
    assert_eq!(
        words("https://example.com/x is down, AND 12:30"),
        ["https://example.com/x", "is", "down", "AND", "12:30"]
    );
    assert_eq!(words("5\" screen 'tis rock'n'roll “open"), ["5", "screen", "tis", "rock'n'roll", "open"]);
    assert_eq!(parsed("refund").kinds(), BOTH);
    assert_eq!(parsed("refund object_type:contacts").kinds(), &BOTH[1..]);
}

#[test]
fn text_with_signs_is_text() {
    let words = |query: &str| parsed(query).text;
    assert_eq!(words("a > b"), ["a", "b"]);
    assert_eq!(words("C++ (beta) re:x fwd=y"), ["C", "beta", "re:x", "fwd=y"]);
    assert_eq!(words("error id=5 (name:jane)"), ["error", "id=5", "name:jane"]);
    assert_eq!(words("is it open!"), ["is", "it", "open"]);
    assert_eq!(words("refund or return, not both"), ["refund", "or", "return", "not", "both"]);
    assert_eq!(words("\"-state:open\" '!!' x"), ["-state:open", "x"]);
    let beside = |text: &str| words(&format!("object_type:conversations {text} open:true"));
    assert_eq!(
        beside("a > b -- C++ x=1 -foo:bar (see: https://example.com/?state=open)"),
        ["a", "b", "C", "x=1", "foo:bar", "see", "https://example.com/?state=open"]
    );
    assert_eq!(
        beside("\"state=open\" not found or lost open! name = x"),
        ["state=open", "not", "found", "or", "lost", "open", "name", "x"]
    );
}

#[test]
fn text_beside_conditions_is_searched_for_too() {
    let query = parsed("object_type:conversations state:open refund, \"not received\" q:'still waiting' q:now");
    assert_eq!(query.text, ["refund", "not received", "still waiting", "now"]);
    assert_eq!(query.terms.len(), 1);
}

#[test]
fn dates_are_read_in_four_forms() {
    let value = |text: &str| match &parsed(&format!("object_type:contacts created_at:gt:{text}")).terms[0].values[0] {
        Value::Date(date) => *date,
        other => panic!("{other:?}"),
    };
    assert_eq!(value("1767225600"), Date::Seconds(1_767_225_600));
    assert_eq!(value("2026-01-01"), Date::Day("2026-01-01".parse().expect("a day")));
    assert_eq!(value("2026-01-01T00:00:00Z"), Date::Moment("2026-01-01T00:00:00Z".parse().expect("a moment")));
    assert_eq!(value("90m"), Date::Ago(90, Unit::Minute));
    assert_eq!(value("2w"), Date::Ago(2, Unit::Week));
}

#[test]
fn relative_dates_depend_on_now() {
    assert!(parsed("object_type:contacts state created_at:gte:7d").depends_on_now());
    assert!(!parsed("object_type:contacts created_at:gte:2026-01-31 7d").depends_on_now());
}

#[test]
fn every_key_and_intercoms_own_name_are_read() {
    for object_type in BOTH {
        for field in field::all(object_type) {
            for name in [field.key, field.upstream].into_iter().chain(field.aliases.iter().copied()) {
                let query = parse(&format!("object_type:{object_type} {name}:in:"));
                let error = query.expect_err("no value").to_string();
                assert!(!error.contains("is not a key"), "{error}");
                assert!(field::named(object_type, name).is_some_and(|found| found.key == field.key), "{name}");
            }
        }
    }
}

#[test]
fn printing_keeps_operators_and_types_apart() {
    let query =
        parsed("object_type:contacts custom_attributes.a:\"1\" custom_attributes.a:1 custom_attributes.a:in:1,x");
    let values: Vec<&Value> = query.terms.iter().flat_map(|term| &term.values).collect();
    assert_eq!(values[0], &Value::Text("1".to_owned()));
    assert_eq!(values[1], &Value::Number(1.0));
    assert_eq!(values[2..], [&Value::Text("1".to_owned()), &Value::Text("x".to_owned())]);
    assert_eq!(query.terms[2].operator, Operator::In);
    assert!(matches!(&query.terms[0].key, Key::CustomAttribute(name) if name == "a"));
    assert_eq!(parsed(&query.to_string()), query);
}

/// Texts that look like queries, so that more than the first error is reached.
fn query_like() -> impl Strategy<Value = String> {
    let keys: Vec<String> = BOTH
        .into_iter()
        .flat_map(field::all)
        .map(|field| field.key.to_owned())
        .chain(
            ["custom_attributes.plan", "custom_attributes.\"a b\"", "sort", "limit", "q", "starting_after", "stat"]
                .map(str::to_owned),
        )
        .collect();
    let value = prop_oneof![
        Just("open".to_owned()),
        Just("true".to_owned()),
        Just("2026-01-31".to_owned()),
        Just("7d".to_owned()),
        Just("created_at:asc".to_owned()),
        Just("none".to_owned()),
        "[0-9]{1,14}",
        "-?[0-9]{1,4}\\.[0-9]{1,4}",
        "[a-z,\"'\\\\:. ]{0,12}",
        "\"[a-zä返 ,:\\\\\"]{1,10}\"",
        "\\PC{0,8}",
    ];
    let operators = vec![
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
        "has:",
    ];
    let term = (prop::sample::select(keys), prop::sample::select(operators), value)
        .prop_map(|(key, operator, value)| format!("{key}:{operator}{value}"));
    let slip = prop::sample::select(vec![
        "-state:open",
        "!read:in:a",
        "(state:open)",
        "(state:",
        "created_at>=2026-01-31",
        "source_body=\"a",
        "custom_attributes.é!=1",
        "created_at",
        ">",
        "OR",
        "not",
        ",a",
        "id:in:1,",
        "-é:=",
    ]);
    let piece = prop_oneof![6 => term, 1 => slip.prop_map(str::to_owned), 1 => "\\PC{0,10}", 1 => Just("AND".to_owned()), 1 => "\"[a-z ]{0,8}\""];
    let object_type = prop_oneof![
        4 => Just("object_type:conversations "),
        4 => Just("object_type:contacts "),
        1 => Just(""),
    ];
    (object_type, prop::collection::vec(piece, 0..4)).prop_map(|(kind, pieces)| format!("{kind}{}", pieces.join(" ")))
}

fn parses_or_points_inside(query: &str) {
    let (result, steps) = parse_counted(query);
    let length = query.chars().count();
    assert!(steps <= 16 * (length + 2), "{steps} steps for {length} characters");
    match result {
        Ok(parsed) => {
            let printed = parsed.to_string();
            let again = parse(&printed).unwrap_or_else(|error| panic!("{query} printed {printed}: {error}"));
            assert_eq!(again, parsed, "{printed}");
        }
        Err(error) => {
            let span = error.span().expect("an error of a text has a place");
            assert!(span.start <= span.end && span.end <= length, "{span:?} in {length}");
            assert_eq!(error.to_string().contains("\n\n  "), !query.trim().is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn any_string_parses_or_fails_inside_itself(query in any::<String>()) {
        parses_or_points_inside(&query);
    }

    #[test]
    fn anything_like_a_query_prints_as_the_same_query(query in query_like()) {
        parses_or_points_inside(&query);
    }
}

#[test]
fn time_is_linear_in_the_length() {
    let pieces = [
        "\"",
        "'",
        "“",
        "\\\"",
        "“a ",
        "a:“b ",
        "“a 'b' ",
        "”y ",
        "”,",
        "\"a ",
        "'a'b ",
        "custom_attributes.\"",
        "custom_attributes.“x ",
        "a:",
        "a:b:",
        "object_type:contacts id:in:",
        "1,",
        "state:open ",
        "q:\"x ",
        "\"x\"y",
        " ",
        "é",
        ":",
        "in:a,\"b ",
    ];
    for first in pieces {
        for second in pieces {
            for start in ["", "object_type:contacts ", "object_type:contacts id:in:"] {
                let query = format!("{start}{}{}", first.repeat(200), second.repeat(200));
                let length = query.chars().count();
                let (_, steps) = parse_counted(&query);
                assert!(steps <= 16 * (length + 2), "{first:?} {second:?}: {steps} steps for {length} characters");
            }
        }
    }
}
