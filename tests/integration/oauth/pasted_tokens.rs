//! ACCEPT_PASTED_TOKENS: an Intercom token on the consent page instead of Intercom's own page.

use std::time::Duration;

use intercom_mcp::store::records::Kind;
use serde_json::json;

use super::{
    answer::parameters,
    browser::{Browser, Page},
    client::{Client, STATE, app, app_with, stored},
};
use crate::{harness::App, log::Log};

async fn accepting() -> App {
    app_with(|config, _| config.accept_pasted_tokens = true).await
}

/// Submits the page with this token.
async fn paste(browser: &mut Browser, page: &Page, token: &str) -> Page {
    let mut fields = page.decided("paste");
    fields.push(("intercom_token".to_owned(), token.to_owned()));
    browser.submit(&page.action(), &fields).await
}

/// The page again, with a notice, and without the token.
fn assert_asked_again(page: &Page, token: &str, notice: &str) {
    assert_eq!(page.status, 422, "{notice}: {}", page.html);
    assert!(page.html.contains(notice), "{notice}: {}", page.html);
    assert!(page.html.contains("type=\"password\"") && page.html.contains("role=\"alert\""), "{}", page.html);
    assert!(token.len() < 4 || !page.html.contains(token), "it is never shown again: {}", page.html);
    assert_eq!((page.header("cache-control"), page.header("location")), (Some("no-store"), None));
}

/// Issue 4: off by default; then there is no field, and a form that has one all the same gives nothing.
#[tokio::test]
async fn pasted_tokens_are_refused_unless_configured() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let page = client.ask(&mut browser).await;
    assert!(!page.html.contains("type=\"password\"") && !page.html.contains("intercom_token"), "{}", page.html);
    let answer = paste(&mut browser, &page, "demo-us").await;
    assert_eq!((answer.status, answer.header("location")), (400, None));
    assert!(!answer.html.contains("demo-us"));
    assert_eq!(stored(&app, Kind::Grant).await, 0);
    assert_eq!(app.upstream_calls().await, json!({}));
}

/// Issue 4: "The page leads with the redirect host and shows the client's name as what it calls itself; password field,
/// `no-store`, no referrer".
#[tokio::test]
async fn page_that_takes_a_token_leads_with_where_access_goes() {
    let app = accepting().await;
    let uris = ["https://client.example.com/callback"];
    let client = Client::register_as(&app, json!({ "client_name": "Intercom", "redirect_uris": uris })).await;
    let request = super::client::with(client.request(), "redirect_uri", None);
    let page = Browser::new().open(&client.authorize_url(&request)).await;
    let heading = page.html.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap();
    assert!(heading.contains("client.example.com") && !heading.contains("Let <bdi>Intercom"), "{heading}");
    let calls_itself = page.html.split("It calls itself").nth(1).unwrap();
    assert!(calls_itself.contains("Intercom") && calls_itself.contains("any app can choose any name"), "{}", page.html);
    let field = page.html.split("name=\"intercom_token\"").collect::<Vec<_>>();
    assert_eq!(field.len(), 2, "{}", page.html);
    assert!(page.html.contains("<input type=\"password\" id=\"intercom_token\""), "{}", page.html);
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("referrer-policy"), Some("same-origin"), "no other site learns the address");
}

/// Issue 4: "the token is verified, sealed, and never shown again".
#[tokio::test]
async fn good_token_signs_in() {
    for region in ["us", "eu", "au"] {
        let app = accepting().await;
        let client = Client::register(&app).await;
        let mut browser = Browser::new();
        let page = client.ask(&mut browser).await;
        let token = format!("demo-{region}");
        let answer = paste(&mut browser, &page, &format!(" {token}\r\n")).await;
        assert_eq!(answer.status, 303, "{}", answer.html);
        let said = parameters(&answer.location());
        assert_eq!(said["state"], STATE);
        let tokens = client.tokens(&client.exchange(&said["code"])).await;
        let question = json!({ "name": "a", "limit": 2 });
        let found = app.tool(&tokens.access, "search_contacts", question.clone()).await;
        assert_eq!(found, app.tool(&token, "search_contacts", question).await, "the region is found out");
        for kind in [Kind::Grant, Kind::Code, Kind::AccessToken, Kind::RefreshToken] {
            for (_, record) in app.state.store.list(kind, None).await.unwrap().records {
                assert!(!String::from_utf8_lossy(&record.value).contains(&token), "{}", kind.as_str());
            }
        }
    }
}

/// Without an app of Intercom's the token is the only way.
#[tokio::test]
async fn server_without_an_app_takes_tokens_only() {
    let app = app_with(|config, _| {
        config.accept_pasted_tokens = true;
        config.intercom_client_id = None;
        config.intercom_client_secret = None;
    })
    .await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let page = client.ask(&mut browser).await;
    assert!(!page.html.contains("value=\"approve\""), "{}", page.html);
    let refused = browser.submit(&page.action(), &page.decided("approve")).await;
    assert_eq!((refused.status, refused.header("location")), (400, None));
    let answer = paste(&mut browser, &page, "demo-us").await;
    client.tokens(&client.exchange(&parameters(&answer.location())["code"])).await;
}

