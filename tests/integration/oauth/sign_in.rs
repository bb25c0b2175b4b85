//! The whole way of a sign-in, and what holds for it from its beginning to its end.

use std::time::Duration;

use serde_json::json;

use super::{
    browser::{Browser, origin, parameter},
    client::{Client, STATE, app, app_with, post_form, post_json},
};

#[tokio::test]
async fn person_signs_in_and_the_client_reads_the_workspace() {
    let app = app().await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    assert!(tokens.access.starts_with("imcp_at_") && tokens.access.len() == 51, "{tokens:?}");
    assert!(tokens.refresh.starts_with("imcp_rt_") && tokens.refresh.len() == 51, "{tokens:?}");
    let found = app.tool(&tokens.access, "search_conversations", json!({ "limit": 3 })).await;
    let direct = app.tool("demo-us", "search_conversations", json!({ "limit": 3 })).await;
    assert_eq!(found, direct);
}

#[tokio::test]
async fn answer_to_the_client_has_its_state_and_the_issuer() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let answer = client.at_intercom(&mut browser).await;
    let back = browser.follow(&answer).await;
    let location = back.location();
    assert_eq!(parameter(&location, "state").as_deref(), Some(STATE));
    assert_eq!(parameter(&location, "iss"), Some(origin(app.address)));
    assert!(browser.cookies.keys().all(|name| !name.contains("sign_in")), "{:?}", browser.cookies);
}

#[tokio::test]
async fn regions_are_chosen_on_the_page_and_found_at_intercom() {
    let app = app().await;
    let client = Client::register(&app).await;
    for region in ["us", "eu", "au"] {
        let mut browser = Browser::new();
        let page = client.ask(&mut browser).await;
        let mut fields = page.decided("approve");
        fields.iter_mut().filter(|(name, _)| name == "region").for_each(|(_, value)| *value = region.to_owned());
        let sent = browser.submit(&page.action(), &fields).await;
        assert!(sent.location().path().starts_with(&format!("/{region}/oauth")), "{}", sent.location());
        let page = browser.follow(&sent).await;
        let answer = browser.submit(&page.action(), &page.fields()).await;
        let code = parameter(&browser.follow(&answer).await.location(), "code").unwrap();
        let tokens = client.tokens(&client.exchange(&code)).await;
        let found = app.tool(&tokens.access, "search_contacts", json!({ "name": "a", "limit": 2 })).await;
        assert_eq!(
            found,
            app.tool(&format!("demo-{region}"), "search_contacts", json!({ "name": "a", "limit": 2 })).await
        );
    }
}

#[tokio::test]
async fn person_declines_and_the_client_is_told() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let page = client.ask(&mut browser).await;
    let back = browser.submit(&page.action(), &page.decided("deny")).await.location();
    assert_eq!(parameter(&back, "error").as_deref(), Some("access_denied"));
    assert_eq!(parameter(&back, "state").as_deref(), Some(STATE));
    assert_eq!(parameter(&back, "iss"), Some(origin(app.address)));
    assert_eq!(parameter(&back, "code"), None);
}

#[tokio::test]
async fn access_token_holds_an_hour_and_is_refreshed() {
    let app = app().await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    app.clock.advance(Duration::from_secs(60 * 60 - 1));
    assert_eq!(client.status(&tokens.access).await, 200);
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(client.status(&tokens.access).await, 401);
    let next = client.tokens(&client.refresh(&tokens.refresh)).await;
    assert_ne!(next, tokens);
    assert_eq!(client.status(&next.access).await, 200);
}

#[tokio::test]
async fn sign_in_holds_for_as_long_as_it_is_used_within_90_days() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut tokens = client.sign_in().await;
    for _ in 0..4 {
        app.clock.advance(Duration::from_secs(89 * 24 * 60 * 60));
        tokens = client.tokens(&client.refresh(&tokens.refresh)).await;
        assert_eq!(client.status(&tokens.access).await, 200);
    }
    app.clock.advance(Duration::from_secs(90 * 24 * 60 * 60));
    assert_eq!(client.refused(&client.refresh(&tokens.refresh)).await, "invalid_client", "it is forgotten as well");
}

#[tokio::test]
async fn revoked_sign_in_opens_nothing() {
    let app = app().await;
    let client = Client::register(&app).await;
    for which in ["access", "refresh"] {
        let tokens = client.sign_in().await;
        let token = if which == "access" { &tokens.access } else { &tokens.refresh };
        let form = [("token", token.clone()), ("client_id", client.id.clone())];
        assert_eq!(post_form(&app, "/revoke", &form).await.0, 200);
        assert_eq!(client.status(&tokens.access).await, 401);
        assert_eq!(client.refused(&client.refresh(&tokens.refresh)).await, "invalid_grant");
    }
}

#[tokio::test]
async fn token_that_intercom_refuses_ends_the_sign_in_once_and_for_all() {
    let app = app().await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    app.simulator.uninstall("us");
    let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": { "name": "search_contacts", "arguments": { "name": "a" } } });
    assert_eq!(app.post(&tokens.access, &call).await.0, 401);
    let asked = app.upstream_calls().await;
    assert_eq!(app.post(&tokens.access, &call).await.0, 401);
    assert_eq!(app.upstream_calls().await, asked, "Intercom is not asked again");
    assert_eq!(client.refused(&client.refresh(&tokens.refresh)).await, "invalid_grant");
}

#[tokio::test]
async fn notice_of_an_uninstall_is_checked_with_intercom_before_anything_is_revoked() {
    let app = app().await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    let contact = app.tool(&tokens.access, "search_contacts", json!({ "name": "a", "limit": 1 })).await;
    let workspace =
        contact["data"][0]["url"].as_str().unwrap().split("/apps/").nth(1).unwrap().split('/').next().unwrap();
    app.clock.advance(Duration::from_secs(1));
    // Anybody can send one.
    assert_eq!(post_json(&app, "/intercom/uninstalled", &json!({ "app_id": workspace })).await.0, 200);
    app.reset_simulator().await;
    assert_eq!(client.status(&tokens.access).await, 200);
    assert_eq!(client.status(&tokens.access).await, 200);
    assert_eq!(app.upstream_calls().await, json!({ "GET /me": 1 }), "once for each notice");
    app.clock.advance(Duration::from_secs(1));
    app.simulator.uninstall("us");
    assert_eq!(client.status(&tokens.access).await, 200, "nobody has asked Intercom");
    assert_eq!(post_json(&app, "/intercom/uninstalled", &json!({ "app_id": workspace })).await.0, 200);
    assert_eq!(client.status(&tokens.access).await, 401);
    assert_eq!(client.refused(&client.refresh(&tokens.refresh)).await, "invalid_grant");
}

#[tokio::test]
async fn workspace_that_is_not_allowed_is_named_on_a_page_and_grants_nothing() {
    let app = app_with(|config, _| config.allowed_workspaces = Some(vec!["another".to_owned()])).await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let answer = client.at_intercom(&mut browser).await;
    let page = browser.follow(&answer).await;
    assert_eq!(page.status, 403);
    assert!(page.html.contains("ALLOWED_WORKSPACES"), "{}", page.html);
}
