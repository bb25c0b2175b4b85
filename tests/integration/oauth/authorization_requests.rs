//! Authorization requests that are refused: on a page while nobody knows whom a redirect would reach, at the client
//! from then on.

mod parameters;
mod redirects;

use serde_json::json;

use super::{
    answer::{is_description, parameters as answered},
    browser::{Browser, Page, origin},
    client::{Client, REDIRECT, STATE, app},
};

/// A redirect URI of a site, with a query of its own.
const SITE: &str = "https://client.example.com/callback?x=1";
const EVIL: &str = "https://evil.example.org/";

/// Whose redirect URIs these are: a site's and a program's.
async fn client(app: &crate::harness::App) -> Client<'_> {
    Client::register_as(app, json!({ "client_name": "A test", "redirect_uris": [SITE, REDIRECT] })).await
}

async fn asked(client: &Client<'_>, parameters: &[(&str, String)]) -> Page {
    Browser::new().open(&client.authorize_url(parameters)).await
}

/// It is told on a page of ours, and nothing leads anywhere from there.
fn assert_is_page(page: &Page, what: &str) {
    assert_eq!(page.status, 400, "{what}: {}", page.html);
    assert_eq!(page.header("location"), None, "{what}");
    assert_eq!(page.header("refresh"), None, "{what}");
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{what}");
    assert_eq!(page.header("set-cookie"), None, "{what}");
    assert!(!page.html.contains("<form"), "{what}: {}", page.html);
    assert!(!page.html.contains("href=\"http"), "{what}: {}", page.html);
}

/// It is told to the client, with everything that such an answer has: the error.
fn error_at_client(client: &Client<'_>, page: &Page, what: &str) -> String {
    let back = page.location();
    assert!(back.as_str().starts_with(&format!("{REDIRECT}?error=")), "{what}: {back}");
    let mut said = answered(&back);
    assert_eq!(said.remove("iss"), Some(origin(client.app.address)), "{what}");
    assert!(is_description(&said.remove("error_description").unwrap()), "{what}: {back}");
    if what != "state" {
        assert_eq!(said.remove("state").as_deref(), Some(STATE), "{what}");
    }
    let error = said.remove("error").unwrap();
    assert!(said.is_empty(), "{what}: {said:?}");
    error
}

/// RFC 6749, section 4.1.2.1: with a missing or invalid client identifier the user agent is not redirected.
#[tokio::test]
async fn client_that_is_missing_repeated_or_unknown_is_told_on_a_page() {
    let app = app().await;
    let client = client(&app).await;
    let long = "x".repeat(10_000);
    for id in [
        "imcp_cl_0123456789abcdef0123456789abcdef",
        "imcp_at_0123456789abcdef0123456789abcdef",
        "another",
        "<script>alert(1)</script>",
        "javascript:alert(1)",
        "http://client.example.com/client.json",
        "https://client.example.com",
        "https://client.example.com/a/../client.json",
        "https://user@client.example.com/client.json",
        "https://client.example.com/client.json#fragment",
        "https://127.0.0.1/client.json",
        "https://[::ffff:169.254.169.254]/client.json",
        &long,
    ] {
        let page = asked(&client, &super::client::with(client.request(), "client_id", Some(id))).await;
        assert_is_page(&page, id);
        assert!(!page.html.contains("<script>alert"), "{}", page.html);
    }
    assert_is_page(&asked(&client, &super::client::with(client.request(), "client_id", None)).await, "missing");
    assert_is_page(&asked(&client, &super::client::with(client.request(), "client_id", Some(""))).await, "empty");
    for id in [client.id.as_str(), "another"] {
        let mut parameters = client.request();
        parameters.push(("client_id", id.to_owned()));
        assert_is_page(&asked(&client, &parameters).await, "repeated");
    }
}

/// RFC 6749, section 3.1: everything that is wrong at once is still told on a page, if the client is not known.
#[tokio::test]
async fn nothing_is_redirected_for_an_unknown_client_whatever_else_is_wrong() {
    let app = app().await;
    let client = client(&app).await;
    for parameters in [
        vec![("client_id", "another".to_owned()), ("redirect_uri", EVIL.to_owned())],
        vec![("redirect_uri", EVIL.to_owned()), ("state", "s".to_owned())],
        vec![("client_id", client.id.clone()), ("redirect_uri", EVIL.to_owned()), ("response_type", "token".into())],
        vec![],
    ] {
        assert_is_page(&asked(&client, &parameters).await, &format!("{parameters:?}"));
    }
}
