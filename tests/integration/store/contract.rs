//! What every implementation does. Each rule is a function of two ways to the same records.

mod races;

use std::time::Duration;

use intercom_mcp::store::records::{Error, Kind, MAX_VALUE, Record};

pub(super) use self::races::*;
use super::{Peers, later};

/// One test for each rule, on what `$peers` opens.
macro_rules! contract_tests {
    ($peers:ident) => {
        $crate::store::contract::contract_tests! { $peers:
            a_record_is_read_as_it_was_written,
            a_value_beyond_the_bound_is_refused_and_changes_nothing,
            kinds_and_ids_are_apart,
            put_writes_over_what_is_there_and_the_version_grows,
            take_removes_what_it_returns,
            replace_writes_over_the_expected_version_only,
            no_version_comes_back_once_its_record_was_removed,
            an_expired_record_is_gone_at_once,
            a_record_can_be_born_expired,
            a_list_goes_through_a_kind_page_by_page,
            a_list_goes_on_where_its_last_record_was_removed,
            a_working_store_says_so_and_shows_nothing_of_it,
            what_was_answered_is_read_everywhere,
            of_many_takers_one_gets_the_record,
            of_many_replacements_one_is_written,
            of_many_that_make_a_record_one_does,
            no_increment_is_lost,
            a_call_that_is_given_up_happens_whole_or_not_at_all,
        }
    };
    ($peers:ident: $($rule:ident),* $(,)?) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $rule() {
                $crate::store::contract::$rule(peers().await).await;
            }
        )*
    };
}
pub(super) use contract_tests;

pub(crate) const KINDS: [Kind; 9] = [
    Kind::Client,
    Kind::MetadataDocument,
    Kind::SignIn,
    Kind::Code,
    Kind::AccessToken,
    Kind::RefreshToken,
    Kind::Successor,
    Kind::Grant,
    Kind::Workspace,
];

pub(super) async fn a_record_is_read_as_it_was_written(peers: Peers) {
    let Peers { one, other, clock, .. } = &peers;
    let bytes: Vec<u8> = (0..=255).collect();
    for (id, value) in [("bytes", bytes), ("empty", Vec::new()), ("large", vec![7; MAX_VALUE])] {
        let expires = later(clock);
        one.put(Kind::Grant, id, value.clone(), expires).await.unwrap();
        let read = other.get(Kind::Grant, id).await.unwrap().unwrap();
        assert_eq!(read, Record { value, version: read.version, expires });
        assert!(read.version >= 1);
    }
    assert_eq!(one.get(Kind::Grant, "another").await.unwrap(), None);
}

pub(super) async fn a_value_beyond_the_bound_is_refused_and_changes_nothing(peers: Peers) {
    let Peers { one, clock, .. } = &peers;
    let (expires, large) = (later(clock), vec![0; MAX_VALUE + 1]);
    let refused = one.put(Kind::Client, "new", large.clone(), expires).await;
    assert_eq!(refused, Err(Error::TooLarge(MAX_VALUE + 1)));
    assert_eq!(one.get(Kind::Client, "new").await.unwrap(), None);
    one.put(Kind::Client, "old", b"old".to_vec(), expires).await.unwrap();
    let before = one.get(Kind::Client, "old").await.unwrap().unwrap();
    let refused = one.replace(Kind::Client, "old", before.version, large, expires).await;
    assert_eq!(refused, Err(Error::TooLarge(MAX_VALUE + 1)));
    assert_eq!(one.get(Kind::Client, "old").await.unwrap(), Some(before));
}

