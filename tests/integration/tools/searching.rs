//! The three searches, through the front door: criteria, cursors, counts, and what is refused.

use std::{collections::BTreeSet, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::harness::App;

fn ids(page: &Value, list: &str) -> Vec<String> {
    page[list].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// The ids of the simulator's conversations of which a condition holds.
fn conversations(app: &App, holds: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    let all = app.simulator.conversations("us");
    all.iter().filter(|one| holds(one)).map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

/// Every page of a search by criteria.
async fn all_pages(app: &App, tool: &str, list: &str, mut arguments: Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    loop {
        let page = app.tool("demo-us", tool, arguments.clone()).await;
        for id in ids(&page, list) {
            assert!(found.insert(id), "an id came twice");
        }
        match page["pages"]["next"]["starting_after"].as_str() {
            Some(next) => arguments["starting_after"] = json!(next),
            None => return found,
        }
    }
}

#[tokio::test]
async fn a_page_of_one_counts_conversations_and_contacts() {
    let app = App::start().await;
    let wide = app.tool("demo-us", "search", json!({"query": "maya limit:150"})).await;
    let narrow = app.tool("demo-us", "search", json!({"query": "maya limit:1"})).await;
    assert_eq!(narrow["total_in_page"], 1);
    assert_eq!(narrow["total_count"], wide["total_count"]);
}

#[tokio::test]
async fn free_text_pages_through_both_types_whatever_the_page_size() {
    let app = App::start().await;
    let mut sets = Vec::new();
    for limit in [1, 3, 7, 150] {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let query = format!("maya limit:{limit}{cursor}");
            let page = app.tool("demo-us", "search", json!({"query": query})).await;
            found.extend(ids(&page, "results"));
            match page["pages"]["next"]["starting_after"].as_str() {
                Some(next) => cursor = format!(" starting_after:{next}"),
                None => break,
            }
        }
        let set: BTreeSet<String> = found.iter().cloned().collect();
        assert_eq!(set.len(), found.len(), "an id came twice at limit {limit}");
        sets.push(set);
    }
    assert!(sets[0].iter().any(|id| id.starts_with("contact_")), "{:?}", sets[0]);
    assert!(sets.iter().all(|set| *set == sets[0]));
}

#[tokio::test]
async fn criteria_find_what_a_filter_finds() {
    let app = App::start().await;
    let all = app.simulator.conversations("us");
    let tag = all.iter().find_map(|one| one["tags"]["tags"][0]["name"].as_str()).unwrap();
    let has_tag = |one: &Value| one["tags"]["tags"].as_array().unwrap().iter().any(|other| other["name"] == tag);
    let cases: [(Value, BTreeSet<String>); 5] = [
        (json!({"tags": [tag]}), conversations(&app, has_tag)),
        (json!({"state": ["open", "snoozed"]}), conversations(&app, |one| one["state"] != "closed")),
        (
            json!({"unassigned": true}),
            conversations(&app, |one| one["admin_assignee_id"] == 0 && one["team_assignee_id"] == 0),
        ),
        (
            json!({"created_at": {"gte": 1_772_000_000, "lt": "2026-03-10T00:00:00Z"}}),
            conversations(&app, |one| (1_772_000_000..1_773_100_800).contains(&one["created_at"].as_i64().unwrap())),
        ),
        (
            json!({"statistics_time_to_admin_reply": {"operator": "<=", "value": 600}}),
            conversations(&app, |one| {
                one["statistics"]["time_to_admin_reply"].as_i64().is_some_and(|seconds| seconds <= 600)
            }),
        ),
    ];
    for (mut arguments, expected) in cases {
        assert!(!expected.is_empty(), "{arguments} finds something");
        arguments["per_page"] = json!(40);
        assert_eq!(all_pages(&app, "search_conversations", "conversations", arguments).await, expected);
    }
}

#[tokio::test]
async fn a_teammate_is_found_by_name() {
    let app = App::start().await;
    let page = app.tool("demo-us", "search_conversations", json!({"per_page": 100})).await;
    let assigned = page["conversations"].as_array().unwrap();
    let name = assigned.iter().find_map(|one| one["admin_assignee"]["name"].as_str()).unwrap();
    let found = app.tool("demo-us", "search_conversations", json!({"admin_assignee_id": name})).await;
    let found = found["conversations"].as_array().unwrap();
    assert!(!found.is_empty() && found.iter().all(|one| one["admin_assignee"]["name"] == name), "{found:?}");
}

#[tokio::test]
async fn custom_attributes_take_values_and_bounds() {
    let app = App::start().await;
    let all = app.simulator.contacts("us");
    let (name, bound) = all
        .iter()
        .flat_map(|one| one["custom_attributes"].as_object().unwrap())
        .find_map(|(name, value)| Some((name.clone(), value.as_i64().filter(|value| *value < 1_000_000)?)))
        .unwrap();
    let expected: BTreeSet<String> = all
        .iter()
        .filter(|one| one["custom_attributes"][&name].as_f64().is_some_and(|value| value >= bound as f64))
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect();
    let arguments = json!({"custom_attributes": {name: {"gte": bound}}, "per_page": 150});
    assert_eq!(all_pages(&app, "search_contacts", "data", arguments).await, expected);
}

#[tokio::test]
async fn relative_dates_stay_the_same_from_page_to_page() {
    let app = App::start().await;
    let mut arguments = json!({"created_at": {"gte": "60d"}, "per_page": 5});
    let first = app.tool("demo-us", "search_conversations", arguments.clone()).await;
    arguments["starting_after"] = first["pages"]["next"]["starting_after"].clone();
    app.clock.advance(Duration::from_secs(3_600));
    let second = app.tool("demo-us", "search_conversations", arguments).await;
    assert_eq!(second["total_in_page"], 5);
    assert!(ids(&second, "conversations").iter().all(|id| !ids(&first, "conversations").contains(id)));
}

#[tokio::test]
async fn what_was_sorted_and_filtered_by_is_shown() {
    let app = App::start().await;
    let arguments = json!({"sort": "updated_at:desc", "statistics_time_to_admin_reply": {"gt": 60}, "state": "closed"});
    let page = app.tool("demo-us", "search_conversations", arguments).await;
    let items = page["conversations"].as_array().unwrap();
    assert!(items.iter().all(|item| item["updated_at"].is_string()), "{page}");
    assert!(items.iter().all(|item| item["statistics"]["time_to_admin_reply"].is_u64()), "{page}");
    assert!(items.is_sorted_by(|one, next| one["updated_at"].as_str() >= next["updated_at"].as_str()), "{page}");
}

#[tokio::test]
async fn a_sort_that_intercom_ignores_is_said() {
    let app = App::with(|_, options| options.honours_conversation_sort = false).await;
    let page = app.tool("demo-us", "search_conversations", json!({"sort": "created_at:asc"})).await;
    assert!(page["_note"].as_str().unwrap().contains("did not follow"), "{page}");
}

#[tokio::test]
async fn limit_is_another_word_for_per_page() {
    let app = App::start().await;
    for arguments in [json!({"limit": 1}), json!({"per_page": "1"}), json!({"limit": 1.0, "state": "", "ids": []})] {
        assert_eq!(app.tool("demo-us", "search_conversations", arguments).await["total_in_page"], 1);
    }
}

#[tokio::test]
async fn a_plain_search_is_one_call_to_intercom() {
    let app = App::start().await;
    app.tool("demo-us", "search_conversations", json!({"per_page": 20})).await;
    app.reset_simulator().await;
    app.tool("demo-us", "search_conversations", json!({"per_page": 20})).await;
    assert_eq!(app.upstream_calls().await, json!({"POST /conversations/search": 1}));
}

#[tokio::test]
async fn a_search_that_is_checked_here_reads_at_most_ten_pages_and_goes_on_by_cursor() {
    let app = App::with(|_, options| options.conversations = 2_000).await;
    // Nearly every message has both letters, so that Intercom finds them all, and none has this phrase.
    let mut arguments = json!({"query": "object_type:conversations source_body:contains:\"a e a e a\" limit:1"});
    app.reset_simulator().await;
    let page = app.tool("demo-us", "search", arguments.clone()).await;
    let calls = app.upstream_calls().await["POST /conversations/search"].as_u64().unwrap();
    assert_eq!(calls, 10);
    let mut next = page["pages"]["next"]["starting_after"].clone();
    assert!(next.is_string(), "there is more than ten pages hold: {page}");
    while let Some(cursor) = next.as_str() {
        arguments["query"] = json!(format!(
            "object_type:conversations source_body:contains:\"a e a e a\" limit:1 starting_after:{cursor}"
        ));
        next = app.tool("demo-us", "search", arguments.clone()).await["pages"]["next"]["starting_after"].clone();
    }
}

#[tokio::test]
async fn a_cursor_altered_to_the_largest_numbers_leads_to_an_end() {
    let app = App::start().await;
    for (query, places) in [
        ("maya limit:1", json!([[u64::MAX, [usize::MAX, null]], [u64::MAX, null]])),
        ("maya limit:1", json!([[u64::MAX, null], [u64::MAX, [usize::MAX, null]]])),
        ("object_type:conversations limit:1", json!([[u64::MAX, [usize::MAX, null]]])),
    ] {
        let page = app.tool("demo-us", "search", json!({"query": query})).await;
        let cursor = page["pages"]["next"]["starting_after"].as_str().unwrap();
        let mut wire: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).unwrap()).unwrap();
        wire[3] = places;
        let altered = URL_SAFE_NO_PAD.encode(wire.to_string());
        let page = app.tool("demo-us", "search", json!({"query": format!("{query} starting_after:{altered}")})).await;
        // Beyond the end of that page lies the next one, if there is one.
        assert!(page["total_in_page"].as_u64().unwrap() <= 1 && page["total_count"].is_u64(), "{page}");
    }
}

