//! What is refused, with Intercom's status, code and message.

use axum::{body::Body, http::Request};
use serde_json::{Value, json};

use super::{Stand, all, filter, request};

const SEARCH: &str = "/conversations/search";
const CONTACTS: &str = "/contacts/search";

fn any_query() -> Value {
    json!({ "query": filter("created_at", ">", 0) })
}

#[tokio::test]
async fn a_missing_or_unknown_token_is_unauthorized_and_says_nothing_of_rates() {
    let stand = Stand::new();
    let bare = Request::get("/me").header("accept", "*/*").body(Body::empty()).expect("a request");
    for answer in [stand.send(bare).await, stand.get("unknown", "/me").await] {
        assert_eq!(answer.refusal(), (401, "unauthorized", "Access Token Invalid"));
        assert_eq!(answer.header("x-ratelimit-limit"), None);
    }
}

#[tokio::test]
async fn a_revoked_token_says_so() {
    let answer = Stand::new().get("demo-revoked", "/me").await;
    assert_eq!(answer.refusal(), (401, "token_revoked", "Access Token Revoked"));
    assert_eq!(answer.header("x-ratelimit-limit"), None);
}

#[tokio::test]
async fn without_the_scope_searches_are_forbidden_and_reads_unauthorized() {
    let stand = Stand::new();
    let search = stand.post("demo-noscope", SEARCH, &any_query()).await;
    let message = "You do not have the required scope (read_conversations) to access this resource";
    assert_eq!(search.refusal(), (403, "forbidden", message));
    assert!(search.header("x-ratelimit-limit").is_some());
    for path in ["/conversations/1", "/conversations"] {
        let read = stand.get("demo-noscope", path).await;
        assert_eq!(read.refusal(), (401, "token_unauthorized", "Not authorized to access resource"));
    }
    assert_eq!(stand.get("demo-noscope", "/me").await.status, 200);
    assert_eq!(stand.post("demo-noscope", CONTACTS, &any_query()).await.status, 200);
}

#[tokio::test]
async fn without_the_admins_permission_nobody_is_named() {
    let stand = Stand::new();
    for path in ["/me", "/admins", "/admins/1"] {
        let answer = stand.get("demo-noadmin", path).await;
        assert_eq!(answer.refusal(), (401, "token_unauthorized", "Not authorized to access resource"), "{path}");
    }
    assert_eq!(stand.post("demo-noadmin", SEARCH, &any_query()).await.status, 200);
}

#[tokio::test]
async fn without_the_plan_conversations_are_restricted() {
    let stand = Stand::new();
    let restricted = (403, "api_plan_restricted", "Active subscription needed.");
    assert_eq!(stand.post("demo-noplan", SEARCH, &any_query()).await.refusal(), restricted);
    assert_eq!(stand.get("demo-noplan", "/conversations/1").await.refusal(), restricted);
    assert_eq!(stand.get("demo-noplan", "/contacts").await.status, 200);
}

#[tokio::test]
async fn a_regional_host_serves_only_its_own_tokens_and_the_host_without_prefix_all() {
    let stand = Stand::new();
    for (token, region) in [("demo-us", "US"), ("demo-eu", "EU"), ("demo-au", "AU")] {
        assert_eq!(stand.get(token, "/me").await.body["app"]["region"], region);
        for host in ["US", "EU", "AU"] {
            let answer = stand.get(token, &format!("/{}/me", host.to_lowercase())).await;
            if host == region {
                assert_eq!(answer.body["app"]["region"], region);
            } else {
                assert_eq!(answer.refusal(), (401, "unauthorized", "Access Token Invalid"));
            }
        }
    }
}

#[tokio::test]
async fn an_unknown_path_and_a_wrong_method_are_not_found() {
    let stand = Stand::new();
    let not_found = (404, "not_found", "Resource Not Found");
    assert_eq!(stand.get("demo-us", "/nowhere").await.refusal(), not_found);
    assert_eq!(stand.get("demo-us", "/usa/me").await.refusal(), not_found);
    assert_eq!(stand.post("demo-us", "/me", &json!({})).await.refusal(), not_found);
    assert_eq!(stand.get("demo-us", "/conversations/search").await.refusal(), not_found);
}

