//! Every message, as a model reads it.

use std::fmt::Write as _;

use intercom_mcp::query::{ObjectType, Operator, Order, Query, lower, parse};
use serde_json::json;

use super::settings_in;

/// The messages of several faulty queries, one below the other.
fn messages(queries: &[&str]) -> String {
    let mut all = String::new();
    for query in queries {
        match parse(query) {
            Ok(parsed) => panic!("{query} parses as {parsed}"),
            Err(error) => writeln!(all, "{error}\n---").expect("strings grow"),
        }
    }
    all
}

#[test]
fn a_value_that_is_none_of_an_enumeration() {
    insta::assert_snapshot!(messages(&[
        "object_type:conversations state:opened limit:20",
        "object_type:conversations source_type:chat",
        "object_type:conversations priority:criticall",
        "object_type:conversations state:zzzzzz",
        "object_type:conversations state:open,closed",
        "object_type:contacts role:in:user,admin",
    ]));
}

#[test]
fn an_unknown_key() {
    insta::assert_snapshot!(messages(&[
        "object_type:conversations stat:open",
        "object_type:conversations body:refund",
        "object_type:conversations email:jane@example.com",
        "object_type:contacts custom_attribute.plan:pro",
        "object_type:contacts state:open",
        "object_type:contacts zzzzzzzzzzzz:1",
        "object_type:conversations zzzzzzzzzzzz:1",
        "object_type:conversations custom_attributes.plan:pro",
        "object_type:contacts custom_attributes.:pro",
        "limit:5 stat:open",
        "limit:5 zzzzzzzzzzzz:open",
    ]));
}

#[test]
fn a_missing_or_unknown_object_type() {
    insta::assert_snapshot!(messages(&[
        "state:open",
        "email:jane@example.com",
        "created_at:gte:7d",
        "limit:5",
        "object_type:tickets",
        "object_type:conversation_s state:open",
        "object_type: state:open",
    ]));
}

#[test]
fn an_operator_that_is_unknown_or_does_not_fit() {
    insta::assert_snapshot!(messages(&[
        "object_type:conversations source_body:contain:refund",
        "object_type:conversations source_subject:foo:bar",
        "object_type:conversations state:gt:open",
        "object_type:conversations source_subject:exists:true",
        "object_type:contacts tag_id:contains:12",
        "object_type:contacts custom_attributes.plan:gt:\"pro\"",
        "object_type:contacts custom_attributes.plan:gt:pro",
        "object_type:contacts custom_attributes.trial:gt:true",
    ]));
}

#[test]
fn a_number_boolean_or_id_that_is_none() {
    insta::assert_snapshot!(messages(&[
        "object_type:conversations statistics_time_to_admin_reply:gt:1h",
        "object_type:conversations conversation_rating_score:>3",
        "object_type:conversations ai_agent_rating:good",
        "object_type:conversations open:yes",
        "object_type:conversations read:0",
        "object_type:conversations read:maybe",
        "object_type:conversations admin_assignee_id:jane",
        "object_type:conversations admin_assignee_id:none",
        "object_type:conversations team_assignee_id:1,2",
        "object_type:conversations admin_assignee_id:exists:1",
        "object_type:conversations contact_ids:a,b",
        "object_type:conversations id:\"1 2\"",
        "object_type:conversations source_body:\"\u{200b}\"",
    ]));
}

#[test]
fn a_date_that_is_none() {
    insta::assert_snapshot!(messages(&[
        "object_type:conversations created_at:gt:yesterday",
        "object_type:conversations created_at:gt:1767225600000",
        "object_type:conversations created_at:gt:2026-13-01",
        "object_type:conversations created_at:gt:2026-01-31T09:00:00",
        "object_type:conversations created_at:>2026-01-31",
        "object_type:conversations created_at:gt:1969-12-31",
        "object_type:conversations created_at:gt:7days",
    ]));
}

