//! An investigation of another server, done again on this one.
//!
//! In June 2025 somebody sent an MCP server over fifty requests, in every way that came to mind, and never saw one
//! answer. These tests do what was done then, with the same tools: an HTTP client like `httpx`, which opens an
//! event stream, mostly drops it after its first event, and sends messages over connections of their own. Each ends in
//! an answer or a clear error; a client that waits ten seconds would have given up.

mod requests;
mod streams;
mod tokens;

use serde_json::{Value, json};

use crate::{
    harness::App,
    http::{
        raw::{Answer, Connection},
        stream::Stream,
    },
};

const UUID: &str = "0e0b5a3c-6f0e-4a52-9c38-9d5c8a5d7a11";

/// Who investigates: a server, and the token for it.
struct Investigator {
    app: App,
    authorization: &'static str,
}

impl Investigator {
    async fn start() -> Self {
        Self { app: App::start().await, authorization: "Bearer demo-us" }
    }

    /// Sends a request over a connection of its own.
    async fn send(&self, request_line: &str, headers: &[&str], body: &str) -> Connection {
        let mut request = format!("{request_line} HTTP/1.1\r\nHost: {}\r\n", self.app.address);
        for header in headers {
            request += &format!("{header}\r\n");
        }
        request += "Accept-Encoding: gzip, deflate\r\nConnection: keep-alive\r\nUser-Agent: python-httpx/0.28.1\r\n";
        if !body.is_empty() {
            request += &format!("Content-Length: {}\r\nContent-Type: application/json\r\n", body.len());
        }
        let mut connection = Connection::open(self.app.address).await;
        connection.send(format!("{request}\r\n{body}")).await;
        connection
    }

    /// `aconnect_sse(client, "GET", "…/sse")`.
    async fn connect(&self) -> Stream {
        let authorization = format!("Authorization: {}", self.authorization);
        let headers = ["Accept: text/event-stream", "Cache-Control: no-store", &authorization];
        let stream = Stream::on(self.send("GET /sse", &headers, "").await).await;
        assert_eq!((stream.head.status, stream.head.header("content-type")), (200, Some("text/event-stream")));
        stream
    }

    /// A stream whose first event has been read, and what that said.
    async fn open(&self) -> (Stream, String) {
        let mut stream = self.connect().await;
        let endpoint = stream.endpoint().await;
        (stream, endpoint)
    }

    /// `client.post(url, content=body)`.
    async fn post_text(&self, target: &str, body: &str) -> Answer {
        let authorization = format!("Authorization: {}", self.authorization);
        self.send(&format!("POST {target}"), &["Accept: */*", &authorization], body).await.answer().await
    }

    /// A message that must be taken, to be answered on a stream.
    async fn post(&self, endpoint: &str, message: &Value) {
        let answer = self.post_text(endpoint, &message.to_string()).await;
        assert_eq!((answer.status, answer.body.as_str()), (202, "Accepted"), "{message}");
    }
}

fn request(id: impl Into<Value>, method: &str, params: Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id.into(), "method": method, "params": params})
}

fn call(id: impl Into<Value>, tool: &str, arguments: Value) -> Value {
    request(id, "tools/call", json!({"name": tool, "arguments": arguments}))
}

/// The code of a JSON-RPC error whose message says something.
fn error_code(response: &Value) -> i64 {
    assert!(response["error"]["message"].as_str().is_some_and(|message| message.len() > 20), "{response}");
    response["error"]["code"].as_i64().unwrap()
}
