//! Many callers at once, through both ways to the records.

use std::sync::Arc;

use futures_util::future::join_all;
use intercom_mcp::store::records::{Kind, Store};

use crate::store::{Peers, later};

/// Callers at the same time.
const CALLERS: usize = 100;

/// The ways to the records, each for every other caller.
fn ways(peers: &Peers) -> impl Iterator<Item = (usize, Arc<dyn Store>)> {
    let (one, other) = (Arc::clone(&peers.one), Arc::clone(&peers.other));
    (0..CALLERS).map(move |caller| (caller, Arc::clone(if caller % 2 == 0 { &one } else { &other })))
}

pub(in crate::store) async fn what_was_answered_is_read_everywhere(peers: Peers) {
    let Peers { one, other, clock, .. } = &peers;
    for round in 0..100_u8 {
        let (writer, reader) = if round % 2 == 0 { (one, other) } else { (other, one) };
        writer.put(Kind::Grant, "id", vec![round], later(clock)).await.unwrap();
        assert_eq!(reader.get(Kind::Grant, "id").await.unwrap().unwrap().value, [round]);
        assert_eq!(writer.get(Kind::Grant, "id").await.unwrap().unwrap().value, [round]);
    }
}

pub(in crate::store) async fn of_many_takers_one_gets_the_record(peers: Peers) {
    for _ in 0..5 {
        peers.one.put(Kind::Code, "id", b"code".to_vec(), later(&peers.clock)).await.unwrap();
        let takers = ways(&peers).map(|(_, store)| tokio::spawn(async move { store.take(Kind::Code, "id").await }));
        let taken = join_all(takers).await.into_iter().filter_map(|taken| taken.unwrap().unwrap()).count();
        assert_eq!(taken, 1);
    }
}

pub(in crate::store) async fn of_many_replacements_one_is_written(peers: Peers) {
    peers.one.put(Kind::RefreshToken, "id", Vec::new(), later(&peers.clock)).await.unwrap();
    for _ in 0..5 {
        let expected = peers.one.get(Kind::RefreshToken, "id").await.unwrap().unwrap().version;
        assert_winner(&peers, expected).await;
    }
}

pub(in crate::store) async fn of_many_that_make_a_record_one_does(peers: Peers) {
    for _ in 0..5 {
        assert_winner(&peers, 0).await;
        peers.one.take(Kind::RefreshToken, "id").await.unwrap().unwrap();
    }
}

/// Everybody replaces the same version; the one who is told so has written.
async fn assert_winner(peers: &Peers, expected: u64) {
    let expires = later(&peers.clock);
    let callers = ways(peers).map(|(caller, store)| {
        tokio::spawn(async move {
            let value = caller.to_string().into_bytes();
            store.replace(Kind::RefreshToken, "id", expected, value, expires).await.unwrap().then_some(caller)
        })
    });
    let winners: Vec<usize> = join_all(callers).await.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(winners.len(), 1, "{winners:?}");
    let written = peers.other.get(Kind::RefreshToken, "id").await.unwrap().unwrap();
    assert_eq!(written.value, winners[0].to_string().into_bytes());
    assert!(written.version > expected);
}

pub(in crate::store) async fn no_increment_is_lost(peers: Peers) {
    const EACH: usize = 5;
    let expires = later(&peers.clock);
    peers.one.put(Kind::Grant, "sum", b"0".to_vec(), expires).await.unwrap();
    let callers = ways(&peers).take(20).map(|(_, store)| {
        tokio::spawn(async move {
            let mut done = 0;
            while done < EACH {
                let record = store.get(Kind::Grant, "sum").await.unwrap().unwrap();
                let sum: usize = std::str::from_utf8(&record.value).unwrap().parse().unwrap();
                let next = (sum + 1).to_string().into_bytes();
                if store.replace(Kind::Grant, "sum", record.version, next, expires).await.unwrap() {
                    done += 1;
                }
            }
        })
    });
    for caller in join_all(callers).await {
        caller.unwrap();
    }
    let sum = peers.other.get(Kind::Grant, "sum").await.unwrap().unwrap().value;
    assert_eq!(sum, (20 * EACH).to_string().into_bytes());
}

pub(in crate::store) async fn a_call_that_is_given_up_happens_whole_or_not_at_all(peers: Peers) {
    let expires = later(&peers.clock);
    for (caller, store) in ways(&peers) {
        store.put(Kind::Grant, &caller.to_string(), b"before".to_vec(), expires).await.unwrap();
    }
    let callers: Vec<_> = ways(&peers)
        .map(|(caller, store)| {
            tokio::spawn(async move {
                let id = caller.to_string();
                store.put(Kind::Grant, &id, vec![b'x'; 20_000], expires).await.unwrap();
                store.take(Kind::Grant, &id).await.unwrap();
            })
        })
        .collect();
    for (count, caller) in callers.iter().enumerate() {
        if count % 10 == 0 {
            // Some are given up before they begin, others in the middle: meanwhile the store does a call of its own.
            peers.one.check().await.unwrap();
        }
        caller.abort();
    }
    join_all(callers).await;
    // Answered after whatever was begun: calls are made in their order.
    peers.one.check().await.unwrap();
    peers.other.check().await.unwrap();
    for (caller, store) in ways(&peers) {
        if let Some(record) = store.get(Kind::Grant, &caller.to_string()).await.unwrap() {
            assert!(record.value == b"before" || record.value == [b'x'; 20_000], "{} bytes", record.value.len());
        }
    }
}
