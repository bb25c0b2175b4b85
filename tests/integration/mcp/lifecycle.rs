//! `initialize`, `ping`, `server/discover`, `tools/list`, and the methods that are not there.

use intercom_mcp::mcp::INSTRUCTIONS;
use serde_json::{Value, json};

use super::{peer::Post, server::Server};

const LEGACY: [&str; 4] = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];

fn initialize(version: &str) -> Value {
    let client = json!({ "name": "test", "version": "1" });
    let params = json!({ "protocolVersion": version, "capabilities": {}, "clientInfo": client });
    json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params })
}

fn legacy(method: &str, params: Value) -> Post {
    Post::new(json!({ "jsonrpc": "2.0", "id": "a", "method": method, "params": params }).to_string())
}

/// A modern request with all that it must say.
pub(super) fn modern(method: &str, mut params: Value) -> Value {
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
    });
    json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params })
}

#[tokio::test]
async fn initialize_agrees_on_a_legacy_version() {
    let server = Server::start().await;
    for version in LEGACY {
        let reply = server.send(&Post::new(initialize(version).to_string())).await;
        assert_eq!(reply.json()["result"]["protocolVersion"], version);
    }
    let with_header = Post::new(initialize("2025-06-18").to_string()).with("MCP-Protocol-Version", "2026-07-28");
    let mut with_meta = modern("initialize", json!({}));
    with_meta["params"]["protocolVersion"] = json!("2025-11-25");
    let cases = [
        ("a known version is agreed on", Post::new(initialize("2025-03-26").to_string())),
        ("an unknown version gets the newest with a handshake", Post::new(initialize("1999-01-01").to_string())),
        ("the modern version has no handshake", Post::new(initialize("2026-07-28").to_string())),
        ("a modern header does not matter", with_header.clone()),
        ("an unknown header does not matter", with_header.clone().with("MCP-Protocol-Version", "tomorrow")),
        ("a stale session id does not matter", with_header.with("Mcp-Session-Id", "1868a90c")),
        (
            "the headers of mcp-remote do not matter",
            Post::new(initialize("2025-06-18").to_string()).with("Mcp-Method", "initialize"),
        ),
        ("parameters of both eras mean a handshake", Post::modern(&with_meta)),
        ("no version", legacy("initialize", json!({ "capabilities": {} }))),
        ("modern parameters alone are an unknown method", Post::modern(&modern("initialize", json!({})))),
    ];
    insta::assert_snapshot!(server.table(&cases).await);
}

#[tokio::test]
async fn legacy_requests_are_answered_in_every_legacy_version() {
    let server = Server::start().await;
    let mut listed = Vec::new();
    for version in LEGACY {
        for method in ["ping", "tools/list"] {
            let reply = server.send(&legacy(method, json!({})).with("MCP-Protocol-Version", version)).await;
            assert_eq!(reply.status, 200, "{reply}");
            listed.push(reply.body);
        }
    }
    assert!(listed.chunks(2).all(|answers| answers == &listed[..2]), "no version differs");
    let no_params = r#"{"jsonrpc":"2.0","id":3,"method":"ping"}"#;
    let cases = [
        ("ping", legacy("ping", json!({}))),
        ("ping without parameters", Post::new(no_params)),
        ("the list of tools", legacy("tools/list", json!({}))),
        ("the list of tools for ChatGPT", legacy("tools/list", json!({})).target("/mcp?tools=chatgpt")),
        ("an unknown listing is the whole list", legacy("ping", json!({})).target("/mcp/?tools=other")),
        ("an empty cursor is no cursor", legacy("tools/list", json!({ "cursor": "" })).target("/mcp?tools=chatgpt")),
        ("a list cursor is not ours", legacy("tools/list", json!({ "cursor": "2" }))),
        ("a list cursor that is no string", legacy("tools/list", json!({ "cursor": 2 }))),
        ("a stale session id does not matter", legacy("ping", json!({})).with("Mcp-Session-Id", "1868a90c")),
        ("a resumption does not matter", legacy("ping", json!({})).with("Last-Event-ID", "42")),
        ("prompts are not offered", legacy("prompts/list", json!({}))),
        ("resources are not offered", legacy("resources/list", json!({}))),
        ("completion is not offered", legacy("completion/complete", json!({}))),
        ("logging is not offered", legacy("logging/setLevel", json!({ "level": "info" }))),
    ];
    insta::assert_snapshot!(server.table(&cases).await);
}

#[tokio::test]
async fn modern_requests_stand_alone() {
    let server = Server::start().await;
    let removed = ["ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe", "subscriptions/listen"];
    for method in removed.into_iter().chain(["initialize", "prompts/list", "nonsense"]) {
        let reply = server.send(&Post::modern(&modern(method, json!({})))).await;
        assert_eq!((reply.status, &reply.json()["error"]["code"]), (404, &json!(-32601)), "{method}: {reply}");
    }
    let anonymous = {
        let mut request = modern("server/discover", json!({}));
        request["params"]["_meta"].as_object_mut().unwrap().remove("io.modelcontextprotocol/clientInfo");
        request
    };
    let cases = [
        ("discovery", Post::modern(&modern("server/discover", json!({})))),
        ("a client need not say who it is", Post::modern(&anonymous)),
        ("the list of tools", Post::modern(&modern("tools/list", json!({}))).target("/mcp?tools=chatgpt")),
        ("a list cursor is not ours", Post::modern(&modern("tools/list", json!({ "cursor": "2" })))),
        ("an unknown method is a 404", Post::modern(&modern("ping", json!({})))),
        (
            "also where only an event stream is accepted",
            Post::modern(&modern("ping", json!({}))).with("Accept", "text/event-stream"),
        ),
    ];
    insta::assert_snapshot!(server.table(&cases).await);
}

#[test]
fn instructions_have_fewer_than_400_words() {
    assert!(INSTRUCTIONS.split_whitespace().count() < 400);
}
