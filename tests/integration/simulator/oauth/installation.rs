//! What an app may that is connected, until it is removed; and what the simulator remembers of it.

use std::time::Duration;

use axum::http::Request;
use serde_json::{Value, json};
use url::Url;

use super::{
    super::{Options, Stand, small},
    CALLBACK, REVOKED, TOKEN, UNAUTHORIZED_CODE, encoded, good, parameter,
};

#[tokio::test]
async fn a_token_is_fresh_and_may_what_its_regions_demo_token_may() {
    let stand = Stand::new();
    for (path, region, demo) in
        [("/oauth", "US", "demo-us"), ("/eu/oauth", "EU", "demo-eu"), ("/au/oauth", "AU", "demo-au")]
    {
        let (token, other) = (stand.sign_in(path).await, stand.sign_in(path).await);
        assert!(token.starts_with("dG9rO") && token != other, "{token} {other}");
        assert_eq!(stand.get(&token, "/me").await.body, stand.simulator.me(region));
        let host = region.to_lowercase();
        assert_eq!(stand.get(&token, &format!("/{host}/me")).await.status, 200);
        let query = json!({ "query": { "field": "open", "operator": "=", "value": true } });
        let path = "/conversations/search";
        assert_eq!(stand.post(&token, path, &query).await.body, stand.post(demo, path, &query).await.body);
        let wrong = if region == "AU" { "/us/me" } else { "/au/me" };
        assert_eq!(stand.get(&token, wrong).await.refusal(), (401, "unauthorized", "Access Token Invalid"));
    }
}

#[tokio::test]
async fn a_token_never_expires() {
    let stand = Stand::new();
    let token = stand.sign_in("/oauth").await;
    stand.clock.advance(Duration::from_secs(10 * 365 * 24 * 60 * 60));
    assert_eq!(stand.get(&token, "/me").await.status, 200);
}

#[tokio::test]
async fn uninstalling_revokes_the_workspaces_tokens_and_codes_and_nothing_else() {
    let stand = Stand::new();
    let (token, sibling) = (stand.sign_in("/eu/oauth").await, stand.sign_in("/eu/oauth").await);
    let (elsewhere, waiting) = (stand.sign_in("/oauth").await, stand.code("/eu/oauth").await);
    let waiting_elsewhere = stand.code("/oauth").await;
    let answer = stand.post(&token, "/eu/auth/uninstall", &Value::Null).await;
    assert_eq!((answer.status.as_u16(), &answer.body), (200, &json!("")));
    for dead in [&token, &sibling] {
        assert_eq!(stand.get(dead, "/me").await.refusal(), REVOKED);
        assert_eq!(stand.post(dead, "/auth/uninstall", &Value::Null).await.refusal(), REVOKED);
    }
    assert_eq!(stand.exchange(&waiting).await.refusal(), UNAUTHORIZED_CODE);
    assert_eq!(stand.exchange(&waiting_elsewhere).await.status, 200);
    assert_eq!(stand.get(&elsewhere, "/me").await.status, 200);
    assert_eq!(stand.get("demo-eu", "/me").await.status, 200);
    let anew = stand.sign_in("/eu/oauth").await;
    assert_eq!(stand.get(&anew, "/me").await.status, 200);
    assert_eq!(stand.get(&token, "/me").await.refusal(), REVOKED);

    stand.simulator.uninstall("eu");
    assert_eq!(stand.get(&anew, "/me").await.refusal(), REVOKED);
    assert_eq!(stand.get(&elsewhere, "/me").await.status, 200);
}

#[tokio::test]
async fn only_a_token_of_the_app_uninstalls_it() {
    let stand = Stand::new();
    let token = stand.sign_in("/oauth").await;
    let uninstall = |token: &'static str, path: &'static str| stand.post(token, path, &Value::Null);
    let (us, own) = ("/auth/uninstall", "/us/auth/uninstall");
    assert_eq!(uninstall("demo-us", own).await.refusal(), (404, "not_found", "Resource Not Found"));
    assert_eq!(uninstall("demo-revoked", us).await.refusal(), REVOKED);
    for unknown in ["demo-us (oauth)", "dG9rOmFiYw=="] {
        assert_eq!(uninstall(unknown, us).await.refusal(), (401, "unauthorized", "Access Token Invalid"));
    }
    let other_host = stand.post(&token, "/au/auth/uninstall", &Value::Null).await;
    assert_eq!(other_host.refusal(), (401, "unauthorized", "Access Token Invalid"));
    assert_eq!(stand.get(&token, "/auth/uninstall").await.refusal().0, 404);
    for good in [token.as_str(), "demo-us"] {
        assert_eq!(stand.get(good, "/me").await.status, 200);
    }
}

