//! A sign-in that is used often enough would hold for ever, and so would a copy of its tokens that was never noticed.

use std::time::Duration;

use crate::{
    harness::App,
    log::Log,
    oauth::{
        answer::Answer,
        browser::origin,
        client::{Client, app, app_with, serve_anew},
    },
};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn app_for(lifetime: Duration) -> App {
    app_with(|config, _| config.grant_lifetime = lifetime).await
}

#[tokio::test]
async fn sign_in_ends_a_year_after_it_was_given_however_often_it_is_used() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut tokens = client.sign_in().await;
    for _ in 0..6 {
        app.clock.advance(60 * DAY);
        tokens = client.tokens(&client.refresh(&tokens.refresh)).await;
    }
    app.clock.advance(5 * DAY - HOUR / 2);
    tokens = client.tokens(&client.refresh(&tokens.refresh)).await;
    assert_eq!(client.status(&tokens.access).await, 200);
    app.clock.advance(HOUR / 2);
    assert_eq!(client.status(&tokens.access).await, 401, "its own hour is not over");
    assert_eq!(client.refused(&client.refresh(&tokens.refresh)).await, "invalid_grant");
}

#[tokio::test]
async fn no_token_outlives_the_end_and_the_client_is_told_so() {
    let app = app_for(2 * HOUR).await;
    let client = Client::register(&app).await;
    let first = client.sign_in().await;
    app.clock.advance(HOUR + HOUR / 2);
    let answer = Answer::of_form(&app, "/token", &client.refresh(&first.refresh)).await;
    assert_eq!(answer.json()["expires_in"], 1_800, "the half hour that is left");
    let access = answer.json()["access_token"].as_str().unwrap().to_owned();
    app.clock.advance(HOUR / 2 - Duration::from_secs(1));
    assert_eq!(client.status(&access).await, 200);
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(client.status(&access).await, 401);
}

#[tokio::test]
async fn audit_log_says_why_a_sign_in_ended_and_the_used_token_is_no_reuse() {
    let app = app_for(2 * HOUR).await;
    let client = Client::register(&app).await;
    let first = client.sign_in().await;
    let second = client.tokens(&client.refresh(&first.refresh)).await;
    app.clock.advance(2 * HOUR);
    for token in [&second.refresh, &first.refresh] {
        let log = Log::capture();
        let answer = Answer::of_form(&app, "/token", &client.refresh(token)).await;
        assert_eq!(answer.refusal(), (400, "invalid_grant".to_owned()));
        assert!(answer.text.contains("GRANT_LIFETIME"), "{}", answer.text);
        assert!(log.text().contains("grant ended"), "{}", log.text());
        assert!(log.text().contains("it has held for GRANT_LIFETIME"), "{}", log.text());
        assert!(!log.text().contains("grant revoked"), "{}", log.text());
    }
}

#[tokio::test]
async fn shorter_lifetime_holds_for_those_who_have_signed_in_before() {
    let mut app = app().await;
    let was = origin(app.address);
    let (tokens, id) = {
        let client = Client::register(&app).await;
        (client.sign_in().await, client.id)
    };
    app.clock.advance(HOUR / 2);
    let shorter = |config: &mut intercom_mcp::config::Config| {
        config.public_url = was.parse().unwrap();
        config.grant_lifetime = HOUR / 2;
    };
    serve_anew(&mut app, shorter, None).await;
    let client = Client { app: &app, id };
    assert_eq!(client.status(&tokens.access).await, 401);
    assert_eq!(client.refused(&client.refresh(&tokens.refresh)).await, "invalid_grant");
}

/// An end that a wrong clock has made is none: what it ends is not removed.
#[tokio::test]
async fn sign_in_that_ended_by_a_clock_that_was_ahead_goes_on() {
    let app = app_for(48 * HOUR).await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    app.clock.advance(49 * HOUR);
    assert_eq!(client.refused(&client.refresh(&tokens.refresh)).await, "invalid_grant");
    app.clock.set_back(48 * HOUR);
    client.tokens(&client.refresh(&tokens.refresh)).await;
}
