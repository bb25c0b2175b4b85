//! Answers of Intercom that are long: how many of them are held at the same time, and that the others wait for them
//! without holding anything.

use std::{sync::Arc, time::Duration};

use intercom_mcp::{
    clock::Clock,
    intercom::{
        Call, Client, Error,
        memory::{Full, MAX_OF_CALL, MAX_SHORT, Memory},
    },
    json_values::{Counter, Values},
};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::{
    harness::{App, START},
    intercom::upstream::{Reply, Upstream, call},
};

const MIB: usize = 1024 * 1024;

fn conversation(body: &str, attribute: &Value) -> String {
    let attributes = json!({"attribute": attribute});
    json!({"type": "conversation", "id": "1", "source": {"body": body}, "custom_attributes": attributes}).to_string()
}

/// An Intercom whose conversation 1 is long, and whose conversation 2 is short.
async fn intercom() -> (Upstream, Clock, Client) {
    intercom_with(conversation(&"word ".repeat(3 * MIB), &Value::Null)).await
}

/// An Intercom with this as its conversation 1, and a conversation 2 that is short.
async fn intercom_with(long: String) -> (Upstream, Clock, Client) {
    let short = conversation("word", &Value::Null);
    let answer = move |target: &str| if target.ends_with("/1") { long.clone() } else { short.clone() };
    let upstream = Upstream::start(move |request, _| {
        Reply::Answer(200, vec![("content-type", "application/json".to_owned())], answer(&request.target))
    });
    let upstream = upstream.await;
    let clock = Clock::hand_set(START.parse().unwrap());
    let client = upstream.client(&clock);
    (upstream, clock, client)
}

/// A call of a person, counted in the client's own memory.
fn call_of(client: &Client, clock: &Clock, person: &str) -> Call {
    let call = call(clock, person, 50);
    client.call(call.access, call.deadline, None)
}

/// A person's call that has read a long answer, and holds it.
async fn holding(client: &Client, clock: &Clock, person: &str) -> Call {
    let call = call_of(client, clock, person);
    client.conversation(&call, "1").await.unwrap();
    call
}

/// A person's call for the long conversation, of which Intercom has heard.
async fn asking(upstream: &Upstream, client: &Client, call: Call) -> JoinHandle<Result<(), Error>> {
    let before = upstream.requests().len();
    let client = client.clone();
    let asking = tokio::spawn(async move { client.conversation(&call, "1").await.map(drop) });
    while upstream.requests().len() == before {
        tokio::task::yield_now().await;
    }
    asking
}

#[tokio::test]
async fn second_long_answer_of_a_person_waits_until_the_first_is_let_go() {
    let (upstream, clock, client) = intercom().await;
    let first = holding(&client, &clock, "ann").await;
    let second = asking(&upstream, &client, call_of(&client, &clock, "ann")).await;
    clock.advance(Duration::from_secs(51));
    assert!(matches!(second.await.unwrap(), Err(Error::Busy { .. })), "there is no place for it in its time");

    let third = asking(&upstream, &client, call_of(&client, &clock, "ann")).await;
    drop(first);
    third.await.unwrap().unwrap();
}

#[tokio::test]
async fn long_answers_of_one_person_keep_nobody_else_from_theirs_nor_that_person_from_short_ones() {
    let (_upstream, clock, client) = intercom().await;
    let _ann = holding(&client, &clock, "ann").await;
    let _ben = holding(&client, &clock, "ben").await;
    client.conversation(&call_of(&client, &clock, "ann"), "2").await.unwrap();
}

#[tokio::test]
async fn long_answers_of_four_people_are_all_that_is_held() {
    let (upstream, clock, client) = intercom().await;
    let mut held = Vec::new();
    for person in ["ann", "ben", "cem", "dee"] {
        held.push(holding(&client, &clock, person).await);
    }
    let fifth = asking(&upstream, &client, call_of(&client, &clock, "eve")).await;
    clock.advance(Duration::from_secs(51));
    assert!(matches!(fifth.await.unwrap(), Err(Error::Busy { .. })), "there is no place for it in its time");
    client.conversation(&call_of(&client, &clock, "eve"), "2").await.unwrap();

    held.pop();
    holding(&client, &clock, "eve").await;
}

