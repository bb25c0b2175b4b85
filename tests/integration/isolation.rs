//! Every caller gets its own answer, whatever ids the callers choose.

use futures_util::future::join_all;
use serde_json::json;

use crate::harness::App;

#[tokio::test(flavor = "multi_thread")]
async fn forty_calls_in_flight_from_two_workspaces_with_equal_ids_each_get_their_own_answer() {
    let app = App::with(|config, options| {
        config.requests_per_minute = 1_000_000;
        options.rate_limit = 1_000_000;
    })
    .await;
    let mut expected = Vec::new();
    for token in ["demo-us", "demo-eu"] {
        let region = &token[5..];
        let ids: Vec<String> = app.simulator.conversations(region)[..20]
            .iter()
            .map(|conversation| conversation["id"].as_str().unwrap().to_owned())
            .collect();
        expected.extend(ids.into_iter().enumerate().map(|(number, id)| (token, number, id)));
    }
    for _ in 0..100 {
        let calls = expected.iter().map(|(token, number, id)| {
            // The two workspaces use the same twenty request ids.
            let params = json!({"name": "get_conversation", "arguments": {"id": id}});
            let message = json!({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params});
            let app = &app;
            async move { app.post(token, &message).await }
        });
        for ((status, answer), (token, number, id)) in join_all(calls).await.into_iter().zip(&expected) {
            assert_eq!(status, 200, "{answer}");
            assert_eq!(answer["id"], json!(number));
            let content = &answer["result"]["structuredContent"];
            assert_eq!(content["id"], json!(id), "{token} got another's answer");
            let workspace = if *token == "demo-us" { "app.intercom.com" } else { "app.eu.intercom.com" };
            assert!(content["url"].as_str().unwrap().contains(workspace), "{content}");
        }
    }
}

#[tokio::test]
async fn a_conversation_of_another_workspace_is_not_found() {
    let app = App::start().await;
    let foreign = app.simulator.conversations("eu")[0]["id"].as_str().unwrap().to_owned();
    let own = app.simulator.conversations("us");
    assert!(own.iter().all(|conversation| conversation["id"] != foreign.as_str()), "ids are distinct");
    let text = app.tool_error("demo-us", "get_conversation", json!({"id": foreign})).await;
    assert!(text.contains(&foreign), "{text}");
}
