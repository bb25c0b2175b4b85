//! Right answers: the ids over all pages of a search equal those of a filter that this test applies by
//! itself to everything the simulator holds, whichever way Intercom plays its ambiguities.
//!
//! Queries are generated from the data (`generate.rs`), so that they find something; what a condition
//! means is written down once more, in `meaning.rs`, sharing nothing with the code under test.

mod generate;
mod meaning;

use std::collections::BTreeSet;

use intercom_mcp::simulator::Options;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::harness::App;
use generate::{Condition, Random};

/// Both ways in which Intercom may read `>` and `<`, treat `sort` on conversations, and order them by itself.
const PLAYS: [(bool, bool); 2] = [(false, true), (true, false)];

#[tokio::test]
async fn generated_conversation_queries_find_exactly_what_a_filter_over_all_conversations_finds() {
    for (inclusive, sorts) in PLAYS {
        let app = small_workspace(inclusive, sorts).await;
        let all = app.simulator.conversations("us");
        let mut random = Random::new(if inclusive { 11 } else { 7 });
        for _ in 0..150 {
            let conditions = generate::conversation_conditions(&mut random, &all, app.clock.now());
            compare(&app, "conversations", &all, &conditions).await;
        }
    }
}

#[tokio::test]
async fn generated_contact_queries_find_exactly_what_a_filter_over_all_contacts_finds() {
    for (inclusive, sorts) in PLAYS {
        let app = small_workspace(inclusive, sorts).await;
        let all = app.simulator.contacts("us");
        let mut random = Random::new(if inclusive { 5 } else { 3 });
        for _ in 0..150 {
            let conditions = generate::contact_conditions(&mut random, &all, app.clock.now());
            compare(&app, "contacts", &all, &conditions).await;
        }
    }
}

#[tokio::test]
async fn the_guide_s_queries_and_those_seen_in_use_find_what_they_say() {
    let app = small_workspace(false, true).await;
    let conversations = app.simulator.conversations("us");
    let contacts = app.simulator.contacts("us");
    let team = conversations.iter().find_map(|one| one["team_assignee_id"].as_u64().filter(|id| *id != 0)).unwrap();
    let admin = conversations.iter().find_map(|one| one["admin_assignee_id"].as_u64().filter(|id| *id != 0)).unwrap();
    let contact = conversations[0]["contacts"]["contacts"][0]["id"].as_str().unwrap();
    let email = contacts.iter().find_map(|one| one["email"].as_str().filter(|email| !email.is_empty())).unwrap();
    let monday = 1_773_619_200;
    let cases: Vec<(&str, Vec<Condition>)> = vec![
        ("conversations", vec![Condition::new("state", "eq", "open"), Condition::new("source_type", "eq", "email")]),
        ("contacts", vec![Condition::new("email_domain", "eq", "example.com")]),
        ("conversations", vec![Condition::new("source_body", "contains", "refund")]),
        ("conversations", vec![Condition::new("team_assignee_id", "eq", &team.to_string())]),
        ("conversations", vec![Condition::new("admin_assignee_id", "eq", &admin.to_string())]),
        ("conversations", vec![Condition::new("statistics_time_to_admin_reply", "gt", "3600")]),
        (
            "conversations",
            vec![Condition::new("state", "eq", "closed"), Condition::new("created_at", "gt", &monday.to_string())],
        ),
        ("conversations", vec![Condition::new("contact_ids", "in", contact)]),
        ("conversations", vec![Condition::new("source_author_email", "eq", email)]),
    ];
    for (kind, conditions) in &cases {
        let all = if *kind == "contacts" { &contacts } else { &conversations };
        compare(&app, kind, all, conditions).await;
    }
}

#[tokio::test]
async fn unix_seconds_find_the_contact_whose_attribute_holds_them() {
    let app = small_workspace(false, true).await;
    let contacts = app.simulator.contacts("us");
    let renewal = |contact: &Value| contact["custom_attributes"]["renewal_at"].as_i64();
    let contact = contacts.iter().find(|contact| renewal(contact).is_some()).unwrap();
    let second = renewal(contact).unwrap();
    for value in [json!(second), json!([second, 5]), json!({"operator": "<=", "value": second})] {
        let arguments = json!({"contact_ids": [contact["id"]], "custom_attributes": {"renewal_at": value}});
        let page = app.tool("demo-us", "search_contacts", arguments).await;
        assert_eq!(page["data"][0]["id"], contact["id"], "{value}: {page}");
    }
    let before = json!({"contact_ids": [contact["id"]], "custom_attributes": {"renewal_at": second - 1}});
    assert_eq!(app.tool("demo-us", "search_contacts", before).await["data"], json!([]));
}

