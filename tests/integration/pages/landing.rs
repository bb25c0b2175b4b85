//! `/`: over a real socket, and what it says in each configuration.

use base64::{Engine, prelude::BASE64_STANDARD};
use intercom_mcp::{config::Config, pages::WaysIn};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::{Shown, landing};
use crate::harness::App;

/// The page that a server with this configuration shows.
async fn page(configure: impl FnOnce(&mut Config)) -> String {
    let app = App::with(|config, _| configure(config)).await;
    let answer = app.client.get(format!("http://{}/", app.address)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.text().await.unwrap()
}

/// Unescaped, as a browser reads it.
fn unescaped(html: &str) -> String {
    [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")]
        .iter()
        .fold(html.to_owned(), |text, (escaped, character)| text.replace(escaped, character))
}

/// The text of the snippet `id`.
fn snippet(html: &str, id: &str) -> String {
    let start = format!("<code id=\"{id}\">");
    unescaped(html.split(&start).nth(1).unwrap_or_else(|| panic!("no {id}")).split("</code>").next().unwrap())
}

/// The link that begins with `start`.
fn link(html: &str, start: &str) -> String {
    let start = format!("href=\"{start}");
    unescaped(html.split(&start).nth(1).unwrap().split('"').next().unwrap())
}

#[tokio::test]
async fn people_get_a_page_without_a_credential() {
    let app = App::start().await;
    let root = format!("http://{}/", app.address);
    let answer = app.client.get(&root).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let html = answer.text().await.unwrap();
    assert_eq!(snippet(&html, "address-mcp"), app.mcp());
    let head = app.client.head(&root).send().await.unwrap();
    assert_eq!((head.status().as_u16(), head.headers().contains_key("content-security-policy")), (200, true));
    assert_eq!(head.text().await.unwrap(), "");
}

#[tokio::test]
async fn a_name_that_is_not_ours_gets_no_page() {
    let app = App::start().await;
    let request = app.client.get(format!("http://{}/", app.address)).header("host", "evil.example");
    assert_eq!(request.send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn clients_that_were_given_the_bare_address_are_told_the_endpoint() {
    let app = App::start().await;
    let answer = app.client.post(format!("http://{}/", app.address)).json(&json!({})).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["allow"].to_str().unwrap()), (405, "GET, HEAD"));
    let body: Value = answer.json().await.unwrap();
    let expected = format!("only `GET` is answered at `/`; the MCP endpoint is `{}`", app.mcp());
    assert_eq!(body["error_description"], expected);
}

#[tokio::test]
async fn a_server_with_sign_in_tells_every_client() {
    insta::assert_snapshot!(Shown::of(landing().response()).await.text());
}

#[tokio::test]
async fn a_server_on_this_computer_names_the_clients_that_cannot_reach_it() {
    let html = page(|config| config.public_url = "http://localhost:4321".parse().unwrap()).await;
    assert!(
        html.contains("Claude calls from the internet and cannot reach <code>http://localhost:4321</code>"),
        "{html}"
    );
    assert!(html.contains("ChatGPT calls from the internet"));
}

#[tokio::test]
async fn every_way_in_that_is_configured_is_told() {
    let tokens = page(|_| {}).await;
    assert!(tokens.contains("<strong>Your own Intercom access token.</strong>"), "{tokens}");
    let key = page(|config| {
        config.intercom_access_token = Some("demo-us".into());
        config.access_key = Some("a-key-of-sixteen".into());
        config.accept_intercom_tokens = false;
    })
    .await;
    assert!(key.contains("<strong>An access key.</strong>") && !key.contains("a-key-of-sixteen"));
    let open = page(|config| {
        config.intercom_access_token = Some("demo-us".into());
        config.accept_intercom_tokens = false;
    })
    .await;
    assert!(open.contains("<strong>Nothing is needed.</strong>"));
    let pasted = page(|config| {
        config.accept_pasted_tokens = true;
        config.accept_intercom_tokens = false;
    })
    .await;
    assert!(pasted.contains("which asks you first and takes an Intercom access token."), "{pasted}");
    let none = page(|config| config.accept_intercom_tokens = false).await;
    assert!(none.contains("has switched every way off"));
}

#[tokio::test]
async fn the_deprecated_address_is_told_where_it_is_served() {
    assert!(page(|_| {}).await.contains("/sse</code>"));
    assert!(!page(|config| config.enable_sse = false).await.contains("/sse"));
}

#[tokio::test]
async fn with_sign_in_no_snippet_has_a_credential() {
    let html = Shown::of(landing().response()).await.html;
    let endpoint = json!({"url": "https://mcp.example.com/mcp"});
    assert_eq!(snippet(&html, "claude-code"), "claude mcp add --transport http intercom https://mcp.example.com/mcp");
    assert_eq!(cursor_entry(&html), endpoint);
    let file: Value = serde_json::from_str(&snippet(&html, "cursor")).unwrap();
    assert_eq!(file["mcpServers"]["intercom"], endpoint);
    let link = visual_studio_code_link(&html);
    assert_eq!(link, json!({"name": "intercom", "type": "http", "url": "https://mcp.example.com/mcp"}));
    assert!(!html.contains("YOUR_"));
}

#[tokio::test]
async fn without_sign_in_every_snippet_has_a_place_for_the_credential() {
    let mut tokens = landing();
    tokens.ways = WaysIn { intercom_token: true, ..WaysIn::default() };
    let html = Shown::of(tokens.response()).await.html;
    insta::assert_snapshot!(snippet(&html, "claude-code"), @r#"claude mcp add --transport http intercom https://mcp.example.com/mcp --header "Authorization: Bearer YOUR_INTERCOM_ACCESS_TOKEN""#);
    let bearer = "Bearer YOUR_INTERCOM_ACCESS_TOKEN";
    assert_eq!(cursor_entry(&html)["headers"]["Authorization"], bearer);
    let remote: Value = serde_json::from_str(&snippet(&html, "mcp-remote")).unwrap();
    assert_eq!(remote["mcpServers"]["intercom"]["env"]["AUTH_HEADER"], bearer);
    // Visual Studio Code asks for it and keeps it out of the file.
    let file: Value = serde_json::from_str(&snippet(&html, "vscode")).unwrap();
    for (headers, inputs) in [
        (&file["servers"]["intercom"]["headers"], &file["inputs"]),
        (&visual_studio_code_link(&html)["headers"], &visual_studio_code_link(&html)["inputs"]),
    ] {
        assert_eq!(headers["Authorization"], format!("Bearer ${{input:{}}}", inputs[0]["id"].as_str().unwrap()));
        assert_eq!(inputs[0]["password"], true);
    }
    assert!(html.contains("Claude signs in by OAuth, which this server does not offer."));
}

fn cursor_entry(html: &str) -> Value {
    let config = link(html, "cursor://anysphere.cursor-deeplink/mcp/install?name=intercom&#38;config=");
    let base64 = percent_decode_str(&config).decode_utf8().unwrap();
    serde_json::from_slice(&BASE64_STANDARD.decode(base64.as_bytes()).unwrap()).unwrap()
}

fn visual_studio_code_link(html: &str) -> Value {
    serde_json::from_str(&percent_decode_str(&link(html, "vscode:mcp/install?")).decode_utf8().unwrap()).unwrap()
}
