//! What goes wrong elsewhere and must sign nobody out.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use intercom_mcp::{
    clock::Clock,
    store::records::{Error, Kind, Page, Record, Store},
};
use jiff::Timestamp;
use serde_json::json;

use super::{
    answer::Answer,
    browser::{Browser, origin},
    client::{Client, app, app_with, serve_anew},
};
use crate::harness::START;

/// A store that is read as ever and takes nothing any more, as on a full disk.
struct Full(Arc<dyn Store>);

#[async_trait]
impl Store for Full {
    async fn put(&self, _: Kind, _: &str, _: Vec<u8>, _: Timestamp) -> Result<(), Error> {
        Err(Error::Full("no space left".to_owned()))
    }

    async fn get(&self, kind: Kind, id: &str) -> Result<Option<Record>, Error> {
        self.0.get(kind, id).await
    }

    async fn take(&self, _: Kind, _: &str) -> Result<Option<Record>, Error> {
        Err(Error::Full("no space left".to_owned()))
    }

    async fn replace(&self, _: Kind, _: &str, _: u64, _: Vec<u8>, _: Timestamp) -> Result<bool, Error> {
        Err(Error::Full("no space left".to_owned()))
    }

    async fn list(&self, kind: Kind, cursor: Option<&str>) -> Result<Page, Error> {
        self.0.list(kind, cursor).await
    }

    async fn check(&self) -> Result<(), Error> {
        Err(Error::Full("no space left".to_owned()))
    }
}

/// `docs/storage.md`: on a full disk "what is there can be used". That a token was used is worth less than its use.
#[tokio::test]
async fn full_disk_keeps_nobody_from_reading() {
    let mut app = app_with(|config, _| config.access_token_lifetime = Duration::from_secs(3 * 60 * 60)).await;
    let was = origin(app.address);
    let (tokens, id) = {
        let client = Client::register(&app).await;
        (client.sign_in().await, client.id)
    };
    app.clock.advance(Duration::from_secs(2 * 60 * 60));
    app.state.store = Arc::new(Full(Arc::clone(&app.state.store)));
    serve_anew(&mut app, |config| config.public_url = was.parse().unwrap(), None).await;
    let client = Client { app: &app, id };
    assert_eq!(client.status(&tokens.access).await, 200);
    let form = client.refresh(&tokens.refresh);
    assert_eq!(Answer::of_form(&app, "/token", &form).await.status, 503, "nothing new is given away");
}

/// A clock that was set back between two starts puts the rotation into the future: no sign of a thief.
#[tokio::test]
async fn clock_that_was_set_back_makes_no_reuse_of_a_lost_answer() {
    let mut app = app().await;
    let was = origin(app.address);
    let (first, second, id) = {
        let client = Client::register(&app).await;
        let first = client.sign_in().await;
        app.clock.advance(Duration::from_secs(5 * 60));
        let second = client.tokens(&client.refresh(&first.refresh)).await;
        (first, second, client.id)
    };
    app.state.clock = Clock::hand_set(START.parse().unwrap());
    serve_anew(&mut app, |config| config.public_url = was.parse().unwrap(), None).await;
    let client = Client { app: &app, id };
    assert_eq!(client.tokens(&client.refresh(&first.refresh)).await, second);
}

/// Other programs on the same host set cookies as well, with whatever in them.
#[tokio::test]
async fn cookies_of_others_do_not_get_in_the_way() {
    let app = app().await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    browser.cookies.insert("another".to_owned(), "é".to_owned());
    let sent = client.approve(&mut browser).await;
    assert_eq!(sent.status, 303, "{}", sent.html);
}

/// One 401 may be a mishap of Intercom's; `/me` has the last word before somebody has to sign in again.
#[tokio::test]
async fn refusal_that_intercom_does_not_repeat_ends_no_sign_in() {
    let app = app().await;
    let client = Client::register(&app).await;
    let tokens = client.sign_in().await;
    let unauthorized =
        json!({ "type": "error.list", "errors": [{ "code": "unauthorized", "message": "Access Token Invalid" }] });
    app.fault(json!({ "method": "POST", "path": "/contacts/search", "status": 401, "body": unauthorized })).await;
    let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": { "name": "search_contacts", "arguments": { "name": "a" } } });
    assert_eq!(app.post(&tokens.access, &call).await.0, 401);
    assert_eq!(app.post(&tokens.access, &call).await.0, 200);
}

/// Whoever pasted a token has an app of their own, which is not ours to uninstall.
#[tokio::test]
async fn app_of_a_pasted_token_is_never_uninstalled() {
    let app = app_with(|config, _| {
        config.accept_pasted_tokens = true;
        config.uninstall_on_last_revoke = true;
    })
    .await;
    let client = Client::register(&app).await;
    let mut browser = Browser::new();
    let page = client.ask(&mut browser).await;
    let mut fields = page.decided("paste");
    fields.push(("intercom_token".to_owned(), "demo-us".to_owned()));
    let back = browser.submit(&page.action(), &fields).await;
    let code = super::browser::parameter(&back.location(), "code").unwrap();
    let tokens = client.tokens(&client.exchange(&code)).await;
    app.reset_simulator().await;
    let form = [("token", tokens.refresh.clone()), ("client_id", client.id.clone())];
    assert_eq!(Answer::of_form(&app, "/revoke", &form).await.status, 200);
    assert_eq!(client.status(&tokens.access).await, 401);
    assert_eq!(app.upstream_calls().await, json!({}));
}
