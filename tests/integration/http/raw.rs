//! An HTTP/1 client that sends exactly what a test says, however wrong, and reads byte by byte what comes back.

use std::{net::SocketAddr, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// The longest that a client is to wait for anything. No test measures it; one that gets there has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Connection {
    stream: TcpStream,
    unread: Vec<u8>,
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        Self::over(TcpStream::connect(address).await.unwrap())
    }

    /// Over a socket that the test has made.
    pub(crate) fn over(stream: TcpStream) -> Self {
        Self { stream, unread: Vec::new() }
    }

    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.unwrap();
    }

    /// Sends as much as the server takes.
    pub(crate) async fn try_to_send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.stream.write_all(bytes.as_ref()).await;
    }

    /// Says that nothing more will be sent, and reads on.
    pub(crate) async fn finish_sending(&mut self) {
        self.stream.shutdown().await.unwrap();
    }

    /// Reads one answer to its end: as long as is announced, or chunked, or until the connection closes.
    pub(crate) async fn answer(&mut self) -> Answer {
        let mut answer = self.head().await;
        let body = if answer.is_chunked() {
            let mut body = Vec::new();
            while let Some(chunk) = self.chunk().await {
                body.extend(chunk);
            }
            body
        } else if let Some(length) = answer.header("content-length") {
            self.exactly(length.parse().unwrap()).await
        } else if answer.status == 204 || answer.status < 200 {
            Vec::new()
        } else {
            self.rest().await
        };
        answer.body = String::from_utf8(body).unwrap();
        answer
    }

    /// Reads one answer's status and headers.
    pub(crate) async fn head(&mut self) -> Answer {
        let head = self.through(b"\r\n\r\n").await;
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers: Vec<(String, String)> = lines
            .map(|line| line.split_once(": ").unwrap_or_else(|| panic!("no header: {line}")))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        Answer { status, headers, body: String::new() }
    }

    /// One chunk of a body; `None` for the last.
    pub(crate) async fn chunk(&mut self) -> Option<Vec<u8>> {
        let length = self.through(b"\r\n").await;
        let length = usize::from_str_radix(std::str::from_utf8(&length).unwrap().trim_end(), 16).unwrap();
        let chunk = self.exactly(length).await;
        assert_eq!(self.exactly(2).await, b"\r\n", "a chunk ends with its line");
        (length > 0).then_some(chunk)
    }

    /// Whatever has come, or comes next; empty when the connection has closed.
    pub(crate) async fn some(&mut self) -> Vec<u8> {
        if self.unread.is_empty() {
            self.read().await;
        }
        std::mem::take(&mut self.unread)
    }

    /// Reads until `wanted` has come: all that is unread.
    pub(crate) async fn until(&mut self, wanted: &str) -> String {
        loop {
            let unread = String::from_utf8_lossy(&self.unread).into_owned();
            if unread.contains(wanted) {
                return unread;
            }
            assert!(self.read().await > 0, "closed after {unread}");
        }
    }

    /// Returns once the server has closed, having sent nothing more.
    pub(crate) async fn closed(&mut self) {
        assert!(self.unread.is_empty(), "more came: {:?}", String::from_utf8_lossy(&self.unread));
        let read = timeout(PATIENCE, self.stream.read_buf(&mut self.unread)).await.expect("it stayed open");
        assert!(matches!(read, Ok(0) | Err(_)), "more came: {:?}", String::from_utf8_lossy(&self.unread));
    }

    async fn through(&mut self, end: &[u8]) -> Vec<u8> {
        loop {
            if let Some(place) = self.unread.windows(end.len()).position(|window| window == end) {
                return self.unread.drain(..place + end.len()).collect();
            }
            assert!(self.read().await > 0, "the connection closed before an answer was complete");
        }
    }

    async fn exactly(&mut self, length: usize) -> Vec<u8> {
        while self.unread.len() < length {
            assert!(self.read().await > 0, "the connection closed before an answer was complete");
        }
        self.unread.drain(..length).collect()
    }

    async fn rest(&mut self) -> Vec<u8> {
        while self.read().await > 0 {}
        std::mem::take(&mut self.unread)
    }

    async fn read(&mut self) -> usize {
        let read = timeout(PATIENCE, self.stream.read_buf(&mut self.unread)).await;
        read.expect("nothing came for as long as a client waits").unwrap()
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn is_chunked(&self) -> bool {
        self.header("transfer-encoding") == Some("chunked")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// `error_description`, of a body `{error, error_description}` that holds nothing else.
    pub(crate) fn description(&self) -> String {
        let body = self.json();
        let keys: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["error", "error_description"]);
        body["error_description"].as_str().unwrap().to_owned()
    }

    /// The message of a JSON-RPC error -32600 without an id.
    pub(crate) fn invalid_request(&self) -> String {
        let body = self.json();
        let keys: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["jsonrpc", "error"]);
        assert_eq!(body["error"]["code"], -32600);
        body["error"]["message"].as_str().unwrap().to_owned()
    }
}
