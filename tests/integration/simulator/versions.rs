//! `Intercom-Version`: which are known, and how an answer differs.

use axum::{body::Body, http::Request};
use serde_json::{Value, json};

use super::{Answer, Stand, filter};

async fn get(stand: &Stand, version: Option<&str>, path: &str) -> Answer {
    let mut builder = Request::get(path).header("authorization", "Bearer demo-us").header("accept", "*/*");
    if let Some(version) = version {
        builder = builder.header("intercom-version", version);
    }
    stand.send(builder.body(Body::empty()).expect("a request")).await
}

async fn search(stand: &Stand, version: &str, path: &str, query: Value) -> Answer {
    let builder = Request::post(path).header("authorization", "Bearer demo-us").header("accept", "*/*");
    let body = json!({ "query": query, "pagination": { "per_page": 150 } }).to_string();
    stand.send(builder.header("intercom-version", version).body(body.into()).expect("a request")).await
}

#[tokio::test]
async fn unknown_versions_are_invalid() {
    let stand = Stand::new();
    for version in ["3.0", "2.99", "2.016", "2.6", "1.4", "latest", ""] {
        let answer = get(&stand, Some(version), "/me").await;
        let message = "Requested resource is not available in current API version.";
        assert_eq!(answer.refusal(), (400, "intercom_version_invalid", message), "{version}");
    }
    for version in ["2.7", "2.11", "2.15", "2.16", "2.17", "Preview", "Unstable"] {
        assert_eq!(get(&stand, Some(version), "/me").await.status, 200, "{version}");
    }
}

#[tokio::test]
async fn without_the_header_conversations_have_the_oldest_shape() {
    let stand = Stand::new();
    let conversations = stand.simulator.conversations("US");
    let unassigned = conversations.iter().find(|of| of["admin_assignee_id"] == 0).expect("an unassigned one");
    let path = format!("/conversations/{}", unassigned["id"].as_str().expect("an id"));
    for version in [None, Some("2.11")] {
        let old = get(&stand, version, &path).await.body;
        assert_eq!(old["admin_assignee_id"], Value::Null);
        assert!(old["priority"] == "priority" || old["priority"] == "not_priority");
        for newer in ["company", "channel", "external_references", "sales_agent_participated"] {
            assert_eq!(old.get(newer), None, "{newer}");
        }
    }
    let newer = get(&stand, Some("2.15"), &path).await.body;
    assert!(newer.get("company").is_some() && newer.get("channel").is_none());
    let newest = get(&stand, Some("2.16"), &path).await.body;
    assert_eq!(newest["admin_assignee_id"], 0);
    assert!(newest.get("channel").is_some());
}

#[tokio::test]
async fn owners_became_strings() {
    let stand = Stand::new();
    let contacts = stand.simulator.contacts("US");
    let owned = contacts.iter().find(|of| !of["owner_id"].is_null()).expect("an owned contact");
    let owner = owned["owner_id"].as_str().expect("a string");
    let path = format!("/contacts/{}", owned["id"].as_str().expect("an id"));
    let number: i64 = owner.parse().expect("a number");
    assert_eq!(get(&stand, None, &path).await.body["owner_id"], number);
    assert_eq!(get(&stand, Some("2.16"), &path).await.body["owner_id"], owner);
    let by_number = search(&stand, "2.15", "/contacts/search", filter("owner_id", "=", number)).await;
    let by_string = search(&stand, "2.16", "/contacts/search", filter("owner_id", "=", owner)).await;
    assert_eq!(by_number.ids(), by_string.ids());
    let refused = search(&stand, "2.16", "/contacts/search", filter("owner_id", "=", number)).await;
    assert_eq!(refused.refusal().1, "parameter_invalid");
}

#[tokio::test]
async fn priority_became_a_degree() {
    let stand = Stand::new();
    let old = search(&stand, "2.15", "/conversations/search", filter("priority", "=", "priority")).await;
    let degrees = filter("priority", "IN", json!(["high", "urgent"]));
    let new = search(&stand, "2.16", "/conversations/search", degrees).await;
    assert_eq!(old.ids(), new.ids());
    assert!(!new.ids().is_empty());
    let old = search(&stand, "2.16", "/conversations/search", filter("priority", "=", "priority")).await;
    assert_eq!(old.body["total_count"], 0);
}

#[tokio::test]
async fn contact_dates_became_exact_in_2_17() {
    let stand = Stand::new();
    let contacts = stand.simulator.contacts("US");
    let at = contacts[0]["created_at"].as_i64().expect("a moment");
    let mut expected: Vec<&str> = contacts
        .iter()
        .filter(|of| of["created_at"].as_i64().is_some_and(|created| created >= at))
        .map(|of| of["id"].as_str().expect("an id"))
        .collect();
    let mut found = Vec::new();
    let mut body = json!({ "query": filter("created_at", ">=", at), "pagination": { "per_page": 150 } });
    loop {
        let builder = Request::post("/contacts/search").header("authorization", "Bearer demo-us");
        let builder = builder.header("accept", "*/*").header("intercom-version", "2.17");
        let page = stand.send(builder.body(body.to_string().into()).expect("a request")).await;
        found.extend(page.ids());
        match &page.body["pages"]["next"]["starting_after"] {
            Value::String(cursor) => body["pagination"]["starting_after"] = cursor.clone().into(),
            _ => break,
        }
    }
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn external_ids_are_looked_up_since_2_13() {
    let stand = Stand::new();
    let answer = get(&stand, Some("2.12"), "/contacts/find_by_external_id/x").await;
    assert_eq!(answer.refusal().1, "intercom_version_invalid");
    assert_eq!(get(&stand, Some("2.13"), "/contacts/find_by_external_id/x").await.refusal().1, "not_found");
}
