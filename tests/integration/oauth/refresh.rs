//! Refresh tokens: rotated, with a grace for lost answers and parallel refreshes; reused later, they end the sign-in.

use std::time::Duration;

use intercom_mcp::store::records::Kind;
use serde_json::json;

use super::{
    answer::Answer,
    browser::{Browser, origin},
    client::{Client, REDIRECT, Tokens, app, app_with, stored, with},
};

/// OAuth 2.1, section 4.3.1: "the authorization server MUST … rotate refresh tokens" of public clients.
#[tokio::test]
async fn refresh_gives_new_tokens_and_the_old_access_token_holds_until_it_expires() {
    let app = app().await;
    let client = Client::register(&app).await;
    let first = client.sign_in().await;
    let second = client.tokens(&client.refresh(&first.refresh)).await;
    assert_ne!(first.access, second.access);
    assert_ne!(first.refresh, second.refresh);
    for access in [&first.access, &second.access] {
        assert_eq!(client.status(access).await, 200);
    }
    app.clock.advance(Duration::from_secs(60 * 60));
    for access in [&first.access, &second.access] {
        assert_eq!(client.status(access).await, 401);
    }
}

/// Decision of issue 4: several windows of one client refresh at once, and none of them is signed out.
#[tokio::test]
async fn four_refreshes_at_the_same_time_give_one_successor() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut tokens = client.sign_in().await;
    for _ in 0..5 {
        let form = client.refresh(&tokens.refresh);
        let given = futures_util::future::join_all((0..4).map(|_| client.tokens(&form))).await;
        assert!(given.iter().all(|pair| *pair == given[0]), "{given:?}");
        assert_ne!(given[0], tokens);
        assert_eq!(client.status(&given[0].access).await, 200);
        tokens = given[0].clone();
    }
    // Of those that were too late nothing is left: six pairs, one for each rotation and the first.
    assert_eq!(stored(&app, Kind::RefreshToken).await, 6);
    assert_eq!(stored(&app, Kind::AccessToken).await, 6);
}

/// Decision of issue 4: for REFRESH_GRACE a used token gives the same pair again, with the time that is left of it.
#[tokio::test]
async fn lost_answer_is_given_again_within_the_grace() {
    let app = app().await;
    let client = Client::register(&app).await;
    let first = client.sign_in().await;
    let second = client.tokens(&client.refresh(&first.refresh)).await;
    app.clock.advance(Duration::from_secs(60));
    let again = Answer::of_form(&app, "/token", &client.refresh(&first.refresh)).await;
    assert_eq!(again.json()["access_token"], second.access.as_str());
    assert_eq!(again.json()["refresh_token"], second.refresh.as_str());
    assert_eq!(again.json()["expires_in"], 3540);
    assert_eq!(client.status(&second.access).await, 200);
}

/// OAuth 2.1, section 4.3.1; RFC 9700, section 4.14.2: reuse of a rotated token revokes the family.
#[tokio::test]
async fn reuse_after_the_grace_ends_the_sign_in() {
    let app = app().await;
    let client = Client::register(&app).await;
    let first = client.sign_in().await;
    let second = client.tokens(&client.refresh(&first.refresh)).await;
    let third = client.tokens(&client.refresh(&second.refresh)).await;
    app.clock.advance(Duration::from_secs(61));
    assert_eq!(client.refused(&client.refresh(&first.refresh)).await, "invalid_grant");
    for Tokens { access, refresh } in [first, second, third] {
        assert_eq!(client.status(&access).await, 401);
        assert_eq!(client.refused(&client.refresh(&refresh)).await, "invalid_grant");
    }
    assert_eq!(stored(&app, Kind::Grant).await, 0);
}

/// Within the grace a token of two rotations ago gives what it gave, and nothing newer.
#[tokio::test]
async fn token_of_two_rotations_ago_gives_its_own_successor_within_the_grace() {
    let app = app().await;
    let client = Client::register(&app).await;
    let first = client.sign_in().await;
    let second = client.tokens(&client.refresh(&first.refresh)).await;
    let third = client.tokens(&client.refresh(&second.refresh)).await;
    assert_eq!(client.tokens(&client.refresh(&first.refresh)).await, second);
    assert_eq!(client.tokens(&client.refresh(&second.refresh)).await, third);
}

/// A client that refreshes in a circle is told to wait, and is not signed out.
#[tokio::test]
async fn refreshes_of_one_sign_in_are_limited() {
    let app = app().await;
    let client = Client::register(&app).await;
    let (mut tokens, other) = (client.sign_in().await, client.sign_in().await);
    for _ in 0..30 {
        tokens = client.tokens(&client.refresh(&tokens.refresh)).await;
    }
    app.clock.advance(Duration::from_secs(20));
    let answer = Answer::of_form(&app, "/token", &client.refresh(&tokens.refresh)).await;
    assert_eq!((answer.refusal().0, answer.header("retry-after")), (429, Some("40")), "{}", answer.text);
    client.tokens(&client.refresh(&other.refresh)).await;
    app.clock.advance(Duration::from_secs(40));
    client.tokens(&client.refresh(&tokens.refresh)).await;
}

