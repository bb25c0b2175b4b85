//! Headers: what decides something, and what must not.

use serde_json::json;

use super::{JSON, Server, TOKEN};
use crate::http::{PING, raw::Answer, stream::Stream};

/// Sends `PING` with these headers to both endpoints. The answer of `/mcp`, and that of `/sse`'s.
async fn both(server: &Server, endpoint: &str, headers: &[(&str, &str)]) -> (Answer, Answer) {
    let request = |target| server.app.head("POST", target, headers, PING.len()) + PING;
    (server.answer(request("/mcp")).await, server.answer(request(endpoint)).await)
}

#[tokio::test]
async fn accept_decides_the_form_of_an_answer_and_whether_a_stream_opens() {
    let server = Server::start().await;
    let (mut stream, endpoint) = server.stream().await;
    let (json, events, refused) = (Some("application/json"), Some("text/event-stream"), None);
    let cases: [(&[&str], Option<&str>); 24] = [
        (&[], json),
        (&[""], json),
        (&["*/*"], json),
        (&["application/json"], json),
        (&["application/json, text/event-stream"], json),
        (&["text/event-stream,application/json"], json),
        (&["application/*"], json),
        (&["APPLICATION/JSON"], json),
        (&["application/json; charset=utf-8"], json),
        (&["application/json;q=0.1, text/event-stream;q=1.0"], json),
        (&["text/html, image/gif, */*; q=0.01"], json),
        (&["text/html", "application/json"], json),
        (&["banana"], json),
        (&[";;, ,q=1"], json),
        (&["text/event-stream"], events),
        (&["Text/Event-Stream;q=0.5"], events),
        (&["text/*"], events),
        (&["text/html", "text/event-stream"], events),
        (&["*/*, application/json;q=0"], events),
        (&["text/html"], refused),
        (&["text/html", "image/*"], refused),
        (&["application/xml, application/json-seq"], refused),
        (&["*/*;q=0"], refused),
        (&["application/json;q=0.000, text/event-stream; q=0"], refused),
    ];
    for (accept, form) in cases {
        let mut headers = vec![TOKEN, JSON];
        headers.extend(accept.iter().map(|value| ("accept", *value)));
        let (answer, response) = both(&server, &endpoint, &headers).await;
        let opened = server.sent(server.app.head("GET", "/sse", &headers, 0)).await;
        let mut opened = Stream::on(opened).await;
        if form.is_some() {
            assert_eq!((answer.status, answer.header("content-type")), (200, form), "{accept:?}");
            assert_eq!((opened.head.status, opened.head.header("content-type")), (200, events), "{accept:?}");
            assert!(opened.endpoint().await.starts_with("/sse/message?"));
        } else {
            assert_eq!((answer.status, opened.head.status), (406, 406), "{accept:?}");
            assert!(answer.invalid_request().contains("`Accept`"));
        }
        // What is accepted of this response says nothing of the stream.
        assert_eq!(response.status, 202, "{accept:?}");
        assert_eq!(stream.message().await["id"], 1);
    }
}

#[tokio::test]
async fn a_body_is_json_by_its_header() {
    let server = Server::start().await;
    let (mut stream, endpoint) = server.stream().await;
    let cases: [(&[&str], bool); 15] = [
        (&["application/json"], true),
        (&["application/json; charset=utf-8"], true),
        (&["application/json;charset=\"UTF-8\""], true),
        (&["application/json; charset=iso-8859-1"], true),
        (&["Application/JSON"], true),
        (&[" application/json ; x=y"], true),
        (&[], false),
        (&[""], false),
        (&["text/plain"], false),
        (&["text/plain; charset=utf-8"], false),
        (&["application/x-www-form-urlencoded"], false),
        (&["application/json-rpc"], false),
        (&["application/*"], false),
        (&["application/json, text/plain"], false),
        (&["multipart/form-data; boundary=json"], false),
    ];
    for (content_type, is_json) in cases {
        let mut headers = vec![TOKEN];
        headers.extend(content_type.iter().map(|value| ("content-type", *value)));
        let (answer, response) = both(&server, &endpoint, &headers).await;
        if is_json {
            assert_eq!((answer.status, response.status), (200, 202), "{content_type:?}");
            assert_eq!(stream.message().await, answer.json());
        } else {
            assert_eq!((answer.status, response.status), (415, 415), "{content_type:?}");
            assert_eq!(answer.invalid_request(), "`Content-Type` must be `application/json`");
            assert_eq!(response.invalid_request(), answer.invalid_request());
        }
    }
}

