//! The resource server: which credentials open it, and what everybody else is told (RFC 6750, RFC 9728, RFC 8707).

use serde_json::{Value, json};

use super::{
    answer::Answer,
    browser::{Browser, origin, parameter},
    client::{Client, app, serve_anew, with},
};
use crate::harness::App;

/// Every way in, with the document that its challenge names.
const WAYS: [(&str, &str, &str); 10] = [
    ("POST", "/mcp", "/mcp"),
    ("GET", "/mcp", "/mcp"),
    ("DELETE", "/mcp", "/mcp"),
    ("POST", "/mcp/", "/mcp"),
    ("GET", "/sse", "/sse"),
    ("POST", "/sse", "/sse"),
    ("GET", "/sse/", "/sse"),
    ("POST", "/message", "/sse"),
    ("POST", "/messages", "/sse"),
    ("POST", "/sse/message?sessionId=x", "/sse"),
];

async fn ask(app: &App, method: &str, path: &str, authorization: Option<&str>) -> Answer {
    let request = app.client.request(method.parse().unwrap(), format!("{}{path}", origin(app.address)));
    let request = request.header("accept", "application/json, text/event-stream");
    let request = request.json(&json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" }));
    Answer::of(match authorization {
        Some(authorization) => request.header("authorization", authorization),
        None => request,
    })
    .await
}

/// MCP 2025-06-18, "Authorization Server Location"; RFC 9728, section 5.1; RFC 6750, section 3: 401 on every HTTP
/// request, with the document of the endpoint, the scope, and an error only if something was presented.
#[tokio::test]
async fn every_way_in_is_challenged_with_the_document_of_its_endpoint() {
    let app = app().await;
    let here = origin(app.address);
    for (method, path, endpoint) in WAYS {
        let pointer = format!(
            r#"resource_metadata="{here}/.well-known/oauth-protected-resource{endpoint}", scope="intercom:read""#
        );
        let answer = ask(&app, method, path, None).await;
        assert_eq!(answer.status, 401, "{method} {path}");
        assert_eq!(
            answer.header("www-authenticate"),
            Some(format!(r#"Bearer realm="intercom-mcp", {pointer}"#).as_str()),
            "{method} {path}"
        );
        assert_eq!(answer.headers.get_all("www-authenticate").iter().count(), 1);
        let answer = ask(&app, method, path, Some("Bearer imcp_at_whatever")).await;
        assert_eq!(answer.status, 401, "{method} {path}");
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(challenge.starts_with(r#"Bearer realm="intercom-mcp", error="invalid_token", "#), "{challenge}");
        assert!(challenge.ends_with(&pointer), "{challenge}");
        assert!(!challenge.contains("offline_access"), "{challenge}");
    }
}

/// RFC 9728, section 3: what the challenge points at is there, and names the endpoint that was asked.
#[tokio::test]
async fn challenge_points_at_a_document_that_names_the_endpoint() {
    let app = app().await;
    for (method, path, endpoint) in [("POST", "/mcp", "/mcp"), ("GET", "/sse", "/sse")] {
        let answer = ask(&app, method, path, None).await;
        let challenge = answer.header("www-authenticate").unwrap();
        let address = challenge.split("resource_metadata=\"").nth(1).unwrap().split('"').next().unwrap();
        let document = Answer::of(app.client.get(address)).await.json();
        assert_eq!(document["resource"], format!("{}{endpoint}", origin(app.address)));
    }
}

/// RFC 6750, section 2.3; MCP 2025-06-18, "Token Requirements": "Access tokens MUST NOT be included in the URI query
/// string".
#[tokio::test]
async fn token_is_taken_from_the_header_only() {
    let app = app().await;
    let client = Client::register(&app).await;
    let token = client.sign_in().await.access;
    for token in [token.as_str(), "demo-us"] {
        for (method, path) in [("POST", "/mcp"), ("GET", "/mcp"), ("GET", "/sse"), ("POST", "/message")] {
            for name in ["access_token", "token", "api_key", "authorization", "bearer"] {
                let answer = ask(&app, method, &format!("{path}?{name}={token}"), None).await;
                assert_eq!(answer.status, 401, "{method} {path} {name}");
                assert!(!answer.header("www-authenticate").unwrap().contains("error="), "nothing was presented");
            }
        }
        let request = app.client.post(app.mcp()).header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(Answer::of(request.body(format!("access_token={token}"))).await.status, 401);
        let request = app.client.post(app.mcp()).header("cookie", format!("access_token={token}; token={token}"));
        assert_eq!(Answer::of(request.json(&json!({}))).await.status, 401);
    }
    assert_eq!(ask(&app, "POST", "/mcp?access_token=x", Some(&format!("Bearer {token}"))).await.status, 200);
}

/// MCP 2025-06-18, "Access Token Privilege Restriction": "MUST NOT pass through the token it received from the MCP
/// client"; what looks like one of ours never goes to Intercom, good or bad.
#[tokio::test]
async fn tokens_of_this_server_are_never_sent_to_intercom() {
    let app = app().await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    let code = client.code().await;
    app.reset_simulator().await;
    let garbage = format!("imcp_at_{}", "A".repeat(43));
    for token in
        [tokens.refresh.as_str(), &code, &client.id, &garbage, "imcp_at_", "imcp_", "imcp_xx_x", &tokens.access[..50]]
    {
        for (method, path, _) in WAYS {
            let answer = ask(&app, method, path, Some(&format!("Bearer {token}"))).await;
            assert_eq!(answer.refusal(), (401, "invalid_token".to_owned()), "{method} {path} {token}");
            assert!(!answer.text.contains(token) || token.len() < 10, "{}", answer.text);
        }
    }
    assert_eq!(app.upstream_calls().await, json!({}));
    // A good one: Intercom sees its own token.
    app.tool(&tokens.access, "search_contacts", json!({ "name": "a", "limit": 1 })).await;
    let url = format!("http://{}/_simulator/requests", app.simulator_address);
    let seen: Value = app.client.get(url).send().await.unwrap().json().await.unwrap();
    assert!(!seen["requests"].as_array().unwrap().is_empty());
    assert!(!seen.to_string().contains("imcp_"), "{seen}");
    assert_eq!(client.status(&tokens.access).await, 200);
    client.tokens(&client.exchange(&code)).await;
}

/// RFC 8707, section 2; MCP 2025-06-18, "Token Audience Binding and Validation": "MUST validate that access tokens were
/// issued specifically for them as the intended audience".
#[tokio::test]
async fn token_of_another_audience_is_refused() {
    let mut app = app().await;
    let (tokens, unbound, id) = {
        let client = Client::register(&app).await;
        // Clients of older protocol versions name no resource.
        let mut browser = Browser::new();
        let page = browser.open(&client.authorize_url(&with(client.request(), "resource", None))).await;
        let sent = browser.submit(&page.action(), &page.decided("approve")).await;
        let page = browser.follow(&sent).await;
        let answer = browser.submit(&page.action(), &page.fields()).await;
        let code = parameter(&browser.follow(&answer).await.location(), "code").unwrap();
        let unbound = client.tokens(&client.exchange(&code)).await;
        assert_eq!(client.status(&unbound.access).await, 200);
        (client.sign_in().await, unbound, client.id)
    };
    let was = format!("{}/mcp", origin(app.address));
    // The same database and the same keys under another address.
    serve_anew(&mut app, |_| {}, None).await;
    app.reset_simulator().await;
    let client = Client { app: &app, id };
    for (method, path, _) in WAYS {
        let answer = ask(&app, method, path, Some(&format!("Bearer {}", tokens.access))).await;
        assert_eq!(answer.refusal(), (401, "invalid_token".to_owned()), "{method} {path}");
        assert!(answer.text.contains("another server"), "{}", answer.text);
    }
    assert_eq!(client.status(&unbound.access).await, 401);
    assert_eq!(client.refused(&client.refresh(&unbound.refresh)).await, "invalid_grant");
    assert_eq!(app.upstream_calls().await, json!({}));
    let here = format!("{}/mcp", origin(app.address));
    for resource in [None, Some(was.as_str()), Some(here.as_str())] {
        let form = with(client.refresh(&tokens.refresh), "resource", resource);
        assert!(["invalid_grant", "invalid_target"].contains(&client.refused(&form).await.as_str()), "{resource:?}");
    }
}

/// mcp.md 2.2: tokens for the origin, `/mcp` and `/sse` open both endpoints, as do those of clients that know no
/// resource indicators.
#[tokio::test]
async fn tokens_for_this_servers_identifiers_open_both_endpoints() {
    let app = app().await;
    let client = Client::register(&app).await;
    let here = origin(app.address);
    for resource in [Some(here.clone()), Some(format!("{here}/mcp")), Some(format!("{here}/sse")), None] {
        let mut browser = Browser::new();
        let request = with(client.request(), "resource", resource.as_deref());
        let page = browser.open(&client.authorize_url(&request)).await;
        let tokens = client.tokens(&client.exchange(&client.code_from(&mut browser, &page).await)).await;
        assert_eq!(client.status(&tokens.access).await, 200, "{resource:?}");
        let stream = app.client.get(format!("{here}/sse")).bearer_auth(&tokens.access).send().await.unwrap();
        assert_eq!(stream.status(), 200, "{resource:?}");
    }
}

/// RFC 6750, section 3.1: what is no credential or no good one is challenged.
#[tokio::test]
async fn missing_and_wrong_credentials_are_challenged() {
    let app = app().await;
    let client = Client::register(&app).await;
    let token = client.sign_in().await.access;
    for authorization in [
        String::new(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        format!("Basic {token}"),
        format!("Token {token}"),
        format!("Bearer \"{token}\""),
        format!("Bearer {}", token.to_uppercase()),
        format!("Bearer {token}A"),
    ] {
        let answer = ask(&app, "POST", "/mcp", Some(&authorization)).await;
        assert_eq!(answer.refusal(), (401, "invalid_token".to_owned()), "{authorization}");
        assert!(answer.header("www-authenticate").unwrap().contains("resource_metadata="), "{authorization}");
        assert!(!answer.text.contains(&token), "{}", answer.text);
    }
    for scheme in ["bearer", "BEARER", "bEaReR"] {
        assert_eq!(ask(&app, "POST", "/mcp", Some(&format!("{scheme} {token}"))).await.status, 200, "{scheme}");
    }
}
