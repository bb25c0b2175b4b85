//! `MCP-Protocol-Version`, `Mcp-Method`, `Mcp-Name`, and the `_meta` they repeat.

use serde_json::{Value, json};

use super::{lifecycle::modern, peer::Post, server::Server};

const VERSION: &str = "MCP-Protocol-Version";
const META_VERSION: &str = "io.modelcontextprotocol/protocolVersion";

/// A modern list request whose `_meta` was changed.
fn meta(change: impl FnOnce(&mut Value)) -> Post {
    let mut request = modern("tools/list", json!({}));
    change(&mut request["params"]["_meta"]);
    Post::modern(&request).target("/mcp?tools=chatgpt")
}

fn ping(version: &str) -> Post {
    Post::new(r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#).with(VERSION, version)
}

#[tokio::test]
async fn modern_requests_are_checked_in_the_order_of_the_specification() {
    let server = Server::start().await;
    let without_meta = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" }).to_string();
    let discover = json!({ "jsonrpc": "2.0", "id": 1, "method": "server/discover" }).to_string();
    let everything_wrong = meta(|meta| *meta = json!({ META_VERSION: "2031-01-01" })).without("Mcp-Method");
    let cases = [
        ("no _meta under a modern header", Post::new(without_meta.clone()).with(VERSION, "2026-07-28")),
        ("no _meta under a later header", Post::new(without_meta).with(VERSION, "2031-01-01")),
        ("no _meta in server/discover", Post::new(discover.clone())),
        ("_meta that is no object", Post::new(discover.replace("}", r#","params":{"_meta":[]}}"#))),
        ("a version that is no string", meta(|meta| meta[META_VERSION] = json!(2026)).with(VERSION, "2026")),
        ("no version header", meta(|_| {}).without(VERSION)),
        ("another version header", meta(|_| {}).with(VERSION, "2025-11-25")),
        ("two version headers", meta(|_| {}).also(VERSION, "2025-11-25")),
        ("an unknown version without its header", everything_wrong.clone().without(VERSION)),
        ("an unknown version", everything_wrong),
        ("an older unknown version", meta(|meta| meta[META_VERSION] = json!("1900-01-01"))),
        ("no capabilities", meta(|meta| *meta = json!({ META_VERSION: "2026-07-28" })).without("Mcp-Method")),
        (
            "capabilities that are no object",
            meta(|meta| meta["io.modelcontextprotocol/clientCapabilities"] = json!([])),
        ),
        ("a client's name that is no object", meta(|meta| meta["io.modelcontextprotocol/clientInfo"] = json!("me"))),
        ("an unknown log level", meta(|meta| meta["io.modelcontextprotocol/logLevel"] = json!("loud"))),
        ("no Mcp-Method", meta(|_| {}).without("Mcp-Method")),
        ("another Mcp-Method", meta(|_| {}).with("Mcp-Method", "tools/call")),
        ("Mcp-Method in another case", meta(|_| {}).with("Mcp-Method", "Tools/List")),
        (
            "header and method are checked before the method is looked up",
            Post::modern(&modern("nonsense", json!({}))).without("Mcp-Method"),
        ),
    ];
    insta::assert_snapshot!(server.table(&cases).await);
    let known = meta(|meta| meta["io.modelcontextprotocol/logLevel"] = json!("debug"));
    assert_eq!(server.send(&known).await.status, 200);
    let case = meta(|_| {}).without(VERSION).with("mcp-protocol-version", "2026-07-28");
    assert_eq!(server.send(&case).await.status, 200);
}

#[tokio::test]
async fn mcp_name_repeats_the_name_of_the_tool() {
    let server = Server::start().await;
    let call = |name: Value| Post::modern(&modern("tools/call", json!({ "name": name, "arguments": {} })));
    let cases = [
        ("the same name", call(json!("search"))),
        ("the same name in base64", call(json!("search")).with("Mcp-Name", "=?base64?c2VhcmNo?=")),
        ("another name in base64", call(json!("search")).with("Mcp-Name", "=?base64?ZmV0Y2g=?=")),
        ("no base64", call(json!("search")).with("Mcp-Name", "=?base64?c2VhcmN?=")),
        ("base64 of no text", call(json!("search")).with("Mcp-Name", "=?base64?/w==?=")),
        ("a marker in another case", call(json!("search")).with("Mcp-Name", "=?BASE64?c2VhcmNo?=")),
        ("no Mcp-Name", call(json!("search")).without("Mcp-Name")),
        ("a header that is no ASCII", call(json!("search")).with("Mcp-Name", "sëarch")),
        ("a tool that is not there, named right", call(json!("nothing"))),
        ("no name in the body", call(json!(null)).with("Mcp-Name", "search")),
        ("no name anywhere", call(json!(null))),
        ("a parameter's header that nobody declared", call(json!("search")).with("Mcp-Param-Region", "eu")),
        ("a prompt without Mcp-Name", Post::modern(&modern("prompts/get", json!({ "name": "a" }))).without("Mcp-Name")),
        ("a prompt", Post::modern(&modern("prompts/get", json!({ "name": "a" })))),
        ("a resource without Mcp-Name", Post::modern(&modern("resources/read", json!({ "uri": "a:b" })))),
        ("a resource", Post::modern(&modern("resources/read", json!({ "uri": "a:b" }))).with("Mcp-Name", "a:b")),
    ];
    insta::assert_snapshot!(server.table(&cases).await);
}

#[tokio::test]
async fn legacy_requests_may_name_a_known_version() {
    let server = Server::start().await;
    let named = |version: &str| {
        let params = json!({ "_meta": { META_VERSION: version } });
        Post::new(json!({ "jsonrpc": "2.0", "id": 1, "method": "ping", "params": params }).to_string())
    };
    let cases = [
        ("no header is 2025-03-26", ping("2025-03-26").without(VERSION)),
        ("a known version", ping("2024-11-05")),
        ("an unknown version", ping("2025-01-01")),
        ("no version at all", ping("latest")),
        ("a header that is no ASCII", ping("zwölf")),
        ("two versions", ping("2025-03-26").also(VERSION, "2025-06-18")),
        ("the same version twice", ping("2025-06-18").also(VERSION, "2025-06-18")),
        ("modern headers mean nothing", ping("2025-06-18").with("Mcp-Method", "tools/call").with("Mcp-Name", "x")),
        ("_meta may name a legacy version", named("2025-11-25")),
        ("and its header with it", named("2025-11-25").with(VERSION, "2025-11-25")),
        ("but no other", named("2025-11-25").with(VERSION, "2025-06-18")),
    ];
    insta::assert_snapshot!(server.table(&cases).await);
}
