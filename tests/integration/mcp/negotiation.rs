//! HTTP around the protocol: methods, paths, `Content-Type`, `Accept`.

use serde_json::json;

use super::{peer::Post, server::Server};

const PING: &str = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;

#[tokio::test]
async fn only_post_means_anything() {
    let server = Server::start().await;
    let get = Post::new("").method("GET").without("Content-Type");
    let cases = [
        ("a stream of the server's own messages", get.clone().with("Accept", "text/event-stream")),
        ("a browser", get.clone().with("Accept", "text/html")),
        ("the end of a session", get.clone().method("DELETE").with("Mcp-Session-Id", "1868a90c")),
        ("the end of a session, with a slash", get.clone().method("DELETE").target("/mcp/")),
        ("PUT", Post::new(PING).method("PUT")),
        ("a question for what is allowed", get.method("OPTIONS")),
        ("a slash at the end", Post::new(PING).target("/mcp/")),
    ];
    insta::assert_snapshot!(server.table(&cases).await);
}

#[tokio::test]
async fn bodies_are_json() {
    let server = Server::start().await;
    for content_type in ["application/json; charset=utf-8", "Application/JSON", "application/json;x=y"] {
        assert_eq!(server.send(&Post::new(PING).with("Content-Type", content_type)).await.status, 200);
    }
    for content_type in ["application/json-rpc", "application/*", "application/jsonl", ""] {
        assert_eq!(server.send(&Post::new(PING).with("Content-Type", content_type)).await.status, 415);
    }
    let cases = [
        ("a form", Post::new("a=b").with("Content-Type", "application/x-www-form-urlencoded")),
        ("no type", Post::new(PING).without("Content-Type")),
        ("plain text is refused before it is read", Post::new("hello").with("Content-Type", "text/plain")),
    ];
    insta::assert_snapshot!(server.table(&cases).await);
}

#[tokio::test]
async fn accept_is_read_leniently() {
    let server = Server::start().await;
    let json = "application/json";
    let stream = "text/event-stream";
    let cases = [
        ("*/*", json),
        ("application/json", json),
        ("application/*", json),
        ("APPLICATION/JSON", json),
        ("", json),
        ("text/event-stream, application/json", json),
        ("text/html, */*;q=0.8", json),
        ("application/json;q=0.1, text/event-stream", json),
        ("text/event-stream", stream),
        ("text/*", stream),
        ("text/event-stream; charset=utf-8", stream),
        ("application/json;q=0, */*", stream),
        ("application/json;q=0.0, text/event-stream", stream),
    ];
    for (accept, form) in cases {
        let reply = server.send(&Post::new(PING).with("Accept", accept)).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(form)), "{accept}");
    }
    let absent = server.send(&Post::new(PING).without("Accept")).await;
    assert_eq!(absent.json(), json!({ "jsonrpc": "2.0", "id": 1, "result": {} }));
    let twice = Post::new(PING).with("Accept", "text/html").also("Accept", "application/json");
    assert_eq!(server.send(&twice).await.header("content-type"), Some(json));
    for accept in ["text/html", "image/*", "application/json;q=0", "*/*;q=0", "application/xml, text/plain"] {
        assert_eq!(server.send(&Post::new(PING).with("Accept", accept)).await.status, 406, "{accept}");
    }
    let refused = [("nothing that we could send", Post::new("not read").with("Accept", "text/html"))];
    insta::assert_snapshot!(server.table(&refused).await);
}

#[tokio::test]
async fn too_large_a_body_is_refused() {
    let server = Server::start().await;
    // Without a layer that says otherwise, axum's own cap of 2 MiB holds.
    let reply = server.send(&Post::new(" ".repeat(2 * 1024 * 1024 + 1))).await;
    insta::assert_snapshot!(reply.to_string());
}