pub(super) async fn kinds_and_ids_are_apart(peers: Peers) {
    let Peers { one, other, clock, .. } = &peers;
    let ids = ["id", "ID", "id ", "id%", "id_", "i'd", "i\"d", "ïd", "id\n", "0", "00", "https://example.com/a?b=c#d"];
    for kind in KINDS {
        for id in ids {
            let value = format!("{} {id}", kind.as_str()).into_bytes();
            one.put(kind, id, value, later(clock)).await.unwrap();
        }
    }
    other.take(Kind::Grant, "id").await.unwrap().unwrap();
    for kind in KINDS {
        for id in ids {
            let expected = (kind != Kind::Grant || id != "id").then(|| format!("{} {id}", kind.as_str()).into_bytes());
            assert_eq!(one.get(kind, id).await.unwrap().map(|record| record.value), expected);
        }
    }
}

pub(super) async fn put_writes_over_what_is_there_and_the_version_grows(peers: Peers) {
    let Peers { one, other, clock, .. } = &peers;
    let mut last = 0;
    for round in 0..10_u8 {
        let (writer, reader) = if round % 2 == 0 { (one, other) } else { (other, one) };
        let expires = clock.after(Duration::from_secs(60 + u64::from(round)));
        writer.put(Kind::Client, "id", vec![round], expires).await.unwrap();
        let read = reader.get(Kind::Client, "id").await.unwrap().unwrap();
        assert_eq!((&read.value, read.expires), (&vec![round], expires));
        assert!(read.version > last, "{} after {last}", read.version);
        last = read.version;
    }
}

pub(super) async fn take_removes_what_it_returns(peers: Peers) {
    let Peers { one, other, clock, .. } = &peers;
    one.put(Kind::Code, "id", b"code".to_vec(), later(clock)).await.unwrap();
    let read = one.get(Kind::Code, "id").await.unwrap();
    assert_eq!(other.take(Kind::Code, "id").await.unwrap(), read);
    assert_eq!(one.get(Kind::Code, "id").await.unwrap(), None);
    assert_eq!(one.take(Kind::Code, "id").await.unwrap(), None);
    assert_eq!(one.take(Kind::Code, "another").await.unwrap(), None);
}

pub(super) async fn replace_writes_over_the_expected_version_only(peers: Peers) {
    let Peers { one, other, clock, .. } = &peers;
    let expires = later(clock);
    let replace = async |expected: u64, value: &[u8]| {
        one.replace(Kind::RefreshToken, "id", expected, value.to_vec(), expires).await.unwrap()
    };
    let read = async || other.get(Kind::RefreshToken, "id").await.unwrap();
    for absent in [1, 7, u64::MAX] {
        assert!(!replace(absent, b"never").await, "{absent}");
    }
    assert_eq!(read().await, None);
    assert!(replace(0, b"first").await);
    let first = read().await.unwrap();
    assert_eq!(first.value, b"first");
    for wrong in [0, first.version - 1, first.version + 1, u64::MAX] {
        assert!(!replace(wrong, b"never").await, "{wrong}");
    }
    assert_eq!(read().await.unwrap(), first);
    assert!(replace(first.version, b"second").await);
    assert!(!replace(first.version, b"never").await);
    let second = read().await.unwrap();
    assert_eq!(second.value, b"second");
    assert!(second.version > first.version);
}

pub(super) async fn no_version_comes_back_once_its_record_was_removed(peers: Peers) {
    let Peers { one, other, clock, .. } = &peers;
    let expires = later(clock);
    one.put(Kind::Grant, "id", b"stale".to_vec(), expires).await.unwrap();
    let stale = one.get(Kind::Grant, "id").await.unwrap().unwrap().version;
    other.take(Kind::Grant, "id").await.unwrap().unwrap();
    other.put(Kind::Grant, "id", b"new".to_vec(), expires).await.unwrap();
    assert!(!one.replace(Kind::Grant, "id", stale, b"never".to_vec(), expires).await.unwrap());
    let new = one.get(Kind::Grant, "id").await.unwrap().unwrap();
    assert_eq!(new.value, b"new");
    assert!(new.version > stale);
}

