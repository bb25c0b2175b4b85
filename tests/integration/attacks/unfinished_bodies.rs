//! Bodies that never end: what they may take is bounded for each sender, and others are served beside them.

use std::{net::SocketAddr, time::Duration};

use axum::http::Request;
use bytes::Bytes;
use futures_util::{StreamExt, stream::FuturesUnordered};
use h2::{
    SendStream,
    client::{ResponseFuture, SendRequest},
};
use serde_json::json;
use tokio::{net::TcpStream, time::timeout};

use crate::{
    harness::App,
    http::{PING, raw::Connection},
    oauth::client::{app, app_with},
};

/// Longer than anything here takes; a test that gets there has failed.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
/// What README and SECURITY promise.
pub(super) const STREAMS: usize = 100;
const STREAM_WINDOW: usize = 64 * 1024;
const WAITING_OF_ONE: usize = 64;

/// An HTTP/2 connection, and what its server has advertised.
pub(super) struct Http2 {
    sender: SendRequest<Bytes>,
    streams: usize,
}

impl Http2 {
    pub(super) async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let (sender, mut connection) = h2::client::handshake(stream).await.unwrap();
        let mut ping = connection.ping_pong().unwrap();
        let (settled, is_settled) = tokio::sync::oneshot::channel();
        tokio::spawn(async move {
            // The answer to a ping comes after the settings.
            tokio::select! {
                _ = &mut connection => return,
                pong = ping.ping(h2::Ping::opaque()) => pong.unwrap(),
            };
            let _ = settled.send(connection.max_concurrent_send_streams());
            let _ = connection.await;
        });
        let streams = timeout(PATIENCE, is_settled).await.unwrap().unwrap();
        Self { sender, streams }
    }

    /// Begins a POST whose body is not announced.
    pub(super) async fn begin(
        &self,
        address: SocketAddr,
        path: &str,
        token: Option<&str>,
        forwarded_for: &str,
    ) -> (ResponseFuture, SendStream<Bytes>) {
        let mut request = Request::post(format!("http://{address}{path}")).header("x-forwarded-for", forwarded_for);
        let content_type = if path == "/token" { "application/x-www-form-urlencoded" } else { "application/json" };
        request = request.header("content-type", content_type);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let mut sender = self.sender.clone().ready().await.unwrap();
        let (answer, mut body) = sender.send_request(request.body(()).unwrap(), false).unwrap();
        body.send_data(" ".into(), false).unwrap();
        (answer, body)
    }
}

/// As many requests as fit into a connection, none of which is finished. Those that are refused at once, and the rest.
async fn flood(
    app: &App,
    connection: &Http2,
    path: &str,
    token: Option<&str>,
) -> (Vec<u16>, FuturesUnordered<ResponseFuture>, Vec<SendStream<Bytes>>) {
    let (mut answers, mut bodies) = (FuturesUnordered::new(), Vec::new());
    for _ in 0..STREAMS {
        let (answer, body) = connection.begin(app.address, path, token, "192.0.2.1").await;
        answers.push(answer);
        bodies.push(body);
    }
    let first = timeout(PATIENCE, answers.next()).await.expect("every body waits").unwrap().unwrap();
    let retry_after = first.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
    assert_eq!((first.status().as_u16(), retry_after.as_deref()), (429, Some("2")));
    (vec![first.status().as_u16()], answers, bodies)
}

/// Finishes the bodies that were begun. How many were answered with each status.
async fn finish(
    mut statuses: Vec<u16>,
    mut answers: FuturesUnordered<ResponseFuture>,
    bodies: Vec<SendStream<Bytes>>,
) -> Vec<(u16, usize)> {
    for mut body in bodies {
        // Of those that were refused nothing more is taken.
        let _ = body.send_data(Bytes::new(), true);
    }
    while let Some(answer) = timeout(PATIENCE, answers.next()).await.expect("no more is answered") {
        statuses.push(answer.unwrap().status().as_u16());
    }
    statuses.sort_unstable();
    statuses.chunk_by(|one, other| one == other).map(|same| (same[0], same.len())).collect()
}

