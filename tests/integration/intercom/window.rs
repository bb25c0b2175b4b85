//! The in-process budget: what one window grants, seen through `Budget`.

use std::time::Duration;

use intercom_mcp::{
    clock::Clock,
    store::{Budget, InProcess, Observation, Reservation},
};
use jiff::Timestamp;

const START: i64 = 1_700_000_000;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(START + seconds).unwrap()
}

fn seen(limit: u32, remaining: u32, reset: i64) -> Observation {
    Observation { limit, remaining, reset: at(reset) }
}

/// How many calls are granted at that second, of `asked`.
async fn granted(budget: &InProcess, second: i64, asked: u32) -> u32 {
    let mut granted = 0;
    for _ in 0..asked {
        granted += u32::from(budget.reserve("key", at(second)).await == Reservation::Granted);
    }
    granted
}

#[tokio::test]
async fn key_never_observed_is_granted() {
    assert_eq!(granted(&InProcess::default(), 0, 1_000).await, 1_000);
}

#[tokio::test]
async fn calls_sent_since_the_answer_count_against_what_it_said_was_left() {
    let budget = InProcess::default();
    assert_eq!(granted(&budget, 0, 1).await, 1);
    budget.observe("key", seen(10, 9, 10), at(1)).await;
    assert_eq!(granted(&budget, 1, 20).await, 9);
    assert_eq!(budget.reserve("key", at(1)).await, Reservation::Exhausted(at(10)));
}

#[tokio::test]
async fn later_answer_of_the_same_window_never_raises_the_rest() {
    let budget = InProcess::default();
    assert_eq!(granted(&budget, 0, 3).await, 3);
    budget.observe("key", seen(10, 4, 10), at(1)).await;
    budget.observe("key", seen(10, 9, 10), at(1)).await;
    assert_eq!(granted(&budget, 1, 20).await, 4);
}

#[tokio::test]
async fn calls_of_others_under_the_key_are_counted() {
    let budget = InProcess::default();
    assert_eq!(granted(&budget, 0, 1).await, 1);
    budget.observe("key", seen(10, 9, 10), at(1)).await;
    assert_eq!(granted(&budget, 1, 2).await, 2);
    budget.observe("key", seen(10, 2, 10), at(2)).await;
    assert_eq!(granted(&budget, 2, 20).await, 2);
}

#[tokio::test]
async fn refused_window_grants_nothing_until_it_ends_and_then_all() {
    let budget = InProcess::default();
    assert_eq!(granted(&budget, 0, 1).await, 1);
    budget.observe("key", seen(10, 0, 10), at(1)).await;
    assert_eq!(granted(&budget, 9, 5).await, 0);
    assert_eq!(granted(&budget, 10, 20).await, 10);
    assert_eq!(budget.reserve("key", at(12)).await, Reservation::Exhausted(at(20)));
}

#[tokio::test]
async fn first_answer_of_a_new_window_tells_its_end() {
    let budget = InProcess::default();
    assert_eq!(granted(&budget, 0, 1).await, 1);
    budget.observe("key", seen(10, 9, 10), at(1)).await;
    assert_eq!(granted(&budget, 17, 1).await, 1);
    budget.observe("key", seen(10, 9, 20), at(17)).await;
    assert_eq!(granted(&budget, 18, 20).await, 9);
    assert_eq!(budget.reserve("key", at(18)).await, Reservation::Exhausted(at(20)));
}

#[tokio::test]
async fn call_out_at_the_edge_counts_in_both_windows_until_its_answer_tells() {
    let budget = InProcess::default();
    assert_eq!(granted(&budget, 0, 1).await, 1);
    budget.observe("key", seen(10, 9, 10), at(1)).await;
    assert_eq!(granted(&budget, 9, 4).await, 4);
    assert_eq!(granted(&budget, 10, 20).await, 6);
    // Two of the four turn out to be of the old window.
    budget.observe("key", seen(10, 8, 10), at(10)).await;
    budget.observe("key", seen(10, 7, 10), at(10)).await;
    assert_eq!(granted(&budget, 10, 20).await, 2);
}

#[tokio::test]
async fn answer_of_an_older_window_is_ignored() {
    let budget = InProcess::default();
    assert_eq!(granted(&budget, 0, 1).await, 1);
    budget.observe("key", seen(10, 9, 10), at(1)).await;
    assert_eq!(granted(&budget, 11, 1).await, 1);
    budget.observe("key", seen(10, 9, 20), at(11)).await;
    budget.observe("key", seen(10, 0, 10), at(11)).await;
    assert_eq!(granted(&budget, 11, 20).await, 9);
}

#[tokio::test]
async fn answer_of_a_newer_window_than_our_clock_knows_begins_it() {
    let budget = InProcess::default();
    assert_eq!(granted(&budget, 0, 1).await, 1);
    budget.observe("key", seen(10, 0, 10), at(1)).await;
    budget.observe("key", seen(10, 9, 20), at(9)).await;
    assert_eq!(granted(&budget, 9, 20).await, 9);
}

#[tokio::test]
async fn keys_are_bounded_and_those_unused_for_a_minute_go_first() {
    let clock = Clock::hand_set(at(0));
    let budget = InProcess::default();
    for key in 0..10_000 {
        budget.reserve(&key.to_string(), clock.now()).await;
    }
    budget.reserve("one more", clock.now()).await;
    assert_eq!(budget.keys(), 10_000);
    clock.advance(Duration::from_secs(61));
    budget.reserve("a minute later", clock.now()).await;
    assert_eq!(budget.keys(), 1);
}
