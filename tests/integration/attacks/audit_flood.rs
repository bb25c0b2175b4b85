//! A stranger does what is written into the audit log, as often as they like.

use std::time::Duration;

use intercom_mcp::clock::Clock;
use serde_json::json;

use crate::{
    harness::{self, START},
    http,
    log::Log,
    oauth::{
        answer::Answer,
        browser::{Browser, Page, origin},
        client::{Client, REDIRECT, app, app_with},
    },
};

/// How an operator sees nothing but the audit log; the spans of requests are not in it.
const AUDIT_ONLY: &str = "warn,audit=info";

fn lines<'a>(written: &'a str, text: &str) -> Vec<&'a str> {
    written.lines().filter(|line| line.contains(text)).collect()
}

/// The value of a field of a line, without quotation marks.
fn field<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = line.split_once(&format!(" {name}="))?;
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split(' ').next(),
    }
}

/// Lets a minute pass, and waits for the line that says how many there were.
async fn number_after_a_minute(clock: &Clock, log: &Log, text: &str) -> String {
    clock.advance(Duration::from_secs(60));
    number(log, text).await
}

async fn number(log: &Log, text: &str) -> String {
    for _ in 0..100_000 {
        if let Some(line) = log.text().lines().find(|line| line.contains(text) && line.contains("more within a minute"))
        {
            return line.to_owned();
        }
        tokio::task::yield_now().await;
    }
    panic!("no number of `{text}`: {}", log.text());
}

async fn register(app: &harness::App, source: &str, name: &str) -> Answer {
    let request = app.client.post(format!("{}/register", origin(app.address))).header("x-forwarded-for", source);
    Answer::of(request.json(&json!({ "client_name": name, "redirect_uris": [REDIRECT] }))).await
}

#[tokio::test]
async fn the_same_registration_over_and_over_is_one_line_and_one_number() {
    let log = Log::capture_what(AUDIT_ONLY);
    let app = app().await;
    let first = register(&app, "", "A").await;
    let mut last = first.clone();
    for _ in 0..99 {
        last = register(&app, "", "A").await;
    }
    let written = log.text();
    let [line] = lines(&written, "client registered")[..] else { panic!("{written}") };
    let id = first.json()["client_id"].as_str().unwrap().to_owned();
    assert_eq!(field(line, "client"), Some(id.as_str()), "{line}");
    assert_eq!(field(line, "source"), Some("127.0.0.1"), "{line}");
    assert_eq!(field(line, "request.id"), first.header("x-request-id"), "{line}");

    let line = number_after_a_minute(&app.clock, &log, "client registered").await;
    assert_eq!(field(&line, "number"), Some("99"), "{line}");
    assert_eq!((field(&line, "client"), field(&line, "source")), (Some(id.as_str()), Some("127.0.0.1")), "{line}");
    assert_eq!(field(&line, "request.id"), last.header("x-request-id"), "{line}");

    // Then it begins anew.
    register(&app, "", "A").await;
    assert_eq!(lines(&log.text(), "client registered").len(), 3);
}

