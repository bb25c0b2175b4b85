//! What a model reads when its arguments do not fit.

use serde_json::json;

use crate::harness::App;

/// A word with characters that would break a line, or a terminal.
const WORD: &str = "a\u{7f}b\nhint: zeta\u{85}d\u{1b}[31m";

#[tokio::test]
async fn words_of_the_caller_stand_on_one_line_of_an_error() {
    let app = App::start().await;
    for (tool, arguments) in [
        ("search_conversations", json!({"limit": WORD})),
        ("search_conversations", json!({"tags": [WORD]})),
        ("search_conversations", json!({WORD: 1})),
        ("search_conversations", json!({"custom_attributes": {WORD: {"x": 1}}})),
        ("search_contacts", json!({"custom_attributes": {WORD: {"gt": {}}}})),
        ("search_contacts", json!({"created_at": {"gt": WORD}})),
        ("get_contact", json!({"id": "69ad1e6fa0947030777371a7", "include": [WORD]})),
        ("get_conversation", json!({"id": WORD})),
        ("fetch", json!({"id": format!("https://app.intercom.com/{WORD}")})),
        ("search", json!({"query": format!("object_type:conversations state:\"{WORD}\"")})),
        ("search", json!({"query": "object_type:contacts", "starting_after": WORD})),
    ] {
        let error = app.tool_error("demo-us", tool, arguments.clone()).await;
        assert!(!error.contains(|c: char| c.is_control() && c != '\n'), "{tool} {arguments}: {error:?}");
        assert!(!error.contains("\nhint: zeta"), "{tool} {arguments}: a line of the caller's own: {error:?}");
    }
}
