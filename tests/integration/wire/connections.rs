//! How requests travel: one after another, in versions 1.0 and 2 of HTTP, and after a question.

use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{EVENT_STREAM, JSON, Server, TOKEN, http_1_0};
use crate::http::{PING, raw::PATIENCE, stream::Stream};

fn ping(id: usize) -> String {
    json!({"jsonrpc": "2.0", "id": id, "method": "ping"}).to_string()
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_their_order() {
    let server = Server::start().await;
    let (mut stream, endpoint) = server.stream().await;
    let mut requests = Vec::new();
    for id in (0..30).step_by(3) {
        requests.extend(server.post("/mcp", &[], ping(id)));
        requests.extend(server.post(&endpoint, &[], ping(id + 1)));
        requests.extend(server.post("/mcp", &[], "{"));
        // Old clients end a body with a line break that is not part of it.
        requests.extend(b"\r\n");
        requests.extend(server.app.head("GET", "/nowhere", &[TOKEN], 0).into_bytes());
    }
    let mut connection = server.sent(requests).await;
    for id in (0..30).step_by(3) {
        assert_eq!(connection.answer().await.json(), json!({"jsonrpc": "2.0", "id": id, "result": {}}));
        assert_eq!(connection.answer().await.status, 202);
        assert_eq!(stream.message().await["id"], id + 1);
        assert_eq!(connection.answer().await.status, 400);
        assert_eq!(connection.answer().await.status, 404);
    }
}

#[tokio::test]
async fn http_1_0_is_answered_in_its_own_terms() {
    let server = Server::start().await;
    let opened = server.sent(http_1_0(server.app.head("GET", "/sse", &[TOKEN, EVENT_STREAM], 0))).await;
    let mut stream = Stream::on(opened).await;
    assert_eq!((stream.head.status, stream.head.header("transfer-encoding")), (200, None), "it knows no chunks");
    assert_eq!(stream.head.header("content-length"), None);
    let endpoint = stream.endpoint().await;

    for target in ["/mcp", endpoint.as_str()] {
        let mut connection = server.sent(http_1_0(server.post(target, &[], PING))).await;
        let answer = connection.answer().await;
        assert!(matches!(answer.status, 200 | 202), "{target}: {answer:?}");
        connection.closed().await;

        let keep_alive = [("Connection", "keep-alive")];
        let mut connection = server.sent(http_1_0(server.post(target, &keep_alive, PING))).await;
        for _ in 0..2 {
            let answer = connection.answer().await;
            assert_eq!(answer.header("connection"), Some("keep-alive"), "{target}: {answer:?}");
            connection.send(http_1_0(server.post(target, &keep_alive, PING))).await;
        }
        assert!(matches!(connection.answer().await.status, 200 | 202), "{target}");
    }
    for _ in 0..4 {
        assert_eq!(stream.message().await["id"], 1);
    }

    let mut connection = server.sent(http_1_0(server.post("/mcp", &[EVENT_STREAM], PING))).await;
    let answer = connection.answer().await;
    assert_eq!((answer.status, answer.header("transfer-encoding")), (200, None));
    assert_eq!(answer.body, ": open\n\nevent: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\n");
}

#[tokio::test]
async fn http_2_without_tls_carries_both_transports() {
    let server = Server::start().await;
    let client = reqwest::Client::builder().http2_prior_knowledge().no_proxy().build().unwrap();
    let url = |path: &str| format!("http://{}{path}", server.app.address);
    let post = |path: &str, body: &'static str| {
        client.post(url(path)).bearer_auth("alpha").header("content-type", "application/json").body(body)
    };

    let answer = post("/mcp", PING).send().await.unwrap();
    assert_eq!((answer.version(), answer.status().as_u16()), (axum::http::Version::HTTP_2, 200));
    assert_eq!(answer.json::<Value>().await.unwrap()["result"], json!({}));
    let answer = post("/mcp", PING).header("accept", "text/event-stream").send().await.unwrap();
    assert!(answer.text().await.unwrap().ends_with("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\n"));

    let opened = client.get(url("/sse")).bearer_auth("alpha").send().await.unwrap();
    assert_eq!((opened.version(), opened.status().as_u16()), (axum::http::Version::HTTP_2, 200));
    let mut chunks = opened.bytes_stream();
    let mut next =
        async || String::from_utf8(timeout(PATIENCE, chunks.next()).await.unwrap().unwrap().unwrap().into()).unwrap();
    let opening = next().await;
    let endpoint = opening.strip_prefix("event: endpoint\ndata: ").unwrap().trim_end();
    for _ in 0..3 {
        // On the same connection as the stream.
        assert_eq!(post(endpoint, PING).send().await.unwrap().status(), 202);
        assert_eq!(next().await, "event: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\n");
    }
    assert_eq!(post(endpoint, "{").send().await.unwrap().status(), 400);
    assert_eq!(client.get(url("/mcp")).bearer_auth("alpha").send().await.unwrap().status(), 405);
}

#[tokio::test]
async fn who_asks_before_sending_is_told_to_go_on() {
    let server = Server::start().await;
    let (mut stream, endpoint) = server.stream().await;
    for target in ["/mcp", endpoint.as_str()] {
        let expecting = [TOKEN, JSON, ("Expect", "100-continue")];
        let mut connection = server.sent(server.app.head("POST", target, &expecting, PING.len())).await;
        assert_eq!(connection.answer().await.status, 100, "{target}");
        connection.send(PING).await;
        assert!(matches!(connection.answer().await.status, 200 | 202), "{target}");
        // Whoever does not wait for it gets the same, with an interim answer before it or without.
        connection.send(server.post(target, &[("Expect", "100-Continue")], PING)).await;
        while connection.answer().await.status == 100 {}
    }
    assert_eq!((stream.message().await["id"].take(), stream.message().await["id"].take()), (json!(1), json!(1)));
}
