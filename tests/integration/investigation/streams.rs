//! What the event streams do, and where answers arrive when streams come and go.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;

use super::{Investigator, UUID, call, error_code, request};
use crate::http::{
    raw::PATIENCE,
    stream::{Event, Stream},
};

#[tokio::test]
async fn five_streams_say_their_endpoint_at_once_and_stay_open() {
    let client = Investigator::start().await;
    // Afterwards the token is known, and nothing but the streams waits for the clock.
    client.post_text("/mcp", &request(0, "ping", json!({})).to_string()).await;
    let sleepers = client.app.clock.sleepers();
    let mut streams: Vec<(Stream, String)> = Vec::new();
    for _ in 0..5 {
        let (stream, endpoint) = client.open().await;
        let session = endpoint.strip_prefix("/sse/message?sessionId=").unwrap();
        assert_eq!((session.len(), session.trim_start_matches(|c: char| c.is_ascii_hexdigit())), (64, ""));
        assert!(streams.iter().all(|(_, other)| *other != endpoint), "each its own");
        streams.push((stream, endpoint));
    }
    for _ in 0..3 {
        let all_wait = async {
            while client.app.clock.sleepers() < sleepers + streams.len() {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, all_wait).await.expect("a stream does not wait for anything");
        client.app.clock.advance(Duration::from_secs(20));
        for (stream, _) in &mut streams {
            assert_eq!(stream.next().await, Some(Event::Comment("ping".to_owned())));
        }
    }
    for (place, (stream, endpoint)) in streams.iter_mut().enumerate() {
        client.post(endpoint, &request(place, "ping", json!({}))).await;
        let answer = Event::Of("message".to_owned(), format!(r#"{{"jsonrpc":"2.0","id":{place},"result":{{}}}}"#));
        assert_eq!(stream.next().await, Some(answer), "nothing else has come meanwhile");
    }
}

/// Sends each of the methods that were tried, and reads what comes.
async fn try_methods(client: &Investigator, stream: &mut Stream, endpoint: &str) {
    client.post(endpoint, &request("tools", "tools/list", json!({}))).await;
    let listed = stream.message().await;
    assert_eq!((&listed["id"], listed["result"]["tools"].as_array().unwrap().len()), (&json!("tools"), 6));

    client.post(endpoint, &call(UUID, "search_conversations", json!({"limit": 1}))).await;
    let found = stream.message().await;
    assert_eq!((&found["id"], &found["result"]["isError"]), (&json!(UUID), &json!(false)), "{found}");
    assert_eq!(found["result"]["structuredContent"]["total_in_page"], 1);

    for method in ["resources/list", "prompts/list"] {
        client.post(endpoint, &request(method, method, json!({}))).await;
        let refused = stream.message().await;
        assert_eq!((&refused["id"], error_code(&refused)), (&json!(method), -32601));
    }
}

#[tokio::test]
async fn a_persistent_stream_carries_the_answer_to_every_method() {
    let client = Investigator::start().await;
    let (mut stream, endpoint) = client.open().await;
    let params = json!({
        "protocolVersion": "2024-11-05",
        "capabilities": {"roots": {"listChanged": true}},
        "clientInfo": {"name": "ask-intercom-test", "version": "1.0.0"},
    });
    client.post(&endpoint, &request("initialize", "initialize", params)).await;
    let initialized = stream.message().await;
    assert_eq!(initialized["id"], "initialize");
    assert_eq!(initialized["result"]["protocolVersion"], "2024-11-05");
    client.post(&endpoint, &json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).await;
    try_methods(&client, &mut stream, &endpoint).await;
}

#[tokio::test]
async fn no_handshake_is_needed() {
    let client = Investigator::start().await;
    let (mut stream, endpoint) = client.open().await;
    try_methods(&client, &mut stream, &endpoint).await;
}

#[tokio::test]
async fn a_stream_that_is_opened_after_the_message_gets_its_answer() {
    let client = Investigator::start().await;
    for (round, id) in [UUID, "7d444840-9dc0-11d1-b245-5ffdce74fad2"].into_iter().enumerate() {
        let (stream, endpoint) = client.open().await;
        drop(stream);
        client.post(&endpoint, &call(id, "search_conversations", json!({"per_page": round + 1}))).await;
        let (mut fresh, _) = client.open().await;
        let found = fresh.message().await;
        assert_eq!((&found["id"], &found["result"]["isError"]), (&json!(id), &json!(false)), "{found}");
        assert_eq!(found["result"]["structuredContent"]["total_in_page"], round + 1);
    }
}

#[tokio::test]
async fn an_answer_that_could_be_anybodys_is_refused_at_once_when_its_stream_has_gone() {
    let client = Investigator::start().await;
    let (stream, endpoint) = client.open().await;
    stream.close_and_read_to_the_end().await;
    for id in [json!(1), json!("1"), json!("test")] {
        let answer =
            client.post_text(&endpoint, &call(id.clone(), "search_conversations", json!({})).to_string()).await;
        assert_eq!((answer.status, &answer.json()["id"], error_code(&answer.json())), (409, &id, -32600));
        let message = answer.json()["error"]["message"].take();
        assert!(message.as_str().unwrap().contains("GET on `/sse`"), "{message}");
    }
}

#[tokio::test]
async fn a_second_stream_takes_nothing_from_the_first_while_that_is_open() {
    let client = Investigator::start().await;
    let (mut first, endpoint) = client.open().await;
    let (mut second, second_endpoint) = client.open().await;
    client.post(&endpoint, &call(UUID, "search_conversations", json!({"per_page": 2}))).await;
    assert_eq!(first.message().await["result"]["structuredContent"]["total_in_page"], 2);
    client.post(&second_endpoint, &request(1, "ping", json!({}))).await;
    assert_eq!(second.message().await, json!({"jsonrpc": "2.0", "id": 1, "result": {}}), "and nothing before it");
}

#[tokio::test]
async fn a_second_stream_gets_the_answers_of_the_first_once_that_has_gone() {
    let client = Investigator::start().await;
    let (first, endpoint) = client.open().await;
    drop(first);
    let (mut second, _) = client.open().await;
    client.post(&endpoint, &call(UUID, "search_conversations", json!({"per_page": 2}))).await;
    let found: Value = second.message().await;
    assert_eq!(found["id"], UUID);
    assert_eq!(found["result"]["structuredContent"]["total_in_page"], 2);
}
