//! HTTP+SSE behind all layers: who is let in, how it is switched off, and how it ends with its server.

use std::time::Duration;

use intercom_mcp::{clock::Clock, secret::fingerprint, store::mailbox::Reply};
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

/// All of it runs on one thread, which asks the system what has become readable only when no task is ready. So the
/// stream's task has the reply before anything in the process knows that its client has left.
#[tokio::test]
async fn reply_made_after_its_client_has_left_goes_to_the_next_stream_though_only_the_system_knows_of_that() {
    const REPLY: &str = r#"{"jsonrpc":"2.0","id":"request-number-one","result":{}}"#;
    let mut mailbox = None;
    let clock = Clock::hand_set("2026-03-01T12:00:00Z".parse().unwrap());
    let app = App::start_changed(clock, |_| {}, |state| mailbox = Some(state.mailbox.clone())).await;
    let mailbox = mailbox.unwrap();
    let (connection, endpoint) = open(&app, "alpha").await;
    let session = mailbox.find(endpoint.rsplit_once('=').unwrap().1).await.unwrap();
    assert!(session.is_open);
    drop(connection);
    let reply = Reply { line: REPLY.to_owned(), request: Some(fingerprint("request-number-one")) };
    mailbox.append(&session.address, reply).await;
    let (mut next, _) = open(&app, "alpha").await;
    next.until(REPLY).await;
}
