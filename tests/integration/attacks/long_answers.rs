//! Answers of Intercom that are long: how many of them are held at the same time, and that the others wait for them
//! without holding anything.

use std::{sync::Arc, time::Duration};

use intercom_mcp::{
    clock::Clock,
    intercom::{
        Call, Client, Error,
        memory::{Full, MAX_OF_CALL, MAX_SHORT, Memory},
        names::Kind,
    },
};
use serde_json::json;
use tokio::task::JoinHandle;

use crate::{
    harness::{App, START},
    intercom::upstream::{Reply, Upstream, call},
};

const MIB: usize = 1024 * 1024;

/// An Intercom whose conversation 1 is long, and whose conversation 2 is short.
async fn intercom() -> (Upstream, Clock, Client) {
    let conversation = |body: String| json!({"type": "conversation", "id": "1", "source": {"body": body}}).to_string();
    let (long, short) = (conversation("word ".repeat(MIB)), conversation("word".to_owned()));
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

/// Twice the answer would be more than a call may hold.
#[tokio::test]
async fn answer_that_broke_off_is_not_held() {
    let body = "word ".repeat(4 * MIB);
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
    conversation["source"]["body"] = json!("word ".repeat(MIB));
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
    // Of one person: four calls with as much as a short answer may have, and the place for a long one.
    for _ in 0..5 {
        let call = memory.of_call(&person(0));
        call.take(MAX_SHORT).unwrap();
        held.push(call);
    }
    assert_eq!(memory.of_call(&person(0)).take(1), Err(Full::Now));
    // In all: 128 MiB and four places.
    for index in 1..8 {
        for _ in 0..4 {
            let call = memory.of_call(&person(index));
            call.take(MAX_SHORT).unwrap();
            held.push(call);
        }
    }
    for index in 8..11 {
        let call = memory.of_call(&person(index));
        call.take(1).unwrap();
        held.push(call);
    }
    let last = memory.of_call(&person(11));
    assert_eq!(last.take(1), Err(Full::Now));
    // Whatever is given back is there for others.
    held[1].give_back(MIB);
    last.take(MIB).unwrap();
    assert_eq!(last.take(MIB), Err(Full::Now));
}

#[test]
fn call_holds_32_mib_at_most() {
    let call = Memory::default().of_call(&"person".into());
    call.take(MAX_OF_CALL).unwrap();
    assert_eq!(call.take(1), Err(Full::Never));
    call.give_back(1);
    call.take(1).unwrap();
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
    let upstream = tags(5 * MIB, 10).await;
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
