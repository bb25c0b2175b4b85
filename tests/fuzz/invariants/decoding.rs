//! What holds for any answer of Intercom's: a conversation or a contact, in whatever shape.

use intercom_mcp::{
    intercom::{contact::Contact, conversation::Conversation},
    query::{LowerSettings, ObjectType, Sort, lower, parse},
    region::Region,
    tools::{
        object_id::Links,
        render::{self, Directory, Listing},
        transcript::{Selection, Transcript},
    },
};
use jiff::Timestamp;
use serde_json::Value;

/// Bytes of an answer.
const BYTES: usize = 4_000;
/// Answers that the shortest conversation may take.
const ANSWERS: usize = 3;
/// Fields that a list was asked about.
const SHOWN: [&str; 4] = ["updated_at", "source.body", "statistics.time_to_admin_reply", "custom_attributes.plan"];

/// What can be decoded can be listed, checked and cut into answers that are small enough and come to an end.
pub(crate) fn check(input: &[u8]) {
    let Ok(json) = serde_json::from_slice::<Value>(input) else { return };
    let directory = Directory::nameless(Links::new(Region::Us.app_url().into(), None));
    let listing = Listing { shown: &SHOWN, items: 1 };
    if let Ok(conversation) = serde_json::from_slice::<Conversation>(input) {
        let _ = render::conversation_item(&conversation, &directory, &listing);
        let _ =
            (render::conversation_title(&conversation), render::conversation_text(&conversation, &directory, &SHOWN));
        ends(&conversation, &directory);
    }
    if let Ok(contact) = serde_json::from_slice::<Contact>(input) {
        let _ = render::contact_item(&contact, &directory, &SHOWN);
        let _ = (render::contact_title(&contact), render::contact_text(&contact, &directory, &SHOWN));
    }
    for query in [
        "object_type:conversations source_body:\"need support\" q:\"charged twice\" created_at:gt:7d",
        "object_type:contacts custom_attributes.plan:gt:1.5 name:x created_at:7d",
    ] {
        let query = parse(query).expect("a query");
        let settings = LowerSettings { now: Timestamp::from_second(1_772_323_200).expect("in range"), timezone: None };
        for kind in query.kinds() {
            let lowered = lower(&query, *kind, &settings).expect("a query that can be asked");
            let _ = lowered.refinement.accepts(&json);
            let sort = Sort { key: "created_at", order: intercom_mcp::query::Order::Descending };
            let _ = sort.followed_by(ObjectType::Conversation, std::slice::from_ref(&json));
        }
    }
}

/// Following the cursors comes to an end after as many answers as what there is to read asks for, and shows every part
/// once: whatever their ids are.
fn ends(conversation: &Conversation, directory: &Directory) {
    let transcript = Transcript::new(conversation, directory, Selection::ALL);
    let all = serde_json::to_string(&transcript.page(None, 1 << 40).0).expect("JSON").len();
    let (mut next, mut parts) = (None, 0);
    for _ in 0..ANSWERS + 4 * all / BYTES {
        let (answer, position) = transcript.page(next.as_ref(), BYTES);
        let bytes = serde_json::to_string(&answer).expect("JSON").len();
        // The id, the address in the app and the cursor may be longer than with any id of Intercom's.
        assert!(bytes <= BYTES + 8 * conversation.id.len(), "{bytes} bytes");
        parts += answer["parts"].as_array().map_or(0, Vec::len);
        let Some(position) = position else {
            assert_eq!(parts, conversation.parts.as_ref().map_or(0, |parts| parts.items.len()));
            return;
        };
        // The next answer goes on with the last of these.
        parts -= usize::from(position.part.as_ref().is_some_and(|place| place.offset > 0));
        assert_ne!(Some(&position), next.as_ref(), "an answer that leads nowhere");
        next = Some(position);
    }
    panic!("no end of {all} bytes");
}
