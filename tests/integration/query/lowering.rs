//! The search request of a query, what is refined, and what is said about it.

use std::fmt::Write as _;

use intercom_mcp::{
    intercom::search::{Filter, Junction},
    query::{LowerSettings, ObjectType, Operator, Order, Query, Sort, field, lower, parse},
};
use serde_json::json;

use super::{BOTH, parsed, seconds, settings_in};

/// A filter on one line: `(created_at > 0 AND (… OR …))`.
fn shown(filter: &Filter) -> String {
    match filter {
        Filter::Single { field, operator, value } => {
            format!("{field} {} {value}", json!(operator).as_str().expect("a string"))
        }
        Filter::Group { operator, value } => {
            let joined = if *operator == Junction::And { " AND " } else { " OR " };
            format!("({})", value.iter().map(shown).collect::<Vec<_>>().join(joined))
        }
    }
}

/// Each query with its request for every type it looks for, and its notes.
fn requests(queries: &[&str]) -> String {
    let settings = settings_in("America/New_York");
    let mut all = String::new();
    for text in queries {
        let query = parsed(text);
        writeln!(all, "{text}").expect("strings grow");
        for object_type in query.kinds() {
            let lowered = lower(&query, *object_type, &settings).expect("it can be asked");
            let checked = if lowered.refinement.is_empty() { "" } else { "  + refined" };
            writeln!(all, "  {object_type}: {}{checked}", shown(&lowered.filter)).expect("strings grow");
            if let Some(sort) = lowered.sort {
                writeln!(all, "  sort: {}", json!(sort)).expect("strings grow");
            }
            for note in lowered.notes {
                writeln!(all, "  note: {note}").expect("strings grow");
            }
        }
    }
    all
}

#[test]
fn strings_enumerations_and_ids_are_sent_as_they_are() {
    insta::assert_snapshot!(requests(&[
        "object_type:conversations",
        "object_type:contacts",
        "object_type:conversations state:open source_type:email",
        "object_type:conversations source_subject:starts_with:Re source_author_email:nin:a@b.c,d@e.f",
        "object_type:conversations contact_ids:contact_63a07ddf05a32042dffac965 tag_ids:in:1,2 id:neq:conversation_7",
        "object_type:contacts email_domain:example.com role:neq:lead name:ends_with:doe",
        "object_type:contacts tag_id:in:1,2 tag_id:nin:3,4 segment_id:in:5,6",
        "object_type:conversations read:false open:neq:true ai_agent_participated:true",
        "object_type:conversations priority:priority",
        "object_type:conversations priority:neq:not_priority priority:high",
    ]));
}

#[test]
fn what_is_unset_is_asked_for() {
    insta::assert_snapshot!(requests(&[
        "object_type:conversations admin_assignee_id:exists:false team_assignee_id:exists:true",
        "object_type:conversations admin_assignee_id:0",
        "object_type:contacts phone:exists:false name:exists:true last_seen_at:exists:true signed_up_at:exists:false",
        "object_type:contacts owner_id:exists:false formatted_phone:exists:true",
        "object_type:contacts custom_attributes.plan:exists:true custom_attributes.plan:exists:false",
    ]));
}

#[test]
fn ranges_leave_out_the_value_next_to_them() {
    insta::assert_snapshot!(requests(&[
        "object_type:conversations statistics_time_to_admin_reply:gt:3600",
        "object_type:conversations statistics_count_reopens:gte:2 statistics_count_reopens:lt:5",
        "object_type:conversations conversation_rating_score:lte:2 conversation_rating_score:neq:1",
        "object_type:contacts custom_attributes.seats:gte:10 custom_attributes.seats:lt:20.5",
        "object_type:contacts custom_attributes.seats:in:1,2 custom_attributes.plan:pro custom_attributes.trial:true",
    ]));
}

#[test]
fn large_numbers_of_attributes_are_asked_for_as_numbers_and_as_dates() {
    insta::assert_snapshot!(requests(&[
        "object_type:contacts custom_attributes.order:150000000",
        "object_type:contacts custom_attributes.order:in:150000000,5",
        "object_type:contacts custom_attributes.order:neq:150000000",
        "object_type:contacts custom_attributes.order:gt:150000000 custom_attributes.order:lte:150100000",
        "object_type:contacts custom_attributes.order:gte:150000000.5 custom_attributes.order:lt:150001200.5",
        "object_type:contacts custom_attributes.order:123456789012",
    ]));
}

#[test]
fn ranges_are_checked_where_no_room_is_left_to_leave_out_the_value_next_to_them() {
    let shape = |ranges: usize, words: usize| {
        let text = format!("object_type:conversations {}{}", "created_at:gte:7d ".repeat(ranges), "q:x ".repeat(words));
        let lowered = lower(&parsed(&text), ObjectType::Conversation, &settings_in("UTC")).expect("it can be asked");
        let Filter::Group { value, .. } = &lowered.filter else { panic!("{:?}", lowered.filter) };
        (value.len(), lowered.refinement.is_empty())
    };
    assert_eq!(shape(7, 0), (14, true));
    assert_eq!(shape(8, 13), (15, true));
    assert_eq!(shape(8, 14), (15, false));
}

