//! Workspaces of many and long names, and pages as full as they can be: what of them is answered, as a short answer or
//! as a long one, and what is kept.

use intercom_mcp::{
    clock::Clock,
    intercom::{
        Call, Client,
        names::Kind,
        search::{Filter, Operator, Pagination, SearchRequest},
    },
    simulator::{Options, Simulator},
};
use serde_json::{Value, json};

use crate::{
    harness::{App, START},
    intercom::upstream::{Reply, Upstream, call},
};

const MIB: usize = 1024 * 1024;

/// A call of a person, counted in the client's own memory.
fn call_of(client: &Client, clock: &Clock, person: &str) -> Call {
    let call = call(clock, person, 50);
    client.call(call.access, call.deadline, None)
}

/// So many tags, as `GET /tags` lists them.
fn ordinary_tags(count: usize) -> Value {
    let tag = |number: usize| json!({"type": "tag", "id": (1_000_000 + number).to_string(), "name": format!("billing {number}")});
    json!({"type": "list", "data": (0..count).map(tag).collect::<Vec<_>>()})
}

/// The conversations with the most in them, each with more than most workspaces have: a long first message, attributes
/// and tags.
fn full_conversations(simulator: &Simulator, count: usize) -> Vec<Value> {
    let mut all = simulator.conversations("us");
    all.sort_by_key(|conversation| std::cmp::Reverse(conversation.to_string().len()));
    all.truncate(count);
    for conversation in &mut all {
        conversation["source"]["body"] = json!(format!("<p>{}</p>", "Our card was charged twice. ".repeat(120)));
        conversation["tags"]["tags"] = (0..10).map(|id| json!({"type": "tag", "id": id, "name": "billing"})).collect();
        let attribute = |number: usize| (format!("Attribute number {number}"), json!("a value of some length"));
        conversation["custom_attributes"] = Value::Object((0..25).map(attribute).collect());
    }
    all
}

fn simulator(clock: &Clock) -> Simulator {
    Simulator::new(&Options { conversations: 400, contacts: 150, ..Options::default() }, clock.clone())
}

/// An Intercom with a long conversation 1, this one as every other, and a page of these.
async fn intercom(clock: &Clock, other: Value, page: Vec<Value>) -> (Upstream, Client) {
    let long = json!({"type": "conversation", "id": "1", "source": {"body": "word ".repeat(3 * MIB)}});
    let count = page.len();
    let page = json!({"type": "conversation.list", "total_count": count, "conversations": page, "pages": {}});
    let upstream = Upstream::start(move |request, _| {
        Reply::json(match request.target.as_str() {
            "/conversations/search" => page.clone(),
            "/conversations/1" => long.clone(),
            _ => other.clone(),
        })
    });
    let upstream = upstream.await;
    let client = upstream.client(clock);
    (upstream, client)
}

/// Whoever reads something long at the same time still gets it.
#[tokio::test]
async fn page_of_150_full_conversations_is_a_short_answer() {
    let clock = Clock::system();
    let page = full_conversations(&simulator(&clock), 150);
    assert_eq!(page.len(), 150);
    let (_upstream, client) = intercom(&clock, Value::Null, page).await;
    let long = call_of(&client, &clock, "ann");
    client.conversation(&long, "1").await.unwrap();

    let query = Filter::Single { field: "id".into(), operator: Operator::NotEqual, value: json!("1") };
    let pagination = Pagination { per_page: 150, starting_after: None };
    let request = SearchRequest { query, pagination, sort: None };
    let page = client.search_conversations(&call_of(&client, &clock, "ann"), &request).await.unwrap();
    assert_eq!(page.items.len(), 150);
}

#[tokio::test]
async fn conversation_of_many_parts_is_a_short_answer() {
    let clock = Clock::system();
    let simulator = simulator(&clock);
    let mut conversation = full_conversations(&simulator, 1).remove(0);
    let id = conversation["id"].as_str().unwrap().to_owned();
    let parts = simulator.conversation("us", &id).unwrap()["conversation_parts"]["conversation_parts"].take();
    let is_ordinary = |part: &&Value| part["body"].as_str().is_none_or(|body| body.len() < 10_000);
    let parts = parts.as_array().unwrap().iter().filter(is_ordinary).cycle().take(300).collect::<Vec<_>>();
    assert_eq!(parts.len(), 300);
    conversation["conversation_parts"] = json!({"total_count": parts.len(), "conversation_parts": parts});
    let (_upstream, client) = intercom(&clock, conversation, Vec::new()).await;
    let long = call_of(&client, &clock, "ann");
    client.conversation(&long, "1").await.unwrap();
    let read = client.conversation(&call_of(&client, &clock, "ann"), "2").await.unwrap();
    assert_eq!(read.parts.unwrap().items.len(), 300);
}

