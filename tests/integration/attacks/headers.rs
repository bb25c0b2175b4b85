//! What every answer tells caches and browsers, whoever made the answer.

use reqwest::header::HeaderMap;
use serde_json::json;

use crate::{
    harness::App,
    oauth::{
        browser::Browser,
        client::{Client, app_with},
    },
};

type Headers<'a> = Vec<(&'a str, &'a str)>;

/// Every kind of answer: data, tokens, refusals, pages, redirects, documents, health.
async fn answers(app: &App, host: &str) -> Vec<(String, HeaderMap)> {
    let mut answers = Vec::new();
    let json = [("content-type", "application/json")];
    let bearer = ("authorization", "Bearer demo-us");
    let list = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;
    let call = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search","arguments":{"query":""}}}"#;
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let cases: Vec<(&str, &str, Headers<'_>, &str)> = vec![
        ("POST", "/mcp", [&json[..], &[bearer]].concat(), list),
        ("POST", "/mcp", [&json[..], &[bearer]].concat(), call),
        ("POST", "/mcp", [&json[..], &[bearer, ("accept", "text/event-stream")]].concat(), list),
        ("POST", "/mcp", [&json[..], &[bearer]].concat(), "{"),
        ("POST", "/mcp", json.to_vec(), list),
        ("GET", "/mcp", vec![bearer], ""),
        ("OPTIONS", "/mcp", vec![], ""),
        ("OPTIONS", "/mcp", vec![("origin", "http://localhost")], ""),
        ("POST", "/mcp", vec![("origin", "https://evil.example")], ""),
        ("POST", "/mcp", vec![("host", "evil.example")], ""),
        ("GET", "/sse", vec![bearer], ""),
        ("POST", "/sse/message?sessionId=none", [&json[..], &[bearer]].concat(), list),
        ("GET", "/", vec![], ""),
        ("POST", "/", vec![], ""),
        ("GET", "/nowhere", vec![], ""),
        ("GET", "/healthz", vec![], ""),
        ("POST", "/healthz", vec![], ""),
        ("GET", "/readyz", vec![], ""),
        ("POST", "/register", json.to_vec(), r#"{"redirect_uris":["http://127.0.0.1/callback"]}"#),
        ("POST", "/register", json.to_vec(), "{}"),
        ("POST", "/token", form.to_vec(), "grant_type=authorization_code"),
        ("POST", "/revoke", form.to_vec(), "token=unknown"),
        ("POST", "/revoke", form.to_vec(), ""),
        ("GET", "/authorize", vec![], ""),
        ("POST", "/authorize", form.to_vec(), "decision=approve"),
        ("GET", "/callback", vec![], ""),
        ("POST", "/intercom/uninstalled", json.to_vec(), "{}"),
        ("GET", "/.well-known/oauth-authorization-server", vec![], ""),
        ("GET", "/.well-known/oauth-protected-resource/mcp", vec![], ""),
    ];
    for (method, path, headers, body) in cases {
        let url = format!("http://{}{path}", app.address);
        let mut request = app.client.request(method.parse().unwrap(), url).body(body);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", host);
        }
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let answer = request.send().await.unwrap();
        answers.push((format!("{method} {path} {body} {}", answer.status()), answer.headers().clone()));
    }
    answers
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
}

#[tokio::test]
async fn no_answer_is_kept_or_guessed_at_but_the_documents_that_anybody_may_keep() {
    let app = app_with(|_, _| {}).await;
    for (answer, headers) in answers(&app, &app.address.to_string()).await {
        assert_eq!(header(&headers, "x-content-type-options"), ["nosniff"], "{answer}");
        let expected = if answer.contains("/.well-known/") {
            "public, max-age=300"
        } else if headers.get("content-type").is_some_and(|kind| kind == "text/event-stream") {
            "no-cache, no-store, no-transform"
        } else {
            "no-store"
        };
        assert_eq!(header(&headers, "cache-control"), [expected], "{answer}");
        assert_eq!(header(&headers, "strict-transport-security"), [""; 0], "not over plain HTTP: {answer}");
    }
}

#[tokio::test]
async fn with_an_https_address_every_answer_forbids_plain_http_for_a_year() {
    let app = app_with(|config, _| config.public_url = "https://mcp.example.com".parse().unwrap()).await;
    for (answer, headers) in answers(&app, "mcp.example.com").await {
        // Not for the subdomains, which are the operator's.
        assert_eq!(header(&headers, "strict-transport-security"), ["max-age=31536000"], "{answer}");
    }
}

#[tokio::test]
async fn tokens_and_the_ways_to_them_are_not_kept() {
    let app = app_with(|_, _| {}).await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let asking = client.ask(&mut browser).await;
    let approved = browser.submit(&asking.action(), &asking.decided("approve")).await;
    assert_eq!(approved.status, 303);
    let metadata = json!({ "client_name": "Another", "redirect_uris": ["http://127.0.0.1/another"] });
    let url = format!("http://{}/register", app.address);
    let registered = app.client.post(url).json(&metadata).send().await.unwrap();
    assert_eq!(registered.status(), 201);
    for headers in [&asking.headers, &approved.headers, registered.headers()] {
        assert_eq!(header(headers, "cache-control"), ["no-store"]);
        assert_eq!(header(headers, "x-content-type-options"), ["nosniff"]);
    }
}
