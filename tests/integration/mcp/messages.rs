//! What a body may hold: requests, notifications, responses, and what is none of these.

use serde_json::json;

use super::{peer::Post, server::Server};

#[tokio::test]
async fn unreadable_bodies_are_refused_with_the_error_that_fits() {
    let server = Server::start().await;
    let deep = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"ping","params":{}}}"#, "[".repeat(100_000));
    let closed = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"ping","params":{{"a":{}{}}}}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let cases = [
        ("nothing", Post::new("")),
        ("no JSON", Post::new("hello")),
        ("half of it", Post::new(r#"{"jsonrpc":"2.0","id":1,"meth"#)),
        ("more than one", Post::new(r#"{"jsonrpc":"2.0","id":1,"method":"ping"} {}"#)),
        ("no UTF-8", Post::new(b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\"}".as_slice())),
        ("half a surrogate pair", Post::new(r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"\ud800"}}"#)),
        ("an abyss", Post::new(deep)),
        ("an abyss with a bottom", Post::new(closed)),
        ("a string", Post::new(r#""ping""#)),
        ("null", Post::new("null")),
        ("an empty object", Post::new("{}")),
        ("no jsonrpc", Post::new(r#"{"id":1,"method":"ping"}"#)),
        ("another jsonrpc", Post::new(r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#)),
        ("jsonrpc as a number", Post::new(r#"{"jsonrpc":2.0,"id":1,"method":"ping"}"#)),
        ("no method", Post::new(r#"{"jsonrpc":"2.0","id":"a"}"#)),
        ("a method that is no string", Post::new(r#"{"jsonrpc":"2.0","id":1,"method":["ping"]}"#)),
        ("an id that is null", Post::new(r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#)),
        ("an id that is a fraction", Post::new(r#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#)),
        ("an id that is an object", Post::new(r#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#)),
        ("an id that is true", Post::new(r#"{"jsonrpc":"2.0","id":true,"method":"ping"}"#)),
        ("an id beyond all numbers", Post::new(r#"{"jsonrpc":"2.0","id":1e999,"method":"ping"}"#)),
        ("parameters that are a list", Post::new(r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}"#)),
    ];
    insta::assert_snapshot!(server.table(&cases).await);
}

#[tokio::test]
async fn ids_come_back_as_they_were_written() {
    let server = Server::start().await;
    for id in ["0", "-1", "1.0", "1e2", "12345678901234567890123", r#""""#, r#""a\u0062\/""#, r#""é""#, r#"" 1 ""#] {
        let reply = server.send(&Post::new(format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"ping"}}"#))).await;
        assert_eq!(reply.body, format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{}}}}"#));
    }
}

/// The server would hold it as long as its client does not read the answer.
#[tokio::test]
async fn id_that_is_longer_than_any_clients_is_not_said_again() {
    let server = Server::start().await;
    let id = |length: usize| format!("\"{}\"", "a".repeat(length - 2));
    let ping = |id: &str| Post::new(format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"ping"}}"#));
    let reply = server.send(&ping(&id(16_384))).await;
    assert_eq!(reply.body, format!(r#"{{"jsonrpc":"2.0","id":{},"result":{{}}}}"#, id(16_384)));
    let reply = server.send(&ping(&id(16_385))).await;
    assert_eq!(reply.json()["error"]["message"], "the member `id` has 16385 bytes, expected 16384 at most");
    assert!(reply.body.len() < 200, "{}", reply.body);
}

#[tokio::test]
async fn harmless_oddities_are_tolerated() {
    let server = Server::start().await;
    let bodies = [
        "\u{feff}{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
        " \r\n\t{\"jsonrpc\" : \"2.0\",\n\"id\":1 ,\"method\":\"ping\"}\n",
        r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":null}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":null}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"progressToken":{}}}}"#,
        r#"{"jsonrpc":"2.0","id":2,"method":"pong","extra":[1],"id":1,"method":"ping"}"#,
        r#"{"\u006asonrpc":"2.0","id":1,"method":"p\u0069ng"}"#,
    ];
    for body in bodies {
        let reply = server.send(&Post::new(body)).await;
        assert_eq!((reply.status, reply.json()), (200, json!({ "jsonrpc": "2.0", "id": 1, "result": {} })), "{body}");
    }
}

#[tokio::test]
async fn notifications_and_responses_are_accepted_without_an_answer() {
    let server = Server::start().await;
    let initialized = Post::new(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
    let cancelled =
        Post::new(r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,"reason":"bored"}}"#);
    let response = Post::new(r#"{"jsonrpc":"2.0","id":1,"result":{}}"#);
    let cases = [
        ("initialized", initialized.clone()),
        ("cancelled, in the modern era without further headers", cancelled.with("MCP-Protocol-Version", "2026-07-28")),
        ("an unknown one", Post::new(r#"{"jsonrpc":"2.0","method":"notifications/nonsense","params":[]}"#)),
        ("under an event stream only", initialized.clone().with("Accept", "text/event-stream")),
        ("under a version that is not served", initialized.with("MCP-Protocol-Version", "2025-01-01")),
        ("a response, which nobody waits for", response.clone()),
        ("an error response", Post::new(r#"{"jsonrpc":"2.0","error":{"code":-1,"message":"no"}}"#)),
        ("a response in the modern era", response.clone().with("MCP-Protocol-Version", "2026-07-28")),
        ("a response under a version that is not served", response.with("MCP-Protocol-Version", "x")),
    ];
    insta::assert_snapshot!(server.table(&cases).await);
}
