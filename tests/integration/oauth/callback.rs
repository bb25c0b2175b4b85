//! Intercom's answer: in the browser that approved, once, within ten minutes; and what goes wrong at Intercom.

use std::time::Duration;

use intercom_mcp::store::records::Kind;
use serde_json::{Value, json};
use url::Url;

use super::{
    answer::{is_description, parameters},
    browser::{Browser, Page, origin, parameter},
    client::{Client, REDIRECT, STATE, app, stored, while_time_passes},
};
use crate::harness::App;

/// One page for all that nobody waits for.
fn assert_not_waited_for(page: &Page, what: &str) {
    assert_eq!(page.status, 400, "{what}: {}", page.html);
    assert_eq!(page.header("location"), None, "{what}");
    assert!(page.html.contains("This sign-in cannot be finished"), "{what}: {}", page.html);
}

/// The error that the client is told, with everything that such an answer has.
fn error_at_client(app: &App, page: &Page, what: &str) -> String {
    let back = page.location();
    assert!(back.as_str().starts_with(&format!("{REDIRECT}?")), "{what}: {back}");
    let mut said = parameters(&back);
    assert_eq!(said.remove("state").as_deref(), Some(STATE), "{what}");
    assert_eq!(said.remove("iss"), Some(origin(app.address)), "{what}: RFC 9207, section 2, errors too");
    assert!(is_description(&said.remove("error_description").unwrap()), "{what}: {back}");
    let error = said.remove("error").unwrap();
    assert!(said.is_empty(), "{what}: {said:?}");
    error
}

/// Intercom's answer to `browser` with other parameters.
fn changed(answer: &Page, change: impl Fn(&mut Vec<(String, String)>)) -> String {
    let mut url = answer.location();
    let mut pairs: Vec<_> = url.query_pairs().into_owned().collect();
    change(&mut pairs);
    url.query_pairs_mut().clear().extend_pairs(pairs);
    url.into()
}

/// RFC 6749, section 10.12; mcp.md 2.3: an answer in another browser is refused, and does not spoil the sign-in of the
/// right one. Otherwise a person would sign in with what somebody else has begun.
#[tokio::test]
async fn answer_in_another_browser_is_refused_and_spoils_nothing() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut attacker = Browser::new();
    let answer = client.at_intercom(&mut attacker).await;
    // A browser without any cookie, one with a sign-in of its own, and one that has the right name with another value.
    let mut victims = [Browser::new(), Browser::new(), Browser::new()];
    client.at_intercom(&mut victims[1]).await;
    for name in attacker.cookies.keys() {
        victims[2].cookies.insert(name.clone(), "A".repeat(43));
    }
    let waiting = stored(&app, Kind::SignIn).await;
    for victim in &mut victims {
        assert_not_waited_for(&victim.open(answer.location().as_str()).await, "another browser");
    }
    assert_eq!(stored(&app, Kind::SignIn).await, waiting, "nothing was taken");
    assert_eq!(stored(&app, Kind::Grant).await, 0);
    let back = attacker.follow(&answer).await;
    assert!(parameter(&back.location(), "code").is_some(), "{}", back.location());
}

/// RFC 6749, section 10.12: what is no state of a sign-in that waits.
#[tokio::test]
async fn state_that_is_unknown_missing_or_repeated_is_told_on_a_page() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let answer = client.at_intercom(&mut browser).await;
    let cookies = browser.cookies.clone();
    let replaced = |value: &'static str| {
        changed(&answer, move |pairs| {
            pairs.iter_mut().filter(|(name, _)| name == "state").for_each(|(_, state)| *state = value.to_owned());
        })
    };
    let twice = changed(&answer, |pairs| {
        let again = pairs.iter().find(|(name, _)| name == "state").unwrap().clone();
        pairs.push(again);
    });
    let missing = changed(&answer, |pairs| pairs.retain(|(name, _)| name != "state"));
    let none = format!("{}/callback", origin(app.address));
    for url in [replaced(STATE), replaced(""), replaced("../../etc/passwd"), twice, missing, none] {
        assert_not_waited_for(&browser.open(&url).await, &url);
    }
    assert_eq!(browser.cookies, cookies, "the cookie of the right one is left");
    assert!(parameter(&browser.follow(&answer).await.location(), "code").is_some());
}

