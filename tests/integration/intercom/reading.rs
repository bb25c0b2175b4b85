//! What is sent, and how answers are read.

use intercom_mcp::{
    clock::Clock,
    intercom::{
        Error,
        search::{Filter, Operator, Pagination, SearchRequest},
    },
};
use serde_json::{Value, json};

use super::upstream::{Reply, TOKEN, Upstream, call};

fn request() -> SearchRequest {
    let query = Filter::Single { field: "state".to_owned(), operator: Operator::Equal, value: json!("open") };
    SearchRequest { query, pagination: Pagination { per_page: 20, starting_after: None }, sort: None }
}

async fn search(answer: Value) -> Result<intercom_mcp::intercom::search::Page<Value>, Error> {
    let upstream = Upstream::start(move |_, _| Reply::json(answer.clone())).await;
    let clock = Clock::system();
    let page = upstream.client(&clock).search_conversations(&call(&clock, "p", 50), &request()).await?;
    Ok(intercom_mcp::intercom::search::Page {
        items: page
            .items
            .into_iter()
            .map(|item| intercom_mcp::intercom::search::Item {
                object: json!(item.object.id),
                raw: item.raw,
                held: item.held,
            })
            .collect(),
        total_count: page.total_count,
        next: page.next,
    })
}

#[tokio::test]
async fn request_is_authenticated_and_pins_the_version() {
    let upstream = Upstream::start(|_, _| Reply::json(json!({"conversations": []}))).await;
    let clock = Clock::system();
    upstream.client(&clock).search_conversations(&call(&clock, "p", 50), &request()).await.unwrap();
    let sent = upstream.requests().remove(0);
    assert_eq!(format!("{} {}", sent.method, sent.target), "POST /conversations/search");
    assert_eq!(sent.headers["authorization"], format!("Bearer {TOKEN}"));
    assert_eq!(sent.headers["intercom-version"], "2.16");
    assert_eq!(sent.headers["accept"], "application/json");
    assert_eq!(sent.headers["content-type"], "application/json");
    assert_eq!(sent.headers["user-agent"], concat!("intercom-mcp/", env!("CARGO_PKG_VERSION")));
    let body = json!({"query": {"field": "state", "operator": "=", "value": "open"}, "pagination": {"per_page": 20}});
    assert_eq!(sent.body, body);
}

#[tokio::test]
async fn page_keeps_each_object_as_intercom_wrote_it() {
    let next = json!({"per_page": 20, "starting_after": "cursor"});
    let answer = json!({"type": "conversation.list", "total_count": 41, "pages": {"next": next},
        "conversations": [{"id": 7, "extra": {"deep": true}}, {"id": "8"}]});
    let page = search(answer).await.unwrap();
    assert_eq!(page.items.iter().map(|item| item.object.clone()).collect::<Vec<_>>(), ["7", "8"]);
    assert_eq!(page.items[0].raw.get(), r#"{"id":7,"extra":{"deep":true}}"#);
    assert_eq!((page.total_count, page.next.as_deref()), (41, Some("cursor")));
}

#[tokio::test]
async fn next_page_that_is_null_absent_or_empty_is_the_end() {
    let ends = [
        json!({}),
        json!({"pages": null}),
        json!({"pages": {"next": null}}),
        json!({"pages": {"next": {"starting_after": ""}}}),
        json!({"pages": {"next": {"starting_after": null}}}),
    ];
    for mut end in ends {
        end["conversations"] = json!([{"id": "1"}]);
        let page = search(end).await.unwrap();
        assert_eq!((page.next, page.total_count), (None, 1));
    }
}

#[tokio::test]
async fn item_without_an_id_is_an_error_and_not_left_out() {
    let refused = search(json!({"conversations": [{"id": "1"}, {"title": "no id"}]})).await.unwrap_err();
    insta::assert_snapshot!(refused, @"Intercom's answer was not understood: the JSON has another shape than expected");
}

#[tokio::test]
async fn lists_of_a_contact_are_cut_at_fifty_with_their_total() {
    let upstream = Upstream::start(|request, _| {
        let items: Vec<_> = (0..60).map(|id| json!({"id": id, "name": format!("name {id}")})).collect();
        match request.target.as_str() {
            "/contacts/c%2F1/companies" => Reply::json(json!({"companies": items, "total_count": 75})),
            _ => Reply::json(json!({"type": "list", "data": items})),
        }
    })
    .await;
    let clock = Clock::system();
    let (client, call) = (upstream.client(&clock), call(&clock, "p", 50));
    let companies = client.contact_companies(&call, "c/1").await.unwrap();
    assert_eq!((companies.items.len(), companies.total_count), (50, 75));
    let tags = client.contact_tags(&call, "c1").await.unwrap();
    assert_eq!((tags.items.len(), tags.total_count), (50, 60));
    client.contact_segments(&call, "c1").await.unwrap();
    client.contact_notes(&call, "c1").await.unwrap();
    insta::assert_snapshot!(upstream.lines().join("\n"), @"
    GET /contacts/c%2F1/companies
    GET /contacts/c1/tags
    GET /contacts/c1/segments
    GET /contacts/c1/notes
    ");
}

#[tokio::test]
async fn id_that_would_change_the_path_is_never_sent() {
    let upstream = Upstream::start(|_, _| Reply::json(json!({"id": "1"}))).await;
    let clock = Clock::system();
    for id in ["", ".", ".."] {
        let refused = upstream.client(&clock).contact(&call(&clock, "p", 50), id).await;
        assert!(matches!(refused, Err(Error::NotFound { .. })), "{id:?}");
    }
    assert_eq!(upstream.lines(), Vec::<String>::new());
}

fn merged(into: &str) -> Reply {
    Reply::error(410, "contact_merged", "Contact merged").with("link", format!("</contacts/{into}>; rel=\"canonical\""))
}

#[tokio::test]
async fn merged_contact_is_followed_over_three_hops_and_said() {
    let upstream = Upstream::start(|request, _| match request.target.as_str() {
        "/contacts/a" => merged("b"),
        "/contacts/b" => merged("c%20c"),
        "/contacts/c%20c" => merged("d"),
        _ => Reply::json(json!({"type": "contact", "id": "d", "name": "Dora"})),
    })
    .await;
    let clock = Clock::system();
    let found = upstream.client(&clock).contact(&call(&clock, "p", 50), "a").await.unwrap();
    assert_eq!((found.contact.id.as_str(), found.merged_from.as_deref()), ("d", Some("a")));
    assert_eq!(upstream.lines().len(), 4);
}

#[tokio::test]
async fn endless_mergers_end_after_three_hops() {
    let upstream = Upstream::start(|_, _| merged("a")).await;
    let clock = Clock::system();
    let refused = upstream.client(&clock).contact(&call(&clock, "p", 50), "a").await.unwrap_err();
    insta::assert_snapshot!(refused, @"Intercom's answer was not understood: the contact was merged more than 3 times in a row");
    assert_eq!(upstream.lines().len(), 4);
}

#[tokio::test]
async fn link_of_a_merger_never_leads_to_another_host() {
    let upstream = Upstream::start(|request, _| match request.target.as_str() {
        "/contacts/a" => Reply::error(410, "contact_merged", "Contact merged")
            .with("link", "<https://evil.example/contacts/b>; rel=\"canonical\""),
        _ => Reply::json(json!({"id": "b"})),
    })
    .await;
    let clock = Clock::system();
    assert_eq!(upstream.client(&clock).contact(&call(&clock, "p", 50), "a").await.unwrap().contact.id, "b");
    assert_eq!(upstream.lines(), ["GET /contacts/a", "GET /contacts/b"]);
}
