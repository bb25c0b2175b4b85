//! Whose turn it is, and who waits how long: time is set by hand, nothing else moves.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use intercom_mcp::{
    clock::Clock,
    intercom::{
        Error,
        fair_queue::{FairQueue, MAX_IN_FLIGHT, MAX_IN_FLIGHT_OF_PRINCIPAL, Permit, Place, Waiter},
        rate_limit::{Claim, GUARD, JITTER, RateLimit},
    },
    secret::Digest,
    store::{Budget, InProcess, Observation},
};
use jiff::Timestamp;
use serde_json::json;
use tokio::task::yield_now;

use super::upstream::{Reply, Request, Upstream, call_under};
use crate::store::until;

pub(super) fn start() -> Timestamp {
    Timestamp::from_second(1_700_000_000).unwrap()
}

pub(super) fn clock() -> Clock {
    Clock::hand_set(start())
}

/// A queue beyond its probes.
fn open_queue(clock: &Clock) -> Arc<FairQueue> {
    let queue = FairQueue::new(clock.clone());
    queue.answered();
    queue
}

fn join(queue: &Arc<FairQueue>, principal: &str) -> Waiter {
    queue.join(&Digest::from(principal), Place::Back).unwrap()
}

/// Permits for those of `waiters` whose turn it is.
fn turns(waiters: &mut Vec<(String, Waiter)>) -> Vec<(String, Permit)> {
    let mut permits = Vec::new();
    waiters.retain_mut(|(name, waiter)| match waiter.turn() {
        Some(permit) => {
            permits.push((name.clone(), permit));
            false
        }
        None => true,
    });
    permits
}

/// Lets every task run until all of them wait for the clock.
pub(super) async fn settle() {
    for _ in 0..200 {
        yield_now().await;
    }
}

#[test]
fn burst_of_one_principal_leaves_places_for_another() {
    let queue = open_queue(&clock());
    let mut burst: Vec<_> = (0..100).map(|_| ("burst".to_owned(), join(&queue, "burst"))).collect();
    let permits = turns(&mut burst);
    assert_eq!(permits.len(), MAX_IN_FLIGHT_OF_PRINCIPAL);
    assert!(join(&queue, "other").turn().is_some());
}

#[test]
fn waiting_calls_are_served_round_robin_by_principal() {
    let queue = open_queue(&clock());
    let mut waiters = Vec::new();
    for principal in ["a", "b"] {
        for _ in 0..MAX_IN_FLIGHT {
            waiters.push((principal.to_owned(), join(&queue, principal)));
        }
    }
    let mut permits = turns(&mut waiters);
    assert_eq!(permits.len(), MAX_IN_FLIGHT);
    waiters.push(("late".to_owned(), join(&queue, "late")));
    // Two places come free: the newcomer has one of them, though sixty-four calls came before it.
    permits.truncate(permits.len() - 2);
    let next: Vec<_> = turns(&mut waiters).into_iter().map(|(name, permit)| (name, drop(permit)).0).collect();
    assert!(next.contains(&"late".to_owned()), "{next:?}");
}

#[test]
fn dropped_waiters_and_permits_give_their_places_back() {
    let queue = open_queue(&clock());
    let mut waiters: Vec<_> = (0..40).map(|_| ("a".to_owned(), join(&queue, "a"))).collect();
    let permits = turns(&mut waiters);
    drop(permits);
    // The eight that waited were called meanwhile; dropped before they took their turn.
    drop(waiters);
    assert!(queue.is_idle());
    let mut waiters: Vec<_> = (0..40).map(|_| ("a".to_owned(), join(&queue, "a"))).collect();
    assert_eq!(turns(&mut waiters).len(), MAX_IN_FLIGHT_OF_PRINCIPAL);
}

#[test]
fn only_a_few_probes_go_ahead_of_the_first_answer() {
    let queue = FairQueue::new(clock());
    let mut waiters: Vec<_> = (0..20).map(|_| ("a".to_owned(), join(&queue, "a"))).collect();
    let probes = turns(&mut waiters);
    assert_eq!(probes.len(), 4);
    queue.answered();
    assert_eq!(turns(&mut waiters).len(), 16);
}

#[test]
fn closed_queue_opens_with_one_probe_and_fully_a_second_later() {
    let clock = clock();
    let queue = open_queue(&clock);
    queue.close(start() + Duration::from_secs(5));
    let mut waiters: Vec<_> = (0..20).map(|_| ("a".to_owned(), join(&queue, "a"))).collect();
    assert_eq!(turns(&mut waiters).len(), 0);
    clock.advance(Duration::from_secs(5));
    let probe = turns(&mut waiters);
    assert_eq!(probe.len(), 1);
    clock.advance(Duration::from_secs(1));
    assert_eq!(turns(&mut waiters).len(), 19);
}

