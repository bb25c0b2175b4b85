//! A thief has the database, the server's key and tokens that are used up, such as those of an old backup of a client.
//! What such tokens lead to is dropped when nobody needs it any more.

use std::{path::PathBuf, time::Duration};

use intercom_mcp::{
    config::StoreUrl,
    secret::{ExposeSecret, vault::Vault},
    store::records::Kind,
};
use serde_json::{Value, json};

use crate::{
    commands::process::Directory,
    harness::App,
    oauth::client::{Client, Tokens, app_with, stored},
    store::{connect, until},
};

const KEY: &str = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";
const PURPOSES: [&str; 4] = ["code", "access_token", "refresh_token", "successor"];
const GRACE: Duration = Duration::from_secs(60);

fn database(directory: &Directory) -> PathBuf {
    directory.path().join("sign-ins.db")
}

async fn start(directory: &Directory) -> App {
    app_with(|config, _| {
        config.store_url = StoreUrl::Sqlite(database(directory));
        config.encryption_keys = vec![KEY.into()];
    })
    .await
}

/// Every row, also those that have expired: kind, id and what stands in it.
fn rows(directory: &Directory) -> Vec<(String, String, Value)> {
    let connection = connect(&database(directory));
    let mut statement = connection.prepare("SELECT kind, id, value FROM records").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, Vec<u8>>(2)?))).unwrap();
    rows.map(Result::unwrap)
        .map(|(kind, id, value)| (kind, id, serde_json::from_slice(&value).unwrap_or_default()))
        .collect()
}

