//! A whole sign-in of a client whose id is the address of its metadata document.

use std::sync::{Arc, Mutex};

use intercom_mcp::{config::Config, oauth::client_metadata::Documents, store::records::Kind};
use serde_json::json;

use super::{
    super::{
        browser::{Browser, Page, origin, parameter},
        client::{Client, app_with, serve_anew, stored, with},
    },
    Directory, ID, PUBLIC, document, network,
    site::{Play, Site},
};
use crate::harness::App;

const REDIRECT: &str = "https://client.example.com/callback";

/// A server that finds every document at the site.
async fn start() -> (App, Site, Arc<Directory>) {
    start_with(|_| {}).await
}

async fn start_with(change: impl FnOnce(&mut Config)) -> (App, Site, Arc<Directory>) {
    let (site, names, dialled) = (Site::start().await, Arc::new(Directory::default()), Arc::new(Mutex::default()));
    names.set([vec![PUBLIC]]);
    let mut app = app_with(|_, _| {}).await;
    let network = network(&names, &dialled, &site);
    let state = &app.state;
    let documents = Documents::with(network, &state.config, state.store.clone(), state.clock.clone()).unwrap();
    serve_anew(&mut app, change, Some(documents)).await;
    (app, site, names)
}

/// The page for a client whose document at `id` has these members: as one that `presented` leads to.
pub(crate) async fn consent_page(id: &str, name: &str, redirect_uri: &str, presented: &str) -> Page {
    consent_page_with(|_| {}, id, name, redirect_uri, presented).await
}

/// The same where the server is configured otherwise.
pub(crate) async fn consent_page_with(
    change: impl FnOnce(&mut Config),
    id: &str,
    name: &str,
    redirect_uri: &str,
    presented: &str,
) -> Page {
    let (app, site, _) = start_with(change).await;
    let mut found = document(id);
    found["client_name"] = json!(name);
    found["redirect_uris"] = json!([redirect_uri]);
    site.play(Play::document(&found));
    let client = Client { app: &app, id: id.to_owned() };
    let request = with(client.request(), "redirect_uri", Some(presented));
    let page = Browser::new().open(&client.authorize_url(&request)).await;
    assert_eq!(page.status, 200, "{id}: {}", page.html);
    page
}

fn request<'a>(client: &'a Client<'_>) -> Vec<(&'a str, String)> {
    with(client.request(), "redirect_uri", Some(REDIRECT))
}

/// draft-ietf-oauth-client-id-metadata-document, section 3; MCP 2025-11-25, "Client ID Metadata Documents".
#[tokio::test]
async fn client_with_a_metadata_document_signs_in_without_registering() {
    let (app, site, _) = start_with(|config| config.allowed_redirect_uris = vec![REDIRECT.to_owned()]).await;
    site.play(Play::document(&document(ID)));
    let client = Client { app: &app, id: ID.to_owned() };
    let mut browser = Browser::new();
    let page = browser.open(&client.authorize_url(&request(&client))).await;
    assert_eq!(page.status, 200, "{}", page.html);
    assert!(page.html.contains("Example Client"), "{}", page.html);
    assert!(page.html.contains("Verified: published by"), "{}", page.html);
    let code = client.code_from(&mut browser, &page).await;
    let form = with(client.exchange(&code), "redirect_uri", Some(REDIRECT));
    let tokens = client.tokens(&form).await;
    assert_eq!(client.status(&tokens.access).await, 200);
    let next = client.tokens(&client.refresh(&tokens.refresh)).await;
    assert_eq!(client.status(&next.access).await, 200);
    assert_eq!(site.requests().len(), 1, "asked once for all of it");
    assert_eq!(stored(&app, Kind::Client).await, 0);
    assert_eq!(client.refused(&form).await, "invalid_grant", "the code was used");
    assert_eq!(client.refused(&client.refresh("imcp_rt_x")).await, "invalid_grant", "it needs no registration");
}

