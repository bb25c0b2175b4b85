//! What is bounded: streams, and what waits for their readers.

use serde_json::json;

use super::{Client, call, leave, ping, session, unique};
use crate::mcp::server::Server;

#[tokio::test]
async fn a_principals_streams_are_bounded_and_others_find_a_place() {
    let server = Server::start().await;
    let (ann, bob) = (Client::of(&server, "ann"), Client::of(&server, "bob"));
    let mut opened = Vec::new();
    while let Ok(address) = server.mailbox.open(&format!("session-{}", opened.len()), "ann", "ann").await {
        opened.push(address);
    }
    let refused = ann.get("/sse").await;
    assert_eq!((refused.status().as_u16(), &refused.headers()["retry-after"]), (429, &"30".parse().unwrap()));
    let body: serde_json::Value = serde_json::from_str(&refused.text().await.unwrap()).unwrap();
    let said = format!("{} event streams of this person are open, which is the limit; ", opened.len());
    assert_eq!(body["error_description"], said + "close some, or use `/mcp`, which needs none");
    bob.open().await;
    server.mailbox.close(&opened[0]).await;
    ann.open().await;
}

#[tokio::test]
async fn streams_of_the_server_are_bounded() {
    let server = Server::start().await;
    for owner in 0..4 {
        let mut opened = 0;
        let owner = owner.to_string();
        while server.mailbox.open(&format!("{owner}-{opened}"), &owner, &owner).await.is_ok() {
            opened += 1;
        }
    }
    let refused = Client::of(&server, "ann").get("/sse").await;
    assert_eq!((refused.status().as_u16(), &refused.headers()["retry-after"]), (503, &"30".parse().unwrap()));
}

#[tokio::test]
async fn a_client_that_reads_too_slowly_loses_its_stream_and_nothing_that_may_go_to_the_next() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let stream = client.open().await;
    let endpoint = stream.endpoint.clone();
    // The echo of a long argument, until the stream is dropped: sockets and the queue hold some megabytes.
    let text = "x".repeat(500_000);
    let mut sent = 0;
    while session(&server, &endpoint).await.unwrap().is_open {
        sent += 1;
        let params = json!({ "name": "search", "arguments": { "text": text } });
        let request = json!({ "jsonrpc": "2.0", "id": unique(sent), "method": "tools/call", "params": params });
        let (status, _) = client.post(&endpoint, request).await;
        assert_eq!(status, 202);
        assert!(sent < 200, "nothing is dropped");
    }
    let small = unique(1_000);
    client.send(&endpoint, ping(small.as_str())).await;
    let mut next = client.open().await;
    let mut adopted = 0;
    while next.message().await["id"] != small.as_str() {
        adopted += 1;
    }
    assert!(adopted > 0, "the replies that were waiting go to the next stream");
    assert!(server.mailbox.dropped() > 0, "but no more than may wait");
    drop(stream);
}

#[tokio::test]
async fn everything_is_freed_when_a_client_vanishes() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let stream = client.open().await;
    let endpoint = stream.endpoint.clone();
    for id in 0..10 {
        client.send(&endpoint, call(id, "wait")).await;
    }
    server.gauge.begun(10).await;
    leave(&server, stream).await;
    server.gauge.ended(10).await;
    // The sweeper is the only one left that waits for the clock; once it has run, nobody does.
    while server.clock.sleepers() > 0 {
        server.clock.advance(std::time::Duration::from_secs(60));
        tokio::task::yield_now().await;
    }
    assert!(session(&server, &endpoint).await.is_none());
}
