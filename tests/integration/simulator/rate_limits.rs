//! Windows of ten seconds.

use std::time::Duration;

use axum::http::StatusCode;
use intercom_mcp::simulator::Options;

use super::{Stand, small};

#[tokio::test]
async fn every_authenticated_answer_tells_limit_remaining_and_reset() {
    let stand = Stand::with(Options { rate_limit: 3, ..small() });
    stand.clock.advance(Duration::from_secs(4));
    let window_end = stand.clock.now_seconds() + 6;
    for (path, status, remaining) in [("/me", 200, "2"), ("/nowhere", 404, "1"), ("/conversations/1", 404, "0")] {
        let answer = stand.get("demo-us", path).await;
        assert_eq!(answer.status.as_u16(), status);
        assert_eq!(answer.header("x-ratelimit-limit"), Some("3"));
        assert_eq!(answer.header("x-ratelimit-remaining"), Some(remaining));
        assert_eq!(answer.header("x-ratelimit-reset"), Some(window_end.to_string().as_str()));
    }
}

#[tokio::test]
async fn calls_over_the_limit_are_refused_until_the_window_ends() {
    let stand = Stand::with(Options { rate_limit: 2, ..small() });
    stand.clock.advance(Duration::from_secs(9));
    for _ in 0..2 {
        assert_eq!(stand.get("demo-us", "/me").await.status, StatusCode::OK);
    }
    let over = stand.get("demo-us", "/me").await;
    assert_eq!(over.refusal(), (429, "rate_limit_exceeded", "Exceeded rate limit of 2 in 10_seconds"));
    assert_eq!(over.header("x-ratelimit-remaining"), Some("0"));
    assert_eq!(stand.get("demo-eu", "/me").await.status, StatusCode::OK, "another app has its own window");
    assert_eq!(stand.simulator.stats()["rate_limited"], 1);

    stand.clock.advance(Duration::from_secs(1));
    assert_eq!(stand.get("demo-us", "/me").await.status, StatusCode::OK);
}

#[tokio::test]
async fn neither_strangers_nor_the_simulators_own_paths_are_counted() {
    let stand = Stand::with(Options { rate_limit: 1, ..small() });
    stand.get("unknown", "/me").await;
    stand.get("demo-us", "/_simulator/stats").await;
    stand.get("demo-us", "/_simulator/requests").await;
    assert_eq!(stand.get("demo-us", "/me").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_reset_empties_the_windows() {
    let stand = Stand::with(Options { rate_limit: 1, ..small() });
    stand.get("demo-us", "/me").await;
    assert_eq!(stand.get("demo-us", "/me").await.status, StatusCode::TOO_MANY_REQUESTS);
    stand.simulator.reset();
    assert_eq!(stand.get("demo-us", "/me").await.status, StatusCode::OK);
}
