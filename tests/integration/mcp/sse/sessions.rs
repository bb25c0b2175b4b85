//! Sessions: whose they are, and what may be sent to them.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Client, abandoned, call, ping, session, unique};
use crate::mcp::server::Server;

#[tokio::test]
async fn unknown_session_and_anothers_session_get_the_same_404() {
    let server = Server::start().await;
    let (ann, bob) = (Client::of(&server, "ann"), Client::of(&server, "bob"));
    let mut stream = ann.open().await;
    let of_another = bob.post(&stream.endpoint, ping(1)).await;
    assert_eq!(of_another.0, 404);
    let unknown = format!("/sse/message?sessionId={}", "0".repeat(64));
    for endpoint in [&unknown, "/sse/message", "/sse/message?sessionId=", "/sse/message?session=1", "/messages?x"] {
        assert_eq!(bob.post(endpoint, ping(1)).await, of_another, "{endpoint}");
    }
    let body: Value = serde_json::from_str(&of_another.1).unwrap();
    assert_eq!((&body["error"]["code"], body.get("id")), (&json!(-32600), None));
    // Nor does another's broken message tell that there is a session.
    assert_eq!(bob.post(&stream.endpoint, "{").await, of_another);
    ann.send(&stream.endpoint, ping("mine")).await;
    assert_eq!(stream.message().await["id"], "mine", "nothing of bob's came before");
}

#[tokio::test]
async fn messages_are_taken_at_every_address_that_clients_guess() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let mut stream = client.open().await;
    let id = stream.endpoint.rsplit_once('=').unwrap().1.to_owned();
    for path in ["/sse/message", "/sse/messages", "/message", "/messages"] {
        for (slash, name) in [("", "sessionId"), ("/", "sessionId"), ("", "session_id")] {
            let endpoint = format!("{path}{slash}?{name}={id}");
            client.send(&endpoint, ping(endpoint.as_str())).await;
            assert_eq!(stream.message().await["id"], endpoint.as_str());
        }
    }
}

#[tokio::test]
async fn no_handshake_is_demanded_and_half_a_one_is_enough() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let mut stream = client.open().await;
    client.send(&stream.endpoint, call(1, "search")).await;
    assert_eq!(stream.message().await["result"]["structuredContent"]["principal"], "ann");
    let params =
        json!({ "protocolVersion": "2024-11-05", "capabilities": {}, "clientInfo": { "name": "t", "version": "1" } });
    client.send(&stream.endpoint, json!({ "jsonrpc": "2.0", "id": 2, "method": "initialize", "params": params })).await;
    assert_eq!(stream.message().await["result"]["protocolVersion"], "2024-11-05");
    client.send(&stream.endpoint, call(3, "search")).await;
    assert_eq!(stream.message().await["id"], 3);
}

#[tokio::test]
async fn what_is_no_message_is_a_400_and_what_wants_no_answer_a_202() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let mut stream = client.open().await;
    for (body, code) in
        [("{", -32700), ("", -32700), ("1", -32600), ("[]", -32600), (r#"{"id":1,"method":"ping"}"#, -32600)]
    {
        let (status, answer) = client.post(&stream.endpoint, body).await;
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!((status, &answer["error"]["code"]), (400, &json!(code)), "{body}");
    }
    client.send(&stream.endpoint, json!({ "jsonrpc": "2.0", "method": "notifications/initialized" })).await;
    client.send(&stream.endpoint, json!({ "jsonrpc": "2.0", "id": 1, "result": {} })).await;
    // Who asks is known here, so that the answer goes where it is waited for.
    client.send(&stream.endpoint, json!({ "jsonrpc": "2.0", "id": 2, "method": "ping", "params": [] })).await;
    let message = stream.message().await;
    assert_eq!((&message["id"], &message["error"]["code"]), (&json!(2), &json!(-32602)));
}

#[tokio::test]
async fn batch_is_answered_message_by_message() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let mut stream = client.open().await;
    let notification = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    client.send(&stream.endpoint, json!([ping(1), notification, 7, ping(2)])).await;
    assert_eq!(stream.message().await["id"], 1);
    assert_eq!(stream.message().await["error"]["code"], -32600);
    assert_eq!(stream.message().await["id"], 2);
}

#[tokio::test]
async fn modern_request_is_answered_in_its_own_shape() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let mut stream = client.open().await;
    let request = |version: &str| {
        let meta = json!({ "io.modelcontextprotocol/protocolVersion": version });
        json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": { "_meta": meta } })
    };
    client.send(&stream.endpoint, request("2026-07-28")).await;
    assert_eq!(stream.message().await["result"]["resultType"], "complete");
    client.send(&stream.endpoint, request("2099-01-01")).await;
    assert_eq!(stream.message().await["error"]["code"], -32022);
}

#[tokio::test]
async fn session_lives_for_a_minute_after_its_stream() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let endpoint = abandoned(&server, &client).await;
    server.clock.advance(Duration::from_secs(59));
    client.send(&endpoint, ping(unique(1))).await;
    client.send(&endpoint, json!({ "jsonrpc": "2.0", "method": "notifications/initialized" })).await;
    server.clock.advance(Duration::from_secs(1));
    assert_eq!(client.post(&endpoint, ping(unique(2))).await.0, 404);
    assert!(session(&server, &endpoint).await.is_none());
}

#[tokio::test]
async fn request_whose_reply_could_reach_nobody_is_refused_at_once() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let endpoint = abandoned(&server, &client).await;
    for id in [json!(1), json!("short"), json!("fifteen-letters")] {
        let (status, body) = client.post(&endpoint, ping(id.clone())).await;
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((status, &body["id"], &body["error"]["code"]), (409, &id, &json!(-32600)));
    }
    let (status, _) = client.post(&endpoint, json!([ping(unique(1)), ping(1)])).await;
    assert_eq!(status, 409, "a batch is taken whole or not at all");
    let mut next = client.open().await;
    client.send(&next.endpoint, ping(2)).await;
    assert_eq!(next.message().await["id"], 2, "nothing of the refused batch was done");
}
