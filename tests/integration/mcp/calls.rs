//! `tools/call`: results, tool execution errors, protocol errors, and our own faults.

use std::time::Duration;

use serde_json::{Value, json};

use super::{lifecycle::modern, peer::Post, server::Server};

pub(super) fn call(params: Value) -> Post {
    Post::new(json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params }).to_string())
}

fn modern_call(name: &str) -> Post {
    Post::modern(&modern("tools/call", json!({ "name": name, "arguments": { "text": "é\n" } })))
}

#[tokio::test]
async fn calls_are_answered_in_the_shape_of_their_era() {
    let server = Server::start().await;
    let cases = [
        ("a result", call(json!({ "name": "search", "arguments": { "text": "é\n" } }))),
        ("a result in the modern era", modern_call("search")),
        ("a tool execution error", call(json!({ "name": "fetch", "arguments": {} }))),
        ("a tool execution error in the modern era", modern_call("fetch")),
        ("a panic, nothing of whose text goes outside", call(json!({ "name": "panic" }))),
        ("a panic in the modern era", modern_call("panic")),
        ("no arguments are none", call(json!({ "name": "search" }))),
        ("null is none", call(json!({ "name": "search", "arguments": null }))),
        ("arguments that are a list", call(json!({ "name": "search", "arguments": ["a"] }))),
        ("arguments that are a string", call(json!({ "name": "search", "arguments": "{}" }))),
        ("an unknown tool", call(json!({ "name": "delete_everything", "arguments": {} }))),
        ("an unknown tool in the modern era", modern_call("delete_everything")),
        ("no name", call(json!({ "arguments": {} }))),
        ("a name that is no string", call(json!({ "name": 5 }))),
        ("no parameters", call(json!(null))),
        ("a tool that the listing hides still answers", call(json!({ "name": "panic" })).target("/mcp?tools=chatgpt")),
    ];
    insta::assert_snapshot!(server.table(&cases).await);
}

#[tokio::test]
async fn dead_token_asks_the_client_to_sign_in_as_long_as_nothing_was_sent() {
    let server = Server::start().await;
    let dead = call(json!({ "name": "dead_token", "arguments": {} }));
    let cases = [
        ("the client's own token", dead.clone()),
        ("the client's own token, in the modern era", modern_call("dead_token")),
        ("the server's token", dead.clone().from("single-user")),
        ("on an event stream", dead.clone().with("Accept", "text/event-stream")),
        ("the server's token, on an event stream", dead.from("single-user").with("Accept", "text/event-stream")),
    ];
    insta::assert_snapshot!(server.table(&cases).await);
}

#[tokio::test]
async fn call_ends_after_50_seconds() {
    let server = Server::start().await;
    let connection = call(json!({ "name": "wait" })).open(server.address).await;
    server.gauge.begun(1).await;
    server.clock.advance(Duration::from_secs(50));
    insta::assert_snapshot!(connection.reply().await.to_string());
    server.gauge.ended(1).await;
}

#[tokio::test]
async fn closed_connection_stops_the_call() {
    let server = Server::start().await;
    for (round, post) in [
        call(json!({ "name": "wait" })),
        call(json!({ "name": "wait" })).with("Accept", "text/event-stream"),
        call(json!({ "name": "wait", "_meta": { "progressToken": 1 } })),
        modern_call("wait"),
        Post::new(
            json!([{ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": "wait" } }]).to_string(),
        ),
    ]
    .iter()
    .enumerate()
    {
        let connection = post.open(server.address).await;
        server.gauge.begun(round + 1).await;
        drop(connection);
        server.gauge.ended(round + 1).await;
    }
}

#[tokio::test]
async fn legacy_cancellation_stops_nothing() {
    let server = Server::start_with(2, |_| {}).await;
    let first = call(json!({ "name": "meet" })).open(server.address).await;
    let cancelled = r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#;
    assert_eq!(server.send(&Post::new(cancelled)).await.status, 202);
    let second = server.send(&call(json!({ "name": "meet" }))).await;
    assert_eq!((first.reply().await.status, second.status), (200, 200));
}
