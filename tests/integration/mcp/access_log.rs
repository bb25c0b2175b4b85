//! One log line per request, and nothing in it that is anybody's secret.

use serde_json::json;

use super::{calls::call, peer::Post, server::Server};
use crate::log::Log;

#[tokio::test]
async fn every_request_leaves_one_line_without_secrets() {
    let captured = Log::capture();
    let server = Server::start().await;
    let secret = json!({ "text": "s3cret" });
    let gone = call(json!({ "name": "wait", "arguments": secret })).from("0123456789abcdef").open(server.address).await;
    server.gauge.begun(1).await;
    drop(gone);
    server.gauge.ended(1).await;
    let posts = [
        call(json!({ "name": "search", "arguments": secret })),
        call(json!({ "name": "fetch", "arguments": secret })),
        call(json!({ "name": "s3cret" })),
        call(json!({ "name": "dead_token" })),
        call(json!({ "name": "panic" })),
        Post::new(r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#),
        Post::new(r#"{"jsonrpc":"2.0","id":1,"method":"s3cret"}"#),
        Post::new(r#"{"jsonrpc":"2.0","id":1,"s3cret"}"#),
    ];
    for post in posts {
        server.send(&post.from("0123456789abcdef")).await;
    }
    let log = captured.text();
    insta::assert_snapshot!(log);
    assert!(!log.contains("s3cret") && !log.contains("0123456789abcdef"), "{log}");
}
