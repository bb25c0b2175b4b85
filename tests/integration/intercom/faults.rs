//! Upstream faults: what is tried again, how often, and what is said in the end.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use intercom_mcp::{
    clock::Clock,
    intercom::{Error, conversation::Conversation},
};
use jiff::Timestamp;
use serde_json::json;

use super::upstream::{Reply, Upstream, call, client};

fn found() -> Reply {
    Reply::json(json!({"type": "conversation", "id": "42"}))
}

/// Asks for a conversation, and moves the clock as soon as the call waits for it.
async fn ask(upstream: &Upstream) -> Result<Conversation, Error> {
    let clock = Clock::hand_set(Timestamp::from_second(START).unwrap());
    let (client, call) = (upstream.client(&clock), call(&clock, "p", 50));
    let answer = client.conversation(&call, "42");
    let passes = async {
        loop {
            tokio::task::yield_now().await;
            if clock.sleepers() > 0 {
                clock.advance(Duration::from_millis(100));
            }
        }
    };
    tokio::select! {
        answer = answer => answer,
        () = passes => unreachable!("time never ends"),
    }
}

const START: i64 = 1_700_000_000;

#[tokio::test]
async fn bad_gateway_and_its_like_are_retried_once() {
    for status in [502, 503, 504] {
        let upstream =
            Upstream::start(move |_, n| if n == 0 { Reply::status(status, json!({})) } else { found() }).await;
        assert_eq!(ask(&upstream).await.unwrap().id, "42");
        let upstream = Upstream::start(move |_, _| Reply::status(status, json!({}))).await;
        assert!(matches!(ask(&upstream).await, Err(Error::Unavailable { status: said, .. }) if said == status));
        assert_eq!(upstream.lines().len(), 2, "{status}");
    }
}

#[tokio::test]
async fn internal_server_error_is_not_retried() {
    let upstream = Upstream::start(|_, _| Reply::status(500, json!({}))).await;
    assert!(matches!(ask(&upstream).await, Err(Error::Unavailable { status: 500, .. })));
    assert_eq!(upstream.lines().len(), 1);
}

#[tokio::test]
async fn connection_dropped_before_the_answer_is_retried_once() {
    let upstream = Upstream::start(|_, n| if n == 0 { Reply::HangUp } else { found() }).await;
    assert_eq!(ask(&upstream).await.unwrap().id, "42");
    let upstream = Upstream::start(|_, _| Reply::HangUp).await;
    insta::assert_snapshot!(ask(&upstream).await.unwrap_err(), @"Intercom cannot be reached: the connection broke before the answer");
    assert_eq!(upstream.lines().len(), 2);
}

#[tokio::test]
async fn connection_dropped_within_the_body_is_retried_once() {
    let body = json!({"id": "42"}).to_string();
    let cut = body.clone();
    let upstream = Upstream::start(move |_, n| if n == 0 { Reply::Cut(cut.clone(), 5) } else { found() }).await;
    assert_eq!(ask(&upstream).await.unwrap().id, "42");
    let upstream = Upstream::start(move |_, _| Reply::Cut(body.clone(), 5)).await;
    insta::assert_snapshot!(ask(&upstream).await.unwrap_err(), @"Intercom cannot be reached: the connection broke within the answer");
    assert_eq!(upstream.lines().len(), 2);
}

#[tokio::test]
async fn silence_ends_with_the_timeout_and_is_not_retried() {
    let upstream = Upstream::start(|_, _| Reply::Silence).await;
    let mut settings = upstream.settings();
    settings.timeout = Duration::from_millis(250);
    let clock = Clock::system();
    let error = client(settings, &clock).conversation(&call(&clock, "p", 50), "42").await.unwrap_err();
    insta::assert_snapshot!(error, @"Intercom did not answer within 0.25 s");
    assert_eq!(upstream.lines().len(), 1);
}

#[tokio::test]
async fn caller_that_goes_away_stops_the_request() {
    let upstream = Upstream::start(|_, _| Reply::Silence).await;
    let clock = Clock::system();
    let client = upstream.client(&clock);
    let asks = tokio::spawn(async move { client.conversation(&call(&clock, "p", 50), "42").await.map(drop) });
    while upstream.lines().is_empty() {
        tokio::task::yield_now().await;
    }
    asks.abort();
    upstream.hung_up().await;
}

