//! Arrays of messages: 2025-03-26 obliges a server to take them, every other revision has none.

use serde_json::{Value, json};

use super::{lifecycle::modern, peer::Post, server::Server};

fn batch(messages: Value) -> Post {
    Post::new(messages.to_string())
}

fn call(id: u32, name: &str) -> Value {
    let params = json!({ "name": name, "arguments": { "text": id.to_string() } });
    json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params })
}

#[tokio::test]
async fn batches_are_answered_message_by_message() {
    let server = Server::start().await;
    let ping = json!({ "jsonrpc": "2.0", "id": "p", "method": "ping" });
    let initialize =
        json!({ "jsonrpc": "2.0", "id": "i", "method": "initialize", "params": { "protocolVersion": "2025-03-26" } });
    let notification = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    let response = json!({ "jsonrpc": "2.0", "id": 9, "result": {} });
    let odd = json!([
        7,
        { "jsonrpc": "2.0", "id": 5 },
        { "jsonrpc": "2.0", "id": 6, "method": "ping", "params": 1 },
        { "jsonrpc": "2.0", "id": 8, "method": "nonsense" },
        ping,
    ]);
    let cases = [
        ("requests and notifications", batch(json!([call(1, "search"), notification, call(2, "fetch"), ping]))),
        ("with its version", batch(json!([ping])).with("MCP-Protocol-Version", "2025-03-26")),
        ("notifications alone", batch(json!([notification, notification]))),
        ("responses alone", batch(json!([response]))),
        ("elements that are no messages", batch(odd)),
        ("initialize is refused", batch(json!([initialize, ping]))),
        ("a modern request is refused", batch(json!([modern("tools/list", json!({})), ping]))),
        ("discovery is refused", batch(json!([{ "jsonrpc": "2.0", "id": 1, "method": "server/discover" }]))),
        ("a dead token is a tool error", batch(json!([call(1, "dead_token"), ping]))),
        ("nothing", batch(json!([]))),
        ("fifty-one", batch(json!(vec![ping.clone(); 51]))),
        ("2024-11-05 has none", batch(json!([ping])).with("MCP-Protocol-Version", "2024-11-05")),
        ("2025-06-18 has none", batch(json!([ping])).with("MCP-Protocol-Version", "2025-06-18")),
        ("2026-07-28 has none", batch(json!([ping])).with("MCP-Protocol-Version", "2026-07-28")),
        ("an unknown version", batch(json!([ping])).with("MCP-Protocol-Version", "2025-01-01")),
        ("half of one", Post::new(r#"[{"jsonrpc":"2.0","id":1,"method":"ping"},"#)),
    ];
    insta::assert_snapshot!(server.table(&cases).await);
}

#[tokio::test]
async fn fifty_messages_are_answered_in_their_order() {
    let server = Server::start_with(50, |_| {}).await;
    let calls: Vec<_> = (0..50).map(|id| call(id, "meet")).collect();
    let answers = server.send(&batch(json!(calls))).await.json();
    for (id, answer) in answers.as_array().unwrap().iter().enumerate() {
        assert_eq!(answer["id"], id);
        assert_eq!(answer["result"]["structuredContent"]["arguments"]["text"], id.to_string());
    }
}

#[tokio::test]
async fn batch_on_an_event_stream_has_an_event_per_response() {
    let server = Server::start().await;
    let messages = json!([call(1, "search"), call(2, "panic"), { "jsonrpc": "2.0", "method": "notifications/x" }]);
    let reply = server.send(&batch(messages).with("Accept", "text/event-stream")).await;
    let mut events = reply.events();
    events.sort_by_key(|event| event["id"].as_u64());
    assert_eq!(events[0]["result"]["structuredContent"]["arguments"]["text"], "1");
    assert_eq!(events[1]["error"]["code"], -32603);
    assert_eq!(events.len(), 2);
}
