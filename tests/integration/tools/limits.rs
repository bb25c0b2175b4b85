//! `MAX_RESULT_BYTES`, least and default: no result is longer, and what did not fit is reached by its cursor.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::reading::{all, follow};
use crate::harness::App;

const LIMITS: [usize; 2] = [4_000, 60_000];

/// A product whose results are at most so long. The workspace is the same each time.
async fn limited_to(bytes: usize) -> App {
    App::with(|config, options| {
        config.max_result_bytes = bytes;
        config.requests_per_minute = 1_000_000;
        (options.conversations, options.contacts) = (40, 40);
    })
    .await
}

/// A product in which everything fits.
async fn unlimited() -> App {
    limited_to(100_000_000).await
}

/// Every answer of a tool, none of them too long, and none that leads on rather empty.
async fn within(app: &App, bytes: usize, tool: &str, arguments: Value) -> Vec<Value> {
    let answers = follow(app, tool, arguments).await;
    for answer in &answers {
        let size = answer.to_string().len();
        assert!(size <= bytes, "{size} bytes of {bytes}: {answer}");
        assert!(answer["pages"]["next"].is_null() || size >= bytes / 4, "{size} bytes of {bytes}: {answer}");
    }
    answers
}

fn longest(objects: &[Value], length: impl Fn(&Value) -> usize) -> &Value {
    &objects.iter().max_by_key(|object| length(object)).expect("an object")["id"]
}

/// The conversation with the most parts, and the one with the longest first message.
async fn special_conversations(app: &App) -> [Value; 2] {
    let all = all(app, "conversations").await;
    let parts = |one: &Value| one["statistics"]["count_conversation_parts"].as_u64().unwrap_or(0) as usize;
    let body = |one: &Value| one["source"]["body"].as_str().map_or(0, str::len);
    [longest(&all, parts).clone(), longest(&all, body).clone()]
}

fn add_stretch(texts: &mut BTreeMap<String, String>, id: &str, object: &Value) {
    texts.entry(id.to_owned()).or_default().push_str(object["body"].as_str().unwrap_or_default());
}

/// What was said, by the part's id: stretches of one text, put together in the order in which they were read.
fn texts(answers: &[Value]) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for answer in answers {
        add_stretch(&mut texts, "source", &answer["source"]);
        for part in answer["parts"].as_array().expect("parts") {
            add_stretch(&mut texts, part["id"].as_str().expect("an id"), part);
        }
    }
    texts
}

#[tokio::test]
async fn every_part_and_all_of_a_long_text_are_reached() {
    let whole = unlimited().await;
    for id in special_conversations(&whole).await {
        let expected = follow(&whole, "get_conversation", json!({"id": id})).await;
        assert_eq!(expected.len(), 1);
        let all = expected[0].to_string().len();
        assert!(all > 60_000, "{all} bytes");
        for bytes in LIMITS {
            let app = limited_to(bytes).await;
            let answers = within(&app, bytes, "get_conversation", json!({"id": id})).await;
            assert_eq!(texts(&answers), texts(&expected));
            assert!(answers.len() <= 2 + 2 * all / bytes, "{} answers for {all} bytes", answers.len());
            let missing = expected[0].as_object().unwrap().keys().find(|key| {
                !["pages", "_note"].contains(&key.as_str()) && answers.iter().all(|answer| answer[*key].is_null())
            });
            assert_eq!(missing, None);
        }
    }
}

#[tokio::test]
async fn a_contact_is_reached_with_all_its_lists() {
    let whole = unlimited().await;
    let contacts = all(&whole, "contacts").await;
    let companies = |one: &Value| one["companies"]["total_count"].as_u64().unwrap_or(0) as usize;
    let asked = json!({"id": longest(&contacts, companies), "include": ["notes", "segments"]});
    let expected = follow(&whole, "get_contact", asked.clone()).await;
    assert_eq!(expected.len(), 1);
    for bytes in LIMITS {
        let app = limited_to(bytes).await;
        let answers = within(&app, bytes, "get_contact", asked.clone()).await;
        assert_eq!(answers.len() > 1, bytes < expected[0].to_string().len());
        for list in ["companies", "tags", "notes", "segments"] {
            let items = |answers: &[Value]| {
                answers.iter().filter_map(|answer| answer[list].as_array()).flatten().cloned().collect::<Vec<_>>()
            };
            assert_eq!(items(&answers), items(&expected), "{list}");
        }
    }
}

#[tokio::test]
async fn every_result_of_a_search_is_reached() {
    let whole = unlimited().await;
    let ids = |answers: &[Value], list: &str| {
        answers.iter().flat_map(|answer| answer[list].as_array().expect(list)).map(|one| one["id"].clone()).collect()
    };
    for bytes in LIMITS {
        let app = limited_to(bytes).await;
        for (tool, list, arguments) in [
            ("search_conversations", "conversations", json!({"per_page": 150})),
            ("search_contacts", "data", json!({"role": "user", "per_page": 150})),
        ] {
            let expected: Vec<Value> = ids(&follow(&whole, tool, arguments.clone()).await, list);
            let found: Vec<Value> = ids(&within(&app, bytes, tool, arguments).await, list);
            assert!(found.len() > 10);
            assert_eq!(found, expected);
        }
        for query in ["object_type:conversations limit:150", "object_type:contacts limit:150", "the"] {
            // Two types share a page by halves, so that only the set is the same whatever the limit.
            let [found, expected] = [
                search(&app, bytes, query).await.into_iter().collect::<BTreeSet<_>>(),
                search(&whole, usize::MAX, query).await.into_iter().collect(),
            ];
            assert!(found.len() > 10, "{query}");
            assert_eq!(found, expected, "{query}");
        }
    }
}

/// Ids of all results of a query, none twice.
async fn search(app: &App, bytes: usize, query: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let answer = app.tool("demo-us", "search", json!({"query": format!("{query} {cursor}")})).await;
        assert!(answer.to_string().len() <= bytes, "{answer}");
        let results = answer["results"].as_array().expect("results");
        found.extend(results.iter().map(|result| result["id"].as_str().expect("an id").to_owned()));
        let Some(next) = answer["pages"]["next"]["starting_after"].as_str() else { break };
        assert!(!results.is_empty(), "a page that says nothing: {answer}");
        cursor = format!("starting_after:{next}");
    }
    assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), found.len(), "{query}");
    found
}

#[tokio::test]
async fn a_document_fits_and_names_the_call_that_gives_the_rest() {
    let whole = unlimited().await;
    for id in special_conversations(&whole).await {
        let expected = texts(&follow(&whole, "get_conversation", json!({"id": id})).await);
        for bytes in LIMITS {
            let app = limited_to(bytes).await;
            let document = app.tool("demo-us", "fetch", json!({"id": id})).await;
            let size = document.to_string().len();
            assert!((bytes / 4..=bytes).contains(&size), "{size} bytes of {bytes}");
            let call = document["metadata"]["next"].as_str().expect("a call");
            let (tool, arguments) = call.split_once(' ').expect("a tool and its arguments");
            let rest = texts(&within(&app, bytes, tool, serde_json::from_str(arguments).unwrap()).await);
            let text = document["text"].as_str().expect("text").replace("\n> ", "\n");
            for (part, whole) in &expected {
                let beginning = whole.strip_suffix(rest.get(part).map_or("", String::as_str));
                assert!(text.contains(beginning.expect("the end of it")), "{part}");
            }
        }
    }
}
