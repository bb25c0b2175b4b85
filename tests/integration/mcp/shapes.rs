//! Results against JSON Schemas written down from the specification's, one per era.

use serde_json::{Value, json};

use super::{calls::call, lifecycle::modern, peer::Post, server::Server};

#[track_caller]
fn assert_valid(schema: &Value, instance: &Value) {
    let problems: Vec<_> =
        jsonschema::validator_for(schema).unwrap().iter_errors(instance).map(|problem| problem.to_string()).collect();
    assert!(problems.is_empty(), "{problems:?} in {instance}");
}

fn implementation() -> Value {
    json!({ "type": "object", "required": ["name", "version"], "properties": {
        "name": { "type": "string" }, "title": { "type": "string" }, "version": { "type": "string" },
    } })
}

fn tool() -> Value {
    let schema = json!({ "type": "object", "required": ["type"], "properties": { "type": { "const": "object" } } });
    json!({ "type": "object", "required": ["name", "inputSchema"], "properties": {
        "name": { "type": "string", "pattern": "^[A-Za-z0-9_.-]{1,64}$" },
        "title": { "type": "string" },
        "description": { "type": "string" },
        "inputSchema": schema,
        "outputSchema": schema,
        "annotations": { "type": "object", "additionalProperties": false, "properties": {
            "title": { "type": "string" },
            "readOnlyHint": { "const": true },
            "destructiveHint": { "const": false },
            "idempotentHint": { "const": true },
            "openWorldHint": { "const": true },
        } },
    } })
}

fn call_result() -> Value {
    let text = json!({ "type": "object", "required": ["type", "text"], "properties": {
        "type": { "const": "text" }, "text": { "type": "string" },
    } });
    json!({ "type": "object", "required": ["content"], "properties": {
        "content": { "type": "array", "items": text },
        "structuredContent": { "type": "object" },
        "isError": { "type": "boolean" },
    } })
}

/// A modern result, and when it may be cached, how.
fn complete(mut result: Value, cached: bool) -> Value {
    let server_info = "io.modelcontextprotocol/serverInfo";
    let required = result["required"].as_array_mut().unwrap();
    required.extend([json!("resultType"), json!("_meta")]);
    result["properties"]["resultType"] = json!({ "const": "complete" });
    result["properties"]["_meta"] =
        json!({ "type": "object", "required": [server_info], "properties": { server_info: implementation() } });
    if cached {
        result["required"].as_array_mut().unwrap().extend([json!("ttlMs"), json!("cacheScope")]);
        result["properties"]["ttlMs"] = json!({ "type": "integer", "minimum": 0 });
        result["properties"]["cacheScope"] = json!({ "enum": ["public", "private"] });
    } else {
        result["properties"]["ttlMs"] = json!(false);
    }
    result
}

/// A legacy result has nothing of the modern era's.
fn handshake_era(mut result: Value) -> Value {
    for member in ["resultType", "_meta", "ttlMs", "cacheScope"] {
        result["properties"][member] = json!(false);
    }
    result
}

#[tokio::test]
async fn legacy_results_have_the_shapes_of_the_legacy_schemas() {
    let server = Server::start().await;
    let initialize = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "test", "version": "1" },
    } });
    let result = server.send(&Post::new(initialize.to_string())).await.json()["result"].clone();
    let schema = json!({ "type": "object", "required": ["protocolVersion", "capabilities", "serverInfo"], "properties": {
        "protocolVersion": { "type": "string" },
        "capabilities": { "const": { "tools": {} } },
        "serverInfo": implementation(),
        "instructions": { "type": "string" },
    } });
    assert_valid(&handshake_era(schema), &result);

    let list = Post::new(r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#);
    let schema = json!({ "type": "object", "required": ["tools"], "properties": {
        "tools": { "type": "array", "minItems": 8, "items": tool() }, "nextCursor": false,
    } });
    assert_valid(&handshake_era(schema), &server.send(&list).await.json()["result"]);

    for name in ["search", "fetch"] {
        let result = server.send(&call(json!({ "name": name }))).await.json()["result"].clone();
        assert_valid(&handshake_era(call_result()), &result);
        assert_text_is_the_structure(&result);
    }
}

#[tokio::test]
async fn modern_results_have_the_shapes_of_the_modern_schema() {
    let server = Server::start().await;
    let ask = async |method: &str, params: Value| {
        server.send(&Post::modern(&modern(method, params))).await.json()["result"].clone()
    };
    let schema = json!({ "type": "object", "required": ["supportedVersions", "capabilities"], "properties": {
        "supportedVersions": { "type": "array", "items": { "type": "string" }, "contains": { "const": "2026-07-28" } },
        "capabilities": { "const": { "tools": {} } },
        "instructions": { "type": "string" },
        "serverInfo": false,
    } });
    assert_valid(&complete(schema, true), &ask("server/discover", json!({})).await);
    let schema = json!({ "type": "object", "required": ["tools"], "properties": {
        "tools": { "type": "array", "minItems": 8, "items": tool() }, "nextCursor": false,
    } });
    assert_valid(&complete(schema, true), &ask("tools/list", json!({})).await);
    for name in ["search", "fetch"] {
        let result = ask("tools/call", json!({ "name": name })).await;
        assert_valid(&complete(call_result(), false), &result);
        assert_text_is_the_structure(&result);
    }
}

/// Some clients show the model only the one, some only the other.
#[track_caller]
fn assert_text_is_the_structure(result: &Value) {
    if result["isError"] == false {
        let text = result["content"][0]["text"].as_str().unwrap();
        assert_eq!(text, result["structuredContent"].to_string());
    } else {
        assert!(result.get("structuredContent").is_none());
    }
}
