//! What is sealed in the store opens with the server's key and the token of a client together, and with nothing less.
//!
//! The records are taken out of the database of a server that people have signed in to, as a thief would take them
//! who has its key as well; then everything is tried as a token that such a thief could have.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use intercom_mcp::{
    config::StoreUrl,
    secret::{ExposeSecret, SecretString, token::stored_id, vault::Vault},
    store::{
        Sqlite,
        records::{Kind, Record, Store},
    },
};
use serde_json::{Value, json};

use super::client::{Client, Tokens, app_with};
use crate::{commands::process::Directory, harness::App, store::KINDS};

const KEY: &str = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";
const NEWER_KEY: &str = "AAAAEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";
const PURPOSES: [&str; 4] = ["code", "access_token", "refresh_token", "successor"];

/// Two people who have signed in, one of them has refreshed, and a third whose code was never exchanged.
struct SignedIn {
    app: App,
    store: Sqlite,
    client_id: String,
    /// Everything that clients were given.
    given: Vec<String>,
    /// Of the first person, before and after the refresh.
    first: [Tokens; 2],
    second: Tokens,
    _directory: Directory,
}

/// Something sealed, as it stands in a record.
struct Seal {
    purpose: &'static str,
    text: String,
    /// The token that the record is found by.
    token: SecretString,
}

impl SignedIn {
    async fn new() -> Self {
        let directory = Directory::new();
        let url = StoreUrl::Sqlite(directory.path().join("sign-ins.db"));
        let app = app_with(|config, _| {
            config.store_url = url.clone();
            config.encryption_keys = vec![KEY.into()];
        })
        .await;
        let client = Client::register(&app).await;
        let codes = [client.code().await, client.code().await, client.code().await];
        let before = client.tokens(&client.exchange(&codes[0])).await;
        let after = client.tokens(&client.refresh(&before.refresh)).await;
        let second = client.tokens(&client.exchange(&codes[1])).await;
        let tokens = [&before, &after, &second].into_iter().flat_map(|pair| [&pair.access, &pair.refresh]);
        let given = codes.iter().chain(tokens).cloned().collect();
        let store = Sqlite::open(&url, app.clock.clone()).unwrap();
        let client_id = client.id;
        Self { app, store, client_id, given, first: [before, after], second, _directory: directory }
    }

    async fn records(&self) -> Vec<(Kind, String, Record)> {
        let mut records = Vec::new();
        for kind in KINDS {
            let page = self.store.list(kind, None).await.unwrap();
            assert_eq!(page.next, None);
            records.extend(page.records.into_iter().map(|(id, record)| (kind, id, record)));
        }
        records
    }

    async fn seals(&self) -> Vec<Seal> {
        let mut seals = Vec::new();
        for (kind, id, record) in self.records().await {
            let content: Value = serde_json::from_slice(&record.value).unwrap();
            let sealed = [&content["issue"]["sealed"], &content["sealed"]];
            for text in sealed.into_iter().filter_map(Value::as_str).filter(|text| !text.is_empty()) {
                let purpose = PURPOSES.into_iter().find(|purpose| *purpose == kind.as_str()).unwrap();
                let token = match kind {
                    Kind::Successor => &self.first[0].refresh,
                    _ => self.given.iter().find(|token| stored_id(token) == id).unwrap(),
                };
                seals.push(Seal { purpose, text: text.to_owned(), token: token.as_str().into() });
            }
        }
        // The code that was not exchanged, three pairs without the refresh token that was used, and its successor.
        assert_eq!(seals.len(), 1 + (3 * 2 - 1) + 1);
        seals
    }

    fn client(&self) -> Client<'_> {
        Client { app: &self.app, id: self.client_id.clone() }
    }

    /// The record of a token, and what stands in it.
    async fn content(&self, kind: Kind, token: &str) -> (Record, Value) {
        let record = self.store.get(kind, &stored_id(token)).await.unwrap().unwrap();
        let content = serde_json::from_slice(&record.value).unwrap();
        (record, content)
    }

    async fn write(&self, kind: Kind, token: &str, content: &Value) {
        let (record, _) = self.content(kind, token).await;
        let value = serde_json::to_vec(content).unwrap();
        self.store.put(kind, &stored_id(token), value, record.expires).await.unwrap();
    }
}

