//! The stream: how it begins, what keeps it open, and what it carries.

use std::time::Duration;

use serde_json::json;

use super::{Client, call, ping, session};
use crate::mcp::server::Server;

#[tokio::test]
async fn stream_begins_with_the_endpoint_and_its_headers_keep_proxies_from_holding_it_back() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    for path in ["/sse", "/sse/"] {
        let mut response = client.get(path).await;
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "text/event-stream");
        assert_eq!(header("cache-control"), "no-cache, no-store, no-transform");
        assert_eq!(header("x-accel-buffering"), "no");
        let first = response.chunk().await.unwrap().unwrap();
        let first = std::str::from_utf8(&first).unwrap();
        let id = first.strip_prefix("event: endpoint\ndata: /sse/message?sessionId=").unwrap();
        let id = id.strip_suffix("\n\n").unwrap();
        assert!(id.len() == 64 && id.bytes().all(|digit| digit.is_ascii_hexdigit()), "{id}");
    }
}

#[tokio::test]
async fn ids_of_sessions_do_not_repeat() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let (first, second) = (client.open().await, client.open().await);
    assert_ne!(first.endpoint, second.endpoint);
}

#[tokio::test]
async fn silent_stream_gets_a_comment_every_20_seconds_and_ends_after_a_day() {
    let server = Server::start().await;
    let mut stream = Client::of(&server, "ann").open().await;
    for _ in 0..3 {
        advance(&server, 20).await;
        assert_eq!(stream.line().await, ": ping");
        assert_eq!(stream.line().await, "");
    }
    advance(&server, 24 * 60 * 60 - 61).await;
    assert_eq!(stream.line().await, ": ping", "a second before");
    assert_eq!(stream.line().await, "");
    advance(&server, 20).await;
    assert_eq!(stream.rest().await, "");
}

/// Moves the clock when the stream waits for it.
async fn advance(server: &Server, seconds: u64) {
    while server.clock.sleepers() == 0 {
        tokio::task::yield_now().await;
    }
    server.clock.advance(Duration::from_secs(seconds));
}

#[tokio::test]
async fn a_call_brings_its_progress_and_then_its_response() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let mut stream = client.open().await;
    let params = json!({ "name": "report", "_meta": { "progressToken": "t" } });
    client.send(&stream.endpoint, json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params })).await;
    for progress in ["read 1 of 3 pages", "waiting", "read \"2½\" pages\nand more"] {
        let message = stream.message().await;
        assert_eq!(message["method"], "notifications/progress");
        assert_eq!(message["params"]["message"], progress);
    }
    let message = stream.message().await;
    assert_eq!((&message["id"], &message["result"]["isError"]), (&json!(1), &json!(false)));
}

#[tokio::test]
async fn slow_call_does_not_hold_up_a_quick_one() {
    let server = Server::start_with(2, |_| {}).await;
    let client = Client::of(&server, "ann");
    let mut stream = client.open().await;
    client.send(&stream.endpoint, call(1, "meet")).await;
    client.send(&stream.endpoint, ping(2)).await;
    assert_eq!(stream.message().await["id"], 2);
    client.send(&stream.endpoint, call(3, "meet")).await;
    let mut ids = [stream.message().await["id"].clone(), stream.message().await["id"].clone()];
    ids.sort_by_key(ToString::to_string);
    assert_eq!(ids, [json!(1), json!(3)]);
}

#[tokio::test]
async fn errors_of_a_call_come_as_its_response() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let mut stream = client.open().await;
    client.send(&stream.endpoint, call(1, "panic")).await;
    assert_eq!(stream.message().await["error"], json!({ "code": -32603, "message": "internal error" }));
    client.send(&stream.endpoint, call(2, "nonsense")).await;
    assert_eq!(stream.message().await["error"]["code"], -32602);
    // Nothing but the stream could carry a 401, and it has begun.
    client.send(&stream.endpoint, call(3, "dead_token")).await;
    let message = stream.message().await;
    assert_eq!(message["result"]["isError"], true);
    assert!(message["result"]["content"][0]["text"].as_str().unwrap().contains("connect again"), "{message}");
}

#[tokio::test]
async fn listing_for_chatgpt_is_asked_for_where_the_stream_is_opened() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let mut response = client.get("/sse?tools=chatgpt").await;
    let first = response.chunk().await.unwrap().unwrap();
    let first = std::str::from_utf8(&first).unwrap().lines().nth(1).unwrap().to_owned();
    let endpoint = first.strip_prefix("data: ").unwrap();
    client.send(endpoint, json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" })).await;
    let listed = response.chunk().await.unwrap().unwrap();
    let listed = std::str::from_utf8(&listed).unwrap();
    assert_eq!(listed.matches("\"inputSchema\"").count(), 2, "{listed}");
}

#[tokio::test]
async fn head_opens_no_session() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let url = format!("http://{}/sse", server.address);
    let response = client.http.head(url).bearer_auth("ann").send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let opened = client.open().await;
    assert_eq!(session(&server, &opened.endpoint).await.unwrap().address.opened, 1, "the first that was opened");
}