#[tokio::test]
async fn an_accept_header_that_takes_no_json_is_not_acceptable() {
    let stand = Stand::new();
    for accept in [Some("text/html"), None] {
        let mut builder = Request::get("/me").header("authorization", "Bearer demo-us");
        if let Some(accept) = accept {
            builder = builder.header("accept", accept);
        }
        let answer = stand.send(builder.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.refusal().0, 406);
        assert_eq!(answer.refusal().1, "media_type_not_acceptable");
    }
    for accept in ["*/*", "text/html, application/json;q=0.9"] {
        let builder = Request::get("/me").header("authorization", "bearer demo-us").header("accept", accept);
        assert_eq!(stand.send(builder.body(Body::empty()).expect("a request")).await.status, 200);
    }
}

#[tokio::test]
async fn unknown_objects_are_not_found_in_the_words_of_their_endpoint() {
    let stand = Stand::new();
    for (path, code, message) in [
        ("/conversations/99", "not_found", "Resource Not Found"),
        ("/conversations/abc", "not_found", "Resource Not Found"),
        ("/contacts/abc", "not_found", "User Not Found"),
        ("/contacts/abc/companies", "not_found", "User Not Found"),
        ("/contacts/abc/notes", "not_found", "User Not Found"),
        ("/contacts/find_by_external_id/abc", "not_found", "User Not Found"),
        ("/companies/abc", "company_not_found", "Company Not Found"),
        ("/admins/99", "admin_not_found", "Admin not found"),
        ("/teams/99", "team_not_found", "Team not found"),
    ] {
        assert_eq!(stand.get("demo-us", path).await.refusal(), (404, code, message), "{path}");
    }
    let deprecated = stand.get("demo-us", "/data_attributes?model=conversation").await;
    let message = "model=conversation is no longer supported. Use GET /conversations/attributes instead";
    assert_eq!(deprecated.refusal(), (422, "parameter_invalid", message));
}

#[tokio::test]
async fn unknown_fields_are_not_search_fields() {
    let stand = Stand::new();
    for (path, field) in [
        (SEARCH, "subject"),
        (SEARCH, "custom_attributes.plan"),
        (SEARCH, "company.id"),
        (CONTACTS, "custom_attributes.no_such_attribute"),
        (CONTACTS, "browser_version"),
    ] {
        let answer = stand.search(path, filter(field, "=", "x")).await;
        let message = format!("{field} is not a valid search field");
        assert_eq!(answer.refusal(), (400, "invalid_field", message.as_str()));
    }
}

#[tokio::test]
async fn operators_that_a_fields_type_does_not_take_are_refused() {
    let stand = Stand::new();
    for (path, field, operators) in [
        (SEARCH, "state", vec![">", "<", ">=", "<=", "LIKE", "in"]),
        (SEARCH, "source.body", vec![">", "<"]),
        (SEARCH, "created_at", vec!["~", "!~", "^", "$", ">=", "<="]),
        (SEARCH, "statistics.count_reopens", vec!["~", "^", "$", ">=", "<="]),
        (SEARCH, "open", vec![">", "<", "~", "^"]),
        (CONTACTS, "created_at", vec!["!=", ">=", "<=", "IN", "NIN", "~", "^"]),
        (CONTACTS, "tag_id", vec!["IN", "NIN", "~", "!~", "^", "$", ">"]),
        (CONTACTS, "email", vec![">", "<", ">=", "<="]),
        (CONTACTS, "unsubscribed_from_emails", vec!["~", ">"]),
    ] {
        for operator in operators {
            let answer = stand.search(path, filter(field, operator, "1")).await;
            let message = format!("Operator {operator} is not supported for field {field}");
            assert_eq!(answer.refusal(), (400, "parameter_invalid", message.as_str()));
        }
    }
}

