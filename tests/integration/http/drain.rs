//! How the server ends.

use std::time::Duration;

use intercom_mcp::clock::Clock;

use super::{App, PING};

const HEADERS: [(&str, &str); 2] = [("authorization", "Bearer alpha"), ("content-type", "application/json")];

/// Tells the server to end, and returns once it waits out DRAIN_DELAY.
async fn leave(app: &mut App) {
    let sleepers = app.clock.sleepers();
    app.stop();
    waiting(&app.clock, sleepers).await;
}

async fn waiting(clock: &Clock, others: usize) {
    while clock.sleepers() <= others {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn readiness_fails_at_once_while_calls_are_served() {
    let mut app = App::start(|_| {}).await;
    leave(&mut app).await;
    let ready = app.request("GET", "/readyz", &[], "").await;
    assert_eq!((ready.status, ready.header("retry-after")), (503, Some("1")));
    insta::assert_snapshot!(ready.description(), @"this server is shutting down");
    assert_eq!(app.request("GET", "/healthz", &[], "").await.status, 200);
    let served = app.ping(&HEADERS[..1]).await;
    assert_eq!((served.status, served.header("connection")), (200, Some("close")));
}

#[tokio::test]
async fn the_landing_page_tells_people_that_the_server_is_ending() {
    let mut app = App::start(|_| {}).await;
    assert!(app.request("GET", "/", &[], "").await.body.contains(">Running</span>"));
    leave(&mut app).await;
    let page = app.request("GET", "/", &[], "").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains(">Shutting down: try again in a moment</span>"), "{}", page.body);
}

#[tokio::test]
async fn after_the_delay_idle_connections_close_and_no_new_ones_are_taken() {
    let mut app = App::start(|_| {}).await;
    let mut idle = app.connect().await;
    idle.send(&app.head("POST", "/mcp", &HEADERS, PING.len())).await;
    idle.send(PING).await;
    assert_eq!(idle.answer().await.status, 200);
    leave(&mut app).await;
    app.clock.advance(Duration::from_secs(5));
    idle.closed().await;
    app.served.await.unwrap().unwrap();
    assert!(tokio::net::TcpStream::connect(app.address).await.is_err());
}

#[tokio::test]
async fn a_running_call_is_finished_while_draining() {
    let mut app = App::start(|_| {}).await;
    app.intercom.hold();
    let mut running = app.connect().await;
    running.send(&app.head("POST", "/mcp", &HEADERS, PING.len())).await;
    running.send(PING).await;
    app.intercom.has_been_asked(1).await;
    leave(&mut app).await;
    app.clock.advance(Duration::from_secs(5));
    app.intercom.release();
    let answer = running.answer().await;
    assert_eq!((answer.status, answer.header("connection")), (200, Some("close")));
    app.served.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_call_that_outlasts_the_timeout_is_broken_off() {
    let mut app = App::start(|_| {}).await;
    app.intercom.hold();
    let mut running = app.connect().await;
    running.send(&app.head("POST", "/mcp", &HEADERS, PING.len())).await;
    app.intercom.has_been_asked(1).await;
    let others = app.clock.sleepers();
    leave(&mut app).await;
    app.clock.advance(Duration::from_secs(5));
    // The wait for the delay is over when the listener is gone; the next one is for the timeout.
    while tokio::net::TcpStream::connect(app.address).await.is_ok() {}
    waiting(&app.clock, others).await;
    app.clock.advance(Duration::from_secs(30));
    running.closed().await;
    app.served.await.unwrap().unwrap();
}
