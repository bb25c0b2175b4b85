//! Cursors: what is made reads back, and what somebody altered is refused or leads somewhere else.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use intercom_mcp::{
    query::{ObjectType, Query, parse},
    tools::{
        cursor::{Paging, Place, Places, Position},
        parts_cursor,
    },
};
use jiff::Timestamp;
use proptest::{prelude::*, sample::select};
use serde_json::Value;

use crate::invariants::cursor::check;

const WORKSPACE: &str = "lfk2x8qz";
const QUERIES: [&str; 6] = [
    "object_type:conversations",
    "object_type:conversations state:open",
    "object_type:conversations created_at:gte:7d",
    "object_type:contacts role:user sort:created_at:desc",
    "object_type:contacts last_seen_at:gt:24h",
    "refund status",
];
const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

fn now() -> Timestamp {
    Timestamp::from_second(1_772_323_200).unwrap()
}

fn read(tool: &str, workspace: &str, query: &str, cursor: &str) -> Option<Paging> {
    let query = Query { starting_after: Some(cursor.to_owned()), ..parse(query).unwrap() };
    Paging::read(tool, workspace, &query, now()).ok()
}

/// Intercom's cursors: base64 of a list in JSON, or whatever it will come up with.
fn page() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => (any::<u32>(), any::<u64>(), 1..400_u32).prop_map(|(seconds, id, page)| {
            base64::engine::general_purpose::STANDARD.encode(format!("[{seconds}000,\"{id}\",{page}]"))
        }),
        1 => "[A-Za-z0-9+/]{0,40}={0,2}",
        1 => any::<String>(),
    ]
}

fn place() -> impl Strategy<Value = Place> {
    let position = (prop::option::of(page()), prop_oneof![0..151_usize, any::<usize>()]);
    let rest = prop::option::weighted(0.8, position.prop_map(|(page, offset)| Position { page, offset }));
    (rest, any::<Option<u64>>()).prop_map(|(rest, total_count)| Place { rest, total_count })
}

/// A query and a place for each object type that it searches, with something left.
fn search() -> impl Strategy<Value = (&'static str, Places)> {
    (select(QUERIES.to_vec()), place(), place()).prop_filter_map("nothing is left", |(query, one, other)| {
        let kinds = parse(query).unwrap().kinds().to_vec();
        let places = kinds.into_iter().zip([one, other]).collect::<Vec<(ObjectType, Place)>>();
        places.iter().any(|(_, place)| place.rest.is_some()).then_some((query, places))
    })
}

fn encoded(query: &str, places: &Places) -> String {
    let query = parse(query).unwrap();
    Paging::read("search", WORKSPACE, &query, now()).unwrap().encode(places).unwrap()
}

