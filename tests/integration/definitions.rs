//! What models see of the tools is frozen, small, and of the form that every client takes.

use serde_json::{Value, json};

use crate::harness::App;

async fn listed(app: &App) -> Vec<Value> {
    let (status, answer) = app.post("demo-us", &json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})).await;
    assert_eq!(status, 200);
    answer["result"]["tools"].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_definition_of_each_tool_is_the_accepted_one() {
    let app = App::start().await;
    let tools = listed(&app).await;
    let names: Vec<&str> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        ["search", "fetch", "search_conversations", "get_conversation", "search_contacts", "get_contact"]
    );
    for tool in &tools {
        insta::assert_json_snapshot!(tool["name"].as_str().unwrap(), tool);
    }
}

#[tokio::test]
async fn schemas_are_flat_and_objects_and_every_annotation_is_explicit() {
    let app = App::start().await;
    for tool in listed(&app).await {
        for schema in [&tool["inputSchema"], &tool["outputSchema"]] {
            assert_eq!(schema["type"], "object", "{tool}");
            for keyword in ["oneOf", "anyOf", "allOf", "$ref"] {
                assert!(schema.get(keyword).is_none(), "{keyword} at the top of {tool}");
                assert!(!schema.to_string().contains("\"$ref\""), "{tool}");
            }
        }
        assert_eq!(tool["inputSchema"]["additionalProperties"], false);
        assert!(tool["description"].as_str().unwrap().starts_with("Use this when"), "{tool}");
        let annotations = json!({
            "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": true
        });
        for (name, value) in annotations.as_object().unwrap() {
            assert_eq!(&tool["annotations"][name], value, "{name} of {tool}");
        }
        jsonschema::draft202012::new(&tool["inputSchema"]).unwrap();
        jsonschema::draft202012::new(&tool["outputSchema"]).unwrap();
    }
}

#[tokio::test]
async fn the_list_takes_less_than_4000_tokens() {
    let app = App::start().await;
    let (_, answer) = app.post("demo-us", &json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})).await;
    let tokens = tokens(&answer["result"].to_string());
    assert!(tokens < 4_000, "{tokens} tokens");
}

fn tokens(text: &str) -> usize {
    tiktoken_rs::o200k_base().unwrap().encode_with_special_tokens(text).len()
}