#[test]
fn an_empty_answer_to_words_says_where_they_were_looked_for() {
    let said = |text: &str| {
        let query = parsed(text);
        let lowered =
            query.kinds().iter().map(|kind| lower(&query, *kind, &settings_in("UTC")).expect("it can be asked"));
        lowered.map(|lowered| lowered.when_empty.unwrap_or_default()).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(said("customers who are angry about refunds"));
    assert_eq!(said("object_type:conversations state:open source_body:refund"), "");
    insta::assert_snapshot!(said("object_type:contacts jane from berlin"));
    insta::assert_snapshot!(said("object_type:conversations source_body:contains:\"angry about refunds\""));
}

#[test]
fn dates_of_conversations_match_by_the_second() {
    insta::assert_snapshot!(requests(&[
        "object_type:conversations created_at:2026-03-08",
        "object_type:conversations created_at:gt:2026-03-08 created_at:lte:2026-03-09",
        "object_type:conversations created_at:gte:2026-03-08 created_at:lt:2026-03-09",
        "object_type:conversations created_at:1772946000 waiting_since:neq:1772946000",
        "object_type:conversations created_at:neq:2026-03-08",
        "object_type:conversations created_at:in:2026-03-08,2026-03-10",
        "object_type:conversations updated_at:gte:7d",
        "object_type:conversations updated_at:gte:2026-03-08T09:00:00-04:00",
        "object_type:conversations conversation_rating_replied_at:gt:2026-03-08",
    ]));
}

#[test]
fn dates_of_contacts_match_by_the_day() {
    insta::assert_snapshot!(requests(&[
        "object_type:contacts created_at:2026-03-08",
        "object_type:contacts created_at:gt:2026-03-08 created_at:lte:2026-03-09",
        "object_type:contacts created_at:gte:2026-03-08 created_at:lt:2026-03-09",
        "object_type:contacts created_at:gte:2026-03-08T09:00:00-04:00",
        "object_type:contacts created_at:lt:2026-03-08T09:00:00-04:00",
        "object_type:contacts created_at:1772946000",
        "object_type:contacts created_at:neq:2026-03-08 last_seen_at:in:2026-03-08,2026-03-10",
        "object_type:contacts custom_attributes.renewal_at:gte:2026-03-08 custom_attributes.renewal_at:lt:1772982000",
    ]));
}

#[test]
fn phrases_are_sent_as_their_words() {
    insta::assert_snapshot!(requests(&[
        "object_type:conversations source_body:refund",
        "object_type:conversations source_body:contains:\"refund\" limit:20",
        "object_type:conversations source_body:contains:\"need a refund\"",
        "object_type:conversations source_body:\"need a refund\"",
        "object_type:conversations source_body:neq:refund source_body:not_contains:bug",
        "object_type:conversations source_body:not_contains:\"need a refund\"",
        "object_type:conversations source_body:in:refund,return source_body:nin:bug,crash",
        "object_type:conversations source_body:in:\"need a refund\",\"my return\"",
        "object_type:conversations source_body:starts_with:hello source_body:contains:返金",
        "q:\"campaign stopped sending\"",
        "refund status",
        "object_type:contacts jane@example.com created_at:gt:2026-01-01",
        "stat:open",
    ]));
}

#[test]
fn sort_is_sent_for_both_types() {
    insta::assert_snapshot!(requests(&[
        "object_type:conversations sort:updated_at:asc",
        "object_type:contacts sort:last_seen_at:desc",
        "refund sort:created_at",
    ]));
}

#[test]
fn lists_over_fifteen_values_are_divided() {
    let ids = |count: usize| (100..100 + count).map(|id| id.to_string()).collect::<Vec<_>>().join(",");
    insta::assert_snapshot!(requests(
        &[
            &format!("object_type:conversations id:in:{}", ids(16)),
            &format!("object_type:conversations state:open id:in:{}", ids(31)),
            &format!("object_type:conversations id:nin:{}", ids(16))
        ]
        .map(|query| &*query.clone().leak())
    ));
}

#[test]
fn many_conditions_share_groups_and_the_rest_is_checked() {
    let many = |count: usize| "source_subject:contains:x ".repeat(count);
    let words = |count: usize| "q:x ".repeat(count);
    let ids = |count: usize| format!("id:in:{} ", vec!["1"; count].join(","));
    let shape = |text: String| {
        let lowered = lower(&parsed(&text), ObjectType::Conversation, &settings_in("UTC")).expect("it can be asked");
        let Filter::Group { value, .. } = &lowered.filter else { panic!("{:?}", lowered.filter) };
        let count = |filter: &Filter| if let Filter::Group { value, .. } = filter { value.len() } else { 1 };
        (value.iter().map(count).collect::<Vec<_>>(), lowered.refinement.is_empty())
    };
    let object_type = "object_type:conversations ";
    assert_eq!(shape(format!("{object_type}{}", many(15))), (vec![1; 15], true));
    assert_eq!(shape(format!("{object_type}{}", many(16))), (vec![15, 1], true));
    assert_eq!(shape(format!("{object_type}{}{}", many(31), words(2))), (vec![2, 2, 15, 15, 1], true));
    assert_eq!(shape(format!("{object_type}{}", words(16))), (vec![2; 15], false));
    assert_eq!(shape(format!("{object_type}{}{}", many(1), ids(225))), (vec![1, 15], true));
    let long = parse(&format!("{object_type}{}", ids(226))).expect_err("a list that is too long");
    assert_eq!(long.sentence(), "`id` takes at most 225 values at once; found 226");
}

#[test]
fn without_the_workspaces_timezone_contact_dates_are_widened_by_more_than_a_day() {
    let settings = LowerSettings { timezone: None, ..settings_in("UTC") };
    let query = parsed("object_type:contacts created_at:gte:2026-03-08");
    let lowered = lower(&query, ObjectType::Contact, &settings).expect("it can be asked");
    let bound = seconds("2026-03-08T00:00:00Z") - 27 * 3_600 - 1;
    assert_eq!(shown(&lowered.filter), format!("created_at > {bound}"));
    assert!(!lowered.refinement.is_empty());
    insta::assert_snapshot!(lowered.notes.join("\n"));
}

#[test]
fn a_query_is_not_asked_of_a_type_it_does_not_look_for() {
    let query = parsed("object_type:contacts name:jane");
    let error = lower(&query, ObjectType::Conversation, &settings_in("UTC")).expect_err("another type");
    insta::assert_snapshot!(error, @"the query looks for other objects than conversations");
}

#[test]
fn json_tells_the_type_of_a_custom_attribute() {
    let mut query = Query::new(ObjectType::Contact);
    let mut push = |operator, value: serde_json::Value| {
        query.push_custom_attribute("x", operator, &[value]).expect("a term");
    };
    push(Operator::Eq, json!("10"));
    push(Operator::Eq, json!(10));
    push(Operator::Eq, json!(true));
    push(Operator::Gt, json!("2026-03-08"));
    push(Operator::Exists, json!(false));
    let lowered = lower(&query, ObjectType::Contact, &settings_in("America/New_York")).expect("it can be asked");
    insta::assert_snapshot!(format!("{query}\n{}", shown(&lowered.filter)));
}

#[test]
fn digits_in_a_json_string_are_read_as_in_a_query_where_size_is_compared() {
    for digits in ["12", "1767225600"] {
        let mut built = Query::new(ObjectType::Contact);
        built.push_custom_attribute("x", Operator::Gt, &[json!(digits)]).expect("a term");
        assert_eq!(built, parsed(&format!("object_type:contacts custom_attributes.x:gt:{digits}")));
    }
}

#[test]
fn a_note_is_one_short_line_whatever_an_attribute_is_called() {
    let query = parsed(&format!("object_type:contacts custom_attributes.\"a\nb{}\":gt:1", "c".repeat(3_000)));
    let notes = lower(&query, ObjectType::Contact, &settings_in("UTC")).expect("it can be asked").notes;
    assert!(notes.iter().all(|note| note.len() < 300 && !note.contains('\n')), "{notes:?}");
    assert!(notes[0].starts_with("`custom_attributes.\"a bccc"), "{notes:?}");
}

#[test]
fn a_page_follows_an_order_or_does_not() {
    let page = |seconds: &[Option<i64>]| -> Vec<serde_json::Value> {
        seconds.iter().map(|second| json!({ "created_at": second })).collect()
    };
    let newest = Sort { key: "created_at", order: Order::Descending };
    let oldest = Sort { key: "created_at", order: Order::Ascending };
    for object_type in BOTH {
        assert!(newest.followed_by(object_type, &page(&[Some(3), None, Some(2), Some(2), Some(1)])));
        assert!(!newest.followed_by(object_type, &page(&[Some(1), Some(2)])));
        assert!(oldest.followed_by(object_type, &page(&[Some(1), Some(1), Some(2)])));
        assert!(!oldest.followed_by(object_type, &page(&[Some(2), Some(1)])));
        assert!(oldest.followed_by(object_type, &page(&[])));
    }
}

#[test]
fn the_table_of_fields() {
    let mut table = String::new();
    for object_type in BOTH {
        for field in field::all(object_type) {
            let operators: Vec<&str> = field.operators(object_type).iter().map(|operator| operator.as_str()).collect();
            let (key, upstream, operators) = (field.key, field.upstream, operators.join(" "));
            writeln!(table, "{object_type} {key} = {upstream}: {operators}").expect("strings grow");
        }
    }
    insta::assert_snapshot!(table);
}