/// A list of so many small objects, seven bytes each.
fn small_objects(count: usize) -> Value {
    vec![json!({"": 0}); count].into()
}

#[tokio::test]
async fn answer_of_more_values_than_a_call_may_hold_is_refused_before_it_is_read() {
    let numbers = Value::from(vec![0; 1_700_000]);
    for attribute in [small_objects(200_000), numbers, json!([vec![json!({"a": [], "b": {}}); 90_000]])] {
        let body = conversation("word", &attribute);
        assert!(body.len() < 4 * MIB, "as bytes it is a short answer");
        let (_upstream, clock, client) = intercom_with(body).await;
        let Err(Error::NotUnderstood { reason, .. }) = client.conversation(&call_of(&client, &clock, "ann"), "1").await
        else {
            panic!("the answer was read");
        };
        assert!(reason.starts_with("more than ") && reason.ends_with(" values"), "{reason}");
    }
}

#[tokio::test]
async fn what_is_refused_for_its_values_is_no_longer_held() {
    let (_upstream, clock, client) = intercom_with(conversation("word", &small_objects(200_000))).await;
    let call = call_of(&client, &clock, "ann");
    for _ in 0..3 {
        client.conversation(&call, "1").await.unwrap_err();
        client.conversation(&call, "2").await.unwrap();
    }
}

#[tokio::test]
async fn answer_of_many_values_needs_a_place_for_long_answers() {
    let body = conversation("word", &small_objects(35_000));
    assert!(body.len() < MIB / 4);
    let (upstream, clock, client) = intercom_with(body).await;
    let first = holding(&client, &clock, "ann").await;
    let second = asking(&upstream, &client, call_of(&client, &clock, "ann")).await;
    clock.advance(Duration::from_secs(51));
    assert!(matches!(second.await.unwrap(), Err(Error::Busy { .. })), "there is no place for it in its time");
    drop(first);
    holding(&client, &clock, "ann").await;
}

/// By this it is decided where an answer is rendered: attributes, tags and files take as long as bodies.
#[tokio::test]
async fn call_knows_all_bytes_that_it_has_received() {
    let long = conversation("word", &small_objects(5_000));
    let length = long.len();
    let (_upstream, clock, client) = intercom_with(long).await;
    let call = call_of(&client, &clock, "ann");
    client.conversation(&call, "1").await.unwrap();
    assert_eq!(call.held.received(), length);
    client.conversation(&call, "2").await.unwrap();
    assert!(call.held.received() > length);
}

#[tokio::test]
async fn commas_in_text_are_no_values() {
    let (_upstream, clock, client) = intercom_with(conversation(&",:[{".repeat(MIB / 2), &Value::Null)).await;
    client.conversation(&call_of(&client, &clock, "ann"), "1").await.unwrap();
}

#[tokio::test]
async fn person_reads_on_how_many_values_an_answer_has() {
    let app = App::start().await;
    let id = app.simulator.conversations("us")[0]["id"].as_str().unwrap().to_owned();
    let mut conversation = app.simulator.conversation("us", &id).unwrap();
    conversation["custom_attributes"] = json!({"attribute": small_objects(200_000)});
    app.fault(json!({"path": "/conversations/{id}", "times": 0, "body": conversation})).await;
    for tool in ["get_conversation", "fetch"] {
        let text = app.tool_error("demo-us", tool, json!({"id": id})).await;
        assert!(text.contains("more than ") && text.contains(" values"), "{text}");
    }
}

#[test]
fn values_are_counted_wherever_the_pieces_of_an_answer_end() {
    let json = br#"{"a, \" [{": [1, 2, {"b": {}}], "c": "\\"}"#;
    let whole = Values::of(json);
    assert_eq!(whole, Values { objects: 3, others: 7 });
    for end in 0..json.len() {
        let mut counter = Counter::default();
        let [first, last] = [counter.count(&json[..end]), counter.count(&json[end..])];
        let both = Values { objects: first.objects + last.objects, others: first.others + last.others };
        assert_eq!(both, whole, "at {end}");
    }
    assert_eq!(Values::of("[".repeat(100_000).as_bytes()).all(), 128, "no reader goes further");
}

