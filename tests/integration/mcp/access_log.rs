//! One log line per request, and nothing in it that is anybody's secret.

use std::{
    io,
    sync::{Arc, Mutex},
};

use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use super::{calls::call, peer::Post, server::Server};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn every_request_leaves_one_line_without_secrets() {
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(captured.clone())
        .with_max_level(tracing::Level::INFO)
        .with_ansi(false)
        .without_time()
        .with_target(false)
        .finish();
    // While a second subscriber exists, a call site that another test's thread reaches first is not taken
    // for disabled everywhere: tracing asks all subscribers, not just that thread's.
    let _second = tracing::Dispatch::new(tracing_subscriber::fmt().with_writer(io::sink).finish());
    // The test's runtime has one thread, so the server's tasks log here as well.
    let _guard = tracing::subscriber::set_default(subscriber);
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
    let log = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    insta::assert_snapshot!(log);
    assert!(!log.contains("s3cret") && !log.contains("0123456789abcdef"), "{log}");
}
