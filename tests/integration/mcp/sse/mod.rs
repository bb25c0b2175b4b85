//! HTTP+SSE: what its sessions and streams promise.

mod bounds;
mod cancellation;
mod mailbox;
mod orphans;
mod sessions;
mod shutdown;
mod streams;

use serde_json::{Value, json};

use super::server::Server;
use crate::harness::reqwest_client;

/// A client of HTTP+SSE.
#[derive(Clone)]
pub(super) struct Client {
    http: reqwest::Client,
    origin: String,
    principal: &'static str,
}

/// An event stream that is being read. Dropping it closes its connection.
pub(super) struct Stream {
    response: reqwest::Response,
    unread: Vec<u8>,
    /// The address for messages.
    pub(super) endpoint: String,
}

impl Client {
    pub(super) fn of(server: &Server, principal: &'static str) -> Self {
        Self { http: reqwest_client(), origin: format!("http://{}", server.address), principal }
    }

    /// Opens a stream and reads its endpoint.
    pub(super) async fn open(&self) -> Stream {
        let response = self.get("/sse").await;
        assert_eq!(response.status(), 200);
        let mut stream = Stream { response, unread: Vec::new(), endpoint: String::new() };
        assert_eq!(stream.line().await, "event: endpoint");
        stream.endpoint = stream.line().await.strip_prefix("data: ").unwrap().to_owned();
        assert_eq!(stream.line().await, "");
        stream
    }

    pub(super) async fn get(&self, path: &str) -> reqwest::Response {
        self.http.get(format!("{}{path}", self.origin)).bearer_auth(self.principal).send().await.unwrap()
    }

    /// Sends a message; status and body.
    pub(super) async fn post(&self, endpoint: &str, message: impl ToString) -> (u16, String) {
        let request = self.http.post(format!("{}{endpoint}", self.origin)).bearer_auth(self.principal);
        let request = request.header("content-type", "application/json").body(message.to_string());
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// Sends a message that is taken.
    pub(super) async fn send(&self, endpoint: &str, message: Value) {
        assert_eq!(self.post(endpoint, message).await, (202, "Accepted".to_owned()));
    }
}

impl Stream {
    /// The next message; comments before it are passed over.
    pub(super) async fn message(&mut self) -> Value {
        loop {
            let line = self.line().await;
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).unwrap();
            }
            assert!(line.is_empty() || line.starts_with(':') || line == "event: message", "{line}");
        }
    }

    /// The next line, without its end.
    pub(super) async fn line(&mut self) -> String {
        self.next_line().await.expect("the stream has ended")
    }

    /// What comes until the stream ends.
    pub(super) async fn rest(mut self) -> String {
        let mut rest = String::new();
        while let Some(line) = self.next_line().await {
            rest = rest + &line + "\n";
        }
        rest
    }

    async fn next_line(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.unread.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.unread.drain(..=end).collect();
                return Some(String::from_utf8(line).unwrap().trim_end_matches('\n').to_owned());
            }
            self.unread.extend_from_slice(&self.response.chunk().await.unwrap()?);
        }
    }
}

/// A `ping`: the shortest request.
fn ping(id: impl Into<Value>) -> Value {
    json!({ "jsonrpc": "2.0", "id": id.into(), "method": "ping" })
}

/// A tool call.
fn call(id: impl Into<Value>, tool: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": id.into(), "method": "tools/call", "params": { "name": tool } })
}

/// The `n`th id that is long enough to be taken for unique.
fn unique(n: u32) -> String {
    format!("3f2b8c9e-0000-4000-8000-{n:012}")
}

/// A session whose stream has gone: the address for its messages.
async fn abandoned(server: &Server, client: &Client) -> String {
    let stream = client.open().await;
    leave(server, stream).await
}

/// Closes a stream, and returns once the server knows: the address for the session's messages.
async fn leave(server: &Server, stream: Stream) -> String {
    let endpoint = stream.endpoint.clone();
    drop(stream);
    while session(server, &endpoint).await.is_some_and(|found| found.is_open) {
        tokio::task::yield_now().await;
    }
    endpoint
}

/// What the mailbox knows of the session.
async fn session(server: &Server, endpoint: &str) -> Option<intercom_mcp::store::mailbox::Found> {
    server.mailbox.find(endpoint.rsplit_once('=').unwrap().1).await
}
