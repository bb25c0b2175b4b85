//! Methods, paths and origins: who is answered, and what everybody else is told.

use serde_json::json;

use super::{EVENT_STREAM, JSON, Server, TOKEN};
use crate::http::{PING, stream::Stream};

#[tokio::test]
async fn methods_that_mean_nothing_say_which_do() {
    let server = Server::start().await;
    let doors = [("/mcp", "POST, OPTIONS"), ("/sse", "GET, OPTIONS"), ("/sse/message", "POST, OPTIONS")];
    for (path, allow) in doors {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW", "get", "post"] {
            if allow.contains(method) {
                continue;
            }
            let bare = server.answer(server.app.head(method, path, &[], 0)).await;
            assert_eq!(bare.status, 401, "{method} {path}: authentication comes first");
            let answer = server.answer(server.app.head(method, path, &[TOKEN, JSON], PING.len()) + PING).await;
            assert_eq!((answer.status, answer.header("allow")), (405, Some(allow)), "{method} {path}");
            assert_eq!(answer.header("content-type"), Some("application/json"), "{method} {path}");
            assert!(answer.body.contains("POST") || answer.body.contains("/mcp"), "{method} {path}: {}", answer.body);
        }
        let options = server.answer(server.app.head("OPTIONS", path, &[], 0)).await;
        assert_eq!((options.status, options.header("allow"), options.body.as_str()), (204, Some(allow), ""), "{path}");
        let origin = ("origin", "http://localhost:6274");
        for preflight in [&[origin][..], &[origin, ("access-control-request-method", "POST")]] {
            let answer = server.answer(server.app.head("OPTIONS", path, preflight, 0)).await;
            assert_eq!((answer.status, answer.header("access-control-allow-origin")), (204, Some(origin.1)), "{path}");
            assert_eq!(answer.header("access-control-allow-methods"), Some("GET, POST, DELETE, OPTIONS"), "{path}");
        }
        let foreign = server.answer(server.app.head("OPTIONS", path, &[("origin", "https://evil.example")], 0)).await;
        assert_eq!((foreign.status, foreign.header("access-control-allow-origin")), (403, None), "{path}");
    }
}

#[tokio::test]
async fn head_is_answered_as_its_method_without_a_body() {
    let server = Server::start().await;
    let (_stream, endpoint) = server.stream().await;
    for (path, status) in [("/mcp", 405), ("/sse", 200), ("/sse/", 200), (endpoint.as_str(), 405), ("/ws", 404)] {
        let mut connection = server.sent(server.app.head("HEAD", path, &[TOKEN], 0)).await;
        assert_eq!(connection.head().await.status, status, "{path}");
        // Had there been a body, or a stream, this answer would not come next.
        connection.send(server.post("/mcp", &[], PING)).await;
        assert_eq!(connection.answer().await.json()["id"], 1, "{path}");
    }
}

