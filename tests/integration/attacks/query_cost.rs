//! Queries and arguments that no person means: answered at once, with what to do instead.

use serde_json::{Map, Value, json};

use crate::harness::App;

async fn search(query: String) -> String {
    App::start().await.tool_error("demo-us", "search", json!({ "query": query })).await
}

#[tokio::test]
async fn thousands_of_conditions_are_refused_with_what_to_do_instead() {
    let answer = search(format!("object_type:conversations {}", "state:open ".repeat(1_700))).await;
    assert!(
        answer.starts_with("a search takes at most 100 conditions, all of which must hold; found more"),
        "{answer}"
    );
    assert!(answer.contains("hint: give several values of one key as a list"), "{answer}");
}

#[tokio::test]
async fn pasted_text_is_refused_with_what_to_do_instead() {
    for query in ["object_type:conversations ", ""].map(|start| format!("{start}{}", "ab ".repeat(2_000))) {
        let answer = search(query).await;
        assert!(answer.starts_with("a search takes at most 50 words and phrases"), "{answer}");
        assert!(answer.contains("hint: keep the few words that tell most"), "{answer}");
    }
}

#[tokio::test]
async fn queries_longer_than_any_person_writes_are_refused_with_their_length() {
    let answer = search("state:open ".repeat(80_000)).await;
    assert!(answer.starts_with("a query has at most 20000 characters; found 880000"), "{answer}");
    assert!(answer.len() < 1_000, "{answer}");
}

#[tokio::test]
async fn lists_longer_than_intercom_takes_are_refused_whatever_the_operator() {
    let ids = vec!["6762f0d01bb69f9f2193bb7d"; 600].join(",");
    for operator in ["in", "nin"] {
        let answer = search(format!("object_type:contacts id:{operator}:{ids}")).await;
        assert!(answer.starts_with("`id` takes at most 225 values at once; found 600"), "{answer}");
    }
}

#[tokio::test]
async fn criteria_beyond_any_search_are_refused_in_the_same_words() {
    let app = App::start().await;
    let attributes: Map<String, Value> = (0..4_000).map(|index| (format!("k{index}"), json!("v"))).collect();
    let answer = app.tool_error("demo-us", "search_contacts", json!({ "custom_attributes": attributes })).await;
    assert!(answer.starts_with("a search takes at most 100 conditions"), "{answer}");
    for name in ["ids", "contact_ids", "tags", "state"] {
        let answer = app.tool_error("demo-us", "search_conversations", json!({ name: vec!["1"; 4_000] })).await;
        assert!(answer.starts_with(&format!("`{name}` takes at most 225 values at once; found 4000")), "{answer}");
    }
    let bounds = json!({ "created_at": vec![json!({ "gte": 1 }); 4_000] });
    let answer = app.tool_error("demo-us", "search_conversations", bounds).await;
    assert!(answer.starts_with("`created_at` takes at most 100 bounds"), "{answer}");
}

#[tokio::test]
async fn hundred_conditions_and_fifty_words_are_answered() {
    let app = App::start().await;
    let conditions = "state:open ".repeat(100);
    app.tool("demo-us", "search", json!({ "query": format!("object_type:conversations {conditions}") })).await;
    let words = "refund ".repeat(50);
    app.tool("demo-us", "search", json!({ "query": format!("object_type:conversations {words}") })).await;
    let ids = vec!["6762f0d01bb69f9f2193bb7d"; 225].join(",");
    app.tool("demo-us", "search", json!({ "query": format!("object_type:contacts id:in:{ids}") })).await;
}

/// The comparison with known names takes time and memory by the product of two lengths.
#[tokio::test]
async fn names_of_half_a_megabyte_are_not_compared_with_known_ones() {
    let app = App::start().await;
    let long = "a".repeat(500_000);
    let answer = app.tool_error("demo-us", "search_conversations", json!({ long.as_str(): 1 })).await;
    assert!(answer.starts_with("`search_conversations` has no argument `aaaa") && answer.len() < 2_000, "{answer}");
    for name in ["tags", "team_assignee_id", "admin_assignee_id"] {
        let answer = app.tool_error("demo-us", "search_conversations", json!({ name: long })).await;
        assert!(answer.starts_with(&format!("`{name}` takes ids or names of this workspace; found `aaaa")), "{answer}");
    }
}

#[tokio::test]
async fn texts_and_ids_of_half_a_megabyte_are_refused_by_their_length() {
    let app = App::start().await;
    let long = "a".repeat(500_000);
    for (tool, name) in
        [("search_conversations", "source_body"), ("search_contacts", "name"), ("search_contacts", "email")]
    {
        let answer = app.tool_error("demo-us", tool, json!({ name: long })).await;
        assert!(
            answer.starts_with(&format!("a value of `{name}` has at most 20000 characters; found 500000")),
            "{answer}"
        );
    }
    for (tool, name) in [("fetch", "id"), ("get_contact", "id"), ("search_contacts", "contact_ids")] {
        for id in [long.clone(), format!("https://app.intercom.com/{long}"), format!("https://xn--{long}.example/")] {
            let answer = app.tool_error("demo-us", tool, json!({ name: id })).await;
            assert!(answer.starts_with("an id, or the address of its page, has at most 2000 bytes"), "{answer}");
        }
    }
}
