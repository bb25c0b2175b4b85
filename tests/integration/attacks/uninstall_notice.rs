//! The notice of an uninstall is not signed, and a workspace's id is public: whatever a notice sets off, a stranger can
//! set off.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use futures_util::future::join_all;
use intercom_mcp::store::records::{Error, Kind, Page, Record, Store};
use jiff::Timestamp;
use serde_json::json;

use crate::{
    harness::App,
    oauth::{
        answer::Answer,
        browser::origin,
        client::{Client, Tokens, app, app_with, serve_anew, stored, while_time_passes},
    },
};

async fn notice_from(app: &App, source: &str, workspace: &str) -> Answer {
    let request = app.client.post(format!("{}/intercom/uninstalled", origin(app.address)));
    Answer::of(request.header("x-forwarded-for", source).json(&json!({ "app_id": workspace }))).await
}

async fn notice(app: &App, workspace: &str) {
    let answer = notice_from(app, "", workspace).await;
    assert_eq!((answer.status, answer.text.as_str()), (200, ""));
}

/// The id of the workspace that people of the tests sign in to, as it stands in links.
async fn workspace(app: &App) -> String {
    let contacts = app.tool("demo-us", "search_contacts", json!({ "name": "a", "limit": 1 })).await;
    let url = contacts["data"][0]["url"].as_str().unwrap();
    url.split("/apps/").nth(1).unwrap().split('/').next().unwrap().to_owned()
}

async fn questions(app: &App) -> u64 {
    app.upstream_calls().await["GET /me"].as_u64().unwrap_or_default()
}

/// Somebody has signed in, a second has passed, and the simulator counts from now.
async fn signed_in(app: &App) -> (Client<'_>, Tokens, String) {
    let (client, workspace) = (Client::register(app).await, workspace(app).await);
    let tokens = client.sign_in().await;
    app.clock.advance(Duration::from_secs(1));
    app.reset_simulator().await;
    (client, tokens, workspace)
}

#[tokio::test]
async fn thirty_requests_at_once_after_a_notice_ask_intercom_once() {
    let app = app().await;
    let (client, tokens, workspace) = signed_in(&app).await;
    notice(&app, &workspace).await;
    // Long enough that they are under way together; what is true does not depend on it.
    app.fault(json!({ "path": "/me", "delay_ms": 200, "times": 0 })).await;
    let statuses = join_all((0..30).map(|_| client.status(&tokens.access))).await;
    assert_eq!(statuses, [200; 30]);
    assert_eq!(questions(&app).await, 1);
}

#[tokio::test]
async fn notice_asks_about_one_sign_in_of_a_workspace_at_a_time() {
    let app = app().await;
    let (client, tokens, workspace) = signed_in(&app).await;
    let mut others = Vec::new();
    for _ in 0..5 {
        others.push(client.sign_in().await.access);
    }
    app.clock.advance(Duration::from_secs(1));
    app.reset_simulator().await;
    notice(&app, &workspace).await;
    app.fault(json!({ "path": "/me", "delay_ms": 600_000, "times": 0 })).await;
    let meanwhile = async {
        while questions(&app).await == 0 {}
        for other in &others {
            assert_eq!(client.status(other).await, 200, "the others go on");
        }
        assert_eq!(questions(&app).await, 1);
        app.clock.advance(Duration::from_secs(2));
    };
    let (first, ()) = tokio::join!(client.status(&tokens.access), meanwhile);
    assert_eq!(first, 200, "no request waits longer than that");
}

#[tokio::test]
async fn notice_asks_about_every_sign_in_of_a_workspace_at_its_next_use() {
    let app = app().await;
    let (client, first, workspace) = signed_in(&app).await;
    let second = client.sign_in().await;
    app.clock.advance(Duration::from_secs(1));
    notice(&app, &workspace).await;
    app.simulator.uninstall("us");
    for tokens in [&first, &second] {
        assert_eq!(client.status(&tokens.access).await, 401);
        assert_eq!(client.refused(&client.refresh(&tokens.refresh)).await, "invalid_grant");
    }
}

