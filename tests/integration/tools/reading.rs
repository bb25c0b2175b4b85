//! `get_conversation`, `get_contact` and `fetch` against a workspace.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::App;

/// What the simulator itself finds, as Intercom would send it.
async fn upstream(app: &App, path: &str, body: Value) -> Value {
    let url = format!("http://{}/us{path}", app.simulator_address);
    let request = match body {
        Value::Null => app.client.get(url),
        body => app.client.post(url).json(&body),
    };
    request.bearer_auth("demo-us").header("intercom-version", "2.16").send().await.unwrap().json().await.unwrap()
}

pub(super) async fn all(app: &App, kind: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let pagination = if cursor.is_null() {
            json!({"per_page": 150})
        } else {
            json!({"per_page": 150, "starting_after": cursor})
        };
        let query = json!({"field": "created_at", "operator": ">", "value": 1});
        let mut page =
            upstream(app, &format!("/{kind}/search"), json!({"query": query, "pagination": pagination})).await;
        let list = if kind == "contacts" { "data" } else { "conversations" };
        found.append(page[list].as_array_mut().unwrap());
        cursor = page["pages"]["next"]["starting_after"].take();
        if cursor.is_null() {
            return found;
        }
    }
}

async fn output_schema(app: &App, tool: &str) -> jsonschema::Validator {
    let (_, body) = app.post("demo-us", &json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})).await;
    let tools = body["result"]["tools"].as_array().unwrap();
    let tool = tools.iter().find(|one| one["name"] == tool).unwrap();
    jsonschema::validator_for(&tool["outputSchema"]).unwrap()
}

/// Every answer of a tool that goes on by cursor.
pub(super) async fn follow(app: &App, tool: &str, mut arguments: Value) -> Vec<Value> {
    let mut answers = Vec::new();
    loop {
        let answer = app.tool("demo-us", tool, arguments.clone()).await;
        let next = answer["pages"]["next"]["starting_after"].clone();
        answers.push(answer);
        if next.is_null() {
            return answers;
        }
        arguments["starting_after"] = next;
    }
}

#[tokio::test]
async fn every_conversation_and_contact_fits_its_schema_and_the_limit() {
    let app = App::with(|config, options| {
        config.max_result_bytes = 4_000;
        config.requests_per_minute = 100_000;
        (options.conversations, options.contacts) = (60, 40);
    })
    .await;
    for (kind, tool) in [("conversations", "get_conversation"), ("contacts", "get_contact")] {
        let (get, fetch) = (output_schema(&app, tool).await, output_schema(&app, "fetch").await);
        for object in all(&app, kind).await.iter().take(60) {
            for (tool, schema) in [(tool, &get), ("fetch", &fetch)] {
                let answer = app.tool("demo-us", tool, json!({"id": object["id"]})).await;
                assert!(
                    schema.is_valid(&answer),
                    "{:?}",
                    schema.iter_errors(&answer).map(|e| e.to_string()).collect::<Vec<_>>()
                );
                assert!(answer.to_string().len() <= 4_000, "{} bytes: {answer}", answer.to_string().len());
            }
        }
    }
}

#[tokio::test]
async fn a_conversation_of_700_parts_gives_the_500_that_intercom_has() {
    let app = App::start().await;
    let conversations = all(&app, "conversations").await;
    let longest =
        conversations.iter().max_by_key(|one| one["statistics"]["count_conversation_parts"].as_i64()).unwrap();
    let answers = follow(&app, "get_conversation", json!({"id": longest["id"]})).await;
    assert_eq!((&answers[0]["parts_total"], &answers[0]["parts_unavailable"]), (&json!(700), &json!(200)));
    let ids: Vec<_> =
        answers.iter().flat_map(|answer| answer["parts"].as_array().unwrap()).map(|part| part["id"].as_str()).collect();
    assert_eq!((ids.len(), ids.iter().collect::<BTreeSet<_>>().len()), (500, 500));
    let document = app.tool("demo-us", "fetch", json!({"id": longest["id"]})).await;
    assert!(
        document["metadata"]["next"].as_str().unwrap().starts_with("get_conversation {\"id\":"),
        "{}",
        document["metadata"]
    );
    assert!(document.to_string().len() <= 60_000);
}

