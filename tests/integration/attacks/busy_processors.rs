//! Work that takes processor time: where it is done, and when it ends.

use std::{
    sync::{
        Arc,
        mpsc::{Receiver, Sender, channel},
    },
    thread::available_parallelism,
    time::Duration,
};

use futures_util::FutureExt;
use intercom_mcp::{
    compute::Workers,
    tools::{Progress, ToolContext, ToolError},
};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::harness::App;

/// Longer than any thread waits for another that is not stuck.
const STUCK: Duration = Duration::from_secs(60);
const LONG: usize = 1_000_000;

/// Keeps every worker busy until the sender is dropped.
fn occupy(workers: &Workers) -> Sender<()> {
    let (sender, release) = channel::<()>();
    let release = Arc::new(std::sync::Mutex::new(release));
    let places = available_parallelism().map_or(1, usize::from);
    for place in 0..places {
        let (workers, release) = (workers.clone(), release.clone());
        let caller = Arc::from(format!("caller {place}"));
        // A poisoned lock or a closed channel: the test is over.
        tokio::spawn(async move {
            workers.run(&caller, LONG, move |_| drop(release.lock().map(|release| release.recv()))).await
        });
    }
    sender
}

/// On a runtime of one thread: whatever computes on it keeps the test from going on.
#[tokio::test]
async fn long_work_leaves_the_thread_that_serves() {
    let (go, wait) = channel();
    let work = Workers::of_this_machine();
    let done =
        tokio::spawn(async move { work.run(&"caller".into(), LONG, move |_| wait.recv_timeout(STUCK).is_ok()).await });
    tokio::task::yield_now().await;
    go.send(()).unwrap();
    assert!(done.await.unwrap(), "the work ended by itself");
}

#[tokio::test]
async fn work_ends_when_nobody_waits_for_it() {
    let (ended, has_ended): (Sender<()>, Receiver<()>) = channel();
    let (began, has_begun) = tokio::sync::oneshot::channel();
    let workers = Workers::of_this_machine();
    let waiting = tokio::spawn(async move {
        let work = move |stop: &intercom_mcp::compute::Stop| {
            began.send(()).unwrap();
            while !stop.is_set() {
                std::thread::yield_now();
            }
            ended.send(()).unwrap();
        };
        workers.run(&"caller".into(), LONG, work).await;
    });
    has_begun.await.unwrap();
    waiting.abort();
    let ended = tokio::task::spawn_blocking(move || has_ended.recv_timeout(STUCK));
    assert_eq!(ended.await.unwrap(), Ok(()));
}

#[tokio::test]
async fn panic_of_long_work_is_one_of_its_caller() {
    let workers = Workers::of_this_machine();
    let failed = tokio::spawn(async move { workers.run(&"caller".into(), LONG, |_| panic!("on purpose")).await }).await;
    assert!(failed.unwrap_err().is_panic());
}

/// However much one caller asks for, another waits for one piece of its work at most.
#[tokio::test]
async fn work_of_one_caller_leaves_a_place_to_others() {
    let workers = Workers::of_this_machine();
    let (one, other): (Arc<str>, Arc<str>) = ("one".into(), "other".into());
    let (go, wait) = channel::<()>();
    let wait = Arc::new(std::sync::Mutex::new(wait));
    let waiting: Vec<_> = (0..20)
        .map(|_| {
            let (workers, one, wait) = (workers.clone(), one.clone(), wait.clone());
            tokio::spawn(
                async move { workers.run(&one, LONG, move |_| drop(wait.lock().map(|wait| wait.recv()))).await },
            )
        })
        .collect();
    tokio::task::yield_now().await;
    if available_parallelism().map_or(1, usize::from) > 1 {
        assert_eq!(workers.run(&other, LONG, |_| 7).await, 7);
    }
    drop(go);
    for one in waiting {
        one.await.unwrap();
    }
    assert_eq!(workers.run(&other, LONG, |_| 8).await, 8);
}

/// A conversation whose bodies are long, and one with the newest part of a page.
async fn with_long_bodies() -> (App, String) {
    let app = App::start().await;
    let found = app.tool("demo-us", "search_conversations", json!({"limit": 1})).await;
    let id = found["conversations"][0]["id"].as_str().unwrap().to_owned();
    let body = format!("<p>{}</p>", "Our card was charged twice. ".repeat(4_000));
    let parts = json!({"type": "conversation_part.list", "total_count": 1, "conversation_parts": [
        {"type": "conversation_part", "id": "7", "part_type": "comment", "body": body, "created_at": 1_773_835_000,
         "author": {"type": "user", "id": "6762f0d01bb69f9f2193bb7d", "name": "Ada"}, "attachments": []}]});
    app.fault(json!({"method": "GET", "path": "/conversations/{id}", "status": 200, "times": 0, "body": {
        "type": "conversation", "id": id, "created_at": 1_773_830_000, "conversation_parts": parts}}))
        .await;
    (app, id)
}

fn call(app: &App, tool: &'static str, arguments: serde_json::Value) -> JoinHandle<serde_json::Value> {
    let (client, address) = (app.client.clone(), app.mcp());
    tokio::spawn(async move {
        let params = json!({"name": tool, "arguments": arguments});
        let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
        let request = client.post(address).bearer_auth("demo-us").header("accept", "application/json").json(&message);
        request.send().await.unwrap().json().await.unwrap()
    })
}

/// Asks for health until the call waits for a worker; others are served meanwhile.
async fn is_served_beside(app: &App, call: &JoinHandle<serde_json::Value>) {
    for _ in 0..20 {
        let health = app.client.get(format!("http://{}/healthz", app.address)).send().await.unwrap();
        assert_eq!(health.status(), 200);
    }
    assert!(!call.is_finished(), "the call did not need a worker");
}

