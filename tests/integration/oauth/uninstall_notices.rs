//! `POST /intercom/uninstalled`: unsigned, so that it may come from anybody.

use std::time::Duration;

use intercom_mcp::store::records::Kind;
use serde_json::json;

use super::{
    answer::Answer,
    browser::origin,
    client::{Client, app, app_with, stored},
};
use crate::harness::App;

async fn notice(app: &App, source: &str, body: &str) -> Answer {
    let request = app.client.post(format!("{}/intercom/uninstalled", origin(app.address)));
    let request = request.header("content-type", "application/json").header("x-forwarded-for", source);
    Answer::of(request.body(body.to_owned())).await
}

/// intercom.md, section 5: `{"app_id":"abc123"}`, and nothing is marked by anything else.
#[tokio::test]
async fn malformed_notice_is_refused_and_marks_nothing() {
    let app = app_with(|config, _| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await;
    let long = json!({ "app_id": "a".repeat(65) }).to_string();
    for (index, body) in [
        "",
        "{}",
        "[]",
        "null",
        "{\"app_id\":null}",
        "{\"app_id\":1}",
        "{\"app_id\":\"\"}",
        "{\"app_id\":\"a b\"}",
        "{\"app_id\":\"../grant\"}",
        "{\"app_id\":\"a\\u0000\"}",
        "{\"app_id\":\"a\",\"app_id\":\"b\"}",
        "app_id=abc123",
        &long,
    ]
    .into_iter()
    .enumerate()
    {
        let answer = notice(&app, &format!("192.0.2.{index}"), body).await;
        assert_eq!(answer.refusal(), (400, "invalid_request".to_owned()), "{body}");
    }
    let huge = notice(&app, "198.51.100.1", &"x".repeat(64 * 1024 + 1)).await;
    assert_eq!(huge.refusal(), (413, "invalid_request".to_owned()));
    assert_eq!(stored(&app, Kind::Workspace).await, 0);
}

/// Issue 4: "limited per source".
#[tokio::test]
async fn notices_are_limited_per_source() {
    let app = app_with(|config, _| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await;
    for number in 0..10 {
        assert_eq!(notice(&app, "192.0.2.1", &json!({ "app_id": format!("w{number}") }).to_string()).await.status, 200);
    }
    app.clock.advance(Duration::from_secs(20));
    let answer = notice(&app, "192.0.2.1", "{\"app_id\":\"w\"}").await;
    assert_eq!(answer.refusal(), (429, "temporarily_unavailable".to_owned()));
    assert_eq!(answer.header("retry-after"), Some("40"));
    assert_eq!(notice(&app, "192.0.2.2", "{\"app_id\":\"w\"}").await.status, 200, "another source");
    app.clock.advance(Duration::from_secs(40));
    assert_eq!(notice(&app, "192.0.2.1", "{\"app_id\":\"w\"}").await.status, 200, "a minute later");
}

/// Issue 4: it "only marks the workspace": that of others does not even ask Intercom.
#[tokio::test]
async fn notice_of_another_workspace_changes_nothing() {
    let app = app().await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(notice(&app, "", "{\"app_id\":\"another\"}").await.status, 200);
    app.reset_simulator().await;
    assert_eq!(client.status(&tokens.access).await, 200);
    assert_eq!(app.upstream_calls().await, json!({}));
}

/// Nobody is signed out because Intercom cannot be asked, and nobody is shut out: a stranger may have sent the notice.
#[tokio::test]
async fn noticed_grant_is_used_while_intercom_cannot_be_asked() {
    let app = app().await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    let contact = app.tool(&tokens.access, "search_contacts", json!({ "name": "a", "limit": 1 })).await;
    let url = contact["data"][0]["url"].as_str().unwrap().to_owned();
    let workspace = url.split("/apps/").nth(1).unwrap().split('/').next().unwrap();
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(notice(&app, "", &json!({ "app_id": workspace }).to_string()).await.status, 200);
    app.fault(json!({ "path": "/me", "status": 500, "times": 0 })).await;
    assert_eq!(client.status(&tokens.access).await, 200);
    let tokens = client.tokens(&client.refresh(&tokens.refresh)).await;
    app.reset_simulator().await;
    assert_eq!(client.status(&tokens.access).await, 200);
    client.tokens(&client.refresh(&tokens.refresh)).await;
}
