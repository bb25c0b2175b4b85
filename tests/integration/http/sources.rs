//! Failures are counted per source address, and proxies that are trusted say which that is.

use std::time::Duration;

use futures_util::{StreamExt, stream::FuturesUnordered};
use intercom_mcp::config::Config;

use super::App;

fn behind_proxy(config: &mut Config) {
    config.trusted_proxies = ["127.0.0.1/32", "10.0.0.0/8"].map(|network| network.parse().unwrap()).to_vec();
}

/// Thirty different bad tokens, as somebody would send who guesses.
async fn guess_from(app: &App, source: &str) {
    for guess in 0..30 {
        assert_eq!(app.ping_from(source, &format!("guess-{guess}")).await.status, 401);
    }
}

#[tokio::test]
async fn thirty_failures_in_a_minute_are_enough() {
    let app = App::start(behind_proxy).await;
    guess_from(&app, "192.0.2.1").await;
    let asked = app.intercom.asked();
    app.clock.advance(Duration::from_secs(20));
    let answer = app.ping_from("192.0.2.1", "guess-31").await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("40")));
    insta::assert_snapshot!(answer.description(), @"too many failed or unfinished attempts to authenticate from this address; wait before trying again");
    assert_eq!(app.ping_from("192.0.2.1", "imcp_at_guess").await.status, 429);
    assert_eq!(app.ping_from("192.0.2.1", "two words").await.status, 429);
    assert_eq!(app.intercom.asked(), asked);
    app.clock.advance(Duration::from_secs(40));
    assert_eq!(app.ping_from("192.0.2.1", "alpha").await.status, 200);
}

#[tokio::test]
async fn other_sources_are_not_held_responsible() {
    let app = App::start(behind_proxy).await;
    guess_from(&app, "192.0.2.1").await;
    assert_eq!(app.ping_from("192.0.2.2", "alpha").await.status, 200);
}

#[tokio::test]
async fn a_token_known_to_be_good_passes_even_from_a_limited_source() {
    let app = App::start(behind_proxy).await;
    assert_eq!(app.ping_from("192.0.2.1", "alpha").await.status, 200);
    app.clock.advance(Duration::from_secs(50));
    guess_from(&app, "192.0.2.1").await;
    assert_eq!(app.ping_from("192.0.2.1", "alpha").await.status, 200);
    // The verdict has expired now, but the token was good within the hour: it is verified again.
    app.clock.advance(Duration::from_secs(20));
    assert_eq!(app.ping_from("192.0.2.1", "alpha").await.status, 200);
    assert_eq!(app.ping_from("192.0.2.1", "alpha-unknown").await.status, 429);
}

#[tokio::test]
async fn a_missing_credential_is_no_failure() {
    let app = App::start(behind_proxy).await;
    for _ in 0..40 {
        assert_eq!(app.ping(&[]).await.status, 401);
    }
    assert_eq!(app.ping_as("alpha").await.status, 200);
}

#[tokio::test]
async fn the_access_key_passes_even_from_a_limited_source() {
    let app = App::start(|config| {
        behind_proxy(config);
        config.intercom_access_token = Some("alpha".into());
        config.access_key = Some("the-key".into());
        config.accept_intercom_tokens = false;
    })
    .await;
    guess_from(&app, "192.0.2.1").await;
    assert_eq!(app.ping_from("192.0.2.1", "guess-31").await.status, 429);
    assert_eq!(app.ping_from("192.0.2.1", "the-key").await.status, 200);
}

#[tokio::test]
async fn an_untrusted_peer_cannot_choose_its_source() {
    let app = App::start(|_| {}).await;
    for guess in 0..30 {
        let answer = app.ping_from(&format!("192.0.2.{guess}"), &format!("guess-{guess}")).await;
        assert_eq!(answer.status, 401);
    }
    assert_eq!(app.ping_from("192.0.2.99", "guess-99").await.status, 429);
}

