//! Each form of the credential, and one token in several hands.

use serde_json::json;

use super::{Investigator, UUID, call, request};
use crate::http::stream::Stream;

#[tokio::test]
async fn each_form_of_the_credential_opens_every_door_or_none() {
    let client = Investigator::start().await;
    let (mut stream, endpoint) = client.open().await;
    let good = "Authorization: Bearer demo-us";
    let cases: [(&[&str], u16); 10] = [
        (&[good], 200),
        (&["Authorization: bearer demo-us"], 200),
        (&["authorization:Bearer demo-us"], 200),
        (&["Authorization: demo-us"], 400),
        (&["Authorization: Token demo-us"], 401),
        (&[], 401),
        (&["Authorization:"], 401),
        (&["Authorization: Bearer"], 401),
        (&[good, good], 400),
        (&["Authorization: Bearer demo-revoked"], 401),
    ];
    let ping = request(1, "ping", json!({})).to_string();
    for (headers, status) in cases {
        let opened = client.send("GET /sse", headers, "").await;
        let message = client.send(&format!("POST {endpoint}"), headers, &ping).await.answer().await;
        let answer = client.send("POST /mcp", headers, &ping).await.answer().await;
        if status == 200 {
            assert!(Stream::on(opened).await.endpoint().await.starts_with("/sse/message?sessionId="), "{headers:?}");
            assert_eq!((message.status, answer.status), (202, 200), "{headers:?}");
            assert_eq!(stream.message().await, answer.json());
            continue;
        }
        let mut opened = opened;
        for refused in [opened.answer().await, message, answer] {
            assert_eq!(refused.status, status, "{headers:?}");
            assert!(refused.header("www-authenticate").unwrap().starts_with("Bearer "), "{headers:?}");
            let error = if status == 400 { "invalid_request" } else { "invalid_token" };
            assert_eq!(refused.json()["error"], error);
            assert!(refused.description().len() > 40, "{refused:?}");
        }
    }
    client.post(&endpoint, &request(2, "ping", json!({}))).await;
    assert_eq!(stream.message().await["id"], 2, "no refused message was answered");
}

#[tokio::test]
async fn a_token_works_in_another_process_and_for_all_of_them_at_once() {
    let mine = Investigator::start().await;
    let (mut stream, endpoint) = mine.open().await;
    // A client keeps its connections to itself; this one is another's, with the token from the file.
    let other = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("http://{}{endpoint}", mine.app.address);
    let message = call(UUID, "search_conversations", json!({"per_page": 3}));
    let answer = other.post(url).bearer_auth("demo-us").json(&message).send().await.unwrap();
    assert_eq!(answer.status(), 202);
    assert_eq!(stream.message().await["result"]["structuredContent"]["total_in_page"], 3);

    // Both ask under the same ids at the same time, and each gets its own.
    let (mut theirs, their_endpoint) = mine.open().await;
    for id in 1..=3 {
        let conversations = call(id, "search_conversations", json!({"per_page": 1}));
        let contacts = call(id, "search_contacts", json!({"role": "user"}));
        tokio::join!(mine.post(&endpoint, &conversations), mine.post(&their_endpoint, &contacts));
    }
    for _ in 1..=3 {
        let (conversations, contacts) = (stream.message().await, theirs.message().await);
        assert!(conversations["result"]["structuredContent"]["conversations"].is_array(), "{conversations}");
        assert!(contacts["result"]["structuredContent"]["data"].is_array(), "{contacts}");
    }
}

#[tokio::test]
async fn another_workspaces_token_finds_no_session_and_hears_nothing() {
    let mine = Investigator::start().await;
    let (_mine, endpoint) = mine.open().await;
    let theirs = Investigator { authorization: "Bearer demo-eu", ..mine };
    let (mut stream, their_endpoint) = theirs.open().await;
    let answer = theirs.post_text(&endpoint, &call(UUID, "search_conversations", json!({})).to_string()).await;
    assert_eq!(answer.status, 404);
    assert!(answer.invalid_request().contains("GET on `/sse`"));
    theirs.post(&their_endpoint, &request(1, "ping", json!({}))).await;
    assert_eq!(stream.message().await["id"], 1, "nothing before it");
}
