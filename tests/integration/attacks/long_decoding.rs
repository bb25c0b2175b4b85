//! Long answers of Intercom whose callers have gone: their reading ends. Nothing here is timed: work is told to stop before
//! it begins, or when it has asked so often.

use std::{borrow::Cow, cell::Cell};

use intercom_mcp::{
    compute::Stop,
    intercom::{conversation::Conversation, long_json, visible_json::visible},
    text::visible::{Budget, INTERVAL, sanitize, sanitize_while},
};
use serde_json::{Value, json};

const MIB: usize = 1024 * 1024;

fn stopped() -> Stop {
    let stop = Stop::default();
    stop.set();
    stop
}

/// Texts in which much is looked at: letters beyond ASCII, what is taken out, and what depends on what stands around it.
fn long_texts() -> [String; 4] {
    ["é", "a\u{202e}", "क्\u{200d}", "😀\u{fe0f} \u{200d}"].map(|piece| piece.repeat(2 * MIB / piece.len()))
}

#[test]
fn sanitizing_asks_at_intervals_whether_to_go_on_and_ends_when_it_is_told() {
    for text in long_texts() {
        let asked = Cell::new(0);
        let never_ends = sanitize_while(&text, &mut Budget::default(), || {
            asked.set(asked.get() + 1);
            true
        });
        assert_eq!(never_ends, sanitize(&text));
        assert!((text.len() / INTERVAL / 2..=text.len() / INTERVAL + 1).contains(&asked.get()), "{}", asked.get());

        asked.set(0);
        let ended = sanitize_while(&text, &mut Budget::default(), || {
            asked.set(asked.get() + 1);
            asked.get() < 3
        });
        assert_eq!(asked.get(), 3, "no more was looked at");
        assert!(never_ends.starts_with(&*ended) && ended.len() <= 2 * INTERVAL + 64, "{}", ended.len());
    }
}

#[test]
fn text_of_an_answer_is_not_looked_at_when_nobody_waits_for_it() {
    for text in long_texts() {
        let json = json!({"id": "1", "source": {"body": text}, "tags": vec![text.get(..6); 1_000]}).to_string();
        assert!(visible(json.as_bytes(), &mut Budget::default(), &stopped()).is_empty());
        let whole: Value =
            serde_json::from_slice(&visible(json.as_bytes(), &mut Budget::default(), &Stop::default())).unwrap();
        assert_eq!(whole["source"]["body"], *sanitize(&text));
    }
}

#[test]
fn answer_without_anything_to_change_is_not_read_either_when_nobody_waits_for_it() {
    let json = json!({"id": "1", "source": {"body": "plain-words-".repeat(100_000)}}).to_string();
    assert!(matches!(visible(json.as_bytes(), &mut Budget::default(), &Stop::default()), Cow::Borrowed(_)));
    assert!(visible(json.as_bytes(), &mut Budget::default(), &stopped()).is_empty());
}

#[test]
fn long_answers_are_decoded_like_short_ones_and_not_at_all_when_nobody_waits() {
    for length in [10, 3 * MIB] {
        let body = "Größe \"\n".repeat(length / 8);
        let json = json!({"id": "1", "source": {"body": body}, "custom_attributes": {"list": [1, 2.5, null, true]}});
        let json = json.to_string();
        let read: Conversation = long_json::read(json.as_bytes(), &Stop::default()).unwrap();
        assert_eq!(read.source.unwrap().body, (!body.is_empty()).then_some(body));
        assert_eq!(read.custom_attributes["list"], json!([1, 2.5, null, true]));
        assert!(long_json::read::<Conversation>(json.as_bytes(), &stopped()).unwrap_err().is_io());
        assert!(long_json::read::<Value>(&json.as_bytes()[..json.len() - 1], &Stop::default()).unwrap_err().is_eof());
        assert!(long_json::read::<Value>(format!("{json}x").as_bytes(), &Stop::default()).is_err());
    }
}

/// What is decoded sets the stop itself, as a caller does who leaves meanwhile.
#[test]
fn decoding_ends_soon_after_its_caller_has_gone() {
    thread_local! {
        static SEEN: Cell<usize> = const { Cell::new(0) };
        static STOP: Stop = Stop::default();
    }
    /// An item of a list, which counts itself.
    struct Counted;
    impl<'de> serde::Deserialize<'de> for Counted {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            u8::deserialize(deserializer)?;
            SEEN.set(SEEN.get() + 1);
            if SEEN.get() == 1_000 {
                STOP.with(Stop::set);
            }
            Ok(Self)
        }
    }
    let json = json!(vec![7; MIB]).to_string();
    let stop = STOP.with(Clone::clone);
    assert!(long_json::read::<Vec<Counted>>(json.as_bytes(), &stop).err().unwrap().is_io());
    assert!((1_000..50_000).contains(&SEEN.get()), "{} items were read", SEEN.get());
}
