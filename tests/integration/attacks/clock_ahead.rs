//! A clock that is wrong when the server starts, such as that of a machine without a battery, and is set right later.
//! It removes nothing, and what is issued by it does not outlive its time.

use std::time::Duration;

use intercom_mcp::{
    clock::{Clock, EVENED_OUT, Steady},
    config::StoreUrl,
    store::{
        Sqlite,
        records::{Kind, Store},
    },
};
use jiff::Timestamp;
use serde_json::json;

use crate::{
    commands::process::Directory,
    harness::{App, START},
    oauth::client::{Client, Tokens, app_at, app_with, post_form},
    store::{connect, until},
};

const KEY: &str = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";
const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn start() -> Timestamp {
    START.parse().unwrap()
}

/// A server that starts with this clock, on the database of the directory; to its clients it is the first one.
async fn at(directory: &Directory, first: Option<&App>, now: Timestamp) -> App {
    let public_url = first.map(|app| format!("http://{}", app.address).parse().unwrap());
    let simulator = first.map(|app| format!("http://{}/{{region}}", app.simulator_address));
    app_at(Clock::hand_set(now), |config, _| {
        config.store_url = StoreUrl::Sqlite(directory.path().join("sign-ins.db"));
        config.encryption_keys = vec![KEY.into()];
        config.public_url = public_url.unwrap_or_else(|| config.public_url.clone());
        config.intercom_app_url = simulator.clone().or_else(|| config.intercom_api_url.clone());
        config.intercom_api_url = simulator.or_else(|| config.intercom_api_url.clone());
        config.access_token_lifetime = 2 * SECOND;
    })
    .await
}

/// Waits until a sweep has taken place, which has removed what this server wrote to expire before it.
async fn swept(directory: &Directory, app: &App) {
    app.state.store.put(Kind::Successor, "mark", vec![1], app.clock.after(SECOND)).await.unwrap();
    let connection = connect(&directory.path().join("sign-ins.db"));
    // Time passes meanwhile, since nobody knows how long the sweep sleeps.
    let is_gone = || {
        app.clock.advance(5 * SECOND);
        let marks = connection.query_row("SELECT count(*) FROM records WHERE id = 'mark'", [], |row| row.get(0));
        marks == Ok(0)
    };
    until(is_gone).await;
}

/// Signs in at the first server, and gives what another of them makes of the tokens.
async fn signed_in(first: &App) -> (String, Tokens) {
    let client = Client::register(first).await;
    let tokens = client.sign_in().await;
    (client.id, tokens)
}

fn client<'a>(app: &'a App, id: &str) -> Client<'a> {
    Client { app, id: id.to_owned() }
}

