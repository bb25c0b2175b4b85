//! What is no request, and what does not say for whom it is.

use super::{JSON, Server, TOKEN, http_1_0};
use crate::http::PING;

#[tokio::test]
async fn what_is_no_request_is_refused_and_the_connection_closed() {
    let server = Server::start().await;
    let with = |line: &str| {
        server.app.head("POST", "/mcp", &[TOKEN, JSON], PING.len()).replacen("host:", &format!("{line}\r\nhost:"), 1)
            + PING
    };
    let line = |line: &str| server.app.head("GET", "/mcp", &[TOKEN], 0).replacen("GET /mcp HTTP/1.1", line, 1);
    let cases = [
        ("no HTTP", "HELLO\r\n\r\n".to_owned(), 400),
        ("TLS", "\u{16}\u{3}\u{1}\u{2}\r\n\r\n".to_owned(), 400),
        ("HTTP/0.9", "GET /mcp\r\n\r\n".to_owned(), 400),
        ("HTTP/3.0", line("GET /mcp HTTP/3.0"), 400),
        ("a blank in the path", line("GET /m cp HTTP/1.1"), 400),
        ("a header without a colon", with("nonsense"), 400),
        ("a blank before the colon", with("x-a : b"), 400),
        ("a folded header", with("x-a: b\r\n c"), 400),
        ("a NUL in a header", with("x-a: b\0"), 400),
        ("two lengths", with("content-length: 1"), 400),
        ("no length", with("content-length: many"), 400),
        ("a negative length", with("content-length: -1"), 400),
        ("an unknown coding", with("transfer-encoding: gzip"), 400),
        ("a length and chunks", with("transfer-encoding: chunked"), 400),
        ("a long header", with(&format!("x-a: {}", "b".repeat(20_000))), 431),
        ("a long address", line(&format!("GET /mcp?{} HTTP/1.1", "b".repeat(20_000))), 431),
        ("a very long address", line(&format!("GET /mcp?{} HTTP/1.1", "b".repeat(100_000))), 431),
        ("two hundred headers", with(&vec!["x-a: b"; 200].join("\r\n")), 431),
    ];
    for (name, request, status) in cases {
        let mut connection = server.app.connect().await;
        // The server may have closed before it was sent all of it.
        connection.try_to_send(&request).await;
        let answer = connection.answer().await;
        assert_eq!((answer.status, answer.header("connection")), (status, Some("close")), "{name}");
        connection.closed().await;
    }
}

#[tokio::test]
async fn a_request_says_once_for_whom_it_is() {
    let server = Server::start().await;
    let address = server.app.address.to_string();
    let post = |hosts: &[&str], target: &str| {
        let hosts: String = hosts.iter().map(|host| format!("Host: {host}\r\n")).collect();
        let length = PING.len();
        format!(
            "POST {target} HTTP/1.1\r\n{hosts}Authorization: Bearer alpha\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{PING}"
        )
    };
    let cases: [(Vec<&str>, String, u16); 7] = [
        (vec![&address], "/mcp".to_owned(), 200),
        (vec!["LocalHost"], "/mcp".to_owned(), 200),
        (vec![], "/mcp".to_owned(), 403),
        (vec![&address, &address], "/mcp".to_owned(), 403),
        (vec!["evil.example"], "/mcp".to_owned(), 403),
        (vec![&address], "http://evil.example/mcp".to_owned(), 403),
        (vec!["evil.example"], format!("http://{address}/mcp"), 403),
    ];
    for (hosts, target, status) in cases {
        let answer = server.answer(post(&hosts, &target)).await;
        assert_eq!(answer.status, status, "{hosts:?} {target}");
        if status == 403 {
            assert!(answer.invalid_request().contains("ALLOWED_HOSTS"));
        }
    }
    let without = http_1_0(post(&[], "/mcp"));
    assert_eq!(server.answer(without).await.status, 403, "not even where HTTP does not demand it");
}
