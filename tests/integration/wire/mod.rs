//! Robustness of the wire: what clients, proxies and people at a prompt send, on both endpoints.
//!
//! A message means the same on `/mcp` and on `/sse`, and so do most headers: the tables send each case to both.
//! On `/mcp` the answer is in the response; on `/sse` the response is 202 and the answer comes on the stream, or
//! the response is the same refusal.

mod connections;
mod half_closed;
mod headers;
mod long_calls;
mod messages;
mod paths;
mod slow;
mod syntax;

use std::sync::Arc;

use intercom_mcp::clock::Clock;
use serde_json::{Value, json};

use crate::{
    harness::START,
    http::{
        App,
        raw::{Answer, Connection},
        stream::Stream,
    },
    mcp::stubs::{self, Gauge},
};

const TOKEN: (&str, &str) = ("authorization", "Bearer alpha");
const JSON: (&str, &str) = ("content-type", "application/json");
const EVENT_STREAM: (&str, &str) = ("accept", "text/event-stream");

/// The whole server, with tools made for the purpose.
struct Server {
    app: App,
    gauge: Gauge,
}

impl Server {
    /// A server whose `meet` wants two calls.
    async fn start() -> Self {
        let (tools, gauge) = stubs::tools(2);
        let clock = Clock::hand_set(START.parse().unwrap());
        let app = App::start_changed(clock, |_| {}, |state| state.tools = Arc::new(tools)).await;
        Self { app, gauge }
    }

    /// The bytes of a POST with the usual headers and `more`.
    fn post(&self, target: &str, more: &[(&str, &str)], body: impl AsRef<[u8]>) -> Vec<u8> {
        let headers = [&[TOKEN, JSON], more].concat();
        let head = self.app.head("POST", target, &headers, body.as_ref().len());
        [head.as_bytes(), body.as_ref()].concat()
    }

    /// A connection on which `bytes` were sent.
    async fn sent(&self, bytes: impl AsRef<[u8]>) -> Connection {
        let mut connection = self.app.connect().await;
        connection.send(bytes).await;
        connection
    }

    /// An open event stream of HTTP+SSE, and the address for its messages.
    async fn stream(&self) -> (Stream, String) {
        let request = self.app.head("GET", "/sse", &[TOKEN, EVENT_STREAM], 0);
        let mut stream = Stream::on(self.sent(request).await).await;
        assert_eq!(stream.head.status, 200, "{:?}", stream.head);
        let endpoint = stream.endpoint().await;
        (stream, endpoint)
    }

    async fn answer(&self, bytes: impl AsRef<[u8]>) -> Answer {
        self.sent(bytes).await.answer().await
    }
}

/// A call of a tool without arguments.
fn call(id: Value, name: &str) -> String {
    json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": { "name": name } }).to_string()
}

/// The same request in the older version.
fn http_1_0(request: impl Into<Vec<u8>>) -> String {
    String::from_utf8(request.into()).unwrap().replacen("HTTP/1.1", "HTTP/1.0", 1)
}