#[tokio::test]
async fn conversations_are_found_by_any_of_100_000_tags() {
    for count in [20_000, 100_000] {
        let app = App::start().await;
        app.fault(json!({"method": "GET", "path": "/tags", "status": 200, "times": 0, "body": ordinary_tags(count)}))
            .await;
        for number in [0, count - 1] {
            let tags = format!("billing {number}");
            app.tool("demo-us", "search_conversations", json!({"tags": [tags], "limit": 1})).await;
            let requests = app.simulator.requests();
            let asked = requests.iter().rfind(|request| request["path"] == "/conversations/search").unwrap();
            assert!(asked.to_string().contains(&(1_000_000 + number).to_string()), "{asked}");
        }
        assert_eq!(app.upstream_calls().await["GET /tags"], 1, "they are kept");
    }
}

/// What is made of the answer is a small part of it.
#[tokio::test]
async fn names_of_a_large_workspace_leave_room_for_what_they_stand_beside() {
    let clock = Clock::hand_set(START.parse().unwrap());
    let tags = ordinary_tags(100_000);
    let long = json!({"type": "conversation", "id": "1", "source": {"body": "word ".repeat(4 * MIB)}});
    let upstream = Upstream::start(move |request, _| {
        Reply::json(if request.target == "/tags" { tags.clone() } else { long.clone() })
    });
    let upstream = upstream.await;
    let client = upstream.client(&clock);
    let call = call_of(&client, &clock, "ann");
    assert_eq!(client.names(&call, Kind::Tag).await.len(), 100_000);
    client.conversation(&call, "1").await.unwrap();
}

/// An Intercom with so many bytes of tags, in `names` names.
async fn tags(bytes: usize, names: usize) -> Upstream {
    let tag = |index: usize| json!({"type": "tag", "id": index.to_string(), "name": "t".repeat(bytes / names)});
    let body = json!({"type": "list", "data": (0..names).map(tag).collect::<Vec<_>>()}).to_string();
    Upstream::start(move |_, _| Reply::Answer(200, Vec::new(), body.clone())).await
}

#[tokio::test]
async fn names_of_many_are_forgotten_before_they_fill_the_memory() {
    let upstream = tags(3 * MIB, 100).await;
    let clock = Clock::hand_set(START.parse().unwrap());
    let client = upstream.client(&clock);
    let people = (0..24).map(|index| format!("person {index}")).collect::<Vec<_>>();
    for person in &people {
        assert_eq!(client.names(&call_of(&client, &clock, person), Kind::Tag).await.len(), 100);
    }
    assert_eq!(upstream.requests().len(), people.len());
    client.names(&call_of(&client, &clock, &people[0]), Kind::Tag).await;
    assert_eq!(upstream.requests().len(), people.len() + 1, "72 MiB are more than is kept");
    client.names(&call_of(&client, &clock, &people[0]), Kind::Tag).await;
    assert_eq!(upstream.requests().len(), people.len() + 1, "the last ones are kept");
}

#[tokio::test]
async fn names_of_one_that_are_longer_than_any_workspaces_are_used_and_not_kept() {
    let upstream = tags(17 * MIB, 10).await;
    let clock = Clock::hand_set(START.parse().unwrap());
    let client = upstream.client(&clock);
    for count in 1..3 {
        assert_eq!(client.names(&call_of(&client, &clock, "ann"), Kind::Tag).await.len(), 10);
        assert_eq!(upstream.requests().len(), count);
    }
}

#[tokio::test]
async fn person_with_a_name_as_long_as_a_book_is_not_remembered() {
    for (length, requests) in [(900, 1), (2_000, 2)] {
        let contact = json!({"type": "contact", "id": "1", "name": "n".repeat(length)});
        let upstream = Upstream::start(move |_, _| Reply::json(json!({"type": "list", "data": [contact]}))).await;
        let clock = Clock::hand_set(START.parse().unwrap());
        let client = upstream.client(&clock);
        for _ in 0..2 {
            let people = client.people(&call_of(&client, &clock, "ann"), &["1".to_owned()]).await;
            assert_eq!(people["1"].name.as_ref().unwrap().len(), length);
        }
        assert_eq!(upstream.requests().len(), requests);
    }
}
