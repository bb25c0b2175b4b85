//! What every implementation of `Mailbox` promises, beyond what is seen through the endpoints.

use std::time::Duration;

use intercom_mcp::{
    clock::Clock,
    secret::fingerprint,
    store::mailbox::{
        Address, Full, InProcess, MAX_BYTES, MAX_BYTES_OF_AN_OWNER, MAX_WAITING, MAX_WAITING_BYTES, Mailbox, Reply,
    },
};

use crate::harness::START;

fn reply(line: &str, id: Option<&str>) -> Reply {
    Reply { line: line.to_owned(), request: id.map(fingerprint) }
}

/// An empty mailbox, and its clock.
fn empty() -> (InProcess, Clock) {
    let clock = Clock::hand_set(START.parse().unwrap());
    (InProcess::new(clock.clone(), 400), clock)
}

/// Everything that waits for a stream.
async fn waiting(mailbox: &impl Mailbox, address: &Address) -> Vec<String> {
    mailbox.append(address, reply("end", None)).await;
    let mut lines = Vec::new();
    loop {
        match mailbox.read(address).await.unwrap() {
            line if line == "end" => return lines,
            line => lines.push(line),
        }
    }
}

#[tokio::test]
async fn replies_are_read_in_the_order_in_which_they_came() {
    let (mailbox, _) = empty();
    let address = mailbox.open("s", "ann", "ann").await.unwrap();
    for line in ["1", "2", "3"] {
        mailbox.append(&address, reply(line, None)).await;
    }
    assert_eq!(waiting(&mailbox, &address).await, ["1", "2", "3"]);
}

#[tokio::test]
async fn a_reader_that_waits_is_woken() {
    let (mailbox, _) = empty();
    let address = mailbox.open("s", "ann", "ann").await.unwrap();
    let (read, ()) = tokio::join!(mailbox.read(&address), mailbox.append(&address, reply("1", None)));
    assert_eq!(read.as_deref(), Some("1"));
    let (read, ()) = tokio::join!(mailbox.read(&address), mailbox.close(&address));
    assert_eq!(read, None);
}

#[tokio::test]
async fn what_is_worth_something_only_at_once_is_lost_behind_a_slow_reader_and_never_orphaned() {
    let (mailbox, _) = empty();
    let address = mailbox.open("s", "ann", "ann").await.unwrap();
    for n in 0..100 {
        mailbox.offer(&address, n.to_string()).await;
    }
    mailbox.append(&address, reply("kept", Some("a"))).await;
    mailbox.close(&address).await;
    let next = mailbox.open("t", "ann", "ann").await.unwrap();
    assert_eq!(waiting(&mailbox, &next).await, ["kept"]);
    mailbox.offer(&address, "late".to_owned()).await;
    for n in 0..100 {
        mailbox.offer(&next, n.to_string()).await;
    }
    let offered = waiting(&mailbox, &next).await;
    assert!((1..100).contains(&offered.len()), "{}", offered.len());
}

#[tokio::test]
async fn a_stream_is_dropped_when_too_many_replies_or_too_many_bytes_wait() {
    for (line, most) in [("x".to_owned(), MAX_WAITING), ("x".repeat(MAX_WAITING_BYTES / 4), 4)] {
        let (mailbox, _) = empty();
        let address = mailbox.open("s", "ann", "ann").await.unwrap();
        for _ in 0..most {
            mailbox.append(&address, reply(&line, None)).await;
        }
        assert!(mailbox.find("s").await.unwrap().is_open);
        mailbox.append(&address, reply(&line, None)).await;
        assert!(!mailbox.find("s").await.unwrap().is_open);
        assert_eq!(mailbox.read(&address).await, None);
        assert_eq!(mailbox.dropped(), most as u64 + 1);
    }
}

#[tokio::test]
async fn orphans_that_wait_are_bounded_and_the_oldest_go_first() {
    let (mailbox, _) = empty();
    let address = mailbox.open("s", "ann", "ann").await.unwrap();
    mailbox.close(&address).await;
    for n in 0..100 {
        mailbox.append(&address, reply(&n.to_string(), Some(&n.to_string()))).await;
    }
    mailbox.append(&address, reply(&"x".repeat(MAX_WAITING_BYTES), Some("too large"))).await;
    let next = mailbox.open("t", "ann", "ann").await.unwrap();
    let kept = waiting(&mailbox, &next).await;
    assert_eq!((kept.len(), kept.last().unwrap().as_str()), (64, "99"));
    assert_eq!(mailbox.dropped(), 37);
}

