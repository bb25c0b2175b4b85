//! What each operator finds among conversations, checked against a brute-force filter over all of them.

use std::collections::BTreeSet;

use intercom_mcp::simulator::Options;
use serde_json::{Value, json};

use super::{Stand, all, filter, small};

/// Takes from a conversation what a field searches.
type Picked = Box<dyn Fn(&Value) -> Value>;

const SEARCH: &str = "/conversations/search";

/// Ids that the simulator finds.
async fn found(stand: &Stand, query: Value) -> BTreeSet<String> {
    let body = json!({ "query": query, "pagination": { "per_page": 150 } });
    stand.every_id("demo-us", SEARCH, &body).await.0.into_iter().collect()
}

/// Ids of the conversations that pass.
fn passing(stand: &Stand, passes: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    let conversations = stand.simulator.conversations("US");
    let passing = conversations.iter().filter(|conversation| passes(conversation));
    passing.map(|conversation| conversation["id"].as_str().expect("an id").to_owned()).collect()
}

/// The letters and digits of HTML, lower-cased, cut into words; written without the simulator's own scanner.
fn words(html: &str) -> BTreeSet<String> {
    let mut text = String::new();
    let mut tag: Option<String> = None;
    for character in html.chars() {
        match (&mut tag, character) {
            (None, '<') => tag = Some(String::new()),
            (None, _) => text.push(character),
            (Some(name), '>') => {
                let name = name.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default().to_owned();
                let inline = ["a", "b", "i", "em", "strong", "span", "u", "code", "font", "small", "s", "sub", "sup"];
                if !inline.contains(&name.as_str()) {
                    text.push(' ');
                }
                tag = None;
            }
            (Some(name), _) => name.push(character),
        }
    }
    for (reference, character) in
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        text = text.replace(reference, character);
    }
    let text = text.to_lowercase();
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn body_words(conversation: &Value) -> BTreeSet<String> {
    words(conversation["source"]["body"].as_str().expect("a body"))
}

/// A word of five letters or more that some bodies have and some have not.
fn telling_word(stand: &Stand) -> String {
    let conversations = stand.simulator.conversations("US");
    let all: Vec<BTreeSet<String>> = conversations.iter().map(body_words).collect();
    let candidates = all.iter().flatten().filter(|word| word.is_ascii() && word.len() >= 5);
    let count = |word: &String| all.iter().filter(|words| words.contains(word)).count();
    let telling =
        candidates.collect::<BTreeSet<_>>().into_iter().find(|word| (2..all.len() / 2).contains(&count(word)));
    telling.expect("a word that tells conversations apart").clone()
}

#[tokio::test]
async fn equals_on_the_body_finds_one_whole_word_in_any_case() {
    let stand = Stand::new();
    let word = telling_word(&stand);
    let has = passing(&stand, |conversation| body_words(conversation).contains(&word));
    let hasnt = passing(&stand, |conversation| !body_words(conversation).contains(&word));
    assert!(!has.is_empty());
    assert_eq!(found(&stand, filter("source.body", "=", word.to_uppercase())).await, has);
    assert_eq!(found(&stand, filter("source.body", "!=", word.as_str())).await, hasnt);
    assert_eq!(found(&stand, filter("source.body", "IN", json!([word, "zzzzzz"]))).await, has);
    assert_eq!(found(&stand, filter("source.body", "NIN", json!([word, "zzzzzz"]))).await, hasnt);
}

#[tokio::test]
async fn contains_on_the_body_finds_part_of_one_word() {
    let stand = Stand::new();
    let word = telling_word(&stand);
    let part = &word[1..4];
    let has = |test: fn(&str, &str) -> bool, part: &str| {
        passing(&stand, |conversation| body_words(conversation).iter().any(|word| test(word, part)))
    };
    let contains = has(|word, part| word.contains(part), part);
    assert_eq!(found(&stand, filter("source.body", "~", part.to_uppercase())).await, contains);
    let everything = passing(&stand, |_| true);
    let without = everything.difference(&contains).cloned().collect();
    assert_eq!(found(&stand, filter("source.body", "!~", part)).await, without);
    let starts = has(|word, part| word.starts_with(part), &word[..4]);
    assert_eq!(found(&stand, filter("source.body", "^", &word[..4])).await, starts);
    let ends = has(|word, part| word.ends_with(part), &word[2..]);
    assert_eq!(found(&stand, filter("source.body", "$", &word[2..])).await, ends);
}

#[tokio::test]
async fn a_value_with_a_space_is_part_of_no_body_and_markup_is_not_searched() {
    let stand = Stand::new();
    let everything = passing(&stand, |_| true);
    for operator in ["=", "~"] {
        assert_eq!(found(&stand, filter("source.body", operator, "the team")).await, BTreeSet::new());
    }
    for operator in ["!=", "!~"] {
        assert_eq!(found(&stand, filter("source.body", operator, "the team")).await, everything);
    }
    for markup in ["blockquote", "href", "nbsp"] {
        let really = passing(&stand, |conversation| body_words(conversation).contains(markup));
        assert_eq!(found(&stand, filter("source.body", "=", markup)).await, really);
    }
}