/// REFRESH_GRACE=0s: the strict rule of OAuth 2.1.
#[tokio::test]
async fn without_a_grace_the_second_use_ends_the_sign_in() {
    let app = app_with(|config, _| config.refresh_grace = Duration::ZERO).await;
    let client = Client::register(&app).await;
    let first = client.sign_in().await;
    let second = client.tokens(&client.refresh(&first.refresh)).await;
    app.clock.advance(Duration::from_millis(1));
    assert_eq!(client.refused(&client.refresh(&first.refresh)).await, "invalid_grant");
    assert_eq!(client.status(&second.access).await, 401);
    assert_eq!(client.refused(&client.refresh(&second.refresh)).await, "invalid_grant");
}

/// RFC 6749, section 6: "the authorization server MUST ensure that the refresh token was issued to" the client; section
/// 10.4: bound to it. A stranger's attempt revokes nothing.
#[tokio::test]
async fn refresh_token_is_bound_to_its_client() {
    let app = app().await;
    let client = Client::register(&app).await;
    let other = Client::register_as(&app, json!({ "client_name": "Another", "redirect_uris": [REDIRECT] })).await;
    let tokens = client.sign_in().await;
    assert_eq!(other.refused(&other.refresh(&tokens.refresh)).await, "invalid_grant");
    let unknown = with(client.refresh(&tokens.refresh), "client_id", Some("imcp_cl_unknown"));
    assert_eq!(client.refused(&unknown).await, "invalid_client");
    let missing = with(client.refresh(&tokens.refresh), "client_id", None);
    assert_eq!(client.refused(&missing).await, "invalid_request");
    let next = client.tokens(&client.refresh(&tokens.refresh)).await;
    // Nor does a stranger's attempt with a used one.
    app.clock.advance(Duration::from_secs(61));
    assert_eq!(other.refused(&other.refresh(&tokens.refresh)).await, "invalid_grant");
    assert_eq!(client.status(&next.access).await, 200);
}

/// RFC 8707, section 2.2: what was granted, and nothing else.
#[tokio::test]
async fn refresh_is_for_the_resource_that_was_granted() {
    let app = app().await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    let here = origin(app.address);
    for resource in [format!("{here}/sse"), here.clone(), "https://another.example.com/mcp".to_owned()] {
        let form = with(client.refresh(&tokens.refresh), "resource", Some(&resource));
        assert_eq!(client.refused(&form).await, "invalid_target", "{resource}");
    }
    client.tokens(&with(client.refresh(&tokens.refresh), "resource", Some(&format!("{here}/mcp")))).await;
}

/// OAuth 2.1, section 4.3.1: "If a new refresh token is issued, the refresh token scope MUST be identical".
#[tokio::test]
async fn scope_is_kept_whatever_is_asked() {
    let app = app().await;
    let client = Client::register(&app).await;
    for scope in ["intercom:read", "intercom:read offline_access"] {
        let mut browser = Browser::new();
        let page = browser.open(&client.authorize_url(&with(client.request(), "scope", Some(scope)))).await;
        let mut tokens = client.tokens(&client.exchange(&client.code_from(&mut browser, &page).await)).await;
        for asked in [None, Some("intercom:read offline_access admin"), Some("intercom:read")] {
            let form = with(client.refresh(&tokens.refresh), "scope", asked);
            let answer = Answer::of_form(&app, "/token", &form).await;
            assert_eq!(answer.json()["scope"], scope, "{asked:?}");
            tokens.refresh = answer.json()["refresh_token"].as_str().unwrap().to_owned();
        }
    }
}

/// RFC 6749, section 5.2: unknown, malformed and expired ones.
#[tokio::test]
async fn refresh_token_that_opens_nothing_is_refused() {
    let app = app_with(|config, _| config.refresh_token_lifetime = Duration::from_secs(7_200)).await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    let unknown = format!("imcp_rt_{}", "A".repeat(43));
    let cut = &tokens.refresh[..50];
    let upper = tokens.refresh.to_uppercase();
    for token in [unknown.as_str(), cut, &upper, "x", "imcp_rt_", "\u{0}", "' or 1=1 --"] {
        assert_eq!(client.refused(&client.refresh(token)).await, "invalid_grant", "{token}");
    }
    for name in ["refresh_token", "grant_type"] {
        assert_eq!(client.refused(&with(client.refresh(&tokens.refresh), name, None)).await, "invalid_request");
        let mut twice = client.refresh(&tokens.refresh);
        let again = twice.iter().find(|(other, _)| *other == name).unwrap().clone();
        twice.push(again);
        assert_eq!(client.refused(&twice).await, "invalid_request", "{name} twice");
    }
    app.clock.advance(Duration::from_secs(7_200));
    assert_eq!(client.refused(&client.refresh(&tokens.refresh)).await, "invalid_grant", "it has expired");
}

/// Every rotation begins the 90 days anew, and the token that was used can still be recognised as such.
#[tokio::test]
async fn reuse_is_seen_for_as_long_as_the_used_token_would_have_held() {
    let app = app().await;
    let client = Client::register(&app).await;
    let first = client.sign_in().await;
    let second = client.tokens(&client.refresh(&first.refresh)).await;
    app.clock.advance(Duration::from_secs(89 * 24 * 60 * 60));
    let third = client.tokens(&client.refresh(&second.refresh)).await;
    assert_eq!(client.refused(&client.refresh(&first.refresh)).await, "invalid_grant");
    assert_eq!(client.status(&third.access).await, 401);
}
