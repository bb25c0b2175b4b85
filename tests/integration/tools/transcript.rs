//! Answers keep to their bytes, and cursors lead to everything.

use std::collections::BTreeSet;

use intercom_mcp::tools::{
    fit::shorten,
    parts_cursor::Position,
    transcript::{Selection, Transcript},
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::fixture::{self, directory, part, read_conversation};

/// Bytes of everything there is to read, each thing once.
fn all_there_is(transcript: &Transcript<'_>) -> usize {
    let (answer, next) = transcript.page(None, 1 << 40);
    assert_eq!(next, None);
    Value::Object(answer).to_string().len()
}

/// Every answer, first to last, each checked against the limit: none is longer, none that leads on is rather
/// empty, and there are no more than what there is to read asks for.
fn walk(conversation: Value, selection: Selection, bytes: usize) -> Vec<Map<String, Value>> {
    let id = conversation["id"].as_str().expect("an id").to_owned();
    let (conversation, directory) = (read_conversation(conversation), directory());
    let transcript = Transcript::new(&conversation, &directory, selection);
    let all = all_there_is(&transcript);
    let most = 2 + 3 * all / bytes;
    let mut answers = Vec::new();
    let mut position = None;
    loop {
        let (answer, next) = transcript.page(position.as_ref(), bytes);
        let size = Value::Object(answer.clone()).to_string().len();
        assert!(size <= bytes, "{size} bytes of {bytes}: {answer:?}");
        assert!(next.is_none() || size >= bytes / 4, "{size} bytes of {bytes}: {answer:?}");
        answers.push(answer);
        assert!(answers.len() <= most, "more than {most} answers for {all} bytes");
        let Some(next) = next else { return answers };
        assert_ne!(Some(&next), position.as_ref(), "a cursor that stands still");
        position = Some(Position::read(&next.write(&id), &id).expect("our own cursor"));
    }
}

fn parts(answers: &[Map<String, Value>]) -> impl Iterator<Item = &Value> {
    answers.iter().flat_map(|answer| answer["parts"].as_array().expect("parts"))
}

#[test]
fn a_conversation_in_full() {
    let answers = walk(fixture::conversation(), Selection::ALL, 60_000);
    assert_eq!(answers.len(), 1);
    insta::assert_json_snapshot!(answers[0]);
}

#[test]
fn notes_bot_turns_and_events_can_be_left_out() {
    let answers = walk(fixture::conversation(), Selection { notes: false, bot: false, events: false }, 60_000);
    let ids = parts(&answers).map(|part| part["id"].as_str()).collect::<Vec<_>>();
    assert_eq!(ids, [Some("2")]);
    assert_eq!(answers[0]["parts_left_out"], json!({"notes": 1, "events": 2}));
    assert_eq!(answers[0]["parts_total"], 4);
}

#[test]
fn the_newest_parts_come_first_and_all_are_reached() {
    let mut conversation = fixture::conversation();
    let all =
        (0..500).map(|n| part(1_000 + n, "comment", 1_769_861_000 + n as i64, Some(&"word ".repeat(60)), json!({})));
    conversation["conversation_parts"] = json!({"conversation_parts": all.collect::<Vec<_>>(), "total_count": 700});
    let answers = walk(conversation, Selection::ALL, 60_000);
    assert!(answers.len() > 2);
    assert_eq!(answers[0]["parts_unavailable"], 200);
    let first = answers[0]["parts"].as_array().expect("parts");
    assert_eq!(first.last().expect("a part")["id"], "1499");
    let ids = parts(&answers).map(|part| part["id"].as_str().expect("an id")).collect::<BTreeSet<_>>();
    assert_eq!((ids.len(), parts(&answers).count()), (500, 500));
}

#[test]
fn parts_that_arrive_later_do_not_move_a_cursor() {
    let with = |count: u64| {
        let all = (0..count)
            .map(|n| part(1_000 + n, "comment", 1_769_861_000 + n as i64, Some(&"word ".repeat(200)), json!({})));
        let mut conversation = fixture::conversation();
        conversation["conversation_parts"] =
            json!({"conversation_parts": all.collect::<Vec<_>>(), "total_count": count});
        read_conversation(conversation)
    };
    let (before, after, directory) = (with(30), with(45), directory());
    let [before, after] = [&before, &after].map(|one| Transcript::new(one, &directory, Selection::ALL));
    let (_, next) = before.page(None, 8_000);
    assert!(next.is_some());
    assert_eq!(before.page(next.as_ref(), 8_000).0["parts"], after.page(next.as_ref(), 8_000).0["parts"]);
}

#[test]
fn a_body_of_200_000_characters_is_reached_to_its_end() {
    let body = (0..20_000).map(|n| format!("w{n:07}\n\n")).collect::<String>();
    let mut conversation = fixture::conversation();
    conversation["source"]["body"] = json!(body);
    conversation["conversation_parts"]["conversation_parts"][1]["body"] = json!(body);
    let answers = walk(conversation, Selection::ALL, 60_000);
    let source = answers.iter().filter_map(|answer| answer.get("source")?.get("body")?.as_str()).collect::<String>();
    assert_eq!(source, body.trim());
    let read =
        parts(&answers).filter(|part| part["id"] == "2").filter_map(|part| part["body"].as_str()).collect::<String>();
    assert_eq!(read, body.trim());
}

#[test]
fn every_custom_attribute_is_reached() {
    let mut conversation = fixture::conversation();
    let attributes = (0..400).map(|n| (format!("attribute {n}"), json!("v".repeat(n * 7)))).collect::<Map<_, _>>();
    conversation["custom_attributes"] = Value::Object(attributes.clone());
    let answers = walk(conversation, Selection::ALL, 4_000);
    let mut found: Map<String, Value> = Map::new();
    for answer in &answers {
        for (key, value) in answer.get("custom_attributes").and_then(Value::as_object).into_iter().flatten() {
            let text =
                format!("{}{}", found.get(key).and_then(Value::as_str).unwrap_or(""), value.as_str().expect("text"));
            found.insert(key.clone(), json!(text.replace("……", "")));
        }
    }
    for (key, value) in attributes.iter().filter(|(_, value)| *value != "") {
        assert_eq!(found.get(key), Some(value), "{key}");
    }
}

#[test]
fn a_thousand_tags_of_a_thousand_characters_take_no_more_answers_than_their_bytes_ask_for() {
    let mut conversation = fixture::conversation();
    let name = "😀😀\u{e}".repeat(330);
    let tags = (0..928).map(|n| json!({"id": n.to_string(), "name": format!("{n} {name}")})).collect::<Vec<_>>();
    conversation["tags"] = json!(tags);
    let answers = walk(conversation.clone(), Selection::ALL, 4_000);
    let read = answers.iter().filter_map(|answer| answer.get("tags")?.as_array()).flatten().collect::<Vec<_>>();
    let ids = read.iter().map(|tag| tag["id"].as_str().expect("an id")).collect::<BTreeSet<_>>();
    assert_eq!(ids.len(), 928);
    let length = |tags: &[&Value]| -> usize {
        tags.iter().map(|tag| tag["name"].as_str().expect("a name").replace('…', "").chars().count()).sum()
    };
    assert_eq!(length(&read), length(&tags.iter().collect::<Vec<_>>()));
    let whole = walk(conversation, Selection::ALL, 60_000);
    assert_eq!(whole[0]["tags"][0], tags[0], "what fits into an answer is not cut");
}

#[test]
fn long_values_of_any_shape_are_whole_where_they_fit() {
    let mut conversation = fixture::conversation();
    let sources = (0..90).map(|n| json!({"title": format!("Article \"{n}\""), "type": "article"})).collect::<Vec<_>>();
    let long = json!({"text": "é\n".repeat(4_000), "sources": sources, "table": [sources, "w".repeat(1_500)]});
    conversation["custom_attributes"] = long.clone();
    let event = json!({"name": "n".repeat(2_000), "list": sources});
    conversation["conversation_parts"]["conversation_parts"][0]["event_details"] = event.clone();
    let answers = walk(conversation, Selection::ALL, 60_000);
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0]["custom_attributes"], long);
    assert!(parts(&answers).any(|part| part["event_details"] == event));
}

