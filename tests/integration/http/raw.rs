//! An HTTP/1.1 client that sends exactly what a test says, however wrong.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

pub(super) struct Connection {
    stream: TcpStream,
    unread: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Connection {
    pub(super) async fn open(address: SocketAddr) -> Self {
        Self { stream: TcpStream::connect(address).await.unwrap(), unread: Vec::new() }
    }

    pub(super) async fn send(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }

    /// Reads one answer whose length is announced.
    pub(super) async fn answer(&mut self) -> Answer {
        let end = loop {
            if let Some(end) = self.unread.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            assert!(self.read().await > 0, "the connection closed before an answer was complete");
        };
        let head: Vec<u8> = self.unread.drain(..end).collect();
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers: Vec<(String, String)> = lines
            .map(|line| line.split_once(": ").unwrap_or_else(|| panic!("no header: {line}")))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let mut answer = Answer { status, headers, body: String::new() };
        let length = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
        while self.unread.len() < length {
            assert!(self.read().await > 0, "the connection closed before an answer was complete");
        }
        answer.body = String::from_utf8(self.unread.drain(..length).collect()).unwrap();
        answer
    }

    /// Reads until `wanted` has come.
    pub(super) async fn until(&mut self, wanted: &str) {
        while !String::from_utf8_lossy(&self.unread).contains(wanted) {
            assert!(self.read().await > 0, "closed after {}", String::from_utf8_lossy(&self.unread));
        }
    }

    /// Returns once the server has closed, having sent nothing more.
    pub(super) async fn closed(&mut self) {
        let read = self.stream.read_buf(&mut self.unread).await;
        assert!(matches!(read, Ok(0) | Err(_)), "more came: {:?}", String::from_utf8_lossy(&self.unread));
    }

    async fn read(&mut self) -> usize {
        self.stream.read_buf(&mut self.unread).await.unwrap()
    }
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// `error_description`, of a body `{error, error_description}` that holds nothing else.
    pub(super) fn description(&self) -> String {
        let body = self.json();
        let keys: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["error", "error_description"]);
        body["error_description"].as_str().unwrap().to_owned()
    }

    /// The message of a JSON-RPC error -32600 without an id.
    pub(super) fn invalid_request(&self) -> String {
        let body = self.json();
        let keys: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["jsonrpc", "error"]);
        assert_eq!(body["error"]["code"], -32600);
        body["error"]["message"].as_str().unwrap().to_owned()
    }
}
