//! The client against the simulator: tokens and regions, mergers, and two windows of a closed loop.

use std::{sync::Arc, time::Duration};

use intercom_mcp::{
    clock::Clock,
    intercom::{
        Call, Client, Error, Settings,
        me::{Access, Workspace},
        memory::Memory,
        names::Kind,
    },
    region::Region,
    secret::SecretString,
    simulator::{Options, Simulator},
    text::visible::CallBudget,
};
use tokio::{net::TcpListener, task::JoinSet};

use super::{queue::clock, upstream::client};

async fn simulated(options: Options, template: &str) -> (Simulator, Clock, Client) {
    let clock = clock();
    let simulator = Simulator::new(&Options { conversations: 60, contacts: 60, ..options }, clock.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let api_url = Some(format!("http://{}{template}", listener.local_addr().unwrap()));
    let routes = simulator.router();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let settings = Settings { api_version: "2.16".to_owned(), api_url, region: None, timeout: Duration::from_secs(20) };
    let client = client(settings, &clock);
    (simulator, clock, client)
}

fn call(clock: &Clock, token: &str, region: Region) -> Call {
    let access = Access {
        principal: token.into(),
        person: None,
        budget_key: token.into(),
        token: SecretString::from(token),
        region,
        workspace: Workspace::default(),
    };
    let held = Memory::default().of_call(access.caller());
    Call {
        access: Arc::new(access),
        deadline: clock.after(Duration::from_secs(50)),
        on_wait: None,
        held,
        unseen: CallBudget::default(),
    }
}

#[tokio::test]
async fn every_token_is_found_in_its_region() {
    for template in ["", "/{region}"] {
        let (_, _, client) = simulated(Options::default(), template).await;
        for (token, region) in [("demo-us", Region::Us), ("demo-eu", Region::Eu), ("demo-au", Region::Au)] {
            let identity = client.identify(&SecretString::from(token)).await.unwrap();
            assert_eq!(identity.region, region, "{token} at {template:?}");
            assert!(identity.me.unwrap().workspace.id.is_some());
        }
        let unnamed = client.identify(&SecretString::from("demo-noadmin")).await.unwrap();
        assert_eq!((unnamed.region, unnamed.me.is_none()), (Region::Us, true));
        for token in ["demo-revoked", "never-heard-of"] {
            let refused = client.identify(&SecretString::from(token)).await;
            assert!(matches!(refused, Err(Error::DeadToken { .. })), "{token}");
        }
    }
}

#[tokio::test]
async fn region_of_another_workspace_finds_the_token_dead() {
    let (_, clock, client) = simulated(Options::default(), "/{region}").await;
    let refused = client.conversation(&call(&clock, "demo-eu", Region::Au), "1").await;
    assert!(matches!(refused, Err(Error::DeadToken { .. })));
}

#[tokio::test]
async fn permission_and_plan_are_told_apart_from_a_dead_token() {
    let (simulator, clock, client) = simulated(Options::default(), "").await;
    let id = simulator.conversations("US")[0]["id"].as_str().unwrap().to_owned();
    let refused = client.conversation(&call(&clock, "demo-noscope", Region::Us), &id).await;
    assert!(matches!(refused, Err(Error::MissingPermission { permission: "Read conversations", .. })));
    let refused = client.conversation(&call(&clock, "demo-noplan", Region::Us), &id).await;
    assert!(matches!(refused, Err(Error::PlanRestricted { .. })));
    assert!(client.names(&call(&clock, "demo-noadmin", Region::Us), Kind::Admin).await.is_empty());
}

#[tokio::test]
async fn every_merged_contact_leads_to_the_one_that_took_its_place() {
    let (simulator, clock, client) = simulated(Options::default(), "").await;
    let merged = simulator.merged_contacts("US");
    assert!(!merged.is_empty());
    for (from, _) in &merged {
        let found = client.contact(&call(&clock, "demo-us", Region::Us), from).await.unwrap();
        assert_eq!(found.merged_from.as_deref(), Some(from.as_str()));
        assert!(merged.iter().all(|(gone, _)| *gone != found.contact.id));
    }
}

#[tokio::test]
async fn closed_loop_that_needs_twice_the_limit_is_never_refused_and_uses_every_window_up() {
    const LIMIT: u32 = 40;
    let (simulator, clock, client) = simulated(Options { rate_limit: LIMIT, ..Options::default() }, "").await;
    let id: Arc<str> = simulator.conversations("US")[0]["id"].as_str().unwrap().into();
    let began = simulator.requests_total();
    let mut workers = JoinSet::new();
    for _ in 0..LIMIT * 2 {
        let (clock, client, id) = (clock.clone(), client.clone(), id.clone());
        workers.spawn(async move { client.conversation(&call(&clock, "demo-us", Region::Us), &id).await.map(drop) });
    }
    let mut windows = vec![];
    while !workers.is_empty() {
        if clock.sleepers() == workers.len() {
            // Everybody waits: what the window gave, it gave.
            windows.push(simulator.requests_total() - began);
            clock.advance(Duration::from_secs(11));
        }
        tokio::task::yield_now().await;
        while let Some(worker) = workers.try_join_next() {
            worker.unwrap().unwrap();
        }
    }
    assert_eq!(windows, [u64::from(LIMIT)]);
    assert_eq!(simulator.requests_total() - began, u64::from(LIMIT) * 2);
    assert_eq!(simulator.stats()["rate_limited"], 0);
}