pub(super) async fn an_expired_record_is_gone_at_once(peers: Peers) {
    let Peers { one, other, clock, .. } = &peers;
    let expires = clock.after(Duration::from_secs(60));
    for id in ["read", "taken", "replaced", "made"] {
        one.put(Kind::SignIn, id, id.into(), expires).await.unwrap();
    }
    clock.advance(Duration::from_millis(59_999));
    let version = other.get(Kind::SignIn, "replaced").await.unwrap().unwrap().version;
    assert_eq!(other.list(Kind::SignIn, None).await.unwrap().records.len(), 4);
    clock.advance(Duration::from_millis(1));
    assert_eq!(other.get(Kind::SignIn, "read").await.unwrap(), None);
    assert_eq!(other.take(Kind::SignIn, "taken").await.unwrap(), None);
    assert_eq!(other.list(Kind::SignIn, None).await.unwrap().records, []);
    assert!(!other.replace(Kind::SignIn, "replaced", version, b"never".to_vec(), later(clock)).await.unwrap());
    assert!(other.replace(Kind::SignIn, "made", 0, b"new".to_vec(), later(clock)).await.unwrap());
    let listed = one.list(Kind::SignIn, None).await.unwrap().records;
    assert_eq!(
        listed.iter().map(|(id, record)| (id.as_str(), &record.value[..])).collect::<Vec<_>>(),
        [("made", &b"new"[..])]
    );
    assert!(listed[0].1.version > version);
}

pub(super) async fn a_record_can_be_born_expired(peers: Peers) {
    let Peers { one, clock, .. } = &peers;
    one.put(Kind::Code, "id", b"old".to_vec(), later(clock)).await.unwrap();
    one.put(Kind::Code, "id", b"expired".to_vec(), clock.now()).await.unwrap();
    assert_eq!(one.get(Kind::Code, "id").await.unwrap(), None);
    assert_eq!(one.take(Kind::Code, "id").await.unwrap(), None);
}

pub(super) async fn a_list_goes_through_a_kind_page_by_page(peers: Peers) {
    let Peers { one, other, clock, .. } = &peers;
    let mut expected = Vec::new();
    for number in 0..250_u32 {
        let id = format!("{:08x}", number.wrapping_mul(0x9e37_79b9));
        one.put(Kind::Grant, &id, id.clone().into_bytes(), later(clock)).await.unwrap();
        one.put(Kind::Client, &id, b"of another kind".to_vec(), later(clock)).await.unwrap();
        one.put(Kind::Grant, &format!("{id}-expired"), Vec::new(), clock.now()).await.unwrap();
        expected.push(id);
    }
    expected.sort();
    let (mut found, mut cursor, mut pages) = (Vec::new(), None::<String>, 0);
    loop {
        let page = other.list(Kind::Grant, cursor.as_deref()).await.unwrap();
        assert!(page.records.iter().all(|(id, record)| id.as_bytes() == record.value));
        found.extend(page.records.into_iter().map(|(id, _)| id));
        pages += 1;
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(found, expected);
    assert!(pages > 1, "a page is bounded");
    assert_eq!(other.list(Kind::Workspace, None).await.unwrap().records, []);
}

pub(super) async fn a_list_goes_on_where_its_last_record_was_removed(peers: Peers) {
    let Peers { one, clock, .. } = &peers;
    for number in 0..150_u32 {
        one.put(Kind::Grant, &format!("{number:03}"), Vec::new(), later(clock)).await.unwrap();
    }
    let first = one.list(Kind::Grant, None).await.unwrap();
    let seen = first.records.len();
    for (id, _) in first.records {
        one.take(Kind::Grant, &id).await.unwrap().unwrap();
    }
    let second = one.list(Kind::Grant, first.next.as_deref()).await.unwrap();
    assert_eq!(second.records.first().unwrap().0, format!("{seen:03}"));
}

pub(super) async fn a_working_store_says_so_and_shows_nothing_of_it(peers: Peers) {
    let Peers { one, other, .. } = &peers;
    one.check().await.unwrap();
    other.check().await.unwrap();
    for kind in KINDS {
        assert_eq!(one.list(kind, None).await.unwrap().records, []);
    }
}
