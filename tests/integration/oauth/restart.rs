//! Sign-ins outlive the server, and whoever has the file but not the key has nothing.

use intercom_mcp::config::StoreUrl;

use super::client::{Client, Tokens, app_with};
use crate::{commands::process::Directory, harness::App};

const KEY: &str = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";
const OTHER_KEY: &str = "AAAAEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";

/// A server on a database of the directory. All of them are one server to clients, since the address is another's.
async fn start(directory: &Directory, first: Option<&App>, keys: &[&str]) -> App {
    let public_url = first.map(|app| format!("http://{}", app.address).parse().unwrap());
    let simulator = first.map(|app| format!("http://{}/{{region}}", app.simulator_address));
    app_with(|config, _| {
        config.store_url = StoreUrl::Sqlite(directory.path().join("sign-ins.db"));
        config.encryption_keys = keys.iter().map(|key| (*key).into()).collect();
        config.public_url = public_url.unwrap_or_else(|| config.public_url.clone());
        config.intercom_api_url = simulator.or_else(|| config.intercom_api_url.clone());
    })
    .await
}

/// Whether the tokens of a sign-in on another server open this one, which has the same database.
async fn holds(app: &App, client: &Client<'_>, tokens: &Tokens) -> (bool, bool) {
    let client = Client { app, id: client.id.clone() };
    let reads = client.status(&tokens.access).await == 200;
    let (status, _) = super::client::post_form(app, "/token", &client.refresh(&tokens.refresh)).await;
    (reads, status == 200)
}

#[tokio::test]
async fn sign_in_holds_after_a_restart() {
    let directory = Directory::new();
    let app = start(&directory, None, &[]).await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    let again = start(&directory, Some(&app), &[]).await;
    assert_eq!(holds(&again, &client, &tokens).await, (true, true));
}

#[cfg(unix)]
#[tokio::test]
async fn key_is_made_once_beside_the_database_and_only_its_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let directory = Directory::new();
    start(&directory, None, &[]).await;
    let path = directory.path().join("sign-ins.key");
    let key = std::fs::read_to_string(&path).unwrap();
    assert_eq!(key.len(), 45, "32 bytes in base64, and the end of the line");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    start(&directory, None, &[]).await;
    assert_eq!(std::fs::read_to_string(&path).unwrap(), key);
    let files = std::fs::read_dir(directory.path()).unwrap().map(|file| file.unwrap().file_name());
    let files: Vec<String> = files.map(|name| name.into_string().unwrap()).collect();
    assert!(files.iter().all(|name| name == "sign-ins.key" || name.starts_with("sign-ins.db")), "{files:?}");
}

#[tokio::test]
async fn key_is_rotated_without_signing_anybody_out() {
    let directory = Directory::new();
    let app = start(&directory, None, &[KEY]).await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    let rotating = start(&directory, Some(&app), &[OTHER_KEY, KEY]).await;
    let moved = Client { app: &rotating, id: client.id.clone() };
    let next = moved.tokens(&moved.refresh(&tokens.refresh)).await;
    let rotated = start(&directory, Some(&app), &[OTHER_KEY]).await;
    assert!(!holds(&rotated, &client, &tokens).await.0, "what the old key sealed");
    assert_eq!(holds(&rotated, &client, &next).await, (true, true), "what the new key sealed");
}

#[tokio::test]
async fn without_the_key_the_database_opens_nothing() {
    let directory = Directory::new();
    let app = start(&directory, None, &[KEY]).await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    let thief = start(&directory, Some(&app), &[OTHER_KEY]).await;
    assert_eq!(holds(&thief, &client, &tokens).await, (false, false));
}
