//! Every step from the wire to the answer takes at most n log n work for n bytes: four times the input, at most eight
//! times the allocations and bytes of them, where the square would be sixteen. Steps without allocations are counted by
//! the scanner of queries, and held to a limit of time per byte by the fuzz targets (docs/fuzzing.md).

use allocation_counter::{AllocationInfo, measure};
use intercom_mcp::{
    intercom::conversation::Conversation,
    mcp::jsonrpc,
    oauth::redirect_uri,
    query::{LowerSettings, ObjectType, lower, parse, parse_counted, plain_text},
    region::Region,
    text::{name, visible},
    tools::{
        cursor::Paging,
        object_id::{Links, ObjectId},
        parts_cursor::Position,
        render::{Directory, html},
        transcript::{Selection, Transcript},
    },
};
use jiff::Timestamp;
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

const FEW: usize = 400;
const TIMES: usize = 4;
/// What a call allocates whatever its input, and what doubling of vectors adds.
const FIXED: u64 = 60_000;

/// A reader, fed with a text.
type Read = fn(&str);

const READERS: [(&str, Read); 12] = [
    ("query", read_query),
    ("conditions", |text| read_query(&format!("object_type:conversations {text}"))),
    ("values", |text| read_query(&format!("object_type:contacts name:in:{}", text.replace(' ', ",")))),
    ("refinement", refine),
    ("message", |text| drop(jsonrpc::read(text.as_bytes()))),
    ("arguments", |text| {
        let members: Vec<String> =
            text.split(' ').enumerate().map(|(at, one)| format!("\"{at}{}\":1", at ^ one.len())).collect();
        drop(jsonrpc::read(
            format!(r#"{{"jsonrpc":"2.0","id":1,"method":"m","params":{{{}}}}}"#, members.join(",")).as_bytes(),
        ));
    }),
    ("html", |text| drop((html::to_markdown(text), html::to_line(text), html::to_brief(text), plain_text(text)))),
    ("id", |text| drop(ObjectId::read(text, &links(), None))),
    ("cursor", read_cursor),
    ("redirect URI", |text| drop(redirect_uri::acceptable(text, intercom_mcp::config::RedirectPolicy::Open, &[]))),
    ("name", |text| drop(name::shown(text))),
    ("text", |text| drop(visible::sanitize(text))),
];

fn links() -> Links {
    Links::new(Region::Us.app_url().into(), None)
}

fn settings() -> LowerSettings {
    LowerSettings { now: Timestamp::from_second(1_772_323_200).unwrap(), timezone: None }
}

fn read_query(text: &str) {
    let Ok(query) = parse(text) else { return };
    for kind in query.kinds() {
        let _ = lower(&query, *kind, &settings());
    }
}

/// The longest query there may be, on a body of this length.
fn refine(text: &str) {
    let words: String = (0..40).map(|word| format!(r#"q:"charged twice {word}" "#)).collect();
    let query = parse(&format!("object_type:conversations source_body:\"need support\" {words}")).unwrap();
    let lowered = lower(&query, ObjectType::Conversation, &settings()).unwrap();
    lowered.refinement.accepts(&json!({"source": {"body": text, "subject": text}}));
}

fn read_cursor(text: &str) {
    let query = intercom_mcp::query::Query {
        starting_after: Some(text.to_owned()),
        ..intercom_mcp::query::Query::new(ObjectType::Conversation)
    };
    let _ = Paging::read("search", "", &query, settings().now);
    let _ = Position::read(text, "1");
}

fn pieces() -> impl Strategy<Value = String> {
    let known = vec![
        "state:open ",
        "ab ",
        "a",
        "\"",
        "“",
        "\\\"",
        "or ",
        "state:in:open, ",
        "created_at:7d ",
        "NOT ",
        ":",
        "a:b:c ",
        ",",
        "-state:open ",
        "custom_attributes.a:1 ",
        "[",
        "{\"a\":",
        "<b>",
        "<b ",
        "</b>",
        "<a href=\"",
        "<!--",
        "<style>",
        "</style ",
        "<blockquote>",
        "<table><tr><td>",
        "<li>",
        "&",
        "&amp;",
        "&#x200d;",
        "<br>",
        "<br>> ",
        "On Mon you wrote:<br>",
        "_",
        "`",
        "> ",
        "<div style=\"display:none\">",
        "<p hidden>x",
        "\u{200d}",
        "\u{202e}a",
        "a\u{301}",
        "xn--",
        ".",
        "://",
        "é ",
    ];
    prop_oneof![
        3 => select(known.clone()).prop_map(str::to_owned),
        2 => (select(known.clone()), select(known)).prop_map(|(one, other)| format!("{one}{other}")),
        1 => "\\PC{1,6}",
    ]
}

fn work(read: Read, text: &str) -> AllocationInfo {
    measure(|| read(text))
}

fn is_bounded(few: u64, many: u64) -> bool {
    many <= 2 * TIMES as u64 * few + FIXED
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn readers_take_at_most_n_log_n(piece in pieces()) {
        for (name, read) in READERS {
            // The first use fills what is made once.
            read(&piece);
            let (few, many) = (work(read, &piece.repeat(FEW)), work(read, &piece.repeat(FEW * TIMES)));
            prop_assert!(is_bounded(few.count_total, many.count_total), "{name} {piece:?}: {few:?} and {many:?}");
            prop_assert!(is_bounded(few.bytes_total, many.bytes_total), "{name} {piece:?}: {few:?} and {many:?}");
        }
    }

    #[test]
    fn scanner_looks_at_each_character_a_few_times(piece in pieces()) {
        let query = piece.repeat(2_000);
        let (_, steps) = parse_counted(&query);
        prop_assert!(steps <= 16 * (query.chars().count() + 2), "{piece:?}: {steps}");
    }
}

/// A conversation of that many parts, each with a body, a file and a tag.
fn conversation(parts: usize) -> Conversation {
    let part = |id: usize| {
        json!({"type": "conversation_part", "id": id.to_string(), "part_type": "comment", "body": "<p>Hello, <b>again</b></p>",
            "created_at": 1_769_860_800 + id, "author": {"type": "admin", "id": "6401", "name": "Maya"},
            "attachments": [{"type": "upload", "name": "a.pdf", "url": "https://a.example/a.pdf", "content_type": "application/pdf"}],
            "tags": {"tags": [{"type": "tag", "id": "1", "name": "refund"}]}})
    };
    let attributes: serde_json::Map<String, Value> =
        (0..parts).map(|at| (format!("a{at}"), json!("x".repeat(50)))).collect();
    serde_json::from_value(
        json!({"type": "conversation", "id": "1", "created_at": 1_769_860_800, "custom_attributes": attributes,
        "conversation_parts": {"conversation_parts": (1..=parts).map(part).collect::<Vec<_>>(), "total_count": parts}}),
    )
    .unwrap()
}

#[test]
fn conversation_is_cut_into_answers_in_n_log_n() {
    let directory = Directory::nameless(links());
    let [few, many] = [100, 400].map(|parts| {
        let conversation = conversation(parts);
        measure(|| {
            let transcript = Transcript::new(&conversation, &directory, Selection::ALL);
            let (mut next, mut answers) = (None, 0);
            loop {
                let (_, position) = transcript.page(next.as_ref(), 10_000);
                answers += 1;
                if position.is_none() {
                    break;
                }
                next = position;
            }
            assert!(answers > 2);
        })
    });
    assert!(is_bounded(few.count_total, many.count_total), "{few:?} and {many:?}");
    assert!(is_bounded(few.bytes_total, many.bytes_total), "{few:?} and {many:?}");
}

#[test]
fn filters_of_the_largest_query_are_fitted_in_n_log_n() {
    let query = |conditions: usize| {
        let conditions: Vec<String> = (0..conditions).map(|at| format!("custom_attributes.a{at}:gt:{at}.5")).collect();
        parse(&format!("object_type:contacts {}", conditions.join(" "))).unwrap()
    };
    let [few, many] = [25, 100].map(|conditions| {
        let query = query(conditions);
        measure(|| drop(lower(&query, ObjectType::Contact, &settings())))
    });
    assert!(many.count_total <= 6 * few.count_total && many.bytes_total <= 8 * few.bytes_total, "{few:?} and {many:?}");
}