fn digest(cursor: &str) -> Option<String> {
    let wire: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    wire[1].as_str().map(str::to_owned)
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn what_is_made_reads_back_in_its_own_search_only((query, places) in search()) {
        let cursor = encoded(query, &places);
        let paging = read("search", WORKSPACE, query, &cursor).unwrap();
        prop_assert_eq!(&paging.places, &places);
        prop_assert_eq!(paging.encode(&places), Some(cursor.clone()));
        for other in QUERIES.iter().filter(|other| **other != query) {
            prop_assert!(read("search", WORKSPACE, other, &cursor).is_none(), "{other}");
        }
        prop_assert!(read("search_conversations", WORKSPACE, query, &cursor).is_none());
        prop_assert!(read("search", "another", query, &cursor).is_none());
        prop_assert!(read("search", "", query, &cursor).is_none());
    }

    #[test]
    fn how_much_is_wanted_does_not_matter((query, places) in search(), limit in 1..151_u32) {
        let cursor = encoded(query, &places);
        let other = format!("{query} limit:{limit}");
        // The last query is free text as a whole, in which `limit:` would be a key.
        if parse(query).unwrap().object_type.is_some() {
            prop_assert_eq!(read("search", WORKSPACE, &other, &cursor).unwrap().places, places);
        }
    }

    #[test]
    fn an_altered_cursor_never_reads_as_the_places_it_was_made_of(
        (query, places) in search(), at in any::<prop::sample::Index>(), letter in select(ALPHABET.to_vec()),
    ) {
        let cursor = encoded(query, &places);
        let at = at.index(cursor.len());
        let mut altered = cursor.clone().into_bytes();
        prop_assume!(altered[at] != letter);
        altered[at] = letter;
        let altered = String::from_utf8(altered).unwrap();
        match read("search", WORKSPACE, query, &altered) {
            None => {}
            // No cursor of ours any more, so it is handed to Intercom as it stands, which knows none such.
            Some(paging) if digest(&altered).is_none() => {
                let as_it_stands = Position { page: Some(altered.clone()), offset: 0 };
                prop_assert_eq!(paging.places.len(), 1);
                prop_assert_eq!(paging.places[0].1.rest.as_ref(), Some(&as_it_stands));
            }
            Some(paging) => {
                prop_assert_eq!(digest(&altered), digest(&cursor), "a digest that was altered is refused");
                prop_assert!(paging.places != places || paging.now != now() || tells_blanks(&altered), "{altered}");
            }
        }
        check(format!("{query}\n{altered}").as_bytes());
    }

    #[test]
    fn cursors_of_any_form_are_refused_in_words_or_lead_to_an_end(
        query in select(QUERIES.to_vec()), digest in select(vec!["@", "AAAAAAAAAAAA", ""]), began in any::<Option<i64>>(),
        places in prop::collection::vec((any::<Option<u64>>(), prop::option::of((any::<usize>(), prop::option::of(page())))), 0..4),
        version in 0..3_u8,
    ) {
        let wire = serde_json::json!([version, digest, began, places]);
        check(format!("{query}\n{wire}").as_bytes());
    }

    #[test]
    fn parts_cursors_read_back_for_their_own_object_only(
        part in prop::option::of(("[0-9]{1,20}", any::<usize>(), any::<usize>())), source in any::<usize>(), fields in any::<usize>(),
        object in "[0-9]{1,20}", other in "[0-9a-f]{1,24}",
    ) {
        let part = part.map(|(part, number, offset)| parts_cursor::Place { part, number, offset });
        let position = parts_cursor::Position { part, source, fields };
        let cursor = position.write(&object);
        prop_assert_eq!(parts_cursor::Position::read(&cursor, &object).unwrap(), position);
        prop_assert_eq!(parts_cursor::Position::read(&cursor, &other).is_ok(), other == object);
    }

    #[test]
    fn parts_cursors_of_any_form_are_refused_in_words_or_lead_to_an_end(
        part in select(vec!["7", "8", "9", "6", "10", "x", ""]), number in 0..3_usize, offset in 0..9_000_usize, source in 0..9_000_usize,
        fields in 0..30_usize, far in prop::option::of(select(vec!["18446744073709551615", "+7", "-1", "", "1:2"])),
    ) {
        let fields = far.map_or_else(|| fields.to_string(), str::to_owned);
        check(format!("object_type:contacts\n{part}:{number}:{offset}:{source}:{fields}").as_bytes());
    }
}

/// Whether the alteration only made a blank of something that says nothing, as of a zero before a number.
fn tells_blanks(cursor: &str) -> bool {
    URL_SAFE_NO_PAD.decode(cursor).is_ok_and(|json| json.contains(&b' '))
}

#[test]
fn every_single_alteration_of_a_parts_cursor_leads_elsewhere_or_nowhere() {
    let part = Some(parts_cursor::Place { part: "8".to_owned(), number: 1, offset: 120 });
    let position = parts_cursor::Position { part, source: 7, fields: 3 };
    let cursor = position.write("215560824562362");
    let mut read = BTreeSet::new();
    for at in 0..cursor.len() {
        for letter in ALPHABET.iter().filter(|letter| **letter != cursor.as_bytes()[at]) {
            let mut altered = cursor.clone().into_bytes();
            altered[at] = *letter;
            let altered = String::from_utf8(altered).unwrap();
            if let Ok(other) = parts_cursor::Position::read(&altered, "215560824562362") {
                assert_ne!(other, position, "{altered}");
                read.insert(altered);
            }
        }
    }
    assert!(!read.is_empty(), "numbers can be altered to others");
}
