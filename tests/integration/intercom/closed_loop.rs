//! Callers that need more than a limit allows: the limit is used up, and nobody is refused.

use std::{
    cell::RefCell,
    collections::HashMap,
    rc::Rc,
    sync::{Arc, Mutex},
    time::Duration,
};

use intercom_mcp::{
    intercom::{
        fair_queue::Place,
        rate_limit::{Claim, RateLimit},
    },
    secret::Digest,
    store::InProcess,
};
use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::json;
use tokio::task::{JoinHandle, JoinSet, LocalSet, yield_now};

use super::{
    queue::{clock, settle, start},
    upstream::{Reply, Upstream, call_under},
};

/// Intercom's side of a limit: fixed windows of ten seconds, counted on arrival.
#[derive(Default)]
struct Windows {
    limit: u32,
    counts: HashMap<i64, u32>,
    refused: u32,
}

impl Windows {
    fn arrive(&mut self, now: Timestamp) -> (u16, HeaderMap) {
        let window = now.as_second() / 10;
        let count = self.counts.entry(window).or_default();
        let status = if *count < self.limit { 200 } else { 429 };
        *count += u32::from(status == 200);
        self.refused += u32::from(status == 429);
        let mut headers = HeaderMap::new();
        headers.insert("x-ratelimit-limit", HeaderValue::from(self.limit));
        headers.insert("x-ratelimit-remaining", HeaderValue::from(self.limit - *count));
        headers.insert("x-ratelimit-reset", HeaderValue::from((window + 1) * 10));
        (status, headers)
    }
}

/// Workers that call without a pause for 35 s. Gives the calls of each of three windows, and how many
/// calls were refused.
async fn closed_loop(limit: u32, latency_ms: u64, workers: usize, principals: usize) -> (Vec<u32>, u32) {
    let clock = clock();
    let gate = Rc::new(RateLimit::new(clock.clone(), Arc::new(InProcess::default())));
    let windows = Rc::new(RefCell::new(Windows { limit, ..Windows::default() }));
    let tasks = LocalSet::new();
    let half = Duration::from_millis(latency_ms / 2);
    let workers: Vec<JoinHandle<()>> = (0..workers)
        .map(|worker| {
            let (clock, gate, windows) = (clock.clone(), gate.clone(), windows.clone());
            tasks.spawn_local(async move {
                let principal = Digest::from(format!("principal {}", worker % principals));
                let budget_key = Digest::from("key");
                loop {
                    let deadline = clock.after(Duration::from_secs(50));
                    let claim = Claim { principal: &principal, budget_key: &budget_key, deadline, on_wait: None };
                    let permit = gate.acquire(&claim, Place::Back).await.expect("every call can wait");
                    clock.sleep_until(clock.after(half)).await;
                    let (status, headers) = windows.borrow_mut().arrive(clock.now());
                    clock.sleep_until(clock.after(half)).await;
                    gate.answered(&budget_key, status, &headers).await;
                    drop(permit);
                }
            })
        })
        .collect();
    tasks
        .run_until(async {
            for _ in 0..700 {
                settle().await;
                clock.advance(Duration::from_millis(50));
            }
        })
        .await;
    assert!(workers.iter().all(|worker| !worker.is_finished()), "a worker failed");
    let windows = windows.borrow();
    let first = start().as_second() / 10;
    let whole = (first..first + 3).map(|window| windows.counts.get(&window).copied().unwrap_or(0)).collect();
    (whole, windows.refused)
}

#[tokio::test]
async fn closed_loop_of_one_principal_uses_a_small_limit_up_and_is_never_refused() {
    let (windows, refused) = closed_loop(167, 100, 34, 1).await;
    assert_eq!((windows, refused), (vec![167, 167, 167], 0));
}

#[tokio::test]
async fn closed_loop_of_one_principal_uses_the_largest_limit_up_and_is_never_refused() {
    let (windows, refused) = closed_loop(1_666, 100, 34, 1).await;
    assert!(windows.iter().all(|calls| *calls >= 1_500), "{windows:?}");
    assert_eq!(refused, 0);
}

#[tokio::test]
async fn closed_loop_of_many_principals_uses_the_limit_up_and_is_never_refused() {
    let (windows, refused) = closed_loop(167, 300, 200, 10).await;
    assert_eq!((windows, refused), (vec![167, 167, 167], 0));
}

#[tokio::test]
async fn clients_calls_over_sockets_wait_for_their_windows_and_none_fails() {
    const LIMIT: u32 = 20;
    const WORKERS: usize = 40;
    let clock = clock();
    let windows = Arc::new(Mutex::new(Windows { limit: LIMIT, ..Windows::default() }));
    let upstream = Upstream::start({
        let (clock, windows) = (clock.clone(), windows.clone());
        move |_, _| {
            let (status, headers) = windows.lock().unwrap().arrive(clock.now());
            let number = |name: &str| headers[name].to_str().unwrap().parse().unwrap();
            Reply::status(status, json!({"type": "conversation", "id": "42"})).window(
                u32::try_from(number("x-ratelimit-limit")).unwrap(),
                u32::try_from(number("x-ratelimit-remaining")).unwrap(),
                number("x-ratelimit-reset"),
            )
        }
    })
    .await;
    let client = upstream.client(&clock);
    let mut workers = JoinSet::new();
    for worker in 0..WORKERS {
        let (clock, client) = (clock.clone(), client.clone());
        workers.spawn(async move {
            for _ in 0..3 {
                let call = call_under(&clock, &format!("principal {}", worker % 3), "key", 50);
                client.conversation(&call, "42").await.unwrap();
            }
        });
    }
    while !workers.is_empty() {
        // Time passes only when nobody is under way.
        if clock.sleepers() == workers.len() {
            clock.advance(Duration::from_millis(500));
        }
        yield_now().await;
        while let Some(worker) = workers.try_join_next() {
            worker.unwrap();
        }
    }
    let windows = windows.lock().unwrap();
    assert_eq!(windows.counts.values().sum::<u32>(), 120);
    assert_eq!(windows.refused, 0);
    assert_eq!(windows.counts.len(), 6, "each window is used up: {:?}", windows.counts);
}
