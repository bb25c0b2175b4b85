//! Messages in every form, other transports, and the other endpoint.

use serde_json::{Value, json};

use super::{Investigator, UUID, call, error_code, request};

#[tokio::test]
async fn ids_of_every_kind_come_back() {
    let client = Investigator::start().await;
    let (mut stream, endpoint) = client.open().await;
    for id in
        [json!("test"), json!("initialize"), json!(""), json!(0), json!(1), json!(9007199254740993_u64), json!(UUID)]
    {
        client.post(&endpoint, &request(id.clone(), "tools/list", json!({}))).await;
        assert_eq!(stream.message().await["id"], id);
        let answer = client.post_text("/mcp", &request(id.clone(), "tools/list", json!({})).to_string()).await;
        assert_eq!((answer.status, &answer.json()["id"]), (200, &id));
    }
}

#[tokio::test]
async fn unknown_methods_and_tools_are_answered_with_what_there_is() {
    let client = Investigator::start().await;
    let (mut stream, endpoint) = client.open().await;
    let cases = [
        (request(UUID, "conversations/search", json!({})), -32601, "tools/call"),
        (request(1, "", json!({})), -32601, "tools/call"),
        (call(UUID, "intercom_search", json!({})), -32602, "search_conversations"),
        (request(UUID, "tools/call", json!({})), -32602, "`name`"),
    ];
    for (message, code, hint) in cases {
        client.post(&endpoint, &message).await;
        let on_stream = stream.message().await;
        assert_eq!((&on_stream["id"], error_code(&on_stream)), (&message["id"], code), "{message}");
        assert!(on_stream["error"]["message"].as_str().unwrap().contains(hint), "{on_stream}");
        let answer = client.post_text("/mcp", &message.to_string()).await;
        assert_eq!((answer.status, answer.json()), (200, on_stream));
    }
}

#[tokio::test]
async fn what_is_no_message_is_refused_in_the_response_itself() {
    let client = Investigator::start().await;
    let (mut stream, endpoint) = client.open().await;
    let without_version = json!({"id": UUID, "method": "tools/list"}).to_string();
    let cases = [
        (without_version.as_str(), -32600),
        (r#"{"jsonrpc":"2.0","id":"test","method":"tools/list""#, -32700),
        ("{'jsonrpc': '2.0'}", -32700),
        ("tools/list", -32700),
        ("{}", -32600),
        ("[]", -32600),
    ];
    for (body, code) in cases {
        for target in [&endpoint, "/mcp"] {
            let answer = client.post_text(target, body).await;
            assert_eq!((answer.status, error_code(&answer.json())), (400, code), "{target}: {body}");
        }
    }
    client.post(&endpoint, &request(1, "ping", json!({}))).await;
    assert_eq!(stream.message().await["id"], 1, "nothing of it is on the stream");
}

#[tokio::test]
async fn web_sockets_are_refused_with_a_word_on_what_to_use() {
    let client = Investigator::start().await;
    for (path, status) in [("/ws", 404), ("/sse", 400), ("/mcp", 405), ("/sse/message", 405)] {
        let headers = [
            "Authorization: Bearer demo-us",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
        ];
        let answer = client.send(&format!("GET {path}"), &headers, "").await.answer().await;
        assert_eq!((answer.status, answer.header("content-type")), (status, Some("application/json")), "{path}");
        let body = answer.json();
        let text = body["error_description"].as_str().or(body["error"]["message"].as_str()).unwrap();
        assert!(text.contains("/mcp") || text.contains("POST"), "{path}: {text}");
    }
}

#[tokio::test]
async fn the_other_endpoint_answers_whoever_accepts_anything() {
    let client = Investigator::start().await;
    let headers = ["Accept: */*", "Authorization: Bearer demo-us"];
    let answer = client.send("GET /mcp", &headers, "").await.answer().await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("POST, OPTIONS")));
    assert!(answer.invalid_request().contains("POST"));

    // Word for word what got a 406 then. What is wrong with it is another thing, and is said.
    let bare = r#"{"jsonrpc":"2.0","id":"test","method":"initialize"}"#;
    let answer = client.post_text("/mcp", bare).await;
    assert_eq!((answer.status, error_code(&answer.json()), &answer.json()["id"]), (200, -32602, &json!("test")));
    assert!(answer.json()["error"]["message"].as_str().unwrap().contains("`protocolVersion`"));

    let params =
        json!({"protocolVersion": "2025-03-26", "capabilities": {}, "clientInfo": {"name": "curl", "version": "8"}});
    let answer = client.post_text("/mcp", &request("test", "initialize", params).to_string()).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    assert_eq!(answer.json()["result"]["protocolVersion"], "2025-03-26");

    let found: Value =
        client.post_text("/mcp", &call(UUID, "search_conversations", json!({})).to_string()).await.json();
    assert_eq!((&found["id"], &found["result"]["isError"]), (&json!(UUID), &json!(false)));
}
