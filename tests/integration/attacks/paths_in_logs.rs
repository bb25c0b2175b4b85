//! What strangers write into an address does not get into the log.

use crate::{
    http::raw::Connection,
    log::Log,
    oauth::{
        answer::{Answer, post},
        client::app,
    },
};

const WORDS: &str = "A-line-that-a-stranger-made-up";

#[tokio::test]
async fn of_an_address_the_log_holds_the_routes_template_only() {
    let log = Log::capture_everything();
    let app = app().await;
    let requests = [
        ("GET", format!("/{WORDS}")),
        ("GET", format!("/mcp/{WORDS}")),
        ("GET", format!("/.well-known/{WORDS}/../{WORDS}")),
        ("GET", format!("/healthz/{WORDS}")),
        ("GET", format!("/healthz?{WORDS}={WORDS}")),
        ("GET", format!("/authorize?client_id={WORDS}&redirect_uri={WORDS}")),
        ("GET", format!("/callback?code={WORDS}&state={WORDS}")),
        ("GET", format!("/sse?sessionId={WORDS}")),
        ("POST", format!("/sse/message?sessionId={WORDS}")),
        ("POST", format!("/%0a{WORDS}%1b%5b31m")),
        (WORDS, "/mcp".to_owned()),
        (WORDS, format!("/{WORDS}")),
        ("GET", format!("http://{}/{WORDS}?{WORDS}", app.address)),
        ("GET", format!("http://{WORDS}/mcp")),
    ];
    for (method, target) in &requests {
        let mut connection = Connection::open(app.address).await;
        connection.send(format!("{method} {target} HTTP/1.1\r\nHost: {}\r\n\r\n", app.address)).await;
        connection.answer().await;
    }
    assert_eq!(Answer::of(post(&app, "/token", &[])).await.status, 400);
    let text = log.text();
    let ours: Vec<&str> = text.lines().filter(|line| line.contains("request{")).collect();
    assert!(ours.len() > requests.len(), "each is logged: {text}");
    for line in &ours {
        assert!(!line.to_lowercase().contains(&WORDS.to_lowercase()), "{line}");
    }
    for expected in [
        r#"method="GET" path="unmatched""#,
        r#"method="other" path="/mcp""#,
        r#"method="GET" path="/healthz""#,
        r#"method="POST" path="/sse/message""#,
        r#"method="POST" path="/token""#,
    ] {
        assert!(ours.iter().any(|line| line.contains(expected)), "{expected}: {text}");
    }
}