#[tokio::test]
async fn ranges_of_conversations_are_counted_exactly_whichever_way_intercom_compares() {
    for (inclusive, sorts) in PLAYS {
        let app = small_workspace(inclusive, sorts).await;
        let edge = app.simulator.conversations("us")[7]["created_at"].as_i64().unwrap();
        let since = |bound: i64| {
            app.simulator.conversations("us").iter().filter(|one| one["created_at"].as_i64().unwrap() > bound).count()
        };
        for (operator, expected) in [("gt", since(edge)), ("gte", since(edge - 1))] {
            let query = format!("object_type:conversations created_at:{operator}:{edge} limit:1");
            let page = app.tool("demo-us", "search", json!({"query": query})).await;
            assert_eq!(page["total_count"], expected, "{page}");
            assert_eq!(page["pages"]["total_pages"], expected, "{page}");
        }
    }
}

#[tokio::test]
async fn words_that_find_nothing_say_where_they_were_looked_for() {
    let app = small_workspace(false, true).await;
    let page = app.tool("demo-us", "search", json!({"query": "customers xyzzy complain"})).await;
    assert_eq!(page["total_in_page"], 0);
    let note = page["_note"].as_str().unwrap();
    assert!(note.contains("no conversation has every word in its first message or subject"), "{note}");
    let page = app.tool("demo-us", "search", json!({"query": "object_type:conversations state:open"})).await;
    assert_eq!(page["_note"].as_str().unwrap_or_default().find("first message"), None, "{page}");
}

#[tokio::test]
async fn faults_of_arguments_are_explained_in_arguments_and_those_of_a_query_in_its_language() {
    let app = small_workspace(false, true).await;
    let errors = [
        app.tool_error("demo-us", "search_conversations", json!({"created_at": {"gte": "last week"}})).await,
        app.tool_error("demo-us", "search_conversations", json!({"statistics_time_to_admin_reply": {"gt": "soon"}}))
            .await,
        app.tool_error("demo-us", "search_conversations", json!({"sort": "source_body:asc"})).await,
        app.tool_error("demo-us", "search_conversations", json!({"contact_ids": ["bob"]})).await,
        app.tool_error("demo-us", "search_contacts", json!({"custom_attributes": {"plan": ""}})).await,
        app.tool_error("demo-us", "search", json!({"query": "object_type:conversations created_at>2026-01-01"})).await,
    ];
    insta::assert_snapshot!(errors.join("\n---\n"));
}

async fn small_workspace(inclusive: bool, sorts: bool) -> App {
    App::with(|config, options| {
        config.requests_per_minute = 1_000_000;
        *options = Options {
            conversations: 400,
            contacts: 200,
            inclusive_comparison: inclusive,
            honours_conversation_sort: sorts,
            oldest_first: !sorts,
            rate_limit: 1_000_000,
            ..Options::default()
        };
    })
    .await
}

/// Asks for every page and compares with the filter.
async fn compare(app: &App, kind: &str, all: &[Value], conditions: &[Condition]) {
    let timezone = TimeZone::get(&app.simulator.workspace_timezone("us")).unwrap();
    let now = app.clock.now();
    let expected: BTreeSet<String> = all
        .iter()
        .filter(|object| conditions.iter().all(|condition| meaning::holds(kind, condition, object, &timezone, now)))
        .map(|object| object["id"].as_str().unwrap().to_owned())
        .collect();
    let query =
        conditions.iter().fold(format!("object_type:{kind}"), |query, condition| format!("{query} {condition}"));
    let (found, total, is_exact) = all_pages(app, &query).await;
    let unique: BTreeSet<String> = found.iter().cloned().collect();
    assert_eq!(unique.len(), found.len(), "{query}: an id came twice");
    let missing: Vec<_> = expected.difference(&unique).collect();
    let wrong: Vec<_> = unique.difference(&expected).collect();
    assert!(missing.is_empty() && wrong.is_empty(), "{query}\nmissing: {missing:?}\nwrong: {wrong:?}");
    let is_right = if is_exact { total == unique.len() as u64 } else { total >= unique.len() as u64 };
    assert!(is_right, "{query}: total_count {total} for {} results", unique.len());
}

/// The ids of every page, without their prefix, and the first page's `total_count`, with whether it claims to be exact.
async fn all_pages(app: &App, query: &str) -> (Vec<String>, u64, bool) {
    let (mut ids, mut total, mut cursor) = (Vec::new(), None, None::<String>);
    let mut is_exact = true;
    for _ in 0..2_000 {
        let page_query = match &cursor {
            Some(cursor) => format!("{query} limit:60 starting_after:{cursor}"),
            None => format!("{query} limit:60"),
        };
        let page = app.tool("demo-us", "search", json!({"query": page_query})).await;
        total.get_or_insert(page["total_count"].as_u64().unwrap());
        is_exact &= page["pages"]["total_pages"].is_u64();
        for result in page["results"].as_array().unwrap() {
            ids.push(result["id"].as_str().unwrap().split_once('_').unwrap().1.to_owned());
        }
        match page["pages"]["next"]["starting_after"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => return (ids, total.unwrap(), is_exact),
        }
    }
    panic!("{query}: pages without end");
}
