//! Pages, cursors and orders.

use intercom_mcp::simulator::Options;
use serde_json::{Value, json};

use super::{Stand, filter, small};

const SEARCH: &str = "/conversations/search";
const INVALID_CURSOR: (u16, &str, &str) = (
    400,
    "client_error",
    "Invalid starting_after param. Please try again using a starting_after value from a paginated response",
);

fn everything(per_page: u64) -> Value {
    json!({ "query": filter("created_at", ">", 0), "pagination": { "per_page": per_page } })
}

fn cursor(page: &Value) -> String {
    page["pages"]["next"]["starting_after"].as_str().expect("a next page").to_owned()
}

#[tokio::test]
async fn pages_add_up_to_every_object_once() {
    let stand = Stand::new();
    for (path, expected) in
        [(SEARCH, stand.simulator.conversations("US")), ("/contacts/search", stand.simulator.contacts("US"))]
    {
        let (mut ids, total) = stand.every_id("demo-us", path, &everything(37)).await;
        let mut expected: Vec<String> =
            expected.iter().map(|object| object["id"].as_str().expect("an id").to_owned()).collect();
        assert_eq!(total, expected.len() as u64);
        ids.sort_unstable();
        expected.sort_unstable();
        assert_eq!(ids, expected);
    }
}

#[tokio::test]
async fn pages_say_where_they_stand_and_the_last_has_no_next() {
    let stand = Stand::new();
    let first = stand.post("demo-us", SEARCH, &everything(150)).await.body;
    let total = first["total_count"].as_u64().expect("a total");
    assert_eq!(first["pages"]["page"], 1);
    assert_eq!(first["pages"]["per_page"], 150);
    assert_eq!(first["pages"]["total_pages"], total.div_ceil(150));
    let mut page = first;
    for number in 2..=total.div_ceil(150) {
        assert_eq!(page["pages"]["next"]["page"], number);
        let mut body = everything(150);
        body["pagination"]["starting_after"] = cursor(&page).into();
        page = stand.post("demo-us", SEARCH, &body).await.body;
        assert_eq!(page["pages"]["page"], number);
    }
    assert_eq!(page["pages"].get("next"), None);
}

#[tokio::test]
async fn page_sizes_have_their_defaults_and_bounds() {
    let stand = Stand::new();
    let query = json!({ "query": filter("created_at", ">", 0) });
    for (path, default) in [(SEARCH, 20), ("/contacts/search", 50)] {
        assert_eq!(stand.post("demo-us", path, &query).await.ids().len(), default);
        for refused in [json!(0), json!(151)] {
            let body = json!({ "query": filter("created_at", ">", 0), "pagination": { "per_page": refused } });
            let answer = stand.post("demo-us", path, &body).await;
            assert_eq!(answer.refusal(), (400, "parameter_invalid", "per_page must be between 1 and 150"));
        }
    }
    for (path, default) in [("/conversations", 20), ("/contacts", 50)] {
        assert_eq!(stand.get("demo-us", path).await.ids().len(), default);
        assert_eq!(stand.get("demo-us", &format!("{path}?per_page=3")).await.ids().len(), 3);
        assert_eq!(stand.get("demo-us", &format!("{path}?per_page=151")).await.refusal().0, 400);
    }
}

#[tokio::test]
async fn a_cursor_serves_its_own_query_only() {
    let stand = Stand::new();
    let page = stand.post("demo-us", SEARCH, &everything(5)).await.body;
    let with = |query: Value, cursor: &str| {
        json!({
            "query": query,
            "pagination": { "per_page": 5, "starting_after": cursor },
        })
    };
    let own = stand.post("demo-us", SEARCH, &with(filter("created_at", ">", 0), &cursor(&page))).await;
    assert_eq!(own.status, 200);
    let other = stand.post("demo-us", SEARCH, &with(filter("created_at", ">", 1), &cursor(&page))).await;
    assert_eq!(other.refusal(), INVALID_CURSOR);
    let elsewhere = stand.post("demo-eu", SEARCH, &with(filter("created_at", ">", 0), &cursor(&page))).await;
    assert_eq!(elsewhere.refusal(), INVALID_CURSOR);
    let first_id = page["conversations"][0]["id"].as_str().expect("an id");
    for garbage in ["garbage", "", first_id, "WzE3MzQ1Mzc0NjAwMDAsNDcxLDJd"] {
        let answer = stand.post("demo-us", SEARCH, &with(filter("created_at", ">", 0), garbage)).await;
        assert_eq!(answer.refusal(), INVALID_CURSOR, "{garbage}");
    }
    assert_eq!(stand.get("demo-us", "/contacts?starting_after=garbage").await.refusal(), INVALID_CURSOR);
}

#[tokio::test]
async fn lists_page_like_searches() {
    let stand = Stand::new();
    for (path, key) in [("/conversations", "conversations"), ("/contacts", "data")] {
        let first = stand.get("demo-us", &format!("{path}?per_page=10")).await;
        let encoded: String = url::form_urlencoded::byte_serialize(cursor(&first.body).as_bytes()).collect();
        let second = stand.get("demo-us", &format!("{path}?per_page=10&starting_after={encoded}")).await;
        assert_eq!(second.body["pages"]["page"], 2);
        assert!(first.ids().iter().all(|id| !second.ids().contains(id)));
        assert_eq!(first.body[key].as_array().map(Vec::len), Some(10));
    }
}

fn numbers(page: &Value, list: &str, field: &str) -> Vec<i64> {
    page[list].as_array().expect("a list").iter().map(|item| item[field].as_i64().expect("a number")).collect()
}

#[tokio::test]
async fn contacts_are_sorted_by_the_field_and_order_asked_for_descending_unless_said() {
    let stand = Stand::new();
    for (sort, ascending) in [
        (json!({ "field": "updated_at", "order": "ascending" }), true),
        (json!({ "field": "updated_at", "order": "descending" }), false),
        (json!({ "field": "updated_at" }), false),
    ] {
        let body = json!({ "query": filter("created_at", ">", 0), "sort": sort });
        let page = stand.post("demo-us", "/contacts/search", &body).await.body;
        let moments = numbers(&page, "data", "updated_at");
        assert!(moments.is_sorted_by(|left, right| if ascending { left <= right } else { left >= right }));
    }
}

#[tokio::test]
async fn the_sort_of_conversations_is_honoured_or_ignored_as_the_simulator_plays_it() {
    let body = json!({
        "query": filter("created_at", ">", 0),
        "sort": { "field": "created_at", "order": "ascending" },
        "pagination": { "per_page": 50 },
    });
    let honours = Stand::new().post("demo-us", SEARCH, &body).await.body;
    assert!(numbers(&honours, "conversations", "created_at").is_sorted());
    let ignores = Stand::with(Options { honours_conversation_sort: false, ..small() });
    let page = ignores.post("demo-us", SEARCH, &body).await.body;
    assert!(numbers(&page, "conversations", "updated_at").is_sorted_by(|left, right| left >= right));
    assert!(!numbers(&page, "conversations", "created_at").is_sorted());
    let oldest_first = Stand::with(Options { honours_conversation_sort: false, oldest_first: true, ..small() });
    let page = oldest_first.post("demo-us", SEARCH, &body).await.body;
    assert!(numbers(&page, "conversations", "updated_at").is_sorted());
}