fn texts(content: &Value) -> Vec<String> {
    match content {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => members.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// Everything in the database that these tokens open, whatever it is called and was sealed for.
fn opened(directory: &Directory, tokens: &[&str]) -> Vec<String> {
    let vault = Vault::new(&[KEY.into()]).unwrap();
    let texts: Vec<String> = rows(directory).iter().flat_map(|(_, _, content)| texts(content)).collect();
    let mut opened = Vec::new();
    for token in tokens {
        for (text, purpose) in texts.iter().flat_map(|text| PURPOSES.map(|purpose| (text, purpose))) {
            let secret = vault.open(purpose, &(*token).into(), text);
            opened.extend(secret.map(|secret| secret.expose_secret().to_owned()));
        }
    }
    opened
}

fn of_kind(directory: &Directory, kind: Kind) -> Vec<Value> {
    let rows = rows(directory).into_iter().filter(|(other, _, _)| other == kind.as_str());
    rows.map(|(_, _, content)| content).collect()
}

/// Somebody signs in, and their client refreshes so often: the code, and all pairs.
async fn sign_in(client: &Client<'_>, refreshes: usize) -> (String, Vec<Tokens>) {
    let code = client.code().await;
    let mut pairs = vec![client.tokens(&client.exchange(&code)).await];
    for _ in 0..refreshes {
        let last = pairs.last().unwrap().refresh.clone();
        pairs.push(client.tokens(&client.refresh(&last)).await);
    }
    (code, pairs)
}

#[tokio::test]
async fn used_token_leads_to_nothing_after_the_grace_and_is_still_known_for_used() {
    let directory = Directory::new();
    let app = start(&directory).await;
    let client = Client::register(&app).await;
    let (code, pairs) = sign_in(&client, 4).await;
    let used: Vec<&str> = pairs[..4].iter().map(|pair| &*pair.refresh).chain([&*code]).collect();
    // Within the grace it has to lead to the pair that it gave, and to nothing else.
    let given = opened(&directory, &used[..1]);
    assert_eq!(given.len(), 1, "{given:?}");
    assert!(given[0].contains(&pairs[1].access) && given[0].contains(&pairs[1].refresh), "{given:?}");
    let seals: Vec<String> = of_kind(&directory, Kind::Successor).iter().flat_map(texts).collect();
    assert_eq!(seals.len(), 4);

    app.clock.advance(GRACE + Duration::from_secs(10));
    until(|| of_kind(&directory, Kind::Successor).is_empty()).await;
    assert_eq!(opened(&directory, &used), Vec::<String>::new());
    let files = ["sign-ins.db", "sign-ins.db-wal"].map(|name| directory.path().join(name));
    until(|| {
        let bytes = files.iter().flat_map(|file| std::fs::read(file).unwrap_or_default()).collect::<Vec<_>>();
        seals.iter().all(|seal| !bytes.windows(seal.len()).any(|window| window == seal.as_bytes()))
    })
    .await;

    assert_eq!(client.status(&pairs[4].access).await, 200);
    assert_eq!(client.refused(&client.refresh(&pairs[1].refresh)).await, "invalid_grant");
    assert_eq!(client.status(&pairs[4].access).await, 401, "the reuse was seen");
    assert_eq!(stored(&app, Kind::Grant).await, 0);
}

/// The seal of Intercom's token is for what comes next; what is used up has no next.
#[tokio::test]
async fn used_code_and_used_refresh_token_open_no_token_of_intercoms() {
    let directory = Directory::new();
    let app = start(&directory).await;
    let client = Client::register(&app).await;
    let (code, pairs) = sign_in(&client, 1).await;
    let (used, good) = (&pairs[0].refresh, &pairs[1]);
    assert!(opened(&directory, &[&code, used]).iter().all(|secret| secret.contains(&good.refresh)));
    for token in [&good.access, &good.refresh] {
        let opened = opened(&directory, &[token]);
        assert_eq!(opened.len(), 1, "{opened:?}");
        assert_eq!(app.call(&opened[0], "search_contacts", json!({ "name": "a" })).await["isError"], false);
    }
}

/// Of parallel refreshes one is kept: the others leave no pair behind that a thief could open.
#[tokio::test]
async fn refreshes_at_the_same_time_keep_one_successor() {
    let directory = Directory::new();
    let app = start(&directory).await;
    let client = Client::register(&app).await;
    let (_, pairs) = sign_in(&client, 0).await;
    let form = client.refresh(&pairs[0].refresh);
    let given = futures_util::future::join_all((0..4).map(|_| client.tokens(&form))).await;
    assert!(given.iter().all(|pair| *pair == given[0]), "{given:?}");
    assert_eq!(of_kind(&directory, Kind::Successor).len(), 1);
    assert_eq!(opened(&directory, &[&pairs[0].refresh]).len(), 1);
}

/// Schema 1 kept the pair and Intercom's token in the record of the used token, for 90 days.
#[tokio::test]
async fn database_of_schema_1_loses_its_successors_at_the_start() {
    let (old, new) = (Directory::new(), Directory::new());
    let app = start(&old).await;
    let client = Client::register(&app).await;
    let (_, pairs) = sign_in(&client, 1).await;
    let vault = Vault::new(&[KEY.into()]).unwrap();
    let used = pairs[0].refresh.as_str().into();
    let pair =
        json!({ "access": pairs[1].access, "refresh": pairs[1].refresh, "access_expires": "2026-03-18T13:00:00Z" });
    let seal = vault.seal("successor", &used, &pair.to_string()).unwrap();

    let connection = connect(&database(&new));
    connection
        .execute_batch(
            "CREATE TABLE records (version INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, \
             value BLOB NOT NULL, expires INTEGER NOT NULL, UNIQUE (kind, id)) STRICT; \
             CREATE INDEX records_by_expiry ON records (expires); \
             PRAGMA application_id = 1768776560; PRAGMA user_version = 1;",
        )
        .unwrap();
    let expires: jiff::Timestamp = "2026-06-10T12:00:00Z".parse().unwrap();
    for (kind, id, mut content) in rows(&old) {
        if content["rotation"].is_object() {
            content["rotation"] = json!({ "at": content["rotation"]["at"], "successor": seal });
            content["issue"]["sealed"] = vault.seal("refresh_token", &used, "demo-us").unwrap().into();
        }
        connection
            .execute(
                "INSERT INTO records (kind, id, value, expires) VALUES (?1, ?2, ?3, ?4)",
                rusqlite::params![kind, id, serde_json::to_vec(&content).unwrap(), expires.as_millisecond()],
            )
            .unwrap();
    }
    assert_eq!(opened(&new, &[&pairs[0].refresh]).len(), 2 + 1, "the seals, and the successor in its own record");
    connection.execute("DELETE FROM records WHERE kind = 'successor'", []).unwrap();
    drop(connection);

    let public_url = format!("http://{}", app.address);
    let simulator = format!("http://{}/{{region}}", app.simulator_address);
    let updated = app_with(|config, _| {
        config.store_url = StoreUrl::Sqlite(database(&new));
        config.encryption_keys = vec![KEY.into()];
        config.public_url = public_url.parse().unwrap();
        config.intercom_api_url = Some(simulator);
    })
    .await;
    assert_eq!(opened(&new, &[&pairs[0].refresh]), Vec::<String>::new());
    let files = ["sign-ins.db", "sign-ins.db-wal"].map(|name| std::fs::read(new.path().join(name)).unwrap_or_default());
    assert!(!files.concat().windows(seal.len()).any(|window| window == seal.as_bytes()), "it stands in a file");

    let client = Client { app: &updated, id: client.id.clone() };
    assert_eq!(client.refused(&client.refresh(&pairs[0].refresh)).await, "invalid_grant");
    assert_eq!(client.status(&pairs[1].access).await, 200, "the update is no reuse");
    let next = client.tokens(&client.refresh(&pairs[1].refresh)).await;
    updated.clock.advance(GRACE + Duration::from_secs(1));
    assert_eq!(client.refused(&client.refresh(&pairs[0].refresh)).await, "invalid_grant");
    assert_eq!(client.status(&next.access).await, 401, "reuse after the grace is seen as ever");
}