#[tokio::test]
async fn uninstall_notice_changes_nothing_while_intercom_cannot_be_asked() {
    for fault in [
        json!({ "path": "/me", "status": 500, "times": 0 }),
        json!({ "path": "/me", "status": 503, "times": 0 }),
        json!({ "path": "/me", "status": 429, "times": 0 }),
        json!({ "path": "/me", "status": 403, "times": 0 }),
        json!({ "path": "/me", "drop_connection": true, "times": 0 }),
        json!({ "path": "/me", "body": "<html>", "status": 200, "times": 0 }),
        json!({ "path": "/me", "delay_ms": 600_000, "times": 0 }),
    ] {
        let app = app().await;
        let (client, tokens, workspace) = signed_in(&app).await;
        app.fault(fault.clone()).await;
        notice(&app, &workspace).await;
        assert_eq!(while_time_passes(&app, client.status(&tokens.access)).await, 200, "{fault}");
        let tokens = while_time_passes(&app, client.tokens(&client.refresh(&tokens.refresh))).await;
        assert_eq!(while_time_passes(&app, client.status(&tokens.access)).await, 200, "{fault}");
    }
}

#[tokio::test]
async fn question_that_intercom_did_not_answer_is_put_again_after_half_a_minute() {
    let app = app().await;
    let (client, tokens, workspace) = signed_in(&app).await;
    let other = client.sign_in().await;
    app.clock.advance(Duration::from_secs(1));
    app.reset_simulator().await;
    app.fault(json!({ "path": "/me", "status": 500, "times": 0 })).await;
    notice(&app, &workspace).await;
    for seconds in 0..60 {
        for token in [&tokens.access, &other.access] {
            assert_eq!(client.status(token).await, 200, "{seconds}");
        }
        app.clock.advance(Duration::from_secs(1));
    }
    assert_eq!(questions(&app).await, 2, "of the workspace, whoever uses it");
    app.clock.advance(Duration::from_secs(60));
    app.reset_simulator().await;
    app.simulator.uninstall("us");
    assert_eq!(client.status(&tokens.access).await, 401, "the notice still holds");
}

