//! How streams end with their server.

use super::{Client, call, ping};
use crate::mcp::{peer::Post, server::Server};

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
