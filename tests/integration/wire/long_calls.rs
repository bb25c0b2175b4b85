//! A long call on `/mcp`, with the real tools: what is on the event stream, from its first byte to its end.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    harness::App,
    http::{
        raw::{Connection, PATIENCE},
        stream::{Event, Stream},
    },
};

/// A call that reads several pages: nearly every message has both letters, and none has this phrase.
fn long_call(progress_token: Value) -> String {
    let arguments = json!({"query": "object_type:conversations source_body:contains:\"a e a e a\""});
    let params = json!({"name": "search", "arguments": arguments, "_meta": {"progressToken": progress_token}});
    json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}).to_string()
}

async fn open(app: &App, accept: &str, body: &str) -> Stream {
    let mut connection = Connection::open(app.address).await;
    let head = format!(
        "POST /mcp HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer demo-us\r\nContent-Type: application/json\r\n\
         Accept: {accept}\r\nContent-Length: {}\r\n\r\n",
        app.address,
        body.len()
    );
    connection.send(head + body).await;
    Stream::on(connection).await
}

#[tokio::test]
async fn progress_counts_what_was_read_and_the_response_is_one_line_at_the_end() {
    let app = App::start().await;
    for accept in ["application/json, text/event-stream", "text/event-stream", "*/*"] {
        let mut stream = open(&app, accept, &long_call(json!("p"))).await;
        assert_eq!(stream.head.header("content-type"), Some("text/event-stream"));
        assert_eq!(stream.head.header("x-accel-buffering"), Some("no"));
        assert_eq!(stream.head.header("cache-control"), Some("no-cache, no-store, no-transform"));
        assert_eq!(stream.next().await, Some(Event::Comment("open".to_owned())));
        let mut told = Vec::new();
        let response = loop {
            let message = stream.message().await;
            if message["method"] != "notifications/progress" {
                break message;
            }
            assert_eq!(message["params"]["progressToken"], "p");
            let progress = message["params"]["progress"].as_f64().unwrap();
            told.push((progress, message["params"]["message"].as_str().unwrap().to_owned()));
        };
        assert_eq!((&response["id"], &response["result"]["isError"]), (&json!(1), &json!(false)));
        assert_eq!(stream.next().await, None, "that was all");
        assert!(told.is_sorted_by(|(before, _), (after, _)| before < after), "{told:?}");
        let told: Vec<String> = told.into_iter().map(|(_, message)| message).collect();
        insta::allow_duplicates! {
            insta::assert_snapshot!(told.join("\n"), @"
            read 60 of 297 conversations, 0 match
            read 210 of 297 conversations, 0 match
            ");
        }
    }
}

#[tokio::test]
async fn first_byte_comes_at_once_and_comments_while_intercom_is_silent() {
    let app = App::start().await;
    app.fault(json!({"path": "/conversations/search", "delay_ms": 3_600_000, "times": 0})).await;
    let mut stream = open(&app, "text/event-stream", &long_call(json!(1))).await;
    assert_eq!(stream.next().await, Some(Event::Comment("open".to_owned())));
    for _ in 0..2 {
        let next = async {
            loop {
                // Who sleeps besides the stream is not known from here, so the clock goes on until it wakes.
                tokio::select! {
                    biased;
                    event = stream.next() => break event,
                    () = tokio::task::yield_now() => app.clock.advance(Duration::from_millis(100)),
                }
            }
        };
        let event = timeout(PATIENCE, next).await.expect("no comment");
        assert_eq!(event, Some(Event::Comment("ping".to_owned())));
    }
}

#[tokio::test]
async fn who_takes_json_only_gets_one_answer_and_no_progress() {
    let app = App::start().await;
    let stream = open(&app, "application/json", &long_call(json!("p"))).await;
    assert_eq!((stream.head.status, stream.head.header("content-type")), (200, Some("application/json")));
}
