//! How long what Intercom said of a token holds.

use std::time::Duration;

use futures_util::future::join_all;
use intercom_mcp::clock::Clock;

use super::{App, PING};

#[tokio::test]
async fn a_good_verdict_holds_for_a_minute() {
    let app = App::start(|_| {}).await;
    assert_eq!(app.ping_as("alpha").await.status, 200);
    app.clock.advance(Duration::from_secs(59));
    assert_eq!(app.ping_as("alpha").await.status, 200);
    assert_eq!(app.intercom.asked(), 1);
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(app.ping_as("alpha").await.status, 200);
    assert_eq!(app.intercom.asked(), 2);
}

#[tokio::test]
async fn a_refusal_holds_for_half_a_minute() {
    let app = App::start(|_| {}).await;
    assert_eq!(app.ping_as("dead").await.status, 401);
    let asked = app.intercom.asked();
    app.clock.advance(Duration::from_secs(29));
    assert_eq!(app.ping_as("dead").await.status, 401);
    assert_eq!(app.intercom.asked(), asked);
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(app.ping_as("dead").await.status, 401);
    assert_eq!(app.intercom.asked(), 2 * asked);
}

#[tokio::test]
async fn one_tokens_verdict_says_nothing_of_another() {
    let app = App::start(|_| {}).await;
    assert_eq!(app.ping_as("alpha").await.status, 200);
    assert_eq!(app.ping_as("alpha-other").await.status, 200);
    assert_eq!(app.intercom.asked(), 2);
}

#[tokio::test]
async fn simultaneous_verifications_of_one_token_are_one() {
    let app = App::start(|_| {}).await;
    app.intercom.hold();
    let (answers, ()) = tokio::join!(join_all((0..20).map(|_| app.ping_as("alpha"))), async {
        app.intercom.has_been_asked(1).await;
        // Whoever has not arrived yet meets the verdict instead of the flight: either way, one call.
        app.intercom.release();
    });
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(app.intercom.asked(), 1);
}

#[tokio::test]
async fn a_client_that_begins_with_many_calls_at_once_is_let_in_with_all_of_them() {
    let app = App::start(|_| {}).await;
    app.intercom.hold();
    let mut connections = Vec::new();
    for _ in 0..60 {
        let mut connection = app.connect().await;
        let headers = [("authorization", "Bearer alpha"), ("content-type", "application/json")];
        connection.send(&app.head("POST", "/mcp", &headers, PING.len())).await;
        connection.send(PING).await;
        connections.push(connection);
    }
    // Whoever comes last is asked about when all before it wait.
    let mut last = std::pin::pin!(app.ping_as("alpha-last"));
    tokio::select! {
        () = app.intercom.has_been_asked(2) => app.intercom.release(),
        answer = &mut last => panic!("answered without Intercom: {answer:?}"),
    }
    assert_eq!(last.await.status, 200);
    for mut connection in connections {
        assert_eq!(connection.answer().await.status, 200);
    }
    assert_eq!(app.intercom.asked(), 2);
}

#[tokio::test]
async fn a_verification_goes_on_when_the_request_that_began_it_goes_away() {
    let app = App::start(|_| {}).await;
    app.intercom.hold();
    let mut connection = app.connect().await;
    connection.send(&app.head("POST", "/mcp", &[("authorization", "Bearer alpha")], 0)).await;
    app.intercom.has_been_asked(1).await;
    drop(connection);
    app.intercom.release();
    assert_eq!(app.ping_as("alpha").await.status, 200);
    assert_eq!(app.intercom.asked(), 1);
}

#[tokio::test]
async fn an_unreachable_intercom_says_nothing_of_a_token() {
    let app = App::start_at(Clock::system(), |_| {}).await;
    let answer = app.ping_as("down").await;
    assert_eq!((answer.status, answer.header("www-authenticate")), (503, None));
    assert_eq!(
        (answer.json()["error"].as_str(), answer.header("retry-after")),
        (Some("temporarily_unavailable"), Some("5"))
    );
    insta::assert_snapshot!(answer.description(), @"Intercom cannot be reached to verify the access token");
    let asked = app.intercom.asked();
    assert_eq!(app.ping_as("down").await.status, 503);
    assert!(app.intercom.asked() > asked, "the failure was kept");
}

#[tokio::test]
async fn a_token_that_dies_within_a_batch_or_a_stream_is_verified_again() {
    let app = App::start(|_| {}).await;
    let call = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search","arguments":{"query":"x"}}}"#;
    let batch = format!("[{call}]");
    for (body, accept) in [(batch.as_str(), "application/json"), (call, "text/event-stream")] {
        let token = [("authorization", "Bearer alpha"), ("content-type", "application/json"), ("accept", accept)];
        let asked = app.intercom.asked();
        assert_eq!(app.ping_as("alpha").await.status, 200);
        assert_eq!(app.intercom.asked(), asked + 1);
        let mut connection = app.connect().await;
        connection.send(&app.head("POST", "/mcp", &token, body.len())).await;
        connection.send(body).await;
        connection.until("connect again").await;
    }
    assert_eq!(app.ping_as("alpha").await.status, 200);
    assert_eq!(app.intercom.asked(), 3);
}
