//! One person, or one site, counts once, however many sign-ins, tokens and addresses they have.

use std::{net::IpAddr, sync::Arc};

use futures_util::FutureExt;
use intercom_mcp::{
    clock::Clock,
    http::connections::{Place, Places},
    store::{mailbox, records::Kind},
};
use serde_json::{Value, json};

use crate::{
    harness::{App, START},
    http::{self, raw::Connection},
    oauth::{
        answer::Answer,
        browser::{Browser, origin, parameter},
        client::{Client, app_with},
    },
};

/// Whether a call was made, and not refused for its caller's limit.
async fn is_served(app: &App, token: &str) -> bool {
    let result = app.call(token, "search_conversations", json!({ "limit": 1 })).await;
    let text = result["content"][0]["text"].as_str().unwrap();
    assert!(result["isError"] != true || text.contains("tool calls per minute is reached"), "{result}");
    result["isError"] != true
}

/// Signs the teammate of another region's workspace in.
async fn sign_in_elsewhere(client: &Client<'_>) -> String {
    let mut browser = Browser::new();
    let page = client.ask(&mut browser).await;
    let mut decided = page.decided("approve");
    decided.retain(|(name, _)| name != "region");
    decided.push(("region".to_owned(), "eu".to_owned()));
    let sent = browser.submit(&page.action(), &decided).await;
    let page = browser.follow(&sent).await;
    let answer = browser.submit(&page.action(), &page.fields()).await;
    let code = parameter(&browser.follow(&answer).await.location(), "code").unwrap();
    client.tokens(&client.exchange(&code)).await.access
}

#[tokio::test]
async fn all_sign_ins_and_tokens_of_one_teammate_share_one_allowance_of_calls() {
    let app = app_with(|config, _| config.requests_per_minute = 4).await;
    let client = Client::register(&app).await;
    let (first, second) = (client.sign_in().await.access, client.sign_in().await.access);
    let another_client =
        Client::register_as(&app, json!({ "client_name": "B", "redirect_uris": [crate::oauth::client::REDIRECT] }))
            .await;
    let third = another_client.sign_in().await.access;
    for token in [&first, &second, &third, "demo-us"] {
        assert!(is_served(&app, token).await, "{token}");
    }
    for token in [&first, &second, &third, "demo-us", &client.sign_in().await.access] {
        assert!(!is_served(&app, token).await, "{token}");
    }
    assert!(is_served(&app, &sign_in_elsewhere(&client).await).await, "another workspace has its own");
}

/// Records of sign-ins have not always held who it was that signed in.
#[tokio::test]
async fn sign_in_of_which_no_teammate_is_kept_is_read_and_counted_by_itself() {
    let app = app_with(|config, _| config.requests_per_minute = 1).await;
    let client = Client::register(&app).await;
    let (old, new) = (client.sign_in().await.access, client.sign_in().await.access);
    let page = app.state.store.list(Kind::Grant, None).await.unwrap();
    for (id, record) in page.records.into_iter().take(1) {
        let mut grant: Value = serde_json::from_slice(&record.value).unwrap();
        assert!(grant.as_object_mut().unwrap().remove("teammate_id").is_some_and(|id| id.is_string()));
        let value = serde_json::to_vec(&grant).unwrap();
        assert!(app.state.store.replace(Kind::Grant, &id, record.version, value, record.expires).await.unwrap());
    }
    for token in [&old, &new] {
        assert!(is_served(&app, token).await, "each is counted apart from the other");
        assert!(!is_served(&app, token).await);
    }
}

/// A server that may hold eight streams.
async fn server_with_eight_streams() -> http::App {
    let clock = Clock::hand_set(START.parse().unwrap());
    let streams = Arc::new(mailbox::InProcess::new(clock.clone(), 8));
    http::App::start_changed(clock, |_| {}, |state| state.mailbox = streams).await
}

async fn open(app: &http::App, token: &str) -> (u16, Connection) {
    let mut connection = app.connect().await;
    let authorization = format!("Bearer {token}");
    connection.send(&app.head("GET", "/sse", &[("authorization", &authorization)], 0)).await;
    let status = connection.head().await.status;
    (status, connection)
}

/// `alpha-…` are tokens of one teammate, `beta-…` of one in another workspace, `unnamed-…` those of which Intercom does
/// not say whose they are.
#[tokio::test]
async fn streams_of_one_person_never_take_everybodys() {
    let app = server_with_eight_streams().await;
    let mut held = Vec::new();
    for (token, status) in [
        ("alpha-1", 200),
        ("alpha-2", 200),
        ("alpha-3", 429),
        ("alpha-1", 429),
        ("unnamed-1", 200),
        ("unnamed-2", 200),
        ("unnamed-3", 429),
        ("beta-1", 200),
        ("beta-1", 200),
        ("beta-2", 429),
    ] {
        let (answered, connection) = open(&app, token).await;
        assert_eq!(answered, status, "{token}");
        held.push(connection);
    }
    drop(held.remove(0));
    // The server learns that the stream has gone when it is told, and counts one less from then on.
    while open(&app, "alpha-3").await.0 != 200 {
        tokio::task::yield_now().await;
    }
}