#[tokio::test]
async fn long_bodies_are_rendered_by_the_workers_while_others_are_served() {
    let (app, id) = with_long_bodies().await;
    for (tool, arguments) in [("get_conversation", json!({"id": id})), ("fetch", json!({"id": id}))] {
        let busy = occupy(&app.state.workers);
        let call = call(&app, tool, arguments);
        is_served_beside(&app, &call).await;
        drop(busy);
        let answer = call.await.unwrap();
        assert!(answer["result"]["content"][0]["text"].as_str().unwrap().contains("charged twice"), "{answer}");
    }
}

#[tokio::test]
async fn large_pages_are_checked_and_rendered_by_the_workers() {
    let app = App::start().await;
    for query in ["object_type:conversations limit:150", "object_type:contacts limit:150 sort:created_at:desc"] {
        let busy = occupy(&app.state.workers);
        let call = call(&app, "search", json!({"query": query}));
        is_served_beside(&app, &call).await;
        drop(busy);
        assert_eq!(call.await.unwrap()["result"]["isError"], false, "{query}");
    }
}

#[tokio::test]
async fn long_messages_are_read_by_the_workers() {
    let app = App::start().await;
    let busy = occupy(&app.state.workers);
    let call = call(&app, "search", json!({"query": "refund", "padding": "a".repeat(200_000)}));
    is_served_beside(&app, &call).await;
    drop(busy);
    assert_eq!(call.await.unwrap()["result"]["isError"], true);
}

#[tokio::test]
async fn call_whose_time_is_up_does_not_wait_for_a_worker() {
    let (app, id) = with_long_bodies().await;
    let _busy = occupy(&app.state.workers);
    let call = call(&app, "get_conversation", json!({"id": id}));
    is_served_beside(&app, &call).await;
    app.clock.advance(Duration::from_secs(51));
    let answer = call.await.unwrap();
    let text = answer["result"]["content"][0]["text"].as_str().unwrap();
    assert!(text.starts_with("the call took longer than 50 s"), "{answer}");
}

/// What a tool may use on behalf of somebody.
fn context(app: &App) -> ToolContext {
    let call = crate::intercom::upstream::call(&app.clock, "ann", 50);
    app.state.tool_context(call.access, call.deadline, Progress::default())
}

/// What the tool answers at once, without Intercom and without a worker.
fn is_answered_in_place(app: &App, tool: &str, arguments: Value) -> Option<ToolError> {
    let context = context(app);
    let tool = app.state.tools.get(tool).unwrap().clone();
    tool.call(&context, arguments).now_or_never().map(|answer| answer.unwrap_err())
}

#[tokio::test]
async fn long_arguments_are_read_by_the_workers_whatever_they_are() {
    let app = App::start().await;
    let json = json!({"a": vec![json!({"": 0}); 20_000]}).to_string();
    let nested = json!(vec![json!({"gte": json}); 2]).to_string();
    let many: Value = (0..20_000).map(|index| json!({"gte": index})).collect();
    for (tool, arguments) in [
        ("search_contacts", json!({"custom_attributes": json})),
        ("search_contacts", json!({"custom_attributes": {"a": nested}})),
        ("search_contacts", json!({"custom_attributes": [json]})),
        ("search_conversations", json!({"created_at": json})),
        ("search_conversations", json!({"created_at": many})),
        ("search_conversations", json!({"tags": many})),
        ("get_contact", json!({"id": many})),
        ("get_conversation", json!({"id": {"a": {"b": many}}})),
        ("search", json!({"query": "a".repeat(100_000)})),
        ("fetch", json!({"id": "a".repeat(100_000)})),
    ] {
        let answer = is_answered_in_place(&app, tool, arguments);
        assert!(answer.is_none(), "{tool}: {answer:?}");
    }
    let short = is_answered_in_place(&app, "search_contacts", json!({"custom_attributes": "no JSON"}));
    assert!(short.unwrap().text().contains("takes an object"), "what is short is read where it is");
}

#[tokio::test]
async fn arguments_of_more_values_than_anybody_means_are_refused() {
    let app = App::start().await;
    let json = json!({"a": vec![json!({"": 0}); 10_000]}).to_string();
    for arguments in [json!({"custom_attributes": json}), json!({"custom_attributes": {"a": [{}, json]}})] {
        let text = app.tool_error("demo-us", "search_contacts", arguments).await;
        assert!(text.starts_with("the arguments hold at most 10000 values; found 2000"), "{text}");
    }
}

#[tokio::test]
async fn names_of_a_large_workspace_are_compared_by_the_workers() {
    let app = App::start().await;
    let tag = |index: usize| json!({"type": "tag", "id": index.to_string(), "name": format!("tag of number {index}")});
    let tags: Vec<Value> = (0..5_000).map(tag).collect();
    app.fault(json!({"path": "/tags", "times": 0, "body": {"type": "list", "data": tags}})).await;
    let unknown = json!({"tags": ["tag of nunber 4711"]});
    let text = app.tool_error("demo-us", "search_conversations", unknown.clone()).await;
    let nearest = "nearest first, there are `tag of number 4711`";
    assert!(text.contains(nearest), "the nearest of thousands is found: {text}");
    // By now the names are known, so that the call does not ask for them.
    let busy = occupy(&app.state.workers);
    let call = call(&app, "search_conversations", unknown);
    is_served_beside(&app, &call).await;
    drop(busy);
    assert!(call.await.unwrap()["result"]["content"][0]["text"].as_str().unwrap().contains(nearest));
}