#[test]
fn what_is_empty_or_not_closed() {
    insta::assert_snapshot!(messages(&[
        "",
        "  \n ",
        "???",
        "object_type:conversations state:",
        "object_type:conversations source_subject:\"\"",
        "object_type:conversations state:in:open,",
        "object_type:conversations source_body:contains:\"refund",
        "object_type:conversations \"refund",
        "object_type:conversations source_author_name:'O'Brien'",
        "object_type:contacts email_domain:@",
        "object_type:contacts starting_after:",
    ]));
}

#[test]
fn controls_that_do_not_fit() {
    insta::assert_snapshot!(messages(&[
        "object_type:contacts limit:0",
        "object_type:contacts limit:151",
        "object_type:contacts limit:many",
        "object_type:contacts limit:5 limit:6",
        "object_type:contacts object_type:conversations",
        "object_type:contacts sort:created_at:up",
        "object_type:contacts sort:name:asc",
        "refund sort:last_seen_at",
        "object_type:contacts sort:created_at sort:updated_at",
        "object_type:contacts limit:99999999999",
    ]));
}

#[test]
fn conditions_in_another_grammar() {
    insta::assert_snapshot!(messages(&[
        "object_type:conversations created_at>2026-01-01",
        "object_type:conversations state:open -state:closed",
        "object_type:conversations (state:open)",
        "object_type=conversations state=open",
        "state=open",
        "created_at>=2026-01-01",
        "!state:open",
        "object_type:conversations !source_body:contains:refund",
        "object_type:conversations -created_at:gt:7d",
        "object_type:conversations -source_subject:starts_with:Re",
        "object_type:conversations -admin_assignee_id:exists:true",
        "object_type:contacts custom_attributes.seats>=10",
        "object_type:conversations source_body=\"not received\"",
        "object_type:conversations priority!=high",
        "object_type:conversations limit=5",
        "-object_type:contacts jane",
        "object_type:conversations created_at >= 2026-01-01",
    ]));
}

#[test]
fn or_and_not() {
    insta::assert_snapshot!(messages(&[
        "state:open OR state:closed",
        "object_type:conversations state:open or state:in:closed,snoozed",
        "object_type:conversations state:open OR priority:high",
        "object_type:conversations state:open OR refund",
        "object_type:conversations NOT state:open",
        "object_type:conversations not priority:in:low,none",
        "object_type:conversations NOT refund",
    ]));
}

#[test]
fn a_list_with_blanks_or_too_many_values() {
    let long = format!("object_type:conversations id:in:{}", vec!["1"; 226].join(","));
    insta::assert_snapshot!(messages(&[
        "object_type:conversations state:in:open, snoozed",
        "object_type:conversations state:in:open ,snoozed",
        "object_type:conversations state:in: open,snoozed",
        &long,
    ]));
}

#[test]
fn a_name_where_an_id_is_asked_for() {
    insta::assert_snapshot!(messages(&[
        "object_type:conversations tag_ids:VIP",
        "object_type:conversations tag_ids:\"Churn risk\"",
        "object_type:contacts tag_id:VIP",
        "object_type:conversations contact_ids:bob",
        "object_type:contacts id:jane@example.com",
        "object_type:conversations admin_assignee_id:\"Hannah Brandt\"",
        "object_type:conversations teammate_ids:hannah",
        "object_type:contacts owner_id:hannah",
        "object_type:contacts segment_id:Active",
        "object_type:conversations id:conversation_x",
        "object_type:conversations source_id:\"1 2\"",
    ]));
}

#[test]
fn phrases_without_a_word() {
    insta::assert_snapshot!(messages(&[
        "object_type:conversations q:\"*\"",
        "object_type:conversations q:*",
        "object_type:conversations state:open \"!!\"",
        "object_type:conversations source_body:\"!!\"",
        "object_type:conversations source_body:not_contains:👍",
        "\"!!\" ???",
    ]));
}

#[test]
fn carets_stand_below_wide_characters_tabs_and_newlines() {
    insta::assert_snapshot!(messages(&[
        "object_type:conversations source_subject:返金 state:opened",
        "object_type:conversations\n\tstate:opened",
        "object_type:conversations source_subject:👍 state:開",
    ]));
}