async fn register_from(app: &App, source: &str, number: u32) -> u16 {
    let metadata = json!({ "client_name": format!("{source} {number}"), "redirect_uris": ["http://localhost/x"] });
    let request = app.client.post(format!("{}/register", origin(app.address))).header("x-forwarded-for", source);
    Answer::of(request.json(&metadata)).await.status
}

async fn notice_from(app: &App, source: &str) -> u16 {
    let request = app.client.post(format!("{}/intercom/uninstalled", origin(app.address)));
    let request = request.header("x-forwarded-for", source).header("content-type", "application/json");
    Answer::of(request.body(r#"{"app_id":"nobody"}"#)).await.status
}

/// A site has 65,536 networks of the size that counts as one source.
#[tokio::test]
async fn a_48_may_do_four_times_what_one_source_may() {
    let app = app_with(|config, _| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await;
    for number in 0..80 {
        assert_eq!(register_from(&app, &format!("2001:db8:1:{number:x}::1"), number).await, 201, "{number}");
    }
    assert_eq!(register_from(&app, "2001:db8:1:ffff::1", 80).await, 429);
    assert_eq!(register_from(&app, "2001:db8:2::1", 80).await, 201);
    assert_eq!(register_from(&app, "192.0.2.1", 80).await, 201);

    for number in 0..40 {
        assert_eq!(notice_from(&app, &format!("2001:db8:1:{number:x}::1")).await, 200, "{number}");
    }
    assert_eq!(notice_from(&app, "2001:db8:1:ffff::1").await, 429);
    assert_eq!(notice_from(&app, "2001:db8:2::1").await, 200);
}

/// A translator writes each IPv4 address behind the same prefix (RFC 6052, section 2.1).
#[tokio::test]
async fn addresses_behind_a_translator_are_sources_of_their_own() {
    let app = app_with(|config, _| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await;
    for number in 0..20 {
        assert_eq!(register_from(&app, "64:ff9b::192.0.2.1", number).await, 201, "{number}");
    }
    assert_eq!(register_from(&app, "64:ff9b::192.0.2.1", 20).await, 429);
    assert_eq!(register_from(&app, "192.0.2.1", 20).await, 429);
    assert_eq!(register_from(&app, "64:ff9b::192.0.2.2", 20).await, 201);
}

/// As many connections as find a place.
fn connect(places: &Places, peer: &str, most: usize) -> Vec<Place> {
    let peer: IpAddr = peer.parse().unwrap();
    (0..most).map_while(|_| places.free().now_or_never()?.take(peer)).collect()
}

#[test]
fn connections_of_a_48_leave_places_to_others() {
    for (descriptors, of_a_site, all) in [(64, 36, 48), (1_024, 576, 768), (u64::MAX, 4_000, 14_000)] {
        let places = Places::within(descriptors, [].into());
        let held: Vec<Place> =
            (0..20).flat_map(|network| connect(&places, &format!("2001:db8:1:{network:x}::1"), 20_000)).collect();
        assert_eq!(held.len(), of_a_site, "{descriptors}");
        let others: Vec<Place> =
            (0..20).flat_map(|site| connect(&places, &format!("2001:db8:2{site:x}::1"), 20_000)).collect();
        assert_eq!(held.len() + others.len(), all, "{descriptors}");
        drop(held);
        assert!(!connect(&places, "2001:db8:1:ffff::1", 1).is_empty(), "{descriptors}");
    }
}

/// Fifty addresses that begin as many sign-ins as each may, which are all that are begun without a share, keep nobody
/// else from beginning one; those who come later get less.
#[tokio::test]
async fn sign_ins_that_strangers_begin_leave_others_to_begin_theirs() {
    let app = app_with(|config, _| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    browser.address = Some("192.0.2.1".to_owned());
    let page = client.ask(&mut browser).await;
    let cookies = browser.cookies.clone();
    for (source, most) in (1..=50).map(|source| (source, 30)).chain([(51, 29), (52, 28), (53, 28)]) {
        browser.address = Some(format!("192.0.2.{source}"));
        for number in 0..most {
            // Each leaves one more.
            browser.cookies.clone_from(&cookies);
            let status = browser.submit(&page.action(), &page.decided("approve")).await.status;
            assert_eq!(status, 303, "{number} of {source}");
        }
        assert_eq!(browser.submit(&page.action(), &page.decided("approve")).await.status, 429, "{source}");
    }
    browser.cookies.clone_from(&cookies);
    browser.address = Some("198.51.100.1".to_owned());
    assert_eq!(browser.submit(&page.action(), &page.decided("approve")).await.status, 303);
}
