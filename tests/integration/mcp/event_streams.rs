//! Answers as event streams: when, with which headers, and what is on them.

use std::time::Duration;

use serde_json::{Value, json};

use super::{calls::call, peer::Post, server::Server};

fn with_progress(name: &str, token: Value) -> Post {
    call(json!({ "name": name, "arguments": {}, "_meta": { "progressToken": token } }))
}

#[tokio::test]
async fn event_stream_holds_the_progress_and_ends_with_the_response() {
    let server = Server::start().await;
    let cases = [
        (
            "a response alone",
            Post::new(r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#).with("Accept", "text/event-stream"),
        ),
        (
            "an error of the legacy era",
            Post::new(r#"{"jsonrpc":"2.0","id":1,"method":"pong"}"#).with("Accept", "text/event-stream"),
        ),
        ("progress under a string", with_progress("report", json!("t-1"))),
        ("progress under a number", with_progress("wait_for_intercom", json!(7))),
        ("a client that takes everything", with_progress("wait_for_intercom", json!(7)).with("Accept", "*/*")),
        ("nobody asked for progress", call(json!({ "name": "report" }))),
        ("progress cannot travel in JSON", with_progress("report", json!(1)).with("Accept", "application/json")),
        ("a token of another kind is none", with_progress("report", json!([1]))),
        ("no progress without a token", call(json!({ "name": "report" })).with("Accept", "text/event-stream")),
        ("a panic", with_progress("panic", json!(1))),
    ];
    insta::assert_snapshot!(server.table(&cases).await);
}

#[tokio::test]
async fn first_byte_comes_at_once_and_a_ping_every_15_seconds() {
    let server = Server::start().await;
    let mut connection = with_progress("wait", json!(1)).open(server.address).await;
    connection.until(": open").await;
    server.gauge.begun(1).await;
    for _ in 0..3 {
        // One sleeper is the call's deadline, the other the stream's silence.
        while server.clock.sleepers() < 2 {
            tokio::task::yield_now().await;
        }
        server.clock.advance(Duration::from_secs(15));
        connection.until(": ping").await;
    }
    server.clock.advance(Duration::from_secs(5));
    let mut line = connection.line().await;
    while !line.starts_with("data: ") {
        line = connection.line().await;
    }
    let response: Value = serde_json::from_str(&line["data: ".len()..]).unwrap();
    assert_eq!(response["result"]["isError"], true);
}

#[tokio::test]
async fn progress_of_a_batch_goes_under_each_requests_token() {
    let server = Server::start().await;
    let request = |id: u32| {
        let params = json!({ "name": "report", "_meta": { "progressToken": format!("t-{id}") } });
        json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params })
    };
    let events = server.send(&Post::new(json!([request(1), request(2)]).to_string())).await.events();
    for id in [1, 2] {
        let token = format!("t-{id}");
        let values: Vec<_> = events.iter().filter(|event| event["params"]["progressToken"] == token.as_str()).collect();
        assert_eq!(values.len(), 3);
        let response = events.iter().position(|event| event["id"] == id).unwrap();
        let last = events.iter().rposition(|event| event["params"]["progressToken"] == token.as_str()).unwrap();
        assert!(last < response, "progress comes before its response");
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_holds_up_nobody_and_its_call_ends_in_time() {
    let server = Server::start_with(1, |config| config.max_concurrent_calls = 2).await;
    let request = |id: u32, name: &str| {
        let params = json!({ "name": name, "_meta": { "progressToken": id } });
        json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params })
    };
    let batch = json!([request(1, "flood"), request(2, "wait")]).to_string();
    let unread = Post::new(batch).from("ann").open(server.address).await;
    server.gauge.begun(2).await;
    let search = call(json!({ "name": "search" })).from("ann");
    assert_eq!(
        server.send(&search).await.text(),
        "2 tool calls are running, which is the limit; wait 1 s, then call again, fewer at the same time"
    );
    // Both calls' deadlines; the stream itself is stuck and waits for nothing.
    while server.clock.sleepers() < 2 {
        tokio::task::yield_now().await;
    }
    server.clock.advance(Duration::from_secs(50));
    server.gauge.ended(2).await;
    assert_eq!(server.send(&search).await.json()["result"]["structuredContent"]["principal"], "ann");
    drop(unread);
}
