//! What holds for any cursor. The input is a query, a line break, and a cursor in one of its layers.

use std::sync::LazyLock;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use intercom_mcp::{
    intercom::conversation::Conversation,
    query::{ObjectType, Query, parse},
    region::Region,
    tools::{
        cursor::{Paging, Place, Places, Position},
        object_id::Links,
        parts_cursor,
        render::Directory,
        transcript::{Selection, Transcript},
    },
};
use jiff::Timestamp;
use serde_json::{Value, json};

const TOOL: &str = "search";
const WORKSPACE: &str = "lfk2x8qz";
/// The conversation whose parts cursors are tried.
const ID: &str = "215560824562362";
/// Bytes of an answer that such a cursor leads to.
const BYTES: usize = 4_000;

static CONVERSATION: LazyLock<Conversation> = LazyLock::new(|| {
    let part = |id: u64, body: &str| {
        let author = json!({"type": "admin", "id": "6401", "name": "Maya Okafor"});
        json!({"type": "conversation_part", "id": id.to_string(), "part_type": "comment", "body": body,
            "created_at": 1_769_860_800 + id, "author": author, "attachments": []})
    };
    let parts = [part(7, "<p>Hello</p>"), part(8, &"é\"<br>".repeat(900)), part(9, "")];
    serde_json::from_value(json!({
        "type": "conversation", "id": ID, "created_at": 1_769_860_800, "updated_at": 1_769_860_900, "state": "open",
        "open": true, "read": true, "priority": "none", "title": null,
        "source": {"type": "email", "id": "1", "subject": "", "body": "😀 word ".repeat(900), "attachments": [],
            "author": {"type": "user", "id": "6762f0d01bb69f9f2193bb7d", "name": "Ada", "email": "ada@n.example"}},
        "custom_attributes": {"long": "x".repeat(3_000), "list": [1, 2, 3]},
        "conversation_parts": {"conversation_parts": parts, "total_count": 3}
    }))
    .expect("a conversation")
});

/// A cursor that we made reads back as what it was made of, and only for its own search; any other text is refused
/// in words, or is a place from which reading goes on and ends.
pub(crate) fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let (query, rest) = text.split_once('\n').unwrap_or(("", text));
    let query = parse(query).unwrap_or_else(|_| Query::new(ObjectType::Conversation));
    let query = Query { starting_after: None, ..query };
    let digest = made(&query, rest);
    given(&query, rest);
    given(&query, &URL_SAFE_NO_PAD.encode(rest.replace('@', &digest)));
    part_made(rest);
    part_given(rest);
    part_given(&URL_SAFE_NO_PAD.encode(format!("p2:{ID}:{rest}")));
}

fn now() -> Timestamp {
    Timestamp::from_second(1_772_323_200).expect("in range")
}

fn read(tool: &str, workspace: &str, query: &Query, cursor: &str) -> Result<Paging, String> {
    let query = Query { starting_after: Some(cursor.to_owned()), ..query.clone() };
    // Later, as every call after the first one is.
    let later = Timestamp::from_second(now().as_second() + 3_600).expect("in range");
    Paging::read(tool, workspace, &query, later).map_err(|error| error.text())
}