/// RFC 6749, section 4.1.2 (mcp.md 2.3): single use.
#[tokio::test]
async fn answer_is_taken_once() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let answer = client.at_intercom(&mut browser).await;
    let cookies = browser.cookies.clone();
    let back = browser.follow(&answer).await;
    assert!(parameter(&back.location(), "code").is_some());
    // Even if the browser had kept the cookie that it was told to forget.
    browser.cookies = cookies;
    assert_not_waited_for(&browser.follow(&answer).await, "the second time");
    assert_eq!(stored(&app, Kind::Grant).await, 1);
}

/// mcp.md 2.3: "single use, <= 10 min".
#[tokio::test]
async fn answer_is_waited_for_ten_minutes() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let answer = client.at_intercom(&mut browser).await;
    app.clock.advance(Duration::from_secs(600));
    assert_not_waited_for(&browser.follow(&answer).await, "after 600 s");
    let sent = client.approve(&mut browser).await;
    app.clock.advance(Duration::from_secs(599));
    let page = browser.follow(&sent).await;
    let answer = browser.submit(&page.action(), &page.fields()).await;
    assert!(parameter(&browser.follow(&answer).await.location(), "code").is_some());
}

/// RFC 6749, section 4.1.2.1: what Intercom says goes on to the client, in codes that it knows, and nothing else of it.
#[tokio::test]
async fn refusal_at_intercom_goes_on_to_the_client() {
    let app = app().await;
    let client = Client::register(&app).await;
    for (parameters, expected) in [
        (vec![("error", "access_denied")], "access_denied"),
        (vec![("error", "access_denied"), ("error_description", "\"><script>"), ("error_uri", "x:y")], "access_denied"),
        (vec![("error", "access_denied"), ("code", "a-code")], "access_denied"),
        (vec![("error", "server_error")], "server_error"),
        (vec![("error", "https://evil.example.org/&code=x")], "server_error"),
        (vec![], "server_error"),
        (vec![("code", "")], "server_error"),
        (vec![("code", "one"), ("code", "two")], "server_error"),
    ] {
        let mut browser = Browser::new();
        let answer = client.at_intercom(&mut browser).await;
        let url = changed(&answer, |pairs| {
            pairs.retain(|(name, _)| name == "state");
            pairs.extend(parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        });
        let page = browser.open(&url).await;
        assert_eq!(error_at_client(&app, &page, &url), expected, "{url}");
        assert!(browser.cookies.keys().all(|name| !name.contains("sign_in")), "{:?}", browser.cookies);
        assert_not_waited_for(&browser.follow(&answer).await, "it is over");
    }
    assert_eq!(stored(&app, Kind::Grant).await, 0);
}

/// mcp.md 2.3, "upstream failure handling": Intercom gives no token.
#[tokio::test]
async fn code_that_intercom_does_not_exchange_gives_no_grant() {
    let app = app().await;
    let client = Client::register(&app).await;
    let token = "/auth/eagle/token";
    for (fault, expected) in [
        (json!({ "path": token, "status": 500 }), "temporarily_unavailable"),
        (json!({ "path": token, "status": 429 }), "server_error"),
        (json!({ "path": token, "status": 401 }), "server_error"),
        (json!({ "path": token, "body": "<html>" }), "server_error"),
        (json!({ "path": token, "body": "{\"token_type\":\"Bearer\"}" }), "server_error"),
        (json!({ "path": token, "body": "{\"access_token\":\"\"}" }), "server_error"),
        (json!({ "path": token, "drop_connection": true, "times": 0 }), "temporarily_unavailable"),
        (json!({ "path": token, "truncate_body": true, "times": 0 }), "temporarily_unavailable"),
        (
            json!({ "path": token, "status": 302, "headers": { "location": "https://evil.example.org/" } }),
            "temporarily_unavailable",
        ),
    ] {
        let mut browser = Browser::new();
        let answer = client.at_intercom(&mut browser).await;
        app.fault(fault.clone()).await;
        let page = browser.follow(&answer).await;
        assert_eq!(error_at_client(&app, &page, &fault.to_string()), expected, "{fault}");
        app.reset_simulator().await;
        assert_not_waited_for(&browser.follow(&answer).await, "it is over");
    }
    // A code of somebody else's making.
    let mut browser = Browser::new();
    let answer = client.at_intercom(&mut browser).await;
    let url = changed(&answer, |pairs| {
        pairs.iter_mut().filter(|(name, _)| name == "code").for_each(|(_, code)| *code = "guessed".to_owned());
    });
    assert_eq!(error_at_client(&app, &browser.open(&url).await, "guessed"), "server_error");
    for kind in [Kind::Grant, Kind::Code, Kind::SignIn] {
        assert_eq!(stored(&app, kind).await, 0, "{}", kind.as_str());
    }
}

/// intercom.md, section 5: whose the token is must be known before anything is granted.
#[tokio::test]
async fn token_that_intercom_does_not_identify_gives_no_grant() {
    let app = app().await;
    let client = Client::register(&app).await;
    for (fault, expected) in [
        (json!({ "path": "/me", "status": 500, "times": 0 }), "temporarily_unavailable"),
        (json!({ "path": "/me", "status": 401, "times": 0 }), "server_error"),
        (json!({ "path": "/me", "drop_connection": true, "times": 0 }), "temporarily_unavailable"),
        (json!({ "path": "/me", "body": "<html>", "times": 0 }), "temporarily_unavailable"),
    ] {
        let mut browser = Browser::new();
        let answer = client.at_intercom(&mut browser).await;
        app.fault(fault.clone()).await;
        // A read that gets no answer is tried again after a pause.
        let page = while_time_passes(&app, browser.follow(&answer)).await;
        assert_eq!(error_at_client(&app, &page, &fault.to_string()), expected, "{fault}");
        assert_eq!(stored(&app, Kind::Grant).await, 0, "{fault}");
        app.reset_simulator().await;
    }
}

/// Issue 4: the region is "verified by `/me` afterwards", and the client learns by the person's own step that it was
/// refused.
#[tokio::test]
async fn workspace_of_another_region_than_was_chosen_grants_nothing() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let sent = client.approve(&mut browser).await.location();
    assert!(sent.path().starts_with("/us/"), "{sent}");
    let page = browser.open(&sent.as_str().replace("/us/oauth", "/eu/oauth")).await;
    let answer = browser.submit(&page.action(), &page.fields()).await;
    let refused = browser.follow(&answer).await;
    assert_eq!((refused.status, refused.header("location")), (403, None), "{}", refused.html);
    assert!(refused.html.contains("hosted elsewhere"), "{}", refused.html);
    assert!(refused.html.contains(&format!("href=\"{REDIRECT}?error=access_denied&#38;")), "{}", refused.html);
    for kind in [Kind::Grant, Kind::Code] {
        assert_eq!(stored(&app, kind).await, 0, "{}", kind.as_str());
    }
}