#[tokio::test]
async fn forwarded_addresses_are_read_from_the_right_past_trusted_proxies() {
    let app = App::start(behind_proxy).await;
    guess_from(&app, "192.0.2.1").await;
    for (forwarded_for, status) in [
        ("192.0.2.1, 10.1.2.3", 429),
        ("198.51.100.7,192.0.2.1 , 10.1.2.3,10.3.2.1", 429),
        ("192.0.2.1:4711, 10.1.2.3", 429),
        ("::ffff:192.0.2.1", 429),
        // Made up by the client: the proxy appended the address it saw.
        ("192.0.2.1, 198.51.100.7", 401),
        // Unreadable: the proxy that wrote it is the source.
        ("192.0.2.1, unknown, 10.1.2.3", 401),
    ] {
        let answer = app.ping_from(forwarded_for, &format!("guess-{}", forwarded_for.len())).await;
        assert_eq!(answer.status, status, "{forwarded_for}");
    }
}

#[tokio::test]
async fn several_forwarded_headers_are_one_list() {
    let app = App::start(behind_proxy).await;
    guess_from(&app, "192.0.2.1").await;
    let headers =
        [("authorization", "Bearer guess-31"), ("x-forwarded-for", "192.0.2.1"), ("x-forwarded-for", "10.1.2.3")];
    assert_eq!(app.ping(&headers).await.status, 429);
}

#[tokio::test]
async fn addresses_of_one_ipv6_network_are_one_source() {
    let app = App::start(behind_proxy).await;
    for guess in 0..30 {
        let answer = app.ping_from(&format!("2001:db8:1:2::{guess:x}"), &format!("guess-{guess}")).await;
        assert_eq!(answer.status, 401);
    }
    assert_eq!(app.ping_from("[2001:db8:1:2:ffff::1]:443", "guess-98").await.status, 429);
    assert_eq!(app.ping_from("2001:db8:1:3::1", "guess-99").await.status, 401);
}

#[tokio::test]
async fn guesses_at_the_same_time_count_as_failures_until_they_turn_out_otherwise() {
    let app = App::start(behind_proxy).await;
    app.intercom.hold();
    let guesses: Vec<String> = (0..40).map(|guess| format!("guess-{guess}")).collect();
    let mut answers: FuturesUnordered<_> = guesses.iter().map(|guess| app.ping_from("192.0.2.1", guess)).collect();
    for _ in 0..10 {
        let answer = answers.next().await.unwrap();
        assert_eq!((answer.status, answer.header("retry-after")), (429, Some("1")));
    }
    app.intercom.has_been_asked(8).await;
    assert_eq!(app.intercom.asked(), 8, "eight of one source at the same time");
    app.intercom.release();
    while let Some(answer) = answers.next().await {
        assert_eq!(answer.status, 401);
    }
    assert_eq!(app.ping_from("192.0.2.1", "guess-41").await.status, 429);
}

#[tokio::test]
async fn good_tokens_at_the_same_time_leave_no_failure_behind() {
    let app = App::start(behind_proxy).await;
    for round in 0..2 {
        let tokens: Vec<String> = (0..30).map(|token| format!("alpha-{round}-{token}")).collect();
        let answers = tokens.iter().map(|token| app.ping_from("192.0.2.1", token));
        assert!(futures_util::future::join_all(answers).await.iter().all(|answer| answer.status == 200));
    }
}

#[tokio::test]
async fn going_away_is_no_way_around_the_count() {
    let app = App::start(behind_proxy).await;
    app.intercom.hold();
    for guess in 0..8 {
        let mut connection = app.connect().await;
        let authorization = format!("Bearer gone-{guess}");
        let headers = [("authorization", authorization.as_str()), ("x-forwarded-for", "192.0.2.1")];
        connection.send(&app.head("POST", "/mcp", &headers, 0)).await;
        app.intercom.has_been_asked(guess + 1).await;
    }
    app.intercom.release();
    for guess in 0..22 {
        assert_eq!(app.ping_from("192.0.2.1", &format!("guess-{guess}")).await.status, 401);
    }
    assert_eq!(app.ping_from("192.0.2.1", "guess-22").await.status, 429);
}