#[tokio::test]
async fn repeated_notices_do_not_make_the_server_ask_repeatedly() {
    let app = app_with(|config, _| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await;
    let (client, tokens, workspace) = signed_in(&app).await;
    for second in 0..59 {
        notice_from(&app, &format!("192.0.2.{second}"), &workspace).await;
        assert_eq!(client.status(&tokens.access).await, 200);
        app.clock.advance(Duration::from_secs(1));
    }
    assert_eq!(questions(&app).await, 2);
}

/// A notice costs the people of a workspace a hundredth of Intercom's calls, also where many of them have signed in.
#[tokio::test]
async fn notice_takes_a_small_share_of_the_calls_of_a_workspace() {
    let app = app().await;
    let (client, tokens, workspace) = signed_in(&app).await;
    let mut all = vec![tokens];
    for _ in 0..19 {
        all.push(client.sign_in().await);
        app.clock.advance(Duration::from_secs(3));
    }
    app.reset_simulator().await;
    notice(&app, &workspace).await;
    for _ in 0..3 {
        for tokens in &all {
            assert_eq!(client.status(&tokens.access).await, 200);
        }
    }
    assert_eq!(questions(&app).await, 10, "within one window of Intercom's limit");
}

/// Where Intercom's limit is reached, people's calls are what waits for it, and no notice adds to them.
#[tokio::test]
async fn question_after_a_notice_waits_for_the_rate_limit_of_its_workspace() {
    let app = app().await;
    let (client, tokens, workspace) = signed_in(&app).await;
    app.fault(json!({ "path": "/contacts/search", "status": 429, "headers": { "retry-after": "3600" }, "times": 1 }))
        .await;
    app.tool_error(&tokens.access, "search_contacts", json!({ "name": "a" })).await;
    notice(&app, &workspace).await;
    assert_eq!(while_time_passes(&app, client.status(&tokens.access)).await, 200);
    assert_eq!(questions(&app).await, 0);
}

/// Records which operations a store is asked for.
struct Recording {
    store: Arc<dyn Store>,
    operations: Arc<Mutex<Vec<String>>>,
}

impl Recording {
    fn record(&self, operation: &str, kind: Kind) {
        self.operations.lock().unwrap().push(format!("{operation} {}", kind.as_str()));
    }
}

#[async_trait]
impl Store for Recording {
    async fn put(&self, kind: Kind, id: &str, value: Vec<u8>, expires: Timestamp) -> Result<(), Error> {
        self.record("put", kind);
        self.store.put(kind, id, value, expires).await
    }

    async fn get(&self, kind: Kind, id: &str) -> Result<Option<Record>, Error> {
        self.record("get", kind);
        self.store.get(kind, id).await
    }

    async fn take(&self, kind: Kind, id: &str) -> Result<Option<Record>, Error> {
        self.record("take", kind);
        self.store.take(kind, id).await
    }

    async fn replace(
        &self,
        kind: Kind,
        id: &str,
        expected: u64,
        value: Vec<u8>,
        expires: Timestamp,
    ) -> Result<bool, Error> {
        self.record("replace", kind);
        self.store.replace(kind, id, expected, value, expires).await
    }

    async fn list(&self, kind: Kind, cursor: Option<&str>) -> Result<Page, Error> {
        self.record("list", kind);
        self.store.list(kind, cursor).await
    }

    async fn check(&self) -> Result<(), Error> {
        self.store.check().await
    }
}

#[tokio::test]
async fn notice_is_the_same_work_and_the_same_answer_for_known_and_unknown_workspaces() {
    let mut app = app().await;
    let operations = Arc::new(Mutex::new(Vec::new()));
    let known = workspace(&app).await;
    app.state.store = Arc::new(Recording { store: Arc::clone(&app.state.store), operations: Arc::clone(&operations) });
    serve_anew(&mut app, |_| {}, None).await;
    Client::register(&app).await.sign_in().await;
    let mut answers = Vec::new();
    for workspace in [known.as_str(), "unknown1", known.as_str(), "unknown1"] {
        operations.lock().unwrap().clear();
        let mut answer = notice_from(&app, "", workspace).await;
        assert!(answer.headers.remove("x-request-id").is_some());
        answer.headers.remove("date");
        answers.push((answer.status, answer.text, answer.headers));
        assert_eq!(*operations.lock().unwrap(), ["put workspace"], "{workspace}");
    }
    assert!(answers.iter().all(|answer| *answer == answers[0] && answer.0 == 200), "{answers:?}");
}

/// Intercom sends its notices from addresses of which it names none.
#[tokio::test]
async fn strangers_notices_leave_those_of_intercom_through() {
    let app = app_with(|config, _| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await;
    for number in 0..200 {
        let answer = notice_from(&app, &format!("192.0.2.{}", number / 10), "w").await;
        assert_eq!(answer.status, 200, "{number}");
    }
    assert_eq!(notice_from(&app, "192.0.2.0", "w").await.status, 429);
    assert_eq!(notice_from(&app, "198.51.100.1", "w").await.status, 200);
}

#[tokio::test]
async fn strangers_notices_do_not_fill_the_store() {
    let app = app_with(|config, _| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await;
    for minute in 0..100 {
        let notices = (0..50).map(|number| {
            let app = &app;
            async move { notice_from(app, &format!("192.0.2.{}", number / 10), &format!("w{minute}x{number}")).await }
        });
        assert!(join_all(notices).await.iter().all(|answer| answer.status == 200), "{minute}");
        app.clock.advance(Duration::from_secs(60));
    }
    let mut marks = 0;
    let mut cursor = None;
    loop {
        let page = app.state.store.list(Kind::Workspace, cursor.as_deref()).await.unwrap();
        marks += page.records.len();
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    assert!((1..=4_096).contains(&marks), "{marks} of 5,000");
    assert!(stored(&app, Kind::Workspace).await > 0);
}