#[tokio::test]
async fn the_apps_tokens_of_a_workspace_share_a_rate_limit_that_signing_in_does_not_use() {
    let stand = Stand::with(Options { rate_limit: 2, ..small() });
    let mut tokens = Vec::new();
    for _ in 0..3 {
        tokens.push(stand.sign_in("/oauth").await);
    }
    for (token, status) in tokens.iter().zip([200, 200, 429]) {
        assert_eq!(stand.get(token, "/me").await.status, status);
    }
    assert_eq!(stand.get("demo-us", "/me").await.header("x-ratelimit-remaining"), Some("1"));
    assert_eq!(stand.exchange(&stand.code("/oauth").await).await.status, 200);
}

#[tokio::test]
async fn requests_are_counted_and_remembered_without_code_secret_or_token() {
    let stand = Stand::new();
    let code = stand.code("/us/oauth").await;
    let pairs = [("code", code.as_str()), ("client_id", "demo-app"), ("client_secret", "demo-secret")];
    let token = stand.exchange(&code).await.body["token"].as_str().expect("a token").to_owned();
    let json = json!({ "code": code, "client_id": "demo-app", "client_secret": "demo-secret", "token": token });
    stand.post(&token, TOKEN, &json).await;
    stand.post(&token, &format!("/eu{TOKEN}?{}", encoded(&pairs)), &json!(code)).await;
    stand.send(Request::post(TOKEN).body(code.clone().into()).expect("a request")).await;
    stand.get(&token, &format!("{TOKEN}?{}", encoded(&pairs))).await;
    stand.get(&token, "/me").await;
    stand.post(&token, "/auth/uninstall", &json!({ "token": token })).await;
    stand.get(&token, "/me").await;

    let counts = json!({
        "GET /auth/eagle/token": 1, "GET /me": 2, "GET /oauth": 1,
        "POST /auth/eagle/token": 4, "POST /auth/uninstall": 1, "POST /oauth": 1,
    });
    assert_eq!(stand.simulator.stats()["requests"], counts);
    let remembered = stand.simulator.requests();
    assert_eq!(remembered[2]["body"], json!({ "code": "***", "client_id": "demo-app", "client_secret": "***" }));
    for request in &remembered[6..] {
        assert_eq!(request["headers"]["authorization"], "Bearer demo-us (oauth)");
    }
    let written = json!(remembered).to_string();
    for secret in [code.as_str(), &encoded(&[("code", &code)]), "demo-secret", &token] {
        assert!(!written.contains(secret), "{secret} in {written}");
    }
}

#[tokio::test]
async fn a_reset_leaves_codes_and_tokens_as_they_are() {
    let stand = Stand::new();
    let (token, code) = (stand.sign_in("/oauth").await, stand.code("/oauth").await);
    let revoked = stand.sign_in("/eu/oauth").await;
    stand.simulator.uninstall("EU");
    stand.post("any", "/_simulator/reset", &Value::Null).await;
    assert_eq!(stand.get(&token, "/me").await.status, 200);
    assert_eq!(stand.get(&revoked, "/me").await.refusal(), REVOKED);
    assert_eq!(stand.exchange(&code).await.status, 200);
}

#[tokio::test]
async fn faults_strike_the_page_the_exchange_and_the_uninstall() {
    let stand = Stand::new();
    let (token, code) = (stand.sign_in("/oauth").await, stand.code("/oauth").await);
    for path in ["/oauth", TOKEN, "/auth/uninstall"] {
        let fault = json!({ "path": path, "status": 503 });
        assert_eq!(stand.post("any", "/_simulator/faults", &fault).await.status, 204);
    }
    assert_eq!(stand.page("/eu/oauth", &good(CALLBACK)).await.refusal().0, 503);
    assert_eq!(stand.exchange(&code).await.refusal().0, 503);
    assert_eq!(stand.post(&token, "/auth/uninstall", &Value::Null).await.refusal().0, 503);
    assert_eq!(stand.exchange(&code).await.status, 200);
    assert_eq!(stand.get(&token, "/me").await.status, 200);
}

#[tokio::test]
async fn the_oldest_codes_and_tokens_go_after_ten_thousand() {
    let stand = Stand::with(Options { conversations: 20, contacts: 10, ..small() });
    let (token, waiting) = (stand.sign_in("/oauth").await, stand.code("/oauth").await);
    let workspace = stand.simulator.me("US")["app"]["id_code"].as_str().expect("an id").to_owned();
    let pairs = [good(CALLBACK).to_vec(), vec![("workspace", workspace.as_str())]].concat();
    for number in 1..=10_000 {
        // The page itself is left out: nothing is remembered of it.
        let answer = stand.send_form("/oauth", &pairs).await;
        let back: Url = answer.header("location").expect("a location").parse().expect("a URL");
        let newest = stand.exchange(&parameter(&back, "code")).await;
        assert_eq!(newest.status, 200, "{number}");
    }
    assert_eq!(stand.exchange(&waiting).await.refusal(), UNAUTHORIZED_CODE);
    assert_eq!(stand.get(&token, "/me").await.refusal(), (401, "unauthorized", "Access Token Invalid"));
}
