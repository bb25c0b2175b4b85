//! The simulator from outside: what it answers, refuses, counts and breaks.

mod faults;
mod oauth;
mod objects;
mod paging;
mod rate_limits;
mod refusals;
mod search_contacts;
mod search_conversations;
mod versions;

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use intercom_mcp::{
    clock::Clock,
    simulator::{Options, Simulator},
};
use jiff::Timestamp;
use serde_json::{Value, json};
use tower::ServiceExt;

/// Noon in New York, four days after its clocks went back.
const NOW: &str = "2025-11-06T17:00:00Z";

/// A simulator on a hand-set clock, small enough to start quickly.
struct Stand {
    simulator: Simulator,
    clock: Clock,
}

/// An answer, read whole.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

impl Stand {
    fn new() -> Self {
        Self::with(small())
    }

    fn with(options: Options) -> Self {
        let start: Timestamp = NOW.parse().expect("a moment");
        let clock = Clock::hand_set(start);
        Self { simulator: Simulator::new(&options, clock.clone()), clock }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.simulator.router().oneshot(request).await.expect("the router never fails");
        let (head, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("the body comes whole");
        let body = serde_json::from_slice(&body).unwrap_or_else(|_| String::from_utf8_lossy(&body).into_owned().into());
        Answer { status: head.status, headers: head.headers, body }
    }

    async fn get(&self, token: &str, path: &str) -> Answer {
        self.send(request("GET", path, token).body(Body::empty()).expect("a request")).await
    }

    async fn post(&self, token: &str, path: &str, body: &Value) -> Answer {
        self.send(request("POST", path, token).body(body.to_string().into()).expect("a request")).await
    }

    /// Searches with a query alone.
    async fn search(&self, path: &str, query: Value) -> Answer {
        self.post("demo-us", path, &json!({ "query": query, "pagination": { "per_page": 150 } })).await
    }

    /// Ids of every page of a search, in order, and the total that the first page tells.
    async fn every_id(&self, token: &str, path: &str, body: &Value) -> (Vec<String>, u64) {
        let mut body = body.clone();
        let (mut ids, mut total) = (Vec::new(), None);
        loop {
            let answer = self.post(token, path, &body).await;
            assert_eq!(answer.status, StatusCode::OK, "{body} gave {}", answer.body);
            total = total.or(answer.body["total_count"].as_u64());
            ids.extend(answer.ids());
            match &answer.body["pages"]["next"]["starting_after"] {
                Value::String(cursor) => body["pagination"]["starting_after"] = cursor.clone().into(),
                _ => return (ids, total.expect("a total")),
            }
        }
    }
}

impl Answer {
    /// Ids of the objects on a page.
    fn ids(&self) -> Vec<String> {
        let list = ["conversations", "data"].into_iter().find_map(|key| self.body[key].as_array());
        list.expect("a list").iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
    }

    /// Status, code and message of a refusal, whose request id must be the header's.
    fn refusal(&self) -> (u16, &str, &str) {
        assert_eq!(self.body["type"], "error.list", "{}", self.body);
        assert_eq!(self.body["request_id"].as_str(), self.header("x-request-id"));
        let error = &self.body["errors"][0];
        (self.status.as_u16(), error["code"].as_str().expect("a code"), error["message"].as_str().expect("a message"))
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a text"))
    }
}

fn small() -> Options {
    Options { conversations: 300, contacts: 120, ..Options::default() }
}

fn request(method: &str, path: &str, token: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {token}"))
        .header("accept", "application/json")
        .header("intercom-version", "2.16")
}

fn filter(field: &str, operator: &str, value: impl Into<Value>) -> Value {
    json!({ "field": field, "operator": operator, "value": value.into() })
}

fn all(filters: Vec<Value>) -> Value {
    json!({ "operator": "AND", "value": filters })
}

#[tokio::test]
async fn the_same_seed_gives_the_same_workspaces_and_another_seed_others() {
    let (one, two) = (Stand::new(), Stand::new());
    assert_eq!(one.simulator.conversations("US"), two.simulator.conversations("US"));
    assert_eq!(one.simulator.contacts("EU"), two.simulator.contacts("EU"));
    let other = Stand::with(Options { seed: 2, ..small() });
    assert_ne!(one.simulator.conversations("US"), other.simulator.conversations("US"));
    assert_ne!(one.simulator.contacts("US"), one.simulator.contacts("AU"));
}

#[tokio::test]
async fn requests_are_counted_by_route_and_remembered_without_secrets() {
    let stand = Stand::new();
    let id = stand.simulator.conversations("US")[0]["id"].as_str().expect("an id").to_owned();
    stand.get("demo-us", &format!("/us/conversations/{id}")).await;
    stand.get("demo-us", &format!("/conversations/{id}?display_as=plaintext")).await;
    stand.get("dG9rOnNlY3JldA==", "/me").await;
    stand.get("demo-us", "/nowhere").await;
    let query = all(vec![filter("open", "=", true)]);
    stand.search("/us/conversations/search", query.clone()).await;

    let stats = stand.get("any", "/_simulator/stats").await;
    assert_eq!(
        stats.body,
        json!({
            "requests": {
                "GET /conversations/{id}": 2, "GET /me": 1, "GET /nowhere": 1, "POST /conversations/search": 1,
            },
            "rate_limited": 0,
        })
    );
    assert_eq!(stand.simulator.requests_total(), 5);
    let remembered = stand.get("any", "/_simulator/requests").await.body["requests"].clone();
    assert_eq!(remembered[1]["query"], "display_as=plaintext");
    assert_eq!(remembered[0]["headers"]["authorization"], "Bearer demo-us");
    assert_eq!(remembered[2]["headers"]["authorization"], "Bearer ***");
    assert_eq!(remembered[2]["status"], 401);
    assert_eq!(remembered[4]["region"], "US");
    assert_eq!(remembered[4]["body"]["query"], query);

    let reset = stand.post("any", "/_simulator/reset", &Value::Null).await;
    assert_eq!(reset.status, StatusCode::NO_CONTENT);
    assert_eq!(stand.simulator.stats(), json!({ "requests": {}, "rate_limited": 0 }));
    assert_eq!(stand.simulator.requests(), Vec::<Value>::new());
}