#[tokio::test]
async fn reply_that_was_handed_over_moves_on_if_that_stream_goes_too() {
    let (mailbox, clock) = empty();
    let before = mailbox.open("0", "ann", "ann").await.unwrap();
    let first = mailbox.open("1", "ann", "ann").await.unwrap();
    mailbox.close(&first).await;
    let (second, third) =
        (mailbox.open("2", "ann", "ann").await.unwrap(), mailbox.open("3", "ann", "ann").await.unwrap());
    mailbox.append(&first, reply("moved", Some("a"))).await;
    mailbox.close(&third).await;
    assert_eq!(waiting(&mailbox, &second).await, ["moved"], "now the newest that opened after its own");
    mailbox.append(&first, reply("again", Some("b"))).await;
    mailbox.close(&second).await;
    assert_eq!(waiting(&mailbox, &before).await, Vec::<String>::new());
    clock.advance(Duration::from_secs(59));
    let fourth = mailbox.open("4", "ann", "ann").await.unwrap();
    mailbox.close(&fourth).await;
    clock.advance(Duration::from_secs(1));
    let fifth = mailbox.open("5", "ann", "ann").await.unwrap();
    assert_eq!(waiting(&mailbox, &fifth).await, Vec::<String>::new(), "its minute began when its own stream had gone");
}

#[tokio::test]
async fn a_session_that_used_too_many_ids_to_remember_is_handed_nothing() {
    let (mailbox, _) = empty();
    let first = mailbox.open("1", "ann", "ann").await.unwrap();
    mailbox.close(&first).await;
    let second = mailbox.open("2", "ann", "ann").await.unwrap();
    for n in 0..1_025 {
        mailbox.note_request(&second, fingerprint(&n.to_string())).await;
    }
    mailbox.append(&first, reply("orphan", Some("a"))).await;
    assert_eq!(waiting(&mailbox, &second).await, Vec::<String>::new());
}

#[tokio::test]
async fn closing_twice_is_closing_once_and_sessions_are_forgotten() {
    let (mailbox, clock) = empty();
    let address = mailbox.open("s", "ann", "ann").await.unwrap();
    mailbox.close(&address).await;
    clock.advance(Duration::from_secs(30));
    mailbox.close(&address).await;
    clock.advance(Duration::from_secs(29));
    assert!(!mailbox.find("s").await.unwrap().is_open);
    clock.advance(Duration::from_secs(1));
    assert!(mailbox.find("s").await.is_none());
    mailbox.append(&address, reply("late", Some("a"))).await;
    let next = mailbox.open("t", "ann", "ann").await.unwrap();
    assert_eq!(waiting(&mailbox, &next).await, ["late"], "a call may outlive its session");
}

#[tokio::test]
async fn streams_are_bounded_and_a_quarter_of_them_is_one_persons() {
    let (mailbox, _) = empty();
    let mut opened = Vec::new();
    for n in 0..100 {
        opened.push(mailbox.open(&n.to_string(), "ann", "ann").await.unwrap());
    }
    assert_eq!(mailbox.open("x", "ann", "ann").await.unwrap_err(), Full::OfPerson(100));
    for n in 100..400 {
        let owner = format!("owner-{}", n % 10);
        mailbox.open(&n.to_string(), &owner, &owner).await.unwrap();
    }
    assert_eq!(mailbox.open("x", "bob", "bob").await.unwrap_err(), Full::OfServer(400));
    mailbox.close(&opened[0]).await;
    mailbox.open("x", "bob", "bob").await.unwrap();
}

#[tokio::test]
async fn where_one_owner_has_too_much_waiting_its_fullest_stream_goes_and_not_the_one_that_is_read() {
    let (mailbox, _) = empty();
    let line = "x".repeat(MAX_WAITING_BYTES / 8);
    let mut stalled = Vec::new();
    for n in 0..4 {
        stalled.push(mailbox.open(&format!("stalled-{n}"), "ann", "ann").await.unwrap());
    }
    // Less than a stream may hold, more in all than an owner may; the last is the fullest.
    for (stream, letters) in stalled.iter().zip([7, 7, 7, 8]) {
        for _ in 0..letters {
            mailbox.append(stream, reply(&line, None)).await;
        }
    }
    let read = mailbox.open("read", "ann", "ann").await.unwrap();
    for n in 0..10 {
        mailbox.append(&read, reply(&format!("{n}{line}"), None)).await;
        assert!(mailbox.read(&read).await.unwrap().starts_with(&n.to_string()));
    }
    assert!(mailbox.find("stalled-3").await.unwrap().is_open, "there is room for one reply at a time");
    for _ in 0..4 {
        mailbox.append(&read, reply(&line, None)).await;
    }
    let mut open = Vec::new();
    for id in ["stalled-0", "stalled-1", "stalled-2", "stalled-3", "read"] {
        open.push(mailbox.find(id).await.unwrap().is_open);
    }
    assert_eq!(open, [true, true, true, false, true]);
    assert!((7 * 3 + 8 + 4) * line.len() > MAX_BYTES_OF_AN_OWNER, "which is what this is about");
}