#[tokio::test]
async fn the_subject_is_one_string() {
    let stand = Stand::new();
    let conversations = stand.simulator.conversations("US");
    let subjects = conversations.iter().filter_map(|conversation| conversation["source"]["subject"].as_str());
    let subject = subjects.into_iter().find(|subject| subject.is_ascii() && subject.len() > 12).expect("a subject");
    let has = |test: &dyn Fn(&str) -> bool| {
        passing(&stand, |of| test(&of["source"]["subject"].as_str().expect("a subject").to_lowercase()))
    };
    let lower = subject.to_lowercase();
    let (start, middle, end) = (&lower[..9], &lower[3..10], &lower[lower.len() - 7..]);
    for (operator, value, expected) in [
        ("=", subject, has(&|of| of == lower)),
        ("!=", subject, has(&|of| of != lower)),
        ("~", middle, has(&|of| of.contains(middle))),
        ("!~", middle, has(&|of| !of.contains(middle))),
        ("^", start, has(&|of| of.starts_with(start))),
        ("$", end, has(&|of| of.ends_with(end))),
    ] {
        assert_eq!(found(&stand, filter("source.subject", operator, value)).await, expected, "{operator}");
    }
}

#[tokio::test]
async fn dates_are_compared_to_the_second() {
    let stand = Stand::new();
    let inclusive = Stand::with(Options { inclusive_comparison: true, ..small() });
    let at = stand.simulator.conversations("US")[7]["created_at"].as_i64().expect("a moment");
    let created = |of: &Value| of["created_at"].as_i64().expect("a moment");
    for value in [json!(at), json!(at.to_string())] {
        let query = |operator: &str| filter("created_at", operator, value.clone());
        assert_eq!(found(&stand, query("=")).await, passing(&stand, |of| created(of) == at));
        assert_eq!(found(&stand, query("!=")).await, passing(&stand, |of| created(of) != at));
        assert_eq!(found(&stand, query(">")).await, passing(&stand, |of| created(of) > at));
        assert_eq!(found(&stand, query("<")).await, passing(&stand, |of| created(of) < at));
        assert_eq!(found(&inclusive, query(">")).await, passing(&stand, |of| created(of) >= at));
        assert_eq!(found(&inclusive, query("<")).await, passing(&stand, |of| created(of) <= at));
    }
    let among = filter("created_at", "IN", json!([at, at + 1]));
    assert_eq!(found(&stand, among).await, passing(&stand, |of| (at..=at + 1).contains(&created(of))));
}

#[tokio::test]
async fn integers_compare_and_what_is_unset_only_differs() {
    let stand = Stand::new();
    let field = "statistics.time_to_admin_reply";
    let time = |of: &Value| of["statistics"]["time_to_admin_reply"].as_i64();
    let mut times: Vec<i64> = stand.simulator.conversations("US").iter().filter_map(time).collect();
    times.sort_unstable();
    let middle = times[times.len() / 2];
    for (operator, expected) in [
        ("=", passing(&stand, |of| time(of) == Some(middle))),
        ("!=", passing(&stand, |of| time(of) != Some(middle))),
        (">", passing(&stand, |of| time(of).is_some_and(|time| time > middle))),
        ("<", passing(&stand, |of| time(of).is_some_and(|time| time < middle))),
    ] {
        assert_eq!(found(&stand, filter(field, operator, middle)).await, expected, "{operator}");
    }
    assert_eq!(found(&stand, filter(field, "=", Value::Null)).await, passing(&stand, |of| time(of).is_none()));
    assert_eq!(found(&stand, filter(field, "!=", Value::Null)).await, passing(&stand, |of| time(of).is_some()));
}

