//! `POST /revoke` (RFC 7009).

use std::time::Duration;

use serde_json::json;

use super::{
    answer::{Answer, post},
    browser::origin,
    client::{Client, REDIRECT, app, app_with, with},
};
use crate::{
    harness::App,
    http::{
        raw::Connection,
        stream::{Event, Stream},
    },
};

async fn revoke(app: &App, token: &str, client_id: &str) -> Answer {
    let form = [("token", token.to_owned()), ("client_id", client_id.to_owned())];
    Answer::of_form(app, "/revoke", &form).await
}

/// RFC 7009, section 2.2: "invalid tokens do not cause an error response since the client cannot handle such an error".
#[tokio::test]
async fn unknown_token_is_answered_like_a_revoked_one() {
    let app = app().await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    let unknown = format!("imcp_at_{}", "A".repeat(43));
    let code = client.code().await;
    for token in [unknown.as_str(), "x", "imcp_rt_", "demo-us", "\u{0}", &code, &tokens.access, &tokens.access] {
        let answer = revoke(&app, token, &client.id).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, ""), "{token}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    client.tokens(&client.exchange(&code)).await;
    assert_eq!(app.post("demo-us", &json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" })).await.0, 200);
}

/// RFC 7009, section 2.1: whether "the token was issued to the client making the revocation request"; "If this
/// validation fails, the request is refused".
#[tokio::test]
async fn token_of_another_client_is_not_revoked() {
    let app = app().await;
    let client = Client::register(&app).await;
    let other = Client::register_as(&app, json!({ "client_name": "Another", "redirect_uris": [REDIRECT] })).await;
    let tokens = client.sign_in().await;
    for token in [&tokens.access, &tokens.refresh] {
        assert_eq!(revoke(&app, token, &other.id).await.refusal(), (400, "invalid_grant".to_owned()));
        assert_eq!(revoke(&app, token, "imcp_cl_unknown").await.refusal(), (400, "invalid_grant".to_owned()));
    }
    assert_eq!(client.status(&tokens.access).await, 200);
}

/// RFC 7009, section 2.1: with a refresh token all access tokens of the grant, and here the other way round as well;
/// also with one that was rotated.
#[tokio::test]
async fn every_token_of_a_sign_in_revokes_all_of_them_and_no_other_sign_in() {
    let app = app().await;
    let client = Client::register(&app).await;
    let kept = client.sign_in().await;
    for which in 0..4 {
        let first = client.sign_in().await;
        let second = client.tokens(&client.refresh(&first.refresh)).await;
        let token = [&first.access, &first.refresh, &second.access, &second.refresh][which];
        let hint = ("token_type_hint", ["access_token", "refresh_token", "id_token", ""][which].to_owned());
        let form = [("token", token.clone()), ("client_id", client.id.clone()), hint];
        assert_eq!(Answer::of_form(&app, "/revoke", &form).await.status, 200);
        for access in [&first.access, &second.access] {
            assert_eq!(client.status(access).await, 401);
        }
        for refresh in [&first.refresh, &second.refresh] {
            assert_eq!(client.refused(&client.refresh(refresh)).await, "invalid_grant");
        }
    }
    assert_eq!(client.status(&kept.access).await, 200);
}

/// RFC 7009, section 2.1: a form, posted, with the token in it once.
#[tokio::test]
async fn revocation_takes_a_posted_form_with_a_token() {
    let app = app().await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    let good = || vec![("token", tokens.access.clone()), ("client_id", client.id.clone())];
    let invalid = (400, "invalid_request".to_owned());
    assert_eq!(Answer::of_form(&app, "/revoke", &with(good(), "token", None)).await.refusal(), invalid);
    for (name, value) in good() {
        let mut form = good();
        form.push((name, value));
        assert_eq!(Answer::of_form(&app, "/revoke", &form).await.refusal(), invalid, "{name} twice");
    }
    let query = format!("/revoke?token={}&client_id={}", tokens.access, client.id);
    assert_eq!(Answer::of(post(&app, &query, &[])).await.refusal(), invalid);
    let url = format!("{}{query}", origin(app.address));
    assert_eq!(Answer::of(app.client.get(&url)).await.status, 405);
    assert_eq!(Answer::of(app.client.post(&url).json(&json!({ "token": tokens.access }))).await.refusal(), invalid);
    assert_eq!(client.status(&tokens.access).await, 200);
}

/// Issue 4, "Revocation": uninstalled at Intercom when it was the workspace's last, and only if configured.
#[tokio::test]
async fn app_is_uninstalled_with_the_last_sign_in_of_a_workspace_if_configured() {
    for configured in [false, true] {
        let app = app_with(|config, _| config.uninstall_on_last_revoke = configured).await;
        let client = Client::register(&app).await;
        let other = Client::register_as(&app, json!({ "client_name": "Another", "redirect_uris": [REDIRECT] })).await;
        let tokens = [client.sign_in().await, other.sign_in().await, client.sign_in().await];
        app.reset_simulator().await;
        for (client, token) in [(&client, &tokens[0].access), (&other, &tokens[1].refresh)] {
            assert_eq!(revoke(&app, token, &client.id).await.status, 200);
        }
        assert_eq!(app.upstream_calls().await, json!({}), "one is left");
        assert_eq!(client.status(&tokens[2].access).await, 200);
        assert_eq!(revoke(&app, &tokens[2].refresh, &client.id).await.status, 200);
        let expected = if configured { json!({ "POST /auth/uninstall": 1 }) } else { json!({}) };
        assert_eq!(app.upstream_calls().await, expected);
        assert_eq!(revoke(&app, &tokens[2].refresh, &client.id).await.status, 200);
        assert_eq!(app.upstream_calls().await, expected, "once");
    }
}

/// RFC 7009, section 2: the grant is gone, whatever Intercom says to the uninstall.
#[tokio::test]
async fn revocation_stands_when_intercom_cannot_be_reached() {
    let app = app_with(|config, _| config.uninstall_on_last_revoke = true).await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    app.fault(json!({ "path": "/auth/uninstall", "status": 500, "times": 0 })).await;
    assert_eq!(revoke(&app, &tokens.access, &client.id).await.status, 200);
    assert_eq!(client.status(&tokens.access).await, 401);
}

/// A stream that was opened before must not outlive the sign-in: what is posted to it is refused, and its client would
/// wait for ever.
#[tokio::test]
async fn event_stream_of_a_revoked_sign_in_ends_with_its_next_ping() {
    let app = app().await;
    let client = Client::register(&app).await;
    let (tokens, other) = (client.sign_in().await, client.sign_in().await);
    let mut streams = Vec::new();
    let others = app.clock.sleepers();
    for token in [&tokens.access, &other.access] {
        let mut connection = Connection::open(app.address).await;
        let address = app.address;
        connection.send(format!("GET /sse HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\r\n")).await;
        let mut stream = Stream::on(connection).await;
        stream.endpoint().await;
        streams.push(stream);
    }
    let ping = async || {
        while app.clock.sleepers() < others + 2 {
            tokio::task::yield_now().await;
        }
        app.clock.advance(Duration::from_secs(20));
    };
    ping().await;
    for stream in &mut streams {
        assert!(matches!(stream.next().await, Some(Event::Comment(_))));
    }
    assert_eq!(revoke(&app, &tokens.refresh, &client.id).await.status, 200);
    ping().await;
    assert_eq!(streams[0].next().await, None);
    assert!(matches!(streams[1].next().await, Some(Event::Comment(_))));
}
