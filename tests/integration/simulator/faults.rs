//! What goes wrong on purpose.

use axum::http::StatusCode;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::Stand;

async fn fault(stand: &Stand, fault: Value) {
    let answer = stand.post("any", "/_simulator/faults", &fault).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.body);
}

/// Everything that comes over a real socket until the other side closes.
async fn raw(stand: &Stand, path: &str) -> Vec<u8> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let server = tokio::spawn(axum::serve(listener, stand.simulator.router()).into_future());
    let mut connection = TcpStream::connect(address).await.expect("a connection");
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: api\r\naccept: */*\r\nauthorization: Bearer demo-us\r\nintercom-version: 2.16\r\n\r\n"
    );
    connection.write_all(request.as_bytes()).await.expect("a request sent");
    let mut received = Vec::new();
    // A reset is as good an end as an orderly one.
    let _ = connection.read_to_end(&mut received).await;
    server.abort();
    received
}

#[tokio::test]
async fn a_status_alone_gives_intercoms_error_for_it_once() {
    let stand = Stand::new();
    for (status, code) in [
        (401, "unauthorized"),
        (403, "forbidden"),
        (404, "not_found"),
        (429, "rate_limit_exceeded"),
        (500, "server_error"),
        (502, "server_error"),
        (503, "service_unavailable"),
        (504, "server_error"),
    ] {
        fault(&stand, json!({ "path": "/me", "status": status })).await;
        let answer = stand.get("demo-us", "/us/me").await;
        assert_eq!((answer.refusal().0, answer.refusal().1), (status, code));
        assert_eq!(answer.header("x-ratelimit-remaining"), (status == 429).then_some("0"));
        assert_eq!(stand.get("demo-us", "/me").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_fault_strikes_its_method_path_and_times() {
    let stand = Stand::new();
    let id = stand.simulator.conversations("US")[0]["id"].as_str().expect("an id").to_owned();
    fault(&stand, json!({ "method": "GET", "path": "/conversations/{conversation_id}", "status": 502, "times": 2 }))
        .await;
    let path = format!("/conversations/{id}");
    let query = json!({ "query": { "field": "open", "operator": "=", "value": true } });
    assert_eq!(stand.post("demo-us", "/conversations/search", &query).await.status, StatusCode::OK);
    assert_eq!(stand.get("demo-us", "/conversations").await.status, StatusCode::OK);
    assert_eq!(stand.get("demo-us", &path).await.status, StatusCode::BAD_GATEWAY);
    assert_eq!(stand.get("demo-eu", "/eu/conversations/7").await.status, StatusCode::BAD_GATEWAY);
    assert_eq!(stand.get("demo-us", &path).await.status, StatusCode::OK);

    fault(&stand, json!({ "path": path, "status": 500, "times": 0 })).await;
    for _ in 0..3 {
        assert_eq!(stand.get("demo-us", &path).await.status, StatusCode::INTERNAL_SERVER_ERROR);
    }
    stand.simulator.reset();
    assert_eq!(stand.get("demo-us", &path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn body_and_headers_are_as_given() {
    let stand = Stand::new();
    fault(&stand, json!({ "path": "/me", "status": 503, "body": "<html>Bad gateway</html>" })).await;
    let html = stand.get("demo-us", "/me").await;
    assert_eq!((html.status.as_u16(), html.header("content-type")), (503, Some("text/html")));
    assert_eq!(html.body, "<html>Bad gateway</html>");

    fault(&stand, json!({ "path": "/me", "body": { "type": "admin" }, "headers": { "X-Extra": "1" } })).await;
    let json = stand.get("demo-us", "/me").await;
    assert_eq!((json.status.as_u16(), json.header("x-extra")), (200, Some("1")));
    assert_eq!(json.body, json!({ "type": "admin" }));

    fault(&stand, json!({ "path": "/me", "status": 429, "headers": { "X-RateLimit-Reset": "99" } })).await;
    assert_eq!(stand.get("demo-us", "/me").await.header("x-ratelimit-reset"), Some("99"));

    fault(&stand, json!({ "path": "/me", "headers": { "X-RateLimit-Remaining": "0" } })).await;
    let real = stand.get("demo-us", "/me").await;
    assert_eq!((real.body["type"].as_str(), real.header("x-ratelimit-remaining")), (Some("admin"), Some("0")));
}

#[tokio::test]
async fn a_delayed_answer_is_the_real_one_after_answers_that_are_not_delayed() {
    let stand = Stand::new();
    fault(&stand, json!({ "path": "/me", "delay_ms": 300 })).await;
    let order = std::sync::Mutex::new(Vec::new());
    let ask = async |path: &'static str| {
        assert_eq!(stand.get("demo-us", path).await.status, StatusCode::OK);
        order.lock().expect("a lock").push(path);
    };
    tokio::join!(ask("/me"), ask("/tags"));
    assert_eq!(order.into_inner().expect("a lock"), ["/tags", "/me"]);
}

#[tokio::test]
async fn a_dropped_connection_ends_before_any_byte() {
    let stand = Stand::new();
    fault(&stand, json!({ "path": "/me", "drop_connection": true })).await;
    assert_eq!(raw(&stand, "/me").await, b"");
    assert_eq!(stand.simulator.requests_total(), 1);
}

#[tokio::test]
async fn a_truncated_body_ends_before_its_length() {
    let stand = Stand::new();
    fault(&stand, json!({ "path": "/me", "truncate_body": true })).await;
    let received = String::from_utf8(raw(&stand, "/me").await).expect("text");
    let (head, body) = received.split_once("\r\n\r\n").expect("a head");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
    let length: usize = length.parse().expect("a number");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert_eq!(body.len(), length / 2);
    assert!(body.starts_with("{\"type\":\"admin\""), "{body}");
}

#[tokio::test]
async fn a_fault_that_cannot_be_read_is_refused_with_a_sentence() {
    let stand = Stand::new();
    for (fault, part) in [
        (json!({}), "missing field `path`"),
        (json!({ "path": "/me", "sttus": 500 }), "unknown field `sttus`"),
        (json!({ "path": "/me", "status": 99 }), "`status` is 99"),
        (json!({ "path": "/me", "headers": { "a b": "c" } }), "`a b` is no header name"),
    ] {
        let answer = stand.post("any", "/_simulator/faults", &fault).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        let error = answer.body["error"].as_str().expect("a sentence");
        assert!(error.contains(part), "{error}");
    }
}