#[tokio::test]
async fn where_too_much_waits_in_all_the_fullest_owner_pays_for_it() {
    let (mailbox, _) = empty();
    let line = "x".repeat(MAX_WAITING_BYTES / 8);
    let full = MAX_BYTES / MAX_BYTES_OF_AN_OWNER;
    for owner in 0..full {
        for stream in 0..4 {
            let principal = format!("owner-{owner}");
            let address = mailbox.open(&format!("{owner}-{stream}"), &principal, &principal).await.unwrap();
            for _ in 0..8 {
                mailbox.append(&address, reply(&line, None)).await;
            }
            assert!(mailbox.find(&address.session).await.unwrap().is_open);
        }
    }
    let modest = mailbox.open("modest", "modest", "modest").await.unwrap();
    mailbox.append(&modest, reply("1", None)).await;
    assert_eq!(waiting(&mailbox, &modest).await, ["1"]);
    let mut closed = 0;
    for owner in 0..full {
        for stream in 0..4 {
            closed += usize::from(!mailbox.find(&format!("{owner}-{stream}")).await.unwrap().is_open);
        }
    }
    assert_eq!(closed, 1);
}

#[tokio::test]
async fn a_reply_larger_than_the_bounds_is_taken_where_nothing_else_waits() {
    let (mailbox, _) = empty();
    let address = mailbox.open("s", "ann", "ann").await.unwrap();
    let line = "x".repeat(MAX_BYTES_OF_AN_OWNER + 1);
    mailbox.append(&address, reply(&line, None)).await;
    assert_eq!(mailbox.read(&address).await.unwrap().len(), line.len());
}

#[tokio::test]
async fn a_stream_whose_reader_takes_nothing_for_a_minute_is_dropped_and_one_that_goes_on_is_not() {
    let (mailbox, clock) = empty();
    let (stuck, slow) =
        (mailbox.open("stuck", "ann", "ann").await.unwrap(), mailbox.open("slow", "ann", "ann").await.unwrap());
    for address in [&stuck, &slow] {
        mailbox.append(address, reply("1", Some("a"))).await;
        mailbox.append(address, reply("2", Some("b"))).await;
    }
    tokio::task::yield_now().await;
    clock.advance(Duration::from_secs(59));
    assert_eq!(mailbox.read(&slow).await.unwrap(), "1");
    clock.advance(Duration::from_secs(1));
    while mailbox.find("stuck").await.unwrap().is_open {
        tokio::task::yield_now().await;
    }
    assert!(mailbox.find("slow").await.unwrap().is_open);
}

#[tokio::test]
async fn an_orphan_that_does_not_fit_is_dropped_rather_than_the_stream_it_would_go_to() {
    let (mailbox, _) = empty();
    let first = mailbox.open("1", "ann", "ann").await.unwrap();
    mailbox.close(&first).await;
    let second = mailbox.open("2", "ann", "ann").await.unwrap();
    for n in 0..100 {
        mailbox.append(&first, reply(&n.to_string(), Some(&n.to_string()))).await;
    }
    assert_eq!((waiting(&mailbox, &second).await.len(), mailbox.dropped()), (64, 36));
}

#[tokio::test]
async fn sessions_without_a_stream_are_remembered_up_to_a_thousand() {
    let clock = Clock::hand_set(START.parse().unwrap());
    let mailbox = InProcess::new(clock, 8);
    for n in 0..=1_000 {
        let address = mailbox.open(&n.to_string(), "ann", "ann").await.unwrap();
        mailbox.close(&address).await;
    }
    assert!(mailbox.find("0").await.is_none());
    assert!(mailbox.find("1").await.is_some());
}