#[tokio::test]
async fn rate_limit_with_a_near_reset_is_waited_for() {
    let upstream = Upstream::start(|_, n| match n {
        0 => Reply::error(429, "rate_limit_exceeded", "Exceeded").window(167, 0, START + 8),
        _ => found().window(167, 166, START + 18),
    })
    .await;
    assert_eq!(ask(&upstream).await.unwrap().id, "42");
    assert_eq!(upstream.lines().len(), 2);
}

#[tokio::test]
async fn rate_limit_is_retried_twice_and_no_more() {
    let upstream = Upstream::start(|_, n| {
        let reset = START + 10 * (i64::try_from(n).unwrap() + 1);
        Reply::error(429, "rate_limit_exceeded", "Exceeded").window(167, 0, reset)
    })
    .await;
    let error = ask(&upstream).await.unwrap_err();
    assert!(matches!(&error, Error::RateLimited { request_id: Some(id), .. } if id == "req-1"), "{error:?}");
    assert_eq!(upstream.lines().len(), 3);
}

#[tokio::test]
async fn rate_limit_that_does_not_say_is_retried_after_a_second() {
    let upstream =
        Upstream::start(|_, n| if n < 2 { Reply::error(429, "rate_limit_exceeded", "No") } else { found() }).await;
    assert_eq!(ask(&upstream).await.unwrap().id, "42");
    assert_eq!(upstream.lines().len(), 3);
}

#[tokio::test]
async fn rate_limit_with_a_far_reset_is_refused_with_the_seconds() {
    let upstream =
        Upstream::start(|_, _| Reply::error(429, "rate_limit_exceeded", "No").window(167, 0, START + 40)).await;
    insta::assert_snapshot!(ask(&upstream).await.unwrap_err(), @"Intercom's rate limit is reached; it resets in 40 s");
    assert_eq!(upstream.lines().len(), 1);
    let upstream = Upstream::start(|_, _| Reply::error(429, "rate_limit_exceeded", "No").with("retry-after", 30)).await;
    insta::assert_snapshot!(ask(&upstream).await.unwrap_err(), @"Intercom's rate limit is reached; it resets in 30 s");
    assert_eq!(upstream.lines().len(), 1);
}

#[tokio::test]
async fn reset_of_a_clock_that_is_an_hour_ahead_is_read_by_its_own_date() {
    let upstream = Upstream::start(|_, n| match n {
        0 => Reply::error(429, "rate_limit_exceeded", "No")
            .window(167, 0, START + 3_608)
            .with("date", "Tue, 14 Nov 2023 23:13:20 GMT"),
        _ => found(),
    })
    .await;
    assert_eq!(ask(&upstream).await.unwrap().id, "42");
}

#[tokio::test]
async fn one_refusal_holds_back_all_calls_that_wait() {
    let upstream = Upstream::start(|_, n| match n {
        0 => found().window(167, 166, START + 8),
        1 => Reply::error(429, "rate_limit_exceeded", "No").window(167, 0, START + 8),
        _ => found().window(167, 100, START + 18),
    })
    .await;
    let clock = Clock::hand_set(Timestamp::from_second(START).unwrap());
    let (client, call) = (upstream.client(&clock), call(&clock, "p", 50));
    client.conversation(&call, "42").await.unwrap();
    let waits = Arc::new(Mutex::new(0));
    let mut told = call.clone();
    told.on_wait = Some(Arc::new({
        let waits = waits.clone();
        move |_| *waits.lock().unwrap() += 1
    }));
    let asks = |call| {
        let client = client.clone();
        tokio::spawn(async move { client.conversation(&call, "42").await.map(drop) })
    };
    let first = asks(call.clone());
    while clock.sleepers() < 1 {
        tokio::task::yield_now().await;
    }
    let others: Vec<_> = (0..20).map(|_| asks(told.clone())).collect();
    while clock.sleepers() < 21 {
        tokio::task::yield_now().await;
    }
    assert_eq!(upstream.lines().len(), 2, "nobody goes ahead of the reset");
    assert_eq!(*waits.lock().unwrap(), 20);
    clock.advance(Duration::from_secs(9));
    for task in others.into_iter().chain([first]) {
        task.await.unwrap().unwrap();
    }
    assert_eq!(upstream.lines().len(), 23);
}
