//! Anybody can register clients, from as many addresses as they have.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use intercom_mcp::store::records::Kind;
use serde_json::{Value, json};

use crate::{
    harness::App,
    oauth::{
        answer::Answer,
        browser::{Browser, origin},
        client::{Client, REDIRECT, app_with, serve_anew},
    },
};

const MAX_BYTES: usize = 16 * 1024 * 1024;

async fn start() -> App {
    app_with(|config, _| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await
}

async fn register(app: &App, source: &str, metadata: &Value) -> Answer {
    let request = app.client.post(format!("{}/register", origin(app.address)));
    Answer::of(request.header("x-forwarded-for", source).json(metadata)).await
}

/// As many as one address may register in a minute, each as large as may be.
async fn flood_from(app: &App, source: usize) {
    let answers = join_all((0..20).map(|number| async move {
        let uris: Vec<String> = (0..4)
            .map(|uri| format!("https://flood.example.com/{source}/{number}/{uri}/{}", "x".repeat(2_000)))
            .collect();
        register(app, &format!("10.0.{}.{}", source / 256, source % 256), &json!({ "redirect_uris": uris })).await
    }))
    .await;
    assert!(answers.iter().all(|answer| answer.status == 201), "{source}: {}", answers[0].text);
}

/// Ids and bytes of the registrations in the store.
async fn stored(app: &App) -> (BTreeSet<String>, usize) {
    let (mut ids, mut bytes, mut cursor) = (BTreeSet::new(), 0, None);
    loop {
        let page = app.state.store.list(Kind::Client, cursor.as_deref()).await.unwrap();
        for (id, record) in page.records {
            bytes += record.value.len();
            ids.insert(id);
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => return (ids, bytes),
        }
    }
}

#[tokio::test]
async fn flood_of_registrations_is_bounded_in_bytes() {
    let mut app = start().await;
    for source in 0..130 {
        flood_from(&app, source).await;
    }
    let (before, bytes) = stored(&app).await;
    assert!((MAX_BYTES / 2..=MAX_BYTES).contains(&bytes), "{bytes}");
    serve_anew(&mut app, |_| {}, None).await;
    for source in 130..150 {
        flood_from(&app, source).await;
    }
    let (after, bytes) = stored(&app).await;
    assert!((MAX_BYTES / 2..=MAX_BYTES).contains(&bytes), "also after a start: {bytes}");
    assert!(after.difference(&before).count() == 400, "the newest are there");
}

#[tokio::test]
async fn flood_of_registrations_keeps_nobody_out_and_drops_its_own() {
    let app = start().await;
    let used = Client::register(&app).await;
    let tokens = used.sign_in().await;
    let metadata = json!({ "client_name": "Registered before", "redirect_uris": [REDIRECT] });
    let before = register(&app, "192.0.2.1", &metadata).await.json()["client_id"].as_str().unwrap().to_owned();
    for source in 0..130 {
        flood_from(&app, source).await;
    }
    let metadata = json!({ "client_name": "Registered after", "redirect_uris": [REDIRECT] });
    let answer = register(&app, "192.0.2.2", &metadata).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let after = answer.json()["client_id"].as_str().unwrap().to_owned();
    for source in 130..150 {
        flood_from(&app, source).await;
    }
    let (ids, bytes) = stored(&app).await;
    assert!(bytes <= MAX_BYTES, "{bytes}");
    for id in [&used.id, &before, &after] {
        assert!(ids.contains(id), "{id}");
        let client = Client { app: &app, id: id.clone() };
        client.ask(&mut Browser::new()).await;
        client.sign_in().await;
    }
    used.tokens(&used.refresh(&tokens.refresh)).await;
}

/// Each of thirty sites sends one from each of its networks, so that no network holds more than an office's one client.
#[tokio::test]
async fn flood_from_many_networks_of_a_few_sites_drops_its_own() {
    let app = start().await;
    let metadata = |name: String| {
        let uris: Vec<String> =
            (0..4).map(|uri| format!("https://{name}.example.com/{uri}/{}", "x".repeat(2_000))).collect();
        json!({ "client_name": name, "redirect_uris": uris })
    };
    let mut office = BTreeSet::new();
    for number in 0..20 {
        let answer = register(&app, "192.0.2.1", &metadata(format!("office-{number}"))).await;
        office.insert(answer.json()["client_id"].as_str().unwrap().to_owned());
    }
    for site in 0..30 {
        let answers = join_all((0..80).map(|network| {
            let (app, metadata) = (&app, metadata(format!("flood-{site}-{network}")));
            async move { register(app, &format!("2001:db8:{site:x}:{network:x}::1"), &metadata).await.status }
        }));
        assert!(answers.await.into_iter().all(|status| status == 201), "{site}");
    }
    let (ids, bytes) = stored(&app).await;
    assert!((MAX_BYTES / 2..=MAX_BYTES).contains(&bytes), "{bytes}");
    assert!(ids.is_superset(&office), "{} of 20 are there", ids.intersection(&office).count());
}