/// Cursors of every kind of place with `page` as Intercom's cursor. Tells the digest in them.
fn made(query: &Query, page: &str) -> String {
    let paging = Paging::read(TOOL, WORKSPACE, query, now()).expect("no cursor");
    assert!(paging.places.iter().all(|(_, place)| place.rest == Some(Position::default())));
    let position = |page: Option<&str>, offset| Some(Position { page: page.map(str::to_owned), offset });
    let first = [position(Some(page), page.len()), position(None, 3), position(Some(page), 0)];
    let second = [None, position(Some(page), usize::MAX), position(Some(""), 1)];
    let mut digest = String::new();
    for (one, other) in first.into_iter().zip(second) {
        let rests = [one, other].into_iter().zip([None, Some(u64::MAX)]);
        let places = query.kinds().iter().zip(rests);
        let places = places.map(|(kind, (rest, total_count))| (*kind, Place { rest, total_count })).collect::<Places>();
        let cursor = paging.encode(&places).expect("something is left");
        assert!(cursor.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{cursor}");
        let again = read(TOOL, WORKSPACE, query, &cursor).expect("our own cursor");
        assert_eq!(again.places, places);
        assert!(!query.depends_on_now() || again.now == now());
        assert_eq!(again.encode(&places), Some(cursor.clone()));
        let other = Query { text: vec!["another".to_owned(), "query".to_owned()], ..query.clone() };
        for refused in [read("other", WORKSPACE, query, &cursor), read(TOOL, "", query, &cursor)] {
            is_readable(&refused.expect_err("a cursor of another search"));
        }
        assert!(other.text == query.text || read(TOOL, WORKSPACE, &other, &cursor).is_err());
        let wire = URL_SAFE_NO_PAD.decode(&cursor).expect("base64url");
        let wire = serde_json::from_slice::<Value>(&wire).expect("JSON");
        digest = wire[1].as_str().expect("a digest").to_owned();
    }
    let done = query.kinds().iter().map(|kind| (*kind, Place { rest: None, total_count: Some(1) })).collect::<Places>();
    assert_eq!(paging.encode(&done), None);
    digest
}

fn given(query: &Query, cursor: &str) {
    let paging = match read(TOOL, WORKSPACE, query, cursor) {
        Ok(paging) => paging,
        Err(error) => return is_readable(&error),
    };
    let kinds = paging.places.iter().map(|(kind, _)| *kind).collect::<Vec<_>>();
    assert_eq!(kinds, query.kinds());
    let as_it_stands = Position { page: Some(cursor.to_owned()), offset: 0 };
    let is_intercoms = paging.places.len() == 1 && paging.places[0].1.rest == Some(as_it_stands);
    let Some(written) = paging.encode(&paging.places) else { return };
    let again = read(TOOL, WORKSPACE, query, &written).expect("our own cursor");
    assert_eq!(again.places, paging.places, "{written}");
    assert!(is_intercoms || !query.depends_on_now() || again.now == paging.now);
}

fn part_made(text: &str) {
    let part = parts_cursor::name(text).into_owned();
    assert!((1..=64).contains(&part.len()) && !part.contains(':'), "{part}");
    let part = Some(parts_cursor::Place { part, number: text.len() / 3, offset: text.len() })
        .filter(|_| !text.len().is_multiple_of(7));
    for source in [0, text.len(), usize::MAX] {
        let position = parts_cursor::Position { part: part.clone(), source, fields: source / 2 };
        let cursor = position.write(ID);
        assert_eq!(parts_cursor::Position::read(&cursor, ID).expect("our own cursor"), position);
        assert_eq!(parts_cursor::Position::read(&format!(" {cursor}\n"), ID).expect("only padded"), position);
        is_readable(&parts_cursor::Position::read(&cursor, "1").expect_err("another object's").text());
    }
}

fn part_given(cursor: &str) {
    let position = match parts_cursor::Position::read(cursor, ID) {
        Ok(position) => position,
        Err(error) => return is_readable(&error.text()),
    };
    assert_eq!(parts_cursor::Position::read(&position.write(ID), ID).expect("our own cursor"), position);
    let directory = Directory::nameless(Links::new(Region::Us.app_url().into(), None));
    let transcript = Transcript::new(&CONVERSATION, &directory, Selection::ALL);
    let mut next = Some(position);
    let mut answers = 0;
    while let Some(position) = next {
        let (answer, after) = transcript.page(Some(&position), BYTES);
        let size = Value::Object(answer).to_string().len();
        assert!(size <= BYTES, "{size} bytes at {position:?}");
        assert_ne!(after.as_ref(), Some(&position), "a cursor that stands still");
        answers += 1;
        assert!(answers <= 40, "no end at {position:?}");
        next = after;
    }
}

fn is_readable(error: &str) {
    let (sentence, hint) = error.split_once("\nhint: ").expect("a hint");
    assert!(!sentence.is_empty() && !hint.is_empty() && error.len() <= 400, "{error}");
}