#[tokio::test]
async fn a_slash_at_the_end_means_nothing_and_other_paths_are_told_the_way() {
    let server = Server::start().await;
    let (mut stream, endpoint) = server.stream().await;
    let session = endpoint.split_once('?').unwrap().1;
    let absolute = format!("http://{}", server.app.address);
    for path in ["/mcp", "/mcp/", "/mcp?", "/mcp?x=1&tools=chatgpt&%zz", "/mcp/?a=/sse", "/mcp#part"] {
        for target in [path.to_owned(), format!("{absolute}{path}")] {
            let answer = server.answer(server.post(&target, &[], PING)).await;
            assert_eq!((answer.status, answer.json()["result"].take()), (200, json!({})), "{target}");
        }
    }
    let hexadecimal = session.replace("sessionId=", "x=%20&session%49d=");
    for path in ["/sse/message", "/sse/message/", "/sse/messages", "/message", "/message/", "/messages", "/messages/"] {
        for query in [session, &hexadecimal, &session.replace("sessionId", "session_id"), &format!("{session}&b=1")] {
            for target in [format!("{path}?{query}"), format!("{absolute}{path}?{query}")] {
                assert_eq!(server.answer(server.post(&target, &[], PING)).await.status, 202, "{target}");
                assert_eq!(stream.message().await["id"], 1);
            }
        }
    }
    for target in ["/sse", "/sse/", "/sse?x=1", &format!("{absolute}/sse"), "/sse/?sessionId=mine"] {
        let opened = server.sent(server.app.head("GET", target, &[TOKEN, EVENT_STREAM], 0)).await;
        let fresh = Stream::on(opened).await.endpoint().await;
        assert!(fresh.starts_with("/sse/message?sessionId="), "{target}: {fresh}");
    }
    let elsewhere = [
        "//mcp",
        "/mcp//",
        "/MCP",
        "/%6dcp",
        "/mcp%2f",
        "/mcp/sse",
        "//sse",
        "/sse//",
        "/SSE",
        "/%73se",
        "/./sse",
        "/sse/../mcp",
        "/v1/mcp",
        "/sse/mcp",
        "/messages/x",
        "*",
    ];
    // A page for people; a client that was given the address without its path is told the way.
    let page = server.answer(server.app.head("POST", "/", &[TOKEN], 0)).await;
    assert_eq!((page.status, page.header("location")), (405, None));
    assert!(page.description().ends_with(&format!("`{absolute}/mcp`")), "{page:?}");
    for path in elsewhere {
        for method in ["GET", "POST"] {
            let answer = server.answer(server.app.head(method, path, &[TOKEN], 0)).await;
            assert_eq!((answer.status, answer.header("location")), (404, None), "{method} {path}");
            assert!(answer.description().ends_with(&format!("`{absolute}/mcp`")), "{method} {path}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn sessions_that_are_not_there_are_one_404() {
    let server = Server::start().await;
    let (_stream, endpoint) = server.stream().await;
    let session = endpoint.split_once('=').unwrap().1;
    let mut told = Vec::new();
    for query in [
        String::new(),
        "?".to_owned(),
        "?sessionId=".to_owned(),
        format!("?sessionId={}", "0".repeat(64)),
        format!("?sessionId={}", session.to_uppercase()),
        format!("?sessionId={session}%00"),
        format!("?sessionid={session}"),
        format!("?sessionId=x&sessionId={session}"),
        format!("?sessionId={}", "x".repeat(5_000)),
        "?sessionId=%ff%fe".to_owned(),
    ] {
        let answer = server.answer(server.post(&format!("/sse/message{query}"), &[], PING)).await;
        assert_eq!(answer.status, 404, "{query}");
        told.push(answer.invalid_request());
    }
    told.dedup();
    insta::assert_snapshot!(told.join("\n"), @"no session of yours has the id in `sessionId`; open one with GET on `/sse`");
}

#[tokio::test]
async fn pages_of_other_sites_are_kept_out_of_every_door_before_anything_else() {
    let server = Server::start().await;
    let (mut stream, endpoint) = server.stream().await;
    for (method, path, status) in [("POST", "/mcp", 200), ("GET", "/sse", 200), ("POST", endpoint.as_str(), 202)] {
        for origin in ["https://evil.example", "null", ""] {
            let request = server.app.head(method, path, &[JSON, ("origin", origin)], PING.len()) + PING;
            let answer = server.answer(request).await;
            assert_eq!((answer.status, answer.header("access-control-allow-origin")), (403, None), "{path} {origin}");
            assert!(answer.invalid_request().contains("Origin"), "{path} {origin}");
        }
        let own = ("origin", "http://localhost:6274");
        let request = server.app.head(method, path, &[TOKEN, JSON, own], PING.len()) + PING;
        let answer = server.sent(request).await.head().await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (status, Some(own.1)), "{path}");
    }
    assert_eq!(stream.message().await["id"], 1);
}