fn vault(keys: &[&str]) -> Vault {
    Vault::new(&keys.iter().map(|key| (*key).into()).collect::<Vec<_>>()).unwrap()
}

/// Every text in a record, whatever it is called there.
fn texts(content: &Value) -> Vec<String> {
    match content {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => members.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn seal_opens_with_the_servers_key_and_the_token_of_its_client() {
    let signed_in = SignedIn::new().await;
    let vault = vault(&[KEY]);
    for Seal { purpose, text, token } in signed_in.seals().await {
        let opened = vault.open(purpose, &token, &text).unwrap();
        if purpose == "successor" {
            let pair: Value = serde_json::from_str(opened.expose_secret()).unwrap();
            let Tokens { access, refresh } = &signed_in.first[1];
            assert_eq!([&pair["access"], &pair["refresh"]], [&json!(access), &json!(refresh)]);
        } else {
            let found = signed_in.app.tool(opened.expose_secret(), "search_contacts", json!({ "name": "a" })).await;
            assert!(found["total_count"].as_u64() > Some(0), "it is a token of Intercom's: {found}");
        }
    }
}

#[tokio::test]
async fn nothing_in_the_store_opens_a_seal_even_with_the_servers_key() {
    let signed_in = SignedIn::new().await;
    let mut tried = vec![String::new(), KEY.to_owned()];
    for (kind, id, record) in signed_in.records().await {
        tried.extend([kind.as_str().to_owned(), id, String::from_utf8(record.value.clone()).unwrap()]);
        tried.extend(texts(&serde_json::from_slice(&record.value).unwrap()));
    }
    assert!(tried.len() > 100, "{}", tried.len());
    let vault = vault(&[KEY]);
    for seal in signed_in.seals().await {
        for token in &tried {
            let token = SecretString::from(token.as_str());
            for purpose in PURPOSES {
                assert!(vault.open(purpose, &token, &seal.text).is_none(), "{} with {token:?}", seal.purpose);
            }
        }
    }
}

#[tokio::test]
async fn token_of_somebody_else_opens_no_seal_and_neither_does_another_token_of_the_same_client() {
    let signed_in = SignedIn::new().await;
    let vault = vault(&[KEY]);
    for seal in signed_in.seals().await {
        for other in signed_in.given.iter().filter(|other| *other != seal.token.expose_secret()) {
            assert!(vault.open(seal.purpose, &other.as_str().into(), &seal.text).is_none(), "{}", seal.purpose);
        }
        // Nor does a part of the right one, or more than it.
        let right = seal.token.expose_secret();
        for token in [&right[8..], &right[..right.len() - 1], &format!("{right} ")] {
            assert!(vault.open(seal.purpose, &token.into(), &seal.text).is_none(), "{}", seal.purpose);
        }
    }
}

#[tokio::test]
async fn seal_opens_for_nothing_but_its_own_purpose() {
    let signed_in = SignedIn::new().await;
    let vault = vault(&[KEY]);
    for seal in signed_in.seals().await {
        for purpose in PURPOSES.into_iter().chain(["", "consent"]).filter(|purpose| *purpose != seal.purpose) {
            assert!(vault.open(purpose, &seal.token, &seal.text).is_none(), "{} as {purpose}", seal.purpose);
        }
    }
}

#[tokio::test]
async fn seal_with_one_bit_changed_does_not_open() {
    let signed_in = SignedIn::new().await;
    let vault = vault(&[KEY]);
    for Seal { purpose, text, token } in signed_in.seals().await {
        let sealed = URL_SAFE_NO_PAD.decode(&text).unwrap();
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(vault.open(purpose, &token, &URL_SAFE_NO_PAD.encode(changed)).is_none(), "{purpose}, bit {bit}");
        }
        for length in 0..sealed.len() {
            let cut = URL_SAFE_NO_PAD.encode(&sealed[..length]);
            assert!(vault.open(purpose, &token, &cut).is_none(), "{purpose}, {length} bytes");
        }
    }
}

#[tokio::test]
async fn old_seals_open_for_as_long_as_their_key_is_kept() {
    let signed_in = SignedIn::new().await;
    let [rotating, rotated] = [vault(&[NEWER_KEY, KEY]), vault(&[NEWER_KEY])];
    for Seal { purpose, text, token } in signed_in.seals().await {
        let opened = rotating.open(purpose, &token, &text).unwrap();
        assert!(rotated.open(purpose, &token, &text).is_none(), "{purpose}: the old key is gone");
        let sealed_anew = rotating.seal(purpose, &token, opened.expose_secret()).unwrap();
        assert!(rotated.open(purpose, &token, &sealed_anew).is_some(), "{purpose}: sealed with the newest key");
        assert!(vault(&[KEY]).open(purpose, &token, &sealed_anew).is_none(), "{purpose}");
    }
}

/// Somebody who can write to the database puts another's seal, or all of their record, where their own token leads.
#[tokio::test]
async fn record_of_another_sign_in_gives_nothing_to_the_token_that_it_is_moved_to() {
    let signed_in = SignedIn::new().await;
    let (client, thief, victim) = (signed_in.client(), &signed_in.second, &signed_in.first[1]);
    assert_eq!(client.status(&thief.access).await, 200);
    let (_, own) = signed_in.content(Kind::AccessToken, &thief.access).await;
    let (_, others) = signed_in.content(Kind::AccessToken, &victim.access).await;
    let mut with_seal = own.clone();
    with_seal["issue"]["sealed"] = others["issue"]["sealed"].clone();
    for moved in [&with_seal, &others] {
        signed_in.write(Kind::AccessToken, &thief.access, moved).await;
        assert_eq!(client.status(&thief.access).await, 401);
    }
    signed_in.write(Kind::AccessToken, &thief.access, &own).await;
    assert_eq!(client.status(&thief.access).await, 200, "it was the seal");

    let (_, others) = signed_in.content(Kind::RefreshToken, &victim.refresh).await;
    signed_in.write(Kind::RefreshToken, &thief.refresh, &others).await;
    assert_eq!(client.refused(&client.refresh(&thief.refresh)).await, "invalid_grant");
    assert_eq!(client.status(&victim.access).await, 200);
}

#[tokio::test]
async fn seal_that_was_damaged_in_the_store_gives_an_error_and_nothing_else() {
    let signed_in = SignedIn::new().await;
    let (client, tokens) = (signed_in.client(), &signed_in.second);
    for (kind, token) in [(Kind::AccessToken, &tokens.access), (Kind::RefreshToken, &tokens.refresh)] {
        let (_, mut content) = signed_in.content(kind, token).await;
        let sealed = content["issue"]["sealed"].as_str().unwrap();
        let mut bytes = URL_SAFE_NO_PAD.decode(sealed).unwrap();
        bytes[40] ^= 1;
        content["issue"]["sealed"] = URL_SAFE_NO_PAD.encode(bytes).into();
        signed_in.write(kind, token, &content).await;
    }
    assert_eq!(client.status(&tokens.access).await, 401);
    assert_eq!(client.refused(&client.refresh(&tokens.refresh)).await, "invalid_grant");
    let successors = signed_in.store.list(Kind::Successor, None).await.unwrap().records;
    for (id, record) in successors {
        let damaged = serde_json::to_vec(&json!({ "sealed": "AQ" })).unwrap();
        signed_in.store.put(Kind::Successor, &id, damaged, record.expires).await.unwrap();
    }
    assert_eq!(client.refused(&client.refresh(&signed_in.first[0].refresh)).await, "invalid_grant");
}