#[tokio::test]
async fn values_that_do_not_fit_the_type_are_refused() {
    let stand = Stand::new();
    for (path, field, operator, value, expected) in [
        (SEARCH, "created_at", "=", json!("foorbar"), "a UNIX timestamp"),
        (SEARCH, "created_at", ">", Value::Null, "a UNIX timestamp"),
        (SEARCH, "created_at", "IN", json!([1, "yesterday"]), "a UNIX timestamp"),
        (SEARCH, "admin_assignee_id", "=", json!("nobody"), "an integer"),
        (SEARCH, "admin_assignee_id", "=", json!(1.5), "an integer"),
        (SEARCH, "open", "=", json!("yes"), "a boolean"),
        (SEARCH, "state", "=", json!(1), "a string that is not empty"),
        (SEARCH, "state", "=", json!(""), "a string that is not empty"),
        (SEARCH, "source.body", "~", json!(["a"]), "a string that is not empty"),
        (CONTACTS, "created_at", "<", json!("2025-01-01"), "a UNIX timestamp"),
        (CONTACTS, "name", "=", json!(true), "a string that is not empty"),
    ] {
        let answer = stand.search(path, filter(field, operator, value)).await;
        let message = format!("Invalid value for field {field}: expected {expected}");
        assert_eq!(answer.refusal(), (400, "parameter_invalid", message.as_str()));
    }
}

#[tokio::test]
async fn lists_of_values_have_one_to_fifteen_members() {
    let stand = Stand::new();
    for (value, message) in [
        (json!("open"), "Operator IN on field state takes an array"),
        (json!([]), "Operator IN on field state takes 1 to 15 values"),
        (json!(vec!["open"; 16]), "Operator IN on field state takes 1 to 15 values"),
    ] {
        let answer = stand.search(SEARCH, filter("state", "IN", value)).await;
        assert_eq!(answer.refusal(), (400, "parameter_invalid", message));
    }
    let fits = stand.search(SEARCH, filter("state", "IN", json!(vec!["open"; 15]))).await;
    assert_eq!(fits.status, 200);
}

#[tokio::test]
async fn groups_have_at_most_fifteen_filters_and_two_levels() {
    let stand = Stand::new();
    let leaf = filter("open", "=", true);
    for (query, message) in [
        (all(vec![leaf.clone(); 16]), "There's a limit of max 15 filters for each AND or OR group"),
        (all(vec![all(vec![leaf.clone(); 16])]), "There's a limit of max 15 filters for each AND or OR group"),
        (all(vec![all(vec![all(vec![leaf.clone()])])]), "There's a limit of max 2 nested filters"),
        (all(vec![]), "AND takes at least one filter"),
        (json!({ "operator": "OR", "value": leaf }), "OR takes an array of filters"),
        (json!({ "operator": "XOR", "value": [] }), "field is required"),
        (json!({ "field": "open", "value": true }), "operator is required"),
        (json!({ "field": "open", "operator": "=" }), "value is required"),
        (json!([]), "query must be an object with field, operator and value"),
    ] {
        for path in [SEARCH, CONTACTS] {
            assert_eq!(stand.search(path, query.clone()).await.refusal(), (400, "parameter_invalid", message));
        }
    }
    let widest = all(vec![all(vec![leaf; 15]); 15]);
    assert_eq!(stand.search(SEARCH, widest).await.status, 200);
}

#[tokio::test]
async fn a_body_that_is_no_search_is_refused() {
    let stand = Stand::new();
    let broken = request("POST", SEARCH, "demo-us").body("{\"query\":".into()).expect("a request");
    let message = "The request body is not valid JSON";
    assert_eq!(stand.send(broken).await.refusal(), (400, "parameter_invalid", message));
    let empty = stand.post("demo-us", SEARCH, &json!({})).await;
    assert_eq!(empty.refusal(), (400, "parameter_invalid", "query is required"));
}

#[tokio::test]
async fn a_sort_order_other_than_ascending_or_descending_is_refused() {
    let stand = Stand::new();
    let body = json!({ "query": filter("role", "=", "user"), "sort": { "field": "created_at", "order": "desc" } });
    let answer = stand.post("demo-us", CONTACTS, &body).await;
    let message = "Invalid sort order 'desc'. Must be one of: ascending, descending";
    assert_eq!(answer.refusal(), (400, "invalid_sort_order", message));
    let body = json!({ "query": filter("role", "=", "user"), "sort": { "field": "shoe_size" } });
    let answer = stand.post("demo-us", CONTACTS, &body).await;
    assert_eq!(answer.refusal(), (400, "invalid_field", "shoe_size is not a valid search field"));
}