#[tokio::test]
async fn a_contact_with_short_lists_costs_one_call() {
    let app = App::start().await;
    let none = |contact: &Value, list: &str| contact[list]["total_count"] == 0;
    let contacts = all(&app, "contacts").await;
    let contact = contacts.iter().find(|one| none(one, "tags") && none(one, "companies") && one["owner_id"].is_null());
    let id = &contact.expect("a contact with nothing")["id"];
    app.tool("demo-us", "get_contact", json!({"id": id})).await;
    app.reset_simulator().await;
    app.tool("demo-us", "get_contact", json!({"id": id})).await;
    assert_eq!(app.upstream_calls().await, json!({"GET /contacts/{id}": 1}));
}

#[tokio::test]
async fn companies_beyond_ten_have_names() {
    let app = App::start().await;
    let contacts = all(&app, "contacts").await;
    let contact = contacts.iter().max_by_key(|one| one["companies"]["total_count"].as_i64()).unwrap();
    let answer =
        app.tool("demo-us", "get_contact", json!({"id": contact["id"], "include": ["notes", "segments"]})).await;
    let companies = answer["companies"].as_array().unwrap();
    assert!(companies.len() > 10 && companies.iter().all(|company| company["name"].is_string()), "{companies:?}");
    assert_eq!(answer["companies_total"], contact["companies"]["total_count"]);
}

#[tokio::test]
async fn lines_of_customers_are_quoted_in_a_document() {
    let app = App::start().await;
    let conversations = all(&app, "conversations").await;
    let mail = conversations.iter().find(|one| one["source"]["type"] == "email").expect("a mail");
    let id = format!("conversation_{}", mail["id"].as_str().unwrap());
    let document = app.tool("demo-us", "fetch", json!({"id": id})).await;
    assert_eq!(document["id"], id.as_str());
    let text = document["text"].as_str().unwrap();
    let ours = ["Conversation ", "Opening message", "There is more", "The content was removed", "Of the body "];
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with("> ")) {
        let is_time = line.starts_with("20") && line.as_bytes().get(10) == Some(&b'T');
        let is_count = line.ends_with(" parts are not shown here.");
        assert!(is_time || is_count || ours.iter().any(|begin| line.starts_with(begin)), "not ours: {line}");
    }
    assert!(document["metadata"].as_object().unwrap().values().all(Value::is_string));
}

#[tokio::test]
async fn what_is_wrong_is_said_with_what_to_do() {
    let app = App::start().await;
    let mut texts = Vec::new();
    for (token, tool, arguments) in [
        ("demo-us", "get_conversation", json!({})),
        ("demo-us", "get_conversation", json!({"id": "1", "include_note": false})),
        ("demo-us", "get_conversation", json!({"id": ["1"]})),
        ("demo-us", "get_conversation", json!({"id": 1, "include_notes": "perhaps"})),
        ("demo-us", "get_contact", json!({"id": "6762f0d01bb69f9f2193bb7d", "include": ["companys"]})),
        ("demo-us", "fetch", json!({"id": "999999999999"})),
        ("demo-us", "get_contact", json!({"id": "6762f0d01bb69f9f2193bb7d"})),
        ("demo-noscope", "get_conversation", json!({"id": "1"})),
    ] {
        let text = app.tool_error(token, tool, arguments.clone()).await;
        // Ids of requests differ from run to run.
        let text =
            text.lines().filter(|line| !line.starts_with("Intercom's request id")).collect::<Vec<_>>().join("\n");
        texts.push(format!("{tool} {arguments}\n{text}\n"));
    }
    insta::assert_snapshot!(texts.join("\n"));
}

