//! Answers of batches that their reader does not take: they are not made either.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use axum::Extension;
use intercom_mcp::{
    clock::Clock,
    config::Config,
    mcp::streamable_http,
    oauth::bearer::{Credential, Principal},
    state::AppState,
    tools::{Definition, Tool, ToolContext, ToolError, ToolOutput, Tools},
};
use serde_json::{Value, json};

use crate::{harness::START, intercom::upstream::call};

const MIB: usize = 1024 * 1024;

/// A tool with a long description, which counts how often it is listed.
struct Listed {
    definition: Definition,
    times: Arc<AtomicUsize>,
}

#[async_trait]
impl Tool for Listed {
    fn definition(&self) -> &Definition {
        self.times.fetch_add(1, Ordering::Relaxed);
        &self.definition
    }

    async fn call(&self, _: &ToolContext, _: Value) -> Result<ToolOutput, ToolError> {
        ToolOutput::of(&json!({}))
    }
}

/// The address of a server with such a tool, and the count.
async fn server() -> (String, Arc<AtomicUsize>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let clock = Clock::hand_set(START.parse().unwrap());
    let times = Arc::new(AtomicUsize::new(0));
    let definition = Definition {
        name: "listed",
        title: "Listed",
        description: "A megabyte.",
        input_schema: json!({"type": "object", "description": "long ".repeat(MIB / 5)}),
        output_schema: json!({"type": "object"}),
    };
    let access = call(&clock, "ann", 50).access;
    let mut state = AppState::new(Config::for_loopback(address), clock).unwrap();
    state.tools = Arc::new(Tools::of(vec![Arc::new(Listed { definition, times: times.clone() })]));
    let principal = Principal { access, credential: Credential::IntercomToken };
    let router = streamable_http::routes().layer(Extension(principal)).with_state(state);
    tokio::spawn(async move { axum::serve(listener, router).await });
    times.store(0, Ordering::Relaxed);
    (format!("http://{address}/mcp"), times)
}

/// More than any connection's buffers hold is asked for; before anything of the answer is read, part of that is made.
#[tokio::test]
async fn lists_of_a_batch_are_made_when_those_before_them_are_taken() {
    for accept in ["text/event-stream", "application/json"] {
        let (address, times) = server().await;
        let request = |id: usize| json!({"jsonrpc": "2.0", "id": id, "method": "tools/list"});
        let batch: Vec<Value> = (0..50).map(request).collect();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = client.post(&address).header("accept", accept).json(&batch).send().await.unwrap();
        for _ in 0..1_000 {
            tokio::task::yield_now().await;
        }
        let made = times.load(Ordering::Relaxed);
        assert!(made < 35, "{accept}: {made} lists of a megabyte were made of which nobody reads any");
        let text = answer.text().await.unwrap();
        assert_eq!(times.load(Ordering::Relaxed), 50);
        let responses: Vec<Value> = match accept {
            "application/json" => serde_json::from_str(&text).unwrap(),
            _ => {
                text.lines().filter_map(|line| line.strip_prefix("data: ")).map(|data| data.parse().unwrap()).collect()
            }
        };
        let ids: Vec<usize> = responses.iter().map(|response| response["id"].as_u64().unwrap() as usize).collect();
        assert_eq!(ids, (0..50).collect::<Vec<_>>(), "{accept}");
    }
}