#[tokio::test]
async fn headers_that_mean_nothing_here_change_nothing() {
    let server = Server::start().await;
    let (mut stream, endpoint) = server.stream().await;
    let cases: [&[(&str, &str)]; 14] = [
        &[("Mcp-Session-Id", "1868a90c-7f5c-4d3c-8f53-000000000000")],
        &[("Mcp-Session-Id", "")],
        &[("Mcp-Session-Id", "a"), ("Mcp-Session-Id", "b")],
        &[("Last-Event-ID", "17")],
        &[("MCP-Protocol-Version", "2024-11-05")],
        &[("mcp-protocol-version", "2025-11-25"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "search")],
        &[("Upgrade", "h2c"), ("Connection", "Upgrade, HTTP2-Settings"), ("HTTP2-Settings", "AAMAAABkAAQAAP__")],
        &[("Cookie", "session=1"), ("Cookie2", "$Version=1")],
        &[("Accept-Encoding", "gzip, br"), ("Accept-Language", "tlh"), ("Accept-Charset", "utf-7")],
        &[("If-None-Match", "*"), ("If-Modified-Since", "Sat, 29 Oct 2044 19:43:31 GMT"), ("Range", "bytes=5-")],
        &[("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "gopher"), ("Forwarded", "for=\"_gazonk\"")],
        &[("X-HTTP-Method-Override", "DELETE"), ("X-Original-URL", "/healthz")],
        &[("X-Empty", ""), ("x-oDd-CaSe", "\t blanks \t"), ("X-Latin", "\u{e9}")],
        &[("Keep-Alive", "timeout=5"), ("TE", "trailers"), ("DNT", "1"), ("Priority", "u=1, i")],
    ];
    for more in cases {
        let headers = [&[TOKEN, JSON], more].concat();
        let (answer, response) = both(&server, &endpoint, &headers).await;
        assert_eq!((answer.status, answer.json()), (200, json!({"jsonrpc": "2.0", "id": 1, "result": {}})), "{more:?}");
        assert_eq!((answer.header("mcp-session-id"), answer.header("content-encoding")), (None, None), "{more:?}");
        assert_eq!((response.status, stream.message().await), (202, answer.json()), "{more:?}");
        let opened = Stream::on(server.sent(server.app.head("GET", "/sse", &headers, 0)).await).await;
        assert_eq!(opened.head.status, 200, "{more:?}");
    }
}

#[tokio::test]
async fn a_version_that_nobody_knows_is_no_obstacle_to_a_handshake() {
    let server = Server::start().await;
    let (mut stream, endpoint) = server.stream().await;
    let initialize = json!({"jsonrpc": "2.0", "id": "i", "method": "initialize", "params": {
        "protocolVersion": "1999-01-01", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}});
    for version in ["tomorrow", "2025-01-01", "2031-01-01", "2026-07-28", ""] {
        let more = [("MCP-Protocol-Version", version)];
        let answer = server.answer(server.post("/mcp", &more, initialize.to_string())).await;
        assert_eq!(
            (answer.status, &answer.json()["result"]["protocolVersion"]),
            (200, &json!("2025-11-25")),
            "{version}"
        );
        assert_eq!(server.answer(server.post(&endpoint, &more, initialize.to_string())).await.status, 202, "{version}");
        assert_eq!(stream.message().await["id"], "i", "{version}");

        // Afterwards it is one on `/mcp`; HTTP+SSE has no such header.
        let answer = server.answer(server.post("/mcp", &more, PING)).await;
        assert_eq!(answer.status, 400, "{version}");
        assert_eq!(server.answer(server.post(&endpoint, &more, PING)).await.status, 202, "{version}");
        assert_eq!(stream.message().await["result"], json!({}), "{version}");
    }
}
