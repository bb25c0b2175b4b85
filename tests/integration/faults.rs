//! When Intercom fails: through the front door, what the model reads, and how often Intercom was asked.

use std::time::Duration;

use intercom_mcp::clock::Clock;
use serde_json::{Value, json};

use crate::harness::{App, START};

const SEARCH: &str = "POST /conversations/search";

/// The answer to one search while a fault is on, and how many requests it cost.
async fn search(app: &App, token: &str) -> (Value, u64) {
    let result = app.call(token, "search_conversations", json!({"per_page": 1})).await;
    (result, app.upstream_calls().await[SEARCH].as_u64().unwrap_or(0))
}

fn text(result: &Value) -> String {
    assert_eq!(result["isError"], true, "{result}");
    // Request ids are new each time.
    let text = result["content"][0]["text"].as_str().unwrap();
    text.lines().filter(|line| !line.contains("request id")).collect::<Vec<_>>().join("\n")
}

/// A fresh app that knows its caller already, so that only the call itself is counted. Pauses before a retry
/// are short and real here, unless the test sets the clock by hand.
async fn ready(clock: Clock) -> App {
    let app = App::with_clock(clock, |config, _| config.intercom_timeout = Duration::from_millis(500)).await;
    app.post("demo-us", &json!({"jsonrpc": "2.0", "id": 1, "method": "ping"})).await;
    app.reset_simulator().await;
    app
}

#[tokio::test]
async fn each_fault_is_answered_in_words_that_say_what_to_do_and_retried_at_most_once() {
    let mut said = String::new();
    for (name, fault, expected) in [
        ("500", json!({"status": 500}), 1),
        ("502 twice", json!({"status": 502, "times": 2}), 2),
        ("503 twice", json!({"status": 503, "times": 2}), 2),
        ("504 twice", json!({"status": 504, "times": 2}), 2),
        ("dropped twice", json!({"drop_connection": true, "times": 2}), 2),
        ("cut twice", json!({"truncate_body": true, "times": 2}), 2),
        ("HTML", json!({"status": 200, "body": "<html><body>Maintenance</body></html>"}), 1),
        ("other JSON", json!({"status": 200, "body": {"hello": "world"}}), 1),
        ("silence", json!({"delay_ms": 30_000}), 1),
    ] {
        let app = ready(Clock::system()).await;
        let mut fault = fault;
        fault["path"] = json!("/conversations/search");
        app.fault(fault).await;
        let (result, calls) = search(&app, "demo-us").await;
        assert_eq!(calls, expected, "{name}: {result}");
        said.push_str(&format!("{name}\n{}\n\n", text(&result)));
    }
    insta::assert_snapshot!(said);
}

#[tokio::test]
async fn what_passes_is_retried_and_answered() {
    for fault in [
        json!({"status": 502}),
        json!({"status": 503}),
        json!({"status": 504}),
        json!({"drop_connection": true}),
        json!({"truncate_body": true}),
    ] {
        let app = ready(Clock::system()).await;
        let mut fault = fault;
        fault["path"] = json!("/conversations/search");
        app.fault(fault.clone()).await;
        let (result, calls) = search(&app, "demo-us").await;
        assert_ne!(result["isError"], true, "{fault}: {result}");
        assert_eq!(calls, 2, "{fault}");
    }
}

#[tokio::test]
async fn a_far_rate_limit_is_refused_with_the_seconds() {
    let clock = Clock::hand_set(START.parse().unwrap());
    let app = ready(clock.clone()).await;
    let headers = json!({"X-RateLimit-Reset": (clock.now_seconds() + 300).to_string()});
    app.fault(json!({"path": "/conversations/search", "status": 429, "headers": headers})).await;
    let (result, calls) = search(&app, "demo-us").await;
    assert_eq!(calls, 1, "{result}");
    let expected = "Intercom's rate limit is reached; it resets in 300 s\nhint: wait 300 s, then repeat the call";
    assert_eq!(text(&result), expected);
}

#[tokio::test]
async fn a_near_rate_limit_is_waited_for() {
    let clock = Clock::hand_set(START.parse().unwrap());
    let app = std::sync::Arc::new(ready(clock.clone()).await);
    let headers = json!({"X-RateLimit-Reset": (clock.now_seconds() + 3).to_string(), "X-RateLimit-Remaining": "0"});
    app.fault(json!({"path": "/conversations/search", "status": 429, "headers": headers})).await;
    let call = tokio::spawn({
        let app = std::sync::Arc::clone(&app);
        async move { search(&app, "demo-us").await }
    });
    while app.simulator.stats()["rate_limited"] != 1 {
        assert!(!call.is_finished(), "the call was not refused");
        tokio::task::yield_now().await;
    }
    // Far enough for any wait that is near, and not as far as the call's own deadline.
    for _ in 0..20 {
        app.clock.advance(Duration::from_secs(1));
        for _ in 0..1_000 {
            tokio::task::yield_now().await;
        }
    }
    let (result, calls) = call.await.unwrap();
    assert_ne!(result["isError"], true, "{result}");
    assert_eq!(calls, 2);
}

#[tokio::test]
async fn a_token_without_permission_names_the_box_to_tick() {
    let app = App::start().await;
    let mut said = String::new();
    for (tool, arguments) in [("search_conversations", json!({})), ("get_conversation", json!({"id": "1"}))] {
        let result = app.call("demo-noscope", tool, arguments).await;
        said.push_str(&format!("{tool}\n{}\n\n", text(&result)));
    }
    let result = app.call("demo-noplan", "search_conversations", json!({})).await;
    said.push_str(&format!("no plan\n{}\n", text(&result)));
    insta::assert_snapshot!(said);
}

#[tokio::test]
async fn a_token_that_dies_in_use_is_answered_with_401_so_that_the_client_asks_for_another() {
    let app = ready(Clock::system()).await;
    let body = json!({"type": "error.list", "errors": [{"code": "token_revoked", "message": "Token was revoked"}]});
    app.fault(json!({"path": "/conversations/search", "status": 401, "body": body})).await;
    let params = json!({"name": "search_conversations", "arguments": {}});
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    let (status, body) = app.post("demo-us", &message).await;
    assert_eq!((status, &body["error"]), (401, &json!("invalid_token")));
}

#[tokio::test]
async fn each_region_s_token_works_and_only_its_own_host_is_asked_after_the_first_question() {
    let app = App::start().await;
    for (token, host) in
        [("demo-us", "app.intercom.com"), ("demo-eu", "app.eu.intercom.com"), ("demo-au", "app.au.intercom.com")]
    {
        let page = app.tool(token, "search_conversations", json!({"per_page": 1})).await;
        assert!(page["conversations"][0]["url"].as_str().unwrap().contains(host), "{page}");
        let before = app.upstream_calls().await;
        app.tool(token, "search_conversations", json!({"per_page": 1})).await;
        let after = app.upstream_calls().await;
        assert_eq!(after["GET /me"], before["GET /me"], "{token} is known");
        let requests = app.simulator.requests();
        let searches = requests.iter().filter(|one| one["path"] == "/conversations/search");
        let regions: Vec<&Value> = searches.map(|search| &search["region"]).collect();
        assert!(
            regions.len() == 2 && regions.iter().all(|region| region.as_str() == Some(&token[5..].to_uppercase())),
            "{token}: {regions:?}"
        );
        app.reset_simulator().await;
    }
}