/// Together the pages have more values than a call may hold.
#[tokio::test]
async fn pages_without_a_result_are_not_held() {
    let app = App::start().await;
    let mut conversation = app.simulator.conversations("us")[0].clone();
    conversation["custom_attributes"] = json!({"attribute": small_objects(150)});
    let conversations: Vec<Value> = (0..100)
        .map(|index| {
            conversation["id"] = json!(index.to_string());
            conversation.clone()
        })
        .collect();
    app.fault(json!({"path": "/conversations/search", "times": 0, "body": {"type": "conversation.list",
        "total_count": 1_000, "conversations": conversations, "pages": {"next": {"starting_after": "on"}}}}))
        .await;
    let query = "object_type:conversations source_body:contains:\"words that nobody wrote\"";
    let answer = app.tool("demo-us", "search", json!({"query": query})).await;
    assert!(answer["_note"].as_str().unwrap().contains("read 1000"), "{answer}");
}

/// Twice the answer would be more than a call may hold.
#[tokio::test]
async fn answer_that_broke_off_is_not_held() {
    let body = "word ".repeat(5 * MIB);
    let conversation = json!({"type": "conversation", "id": "1", "source": {"body": body}}).to_string();
    let kept = conversation.len() - 1;
    let upstream = Upstream::start(move |_, count| match count {
        0 => Reply::Cut(conversation.clone(), kept),
        _ => Reply::Answer(200, Vec::new(), conversation.clone()),
    });
    let upstream = upstream.await;
    let clock = Clock::system();
    let client = upstream.client(&clock);
    client.conversation(&call_of(&client, &clock, "ann"), "1").await.unwrap();
    assert_eq!(upstream.requests().len(), 2);
}

#[tokio::test]
async fn forty_long_conversations_at_once_are_all_answered() {
    let app = App::with(|config, _| config.requests_per_minute = 1_000).await;
    let id = app.simulator.conversations("us")[0]["id"].as_str().unwrap().to_owned();
    let mut conversation = app.simulator.conversation("us", &id).unwrap();
    conversation["source"]["body"] = json!("word ".repeat(5 * MIB / 2));
    app.fault(json!({"path": "/conversations/{id}", "times": 0, "body": conversation})).await;
    let calls = (0..40).map(|_| app.tool("demo-us", "get_conversation", json!({"id": id})));
    for answer in futures_util::future::join_all(calls).await {
        assert_eq!(answer["id"], id.as_str());
    }
}

#[test]
fn short_answers_of_a_person_and_of_all_are_bounded() {
    let memory = Memory::default();
    let person = |index: usize| Arc::from(format!("person {index}"));
    let mut held = Vec::new();
    // Of one person: three calls with as much as a short answer may have, and the place for a long one.
    for _ in 0..4 {
        let call = memory.of_call(&person(0));
        call.take(MAX_SHORT).unwrap();
        held.push(call);
    }
    assert_eq!(memory.of_call(&person(0)).take(1), Err(Full::Now));
    // In all: ten of these and four places.
    for (index, calls) in [(1, 3), (2, 3), (3, 1)] {
        for _ in 0..calls {
            let call = memory.of_call(&person(index));
            call.take(MAX_SHORT).unwrap();
            held.push(call);
        }
    }
    for index in 4..7 {
        let call = memory.of_call(&person(index));
        call.take(1).unwrap();
        held.push(call);
    }
    let last = memory.of_call(&person(7));
    assert_eq!(last.take(1), Err(Full::Now));
    // Whatever is given back is there for others.
    held[1].give_back(MIB);
    last.take(MIB).unwrap();
    assert_eq!(last.take(MIB), Err(Full::Now));
}

#[test]
fn call_holds_a_long_answer_at_most() {
    let call = Memory::default().of_call(&"person".into());
    call.take(MAX_OF_CALL).unwrap();
    assert_eq!(call.take(1), Err(Full::Never));
    call.give_back(1);
    call.take(1).unwrap();
}