#[tokio::test]
async fn what_is_refused_says_what_to_do() {
    let app = App::start().await;
    let page = app.tool("demo-us", "search_conversations", json!({"state": "open", "per_page": 1})).await;
    let cursor = &page["pages"]["next"]["starting_after"];
    let mut texts = String::new();
    for (token, tool, arguments) in [
        ("demo-us", "search_contacts", json!({})),
        ("demo-us", "search_contacts", json!({"name": " ", "per_page": 5})),
        ("demo-us", "search_conversations", json!({"stat": "open"})),
        ("demo-us", "search_conversations", json!({"colour": "blue"})),
        ("demo-us", "search_conversations", json!({"per_page": 151})),
        ("demo-us", "search_conversations", json!({"state": "opened"})),
        ("demo-us", "search_conversations", json!({"tags": ["no such tag"]})),
        ("demo-us", "search_conversations", json!({"admin_assignee_id": "Nobody Here"})),
        ("demo-us", "search_conversations", json!({"created_at": {"operator": "around", "value": 5}})),
        ("demo-us", "search_conversations", json!({"created_at": "yesterday"})),
        ("demo-us", "search_conversations", json!({"sort": "created_at:up"})),
        ("demo-us", "search_conversations", json!({"state": "closed", "starting_after": cursor})),
        ("demo-eu", "search_conversations", json!({"state": "open", "starting_after": cursor})),
        (
            "demo-us",
            "search_conversations",
            json!({"ids": ["https://app.intercom.com/a/inbox/other/inbox/conversation/1"]}),
        ),
        ("demo-us", "search", json!({"query": "refund starting_after:abc"})),
        ("demo-us", "search", json!({})),
    ] {
        let text = app.tool_error(token, tool, arguments.clone()).await;
        let shown = arguments.to_string().replace(cursor.as_str().unwrap(), "CURSOR");
        texts.push_str(&format!("{tool} {shown}\n{text}\n\n"));
    }
    insta::assert_snapshot!(texts);
}