#[tokio::test]
async fn every_searchable_field_finds_the_conversation_whose_value_it_is() {
    let stand = Stand::new();
    let pick = |value: &Value, path: &str| path.split('.').fold(value.clone(), |value, key| value[key].clone());
    let first = |list: &'static str| move |of: &Value| pick_list(of, list, "id");
    let paths = [
        "id",
        "created_at",
        "updated_at",
        "waiting_since",
        "snoozed_until",
        "source.type",
        "source.id",
        "source.delivered_as",
        "source.author.id",
        "source.author.type",
        "source.author.name",
        "source.author.email",
        "source.url",
        "admin_assignee_id",
        "team_assignee_id",
        "open",
        "read",
        "state",
        "priority",
        "statistics.time_to_assignment",
        "statistics.time_to_admin_reply",
        "statistics.time_to_first_close",
        "statistics.time_to_last_close",
        "statistics.median_time_to_reply",
        "statistics.first_contact_reply_at",
        "statistics.first_assignment_at",
        "statistics.first_admin_reply_at",
        "statistics.first_close_at",
        "statistics.last_assignment_at",
        "statistics.last_assignment_admin_reply_at",
        "statistics.last_contact_reply_at",
        "statistics.last_admin_reply_at",
        "statistics.last_close_at",
        "statistics.last_closed_by_id",
        "statistics.count_reopens",
        "statistics.count_assignments",
        "statistics.count_conversation_parts",
        "ai_agent_participated",
        "ai_agent.resolution_state",
        "ai_agent.last_answer_type",
        "ai_agent.rating",
        "ai_agent.rating_remark",
        "ai_agent.source_type",
        "ai_agent.source_title",
    ];
    let mut checks: Vec<(&str, Picked)> = Vec::new();
    for path in paths {
        checks.push((path, Box::new(move |of| pick(of, path))));
    }
    checks.push(("contact_ids", Box::new(first("contacts.contacts"))));
    checks.push(("teammate_ids", Box::new(first("teammates.teammates"))));
    checks.push(("tag_ids", Box::new(first("tags.tags"))));
    checks.push(("channel_initiated", Box::new(|of| of["source"]["type"].clone())));
    checks.push(("conversation_rating.score", Box::new(|of| of["conversation_rating"]["rating"].clone())));
    checks.push(("conversation_rating.remark", Box::new(|of| of["conversation_rating"]["remark"].clone())));
    checks.push(("conversation_rating.requested_at", Box::new(|of| of["conversation_rating"]["created_at"].clone())));
    checks.push(("conversation_rating.replied_at", Box::new(|of| of["conversation_rating"]["updated_at"].clone())));
    checks.push(("conversation_rating.contact_id", Box::new(|of| of["conversation_rating"]["contact"]["id"].clone())));
    checks.push(("conversation_rating.admin_d", Box::new(|of| of["conversation_rating"]["teammate"]["id"].clone())));
    let conversations = stand.simulator.conversations("US");
    for (field, read) in checks {
        let value = conversations.iter().map(&read).find(|value| !value.is_null() && *value != "");
        // A field that nobody has is searched all the same, for nothing.
        let Some(value) = value else {
            assert_eq!(found(&stand, filter(field, "!=", Value::Null)).await, BTreeSet::new(), "{field}");
            continue;
        };
        let same = passing(&stand, |of| match field {
            "contact_ids" | "teammate_ids" | "tag_ids" => ids_of(of, field).contains(&value),
            _ => read(of) == value,
        });
        assert_eq!(found(&stand, filter(field, "=", value.clone())).await, same, "{field} = {value}");
    }
}

fn pick_list(of: &Value, path: &str, key: &str) -> Value {
    path.split('.').fold(of.clone(), |value, key| value[key].clone())[0][key].clone()
}

fn ids_of(of: &Value, field: &str) -> Vec<Value> {
    let list = match field {
        "contact_ids" => &of["contacts"]["contacts"],
        "teammate_ids" => &of["teammates"]["teammates"],
        _ => &of["tags"]["tags"],
    };
    list.as_array().expect("a list").iter().map(|item| item["id"].clone()).collect()
}

#[tokio::test]
async fn nobody_is_zero_and_unset_alike() {
    let stand = Stand::new();
    let unassigned = passing(&stand, |of| of["admin_assignee_id"] == 0);
    assert!(!unassigned.is_empty());
    assert_eq!(found(&stand, filter("admin_assignee_id", "=", 0)).await, unassigned);
    assert_eq!(found(&stand, filter("admin_assignee_id", "=", Value::Null)).await, unassigned);
}

#[tokio::test]
async fn groups_combine_their_members() {
    let stand = Stand::new();
    let query = json!({ "operator": "AND", "value": [
        { "operator": "OR", "value": [filter("state", "=", "open"), filter("state", "=", "snoozed")] },
        { "operator": "OR", "value": [filter("priority", "IN", json!(["high", "urgent"])), filter("read", "=", false)] },
    ] });
    let expected = passing(&stand, |of| {
        (of["state"] == "open" || of["state"] == "snoozed")
            && (of["priority"] == "high" || of["priority"] == "urgent" || of["read"] == false)
    });
    assert!(!expected.is_empty());
    assert_eq!(found(&stand, query).await, expected);
    let mixed = all(vec![
        filter("open", "=", true),
        json!({ "operator": "OR", "value": [filter("read", "=", true), filter("priority", "=", "low")] }),
    ]);
    let expected = passing(&stand, |of| of["open"] == true && (of["read"] == true || of["priority"] == "low"));
    assert_eq!(found(&stand, mixed).await, expected);
}