#[test]
fn names_that_are_too_long_stay_apart() {
    let mut conversation = fixture::conversation();
    let name = |n: usize| format!("{}{n}", "長".repeat(700));
    let attributes = (0..30).map(|n| (name(n), json!(n))).collect::<Map<_, _>>();
    conversation["custom_attributes"] = Value::Object(attributes);
    let answers = walk(conversation, Selection::ALL, 4_000);
    let found = answers.iter().filter_map(|answer| answer.get("custom_attributes")?.as_object()).flatten();
    assert_eq!(found.map(|(_, value)| value.as_u64()).collect::<Vec<_>>(), (0..30).map(Some).collect::<Vec<_>>());
}

#[test]
fn a_result_that_is_too_long_keeps_what_identifies_it() {
    let text = |characters: usize| "\u{1}".repeat(characters);
    let mut result =
        json!({"id": "conversation_1", "title": text(120), "text": text(900), "url": "https://a.example/1"});
    shorten(&mut result, 1_999);
    assert!(result.to_string().len() <= 1_999, "{result}");
    assert_eq!((&result["id"], &result["url"]), (&json!("conversation_1"), &json!("https://a.example/1")));
    assert_eq!((&result["title"], &result["_shortened"]), (&json!(text(120)), &json!(true)));
    assert!(result["text"].as_str().is_some_and(|text| text.ends_with('…')), "{result}");
}

