//! An independent peer: the official Rust SDK's client, in both eras.

use rmcp::{
    RoleClient,
    model::{CallToolRequestParams, ProtocolVersion},
    service::{ClientLifecycleMode, ClientServiceExt, RunningService},
    transport::{StreamableHttpClientTransport, streamable_http_client::StreamableHttpClientTransportConfig},
};
use serde_json::{Value, json};

use crate::harness::{App, reqwest_client};

async fn connect(app: &App, token: &str, lifecycle: ClientLifecycleMode) -> RunningService<RoleClient, ()> {
    let config = StreamableHttpClientTransportConfig::with_uri(app.mcp()).auth_header(token);
    let transport = StreamableHttpClientTransport::with_client(reqwest_client(), config);
    ().serve_with_lifecycle(transport, lifecycle).await.unwrap()
}

async fn call(client: &RunningService<RoleClient, ()>, tool: &'static str, arguments: Value) -> Value {
    let arguments = arguments.as_object().unwrap().clone();
    let result = client.call_tool(CallToolRequestParams::new(tool).with_arguments(arguments)).await.unwrap();
    assert_ne!(result.is_error, Some(true), "{result:?}");
    result.structured_content.unwrap()
}

async fn lists_and_calls_every_tool(client: RunningService<RoleClient, ()>) {
    let tools = client.list_all_tools().await.unwrap();
    assert_eq!(tools.len(), 6);
    let page = call(&client, "search_conversations", json!({"state": "open", "per_page": 3})).await;
    let conversation = page["conversations"][0]["id"].clone();
    assert_eq!(call(&client, "get_conversation", json!({"id": conversation})).await["id"], conversation);
    let people = call(&client, "search_contacts", json!({"role": "user"})).await;
    let contact = people["data"][0]["id"].clone();
    assert_eq!(call(&client, "get_contact", json!({"id": contact})).await["id"], contact);
    let found = call(&client, "search", json!({"query": "object_type:contacts role:user limit:2"})).await;
    let id = found["results"][0]["id"].clone();
    assert_eq!(call(&client, "fetch", json!({"id": id})).await["id"], id);

    let query = json!({"query": "object_type:contacts state:open"}).as_object().unwrap().clone();
    let result = client.call_tool(CallToolRequestParams::new("search").with_arguments(query)).await.unwrap();
    assert_eq!(result.is_error, Some(true), "a mistake in the arguments is the tool's error: {result:?}");
    assert!(client.call_tool(CallToolRequestParams::new("no_such_tool")).await.is_err(), "an unknown tool is not");
    client.cancel().await.unwrap();
}

#[tokio::test]
async fn a_client_of_the_legacy_era_lists_and_calls_every_tool() {
    let app = App::start().await;
    let client = connect(&app, "demo-us", ClientLifecycleMode::Initialize).await;
    let info = client.peer_info().unwrap().clone();
    assert!(info.instructions.as_deref().unwrap().contains("object_type:"), "{info:?}");
    lists_and_calls_every_tool(client).await;
}

#[tokio::test]
async fn a_client_of_the_modern_era_discovers_lists_and_calls_every_tool() {
    let app = App::start().await;
    let lifecycle = ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] };
    lists_and_calls_every_tool(connect(&app, "demo-eu", lifecycle).await).await;
}