#[test]
fn a_long_query_is_cut_around_the_fault() {
    let long = "source_subject:contains:something ".repeat(40);
    insta::assert_snapshot!(messages(&[
        &format!("object_type:conversations {long}state:opened {long}"),
        &format!("object_type:conversations state:opened {long}"),
        &format!("object_type:conversations {long}state:opened"),
        &format!("object_type:conversations state:{}", "x".repeat(300)),
    ]));
}

#[test]
fn an_error_is_short_whatever_it_quotes() {
    for found in ["x".repeat(3_000), "`".repeat(3_000), "a`".repeat(1_500), format!("`{}", "\0".repeat(3_000))] {
        for query in
            [format!("-state:{found}"), format!("object_type:conversations state:{found}"), format!("limit:{found}")]
        {
            let error = parse(&query).expect_err("no query").to_string();
            assert!(error.chars().count() < 2_000 && error.lines().count() <= 5, "{error}");
        }
    }
}

#[test]
fn a_query_built_by_code_speaks_of_the_key_alone() {
    let mut query = Query::new(ObjectType::Conversation);
    let faults = [
        query.push("state", Operator::Eq, vec!["opened".to_owned()]),
        query.push("state", Operator::In, vec![]),
        query.push("state", Operator::Eq, vec!["open".to_owned(), "closed".to_owned()]),
        query.push("created_at", Operator::Contains, vec!["2026".to_owned()]),
        query.push("emial", Operator::Eq, vec!["x".to_owned()]),
        query.push("state", Operator::Eq, vec!["open,closed".to_owned()]),
        query.push("created_at", Operator::Gte, vec!["last week".to_owned()]),
        query.push("created_at", Operator::Eq, vec![">2026-01-01".to_owned()]),
        query.push("created_at", Operator::Gte, vec!["1767225600000".to_owned()]),
        query.push("statistics_time_to_admin_reply", Operator::Gt, vec!["1h".to_owned()]),
        query.push("statistics_count_reopens", Operator::Gt, vec!["many".to_owned()]),
        query.push("admin_assignee_id", Operator::Eq, vec!["none".to_owned()]),
        query.push("admin_assignee_id", Operator::Eq, vec!["Hannah Brandt".to_owned()]),
        query.push("source_body", Operator::Contains, vec!["!!".to_owned()]),
        query.push("id", Operator::In, vec!["1".to_owned(); 226]),
        query.push_custom_attribute("plan", Operator::Eq, &[json!("pro")]),
        query.sort_by("source_body", Order::Ascending),
        Query::new(ObjectType::Contact).push_custom_attribute("plan", Operator::Eq, &[json!(["pro"])]),
        Query::new(ObjectType::Contact).push_custom_attribute("plan", Operator::Gt, &[json!("pro")]),
        Query::new(ObjectType::Contact).push_custom_attribute("plan", Operator::Contains, &[json!(3)]),
        Query::new(ObjectType::Contact).push_custom_attribute("plan", Operator::Eq, &[json!("")]),
        Query::new(ObjectType::Contact).push_custom_attribute("plan", Operator::In, &[json!(1), json!("x")]),
    ];
    let messages: Vec<String> = faults.into_iter().map(|fault| fault.expect_err("a fault").to_string()).collect();
    insta::assert_snapshot!(messages.join("\n---\n"));
    assert_eq!(query, Query::new(ObjectType::Conversation));
}

#[test]
fn what_can_neither_be_searched_nor_checked() {
    let ids = |count: usize| (0..count).map(|id| id.to_string()).collect::<Vec<_>>();
    let lowered = |key: &str, operator, values: Vec<String>, times: usize| {
        let object_type = if key.starts_with("conversation") { ObjectType::Conversation } else { ObjectType::Contact };
        let mut query = Query::new(object_type);
        for _ in 0..times {
            query.push(key, operator, values.clone()).expect("a term");
        }
        lower(&query, object_type, &settings_in("UTC")).expect_err("a fault").to_string()
    };
    let messages = [
        lowered("tag_id", Operator::In, ids(16), 1),
        lowered("tag_id", Operator::In, ids(15), 16),
        lowered("conversation_rating_replied_at", Operator::Neq, vec!["2026-01-01".to_owned()], 1),
    ];
    insta::assert_snapshot!(messages.join("\n---\n"));
}