#[test]
fn a_cursor_of_another_conversation_is_refused() {
    let cursor = Position::default().write("123");
    for text in [cursor.as_str(), "abc", "%%", ""] {
        insta::assert_snapshot!(Position::read(text, "456").expect_err(text).text());
    }
}

fn wild_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,40}",
        ("[\\x00-\\x1f\"\\\\é😀a ]{1,8}", 1..400_usize).prop_map(|(text, times)| text.repeat(times)),
        ("<[a-z]{1,6}>\\PC{0,9}", 1..200_usize).prop_map(|(text, times)| text.repeat(times)),
    ]
}

fn wild_attributes() -> impl Strategy<Value = Value> {
    let value = prop_oneof![
        wild_text().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::collection::vec(wild_text(), 0..6).prop_map(Value::from),
        prop::collection::hash_map(wild_text(), wild_text(), 0..6).prop_map(|map| json!(map)),
    ];
    prop::collection::hash_map(wild_text(), value, 0..20).prop_map(|map| json!(map))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_answer_is_too_long_and_no_cursor_loops(
        title in wild_text(), name in wild_text(), body in wild_text(), attributes in wild_attributes(),
        tags in 0..1_000_usize, bodies in prop::collection::vec(wild_text(), 0..30), files in 0..60_usize,
        limit in prop::sample::select(&[4_000_usize, 5_003, 20_000, 60_000][..]),
    ) {
        let mut conversation = fixture::conversation();
        conversation["title"] = json!(title);
        conversation["source"]["body"] = json!(body);
        conversation["source"]["author"]["name"] = json!(name);
        conversation["custom_attributes"] = attributes.clone();
        conversation["tags"] = json!((0..tags).map(|n| json!({"id": n + 1, "name": name})).collect::<Vec<_>>());
        let file = json!({"name": name, "url": title, "content_type": "image/png", "filesize": 1});
        let items = bodies.iter().zip(1_u64..).map(|(body, n)| {
            let more = json!({"attachments": vec![&file; if n == 1 { files } else { 0 }], "event_details": if n % 5 == 0 { &attributes } else { &Value::Null }});
            part(n, if n % 3 == 0 { "note" } else { "comment" }, 1_769_861_000 + n as i64, Some(body), more)
        });
        conversation["conversation_parts"] = json!({"conversation_parts": items.collect::<Vec<_>>(), "total_count": bodies.len()});
        let answers = walk(conversation, Selection::ALL, limit);
        let ids = parts(&answers).map(|part| part["id"].as_str()).collect::<BTreeSet<_>>();
        prop_assert_eq!(ids.len(), bodies.len());
    }
}

/// A time that no clock tells is no fault of the reader's.
#[test]
fn times_of_any_size_are_read() {
    for time in [i64::MAX, i64::MIN, -1, 0] {
        let mut conversation = fixture::conversation();
        for part in conversation["conversation_parts"]["conversation_parts"].as_array_mut().unwrap() {
            (part["created_at"], part["updated_at"]) = (json!(time), json!(i64::MAX - 1));
        }
        assert!(!walk(conversation, Selection::ALL, 60_000).is_empty());
    }
}