/// A budget that is spent until `seconds` from the start.
async fn spent(clock: &Clock, seconds: i64) -> RateLimit {
    let budget = InProcess::default();
    let reset = Timestamp::from_second(start().as_second() + seconds).unwrap();
    budget.observe("key", Observation { limit: 10, remaining: 0, reset }, clock.now()).await;
    RateLimit::new(clock.clone(), Arc::new(budget))
}

async fn acquire(
    limit: &RateLimit,
    deadline: Duration,
    told: Option<&(dyn Fn(Duration) + Send + Sync)>,
) -> Result<Permit, Error> {
    let (principal, budget_key) = (Digest::from("principal"), Digest::from("key"));
    let deadline = start() + deadline;
    let claim = Claim { principal: &principal, budget_key: &budget_key, deadline, on_wait: told };
    limit.acquire(&claim, Place::Back).await
}

#[tokio::test]
async fn near_refill_is_waited_for_and_the_wait_is_told_once() {
    let clock = clock();
    let limit = spent(&clock, 8).await;
    let told = Mutex::new(Vec::new());
    let tell = |wait: Duration| told.lock().unwrap().push(wait);
    let waits = acquire(&limit, Duration::from_secs(50), Some(&tell));
    let passes = async {
        settle().await;
        assert_eq!(clock.sleepers(), 1);
        clock.advance(Duration::from_secs(8));
        settle().await;
        clock.advance(GUARD + JITTER);
    };
    let (permit, ()) = tokio::join!(waits, passes);
    assert!(permit.is_ok());
    let told = told.into_inner().unwrap();
    assert_eq!(told.len(), 1);
    assert!(told[0] >= Duration::from_secs(8) && told[0] <= Duration::from_secs(9), "{told:?}");
}

#[tokio::test]
async fn far_refill_is_refused_at_once_with_the_seconds() {
    let clock = clock();
    let limit = spent(&clock, 40).await;
    let Err(Error::RateLimited { retry_after, .. }) = acquire(&limit, Duration::from_secs(50), None).await else {
        panic!("it was not refused");
    };
    assert_eq!(retry_after.as_secs(), 40);
}

#[tokio::test]
async fn refill_after_the_deadline_is_refused_at_once() {
    let clock = clock();
    let limit = spent(&clock, 8).await;
    let refused = acquire(&limit, Duration::from_secs(5), None).await;
    assert!(matches!(refused, Err(Error::RateLimited { .. })));
}

#[tokio::test]
async fn call_without_a_place_is_busy_at_its_deadline() {
    let clock = clock();
    let limit = RateLimit::new(clock.clone(), Arc::new(InProcess::default()));
    let mut held = Vec::new();
    for _ in 0..4 {
        held.push(acquire(&limit, Duration::from_secs(50), None).await.unwrap());
    }
    let passes = async {
        settle().await;
        clock.advance(Duration::from_secs(5));
    };
    let (refused, ()) = tokio::join!(acquire(&limit, Duration::from_secs(5), None), passes);
    assert!(matches!(refused, Err(Error::Busy { .. })));
}

/// Two sign-ins of one teammate are one caller among those of a workspace.
#[tokio::test]
async fn sign_ins_of_one_person_leave_places_to_a_colleague() {
    let slow = |request: &Request, _: usize| match request.target.ends_with("/slow") {
        true => Reply::Silence,
        false => Reply::json(json!({"type": "contact", "id": "1", "role": "user"})),
    };
    let upstream = Upstream::start(slow).await;
    let clock = clock();
    let client = upstream.client(&clock);
    let call = |principal: &str, person: &str| {
        let mut call = call_under(&clock, principal, "workspace", 50);
        Arc::get_mut(&mut call.access).unwrap().person = Some(person.into());
        call
    };
    // The first answer ends the probes.
    client.contact(&call("third", "colleague"), "first").await.unwrap();
    let calls = (0..80).map(|number| call(if number % 2 == 0 { "first" } else { "second" }, "person"));
    let asked: Vec<_> = calls
        .map(|call| {
            let client = client.clone();
            tokio::spawn(async move { client.contact(&call, "slow").await.map(drop) })
        })
        .collect();
    let slow = || upstream.lines().iter().filter(|line| line.ends_with("/slow")).count();
    until(|| slow() >= MAX_IN_FLIGHT_OF_PRINCIPAL).await;
    client.contact(&call("third", "colleague"), "quick").await.unwrap();
    assert_eq!(slow(), MAX_IN_FLIGHT_OF_PRINCIPAL);
    asked.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn full_line_is_busy_at_once() {
    let clock = clock();
    let queue = FairQueue::new(clock.clone());
    let waiters: Vec<_> = (0..1_000).map(|_| join(&queue, "a")).collect();
    assert!(queue.join(&Digest::from("a"), Place::Back).is_err());
    assert!(queue.join(&Digest::from("b"), Place::Back).is_ok());
    drop(waiters);
    assert!(queue.join(&Digest::from("a"), Place::Back).is_ok());
}