#[tokio::test]
async fn events_from_everywhere_are_few_lines_and_one_number() {
    let log = Log::capture_what(AUDIT_ONLY);
    let app = app_with(|config, _| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await;
    for source in 0..100 {
        assert_eq!(register(&app, &format!("192.0.2.{source}"), "A").await.status, 201);
    }
    let written = log.text();
    let at_once = lines(&written, "client registered");
    assert_eq!(at_once.len(), 10, "{written}");
    let sources: std::collections::BTreeSet<_> = at_once.iter().filter_map(|line| field(line, "source")).collect();
    assert_eq!(sources.len(), 10, "one of each source: {sources:?}");
    let line = number_after_a_minute(&app.clock, &log, "client registered").await;
    assert_eq!((field(&line, "number"), field(&line, "source")), (Some("90"), Some("192.0.2.99")), "{line}");
    assert_eq!(lines(&log.text(), "client registered").len(), 11);
}

async fn decide(browser: &mut Browser, page: &Page, decision: &str) -> Page {
    browser.submit(&page.action(), &page.decided(decision)).await
}

/// Every event that takes nobody's consent: an approval and a declined page, a pasted token and that it was refused, a
/// failed request for a token, and a bearer that opens nothing.
#[tokio::test]
async fn every_event_that_a_stranger_can_cause_is_counted_and_names_its_source_and_request() {
    let log = Log::capture_what(AUDIT_ONLY);
    let app = app_with(|config, _| config.accept_pasted_tokens = true).await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let page = client.ask(&mut browser).await;
    for _ in 0..8 {
        decide(&mut browser, &page, "approve").await;
        decide(&mut browser, &page, "deny").await;
        let mut fields = page.decided("paste");
        fields.push(("intercom_token".to_owned(), "demo-revoked".to_owned()));
        browser.submit(&page.action(), &fields).await;
        client.refused(&client.exchange("imcp_ac_nothing")).await;
        for authorization in [Some("Bearer imcp_at_nothing"), Some("Bearer guess"), Some("Bearer a b"), None] {
            let request = app.client.post(app.mcp());
            let request =
                authorization.into_iter().fold(request, |request, value| request.header("authorization", value));
            request.send().await.unwrap();
        }
    }
    let written = log.text();
    for (text, events, has_client) in [
        ("sign-in approved", 1, true),
        // The pasted tokens that were refused are denials as well.
        ("sign-in denied", 1, true),
        ("token pasted", 1, true),
        ("token request refused", 1, true),
        ("not let in", 3, false),
    ] {
        let found = lines(&written, text);
        assert_eq!(found.len(), events, "{text}: {written}");
        for line in found {
            assert_eq!(field(line, "source"), Some("127.0.0.1"), "{line}");
            assert!(field(line, "request.id").is_some_and(|id| !id.is_empty()), "{line}");
            assert_eq!(field(line, "client"), has_client.then_some(client.id.as_str()), "{line}");
        }
    }
    for (text, number) in
        [("sign-in approved", "7"), ("sign-in denied", "15"), ("token pasted", "7"), ("token request refused", "7")]
    {
        let line = number_after_a_minute(&app.clock, &log, text).await;
        assert_eq!(field(&line, "number"), Some(number), "{line}");
    }
    for secret in ["demo-revoked", "guess", "nothing", "a b\""] {
        assert!(!log.text().contains(secret), "{secret}: {}", log.text());
    }
}

/// What a client presents again and again: a refresh token within its grace, and a code that was used.
#[tokio::test]
async fn what_was_used_is_counted_when_it_comes_again_and_again() {
    let log = Log::capture_what(AUDIT_ONLY);
    let app = app().await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    for _ in 0..10 {
        client.tokens(&client.refresh(&tokens.refresh)).await;
    }
    let code = client.code().await;
    client.tokens(&client.exchange(&code)).await;
    for _ in 0..10 {
        client.refused(&client.exchange(&code)).await;
    }
    let written = log.text();
    for (text, events) in [
        ("tokens refreshed", 1),
        ("presented within its grace", 1),
        ("a used authorization code was presented", 1),
        ("grant revoked", 1),
    ] {
        assert_eq!(lines(&written, text).len(), events, "{text}: {written}");
    }
}

/// Sent as a client's id, anything may be a secret.
#[tokio::test]
async fn what_is_sent_as_a_clients_id_is_written_only_if_it_looks_like_one() {
    let log = Log::capture_what(AUDIT_ONLY);
    let app = app_with(|config, _| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await;
    for (index, id) in [
        "imcp_rt_s3cret",
        "https://client.example/id?key=s3cret",
        "https://user:s3cret@client.example/id",
        "s3cret",
        "a\nclient registered s3cret",
    ]
    .into_iter()
    .enumerate()
    {
        let form = [("grant_type", "refresh_token".to_owned()), ("client_id", id.to_owned())];
        let request = crate::oauth::answer::post(&app, "/token", &form);
        let answer = Answer::of(request.header("x-forwarded-for", format!("192.0.2.{index}"))).await;
        assert_eq!(answer.refusal().0, 400);
    }
    let written = log.text();
    assert_eq!(lines(&written, "token request refused").len(), 5, "{written}");
    assert!(!written.contains("s3cret") && written.lines().count() == 5, "{written}");
    assert!(written.contains("client=\"https://client.example/id\""), "{written}");
}

#[tokio::test]
async fn what_is_a_persons_own_is_a_line_each_with_source_and_person() {
    let log = Log::capture_what(AUDIT_ONLY);
    let app = app().await;
    let client = Client::register(&app).await;
    let mut tokens = client.sign_in().await;
    for _ in 0..3 {
        tokens = client.tokens(&client.refresh(&tokens.refresh)).await;
    }
    crate::oauth::client::post_form(&app, "/revoke", &[("token", tokens.refresh)]).await;
    let written = log.text();
    let mut people = std::collections::BTreeSet::new();
    for (text, events) in
        [("grant issued", 1), ("authorization code exchanged", 1), ("tokens refreshed", 3), ("grant revoked", 1)]
    {
        let found = lines(&written, text);
        assert_eq!(found.len(), events, "{text}: {written}");
        for line in found {
            assert_eq!(field(line, "source"), Some("127.0.0.1"), "{line}");
            assert!(field(line, "request.id").is_some() && field(line, "workspace").is_some(), "{line}");
            assert!(field(line, "grant").is_some() && field(line, "client") == Some(&client.id), "{line}");
            people.insert(field(line, "person").unwrap_or_else(|| panic!("{line}")).to_owned());
        }
    }
    assert_eq!(people.len(), 1, "{people:?}");
    let person = people.first().unwrap();
    assert!(person.bytes().all(|byte| byte.is_ascii_digit()), "an id, no name: {person}");
    assert!(!written.contains('@'), "{written}");
}

#[tokio::test]
async fn what_is_counted_when_the_server_ends_is_written() {
    let log = Log::capture_what(AUDIT_ONLY);
    let clock = Clock::hand_set(START.parse().unwrap());
    let mut app = http::App::start_changed(clock, |config| config.drain_delay = Duration::ZERO, |_| {}).await;
    for _ in 0..5 {
        assert_eq!(app.request("GET", "/mcp", &[], "").await.status, 401);
    }
    app.stop();
    let line = number(&log, "not let in").await;
    assert_eq!((field(&line, "number"), field(&line, "kind")), (Some("4"), Some("401 without a credential")), "{line}");
}

/// Each would be a line of its own, and a grant in the store.
#[tokio::test]
async fn good_tokens_that_are_pasted_again_and_again_meet_the_limit_of_approvals() {
    let app = app_with(|config, _| config.accept_pasted_tokens = true).await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let page = client.ask(&mut browser).await;
    let mut fields = page.decided("paste");
    fields.push(("intercom_token".to_owned(), "demo-us".to_owned()));
    for _ in 0..30 {
        assert_eq!(browser.submit(&page.action(), &fields).await.status, 303);
    }
    assert_eq!(browser.submit(&page.action(), &fields).await.status, 429);
    assert_eq!(decide(&mut browser, &page, "approve").await.status, 429);
}