async fn behind_a_proxy() -> App {
    app_with(|config, _| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await
}

#[tokio::test]
async fn an_http_2_peer_is_told_how_many_requests_and_how_much_of_a_body_it_may_send() {
    let app = app().await;
    let connection = Http2::connect(app.address).await;
    assert_eq!(connection.streams, STREAMS);
    // Until its headers are answered nothing of a body is read, so that no more comes than the window.
    let (_answer, mut body) = connection.begin(app.address, "/nowhere", None, "").await;
    body.reserve_capacity(10 * STREAM_WINDOW);
    assert!(body.capacity() <= STREAM_WINDOW, "{}", body.capacity());
}

#[tokio::test]
async fn a_mebibyte_comes_through_the_window_of_http_2() {
    let app = app().await;
    let client = reqwest::Client::builder().http2_prior_knowledge().no_proxy().build().unwrap();
    let body = format!("{PING}{}", " ".repeat(1024 * 1024 - PING.len()));
    let request = client.post(app.mcp()).bearer_auth("demo-us").header("content-type", "application/json").body(body);
    assert_eq!(request.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn strangers_with_unfinished_bodies_are_bounded_and_nobody_else_waits_for_them() {
    let app = behind_a_proxy().await;
    let connection = Http2::connect(app.address).await;
    let (refused, answers, bodies) = flood(&app, &connection, "/token", None).await;

    let (status, pong) = app.post("demo-us", &json!({"jsonrpc": "2.0", "id": 1, "method": "ping"})).await;
    assert_eq!((status, &pong["result"]), (200, &json!({})), "somebody with a credential");
    let other = connection.begin(app.address, "/token", None, "192.0.2.2").await;
    let statuses = finish(vec![], [other.0].into_iter().collect(), vec![other.1]).await;
    assert_eq!(statuses, [(400, 1)], "another source on the same connection");

    // 2 MiB hold 28 bodies of 64 KiB, and 64 more may wait for one of those.
    let statuses = finish(refused, answers, bodies).await;
    assert!(statuses.iter().all(|(status, _)| matches!(status, 400 | 429)), "{statuses:?}");
    assert!(statuses[0].0 == 400 && (28..=28 + WAITING_OF_ONE).contains(&statuses[0].1), "{statuses:?}");
    let again = connection.begin(app.address, "/token", None, "192.0.2.1").await;
    let statuses = finish(vec![], [again.0].into_iter().collect(), vec![again.1]).await;
    assert_eq!(statuses, [(400, 1)], "what is over has given its room back");
}

#[tokio::test]
async fn a_principal_with_unfinished_bodies_is_bounded_and_nobody_else_waits_for_it() {
    let app = app().await;
    let connection = Http2::connect(app.address).await;
    for (path, token) in [("/mcp", "demo-us"), ("/mcp/", "demo-eu")] {
        let (refused, answers, bodies) = flood(&app, &connection, path, Some(token)).await;
        let (status, _) = app.post("demo-au", &json!({"jsonrpc": "2.0", "id": 1, "method": "ping"})).await;
        assert_eq!(status, 200, "another principal");
        let url = format!("http://{}/token", app.address);
        let token = app.client.post(url).body("grant_type=x").send().await.unwrap();
        assert_eq!(token.status(), 400, "somebody without a credential");
        // 8 MiB hold 7 bodies of 1 MiB and what they need besides.
        let statuses = finish(refused, answers, bodies).await;
        assert!(statuses.iter().all(|(status, _)| matches!(status, 400 | 429)), "{statuses:?}");
        assert!(statuses[0].0 == 400 && (7..=7 + WAITING_OF_ONE).contains(&statuses[0].1), "{statuses:?}");
    }
}

#[tokio::test]
async fn a_body_that_is_announced_too_large_is_refused_before_it_is_sent() {
    let app = app().await;
    for (path, bytes, status, words) in [
        ("/register", 64 * 1024 + 1, 413, "the body is larger than 64 KiB"),
        ("/token", 1024 * 1024 + 1, 413, "the body is larger than 64 KiB"),
        ("/revoke", 1_000_000_000_000_u64, 413, "the body is larger than 64 KiB"),
        ("/intercom/uninstalled", 64 * 1024 + 1, 413, "the body is larger than 64 KiB"),
        ("/authorize", 64 * 1024 + 1, 413, "This form is too long"),
        // Not even asked how large it is.
        ("/mcp", 2 * 1024 * 1024, 401, "invalid_token"),
        ("/sse/message", 2 * 1024 * 1024, 401, "invalid_token"),
    ] {
        let mut connection = Connection::open(app.address).await;
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {bytes}\r\n\r\n",
            app.address
        );
        connection.send(head).await;
        let answer = connection.answer().await;
        assert_eq!(answer.status, status, "{path} {bytes}");
        assert!(answer.body.contains(words), "{path}: {}", answer.body);
    }
    let mut connection = Connection::open(app.address).await;
    let head = format!("POST /register HTTP/1.1\r\nhost: {}\r\ntransfer-encoding: chunked\r\n\r\n", app.address);
    connection.send(format!("{head}{:x}\r\n{}\r\n", 65_537, " ".repeat(65_537))).await;
    assert_eq!(connection.answer().await.status, 413, "nor one that is not announced");
}

/// JSON takes up to seventy times its length when it is read.
#[tokio::test]
async fn a_body_of_more_values_than_anybody_means_is_refused_and_a_long_text_is_not() {
    let app = app().await;
    let post = async |arguments: String| {
        let body = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"ping","params":{{"a":{arguments}}}}}"#);
        let request = app.client.post(app.mcp()).bearer_auth("demo-us").header("content-type", "application/json");
        request.body(body).send().await.unwrap().status().as_u16()
    };
    assert_eq!(post(format!("[{}0]", "0,".repeat(500_000))).await, 413);
    assert_eq!(post(format!("{{{}\"z\":0}}", "\"a\":0,".repeat(100_000))).await, 413);
    assert_eq!(post(format!("[{}0]", "0,".repeat(5_000))).await, 200);
    assert_eq!(post(format!("\"{}\\\"{}\"", ",[{:".repeat(100_000), ",".repeat(100_000))).await, 200);
    let register =
        app.client.post(format!("http://{}/register", app.address)).body(format!("[{}0]", "0,".repeat(30_000)));
    assert_eq!(register.send().await.unwrap().status(), 413);
}

#[tokio::test]
async fn a_body_in_single_bytes_is_the_same_as_in_one_piece() {
    let app = app().await;
    let mut connection = Connection::open(app.address).await;
    let head = format!(
        "POST /mcp HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer demo-us\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
        app.address
    );
    let body = format!("{PING}{}", " ".repeat(20_000));
    let chunks: String = body.chars().map(|byte| format!("1\r\n{byte}\r\n")).collect();
    connection.send(format!("{head}{chunks}0\r\n\r\n")).await;
    assert_eq!(connection.answer().await.json()["result"], json!({}));
}
