//! `notifications/cancelled` stops a call of the session it is sent to, and no other.

use serde_json::{Value, json};

use super::{Client, call, ping};
use crate::mcp::server::Server;

fn cancelled(id: impl Into<Value>) -> Value {
    json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": id.into() } })
}

#[tokio::test]
async fn cancelled_call_stops_and_is_not_answered() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let mut stream = client.open().await;
    client.send(&stream.endpoint, call(1, "wait")).await;
    client.send(&stream.endpoint, call("1", "wait")).await;
    server.gauge.begun(2).await;
    client.send(&stream.endpoint, cancelled("1")).await;
    server.gauge.ended(1).await;
    client.send(&stream.endpoint, ping(2)).await;
    assert_eq!(stream.message().await["id"], 2, "nothing came of the cancelled call");
    assert_eq!(*server.gauge.ended.borrow(), 1, "the number is another id than the string");
    client.send(&stream.endpoint, cancelled(1.0)).await;
    server.gauge.ended(2).await;
}

#[tokio::test]
async fn equal_ids_of_another_session_are_left_alone() {
    let server = Server::start().await;
    let (ann, bob) = (Client::of(&server, "ann"), Client::of(&server, "bob"));
    let (first, second, third) = (ann.open().await, ann.open().await, bob.open().await);
    ann.send(&first.endpoint, call(1, "wait")).await;
    ann.send(&second.endpoint, call(1, "wait")).await;
    bob.send(&third.endpoint, call(1, "wait")).await;
    server.gauge.begun(3).await;
    assert_eq!(bob.post(&first.endpoint, cancelled(1)).await.0, 404);
    ann.send(&second.endpoint, cancelled(1)).await;
    server.gauge.ended(1).await;
    let mut stream = second;
    ann.send(&stream.endpoint, ping(2)).await;
    assert_eq!(stream.message().await["id"], 2);
    assert_eq!(*server.gauge.ended.borrow(), 1);
}

#[tokio::test]
async fn cancelling_what_is_unknown_or_unreadable_does_nothing() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let mut stream = client.open().await;
    client.send(&stream.endpoint, cancelled(99)).await;
    client.send(&stream.endpoint, json!({ "jsonrpc": "2.0", "method": "notifications/cancelled" })).await;
    client
        .send(&stream.endpoint, json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": [1] }))
        .await;
    client.send(&stream.endpoint, ping(1)).await;
    assert_eq!(stream.message().await["id"], 1);
}