/// intercom.md, section 5: a token that Intercom does not accept, what is none, and one of our own, which would be
/// passed on to Intercom.
#[tokio::test]
async fn token_that_is_not_good_is_asked_for_again() {
    let app = accepting().await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let page = client.ask(&mut browser).await;
    let own = client.sign_in().await;
    app.reset_simulator().await;
    let long = "x".repeat(4_097);
    let malformed = "visible characters only";
    let own_kind = "this server&#39;s own";
    for (token, notice) in [
        ("", malformed),
        ("  ", malformed),
        ("two words", malformed),
        ("dG9rO\u{0}", malformed),
        ("dG9rOü", malformed),
        (long.as_str(), malformed),
        (own.access.as_str(), own_kind),
        (own.refresh.as_str(), own_kind),
        ("imcp_x", own_kind),
    ] {
        assert_asked_again(&paste(&mut browser, &page, token).await, token, notice);
    }
    assert_eq!(app.upstream_calls().await, json!({}), "Intercom is asked about none of them");
    for token in ["demo-revoked", "dG9rOmd1ZXNzZWQ="] {
        assert_asked_again(&paste(&mut browser, &page, token).await, token, "does not accept this token");
    }
    let again = paste(&mut browser, &page, "demo-revoked").await;
    assert_eq!(paste(&mut browser, &again, "demo-us").await.status, 303, "the page that is shown again works");
}

/// Intercom's trouble is not the person's: the page again, and nothing granted.
#[tokio::test]
async fn token_that_cannot_be_verified_is_not_taken() {
    let app = accepting().await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let page = client.ask(&mut browser).await;
    app.fault(json!({ "path": "/me", "status": 500, "times": 0 })).await;
    assert_asked_again(&paste(&mut browser, &page, "demo-us").await, "demo-us", "could not be asked");
    assert_eq!(stored(&app, Kind::Grant).await, 0);
}

/// Issue 4: "failures limited per source", so that nobody finds out here which stolen tokens still work.
#[tokio::test]
async fn pasted_tokens_are_limited_per_source() {
    let app = accepting().await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let page = client.ask(&mut browser).await;
    for guess in 0..10 {
        assert_eq!(paste(&mut browser, &page, &format!("guess-{guess}")).await.status, 422);
    }
    let asked = app.upstream_calls().await;
    let refused = paste(&mut browser, &page, "demo-us").await;
    assert_eq!((refused.status, refused.header("location")), (429, None));
    assert_eq!(app.upstream_calls().await, asked);
    app.clock.advance(Duration::from_secs(60));
    assert_eq!(paste(&mut browser, &page, "demo-us").await.status, 303);
}

/// Thirty addresses use up what all together may paste in a minute; somebody else still signs in.
#[tokio::test]
async fn pasted_tokens_of_strangers_leave_others_to_paste_theirs() {
    let app = app_with(|config, _| {
        config.accept_pasted_tokens = true;
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    browser.address = Some("192.0.2.1".to_owned());
    let page = client.ask(&mut browser).await;
    for (source, most) in (1..=30).map(|source| (source, 10)).chain([(31, 9), (32, 9)]) {
        browser.address = Some(format!("192.0.2.{source}"));
        for guess in 0..most {
            assert_eq!(paste(&mut browser, &page, &format!("guess-{guess}")).await.status, 422, "{guess} of {source}");
        }
        assert_eq!(paste(&mut browser, &page, "guess").await.status, 429, "{source}");
    }
    browser.address = Some("198.51.100.1".to_owned());
    assert_eq!(paste(&mut browser, &page, "demo-us").await.status, 303);
}

/// ALLOWED_WORKSPACES holds here as well, and the audit log says so.
#[tokio::test]
async fn token_of_a_workspace_that_is_not_allowed_grants_nothing() {
    let app = app_with(|config, _| {
        config.accept_pasted_tokens = true;
        config.allowed_workspaces = Some(vec!["another".to_owned()]);
    })
    .await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let page = client.ask(&mut browser).await;
    let log = Log::capture();
    // The second may not read `/me`, so that nobody knows whose it is.
    for (token, found) in [("demo-us", "ALLOWED_WORKSPACES"), ("demo-noadmin", "could not be recognized")] {
        let refused = paste(&mut browser, &page, token).await;
        assert_eq!((refused.status, refused.header("location")), (403, None), "{}", refused.html);
        assert!(refused.html.contains(found) && !refused.html.contains(token), "{}", refused.html);
        assert!(refused.html.contains("?error=access_denied&#38;"), "the client can be told: {}", refused.html);
    }
    assert_eq!(stored(&app, Kind::Grant).await, 0);
    let written = log.text();
    assert!(written.contains("sign-in denied") && !written.contains("issued"), "{written}");
}

/// Issue 4: "an audit line"; and tokens never in a log.
#[tokio::test]
async fn pasted_token_is_audited_and_not_logged() {
    let app = accepting().await;
    let client = Client::register(&app).await;
    let log = Log::capture();
    let mut browser = Browser::new();
    let page = client.ask(&mut browser).await;
    paste(&mut browser, &page, "demo-revoked").await;
    let answer = paste(&mut browser, &page, "demo-us").await;
    let code = parameters(&answer.location())["code"].clone();
    let written = log.text();
    assert!(written.contains("token pasted") && written.contains(&client.id), "{written}");
    assert!(written.contains("grant issued"), "{written}");
    for secret in ["demo-us", "demo-revoked", &code] {
        assert!(!written.contains(secret), "{written}");
    }
}