/// draft, section 6: who is shown is who publishes the document, not what it says of itself.
#[tokio::test]
async fn document_is_shown_with_the_host_that_publishes_it() {
    let (app, site, _) = start().await;
    let mut found = document(ID);
    found["client_name"] = json!("Claude <script>alert(1)</script>");
    found["redirect_uris"] = json!(["http://127.0.0.1/callback"]);
    site.play(Play::document(&found));
    let client = Client { app: &app, id: ID.to_owned() };
    let uri = with(client.request(), "redirect_uri", Some("http://127.0.0.1:50123/callback"));
    let page = Browser::new().open(&client.authorize_url(&uri)).await;
    assert_eq!(page.status, 200, "{}", page.html);
    assert!(page.html.contains("client.example.com") && !page.html.contains("<script"), "{}", page.html);
    assert!(
        page.html.contains("Not verified: what it says of itself lies on") && !page.html.contains("Verified:"),
        "{}",
        page.html
    );
    assert!(page.html.contains("A program on this computer gets access"), "{}", page.html);
}

/// mcp.md 2.3: a document that is not to be had or not to be believed is told on a page, never redirected.
#[tokio::test]
async fn document_that_is_not_believed_is_told_on_a_page() {
    let other = document("https://client.example.com/oauth/another.json");
    let mut with_secret = document(ID);
    with_secret["client_secret"] = json!("whatever");
    let mut elsewhere = document(ID);
    elsewhere["redirect_uris"] = json!(["https://client.example.com/another"]);
    for (what, play) in [
        ("another id", Play::document(&other)),
        ("a secret", Play::document(&with_secret)),
        ("another redirect URI", Play::document(&elsewhere)),
        ("missing", Play::status("404 Not Found")),
        ("moved", Play::answer("302 Found", &["location: https://169.254.169.254/"], b"")),
        ("no JSON", Play::answer("200 OK", &["content-type: application/json"], b"<html>")),
    ] {
        let (app, site, _) = start().await;
        site.play(play);
        let client = Client { app: &app, id: ID.to_owned() };
        let page = Browser::new().open(&client.authorize_url(&request(&client))).await;
        assert_eq!((page.status, page.header("location")), (400, None), "{what}: {}", page.html);
        assert!(!page.html.contains("<form"), "{what}: {}", page.html);
    }
}

/// draft, section 6.5 (SSRF): a name that leads inside is told on a page, and nobody was called.
#[tokio::test]
async fn document_inside_the_network_is_not_asked_for() {
    for address in ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:169.254.169.254", "fd00::1"] {
        let (app, site, names) = start().await;
        site.play(Play::document(&document(ID)));
        names.set([vec![address]]);
        let client = Client { app: &app, id: ID.to_owned() };
        let page = Browser::new().open(&client.authorize_url(&request(&client))).await;
        assert_eq!((page.status, page.header("location")), (400, None), "{address}: {}", page.html);
        assert!(site.requests().is_empty(), "{address}");
    }
}

/// RFC 6749, section 4.1.2: the answer names the issuer here as well, and the code is this client's only.
#[tokio::test]
async fn code_of_a_client_with_a_document_is_bound_to_it() {
    let (app, site, _) = start().await;
    site.play(Play::document(&document(ID)));
    let client = Client { app: &app, id: ID.to_owned() };
    let mut browser = Browser::new();
    let page = browser.open(&client.authorize_url(&request(&client))).await;
    let denied = browser.submit(&page.action(), &page.decided("deny")).await.location();
    assert!(denied.as_str().starts_with(REDIRECT), "{denied}");
    assert_eq!(parameter(&denied, "iss"), Some(origin(app.address)));
    let page = browser.open(&client.authorize_url(&request(&client))).await;
    let code = client.code_from(&mut browser, &page).await;
    let form = with(client.exchange(&code), "redirect_uri", Some(REDIRECT));
    for other in ["https://client.example.com/oauth/another.json", "https://CLIENT.example.com/oauth/client.json"] {
        assert_eq!(client.refused(&with(form.clone(), "client_id", Some(other))).await, "invalid_grant", "{other}");
    }
    client.tokens(&form).await;
}