/// What a sign-in lasts by, also where it cannot be found because it has expired.
fn lasting_rows(directory: &Directory) -> i64 {
    let connection = connect(&directory.path().join("sign-ins.db"));
    let count = "SELECT count(*) FROM records WHERE kind IN ('grant', 'refresh_token', 'client')";
    connection.query_row(count, [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn starts_with_a_clock_that_is_ahead_remove_nobodys_sign_in() {
    let directory = Directory::new();
    let first = at(&directory, None, start()).await;
    let (id, tokens) = signed_in(&first).await;
    swept(&directory, &first).await;
    assert_eq!(lasting_rows(&directory), 3);
    // It is restarted, and used meanwhile.
    for _ in 0..2 {
        let ahead = at(&directory, Some(&first), start() + 91 * DAY).await;
        swept(&directory, &ahead).await;
        let client = client(&ahead, &id);
        let (status, _) = post_form(&ahead, "/token", &client.refresh(&tokens.refresh)).await;
        assert_ne!(status, 200, "by that clock it has expired");
        Client::register(&ahead).await;
        ahead.clock.advance(HOUR);
        swept(&directory, &ahead).await;
    }
    assert_eq!(lasting_rows(&directory), 3);
    let right = at(&directory, Some(&first), start() + HOUR).await;
    client(&right, &id).tokens(&client(&right, &id).refresh(&tokens.refresh)).await;
}

/// Otherwise a server that was off for long would keep everything for ever.
#[tokio::test]
async fn clock_that_goes_on_for_a_day_is_believed() {
    let directory = Directory::new();
    let (path, url) = (directory.path().join("records.db"), StoreUrl::Sqlite(directory.path().join("records.db")));
    let rows = || -> i64 { connect(&path).query_row("SELECT count(*) FROM records", [], |row| row.get(0)).unwrap() };
    let clock = Clock::hand_set(start());
    let store = Sqlite::open(&url, clock.clone()).unwrap();
    store.put(Kind::Grant, "old", vec![1], clock.after(90 * DAY)).await.unwrap();
    until(|| clock.sleepers() > 0).await;
    drop(store);

    let clock = Clock::hand_set(start() + 91 * DAY);
    let store = Sqlite::open(&url, clock.clone()).unwrap();
    assert_eq!(store.get(Kind::Grant, "old").await.unwrap(), None);
    // What it writes itself is removed as ever.
    store.put(Kind::Successor, "own", vec![1], clock.after(60 * SECOND)).await.unwrap();
    until(|| clock.sleepers() > 0).await;
    for _ in 0..3 {
        clock.advance(60 * SECOND);
        until(|| clock.sleepers() > 0).await;
    }
    until(|| rows() == 1).await;
    for _ in 0..3 {
        clock.advance(8 * HOUR);
        until(|| clock.sleepers() > 0).await;
    }
    clock.advance(HOUR);
    until(|| rows() == 0).await;
}

#[tokio::test]
async fn what_is_issued_after_the_clock_was_set_right_is_issued_by_the_right_time() {
    let directory = Directory::new();
    let first = at(&directory, None, start() + 365 * DAY).await;
    first.clock.set_back(365 * DAY);
    let (id, tokens) = signed_in(&first).await;
    assert_eq!(client(&first, &id).status(&tokens.access).await, 200);
    let again = at(&directory, Some(&first), start() + 4 * SECOND).await;
    assert_eq!(client(&again, &id).status(&tokens.access).await, 401);
    client(&again, &id).tokens(&client(&again, &id).refresh(&tokens.refresh)).await;
}

#[tokio::test]
async fn what_was_issued_while_the_clock_was_ahead_holds_as_long_as_it_was_to() {
    let directory = Directory::new();
    let app = at(&directory, None, start() + 365 * DAY).await;
    let (id, tokens) = signed_in(&app).await;
    app.clock.advance(SECOND);
    app.clock.set_back(365 * DAY);
    assert_eq!(client(&app, &id).status(&tokens.access).await, 200, "it has a second left");
    app.clock.advance(SECOND);
    assert_eq!(client(&app, &id).status(&tokens.access).await, 401);
    let next = client(&app, &id).tokens(&client(&app, &id).refresh(&tokens.refresh)).await;
    assert_eq!(client(&app, &id).status(&next.access).await, 200);
    app.clock.advance(2 * SECOND);
    assert_eq!(client(&app, &id).status(&next.access).await, 401);
}

#[tokio::test]
async fn access_token_of_a_clock_that_was_ahead_opens_nothing_after_a_restart_and_nobody_is_signed_out() {
    let directory = Directory::new();
    let ahead = at(&directory, None, start() + 365 * DAY).await;
    let (id, tokens) = signed_in(&ahead).await;
    let right = at(&directory, Some(&ahead), start()).await;
    let client = client(&right, &id);
    assert_eq!(client.status(&tokens.access).await, 401);
    let next = client.tokens(&client.refresh(&tokens.refresh)).await;
    assert_eq!(client.status(&next.access).await, 200);
    right.clock.advance(2 * SECOND);
    assert_eq!(client.status(&next.access).await, 401);
}

/// What lives long and nobody uses is counted anew once the clock is proven: it does not live for a year more.
#[tokio::test]
async fn long_record_of_a_clock_that_was_ahead_begins_its_time_once_the_clock_is_proven() {
    let directory = Directory::new();
    let url = StoreUrl::Sqlite(directory.path().join("records.db"));
    let ahead = Clock::hand_set(start() + 365 * DAY);
    let store = Sqlite::open(&url, ahead.clone()).unwrap();
    store.put(Kind::RefreshToken, "id", vec![1], ahead.after(90 * DAY)).await.unwrap();
    drop(store);
    let clock = Clock::hand_set(start());
    let store = Sqlite::open(&url, clock.clone()).unwrap();
    let connection = connect(&directory.path().join("records.db"));
    let expires = || -> i64 { connection.query_row("SELECT expires FROM records", [], |row| row.get(0)).unwrap() };
    assert_eq!(expires(), (start() + 455 * DAY).as_millisecond(), "nobody knows yet which clock was wrong");
    assert!(store.get(Kind::RefreshToken, "id").await.unwrap().is_some());
    until(|| clock.sleepers() > 0).await;
    clock.advance(25 * HOUR);
    until(|| expires() <= (start() + 92 * DAY).as_millisecond()).await;
    assert!(store.get(Kind::RefreshToken, "id").await.unwrap().is_some());
}

/// The other way round: a machine that believes to be in the year 2000 until it is told.
#[tokio::test]
async fn start_with_a_clock_that_is_behind_signs_nobody_out() {
    let directory = Directory::new();
    let first = at(&directory, None, start()).await;
    let (id, tokens) = signed_in(&first).await;
    let behind = at(&directory, Some(&first), "2000-01-01T00:00:00Z".parse().unwrap()).await;
    swept(&directory, &behind).await;
    behind.clock.advance(HOUR);
    swept(&directory, &behind).await;
    let right = at(&directory, Some(&first), start() + HOUR).await;
    let client = client(&right, &id);
    client.tokens(&client.refresh(&tokens.refresh)).await;
}

/// Limits and verdicts are kept for a minute, not for the year by which the clock was ahead.
#[tokio::test]
async fn nothing_in_memory_is_kept_for_the_time_that_the_clock_was_ahead() {
    let app = app_with(|config, _| config.requests_per_minute = 1).await;
    app.clock.advance(365 * DAY);
    let question = json!({ "name": "a" });
    assert_eq!(app.call("demo-us", "search_contacts", question.clone()).await["isError"], false);
    assert_eq!(app.call("demo-us", "search_contacts", question.clone()).await["isError"], true, "one a minute");
    let client = Client::register(&app).await;
    let mut tokens = client.sign_in().await;
    for _ in 0..30 {
        tokens = client.tokens(&client.refresh(&tokens.refresh)).await;
    }
    let (status, _) = post_form(&app, "/token", &client.refresh(&tokens.refresh)).await;
    assert_eq!(status, 429);
    for _ in 0..30 {
        assert_eq!(client.status("not-a-token-of-anybody").await, 401);
    }
    assert_eq!(client.status("not-a-token-of-anybody").await, 429);
    app.clock.set_back(365 * DAY);
    app.clock.advance(61 * SECOND);
    assert_eq!(client.status("not-a-token-of-anybody").await, 401);
    client.tokens(&client.refresh(&tokens.refresh)).await;
    assert_eq!(app.call("demo-us", "search_contacts", question).await["isError"], false);
}

#[tokio::test]
async fn what_waits_goes_on_when_the_clock_is_set_back() {
    let clock = Clock::hand_set(start());
    let moment = clock.after(60 * SECOND);
    let sleep = clock.sleep_until(moment);
    let meanwhile = async {
        while clock.sleepers() == 0 {
            tokio::task::yield_now().await;
        }
        clock.set_back(365 * DAY);
        clock.advance(60 * SECOND);
    };
    tokio::join!(sleep, meanwhile);
    assert!(clock.now() < moment);
}

#[test]
fn small_steps_back_are_evened_out_and_large_ones_are_followed() {
    let mut steady = Steady::new(start(), Duration::ZERO);
    assert_eq!(steady.at(start() + 10 * SECOND, 10 * SECOND), start() + 10 * SECOND);
    // Set back by half a minute: time goes on.
    assert_eq!(steady.at(start() + 11 * SECOND - 30 * SECOND, 11 * SECOND), start() + 11 * SECOND);
    assert_eq!(steady.set_back(), Duration::ZERO);
    // The other half and a second: it was ahead.
    assert_eq!(steady.at(start() - EVENED_OUT, 12 * SECOND), start() - EVENED_OUT);
    assert_eq!(steady.set_back(), EVENED_OUT + 12 * SECOND);
    // Ahead by a year while it runs, and set right again.
    assert_eq!(steady.at(start() + 365 * DAY, 13 * SECOND), start() + 365 * DAY);
    let before = steady.set_back();
    assert_eq!(steady.at(start() + SECOND, 14 * SECOND), start() + SECOND);
    assert_eq!(steady.set_back() - before, 365 * DAY);
}
