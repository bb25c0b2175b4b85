//! Replies whose stream has gone: to the newest later stream of the same principal, or to nobody.

use std::time::Duration;

use super::{Client, Stream, abandoned, call, leave, ping, unique};
use crate::mcp::server::Server;

/// Whether the next message of the stream is its own: nothing was handed over to it.
async fn has_nothing(client: &Client, stream: &mut Stream) {
    client.send(&stream.endpoint, ping("own")).await;
    assert_eq!(stream.message().await["id"], "own");
}

#[tokio::test]
async fn reply_waits_for_the_next_stream() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let endpoint = abandoned(&server, &client).await;
    client.send(&endpoint, ping(unique(1))).await;
    client.send(&endpoint, call(unique(2), "search")).await;
    let mut next = client.open().await;
    assert_eq!(next.message().await["id"], unique(1));
    assert_eq!(next.message().await["id"], unique(2));
    has_nothing(&client, &mut next).await;
    assert_eq!(server.mailbox.dropped(), 0);
}

#[tokio::test]
async fn reply_goes_to_the_newest_stream_that_is_open_already() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let mut before = client.open().await;
    let endpoint = abandoned(&server, &client).await;
    let (mut second, mut newest) = (client.open().await, client.open().await);
    client.send(&endpoint, ping(unique(1))).await;
    assert_eq!(newest.message().await["id"], unique(1));
    for stream in [&mut before, &mut second, &mut newest] {
        has_nothing(&client, stream).await;
    }
}

#[tokio::test]
async fn stream_that_opened_before_gets_nothing() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let mut before = client.open().await;
    let endpoint = abandoned(&server, &client).await;
    client.send(&endpoint, ping(unique(1))).await;
    has_nothing(&client, &mut before).await;
    assert_eq!(client.open().await.message().await["id"], unique(1), "it waits for a later one");
}

#[tokio::test]
async fn call_that_is_running_when_its_stream_goes_is_finished_and_handed_over() {
    let server = Server::start_with(2, |_| {}).await;
    let client = Client::of(&server, "ann");
    let stream = client.open().await;
    client.send(&stream.endpoint, call(unique(1), "meet")).await;
    leave(&server, stream).await;
    let mut next = client.open().await;
    client.send(&next.endpoint, call(2, "meet")).await;
    let mut ids = [next.message().await["id"].to_string(), next.message().await["id"].to_string()];
    ids.sort();
    assert_eq!(ids, [format!("\"{}\"", unique(1)), "2".to_owned()]);
}

#[tokio::test]
async fn reply_is_dropped_if_the_newest_stream_has_used_the_same_id() {
    let server = Server::start_with(2, |_| {}).await;
    let client = Client::of(&server, "ann");
    let stream = client.open().await;
    client.send(&stream.endpoint, call(unique(1), "meet")).await;
    leave(&server, stream).await;
    let mut between = client.open().await;
    let mut newest = client.open().await;
    client.send(&newest.endpoint, call(unique(1), "meet")).await;
    assert_eq!(newest.message().await["id"], unique(1));
    has_nothing(&client, &mut newest).await;
    has_nothing(&client, &mut between).await;
    assert_eq!(server.mailbox.dropped(), 1);
}

#[tokio::test]
async fn short_and_numeric_ids_are_never_handed_over() {
    let server = Server::start_with(3, |_| {}).await;
    let client = Client::of(&server, "ann");
    let stream = client.open().await;
    let endpoint = stream.endpoint.clone();
    client.send(&endpoint, call(1, "wait")).await;
    client.send(&endpoint, call("fifteen-letters", "wait")).await;
    client.send(&endpoint, call(unique(1), "wait")).await;
    server.gauge.begun(3).await;
    drop(stream);
    // Two of the calls are stopped, since nobody can receive what they find.
    server.gauge.ended(2).await;
    let mut next = client.open().await;
    has_nothing(&client, &mut next).await;
    assert_eq!(*server.gauge.ended.borrow(), 2, "the third goes on");
}

#[tokio::test]
async fn id_of_16_characters_is_long_enough_whatever_its_bytes() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let endpoint = abandoned(&server, &client).await;
    for id in ["sixteen-letters!", "éééééééééééééééé"] {
        client.send(&endpoint, ping(id)).await;
    }
    assert_eq!(client.post(&endpoint, ping("ééééééééé")).await.0, 409, "nine characters in eighteen bytes");
    let mut next = client.open().await;
    assert_eq!(next.message().await["id"], "sixteen-letters!");
    assert_eq!(next.message().await["id"], "éééééééééééééééé");
}

#[tokio::test]
async fn reply_waits_for_60_seconds_and_then_is_dropped() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let endpoint = abandoned(&server, &client).await;
    client.send(&endpoint, ping(unique(1))).await;
    server.clock.advance(Duration::from_secs(30));
    client.send(&endpoint, ping(unique(2))).await;
    server.clock.advance(Duration::from_secs(30));
    let mut next = client.open().await;
    assert_eq!(next.message().await["id"], unique(2));
    has_nothing(&client, &mut next).await;
    assert_eq!(server.mailbox.dropped(), 1);
}

#[tokio::test]
async fn nothing_reaches_another_principal() {
    let server = Server::start().await;
    let (ann, bob) = (Client::of(&server, "ann"), Client::of(&server, "bob"));
    let endpoint = abandoned(&server, &ann).await;
    let mut open = bob.open().await;
    ann.send(&endpoint, ping(unique(1))).await;
    let mut next = bob.open().await;
    has_nothing(&bob, &mut open).await;
    has_nothing(&bob, &mut next).await;
    // A pair of principals with equal ids, both abandoned: each gets its own.
    let of_bob = abandoned(&server, &bob).await;
    bob.send(&of_bob, call(unique(2), "search")).await;
    ann.send(&endpoint, call(unique(2), "search")).await;
    drop((open, next));
    let mut next = bob.open().await;
    assert_eq!(next.message().await["result"]["structuredContent"]["principal"], "bob");
    has_nothing(&bob, &mut next).await;
    let mut next = ann.open().await;
    assert_eq!(next.message().await["id"], unique(1));
    assert_eq!(next.message().await["result"]["structuredContent"]["principal"], "ann");
}

#[tokio::test]
async fn without_adoption_every_orphan_is_dropped() {
    let server = Server::start_with(1, |config| config.sse_adopt_replies = false).await;
    let client = Client::of(&server, "ann");
    let endpoint = abandoned(&server, &client).await;
    assert_eq!(client.post(&endpoint, ping(unique(1))).await.0, 409);
    let stream = client.open().await;
    client.send(&stream.endpoint, call(unique(2), "wait")).await;
    server.gauge.begun(1).await;
    drop(stream);
    server.gauge.ended(1).await;
    has_nothing(&client, &mut client.open().await).await;
}
