//! HTTP+SSE behind all layers: who is let in, how it is switched off, and how it ends with its server.

use std::time::Duration;

use serde_json::json;

use super::{App, PING, raw::Connection};
use crate::log::Log;

const ALPHA: [(&str, &str); 2] = [("authorization", "Bearer alpha"), ("content-type", "application/json")];

/// Opens a stream: its connection, and the address for its messages.
async fn open(app: &App, token: &str) -> (Connection, String) {
    let mut connection = app.connect().await;
    let authorization = format!("Bearer {token}");
    connection.send(&app.head("GET", "/sse", &[("authorization", &authorization)], 0)).await;
    let event = connection.until("\n\n").await;
    let endpoint = event.rsplit_once("data: ").unwrap().1.trim_end().to_owned();
    (connection, endpoint)
}

#[tokio::test]
async fn who_is_asking_is_settled_first() {
    let app = App::start(|_| {}).await;
    for (method, path) in
        [("GET", "/sse"), ("POST", "/sse"), ("POST", "/sse/message?sessionId=1"), ("GET", "/messages")]
    {
        let answer = app.request(method, path, &[], "").await;
        assert_eq!(answer.status, 401, "{method} {path}");
        assert!(answer.header("www-authenticate").unwrap().starts_with("Bearer "), "{method} {path}");
    }
    for (method, path, allow) in [
        ("POST", "/sse", "GET, OPTIONS"),
        ("DELETE", "/sse/", "GET, OPTIONS"),
        ("GET", "/sse/message", "POST, OPTIONS"),
        ("PUT", "/messages/", "POST, OPTIONS"),
    ] {
        let answer = app.request(method, path, &ALPHA, "").await;
        assert_eq!((answer.status, answer.header("allow")), (405, Some(allow)), "{method} {path}");
        assert_eq!(answer.json()["error"], "method_not_allowed");
    }
}

#[tokio::test]
async fn answers_of_its_endpoints_say_that_the_transport_is_deprecated() {
    let app = App::start(|_| {}).await;
    for (method, path, headers) in
        [("POST", "/sse", &ALPHA[..]), ("GET", "/sse", &[]), ("POST", "/sse/message", &ALPHA), ("HEAD", "/sse", &ALPHA)]
    {
        let answer = app.request(method, path, headers, "").await;
        assert_eq!(answer.header("deprecation"), Some("@1742947200"), "{method} {path}");
        assert_eq!(answer.header("link"), Some("</mcp>; rel=\"successor-version\""), "{method} {path}");
    }
    assert_eq!(app.ping_as("alpha").await.header("deprecation"), None);
}

#[tokio::test]
async fn log_says_once_a_day_and_principal_that_the_transport_is_deprecated() {
    let app = App::start(|_| {}).await;
    let log = Log::capture();
    let notices = || log.text().lines().filter(|line| line.contains("deprecated HTTP+SSE")).count();
    for token in ["alpha", "alpha", "beta", "alpha"] {
        open(&app, token).await;
    }
    assert_eq!(notices(), 2);
    app.clock.advance(Duration::from_secs(24 * 60 * 60));
    open(&app, "alpha").await;
    open(&app, "alpha").await;
    assert_eq!(notices(), 3);
    assert!(!log.text().contains("alpha"), "no token in it");
}

#[tokio::test]
async fn switched_off_it_is_not_found_and_the_answer_names_the_other_endpoint() {
    let app = App::start(|config| config.enable_sse = false).await;
    for (method, path) in
        [("GET", "/sse"), ("POST", "/sse/"), ("POST", "/sse/message?sessionId=1"), ("POST", "/messages")]
    {
        for headers in [&ALPHA[..], &[]] {
            let answer = app.request(method, path, headers, "").await;
            assert_eq!(answer.status, 404, "{method} {path}");
            assert!(answer.description().ends_with(&format!("the MCP endpoint is `http://{}/mcp`", app.address)));
        }
    }
    assert_eq!(app.ping_as("alpha").await.status, 200);
}

#[tokio::test]
async fn streams_serve_while_the_server_leaves_and_end_when_it_closes() {
    let mut app = App::start(|_| {}).await;
    let (mut stream, endpoint) = open(&app, "alpha").await;
    let sleepers = app.clock.sleepers();
    app.stop();
    while app.clock.sleepers() <= sleepers {
        tokio::task::yield_now().await;
    }
    assert_eq!(app.request("POST", &endpoint, &ALPHA, PING).await.status, 202);
    stream.until(&json!({ "jsonrpc": "2.0", "id": 1, "result": {} }).to_string()).await;
    app.clock.advance(Duration::from_secs(5));
    stream.until("retry: ").await;
    app.served.await.unwrap().unwrap();
}
