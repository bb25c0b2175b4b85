//! Calls of two workspaces in flight at the same time, with equal request ids.

use futures_util::future::join_all;
use serde_json::json;

use super::{calls::call, server::Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forty_calls_in_flight_get_their_own_answers_a_hundred_times() {
    let server = Server::start_with(40, |config| config.requests_per_minute = 1_000_000).await;
    for round in 0..100 {
        let calls = (0..40).map(|place| {
            let principal = if place % 2 == 0 { "ann" } else { "bob" };
            let text = format!("{round}-{place}");
            let post = call(json!({ "name": "meet", "arguments": { "text": text } })).from(principal);
            let server = &server;
            async move {
                let answer = server.send(&post).await.json();
                let expected = json!({ "principal": principal, "arguments": { "text": text } });
                assert_eq!(answer["result"]["structuredContent"], expected);
            }
        });
        join_all(calls).await;
    }
}
