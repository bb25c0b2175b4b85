//! How streams end with their server.

use super::{Client, call, leave, ping, unique};
use crate::{
    http::raw::Connection,
    mcp::{peer::Post, server::Server},
};

#[tokio::test]
async fn stream_is_told_when_to_connect_again_and_ends() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let mut stream = client.open().await;
    client.send(&stream.endpoint, ping(1)).await;
    stream.message().await;
    server.closing.send_replace(true);
    let rest = stream.rest().await;
    let (told, retry) = rest.trim().rsplit_once('\n').unwrap();
    assert_eq!(told, ": this server is shutting down; connect again");
    let milliseconds: u64 = retry.strip_prefix("retry: ").unwrap().parse().unwrap();
    assert!((1_000..4_000).contains(&milliseconds), "{milliseconds}");
}

#[tokio::test]
async fn replies_of_running_calls_come_before_the_end() {
    let server = Server::start_with(2, |_| {}).await;
    let client = Client::of(&server, "ann");
    let mut stream = client.open().await;
    client.send(&stream.endpoint, call(1, "meet")).await;
    server.closing.send_replace(true);
    // The call that it waits for comes over the other transport.
    let met = server.send(&Post::new(call(2, "meet").to_string()).from("ann")).await;
    assert_eq!(stream.message().await["id"], 1);
    assert!(stream.rest().await.contains("retry: "));
    assert_eq!(met.json()["id"], 2);
}

#[tokio::test]
async fn post_that_is_being_sent_is_waited_for_and_answered() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let mut stream = client.open().await;
    let body = ping(1).to_string();
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: here\r\nauthorization: Bearer ann\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nexpect: 100-continue\r\n\r\n",
        stream.endpoint,
        body.len()
    );
    let mut posting = Connection::open(server.address).await;
    posting.send(head).await;
    assert_eq!(posting.head().await.status, 100, "its body is waited for");
    server.closing.send_replace(true);
    // On the same stream, so that it has heard of the end by then.
    client.send(&stream.endpoint, ping(2)).await;
    assert_eq!(stream.message().await["id"], 2);
    posting.send(body).await;
    assert_eq!(posting.answer().await.status, 202);
    assert_eq!(stream.message().await["id"], 1);
    assert!(stream.rest().await.contains("retry: "));
}

#[tokio::test]
async fn session_whose_stream_has_ended_with_the_server_is_sent_to_another() {
    let server = Server::start().await;
    let client = Client::of(&server, "ann");
    let stream = client.open().await;
    let ended = stream.endpoint.clone();
    let left = client.open().await;
    let left = leave(&server, left).await;
    server.closing.send_replace(true);
    stream.rest().await;
    for endpoint in [ended, left] {
        let (status, body) = client.post(&endpoint, ping(unique(1))).await;
        assert_eq!(status, 503, "{body}");
        assert!(body.contains("connect again"), "{body}");
    }
}
