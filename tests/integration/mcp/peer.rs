//! A client that sends exactly what it is told, byte for byte, and reads what comes back.

use std::{fmt, net::SocketAddr};

use intercom_mcp::mcp::INSTRUCTIONS;
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

const JSON: (&str, &str) = ("Content-Type", "application/json");
const ACCEPT: (&str, &str) = ("Accept", "application/json, text/event-stream");

/// An HTTP request: POST on `/mcp` with the usual headers, unless told otherwise.
#[derive(Clone)]
pub(super) struct Post {
    method: &'static str,
    target: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Post {
    pub(super) fn new(body: impl Into<Vec<u8>>) -> Self {
        let headers = [JSON, ACCEPT].map(|(name, value)| (name, value.to_owned())).into();
        Self { method: "POST", target: "/mcp", headers, body: body.into() }
    }

    /// A request of the modern era, with all the headers that it must have.
    pub(super) fn modern(body: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let version = text(&body["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"]);
        let post = Self::new(body.to_string())
            .with("MCP-Protocol-Version", &version)
            .with("Mcp-Method", &text(&body["method"]));
        if body["params"]["name"].is_string() { post.with("Mcp-Name", &text(&body["params"]["name"])) } else { post }
    }

    pub(super) fn method(mut self, method: &'static str) -> Self {
        self.method = method;
        self
    }

    pub(super) fn target(mut self, target: &'static str) -> Self {
        self.target = target;
        self
    }

    /// The header with this value instead of any it had.
    pub(super) fn with(self, name: &'static str, value: &str) -> Self {
        self.without(name).also(name, value)
    }

    /// The header once more.
    pub(super) fn also(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self
    }

    pub(super) fn from(self, principal: &str) -> Self {
        self.with("Authorization", &format!("Bearer {principal}"))
    }

    /// Sends the request.
    pub(super) async fn open(&self, address: SocketAddr) -> Connection {
        let mut socket = TcpStream::connect(address).await.unwrap();
        let mut request =
            format!("{} {} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!("Content-Length: {}\r\n\r\n", self.body.len()));
        socket.write_all(&[request.as_bytes(), &self.body].concat()).await.unwrap();
        Connection(BufReader::new(socket))
    }
}

impl fmt::Display for Post {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "> {} {}", self.method, self.target)?;
        for (name, value) in &self.headers {
            if (*name, value.as_str()) != JSON && (*name, value.as_str()) != ACCEPT {
                write!(formatter, "\n> {name}: {value}")?;
            }
        }
        for absent in ["Content-Type", "Accept"] {
            if !self.headers.iter().any(|(name, _)| *name == absent) {
                write!(formatter, "\n> (no {absent})")?;
            }
        }
        write!(
            formatter,
            "\n> {}",
            shortened(&String::from_utf8_lossy(&self.body).escape_debug().to_string().replace("\\\"", "\""))
        )
    }
}

/// A connection whose answer has not been read.
pub(super) struct Connection(BufReader<TcpStream>);

impl Connection {
    /// The next line, without its end.
    pub(super) async fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).await.unwrap();
        line.trim_end().to_owned()
    }

    /// Reads lines up to one that is `wanted`.
    pub(super) async fn until(&mut self, wanted: &str) {
        while self.line().await != wanted {}
    }

    /// The whole answer.
    pub(super) async fn reply(mut self) -> Reply {
        let status = self.line().await.split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = Vec::new();
        loop {
            let line = self.line().await;
            let Some((name, value)) = line.split_once(": ") else { break };
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        let mut rest = Vec::new();
        self.0.read_to_end(&mut rest).await.unwrap();
        let is_chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
        let body = if is_chunked { without_chunks(&rest) } else { rest };
        Reply { status, headers, body: String::from_utf8(body).unwrap() }
    }
}

fn without_chunks(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|pair| pair == b"\r\n").unwrap();
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        if length == 0 {
            return body;
        }
        body.extend_from_slice(&rest[end + 2..end + 2 + length]);
        rest = &rest[end + 2 + length + 2..];
    }
}

/// An answer.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Reply {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The body, when it is JSON.
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {self}"))
    }

    /// The messages of an event stream.
    pub(super) fn events(&self) -> Vec<Value> {
        assert_eq!(self.header("content-type"), Some("text/event-stream"), "{self}");
        let lines = self.body.lines().filter_map(|line| line.strip_prefix("data: "));
        lines.map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The text block of a tool's result.
    pub(super) fn text(&self) -> String {
        self.json()["result"]["content"][0]["text"].as_str().unwrap_or_else(|| panic!("no text in {self}")).to_owned()
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "< {}", self.status)?;
        for (name, value) in &self.headers {
            if !["date", "content-length", "connection", "transfer-encoding", "vary"].contains(&name.as_str()) {
                write!(formatter, "\n< {name}: {value}")?;
            }
        }
        let body = self.body.trim_end().replace(Value::from(INSTRUCTIONS).to_string().as_str(), "\"[instructions]\"");
        let body =
            body.replace(concat!("\"version\":\"", env!("CARGO_PKG_VERSION"), "\""), "\"version\":\"[version]\"");
        without_images(&body).lines().try_for_each(|line| write!(formatter, "\n< {}", shortened(line)).map(|()| ()))
    }
}

/// Images are left out of snapshots.
fn without_images(body: &str) -> String {
    let mut parts = body.split(";base64,");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (image, rest) = part.split_once('"').unwrap();
        shown += &format!(";base64,[{} characters]\"{rest}", image.len());
    }
    shown
}

/// Long lines are cut in snapshots.
fn shortened(line: &str) -> String {
    match line.char_indices().nth(600) {
        Some((end, _)) => format!("{}… ({} characters)", &line[..end], line.chars().count()),
        None => line.to_owned(),
    }
}
