//! Somebody was taken out of the workspace at Intercom, or the app was: a client that only refreshes would not notice.

use std::time::Duration;

use futures_util::future::join_all;
use intercom_mcp::store::records::Kind;
use serde_json::json;

use crate::{
    harness::App,
    log::Log,
    oauth::client::{Client, Tokens, app, stored},
};

const HOUR: Duration = Duration::from_secs(60 * 60);

async fn questions(app: &App) -> u64 {
    app.upstream_calls().await["GET /me"].as_u64().unwrap_or_default()
}

/// Intercom accepts the token of nobody.
async fn revoke_at_intercom(app: &App) {
    let body =
        json!({ "type": "error.list", "errors": [{ "code": "unauthorized", "message": "Access Token Invalid" }] });
    app.fault(json!({ "path": "/me", "status": 401, "body": body, "times": 0 })).await;
}

async fn refresh(client: &Client<'_>, tokens: &Tokens) -> Tokens {
    client.tokens(&client.refresh(&tokens.refresh)).await
}

#[tokio::test]
async fn token_that_intercom_has_revoked_is_not_refreshed() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut tokens = client.sign_in().await;
    revoke_at_intercom(&app).await;
    app.clock.advance(HOUR - Duration::from_secs(1));
    tokens = refresh(&client, &tokens).await;
    app.clock.advance(Duration::from_secs(1));
    let log = Log::capture();
    assert_eq!(client.refused(&client.refresh(&tokens.refresh)).await, "invalid_grant");
    assert!(log.text().contains("Intercom does not accept its token any more"), "{}", log.text());
    assert_eq!(client.status(&tokens.access).await, 401);
    assert_eq!(stored(&app, Kind::Grant).await, 0);
}

#[tokio::test]
async fn intercom_is_asked_once_an_hour_however_often_a_sign_in_is_refreshed() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut tokens = client.sign_in().await;
    app.reset_simulator().await;
    for hour in 1..4 {
        app.clock.advance(HOUR);
        for _ in 0..5 {
            tokens = refresh(&client, &tokens).await;
        }
        assert_eq!(questions(&app).await, hour);
    }
}

#[tokio::test]
async fn refreshes_at_the_same_time_ask_once_and_get_one_answer() {
    let app = app().await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    app.reset_simulator().await;
    app.fault(json!({ "path": "/me", "delay_ms": 200, "times": 0 })).await;
    app.clock.advance(HOUR);
    let given = join_all((0..8).map(|_| refresh(&client, &tokens))).await;
    assert!(given.iter().all(|pair| *pair == given[0]), "{given:?}");
    assert_eq!(questions(&app).await, 1);
}

#[tokio::test]
async fn refresh_goes_on_while_intercom_cannot_be_asked_and_it_is_asked_at_a_later_one() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut tokens = client.sign_in().await;
    app.fault(json!({ "path": "/me", "status": 500, "times": 0 })).await;
    app.clock.advance(HOUR);
    tokens = refresh(&client, &tokens).await;
    assert_eq!(client.status(&tokens.access).await, 200);
    app.reset_simulator().await;
    revoke_at_intercom(&app).await;
    app.clock.advance(Duration::from_secs(60));
    assert_eq!(client.refused(&client.refresh(&tokens.refresh)).await, "invalid_grant");
}

/// A missing permission is an answer: the token holds.
#[tokio::test]
async fn token_that_may_not_say_whose_it_is_is_refreshed() {
    let app = app().await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    let body = json!({ "type": "error.list", "errors": [{ "code": "api_plan_restricted", "message": "Plan" }] });
    app.fault(json!({ "path": "/me", "status": 403, "body": body, "times": 0 })).await;
    app.clock.advance(HOUR);
    refresh(&client, &tokens).await;
}
