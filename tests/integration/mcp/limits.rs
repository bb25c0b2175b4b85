//! A principal's limits: calls per minute, calls at the same time.

use std::time::Duration;

use serde_json::json;

use super::{calls::call, peer::Post, server::Server};

fn echo() -> Post {
    call(json!({ "name": "search" }))
}

#[tokio::test]
async fn spent_minute_is_a_tool_error_that_says_how_long_to_wait() {
    let server = Server::start_with(1, |config| config.requests_per_minute = 4).await;
    for _ in 0..4 {
        assert_eq!(server.send(&echo().from("ann")).await.json()["result"]["isError"], false);
    }
    let refused = server.send(&echo().from("ann")).await;
    assert_eq!(refused.json()["result"]["isError"], true);
    insta::assert_snapshot!(refused.text(), @"the limit of 4 tool calls per minute is reached; wait 15 s, then call again");
    assert_eq!(server.send(&echo().from("bob")).await.json()["result"]["isError"], false, "bob has his own minute");

    server.clock.advance(Duration::from_secs(14));
    insta::assert_snapshot!(server.send(&echo().from("ann")).await.text(), @"the limit of 4 tool calls per minute is reached; wait 1 s, then call again");
    server.clock.advance(Duration::from_secs(1));
    assert_eq!(server.send(&echo().from("ann")).await.json()["result"]["isError"], false);
    assert_eq!(server.send(&echo().from("ann")).await.json()["result"]["isError"], true);
    server.clock.advance(Duration::from_secs(3600));
    for _ in 0..4 {
        assert_eq!(server.send(&echo().from("ann")).await.json()["result"]["isError"], false);
    }
    assert_eq!(
        server.send(&echo().from("ann")).await.json()["result"]["isError"],
        true,
        "a minute is all one can save"
    );
}

#[tokio::test]
async fn other_methods_are_not_counted() {
    let server = Server::start_with(1, |config| config.requests_per_minute = 1).await;
    for _ in 0..5 {
        let list = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;
        assert_eq!(server.send(&Post::new(list)).await.status, 200);
    }
    assert_eq!(server.send(&echo()).await.json()["result"]["isError"], false);
}

#[tokio::test]
async fn batch_counts_every_call() {
    let server = Server::start_with(1, |config| config.requests_per_minute = 2).await;
    let message = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": "search" } });
    let answers = server.send(&Post::new(json!(vec![message; 3]).to_string())).await.json();
    let refused: Vec<_> = answers.as_array().unwrap().iter().map(|answer| &answer["result"]["isError"]).collect();
    assert_eq!(refused, [false, false, true]);
}

#[tokio::test]
async fn too_many_calls_at_the_same_time_are_a_tool_error() {
    let server = Server::start_with(1, |config| config.max_concurrent_calls = 2).await;
    let first = call(json!({ "name": "wait" })).from("ann").open(server.address).await;
    let _second = call(json!({ "name": "wait" })).from("ann").open(server.address).await;
    server.gauge.begun(2).await;
    insta::assert_snapshot!(server.send(&echo().from("ann")).await.text(), @"2 tool calls are running, which is the limit; wait 1 s, then call again, fewer at the same time");
    assert_eq!(server.send(&echo().from("bob")).await.json()["result"]["isError"], false);
    drop(first);
    server.gauge.ended(1).await;
    assert_eq!(server.send(&echo().from("ann")).await.json()["result"]["isError"], false, "a place is free again");
}

#[tokio::test]
async fn panic_gives_its_place_back() {
    let server = Server::start_with(1, |config| config.max_concurrent_calls = 1).await;
    for _ in 0..3 {
        assert_eq!(server.send(&call(json!({ "name": "panic" }))).await.json()["error"]["code"], -32603);
    }
}