#[tokio::test]
async fn a_merged_contact_is_followed_and_said() {
    let app = App::start().await;
    for (from, _) in app.simulator.merged_contacts("us") {
        let answer = app.tool("demo-us", "get_contact", json!({"id": from})).await;
        assert_ne!(answer["id"], from.as_str());
        assert!(answer["_note"].as_str().unwrap().starts_with(&format!("Contact {from} was merged")), "{answer}");
    }
    assert!(!app.simulator.merged_contacts("us").is_empty());
}

/// Conversations that are English from the subject to the last line of the first message, as far as letters tell.
fn english(conversations: &[Value]) -> Vec<&Value> {
    let is_english = |one: &&Value| {
        let source = &one["source"];
        let texts = [&one["title"], &source["subject"], &source["body"], &source["author"]["name"]];
        texts.iter().all(|text| text.to_string().replace(['…', '’', '–'], "").is_ascii())
    };
    conversations.iter().filter(is_english).collect()
}

/// Whole answers of twenty results each, cursor and note included, with the tokens that they take.
async fn pages_of_twenty(app: &App, tool: &str, objects: &[&Value], more: Value) -> Vec<(usize, Value)> {
    let tokenizer = tiktoken_rs::o200k_base().unwrap();
    let mut pages = Vec::new();
    // One more than fits, so that there is a cursor.
    for ids in objects.chunks_exact(21) {
        let ids = ids.iter().map(|one| one["id"].as_str().unwrap()).collect::<Vec<_>>();
        let arguments = match tool {
            "search" => {
                json!({"query": format!("object_type:conversations {} id:in:{}", more.as_str().unwrap(), ids.join(","))})
            }
            "search_contacts" => json!({"contact_ids": ids}),
            _ => {
                let mut arguments = more.clone();
                arguments["ids"] = json!(ids);
                arguments
            }
        };
        let answer = app.tool("demo-us", tool, arguments).await;
        assert_eq!(answer["total_in_page"], 20, "{answer}");
        assert!(answer["pages"]["next"]["starting_after"].is_string() && answer["_note"].is_string(), "{answer}");
        pages.push((tokenizer.encode_ordinary(&answer.to_string()).len(), answer));
    }
    pages
}

#[tokio::test]
async fn twenty_english_conversations_of_the_demo_take_less_than_three_thousand_tokens() {
    let app = App::with(|_, options| options.conversations = 2_000).await;
    let conversations = all(&app, "conversations").await;
    let english = english(&conversations);
    let open = english.iter().copied().filter(|one| one["state"] == "open").collect::<Vec<_>>();
    let mail = english.iter().copied().filter(|one| one["source"]["type"] == "email").collect::<Vec<_>>();
    for (objects, query, criteria) in [
        (english, "", json!({})),
        (open, "state:open", json!({"state": "open"})),
        (mail, "source_type:email", json!({"source_type": "email"})),
    ] {
        assert!(objects.len() >= 100, "{} conversations {query}", objects.len());
        for (tool, more) in [("search", json!(query)), ("search_conversations", criteria)] {
            let pages = pages_of_twenty(&app, tool, &objects, more).await;
            assert_within(&pages, if tool == "search" { 2_700 } else { 2_920 });
        }
    }
}

#[tokio::test]
async fn twenty_contacts_of_the_demo_take_less_than_three_thousand_tokens() {
    let app = App::with(|_, options| options.contacts = 800).await;
    let contacts = all(&app, "contacts").await;
    let contacts = contacts.iter().filter(|one| one["name"].to_string().is_ascii()).collect::<Vec<_>>();
    assert!(contacts.len() > 200, "{} contacts", contacts.len());
    assert_within(&pages_of_twenty(&app, "search_contacts", &contacts, Value::Null).await, 2_850);
}

#[track_caller]
fn assert_within(pages: &[(usize, Value)], limit: usize) {
    let (tokens, answer) = pages.iter().max_by_key(|(tokens, _)| *tokens).unwrap();
    assert!(*tokens <= limit, "{tokens} tokens: {answer}");
}