/// RFC 9207, section 2.4: a client that has been sent here by mistake sees another issuer than it asked, in good answers
/// and in bad ones; and it is the one that the metadata names.
#[tokio::test]
async fn answers_name_the_issuer_of_the_metadata() {
    let app = app().await;
    let client = Client::register(&app).await;
    let metadata = super::client::get_json(&app, "/.well-known/oauth-authorization-server").await.1;
    assert_eq!(metadata["authorization_response_iss_parameter_supported"], Value::Bool(true));
    let mut answers: Vec<Url> = Vec::new();
    let mut browser = Browser::new();
    let answer = client.at_intercom(&mut browser).await;
    answers.push(browser.follow(&answer).await.location());
    let page = client.ask(&mut browser).await;
    answers.push(browser.submit(&page.action(), &page.decided("deny")).await.location());
    let request = super::client::with(client.request(), "response_type", Some("token"));
    answers.push(browser.open(&client.authorize_url(&request)).await.location());
    for answer in answers {
        assert_eq!(parameter(&answer, "iss").as_deref(), metadata["issuer"].as_str(), "{answer}");
    }
}

/// Two at once: one gives a code.
#[tokio::test]
async fn of_two_answers_at_the_same_time_one_gives_a_code() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let answer = client.at_intercom(&mut browser).await;
    let mut same = Browser::new();
    same.cookies = browser.cookies.clone();
    let (one, other) = tokio::join!(browser.follow(&answer), same.follow(&answer));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 400]);
    assert_eq!(stored(&app, Kind::Grant).await, 1);
}
