//! Names beside ids: asked for once, kept five minutes, nothing shared across principals.

use std::time::Duration;

use intercom_mcp::{
    clock::Clock,
    intercom::{Call, Client, Error, names::Kind},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::upstream::{Reply, Request, Upstream, call};

async fn upstream(script: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> (Upstream, Clock, Client) {
    let upstream = Upstream::start(script).await;
    let clock = Clock::hand_set(Timestamp::from_second(1_700_000_000).unwrap());
    let client = upstream.client(&clock);
    (upstream, clock, client)
}

fn admins() -> Reply {
    Reply::json(json!({"type": "admin.list", "admins": [{"id": "1", "name": "Ada"}, {"id": 2, "name": "Bob"}]}))
}

async fn ada(client: &Client, call: &Call) -> Option<String> {
    client.names(call, Kind::Admin).await.get("1").cloned()
}

#[tokio::test]
async fn parallel_calls_ask_once_and_the_answer_is_kept_five_minutes() {
    let (upstream, clock, client) = upstream(|_, _| admins()).await;
    let call = call(&clock, "p", 50);
    let names = futures_util::future::join_all((0..10).map(|_| ada(&client, &call))).await;
    assert!(names.iter().all(|name| name.as_deref() == Some("Ada")), "{names:?}");
    assert_eq!(upstream.lines(), ["GET /admins"]);
    clock.advance(Duration::from_secs(299));
    ada(&client, &super::upstream::call(&clock, "p", 50)).await;
    assert_eq!(upstream.lines().len(), 1);
    clock.advance(Duration::from_secs(2));
    ada(&client, &super::upstream::call(&clock, "p", 50)).await;
    assert_eq!(upstream.lines().len(), 2);
}

#[tokio::test]
async fn an_asker_that_stops_halfway_holds_up_nobody() {
    let (upstream, clock, client) = upstream(|_, _| admins()).await;
    let call = call(&clock, "p", 50);
    // Polled once, which sends the question; then neither polled nor dropped.
    let mut stuck = Box::pin(ada(&client, &call));
    assert!(futures_util::poll!(stuck.as_mut()).is_pending());
    assert_eq!(ada(&client, &call).await.as_deref(), Some("Ada"));
    assert_eq!(upstream.lines(), ["GET /admins"]);
    assert_eq!(stuck.await.as_deref(), Some("Ada"));
}

#[tokio::test]
async fn principals_share_nothing() {
    let (upstream, clock, client) = upstream(|_, _| admins()).await;
    ada(&client, &call(&clock, "p", 50)).await;
    ada(&client, &call(&clock, "q", 50)).await;
    assert_eq!(upstream.lines().len(), 2);
}

#[tokio::test]
async fn each_kind_has_its_collection() {
    let (upstream, clock, client) = upstream(|request, _| match request.target.as_str() {
        "/admins" => admins(),
        "/teams" => Reply::json(json!({"type": "team.list", "teams": [{"id": "1", "name": "Support"}]})),
        "/tags" => Reply::json(json!({"type": "list", "data": [{"id": "1", "name": "vip"}, {"id": "2"}]})),
        _ => Reply::json(json!({"type": "segment.list", "segments": [{"id": "1", "name": "New"}], "pages": {}})),
    })
    .await;
    let call = call(&clock, "p", 50);
    let mut names = Vec::new();
    for kind in [Kind::Admin, Kind::Team, Kind::Tag, Kind::Segment] {
        names.push(client.names(&call, kind).await["1"].clone());
    }
    assert_eq!(names, ["Ada", "Support", "vip", "New"]);
    assert_eq!(upstream.lines(), ["GET /admins", "GET /teams", "GET /tags", "GET /segments"]);
}

#[tokio::test]
async fn missing_permission_is_no_error_and_remembered() {
    let (upstream, clock, client) =
        upstream(|_, _| Reply::error(401, "token_unauthorized", "Not authorized to access resource")).await;
    assert_eq!(ada(&client, &call(&clock, "p", 50)).await, None);
    clock.advance(Duration::from_secs(200));
    assert_eq!(ada(&client, &call(&clock, "p", 50)).await, None);
    assert_eq!(upstream.lines().len(), 1);
}

#[tokio::test]
async fn passing_failure_is_no_error_and_soon_asked_again() {
    let (upstream, clock, client) =
        upstream(|_, n| if n == 1 { Reply::status(500, json!({})) } else { admins() }).await;
    assert_eq!(ada(&client, &call(&clock, "p", 50)).await.as_deref(), Some("Ada"));
    clock.advance(Duration::from_secs(301));
    assert_eq!(ada(&client, &call(&clock, "p", 50)).await.as_deref(), Some("Ada"), "the old answer stands in");
    assert_eq!(upstream.lines().len(), 2);
    ada(&client, &call(&clock, "p", 50)).await;
    assert_eq!(upstream.lines().len(), 2);
    clock.advance(Duration::from_secs(11));
    ada(&client, &call(&clock, "p", 50)).await;
    assert_eq!(upstream.lines().len(), 3);
}

#[tokio::test]
async fn silent_upstream_costs_names_and_not_the_call() {
    let (_upstream, clock, client) = upstream(|_, _| Reply::Silence).await;
    let call = call(&clock, "p", 8);
    let names = client.names(&call, Kind::Admin);
    let passes = async {
        while clock.sleepers() == 0 {
            tokio::task::yield_now().await;
        }
        clock.advance(Duration::from_secs(6));
    };
    let (names, ()) = tokio::join!(names, passes);
    assert!(names.is_empty());
}

fn found(request: &Request) -> Reply {
    let ids = request.body["query"]["value"].as_array().unwrap();
    let data: Vec<Value> = ids
        .iter()
        .filter(|id| **id != json!("gone"))
        .map(|id| json!({"id": id, "name": format!("name {}", id.as_str().unwrap()), "email": null}))
        .collect();
    Reply::json(json!({"type": "list", "total_count": data.len(), "data": data}))
}

#[tokio::test]
async fn people_are_looked_for_fifteen_at_a_time_and_remembered() {
    let (upstream, clock, client) = upstream(|request, _| found(request)).await;
    let call = call(&clock, "p", 50);
    let mut ids: Vec<_> = (0..19).map(|id| id.to_string()).collect();
    ids.extend(["gone".to_owned(), "3".to_owned()]);
    let people = client.people(&call, &ids).await;
    assert_eq!(people.len(), 19);
    assert_eq!(people["3"].name.as_deref(), Some("name 3"));
    let mut sizes: Vec<_> =
        upstream.requests().iter().map(|request| request.body["query"]["value"].as_array().unwrap().len()).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [5, 15]);
    assert_eq!(client.people(&call, &ids).await, people);
    assert_eq!(upstream.lines().len(), 2, "who is gone is remembered, too");
}

#[tokio::test]
async fn people_take_four_searches_at_most() {
    let (upstream, clock, client) = upstream(|request, _| found(request)).await;
    let ids: Vec<_> = (0..200).map(|id| id.to_string()).collect();
    assert_eq!(client.people(&call(&clock, "p", 50), &ids).await.len(), 60);
    assert_eq!(upstream.lines().len(), 4);
}

#[tokio::test]
async fn people_that_may_not_be_seen_are_absent() {
    let (upstream, clock, client) = upstream(|_, _| Reply::error(403, "forbidden", "No")).await;
    let ids = ["1".to_owned()];
    assert!(client.people(&call(&clock, "p", 50), &ids).await.is_empty());
    assert!(client.people(&call(&clock, "p", 50), &ids).await.is_empty());
    assert_eq!(upstream.lines().len(), 1);
    let error = client.contact(&call(&clock, "p", 50), "1").await.map(drop);
    assert!(matches!(error, Err(Error::MissingPermission { .. })));
}
